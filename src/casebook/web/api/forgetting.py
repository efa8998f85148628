"""Privacy officers: requests about personal data, what must be kept, and what is erased."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import Field, TypeAdapter

from casebook.access import Actor, Role
from casebook.petitions.commands import (
    ApproveErasure,
    CheckIdentity,
    CompleteErasure,
    CorrectData,
    EraseData,
    LiftHold,
    LiftRestriction,
    PlaceHold,
    RecordErasure,
    RefuseDataRequest,
    RestrictData,
)
from casebook.petitions.forgetting.codes import DataGround, DataStep, DataWish, HoldGround, PersonalData
from casebook.petitions.vocabulary import Category, Status
from casebook.web.api.commands import command_route
from casebook.web.api.cursors import After, Limit, cursor, keys_of
from casebook.web.api.headers import NotBefore, wait
from casebook.web.api.models import Answer
from casebook.web.audience import allow
from casebook.web.bodies import StrictRoute
from casebook.web.documentation import problems
from casebook.web.services import Served

router = APIRouter(prefix="/api/v1", tags=["privacy"], route_class=StrictRoute)
KEYS = TypeAdapter(tuple[datetime | None, UUID])


class DataRequestRow(Answer):
    """A petition in which somebody asks about their data, or in which it is put aside (个人信息请求)."""

    number: str = Field(description="Its number (诉求编号).", examples=["2022-001435-9"])
    version: int = Field(description="Its version.", examples=[12])
    category: Category = Field(description="The kind of petition (类别).")
    status: Status = Field(description="Where it is on its road (状态).")
    unit: str | None = Field(description="The handling unit (承办单位).")
    step: DataStep = Field(description="What comes next (下一步).")
    wanted: DataWish | None = Field(description="What is asked (请求); null where nothing is.")
    ground: DataGround | None = Field(description="On what ground (依据).")
    asked_by: Role | None = Field(description="The role of whoever filed it.")
    asked_at: datetime | None = Field(description="When.")
    answer_due: datetime | None = Field(description="When it is to be decided (办理期限), or looked at again.")
    erase_at: datetime | None = Field(
        description="When it is erased (删除时间), once two have agreed and nothing holds it."
    )
    held: list[HoldGround] = Field(description="Why it must be kept, or had to until that day (暂缓事由).")
    held_until: date | None = Field(description="The last day of these holds; null where one has none.")
    personal_data: PersonalData = Field(description="What may be done with the citizen's data (个人信息状态).")
    expires_at: datetime | None = Field(description="When the last backup of the key expires.")


class DataRequestsAnswer(Answer):
    """A page of them, the soonest due first."""

    requests: list[DataRequestRow] = Field(description="The requests.")
    next: str | None = Field(description="Send it as `after` for the next page; null on the last.")


@dataclass(frozen=True)
class RequestsAsked:
    """The filter and the page that were asked for."""

    step: Annotated[DataStep | None, Query(description="Only where this comes next (下一步).")] = None
    after: After = None
    limit: Limit = 50
    not_before: NotBefore = None


@router.get(
    "/data-requests",
    operation_id="data-requests",
    summary="Requests about personal data (个人信息请求)",
    responses=problems(401, 403, 422, 503),
)
def data_requests(
    served: Served,
    asker: Annotated[Actor, Depends(allow(Role.PRIVACY_OFFICER, Role.SUPERVISOR, Role.AUDITOR))],
    asked: Annotated[RequestsAsked, Depends()],
) -> DataRequestsAnswer:
    """Every petition in which one is open, in which data are restricted, or in which an erasure is not complete."""
    wait(served, "data_requests", asked.not_before)
    due, last = keys_of(asked.after, KEYS) or (None, None)
    parameters = {"step": asked.step, "today": served.today(), "after_due": due, "after_id": last}
    rows = served.reader.ask("data_requests", "listed", parameters | {"limit": asked.limit + 1}, asker.role)
    page = rows[: asked.limit]
    names = DataRequestRow.model_fields
    return DataRequestsAnswer(
        requests=[DataRequestRow.model_validate({name: row[name] for name in names}) for row in page],
        next=cursor(page[-1]["erase_at"] or page[-1]["answer_due"], page[-1]["petition_id"])
        if len(rows) > len(page)
        else None,
    )


command_route(
    router,
    CheckIdentity,
    "Check who is asking (核验身份)",
    "A privacy officer has seen that whoever asks is who they say; how is on record, the papers are not.",
)
command_route(
    router,
    RefuseDataRequest,
    "Refuse the request (不予办理个人信息请求)",
    "With its legal basis and an explanation to whoever asked, at any time before the erasing begins.",
)
command_route(
    router,
    PlaceHold,
    "Hold what must be kept (暂缓删除)",
    "A supervisor for a supervision or a case before a court, the records for the period of archives: it is not erased "
    "until that day, or until it is lifted. Placed again it has another day.",
)
command_route(
    router,
    LiftHold,
    "Lift a hold (解除暂缓删除)",
    "What follows from a supervision or from the archive is no hold that was placed: it ends with that.",
)
command_route(
    router,
    ApproveErasure,
    "Approve the erasure (同意删除)",
    "Two persons do, neither of them whoever recorded the request, and one of them not of a unit that handled the "
    "petition. With the second approval the day is set, public, and can be cancelled by the citizen until then.",
)
command_route(
    router,
    EraseData,
    "Erase what is due (执行删除)",
    "After the waiting time. The system does so by itself; a privacy officer may where it is late.",
)
command_route(
    router,
    RecordErasure,
    "Record what was erased (登记删除)",
    "The system, when words, files, key and whatever was derived from them are gone. Figures do not change.",
)
command_route(
    router,
    CompleteErasure,
    "Complete the erasure (完成删除)",
    "The system, when the last backup that may hold the key has expired.",
)
command_route(
    router,
    RestrictData,
    "Restrict personal data (限制处理个人信息)",
    "They are kept and used for nothing else: asked for, or in the place of erasing while something must be kept.",
)
command_route(
    router,
    LiftRestriction,
    "Lift the restriction (解除限制处理)",
    "The data may be used again.",
)
command_route(
    router,
    CorrectData,
    "Put personal data right (更正个人信息)",
    "Name, number or place, as was asked. What was written before stays on record; figures do not change.",
)
