"""Sealing what accounts keep for a while: what somebody typed stands in no table and no log of the server in clear."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if TYPE_CHECKING:
    from casebook.ledger.keys import Keys

_NONCE: Final = 12


class Seal:
    """Seals and opens under the key of one purpose (AES-256-GCM), each envelope bound to the row that it stands in."""

    def __init__(self, keys: Keys, purpose: str) -> None:
        self._key = AESGCM(keys.derived(purpose))

    def close(self, content: bytes, row: bytes) -> bytes:
        """The envelope, for the row of this name: the nonce of 12 bytes, then what is sealed."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._key.encrypt(nonce, content, row)

    def open(self, envelope: bytes, row: bytes) -> bytes:
        """What was sealed for this row.

        Raises:
            cryptography.exceptions.InvalidTag: it was for another one, or under another key.
        """
        return self._key.decrypt(envelope[:_NONCE], envelope[_NONCE:], row)
