"""Asks witnesses to cosign what the log has signed, and keeps what they answer."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import httpx2

from casebook.errors import CasebookError, Misconfigured, Unavailable, system_says
from casebook.proof.checkpoint import opened
from casebook.proof.encoding import Malformed, from_decimal
from casebook.proof.note import Note, NotSigned, Signature
from casebook.proof.policy import Policy
from casebook.proof.tlog_proof import Growth
from casebook.proof.witness import CONFLICT
from casebook.transparency.published import PublishedLog
from casebook.transparency.standing import UNSIGNED
from casebook.transparency.store import log_connection

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from casebook.ledger.datastore import Rows
    from casebook.proof.checkpoint import Signed
    from casebook.proof.note import VerifierKey
    from casebook.proof.policy import Party

EVERY: Final = 5.0
"""Seconds between two rounds: a receipt waits about so long for its cosignatures."""

_PATIENCE: Final = 10.0
_WAITING: Final = """
SELECT 1 FROM ledger.events WHERE recorded_at < clock_timestamp() - %s AND notification_id = %s
"""
_KEEP: Final = """
INSERT INTO transparency.cosignatures (size, witness, line, cosigned_at) VALUES (%s, %s, %s, to_timestamp(%s))
ON CONFLICT DO NOTHING
"""


def load_policy(path: Path | None) -> Policy:
    """The policy in this file; without one, nobody is asked and nobody has to cosign.

    Raises:
        Misconfigured: it cannot be read, or is no policy.
    """
    if path is None:
        return Policy()
    try:
        return Policy.parse(path.read_bytes())
    except OSError as error:
        zh, en = system_says(error)
        raise Misconfigured(f"无法读取见证名单 {path}：{zh}", f"The policy {path} cannot be read: {en}") from error
    except Malformed as error:
        zh, en = error.meaning
        raise Misconfigured(f"见证名单 {path} 有误：{zh}", f"The policy {path} is wrong: {en}") from error


class NoAnswer(CasebookError):
    """没有答复。 | Whoever was asked does not answer, or not as they should."""


@dataclass
class Asking:
    """One witness, and how far it has cosigned, as far as we know."""

    party: Party
    size: int = 0

    def cosign(self, client: httpx2.Client, log: PublishedLog, signed: Signed) -> tuple[str, int] | None:
        """The witness's line under this checkpoint, and when; None if it has it already.

        Raises:
            NoAnswer: there is none, with the reason.
        """
        for _ in range(2):  # the second time from where it says it is
            if self.size > signed.checkpoint.size:
                raise NoAnswer(
                    f"它已会签 {self.size} 条，多于日志现有的",
                    f"it has cosigned {self.size} entries, more than the log has",
                )
            if self.size == signed.checkpoint.size:
                return None
            proof = log.tree(signed.checkpoint.size).consistency(self.size)
            body = bytes(Growth(self.size, proof, signed.note))
            try:
                answer = client.post(f"{(self.party.url or '').rstrip('/')}/add-checkpoint", content=body)
            except httpx2.HTTPError as error:
                raise unreached(error) from error
            if answer.status_code == httpx2.codes.OK:
                self.size = signed.checkpoint.size
                return self._line(signed, answer.text)
            if answer.status_code != CONFLICT:
                raise NoAnswer(f"HTTP {answer.status_code}", f"HTTP {answer.status_code}")
            try:
                self.size = from_decimal(answer.text.removesuffix("\n"))
            except Malformed as error:
                raise NoAnswer("它说有冲突，却没有给出大小", "a conflict without a size") from error
        raise NoAnswer("它自述的大小前后不一", "it does not stay where it says it is")

    def _line(self, signed: Signed, answer: str) -> tuple[str, int]:
        key = self.party.key
        try:
            for line in answer.splitlines():
                signature = Signature.parse(line)
                if (signature.name, signature.key_id) == (key.name, key.key_id):
                    return line, key.verify(Note.parse(signed.note).text, signature.value) or 0
        except (Malformed, NotSigned) as error:
            raise NoAnswer("不是它的签名", "not its signature") from error
        raise NoAnswer("没有以它的密钥作的签名", "no signature with its key")


def keep_asking(
    stopping: threading.Event, dsn: str, key: VerifierKey, policy: Policy, tell: Callable[[str, str], None]
) -> None:
    """Ask every witness that has an address, until told to stop; who does not answer is told once, and asked again."""
    asked = {name: Asking(party) for name, party in policy.witnesses.items() if party.url}
    silent: dict[str, NoAnswer] = {}
    with httpx2.Client(timeout=_PATIENCE) as client:
        while asked and not stopping.wait(EVERY):
            try:
                with log_connection(dsn) as connection:
                    failed = _ask_all(asked.values(), client, connection, key)
            except Unavailable:
                continue
            for name, why in failed.items():
                if name not in silent or silent[name].en != why.en:
                    tell(f"见证方 {name} 没有会签：{why.zh}", f"the witness {name} does not cosign: {why.en}")
            silent = failed


def unreached(error: httpx2.HTTPError) -> NoAnswer:
    """That somebody was not reached, or did not answer in time."""
    kind = type(error).__name__
    return NoAnswer(f"没有连上，或没有及时答复（{kind}）", kind)


def waits(connection: Rows, size: int) -> bool:
    """Whether something has been waiting for long behind the first `size` events, as when the signer stands still.

    Verifiers take a cosignature to say that what comes behind was not there yet: that must not be said of what was.
    """
    return connection.execute(_WAITING, (UNSIGNED, size + 1)).fetchone() is not None


def _ask_all(asked: Iterable[Asking], client: httpx2.Client, connection: Rows, key: VerifierKey) -> dict[str, NoAnswer]:
    """Keep each answer; by the witness's name, why there is none."""
    log = PublishedLog(lambda: nullcontext(connection), key.name)
    note = log.checkpoint()
    failed: dict[str, NoAnswer] = {}
    if note is None:
        return failed
    signed = opened(note, [key])  # the same for all: a quorum is of one checkpoint
    for one in asked:
        if waits(connection, signed.checkpoint.size):
            break
        try:
            answer = one.cosign(client, log, signed)
        except NoAnswer as error:
            failed[one.party.key.name] = error
            continue
        if answer is not None:
            line, at = answer
            connection.execute(_KEEP, (signed.checkpoint.size, one.party.key.name, line, at))
    return failed
