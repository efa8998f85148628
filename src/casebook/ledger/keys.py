"""The secret keys of an installation: files that nobody but casebook may read, made at first use."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casebook.errors import Misconfigured, system_says

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SIZE: Final = 32
"""Bytes of a key."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Three secrets of 32 bytes, and where more of them are.

    Attributes:
        wrapping: wraps the keys of files that wait for a command and, as its first version where no command gives one,
            the key of every person in every petition (AES-256-GCM).
        index: makes keyed digests, so that nobody can try out phone numbers or query codes (HMAC-SHA-256).
        token: signs identity tokens.
        folder: where they are, further versions of what wraps, and the list of who was erased.
        command: prints what wraps the key of every person, by its version; None where files have it.
    """

    wrapping: bytes
    index: bytes
    token: bytes
    folder: Path
    command: str | None = None

    def fingerprint(self, purpose: str, content: bytes) -> bytes:
        """A keyed digest of 32 bytes; different purposes never give the same."""
        return self.fingerprints(purpose)(content)

    def derived(self, purpose: str) -> bytes:
        """A key of 32 bytes for sealing something else than the words of petitions."""
        return hmac.digest(self.wrapping, b"casebook/derived/v1\0" + purpose.encode(), "sha256")

    def fingerprints(self, purpose: str) -> Callable[[bytes], bytes]:
        """What makes the fingerprints of one purpose: the key is worked in once, for those who need thousands."""
        begun = hmac.new(self.index, purpose.encode() + b"\0", hashlib.sha256)

        def of(content: bytes) -> bytes:
            digest = begun.copy()
            digest.update(content)
            return digest.digest()

        return of


def load_keys(folder: Path, command: str | None = None) -> Keys:
    """The keys in `folder`, made there if they are missing; `command` as in `Keys`.

    Raises:
        Misconfigured: the folder cannot be read or written, or a key has not 32 bytes.
    """
    wrapping, index, token = (key_in(folder / name) for name in ("wrapping.key", "index.key", "token.key"))
    return Keys(wrapping, index, token, folder, command)


def kept(path: Path, make: Callable[[], bytes]) -> bytes:
    """What the file holds, made if it is missing, as is its folder.

    It is written aside and linked, so that of two processes one wins and none sees half a key.

    Raises:
        Misconfigured: the file cannot be read or written.
    """
    try:
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_once(path, make())
        return path.read_bytes()
    except OSError as error:
        raise _unusable(path, error) from error


def key_in(path: Path) -> bytes:
    """The key of 32 bytes in this file, made there if it is missing.

    Raises:
        Misconfigured: the file cannot be used, or has no key in it.
    """
    key = kept(path, lambda: secrets.token_bytes(SIZE))
    if len(key) != SIZE:
        raise Misconfigured(f"密钥文件 {path} 已损坏。", f"The key file {path} is damaged.")
    return key


def _write_once(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123  a descriptor
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass  # another process was first: its key counts
    finally:
        draft.unlink()


def _unusable(place: Path, error: OSError) -> Misconfigured:
    zh, en = system_says(error)
    return Misconfigured(f"无法读写密钥文件夹 {place}：{zh}", f"The key folder {place} cannot be used: {en}")
