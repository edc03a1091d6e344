"""A change with all that proves it in the log, for `verify_proof.py`, which goes with it and needs nothing of ours."""

from __future__ import annotations

import json
from importlib import resources

from tracker.evidence import keys_in
from tracker.evidence.checkpoint import notes_in
from tracker.evidence.merkle import inclusion_path
from tracker.history.history import History
from tracker.types import Change


def verifier() -> bytes:
    """The script that checks proofs beside it."""
    return resources.files("tracker.evidence").joinpath("verify_proof.py").read_bytes()


def proof(history: History, change: Change) -> bytes | None:
    """The proof of a change as JSON; nothing while no checkpoint signs for it.

    `checkpoint` is the newest signed note, `key` its public key; `entries` are those of the change and its two
    captures, each with its way to the note's root (RFC 6962); `edits` are the rows whose hash the change's entry has.
    """
    log, kept = history.store.log, history.store.checkpoints.all()
    if not kept:
        return None
    newest = kept[-1]
    (note,) = notes_in(newest.note)
    subjects: dict[str, tuple[str, str | int]] = {
        "change": ("change", change.id),
        "before": ("snapshot", change.before.snapshot),
        "after": ("snapshot", change.after.snapshot),
    }
    entries = {role: log.entry(kind, subject, newest.size) for role, (kind, subject) in subjects.items()}
    leaves = list(log.hashes(until=newest.size))
    found = {
        role: {"entry": json.loads(entry.data), "path": inclusion_path(leaves, entry.n - 1)}
        for role, entry in entries.items()
        if entry is not None and entry.hash == leaves[entry.n - 1]
    }
    keys = [key["key"] for key in log.all_told("key") if note.is_signed_by(key["key"])]
    if len(found) < len(subjects) or not keys or keys_in(keys[-1]) != [keys[-1]]:
        return None
    told = {"checkpoint": newest.note, "key": keys[-1], "entries": found, "edits": log.edits(change.id)}
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
