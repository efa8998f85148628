"""Several petitions at once: chosen in a list, one form for all, and for each of them what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final
from uuid import uuid5

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.datastructures import FormData

from casebook.access import GRANTS, Actor, Role
from casebook.errors import CasebookError, NotFound, Outdated
from casebook.petitions.commands import (
    AcceptPetition,
    AppraiseRetention,
    ArchivePetition,
    AssignPetition,
    Change,
    UrgeUnit,
)
from casebook.web.api.worklist import WaitingAnswer, waiting
from casebook.web.audience import signed_in
from casebook.web.casefile import Wish, give
from casebook.web.disclosure import HOTLINE
from casebook.web.forms.form import Form, blank, sent
from casebook.web.forms.options import Choices
from casebook.web.forms.sending import Posted, reading
from casebook.web.forms.showing import shown, wrong
from casebook.web.html.navigation import home_of
from casebook.web.html.page import PageRoute, View, page
from casebook.web.problems import Malformed
from casebook.web.services import Served, Services

router = APIRouter(prefix="/staff/several", tags=["pages"], route_class=PageRoute, include_in_schema=False)

Chooser = Annotated[Actor, Depends(signed_in(*HOTLINE, Role.RECORDS))]

SEVERAL: Final[Mapping[str, type[Change]]] = {
    kind.spoken_name(): kind for kind in (AcceptPetition, AssignPetition, UrgeUnit, ArchivePetition, AppraiseRetention)
}
"""What can be said of several petitions in the same words."""

MOST: Final = 200
"""So many at once: the longest page of a list."""

COMMAND: Final = "command"
CHOSEN: Final = "on"
"""Controls beside those of the command: which one, and each petition with the version that was seen."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A petition that was chosen, and the version of it that was seen: `2022-001435-9@3`."""

    number: str
    version: int

    def __str__(self) -> str:
        return f"{self.number}@{self.version}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one: nothing in the way, or what is; and how it stands now."""

    chosen: Chosen
    error: CasebookError | None = None

    @property
    def again(self) -> Chosen:
        """The same, seen as it stands now."""
        actual = self.error.actual if isinstance(self.error, Outdated) else None
        return Chosen(self.chosen.number, actual or self.chosen.version)

    @property
    def since(self) -> tuple[str, ...]:
        """What somebody else did meanwhile, by the names of events."""
        return self.error.since if isinstance(self.error, Outdated) else ()


@router.get("")
def ask(
    request: Request,
    served: Served,
    person: Chooser,
    command: Annotated[str, Query()] = "",
    on: Annotated[Sequence[str], Query(max_length=MOST)] = (),
) -> Response:
    """The form of a command, beside the petitions that were chosen; it begins with the kind that all of them are of."""
    kind, chosen = _kind(command, person), _chosen(on)
    kinds = {one.category for one in _waiting(served, person, chosen)}
    return _asked(
        request, served, person, blank(kind, None, {"category": kinds.pop()} if len(kinds) == 1 else {}), chosen
    )


@router.post("")
def give_to_each(request: Request, served: Served, person: Chooser, data: Posted) -> Response:
    """Give the command to each, under a key of its own that follows from the form's: sent twice, it is done once."""
    kind, chosen = _kind(_text(data, COMMAND), person), _chosen(data.getlist(CHOSEN))
    form = sent(kind, FormData([pair for pair in data.multi_items() if pair[0] not in (COMMAND, CHOSEN)]))
    content = reading(request, served, person).content(form)
    if isinstance(content, Form):
        return _asked(request, served, person, content, chosen, 422)
    if not chosen:
        return _asked(request, served, person, form, chosen)
    outcomes = [_outcome(served, person, form, content, one) for one in chosen]
    if served.follower is not None:
        served.follower.wake()
    return page(
        request,
        "staff/several_done.html",
        command=kind.spoken_name(),
        home=home_of(person.role),
        done=[one for one in outcomes if one.error is None],
        refused=[one for one in outcomes if one.error is not None],
    )


def _outcome(served: Services, person: Actor, form: Form, content: Any, chosen: Chosen) -> Outcome:
    """Give it to one; what goes wrong there is told, and stops none of the others."""
    key = uuid5(form.key, chosen.number)
    kind: Any = form.kind
    try:
        give(served, chosen.number, Wish(kind, content, person, key, chosen.version))
    except CasebookError as error:
        return Outcome(chosen, error)
    return Outcome(chosen)


def _asked(  # noqa: PLR0913, PLR0917  what the page shows
    request: Request,
    served: Services,
    person: Actor,
    form: Form,
    chosen: Sequence[Chosen],
    status: int = 200,
) -> Response:
    view = View(request)
    controls = shown(form, Choices(view.names, view.speech))
    return page(
        request,
        "staff/several.html",
        status=status,
        command=form.kind.spoken_name(),
        home=home_of(person.role),
        form=form,
        controls=controls,
        wrong=wrong(form, controls),
        chosen=chosen,
        known={one.number: one for one in _waiting(served, person, chosen)},
    )


def _waiting(served: Services, person: Actor, chosen: Sequence[Chosen]) -> list[WaitingAnswer]:
    """What the inbox says of them, which is the hotline's; records are known by their numbers."""
    if person.role not in HOTLINE:
        return []
    return waiting(served, person, [one.number for one in chosen])


def _kind(name: str, person: Actor) -> type[Change]:
    """The command of that name, if it is one for several petitions and people in this role may give it.

    Raises:
        NotFound: it is not.
    """
    kind = SEVERAL.get(name)
    if kind is None or person.role not in GRANTS[kind]:
        raise NotFound
    return kind


def _text(data: FormData, name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""


def _chosen(on: Sequence[Any]) -> list[Chosen]:
    """The petitions that were chosen, each once.

    Raises:
        Malformed: something is no petition with a version, or there are too many.
    """
    found: dict[str, Chosen] = {}
    for text in on:
        number, _, version = str(text).partition("@")
        if not number or not (version.isascii() and version.isdigit()) or len(on) > MOST:
            raise Malformed
        found[number] = Chosen(number, int(version))
    return list(found.values())
