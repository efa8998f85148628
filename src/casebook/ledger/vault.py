"""The vault: words as RFC 9901 disclosures, sealed under a key for each person and petition.

The event holds a disclosure's salted digest; the disclosure itself is sealed with AES-256-GCM and bound to its place,
so that it cannot be moved to another field or petition. Whoever destroys the key has erased the words.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import struct
from binascii import b2a_base64
from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from casebook.errors import Erased, Unreadable
from casebook.ledger.stored import SealedWords, WrappedKey
from casebook.petitions.words import Sealed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from uuid import UUID

    from casebook.ledger.datastore import Datastore
    from casebook.petitions.entry import Entry

_URL_SAFE: Final = bytes.maketrans(b"+/", b"-_")
_NONCE: Final = 12
_SALT: Final = 16
_CACHED: Final = 20_000
_HEAD: Final = struct.Struct(">B")
_LENGTH: Final = struct.Struct(">I")


def _b64(data: bytes) -> str:
    return b2a_base64(data, newline=False).translate(_URL_SAFE).rstrip(b"=").decode()


def disclosure(name: str, value: Any) -> tuple[bytes, str]:
    """A salted disclosure and its digest (43 characters, base64url of SHA-256), as RFC 9901 section 4.2 has them."""
    text = _b64(orjson.dumps([_b64(secrets.token_bytes(_SALT)), name, value])).encode()
    return text, digest_of(text)


def digest_of(text: bytes) -> str:
    """The digest of a disclosure."""
    return _b64(hashlib.sha256(text).digest())


def value_of(text: bytes) -> Any:
    """The value in a disclosure."""
    return orjson.loads(base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4)))[2]


def packed(sealed: Mapping[str, bytes]) -> bytes:
    """An envelope: for each disclosure the length of its name (1 byte), its name, its length (4 bytes), its bytes."""
    return b"".join(_HEAD.pack(len(n)) + n.encode() + _LENGTH.pack(len(data)) + data for n, data in sealed.items())


def unpacked(envelope: bytes) -> dict[str, bytes]:
    """The sealed disclosures in an envelope, by name.

    Raises:
        Unreadable: it is damaged.
    """
    found, at = {}, 0
    try:
        while at < len(envelope):
            name = envelope[at + 1 : at + 1 + envelope[at]].decode()
            at += 1 + envelope[at]
            (length,) = _LENGTH.unpack_from(envelope, at)
            found[name] = envelope[at + 4 : at + 4 + length]
            at += 4 + length
    except (struct.error, UnicodeDecodeError) as error:
        raise Unreadable("保密库中的内容已损坏。", "What is in the vault is damaged.") from error
    return found


def _place(petition_id: UUID, version: int, subject: UUID, name: str) -> bytes:
    return b"casebook/sd/v1\0" + petition_id.bytes + version.to_bytes(8, "big") + subject.bytes + name.encode()


class Vault:
    """Seals words on their way in and opens them for those who may see them."""

    def __init__(self, datastore: Datastore, wrapping_key: bytes) -> None:
        self._datastore = datastore
        self._wrapping = AESGCM(wrapping_key)
        self._keys: OrderedDict[UUID, AESGCM] = OrderedDict()

    def seal(
        self, entry: Entry, values: Mapping[str, Any], made: dict[UUID, AESGCM]
    ) -> tuple[dict[str, str], SealedWords, tuple[WrappedKey, ...]]:
        """Digests by field name, the sealed words, and the key if it is a new one.

        `made` holds the keys made for earlier events of the same save: they are new, but not twice. They are forgotten
        with the save, since the door may refuse it.

        Raises:
            Unreadable: the entry has words but names no subject.
            Erased: the subject's words were erased.
        """
        subject = entry.subject
        if subject is None:
            raise Unreadable("有文字而无归属人。", "An event with words names nobody whose words they are.")
        key, new = self._key_to_seal(subject, made, fresh=entry.version == 1)
        digests: dict[str, str] = {}
        sealed: dict[str, bytes] = {}
        for name, value in values.items():
            text, digests[name] = disclosure(name, value)
            nonce = secrets.token_bytes(_NONCE)
            sealed[name] = nonce + key.encrypt(nonce, text, _place(entry.petition_id, entry.version, subject, name))
        return digests, SealedWords(subject, packed(sealed)), new

    def open(self, entries: Sequence[Entry], wanted: Callable[[Entry, str], bool]) -> list[Entry]:
        """The same entries, with the words that `wanted` names opened; what is gone from the vault reads as erased.

        Raises:
            Unreadable: sealed words do not open under their key, or do not match their digest.
        """
        asked = {(e.petition_id, e.version, name): e for e in entries for name in sealed_fields(e) if wanted(e, name)}
        rows = self._rows({petition_id for petition_id, _, _ in asked}) if asked else {}
        opened: dict[tuple[UUID, int], dict[str, Any]] = {}
        for place, entry in asked.items():
            petition_id, version, name = place
            digest = getattr(entry.event, name).digest
            row = rows.get(place)
            value = Sealed(digest, "erased") if row is None else self._open(place, row, digest)
            opened.setdefault((petition_id, version), {})[name] = tuple(value) if isinstance(value, list) else value
        return [
            replace(e, event=e.event.model_copy(update=opened[e.petition_id, e.version]))
            if (e.petition_id, e.version) in opened
            else e
            for e in entries
        ]

    def _open(self, place: tuple[UUID, int, str], row: tuple[UUID, bytes, bytes], digest: str) -> Any:
        petition_id, version, name = place
        subject, sealed, wrapped = row
        key = self._keys.get(subject) or self._remember(subject, self._unwrap(subject, wrapped))
        try:
            text = key.decrypt(sealed[:_NONCE], sealed[_NONCE:], _place(petition_id, version, subject, name))
        except InvalidTag as error:
            raise Unreadable(
                f"保密库中的 {name} 无法解封。", f"{name} in the vault does not open under its key."
            ) from error
        if digest_of(text) != digest:
            raise Unreadable(f"保密库中的 {name} 与账本不符。", f"{name} in the vault does not match the ledger.")
        return value_of(text)

    def _rows(self, petitions: set[UUID]) -> dict[tuple[UUID, int, str], tuple[UUID, bytes, bytes]]:
        with self._datastore.connection() as connection:
            found = connection.execute(
                "SELECT w.petition_id, w.version, w.subject_id, w.envelope, k.wrapped FROM vault.words w "
                "JOIN vault.subject_keys k USING (subject_id) WHERE w.petition_id = ANY (%s) AND k.wrapped IS NOT NULL",
                (list(petitions),),
                prepare=True,
                binary=True,
            ).fetchall()
        return {
            (petition_id, version, name): (subject, sealed, wrapped)
            for petition_id, version, subject, envelope, wrapped in found
            for name, sealed in unpacked(envelope).items()
        }

    def _key_to_seal(
        self, subject: UUID, made: dict[UUID, AESGCM], *, fresh: bool
    ) -> tuple[AESGCM, tuple[WrappedKey, ...]]:
        """The subject's key, and itself wrapped where it is new."""
        known = made.get(subject) or (None if fresh else self._keys.get(subject) or self._stored(subject))
        if known is not None:
            return known, ()
        key = secrets.token_bytes(32)
        nonce = secrets.token_bytes(_NONCE)
        wrapped = nonce + self._wrapping.encrypt(nonce, key, b"casebook/dek/v1" + subject.bytes)
        made[subject] = AESGCM(key)
        return made[subject], (WrappedKey(subject, wrapped),)

    def _stored(self, subject: UUID) -> AESGCM | None:
        statement = "SELECT wrapped FROM vault.subject_keys WHERE subject_id = %s"
        with self._datastore.connection() as connection:
            row = connection.execute(statement, (subject,), prepare=True).fetchone()
        if row is None:
            return None
        if row[0] is None:
            raise Erased(
                "该当事人的内容已依法删除，不能再添加。", "This person's words were erased; none can be added."
            )
        return self._remember(subject, self._unwrap(subject, row[0]))

    def _unwrap(self, subject: UUID, wrapped: bytes) -> AESGCM:
        try:
            key = self._wrapping.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], b"casebook/dek/v1" + subject.bytes)
        except InvalidTag as error:
            raise Unreadable(
                "密钥文件与数据库不匹配，文字无法解封。",
                "The key file does not fit this database: words cannot be opened.",
            ) from error
        return AESGCM(key)

    def _remember(self, subject: UUID, key: AESGCM) -> AESGCM:
        self._keys[subject] = key
        if len(self._keys) > _CACHED:
            self._keys.popitem(last=False)
        return key


def sealed_fields(entry: Entry) -> list[str]:
    """Names of the entry's fields that are sealed."""
    return [name for name, value in entry.event if isinstance(value, Sealed)]
