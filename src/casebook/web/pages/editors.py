"""Editors: whom to send, what waits for a signature, and the finding beside the reply."""

from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.responses import RedirectResponse

from casebook.access import Actor, Role
from casebook.errors import NotFound
from casebook.petitions.commands import (
    COMMANDS,
    AddNote,
    Change,
    CountersignVerification,
    PublishFollowUp,
    ScheduleVerification,
    Unpublish,
    WaiveVerification,
)
from casebook.petitions.petition import Petition
from casebook.petitions.publication.codes import TextState
from casebook.web.api.headers import Number
from casebook.web.api.reporters import verifications, verifications_to_schedule
from casebook.web.api.showing import petition_answer, timeline_answer
from casebook.web.api.worklist import Asked
from casebook.web.audience import signed_in
from casebook.web.casefile import looked_up, named_in, pictures_seen, seen
from casebook.web.forms.form import blank, sent
from casebook.web.forms.options import Choices
from casebook.web.forms.people import people_in
from casebook.web.forms.sending import Posted, Unsent, form_page, give_by_form
from casebook.web.forms.showing import shown
from casebook.web.html.page import PageRoute, View, page
from casebook.web.offers import offers
from casebook.web.services import Served, Services

router = APIRouter(prefix="/editors", tags=["pages"], route_class=PageRoute, include_in_schema=False)

Editor = Annotated[Actor, Depends(signed_in(Role.EDITOR))]

THEIRS: Final[dict[str, type[Change]]] = {
    kind.spoken_name(): kind
    for kind in (CountersignVerification, ScheduleVerification, WaiveVerification, PublishFollowUp, Unpublish, AddNote)
}
"""What editors do by a form."""

NOTE: Final = AddNote.spoken_name()
"""Beside the work."""

_PUBLISHING: Final = frozenset({"publish", "revise-publication"})
"""What has a page of its own."""


@router.get("")
def work(request: Request, served: Served, person: Editor, asked: Annotated[Asked, Depends()]) -> Response:
    """What waits for a signature, and what nobody has looked at yet."""
    return page(
        request,
        "editors/work.html",
        unsigned=verifications(served, person, Asked()),
        unvisited=verifications_to_schedule(served, person, asked),
        asked=asked,
    )


@router.get("/petitions/{number}")
def petition(
    request: Request, served: Served, person: Editor, number: Number, done: Annotated[str | None, Query()] = None
) -> Response:
    """The finding beside the reply, and what can be done now."""
    found, entries = seen(request, number, person)
    offered = [one for one in offers(served, person, found) if one.command.spoken_name() in {*THEIRS, *_PUBLISHING}]
    names = [one.command.spoken_name() for one in offered if one.refusal is None]
    context = served.casework.context(found, person)
    return page(
        request,
        "editors/petition.html",
        petition=petition_answer(found, entries, context, names),
        reporter=_name_of(served, found),
        names=[name for name in names if name in THEIRS and name != NOTE],
        may_note=NOTE in names,
        may_publish=not _PUBLISHING.isdisjoint(names),
        is_public=found.text_state is TextState.PUBLISHED,
        refused=[(one.command.spoken_name(), one.refusal) for one in offered if one.refusal is not None],
        history=timeline_answer(found, entries, person).steps,
        events={entry.version: entry.event for entry in entries},
        named=named_in(served, person, entries),
        pictures_seen=pictures_seen(person, found, entries),
        done=done if done in COMMANDS else None,
    )


@router.get("/petitions/{number}/do/{command}")
def command_form(request: Request, served: Served, person: Editor, number: Number, command: str) -> Response:
    """The form of what an editor does."""
    kind = _kind(command)
    found, _ = looked_up(served, number, person)
    return _form_page(request, served, found, Unsent(blank(kind, found.version, {}), 200))


@router.post("/petitions/{number}/do/{command}")
def give_command(  # noqa: PLR0913, PLR0917  what the framework hands in
    request: Request, served: Served, person: Editor, number: Number, command: str, data: Posted
) -> Response:
    """Do it; back to the petition, or to the form with what is in the way."""
    outcome = give_by_form(request, served, person, number, sent(_kind(command), data))
    if isinstance(outcome, Unsent):
        return _form_page(request, served, looked_up(served, number, person)[0], outcome)
    return RedirectResponse(f"/editors/petitions/{quote(number)}?done={command}", 303)


def _kind(name: str) -> type[Change]:
    if name not in THEIRS:
        raise NotFound
    return THEIRS[name]


def _name_of(served: Services, found: Petition) -> str:
    """Who is sent, by name."""
    person = found.scheduled_reporter and served.accounts.people.by_id(found.scheduled_reporter)
    return person.name if person else ""


def _form_page(request: Request, served: Services, found: Petition, unsent: Unsent) -> Response:
    view, here = View(request), f"/editors/petitions/{found.number}"
    return form_page(
        request,
        "command.html",
        unsent,
        shown(unsent.form, Choices(view.names, view.speech, people=people_in(served, Role.REPORTER))),
        caption=f"{found.number} · {view.speech.term(found.status)}",
        back=(here, found.number),
        action=f"{here}/do/{unsent.form.kind.spoken_name()}",
    )
