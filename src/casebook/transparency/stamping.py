"""Asks a time-stamping authority (RFC 3161) once a day for a stamp of what the log has signed, and keeps its answer."""

from __future__ import annotations

import time
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import httpx2
from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from casebook.errors import Misconfigured, Unavailable, system_says
from casebook.proof.checkpoint import opened
from casebook.transparency.certificates import in_order
from casebook.transparency.cosigning import NoAnswer, unreached, waits
from casebook.transparency.published import PublishedLog
from casebook.transparency.store import log_connection

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from casebook.ledger.datastore import Rows
    from casebook.proof.note import VerifierKey

EVERY: Final = 60.0
"""Seconds between two looks whether a stamp is due: an authority that does not give one is asked so often."""

MOST: Final = 64 * 1024
"""Bytes of an answer; authorities send a few thousand."""

PATIENCE: Final = 10.0
"""Seconds that it is waited for an answer."""

ASTRAY: Final = timedelta(minutes=2)
"""So far may the authority's clock and ours be apart, as with witnesses."""

_QUERY: Final = "application/timestamp-query"
_HAS_ONE: Final = """
SELECT 1 FROM transparency.stamps WHERE size = %(size)s
  OR (kept_at AT TIME ZONE %(zone)s)::date = (clock_timestamp() AT TIME ZONE %(zone)s)::date LIMIT 1
"""
_KEEP: Final = """
INSERT INTO transparency.stamps (size, token, stamped_at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING
"""


class TimestampAuthority:
    """A time-stamping authority: where it answers, and the root certificates by which its answers are known.

    Raises:
        Misconfigured: the file `roots` (PEM) cannot be read, or has no certificate in it.
    """

    def __init__(self, url: str, roots: Path) -> None:
        self.url = url
        try:
            self._roots = x509.load_pem_x509_certificates(roots.read_bytes())
        except OSError as error:
            zh, en = system_says(error)
            raise Misconfigured(
                f"{roots} 应是时间戳机构的根证书（PEM），但无法读取：{zh}。",
                f"{roots}, the root certificates (PEM) of the time-stamping authority, cannot be read: {en}.",
            ) from error
        except ValueError as error:
            raise Misconfigured(
                f"{roots} 不是时间戳机构的根证书（PEM）。",
                f"{roots} has no root certificates (PEM) of the time-stamping authority.",
            ) from error

    def stamp(self, client: httpx2.Client, text: bytes) -> tuple[bytes, datetime]:
        """Its answer about this text, by its SHA-256, verified; and the time in it.

        Raises:
            NoAnswer: there is none that can be kept, with the reason.
        """
        asked = TimestampRequestBuilder(text, HashAlgorithm.SHA256, nonce=True, cert_req=True).build()
        data = self._answer(client, asked.as_bytes())
        try:
            found = decode_timestamp_response(in_order(data))
            if found.status != PKIStatus.GRANTED:  # there is no token in it then
                raise NoAnswer(f"它不给时间戳，状态 {found.status}", f"it grants none, with status {found.status}")
            VerifierBuilder(nonce=asked.nonce, roots=self._roots).build().verify_message(found, text)
        except ValueError as error:
            raise NoAnswer("它的答复读不懂", str(error)) from error
        except VerificationError as error:
            raise NoAnswer(
                "它的答复不是对这次请求的，或不是以 authority.pem 中的根证书签发的，或证书已过期", str(error)
            ) from error
        return data, _in_time(found.tst_info.gen_time)

    def _answer(self, client: httpx2.Client, query: bytes) -> bytes:
        until, data = time.monotonic() + PATIENCE, b""
        try:
            with client.stream("POST", self.url, content=query, headers={"Content-Type": _QUERY}) as answer:
                if answer.status_code != httpx2.codes.OK:
                    raise NoAnswer(f"HTTP {answer.status_code}", f"HTTP {answer.status_code}")
                for part in answer.iter_bytes():
                    data += part
                    if len(data) > MOST:
                        raise NoAnswer(f"它的答复超过 {MOST} 字节", f"its answer has more than {MOST} bytes")
                    if time.monotonic() > until:
                        raise NoAnswer(
                            f"{PATIENCE:g} 秒内没有答复完", f"its answer is not there after {PATIENCE:g} seconds"
                        )
        except httpx2.HTTPError as error:
            raise unreached(error) from error
        return data


def _in_time(at: datetime) -> datetime:
    """The time in an answer that came just now.

    Raises:
        NoAnswer: it is another time than ours, so the stamp would say what is not so.
    """
    ahead = at - datetime.now(UTC)
    if abs(ahead) > ASTRAY:  # by how much is not said: each look would give another reason, and each is told
        minutes, (zh, en) = ASTRAY // timedelta(minutes=1), ("快", "ahead of") if ahead > ASTRAY else ("慢", "behind")
        raise NoAnswer(
            f"它的时钟比这里{zh} {minutes} 分钟以上", f"its clock is more than {minutes} minutes {en} the one here"
        )
    return at


def keep_stamping(  # noqa: PLR0913, PLR0917  what `keep_asking` needs, and the city's days
    stopping: threading.Event,
    dsn: str,
    key: VerifierKey,
    authority: TimestampAuthority,
    zone: ZoneInfo,
    tell: Callable[[str, str], None],
) -> None:
    """Get a stamp each day of the city, until told to stop; why there is none is told once, and it is asked again."""
    silent: NoAnswer | None = None
    with httpx2.Client(timeout=PATIENCE) as client:
        while not stopping.wait(EVERY):
            why: NoAnswer | None = None
            try:
                with log_connection(dsn) as connection:
                    _stamp_newest(client, connection, key, authority, zone)
            except Unavailable:
                continue
            except NoAnswer as error:
                why = error
            if why is not None and (silent is None or why.en != silent.en):
                tell(f"没有从 {authority.url} 取得时间戳：{why.zh}", f"no timestamp from {authority.url}: {why.en}")
            silent = why


def _stamp_newest(
    client: httpx2.Client, connection: Rows, key: VerifierKey, authority: TimestampAuthority, zone: ZoneInfo
) -> None:
    """Have the newest checkpoint stamped, unless it is, or another was today.

    Raises:
        NoAnswer: there is no stamp that can be kept.
    """
    note = PublishedLog(lambda: nullcontext(connection), key.name).checkpoint()
    if note is None:
        return
    checkpoint = opened(note, [key]).checkpoint
    had = connection.execute(_HAS_ONE, {"size": checkpoint.size, "zone": zone.key}).fetchone()
    if had is None and not waits(connection, checkpoint.size):
        token, at = authority.stamp(client, str(checkpoint).encode())
        connection.execute(_KEEP, (checkpoint.size, token, at))
