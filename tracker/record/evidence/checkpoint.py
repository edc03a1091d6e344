"""Signed checkpoints of the log, in the forms that transparency logs share: C2SP tlog-checkpoint in a signed note.

::

    statement-tracker/3f2a9c1d          origin: which log
    10412                               entries
    xT0ZWHyT5P0kzZ/2n4mwk4Jp1zs=...     root of the tree over them, base64

    — statement-tracker/3f2a9c1d RkXyY2h...   who signs, and with what (Ed25519)

Tools for such notes check these too (https://c2sp.org/signed-note, https://c2sp.org/tlog-checkpoint).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tracker.model import Logged

_ED25519 = b"\1"
_DASH = "\u2014"
_NAME = "statement-tracker"
_VKEY = re.compile(r"^(?P<name>[^\s+]+)\+(?P<id>[0-9a-f]{8})\+(?P<key>[A-Za-z0-9+/]{44})\r?$", re.MULTILINE)
_NOTE = re.compile(
    r"^(?P<text>(?P<origin>[^\n]+)\n(?P<size>\d{1,15})\n(?P<root>[A-Za-z0-9+/]{43}=)\n)\n"
    rf"(?P<signatures>(?:{_DASH} [^\s+]+ [A-Za-z0-9+/=]+\n)+)",
    re.MULTILINE,
)
_HEAD = re.compile(r"\blog:(\d{1,15}):([0-9a-f]{64})\b")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    origin: str
    size: int  # entries
    root: str  # over them, hexadecimal

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(bytes.fromhex(self.root)).decode()}\n"


@dataclass(frozen=True, slots=True)
class SignedNote:
    """A checkpoint as it was found, with its signatures: name and bytes (four of the key's id, then the signature)."""

    checkpoint: Checkpoint
    signatures: tuple[tuple[str, bytes], ...]

    def is_signed_by(self, vkey: str) -> bool:
        """Whether one of the signatures is good and made with this key."""
        from cryptography.exceptions import InvalidSignature  # 20 ms, and few commands need it
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        name, id_, public = _parts(vkey)
        for signer, blob in self.signatures:
            if signer == name and blob[:4] == id_:
                try:
                    Ed25519PublicKey.from_public_bytes(public).verify(blob[4:], self.checkpoint.text.encode())
                except (InvalidSignature, ValueError):
                    continue
                return True
        return False


def is_note(text: str) -> bool:
    """Whether a text is one signed note, and nothing else."""
    return _NOTE.fullmatch(text) is not None


class Signer:
    """An Ed25519 key that signs checkpoints. `text` is its private form, which is for its file alone."""

    def __init__(self, text: str) -> None:
        """ValueError when it is not such a key."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        found = re.fullmatch(r"PRIVATE\+KEY\+([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})", text.strip())
        if found is None:
            raise ValueError("it is no key of the log")
        self.name = found[1]
        self._key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(found[3])[1:])
        self._public = self._key.public_key().public_bytes_raw()
        if _key_id(self.name, self._public).hex() != found[2]:
            raise ValueError("its parts do not fit together")

    @staticmethod
    def generate() -> str:
        """The private form of a new key."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        key = Ed25519PrivateKey.generate()
        public = key.public_key().public_bytes_raw()
        name = f"{_NAME}/{hashlib.sha256(public).hexdigest()[:8]}"
        seed = base64.b64encode(_ED25519 + key.private_bytes_raw()).decode()
        return f"PRIVATE+KEY+{name}+{_key_id(name, public).hex()}+{seed}\n"

    @property
    def vkey(self) -> str:
        """The public form, by which everyone checks."""
        public = base64.b64encode(_ED25519 + self._public).decode()
        return f"{self.name}+{_key_id(self.name, self._public).hex()}+{public}"

    def sign(self, size: int, root: str) -> str:
        """A signed note on the log's first `size` entries."""
        text = Checkpoint(self.name, size, root).text
        blob = _key_id(self.name, self._public) + self._key.sign(text.encode())
        return f"{text}\n{_DASH} {self.name} {base64.b64encode(blob).decode()}\n"


def _key_id(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]


def _parts(vkey: str) -> tuple[str, bytes, bytes]:
    found = _VKEY.fullmatch(vkey)
    if found is None:
        raise ValueError(f"{vkey!r} is no public key of a log")
    public = base64.b64decode(found["key"])[1:]
    return found["name"], _key_id(found["name"], public), public


def notes_in(text: str) -> Iterator[SignedNote]:
    """Every signed checkpoint that stands in a text."""
    for found in _NOTE.finditer(text):
        try:
            root = base64.b64decode(found["root"], validate=True).hex()
            lines = (line.split(" ") for line in found["signatures"].splitlines())
            signatures = tuple((line[1], base64.b64decode(line[2], validate=True)) for line in lines)
        except binascii.Error:
            continue
        yield SignedNote(Checkpoint(found["origin"], int(found["size"]), root), signatures)


def keys_in(text: str) -> list[str]:
    """Every public key that stands in a text on a line of its own."""
    return [found[0].rstrip() for found in _VKEY.finditer(text)]


def heads_in(text: str) -> set[Logged]:
    """Every entry that a text names by number and hash, as feeds do."""
    return {Logged(int(size), hash_) for size, hash_ in _HEAD.findall(text)}


def head_words(entry: Logged) -> str:
    """An entry as feeds and pages name it."""
    return f"log:{entry.size}:{entry.hash}"
