"""How a citizen without an account is known: by a code that goes with the petition's number.

Neither the code nor the citizen's id is stored anywhere: both follow from the petition's id under the installation's
index key, so a repeated filing gets the same receipt and a leaked database gives no code away.
"""

from __future__ import annotations

import base64
import hmac
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from casebook.ledger.keys import Keys


def query_code(keys: Keys, petition_id: UUID) -> str:
    """The code of 80 bits that opens a petition to whoever filed it: `ABCD-2345-EFGH-6723`."""
    letters = base64.b32encode(keys.fingerprint("query-code", petition_id.bytes)[:10]).decode()
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))


def is_code_of(keys: Keys, petition_id: UUID, code: str) -> bool:
    """Whether this is the petition's code; letter case, spaces and hyphens do not matter."""
    given = "".join(c for c in code.upper() if c.isalnum()).encode()
    return hmac.compare_digest(given, query_code(keys, petition_id).replace("-", "").encode())


def citizen_of(keys: Keys, petition_id: UUID) -> UUID:
    """The id under which the citizen acts in this petition, and in no other."""
    return UUID(bytes=keys.fingerprint("citizen", petition_id.bytes)[:16], version=4)
