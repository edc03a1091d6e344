"""HTML from the templates in `templates/`: of the published pages, and of the reports that a reporter exports."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from tracker.model import iso
from tracker.model.dates import date_words, day_words, time_words
from tracker.model.shown import capital, change_path, plural, sentence, shorten, web_address
from tracker.publish.markup import paragraphs
from tracker.record.evidence import head_words

if TYPE_CHECKING:
    from jinja2 import Environment


def render(template: str, **values: object) -> str:
    """The text of a template with these values, escaped."""
    return _templates().get_template(template).render(values)


@cache
def _templates() -> Environment:
    """Loaded and compiled once a process, with the first page: it takes longer than a small publication."""
    import jinja2

    found = jinja2.Environment(
        loader=jinja2.PackageLoader("tracker.publish"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        auto_reload=False,  # else every page asks the disk whether its templates are newer
    )
    found.filters.update(
        capital=capital,
        change_path=change_path,
        date=date_words,
        day=day_words,
        head=head_words,
        iso=iso,
        paragraphs=paragraphs,
        plural=plural,
        sentence=sentence,
        shorten=shorten,
        time=time_words,
        web_address=web_address,
    )
    return found
