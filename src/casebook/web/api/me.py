"""Whoever asks: who they are, which sessions of theirs run, and a citizen's own petitions."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request
from pydantic import Field

from casebook.access import Actor, Role
from casebook.accounts.access_log import Kind
from casebook.accounts.sessions import Session
from casebook.casework.contacts import catch_up
from casebook.errors import NotFound
from casebook.petitions.entry import Entry
from casebook.petitions.events import Submitted
from casebook.petitions.petition import fold
from casebook.petitions.vocabulary import Category, Status
from casebook.web.api.cursors import Limit
from casebook.web.api.models import Answer
from casebook.web.audience import NOBODY, allow
from casebook.web.bodies import StrictRoute
from casebook.web.documentation import problems
from casebook.web.identity import NotIdentified
from casebook.web.services import Served, Services
from casebook.web.sessions import session_of, visitor_of

router = APIRouter(prefix="/api/v1/me", tags=["me"], route_class=StrictRoute)
Anybody = Annotated[Actor, Depends(allow(*Role))]
Citizen = Annotated[Actor, Depends(allow(Role.CITIZEN))]


class HatAnswer(Answer):
    """A role that somebody may act in (岗位)."""

    role: Role = Field(description="The role.", examples=["desk"])
    unit: str | None = Field(description="For which unit.", examples=["street-410403002"])
    valid_until: datetime | None = Field(description="Until when; null for good.")


class MeAnswer(Answer):
    """Who asks (本人)."""

    person_id: UUID | None = Field(description="The actor of events; null for a citizen, who has one in each petition.")
    name: str | None = Field(description="What colleagues call them; null without an account.")
    role: Role = Field(description="The role they act in now.", examples=["desk"])
    unit: str | None = Field(description="For which unit.")
    hats: list[HatAnswer] = Field(description="The roles that they may act in.")
    phone_verified: bool = Field(description="Whether a one-time code has shown a telephone number to be theirs.")


class SessionAnswer(Answer):
    """A session that runs (登录会话)."""

    id: UUID = Field(description="Its name; it opens nothing.")
    role: Role = Field(description="The role it acts in now.")
    unit: str | None = Field(description="For which unit.")
    way: str = Field(description="How it began: `password`, `oidc` or `code`.", examples=["password"])
    begun_at: datetime = Field(description="When it began.")
    seen_at: datetime = Field(description="When it was last used, to the minute.")
    ends_at: datetime = Field(description="When it ends in any case.")
    current: bool = Field(description="Whether it is this one.")


class SessionsAnswer(Answer):
    """The sessions of whoever asks, the newest first."""

    sessions: list[SessionAnswer] = Field(description="The sessions.")


class ForgottenAnswer(Answer):
    """A number that was deleted."""

    petitions: int = Field(description="So many petitions are not found by it any more.", examples=[2])


class RevokedAnswer(Answer):
    """How many sessions were ended."""

    revoked: int = Field(description="So many.", examples=[1])


class OwnPetitionAnswer(Answer):
    """A petition that was filed with the citizen's telephone number."""

    number: str = Field(description="Its number (诉求编号).", examples=["2022-001435-9"])
    category: Category = Field(description="Its kind (类别).")
    title: str | None = Field(description="In one line (标题).")
    status: Status = Field(description="Where it is on its road (状态).")
    submitted_at: datetime = Field(description="When it was filed.")


class OwnPetitionsAnswer(Answer):
    """The petitions of a telephone number, the newest first (我的诉求)."""

    petitions: list[OwnPetitionAnswer] = Field(description="The petitions.")


@router.get("", operation_id="me", summary="Who is asking (本人)", responses=problems(401, 403, 503))
def me(request: Request, served: Served, asker: Anybody) -> MeAnswer:
    """Role and unit of the session or the token, and the other hats of the account."""
    session = session_of(request)
    known = asker.id != NOBODY
    person = served.accounts.people.by_id(asker.id) if known else None
    hats = served.accounts.people.hats(asker.id) if known else []
    return MeAnswer(
        person_id=asker.id if known else None,
        name=person.name if person else None,
        role=asker.role,
        unit=asker.unit,
        hats=[HatAnswer(role=hat.role, unit=hat.unit, valid_until=hat.valid_until) for hat in hats],
        phone_verified=session is not None and session.phone_verified,
    )


@router.get(
    "/sessions", operation_id="my-sessions", summary="My sessions (登录会话)", responses=problems(401, 403, 503)
)
def sessions(request: Request, served: Served, asker: Anybody) -> SessionsAnswer:
    """Those that run, on whichever machine."""
    current = session_of(request)
    names = SessionAnswer.model_fields.keys() - {"current"}
    return SessionsAnswer(
        sessions=[
            SessionAnswer(
                **{name: getattr(one, name) for name in names}, current=current is not None and one.id == current.id
            )
            for one in _theirs(request, served, asker)
        ]
    )


@router.delete(
    "/sessions",
    operation_id="revoke-other-sessions",
    summary="End my other sessions (退出其他设备)",
    responses=problems(401, 403, 503),
)
def revoke_others(request: Request, served: Served, asker: Anybody) -> RevokedAnswer:
    """All but the one that asks; from their next request on."""
    current = session_of(request)
    others = [one for one in _theirs(request, served, asker) if current is None or one.id != current.id]
    return _revoked(request, served, asker, others)


@router.delete(
    "/sessions/{session_id}",
    operation_id="revoke-session",
    summary="End one of my sessions (退出某一设备)",
    responses=problems(401, 403, 404, 503),
)
def revoke(
    request: Request,
    served: Served,
    asker: Anybody,
    session_id: Annotated[UUID, Path(description="Its `id` in the list.")],
) -> RevokedAnswer:
    """From its next request on it opens nothing."""
    found = [one for one in _theirs(request, served, asker) if one.id == session_id]
    if not found:
        raise NotFound
    return _revoked(request, served, asker, found)


@router.get(
    "/petitions",
    operation_id="my-petitions",
    summary="My petitions (我的诉求)",
    responses=problems(401, 403, 422, 503),
)
def petitions(request: Request, served: Served, _asker: Citizen, limit: Limit = 50) -> OwnPetitionsAnswer:
    """Those that were filed with the telephone number that a one-time code has shown to be the citizen's.

    Each can then be read, rated, withdrawn by its number, without its query code.
    """
    session = session_of(request)
    if session is None or session.phone is None:
        raise NotIdentified
    catch_up(served.ledger, served.accounts.contacts)
    mine = served.accounts.contacts.of_phone(session.phone, limit)
    return OwnPetitionsAnswer(petitions=[_own(served, petition_id) for petition_id in mine])


@router.delete(
    "/telephone",
    operation_id="forget-telephone",
    summary="Delete my number (删除我的号码)",
    responses=problems(401, 403, 503),
)
def forget_telephone(request: Request, served: Served, _asker: Citizen) -> ForgottenAnswer:
    """No petition is found by it any more, and its sessions end. Numbers and query codes open as before.

    What a petition itself says of its citizen is kept and erased with it, by whoever answers for personal data.
    """
    session = session_of(request)
    if session is None or session.phone is None:
        raise NotIdentified
    catch_up(served.ledger, served.accounts.contacts)
    forgotten = served.accounts.contacts.forget(session.phone)
    served.accounts.sessions.revoke(served.accounts.sessions.of_phone(session.phone))
    served.accounts.log.note(Kind.NUMBER_FORGOTTEN, None, visitor_of(request).network)
    return ForgottenAnswer(petitions=forgotten)


def _theirs(request: Request, served: Services, asker: Actor) -> list[Session]:
    session = session_of(request)
    if session is not None and session.phone is not None:
        return served.accounts.sessions.of_phone(session.phone)
    return served.accounts.sessions.of_person(asker.id)


def _revoked(request: Request, served: Services, asker: Actor, sessions: list[Session]) -> RevokedAnswer:
    revoked = served.accounts.sessions.revoke(sessions)
    person_id = asker.id if asker.id != NOBODY else None
    for _ in range(revoked):
        served.accounts.log.note(Kind.SESSION_REVOKED, person_id, visitor_of(request).network)
    return RevokedAnswer(revoked=revoked)


def _own(served: Services, petition_id: UUID) -> OwnPetitionAnswer:
    entries = served.ledger.entries(petition_id)
    first, petition = served.ledger.open(entries[:1], _title)[0], fold(entries)
    assert petition is not None  # noqa: S101  it has a first event
    assert isinstance(first.event, Submitted)  # noqa: S101  which is its filing
    title: Any = first.event.title
    return OwnPetitionAnswer(
        number=petition.number,
        category=petition.category,
        title=title if isinstance(title, str) else None,
        status=petition.status,
        submitted_at=first.happened_at,
    )


def _title(_entry: Entry, field: str) -> bool:
    return field == "title"
