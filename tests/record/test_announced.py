"""A change and what the organisation's own log says of it: asked when it is told, and again at each look at the log."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.forked import tracker
from tests.spoken import Spoken, day
from tracker.model import Announced, Announcement, Change, ChangeFilter, Follow, FollowKind, InboxItem, ItemState, Page
from tracker.publish import PublishSettings, publish
from tracker.record.store import Store

OLD, NEW = "You get a refund within 30 days of a purchase.", "You get a refund within 14 days of a purchase."
TOLD = "The refund period is now 14 days."


def spoken(store: Store | None = None) -> Spoken:
    """Terms and a log, both watched for a while."""
    found = Spoken(store)
    found.page("acme-terms", "Acme", "Terms", (0, OLD))
    found.page("acme-new", "Acme", "What's new", (0, "Dark mode for the app."))
    found.declare_log("acme-new", "acme-terms")
    return found


def change_of(spoken: Spoken, page: str = "acme-terms") -> Change:
    (found,) = spoken.store.changes.find(ChangeFilter(page=page))
    return found


def said(spoken: Spoken) -> Announcement:
    found = change_of(spoken).announcement
    assert found is not None
    return found


def retold(store: Store) -> list[int]:
    return [anew for (anew,) in store._db.execute("SELECT anew FROM retold ORDER BY n")]


def test_told_before_the_change() -> None:
    made = spoken()
    made.edit("acme-new", 10, f"Dark mode for the app.\n{TOLD}")
    made.edit("acme-terms", 20, NEW)
    found = said(made)
    assert (found.state, found.quote, found.log, found.title) == ("announced", TOLD, "acme-new", "What's new")
    assert found.at == day(10)
    assert made.store.snapshots.get(found.snapshot or 0).body.decode().count(TOLD) == 1


def test_told_after_the_change_it_is_told_again_and_is_no_new_change() -> None:
    made = spoken()
    made.edit("acme-terms", 20, NEW)
    number = change_of(made).number
    assert said(made).state is Announced.OPEN
    made.edit("acme-new", 25, f"Dark mode for the app.\n{TOLD}")
    assert (said(made).state, said(made).at, change_of(made).number) == (Announced.ANNOUNCED, day(25), number)
    assert set(retold(made.store)) == {0}


def test_not_told_is_said_when_the_log_was_looked_at_a_week_later() -> None:
    made = spoken()
    made.edit("acme-terms", 20, NEW)
    made.look_again(26)
    assert said(made).state is Announced.OPEN
    made.look_again(27.5)
    assert (said(made).state, said(made).title) == (Announced.NOT, "What's new")
    assert "not announced in What's new" in change_of(made).notices[-1]
    made.edit("acme-new", 40, f"Dark mode for the app.\n{TOLD}")  # late, and within thirty days
    assert said(made).state is Announced.ANNOUNCED


def test_a_log_that_fails_says_nothing() -> None:
    made = spoken()
    made.edit("acme-terms", 20, NEW)
    for on in (28, 29, 30):
        made.fail("acme-new", on, 500)
    assert said(made).state is Announced.OPEN


def test_a_log_that_is_watched_only_since_then() -> None:
    made = Spoken()
    made.page("acme-terms", "Acme", "Terms", (0, OLD), (20, NEW))
    made.page("acme-new", "Acme", "What's new", (22, "Dark mode for the app."))
    made.declare_log("acme-new", "acme-terms")
    made.look_again(30)
    assert (said(made).state, "watched since" in said(made).reason) == (Announced.OPEN, True)


@pytest.mark.parametrize(
    ("log", "state"),
    [
        (TOLD, Announced.OPEN),  # it may be of another year
        (f"20 May 2026\n{TOLD}", Announced.ANNOUNCED),
        (f"20 May 2024\n{TOLD}", Announced.OPEN),
    ],
)
def test_what_the_log_had_when_it_was_first_looked_at_counts_by_its_date(log: str, state: Announced) -> None:
    made = Spoken()
    made.page("acme-terms", "Acme", "Terms", (0, OLD))
    made.page("acme-new", "Acme", "What's new", (1, log))
    made.declare_log("acme-new", "acme-terms")
    made.edit("acme-terms", (day(0).replace(month=6, day=1) - day(0)).days, NEW)
    made.look_again((day(0).replace(month=6, day=20) - day(0)).days)
    assert said(made).state is state


def test_a_newsroom_announces_by_title_and_by_what_a_post_says() -> None:
    made = Spoken()
    made.page("acme-terms", "Acme", "Terms", (0, OLD))
    news = Page(
        "news", "Acme", "News", "https://acme.example/news", follow=Follow(FollowKind.LISTING), is_changelog=True
    )
    made._declare(news)
    made._declare(replace(made.pages["acme-terms"], changelog=("news",)))
    made.edit("acme-terms", 20, NEW)
    assert said(made).state is Announced.OPEN
    made.post("acme-news-1", "Acme", 22, "A letter to our customers", TOLD)
    found = InboxItem(
        0, "news", "Acme", "https://acme.example/1", "A letter", "", None, day(22), day(21), ItemState.NEW
    )
    with made.store.transaction():
        made.store.inbox.add([("k", found)])
        (kept,) = made.store.inbox.find()
        made.store.inbox.save(replace(kept, state=ItemState.TAKEN, page="acme-news-1"))
    made.look_again(23)
    assert (said(made).state, said(made).quote, said(made).log) == (Announced.ANNOUNCED, TOLD, "acme-news-1")


def test_no_log_is_kept_and_none_is_known() -> None:
    made = Spoken()
    made.page("acme-terms", "Acme", "Terms", (0, OLD), (20, NEW))
    assert change_of(made).announcement is None
    made._declare(replace(made.pages["acme-terms"], changelog=()))
    made.edit("acme-terms", 40, "You get no refund at all, whatever you bought.")
    newest, _ = made.store.changes.find(ChangeFilter(page="acme-terms"))
    assert newest.announcement is not None
    assert newest.announcement.state is Announced.NO_LOG


def test_minor_changes_are_asked_of_nobody() -> None:
    made = spoken()
    made.edit("acme-terms", 20, OLD.replace("a purchase", "a  purchase,"))
    assert [change.announcement for change in made.store.changes.find(ChangeFilter(statuses=()))] in ([], [None])


def test_another_language_is_open() -> None:
    made = Spoken()
    made.page("acme-terms", "Acme", "Terms", (0, OLD))
    made.page("acme-new", "Acme", "Neues", (0, "Dunkle Farben für die App."), language="de")
    made.declare_log("acme-new", "acme-terms")
    made.edit("acme-terms", 20, NEW)
    made.look_again(30)
    assert (said(made).state, said(made).reason) == (Announced.OPEN, "the log is in another language")


def test_hostile_words_of_a_log_are_text_wherever_they_are_shown(tmp_path: Path) -> None:
    evil = f"{TOLD} <script>alert</script> \x1b[31m[x]"
    with Store(tmp_path / "tracker.db") as store:
        made = spoken(store)
        made.edit("acme-new", 10, evil)
        made.edit("acme-terms", 20, NEW)
        publish(store.reader, tmp_path / "feeds", PublishSettings(base_url="https://t.example/"))
        id = change_of(made).id
    for path in (tmp_path / "feeds").rglob("*.*"):
        if path.suffix in (".html", ".xml"):
            assert "<script>alert" not in path.read_text()
    page = next((tmp_path / "feeds").rglob(f"*{id}*.html")).read_text()
    assert "announced on" in page.lower()
    shown = tracker("show", id, cwd=tmp_path)
    assert "nnounced on" in shown.stdout
    assert "\x1b[31m" not in shown.stdout


def test_the_log_command_and_a_feed_ask_for_it(tmp_path: Path) -> None:
    with Store(tmp_path / "tracker.db") as store:
        made = spoken(store)
        made.edit("acme-terms", 20, NEW)
        made.look_again(28)
        id = change_of(made).id
    assert id[:8] in tracker("log", "--announced", "not announced", cwd=tmp_path).stdout
    assert id[:8] not in tracker("log", "--announced", "announced", cwd=tmp_path).stdout
    assert json.loads(tracker("log", "--json", cwd=tmp_path).stdout)["announced"]["state"] == "not announced"


def test_a_proof_of_the_change_has_it_and_an_altered_one_is_found(tmp_path: Path) -> None:
    with Store(tmp_path / "tracker.db") as store:
        made = spoken(store)
        made.edit("acme-terms", 20, NEW)
        made.look_again(28)
    assert tracker("verify", cwd=tmp_path).returncode == 0
    with Store(tmp_path / "tracker.db") as store:
        store._db.execute("UPDATE changes SET announced = replace(announced, 'not announced', 'announced')")
        store._db.conn.commit()
    assert tracker("verify", cwd=tmp_path).returncode == 1
