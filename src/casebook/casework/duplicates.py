"""Which petitions may be the same as this one? Proposed to the desk, which decides; nothing is merged by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003  a dataclass field
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID  # noqa: TC003  a dataclass field

from casebook.casework.forgetting import restricted_among
from casebook.petitions.commands import MergePetition
from casebook.petitions.events import Submitted
from casebook.petitions.merging.codes import MergeEvidence
from casebook.petitions.merging.similarity import LIKELY, likeness
from casebook.petitions.rule import refusal
from casebook.petitions.rules import RULES
from casebook.petitions.vocabulary import Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casebook.casework.asking import Asks
    from casebook.casework.service import Casework
    from casebook.errors import Refused
    from casebook.petitions.entry import Actor
    from casebook.petitions.petition import Petition

WITHIN_HOURS: Final = 72
"""Petitions that were filed further apart are not taken for the same. Our own limit."""

MOST: Final = 200
"""So many petitions near by are looked at."""

_COMPARED: Final = ("title", "body", "place", "phone")


@dataclass(frozen=True, slots=True)
class Likely:
    """A petition that may be the same, how alike the words are (0 to 1), and what else speaks for it."""

    petition_id: UUID
    number: str
    status: str
    title: str | None
    submitted_at: datetime
    score: float
    evidence: tuple[MergeEvidence, ...]


def likely_duplicates(casework: Casework, reader: Asks, petition: Petition) -> list[Likely]:
    """Petitions that may be the same as this one, the likeliest first: for the desk, as the words are opened for it.

    They are open, about the same street and matter, as far as that is known, and filed within 72 hours of it. A sealed
    petition is neither compared nor found.
    """
    if petition.is_sealed or petition.street is None:
        return []
    near = reader.ask(
        "petition_status",
        "near",
        {
            "petition_id": petition.id,
            "street": petition.street,
            "matter": petition.matter,
            "submitted_at": petition.submitted_at,
            "hours": WITHIN_HOURS,
            "limit": MOST,
        },
        Role.DESK,
    )
    words = _words(casework, [petition.id, *(row["petition_id"] for row in near)])
    names = _names(casework, petition)
    found = [_likely(petition, row, words[petition.id], words[row["petition_id"]], names) for row in near]
    return sorted((one for one in found if one.score >= LIKELY), key=lambda one: (-one.score, one.number))


def against_merging(
    casework: Casework, actor: Actor, child: Petition, master: Petition, evidence: tuple[MergeEvidence, ...]
) -> Refused | None:
    """What is in the way now of merging one petition into another; None where nothing is."""
    wish = MergePetition(petition_id=child.id, master=master.id, evidence=evidence)
    return refusal(RULES[MergePetition], wish, child, casework.context(child, actor, master))


def _likely(
    petition: Petition, row: Mapping[str, Any], mine: Mapping[str, str], theirs: Mapping[str, str], names: Sequence[str]
) -> Likely:
    evidence = [MergeEvidence.SAME_STREET, MergeEvidence.WITHIN_72H, MergeEvidence.SIMILAR_TEXT]
    if petition.matter is not None and row["matter"] == petition.matter:
        evidence.append(MergeEvidence.SAME_MATTER)
    if "phone" in mine and _digits(mine) == _digits(theirs):
        evidence.append(MergeEvidence.SAME_PHONE)
    return Likely(
        petition_id=row["petition_id"],
        number=row["number"],
        status=row["status"],
        title=theirs.get("title"),
        submitted_at=row["submitted_at"],
        score=round(likeness(_text(mine), _text(theirs), names), 2),
        evidence=tuple(evidence),
    )


def _words(casework: Casework, petitions: Sequence[UUID]) -> dict[UUID, dict[str, str]]:
    """What each of them says, as far as it is neither erased nor restricted, opened in a few queries."""
    aside = restricted_among(casework.ledger, petitions)
    opened = casework.ledger.open(
        casework.ledger.firsts(petitions),
        lambda entry, field: field in _COMPARED and entry.petition_id not in aside,
    )
    return {entry.petition_id: _said(entry.event) for entry in opened if isinstance(entry.event, Submitted)}


def _said(event: Submitted) -> dict[str, str]:
    words = {name: getattr(event, name) for name in _COMPARED}
    return {name: value for name, value in words.items() if isinstance(value, str)}


def _text(words: Mapping[str, str]) -> str:
    return "\n".join(words[name] for name in ("title", "body", "place") if name in words)


def _digits(words: Mapping[str, str]) -> str:
    return "".join(filter(str.isdigit, words.get("phone", "")))


def _names(casework: Casework, petition: Petition) -> list[str]:
    """The names of the district and the street, which all petitions near by may mention."""
    codes = [code for code in (petition.street, petition.area) if code is not None]
    places = casework.city.at(casework.now()).places
    return [name for code in codes if places and (name := places.name(code))]
