"""The vault: words as RFC 9901 disclosures, sealed under a key for each person and petition.

The event holds the salted digest of each disclosure. The disclosures of an event, joined by `~` as the standard joins
them, are sealed together with AES-256-GCM and bound to their place, so that they cannot be moved to another event or
person. Whoever destroys the key has erased the words.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
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
    from collections.abc import Callable, Collection, Mapping, Sequence
    from uuid import UUID

    from casebook.ledger.datastore import Datastore
    from casebook.petitions.entry import Entry

_URL_SAFE: Final = bytes.maketrans(b"+/", b"-_")
_NONCE: Final = 12
_SALT: Final = 16
_KEY: Final = 32
_CACHED: Final = 20_000


def _b64(data: bytes) -> str:
    return b2a_base64(data, newline=False).translate(_URL_SAFE).rstrip(b"=").decode()


def disclosure(salt: bytes, name: str, value: Any) -> bytes:
    """A salted disclosure, as RFC 9901 section 4.2.1 has it; the salt is of 16 random bytes."""
    return _b64(orjson.dumps([_b64(salt), name, value])).encode()


def digest_of(text: bytes) -> str:
    """The digest of a disclosure: 43 characters, base64url of SHA-256."""
    return _b64(hashlib.sha256(text).digest())


def value_of(text: bytes) -> Any:
    """The value in a disclosure."""
    return orjson.loads(base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4)))[2]


def _place(petition_id: UUID, version: int, subject: UUID) -> bytes:
    return b"casebook/sd/v1\0" + petition_id.bytes + version.to_bytes(8, "big") + subject.bytes


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
        # all that is random at once, a key too: a call of the system lets other threads in, and costs more than bytes
        random = secrets.token_bytes(_KEY + 2 * _NONCE + _SALT * len(values))
        key, new = self._key_to_seal(subject, made, random[_NONCE : _NONCE + _KEY + _NONCE], fresh=entry.version == 1)
        nonce, salts = random[:_NONCE], range(_KEY + 2 * _NONCE, len(random), _SALT)
        texts = [
            disclosure(random[at : at + _SALT], name, value)
            for at, (name, value) in zip(salts, values.items(), strict=True)
        ]
        envelope = nonce + key.encrypt(nonce, b"~".join(texts), _place(entry.petition_id, entry.version, subject))
        digests = dict(zip(values, map(digest_of, texts), strict=True))
        return digests, SealedWords(subject, envelope), new

    def open(self, entries: Sequence[Entry], wanted: Callable[[Entry, str], bool]) -> list[Entry]:
        """The same entries, with the words that `wanted` names opened; what is gone from the vault reads as erased.

        Raises:
            Unreadable: sealed words do not open under their key, or do not match their digest.
        """
        asked = {
            (entry.petition_id, entry.version): names
            for entry in entries
            if (names := [name for name in sealed_fields(entry) if wanted(entry, name)])
        }
        rows = self._rows({petition_id for petition_id, _ in asked}) if asked else {}
        return [
            replace(entry, event=entry.event.model_copy(update=self._opened(entry, asked[place], rows.get(place))))
            if (place := (entry.petition_id, entry.version)) in asked
            else entry
            for entry in entries
        ]

    def disclosures(self, entries: Sequence[Entry]) -> list[dict[str, bytes]]:
        """Of each entry the disclosures of its sealed words, by field; those that are gone from the vault are left out.

        Raises:
            Unreadable: sealed words do not open under their key, or do not match their digest.
        """
        rows = self._rows({entry.petition_id for entry in entries})
        return [
            self._disclosed(entry, sealed_fields(entry), row)
            if (row := rows.get((entry.petition_id, entry.version))) is not None
            else {}
            for entry in entries
        ]

    def erase(self, subjects: Collection[UUID]) -> None:
        """Destroy the keys of these people and delete their words: nobody opens them again, and none can be added.

        What was made of the words goes with them. Whoever was stopped in the middle asks again; the same twice is the
        same.

        Raises:
            Unavailable: the database is gone; ask again.
        """
        with self._datastore.connection() as connection:
            connection.execute("SELECT vault.erase(%s)", (list(subjects),))
        for subject in subjects:
            self._keys.pop(subject, None)

    def _opened(self, entry: Entry, names: list[str], row: tuple[UUID, bytes, bytes] | None) -> dict[str, Any]:
        """The values of these fields, or that they are erased."""
        if row is None:
            return {name: Sealed(getattr(entry.event, name).digest, "erased") for name in names}
        values = {name: value_of(text) for name, text in self._disclosed(entry, names, row).items()}
        return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}

    def _disclosed(self, entry: Entry, names: list[str], row: tuple[UUID, bytes, bytes]) -> dict[str, bytes]:
        """The disclosure of each of these fields."""
        subject, envelope, wrapped = row
        key = self._keys.get(subject) or self._remember(subject, self._unwrap(subject, wrapped))
        place = _place(entry.petition_id, entry.version, subject)
        try:
            texts = key.decrypt(envelope[:_NONCE], envelope[_NONCE:], place).split(b"~")
        except InvalidTag as error:
            raise Unreadable("保密库中的文字无法解封。", "Words in the vault do not open under their key.") from error
        found = {digest_of(text): text for text in texts}
        digests = {name: getattr(entry.event, name).digest for name in names}
        if missing := [name for name, digest in digests.items() if digest not in found]:
            raise Unreadable(
                f"保密库中的 {missing[0]} 与账本不符。", f"{missing[0]} in the vault does not match the ledger."
            )
        return {name: found[digest] for name, digest in digests.items()}

    def _rows(self, petitions: set[UUID]) -> dict[tuple[UUID, int], tuple[UUID, bytes, bytes]]:
        with self._datastore.connection() as connection:
            found = connection.execute(
                "SELECT w.petition_id, w.version, w.subject_id, w.envelope, k.wrapped FROM vault.words w "
                "JOIN vault.subject_keys k USING (subject_id) WHERE w.petition_id = ANY (%s) AND k.wrapped IS NOT NULL",
                (list(petitions),),
                prepare=True,
                binary=True,
            ).fetchall()
        return {(petition_id, version): tuple(rest) for petition_id, version, *rest in found}

    def _key_to_seal(
        self, subject: UUID, made: dict[UUID, AESGCM], random: bytes, *, fresh: bool
    ) -> tuple[AESGCM, tuple[WrappedKey, ...]]:
        """The subject's key, and itself wrapped where it is new: made of `random`."""
        known = made.get(subject) or (None if fresh else self._keys.get(subject) or self._stored(subject))
        if known is not None:
            return known, ()
        key, nonce = random[:_KEY], random[_KEY:]
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
