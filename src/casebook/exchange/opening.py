"""Files as streams of bytes, plain or compressed, with one clear error for whatever is wrong with them."""

from __future__ import annotations

import gzip
import lzma
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Final, cast

from casebook.errors import system_says
from casebook.exchange.faults import BadFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

LINE_LIMIT: Final = 8_000_000
"""No line may be longer, so that a file without line ends cannot fill the memory."""


@contextmanager
def opened(file: Path) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """The content as bytes, and the file itself, whose position tells how much has been read.

    Raises:
        BadFile: it cannot be opened, or turns out to be cut short or damaged while it is read.
    """
    try:
        with file.open("rb") as raw, _unpacked(raw, file.suffix) as content:
            yield content, raw
    except EOFError as error:
        raise BadFile(f"文件 {file.name} 不完整。", f"{file.name} is cut short.") from error
    except (gzip.BadGzipFile, lzma.LZMAError, zlib.error) as error:
        raise BadFile(f"文件 {file.name} 已损坏，无法解压。", f"{file.name} cannot be unpacked: {error}") from error
    except OSError as error:
        zh, en = system_says(error)
        raise BadFile(f"无法读取文件 {file}：{zh}", f"{file} cannot be read: {en}") from error


def _unpacked(raw: IO[bytes], suffix: str) -> AbstractContextManager[IO[bytes]]:
    if suffix == ".gz":
        return cast("AbstractContextManager[IO[bytes]]", gzip.open(raw))
    if suffix == ".xz":
        return cast("AbstractContextManager[IO[bytes]]", lzma.open(raw))
    return raw


def lines(content: IO[bytes], encoding: str) -> Iterator[str]:
    """The lines of a text, each with its line end, without the byte order mark.

    Raises:
        BadFile: a line is not in that encoding, or too long.
    """
    number = 0
    while line := content.readline(LINE_LIMIT):
        number += 1
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if len(line) == LINE_LIMIT:
            raise BadFile(f"第 {number} 行过长。", f"Line {number} is too long.")
        try:
            yield line.decode(encoding)
        except UnicodeDecodeError as error:
            raise BadFile(
                f"第 {number} 行不是 {encoding} 编码。", f"Line {number} is not in the encoding {encoding}."
            ) from error
