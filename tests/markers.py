"""Words that are planted, and looked for afterwards: in every way of writing them, in every file and every table."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def written(word: str | bytes) -> Iterator[bytes]:
    """A word, or bytes, as programs write them: in several encodings, in hexadecimal, in base64 at any offset."""
    encodings = ("utf-8", "gb18030", "utf-16-le")
    for raw in [word] if isinstance(word, bytes) else dict.fromkeys(word.encode(name) for name in encodings):
        yield from (raw, raw.hex().encode(), raw.hex().upper().encode())
        for before in range(3):  # what stands before moves the letters; those that it shares are cut off
            letters = base64.b64encode(bytes(before) + raw).rstrip(b"=")
            whole = letters[-(-before * 8 // 6) : len(letters) - (1 if (before + len(raw)) % 3 else 0)]
            yield from {whole, whole.translate(bytes.maketrans(b"+/", b"-_"))}
    if isinstance(word, str) and not word.isascii():
        yield from (word.encode("unicode_escape"), quote(word).encode())


@dataclass(frozen=True)
class Markers:
    """What was planted, by what it is called."""

    words: dict[str, str | bytes]

    def in_bytes(self, content: bytes) -> set[str]:
        """Those that stand there."""
        return {name for name, word in self.words.items() if any(form in content for form in set(written(word)))}

    def in_files(self, folder: Path) -> dict[str, set[str]]:
        """Those that stand in a file below the folder, by the file."""
        files = (path for path in folder.rglob("*") if path.is_file())
        found = {str(path.relative_to(folder)): self.in_bytes(path.read_bytes()) for path in files}
        return {path: names for path, names in found.items() if names}

    def in_tables(self, dsn: str) -> dict[str, set[str]]:
        """Those that stand in a table, by the table: of every schema, the server's own too."""
        with psycopg.connect(dsn) as connection:
            tables = connection.execute(
                "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                "WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('information_schema', 'pg_toast')"
            ).fetchall()
            found = {name: self.in_bytes(dumped(connection, name)) for (name,) in tables}
        return {table: names for table, names in found.items() if names}


def dumped(connection: psycopg.Connection[Any], table: str) -> bytes:
    """The rows of a table as a backup has them."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT".encode()) as rows:
        return b"".join(map(bytes, rows))
