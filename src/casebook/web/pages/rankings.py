"""办理排行: what is published, for everybody; the draft with its objections, for those whom it concerns."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.responses import RedirectResponse

from casebook.access import PUBLISHING, Actor
from casebook.casework.tables import profiles_of
from casebook.errors import NotFound
from casebook.figures.table import differences
from casebook.petitions.command import Command
from casebook.rankings.commands import (
    CorrectRanking,
    DecideRankingObjection,
    DraftRanking,
    FileRankingObjection,
    OfRanking,
    PublishRanking,
)
from casebook.web.api import rankings as answers
from casebook.web.api.rankings import MonthPath, ProfileAsked
from casebook.web.api.tables import DraftAnswer, TableAnswer
from casebook.web.audience import public, signed_in
from casebook.web.disclosure import HOTLINE, PUBLISHERS, UNIT
from casebook.web.forms.form import blank, sent
from casebook.web.forms.options import Choices
from casebook.web.forms.sending import Posted, Unsent, form_page, give_beside_by_form
from casebook.web.forms.showing import shown
from casebook.web.html.page import PageRoute, View, page
from casebook.web.html.shelf import SharedRoute
from casebook.web.html.tables import columns, grouped
from casebook.web.services import Served, Services

router = APIRouter(tags=["pages"], route_class=PageRoute, include_in_schema=False)
shared = APIRouter(route_class=SharedRoute, dependencies=[Depends(public())])
"""What everybody reads."""

Concerned = Annotated[Actor, Depends(signed_in(*HOTLINE, *UNIT, *PUBLISHERS))]
KINDS: Final = {kind.spoken_name(): kind for kind in OfRanking.__subclasses__()}


@shared.get("/rankings")
def rankings(request: Request, served: Served) -> Response:
    """Every published month, the newest first."""
    return page(request, "rankings/list.html", found=answers.rankings(served).rankings)


@shared.get("/rankings/{month}")
def ranking(request: Request, served: Served, month: MonthPath, profile: ProfileAsked = None) -> Response:
    """The table as it was published, corrections beside it, and how to count it again."""
    found = answers.ranking(served, month, profile)
    name = found.profile.partition(":")[0]
    return page(
        request,
        "rankings/one.html",
        found=found,
        groups=grouped(found.table),
        corrections=[(one, grouped(one.table), _changes(found.table, one.table)) for one in found.corrections],
        rates=columns(found.table),
        from_copy=f"casebook audit recompute ranking {found.month} COPY VKEY --profile {name}",
        command=f"casebook rank --month {found.month} --profile {name} --recompute",
    )


router.include_router(shared)


@router.get("/ranking-drafts")
def drafts(request: Request, served: Served, person: Concerned) -> Response:
    """Every draft, the newest first, and the month that can be drafted."""
    found = answers.drafts(served, person, None).drafts
    due = served.rankings.due_drafts(served.casework.now()) if person.role in PUBLISHING[DraftRanking] else []
    return page(request, "rankings/drafts.html", found=found, due=due)


@router.get("/ranking-drafts/{month}")
def draft(  # noqa: PLR0913, PLR0917  what the framework hands in
    request: Request,
    served: Served,
    person: Concerned,
    month: MonthPath,
    profile: ProfileAsked = None,
    done: Annotated[str | None, Query()] = None,
) -> Response:
    """The draft as it stands, with what units object and what was decided."""
    found = _draft(served, person, month, profile)
    return page(
        request,
        "rankings/draft.html",
        found=found,
        groups=grouped(found.draft.table),
        rates=columns(found.draft.table),
        may=[kind.spoken_name() for kind in _offered(person, found, served)],
        done=done if done in KINDS else None,
    )


@router.get("/ranking-drafts/{month}/{command}")
def command_form(  # noqa: PLR0913, PLR0917  what the framework hands in
    request: Request,
    served: Served,
    person: Concerned,
    month: MonthPath,
    command: str,
    objection: Annotated[int | None, Query(ge=1)] = None,
) -> Response:
    """The form of a command about the ranking of a month, under the profile in use."""
    kind = _kind(command, person)
    profile = profiles_of(served.ledger.adoptions.reference(), month).in_use.partition(":")[0]
    version = 0 if kind is DraftRanking else _draft(served, person, month, None).version
    form = blank(kind, version, {"profile": profile, "objection": objection})
    return _form_page(request, month, Unsent(form, 200))


@router.post("/ranking-drafts/{month}/{command}")
def give_command(  # noqa: PLR0913, PLR0917  what the framework hands in
    request: Request, served: Served, person: Concerned, month: MonthPath, command: str, data: Posted
) -> Response:
    """Give it; back to the draft, or to the form with what is in the way."""
    form = sent(_kind(command, person), data)
    outcome = give_beside_by_form(request, served, served.rankings, person, form, {"month": month})
    if isinstance(outcome, Unsent):
        return _form_page(request, month, outcome)
    return RedirectResponse(f"/ranking-drafts/{month}?done={command}", 303)


def _draft(served: Services, person: Actor, month: str, profile: str | None) -> DraftAnswer:
    return answers.draft(served, Response(), person, None, month, profile)


def _kind(name: str, person: Actor) -> type[Command]:
    """The command of that name, if people in this role may give it."""
    kind = KINDS.get(name)
    if kind is None or person.role not in PUBLISHING[kind]:
        raise NotFound
    return kind


def _offered(person: Actor, found: DraftAnswer, served: Services) -> list[type[Command]]:
    """What this person may do with a draft as it stands; the rules have the last word."""
    is_open = found.published_at is None
    window_is_open = served.casework.now() <= found.objections_until
    fits: dict[type[Command], bool] = {
        FileRankingObjection: is_open and window_is_open,
        DecideRankingObjection: is_open and found.open_objections > 0,
        PublishRanking: is_open and not window_is_open and not found.open_objections,
        CorrectRanking: not is_open,
    }
    return [kind for kind, does in fits.items() if does and person.role in PUBLISHING[kind]]


def _changes(before: TableAnswer, after: TableAnswer) -> list[dict[str, Any]]:
    """Rank and score where a correction changes them."""
    found = differences(before.model_dump(mode="json"), after.model_dump(mode="json"))
    return [one for one in found if one["unit"] and one["field"] in {"rank", "score"}]


def _form_page(request: Request, month: str, unsent: Unsent) -> Response:
    view, kind = View(request), unsent.form.kind
    is_draft = kind is DraftRanking
    return form_page(
        request,
        "command.html",
        unsent,
        shown(unsent.form, Choices(view.names, view.speech)),
        caption=view.speech.month(month),
        about=view.speech.month(month),
        back=("/ranking-drafts" if is_draft else f"/ranking-drafts/{month}", view.speech.gettext("排行初稿")),
        action=f"/ranking-drafts/{month}/{kind.spoken_name()}",
    )
