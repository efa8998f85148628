"""The list of everybody who was erased, in the folder of the secrets: it outlives both databases.

A line is an id that says nothing of anybody, and a moment. It is written before anything is erased, so that what was
stopped in the middle is known, and it only grows.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from casebook.errors import Misconfigured, system_says
from casebook.postgres.place import sync_folder

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path


class ErasedList:
    """The list, in a file of its own."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> set[UUID]:
        """Everybody on it; a line that a crash cut short is none.

        Raises:
            Misconfigured: the file cannot be read.
        """
        try:
            lines = self._path.read_text(encoding="ascii", errors="replace").splitlines() if self._path.exists() else []
        except OSError as error:
            raise self._unusable(error) from error
        return {subject for line in lines if (subject := _subject(line)) is not None}

    def add(self, subjects: Collection[UUID]) -> None:
        """Put these people on it, on the disk before this returns; who is on it already is not put there again.

        Raises:
            Misconfigured: the file cannot be written.
        """
        new = sorted(set(subjects) - self.read())
        at = datetime.now(UTC).isoformat(timespec="seconds")
        # each line begins with the line feed too, so that one that was cut short does not spoil the next
        text = "".join(f"\n{subject} {at}\n" for subject in new).encode()
        try:
            with open(os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as file:  # noqa: PTH123  a descriptor
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            sync_folder(self._path.parent)
        except OSError as error:
            raise self._unusable(error) from error

    def _unusable(self, error: OSError) -> Misconfigured:
        zh, en = system_says(error)
        return Misconfigured(
            f"无法读写已删除人员名单 {self._path}：{zh}",
            f"The list of who was erased, {self._path}, cannot be used: {en}",
        )


def _subject(line: str) -> UUID | None:
    words = line.split()
    try:
        return UUID(words[0]) if len(words) > 1 else None
    except ValueError:
        return None
