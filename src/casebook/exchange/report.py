"""What an import came to, what it says on the way, and the rows that did not come in."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import asdict, dataclass, field
from typing import IO, TYPE_CHECKING, Any, Self

from casebook.errors import Misconfigured, system_says
from casebook.exchange.targets import is_replaceable

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from casebook.errors import CasebookError
    from casebook.exchange.values import Cells


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is: rows read, the part of the file's bytes (None where it cannot be told), seconds."""

    rows: int
    part: float | None
    seconds: float


@dataclass(slots=True)
class Report:
    """What an import came to.

    Attributes:
        source: the name of the source.
        rows: rows read.
        new: petitions that came in.
        grown: petitions that were there and have further events now.
        unchanged: petitions that were there and have none.
        events: appended events by name.
        skipped: rows left out, by the mapping's reason.
        repeated: rows that say exactly what an earlier row of the file said.
        conflicting: rows whose key has other content, in this file before or in the ledger; not imported.
        bad: rows that could not be imported for another reason.
        seconds: how long it took.
    """

    source: str
    rows: int = 0
    new: int = 0
    grown: int = 0
    unchanged: int = 0
    events: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, int] = field(default_factory=dict)
    repeated: int = 0
    conflicting: int = 0
    bad: int = 0
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """The report as plain JSON values."""
        return asdict(self)


class BadRows:
    """The file of rows that did not come in: a JSON object a line, for nobody else to read, for they hold words.

    In the end there is no file where there are no such rows.
    """

    def __init__(self, file: Path) -> None:
        """Start the file anew; a device or a pipe, such as `/dev/null`, is written to.

        Raises:
            Misconfigured: it cannot be written.
        """
        self._file = file
        self._empty = is_replaceable(file)  # a device or a pipe stays
        self._mutex = threading.Lock()
        try:
            if self._empty:
                file.unlink(missing_ok=True)
                descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            else:
                descriptor = os.open(file, os.O_WRONLY | os.O_NOFOLLOW)
        except OSError as error:
            raise self._unwritable(error) from error
        self._stream: IO[bytes] = os.fdopen(descriptor, "wb")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()
        if self._empty:
            self._file.unlink(missing_ok=True)

    def add(self, line: int, reason: CasebookError, cells: Cells, first_line: int | None = None) -> None:
        """Write down a row, why it did not come in, and for a conflict the line that came in instead.

        Raises:
            Misconfigured: the file cannot be written.
        """
        told: dict[str, Any] = {"line": line, "reason": {"zh": reason.zh, "en": reason.en}, "row": cells}
        if first_line is not None:
            told["first_line"] = first_line
        text = json.dumps(told, ensure_ascii=False, default=str) + "\n"
        with self._mutex:
            try:
                self._stream.write(text.encode(errors="backslashreplace"))
                self._stream.flush()
                self._empty = False
            except OSError as error:
                raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> Misconfigured:
        zh, en = system_says(error)
        return Misconfigured(f"无法写入文件 {self._file}：{zh}", f"{self._file} cannot be written: {en}")
