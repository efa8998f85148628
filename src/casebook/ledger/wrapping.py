"""Key-encryption keys: what the keys of the key store are wrapped with, in versions.

A version comes from a file in the folder of the keys or from a command, say the client of a key management service. The
latest version wraps, all of them unwrap, and none is read before a key needs it.
"""

from __future__ import annotations

import base64
import binascii
import secrets
import shlex
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from casebook.errors import Misconfigured, Unreadable, system_says
from casebook.ledger.keys import SIZE, key_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    from casebook.ledger.keys import Keys

PATIENCE: Final = 10.0
"""Seconds that the command has."""

NONCE: Final = 12


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the key-encryption key, as the key store knows it.

    Attributes:
        number: from 1.
        source: `file` or `command`.
        digest: of the key, keyed; 32 bytes.
        created_at: since when it wraps.
    """

    number: int
    source: str
    digest: bytes
    created_at: datetime


class Wrapping:
    """Wraps and unwraps under the versions that `of` knows.

    Args:
        keys: the installation's secrets: where the files are, and which command there is.
        of: the version of a number, as the key store has it.
    """

    def __init__(self, keys: Keys, of: Callable[[int], Version]) -> None:
        self._keys = keys
        self._of = of
        self._ciphers: dict[int, AESGCM] = {}

    def wrap(self, version: int, subject: UUID, key: bytes) -> bytes:
        """The subject's key of 32 bytes, wrapped under a version.

        Raises:
            Misconfigured: the version cannot be had.
        """
        nonce = secrets.token_bytes(NONCE)
        return nonce + self._cipher(version).encrypt(nonce, key, _place(subject))

    def unwrap(self, version: int, subject: UUID, wrapped: bytes) -> bytes:
        """The subject's key.

        Raises:
            Misconfigured: the version cannot be had.
            Unreadable: it was not wrapped so.
        """
        return unwrapped(self._cipher(version), subject, wrapped)

    def begun(self, number: int) -> tuple[str, bytes]:
        """Source and digest of a version that begins now: of the command where there is one, else of a new file.

        Raises:
            Misconfigured: it cannot be had.
        """
        if self._keys.command:
            return "command", self._digest(_asked(self._keys.command, number))
        return "file", self._digest(key_in(_file(self._keys.folder, number)))

    def _cipher(self, number: int) -> AESGCM:
        if number not in self._ciphers:
            version = self._of(number)
            key = self._read(version)
            if self._digest(key) != version.digest:
                raise Misconfigured(
                    f"第 {number} 版主密钥不是密钥库所记的那一个。",
                    f"Version {number} of the key-encryption key is not the one that the key store knows.",
                )
            self._ciphers[number] = AESGCM(key)
        return self._ciphers[number]

    def _read(self, version: Version) -> bytes:
        if version.source == "file":
            path = _file(self._keys.folder, version.number)
            if not path.exists():
                raise Misconfigured(
                    f"缺少密钥文件 {path}：请从更换主密钥的机器复制过来。",
                    f"The key file {path} is missing: copy it from where the key was rotated.",
                )
            return key_in(path)
        if not self._keys.command:
            raise Misconfigured(
                f"第 {version.number} 版主密钥由命令给出，请设置 CASEBOOK_KEK_COMMAND。",
                f"Version {version.number} of the key-encryption key comes from a command: set CASEBOOK_KEK_COMMAND.",
            )
        return _asked(self._keys.command, version.number)

    def _digest(self, key: bytes) -> bytes:
        return self._keys.fingerprint("kek", key)


def unwrapped(cipher: AESGCM, subject: UUID, wrapped: bytes) -> bytes:
    """The subject's key out of what was wrapped by this cipher.

    Raises:
        Unreadable: it was not.
    """
    try:
        return cipher.decrypt(wrapped[:NONCE], wrapped[NONCE:], _place(subject))
    except InvalidTag as error:
        raise Unreadable(
            "密钥文件与数据库不匹配，文字无法解封。",
            "The key file does not fit this database: words cannot be opened.",
        ) from error


def _place(subject: UUID) -> bytes:
    return b"casebook/dek/v1" + subject.bytes


def _file(folder: Path, number: int) -> Path:
    return folder / ("wrapping.key" if number == 1 else f"wrapping-{number}.key")


def _asked(command: str, number: int) -> bytes:
    """What the command prints for a version: 32 bytes, or them in base64. What it says of errors is not repeated."""
    try:
        program = [*shlex.split(command), str(number)]
        done = subprocess.run(program, capture_output=True, check=True, timeout=PATIENCE, stdin=subprocess.DEVNULL)  # noqa: S603  the operator's own
        said = done.stdout
        key = said if len(said) == SIZE else base64.b64decode(said.strip(), validate=True)
    except subprocess.TimeoutExpired:
        raise _unusable(f"{PATIENCE:.0f} 秒内没有回答", f"does not answer within {PATIENCE:.0f} seconds") from None
    except subprocess.CalledProcessError as error:
        raise _unusable(f"以 {error.returncode} 结束", f"ends with {error.returncode}") from None
    except OSError as error:
        zh, en = system_says(error)
        raise _unusable(f"无法运行：{zh}", f"cannot be run: {en}") from None
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != SIZE:
        raise _unusable("给出的不是 32 字节的密钥", "prints no key of 32 bytes")
    return key


def _unusable(zh: str, en: str) -> Misconfigured:
    return Misconfigured(f"CASEBOOK_KEK_COMMAND：命令{zh}。", f"CASEBOOK_KEK_COMMAND: the command {en}.")
