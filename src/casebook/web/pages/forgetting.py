"""Privacy officers and supervisors: who asks about personal data, what comes next, and every step by its form."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Final, get_args
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.responses import RedirectResponse

from casebook.access import GRANTS, Actor, Role
from casebook.errors import NotFound
from casebook.ledger.handed_out import handed_out
from casebook.petitions.commands import ApproveErasure, Change
from casebook.petitions.entry import Entry
from casebook.petitions.events import DataRequestFiled, Submitted
from casebook.petitions.forgetting.codes import DataStep
from casebook.petitions.forgetting.commands import ForgettingCommand
from casebook.petitions.forgetting.events import ForgettingEvent
from casebook.petitions.forgetting.holding import holds
from casebook.petitions.numbers import plain_number
from casebook.petitions.petition import Petition
from casebook.web.api.forgetting import RequestsAsked, data_requests
from casebook.web.api.headers import Number
from casebook.web.api.personal_copies import copy_of
from casebook.web.api.showing import petition_answer, timeline_answer
from casebook.web.audience import NUMBER, signed_in
from casebook.web.casefile import looked_up, named_in, seen
from casebook.web.forms.form import blank, sent
from casebook.web.forms.options import Choices, Option
from casebook.web.forms.sending import Posted, Unsent, form_page, give_by_form
from casebook.web.forms.showing import shown
from casebook.web.html.page import PageRoute, View, page
from casebook.web.offers import offers
from casebook.web.services import Served

router = APIRouter(prefix="/data-requests", tags=["pages"], route_class=PageRoute, include_in_schema=False)
Copying = Annotated[Actor, Depends(signed_in(Role.PRIVACY_OFFICER))]
Officer = Annotated[Actor, Depends(signed_in(Role.PRIVACY_OFFICER, Role.SUPERVISOR))]

THEIRS: Final[Mapping[str, type[Change]]] = {kind.spoken_name(): kind for kind in get_args(ForgettingCommand)}
"""What is done here; each role does its part."""

NEXT: Final = frozenset({"check-identity", ApproveErasure.spoken_name(), "restrict-data", "correct-data", "erase-data"})
"""What moves a request on: shown first, as buttons."""


@router.get("")
def work(
    request: Request,
    served: Served,
    person: Officer,
    asked: Annotated[RequestsAsked, Depends()],
    number: Annotated[str | None, Query(max_length=64)] = None,
) -> Response:
    """What is asked and what comes next, the soonest due first; `number`: on to the petition of who comes in person."""
    wanted = plain_number(number or "")
    known = served.ledger.by_number(wanted) if NUMBER.fullmatch(wanted) else None
    if known is not None:
        return RedirectResponse(f"/data-requests/{quote(wanted)}", 303)
    when = {"now": served.casework.now(), "today": served.today()}
    counts = served.reader.ask("data_requests", "counts", when, person.role)
    return page(
        request,
        "forgetting/work.html",
        status=404 if number else 200,
        found=data_requests(served, person, asked),
        asked=asked,
        steps=list(DataStep),
        counts={row["step"]: row["petitions"] for row in counts},
        overdue=sum(row["overdue"] for row in counts),
        number=number,
    )


@router.get("/{number}")
def request_of(
    request: Request, served: Served, person: Officer, number: Number, done: Annotated[str | None, Query()] = None
) -> Response:
    """A petition as far as a request about personal data needs it: who asks what, how far it is, what must be kept."""
    found, entries = seen(request, number, person)
    context = served.casework.context(found, person)
    offered = [one for one in offers(served, person, found) if one.command.spoken_name() in THEIRS]
    names = [one.command.spoken_name() for one in offered if one.refusal is None]
    about = [entry for entry in entries if isinstance(entry.event, ForgettingEvent)]
    return page(
        request,
        "forgetting/petition.html",
        petition=petition_answer(found, entries, context, names),
        details=_details(entries, found),
        handed_out=handed_out(served.ledger.datastore, found.id),
        copying=person.role is Role.PRIVACY_OFFICER and not found.is_sealed and found.citizen is not None,
        holds=holds(found, context.terms.day(context.now)),
        waits=context.erased_after,
        first=[name for name in names if name in NEXT],
        others=[name for name in names if name not in NEXT],
        refused=[(one.command.spoken_name(), one.refusal) for one in offered if one.refusal is not None],
        history=timeline_answer(found, about, person).steps,
        events={entry.version: entry.event for entry in entries},
        named=named_in(served, person, about),
        done=done if done in THEIRS else None,
    )


@router.get("/{number}/personal-copy.zip")
def personal_copy(request: Request, served: Served, person: Copying, number: Number) -> Response:
    """A copy of everything that is held about the citizen, to be handed to them."""
    return copy_of(request, served, person, seen(request, number, person)[0])


@router.get("/{number}/{command}")
def command_form(request: Request, served: Served, person: Officer, number: Number, command: str) -> Response:
    """The form of a step."""
    kind = _kind(command, person)
    found, entries = looked_up(served, number, person)
    return _form_page(request, found, entries, Unsent(blank(kind, found.version, {}), 200))


@router.post("/{number}/{command}")
def give_command(  # noqa: PLR0913, PLR0917  what the framework hands in
    request: Request, served: Served, person: Officer, number: Number, command: str, data: Posted
) -> Response:
    """Take it; back to the petition, or to the form with what is in the way."""
    outcome = give_by_form(request, served, person, number, sent(_kind(command, person), data))
    if isinstance(outcome, Unsent):
        found, entries = looked_up(served, number, person)
        return _form_page(request, found, entries, outcome)
    return RedirectResponse(f"/data-requests/{quote(number)}?done={command}", 303)


def _kind(name: str, person: Actor) -> type[Change]:
    kind = THEIRS.get(name)
    if kind is None or person.role not in GRANTS[kind]:
        raise NotFound
    return kind


def _details(entries: Sequence[Entry], found: Petition) -> str | None:
    """What whoever asks has written, while that is open and can be read."""
    filed = [entry.event for entry in entries if isinstance(entry.event, DataRequestFiled)]
    if not filed or found.forgetting.request is None:
        return None
    return details if isinstance(details := filed[-1].details, str) else None


def _others(entries: Sequence[Entry], found: Petition, view: View) -> list[Option]:
    """The people beside the citizen who have words in the petition: by what they are and when they wrote last."""
    wrote = {
        entry.subject: entry
        for entry in entries
        if entry.subject in found.people - {found.citizen} and not isinstance(entry.event, Submitted)
    }
    return [
        Option(str(person), f"{view.speech.term(entry.actor.role)} · {view.speech.day(entry.happened_at)}")
        for person, entry in wrote.items()
    ]


def _form_page(request: Request, found: Petition, entries: Sequence[Entry], unsent: Unsent) -> Response:
    view, here = View(request), f"/data-requests/{found.number}"
    people = _others(entries, found, view)
    controls = shown(unsent.form, Choices(view.names, view.speech, people=people))
    return form_page(
        request,
        "command.html",
        unsent,
        controls if people else [each for each in controls if each.name != "subject"],
        caption=f"{found.number} · {view.speech.term(found.status)}",
        back=(here, found.number),
        action=f"{here}/{unsent.form.kind.spoken_name()}",
    )
