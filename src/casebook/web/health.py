"""Whether the service lives, can work, and how far its read models are. No private data, no version of the API."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from casebook.errors import NotFound
from casebook.ledger.sweeps import Sweeps
from casebook.web.audience import public
from casebook.web.bodies import StrictRoute
from casebook.web.documentation import problems
from casebook.web.problems import KINDS, type_of
from casebook.web.services import Served

router = APIRouter(tags=["service"], route_class=StrictRoute, dependencies=[Depends(public())])


class Sign(BaseModel):
    """A sign of life."""

    model_config = ConfigDict(frozen=True)
    status: Literal["ok"] = Field(default="ok", description="Always `ok`; else the answer is a problem.")


class ModelStatus(BaseModel):
    """How far a read model is (读模型状态)."""

    model_config = ConfigDict(frozen=True, from_attributes=True)
    name: str = Field(description="The read model.", examples=["inbox"])
    state: str = Field(description="What it does.", examples=["running"])
    position: int = Field(description="The ledger's position that it has reached.", examples=[4711])
    lag: int = Field(description="Positions that are still to come.", examples=[0])
    error: str | None = Field(description="Why it stopped, or why its changed file cannot take over; without values.")
    error_position: int | None = Field(description="The event that it cannot take in.")
    error_event: str | None = Field(description="The kind of that event.")
    updated_at: datetime = Field(description="When it last moved or stopped.")


class LeftOut(BaseModel):
    """A file of a read model that is wrong (未使用的读模型)."""

    model_config = ConfigDict(frozen=True)
    name: str = Field(description="The read model.", examples=["by_street"])
    zh: str = Field(
        description="What is wrong, in Chinese.", examples=["by_street.sql，第 1 行：应为“-- 名称: 问题”。"]
    )
    en: str = Field(
        description="The same in English.", examples=["by_street.sql, line 1: should be “-- name: question”."]
    )


class SweepStatus(BaseModel):
    """How far the sweep is that fires what is due (到期处理状态)."""

    model_config = ConfigDict(frozen=True, from_attributes=True)
    swept_until: datetime | None = Field(description="What was due by then has fired; null before the first sweep.")
    fired: int = Field(description="Timers that have fired so far.", examples=[12])
    updated_at: datetime | None = Field(description="When the last sweep ended.")
    faults: int = Field(description="Petitions that it could not move.", examples=[0])
    fault_since: datetime | None = Field(description="Since when, of the oldest of them.")
    fault: str | None = Field(description="Why, of the oldest; without values.")


class SearchStatus(BaseModel):
    """How far the search is (检索状态)."""

    model_config = ConfigDict(frozen=True, from_attributes=True)
    building: bool = Field(description="Whether it is being filled; until then it answers nothing.")
    built: int = Field(description="Petitions that were taken in while it was filled.", examples=[1435])
    total: int = Field(description="Petitions there were when that began.", examples=[1435])
    position: int = Field(description="The ledger's position that it has reached.", examples=[4711])
    lag: int = Field(description="Positions that are still to come.", examples=[0])
    updated_at: datetime = Field(description="When it last moved.")


class StatusAnswer(BaseModel):
    """How far everything is (系统状态)."""

    model_config = ConfigDict(frozen=True)
    version: str = Field(description="The release that runs.", examples=["0.1.0"])
    position: int = Field(description="The ledger's position.", examples=[4711])
    models: list[ModelStatus] = Field(description="Each read model.")
    left_out: list[LeftOut] = Field(description="Files of further read models that are wrong; the others work.")
    search: SearchStatus | None = Field(description="The search; null before it is begun, as after a crash.")
    sweep: SweepStatus = Field(description="What fires deadlines.")


class ProblemKind(BaseModel):
    """A kind of problem (问题类型)."""

    model_config = ConfigDict(frozen=True)
    type: str = Field(description="As in the problem.", examples=["/problems/outdated"])
    status: int = Field(description="The HTTP status.", examples=[409])
    zh: str = Field(description="Its title in Chinese.", examples=["已被他人更改"])
    en: str = Field(description="Its title in English.", examples=["Changed meanwhile"])


class Index(BaseModel):
    """What is here (目录)."""

    model_config = ConfigDict(frozen=True)
    name: str = Field(default="casebook 民呼必应", description="What this is.")
    version: str = Field(description="The release that runs.", examples=["0.1.0"])
    links: dict[str, str] = Field(
        description="Where to go on, by what is there.", examples=[{"register": "/api/v1/register"}]
    )


@router.get("/api", operation_id="index", summary="What is here? (目录)", responses=problems())
def index(served: Served) -> Index:
    """Where programs go on; people begin at `/`."""
    links = {
        "诉求统计 tallies": "/api/v1/tallies",
        "公开诉求 register": "/api/v1/register",
        "系统状态 status": "/status",
        "接口说明 openapi": "/openapi.json",
    }
    return Index(version=served.version, links=links)


@router.get("/health", operation_id="health", summary="Does it live? (存活)", responses=problems())
def health() -> Sign:
    """The process answers. The database is not asked."""
    return Sign()


@router.get("/ready", operation_id="ready", summary="Can it work? (就绪)", responses=problems(503))
def ready(served: Served) -> Sign:
    """The database answers and has the ledger in it, and so does the key store."""
    served.ledger.position()
    served.ledger.key_store.standing(())
    return Sign()


@router.get("/status", operation_id="status", summary="How far is it? (状态)", responses=problems(503))
def status(served: Served) -> StatusAnswer:
    """The ledger's position, for each read model its position, lag and state, and how far the sweep is."""
    position = served.ledger.position()
    models = [ModelStatus.model_validate(row) for row in served.reader.status()]
    sweep = SweepStatus.model_validate(Sweeps(served.ledger.datastore).standing())
    left_out = [LeftOut(name=name, zh=error.zh, en=error.en) for name, error in served.library.left_out.items()]
    found = served.search.standing()
    return StatusAnswer(
        version=served.version,
        position=position,
        models=models,
        left_out=left_out,
        search=SearchStatus.model_validate(found) if found else None,
        sweep=sweep,
    )


@router.get("/openapi.json", include_in_schema=False)
def description(request: Request) -> JSONResponse:
    """The description of the API, in OpenAPI 3.1."""
    return JSONResponse(request.app.openapi())


@router.get("/problems/{slug}", operation_id="problem", summary="A kind of problem (问题类型)", responses=problems(404))
def problem_kind(
    slug: Annotated[str, Path(description="The last part of `type`.", examples=["outdated"])],
) -> ProblemKind:
    """What the `type` of a problem leads to."""
    kind = next((kind for kind in KINDS.values() if kind.slug == slug), None)
    if kind is None:
        raise NotFound
    return ProblemKind(type=type_of(kind), status=kind.status, zh=kind.zh, en=kind.en)
