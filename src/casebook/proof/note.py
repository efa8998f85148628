"""Signed notes, as c2sp.org/signed-note has them: some text, an empty line, and signatures of those who stand for it.

Two kinds of signature are known, both Ed25519: that of a log (1), and a witness's cosignature (4), which says when
(c2sp.org/tlog-cosignature). Other lines are kept and left unread, so that more kinds can be added beside them.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from .details import Detailed
from .encoding import LARGEST, Malformed, base64_of, from_base64, from_utf8

if TYPE_CHECKING:
    from collections.abc import Iterable

LOG: Final = 1
WITNESS: Final = 4

_KINDS: Final = frozenset({LOG, WITNESS})
_KEY: Final = 32
_ID: Final = 4
_TIME: Final = 8
_SIGNATURE: Final = 64
_LARGEST_NOTE: Final = 1 << 18
_MOST_SIGNATURES: Final = 100
_PRIVATE: Final = "PRIVATE+KEY+"
_LINE: Final = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/=]+)")
_SPELLED: Final = re.compile(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)")


class NotSigned(Detailed):
    """Nobody who is trusted has signed, or a signature in their name is not theirs."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A line below a note: whose it says it is, and the bytes."""

    name: str
    key_id: bytes
    value: bytes

    def __str__(self) -> str:
        return f"— {self.name} {base64_of(self.key_id + self.value)}\n"

    @classmethod
    def parse(cls, line: str) -> Self:
        """The signature in a line without its end.

        Raises:
            Malformed: it is none.
        """
        found = _LINE.fullmatch(line)
        if found is None:
            raise Malformed("not a signature line")
        data = from_base64(found[2])
        if len(data) <= _ID:
            raise Malformed("an empty signature")
        return cls(found[1], data[:_ID], data[_ID:])


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with its name; spelled, for people to pass on, as a vkey `name+id+key`.

    Attributes:
        name: whose key it is, most often an address without `https://`; no spaces, no plus.
        kind: `LOG` or `WITNESS`.
        public: 32 bytes, RFC 8032.
    """

    name: str
    kind: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Four bytes that find the key again; they do not identify it."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:_ID]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64_of(bytes([self.kind]) + self.public)}"

    @classmethod
    def parse(cls, vkey: str) -> Self:
        """The key that is spelled so.

        Raises:
            Malformed: it is no vkey, or of a kind that is not known.
        """
        found = _SPELLED.fullmatch(vkey)
        if found is None or not found[1].isprintable():
            raise Malformed("not a vkey")
        data = from_base64(found[3], 1 + _KEY)
        key = cls(found[1], data[0], data[1:])
        if key.kind not in _KINDS or key.key_id.hex() != found[2]:
            raise Malformed("a vkey of another kind, or with another key's id")
        return key

    def verify(self, text: str, value: bytes) -> int | None:
        """See that the key has signed this text; for a witness, when: seconds since 1970.

        Raises:
            NotSigned: it has not.
        """
        time = int.from_bytes(value[:-_SIGNATURE]) if self.kind == WITNESS else None
        length = _SIGNATURE if time is None else _TIME + _SIGNATURE
        try:
            if len(value) != length or (time or 0) > LARGEST:
                raise NotSigned("a signature of {} has no such shape", self.name)
            Ed25519PublicKey.from_public_bytes(self.public).verify(value[-_SIGNATURE:], _message(text, time))
        except InvalidSignature as error:
            raise NotSigned("a signature in the name of {} is not theirs", self.name) from error
        return time


class SigningKey:
    """A private key with its name; spelled, for a file that nobody else reads, as Go's `note` package spells it."""

    def __init__(self, name: str, kind: int, seed: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = VerifierKey.parse(str(VerifierKey(name, kind, self._private.public_key().public_bytes_raw())))

    @classmethod
    def generate(cls, name: str, kind: int = LOG) -> Self:
        """A new key.

        Raises:
            Malformed: the name has a space or a plus.
        """
        return cls(name, kind, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, spelled: str) -> Self:
        """The key that is spelled so.

        Raises:
            Malformed: it is none.
        """
        found = _SPELLED.fullmatch(spelled.removeprefix(_PRIVATE))
        if found is None or not spelled.startswith(_PRIVATE):
            raise Malformed("not a private key")
        data = from_base64(found[3], 1 + _KEY)
        key = cls(found[1], data[0], data[1:])
        if key.spelled() != spelled:
            raise Malformed("a private key with another key's id")
        return key

    def spelled(self) -> str:
        """The private key itself, for the file it is kept in."""
        public, seed = self.public, self._private.private_bytes_raw()
        return f"{_PRIVATE}{public.name}+{public.key_id.hex()}+{base64_of(bytes([public.kind]) + seed)}"

    def sign(self, text: str, time: int = 0) -> Signature:
        """The signature under this text; a witness says `time`, in seconds since 1970."""
        if self.public.kind == WITNESS:
            value = time.to_bytes(_TIME) + self._private.sign(_message(text, time))
        else:
            value = self._private.sign(_message(text, None))
        return Signature(self.public.name, self.public.key_id, value)


@dataclass(frozen=True, slots=True)
class Note:
    """A text, which ends with a line feed, and at least one signature."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n" + "".join(map(str, self.signatures))

    def __bytes__(self) -> bytes:
        return str(self).encode()

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """The note that these bytes are, of at most 256 KiB and 100 signatures. Nothing is verified yet.

        Raises:
            Malformed: they are none.
        """
        if len(data) > _LARGEST_NOTE:
            raise Malformed("a note that is too large")
        text, divided, below = from_utf8(data).rpartition("\n\n")
        lines = below.split("\n")
        if not divided or lines.pop() or not 0 < len(lines) <= _MOST_SIGNATURES:
            raise Malformed("not a signed note")
        return cls(f"{text}\n", tuple(map(Signature.parse, lines)))

    def verified(self, keys: Iterable[VerifierKey]) -> dict[VerifierKey, int | None]:
        """Which of these keys have signed it, and when, where they say so. Signatures of other keys are not looked at.

        Raises:
            NotSigned: none of them has, one has twice, or what stands there in the name of one is not theirs.
        """
        known = {(key.name, key.key_id): key for key in keys}
        found = [(key, each) for each in self.signatures if (key := known.get((each.name, each.key_id))) is not None]
        signed = {key: key.verify(self.text, each.value) for key, each in found}
        if not signed or len(signed) < len(found):
            raise NotSigned("not signed with a key that is trusted, or twice with one")
        return signed


def _message(text: str, time: int | None) -> bytes:
    return (text if time is None else f"cosignature/v1\ntime {time}\n{text}").encode()
