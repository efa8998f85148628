"""Every setting, from the environment and the command line, in one place."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from casebook.errors import Misconfigured

SWEEP: Final = 60.0


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run of casebook depends on.

    Attributes:
        data: folder of the embedded database and of the keys.
        dsn: connection string of another PostgreSQL (15 or newer), which switches the embedded one off.
        owner_dsn: connection string for migrations, where the application's own login may not change the schema.
        keys: folder of the secret keys.
        projections: further folders with read models.
        zone: the city's time zone: days and months are counted in it.
        sweep: seconds between two looks at what is due; 0 where another process looks.
    """

    data: Path = Path(".casebook")
    dsn: str | None = None
    owner_dsn: str | None = None
    keys: Path = Path(".casebook/keys")
    projections: tuple[Path, ...] = field(default=())
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    sweep: float = SWEEP


def load(data: Path | None = None) -> Settings:
    """Settings from the environment; `data` (from the command line) goes before `CASEBOOK_DATA`.

    Raises:
        Misconfigured: a variable has a value that cannot be used.
    """
    environ = os.environ
    folder = data or Path(environ.get("CASEBOOK_DATA") or ".casebook")
    zone = environ.get("CASEBOOK_ZONE") or "Asia/Shanghai"
    try:
        city = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Misconfigured(
            f"CASEBOOK_ZONE：没有名为 {zone} 的时区。", f"CASEBOOK_ZONE: no time zone is named {zone}."
        ) from None
    extra = environ.get("CASEBOOK_PROJECTIONS") or ""
    return Settings(
        data=folder,
        dsn=environ.get("CASEBOOK_DSN") or None,
        owner_dsn=environ.get("CASEBOOK_OWNER_DSN") or None,
        keys=Path(environ.get("CASEBOOK_KEYS") or folder / "keys"),
        projections=tuple(Path(part) for part in extra.split(os.pathsep) if part),
        zone=city,
        sweep=_seconds("CASEBOOK_SWEEP", SWEEP),
    )


def _seconds(name: str, default: float) -> float:
    text = os.environ.get(name) or str(default)
    if not text.replace(".", "", 1).isdecimal():
        raise Misconfigured(f"{name}：{text} 不是秒数。", f"{name}: {text} is no number of seconds.")
    return float(text)
