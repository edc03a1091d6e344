"""A page that shows what is read of a capture, and what is dropped by which rule, in the order of the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tracker.model import BlockKind
from tracker.model.shown import clean
from tracker.publish.html import render
from tracker.watch.discover.trial import Trial


@dataclass(slots=True)
class _Part:
    """Lines in a row of which the same became."""

    kind: str  # class of its section: "kept", "links" or "dropped"
    rule: str = ""
    part: str = ""
    lines: list[str] = field(default_factory=list)


def tried_page(url: str, trial: Trial) -> str:
    """The page, whole in itself: it runs nothing and asks for nothing."""
    return render("tried.html", url=clean(url), parts=list(_in_a_row(_lines(trial))))


def _lines(trial: Trial) -> Iterator[tuple[str, str, str, str]]:
    """Each line with its kind, the rule that dropped it and the element that the rule took."""
    links = {block.text for block in trial.statement.blocks if block.kind is BlockKind.NAVIGATION}
    dropped, rules = set(trial.dropped), {each.text: each for each in reversed(trial.why)}
    for line in trial.visible:
        if line not in dropped:
            yield line, "links" if line in links else "kept", "", ""
        elif by := rules.get(line):
            yield line, "dropped", by.rule, clean(by.part)
        else:
            yield line, "dropped", "beside the part that is read", ""


def _in_a_row(lines: Iterable[tuple[str, str, str, str]]) -> Iterator[_Part]:
    last: _Part | None = None
    for line, kind, rule, part in lines:
        if last is None or (last.kind, last.rule, last.part) != (kind, rule, part):
            if last is not None:
                yield last
            last = _Part(kind, rule, part)
        last.lines.append(clean(line))
    if last is not None:
        yield last
