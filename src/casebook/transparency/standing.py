"""How far the log is: signed, cosigned, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from casebook.ledger import accesses, heads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from casebook.ledger.datastore import Rows
    from casebook.ledger.restored import Lack
    from casebook.proof.policy import Policy

UNSIGNED: Final = timedelta(minutes=1)
"""So long may an event be unsigned."""
UNCOSIGNED: Final = timedelta(hours=1)
"""So long may a checkpoint be without the cosignatures that the policy asks for."""

UNPUBLISHED: Final = timedelta(days=2)
"""So long may an event be without heads behind it, and an entry of the access log without its root."""

UNSTAMPED: Final = timedelta(days=2)
"""So long may a checkpoint be without a timestamp, where an authority is asked for some."""

_SIGNED: Final = """
SELECT h.position, c.size, c.signed_at,
  (SELECT min(e.recorded_at) FROM ledger.events e WHERE e.notification_id = coalesce(c.size, 0) + 1)
FROM ledger.head h LEFT JOIN LATERAL (
  SELECT size, signed_at FROM transparency.checkpoints ORDER BY size DESC LIMIT 1) c ON true
"""
_COSIGNED: Final = """
SELECT DISTINCT ON (witness) witness, size, cosigned_at FROM transparency.cosignatures ORDER BY witness, size DESC
"""
_AT: Final = """
SELECT size, array_agg(witness) FROM transparency.cosignatures WHERE size <= %s
GROUP BY size ORDER BY size DESC LIMIT 200
"""
_SINCE: Final = "SELECT min(signed_at) FROM transparency.checkpoints WHERE size > %s"
_STAMPED: Final = "SELECT size, stamped_at FROM transparency.stamps ORDER BY size DESC LIMIT 1"
_NO_HEADS: Final = """
SELECT notification_id, recorded_at FROM ledger.events WHERE notification_id = 1 + coalesce((
  SELECT notification_id FROM ledger.events WHERE originator_id = %s ORDER BY originator_version DESC LIMIT 1), 0)
"""
_NO_ROOT: Final = """
SELECT (SELECT position FROM ledger.head), at FROM access_log.entries WHERE position > coalesce((
  SELECT (body -> 'data' ->> 'last')::bigint FROM ledger.events WHERE originator_id = %s
  ORDER BY originator_version DESC LIMIT 1), 0) ORDER BY position LIMIT 1
"""
_ALARMS: Final = "SELECT raised_at, position, zh, en FROM transparency.alarms ORDER BY raised_at DESC LIMIT 20"


@dataclass(frozen=True, slots=True)
class Cosigned:
    """How far a witness has cosigned, and when it last did."""

    witness: str
    size: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Stamped:
    """Up to where a time-stamping authority has stamped the log, and when, as it says."""

    size: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is wrong, since when, and from which position of the ledger on."""

    since: datetime
    position: int
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class LogStanding:
    """How far the log is.

    Attributes:
        position: where the ledger ends.
        size: how many entries are signed.
        signed_at: when that was; None before the first time.
        cosigned: how far each witness is.
        stamped: the newest timestamp; None where there is none.
        alarms: what is wrong; nothing, most days.
    """

    position: int
    size: int
    signed_at: datetime | None
    cosigned: tuple[Cosigned, ...]
    stamped: Stamped | None
    alarms: tuple[Alarm, ...]


def log_standing(
    connect: Callable[[], AbstractContextManager[Rows]],
    policy: Policy,
    now: datetime,
    *,
    stamps: bool = False,
    lack: Lack | None = None,
) -> LogStanding:
    """How far the log is, measured at `now`, in a few looks at indexes.

    `stamps`: whether it should be stamped; `lack`: where words begin to lack their keys.

    Raises:
        Unavailable: the database is gone.
    """
    with connect() as connection:
        [(position, size, signed_at, waiting)] = connection.execute(_SIGNED).fetchall()
        cosigned = tuple(Cosigned(*row) for row in connection.execute(_COSIGNED).fetchall())
        alarms = [Alarm(*row) for row in connection.execute(_ALARMS).fetchall()]
        enough = _size_with_quorum(connection, policy, cosigned)
        [(since,)] = connection.execute(_SINCE, (enough,)).fetchall()
        alarms += _unpublished(connection, now)
        stamped = next((Stamped(*row) for row in connection.execute(_STAMPED).fetchall()), None)
        alarms += _unstamped(connection, stamped.size if stamped else 0, now) if stamps else ()
    if lack is not None:
        alarms.append(without_keys(lack))
    if waiting is not None and now - waiting > UNSIGNED:
        alarms.append(_unsigned(waiting, size or 0))
    if enough < (size or 0) and policy.quorum != "none" and since is not None and now - since > UNCOSIGNED:
        alarms.append(_uncosigned(since, enough))
    return LogStanding(position, size or 0, signed_at, cosigned, stamped, tuple(alarms))


def _unstamped(connection: Rows, size: int, now: datetime) -> Iterator[Alarm]:
    """That nothing was stamped for long of what was signed behind `size`."""
    [(since,)] = connection.execute(_SINCE, (size,)).fetchall()
    if since is not None and now - since > UNSTAMPED:
        yield Alarm(
            since,
            size + 1,
            "检查点两天没有取得时间戳。",
            "Checkpoints were not given a timestamp for two days.",
        )


def _unpublished(connection: Rows, now: datetime) -> Iterator[Alarm]:
    """What should have been published by a sweep long ago."""
    for statement, stream, said in (
        (_NO_HEADS, heads.STREAM, _without_heads),
        (_NO_ROOT, accesses.STREAM, _without_root),
    ):
        for position, since in connection.execute(statement, (stream,)).fetchall():
            if now - since > UNPUBLISHED:
                yield said(since, position)


def _size_with_quorum(connection: Rows, policy: Policy, cosigned: Sequence[Cosigned]) -> int:
    """The largest size that enough witnesses have cosigned."""
    keys = {party.key.name: party.key for party in policy.witnesses.values()}

    def are_enough(names: Iterable[str]) -> bool:
        return policy.satisfied([keys[name] for name in names if name in keys])

    # Beyond it somebody who is needed has cosigned nothing, however long the others go on.
    limit = max(
        (one.size for one in cosigned if are_enough(other.witness for other in cosigned if other.size >= one.size)),
        default=0,
    )
    found = connection.execute(_AT, (limit,)).fetchall()
    return next((int(size) for size, names in found if are_enough(names)), 0)


def _unsigned(since: datetime, size: int) -> Alarm:
    return Alarm(
        since,
        size + 1,
        "账本有未签名的事件，签名进程没有运行。",
        "The ledger has events that are not signed: the signer is not at work.",
    )


def _uncosigned(since: datetime, size: int) -> Alarm:
    return Alarm(
        since,
        size + 1,
        "检查点未得到足够的见证方会签。",
        "Checkpoints lack the cosignatures of enough witnesses.",
    )


def without_keys(lack: Lack) -> Alarm:
    """That the key store is older than the ledger."""
    return Alarm(
        lack.since,
        lack.position,
        "密钥库缺少新近文字的密钥：它是从较旧的备份恢复的，请恢复更新的备份。",
        "The key store lacks keys of the newest words: it was restored from an older copy; restore a newer one.",
    )


def _without_heads(since: datetime, position: int) -> Alarm:
    return Alarm(
        since,
        position,
        "各诉求的最末事件两天未公布，定时任务没有运行。",
        "The last events of petitions were not published for two days: no sweep is at work.",
    )


def _without_root(since: datetime, position: int) -> Alarm:
    return Alarm(
        since,
        position,
        "访问记录两天未公布，定时任务没有运行。",
        "The access log was not published for two days: no sweep is at work.",
    )
