"""The page of all promises that are followed, and what became of each. Whether a day is over is told as of the newest
look in the record, and with its day: a page that is not written anew must not be wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from tracker.model import Commitment
from tracker.model.dates import bracket_words, date_words, day_words
from tracker.model.shown import clean, cleaned, sentence
from tracker.publish.channels import commitment_channel, organisation_channel, page_channel
from tracker.publish.pages import make_page
from tracker.publish.site import Site
from tracker.record.commitments import CommitmentState, DueState, Followed, due_state, read_commitment
from tracker.record.store.reader import Reader

PATH = "promises.html"
WORDS = {
    CommitmentState.PRESENT: "still there",
    CommitmentState.ALTERED: "altered",
    CommitmentState.GONE: "gone",
    CommitmentState.UNSEEN: "never seen",
}


@dataclass(frozen=True)
class PromiseView:
    """One promise, ready to be shown."""

    followed: Followed
    newest: datetime | None = None  # look in the record

    @property
    def words(self) -> str:
        return WORDS[self.followed.state]

    @property
    def path(self) -> str:
        """Of the page that makes it."""
        page = self.followed.page
        return page_channel(page.id, page.organisation, page.title).html if page else ""

    @property
    def time(self) -> str:
        """Since when it stands, or between which looks it was altered or went."""
        followed = self.followed
        if followed.last_without and followed.first_with:
            return sentence(bracket_words(followed.last_without, followed.first_with))
        if followed.stand is None:
            return ""
        since = day_words(followed.stand.first_with)
        return f"Since {since}." if followed.stand.last_without else f"Since {since}, when watching began, or before."

    @property
    def day(self) -> str:
        """Its day, and what a source says became of it, or whether it was over at the newest look."""
        promise = self.followed.commitment
        day = f"By {date_words(date.fromisoformat(promise.by))}" if promise.by else ""
        if self.newest is not None and is_open(promise):
            due = due_state(promise, self.newest.astimezone(UTC).date())
            shown = ", and nothing was entered that shows it kept" if due is DueState.OVERDUE else ""
            return sentence(f"{day}: {due} as of the last look, {day_words(self.newest)}{shown}")
        told = [day] if day else []
        told += [f"contested: {promise.contested}"] if promise.contested else []
        told += [f"met: {promise.met}"] if promise.met and not promise.contested else []
        return sentence("; ".join(told)) if told else ""


def is_open(promise: Commitment) -> bool:
    """Whether a day is all that is known of it: what is told of that goes with the newest look."""
    return promise.by is not None and not promise.met and not promise.contested


def promises_by_organisation(source: Reader, site: Site) -> dict[str, list[PromiseView]]:
    """Every promise; of a page that is not known, under the id of that."""
    followed = [cleaned(read_commitment(source, promise)) for promise in site.settings.commitments]
    newest = source.newest_look()
    groups: dict[str, list[PromiseView]] = {}
    for each in followed:
        groups.setdefault(each.page.organisation if each.page else clean(each.commitment.page), []).append(
            PromiseView(each, newest)
        )
    return groups


def promise_page(groups: Mapping[str, list[PromiseView]], site: Site, calendar: str | None) -> dict[str, bytes]:
    """Every promise by organisation. `calendar` is the path of that of their days, when one has a day."""
    ordered = sorted(groups.items(), key=lambda group: group[0].casefold())
    return make_page(
        site,
        "promises.html",
        PATH,
        title="Promises",
        about="Promises that are followed here, and whether they still stand where they were made.",
        feeds=[commitment_channel()],
        channel=commitment_channel(),
        groups=[(organisation_channel(name) if views[0].path else None, name, views) for name, views in ordered],
        calendar=calendar,
    )
