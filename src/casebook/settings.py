"""Every setting, from the environment and the command line, in one place."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, cast, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from casebook.errors import Misconfigured

SWEEP: Final = 60.0
ACCESS_DAYS: Final = 400
LEAST_ACCESS_DAYS: Final = 180
IDLE: Final = 30 * 60.0
LIFE: Final = 12 * 3600.0
BACKUP_DAYS: Final = 7

PhoneCheck = Literal["always", "pages", "never"]
SecondFactor = Literal["offered", "demanded"]


@dataclass(frozen=True, slots=True)
class Provider:
    """A service that knows staff, by OpenID Connect.

    Attributes:
        issuer: its address, under which it describes itself.
        client: how casebook is called there.
        secret: what casebook proves itself with.
        claim: which of its claims is the `external` of an account; `sub` never changes and is never given twice.
    """

    issuer: str
    client: str
    secret: str = field(repr=False)
    claim: str = "sub"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run of casebook depends on.

    Attributes:
        data: folder of the embedded database and of the keys.
        dsn: connection string of another PostgreSQL (15 or newer), which switches the embedded one off.
        owner_dsn: connection string for migrations, where the application's own login may not change the schema.
        keys: folder of the secret keys.
        keys_dsn: connection string of the database of the key store; None: one of the embedded server.
        kek_command: prints what wraps the keys in the key store, given the number of its version; None: files have it.
        key_backup_days: so many days backups of the key store are kept; then what was erased is gone from them too.
        log: folder of the log's signer: its key, and what it signed last.
        policy: file that names the witnesses (c2sp.org/tlog-policy); None where there are none.
        timestamps: address of the time-stamping authority (RFC 3161) that is asked once a day; None where none is.
        projections: further folders with read models.
        zone: the city's time zone: days and months are counted in it.
        sweep: seconds between two looks at what is due; 0 where another process looks.
        url: the service's own address, as browsers have it; None while it is used on this machine only.
        idle: seconds after which a session ends that is not used.
        life: seconds after which a session ends in any case.
        sender: the program that sends messages to telephones; None where people do, out of the outbox.
        provider: the service that knows staff, if there is one.
        framed_by: the sites that may frame the widget, as scheme and host.
        phone_check: where citizens who file with a telephone number show first, by a one-time code, that it is theirs:
            everywhere, on the pages (programs need not), or nowhere.
        second_factor: whether people who sign in with a password must show a code of their device too, or may.
        access_days: so long entries of the access log are kept, 180 days or more.
    """

    data: Path = Path(".casebook")
    dsn: str | None = None
    owner_dsn: str | None = None
    keys: Path = Path(".casebook/keys")
    keys_dsn: str | None = None
    kek_command: str | None = None
    key_backup_days: int = BACKUP_DAYS
    log: Path = Path(".casebook/log")
    policy: Path | None = None
    timestamps: str | None = None
    projections: tuple[Path, ...] = field(default=())
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    sweep: float = SWEEP
    url: str | None = None
    idle: float = IDLE
    life: float = LIFE
    sender: str | None = None
    provider: Provider | None = None
    framed_by: tuple[str, ...] = ()
    phone_check: PhoneCheck = "never"
    second_factor: SecondFactor = "offered"
    access_days: int = ACCESS_DAYS


def load(data: Path | None = None) -> Settings:
    """Settings from the environment; `data` (from the command line) goes before `CASEBOOK_DATA`.

    Raises:
        Misconfigured: a variable has a value that cannot be used.
    """
    environ = os.environ
    folder = data or Path(environ.get("CASEBOOK_DATA") or ".casebook")
    sender = environ.get("CASEBOOK_SENDER") or None
    return Settings(
        data=folder,
        dsn=environ.get("CASEBOOK_DSN") or None,
        owner_dsn=environ.get("CASEBOOK_OWNER_DSN") or None,
        keys=Path(environ.get("CASEBOOK_KEYS") or folder / "keys"),
        keys_dsn=environ.get("CASEBOOK_KEYS_DSN") or None,
        kek_command=environ.get("CASEBOOK_KEK_COMMAND") or None,
        key_backup_days=_days("CASEBOOK_KEY_BACKUP_DAYS", BACKUP_DAYS, 0),
        log=Path(environ.get("CASEBOOK_LOG") or folder / "log"),
        policy=Path(policy) if (policy := environ.get("CASEBOOK_LOG_POLICY")) else None,
        timestamps=_authority("CASEBOOK_TIMESTAMPS"),
        projections=tuple(Path(part) for part in (environ.get("CASEBOOK_PROJECTIONS") or "").split(os.pathsep) if part),
        zone=_zone("CASEBOOK_ZONE"),
        sweep=_seconds("CASEBOOK_SWEEP", SWEEP),
        url=_address("CASEBOOK_URL"),
        idle=_seconds("CASEBOOK_SESSION_IDLE", IDLE),
        life=_seconds("CASEBOOK_SESSION_LIFE", LIFE),
        sender=sender,
        provider=_provider("CASEBOOK_OIDC"),
        framed_by=_sites("CASEBOOK_FRAMED_BY"),
        phone_check=cast("PhoneCheck", _one_of(PhoneCheck, "CASEBOOK_PHONE_CHECK", "pages" if sender else "never")),
        second_factor=cast("SecondFactor", _one_of(SecondFactor, "CASEBOOK_SECOND_FACTOR", "offered")),
        access_days=_days("CASEBOOK_ACCESS_DAYS", ACCESS_DAYS, LEAST_ACCESS_DAYS),
    )


def _zone(name: str) -> ZoneInfo:
    text = os.environ.get(name) or "Asia/Shanghai"
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Misconfigured(f"{name}：没有名为 {text} 的时区。", f"{name}: no time zone is named {text}.") from None


def _days(name: str, default: int, least: int) -> int:
    text = os.environ.get(name) or str(default)
    if not text.isdecimal() or int(text) < least:
        raise Misconfigured(
            f"{name}：须为 {least} 以上的天数，不能是 {text}。",
            f"{name}: {text} is no number of days of {least} or more.",
        )
    return int(text)


def _seconds(name: str, default: float) -> float:
    text = os.environ.get(name) or str(default)
    if not text.replace(".", "", 1).isdecimal():
        raise Misconfigured(f"{name}：{text} 不是秒数。", f"{name}: {text} is no number of seconds.")
    return float(text)


def _one_of(words: object, name: str, default: str) -> str:
    text = os.environ.get(name) or default
    if text not in (known := get_args(words)):
        raise Misconfigured(
            f"{name}：{text} 不是 {'、'.join(known)} 之一。", f"{name}: {text} is none of {', '.join(known)}."
        )
    return text


def _address(name: str) -> str | None:
    """Scheme and host; only a machine's own people may go without encryption."""
    text = (os.environ.get(name) or "").rstrip("/")
    if text and not re.fullmatch(r"https://[A-Za-z0-9.:-]+|http://(127\.0\.0\.1|localhost)(:[0-9]+)?", text):
        raise Misconfigured(f"{name}：{text} 不是 https 地址。", f"{name}: {text} is no https address.")
    return text or None


def _authority(name: str) -> str | None:
    """Any address on the web: what comes from there is signed, so many are asked without encryption."""
    text = os.environ.get(name) or ""
    if text and not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:[0-9]+)?(/[!-~]*)?", text):
        raise Misconfigured(f"{name}：{text} 不是网址。", f"{name}: {text} is no address on the web.")
    return text or None


def _sites(name: str) -> tuple[str, ...]:
    """Sites that are separated by spaces; none of them a pattern for many."""
    found = (os.environ.get(name) or "").split()
    for site in found:
        if not re.fullmatch(r"https://[A-Za-z0-9.-]+(:[0-9]+)?", site):
            raise Misconfigured(f"{name}：{site} 不是 https 网站。", f"{name}: {site} is no https site.")
    return tuple(found)


def _provider(name: str) -> Provider | None:
    """What the file of that name says: `issuer`, `client`, `secret_file` (beside it) and, if it wishes, `claim`."""
    if not (path := os.environ.get(name)):
        return None
    try:
        found = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        secret = (Path(path).parent / found.pop("secret_file")).read_text(encoding="utf-8").strip()
        return Provider(secret=secret, **found)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Misconfigured(
            f"{name}：无法使用 {path}（{type(error).__name__}）。",
            f"{name}: {path} cannot be used ({type(error).__name__}).",
        ) from error
