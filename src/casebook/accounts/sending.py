"""How a message reaches a telephone: by a program that the city names, else by people, out of the outbox."""

from __future__ import annotations

import json
import logging
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol
from uuid import UUID, uuid4

from casebook.accounts.phones import digits_of
from casebook.accounts.sealing import Seal
from casebook.errors import Unavailable

if TYPE_CHECKING:
    from datetime import datetime

    from casebook.ledger.datastore import Datastore
    from casebook.ledger.keys import Keys

PATIENCE: Final = 10
"""Seconds that the program has."""

_PUT: Final = """
INSERT INTO accounts.outbox (id, envelope, ends_at) VALUES (%s, %s, now() + make_interval(secs => %s))
"""
_WAITING: Final = """
SELECT id, created_at, ends_at, envelope FROM accounts.outbox WHERE ends_at > now() ORDER BY created_at, id
"""
_log = logging.getLogger("casebook.outbox")


def receipt_text(number: str, code: str) -> str:
    """What the telephone shows when a petition was filed; `code` are the first 80 bits of its leaf hash."""
    return (
        f"【民呼必应】诉求 {number} 已提交，回执码 {code}，请保存：日后可凭它核对账本没有改动您的诉求。 / "
        f"Petition {number} was filed. Receipt code {code}. Keep it: it shows later that nobody changed what you filed."
    )


class Sender(Protocol):
    """Sends a text to a telephone number."""

    def send(self, phone: str, text: str, seconds: int) -> None:
        """Send it; after so many seconds nobody needs it any more.

        Raises:
            Unavailable: it cannot be sent now.
        """


@dataclass(frozen=True, slots=True)
class Program:
    """Sends by a program: it reads `{"phone": …, "text": …}` from its standard input and ends with 0."""

    path: str

    def send(self, phone: str, text: str, seconds: int) -> None:  # noqa: ARG002  the text says so itself
        """Run the program.

        Raises:
            Unavailable: it cannot be run, takes too long, or ends with another number.
        """
        message = json.dumps({"phone": phone, "text": text}, ensure_ascii=False).encode()
        try:
            subprocess.run([self.path], input=message, capture_output=True, check=True, timeout=PATIENCE)  # noqa: S603  the operator's own
        except (OSError, subprocess.SubprocessError) as error:
            _log.warning("the sender failed: %s", type(error).__name__)  # what it says may hold the number
            raise Unavailable(
                "短信暂时无法发送，请稍后再试。", "Messages cannot be sent now; try again later."
            ) from None


@dataclass(frozen=True, slots=True)
class Message:
    """What waits in the outbox."""

    id: UUID
    created_at: datetime
    ends_at: datetime
    phone: str
    text: str


class Outbox:
    """Keeps messages, sealed, for people of the desk who call the number, until nobody needs them."""

    def __init__(self, datastore: Datastore, keys: Keys) -> None:
        self._datastore = datastore
        self._seal = Seal(keys, "outbox")

    def send(self, phone: str, text: str, seconds: int) -> None:
        """Put it there."""
        message_id = uuid4()
        envelope = self._seal.close(json.dumps([phone, text]).encode(), message_id.bytes)
        with self._datastore.connection() as connection:
            connection.execute(_PUT, (message_id, envelope, seconds))
        _log.info("a message waits in the outbox: %s", message_id)

    def waiting(self) -> list[Message]:
        """What waits, the oldest first."""
        with self._datastore.connection() as connection:
            rows = connection.execute(_WAITING).fetchall()
        return [Message(id_, created, ends, *self._opened(id_, envelope)) for id_, created, ends, envelope in rows]

    def forget(self, phone: str) -> int:
        """Take what waits for this number out; how many messages that were."""
        ids = [message.id for message in self.waiting() if message.phone == digits_of(phone)]
        with self._datastore.connection() as connection:
            return connection.execute("DELETE FROM accounts.outbox WHERE id = ANY (%s)", (ids,)).rowcount

    def _opened(self, message_id: UUID, envelope: bytes) -> tuple[str, str]:
        phone, text = json.loads(self._seal.open(envelope, message_id.bytes))
        return phone, text
