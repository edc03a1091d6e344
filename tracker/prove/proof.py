"""A change with all that proves it in the log, for `verify_proof.py`, which goes with it and needs nothing of ours."""

from __future__ import annotations

import json
from importlib import resources

from tracker.model import Change
from tracker.record.evidence import keys_in
from tracker.record.evidence.checkpoint import notes_in
from tracker.record.evidence.merkle import inclusion_path
from tracker.record.store import Store
from tracker.record.store.checkpoints import Kept


def verifier() -> bytes:
    """The script that checks proofs beside it."""
    return resources.files("tracker.prove").joinpath("verify_proof.py").read_bytes()


def proof(store: Store, change: Change) -> dict[str, bytes]:
    """The proof of a change as files by name; none while no checkpoint signs for it.

    `proof-ID.json`: `checkpoint` is a signed note, `key` its public key; `entries` are those of the change and its two
    captures, each with its way to the note's root (RFC 6962); `edits` are the rows whose hash the change's entry has.
    `checkpoint-N.txt` and `.tsr`: the note once more and its time stamp (RFC 3161), when it has one.
    """
    log, kept = store.log, store.checkpoints.newest()
    if kept is None:
        return {}
    subjects: dict[str, tuple[str, str | int]] = {
        "change": ("change", change.id),
        "before": ("snapshot", change.before.snapshot),
        "after": ("snapshot", change.after.snapshot),
    }
    entries = {role: log.entry(kind, subject, kept.size) for role, (kind, subject) in subjects.items()}
    kept = _earliest_stamped(store, max((entry.n for entry in entries.values() if entry), default=0)) or kept
    (note,) = notes_in(kept.note)
    leaves = list(log.hashes(until=kept.size))
    found = {
        role: {"entry": json.loads(entry.data), "path": inclusion_path(leaves, entry.n - 1)}
        for role, entry in entries.items()
        if entry is not None and entry.hash == leaves[entry.n - 1]
    }
    keys = [key["key"] for key in log.all_told("key") if note.is_signed_by(key["key"])]
    if len(found) < len(subjects) or not keys or keys_in(keys[-1]) != [keys[-1]]:
        return {}
    told = {"checkpoint": kept.note, "key": keys[-1], "entries": found, "edits": log.edits(change.id)}
    files = {f"proof-{change.id}.json": (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()}
    if kept.stamp:
        files |= {f"checkpoint-{kept.size}.txt": kept.note.encode(), f"checkpoint-{kept.size}.tsr": kept.stamp}
    return files


def _earliest_stamped(store: Store, size: int) -> Kept | None:
    """The first checkpoint over so many entries that was stamped with the time: by then they were there."""
    checkpoints = store.checkpoints
    return next((checkpoints.get(stamped) for stamped in checkpoints.stamped() if stamped >= size), None)
