"""One event as the log has it: header, line feed, state; see `casebook.ledger.layout` for how it is composed."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple, Self
from uuid import UUID

from .encoding import LARGEST, Malformed
from .merkle import leaf_hash
from .strict_json import parsed

FIRST: Final = "0" * 64
"""What stands for the previous leaf in the first event of a stream."""

_NUMBER: Final = "(0|[1-9][0-9]{0,18})"
_UUID: Final = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_HEADER: Final = re.compile(
    r'\{"at":"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z)",'
    rf'"idx":{_NUMBER},"log":"([A-Za-z0-9./_-]{{1,120}})","prev":"([0-9a-f]{{64}})","stream":"({_UUID})",'
    rf'"topic":"([A-Za-z0-9_.:-]{{1,200}})","typ":"casebook/entry/v1","ver":{_NUMBER}\}}'
)
_ID: Final = re.compile(_UUID)
_FIELD: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
_DIGEST: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_LARGEST_STATE: Final = 16_384
_SALT: Final = 16
_PARTS: Final = 3


@dataclass(frozen=True, slots=True)
class Header:
    """Where and when: time as written, index in the log from 0, the stream, the version in it, and the leaf before."""

    at: str
    index: int
    log: str
    previous: str
    stream: str
    topic: str
    version: int

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """The header in these bytes.

        Raises:
            Malformed: they are none.
        """
        found = _HEADER.fullmatch(data.decode("latin-1"))
        if found is None:
            raise Malformed("not a header")
        at, index, log, previous, stream, topic, version = found.groups()
        header = cls(at, int(index), log, previous, stream, topic, int(version))
        if header.index > LARGEST or header.version > LARGEST:
            raise Malformed("not a number")
        header.seconds()
        return header

    def seconds(self) -> float:
        """The time, in seconds since 1970.

        Raises:
            Malformed: there is no such time.
        """
        try:
            return datetime.fromisoformat(self.at).timestamp()
        except ValueError as error:
            raise Malformed("no such time") from error


class Named(NamedTuple):
    """A file that an event names: its id, the SHA-256 of what is sealed, and its size when it is opened."""

    id: UUID
    digest: str
    size: int

    @classmethod
    def parse(cls, part: dict[str, Any]) -> Self:
        """The file that this part of an event names.

        Raises:
            Malformed: it names it in another way than the ledger does.
        """
        match part:
            case {"id": str() as spelled, "sha256": str() as digest, "size": int() as size} if (
                _ID.fullmatch(spelled) and _SHA256.fullmatch(digest) and not isinstance(size, bool)
            ):
                return cls(UUID(spelled), digest, size)
        raise Malformed("not the file of an event")


@dataclass(frozen=True, slots=True)
class Entry:
    """An event: its header, what it says without words, and its leaf."""

    header: Header
    state: dict[str, Any]
    leaf: bytes

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """The event in these bytes.

        Raises:
            Malformed: they are none.
        """
        head, divided, state = data.partition(b"\n")
        if not divided or len(state) > _LARGEST_STATE:
            raise Malformed("not an entry")
        content = parsed(state)
        if not isinstance(content, dict) or not isinstance(content.get("data"), dict):
            raise Malformed("not an event")
        entry = cls(Header.parse(head), content, leaf_hash(data))
        if not _are_digests(entry.digests):
            raise Malformed("not the digests of words")
        entry.files()
        return entry

    @property
    def digests(self) -> dict[str, str]:
        """The digest of each field that is words, RFC 9901."""
        digests: dict[str, str] = self.state.get("_sd", {})
        return digests

    def files(self) -> list[Named]:
        """The files it names, in order.

        Raises:
            Malformed: it names one in another way than the ledger does.
        """
        lists = [value for value in self.state["data"].values() if isinstance(value, list)]
        found = [part for parts in lists for part in parts if isinstance(part, dict) and "sha256" in part]
        return [Named.parse(part) for part in found]


class Disclosure(NamedTuple):
    """What somebody wrote in a field, made provable: RFC 9901 section 4.2.1."""

    name: str
    value: Any

    @classmethod
    def parse(cls, text: bytes) -> Self:
        """The disclosure in these bytes.

        Raises:
            Malformed: they are none, or its salt is short.
        """
        content = parsed(from_base64url(text), in_order=False)
        match content:
            case [str() as salt, str() as name, value] if len(content) == _PARTS:
                if len(from_base64url(salt.encode())) < _SALT:
                    raise Malformed("a short salt")
                return cls(name, value)
        raise Malformed("not a disclosure")


def _are_digests(said: object) -> bool:
    return isinstance(said, dict) and all(
        isinstance(digest, str) and _FIELD.fullmatch(name) and _DIGEST.fullmatch(digest)
        for name, digest in said.items()
    )


def digest_of(text: bytes) -> str:
    """The digest of a disclosure as its event has it: base64url of SHA-256, 43 characters."""
    return base64.urlsafe_b64encode(hashlib.sha256(text).digest()).rstrip(b"=").decode()


def from_base64url(text: bytes) -> bytes:
    """The bytes in base64url without padding, in the one spelling there is.

    Raises:
        Malformed: they are not spelled so.
    """
    try:
        data = base64.b64decode(text + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed("not base64url") from error
    if base64.urlsafe_b64encode(data).rstrip(b"=") != text:
        raise Malformed("not base64url")
    return data
