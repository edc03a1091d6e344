"""What makes the record provable: canonical bytes, a chain of hashes, a Merkle tree, signed checkpoints, time stamps.

Pure: it reads no clock, file or database.
"""

from tracker.record.evidence.checkpoint import (
    Checkpoint,
    SignedNote,
    Signer,
    head_words,
    heads_in,
    is_note,
    keys_in,
    notes_in,
)
from tracker.record.evidence.entry import GENESIS, LogEntry, canonical, digest
from tracker.record.evidence.merkle import Frontier, inclusion_path, root_of
from tracker.record.evidence.stamp import Roots, Stamp, ask_for, read_stamp

__all__ = [
    "GENESIS",
    "Checkpoint",
    "Frontier",
    "LogEntry",
    "Roots",
    "SignedNote",
    "Signer",
    "Stamp",
    "ask_for",
    "canonical",
    "digest",
    "head_words",
    "heads_in",
    "inclusion_path",
    "is_note",
    "keys_in",
    "notes_in",
    "read_stamp",
    "root_of",
]
