"""What can be asked for: filing, accepting, declining, withdrawing."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from casebook.petitions.command import Attachments, Body, Change, Command, Name, Phone, Remark, Text, Title
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
    phone: Phone | None = Field(
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
    publish_consent: bool = Field(default=False, description="Whether the story may be told with the citizen's name.")


class AcceptPetition(Change):
    """受理."""

    category: Category | None = Field(default=None, description="The right kind, where the citizen chose another.")
    urgency: Urgency = Field(default=Urgency.NORMAL, description="How soon it must be dealt with.")
    matter: Code | None = Field(default=None, description="Matter in the dispatch catalogue.", examples=["parking"])
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
    earlier: UUID | None = Field(default=None, description="The earlier petition on the same matter.")
    seconded_by: UUID | None = Field(
        default=None, description="The second person who agrees, on the grounds that need one."
    )


class WithdrawPetition(Change):
    """撤回."""

    reason: Remark | None = Field(
        default=None, description="Why, if the citizen wishes to say.", examples=["问题已自行解决"]
    )


IntakeCommand = AcceptPetition | DeclinePetition | WithdrawPetition
