#!/usr/bin/env python3
"""Check what an export of the tracker says of a change, without the tracker.

    unzip evidence.zip -d evidence && cd evidence && python3 verify_proof.py [FILE that a witness kept ...]

It needs Python 3.8 or newer. With the package `cryptography` it also checks the signature. Files that somebody else
kept, such as an old copy of checkpoints.txt, are searched for the very checkpoint that the proof leads to.

Every entry of the log is a JSON object in one exact form; its SHA-256 (over a zero byte and those bytes) is a leaf of a
tree (RFC 6962) whose root the checkpoint signs. The proof holds the entries on the change and its two captures, the
hashes that lead from each to the root, and the texts of the edits; the captures' bytes lie beside it, and the
time stamp (RFC 3161) of the checkpoint when it has one.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any


def shown(text: Any) -> str:
    """What a page said, as a terminal may have it: nothing in it is obeyed."""
    return "".join(c if c.isprintable() else "\ufffd" for c in str(text))


class Wrong(Exception):
    """Something does not fit; says what."""


def canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def root_of(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """RFC 9162, 2.1.3.2: the root that a leaf and the hashes beside its way lead to."""
    at, last, found = index, size - 1, leaf
    for beside in path:
        if last == 0:
            raise Wrong("the way to the root is too long")
        if at & 1 or at == last:
            found = hashlib.sha256(b"\1" + beside + found).digest()
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = hashlib.sha256(b"\1" + found + beside).digest()
        at, last = at >> 1, last >> 1
    if last:
        raise Wrong("the way to the root is cut short")
    return found


def check_signature(note: str, key: str) -> bool:
    """Whether it could be checked. The note is a C2SP signed note, the key its public key."""
    text, _, signatures = note.partition("\n\n")
    name, id_, public = key.split("+", 2)
    blob = base64.b64decode(public)
    expected = hashlib.sha256(name.encode() + b"\n" + blob).digest()[:4]
    if expected.hex() != id_:
        raise Wrong("the public key does not fit its own number")
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return False
    for line in signatures.splitlines():
        _, signer, signature = line.split(" ")
        made = base64.b64decode(signature)
        if signer == name and made[:4] == expected:
            try:
                Ed25519PublicKey.from_public_bytes(blob[1:]).verify(made[4:], (text + "\n").encode())
                return True
            except InvalidSignature:
                raise Wrong(
                    "the signature of the checkpoint is not by this key, or the checkpoint was altered"
                ) from None
    raise Wrong("the checkpoint has no signature by this key")


def check_stamp(folder: Path, note: str, size: str) -> None:
    """Tell what a time stamp on the checkpoint says; who says so is for the authority's certificate to show."""
    stamp, text = (folder / f"checkpoint-{size}.{end}" for end in ("tsr", "txt"))
    if not stamp.is_file():
        return
    _, found, rest = stamp.read_bytes().partition(hashlib.sha256(note.encode()).digest())
    at = re.search(rb"\x18[\x0f-\x19](\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z", rest)  # GeneralizedTime
    if not found or at is None or text.read_bytes() != note.encode():
        raise Wrong(f"{stamp.name} is no time stamp on this checkpoint")
    year, month, day, *time = map(bytes.decode, at.groups())
    print(f"  a time stamp says that this checkpoint was there on {year}-{month}-{day} at {':'.join(time)} UTC;")
    print("  NOT CHECKED: who says so. With the authority's root certificate, which it publishes, openssl does:")
    print(f"    openssl ts -verify -data {text.name} -in {stamp.name} -CAfile ROOT.pem")


def check(folder: Path, proof: dict[str, Any], witnesses: list[str]) -> None:
    note = proof["checkpoint"]
    origin, size, root = note.split("\n")[:3]
    payloads = {}
    for role in ("change", "before", "after"):
        part = proof["entries"][role]
        entry = part["entry"]
        leaf = hashlib.sha256(b"\0" + canonical(entry)).digest()
        found = root_of(leaf, entry["n"] - 1, int(size), [bytes.fromhex(one) for one in part["path"]])
        if found != base64.b64decode(root):
            raise Wrong(f"entry {entry['n']} ({role}) is not in the log that the checkpoint signs, or was altered")
        payloads[role] = entry["payload"]
    change = payloads["change"]
    if hashlib.sha256(canonical(proof["edits"])).hexdigest() != change["edits"]:
        raise Wrong("the edits are not those of the log")
    for role in ("before", "after"):
        if payloads[role]["n"] != change[role + "_snapshot"]:
            raise Wrong(f"the capture {role} is not that of the change")
        body = folder / "captures" / f"{payloads[role]['n']}.body"
        if hashlib.sha256(body.read_bytes()).hexdigest() != payloads[role]["sha256"]:
            raise Wrong(f"{body.name} is not what was captured")
    signed = check_signature(note, proof["key"])
    print(shown(f"Change {change['id']} of {change['page']}: {change['headline']}"))
    for role in ("before", "after"):
        print(shown(f"  {role}: {payloads[role]['at']}, {payloads[role]['url']}"))
        print(f"          the bytes are those of the log, SHA-256 {payloads[role]['sha256']}")
    print(shown(f"  both captures and {len(proof['edits'])} edit(s) are in the log {origin} of {size} entries"))
    print(
        f"  the log is signed by {proof['key']}"
        if signed
        else "  NOT CHECKED: the signature (needs: pip install cryptography)"
    )
    check_stamp(folder, note, size)
    text = "\n".join(note.split("\n")[:3])
    seen = [path for path in witnesses if text in Path(path).read_text(encoding="utf-8", errors="replace")]
    for path in seen:
        print(f"  {path} holds the same checkpoint: the log was so when that copy was made")
    if not seen:
        print("  not proven here: that others saw this log. A copy of checkpoints.txt that someone kept shows it.")


def main(arguments: list[str]) -> int:
    folder = Path(__file__).resolve().parent
    proofs = sorted(folder.glob("proof-*.json"))
    if not proofs:
        print(f"{folder} holds no proof-*.json")
        return 2
    wrong = 0
    for path in proofs:
        try:
            check(folder, json.loads(path.read_text(encoding="utf-8")), arguments)
        except Wrong as error:
            wrong += 1
            print(shown(f"WRONG {path.name}: {error}"))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            wrong += 1
            print(shown(f"WRONG {path.name}: it cannot be read as a proof: {type(error).__name__}: {error}"))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
