"""Reading a watchlist: what an entry may say, how defaults fill in, and how mistakes are told."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tracker.errors import UnknownName, WatchlistError
from tracker.model import Commitment, Direction, FetchKind, Page, Severity
from tracker.model.subject import Subject
from tracker.watch.watchlist import Watchlist, load, loads

PAGE = """
pages:
  - organisation: Norrland Rail
    title: Terms of carriage
    url: https://norrland.example/terms
"""


def mistakes(text: str) -> list[str]:
    """Every mistake as LINE:COLUMN: MESSAGE."""
    with pytest.raises(WatchlistError) as caught:
        loads(text, "w.yaml")
    told = str(caught.value).splitlines()
    assert all(line.startswith("w.yaml:") for line in told)
    return [line.removeprefix("w.yaml:") for line in told]


def only(text: str) -> Page:
    (page,) = loads(text).pages
    return page


def entry(**keys: str) -> str:
    return PAGE + "".join(f"    {key}: {value}\n" for key, value in keys.items())


def test_the_shortest_entry_gets_an_id_and_the_usual_interval() -> None:
    page = only(PAGE)
    assert page == Page(
        id="norrland-rail-terms-of-carriage",
        organisation="Norrland Rail",
        title="Terms of carriage",
        url="https://norrland.example/terms",
    )
    assert page.every == timedelta(hours=6)


def test_every_key_of_an_entry() -> None:
    page = only("""
pages:
  - id: norrland-terms
    organisation: Norrland Rail
    title: Terms of carriage
    url: https://norrland.example/terms?lang=no
    every: 1d
    select: main .terms
    remove: [.share, //aside]
    tags: [transport, terms]
    language: no
    fetch: browser
    note: |
      Asked for by two readers.
    was: norrland-conditions
    headers: {Accept-Language: nb, Cookie: "consent=${TRACKER_CONSENT}"}
""")
    assert page == Page(
        id="norrland-terms",
        organisation="Norrland Rail",
        title="Terms of carriage",
        url="https://norrland.example/terms?lang=no",
        every=timedelta(days=1),
        select=("main .terms",),
        remove=(".share", "//aside"),
        tags=("transport", "terms"),
        language="no",
        fetch=FetchKind.BROWSER,
        note="Asked for by two readers.\n",
        was=("norrland-conditions",),
        headers=(("Accept-Language", "nb"), ("Cookie", "consent=${TRACKER_CONSENT}")),
    )


@pytest.mark.parametrize("written", ["no", "yes", "2024", "1.10", "0x1F", "1e3", "true", "12:30:45", "2024-01-01"])
def test_text_stays_as_written(written: str) -> None:
    assert only(PAGE.replace("Terms of carriage", written)).title == written


@pytest.mark.parametrize(
    ("written", "interval"),
    [
        ("6h", timedelta(hours=6)),
        ("30m", timedelta(minutes=30)),
        ("1h30m", timedelta(minutes=90)),
        ("90 minutes", timedelta(minutes=90)),
        ("every 2 days", timedelta(days=2)),
        ("Weekly", timedelta(days=7)),
        ("daily", timedelta(days=1)),
        ("1w 2d", timedelta(days=9)),
    ],
)
def test_intervals(written: str, interval: timedelta) -> None:
    assert only(entry(every=written)).every == interval


def test_an_interval_with_a_bound_for_quiet_pages() -> None:
    page = only(entry(every="6h to 2d"))
    assert (page.every, page.slowest) == (timedelta(hours=6), timedelta(days=2))


def test_a_cron_expression() -> None:
    page = only(entry(every='"30 6 * * 1-5"'))
    assert (page.every, page.cron) == (timedelta(days=1), "30 6 * * 1-5")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("6", "did you mean `6h`?"),
        ("weakly", "did you mean `weekly`?"),
        ("6x", "is not a time such as"),
        ("-6h", "is not a time such as"),
        ("0h", "is not a time such as"),
        ("10s", "at least 1m"),
        ("1000d", "at most 366d"),
        ("2d to 6h", "did you mean `6h to 2d`?"),
        ("[6h]", "not a list"),
        ('"0 0 31 2 *"', "Bad day-of-month"),
        ('"* * * * * *"', "is not a time such as"),
    ],
)
def test_bad_intervals(written: str, meant: str) -> None:
    (told,) = mistakes(entry(every=written))
    assert told.startswith("6:12: ")
    assert meant in told


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/x", "http://localhost/x", "http://[::1]/x"])
def test_a_page_on_this_machine_may_be_looked_at_every_second(url: str) -> None:
    page = only(entry(every="1s").replace("https://norrland.example/terms", url))
    assert page.every == timedelta(seconds=1)


def test_a_file_is_read_as_one_and_may_be_looked_at_every_second() -> None:
    written = entry(every="1s").replace("https://norrland.example/terms", "file:///tmp/x")
    (told,) = mistakes(written)
    assert told.endswith("a file of this machine is read with `fetch: file`")
    assert only(written + "    fetch: file\n").every == timedelta(seconds=1)


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("www.norrland.example/terms", "did you mean `https://www.norrland.example/terms`?"),
        ("ftp://norrland.example/terms", "does not begin with https:// or http://"),
        ("javascript:alert(1)", "does not begin with https:// or http://"),
        ("https://me:secret@norrland.example/", "user name or password"),
        ("https://me@norrland.example/", "user name or password"),
        ("https:///terms", "names no host"),
        ("https://norrland.example:99999/", "is not an address"),
        ("https://[::1/", "is not an address"),
        ('"https://norrland.example/a b"', "holds ` `"),
        ('"https://norrland.example/\\\\x"', "holds `\\`"),
        ("https://norrland.example/" + "x" * 3000, "at most 2,000"),
    ],
)
def test_bad_addresses(url: str, meant: str) -> None:
    (told,) = mistakes(PAGE.replace("https://norrland.example/terms", url))
    assert told.startswith("5:10: `url`")
    assert meant in told
    assert "secret" not in told


@pytest.mark.parametrize(
    ("selector", "meant"),
    [
        ("'main ['", "`main [` is not valid CSS"),
        ("//p[", "not valid XPath"),
        ("'//*[//*[//q]]'", "searches the whole page again"),
        ("''", "is empty"),
        ("{css: main}", "the key `css` is not known in a range; known are from, after, to, through"),
        ("{frm: h1, to: h2}", "did you mean `from`?"),
        ("{from: h1, after: h2}", "`from` or `after`, not both"),
        ("{from: [h1]}", "`from` in a range must be one selector"),
        ("{from: h1, to: 'h2 ['}", "names 'h2 [', which is not valid CSS"),
        ("{}", "needs `from`, `to` or both"),
        ("7", "is not valid CSS"),
        ("[[main]]", "must be text, not a list"),
    ],
)
@pytest.mark.parametrize("key", ["select", "remove"])
def test_bad_selectors(key: str, selector: str, meant: str) -> None:
    (told,) = mistakes(entry(**{key: selector}))
    assert told.startswith("6:")
    assert meant in told


def test_ranges_are_written_in_words_or_as_mappings() -> None:
    page = only(entry(select="{from: '#privacy', to: '#contact'}", remove="[nav, {after: h1, through: //h2}]"))
    assert (page.select, page.remove) == (("from #privacy to #contact",), ("nav", "after h1 through //h2"))
    assert only(entry(select="'from #privacy to #contact'")).select == page.select


def test_every_mistake_is_told_at_once_in_the_order_of_the_file() -> None:
    told = mistakes("""defaults:
  evry: 6h
pages:
  - organisation: Norrland Rail
    titel: Terms
    url: https://norrland.example/terms
  - organisation: Norrland Rail
    title: Fares
    url: https://norrland.example/fares
    tags: [Prices Today, ok]
    fetch: htp
    select: {css: main}
  - just words
  - title: ""
    url:
feeds:
  - name: Promises taken back
    direction: weeker
page: []
""")
    assert told == [
        "2:3: the key `evry` is not known; did you mean `every`?",
        "4:5: this lacks `title:`, what the page is, such as `title: Acceptable Use Policy`",
        "5:5: the key `titel` is not known; did you mean `title`?",
        "10:12: `tags`: `Prices Today` must be a-z, 0-9 and single hyphens, at most 100 of them; "
        "did you mean `prices-today`?",
        "11:12: `fetch`: `htp` is not known; did you mean `http`?",
        "12:13: `select`: the key `css` is not known in a range; known are from, after, to, through",
        "13:5: this must be a mapping of keys to values, not the text `just words`",
        "14:12: `title`: is empty",
        "15:5: `url` is empty",
        "18:16: `direction`: `weeker` is not known; did you mean `weaker`?",
        "19:1: the key `page` is not known; did you mean `pages`?",
    ]


def test_entries_are_checked_against_each_other_although_one_of_them_is_bad() -> None:
    told = mistakes("""pages:
  - {organisation: A, title: T, url: "https://a.example/1"}
  - {organisation: A, title: T, url: "https://a.example/2"}
  - {id: a-u, organisation: A, title: U, url: "https://a.example/3"}
  - {id: a-u, organisation: A, title: V, url: "https://a.example/4"}
  - {organisation: A, title: W, url: nowhere}
  - {title: X, url: "https://a.example/5"}
  - {organisation: 東京, title: 規約, url: "https://a.example/6"}
""")
    assert [line.split(" ", 1)[0] for line in told] == ["3:30:", "5:10:", "6:38:", "7:5:", "8:31:"]
    assert "the id `a-t`, made of organisation and title, is that of the page on line 2" in told[0]
    assert "the id `a-u` is that of the page on line 4" in told[1]
    assert "lacks `organisation:`" in told[3]
    assert "no id can be made" in told[4]


def test_a_key_given_twice_is_refused_where_it_stands() -> None:
    (told,) = mistakes(entry(title="Another"))
    assert told == "6:5: the key `title` is given twice, first on line 4"


def test_the_same_address_for_two_pages_is_only_a_warning() -> None:
    text = PAGE + "  - {organisation: N, title: Other, url: 'https://norrland.example/terms'}\n"
    watchlist = loads(text, "w.yaml")
    assert len(watchlist.pages) == 2
    (warning,) = watchlist.warnings
    assert (warning.line, warning.column) == (6, 42)
    assert loads(text.replace("Other,", "Other, select: main,")).warnings == ()


def test_defaults_of_file_tag_and_group_fill_in_and_the_nearest_wins() -> None:
    text = """
defaults: {every: 1d, tags: [watched], remove: .ad, language: en, headers: {X-From: default, X-Only: here}}
tags:
  law: {every: 2h, fetch: browser, headers: {x-from: tag}}
groups:
  rail:
    organisation: Norrland Rail
    tags: transport
    language: sv
    pages:
      - {id: one, title: One, url: "https://n.example/1", remove: .share}
      - {id: two, title: Two, url: "https://n.example/2", tags: [law], every: 5m}
pages:
  - {id: three, organisation: Acme, title: Three, url: "https://a.example/3", tags: law, language: de}
"""
    watchlist = loads(text)
    one, two, three = (watchlist.page(name) for name in ("one", "two", "three"))
    assert (one.organisation, one.every, one.language) == ("Norrland Rail", timedelta(days=1), "sv")
    assert (one.tags, one.remove) == (("transport", "watched"), (".share", ".ad"))
    assert (two.every, two.fetch, two.tags) == (
        timedelta(minutes=5),
        FetchKind.BROWSER,
        ("law", "transport", "watched"),
    )
    assert dict(two.headers) == {"x-from": "tag", "X-Only": "here"}
    assert (three.every, three.language) == (timedelta(hours=2), "de")


@pytest.mark.parametrize(
    ("written", "place", "told"),
    [
        (PAGE + "    tags: law, rail\n", "6:", "several stand in brackets, as a list: `[law, rail]`"),
        (PAGE + "    group: rail\n", "6:", "a page stands in its group"),
        (PAGE.replace("organisation: ", "organisation:"), "4:", "a space is missing after `organisation:` on line 3"),
        (PAGE.replace("Terms of carriage", '"Terms" of carriage'), "4:", "put the whole text in single quotes"),
        (PAGE + "feeds:\n  - {name: x, tags: [ia]}\n", "7:", "no page has the tag `ia`; none has a tag"),
        (
            "groups:\n  g:\n    defaults: {every: 1d}\n    pages: []\n",
            "3:",
            "stand in it as they are",
        ),
    ],
)
def test_slips_that_newcomers_made_are_told_with_the_cure(written: str, place: str, told: str) -> None:
    (found,) = mistakes(written)
    assert told in found
    assert found.startswith(place)


def test_a_default_that_is_too_often_is_told_once() -> None:
    second = PAGE.strip().removeprefix("pages:\n").replace("Terms of carriage", "Prices").replace("/terms", "/prices")
    (found,) = mistakes(f"defaults: {{every: 1s}}\n{PAGE}{second}")
    assert "it comes from the defaults" in found


def test_lookups_by_id_former_id_organisation_and_tag() -> None:
    watchlist = loads(entry(tags="[law, rail]", was="[norrland-old]"))
    page = watchlist.pages[0]
    assert watchlist.page("norrland-rail-terms-of-carriage") is page
    assert watchlist.page("norrland-old") is page
    assert watchlist.by_organisation("norrland rail") == (page,)
    assert watchlist.by_tag("law") == (page,)
    assert watchlist.tags == ("law", "rail")
    with pytest.raises(UnknownName, match="did you mean norrland-rail-terms-of-carriage"):
        watchlist.page("norrland-rail-term5")
    assert watchlist.page("norrland-terms") is page  # short, and of one page only
    with pytest.raises(UnknownName, match="did you mean Norrland Rail"):
        watchlist.by_organisation("norland rail")
    with pytest.raises(UnknownName, match="did you mean law"):
        watchlist.by_tag("laws")


def test_former_ids_must_be_free() -> None:
    told = mistakes("""pages:
  - {id: a, was: b, organisation: A, title: T, url: "https://a.example/1"}
  - {id: b, was: [c], organisation: A, title: T, url: "https://a.example/2"}
  - {id: d, was: c, organisation: A, title: T, url: "https://a.example/3"}
""")
    assert told == ["2:18: `b` is still the id of a page", "4:18: `c` is already a former id of another page"]


def test_saved_searches() -> None:
    watchlist = loads(
        entry(tags="law")
        + """
feeds:
  - name: Promises taken back
    direction: [weaker, reversed]
    severity: substantive
    tags: law
    query: contracts
"""
    )
    feed = watchlist.feed("promises-taken-back")
    assert feed is watchlist.feed("Promises taken back")
    assert feed.directions == (Direction.WEAKER, Direction.REVERSED)
    assert (feed.severities, feed.tags, feed.query) == ((Severity.SUBSTANTIVE,), ("law",), "contracts")
    with pytest.raises(UnknownName, match="did you mean promises-taken-back"):
        watchlist.feed("promises-taken")


def test_commitments() -> None:
    watchlist = loads(
        entry(id="norrland-terms", was="norrland-carriage")
        + """
commitments:
  - {page: norrland-terms, text: "We  refund every\n ticket", name: Refunds}
  - {page: norrland-carriage, text: No hidden fees}
"""
    )
    assert watchlist.commitments == (
        Commitment("norrland-terms", "We refund every ticket", "Refunds"),
        Commitment("norrland-terms", "No hidden fees", "No hidden fees"),
    )


def test_subjects() -> None:
    watchlist = loads(
        entry(id="norrland-terms")
        + """
subjects:
  - name: Immigration enforcement
    words: [immigration, ICE, [border, police]]
    without: recruitment
    organisations: Norrland Rail
  - {name: Lamps, words: lamp}
"""
    )
    assert watchlist.subjects == (
        Subject(
            "Immigration enforcement",
            (("immigration",), ("ICE",), ("border", "police")),
            ("recruitment",),
            ("Norrland Rail",),
        ),
        Subject("Lamps", (("lamp",),)),
    )
    assert watchlist.subject("lamps").words == (("lamp",),)


def test_mistakes_in_subjects_are_told_with_their_place() -> None:
    told = mistakes(
        entry(id="norrland-terms")
        + """
subjects:
  - {name: A, words: [lamp, ["...", chair]]}
  - {words: lamp}
  - {name: B}
  - {name: C, words: []}
  - {name: D, words: [[]]}
  - {name: E, words: lamp, organisation: Norrland}
"""
    )
    assert told == [
        "9:30: `words`: `...` has no word to look for",
        "10:5: this lacks `name:`, what it is called in lists and feeds",
        "11:5: this lacks `words:`, by which it is known, such as `words: [immigration, ICE]`",
        "12:22: `words`: has 0 entries; a subject is known by 1 to 50 words",
        "13:22: `words`: a list within the list holds 1 to 6 words, all of which are looked for",
        "14:28: the key `organisation` is not known; did you mean `organisations`?",
    ]
    one = entry(id="norrland-terms") + "subjects:\n  - {name: A, words: a, organisations: [Norland Rail]}\n"
    assert mistakes(one) == ["8:40: no page has the organisation `Norland Rail`; did you mean `Norrland Rail`?"]
    twice = entry(id="norrland-terms") + "subjects:\n" + 2 * "  - {name: A, words: a}\n"
    assert mistakes(twice) == ["9:12: `A` is the subject at w.yaml:8; give another `name:`"]


def test_mistakes_in_commitments_are_told_with_their_place() -> None:
    told = mistakes(
        entry(id="norrland-terms")
        + """
commitments:
  - {page: norrland-term, text: We refund}
  - {page: norrland-terms, text: "..."}
  - {text: We refund}
  - {page: norrland-terms}
"""
    )
    assert told == [
        "10:34: `text`: has no word; copy the promise from the page, as it stands there",
        "11:5: this lacks `page:`, the id of the page that makes the promise",
        "12:5: this lacks `text:`, the words of the promise as they stand on the page",
    ]
    assert mistakes(entry(id="norrland-terms") + "commitments:\n  - {page: norrland-term, text: We refund}\n") == [
        "8:12: no page has the id `norrland-term`; did you mean `norrland-terms`?"
    ]
    twice = "commitments:\n" + 2 * "  - {page: norrland-terms, text: We refund}\n"
    assert mistakes(entry(id="norrland-terms") + twice) == ["9:5: this commitment stands here twice"]


def test_a_saved_search_for_what_is_not_there_is_a_mistake() -> None:
    told = mistakes(
        entry(tags="law")
        + "feeds:\n  - {name: F, tags: lwa}\n  - {name: f}\n  - {name: G, organisation: Norrland Rai}\n"
    )
    assert told == [
        "8:21: no page has the tag `lwa`; did you mean `law`?",
        "9:5: the id `f` is that of the feed at w.yaml:8; give another `id:`",
        "10:29: no page has the organisation `Norrland Rai`; did you mean `Norrland Rail`?",
    ]


@pytest.mark.parametrize(
    ("header", "meant"),
    [
        ("Cookie: session=1234", "write `${TRACKER_COOKIE}`"),
        ("X-Api-Key: abc", "write `${TRACKER_X_API_KEY}`"),
        ("X-Any: ${AWS_SECRET}", "call `AWS_SECRET` `TRACKER_AWS_SECRET`"),
        ("User-Agent: Mozilla", "honest name"),
        ("Host: other.example", "taken from the address"),
        ("Bad Name: x", "not the name of a header"),
        ('X-Split: "a\\nSet-Cookie: b"', "one line"),
        ('X-Any: "${TRACKER_"', "a `${` without its"),
        ("Accept-Language: ${TRACKER_X}", "also goes to hosts that a page redirects to"),
    ],
)
def test_bad_headers(header: str, meant: str) -> None:
    (told,) = mistakes(PAGE + f"    headers:\n      {header}\n")
    assert told.startswith("7:")
    assert meant in told
    assert "1234" not in told


def test_an_emptied_file_is_not_taken_for_an_empty_watchlist() -> None:
    assert mistakes("") == ["1:1: the file is empty; a watchlist begins with a key such as `pages:`"]
    assert "no `pages:`" in mistakes("defaults: {every: 6h}\n")[0]
    assert "no `pages:`" in mistakes("pages:\n")[0]
    assert loads("pages: []\n").pages == ()


def test_a_file_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WatchlistError, match=r"nothing\.yaml:1:1: .*no such file.*`tracker init DIR`"):
        load(tmp_path / "nothing.yaml")
    with pytest.raises(WatchlistError, match="cannot be read: is a directory"):
        load(tmp_path)


class TestInclude:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        (tmp_path / "pages").mkdir()
        (tmp_path / "pages" / "a.yaml").write_text(
            "defaults: {organisation: Acme, every: 1h}\npages:\n  - {title: One, url: 'https://a.example/1'}\n"
        )
        (tmp_path / "pages" / "b.yml").write_text(
            "pages:\n  - {organisation: Bolt, title: Two, url: 'https://b.example/2', tags: law}\n"
        )
        (tmp_path / "pages" / "notes.txt").write_text("not a watchlist")
        (tmp_path / "watchlist.yaml").write_text(
            "include: [pages/]\ndefaults: {every: 2d, tags: all}\ntags: {law: {every: 3h}}\n"
        )
        return tmp_path

    def load(self, folder: Path) -> Watchlist:
        return load(folder / "watchlist.yaml")

    def test_files_of_a_folder_with_their_own_defaults(self, folder: Path) -> None:
        one, two = self.load(folder).pages
        assert (one.id, one.every, one.tags) == ("acme-one", timedelta(hours=1), ("all",))
        assert (two.id, two.every, two.tags) == ("bolt-two", timedelta(hours=3), ("law", "all"))
        assert self.load(folder).places["bolt-two"].path == str(folder / "pages" / "b.yml")

    def test_mistakes_name_the_file_they_stand_in(self, folder: Path) -> None:
        (folder / "pages" / "a.yaml").write_text("pages:\n  - {organisation: Acme}\n")
        (folder / "pages" / "c.yaml").write_text("pages: [\n")
        (folder / "watchlist.yaml").write_text("include: [pages/, gone.yaml]\ndefalts: {}\n")
        with pytest.raises(WatchlistError) as caught:
            self.load(folder)
        places = [(Path(m.path).name, m.line) for m in caught.value.mistakes]
        assert sorted(places) == [
            ("a.yaml", 2),
            ("a.yaml", 2),
            ("c.yaml", 2),
            ("watchlist.yaml", 1),
            ("watchlist.yaml", 2),
        ]

    def test_ids_are_unique_across_files(self, folder: Path) -> None:
        (folder / "pages" / "c.yaml").write_text(
            "pages:\n  - {organisation: Acme, title: One, url: 'https://a.example'}\n"
        )
        with pytest.raises(WatchlistError, match=r"c\.yaml:2:33: the id `acme-one`.* on line 3 of .*a\.yaml"):
            self.load(folder)

    def test_the_digest_covers_all_files(self, folder: Path) -> None:
        before = self.load(folder).digest
        assert self.load(folder).digest == before
        (folder / "pages" / "b.yml").write_text("pages: []\n")
        assert self.load(folder).digest != before

    @pytest.mark.parametrize("name", ["../other.yaml", "/etc", "pages/../../x", "link.yaml", "pages/notes.txt", '""'])
    def test_nothing_outside_the_folder_is_read(self, folder: Path, name: str) -> None:
        (folder.parent / "other.yaml").write_text("pages: []\n")
        (folder / "link.yaml").symlink_to(folder.parent / "other.yaml")
        (folder / "watchlist.yaml").write_text(f"include:\n  - {name}\n")
        with pytest.raises(WatchlistError, match=r"watchlist\.yaml:2:5: ") as caught:
            self.load(folder)
        assert len(caught.value.mistakes) == 1

    def test_an_included_file_cannot_include(self, folder: Path) -> None:
        (folder / "pages" / "a.yaml").write_text("include: pages/\npages: []\n")
        with pytest.raises(WatchlistError, match=r"a\.yaml:1:10: an included file cannot include"):
            self.load(folder)


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ("{unchanged: 90}", "1:24: `unchanged`: `90` is not a number of days such as `90d`"),
        ("{unchanged: 7d}", "1:24: `unchanged`: `7d` is too short"),
        ("{unchanged: [90d]}", "1:24: `unchanged`: must be a time such as `90d`"),
        ("{unchanged: 99999999999d}", "1:24: `unchanged`: `99999999999d` is not a number of days"),
        ("{changed: 90d}", "1:13: the key `changed` is not known; did you mean `unchanged`?"),
        ("90d", "1:12: this must be a mapping of keys to values"),
    ],
)
def test_how_long_bytes_are_kept(said: str, complaint: str) -> None:
    assert loads("retention: {unchanged: 90d}\npages: []\n").retention == timedelta(days=90)
    assert loads("pages: []\n").retention is None
    with pytest.raises(WatchlistError) as caught:
        loads(f"retention: {said}\npages: []\n")
    assert complaint in str(caught.value)
