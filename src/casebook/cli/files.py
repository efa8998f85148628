"""Files with people's words in them, which a command writes for whoever typed it."""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING

from casebook.errors import Misconfigured, system_says
from casebook.postgres.place import sync_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@contextmanager
def written(place: Path) -> Iterator[Callable[[bytes], None]]:
    """A file for its owner alone; it gets its name when everything within has succeeded.

    What is given to it is on the disk, beside its place, when that returns: so it can be put on record as handed out
    when it is there, and before anybody has it. Where something fails there is no file, or that which was there before.

    Raises:
        Misconfigured: it cannot be written; the sentence names it.
    """
    whole = place.resolve()
    draft = whole.with_name(f".{whole.name}.{secrets.token_hex(6)}")
    if whole.exists() and not whole.is_file():
        raise Misconfigured(f"{place} 不是普通文件，无法写入。", f"{place} is no regular file and is not written.")
    with _named(place):
        draft.touch(0o600, exist_ok=False)
    try:
        yield lambda content: _write(place, draft, content)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    with _named(place, f"；内容在 {draft}", f"; what it holds is in {draft}"):
        draft.replace(whole)


def _write(place: Path, draft: Path, content: bytes) -> None:
    with _named(place), draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
        sync_folder(draft.parent)


@contextmanager
def _named(place: Path, zh: str = "", en: str = "") -> Iterator[None]:
    """What the system refuses is told of the file by the name that was typed."""
    try:
        yield
    except OSError as error:
        why = system_says(error)
        raise Misconfigured(f"无法写入 {place}：{why[0]}{zh}", f"{place} cannot be written: {why[1]}{en}") from error
