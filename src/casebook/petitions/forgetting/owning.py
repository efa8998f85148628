"""Whose words an event carries, whoever wrote them down: what the citizen has said goes when the citizen is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casebook.petitions.feedback.events import CallbackRecorded, CitizenRated, CommendationReceived
from casebook.petitions.forgetting.events import DataRequestFiled, PersonalDataCorrected
from casebook.petitions.handling.events import CitizenContacted
from casebook.petitions.intake.events import DeclineReviewRequested, Submitted, Supplemented, Withdrawn
from casebook.petitions.notes.events import NoteAdded
from casebook.petitions.publication.events import PublicationRevised, Published

if TYPE_CHECKING:
    from casebook.petitions.event import Event

OF_THE_CITIZEN: Final = (
    Submitted,
    Supplemented,
    DeclineReviewRequested,
    Withdrawn,
    CitizenContacted,
    CallbackRecorded,
    CitizenRated,
    CommendationReceived,
    DataRequestFiled,
    PersonalDataCorrected,
    Published,
    PublicationRevised,
    NoteAdded,
)
"""What the citizen wrote, what they said on the telephone, what was made public out of it, and what staff noted.

A unit's reply, a ruling, a reporter's finding are the words of whoever answers for them, and stay.
"""


def is_of_the_citizen(event: Event) -> bool:
    """Whether the words of an event are the citizen's."""
    return isinstance(event, OF_THE_CITIZEN)
