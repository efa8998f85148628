"""The exact bytes of an entry and its leaf, as the door composes them in SQL.

entry = header, line feed, state; leaf = SHA-256(0x00, entry) as in RFC 6962. The header is JSON with sorted keys.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final

from casebook.proof.merkle import leaf_hash

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

ZERO: Final = bytes(32)
"""What stands for the previous leaf in a petition's first event."""


def header(origin: str, position: int, at: datetime, previous: bytes, place: tuple[UUID, int, str]) -> bytes:
    """The header of the event at `position` (from 1); `place` is petition, version and stored name."""
    stream, version, topic = place
    when = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return (
        f'{{"at":"{when}","idx":{position - 1},"log":"{origin}","prev":"{previous.hex()}","stream":"{stream}",'
        f'"topic":"{topic}","typ":"casebook/entry/v1","ver":{version}}}'
    ).encode()


def entry(head: bytes, state: bytes) -> bytes:
    """The entry itself."""
    return head + b"\n" + state


def leaf(head: bytes, state: bytes) -> bytes:
    """The leaf hash of 32 bytes."""
    return leaf_hash(entry(head, state))
