"""Which pages make work for nothing, why, and what to write into the watchlist against it.

A remedy is tried before it is proposed: against noise on the page's own history, where it must quiet at least half of
what was held down and leave every published edit where it was; for a selector that finds nothing any more on the page
as it is now, which it must read much as it was read last. It is never applied by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from tracker.ask.reasons import alternation
from tracker.errors import BadSelector, ExtractError
from tracker.model import NEWS, Change, ChangeFilter, ChangeStatus, Check, CheckOutcome, Page, Severity, Statement
from tracker.read.document import read
from tracker.read.listing import is_listing
from tracker.read.lost_selectors import likely_parts
from tracker.read.noise_selectors import places
from tracker.read.several_addresses import split
from tracker.record.store import Store
from tracker.record.told import told_text
from tracker.run.past.replay import Replay
from tracker.settle import Memory, Patience, edit_key
from tracker.watch.fetch_advice import advice
from tracker.watch.listing_advice import listing_advice
from tracker.watch.look import compare_graded

_TRIED = 4  # selectors for a page
_OFTEN = 0.02  # share of looks: below, a page is well
_ALIKE = 0.6  # share of words: below, it may be another text
_LINES = 12  # words: longer texts that come and go are not furniture


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to write into a page's entry; nobody else writes it there."""

    key: str  # select or remove
    selectors: tuple[str, ...]  # all of that key; none: the key goes
    why: str

    @property
    def line(self) -> str:
        return f"{self.key}: [{', '.join(map(_quoted, self.selectors))}]"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """How much of what was seen on a page was held down, and why."""

    page: str
    looks: int
    failed: int
    quarantined: int
    suppressed: int  # changes that were recorded and are no news: reverted or minor
    alternating: bool
    reasons: tuple[str, ...]  # in plain words, the gravest first
    remedy: Remedy | None = None

    @property
    def share(self) -> float:
        """Looks that were held down, failed or made a change that is no news, as a share of all."""
        return min(1.0, (self.failed + self.quarantined + self.suppressed) / self.looks) if self.looks else 0.0


def examine_pages(store: Store, pages: Iterable[Page], *, remedies: bool = True) -> list[Diagnosis]:
    """A finding for each page that was looked at, the most troublesome first."""
    findings = [_find(store, page, remedies) for page in pages]
    return sorted((f for f in findings if f.looks), key=lambda f: (-f.alternating, -f.share, f.page))


def _find(store: Store, page: Page, remedies: bool) -> Diagnosis:
    checks = list(store.checks.of(page.id))
    changes = store.changes.find(ChangeFilter(page=page.id, statuses=()))
    memory = Memory.load(store.pages.state(page.id).memory)
    noise = [change for change in changes if _is_noise(change)]
    finding = Diagnosis(
        page.id,
        len(checks),
        sum(check.outcome is CheckOutcome.FAILED for check in checks),
        sum(check.outcome is CheckOutcome.QUARANTINED for check in checks),
        len(noise),
        memory.alternating is not None,
        (*_reasons(store, page, checks, noise, memory), *_turns(store, page, memory), *_troubles(store, page, checks)),
    )
    if remedies and checks and checks[-1].error == BadSelector.kind:
        return replace(finding, remedy=_repair(store, page, checks[-1]))
    if not remedies or finding.suppressed < 2 or finding.share < _OFTEN:
        return finding
    return replace(finding, remedy=_remedy(store, page, noise))


def _troubles(store: Store, page: Page, checks: list[Check]) -> Iterator[str]:
    """What a person can do something about now."""
    if told := advice(page, checks[-1] if checks else None):
        yield told
    text = None if page.follow else store.wording_in_force(page.id)
    if text is not None and is_listing(text):
        yield listing_advice(page)
    if page.sources and checks and checks[-1].error == BadSelector.kind:
        yield (
            "no selector is proposed: each of its addresses has its own; `tracker watchlist try URL --select ...` tries"
            " one on that address alone"
        )
    for copy in store.saves.unsaved():
        if copy.page == page.id:
            times = f"{copy.tries} {'try' if copy.tries == 1 else 'tries'}"
            over = "given up" if copy.given_up else "tried again"
            yield f"no archived copy of change {copy.change[:8]} after {times}, {over}: {copy.reason}"


def _is_noise(change: Change) -> bool:
    return change.status is ChangeStatus.REVERTED or (
        change.status is ChangeStatus.PUBLISHED and change.severity is Severity.MINOR
    )


def _reasons(store: Store, page: Page, checks: list[Check], noise: list[Change], memory: Memory) -> Iterator[str]:
    if memory.alternating:
        yield alternation(store, page.id, memory)
    for outcome, words in ((CheckOutcome.FAILED, "failed"), (CheckOutcome.QUARANTINED, "were held back")):
        told = [check.reason or "" for check in checks if check.outcome is outcome]
        if told:
            yield f"{len(told)} of {len(checks)} looks {words}, the last because: {told[-1]}"
    reverted = sum(change.status is ChangeStatus.REVERTED for change in noise)
    if reverted:
        yield f"{reverted} changes were gone before they were confirmed, or took back what was there before"
    published = [change for change in noise if change.status is ChangeStatus.PUBLISHED]
    for reason, number in Counter(edit.reason for change in published for edit in change.edits).most_common(1):
        changes = "1 change was" if len(published) == 1 else f"{len(published)} changes were"
        yield f"{changes} minor; most often ({number} edits): {reason}"


def _turns(store: Store, page: Page, memory: Memory) -> Iterator[str]:
    """What the page shows in turn with what is told, when it shows it now."""
    told = told_text(store, store.pages.state(page.id))
    for each in memory.pending:
        seen = store.versions.get(page.id, each.version) if each.patience is Patience.TURNING else None
        if told is not None and seen is not None:
            shown = compare_graded(told, seen, page.language).headline
            yield f"it shows another text now, told when it stayed for two months: {shown}"


def _remedy(store: Store, page: Page, noise: list[Change]) -> Remedy | None:
    """The line that quiets the page, or None when none that was tried does."""
    state = store.pages.state(page.id)
    lines = Counter(
        text
        for change in noise
        for edit in change.edits
        for text in (edit.old, edit.new)
        if text and len(text.split()) <= _LINES
    )
    if not lines:
        return None
    # The newest capture may not show what came and went.
    captures = dict.fromkeys(
        number for change in noise[:3] for number in (change.after.snapshot, change.before.snapshot)
    )
    candidates: Counter[str] = Counter()
    for number in (*captures, state.snapshot):
        capture = store.snapshots.get(number) if number else None
        for part in split(capture) if capture is not None else ():
            with suppress(ExtractError):
                for rank, name in enumerate(() if part.body.startswith(b"%PDF") else places(part, lines)[:_TRIED]):
                    candidates[name] += _TRIED - rank
    if not candidates:
        return None
    with Replay(store, page) as replay:
        before, news = _noise_of(replay), _news_of(replay)
    for name, _ in candidates.most_common(_TRIED):
        with Replay(store, replace(page, remove=(*page.remove, name))) as replay:
            if _noise_of(replay) <= before / 2 and news <= _news_of(replay):
                return Remedy("remove", (*page.remove, name), "tried on its history, this helps")
    return None


def _repair(store: Store, page: Page, failed: Check) -> Remedy | None:
    """Selectors in the place of those that found nothing: what is read with them is most like the last good text."""
    state = store.pages.state(page.id)
    known = store.wording_in_force(page.id, state)
    capture = store.snapshots.get(failed.snapshot) if failed.snapshot else None
    if known is None or capture is None or page.sources:
        return None
    tries = [("remove", tuple(r for r in page.remove if r != gone)) for gone in page.remove]
    if page.select:
        tries += [("select", (name,)) for name in likely_parts(capture, known)] + [("select", ())]
    rated: list[tuple[float, int, str, tuple[str, ...]]] = []
    for key, selectors in tries:
        with suppress(ExtractError):
            seen = read(replace(page, **{key: selectors}), capture)  # type: ignore[arg-type]
            rated.append((_likeness(known, seen), -len(rated), key, selectors))
    if not rated or max(rated)[0] < _ALIKE:
        return None
    share, _, key, selectors = max(rated)
    return Remedy(key, selectors, f"reads {share:.0%} of the last good text on the page as it is now")


def _likeness(known: Statement, seen: Statement) -> float:
    """Share of words, by number, that two texts have in common."""
    words, others = (Counter(text.text.split()) for text in (known, seen))
    return 2 * (words & others).total() / max(1, words.total() + others.total())


def _noise_of(replay: Replay) -> int:
    found = replay.scratch.changes.find(ChangeFilter(page=replay.page.id, statuses=()))
    held = sum(check.outcome is CheckOutcome.FAILED for check in replay.scratch.checks.of(replay.page.id))
    return sum(map(_is_noise, found)) + held


def _news_of(replay: Replay) -> set[str]:
    """What the history tells, edit by edit."""
    found = replay.scratch.changes.find(ChangeFilter(page=replay.page.id, severities=NEWS))
    return {edit_key(e.old, e.new) for change in found for e in change.edits if e.severity in NEWS}


def _quoted(selector: str) -> str:
    return f'"{selector}"' if selector[0] in "#[/*&!|>%@`" or ":" in selector or "," in selector else selector
