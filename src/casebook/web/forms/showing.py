"""A form as its template draws it: each control with label, hint, error and options in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from casebook.rankings.commands import OfRanking
from casebook.web.forms.fields import ROWS, Control, Field, Grades
from casebook.web.forms.form import row_control, rows_of
from casebook.web.forms.limits import LIMITS
from casebook.web.forms.options import Option

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from casebook.web.forms.form import Form
    from casebook.web.forms.options import Choices

SETTLED: Final = frozenset(
    {
        ("sign-assignment", "assignment"),
        ("decide-ranking-objection", "objection"),
        ("end-interest", "unit"),
        ("end-interest", "petition"),
        *((command.spoken_name(), "profile") for command in OfRanking.__subclasses__()),
    }
)
"""What the petition, the ranking or the interest says by itself, so that nobody is asked: sent along, not shown."""

DUE: Final = frozenset({("approve-reply", "checks")})
"""What its type leaves open and the rules ask for each time: it is not called optional."""

MANY: Final = 9
"""The most selections of a catalogue."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One control.

    Attributes:
        name: its name; also its id.
        control: how it is asked for.
        label, hint, error: in the reader's language; hint and error may be empty.
        required: whether it must be given.
        values: what stands in it.
        options: what can be chosen.
        rows: of rows: the controls of each.
        hidden: sent along, not shown.
        texts: the names of canned texts that can be put in.
    """

    name: str
    control: Control
    label: str
    hint: str
    error: str
    required: bool
    values: tuple[str, ...]
    options: tuple[Option, ...] = ()
    rows: tuple[tuple[Shown, ...], ...] = ()
    hidden: bool = False
    most: int | None = None
    texts: tuple[str, ...] = ()

    @property
    def value(self) -> str:
        """What stands in it, of a control that has one value."""
        return next(iter(self.values), "")

    @property
    def groups(self) -> list[tuple[str, list[Option]]]:
        """The options under their headings."""
        return [(name, list(options)) for name, options in groupby(self.options, key=lambda option: option.group)]


def shown(form: Form, choices: Choices) -> list[Shown]:
    """Every control of a form."""
    command = form.kind.spoken_name()
    return [_shown(each, each.name, command, form, choices) for each in form.fields]


def wrong(form: Form, controls: Iterable[Shown]) -> list[tuple[Shown, str]]:
    """What is wrong with a form, in the order of its controls, for the error summary."""
    every = [each for control in controls for each in (control, *(part for row in control.rows for part in row))]
    return [(each, form.errors[each.name]) for each in every if each.name in form.errors]


def _shown(asked: Field, name: str, command: str, form: Form, choices: Choices) -> Shown:
    speech, control = choices.speech, asked.control
    options = tuple(_options(asked, choices))
    if control in (Control.SELECT, Control.PERSON) and not options:
        control = Control.LINE
    return Shown(
        name=name,
        control=control,
        label=speech.field(asked.name, command),
        hint=_hint(asked, command, choices),
        error=form.errors.get(name, ""),
        required=asked.required or (command, asked.name) in DUE,
        values=_padded(asked, form.typed.get(name, ())),
        options=options,
        rows=tuple(_rows(asked, command, form, choices)),
        hidden=(command, asked.name) in SETTLED,
        most=asked.most if control in (Control.TEXT, Control.LINE, Control.FILES) else None,
        texts=tuple(choices.texts.of(command, asked.name)) if choices.texts else (),
    )


def _rows(asked: Field, command: str, form: Form, choices: Choices) -> Iterator[tuple[Shown, ...]]:
    if asked.control is not Control.ROWS:
        return
    for number in range(rows_of(asked, form.typed)):
        yield tuple(_shown(part, row_control(asked, number, part), command, form, choices) for part in asked.parts)


def _padded(asked: Field, values: tuple[str, ...]) -> tuple[str, ...]:
    """Several selections: those that were made, and some more."""
    if asked.control not in (Control.SELECTS, Control.YES_NOS):
        return values
    made = tuple(value for value in values if value)
    return (*made, *[""] * min(ROWS, (asked.most or MANY) - len(made)))


def _options(asked: Field, choices: Choices) -> list[Option]:
    """What can be chosen; one of a few that need not be chosen can also be left open."""
    offered = _offered(asked, choices)
    if asked.control is Control.RADIOS and not asked.required and asked.default is None:
        return [Option("", choices.speech.gettext("不填写")), *offered]
    return offered


def _offered(asked: Field, choices: Choices) -> list[Option]:
    speech = choices.speech
    match asked.control:
        case Control.RADIOS if not asked.codes:
            return [Option(str(grade), speech.term(str(grade), "grade")) for grade in Grades]
        case Control.RADIOS | Control.CHECKS:
            return [Option(code, speech.term(code)) for code in asked.codes]
        case Control.YES_NO | Control.YES_NOS:
            return [Option(answer, speech.term(answer, "yes_no")) for answer in ("true", "false")]
        case Control.SELECT | Control.SELECTS | Control.PERSON:
            return choices.of(asked.catalogue)
        case _:
            return []


def _hint(asked: Field, command: str, choices: Choices) -> str:
    """What helps to fill it in; the limits of words tell themselves."""
    speech = choices.speech
    parts = [speech.hint(asked.name, command)]
    if asked.control in (Control.TEXT, Control.LINE) and asked.most and asked.least:
        parts.append(speech.gettext("{least}至{most}字。").format(least=asked.least, most=speech.number(asked.most)))
    if asked.control is Control.PERSON and not choices.people:
        parts.append(speech.gettext("没有可选的同事，请管理员开设账号；知道其人员标识的，也可以填写。"))
    if asked.control is Control.MOMENT:
        parts.append(speech.gettext("北京时间。"))
    if asked.control is Control.LINES:
        parts.append(speech.gettext("每行一项。"))
    if asked.control is Control.FILES:
        told = speech.gettext(
            "至多{most}张，JPEG、PNG 或 WebP，每张至多 {bytes} MB、{pixels}像素，合计至多 {together} MB。"
            "拍摄地点等附带信息会去掉。上传后为您保留 24 小时，等您提交。"
        )
        parts.append(told.format(**LIMITS | {"most": asked.most, "pixels": speech.rounded(LIMITS["pixels"])}))
    return ("" if speech.language == "zh" else " ").join(part for part in parts if part)
