"""A citizen's own petitions: found again by number and code or by telephone, looked at, and added to."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.responses import RedirectResponse

from casebook.access import GRANTS, Actor, Role
from casebook.casework.citizens import query_code
from casebook.casework.deadlines import Deadline
from casebook.errors import NotFound
from casebook.petitions.commands import COMMANDS, Change, Command, FileDataRequest
from casebook.petitions.entry import Entry
from casebook.petitions.events import InformationRequested
from casebook.petitions.numbers import plain_number
from casebook.petitions.petition import Petition
from casebook.petitions.vocabulary import Clock, Status
from casebook.web.accesses import note_refusal
from casebook.web.api.dissatisfied import awaits_decision
from casebook.web.api.headers import Number
from casebook.web.api.me import forget_telephone, petitions
from casebook.web.api.personal_copies import copy_of
from casebook.web.api.public import master_of
from casebook.web.api.receipts import as_file
from casebook.web.api.showing import petition_answer, timeline_answer
from casebook.web.audience import by_code, citizen
from casebook.web.casefile import deadlines_told, looked_up, pictures_seen, seen
from casebook.web.forms.form import blank, sent
from casebook.web.forms.limits import TOGETHER
from casebook.web.forms.options import Choices
from casebook.web.forms.posting import Form
from casebook.web.forms.sending import Posted, Unsent, form_page, give_by_form
from casebook.web.forms.showing import shown
from casebook.web.html.codes import squares
from casebook.web.html.page import PageRoute, View, page
from casebook.web.offers import offers
from casebook.web.passes import give_pass, take_pass
from casebook.web.services import Served, Services
from casebook.web.sessions import FORGET, SESSION, cookie, drop_cookie, local, origin_of, session_of

router = APIRouter(prefix="/mine", tags=["pages"], route_class=PageRoute, include_in_schema=False)
Citizen = Annotated[Actor, Depends(citizen())]

LONGEST: Final = 2000
"""No address that a page leads back to is longer."""

THEIRS: Final = tuple(
    kind.spoken_name() for kind, roles in GRANTS.items() if Role.CITIZEN in roles and issubclass(kind, Change)
)
"""What citizens may ask for about a petition of theirs."""

ANSWER: Final = "supplement-petition"
"""By what a citizen adds something, and answers when somebody asks them."""

MAIN: Final = ("rate-petition", "request-decline-review", ANSWER)
"""What they mostly want once there is a reply, once there is none to come, and before."""

STATIONS: Final = ("submitted", "accepted", "assigned", "replied", "verified", "closed")
"""Where every petition comes by that is solved."""

PASSED: Final[Mapping[Status, int]] = {
    Status.SUBMITTED: 1,
    Status.ACCEPTED: 2,
    Status.RETURN_REVIEW: 2,
    Status.ASSIGNED: 3,
    Status.IN_PROGRESS: 3,
    Status.SUSPENDED: 3,
    Status.REPLIED: 4,
    Status.VERIFYING: 4,
    Status.VERIFIED: 5,
    Status.CLOSED: 6,
}
"""So many stations are behind a petition in each state; others are not on that road any more."""

AWAITED: Final[Mapping[Status, tuple[Clock, ...]]] = {
    Status.SUBMITTED: (Clock.ACCEPT,),
    Status.ACCEPTED: (Clock.DISPATCH,),
    Status.ASSIGNED: (Clock.SIGN, Clock.REPLY),
    Status.IN_PROGRESS: (Clock.REPLY, Clock.REDO),
    Status.RETURN_REVIEW: (Clock.RULING,),
    Status.REPLIED: (Clock.REVIEW,),
    Status.VERIFYING: (Clock.VERIFY,),
    Status.CLOSED: (Clock.RATING,),
}
"""What a citizen waits for in each state."""


@router.get("")
def mine(
    request: Request,
    served: Served,
    citizen: Citizen,
    destination: Annotated[str, Query(alias="next", max_length=LONGEST)] = "",
    done: Annotated[str | None, Query()] = None,
) -> Response:
    """Where a petition is opened by its code, and all those of a telephone number."""
    return _mine(request, served, citizen, destination, forgotten=done == "forgotten")


@router.post("/open")
def open_petition(request: Request, served: Served, citizen: Citizen, form: Form) -> Response:
    """Fields `number`, `code`, `next`: on to the petition, and for a while without the code."""
    number, destination = plain_number(form.get("number", "")), form.get("next", "")
    try:
        by_code(served, number, form.get("code", ""))
    except NotFound as error:
        note_refusal(request, error, number)
        return _mine(request, served, citizen, destination, typed=number, error=error)
    here = f"/mine/{quote(number)}"
    onward = local(destination, here)
    answer = RedirectResponse(onward if f"{onward}/".startswith(f"{here}/") else here, 303)
    give_pass(request, answer, number)
    return answer


@router.post("/close")
def close_petition(request: Request, served: Served, _citizen: Citizen) -> Response:
    """Away from the petition, so that whoever has the browser next sees neither it nor others of the same citizen."""
    answer = RedirectResponse("/mine", 303, FORGET)
    take_pass(request, answer)
    session, token = session_of(request), cookie(request, SESSION)
    if token and session is not None and session.phone is not None:
        served.accounts.sessions.end(token)
        drop_cookie(request, answer, SESSION)
    return answer


@router.get("/forget")
def forget_form(request: Request, _citizen: Citizen) -> Response:
    """What it means to delete one's number; whoever is not in with it is asked for a code when they do."""
    session = session_of(request)
    return page(request, "citizens/forget.html", knows_phone=session is not None and session.phone is not None)


@router.post("/forget")
def forget(request: Request, served: Served, citizen: Citizen) -> Response:
    """Delete it; out, and back to where petitions are opened by their code."""
    forget_telephone(request, served, citizen)
    answer = RedirectResponse("/mine?done=forgotten", 303, FORGET)
    drop_cookie(request, answer, SESSION)
    return answer


@router.get("/{number}")
def petition(
    request: Request, served: Served, citizen: Citizen, number: Number, done: Annotated[str | None, Query()] = None
) -> Response:
    """A petition as its citizen sees it: where it is, who has it, when an answer is due, and what they may do."""
    found, entries = seen(request, number, citizen)
    offered = offers(served, citizen, found)
    names = [offer.command.spoken_name() for offer in offered if offer.refusal is None]
    asked = found.dues.answer is not None and ANSWER in names
    main = ANSWER if asked else next((name for name in MAIN if name in names), None)
    context = served.casework.context(found, citizen)
    return page(
        request,
        "citizens/petition.html",
        petition=petition_answer(found, entries, context, names),
        asked=asked,
        main=main,
        others=[name for name in names if name != main],
        question=_question(entries),
        master=master_of(served, found),
        awaits_decision=awaits_decision(found, served.casework.now()),
        history=timeline_answer(found, entries, citizen).steps,
        events={entry.version: entry.event for entry in entries},
        pictures_seen=pictures_seen(citizen, found, entries),
        due=_awaited(found, deadlines_told(served, citizen, found, entries)),
        stations=STATIONS if found.status in PASSED else (),
        passed=PASSED.get(found.status, 0),
        refused=[(offer.command.spoken_name(), offer.refusal) for offer in offered if offer.refusal is not None],
        done=done if done in THEIRS else None,
    )


@router.get("/{number}/receipt")
def receipt(request: Request, served: Served, citizen: Citizen, number: Number) -> Response:
    """Number and code, to be kept; also as a picture that a telephone reads."""
    found, entries = seen(request, number, citizen)
    code = query_code(served.ledger.keys, found.id)
    address = f"{origin_of(request)}/mine/{quote(found.number)}"
    return page(
        request,
        "citizens/receipt.html",
        petition=petition_answer(found, entries, served.casework.context(found, citizen), []),
        code=code,
        address=address,
        squares=squares(f"{address}#{code}"),
        held=served.bundles.receipt(found.id),
        due=_awaited(found, deadlines_told(served, citizen, found, entries)),
    )


@router.get("/{number}/receipt.cbk.zip")
def receipt_file(request: Request, served: Served, citizen: Citizen, number: Number) -> Response:
    """What proves the filing, as a file to keep."""
    found, _ = seen(request, number, citizen)
    return as_file(f"receipt-{found.number}", served.bundles.receipt(found.id).file(found.number))


@router.get("/{number}/personal-copy.zip")
def personal_copy(request: Request, served: Served, citizen: Citizen, number: Number) -> Response:
    """A copy of everything that is held about the citizen, as a file to keep."""
    return copy_of(request, served, citizen, looked_up(served, number, citizen)[0])


@router.get("/{number}/{command}")
def command_form(request: Request, served: Served, citizen: Citizen, number: Number, command: str) -> Response:
    """The form of something that the citizen may ask for."""
    kind = _kind(command)
    found, _ = looked_up(served, number, citizen)
    return _form_page(request, served, citizen, found, Unsent(blank(kind, found.version, _known(found)), 200))


@router.post("/{number}/{command}", max_body_size=TOGETHER)
def give_command(  # noqa: PLR0913, PLR0917  what the framework hands in
    request: Request, served: Served, citizen: Citizen, number: Number, command: str, data: Posted
) -> Response:
    """Ask for it; back to the petition, or to the form with what is in the way."""
    form = sent(_kind(command), data)
    outcome = give_by_form(request, served, citizen, number, form)
    if isinstance(outcome, Unsent):
        return _form_page(request, served, citizen, looked_up(served, number, citizen)[0], outcome)
    answer = RedirectResponse(f"/mine/{quote(number)}?done={command}", 303)
    give_pass(request, answer, number)
    return answer


def _mine(  # noqa: PLR0913  what the page shows
    request: Request,
    served: Services,
    citizen: Actor,
    destination: str,
    *,
    typed: str = "",
    error: NotFound | None = None,
    forgotten: bool = False,
) -> Response:
    session = session_of(request)
    knows_phone = session is not None and session.phone is not None
    number = typed or (destination.split("/")[2].partition("?")[0] if destination.startswith("/mine/") else "")
    return page(
        request,
        "citizens/mine.html",
        status=404 if error else 200,
        found=petitions(request, served, citizen).petitions if knows_phone else None,
        destination=local(destination, "/mine"),
        number=number,
        error=error,
        forgotten=forgotten,
    )


def _question(entries: Iterable[Entry]) -> str | None:
    """What the citizen was asked last, if they may read it."""
    asked = [entry.event.questions for entry in entries if isinstance(entry.event, InformationRequested)]
    return next((words for words in reversed(asked) if isinstance(words, str)), None)


def _awaited(found: Petition, told: list[Deadline]) -> list[Deadline]:
    """The deadlines that run for what the citizen waits for; of each clock only what was set last."""
    last = {one.clock: one for one in told}
    return [last[clock] for clock in AWAITED.get(found.status, ()) if clock in last]


def _kind(name: str) -> type[Command]:
    """The command of that name, if citizens may ever give it."""
    if name not in THEIRS:
        raise NotFound
    return COMMANDS[name]


def _known(found: Petition) -> dict[str, object]:
    """What a form begins with."""
    return {"unit": found.unit, "in_answer": found.dues.answer is not None}


def _form_page(request: Request, served: Services, citizen: Actor, found: Petition, unsent: Unsent) -> Response:
    view, here = View(request), f"/mine/{found.number}"
    context = served.casework.context(found, citizen)
    theirs = {code: unit for code, unit in view.names.units.items() if code in found.units}
    controls = shown(unsent.form, Choices(replace(view.names, units=theirs), view.speech))
    return form_page(
        request,
        "citizens/data_request.html" if unsent.form.kind is FileDataRequest else "command.html",
        unsent,
        [each for each in controls if each.name != "subject"],  # citizens ask for themselves
        answered=context.data_requests_answered_within,
        waits=context.erased_after,
        caption=f"{found.number} · {view.speech.term(found.status)}",
        back=(here, found.number),
        action=f"{here}/{unsent.form.kind.spoken_name()}",
    )
