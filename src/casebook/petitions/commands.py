"""What can be asked for. A command is a wish: the rules may refuse it, with a reason; otherwise it becomes events.

The limits that people meet stand here; events allow more, since imported history has other limits than our forms.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from casebook.petitions.events import Attachment, Count, Grade
from casebook.petitions.vocabulary import (
    Action,
    AssignmentBasis,
    Category,
    Channel,
    Confidentiality,
    DeclineReason,
    Defect,
    Fault,
    NoPhotoReason,
    Outcome,
    ReopenGround,
    Solved,
    Urgency,
    VerificationMethod,
    VerificationResult,
    WaiverGround,
)
from casebook.petitions.words import Code, clean

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=60), AfterValidator(clean)]
Body = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=2000), AfterValidator(clean)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=5000), AfterValidator(clean)]
Remark = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=500), AfterValidator(clean)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60), AfterValidator(clean)]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[+(]?[0-9](?:[ ()-]{0,2}[0-9]){4,19}$")]
"""A telephone number, written loosely: digits, with spaces, brackets or hyphens between them."""

Attachments = Annotated[tuple[Attachment, ...], Field(max_length=9)]


class Command(BaseModel):
    """A wish of somebody."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def spoken_name(cls) -> str:
        """The name in addresses and logs: `submit-petition`."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", cls.__name__).lower()


class Change(Command):
    """A wish about a petition that exists."""

    petition_id: UUID = Field(description="The petition.")


class SubmitPetition(Command):
    """提交诉求."""

    category: Category = Field(description="The kind of petition.", examples=["civilized_city"])
    title: Title = Field(
        description="In one line, 4 to 60 characters.", examples=["土产巷口乱停车，家属院唯一出口被堵"]
    )
    body: Body = Field(
        description="What is the matter, 10 to 2000 characters.",
        examples=["卫东区优越路街道园丁社区土产巷，每天有车辆堵住家属院唯一的出口，居民出行不便，希望有关部门管一管。"],
    )
    channel: Channel = Field(default=Channel.WEB, description="The way it came in.", examples=["app"])
    confidentiality: Confidentiality = Field(
        default=Confidentiality.NAMED, description="What the unit may learn of the citizen."
    )
    name: Name | None = Field(default=None, description="How the citizen wishes to be called.", examples=["王女士"])
    phone: Phone | None = Field(
        default=None, description="Needed unless the petition is anonymous.", examples=["0375-0000000"]
    )
    area: Code | None = Field(default=None, description="County or district code.", examples=["410403"])
    street: Code | None = Field(default=None, description="Street or town code.", examples=["410403002"])
    community: Code | None = Field(default=None, description="Community code.", examples=["410403002002"])
    place: Remark | None = Field(default=None, description="Where, in words.", examples=["土产巷口附近"])
    attachments: Attachments = Field(default=(), description="Pictures or papers uploaded before.")
    notice_version: Code | None = Field(
        default=None, description="The privacy notice that was shown.", examples=["2022-01"]
    )
    publish_consent: bool = Field(default=False, description="Whether the story may be told with the citizen's name.")


class AcceptPetition(Change):
    """受理."""

    category: Category | None = Field(default=None, description="The right kind, where the citizen chose another.")
    urgency: Urgency = Field(default=Urgency.NORMAL, description="How soon it must be dealt with.")
    matter: Code | None = Field(default=None, description="Matter in the dispatch catalogue.", examples=["parking"])


class DeclinePetition(Change):
    """不予受理."""

    reason: DeclineReason = Field(description="The ground.", examples=["STATUTORY_ROUTE"])
    explanation: Text = Field(
        description="What the citizen is told, 10 characters or more.",
        examples=["您反映的劳动争议应先申请仲裁，请向平顶山市劳动人事争议仲裁院提出。"],
    )
    route: Code | None = Field(default=None, description="Where to turn instead.", examples=["labour-arbitration"])
    earlier: UUID | None = Field(default=None, description="The earlier petition on the same matter.")
    seconded_by: UUID | None = Field(
        default=None, description="The second person who agrees, on the grounds that need one."
    )


class AssignPetition(Change):
    """派单."""

    unit: Code = Field(description="The handling unit.", examples=["street-410403002"])
    basis: AssignmentBasis = Field(default=AssignmentBasis.JUDGEMENT, description="Why this unit.")
    instructions: Text | None = Field(
        default=None, description="What the unit should mind.", examples=["请先联系诉求人，再到现场查看。"]
    )


class SignAssignment(Change):
    """签收."""

    assignment: Count = Field(description="The number of the assignment that is signed.", examples=[1])


class Commitment(BaseModel):
    """Something a unit promises, and the day by which."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    what: Remark = Field(description="What is promised.", examples=["在巷口施划禁停标线"])
    due_on: date = Field(description="The day by which.", examples=["2022-02-28"])


class SubmitReply(Change):
    """回复: signed for the unit by its approver, written by one of its officers."""

    drafted_by: UUID = Field(description="The officer who wrote it.")
    outcome: Outcome = Field(description="What the unit says it has done.", examples=["resolved"])
    text: Text = Field(
        description="The reply, 10 to 5000 characters.",
        examples=["接到诉求后，街道联系执法中队到现场查看，情况属实，已劝离违停车辆，今后将加强巡查。"],
    )
    actions: tuple[Action, ...] = Field(
        default=(), description="What was done.", examples=[["contacted_citizen", "visited"]]
    )
    commitments: tuple[Commitment, ...] = Field(default=(), max_length=10, description="What is promised, and by when.")
    evidence: Attachments = Field(default=(), description="Pictures or papers that show it.")


class ApproveReply(Change):
    """审核通过."""


class RejectReply(Change):
    """退回补正."""

    defects: tuple[Defect, ...] = Field(min_length=1, description="What is wrong with it.", examples=[["intent_only"]])
    note: Text | None = Field(
        default=None, description="What should be added.", examples=["“将积极协调处理”没有说明办理结果，请补充。"]
    )


class WaiveVerification(Change):
    """免访."""

    ground: WaiverGround = Field(description="Why a reporter need not go.", examples=["category"])


class RecordVerification(Change):
    """记者追访."""

    result: VerificationResult = Field(description="What was found.", examples=["solved"])
    method: VerificationMethod = Field(description="How it was looked at.", examples=["site"])
    visited_at: AwareDatetime = Field(description="When, with offset.", examples=["2022-01-30T15:30:00+08:00"])
    findings: Text = Field(
        description="What was seen, 10 to 5000 characters.",
        examples=["下午三点半，土产巷口没有车辆停放，家属院出口畅通。"],
    )
    area: Code | None = Field(default=None, description="County or district code.", examples=["410403"])
    street: Code | None = Field(default=None, description="Street or town code.", examples=["410403002"])
    place: Remark | None = Field(default=None, description="Where, in words.", examples=["土产巷口"])
    photos: Attachments = Field(default=(), description="Pictures uploaded before.")
    no_photo: NoPhotoReason | None = Field(default=None, description="Why there is no picture.")
    talked_to_citizen: bool = Field(default=False, description="Whether the citizen was heard.")


class CountersignVerification(Change):
    """追访签发."""


class ReopenPetition(Change):
    """重办."""

    ground: ReopenGround = Field(description="Why.", examples=["relapse"])
    fault: Fault = Field(default=Fault.NONE, description="Whose fault it is.")
    reason: Text = Field(
        description="What happened, 10 characters or more.", examples=["一周后车辆又停回巷口，居民再次来电反映。"]
    )


class ClosePetition(Change):
    """办结."""

    summary: Text | None = Field(
        default=None, description="The result in short.", examples=["违停车辆已清走，巷口恢复畅通。"]
    )


class RatePetition(Change):
    """评价."""

    solved: Solved = Field(description="Whether the matter is solved, in the citizen's view.", examples=["yes"])
    score: Grade = Field(description="1 (very dissatisfied) to 5 (very satisfied).", examples=[5])
    manner: Grade | None = Field(default=None, description="The unit's manner, 1 to 5.", examples=[5])
    speed: Grade | None = Field(default=None, description="The unit's speed, 1 to 5.", examples=[4])
    reason: Remark | None = Field(default=None, description="Why.", examples=["街道来人很快，现在出门方便多了。"])


class WithdrawPetition(Change):
    """撤回."""

    reason: Remark | None = Field(
        default=None, description="Why, if the citizen wishes to say.", examples=["问题已自行解决"]
    )


Intake = AcceptPetition | DeclinePetition | AssignPetition
Handling = SignAssignment | SubmitReply | ApproveReply | RejectReply
Verifying = WaiveVerification | RecordVerification | CountersignVerification
Ending = ReopenPetition | ClosePetition | RatePetition | WithdrawPetition

PetitionCommand = SubmitPetition | Intake | Handling | Verifying | Ending
"""The closed union that `match` statements are checked against."""

_CLASSES: Final[tuple[type[Command], ...]] = (SubmitPetition, *Change.__subclasses__())

COMMANDS: Final[dict[str, type[Command]]] = {cls.spoken_name(): cls for cls in _CLASSES}
"""Every command class under its name."""
