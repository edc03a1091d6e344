"""Lines as they were met become blocks: link lists are told from wording, text printed twice is kept once."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import cached_property

from tracker.model import Block, BlockKind, Link
from tracker.model.address import site as site_of
from tracker.read.lines import Line
from tracker.read.links import target

_LONG_RUN = 8  # lines of nothing but links that are a menu, whatever one of them says
_RUN = 3  # lines of nothing but links that make a list of links
_LONG_LINK = 90  # characters of a linked line that says something by itself
_COPY = 80  # characters of wording that nobody prints twice in a row on purpose
_ODD, _MOSTLY = 2, 0.7  # lines that only one of two copies has, in a row; share of lines that both have
_STEPS = 20  # that looking for copies may take, for each line
_MOST = 0.4  # share of the whole text: so much of it again is the statement printed twice
_SENTENCE_WORDS = 8
_LONGEST_NAME = 200  # characters: no table of contents repeats more
_LISTED = 60  # links: a longer list is one of all that the site has
_CLAIM = re.compile(
    r"^(?:we|our|you)\b|\b(?:not?|never|none|nobody|cannot|will|must|shall|may)\b|n[’']t\b"
    r"|\b(?:nicht|nie(?:mals)?|kein\w*|jamais|aucun\w*|nunca|non|niet|geen|nooit)\b",
    re.IGNORECASE,
)
# Headings over what leads to other pages, and links that call to something.
_ELSEWHERE = re.compile(
    r"\b(?:related|see also|read (?:more|next)|learn more|further reading|recommended|popular|trending|latest|recent"
    r"|more (?:on|from|about|in|articles|stories|posts|news|information|resources)"
    r"|you (?:may|might) (?:also )?(?:like|be interested)|in this (?:article|section|guide|document|page)|on this page"
    r"|(?:table of )?contents|content of|quick ?links|links|resources|categories|tags|topics|archive[sd]?|follow"
    r"|share|explore|browse"
    r"|company|products?|support|help|navigation|menu|next steps|featured|articles?|siehe auch|verwandte|mehr|inhalt"
    r"|voir aussi|à lire|sommaire|ver también|relacionad\w+|vedi anche|zie ook|gerelateerd\w*)\b",
    re.IGNORECASE,
)
# Headings that can stand over nothing else, however few the links are and wherever they lead.
_RELATED = re.compile(
    r"\W*(?:(?:related|similar|recommended|popular|more|other|latest|recent) (?:articles?|posts?|stories|pages?|topics?"
    r"|reading|content|resources|questions|help articles?)|recommended for you"
    r"|you (?:may|might) also (?:like|be interested in)"
    r"|people also (?:read|ask|viewed)|see also|read (?:more|next)|keep reading"
    r"|articles? (?:similaires?|liés?|associés?|connexes?|recommandés?|récents?|populaires?)"
    r"|autres articles|(?:à|a) lire (?:aussi|également|ensuite)"
    r"|lire (?:aussi|également)|voir (?:aussi|également)|vous aimerez (?:aussi|peut-être)|sur le même (?:sujet|thème)"
    r"|dans la même rubrique|pour aller plus loin|ces articles (?:pourraient|peuvent) vous intéresser"
    r"|(?:ähnliche|verwandte|weitere) (?:artikel|beiträge|themen|fragen)|siehe auch|das könnte sie auch interessieren"
    r"|(?:artículos|temas|contenidos) relacionados|ver también|también te puede interesar|articoli correlati|vedi anche"
    r"|artigos relacionados|veja também|gerelateerde artikelen|zie ook)\W*",
    re.IGNORECASE,
)
_CONTENTS = re.compile(
    r"(?:in this (?:article|section|page|document|guide|policy)|(?:table of )?contents|on this page|site navigation"
    r"|jump to|see details|inhalt|inhaltsverzeichnis|auf dieser seite|sommaire"
    r"|table des matières|índice|contenido|目次|目录)\W*",
    re.IGNORECASE,
)
_CONTENTS_BEGIN = frozenset("in ta co on si ju se au so ín 目次 目录".split())
_LONG_LABEL = 40  # characters
_NUMBER = re.compile(r"^(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})(?:\.\d{1,3})*[.):]?\s+")
_CALL = re.compile(
    r"(?:get (?:started|in touch|a (?:quote|demo))(?: (?:now|today|for free))?"
    r"|(?:learn|read|see|view|show|find out|discover|explore)(?: (?:more|all|details|now))+|continue reading"
    r"|sign ?(?:up|in|out)(?: (?:now|for free|free|today))?|log ?(?:in|out)|(?:contact|talk to) (?:us|sales)"
    r"|(?:book|request|schedule|watch|get|see) (?:a |your |the )?(?:free )?(?:demo|call|quote|consultation|trial)"
    r"|(?:try|start|join)(?: it| now| for| free| your| us| today| trial| a)*"
    r"|(?:buy|shop|order|apply|subscribe|register|download|donate)(?: now| here| today)?"
    r"|back(?: to(?: the)? (?:top|home|list|overview))?|next|previous|print|share|close|more|click here"
    r"|skip to (?:main )?content)\W*",
    re.IGNORECASE,
)
_SOCIAL = re.compile(
    r"(?:^|\.)(?:facebook|twitter|x|linkedin|instagram|youtube|tiktok|pinterest|threads|reddit|whatsapp|t)\.(?:com|net|me)$"
)


def shaped(
    lines: Sequence[Line], base: str, kept: Set[str] = frozenset(), *, chosen: bool = False
) -> tuple[tuple[Block, ...], tuple[Link, ...]]:
    """The blocks of a page, and the links of its wording. `base` is the address of the page. When a person has `chosen`
    what is read, all of it is wording; so are the lines that one `kept`.
    """
    lines = without_copies(lines)
    navigation = [False] * len(lines) if chosen else _navigation(lines, base)
    if kept:
        navigation = [found and line.text not in kept for found, line in zip(navigation, lines, strict=True)]
    links: dict[Link, None] = {}
    for line, is_navigation in zip(lines, navigation, strict=True):
        for words, href in () if is_navigation else line.links:
            if address := target(base, href):
                links[Link(words, address)] = None
    blocks = [
        Block(BlockKind.NAVIGATION if is_navigation else line.kind, line.text)
        for line, is_navigation in zip(lines, navigation, strict=True)
    ]
    return tuple(blocks), tuple(links)


def without_copies(lines: Sequence[Line]) -> Sequence[Line]:
    """Lines printed twice, for wide and for narrow screens, once: what repeats without anything between, or what is
    most of the page and comes again in another place.
    """
    gaps = _gaps(lines)
    most = max(_MOST * _length(lines), 10 * _COPY)
    copies: set[int] = set()
    steps, start = _STEPS * len(lines), 0
    while start < len(lines) and steps > 0:
        gap = gaps[start]
        again = _again(lines, start, gap) if gap else []
        steps -= 1 + (again[-1] - start if again else 0)
        end = again[-1] + 1 if again else start + 1
        unit = sum(len(lines[i].text) for i in again if i < start + gap)
        is_copy = len(again) >= _MOSTLY * (end - start) and unit >= _COPY
        if again and is_copy and (end - start >= gap - 1 or unit > most):
            copies.update(i + gap for i in again)
            start = end
        else:
            start += 1
            while start < len(gaps) and gaps[start] == gap:
                start += 1
    return [line for i, line in enumerate(lines) if i not in copies] if copies else lines


def _again(lines: Sequence[Line], start: int, gap: int) -> list[int]:
    """Lines from `start` on that stand again so far down. One that only one of the two has must not break the run."""
    found = [start]
    at = start + 1
    while at + gap < len(lines) and at - found[-1] <= _ODD:
        if lines[at].text == lines[at + gap].text:
            found.append(at)
        at += 1
    return found


def _length(lines: Sequence[Line]) -> int:
    return sum(len(line.text) for line in lines)


def _gaps(lines: Sequence[Line]) -> list[int]:
    """How far down each line stands again; 0 when it does not."""
    gaps = [0] * len(lines)
    seen: dict[str, int] = {}
    for i, line in enumerate(lines):
        before = seen.get(line.text)
        if before is not None:
            gaps[before] = i - before
        seen[line.text] = i
    return gaps


def _navigation(lines: Sequence[Line], base: str) -> list[bool]:
    """For each line whether it belongs to a list of links."""
    site, page = site_of(base), base.partition("#")[0]
    said = _Said(lines)
    found = [False] * len(lines)
    run: list[tuple[int, bool]] = []  # lines of nothing but links, in a row; whether they stay on the site
    inner: list[int] = []  # lines in a row that lead to places of this page
    for i, line in enumerate(lines):
        in_page = False
        if not line.links and not line.in_nav:
            found[i] = line.text[:2].lower() in _CONTENTS_BEGIN and _CONTENTS.fullmatch(line.text) is not None
        elif line.in_nav:
            found[i] = not _says_something(line.text) or _name(line.text) in said.headings
            continue
        elif not _only_links(line):
            pass
        elif all(_in_page(href, page) for _, href in line.links):
            in_page = line.kind is not BlockKind.HEADING  # which may well link to itself
        elif any(_calls(href) for _, href in line.links):
            pass
        elif _is_call(line.text):
            found[i] = True
            continue
        else:
            run.append((i, all(_stays(href, base, site) for _, href in line.links)))
            continue
        if in_page:
            inner.append(i)
        elif inner:
            _end_contents(inner, lines, said, found)
        if run:
            _end_run(run, lines, said, found)
    _end_contents(inner, lines, said, found)
    _end_run(run, lines, said, found)
    _add_headings(lines, found)
    return found


class _Said:
    """What a page says, to know a table of contents by: made only when there may be one."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines

    @cached_property
    def headings(self) -> Set[str]:
        lines = self._lines
        return {_name(line.text) for line in lines if line.kind is BlockKind.HEADING and not line.in_nav}

    @cached_property
    def names(self) -> Set[str]:
        return {
            _name(line.text)
            for line in self._lines
            if len(line.text) <= _LONGEST_NAME and (line.kind is BlockKind.HEADING or not line.links)
        }


def _end_contents(inner: list[int], lines: Sequence[Line], said: _Said, found: list[bool]) -> None:
    """A table of contents repeats headings; a question that opens its answer says something by itself."""
    speaking = [
        i
        for i in inner
        if _name(lines[i].text) not in said.names
        and (_says_something(lines[i].text) or len(lines[i].text.split()) >= _SENTENCE_WORDS)
    ]
    is_list = len(inner) >= _RUN and 2 * len(speaking) <= len(inner)
    for i in inner:
        found[i] = is_list or i not in speaking
    inner.clear()


def _end_run(run: list[tuple[int, bool]], lines: Sequence[Line], said: _Said, found: list[bool]) -> None:
    """Most of a menu stays on the site; a list of other companies leads away from it. What claims something, or stands
    under a heading of the statement, is what the statement lists.
    """
    if not run:
        return
    above = lines[run[0][0] - 1] if run[0][0] else None
    heading = above.text if above is not None and above.kind is BlockKind.HEADING else ""
    is_related = _RELATED.fullmatch(heading) is not None
    elsewhere = is_related or _ELSEWHERE.search(heading) is not None
    links = sum(len(lines[i].links) for i, _ in run)
    claims = 2 * sum(_claims(lines[i].text) for i, _ in run) > len(run)
    elsewhere = elsewhere or 2 * sum(_name(lines[i].text) in said.names for i, _ in run) > len(
        run
    )  # a table of contents
    if not elsewhere and (claims or (heading and links <= _LISTED)):
        run.clear()
        return
    single = [(i, stays) for i, stays in run if len(lines[i].links) == 1]
    is_menu = is_related or (len(single) >= _RUN and 2 * sum(stays for _, stays in single) > len(single))
    says = {i for i, _ in run if any(_says_something(words) for words, _ in lines[i].links)}
    # In a long menu one title that is a sentence is still a title.
    if elsewhere or (len(run) >= _LONG_RUN and 4 * len(says) < len(run)):
        says.clear()
    for i, stays in run:
        found[i] = i not in says and (is_menu if len(lines[i].links) == 1 else stays or is_related)
    run.clear()


def _name(text: str) -> str:
    return _NUMBER.sub("", text).casefold().strip(" #¶.:")


def _claims(text: str) -> bool:
    return text.endswith(("?", "？")) or _CLAIM.search(text) is not None


def _is_call(text: str) -> bool:
    return len(text) < _LONG_LABEL and _CALL.fullmatch(text) is not None


def _add_headings(lines: Sequence[Line], found: list[bool]) -> None:
    """A heading over nothing but a list of links belongs to it, unless it claims something."""
    below = ""  # what stands under the heading to come: "n" for navigation, "w" for wording, from the bottom up
    for i in range(len(lines) - 1, -1, -1):
        if found[i]:
            below += "n"
        elif lines[i].kind is not BlockKind.HEADING:
            below += "w"
        else:
            over_a_list = below.endswith("n" * _RUN) or (below.endswith("n") and "w" not in below)
            found[i] = over_a_list and lines[i].tag != "h1" and not _is_claim(lines[i].text)
            # A <summary> opens the list with its heading; any other heading above is one of a larger part.
            below = "n" if found[i] and i > 0 and lines[i - 1].tag == "summary" else ""


def _is_claim(heading: str) -> bool:
    return (len(heading.split()) >= 5 or heading.endswith((".", "!", "?", "。"))) and not _ELSEWHERE.search(heading)


def _only_links(line: Line) -> bool:
    """Whether no letter of a line stands outside its links."""
    if not line.links:
        return False
    rest = line.text
    if rest == line.links[0][0]:
        return True
    if len(rest) > sum(len(words) + 6 for words, _ in line.links):
        return False
    for words, _ in line.links:
        rest = rest.replace(words, "", 1)
    return not any(map(str.isalpha, rest))


def _says_something(text: str) -> bool:
    return len(text) > _LONG_LINK or text.endswith((".", "!", "?", "。", "？"))


def _in_page(href: str, page: str) -> bool:
    return href.startswith("#") or (len(href) > len(page) and href.startswith(page) and href[len(page)] == "#")


def _calls(href: str) -> bool:
    """A way to write or to call is wording; so is an anchor that leads nowhere."""
    return not href or href.startswith(("mailto:", "tel:"))


def _stays(href: str, base: str, site: str) -> bool:
    """Whether a link leads to another page of the site, or to a social network."""
    address = target(base, href)
    there = site_of(address) if address else site
    return there == site or _SOCIAL.search(there) is not None
