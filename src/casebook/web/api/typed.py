"""What was typed into a search box, and whose words are searched for it."""

from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator

from casebook.access import Actor
from casebook.petitions.words import clean
from casebook.readmodels.search import wanted
from casebook.readmodels.search.texts import Circle
from casebook.web.api.headers import PATIENCE
from casebook.web.disclosure import HOTLINE, NEWSROOM
from casebook.web.problems import Invalid
from casebook.web.services import Services

Typed = Annotated[
    Annotated[str, AfterValidator(clean)] | None,
    Query(
        max_length=60,
        description="Only where these words stand, in any order; what is between spaces stands together (检索).",
        examples=["土产巷 路灯"],
    ),
]


def circle_of(actor: Actor) -> Circle:
    """The circle whose words somebody of staff may search."""
    if actor.role in HOTLINE:
        return Circle.HOTLINE
    return Circle.NEWSROOM if actor.role in NEWSROOM else Circle.UNIT


def searched(served: Services, typed: str | None, position: int | None) -> dict[str, str | list[str]]:
    """The parameters of a query for what was typed; empty where nothing was.

    Raises:
        Invalid: there is no letter, digit or character in it.
        Behind: the search is being built, or has not come to `position`.
    """
    if typed is None or not typed.strip():
        return {}
    looked_for = wanted(typed)
    if looked_for is None:
        raise Invalid(
            "请输入要检索的文字或数字，不能只有符号。",
            "Type a letter, a digit or a character to search for, not only signs.",
        )
    served.search.wait(position, PATIENCE)
    return {"grams": looked_for.grams, "patterns": list(looked_for.patterns)}
