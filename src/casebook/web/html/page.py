"""One page as an answer: a template in the reader's language, with headers that keep browsers careful."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlencode

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import HTMLResponse

from casebook.web.html.environment import environment
from casebook.web.html.names import Names, names_on
from casebook.web.html.navigation import entries_for
from casebook.web.html.speech import Speech, language_of_reader
from casebook.web.language import TAGS
from casebook.web.services import services
from casebook.web.sessions import SAFE, check_origin

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from starlette.responses import Response

    from casebook.access import Actor
    from casebook.web.html.navigation import Entry

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What a page may load: what we hand out ourselves, and nothing that stands in the page."""

PERSON: Final = "casebook.person"
"""Where in a request's scope stands who is signed in, on pages that are for somebody."""

SHARED: Final = "casebook.shared"
"""Stands in a request's scope where the answer is the same for everybody."""


class PageRoute(APIRoute):
    """A route whose answers are for people: its errors are pages, and forms must come from our own pages."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The framework's handler, behind a look at where the request comes from."""
        handle = super().get_route_handler()

        async def for_people(request: Request) -> Response:
            request.scope["casebook.route"] = self.path_format
            request.scope["casebook.page"] = True
            if request.method not in SAFE:
                check_origin(request)
            request.scope["query_string"] = _without_blanks(request.scope["query_string"])
            return await handle(Request(request.scope, request.receive))

        return for_people


def _without_blanks(query: bytes) -> bytes:
    """What was asked: a filter that was left empty is none."""
    return urlencode([(name, value) for name, value in parse_qsl(query.decode("latin-1")) if value]).encode()


@dataclass(frozen=True)
class View:
    """What every template knows of the request: `view` in templates."""

    request: Request

    @cached_property
    def speech(self) -> Speech:
        """The reader's language."""
        return Speech(language_of_reader(self.request), services(self.request).settings.zone)

    @cached_property
    def names(self) -> Names:
        """What units, places and matters are called today."""
        reference = services(self.request).ledger.adoptions.reference()
        return names_on(reference, self.now.date(), self.speech.language)

    @cached_property
    def now(self) -> datetime:
        """The moment of the answer."""
        return datetime.now(self.speech.zone)

    @property
    def person(self) -> Actor | None:
        """Who is signed in; on public pages nobody is asked."""
        return self.request.scope.get(PERSON)

    @property
    def is_shared(self) -> bool:
        """Whether the answer is kept for others, so that it may not tell the minute."""
        return SHARED in self.request.scope

    @property
    def here(self) -> str:
        """The page's own address, with its filters."""
        url = self.request.url
        return f"{url.path}?{url.query}" if url.query else url.path

    @property
    def origin(self) -> str:
        """Scheme and host of the service: what stands before an address where it is shown elsewhere."""
        return address_of(self.request)

    @property
    def navigation(self) -> list[Entry]:
        """Where this reader can go."""
        return entries_for(self.person.role if self.person else None, self.request.url.path)

    def with_query(self, **changes: object) -> str:
        """The page's address with some parameters changed; None takes one out."""
        url = self.request.url.include_query_params(
            **{name: value for name, value in changes.items() if value is not None}
        )
        url = url.remove_query_params([name for name, value in changes.items() if value is None])
        return f"{url.path}?{url.query}" if url.query else url.path


def fragment(view: View, template: str, **content: object) -> str:
    """A template as text, for a page or a part of one."""
    return environment(view.speech).get_template(template).render(view=view, **content)


def address_of(request: Request) -> str:
    """Scheme and host of the service, as it is set, else as it was asked."""
    return services(request).settings.url or f"{request.url.scheme}://{request.url.netloc}"


def page(request: Request, template: str, *, status: int = 200, wait: int = 0, **content: object) -> HTMLResponse:
    """A template as an answer; it is given `view` and whatever else is named.

    Where it asks somebody to come again later, `wait` says after how many seconds.

    Raises:
        UndefinedError: the template shows what it was not given.
    """
    view = View(request)
    text = fragment(view, template, **content)
    headers = {
        "Content-Security-Policy": POLICY,
        "Content-Language": TAGS[view.speech.language],
        "Vary": "Accept-Language, Cookie",
        **({"Retry-After": str(wait)} if wait else {}),
    }
    return HTMLResponse(text, status, headers)
