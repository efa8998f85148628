"""The transparency log at work: the ledger's leaves in a Merkle tree that a signer signs, and that others can read.

What a tree, a note and a proof are is told in `casebook.proof`, which needs none of this.
"""

from casebook.transparency.bundles import Bundles
from casebook.transparency.memory import MemoryFile, load_signing_key
from casebook.transparency.mirror import mirror
from casebook.transparency.published import PublishedLog
from casebook.transparency.signer import Signer, keep_signing
from casebook.transparency.store import signers_connection

__all__ = [
    "Bundles",
    "MemoryFile",
    "PublishedLog",
    "Signer",
    "keep_signing",
    "load_signing_key",
    "mirror",
    "signers_connection",
]
