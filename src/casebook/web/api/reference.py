"""Reference data: which version of what was in force on a day, and who adopted it."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Path, Query
from pydantic import Field

from casebook.access import Actor, Role
from casebook.errors import NotFound
from casebook.petitions.vocabulary import Role as Roles
from casebook.reference.kinds import Kind
from casebook.reference.versions import Adoption, Reference
from casebook.web.api.models import Answer
from casebook.web.audience import allow, public
from casebook.web.bodies import StrictRoute
from casebook.web.documentation import problems
from casebook.web.services import Served

router = APIRouter(prefix="/api/v1", route_class=StrictRoute)
Auditor = Annotated[Actor, Depends(allow(Role.AUDITOR))]
On = Annotated[date | None, Query(description="In force on this day; today if not given.", examples=["2022-01-30"])]


class VersionAnswer(Answer):
    """A version of reference data (参考数据版本)."""

    kind: Kind = Field(description="What it is about.")
    id: str = Field(description="Its name and number.", examples=["pds-default:1"])
    title: str = Field(description="What it is called in Chinese.", examples=["平顶山默认办理时限"])
    title_en: str = Field(description="What it is called in English.")
    in_force_on: date | None = Field(description="The first day it holds; null where none is stated.")
    adopted_at: datetime | None = Field(description="When it was adopted; null: as shipped, not adopted yet.")
    adopted_by_role: Roles | None = Field(description="In which role it was adopted.")
    digest: str = Field(description="SHA-256 of its document: JSON with sorted keys.")
    in_force: bool = Field(description="Whether it is in force on the day asked for.")


class VersionsAnswer(Answer):
    """Every version, in the order of their adoption."""

    versions: list[VersionAnswer] = Field(description="The versions.")


class DocumentAnswer(VersionAnswer):
    """A version with its document."""

    document: dict[str, Any] = Field(description="The document itself.")


class AdoptionRow(Answer):
    """An adoption in its place in the ledger (采用记录)."""

    position: int = Field(description="Place in the ledger.", examples=[1])
    kind: Kind = Field(description="What was adopted.")
    number: int = Field(description="Its place among the adoptions of its kind.", examples=[1])
    id: str = Field(description="Name and number of the version.", examples=["cn:1"])
    in_force_on: date = Field(description="The first day it holds.")
    digest: str = Field(description="SHA-256 of the document, hexadecimal.")
    adopted_by: UUID = Field(description="Who adopted it, by pseudonym.")
    role: Roles = Field(description="In which role.")
    adopted_at: datetime = Field(description="When.")
    leaf: str = Field(description="Its leaf hash, hexadecimal.")


class AdoptionsAnswer(Answer):
    """Every adoption, oldest first; each matched its leaf, and its document its digest."""

    adoptions: list[AdoptionRow] = Field(description="The adoptions.")


@router.get(
    "/reference",
    operation_id="reference",
    summary="The versions of reference data (参考数据)",
    responses=problems(422, 503),
    tags=["public"],
    dependencies=[Depends(public())],
)
def reference(served: Served, on: On = None) -> VersionsAnswer:
    """Units, places, matters, limits, calendar, profiles, publication rules, privacy, texts: which is in force."""
    known, day = served.ledger.adoptions.reference(), on or datetime.now(served.settings.zone).date()
    versions = [_version(known, one, day) for one in known.adoptions]
    never = [_shipped(known, kind, day) for kind in Kind if not known.of(kind)]
    return VersionsAnswer(versions=[*versions, *(one for one in never if one)])


@router.get(
    "/reference/{kind}",
    operation_id="reference_document",
    summary="What is in force on a day (施行版本全文)",
    responses=problems(404, 422, 503),
    tags=["public"],
    dependencies=[Depends(public())],
)
def document(served: Served, kind: Annotated[Kind, Path(description="Which kind.")], on: On = None) -> DocumentAnswer:
    """The whole document of the version in force on that day, with who adopted it and since when it holds."""
    known, day = served.ledger.adoptions.reference(), on or datetime.now(served.settings.zone).date()
    found, adoption = known.document(kind, day), known.adopted(kind, day)
    version = _version(known, adoption, day) if adoption else _shipped(known, kind, day)
    if found is None or version is None:
        raise NotFound("当日没有施行的版本。", "No version was in force on that day.")
    return DocumentAnswer(**version.model_dump(), document=orjson.loads(found.content))


@router.get(
    "/audit/adoptions",
    operation_id="adoptions",
    summary="Adoptions of reference data (采用记录)",
    responses=problems(401, 403, 503),
    tags=["auditors"],
)
def adoptions(served: Served, _asker: Auditor) -> AdoptionsAnswer:
    """Every adoption in its place in the ledger, with its hashes. Reading verifies events and documents."""
    known = served.ledger.adoptions.reference().adoptions
    return AdoptionsAnswer(adoptions=[_row(one) for one in known])


def _row(one: Adoption) -> AdoptionRow:
    fields = {name: getattr(one, name) for name in AdoptionRow.model_fields if name != "leaf"}
    return AdoptionRow(**fields, leaf=one.leaf.hex())


def _version(known: Reference, one: Adoption, day: date) -> VersionAnswer:
    title = (known.documents or {})[one.digest].title
    return VersionAnswer(
        kind=one.kind,
        id=one.id,
        title=title.zh,
        title_en=title.en,
        in_force_on=one.in_force_on,
        adopted_at=one.adopted_at,
        adopted_by_role=one.role,
        digest=one.digest,
        in_force=known.adopted(one.kind, day) == one,
    )


def _shipped(known: Reference, kind: Kind, day: date) -> VersionAnswer | None:
    """What holds of a kind of which nothing was adopted yet."""
    found = known.document(kind, day)
    if found is None:
        return None
    version = found.version
    return VersionAnswer(
        kind=kind,
        id=version.id,
        title=version.title.zh,
        title_en=version.title.en,
        in_force_on=version.in_force_on,
        adopted_at=None,
        adopted_by_role=None,
        digest=found.digest,
        in_force=True,
    )
