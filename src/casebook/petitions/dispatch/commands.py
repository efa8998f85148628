"""What can be asked for: finding the unit, and what units settle with the hotline before they work."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from casebook.petitions.command import Change, Flag, Remark, Text
from casebook.petitions.dispatch.codes import ReturnReason
from casebook.petitions.event import Count
from casebook.petitions.vocabulary import AssignmentBasis, Fault
from casebook.petitions.words import Code

CoUnits = Annotated[
    tuple[Code, ...],
    Field(max_length=9, description="Units that are to help (协办).", examples=[["dept-city-management"]]),
]
Instructions = Annotated[
    Text | None, Field(description="What the unit should mind.", examples=["请先联系诉求人，再到现场查看。"])
]


class AssignPetition(Change):
    """派单."""

    unit: Code = Field(description="The handling unit.", examples=["street-410403002"])
    basis: AssignmentBasis = Field(default=AssignmentBasis.JUDGEMENT, description="Why this unit.")
    co_units: CoUnits = ()
    instructions: Instructions = None


class DesignateUnit(Change):
    """指定承办: the unit may not return it. While a return is under review, this also rules that it is right."""

    unit: Code = Field(description="The unit that is to handle it.", examples=["dept-city-management"])
    why: Text = Field(
        description="Why this unit; on a return under review, also the ruling.",
        examples=["井盖权属暂不明确，经研究由市城管局先行处置，权属另行确认。"],
    )
    duty_unclear: Flag = Field(
        default=False, description="Whether it is unclear whose duty it is; needed where no unit asked to return it."
    )
    fault: Fault = Field(default=Fault.NONE, description="On a return under review: whose fault the assignment was.")
    co_units: CoUnits = ()
    instructions: Instructions = None


class SignAssignment(Change):
    """签收."""

    assignment: Count = Field(description="The number of the assignment that is signed.", examples=[1])


class RequestReturn(Change):
    """退单申请."""

    reason: ReturnReason = Field(description="Why it is not the unit's.", examples=["not_our_duty"])
    legal_basis: Remark = Field(
        description="The law or the list of duties that says so.",
        examples=["《平顶山市城市环境卫生管理条例》第九条：供热井盖由其产权单位负责。"],
    )
    explanation: Text = Field(
        description="What was found, 10 characters or more.",
        examples=["经现场查看，井盖为供热管网井盖，不属街道管理。"],
    )
    suggested_unit: Code | None = Field(default=None, description="Whose it is instead.", examples=["company-heating"])


class ApproveReturn(Change):
    """同意退单."""

    fault: Fault = Field(description="Whose fault the assignment was.", examples=["desk"])
    ruling: Text = Field(description="Why.", examples=["供热井盖由供热公司管理，退单理由成立，另行派单。"])


class RejectReturn(Change):
    """不同意退单."""

    ruling: Text = Field(description="Why.", examples=["首接单位应先行办理，需要其他单位配合的，可请求协办。"])


class ReassignPetition(Change):
    """改派."""

    unit: Code = Field(description="The next unit.", examples=["dept-city-management"])
    why: Text = Field(description="Why.", examples=["经核实该路段已移交市城管局管理，改由其办理。"])
    fault: Fault = Field(default=Fault.NONE, description="Whose fault the former assignment was.")
    basis: AssignmentBasis = Field(default=AssignmentBasis.JUDGEMENT, description="Why this unit.")
    co_units: CoUnits = ()
    instructions: Instructions = None


class RequestCoHandling(Change):
    """请求协办."""

    unit: Code = Field(description="The unit that is asked.", examples=["dept-city-management"])
    question: Text = Field(description="What it is asked.", examples=["请说明该巷口禁停标线由谁施划，何时可以施划。"])
    due: AwareDatetime = Field(description="When its opinion is needed.", examples=["2022-01-28T18:00:00+08:00"])


class SubmitCoOpinion(Change):
    """协办意见."""

    opinion: Text = Field(description="The opinion.", examples=["禁停标线由我局施划，已列入下周计划，周五前完成。"])


Assigning = AssignPetition | DesignateUnit | ReassignPetition
"""What gives a petition to a unit."""

Answering = SignAssignment | RequestReturn | ApproveReturn | RejectReturn | RequestCoHandling | SubmitCoOpinion
"""What a unit makes of it, and what it is told."""

DispatchCommand = Assigning | Answering
