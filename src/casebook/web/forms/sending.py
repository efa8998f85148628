"""From a form that was sent to a command that was given, and what is shown where it was not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

from fastapi import Depends, Request
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from casebook.casework.uploads import speaker
from casebook.errors import CasebookError, KeyReused, NotPermitted, Outdated, Refused
from casebook.petitions import interests, rules
from casebook.rankings import rules as ranking_rules
from casebook.stories import rules as story_rules
from casebook.web.bodies import LIMIT
from casebook.web.casefile import Wish, give, looked_up
from casebook.web.declaring import declared, petition_meant
from casebook.web.forms.form import Form, Reading
from casebook.web.forms.limits import AT_ONCE
from casebook.web.forms.photos import photographed
from casebook.web.forms.showing import wrong
from casebook.web.html.page import View, page
from casebook.web.problems import OF_FRAMEWORK, Malformed, MediaWrong

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence

    from starlette.responses import Response

    from casebook.access import Actor
    from casebook.casework import Receipt
    from casebook.casework.beside import BesidePetitions
    from casebook.ledger.stored import Receipt as Written
    from casebook.web.forms.showing import Shown
    from casebook.web.services import Services

T = TypeVar("T")

FORMS: Final = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
"""As what browsers send a form."""

MOST: Final = 400
"""No form of ours sends more controls."""

RULE_BOOK: Final = {**rules.RULES, **ranking_rules.RULES, **story_rules.RULES, **interests.RULES}
"""For each command that has a form what must hold."""

GRAVE: Final = frozenset(
    {
        "decline-petition",
        "terminate-petition",
        "find-false-reply",
        "unpublish",
        "withdraw-petition",
        "withdraw-story",
    }
)
"""What is hard to take back: the button warns."""


async def posted(request: Request) -> AsyncIterator[FormData]:
    """The controls of a form that was sent, with the files in it; those are gone once it is answered.

    Raises:
        MediaWrong: it is no form.
        TooLarge: it is longer than any of ours.
        Malformed: it cannot be read.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in FORMS:
        raise MediaWrong("请以表单提交。", "The content must be a form.")
    try:
        data = await request.form(max_files=AT_ONCE, max_fields=MOST, max_part_size=LIMIT)
    except HTTPException as error:
        raise OF_FRAMEWORK.get(error.status_code, Malformed) from error
    try:
        yield data
    finally:
        await data.close()


Posted = Annotated[FormData, Depends(posted)]
"""The parameter by which an endpoint gets a form."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """A form that came to nothing: the form as it was typed, why, and what is shown beside it.

    Attributes:
        form: with what is wrong in it.
        status: the HTTP status.
        refusal: why the whole was not done, where it is not a matter of one control.
        since: what happened to the petition meanwhile, by the names of events.
    """

    form: Form
    status: int
    refusal: CasebookError | None = None
    since: tuple[str, ...] = ()


def form_page(
    request: Request, template: str, unsent: Unsent, controls: Sequence[Shown], **content: object
) -> Response:
    """A form that nobody has sent yet, or that came to nothing, as a page.

    The template is given the form with its `controls` (`asked`: the same by name), what is `wrong` with them, the
    `refusal` and what happened `since`, the `rules` that will be looked at, whether it is `fresh`, and whatever else is
    named.
    """
    form, command = unsent.form, unsent.form.kind
    return page(
        request,
        template,
        status=unsent.status,
        wait=form.wait,
        form=form,
        command=command.spoken_name(),
        grave=command.spoken_name() in GRAVE,
        rules=[rule for rule in RULE_BOOK.get(command, ()) if "{" not in rule.zh],
        controls=controls,
        asked={control.name: control for control in controls},
        wrong=wrong(form, controls),
        refusal=unsent.refusal,
        since=unsent.since,
        fresh=request.method == "GET",
        **content,
    )


def reading(request: Request, served: Services, actor: Actor) -> Reading:
    """How forms of this request are read; they name no petition that the actor does not get to know of."""
    speech = View(request).speech
    return Reading(speech.language, speech.zone, lambda number: petition_meant(served, actor, number))


def with_pictures(request: Request, served: Services, actor: Actor, number: str, form: Form) -> Form:
    """The form about the petition of that number with the pictures taken in that came with it.

    Raises:
        NotFound: there is no such petition, or it is not theirs to see.
    """
    if not form.files:
        return form
    petition, _ = looked_up(served, number, actor)
    return photographed(request, served, form, speaker(petition.id, actor), petition.id)


def give_by_form(request: Request, served: Services, actor: Actor, number: str, form: Form) -> Receipt | Unsent:
    """Give the command that a form holds about the petition of that number.

    Raises:
        NotFound: there is no such petition, or it is not theirs to see.
        Malformed: the form does not say which version was seen.
    """
    version = form.version
    if version is None:
        raise Malformed

    form = with_pictures(request, served, actor, number, form)

    def given(content: Any) -> Receipt:
        return give(served, number, Wish(form.kind, content, actor, form.key, version))  # type: ignore[arg-type]  # a change

    return _given(request, served, actor, form, given)


def give_beside_by_form(  # noqa: PLR0913, PLR0917  where it goes and what it is about
    request: Request, served: Services, service: BesidePetitions, actor: Actor, form: Form, about: Mapping[str, object]
) -> Written | Unsent:
    """Give the command that a form holds about a ranking or a story, which the fields in `about` name.

    Raises:
        NotFound: there is no such thing.
    """

    def given(content: Any) -> Written:
        said = {name: getattr(content, name) for name in type(content).model_fields}
        return service.handle(form.kind.model_validate({**about, **said}), actor, form.key, expected=form.version)

    return _given(request, served, actor, form, given)


def declare_by_form(request: Request, served: Services, actor: Actor, form: Form) -> Written | Unsent:
    """Declare an interest of the actor's own, or end it, as a form says."""

    def given(content: Any) -> Written:
        wish: Any = form.kind.model_validate(content.model_dump())
        return declared(served, actor, form.key, wish)

    return _given(request, served, actor, form, given)


def _given(request: Request, served: Services, actor: Actor, form: Form, given: Callable[[Any], T]) -> T | Unsent:
    content: Any = form if form.unfinished else reading(request, served, actor).content(form)
    if isinstance(content, Form):
        return Unsent(content, content.status)
    try:
        receipt = given(content)
    except Outdated as error:
        return Unsent(form.seen_at(error.actual or form.version or 0), 409, error, error.since)
    except KeyReused as error:
        return Unsent(form.anew(), 422, error)
    except NotPermitted as error:
        return Unsent(form, 403, error)
    except Refused as error:
        return Unsent(form, 409, error)
    if served.follower is not None:
        served.follower.wake()
    return receipt
