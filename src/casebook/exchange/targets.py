"""Where files go that somebody names: what is no plain file is written to, never put aside."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def is_replaceable(file: Path) -> bool:
    """Whether a new file may take that place: nothing stands there, or a plain file.

    Not so for a device, a pipe, a folder or a link: root, who may, would take `/dev/null` away from the whole machine.

    Raises:
        OSError: what stands there cannot be looked at.
    """
    try:
        return stat.S_ISREG(file.lstat().st_mode)
    except FileNotFoundError:
        return True
