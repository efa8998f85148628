from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest
from pydantic import ValidationError

import oversight_wishes as watch
import wishes
import wishes_of_intake as intake
from casebook.petitions.command import Flag
from casebook.petitions.commands import COMMANDS, PetitionCommand, SubmitPetition
from casebook.petitions.events import Declined, DeclineReviewRequested
from casebook.petitions.vocabulary import Category, DeclineReason, Status
from language import (
    CITIZEN,
    DESK,
    DISPATCHER,
    EDITOR,
    OFFICER,
    PETITION,
    PHOTO,
    REPORTER,
    SCHEDULED,
    SUPERVISOR,
    Step,
    given,
    submitted,
    until,
)

if TYPE_CHECKING:
    from casebook.petitions.entry import Actor
    from casebook.petitions.events import PetitionEvent

DECLINED = Declined(reason=DeclineReason.OUT_OF_AREA)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "停车"},
        {"title": "　　　　　"},
        {"title": "停" * 61},
        {"body": "乱停车"},
        {"body": "停" * 2001},
        {"body": "堵住家属院唯一的出口\u202e，居民出行不便"},
        {"phone": "请勿致电"},
        {"area": "卫东区"},
        {"unheard_of": 1},
        {"category": "other"},
    ],
)
def test_a_form_that_is_not_filled_in_properly_is_no_command(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        wishes.submit(**change)


@pytest.mark.parametrize("phone", ["12345", "0375-0000000", "+86 375 000 0000", "(0375) 000-0000", "00000000000"])
def test_a_phone_number_is_written_as_people_write_it(phone: str) -> None:
    assert wishes.submit(phone=phone).phone == phone


def test_every_command_is_known_by_its_name() -> None:
    assert len(COMMANDS) == 77
    assert COMMANDS["submit-petition"] is SubmitPetition
    assert all(name == cls.spoken_name() for name, cls in COMMANDS.items())


def test_every_field_of_a_command_is_described() -> None:
    undescribed = [
        f"{name}.{field}"
        for name, cls in COMMANDS.items()
        for field, facts in cls.model_fields.items()
        if not facts.description
    ]
    assert not undescribed


def test_the_commands_of_one_petition_name_it() -> None:
    named = {name for name, cls in COMMANDS.items() if "petition_id" in cls.model_fields}
    assert named == COMMANDS.keys() - {"submit-petition"}
    assert wishes.close().petition_id == PETITION


@pytest.mark.parametrize(
    ("command", "by", "history"),
    [
        (wishes.submit(place="土产巷口附近", attachments=(PHOTO,), publish_consent=True), CITIZEN, ()),
        (wishes.accept(category="complaint", urgency="urgent", matter="parking"), DESK, until(Status.SUBMITTED)),
        (wishes.decline("IN_PETITION", route="letters-and-visits"), DESK, until(Status.SUBMITTED)),
        (
            wishes.assign(basis="territory", instructions="请先联系诉求人，再到现场查看。"),
            DISPATCHER,
            until(Status.ACCEPTED),
        ),
        (intake.supplement(attachments=(PHOTO,)), CITIZEN, until(Status.ACCEPTED)),
        (intake.ask_for_more(), DESK, until(Status.ACCEPTED)),
        (intake.ask_for_review(), CITIZEN, (submitted(), DECLINED)),
        (intake.uphold(), SUPERVISOR, (submitted(), DECLINED, DeclineReviewRequested())),
        (intake.refer_out("120", handover="10时05分转急救中心。"), DESK, until(Status.SUBMITTED)),
        (
            intake.answer_directly(kb_article="heating-season", kb_version=3),
            DESK,
            until(Status.ACCEPTED, category=Category.SUGGESTION),
        ),
        (
            intake.reclassify(category="complaint", matter="parking", urgency="urgent", community="410403002002"),
            SUPERVISOR,
            until(Status.ASSIGNED),
        ),
        (wishes.sign(), OFFICER, until(Status.ASSIGNED)),
        (wishes.reject(note="没有说明办理结果，请予补充。"), DESK, until(Status.REPLIED)),
        (wishes.waive(), EDITOR, until(Status.VERIFYING, category=Category.SUGGESTION)),
        (
            wishes.record(photos=(PHOTO,), place="巷口", area="410403", talked_to_citizen=True),
            REPORTER,
            (*until(Status.VERIFYING), SCHEDULED),
        ),
        (wishes.reopen(fault="unit"), DISPATCHER, until(Status.CLOSED)),
        (wishes.rate(manner=5, speed=4, reason="来人很快"), CITIZEN, until(Status.CLOSED)),
        (watch.urge("reply", "halfway"), DESK, until(Status.IN_PROGRESS)),
        (watch.supervise(level="summons"), SUPERVISOR, until(Status.ACCEPTED)),
        (watch.correct(), SUPERVISOR, until(Status.ACCEPTED)),
    ],
)
def test_what_is_said_in_a_command_is_said_in_its_event(
    command: PetitionCommand, by: Actor, history: tuple[PetitionEvent | Step, ...]
) -> None:
    (event,) = given(*history).when(command, by=by).events()
    said = command.model_dump(exclude={"petition_id"})
    assert {name: event.model_dump()[name] for name in said} == said


def test_yes_and_no_are_said_as_such() -> None:
    asked = 0
    for command in COMMANDS.values():
        for name, field in command.model_fields.items():
            several = Flag in get_args(field.annotation)
            if field.annotation is not bool and not several:
                continue
            asked += 1
            for wrong in ("yes", "true", "on", 1, 0):
                with pytest.raises(ValidationError) as refused:
                    command.model_validate({name: [wrong] if several else wrong})
                assert name in {error["loc"][0] for error in refused.value.errors() if error["type"] == "bool_type"}
    assert asked > 9
