"""The application: doors, errors and headers put together."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from fastapi import APIRouter

from casebook.web import health
from casebook.web.api import (
    access,
    analysts,
    attachments,
    auditors,
    bundles,
    cases,
    citizens,
    deadlines,
    figures,
    forgetting,
    interests,
    log,
    me,
    personal_copies,
    public,
    rankings,
    receipts,
    records,
    reference,
    reporters,
    searching,
    staff,
    stories,
    supervisors,
    units,
)
from casebook.web.bodies import LIMIT
from casebook.web.documentation import DESCRIPTION, SUMMARY, TAGS, Documented
from casebook.web.envelope import Envelope
from casebook.web.forms.limits import TOGETHER
from casebook.web.html.marks import Marks
from casebook.web.html.shelf import Shelf
from casebook.web.pages import (
    account,
    common,
    decisions,
    duplicates,
    editors,
    feeds,
    filing,
    follow_ups,
    outbox,
    overview,
    privacy,
    publishing,
    rates,
    replay,
    search,
    second_factor,
    selections,
    several,
    sign_in,
    staff_news,
    system,
    verifying,
)
from casebook.web.pages import analysts as analyst_pages
from casebook.web.pages import auditors as auditor_pages
from casebook.web.pages import citizens as citizens_pages
from casebook.web.pages import forgetting as forgetting_pages
from casebook.web.pages import interests as interest_pages
from casebook.web.pages import pictures as picture_pages
from casebook.web.pages import public as public_pages
from casebook.web.pages import rankings as ranking_pages
from casebook.web.pages import records as record_pages
from casebook.web.pages import reference as reference_pages
from casebook.web.pages import reporters as reporter_pages
from casebook.web.pages import staff as staff_pages
from casebook.web.pages import stories as story_pages
from casebook.web.problems import tell_of_errors

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.routing import BaseRoute

    from casebook.web.services import Services


DOORS: Final = (
    citizens,
    receipts,
    cases,
    attachments,
    searching,
    deadlines,
    staff,
    supervisors,
    units,
    reporters,
    interests,
    records,
    forgetting,
    personal_copies,
    auditors,
    bundles,
    access,
    me,
    analysts,
    figures,
    public,
    rankings,
    stories,
    reference,
    log,
    health,
)
"""The modules with routes, in the order that the description shows them."""

PAGES: Final = (
    common,
    sign_in,
    second_factor,
    account,
    interest_pages,
    public_pages,
    privacy,
    system,
    verifying,
    filing,
    citizens_pages,
    search,
    decisions,
    outbox,
    several,
    selections,
    staff_news,
    duplicates,
    staff_pages,
    picture_pages,
    overview,
    forgetting_pages,
    record_pages,
    reporter_pages,
    publishing,
    editors,
    follow_ups,
    ranking_pages,
    story_pages,
    feeds,
    auditor_pages,
    replay,
    analyst_pages,
    rates,
    reference_pages,
)
"""The modules with pages."""


@cache
def _routes() -> list[BaseRoute]:
    """Every route, worked out once a process: a second application of the same process answers at once."""
    router = APIRouter()
    for door in (*DOORS, *PAGES):
        router.include_router(door.router, max_body_size=LIMIT)
    return router.routes


def create_app(service: Services) -> FastAPI:
    """The application over these services."""
    app = Documented(
        routes=_routes(),
        title="casebook",
        summary=SUMMARY,
        description=DESCRIPTION,
        version=service.version,
        openapi_tags=TAGS,
        openapi_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.state.services = service
    app.state.marks = Marks(service)
    app.state.shelf = Shelf(app.state.marks)
    tell_of_errors(app)
    app.add_middleware(Envelope, most=LIMIT, most_of_forms=TOGETHER)
    return app
