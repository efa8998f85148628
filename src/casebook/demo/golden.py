"""Number 769: the cars that blocked a courtyard's only exit, filed on a Wednesday, solved on a working Sunday.

Source: Pingdingshan Daily 2022-01-31, page A03; the words are our own.
"""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid5

from casebook.demo.people import DEMO, person
from casebook.demo.plan import GOLDEN_CLOSED, GOLDEN_FILED, LAST_DAY, local
from casebook.demo.script import Step
from casebook.demo.themes import table
from casebook.petitions.commands import (
    AcceptPetition,
    AddNote,
    ApproveReply,
    AssignPetition,
    ClosePetition,
    Commitment,
    CountersignVerification,
    RatePetition,
    RecordContact,
    RecordVerification,
    ScheduleVerification,
    SignAssignment,
    SubmitPetition,
    SubmitReply,
)
from casebook.petitions.entry import Actor
from casebook.petitions.events import Attachment
from casebook.petitions.handling.codes import Check, ContactMode
from casebook.petitions.vocabulary import (
    Action,
    AssignmentBasis,
    Category,
    Channel,
    Media,
    Outcome,
    Role,
    Solved,
    VerificationMethod,
    VerificationResult,
)

if TYPE_CHECKING:
    from casebook.petitions.commands import Change

GOLDEN: Final = uuid5(DEMO, "petition-golden")
AREA, STREET, COMMUNITY = "410403", "410403002", "410403002002"
UNIT: Final = f"street-{STREET}"
_WEDNESDAY: Final = date(2022, 1, 26)
_CHECKS: Final = (Check.ANSWERS, Check.FACTS, Check.ACTIONS, Check.DATES, Check.EVIDENCE, Check.TONE)
_CITIZEN: Final = Actor(GOLDEN, Role.CITIZEN)


def golden_steps() -> list[Step]:
    """The whole story."""
    return [_filed(), *_taken_on(), *_answered(), *_checked(), *_closed()]


def _step(at: datetime, actor: Actor, command: type[Change], **fields: Any) -> Step:
    wish: Any = command(petition_id=GOLDEN, **fields)
    return Step(at, GOLDEN, wish, actor)


def _picture(name: str) -> Attachment:
    id_: UUID = uuid5(GOLDEN, name)
    return Attachment(id=id_, sha256=sha256(id_.bytes).hexdigest(), media=Media.JPEG, size=412_306)


def _filed() -> Step:
    words = table("golden")
    command = SubmitPetition(
        category=Category.CIVILIZED_CITY,
        title=words["title"],
        body=words["body"],
        channel=Channel.APP,
        name="李女士",
        phone="0375-0000769",
        area=AREA,
        street=STREET,
        community=COMMUNITY,
        place=words["place"],
        notice_version="2021-07",
        publish_consent=True,
    )
    return Step(GOLDEN_FILED, GOLDEN, command, _CITIZEN)


def _taken_on() -> list[Step]:
    officer, dispatcher = person(Role.UNIT_OFFICER, 1, UNIT), person(Role.DISPATCHER, 2)
    return [
        _step(
            local(_WEDNESDAY, 8, 47, 5),
            person(Role.DESK, 3),
            AcceptPetition,
            category=Category.CIVILIZED_CITY,
            matter="parking",
        ),
        _step(
            local(_WEDNESDAY, 9, 5, 41),
            dispatcher,
            AssignPetition,
            unit=UNIT,
            basis=AssignmentBasis.TERRITORY,
            instructions=table("golden")["instructions"],
        ),
        _step(local(_WEDNESDAY, 9, 26, 12), officer, SignAssignment, assignment=1),
        _step(
            local(_WEDNESDAY, 9, 41, 37),
            officer,
            RecordContact,
            mode=ContactMode.PHONE,
            reached=True,
            summary=table("golden")["contact"],
        ),
        _step(local(_WEDNESDAY, 9, 52, 8), officer, AddNote, text=table("golden")["note"]),
    ]


def _answered() -> list[Step]:
    words = table("golden")
    reply = _step(
        local(LAST_DAY, 10, 12, 30),
        person(Role.UNIT_APPROVER, 1, UNIT),
        SubmitReply,
        drafted_by=person(Role.UNIT_OFFICER, 1, UNIT).id,
        outcome=Outcome.RESOLVED,
        text=words["reply"],
        actions=(Action.CONTACTED_CITIZEN, Action.VISITED, Action.FOUND_TRUE, Action.ENFORCED, Action.PATROLS),
        commitments=(Commitment(what=words["commitment"], due_on=date(2022, 2, 28)),),
        evidence=(_picture("lane-cleared"),),
    )
    return [reply, _step(local(LAST_DAY, 11, 5, 2), person(Role.DESK, 5), ApproveReply, checks=_CHECKS)]


def _checked() -> list[Step]:
    """A reporter goes on the same day."""
    words = table("golden")
    editor, reporter = person(Role.EDITOR, 1), person(Role.REPORTER, 2)
    return [
        _step(local(LAST_DAY, 11, 20, 16), editor, ScheduleVerification, reporter=reporter.id),
        _step(
            local(LAST_DAY, 15, 52, 20),
            reporter,
            RecordVerification,
            result=VerificationResult.SOLVED,
            method=VerificationMethod.SITE,
            visited_at=local(LAST_DAY, 15, 30),
            findings=words["findings"],
            area=AREA,
            street=STREET,
            place=words["place"],
            photos=(_picture("lane-mouth"), _picture("courtyard-exit")),
            talked_to_citizen=True,
        ),
        _step(local(LAST_DAY, 16, 22, 49), editor, CountersignVerification),
    ]


def _closed() -> list[Step]:
    """On the day of the signature; the citizen agrees in the evening."""
    words = table("golden")
    return [
        _step(GOLDEN_CLOSED, person(Role.DESK, 3), ClosePetition, summary=words["summary"]),
        _step(
            local(LAST_DAY, 18, 26, 55),
            _CITIZEN,
            RatePetition,
            solved=Solved.YES,
            score=5,
            manner=5,
            speed=4,
            reason=words["rating"],
        ),
    ]
