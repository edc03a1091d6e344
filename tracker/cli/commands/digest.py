"""`tracker digest`: what changed in a stretch of time, as a letter to read or to send on."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import click

from tracker.app import open_tracker
from tracker.ask.periods import Period
from tracker.cli import arguments, options
from tracker.cli.output import say
from tracker.model.dates import span_words
from tracker.publish import PublishSettings
from tracker.publish.digest import FORMS, digest_between
from tracker.settings import Settings


@click.command()
@options.db
@click.option("--week", "is_week", is_flag=True, help="The last whole week, Monday to Sunday (UTC); the default.")
@click.option("--since", type=arguments.When(), help="From this day on.")
@click.option("--until", type=arguments.When(), help="Before this day.")
@click.option("--org", "organisation", type=arguments.ORGANISATION, help="Of one organisation.")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    default="text",
    show_default=True,
    help="mail: a message to hand to sendmail.",
)
@click.option(
    "--base-url",
    callback=options.web_address,
    envvar="TRACKER_BASE_URL",
    show_envvar=True,
    help="Address that links lead to.",
)
@click.option(
    "--title", envvar="TRACKER_TITLE", default="Statement tracker", show_default=True, help="Name of the site."
)
def digest(
    db: Path,
    is_week: bool,
    since: Period | None,
    until: Period | None,
    organisation: str | None,
    form: str,
    base_url: str | None,
    title: str,
) -> None:
    """What was told in a week, or since a day: the words before and after, and which way they moved.

    Minor changes are left out, and so is what was found in archived captures long after.
    """
    if is_week and (since or until):
        raise click.UsageError("--week says both ends; leave out --since and --until.")
    if until and not since:
        raise click.UsageError("--until needs --since: from which day on.")
    with open_tracker(Settings(db), create=False) as tracker:
        now = tracker.now()
        start, end = (since.start, until.start if until else now) if since else _last_week(now)
        if end <= start:
            raise click.UsageError("--until is not after --since: there is no time between them.")
        organisation = organisation and tracker.history.organisation(organisation)
        words = span_words(start, end - timedelta(seconds=1))
        text = digest_between(
            tracker.store.reader, PublishSettings(title=title, base_url=base_url), start, end, words, form, organisation
        )
    click.echo(text, nl=False) if form in ("html", "mail") else say(text.rstrip("\n"))


def _last_week(now: datetime) -> tuple[datetime, datetime]:
    day = now.astimezone(UTC).date()
    monday = datetime.combine(day - timedelta(days=day.weekday()), time(), UTC)
    return monday - timedelta(weeks=1), monday
