"""What was told in a stretch of time, as a letter in one of its forms."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from tracker.model import NEWS, ChangeFilter
from tracker.publish.letter import Letter, of_digest
from tracker.publish.settings import PublishSettings
from tracker.publish.site import Site
from tracker.publish.views import Item, items_of, view
from tracker.record.store.reader import Reader

FORMS = ("text", "html", "md", "mail")


def told_between(source: Reader, start: datetime, end: datetime, organisation: str | None = None) -> list[Item]:
    """What became news in a stretch of time, in order of publication: no minor change, and none found long after."""
    # Nothing becomes news before it is seen, and little of it long after: the exact time is looked at below.
    where = ChangeFilter(told=True, organisation=organisation, severities=NEWS, until=end, newest_first=False)
    news = (change for change in source.changes(where) if not change.late)
    found = (view(change, source.remarks(change.id), source.origins(change)) for change in news)
    return items_of([one for one in found if start <= one.at < end], group=True)


def digest_between(
    source: Reader,
    settings: PublishSettings,
    start: datetime,
    end: datetime,
    words: str,
    form: str,
    organisation: str | None = None,
) -> str:
    letter = of_digest(told_between(source, start, end, organisation), Site(settings), words)
    return in_form(letter, form, end)


def in_form(letter: Letter, form: str, at: datetime) -> str:
    """The letter as text, html, md, or mail: a message without sender and mailbox."""
    if form == "html":
        return letter.html
    if form == "md":
        return letter.markdown
    if form == "text":
        return letter.text
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(at)
    mail.set_content(letter.text, cte="quoted-printable")
    mail.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    return mail.as_string()
