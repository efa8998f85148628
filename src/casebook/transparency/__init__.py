"""The transparency log at work: the ledger's leaves in a Merkle tree that a signer signs, and that others can read.

What a tree, a note and a proof are is told in `casebook.proof`, which needs none of this.
"""

from casebook.transparency.accesses import AccessFindings, audit_access
from casebook.transparency.auditing import Findings, audit_ledger
from casebook.transparency.bundles import Bundles
from casebook.transparency.copies import audit_copy, has_entries
from casebook.transparency.cosigning import keep_asking, load_policy
from casebook.transparency.memory import MemoryFile, load_signing_key
from casebook.transparency.mirror import list_of_stamps, mirror
from casebook.transparency.published import PublishedLog, Stamp
from casebook.transparency.receipts import Receipt
from casebook.transparency.recounting import Copied, copied_ledger
from casebook.transparency.signer import Signer, keep_signing
from casebook.transparency.stamping import TimestampAuthority, keep_stamping
from casebook.transparency.standing import LogStanding, log_standing, without_keys
from casebook.transparency.store import log_connection, signers_connection
from casebook.transparency.witness import Witness, load_witness_key

__all__ = [
    "AccessFindings",
    "Bundles",
    "Copied",
    "Findings",
    "LogStanding",
    "MemoryFile",
    "PublishedLog",
    "Receipt",
    "Signer",
    "Stamp",
    "TimestampAuthority",
    "Witness",
    "audit_access",
    "audit_copy",
    "audit_ledger",
    "copied_ledger",
    "has_entries",
    "keep_asking",
    "keep_signing",
    "keep_stamping",
    "list_of_stamps",
    "load_policy",
    "load_signing_key",
    "load_witness_key",
    "log_connection",
    "log_standing",
    "mirror",
    "signers_connection",
    "without_keys",
]
