"""The file that a bundle travels in: a zip whose files are stored as they are, in order of their names, no more.

There is exactly one such file for given names and contents, and only that one is read. So nothing can hide between the
files, behind them, or in a second file of the same name, and what is read is never larger than the file itself.
"""

from __future__ import annotations

import re
import struct
import zlib
from typing import TYPE_CHECKING, Final, NamedTuple

from .encoding import Malformed

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST: Final = 1 << 29
"""Bytes of the largest archive that is read or written: 512 MiB."""

MOST_FILES: Final = 50_000

_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
_LOCAL_MARK: Final = b"PK\3\4"
_ZIP_1_0: Final = 10
_BY_UNIX: Final = 3 << 8 | 20
_DAY_ONE: Final = 1 << 5 | 1  # 1980-01-01, the first day that a zip knows
_READABLE: Final = 0o100644 << 16
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*")
_LONGEST_NAME: Final = 200


class _File(NamedTuple):
    name: bytes
    size: int
    checksum: int
    at: int

    def local(self) -> bytes:
        fixed = (_ZIP_1_0, 0, 0, 0, _DAY_ONE, self.checksum, self.size, self.size, len(self.name), 0)
        return _LOCAL.pack(_LOCAL_MARK, *fixed) + self.name

    def central(self) -> bytes:
        fixed = (_BY_UNIX, _ZIP_1_0, 0, 0, 0, _DAY_ONE, self.checksum, self.size, self.size, len(self.name))
        return _CENTRAL.pack(b"PK\1\2", *fixed, 0, 0, 0, 0, _READABLE, self.at) + self.name


def pack(files: Mapping[str, bytes]) -> bytes:
    """The archive of these files.

    Raises:
        Malformed: a name is none that an archive may have, or there is too much.
    """
    packed, parts, at = [], [], 0
    for name in sorted(files):
        content = files[name]
        file = _File(_checked(name), len(content), zlib.crc32(content), at)
        packed.append(file)
        parts += [file.local(), content]
        at += len(parts[-2]) + len(content)
    end = _end(packed, at)
    if len(files) > MOST_FILES or at + len(end) > LARGEST:
        raise Malformed("too much for one archive")
    return b"".join([*parts, end])


def unpack(data: bytes) -> dict[str, bytes]:
    """The files of an archive, by name.

    Raises:
        Malformed: these are not the bytes that `pack` writes.
    """
    if len(data) > LARGEST:
        raise Malformed("too large")
    files: dict[str, bytes] = {}
    packed: list[_File] = []
    at, last = 0, ""
    while data[at : at + 4] == _LOCAL_MARK:
        file, content, behind = _next(data, at)
        name = _checked(file.name.decode("latin-1"))
        if len(packed) == MOST_FILES or name.decode() <= last:
            raise Malformed("too many files, or not in order")
        last = name.decode()
        files[last] = content
        packed.append(file)
        at = behind
    if data[at:] != _end(packed, at):
        raise Malformed("not an archive as casebook writes it")
    return files


def _next(data: bytes, at: int) -> tuple[_File, bytes, int]:
    """The file that begins at `at`, its content, and where the next begins."""
    if len(data) < at + _LOCAL.size:
        raise Malformed("cut off")
    *_, size, _again, length, _extra = _LOCAL.unpack_from(data, at)
    begins = at + _LOCAL.size + length
    content = data[begins : begins + size]
    file = _File(data[at + _LOCAL.size : begins], size, zlib.crc32(content), at)
    if len(content) != size or data[at:begins] != file.local():
        raise Malformed("a file in it is damaged, or not stored as it is")
    return file, content, begins + size


def _end(packed: list[_File], at: int) -> bytes:
    directory = b"".join(file.central() for file in packed)
    return directory + _END.pack(b"PK\5\6", 0, 0, len(packed), len(packed), len(directory), at, 0)


def _checked(name: str) -> bytes:
    if len(name) > _LONGEST_NAME or not _NAME.fullmatch(name):
        raise Malformed("a name that no file of a bundle has")
    return name.encode()
