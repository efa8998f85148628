"""What somebody may do next with a petition, and what is in the way of it, before they say what exactly."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Final

from casebook.access import GRANTS, may
from casebook.petitions.rule import refusal
from casebook.petitions.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casebook.access import Actor
    from casebook.errors import Refused
    from casebook.petitions.commands import Command
    from casebook.petitions.context import Context
    from casebook.petitions.petition import Petition
    from casebook.petitions.rule import Rule
    from casebook.web.services import Services


def allowed(served: Services, actor: Actor, petition: Petition) -> list[str]:
    """Names of the commands that the actor may give now, as far as that does not depend on what the command says."""
    return [offer.command.spoken_name() for offer in offers(served, actor, petition) if offer.refusal is None]


@dataclass(frozen=True, slots=True)
class Offer:
    """A command that somebody may give, and what is in its way now, whatever it says; None where nothing is."""

    command: type[Command]
    refusal: Refused | None


def offers(served: Services, actor: Actor, petition: Petition) -> list[Offer]:
    """Every command that the actor's role may give about this petition, in the order of the grants."""
    context = served.casework.context(petition, actor)
    return [
        Offer(command, _refusal(command, petition, context))
        for command in GRANTS
        if command in WITHOUT_CONTENT and may(actor, command, petition)
    ]


def _refusal(command: type[Command], petition: Petition, context: Context) -> Refused | None:
    """What is in the way whatever the command says; where all that it can say is one code, each is tried."""
    if whole := spoken(command):
        refusals = [refusal(RULES[command], each, petition, context) for each in whole]
        return None if None in refusals else refusals[0]
    return refusal(WITHOUT_CONTENT[command], command.model_construct(), petition, context)


@cache
def spoken(command: type[Command]) -> tuple[Command, ...]:
    """All that a command can say, where it says one code and no more; nothing for other commands."""
    fields = {name: field.annotation for name, field in command.model_fields.items() if name != "petition_id"}
    (name, code), *more = fields.items() if fields else (("", None),)
    if more or not (isinstance(code, type) and issubclass(code, Enum)):
        return ()
    return tuple(command.model_construct(None, **{name: value}) for value in code)


def _needs_no_content(rule: Rule[Command]) -> bool:
    """Whether a rule looks at petition and context only; its first parameter then begins with an underscore."""
    return next(iter(inspect.signature(rule.holds).parameters)).startswith("_")


def _about_petitions(
    rules: Mapping[type[Command], Iterable[Rule[Command]]],
) -> dict[type[Command], list[Rule[Command]]]:
    return {
        command: [rule for rule in table if _needs_no_content(rule)]
        for command, table in rules.items()
        if "petition_id" in command.model_fields
    }


WITHOUT_CONTENT: Final = _about_petitions(RULES)
"""For each command about a petition the rules that can be asked before the command is written."""
