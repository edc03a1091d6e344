"""What makes the record provable: canonical bytes, a chain of hashes, a Merkle tree over it, signed checkpoints.

Pure: it reads no clock, file or database. `check_proof.py` is a script of its own that checks one
proof without the rest.
"""

from tracker.evidence.entry import GENESIS, Entry, canonical, digest
from tracker.evidence.merkle import Frontier, inclusion_path, root_of

__all__ = ["GENESIS", "Entry", "Frontier", "canonical", "digest", "inclusion_path", "root_of"]
