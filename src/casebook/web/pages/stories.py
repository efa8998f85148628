"""优秀典型: what everybody reads, and where editors write it."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.responses import RedirectResponse

from casebook.access import Actor, Role
from casebook.stories.commands import PublishStory, ReviseStory, WithdrawStory
from casebook.web.api import stories as answers
from casebook.web.api.cursors import After
from casebook.web.audience import public, signed_in
from casebook.web.forms.form import blank, sent
from casebook.web.forms.options import Choices
from casebook.web.forms.people import people_in
from casebook.web.forms.redacting import DO, PUBLISH, Look, as_written, first_look, looked_through
from casebook.web.forms.sending import Posted, Unsent, form_page, give_beside_by_form
from casebook.web.forms.showing import shown
from casebook.web.html.page import PageRoute, View, page
from casebook.web.html.shelf import SharedRoute
from casebook.web.services import Served, Services

router = APIRouter(tags=["pages"], route_class=PageRoute, include_in_schema=False)
shared = APIRouter(route_class=SharedRoute, dependencies=[Depends(public())])
"""What everybody reads."""

Editor = Annotated[Actor, Depends(signed_in(Role.EDITOR))]
Told = Annotated[str | None, Query(max_length=40)]
A_PAGE: Final = 20
DESK: Final = "/editors/stories"


@shared.get("/stories")
def stories(request: Request, served: Served, after: After = None) -> Response:
    """The stories that stand, the newest first."""
    found = answers.stories(served, after, A_PAGE)
    return page(request, "stories/list.html", found=found, after=after)


@shared.get("/stories/{story_id}")
def story(request: Request, served: Served, story_id: UUID) -> Response:
    """One story with what it is about."""
    return page(request, "stories/one.html", story=answers.story(served, Response(), story_id))


router.include_router(shared)


@router.get(DESK)
def desk(request: Request, served: Served, person: Editor, after: After = None, done: Told = None) -> Response:  # noqa: ARG001  who may come in
    """What is told, each to be revised or withdrawn, and a new one to be written."""
    return page(request, "stories/desk.html", found=answers.stories(served, after, A_PAGE), after=after, done=done)


@router.get(f"{DESK}/new")
def new_story(request: Request, served: Served, person: Editor) -> Response:
    """An empty story."""
    look = first_look("")
    return _story_page(request, served, person, look, Unsent(blank(PublishStory, None, {}), 200), None)


@router.post(f"{DESK}/new")
def publish_story(request: Request, served: Served, person: Editor, data: Posted) -> Response:
    """Look at a new story again, or publish it."""
    return _told(request, served, person, data, None)


@router.get(f"{DESK}/{{story_id}}")
def revise_form(request: Request, served: Served, person: Editor, story_id: UUID) -> Response:
    """A story as it stands, to be revised."""
    found = answers.story(served, Response(), story_id)
    look = first_look(found.text or "")
    known = found.model_dump() | {"text": look.clean}
    return _story_page(request, served, person, look, Unsent(blank(ReviseStory, found.version, known), 200), story_id)


@router.post(f"{DESK}/{{story_id}}")
def revise_story(request: Request, served: Served, person: Editor, story_id: UUID, data: Posted) -> Response:
    """Look at the revised story again, or publish it."""
    return _told(request, served, person, data, story_id)


@router.get(f"{DESK}/{{story_id}}/withdraw-story")
def withdraw_form(request: Request, served: Served, person: Editor, story_id: UUID) -> Response:  # noqa: ARG001  who may come in
    """Why it is withdrawn."""
    found = answers.story(served, Response(), story_id)
    return _withdraw_page(request, story_id, Unsent(blank(WithdrawStory, found.version, {}), 200))


@router.post(f"{DESK}/{{story_id}}/withdraw-story")
def withdraw_story(request: Request, served: Served, person: Editor, story_id: UUID, data: Posted) -> Response:
    """Withdraw it."""
    form = sent(WithdrawStory, data)
    outcome = give_beside_by_form(request, served, served.stories, person, form, {"story_id": story_id})
    if isinstance(outcome, Unsent):
        return _withdraw_page(request, story_id, outcome)
    return RedirectResponse(f"{DESK}?done=withdraw-story", 303)


def _told(request: Request, served: Services, person: Actor, data: Any, story_id: UUID | None) -> Response:
    """What comes of a story that was written or revised."""
    kind = ReviseStory if story_id else PublishStory
    look, form = looked_through(kind, data)
    if data.get(DO) != PUBLISH or not look.confirmed:
        return _story_page(request, served, person, look, Unsent(form, 200), story_id)
    about = {"story_id": story_id} if story_id else {}
    outcome = give_beside_by_form(request, served, served.stories, person, form, about)
    if isinstance(outcome, Unsent):
        return _story_page(request, served, person, look, outcome, story_id)
    return RedirectResponse(f"{DESK}?done={kind.spoken_name()}", 303)


def _story_page(  # noqa: PLR0913, PLR0917  what the page shows
    request: Request, served: Services, person: Actor, look: Look, unsent: Unsent, story_id: UUID | None
) -> Response:
    view, people = View(request), people_in(served, Role.EDITOR, but=person)
    return form_page(
        request,
        "stories/write.html",
        unsent,
        as_written(shown(unsent.form, Choices(view.names, view.speech, people=people)), look),
        story_id=story_id,
        look=look,
        changed=request.method == "POST" and not look.confirmed,
    )


def _withdraw_page(request: Request, story_id: UUID, unsent: Unsent) -> Response:
    view = View(request)
    return form_page(
        request,
        "command.html",
        unsent,
        shown(unsent.form, Choices(view.names, view.speech)),
        caption=view.speech.gettext("优秀典型"),
        back=(DESK, view.speech.gettext("优秀典型")),
        action=f"{DESK}/{story_id}/withdraw-story",
    )
