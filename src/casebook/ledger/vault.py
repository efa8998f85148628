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
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from casebook.errors import Erased, Unreadable
from casebook.ledger.datastore import erasing
from casebook.ledger.restored import lack_of_keys
from casebook.ledger.stored import SealedWords
from casebook.petitions.words import Sealed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from uuid import UUID

    from casebook.ledger.datastore import Datastore
    from casebook.ledger.erased import ErasedList
    from casebook.ledger.keystore import KeyStore
    from casebook.ledger.restored import Lack
    from casebook.petitions.entry import Entry

    Words = tuple[UUID, bytes, AESGCM]

_URL_SAFE: Final = bytes.maketrans(b"+/", b"-_")
_NONCE: Final = 12
_SALT: Final = 16
_CACHED: Final = 20_000

_WORDS: Final = "SELECT petition_id, version, subject_id, envelope FROM vault.words WHERE petition_id = ANY (%s)"
_ERASED: Final = "SELECT subject_id FROM vault.subjects WHERE erased_at IS NOT NULL"
_SAID: Final = "SELECT (body -> 'data' ->> 'subject')::uuid FROM ledger.events WHERE topic = 'personal-data-erased'"
_NOT_ERASED: Final = "SELECT subject_id FROM vault.subjects WHERE erased_at IS NULL AND subject_id = ANY (%s)"


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


class KeyLacking(Unreadable):
    """密钥库中缺少密钥：它可能是从较旧的备份恢复的。 | The key store lacks a key: it may have been restored from an older backup."""  # noqa: E501  one sentence in two languages


class Vault:
    """Seals words on their way in and opens them for those who may see them."""

    def __init__(self, datastore: Datastore, store: KeyStore, list_: ErasedList) -> None:
        """Seal into the database of the ledger, under keys of the key store; who is erased goes on the list first."""
        self._datastore = datastore
        self._store = store
        self._list = list_
        self._keys: OrderedDict[UUID, AESGCM] = OrderedDict()

    def prepare(self, subjects: Collection[UUID]) -> None:
        """Have the keys of these people at hand, made at once where they have none.

        Raises:
            KeyLacking: the key store lacks the key of somebody whose words are here.
            Misconfigured: the key-encryption key cannot be had.
            Unavailable: a database is gone.
        """
        if unknown := {subject for subject in subjects if subject not in self._keys}:
            self._made(unknown)

    def seal(self, entry: Entry, values: Mapping[str, Any]) -> tuple[dict[str, str], SealedWords]:
        """Digests by field name, and the sealed words.

        Raises:
            Unreadable: the entry has words but names no subject.
            KeyLacking: the key store lacks the key of the subject, whose words are here.
            Erased: the subject's words were erased.
            Misconfigured: the key-encryption key cannot be had.
            Unavailable: the key store is gone.
        """
        subject = entry.subject
        if subject is None:
            raise Unreadable("有文字而无归属人。", "An event with words names nobody whose words they are.")
        key = self._key_to_seal(subject)
        # all that is random at once: a call of the system lets other threads in, and costs more than bytes
        random = secrets.token_bytes(_NONCE + _SALT * len(values))
        nonce, salts = random[:_NONCE], range(_NONCE, len(random), _SALT)
        texts = [
            disclosure(random[at : at + _SALT], name, value)
            for at, (name, value) in zip(salts, values.items(), strict=True)
        ]
        envelope = nonce + key.encrypt(nonce, b"~".join(texts), _place(entry.petition_id, entry.version, subject))
        digests = dict(zip(values, map(digest_of, texts), strict=True))
        return digests, SealedWords(subject, envelope)

    def open(self, entries: Sequence[Entry], wanted: Callable[[Entry, str], bool]) -> list[Entry]:
        """The same entries, with the words that `wanted` names opened; what is gone from the vault reads as erased.

        Raises:
            Unreadable: sealed words do not open under their key, do not match their digest, or have no key.
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

        What was made of the words goes with them, in one transaction. Whoever was stopped in the middle asks again; the
        same twice is the same. Who it was stands first on the list beside the secrets, so that what was begun is done
        when a ledger is opened next.

        Raises:
            Misconfigured: the list cannot be written, or a login may not erase.
            Unavailable: a database is gone; ask again.
        """
        self._list.add(subjects)
        self._store.destroy(subjects)
        with erasing(self._datastore.connection()) as connection:
            connection.execute("SELECT vault.erase(%s)", (list(subjects),))
        for subject in subjects:
            self._keys.pop(subject, None)

    def listed(self) -> set[UUID]:
        """Everybody on the list of who was erased, which outlives both databases.

        Raises:
            Misconfigured: it cannot be read.
        """
        return self._list.read()

    def erase_again(self) -> None:
        """Erase everybody of whom anything says that they were erased: the list, the key store, the vault, an event.

        What was restored from an old copy holds words or keys that had gone.

        Raises:
            Misconfigured, Unavailable: as with `erase`.
        """
        listed, destroyed = self.listed(), self._store.destroyed()
        with self._datastore.connection() as connection:
            erased = {subject for (subject,) in connection.execute(_ERASED).fetchall()}
            said = {subject for (subject,) in connection.execute(_SAID).fetchall()}
            everybody = listed | destroyed | erased | said
            known = connection.execute(_NOT_ERASED, (list(everybody - erased),)).fetchall()
        back = (everybody - listed) | (everybody - destroyed) | {subject for (subject,) in known}
        if back:
            self.erase(back)

    @cached_property
    def lack(self) -> Lack | None:
        """Where the newest words begin to lack their keys; found once, as a copy is restored while nobody has it open.

        Raises:
            Unavailable: a database is gone.
        """
        return lack_of_keys(self._datastore, self._store)

    def _opened(self, entry: Entry, names: list[str], row: Words | None) -> dict[str, Any]:
        """The values of these fields, or that they are erased."""
        if row is None:
            return {name: Sealed(getattr(entry.event, name).digest, "erased") for name in names}
        values = {name: value_of(text) for name, text in self._disclosed(entry, names, row).items()}
        return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}

    def _disclosed(self, entry: Entry, names: list[str], row: Words) -> dict[str, bytes]:
        """The disclosure of each of these fields."""
        subject, envelope, key = row
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

    def _rows(self, petitions: set[UUID]) -> dict[tuple[UUID, int], Words]:
        """The sealed words of these petitions, each with its key; those whose key was destroyed are left out.

        Raises:
            KeyLacking: there are words without a key.
        """
        with self._datastore.connection() as connection:
            found = connection.execute(_WORDS, (list(petitions),), prepare=True, binary=True).fetchall()
        keys = self._keys_to_open({subject for _, _, subject, _ in found})
        return {
            (petition_id, version): (subject, envelope, keys[subject])
            for petition_id, version, subject, envelope in found
            if subject in keys
        }

    def _keys_to_open(self, subjects: set[UUID]) -> dict[UUID, AESGCM]:
        keys = {subject: key for subject in subjects if (key := self._keys.get(subject)) is not None}
        if rest := subjects - keys.keys():
            found = self._store.found(rest)
            if rest - found.keys():
                raise KeyLacking
            keys |= self._remember(found)
        return keys

    def _made(self, subjects: set[UUID]) -> dict[UUID, AESGCM]:
        """The keys of these people, made for those who are new.

        Never for somebody whose words are here already: a second key would open none of them, and what came in under it
        would be lost when a newer copy of the key store is restored.
        """
        with self._datastore.connection() as connection:
            rows = connection.execute(_NOT_ERASED, (list(subjects),), prepare=True, binary=True).fetchall()
        known = {subject for (subject,) in rows}
        return self._keys_to_open(known) | self._remember(self._store.made(subjects - known))

    def _key_to_seal(self, subject: UUID) -> AESGCM:
        key = self._keys.get(subject) or self._made({subject}).get(subject)
        if key is None:
            raise Erased(
                "该当事人的内容已依法删除，不能再添加。", "This person's words were erased; none can be added."
            )
        return key

    def _remember(self, found: Mapping[UUID, bytes | None]) -> dict[UUID, AESGCM]:
        keys = {subject: AESGCM(key) for subject, key in found.items() if key is not None}
        self._keys.update(keys)
        while len(self._keys) > _CACHED:
            self._keys.popitem(last=False)
        return keys


def sealed_fields(entry: Entry) -> list[str]:
    """Names of the entry's fields that are sealed."""
    return [name for name, value in entry.event if isinstance(value, Sealed)]
