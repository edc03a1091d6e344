"""What makes the record provable: canonical bytes, a chain of hashes, a Merkle tree over it, signed checkpoints.

Pure: it reads no clock, file or database.
"""

from tracker.evidence.checkpoint import Checkpoint, SignedNote, Signer, head_words, heads_in, keys_in, notes_in
from tracker.evidence.entry import GENESIS, Entry, canonical, digest
from tracker.evidence.merkle import Frontier, inclusion_path, root_of

__all__ = [
    "GENESIS",
    "Checkpoint",
    "Entry",
    "Frontier",
    "SignedNote",
    "Signer",
    "canonical",
    "digest",
    "head_words",
    "heads_in",
    "inclusion_path",
    "keys_in",
    "notes_in",
    "root_of",
]
