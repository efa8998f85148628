"""Files: pictures that people show, sealed under a key each. Events name them by the digest of what is sealed.

The key of a file that waits for its command is wrapped beside it. With the event it goes to the vault as words of
whoever shows the file, so that erasing the words erases the file. The event holds the salted digest of the key and the
digest of what is sealed: together they fix the picture, and neither tells anything of it.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import TYPE_CHECKING, Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from casebook.errors import KeyReused, NotFound, PictureRefused, Unreadable
from casebook.petitions.event import Attachment
from casebook.petitions.vocabulary import Media

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casebook.ledger.datastore import Datastore
    from casebook.ledger.keys import Keys

HOURS: Final = 24
"""So long a file waits for the command that names it."""

MOST_WAITING: Final = 20
"""So many files of one person wait for commands about one petition. Our own limit."""

MOST_OF_A_PETITION: Final = 200
"""So many files a petition has. Our own limit."""

_NONCE: Final = 12
_KEY: Final = 32
_CONTENT: Final = b"casebook/file/v1\0content\0"
_THUMBNAIL: Final = b"casebook/file/v1\0thumbnail\0"
_WRAPPED: Final = b"casebook/file-key/v1\0"

_INSERT: Final = """
INSERT INTO vault.files (id, digest, size, content, thumbnail, holder, fingerprint, wrapped)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""
_PENDING: Final = """
SELECT id, digest, size, wrapped FROM vault.files
WHERE holder = %s AND petition_id IS NULL AND uploaded_at > now() - make_interval(hours => %s) AND id = ANY (%s)
"""
_AGAIN: Final = """
UPDATE vault.files SET uploaded_at = now() WHERE holder = %s AND petition_id IS NULL AND fingerprint = %s
RETURNING id, digest, size
"""
_PREVIEW: Final = "SELECT wrapped, thumbnail FROM vault.files WHERE id = %s AND petition_id IS NULL"
_USED: Final = "SELECT id, digest, size FROM vault.files WHERE id = %s AND petition_id IS NOT NULL"
_COUNTS: Final = """
SELECT (SELECT count(*) FROM vault.files WHERE holder = %s AND petition_id IS NULL),
  (SELECT count(*) FROM vault.files WHERE petition_id = %s)
"""


class Files:
    """Takes files in, and opens them for whoever has their key."""

    def __init__(self, datastore: Datastore, keys: Keys) -> None:
        self._datastore = datastore
        self._wrapping = AESGCM(keys.wrapping)
        self._fingerprint = keys.fingerprints("upload")
        self._id = keys.fingerprints("file")

    def waiting(self, holder: UUID, sent: bytes) -> Attachment | None:
        """The file that came of the same bytes before, if nobody has named it: it waits anew from now on."""
        with self._datastore.connection() as connection:
            row = connection.execute(_AGAIN, (holder, self._of(holder, sent)), binary=True).fetchone()
        return None if row is None else _reference(*row)

    def used(self, holder: UUID, key: UUID) -> Attachment | None:
        """The file that was made under this key, if a command has named it since."""
        with self._datastore.connection() as connection:
            row = connection.execute(_USED, (self._id_of(holder, key),), binary=True).fetchone()
        return None if row is None else _reference(*row)

    def preview(self, file_id: UUID) -> bytes:
        """The thumbnail of a file that waits: its id is a keyed digest, which nobody knows but who uploaded it.

        Raises:
            NotFound: none of this id waits.
            Unreadable: the key file does not fit this database.
        """
        with self._datastore.connection() as connection:
            row = connection.execute(_PREVIEW, (file_id,), binary=True).fetchone()
        if row is None:
            raise NotFound
        wrapped, small = row
        file_key = _open(self._wrapping, wrapped, _WRAPPED + file_id.bytes)
        return _open(AESGCM(file_key), small, _THUMBNAIL + file_id.bytes)

    def check_room(self, holder: UUID, petition_id: UUID | None) -> None:
        """See that one more may come.

        Raises:
            PictureRefused: as many as may be wait already, or are with the petition.
        """
        with self._datastore.connection() as connection:
            row = connection.execute(_COUNTS, (holder, petition_id)).fetchone()
        if row is not None and (row[0] >= MOST_WAITING or row[1] >= MOST_OF_A_PETITION):
            raise PictureRefused(
                f"照片太多：每件诉求至多 {MOST_OF_A_PETITION} 张，待提交的至多 {MOST_WAITING} 张。",
                f"Too many pictures: {MOST_OF_A_PETITION} of a petition, and {MOST_WAITING} that wait, are the most.",
            )

    def keep(self, holder: UUID, key: UUID, sent: bytes, content: bytes, thumbnail: bytes) -> Attachment:
        """Seal and store a JPEG and its thumbnail, made of the bytes that were `sent`, all or nothing.

        The same key, and the same bytes of the same holder, get the same reference for as long as the file waits.

        Raises:
            KeyReused: the key was used for other bytes.
            Unavailable: the database is gone.
        """
        file_id = self._id_of(holder, key)
        file_key = secrets.token_bytes(_KEY)
        cipher = AESGCM(file_key)
        sealed = _seal(cipher, content, _CONTENT + file_id.bytes)
        small = _seal(cipher, thumbnail, _THUMBNAIL + file_id.bytes)
        wrapped = _seal(self._wrapping, file_key, _WRAPPED + file_id.bytes)
        digest = hashlib.sha256(sealed).digest()
        row = (file_id, digest, len(content), sealed, small, holder, self._of(holder, sent), wrapped)
        with self._datastore.connection() as connection:
            connection.execute(_INSERT, row, binary=True)
        kept = self.waiting(holder, sent)
        if kept is None:
            raise KeyReused
        return kept

    def pending(self, holder: UUID, files: Sequence[Attachment]) -> dict[Attachment, str | None]:
        """Of these files those that wait for a command of this holder, each with its key.

        Raises:
            Unreadable: the key file does not fit this database.
        """
        with self._datastore.connection() as connection:
            asked = (holder, HOURS, [file.id for file in files])
            rows = connection.execute(_PENDING, asked, binary=True).fetchall()
        return {_reference(id_, *rest): self._unwrapped(id_, wrapped) for id_, *rest, wrapped in rows}

    def open(self, file: Attachment, file_key: str, *, thumbnail: bool = False) -> bytes:
        """The picture, or its thumbnail.

        Raises:
            NotFound: nobody has the bytes.
            Unreadable: they are not those that the ledger names, or do not open under this key.
        """
        column = "thumbnail" if thumbnail else "content"
        statement = f"SELECT digest, {column} FROM vault.files WHERE id = %s"  # noqa: S608  one of two constants
        with self._datastore.connection() as connection:
            row = connection.execute(statement, (file.id,), binary=True).fetchone()
        if row is None:
            raise NotFound
        digest, sealed = row
        found = digest if thumbnail else hashlib.sha256(sealed).digest()
        if found.hex() != file.sha256:
            raise Unreadable("保存的照片与账本不符。", "The picture that is kept does not match the ledger.")
        return _open(AESGCM(_decoded(file_key)), sealed, (_THUMBNAIL if thumbnail else _CONTENT) + file.id.bytes)

    def sealed(self, files: Sequence[Attachment]) -> dict[str, bytes]:
        """What is stored of these files, sealed, by the digest that the ledger has; what is gone is left out.

        Raises:
            Unreadable: one is not what the ledger names.
        """
        statement = "SELECT id, content FROM vault.files WHERE id = ANY (%s)"
        with self._datastore.connection() as connection:
            rows = connection.execute(statement, ([file.id for file in files],), binary=True).fetchall()
        found: dict[UUID, bytes] = dict(rows)
        kept = {file.sha256: found[file.id] for file in files if file.id in found}
        if any(hashlib.sha256(content).hexdigest() != digest for digest, content in kept.items()):
            raise Unreadable("保存的照片与账本不符。", "The picture that is kept does not match the ledger.")
        return kept

    def remove_unused(self) -> int:
        """Remove what nobody has named in time; how many files that were."""
        with self._datastore.connection() as connection:
            row = connection.execute("SELECT vault.remove_unused_files()").fetchone()
        return int(row[0]) if row else 0

    def _id_of(self, holder: UUID, key: UUID) -> UUID:
        return UUID(bytes=self._id(holder.bytes + key.bytes)[:16], version=4)

    def _of(self, holder: UUID, sent: bytes) -> bytes:
        """Keyed, so that nobody can try out pictures, and of this holder, so that it tells of nobody else's."""
        return self._fingerprint(holder.bytes + hashlib.sha256(sent).digest())

    def _unwrapped(self, file_id: UUID, wrapped: bytes) -> str:
        file_key = _open(self._wrapping, wrapped, _WRAPPED + file_id.bytes)
        return base64.urlsafe_b64encode(file_key).rstrip(b"=").decode()


def _reference(file_id: UUID, digest: bytes, size: int) -> Attachment:
    return Attachment(id=file_id, sha256=digest.hex(), media=Media.JPEG, size=size)


def _decoded(file_key: str) -> bytes:
    return base64.urlsafe_b64decode(file_key + "=" * (-len(file_key) % 4))


def _seal(cipher: AESGCM, content: bytes, place: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + cipher.encrypt(nonce, content, place)


def _open(cipher: AESGCM, sealed: bytes, place: bytes) -> bytes:
    try:
        return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], place)
    except InvalidTag as error:
        raise Unreadable(
            "照片无法解封。", "The picture does not open: its key, or the key file, does not fit."
        ) from error
