"""Forms of few fields, as browsers send them without a script."""

from __future__ import annotations

from typing import Annotated, Final
from urllib.parse import parse_qsl

from fastapi import Depends, Request

from casebook.petitions.words import clean
from casebook.web.problems import Malformed, MediaWrong

FIELDS: Final = 20
"""No form of this kind has more fields."""

LONGEST: Final = 512
"""So many characters may a field have."""

MEDIA: Final = "application/x-www-form-urlencoded"


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form of ours; one that was left empty is an empty text.

    Raises:
        MediaWrong: the body is no form.
        Malformed: it cannot be read, a field stands there twice, is too long or holds what is no text.
    """
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
