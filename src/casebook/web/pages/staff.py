"""Staff: what waits for me, a petition with all that belongs to it, and every command by its form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.responses import RedirectResponse

from casebook.access import GRANTS, Actor, Role
from casebook.casework.deadlines import still_running
from casebook.errors import NotFound
from casebook.petitions.commands import (
    COMMANDS,
    AcceptPetition,
    AddNote,
    AssignPetition,
    Change,
    Command,
    DeclinePetition,
    MergePetition,
    ScheduleVerification,
    SubmitReply,
    UrgeUnit,
)
from casebook.petitions.entry import Entry
from casebook.petitions.merging.codes import MergeEvidence
from casebook.petitions.numbers import plain_number
from casebook.petitions.petition import Petition
from casebook.petitions.vocabulary import Category, Status
from casebook.reference.texts import TextsVersion
from casebook.web.api.headers import Number
from casebook.web.api.models import PetitionAnswer
from casebook.web.api.showing import petition_answer, timeline_answer
from casebook.web.api.staff import MOST, DueIn, Waiting, WaitingOn, inbox, news
from casebook.web.api.worklist import Asked, Mark
from casebook.web.audience import NUMBER, signed_in
from casebook.web.casefile import deadlines_told, named_in, pictures_seen, read, seen
from casebook.web.disclosure import HOTLINE, STAFF, UNIT
from casebook.web.forms.form import Form, blank, sent
from casebook.web.forms.limits import TOGETHER
from casebook.web.forms.options import Choices
from casebook.web.forms.people import people_in
from casebook.web.forms.sending import Posted, Unsent, form_page, give_by_form, with_pictures
from casebook.web.forms.showing import shown
from casebook.web.forms.texts import Pick, put_in, taken_out, told_of
from casebook.web.html.navigation import home_of
from casebook.web.html.page import PageRoute, View, page
from casebook.web.offers import offers
from casebook.web.services import Served, Services

router = APIRouter(prefix="/staff", tags=["pages"], route_class=PageRoute, include_in_schema=False)

Office = Annotated[Actor, Depends(signed_in(*HOTLINE, *UNIT))]
Party = Annotated[Actor, Depends(signed_in(*STAFF, Role.RECORDS))]

ROAD: Final = frozenset(
    {
        "accept-petition",
        "assign-petition",
        "sign-assignment",
        "record-contact",
        "submit-reply",
        "approve-reply",
        "schedule-verification",
        "record-verification",
        "countersign-verification",
        "close-petition",
        "approve-return",
        "grant-extension",
    }
)
"""What moves a petition on: shown first, as buttons."""

NOTE: Final = AddNote.spoken_name()
"""Beside the work: whoever has no work here may leave a note."""

OF_THE_PAGE: Final = frozenset({"after", "limit", "not_before"})
"""Parameters that say which page of the list is shown, not what is in it."""

AT_ONCE: Final = (AcceptPetition, AssignPetition, UrgeUnit)
"""What can be done with several petitions that are chosen in the list."""

Case = tuple[Petition, list[Entry]]
"""A petition and what happened to it, words opened."""

NAMED: Final[Mapping[type[Command], tuple[Role, ...]]] = {
    SubmitReply: (Role.UNIT_OFFICER,),
    DeclinePetition: (Role.DESK,),
    ScheduleVerification: (Role.REPORTER, Role.DESK),
}
"""In which roles people are whom a command names: they are chosen by name."""


@dataclass(frozen=True)
class Chosen:
    """What stands in the form of merging where a petition was chosen that may be the same."""

    master: Annotated[str | None, Query(pattern=NUMBER.pattern)] = None
    evidence: Annotated[Sequence[MergeEvidence], Query(max_length=len(MergeEvidence))] = ()


@router.get("")
def work(
    request: Request,
    served: Served,
    person: Office,
    asked: Annotated[Asked, Depends()],
    waiting: Annotated[Waiting, Depends()],
) -> Response:
    """What waits, most urgent first."""
    since = served.reader.position("inbox")
    found = inbox(served, person, asked, waiting)
    return page(
        request,
        "staff/work.html",
        found=found,
        asked=asked,
        waiting=waiting,
        counts=news(served, person, Waiting(), since),
        most=MOST,
        categories=list(Category),
        statuses=list(Status),
        dues=list(DueIn),
        marks=[one for one in Mark if person.role in HOTLINE or one is not Mark.CLOSING_PROPOSED],
        everybody=list(WaitingOn) if person.role in HOTLINE else [],
        in_unit=person.role in UNIT,
        several=[kind.spoken_name() for kind in AT_ONCE if person.role in GRANTS[kind]],
        selections=served.accounts.selections.of(person.id),
        stream=_stream(request, since, news(served, person, waiting, since)["petitions"]),
    )


def _stream(request: Request, since: int, had: int) -> str:
    """Where the news of this list come from: behind a position, when it had so many petitions."""
    filters = [pair for pair in request.query_params.multi_items() if pair[0] not in OF_THE_PAGE]
    return f"/staff/events?{urlencode([*filters, ('since', since), ('had', had)])}"


@router.get("/petitions/{number}")
def petition(
    request: Request, served: Served, person: Party, number: Number, done: Annotated[str | None, Query()] = None
) -> Response:
    """A petition with its facts, its history, its deadlines day by day, and what this person may do now."""
    found, entries = seen(request, number, person)
    offered = offers(served, person, found)
    names = [offer.command.spoken_name() for offer in offered if offer.refusal is None]
    context = served.casework.context(found, person)
    told = deadlines_told(served, person, found, entries)
    running = still_running(found, told)
    return page(
        request,
        "staff/petition.html",
        petition=petition_answer(found, entries, context, names),
        home=home_of(person.role),
        matter=found.matter,
        history=timeline_answer(found, entries, person).steps,
        events={entry.version: entry.event for entry in entries},
        named=named_in(served, person, entries),
        pictures_seen=pictures_seen(person, found, entries),
        running=running,
        settled=[one for one in reversed(told) if one not in running],
        first=[name for name in names if name in ROAD],
        others=[name for name in names if name not in ROAD | {NOTE}],
        refused=[(offer.command.spoken_name(), offer.refusal) for offer in offered if offer.refusal is not None],
        done=done if done in COMMANDS else None,
        following=_following(served, person, number) if done else None,
    )


def _following(served: Services, person: Actor, number: str) -> str | None:
    """Which petition waits for this person next, beside this one."""
    if person.role not in HOTLINE | UNIT:
        return None
    waiting = inbox(served, person, Asked(limit=2), Waiting()).petitions
    return next((one.number for one in waiting if one.number != number), None)


@router.get("/petitions/{number}/{command}")
def command_form(  # noqa: PLR0913, PLR0917  what the framework hands in
    request: Request,
    served: Served,
    person: Party,
    number: Number,
    command: str,
    chosen: Annotated[Chosen, Depends()],
) -> Response:
    """The form of a command about a petition."""
    kind = _kind(command, person)
    case = found, _ = read(served, number, person)
    known = vars(chosen) if kind is MergePetition else _known(found, person)
    return _form_page(request, served, person, case, Unsent(blank(kind, found.version, known), 200))


@router.post("/petitions/{number}/{command}", max_body_size=TOGETHER)
def give_command(  # noqa: PLR0913, PLR0917  what the framework hands in
    request: Request, served: Served, person: Party, number: Number, command: str, data: Posted
) -> Response:
    """Give the command; back to the petition, or to the form with what is in the way, or with a canned text."""
    pick, data = taken_out(data)
    form = sent(_kind(command, person), data)
    if pick is not None:
        form = with_pictures(request, served, person, number, form)
        return _with_text(request, served, person, read(served, number, person), form, pick)
    outcome = give_by_form(request, served, person, number, form)
    if isinstance(outcome, Unsent):
        return _form_page(request, served, person, read(served, number, person), outcome)
    return RedirectResponse(f"/staff/petitions/{quote(number)}?done={command}", 303)


def _kind(name: str, person: Actor) -> type[Command]:
    """The command of that name, if people in this role may ever give it."""
    kind = COMMANDS.get(name)
    if kind is None or not issubclass(kind, Change) or person.role not in GRANTS.get(kind, {}):
        raise NotFound
    return kind


def _known(petition: Petition, person: Actor) -> dict[str, object]:
    """What a form need not ask, or can begin with."""
    return {
        "category": petition.category,
        "matter": petition.matter,
        "assignment": petition.assignment,
        "round": petition.round,
        "area": petition.area,
        "street": petition.street,
        "drafted_by": person.id if person.role is Role.UNIT_OFFICER else None,
    }


def _with_text(  # noqa: PLR0913, PLR0917  who asks, what about, and what was typed
    request: Request, served: Services, person: Actor, case: Case, form: Form, pick: Pick
) -> Response:
    """The form again, nothing given, with the text that was picked."""
    now = served.casework.now()
    filled = put_in(form, pick, _texts(served, person), told_of(served, case[0], now))
    return _form_page(request, served, person, case, Unsent(filled, 200))


def _texts(served: Services, person: Actor) -> TextsVersion | None:
    """What is proposed to everybody and to this person's unit."""
    found = served.ledger.adoptions.reference().texts(served.today())
    return found.for_people_of(person.unit) if found else None


def _master(served: Services, person: Actor, form: Form) -> PetitionAnswer | None:
    """The petition that a form of merging names, so that it is seen before it is sent; None while it names none."""
    number = plain_number(form.first("master"))
    if not NUMBER.fullmatch(number):
        return None
    try:
        found, entries = read(served, number, person)
    except NotFound:
        return None
    return petition_answer(found, entries, served.casework.context(found, person), [])


def _form_page(request: Request, served: Services, person: Actor, case: Case, unsent: Unsent) -> Response:
    found, entries = case
    view, here = View(request), f"/staff/petitions/{found.number}"
    roles = NAMED.get(unsent.form.kind, ())
    people = [one for role in roles for one in people_in(served, role, person.unit, but=person)]
    catalogue = served.ledger.adoptions.reference().matters(served.today())
    choices = Choices(
        view.names,
        view.speech,
        people=people,
        street=found.street,
        texts=_texts(served, person),
        likely=catalogue.likely(found.matter, found.area, found.street) if catalogue else (),
    )
    return form_page(
        request,
        "staff/command.html",
        unsent,
        shown(unsent.form, choices),
        petition=petition_answer(found, entries, served.casework.context(found, person), []),
        matter=found.matter,
        history=timeline_answer(found, entries, person).steps,
        events={entry.version: entry.event for entry in entries},
        pictures_seen=pictures_seen(person, found, entries),
        master=_master(served, person, unsent.form),
        caption=f"{found.number} · {view.speech.term(found.status)}",
        back=(here, found.number),
        action=f"{here}/{unsent.form.kind.spoken_name()}",
    )
