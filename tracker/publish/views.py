"""Changes as they are read: what one entry of a feed or one row of a list says.

An `Item` is one change, or the same edit made on several pages of an organisation within a few days. It does not
depend on the feed it appears in: feeds add only their own ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property

from tracker.model import CaptureSource, Change, ChangeKind, Edit, EditKind, Op, Piece, Severity, SourceKind
from tracker.model.dates import bracket_words, day_words
from tracker.model.shown import change_path, clean, cleaned, is_public, sentence, web_address
from tracker.publish.channels import DIRECTION_WORDS
from tracker.publish.feeds import FeedItem
from tracker.record.store.reader import Remark

TOGETHER = timedelta(days=3)  # between the times at which two pages may have had the same edit, for them to be one item
MOST_EDITS = 12  # in a feed entry; the change page has them all
MOST_LETTERS = 1_500  # of one side of a statement in a feed entry, about; beyond it only what is near the marked words
CONTEXT_LETTERS = 150
EXCERPT_LETTERS = 70

WORDS: dict[str, str] = {str(direction): words for direction, words in DIRECTION_WORDS.items()}
KIND_WORDS = {
    EditKind.CHANGED: "Changed",
    EditKind.LINK: "Changed",
    EditKind.ADDED: "Added",
    EditKind.REMOVED: "Removed",
    EditKind.MOVED: "Moved",
}


@dataclass(frozen=True)
class MarkedText:
    """A run of words of one side, marked when it is on that side alone."""

    text: str
    marked: bool


@dataclass(frozen=True)
class EditView:
    """One edit, ready to be shown. `edit` is cleaned."""

    edit: Edit
    number: int  # from 1, in the change; its anchor on the change page is s1, s2, ...

    @property
    def kind(self) -> str:
        return KIND_WORDS[self.edit.kind]

    @property
    def direction(self) -> str:
        """Which way its claim moved; empty when the statement came or went as a whole."""
        return "" if self.edit.kind in (EditKind.ADDED, EditKind.REMOVED) else DIRECTION_WORDS[self.edit.direction]

    @property
    def anchor(self) -> str:
        return f"s{self.number}"

    @cached_property
    def was(self) -> tuple[MarkedText, ...]:
        return marks(self.edit.pieces, Op.DELETE)

    @cached_property
    def now(self) -> tuple[MarkedText, ...]:
        return marks(self.edit.pieces, Op.INSERT)

    @cached_property
    def was_short(self) -> tuple[MarkedText, ...]:
        return shortened(self.was)

    @cached_property
    def now_short(self) -> tuple[MarkedText, ...]:
        return shortened(self.now)

    @cached_property
    def excerpt(self) -> tuple[Piece, ...]:
        """The edit as one running text, for a list: the marked words with what stands near them."""
        return tuple(Piece(p.op, _cut(p.text, EXCERPT_LETTERS if p.op is Op.EQUAL else 200)) for p in self.edit.pieces)

    @property
    def only_moved(self) -> bool:
        return self.edit.kind is EditKind.MOVED and self.edit.old == self.edit.new


def shortened(side: tuple[MarkedText, ...]) -> tuple[MarkedText, ...]:
    """The same words, or when there are too many, the marked ones with what stands beside them."""
    if sum(len(mark.text) for mark in side) <= MOST_LETTERS:
        return side
    return tuple(MarkedText(_cut(m.text, MOST_LETTERS // 2 if m.marked else CONTEXT_LETTERS), m.marked) for m in side)


def _cut(text: str, limit: int) -> str:
    if len(text) <= 2 * limit:
        return text
    return f"{text[:limit].rsplit(' ', 1)[0]} […] {text[-limit:].split(' ', 1)[-1]}"


def marks(pieces: Iterable[Piece], own: Op) -> tuple[MarkedText, ...]:
    """One side of an edit: `own` is DELETE for the old words, INSERT for the new ones."""
    return tuple(MarkedText(p.text, p.op is own) for p in pieces if p.op in (own, Op.EQUAL) and p.text)


@dataclass(frozen=True)
class RemarkView:
    """A note, or that the change was taken back. Cleaned."""

    at: datetime
    who: str | None  # None: the tracker itself
    text: str

    @property
    def title(self) -> str:
        return "Correction" if self.who is None else f"Note by {self.who}"


@dataclass(frozen=True)
class Origin:
    """Where a capture came from, unless from an ordinary check: archive, browser, by hand. Cleaned."""

    words: str
    address: str = ""  # where it can be looked at
    who: str = ""  # said it, and how, when a person entered it

    @classmethod
    def of(cls, source: str) -> Origin | None:
        found = CaptureSource.parse(clean(source))
        match found.kind:
            case SourceKind.WAYBACK:
                return cls("Copy of a web archive", web_address(found.detail))
            case SourceKind.WARC:
                return cls(f"Archived copy, from {found.detail}")
            case SourceKind.BROWSER:
                return cls("As a browser showed it")
            case SourceKind.MANUAL:
                return cls(f"Entered by hand: {found.detail}", who=found.detail)
            case SourceKind.HTTP | SourceKind.FILE:
                return None


@dataclass(frozen=True)
class ChangeView:
    """One change, ready to be shown; all its text is clean."""

    change: Change
    remarks: tuple[RemarkView, ...] = ()  # put beside it once it was told, in order of time
    origins: tuple[Origin | None, Origin | None] = (None, None)  # of the captures before and after
    memo: dict[tuple[str, ...], FeedItem] = field(default_factory=dict, compare=False, repr=False)  # entries it leads

    @cached_property
    def edits(self) -> tuple[EditView, ...]:
        return tuple(EditView(edit, number) for number, edit in enumerate(self.change.edits, 1))

    @property
    def gravest_first(self) -> list[EditView]:
        """The one that gave the headline, then the gravest. Numbers and anchors stay those of the text's order."""
        order, leading = list(Severity), self.leading
        return sorted(self.edits, key=lambda view: (view is not leading, -order.index(view.edit.severity)))

    @cached_property
    def leading(self) -> EditView | None:
        """The edit that gave the change its headline."""
        return next((edit for edit in self.edits if edit.edit.headline == self.change.headline), None)

    @property
    def path(self) -> str:
        """Of its own page, relative to the published folder: the permalink."""
        return change_path(self.change.id)

    @property
    def live(self) -> str:
        return web_address(self.change.url)

    @property
    def saved(self) -> str:
        """The copy that a public archive took for us."""
        return web_address(self.change.saved or "")

    @property
    def archive(self) -> str:
        """Asks the Internet Archive for its capture nearest to ours; whether it has one is not known."""
        at = self.change.after.captured_at.astimezone(UTC)
        return f"https://web.archive.org/web/{at:%Y%m%d%H%M%S}/{self.live}" if is_public(self.live) else ""

    @property
    def relates_path(self) -> str | None:
        return None if self.change.relates_to is None else change_path(self.change.relates_to)

    @property
    def direction(self) -> str:
        """Which way it went, or what its edits did when they did not go one way; or what it is, when it is no edit."""
        if self.is_whole:
            return str(self.change.kind)
        if len(self.change.moves) > 1:
            return self.change.toward
        return WORDS.get(self.change.gravest, self.change.gravest)

    @property
    def is_whole(self) -> bool:
        """Whether it tells of a statement as a whole: that it is there, or was taken down."""
        return self.change.kind is not ChangeKind.EDIT

    @property
    def at(self) -> datetime:
        """When it became news: when it was confirmed, or first seen when it needed no confirmation."""
        return self.change.settled_at or self.change.first_with

    @property
    def who(self) -> str:
        """Who said it, and how; empty when it is the text of a page."""
        after = self.origins[1]
        return after.who if after is not None else ""

    @property
    def when(self) -> str:
        """When the page changed, or the statement was made."""
        if self.who and self.change.takes_back:
            return f"withdrawn on {day_words(self.change.first_with)}, as it was entered by mistake"
        if self.who:
            return f"said on {day_words(self.change.first_with)} by {self.who}"
        if self.change.kind is ChangeKind.STATEMENT:
            return f"seen first {self.bracket}"
        if self.change.kind is ChangeKind.TAKEN_DOWN:
            return f"taken down {self.bracket}"
        return f"changed {self.bracket}"

    @property
    def bracket(self) -> str:
        return bracket_words(self.change.last_without, self.change.first_with)

    @property
    def headline(self) -> str:
        return f"taken back: {self.change.headline}" if self.change.takes_back else self.change.headline

    @property
    def title(self) -> str:
        if self.is_whole:
            return f"{self.change.organisation} · {self.headline}"
        return f"{self.change.organisation} · {self.change.page_title}: {self.headline} ({self.direction})"


def view(change: Change, remarks: Iterable[Remark] = (), origins: tuple[str, str] = ("http", "http")) -> ChangeView:
    beside = tuple(RemarkView(r.at, r.who and clean(r.who), clean(r.text)) for r in remarks)
    before, after = map(Origin.of, origins)
    return ChangeView(cleaned(change), beside, (before, after))


def as_of(view: ChangeView, at: datetime) -> ChangeView:
    """Without what was put beside it later."""
    kept = tuple(remark for remark in view.remarks if remark.at <= at)
    return view if kept == view.remarks else replace(view, remarks=kept, memo={})


@dataclass(frozen=True)
class Item:
    """One or more changes that are one piece of news, the first published first."""

    views: tuple[ChangeView, ...]

    @property
    def first(self) -> ChangeView:
        return self.views[0]

    @property
    def id(self) -> str:
        return self.first.change.id

    @property
    def title(self) -> str:
        return self.first.title + (f", on {len(self.views)} pages" if len(self.views) > 1 else "")

    @property
    def published(self) -> datetime:
        return self.first.at

    @property
    def updated(self) -> datetime:
        return max(at for view in self.views for at in (view.at, *(remark.at for remark in view.remarks)))

    @property
    def edits(self) -> tuple[EditView, ...]:
        """The gravest, gravest first."""
        return tuple(self.first.gravest_first[:MOST_EDITS])

    @property
    def more(self) -> int:
        return len(self.first.edits) - len(self.edits)

    @cached_property
    def text(self) -> str:
        """The whole in plain text, for readers that show no markup."""
        lines = [f"{sentence(self.first.direction)} {sentence(self.first.change.reason)}"]
        for edit in self.edits:
            was, now = ("".join(mark.text for mark in side) for side in (edit.was_short, edit.now_short))
            if edit.only_moved:
                lines.append(f"Moved: {now}")
            else:
                lines += [f"Was: {was}"] * bool(was) + [f"Now: {now}"] * bool(now)
        if self.more:
            lines.append(f"And {self.more} more on the change page.")
        lines += [f"{view.change.page_title}: {view.when}." for view in self.views]
        lines += [f"{remark.title}, {day_words(remark.at)}: {remark.text}" for remark in self.remarks]
        return "\n".join(lines)

    @property
    def remarks(self) -> tuple[RemarkView, ...]:
        """Return them without duplicates: one correction may apply to several pages of the group."""
        return tuple(dict.fromkeys(remark for view in self.views for remark in view.remarks))

    @property
    def categories(self) -> tuple[str, ...]:
        change = self.first.change
        tags = (tag for view in self.views for tag in view.change.tags)
        went = [WORDS.get(word, word) for word, _ in change.moves] or [self.first.direction]
        return tuple(dict.fromkeys((change.organisation, *went, str(change.severity), *tags)))


def items_of(views: Sequence[ChangeView], *, group: bool) -> list[Item]:
    """The items of these changes, in order of publication of the first change of each.

    The same edits on several pages of one organisation are one item when they may have been made together: when the
    times within which they must have been made are no more than `TOGETHER` apart.
    """
    if not group:
        return [Item((view,)) for view in views]
    groups: list[list[ChangeView]] = []
    open_groups: dict[object, list[ChangeView]] = {}
    for one in views:
        change = one.change
        key = (change.organisation, frozenset((edit.kind, edit.old, edit.new) for edit in change.edits))
        known = open_groups.get(key)
        if (
            known is not None
            and change.edits
            and _may_be_together(change, known[0].change)
            and all(change.page != other.change.page for other in known)
        ):
            known.append(one)
        else:
            open_groups[key] = [one]
            groups.append(open_groups[key])
    return [Item(tuple(members)) for members in groups]


def newest_first(items: Sequence[Item]) -> list[Item]:
    """As a page lists them: by their day, whenever they were entered; of one moment, what was published last first."""
    return sorted(items, key=lambda item: item.published)[::-1]


def _may_be_together(one: Change, other: Change) -> bool:
    apart = max(one.last_without, other.last_without) - min(one.first_with, other.first_with)
    return apart <= TOGETHER


def whole_items(views: Sequence[ChangeView], most: int) -> int:
    """Return the most changes, up to `most`, that can be archived without splitting a group that is one item."""
    at = {view.change.id: n for n, view in enumerate(views)}
    ends = [0] * len(views)
    for item in items_of(views, group=True):
        places = [at[view.change.id] for view in item.views]
        ends[places[0]] = places[-1]
    reach = cut = 0
    for n in range(most):
        reach = max(reach, ends[n])
        if reach <= n:
            cut = n + 1
    return cut or most
