"""One read model as its file defines it. `projections/README.md` has the format."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, NoReturn, cast

from casebook.errors import Misconfigured
from casebook.petitions.vocabulary import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_FIRST: Final = re.compile(r"-- ([a-z][a-z0-9_]*): (.+)")
_HEADER: Final = re.compile(r"-- ([a-z]+): (.+)")
_SECTION: Final = re.compile(r"-- (view )?([a-z][a-z0-9_]*) --")
_PARAMETER: Final = re.compile(r"(?<!%)%\((\w+)\)s")
_CLOCK: Final = re.compile(
    r"\b(?:(?:now|clock_timestamp|statement_timestamp|transaction_timestamp|random|nextval)\s*\(|current_(?:date|time)"
    r"|localtime)",
    re.IGNORECASE,
)
_READERS: Final = frozenset(Role) | {"public"}
_KEYS: Final = frozenset({"readers", "grain", "over", "totals"})
_OWN: Final = frozenset({"table", "indexes", "petitions", "rows"})
_RESERVED: Final = frozenset({"history", "whole", "progress"})


class BadDefinition(Misconfigured):
    """读模型文件有误。 | The file of a read model is wrong."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question that can be asked of a read model."""

    text: str
    parameters: frozenset[str]


@dataclass(frozen=True, slots=True)
class Definition:
    """A read model.

    Attributes:
        name: of the file and the table.
        question: what it answers.
        readers: roles that may ask; `public` is everybody.
        grain: whether a row comes from all events of a petition or from one event.
        totals: the group keys where the table is the sum of the rows; else empty.
        columns: the table's columns as SQL.
        indexes: statements that make the further indexes.
        petitions: a SELECT of the petitions that have rows, or empty.
        rows: the SELECT over `history`.
        views: SELECTs that `rows` reads, by name, in order.
        queries: what can be asked, by name.
        source: the file with the views it reads: all that the tables depend on.
        sha256: of `source`, in hexadecimal.
    """

    name: str
    question: str
    readers: frozenset[str]
    grain: Literal["petition", "event"]
    totals: tuple[str, ...]
    columns: str
    indexes: tuple[str, ...]
    petitions: str
    rows: str
    views: Mapping[str, str] = field(repr=False)
    queries: Mapping[str, Query] = field(repr=False)
    source: str = field(repr=False)
    sha256: str

    def may_read(self, role: str) -> bool:
        """Whether somebody in this role may ask."""
        return role in self.readers or "public" in self.readers

    @property
    def is_told_outside(self) -> bool:
        """Whether people read it who may not see sealed petitions: everybody, or analysts."""
        return not self.readers.isdisjoint({"public", Role.ANALYST})

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables it keeps; with totals, what each petition contributes comes first."""
        return (self.parts, self.name) if self.totals else (self.name,)

    @property
    def parts(self) -> str:
        """The table that the rows go to."""
        return f"{self.name}__parts" if self.totals else self.name


def parse(text: str, file: str, views: Mapping[str, str] | None = None) -> Definition:
    """The read model in `text`; `file` is what errors call it, `views` are those that `-- over:` may name.

    Raises:
        BadDefinition: the text is not as `projections/README.md` says; names the line or the section.
    """
    return _Parser(file, text.replace("\r\n", "\n"), views or {}).definition()


def parse_view(text: str, file: str) -> str:
    """The SELECT of a shared view.

    Raises:
        BadDefinition: there is no `rows` section, or another one.
    """
    parser = _Parser(file, text.replace("\r\n", "\n"), {})
    sections = parser.sections()
    if set(sections) != {"rows"}:
        parser.fail(None, "共享视图只有一个 -- rows -- 段", "a shared view has one section, -- rows --")
    return sections["rows"]


class _Parser:
    def __init__(self, file: str, text: str, views: Mapping[str, str]) -> None:
        self.file = file
        self.text = text
        self.lines = text.split("\n")
        self.shared = views
        self.views: dict[str, str] = {}

    def fail(self, place: int | str | None, zh: str, en: str) -> NoReturn:
        """Say what is wrong and where: a line, a section or the file."""
        where_zh = f"第 {place} 行" if isinstance(place, int) else f"{place} 段" if place else "文件"
        where_en = f"line {place}" if isinstance(place, int) else f"section {place}" if place else "the file"
        raise BadDefinition(f"{self.file}，{where_zh}：{zh}。", f"{self.file}, {where_en}: {en}.")

    def definition(self) -> Definition:
        name, question, header = self._header()
        sections = self.sections()
        for needed in ("table", "rows"):
            if not sections.get(needed):
                self.fail(needed, "缺少这一段", "this section is missing")
        source = self._with_views(header.get("over", ""))
        self._check_rows(sections)
        return Definition(
            name=name,
            question=question,
            readers=self._readers(header.get("readers", "")),
            grain=self._grain(header, sections),
            totals=tuple(self._names(header.get("totals", ""))),
            columns=sections["table"],
            indexes=self._indexes(sections.get("indexes", "")),
            petitions=sections.get("petitions", ""),
            rows=sections["rows"],
            views=self.views,
            queries={key: self._query(key, body) for key, body in sections.items() if key not in _OWN},
            source=source,
            sha256=hashlib.sha256(source.encode()).hexdigest(),
        )

    def _header(self) -> tuple[str, str, dict[str, str]]:
        first = _FIRST.fullmatch(self.lines[0].rstrip())
        if first is None or not _NAME.fullmatch(first[1]) or first[1] in _RESERVED or "__" in first[1]:
            self.fail(1, "应为“-- 名称: 问题”", "should be “-- name: question”")
        header: dict[str, str] = {}
        for number, line in enumerate(self.lines[1:], 2):
            if _SECTION.fullmatch(line.rstrip()):
                break
            if line.strip() and not line.startswith("--"):
                self.fail(number, "首段之前只能有注释", "before the first section there are comments only")
            found = _HEADER.fullmatch(line.rstrip())
            if found and (found[1] not in _KEYS or found[1] in header):
                self.fail(number, f"不认识或重复的 {found[1]}", f"{found[1]} is not known, or is given twice")
            if found:
                header[found[1]] = found[2]
        return first[1], first[2], header

    def sections(self) -> dict[str, str]:
        """The text of each section by its name; views that stand in the file go to `views`."""
        found: dict[str, str] = {}
        for name, is_view, line, body in self._bodies():
            target = self.views if is_view else found
            if name in target or (is_view and name in _RESERVED):
                self.fail(line, f"{name} 段重复", f"there is another section {name}")
            target[name] = body
        return found

    def _bodies(self) -> Iterator[tuple[str, bool, int, str]]:
        marks = [(n, m) for n, line in enumerate(self.lines) if (m := _SECTION.fullmatch(line.rstrip()))]
        ends = [n for n, _ in marks[1:]] + [len(self.lines)]
        for (start, mark), end in zip(marks, ends, strict=True):
            yield mark[2], bool(mark[1]), start + 1, "\n".join(self.lines[start + 1 : end]).strip().rstrip(";")

    def _with_views(self, over: str) -> str:
        """The text with the views it reads behind it, so that it can be understood alone; leaves them in `views`."""
        text = self.text.rstrip() + "\n"
        for name in self._names(over):
            if name in self.views:
                continue
            if name not in self.shared:
                self.fail(None, f"没有视图 {name}", f"there is no view {name}")
            self.views[name] = self.shared[name]
            text += f"\n-- view {name} --\n{self.shared[name]}\n"
        return text

    def _check_rows(self, sections: Mapping[str, str]) -> None:
        parts = {key: sections.get(key, "") for key in ("rows", "petitions")} | self.views
        for section, body in parts.items():
            if found := _CLOCK.search(body):
                asked = found[0].rstrip("(")
                self.fail(section, f"行不能依赖 {asked}", f"rows may not depend on {asked}")
            if _PARAMETER.search(body):
                self.fail(section, "这里不能有参数", "there are no parameters here")

    def _readers(self, text: str) -> frozenset[str]:
        readers = frozenset(self._names(text))
        for reader in sorted(readers - _READERS):
            self.fail("readers", f"没有角色 {reader}", f"there is no role {reader}")
        return readers

    def _grain(self, header: Mapping[str, str], sections: Mapping[str, str]) -> Literal["petition", "event"]:
        grain = header.get("grain", "petition")
        if grain not in ("petition", "event"):
            self.fail("grain", "应为 petition 或 event", "should be petition or event")
        if grain == "event" and ("totals" in header or "petitions" in sections or self.views):
            self.fail("grain", "event 不能有汇总、视图或筛选", "with event there are no totals, views or petitions")
        return cast("Literal['petition', 'event']", grain)

    def _names(self, text: str) -> list[str]:
        names = [name.strip() for name in text.split(",") if name.strip()]
        for name in names:
            if not _NAME.fullmatch(name):
                self.fail(None, f"名称 {name} 有误", f"{name} is no name")
        return names

    def _indexes(self, text: str) -> tuple[str, ...]:
        statements = tuple(part.strip() for part in text.split(";") if part.strip())
        for statement in statements:
            if not re.match(r"CREATE (UNIQUE )?INDEX \w+ ON \w+", statement):
                self.fail("indexes", "应为 CREATE INDEX 名称 ON 表", "should be CREATE INDEX name ON table")
        return statements

    def _query(self, name: str, text: str) -> Query:
        if not text:
            self.fail(name, "这一段是空的", "this section is empty")
        return Query(text, frozenset(_PARAMETER.findall(text)))
