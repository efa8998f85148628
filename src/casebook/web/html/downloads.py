"""A table as a file, written while it is sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from starlette.responses import StreamingResponse

from casebook.exchange.spreadsheet import BEGINNING, csv_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

Sections = Iterator[list[dict[str, Any]]]
"""The rows of a table, so many at a time."""


class Form(StrEnum):
    """As what a table is downloaded."""

    CSV = "csv"
    JSON = "json"


def download(
    name: str, form: Form, columns: tuple[str, ...], sections: Sections, headers: Mapping[str, str]
) -> StreamingResponse:
    """A table as a file to keep; its sections are made while it is sent."""
    make = _csv if form is Form.CSV else _json
    media = "text/csv; charset=utf-8" if form is Form.CSV else "application/json"
    told = {**headers, "Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return StreamingResponse(make(columns, sections), 200, told, media)


def _csv(columns: tuple[str, ...], sections: Sections) -> Iterator[str]:
    yield BEGINNING + csv_lines([columns])
    for rows in sections:
        yield csv_lines([row[name] for name in columns] for row in rows)


def _json(columns: tuple[str, ...], sections: Sections) -> Iterator[str]:
    between = "[\n"
    for rows in sections:
        for row in rows:
            yield between + json.dumps({name: row[name] for name in columns}, ensure_ascii=False, default=str)
            between = ",\n"
    yield "\n]\n" if between != "[\n" else "[]\n"
