"""Which words of a petition can be searched, and by whom. Whatever is not named here is not found."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from casebook.petitions.events import (
    AnsweredDirectly,
    FollowUpPublished,
    PublicationRevised,
    Published,
    Replied,
    Submitted,
    Supplemented,
    VerifiedByReporter,
)
from casebook.petitions.publication.telling import told_to_everybody
from casebook.petitions.verification.telling import is_told_outside
from casebook.readmodels.search.grams import folded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casebook.petitions.entry import Entry
    from casebook.petitions.event import Event
    from casebook.petitions.petition import Petition


class Circle(StrEnum):
    """People who may search the same words."""

    HOTLINE = "hotline"
    NEWSROOM = "newsroom"
    UNIT = "unit"
    PUBLIC = "public"


INSIDE: Final[Mapping[type[Event], tuple[str, ...]]] = {
    Submitted: ("title", "body", "place"),
    Supplemented: ("text",),
    AnsweredDirectly: ("answer",),
    Replied: ("text",),
    VerifiedByReporter: ("findings", "place"),
}
"""The words that staff search: what is the matter, what was answered, what was found; never who asks."""

FOR_EVERYBODY: Final[Mapping[type[Event], tuple[str, ...]]] = {
    Published: ("text",),
    PublicationRevised: ("text",),
    FollowUpPublished: ("headline",),
}
"""The words that everybody searches, while they are public."""


def is_searched(entry: Entry, field: str) -> bool:
    """Whether these words are searched by anybody."""
    kind = type(entry.event)
    return field in INSIDE.get(kind, ()) or field in FOR_EVERYBODY.get(kind, ())


def texts_of(petition: Petition, entries: Sequence[Entry]) -> dict[str, list[Circle]]:
    """The texts of a petition, each with the circles that may search it; its words are open in `entries`.

    A sealed petition is searched by the hotline only, one whose data are restricted by nobody; a finding that no editor
    has signed by no unit.
    """
    if petition.restricted:
        return {}
    told = [entry for entry in entries if is_told_outside(petition, entry)]
    texts: dict[Circle, str] = {Circle.HOTLINE: _text(entries, INSIDE)}
    if not petition.is_sealed:
        texts |= {Circle.NEWSROOM: texts[Circle.HOTLINE], Circle.UNIT: _text(told, INSIDE)}
        texts[Circle.PUBLIC] = _text(told_to_everybody(petition, entries), FOR_EVERYBODY)
    found: dict[str, list[Circle]] = {}
    for circle, text in texts.items():
        if text:
            found.setdefault(text, []).append(circle)
    return found


def _text(entries: Sequence[Entry], fields: Mapping[type[Event], tuple[str, ...]]) -> str:
    """The open words, folded, a line for each field, so that no match runs from one into the next."""
    values = (getattr(entry.event, name) for entry in entries for name in fields.get(type(entry.event), ()))
    return "\n".join(folded(value) for value in values if isinstance(value, str))
