"""Merged petitions follow their master, each by a command of the system, given the usual way.

Once the master is closed they are closed with it. Where it ended otherwise (referred, declined, withdrawn, terminated),
what its citizen was told does not answer the others: each goes on by itself again.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid5

from casebook.errors import Behind, CasebookError, Outdated, Refused
from casebook.petitions.commands import FollowMaster, ReleaseFromMaster
from casebook.petitions.entry import Actor
from casebook.petitions.vocabulary import Role

if TYPE_CHECKING:
    import threading
    from collections.abc import Mapping

    from casebook.casework.asking import Asks
    from casebook.casework.service import Casework

SYSTEM: Final = Actor(UUID(int=0), Role.SYSTEM)
"""Acts where nobody does."""

BATCH: Final = 200
"""So many petitions are moved at a time."""

PAUSE: Final = 1.0
"""Seconds between two looks."""

_log = logging.getLogger(__name__)


def follow_masters(casework: Casework, reader: Asks, *, batch: int = BATCH) -> int:
    """Close or release up to `batch` petitions whose master has ended; how many were.

    The key of each closing follows from the master's closing and the child, that of each release from the child's
    version, so that looking late, twice or from two machines does nothing twice.
    """
    rows = reader.ask("petition_status", "to_follow", {"limit": batch}, Role.SYSTEM)
    closings = {master: casework.petition(master).closures for master in {row["master"] for row in rows}}
    return sum(_move(casework, row, closings[row["master"]]) for row in rows)


def _move(casework: Casework, row: Mapping[str, Any], closing: int) -> bool:
    child, master = row["petition_id"], row["master"]
    command: FollowMaster | ReleaseFromMaster
    if row["closed"]:
        command, key = FollowMaster(petition_id=child), uuid5(child, f"follows {master} at its closing {closing}")
    else:
        command, key = ReleaseFromMaster(petition_id=child), uuid5(child, f"leaves {master} at {row['version']}")
    try:
        return not casework.handle(command, SYSTEM, key).repeated
    except (Refused, Outdated):  # it was taken out meanwhile, or the master lives again: the read model lags behind
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
                _log.warning("merged petitions wait to follow their master: %s", error.en)
            trouble = error.en
        else:
            trouble = ""
