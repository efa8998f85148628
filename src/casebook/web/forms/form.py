"""A form as it stands: what is asked, what was typed, what is wrong with it; and the way back to a content."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile

from casebook.petitions.numbers import plain_number
from casebook.web.bodies import body_of
from casebook.web.forms.fields import ROWS, Control, Field, fields_of
from casebook.web.forms.references import REFERENCE, attachment_of
from casebook.web.problems import Malformed
from casebook.web.validation import explained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import tzinfo

    from starlette.datastructures import FormData

    from casebook.petitions.commands import Command
    from casebook.web.language import Language

KEY: Final = "_key"
VERSION: Final = "_version"
PHOTOS: Final = "_photos"
DROP: Final = "_drop"
OF_THE_FORM: Final = frozenset({KEY, VERSION, PHOTOS, DROP})
"""The idempotency key, and the version of the petition that was seen; that only the pictures are sent so far, and which
of them is taken out again. No field of a command begins so."""

SEVERAL: Final = frozenset({Control.CHECKS, Control.SELECTS, Control.YES_NOS})

YES_NO: Final = {"true": True, "false": False}

NO_SUCH_PETITION: Final = {"zh": "没有这个编号的诉求。", "en": "There is no petition of this number."}

Typed = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Form:
    """The form of one kind of command.

    Attributes:
        kind: the command.
        typed: for each control's name what stands in it.
        key: tells this wish from every other.
        version: the version of the petition that was seen; None where there is no petition yet.
        errors: for each control's name what is wrong, in the reader's language.
        files: what was sent along and not looked at yet, each with the control that it came by.
        unfinished: whether it is only to be shown again, with its pictures.
        wait: so many seconds no more pictures are taken.
    """

    kind: type[Command]
    typed: Typed
    key: UUID = field(default_factory=uuid4)
    version: int | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    files: tuple[tuple[str, UploadFile], ...] = ()
    unfinished: bool = False
    wait: int = 0

    @property
    def fields(self) -> tuple[Field, ...]:
        """What is asked."""
        return fields_of(self.kind)

    @property
    def status(self) -> int:
        """The HTTP status with which it is shown again."""
        return 429 if self.wait else 422 if self.errors else 200

    def first(self, name: str) -> str:
        """What stands in a control, or nothing."""
        return next(iter(self.typed.get(name, ())), "")

    def wrong(self, errors: Mapping[str, str]) -> Form:
        """The same with what is wrong."""
        return replace(self, errors=errors)

    def seen_at(self, version: int) -> Form:
        """The same, of a later version of the petition."""
        return replace(self, version=version)

    def anew(self) -> Form:
        """The same as another wish, without the pictures: those went with the first."""
        pictures = {each.name for each in self.fields if each.control is Control.FILES}
        typed = {name: values for name, values in self.typed.items() if name not in pictures}
        return replace(self, key=uuid4(), typed=typed)


@dataclass(frozen=True, slots=True)
class Reading:
    """How what was typed is read: whose language, whose clock, whose petition."""

    language: Language
    zone: tzinfo
    petition_of: Callable[[str], UUID | None]

    def content(self, form: Form) -> BaseModel | Form:
        """The content of the command, or the form with what is wrong with it. Nothing that was typed is lost."""
        errors = dict(form.errors)
        given = {}
        for each in form.fields:
            value = self._value(each, form, errors)
            if value is not None:
                given[each.name] = value
        try:
            body = body_of(form.kind).model_validate(given)
        except ValidationError as error:
            found = [{**each, "loc": ("form", *each["loc"])} for each in error.errors()]
            told = {each["field"]: each["message"] for each in reversed(explained(found, self.language))}
            errors = {_control(name, form): message for name, message in told.items()} | errors
        return form.wrong(errors) if errors else body

    def _value(self, asked: Field, form: Form, errors: dict[str, str]) -> Any:
        """What was given for a field, None for nothing."""
        if asked.control is Control.ROWS:
            return list(self._rows(asked, form))
        typed = [text.strip() for text in form.typed.get(asked.name, ()) if text.strip()]
        if asked.control is Control.FILES:
            return [attachment_of(reference) for reference in typed]
        if asked.control in SEVERAL:
            return [YES_NO.get(text, text) for text in typed] if asked.control is Control.YES_NOS else typed
        if asked.control is Control.FLAG:
            return bool(typed)
        if asked.control is Control.LINES:
            return [line.strip() for text in typed for line in text.splitlines() if line.strip()]
        return self._one(asked, typed[0], errors) if typed else None

    def _one(self, asked: Field, text: str, errors: dict[str, str]) -> Any:
        match asked.control:
            case Control.MOMENT:
                return self._moment(text)
            case Control.PETITION:
                return self._petition(text, asked.name, errors)
            case Control.YES_NO:
                return YES_NO.get(text, text)
            case Control.TEXT:
                return text.replace("\r\n", "\n")  # as forms send it; a line's end counts as one character
            case _:
                return text

    def _rows(self, asked: Field, form: Form) -> Iterable[dict[str, str]]:
        for number in range(rows_of(asked, form.typed)):
            row = _row(asked, number, form)
            if any(row.values()):
                yield {name: value for name, value in row.items() if value}

    def _moment(self, text: str) -> Any:
        """A moment by the city's clock, unless it says otherwise; what is none is left to be refused."""
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return text
        return moment if moment.tzinfo else moment.replace(tzinfo=self.zone)

    def _petition(self, typed: str, name: str, errors: dict[str, str]) -> str:
        number = plain_number(typed)
        if self.petition_of(number) is None:
            errors[name] = NO_SUCH_PETITION[self.language]
        return number


def blank(kind: type[Command], version: int | None, known: Mapping[str, object]) -> Form:
    """A form that nobody has filled in: with the defaults, and what is known of its petition."""
    standing = {each.name: each.default for each in fields_of(kind)} | {
        name: value for name, value in known.items() if name in {each.name for each in fields_of(kind)}
    }
    typed = {name: _as_typed(value) for name, value in standing.items()}
    return Form(kind, typed, version=version)


def sent(kind: type[Command], data: FormData) -> Form:
    """A form as it was sent.

    Raises:
        Malformed: it has controls that no form of this command has, or no key.
    """
    typed: Typed = {}
    files: list[tuple[str, UploadFile]] = []
    pictures = {each.name for each in fields_of(kind) if each.control is Control.FILES}
    for name, value in data.multi_items():
        if isinstance(value, UploadFile) and name in pictures:
            files += [(name, value)] if value.filename or value.size else []  # else nothing was chosen
        elif isinstance(value, UploadFile) or not _is_asked(kind, name):
            raise Malformed
        elif name not in pictures or REFERENCE.fullmatch(value):
            typed[name] = (*typed.get(name, ()), value)
        elif value:
            raise Malformed
    key, version, photos, drop = (next(iter(typed.pop(name, ())), "") for name in (KEY, VERSION, PHOTOS, DROP))
    for name in pictures & typed.keys():
        typed[name] = tuple(reference for reference in typed[name] if reference != drop)
    try:
        seen = int(version) if version else None
        return Form(kind, typed, UUID(key), seen, files=tuple(files), unfinished=bool(photos or drop))
    except ValueError as error:
        raise Malformed from error


def row_control(asked: Field, row: int, part: Field) -> str:
    """The name of a control in a row."""
    return f"{asked.name}.{row}.{part.name}"


def rows_of(asked: Field, typed: Typed) -> int:
    """How many rows a form has for something: those that are filled, and some more."""
    filled = {
        int(name.split(".")[1]) for name, values in typed.items() if name.startswith(f"{asked.name}.") and any(values)
    }
    return min(max(filled, default=-1) + 1 + ROWS, asked.most or ROWS)


def _row(asked: Field, row: int, form: Form) -> dict[str, str]:
    """What was typed in a row, part by part."""
    return {part.name: form.first(row_control(asked, row, part)).strip() for part in asked.parts}


def _is_asked(kind: type[Command], name: str) -> bool:
    head, *rest = name.split(".")
    asked = next((each for each in fields_of(kind) if each.name == head), None)
    if asked is None or not rest:
        return name in OF_THE_FORM or (asked is not None and asked.control is not Control.ROWS)
    row, part = (rest[0], rest[1]) if len(rest) == 2 else ("", "")  # noqa: PLR2004  row and part
    known = row.isascii() and row.isdigit() and int(row) < (asked.most or ROWS)
    return known and part in {each.name for each in asked.parts}


def _as_typed(value: object) -> tuple[str, ...]:
    if value is None or value is False:
        return ()
    if isinstance(value, (tuple, list)):
        return tuple(str(each) for each in value)
    return ("true",) if value is True else (str(value),)


def _control(path: str, form: Form) -> str:
    """The control that an error is about: `reason`, `commitments.0.what`."""
    head, *_ = path.split(".")
    asked = next(each for each in form.fields if each.name == head)
    if asked.control is not Control.ROWS or path.count(".") < 2:  # noqa: PLR2004  field, row and part
        return head
    _, number, part = path.split(".")
    filled = [row for row in range(rows_of(asked, form.typed)) if any(_row(asked, row, form).values())]
    return f"{head}.{filled[int(number)]}.{part}"
