"""How much a form with pictures may hold."""

from __future__ import annotations

from typing import Final

from casebook.casework.pictures import MOST_BYTES, MOST_PIXELS

TOGETHER: Final = 50 * 1024 * 1024
"""The most bytes of a form with all its pictures. Our own limit; browsers with scripts send them one by one."""

AT_ONCE: Final = 40
"""So many files are read of a form; what is more than a field takes is told, not taken."""

LIMITS: Final = {
    "bytes": MOST_BYTES // 1024**2,
    "pixels": MOST_PIXELS,
    "together": TOGETHER // 1024**2,
}
"""What people are told of the limits: megabytes, pixels, megabytes."""
