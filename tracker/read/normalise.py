"""Characters as they are stored: white space folded, NFC, nothing invisible."""

from __future__ import annotations

import re
import unicodedata

# Soft hyphen, zero-width and direction marks, control characters: a reader sees none of them.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufdd0-\ufdef\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]+"
    # Joiners change the look of Arabic, Indic and emoji sequences, and nothing elsewhere.
    "|(?:^|(?<=[\x00-\u05ff]))[\u200c\u200d]+"
)


def fold(text: str) -> str:
    """One line: white space folded to single spaces, invisible characters removed, NFC."""
    if "  " in text or not text.isprintable():  # of white space, only the space is printable
        text = " ".join(text.split())
        if not text.isprintable():
            text = " ".join(_INVISIBLE.sub("", text).split())
    else:
        text = text.strip(" ")
    return text if text.isascii() else unicodedata.normalize("NFC", text)
