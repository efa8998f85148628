"""What the API answers, where more than one audience gets it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from casebook.petitions.events import Attachment
from casebook.petitions.forgetting.codes import DataGround, DataStep, DataWish, HoldGround, PersonalData
from casebook.petitions.handling.codes import SuspensionGround
from casebook.petitions.vocabulary import (
    Action,
    Category,
    Channel,
    Confidentiality,
    DeclineReason,
    Outcome,
    Role,
    Solved,
    Status,
    Urgency,
    VerificationMethod,
    VerificationResult,
)


class Answer(BaseModel):
    """Something the API says."""

    model_config = ConfigDict(frozen=True)


class Problem(Answer):
    """Why something was not done: problem details as in RFC 9457."""

    type: str = Field(description="The kind of problem.", examples=["/problems/outdated"])
    title: str = Field(description="The kind of problem in words.", examples=["Changed meanwhile"])
    status: int = Field(description="The HTTP status.", examples=[409])
    detail: str = Field(
        description="What is in the way and what can be done, in the language asked for.",
        examples=["Somebody else changed this petition; look again first."],
    )
    instance: str = Field(
        description="The request's id, as in the header `Request-Id`.",
        examples=["urn:uuid:7f1c6c4e-2f0b-4f43-9a50-0c6f8f3e8f61"],
    )
    rule: str | None = Field(
        default=None, description="`refused`: the rule that said no.", examples=["reporter_is_not_the_editor"]
    )
    expected: int | None = Field(default=None, description="`outdated`: the version that was expected.", examples=[3])
    actual: int | None = Field(default=None, description="`outdated`: the version that stands there.", examples=[4])
    since: list[str] | None = Field(
        default=None, description="`outdated`: what happened since.", examples=[["assigned"]]
    )
    position: int | None = Field(default=None, description="`tampered`: where in the ledger.", examples=[4711])
    errors: list[dict[str, str]] | None = Field(
        default=None,
        description="`invalid`: for each error where it is (`in`, `field`) and what is wrong (`message`).",
        examples=[[{"in": "body", "field": "title", "message": "Write at least 4 characters."}]],
    )


class ReceiptAnswer(Answer):
    """What a command came to (回执). The same key gets the same receipt for ever."""

    petition_id: UUID = Field(description="The petition's id.")
    number: str = Field(description="The petition's number (诉求编号).", examples=["2022-001435-9"])
    version: int = Field(description="The version the petition stands at.", examples=[1])
    position: int = Field(description="The ledger's position; readers may ask for `not_before` it.", examples=[1435])
    recorded_at: datetime = Field(description="When the ledger took it.")


class FilingAnswer(ReceiptAnswer):
    """The receipt of a new petition."""

    query_code: str = Field(
        description="Opens the petition to whoever filed it, together with its number (查询码). Shown only here.",
        examples=["ABCD-2345-EFGH-6723"],
    )
    leaf: str = Field(
        description="The filing's leaf hash (SHA-256 as in RFC 6962, hexadecimal): what the signed log will have. Keep "
        "it; `receipt` has it with the proof, a second later."
    )
    leaf_code: str = Field(description="Its first 80 bits.", examples=["9f86 d081 884c 7d65 9a2f"])
    disclosures: dict[str, str] = Field(
        description="What was written, by field, as RFC 9901 disclosures; with the leaf hash they show what it said."
    )


class DuesAnswer(Answer):
    """The limits that run or ran (时限). Null where none was set."""

    accept: datetime | None = Field(default=None, description="To accept or decline (受理).")
    dispatch: datetime | None = Field(default=None, description="To assign (派单).")
    sign: datetime | None = Field(default=None, description="To sign (签收).")
    contact: datetime | None = Field(default=None, description="To contact the citizen (联系诉求人).")
    reply: datetime | None = Field(default=None, description="To reply (回复).")
    return_until: datetime | None = Field(default=None, description="To return the assignment (退单).")
    ruling: datetime | None = Field(default=None, description="To rule on a return (退单审定).")
    redo: datetime | None = Field(default=None, description="To mend a rejected reply (补正).")
    verify: datetime | None = Field(default=None, description="To verify (追访).")
    answer: datetime | None = Field(default=None, description="For the citizen to answer what was asked (补充).")


class ExtensionAnswer(Answer):
    """More time that the unit asks for (延期申请)."""

    working_days: int = Field(description="How many working days more.", examples=[5])
    at: datetime = Field(description="When it was asked for.")


class SuspensionAnswer(Answer):
    """A halt (挂账)."""

    ground: SuspensionGround = Field(description="Why it cannot be solved now.")
    since: datetime = Field(description="Since when.")
    review_on: date = Field(description="The day on which it is looked at again (复核日期).")


class Words(Answer):
    """Words that may be closed to the asker: those fields are null, and named in `withheld` or `erased`."""

    withheld: list[str] = Field(default=[], description="Words that you may not see.", examples=[["name", "phone"]])
    erased: list[str] = Field(default=[], description="Words that were erased by law (依法删除).")


class SubmissionAnswer(Words):
    """What the citizen wrote (诉求内容)."""

    title: str | None = Field(description="In one line (标题).")
    body: str | None = Field(description="What is the matter (内容).")
    place: str | None = Field(description="Where, in words (地点).")
    community: str | None = Field(
        description="Community or village code (社区、村), within the street that the petition has now.",
        examples=["410403002002"],
    )
    name: str | None = Field(description="How the citizen wishes to be called (称呼).")
    phone: str | None = Field(description="Telephone number (联系电话).")
    channel: Channel = Field(description="The way it came in (来件渠道).")
    attachments: list[Attachment] = Field(description="Pictures or papers (附件).")


class CommitmentAnswer(Answer):
    """Something the unit promised (承诺)."""

    what: str | None = Field(description="What is promised; null where it is closed to you.")
    due_on: date | None = Field(description="The day by which.")


class WeakWordsAnswer(Answer):
    """Words by which a reply seems to state an intent only (疑似表态字句)."""

    rule: str = Field(description="The rule that found them.", examples=["will-coordinate"])
    start: int = Field(description="Where they begin in the reply's text, in characters.", examples=[14])
    end: int = Field(description="Where they end.", examples=[21])
    words: str = Field(description="The words.", examples=["将积极协调处理"])
    why_zh: str = Field(description="What is wrong with them, in Chinese.")
    why_en: str = Field(description="The same in English.")


class ReplyAnswer(Words):
    """The last reply (回复): the unit's, or the desk's own (即时答复)."""

    round: int = Field(description="In which round of handling.", examples=[1])
    at: datetime = Field(description="When.")
    outcome: Outcome = Field(description="What the unit says it has done (办理结果).")
    text: str | None = Field(description="The reply itself.")
    actions: list[Action] = Field(description="What was done (措施).")
    commitments: list[CommitmentAnswer] = Field(description="What is promised (承诺).")
    weak: list[WeakWordsAnswer] = Field(
        description="For who reviews it: the words for which it was flagged (疑似表态字句). Empty where it was not."
    )
    evidence: list[Attachment] = Field(description="Pictures or papers that show it.")
    approved: bool = Field(description="Whether the desk has let it pass (审核通过).")


class FindingAnswer(Words):
    """What the reporter found (记者追访)."""

    round: int = Field(description="In which round of handling.", examples=[1])
    result: VerificationResult = Field(description="What was found.")
    method: VerificationMethod = Field(description="How it was looked at.")
    visited_at: datetime = Field(description="When the reporter looked.")
    findings: str | None = Field(description="What was seen.")
    place: str | None = Field(description="Where, in words.")
    photos: list[Attachment] = Field(description="Pictures of what was found.")
    photos_before: list[Attachment] = Field(description="Pictures of how it was before.")
    signed: bool = Field(description="Whether an editor has signed it (签发); before that it does not count.")


class RatingAnswer(Words):
    """The citizen's view (评价)."""

    solved: Solved = Field(description="Whether the matter is solved, in the citizen's view.")
    score: int = Field(description="1 to 5.", examples=[5])
    reason: str | None = Field(description="Why.")


class DeclineAnswer(Words):
    """Why it was declined (不予受理)."""

    reason: DeclineReason = Field(description="The ground.")
    explanation: str | None = Field(description="What the citizen is told.")
    route: str | None = Field(description="Where to turn instead.")
    review_requested: bool = Field(description="Whether the citizen asked that somebody else look again (复核).")
    upheld: bool = Field(description="Whether that was done, and it stands (维持).")


class DataRequestAnswer(Answer):
    """A request about personal data that is open (个人信息请求)."""

    wanted: DataWish = Field(description="What is asked (请求).", examples=["erasure"])
    ground: DataGround = Field(description="On what ground (依据).")
    asked_at: datetime = Field(description="When it was filed.")
    answer_due: datetime | None = Field(description="When it is to be decided (办理期限).")
    checked: bool = Field(description="Whether it was checked who asks (身份已核验).")
    approvals: int = Field(description="How many persons have approved the erasure, of two (同意人数).", examples=[1])
    erase_at: datetime | None = Field(description="When it is erased (删除时间), unless it is cancelled or held.")
    begun: bool = Field(description="Whether the erasing has begun, and cannot be taken back.")
    step: DataStep = Field(description="What comes next (下一步).", examples=["waiting"])
    agreed_at: datetime | None = Field(
        description="When the second person approved (第二人同意): from then on it waits to be erased."
    )
    held: list[HoldGround] = Field(description="Why it must be kept now (暂缓事由).")
    held_until: date | None = Field(description="The last day of that; null where no day is known.")


class ErasureAnswer(Answer):
    """That the citizen's words were erased (已依法删除)."""

    at: datetime = Field(description="When they were.")
    complete_at: datetime = Field(description="When the last backup that may hold the key expires.")
    completed: bool = Field(description="Whether it is on record that none holds it any more (删除完成).")


class PetitionAnswer(Answer):
    """A petition as the asker may see it (诉求)."""

    number: str = Field(description="Its number (诉求编号).", examples=["2022-001435-9"])
    version: int = Field(description="Its version; send it as `If-Match` with the next command.", examples=[7])
    status: Status = Field(description="Where it is on its road (状态).")
    category: Category = Field(description="The kind of petition (类别).")
    urgency: Urgency = Field(description="How soon it must be dealt with (紧急程度).")
    confidentiality: Confidentiality = Field(description="What the unit may learn of the citizen (保密方式).")
    area: str | None = Field(description="County or district code (县区).", examples=["410403"])
    street: str | None = Field(description="Street or town code (乡镇街道).", examples=["410403002"])
    merged_into: str | None = Field(
        description="The number of the petition that it goes on with, where it was merged (并入的诉求编号)."
    )
    unit: str | None = Field(description="The handling unit (承办单位).", examples=["street-410403002"])
    about_unit: str | None = Field(
        description="The unit complained about (被反映单位); it never sees a sealed petition."
    )
    assignment: int = Field(description="The number of the current assignment (派单序号), 0 before the first.")
    round: int = Field(description="The round of handling (轮次): 1, and one more for each reopening.", examples=[1])
    submitted_at: datetime = Field(description="When it was filed.")
    last_at: datetime = Field(description="When something last happened.")
    closed_at: datetime | None = Field(description="When it was closed (办结).")
    dues: DuesAnswer = Field(description="The limits.")
    contact_attempts: int = Field(description="How often the unit tried to reach the citizen (联系次数).", examples=[1])
    extensions: int = Field(description="How often its time was extended in this round (延期次数).", examples=[0])
    pending_extension: ExtensionAnswer | None = Field(description="More time that waits for a decision.")
    suspension: SuspensionAnswer | None = Field(description="The halt, while it is suspended.")
    submission: SubmissionAnswer = Field(description="What the citizen wrote.")
    decline: DeclineAnswer | None = Field(description="Why it was declined.")
    reply: ReplyAnswer | None = Field(description="The last reply of this round.")
    finding: FindingAnswer | None = Field(description="The last finding of this round.")
    rating: RatingAnswer | None = Field(description="The citizen's view.")
    personal_data: PersonalData = Field(
        description="What may be done with the citizen's data (个人信息): `restricted` is kept, and not used."
    )
    data_request: DataRequestAnswer | None = Field(description="A request about them, while it is open.")
    erasure: ErasureAnswer | None = Field(description="Their erasing, once it is done.")
    may: list[str] = Field(description="Commands that you may give now.", examples=[["close-petition"]])


class StepAnswer(Words):
    """One step of a petition's life (办理过程)."""

    version: int = Field(description="The petition's version after it.", examples=[2])
    event: str = Field(description="What happened.", examples=["accepted"])
    happened_at: datetime = Field(description="When it happened.")
    recorded_at: datetime = Field(description="When the ledger took it.")
    role: Role = Field(description="The role of who did it.")
    unit: str | None = Field(description="The unit of who did it.")
    facts: dict[str, Any] = Field(description="Its plain content: codes, times, numbers. Empty for citizens.")
    words: dict[str, str | list[str] | None] = Field(description="Its words; null where they are closed to you.")


class TimelineAnswer(Answer):
    """The steps of a petition's life, oldest first (办理过程)."""

    number: str = Field(description="The petition's number.", examples=["2022-001435-9"])
    version: int = Field(description="The version it stands at.", examples=[7])
    steps: list[StepAnswer] = Field(description="Every step, oldest first.")
