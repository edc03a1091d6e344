"""Markup that is made in one go, where a template would take a step for each of hundreds of pieces."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from tracker.model import Block
from tracker.model.shown import clean


def paragraphs(blocks: Sequence[Block], more: str = "") -> Markup:
    """The blocks, cleaned, a paragraph each. `more`: what stands in the class of each behind its kind."""
    if not blocks:
        return Markup()
    # Escaped all at once: clean text has no zero character.
    texts = str(escape("\0".join([clean(block.text) for block in blocks]))).split("\0")
    lines = [f'<p class="{b.kind}{more}" dir="auto">{text}</p>\n' for b, text in zip(blocks, texts, strict=True)]
    return Markup("".join(lines))  # noqa: S704 - the texts are escaped
