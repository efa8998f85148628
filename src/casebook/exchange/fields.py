"""Where a field of an event comes from: the part of the mapping that is checked against the event's own schema."""

from __future__ import annotations

from functools import cache
from string import Formatter
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, get_args

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from casebook.errors import Unfit
from casebook.ledger.mapper import private_fields
from casebook.petitions.words import Sealed
from casebook.validation import in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casebook.petitions.events import Event

Kind = Literal["words", "time", "many", "plain"]
GIVEN_HERE = frozenset({"number"})
"""Fields that the importer itself gives."""

Column = Annotated[str, Field(min_length=1)]


class FieldSpec(BaseModel):
    """One field: a constant, a column, a template of columns, or columns joined; codes translated where asked.

    Attributes:
        value: the same for every row.
        column: as it stands in that column.
        template: text with `{column}` in it; nothing where one of them is empty.
        join: the columns that are not empty, with `between` between them.
        codes: what stands in the column, and the code it means.
        otherwise: the code for whatever `codes` does not name; without it such a row is bad.
        missing: what an empty column means; without it the field is left out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    value: Any = None
    column: Column | None = None
    template: Annotated[str, Field(min_length=1)] | None = None
    join: Annotated[tuple[Column, ...], Field(min_length=1)] | None = None
    between: str = "\n\n"
    codes: dict[str, Any] | None = None
    otherwise: Any = None
    missing: Any = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = [way for way in ("value", "column", "template", "join") if getattr(self, way) is not None]
        if len(ways) != 1:
            raise Unfit(
                "value、column、template、join 中须有且只有一个",
                "needs exactly one of `value`, `column`, `template`, `join`",
            )
        if self.codes is not None and self.column is None:
            raise Unfit("有 codes 就须有 column", "`codes` needs `column`")
        if self.otherwise is not None and self.codes is None:
            raise Unfit("有 otherwise 就须有 codes", "`otherwise` needs `codes`")
        if self.template is not None:
            template_columns(self.template)
        return self

    def constants(self) -> list[Any]:
        """Every value that stands in the mapping itself."""
        known = [self.value, self.otherwise, self.missing, *(self.codes or {}).values()]
        return [value for value in known if value is not None]


def template_columns(template: str) -> list[str]:
    """The columns in a template.

    Raises:
        Unfit: it names none, or is no template.
    """
    try:
        parts = [part for part in Formatter().parse(template) if part[1] is not None]
    except ValueError:  # a brace without its other half
        parts = [("", "", "", "")]
    if any(not name or form or conversion for _, name, form, conversion in parts):
        raise Unfit("模板的花括号里只能是列名，如 {column}", "a template holds {column} and nothing else in braces")
    if not parts:
        raise Unfit(
            "模板里至少要有一个 {column}；固定的值用 value",
            "a template needs at least one {column}; for a constant there is `value`",
        )
    return [str(name) for _, name, _, _ in parts]


def columns_of(spec: FieldSpec) -> list[str]:
    """The columns that a field reads."""
    if spec.template is not None:
        return template_columns(spec.template)
    return [spec.column] if spec.column is not None else list(spec.join or ())


@cache
def kind_of(event: type[Event], field: str) -> Kind:
    """How the text of a column becomes the value of that field."""
    annotation = event.model_fields[field].annotation
    if "tuple[" in str(annotation):
        return "many"
    if field in private_fields(event):
        return "words"
    return "time" if AwareDatetime in (annotation, *get_args(annotation)) else "plain"


def check_fields(event: type[Event], fields: Mapping[str, FieldSpec]) -> None:
    """Compare fields with the event's schema: names, what is required, every constant and code.

    Raises:
        Unfit: they do not fit; the sentence names the field.
    """
    known = {name: field for name, field in event.model_fields.items() if name not in GIVEN_HERE}
    name = event.stored_name()
    if unknown := sorted(set(fields) - set(known)):
        raise Unfit(
            f"fields.{unknown[0]}：{name} 没有这一项，它有 {'、'.join(known)}",
            f"fields.{unknown[0]}: {name} has no such field; it has {', '.join(known)}",
        )
    if lacking := sorted(key for key, field in known.items() if field.is_required() and key not in fields):
        raise Unfit(f"fields.{lacking[0]}：{name} 须有这一项", f"fields.{lacking[0]}: {name} needs it")
    for key, spec in fields.items():
        adapter = _adapter(event, key)
        for constant in spec.constants():
            try:
                fits = not isinstance(adapter.validate_python(constant), Sealed)
            except ValidationError as error:
                zh, en = in_words(error.errors(include_url=False)[0])
                raise Unfit(
                    f"fields.{key}：{constant!r} 不能用于 {name}：{zh}",
                    f"fields.{key}: {constant!r} does not do for {name}: {en}",
                ) from None
            if not fits:
                raise Unfit(f"fields.{key}：须为文字", f"fields.{key}: words are text")


@cache
def _adapter(event: type[Event], field: str) -> TypeAdapter[Any]:
    info = event.model_fields[field]
    annotation: Any = Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
    return TypeAdapter(annotation, config=ConfigDict(arbitrary_types_allowed=True))
