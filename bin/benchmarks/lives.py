"""Many petitions at once: whole lives of about ten events, written through the door in large calls."""

from __future__ import annotations

import json
import random
import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from casebook.ledger.stored import Drafted, Save

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casebook.ledger.recorder import LedgerRecorder

WINDOW = 2_000
"""So many petitions are worked on at the same time, so that the events of one lie far apart."""

CALL = 1_000
"""Events in one call of the door."""

_UNFINISHED, _DECLINED, _REOPENED = 0.15, 0.05, 0.05  # shares of the petitions
_START = datetime(2022, 1, 1, tzinfo=UTC)
_UNITS = [f"unit-{n:03}" for n in range(80)]
_AREAS = [f"4104{n:02}" for n in range(1, 11)]
_CATEGORIES = ["complaint", "consultation", "civilized_city", "suggestion"]


def fill(recorder: LedgerRecorder, events: int, *, seed: int = 1) -> int:
    """Append at least `events` events as petitions of about ten events each; returns how many there are."""
    lives = random.Random(seed)  # noqa: S311  the same petitions in every run, no secret
    written, batch = 0, []
    while written < events:
        for event in _window(lives):
            batch.append(event)
            if len(batch) == CALL:
                recorder.append_all([Save([event]) for event in batch])
                written += len(batch)
                batch = []
    recorder.append_all([Save([event]) for event in batch])
    return written + len(batch)


def one_more(recorder: LedgerRecorder, petition: uuid.UUID, version: int) -> None:
    """Append a progress report to a petition that stands at `version`."""
    state = _state(str(uuid.uuid4()), "unit_officer", {})
    recorder.append_all([Save([Drafted(petition, version + 1, "progress-reported", state)])])


def _window(lives: random.Random) -> Iterator[Drafted]:
    """The events of a window of petitions, each petition's in order, the petitions' mixed."""
    going = [_life(lives) for _ in range(WINDOW)]
    while going:
        turn = [(life, next(life, None)) for life in going]
        yield from (event for _, event in turn if event is not None)
        going = [life for life, event in turn if event is not None]


def _life(lives: random.Random) -> Iterator[Drafted]:
    petition = uuid.UUID(int=lives.getrandbits(128), version=4)
    begin = _START + timedelta(minutes=lives.randrange(60 * 24 * 365))
    steps = list(_steps(lives, begin))
    if lives.random() < _UNFINISHED:
        steps = steps[: lives.randrange(1, len(steps))]
    for version, (event, role, data) in enumerate(steps, 1):
        at = begin + timedelta(hours=7 * version)
        actor = str(uuid.UUID(int=lives.getrandbits(128), version=4))
        series = "closure" if event == "closed" and data["first_closure"] else None
        yield Drafted(petition, version, event, _state(actor, role, data, at), series)


def _steps(lives: random.Random, begin: datetime) -> Iterator[tuple[str, str, dict[str, Any]]]:
    def due(days: int) -> str:
        return (begin + timedelta(days=days)).isoformat().replace("+00:00", "Z")

    number, unit = f"B{lives.getrandbits(60):015X}", lives.choice(_UNITS)
    submitted = {"number": number, "category": lives.choice(_CATEGORIES), "channel": "web", "confidentiality": "named"}
    yield "submitted", "citizen", {**submitted, "area": lives.choice(_AREAS), "accept_due": due(1)}
    if lives.random() < _DECLINED:
        yield "declined", "desk", {"reason": "STATUTORY_ROUTE"}
        return
    yield "accepted", "desk", {"urgency": "normal", "dispatch_due": due(2)}
    assigned = {"assignment": 1, "unit": unit, "basis": "catalogue", "returnable": True, "provisional": False}
    yield "assigned", "dispatcher", {**assigned, "sign_due": due(3), "contact_due": due(4), "reply_due": due(10)}
    yield "signed", "unit_officer", {"assignment": 1, "on_time": True}
    for again in range(1, 3):
        yield "progress-reported", "unit_officer", {}
        yield "replied", "unit_approver", {"assignment": 1, "round": again, "outcome": "resolved", "on_time": True}
        yield "reply-approved", "desk", {"round": again, "verify_due": due(15)}
        seen = {"round": again, "result": "solved", "method": "site", "visited_at": due(12), "talked_to_citizen": True}
        yield "verified-by-reporter", "reporter", seen
        yield "verification-countersigned", "editor", {"round": again, "result": "solved"}
        yield "closed", "desk", {"basis": "verified", "rounds": again, "first_closure": again == 1}
        if lives.random() > _REOPENED:
            break
        yield "reopened", "dispatcher", {"round": 2, "ground": "relapse", "fault": "none", "reply_due": due(30)}
    yield "citizen-rated", "citizen", {"solved": "yes", "score": lives.randrange(1, 6), "revision": 1}


def _state(actor: str, role: str, data: dict[str, Any], at: datetime | None = None) -> bytes:
    state: dict[str, Any] = {"actor": actor, "data": data, "req": actor, "role": role, "v": 1}
    if at is not None:
        state |= {"occ": at.isoformat().replace("+00:00", "Z"), "on": at.date().isoformat()}
    return json.dumps(state, sort_keys=True, separators=(",", ":")).encode()
