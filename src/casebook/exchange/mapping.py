"""The mapping: what the columns of a source mean, as a TOML file that `docs/importing.md` describes."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from casebook.errors import Misconfigured, Unfit
from casebook.exchange.fields import FieldSpec, check_fields, columns_of
from casebook.petitions.events import EVENTS, Submitted
from casebook.validation import in_words, place_of

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

Format = Literal["csv", "json", "jsonl", "xlsx", "xes"]
SUBMITTED = Submitted.stored_name()
_SIZE_LIMIT = 1_000_000


def _texts(value: Any) -> Any:
    """One text where a list of texts is wanted."""
    return [value] if isinstance(value, str) else value


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Unfit(f"没有名为 {name} 的时区", f"no time zone is named {name}") from None
    return name


def _encoding(name: str) -> str:
    """A codec in which a line feed is the byte 0x0A and nothing else, so that lines can be cut before decoding."""
    try:
        plain = "a\n".encode(name).endswith(b"a\n")
    except (LookupError, UnicodeError):
        raise Unfit(f"没有名为 {name} 的编码", f"no encoding is named {name}") from None
    if not plain:
        raise Unfit(
            f"{name} 编码的文件不能按字节分行，请先转换为 utf-8",
            f"{name} does not keep lines apart as bytes; convert the file to utf-8",
        )
    return name


def _known_event(name: str) -> str:
    if name not in EVENTS:
        raise Unfit(
            f"没有名为 {name} 的事件，可用的有 {'、'.join(EVENTS)}",
            f"no event is named {name}; there are {', '.join(EVENTS)}",
        )
    return name


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise Unfit(
            f"正则表达式有误（第 {(error.pos or 0) + 1} 个字符处）", f"not a regular expression: {error}"
        ) from None
    return text


Texts = Annotated[tuple[str, ...], BeforeValidator(_texts)]
Column = Annotated[str, Field(min_length=1)]


class Condition(BaseModel):
    """What must stand in a column: one of some texts, or a match of a regular expression."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    column: Column
    equals: Texts | None = None
    matches: Annotated[str, AfterValidator(_pattern)] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.equals is None) == (self.matches is None):
            raise Unfit("须有 equals 或 matches，且只能有一个", "needs either `equals` or `matches`")
        return self


class LeaveOut(Condition):
    """Rows that are not imported, and why."""

    reason: Annotated[str, Field(min_length=1, max_length=200)]


class EventSpec(BaseModel):
    """One kind of event: when it happened, and where its fields come from."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    event: Annotated[str, AfterValidator(_known_event)]
    when: Column | None = None
    activity: Texts | None = None
    only: Condition | None = None
    fields: dict[str, FieldSpec] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _fits_the_event(self) -> Self:
        check_fields(EVENTS[self.event], self.fields)
        return self

    def columns(self) -> set[str]:
        """Every column this event reads."""
        mine = {self.when} if self.when else set()
        only = {self.only.column} if self.only else set()
        return mine | only | {column for field in self.fields.values() for column in columns_of(field)}


class RowEvents(BaseModel):
    """For files in which a row is one event: which column names the activity, and which the time."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    activity: Column
    when: Column


class Mapping(BaseModel):
    """A whole mapping, checked: `load_mapping` makes it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    source: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    zone: Annotated[str, AfterValidator(_zone)] | None = None
    key: Column
    format: Format | None = None
    encoding: Annotated[str, AfterValidator(_encoding)] = "utf-8"
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    path: str = ""
    sheet: str | None = None
    null: Texts = ("",)
    times: Texts = ()
    rows: RowEvents | None = None
    leave_out: tuple[LeaveOut, ...] = ()
    events: Annotated[tuple[EventSpec, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if all(spec.event != SUBMITTED for spec in self.events):
            raise Unfit(
                f"没有一个 [[events]] 给出 {SUBMITTED}，而每件诉求都由它开始",
                f"no [[events]] gives `{SUBMITTED}`, with which every petition begins",
            )
        for number, spec in enumerate(self.events, 1):
            if self.rows is None and (spec.when is None or spec.activity is not None):
                raise Unfit(
                    f"第 {number} 个 [[events]]：须有 when；activity 只在有 [rows] 时才用",
                    f"[[events]] {number}: needs `when`, and `activity` only where there is a [rows]",
                )
            if self.rows is not None and (spec.activity is None or spec.when is not None):
                raise Unfit(
                    f"第 {number} 个 [[events]]：有 [rows] 时须有 activity，时间取自 [rows]，不再写 when",
                    f"[[events]] {number}: with [rows] it needs `activity` and takes `when` from there",
                )
        return self

    def columns(self) -> set[str]:
        """Every column the mapping reads."""
        own = {self.key} | {rule.column for rule in self.leave_out}
        if self.rows is not None:
            own |= {self.rows.activity, self.rows.when}
        return own.union(*(spec.columns() for spec in self.events))


def _shipped() -> Traversable:
    return resources.files("casebook.exchange") / "mappings"


def mapping_names() -> list[str]:
    """The names of the mappings that come with casebook."""
    return sorted(file.name.removesuffix(".toml") for file in _shipped().iterdir() if file.name.endswith(".toml"))


def load_mapping(name: str | Path) -> Mapping:
    """The mapping in a file, or by its bare name one that comes with casebook.

    Raises:
        Misconfigured: there is none, or it has a mistake; the sentence names the key.
    """
    text = _text(name)
    try:
        return Mapping.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise _mistake(name, place_of(error), str(error)) from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        key = _key([str(part) if isinstance(part, str) else part + 1 for part in first["loc"]])
        zh, en = in_words(first)
        raise _mistake(name, f"{key}：{zh}" if key else zh, f"{key}: {en}" if key else en) from error


def _key(parts: list[str | int]) -> str:
    """`events[2].fields.reason.codes`, counted from 1."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).removeprefix(".")


def _text(name: str | Path) -> str:
    file: Path | Traversable = Path(name)
    if isinstance(name, str) and name in mapping_names():
        file = _shipped() / f"{name}.toml"
    try:
        with file.open("rb") as stream:
            return stream.read(_SIZE_LIMIT).decode()
    except OSError as error:
        raise Misconfigured(
            f"没有名为 {name} 的导入映射，也没有该文件；自带的有 {'、'.join(mapping_names())}。",
            f"No mapping and no readable file is named {name}; casebook brings {', '.join(mapping_names())}.",
        ) from error
    except UnicodeDecodeError as error:
        raise _mistake(name, "不是 UTF-8", "not UTF-8") from error


def _mistake(name: str | Path, zh: str, en: str) -> Misconfigured:
    return Misconfigured(f"导入映射 {name} 有误：{zh}", f"The mapping {name} has a mistake: {en}")
