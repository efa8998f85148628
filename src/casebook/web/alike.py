"""Is somebody else's petition about the same? Shown to a citizen before filing, out of what everybody may read anyway.

Words of others that are not published are never compared: a stranger could find out by trying what they say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casebook.petitions.events import PublicationRevised, Published
from casebook.petitions.merging.similarity import LIKELY, likeness
from casebook.web.api.past import PUBLIC
from casebook.web.casefile import told_to_everybody

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from casebook.petitions.commands import SubmitPetition
    from casebook.web.html.names import Names
    from casebook.web.services import Services

LOOKED_AT: Final = 20
"""So many public texts about the same street are compared, the newest first."""

SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Alike:
    """A petition that is public and open: its number, where it is, since when, its public text, how alike (0 to 1)."""

    number: str
    status: str
    submitted_on: date
    text: str
    score: float


def alike_in_public(served: Services, wish: SubmitPetition, names: Names) -> list[Alike]:
    """Public petitions about the same street that may be about the same, the likeliest first."""
    found = sorted(_alike(served, wish, names), key=lambda one: (-one.score, one.number))
    return found[:SHOWN]


def _alike(served: Services, wish: SubmitPetition, names: Names) -> Iterator[Alike]:
    if wish.street is None:
        return
    mine = "\n".join(filter(None, (wish.title, wish.body, wish.place)))
    known = [names.places.name(code) or code for code in (wish.street, wish.area) if code]
    for row in served.reader.ask("public_register", "told", {"street": wish.street, "limit": LOOKED_AT}, PUBLIC):
        text = _public_text(served, row["number"])
        score = likeness(mine, text, known)
        if score >= LIKELY:
            yield Alike(row["number"], row["status"], row["submitted_on"], text, score)


def _public_text(served: Services, number: str) -> str:
    events = [entry.event for entry in told_to_everybody(served, number)]
    texts = [event.text for event in events if isinstance(event, Published | PublicationRevised)]
    return next((text for text in texts if isinstance(text, str)), "")
