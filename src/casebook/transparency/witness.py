"""A witness at work: keeps, in a folder of its own, how far each log was cosigned, and everything that it cosigned."""

from __future__ import annotations

import fcntl
import hashlib
import os
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from casebook.errors import Misconfigured, NotFound
from casebook.proof.checkpoint import opened
from casebook.proof.encoding import Malformed
from casebook.proof.note import WITNESS, NotSigned
from casebook.proof.witness import NOTHING, considered
from casebook.transparency.files import kept_key, replace_whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casebook.proof.merkle import Head
    from casebook.proof.note import SigningKey, VerifierKey


def load_witness_key(path: Path, name: str) -> SigningKey:
    """The witness's key in this file, made there where there is none.

    Raises:
        Misconfigured: the file cannot be used, or has a key of another name.
    """
    key = kept_key(path, name, WITNESS)
    if (key.public.name, key.public.kind) != (name, WITNESS):
        raise Misconfigured(
            f"密钥文件 {path} 属于 {key.public.name}。", f"The key file {path} is that of {key.public.name}."
        )
    return key


class Witness:
    """Cosigns how logs grow. Several processes may share a folder; of two requests at once one waits."""

    def __init__(self, folder: Path, key: SigningKey, logs: dict[str, VerifierKey]) -> None:
        self._folder = folder
        self._key = key
        self._logs = logs
        self._alone = threading.Lock()

    def cosign(self, request: bytes) -> str:
        """The cosignature line for the checkpoint in an `add-checkpoint` request, once it is on the disk.

        Raises:
            NotCosigned: it is not one that may be cosigned.
            Misconfigured: what was cosigned before cannot be read.
        """
        with self._locked():
            note, checkpoint = considered(request, self._logs, self._last)
            signature = self._key.sign(note.text, int(time.time()))
            self._keep(checkpoint.origin, f"{note.text}\n{note.signatures[0]}{signature}".encode())
        return str(signature)

    def cosigned(self, origin: str) -> bytes:
        """The checkpoint of a log that was cosigned last.

        Raises:
            NotFound: none was.
        """
        try:
            return self._place(origin).read_bytes()
        except FileNotFoundError as error:
            raise NotFound("尚未见证过这个日志。", "Nothing of this log was cosigned yet.") from error

    def history(self, origin: str) -> Path:
        """The file of all checkpoints that were cosigned, one after the other, each behind an empty line.

        Raises:
            NotFound: none was.
        """
        if not (place := self._place(origin).with_suffix(".list")).exists():
            raise NotFound("尚未见证过这个日志。", "Nothing of this log was cosigned yet.")
        return place

    def _last(self, origin: str) -> Head:
        place = self._place(origin)
        if not place.exists():
            return NOTHING
        try:
            return opened(place.read_bytes(), [self._logs[origin], self._key.public]).checkpoint.head
        except (Malformed, NotSigned) as error:
            raise Misconfigured(f"见证记录 {place} 已损坏。", f"The witness's memory {place} is damaged.") from error

    def _keep(self, origin: str, note: bytes) -> None:
        place = self._place(origin)
        with place.with_suffix(".list").open("ab") as everything:
            everything.write(b"\n" + note)
            everything.flush()
            os.fsync(everything.fileno())
        replace_whole(place, note)

    def _place(self, origin: str) -> Path:
        return self._folder / hashlib.sha256(origin.encode()).hexdigest()[:32]

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self._alone, (self._folder / "lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
