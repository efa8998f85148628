"""What can be asked for while a petition comes in: filing, accepting or not, and putting right what was filed."""

from __future__ import annotations

from uuid import UUID

from pydantic import AwareDatetime, Field

from casebook.petitions.command import (
    Addition,
    Attachments,
    Body,
    Change,
    Command,
    Flag,
    Name,
    PhoneLeft,
    Remark,
    Text,
    Title,
)
from casebook.petitions.event import Count
from casebook.petitions.intake.codes import ReferralTarget
from casebook.petitions.vocabulary import Category, Channel, Confidentiality, DeclineReason, Urgency
from casebook.petitions.words import Code


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
    phone: PhoneLeft | None = Field(
        default=None, description="Needed unless the petition is anonymous.", examples=["0375-0000000"]
    )
    area: Code | None = Field(default=None, description="County or district code.", examples=["410403"])
    street: Code | None = Field(default=None, description="Street or town code.", examples=["410403002"])
    community: Code | None = Field(default=None, description="Community code.", examples=["410403002002"])
    place: Remark | None = Field(default=None, description="Where, in words.", examples=["土产巷口附近"])
    about_unit: Code | None = Field(
        default=None,
        description="The unit complained about; it never sees a sealed petition.",
        examples=["dept-city-management"],
    )
    attachments: Attachments = Field(default=(), description="Pictures or papers uploaded before.")
    notice_version: Code | None = Field(
        default=None, description="The privacy notice that was shown.", examples=["2022-01"]
    )
    publish_consent: Flag = Field(default=False, description="Whether the story may be told with the citizen's name.")


class AcceptPetition(Change):
    """受理."""

    category: Category = Field(
        description="The kind, confirmed by an officer; another one where the citizen chose a wrong one.",
        examples=["civilized_city"],
    )
    matter: Code = Field(description="Matter in the dispatch catalogue.", examples=["parking"])
    urgency: Urgency = Field(default=Urgency.NORMAL, description="How soon it must be dealt with.")
    about_unit: Code | None = Field(
        default=None, description="The unit complained about, where the citizen named none or another."
    )


class DeclinePetition(Change):
    """不予受理."""

    reason: DeclineReason = Field(description="The ground.", examples=["STATUTORY_ROUTE"])
    explanation: Text = Field(
        description="What the citizen is told, 10 characters or more.",
        examples=["您反映的劳动争议应先申请仲裁，请向平顶山市劳动人事争议仲裁院提出。"],
    )
    route: Code | None = Field(default=None, description="Where to turn instead.", examples=["labour-arbitration"])
    earlier: Code | None = Field(default=None, description="The number of the earlier petition on the same matter.")
    seconded_by: UUID | None = Field(
        default=None, description="The second person who agrees, on the grounds that need one."
    )


class WithdrawPetition(Change):
    """撤回."""

    reason: Remark | None = Field(
        default=None, description="Why, if the citizen wishes to say.", examples=["问题已自行解决"]
    )


class SupplementPetition(Change):
    """补充材料."""

    text: Addition = Field(
        description="What is added, 2 characters or more.",
        examples=["车辆多在晚上七点以后停放，车身有“某某快递”字样。"],
    )
    attachments: Attachments = Field(default=(), description="Pictures or papers uploaded before.")
    in_answer: Flag = Field(default=False, description="Whether it answers what was asked.")


class RequestInformation(Change):
    """要求补充."""

    questions: Addition = Field(
        description="What the citizen is asked, 2 characters or more.",
        examples=["请补充说明车辆一般在什么时段停放，方便的话请附照片。"],
    )
    answer_due: AwareDatetime = Field(
        description="Until when an answer is awaited.", examples=["2099-01-28T18:00:00+08:00"]
    )


class RequestDeclineReview(Change):
    """申请复核不予受理."""

    grounds: Text = Field(
        description="Why the decline is not right, 10 characters or more.",
        examples=["这条巷子由街道管理，不是小区内部道路，请重新研究。"],
    )


class UpholdDecline(Change):
    """复核维持不予受理."""

    finding: Text = Field(
        description="What the review found, 10 characters or more.",
        examples=["经复核，该事项已进入劳动仲裁程序，维持不予受理。"],
    )


class OverturnDecline(Change):
    """复核撤销不予受理."""

    finding: Text = Field(
        description="What the review found, 10 characters or more.",
        examples=["经复核，该巷道属市政道路，撤销不予受理，请重新受理。"],
    )


class ReferOut(Change):
    """转专线或外部."""

    target: ReferralTarget = Field(description="Who takes it over.", examples=["119"])
    handover: Addition | None = Field(
        default=None,
        description="To whom it was handed over, and when; needed for the emergency lines.",
        examples=["1月26日10时05分转119指挥中心，接警员已记录。"],
    )


class AnswerDirectly(Change):
    """即时答复."""

    answer: Text = Field(
        description="The answer, 10 characters or more.",
        examples=["我市城区集中供热时间为每年11月15日至次年3月15日，供热单位电话可在供热合同上查到。"],
    )
    kb_article: Code | None = Field(
        default=None, description="The article of the knowledge base it rests on.", examples=["heating-season"]
    )
    kb_version: Count | None = Field(default=None, description="The version of that article.", examples=[3])


class Reclassify(Change):
    """重新分类: what is not given stays as it is."""

    category: Category | None = Field(default=None, description="The right kind.")
    matter: Code | None = Field(default=None, description="Matter in the dispatch catalogue.", examples=["parking"])
    urgency: Urgency | None = Field(default=None, description="How soon it must be dealt with.")
    area: Code | None = Field(default=None, description="County or district code.", examples=["410403"])
    street: Code | None = Field(default=None, description="Street or town code.", examples=["410403002"])
    community: Code | None = Field(default=None, description="Community code.", examples=["410403002002"])
    about_unit: Code | None = Field(default=None, description="The unit complained about.", examples=["dept-housing"])
    why: Remark = Field(description="Why it is put right.", examples=["诉求人反映的是停车问题，原分类有误。"])


IntakeCommand = (
    AcceptPetition
    | DeclinePetition
    | WithdrawPetition
    | SupplementPetition
    | RequestInformation
    | RequestDeclineReview
    | UpholdDecline
    | OverturnDecline
    | ReferOut
    | AnswerDirectly
    | Reclassify
)
