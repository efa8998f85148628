"""A page of the ledger that is written in memory and stored at once.

A command costs a round trip to read, one to append and the disk's own time. The demo has thousands of them in a row, so
`Casework` is given a page in place of the ledger: it decides every command as always, and the page stores them in that
order, each under its key, many in one transaction. What is not stored yet is lost if the process dies, and is done
again by whoever starts next, under the same keys.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from casebook.errors import Unavailable
from casebook.ledger.stored import Asked, Receipt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from uuid import UUID

    from casebook.ledger.interests import Interests
    from casebook.ledger.keys import Keys
    from casebook.ledger.ledger import Ledger
    from casebook.petitions.entry import Entry
    from casebook.petitions.event import Attachment
    from casebook.petitions.petition import Petition

    Projector = Callable[[Petition | None, Iterable[Entry]], Petition | None]

SIZE: Final = 300
"""So many commands are stored together."""

_NUMBERS: Final = 100


class Page:
    """What `Casework` asks of a ledger, written behind."""

    def __init__(self, ledger: Ledger, project: Projector) -> None:
        self._ledger = ledger
        self._project = project
        self._waiting: list[Asked] = []
        self._petitions: dict[UUID, Petition | None] = {}
        self._numbers: list[int] = []
        self._position = ledger.position()

    @property
    def keys(self) -> Keys:
        """The installation's keys."""
        return self._ledger.keys

    @property
    def interests(self) -> Interests:
        """What people have declared."""
        return self._ledger.interests

    def by_number(self, number: str) -> UUID | None:
        """The petition of that number, among those that the story was about so far."""
        return next((one for one, petition in self._petitions.items() if petition and petition.number == number), None)

    @property
    def files(self) -> Page:
        """Where the files are that commands name: nowhere."""
        return self

    def pending(self, _holder: UUID, files: Sequence[Attachment]) -> dict[Attachment, str | None]:
        """The story's pictures are references only, whose bytes nobody has: each is taken as it is."""
        return dict.fromkeys(files)

    @property
    def repository(self) -> Page:
        """Where petitions are got from: the page itself."""
        return self

    def get(self, petition_id: UUID, *, projector_func: Projector) -> Petition | None:
        """The petition with what stands on the page.

        Raises:
            AggregateNotFoundError: there is none.
        """
        if petition_id not in self._petitions:
            self._petitions[petition_id] = self._ledger.repository.get(petition_id, projector_func=projector_func)
        return self._petitions[petition_id]

    def numbers(self, count: int) -> list[int]:
        """Counters for petition numbers, fetched many at a time."""
        while len(self._numbers) < count:
            self._numbers += self._ledger.numbers(_NUMBERS)
        taken, self._numbers = self._numbers[:count], self._numbers[count:]
        return taken

    def append(self, entries: Sequence[Entry], key: UUID, digest: bytes) -> Receipt:
        """Put the entries of one command on the page; their position holds if nobody else writes meanwhile."""
        self._waiting.append(Asked(entries, key, digest))
        for petition_id in {entry.petition_id for entry in entries}:
            told = [entry for entry in entries if entry.petition_id == petition_id]
            self._petitions[petition_id] = self._project(self._petitions.get(petition_id), told)
        first, self._position = self._position + 1, self._position + len(entries)
        if len(self._waiting) >= SIZE:
            self.store()
        return Receipt(entries[-1].petition_id, entries[-1].version, first, self._position, datetime.now(UTC))

    def answered(self, key: UUID, digest: bytes) -> Receipt | None:
        """What a command of this key was answered before."""
        return self._ledger.answered(key, digest)

    def store(self) -> None:
        """Store the page.

        Raises:
            Unavailable: the database is gone, or somebody else does the same commands now.
        """
        waiting, self._waiting = self._waiting, []
        if waiting and any(outcome.kind != "stored" for outcome in self._ledger.store(waiting)):
            raise Unavailable(
                "另一个进程正在装入演示数据，请稍后再试。", "Another process is loading the demo; try again later."
            )
