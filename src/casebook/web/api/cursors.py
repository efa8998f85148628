"""Where the next page begins: the last row's keys, in a form that nobody needs to read."""

import base64
from enum import StrEnum
from typing import Annotated, Final, TypeVar

import orjson
from fastapi import Query
from pydantic import TypeAdapter

from casebook.web.problems import Invalid

K = TypeVar("K")
LONGEST: Final = 200
"""No cursor of ours has more characters."""


class Order(StrEnum):
    """Which rows come first."""

    OLDEST = "oldest"
    NEWEST = "newest"


After = Annotated[str | None, Query(max_length=LONGEST, description="`next` of the page before (翻页).")]
Limit = Annotated[int, Query(ge=1, le=200, description="The most rows of a page (每页条数).", examples=[50])]

Ordered = Annotated[
    Order,
    Query(
        description="Oldest first to take all of them along, what comes meanwhile at the end; or newest first (次序)."
    ),
]


def cursor(*keys: object) -> str:
    """A cursor behind the row with these keys."""
    return base64.urlsafe_b64encode(orjson.dumps(keys)).rstrip(b"=").decode()


def keys_of(after: str | None, kind: TypeAdapter[K]) -> K | None:
    """The keys in a cursor, or None for the first page.

    Raises:
        Invalid: the cursor is not one of ours.
    """
    if after is None:
        return None
    try:
        return kind.validate_json(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    except ValueError as error:
        raise Invalid(
            "翻页标记无效，请从第一页重新开始。", "This cursor is not valid; begin with the first page."
        ) from error
