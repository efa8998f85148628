"""What the command line prints: answers on standard output, everything else on standard error."""

from __future__ import annotations

import os
import sys
import time
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
import orjson

from casebook.cli.wrong_use import WrongValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, tzinfo

_EVERY = 0.5


def say(zh: str, en: str) -> None:
    """One line for the person, in both languages."""
    click.echo(f"{zh} / {en}", err=True)


def complain(zh: str, en: str) -> None:
    """One line that says what is wrong."""
    text = f"casebook: {zh} / {en}"
    click.echo(" ".join(text.split()), err=True)


def counted(number: int, one: str, many: str = "") -> str:
    """So many of something, in English: 1 event, 3 events."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def print_json(answer: Any) -> None:
    """The answer as one JSON document, for programs."""
    click.echo(orjson.dumps(answer, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS, default=str).decode())


def print_table(
    rows: Sequence[Mapping[str, Any]], columns: Iterable[str] | None = None, zone: tzinfo | None = None
) -> None:
    """The answer as a table, for people: times in the city's zone; Chinese characters take two places."""
    names = list(columns or (rows[0] if rows else ()))
    cells = [names, *([_cell(row.get(name), zone) for name in names] for row in rows)]
    widths = [max(_width(line[at]) for line in cells) for at in range(len(names))]
    for line in cells:
        click.echo(
            "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)).rstrip()
        )


def _cell(value: Any, zone: tzinfo | None) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
    return "" if value is None else str(value)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


class Place(click.Path):
    """A file or folder; an empty name is a slip, as with a variable that is not set, and not the current folder."""

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> Path:
        """The path."""
        if not os.fspath(value):
            raise WrongValue("没有给出名称", "no name is given", param, context)
        return Path(os.fsdecode(super().convert(value, param, context)))


class Spelled(click.DateTime):
    """A day or a month in one spelling, which whoever types another is told by an example."""

    def __init__(self, form: str, called: str, zh: str, en: str) -> None:
        super().__init__([form])
        self.called, self.zh, self.en = called, zh, en

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Its first moment."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            raise WrongValue(f"{value!r} {self.zh}", f"{value!r} {self.en}", param, ctx) from error

    def spelled(self, moment: date) -> str:
        """A day or a month as it is typed."""
        return moment.strftime(self.formats[0])

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002  as click asks
        """What stands for it in the help."""
        return self.called


DAY: Final = Spelled("%Y-%m-%d", "DAY", "不是日期，请写成 2022-01-30 这样", "is no day; a day is written as 2022-01-30")
MONTH: Final = Spelled("%Y-%m", "MONTH", "不是月份，请写成 2022-01 这样", "is no month; a month is written as 2022-01")


class Progress:
    """A line about long work, renewed twice a second on a terminal, and seldom where output goes to a file."""

    def __init__(self, zh: str, en: str) -> None:
        self.title = f"{zh} / {en}"
        self.last = time.monotonic()
        self.on_terminal = sys.stderr.isatty()
        self.shown = False

    def __call__(self, done: int, total: int | None) -> None:
        """So much of the total is done; None where the total is not known."""
        now = time.monotonic()
        finished = total is not None and done >= total
        if now - self.last < (_EVERY if self.on_terminal else 10 * _EVERY) and not (finished and self.shown):
            return
        self.last, self.shown = now, True
        share = f"{done}" if not total else f"{100 * done // total} %  {done}/{total}"
        click.echo(
            f"\r{self.title}  {share} " if self.on_terminal else f"{self.title}  {share}",
            err=True,
            nl=not self.on_terminal,
        )
        if finished and self.on_terminal:
            click.echo("", err=True)


class ProgressOfEach:
    """A line of progress for each of several things that are named."""

    def __init__(self, zh: str, en: str) -> None:
        self.titles = zh, en
        self.name = ""
        self.line: Progress | None = None

    def __call__(self, name: str, done: int, total: int) -> None:
        """So much of the total of this one is done."""
        if self.line is None or name != self.name:
            zh, en = self.titles
            self.name, self.line = name, Progress(f"{zh} {name}", f"{en} {name}")
        self.line(done, total)
