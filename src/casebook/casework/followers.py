"""Merged petitions follow their master: once it is closed, the system closes each of them by the usual way."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid5

from casebook.errors import Behind, CasebookError, Outdated, Refused
from casebook.petitions.commands import FollowMaster
from casebook.petitions.entry import Actor
from casebook.petitions.vocabulary import Role

if TYPE_CHECKING:
    import threading

    from casebook.casework.asking import Asks
    from casebook.casework.service import Casework

SYSTEM: Final = Actor(UUID(int=0), Role.SYSTEM)
"""Acts where nobody does."""

BATCH: Final = 200
"""So many petitions are closed at a time."""

PAUSE: Final = 1.0
"""Seconds between two looks."""

_log = logging.getLogger(__name__)


def follow_masters(casework: Casework, reader: Asks, *, batch: int = BATCH) -> int:
    """Close up to `batch` petitions whose master is closed; how many were.

    The key of each closing follows from the master's closing and the child, so that looking late, twice or from two
    machines closes nothing twice.
    """
    rows = reader.ask("petition_status", "to_follow", {"limit": batch}, Role.SYSTEM)
    closings = {master: casework.petition(master).closures for master in {row["master"] for row in rows}}
    return sum(_follow(casework, row["petition_id"], closings[row["master"]], row["master"]) for row in rows)


def _follow(casework: Casework, child: UUID, closing: int, master: UUID) -> bool:
    key = uuid5(child, f"follows {master} at its closing {closing}")
    try:
        return not casework.handle(FollowMaster(petition_id=child), SYSTEM, key).repeated
    except (Refused, Outdated):  # it was taken out meanwhile, or the master reopened: the read model lags behind
        return False


def keep_following(casework: Casework, reader: Asks, stop: threading.Event) -> None:
    """Look again and again until `stop` is set; whatever happens meanwhile, it goes on."""
    trouble = ""
    while not stop.wait(PAUSE):
        try:
            while follow_masters(casework, reader) == BATCH and not stop.is_set():
                pass
        except Behind:
            continue  # the read model is being built
        except CasebookError as error:
            if error.en != trouble:  # once, however long it lasts
                _log.warning("merged petitions wait to be closed: %s", error.en)
            trouble = error.en
        else:
            trouble = ""
