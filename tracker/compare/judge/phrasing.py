"""The sentences for people: headline and reason."""

from __future__ import annotations

from tracker.compare.judge.facts import Finding

HEADLINE = 120  # characters
_QUOTE = 52


def clip(text: str, limit: int) -> str:
    """The text in at most `limit` characters, cut between words with an ellipsis."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > limit // 3 else cut).rstrip(" ,;:") + "…"


def quote(text: str, limit: int = _QUOTE) -> str:
    return f'"{clip(text, limit)}"' if text.strip() else "nothing"


def headline(finding: Finding) -> str:
    if not finding.old:
        return f"added: {quote(finding.new, HEADLINE - 9)}"
    if not finding.new:
        return f"removed: {quote(finding.old, HEADLINE - 11)}"
    return f"{quote(finding.old)} → {quote(finding.new)}"


def reason(finding: Finding) -> str:
    template = finding.fact.removed if finding.flipped else finding.fact.added
    values = {key: quote(getattr(finding, key), 80) for key in ("old", "new", "word", "by")}
    for key, value in values.items():
        template = template.replace("{" + key + "}", value)
    return template
