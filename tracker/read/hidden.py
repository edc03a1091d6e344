"""Words that may not be on the screen, and buttons: which of them a reader of the page reads.

aria-hidden speaks to screen readers: what has it is on the screen. Classes for screen readers do the reverse. A button
mostly does something, but one may hold a question, or a word of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborNode

from tracker.read.lines import ends_line
from tracker.read.tree import short_text

_OPENERS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt"})
_CELL = frozenset({"td", "th"})
_PANEL = re.compile(r"(?:^|[\s_-])(?:tab-?panel|tab-?pane|panel|accordion|collapse|collapsible|faq)(?:$|[\s_-])", re.I)
_OFF_SCREEN = re.compile(r"(?:left|text-indent)\s*:\s*-9999")
FOR_SCREEN_READERS = frozenset(
    {"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader-only"}
)
HIDDEN = (
    "[hidden], [aria-hidden=true], [style*='display:none' i], [style*='display: none' i], [style*='-9999'], "
    f"[class*=material-icons], [class*=material-symbols], .{', .'.join(sorted(FOR_SCREEN_READERS))}"
)


def small_hidden(nodes: Sequence[LexborNode]) -> Iterator[LexborNode]:
    """Hidden is not noise: collapsed sections are display:none, an open dialog makes the whole page aria-hidden."""
    for node in nodes:
        if node.first_child is None or node.parent is None:
            continue  # an icon
        text = short_text(node)
        if text is not None and not is_sentence(text) and not _is_read(node, text):
            yield node


def off_screen(nodes: Sequence[LexborNode]) -> Iterator[LexborNode]:
    """What stands beside the screen: a copy of the page for programs, an old way to hide a heading under a picture."""
    return (node for node in nodes if _OFF_SCREEN.search(node.attributes.get("style") or ""))


def is_sentence(text: str) -> bool:
    words = text.split()
    return len(words) >= 4 and words[-1][-1] in ".!?;:。！？"


def _is_read(node: LexborNode, text: str) -> bool:
    attributes = node.attributes
    classes = (attributes.get("class") or "").split()
    if any(name.startswith(("material-icons", "material-symbols")) for name in classes):
        return False
    if not FOR_SCREEN_READERS.isdisjoint(classes):
        return _is_all_of_a_cell(node, text)
    style = (attributes.get("style") or "").lower().replace(" ", "")
    if "hidden" in attributes or "display:none" in style:
        return attributes.get("role") == "tabpanel" or _PANEL.search(" ".join(classes)) is not None
    return attributes.get("aria-hidden") != "true" or (any(map(str.isalnum, text)) and not _has_twin(node, text))


def _is_all_of_a_cell(node: LexborNode, text: str) -> bool:
    """Whether a table cell says nothing else: a tick, and "Yes" for those who cannot see it."""
    above = node.parent
    while above is not None and not ends_line(above.tag or ""):
        above = above.parent
    return above is not None and above.tag in _CELL and short_text(above) == text


def _has_twin(node: LexborNode, text: str) -> bool:
    """Whether the same words stand beside it once more, as for an effect, or as the name of what it is in."""
    beside = [other for other in (_neighbour(node, -1), _neighbour(node, 1)) if other is not None]
    return any(short_text(other) == text and "aria-hidden" not in other.attributes for other in beside)


def _neighbour(node: LexborNode, way: int) -> LexborNode | None:
    """The element next to it, if only white space stands between."""
    other = node.next if way > 0 else node.prev
    while other is not None and other.is_text_node and not (other.text_content or "").strip():
        other = other.next if way > 0 else other.prev
    return other if other is not None and other.is_element_node else None


def plain_buttons(buttons: Sequence[LexborNode]) -> Iterator[LexborNode]:
    """Buttons that neither open a section, nor stand for a heading, nor say something, nor stand in a sentence."""
    for node in buttons:
        if node.parent is None or node.tag == "a" or _opens(node):
            continue
        text = short_text(node, 300)
        if text is None or (text and (_says(text) or _is_in_sentence(node, text))):
            continue
        if short_text(node) is not None:
            yield node


def _opens(button: LexborNode) -> bool:
    attributes = button.attributes
    if "aria-expanded" in attributes or "aria-controls" in attributes:
        return True
    above = button.parent
    while above is not None and above.tag != "body":
        if above.tag in _OPENERS:
            return True
        above = above.parent
    return False


def _says(text: str) -> bool:
    """Whether a button holds a question or a sentence: what is to be pressed has a few words."""
    words = text.split()
    return (len(words) >= 3 and words[-1][-1] in "?？.。") or len(words) >= 8


def _is_in_sentence(node: LexborNode, text: str) -> bool:
    """Whether the line goes on behind the button, or comes to it in the middle of a sentence."""
    before, after = _beside(node, -1), _beside(node, 1)
    if not before or not any(map(str.isalpha, before)):
        return bool(after) and after[0].islower() and any(map(str.isalpha, text))
    return (bool(after) and before[-1] not in ".!?:。") or text[0].islower()


def _beside(node: LexborNode, way: int) -> str:
    """The text of the same line before or after a node, up to a hundred characters of it."""
    pieces: list[str] = []
    here: LexborNode | None = node
    while here is not None and sum(map(len, pieces)) < 100:
        other = here.next if way > 0 else here.prev
        if other is None:
            here = here.parent
            if here is None or ends_line(here.tag or ""):
                break
            continue
        here = other
        if other.is_text_node:
            pieces.append(other.text_content or "")
        elif other.is_element_node:
            if ends_line(other.tag or "") or other.tag == "button":
                break
            pieces.append(short_text(other) or "")
    return " ".join(" ".join(pieces if way > 0 else reversed(pieces)).split())
