"""Files that a power cut leaves whole: the old content or the new, never half of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from casebook.errors import Misconfigured
from casebook.ledger.keys import kept
from casebook.postgres.place import sync_folder
from casebook.proof.encoding import Malformed
from casebook.proof.note import SigningKey

if TYPE_CHECKING:
    from pathlib import Path


def replace_whole(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Put this content in the place of a file's, on the disk before this returns; `mode` is its rights, less the umask.

    Raises:
        OSError: it cannot be written; what was there before still is.
    """
    draft = path.with_name(f".{path.name}.new")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:  # noqa: PTH123  a descriptor
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def kept_key(path: Path, name: str, kind: int) -> SigningKey:
    """The private key in this file, made there under this name where there is none.

    Raises:
        Misconfigured: the file cannot be used, or has no key in it.
    """
    text = kept(path, lambda: SigningKey.generate(name, kind).spelled().encode()).decode(errors="replace")
    try:
        return SigningKey.parse(text.strip())
    except Malformed as error:
        raise Misconfigured(f"密钥文件 {path} 已损坏。", f"The key file {path} is damaged.") from error
