"""Forms of few fields, as browsers send them without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final
from urllib.parse import parse_qsl

from fastapi import Depends, Request
from fastapi.routing import APIRoute

from casebook.petitions.words import clean
from casebook.web.problems import Malformed, MediaWrong
from casebook.web.sessions import check_origin

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from starlette.responses import Response

FIELDS: Final = 20
"""No form of this kind has more fields."""

LONGEST: Final = 512
"""So many characters may a field have."""

MEDIA: Final = "application/x-www-form-urlencoded"


class FormRoute(APIRoute):
    """A route of pages: named in the log by its address as it is declared."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The framework's handler, with the name put down."""
        handle = super().get_route_handler()

        async def named(request: Request) -> Response:
            request.scope["casebook.route"] = self.path_format
            return await handle(request)

        return named


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form of ours; one that was left empty is an empty text.

    Raises:
        CrossSite: it does not come from a page of ours.
        MediaWrong: the body is no form.
        Malformed: it cannot be read, a field stands there twice, is too long or holds what is no text.
    """
    check_origin(request)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != MEDIA:
        raise MediaWrong("请以表单提交。", f"The content must be a form ({MEDIA}).")
    try:
        pairs = parse_qsl(
            (await request.body()).decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=FIELDS
        )
        fields = {name: clean(value) for name, value in pairs}
    except ValueError as error:
        raise Malformed from error
    if len(fields) != len(pairs) or any(len(value) > LONGEST for value in fields.values()):
        raise Malformed
    return fields


Form = Annotated[dict[str, str], Depends(form_of)]
"""The parameter by which an endpoint gets the fields of a form."""
