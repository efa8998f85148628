"""What a rule is: a sentence that must hold, and what is said to the asker when it does not."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from casebook.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

C = TypeVar("C", contravariant=True)  # noqa: PLC0105  the name of one command class in a signature


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing, named in both languages."""

    zh: tuple[str, ...]
    en: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether anything is."""
        return bool(self.zh)


@dataclass(frozen=True, slots=True)
class Rule(Generic[C]):
    """A sentence that must hold before a command is carried out.

    `name` is the sentence; `zh` and `en` tell the asker what is in the way and what they can do. They may name what
    they speak of, in braces: `{petition.number}`, `{context.other.number}`, `{missing}`. `holds` is asked with the
    command, with what it is about as that stands, and with what else the decision depends on; so is `missing`, where
    the rule holds as long as nothing is.
    """

    name: str
    zh: str
    en: str
    holds: Callable[[C, Any, Any], bool]
    missing: Callable[[C, Any, Any], Missing] = lambda *_: Missing((), ())


def rule(holds: Callable[[C, Any, Any], bool]) -> Rule[C]:
    """The rule that a function states: its name, and the first two paragraphs of its docstring, English and Chinese.

    Raises:
        ValueError: the docstring does not have these two paragraphs.
    """
    en, zh = _sentences(holds)
    return Rule(name=holds.__name__, zh=zh, en=en, holds=holds)


def rule_of_missing(missing: Callable[[C, Any, Any], Missing]) -> Rule[C]:
    """The rule that nothing of what a function finds is missing; its sentences name `{missing}`.

    Raises:
        ValueError: the docstring does not have the two paragraphs.
    """
    en, zh = _sentences(missing)
    return Rule(
        name=missing.__name__,
        zh=zh,
        en=en,
        holds=lambda command, standing, context: not missing(command, standing, context),
        missing=missing,
    )


def refusal(rules: Iterable[Rule[Any]], command: object, standing: object, context: object) -> Refused | None:
    """What the first rule that does not hold says; None where all hold."""
    for each in rules:
        if not each.holds(command, standing, context):
            known, lacks = {"petition": standing, "context": context}, each.missing(command, standing, context)
            zh = each.zh.format_map({**known, "missing": "、".join(lacks.zh)})
            return Refused(each.name, zh, each.en.format_map({**known, "missing": ", ".join(lacks.en)}))
    return None


def check(rules: Iterable[Rule[Any]], command: object, standing: object, context: object) -> None:
    """Ask the rules in their order.

    Raises:
        Refused: by the first that does not hold.
    """
    if (refused := refusal(rules, command, standing, context)) is not None:
        raise refused


def _sentences(stated: Callable[..., Any]) -> tuple[str, str]:
    en, zh, *_ = [" ".join(part.split()) for part in inspect.cleandoc(stated.__doc__ or "").split("\n\n")]
    return en, zh
