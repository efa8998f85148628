"""Whole tables as they stood at a moment, as statements that any client of PostgreSQL can run: for analysts.

They are made of a history in which nothing says whom or where a sealed petition is about: its events are there with
their names, times, kinds and counts, so that the figures of the whole city stay exact, and without any code that comes
out of a catalogue, any id and any file. Sealed is what is sealed now, whatever the moment.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from types import NoneType
from typing import TYPE_CHECKING, Any, Final, get_args

import psycopg
from psycopg import sql
from pydantic import AwareDatetime

from casebook.errors import Behind
from casebook.ledger.mapper import private_fields
from casebook.petitions.events import EVENTS
from casebook.readmodels import statements, tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casebook.ledger.datastore import Datastore
    from casebook.readmodels.definition import Definition
    from casebook.readmodels.reader import AsOf

ENVELOPE: Final = (
    "position",
    "petition_id",
    "version",
    "event",
    "recorded_at",
    "happened_at",
    "happened_on",
    "role",
    "unit",
    "source",
    "source_id",
    "ordinal",
)
"""What stands around every event, by the columns of `ledger.history`. The actor's id is not among it."""

_TEXT: Final = frozenset({"uuid", "jsonb"})
_TELLING_NOTHING: Final = (Enum, bool, int, date, datetime, AwareDatetime, NoneType)


def tells_of_whom(annotation: Any) -> bool:
    """Whether a field of this type may name a unit, a place, a person or a petition: codes, ids, files."""
    if isinstance(annotation, type) and not get_args(annotation):
        return not issubclass(annotation, _TELLING_NOTHING)
    parts = [part for part in get_args(annotation) if part is not Ellipsis and _is_type(part)]
    return not parts or any(map(tells_of_whom, parts))


def _is_type(part: Any) -> bool:
    """Whether this is a type, not what is said about one."""
    return isinstance(part, type) or bool(get_args(part))


IDENTIFYING: Final = sorted(
    {
        name
        for event in EVENTS.values()
        for name, field in event.model_fields.items()
        if name not in private_fields(event) and tells_of_whom(field.annotation)
    }
)
"""The fields of events that are withheld where the petition is sealed: those not known to tell nothing."""

SEALED: Final = sql.SQL(
    "SELECT e.petition_id FROM ledger.history e WHERE (e.version = 1 AND e.data ->> 'confidentiality' = 'sealed' "
    "OR e.event = 'confidentiality-changed' AND e.data ->> 'after' = 'sealed') AND NOT EXISTS ("
    "SELECT 1 FROM ledger.history l WHERE l.petition_id = e.petition_id AND l.version > e.version "
    "AND l.event = 'confidentiality-changed')"
)
"""The petitions that are sealed now."""

WITHHELD: Final = sql.SQL(
    "(SELECT position, h.petition_id, version, event, recorded_at, happened_at, happened_on, actor, role, "
    "CASE WHEN s.petition_id IS NULL THEN unit END AS unit, subject, source, "
    "CASE WHEN s.petition_id IS NULL THEN source_id END AS source_id, ordinal, "
    "CASE WHEN s.petition_id IS NULL THEN data ELSE data - {}::text[] END AS data "
    "FROM ledger.history h LEFT JOIN ({}) AS s ON s.petition_id = h.petition_id) AS told"
).format(sql.Literal(IDENTIFYING), SEALED)
"""The history for analysts."""


class Extracts:
    """Statements for one moment, with every value written into them."""

    def __init__(self, datastore: Datastore, at: AsOf) -> None:
        self._datastore = datastore
        self._at = at

    def events(self, fields: Mapping[str, tuple[str, str]], after: int) -> str:
        """Every event behind position `after`, in order, one row each.

        `fields` are the columns behind ENVELOPE: the name of the column, then the event's own name for the field and
        the type of PostgreSQL it is read as.
        """
        columns = [_column(name, "uuid" if name == "petition_id" else "") for name in ENVELOPE]
        for column, (field, kind) in fields.items():
            value = sql.SQL("(data ->> {})::{} AS {}")
            columns.append(value.format(sql.Literal(field), sql.SQL(kind), sql.Identifier(column)))
        select = sql.SQL("SELECT {} FROM {} WHERE {} AND position > {} ORDER BY position")
        return self._written(select.format(sql.SQL(", ").join(columns), WITHHELD, self._at.cut(), sql.Literal(after)))

    def is_resealed(self, after: int) -> bool:
        """Whether behind position `after` a petition was sealed, or a sealed one opened: then earlier rows differ."""
        with self._datastore.connection() as connection:
            found = connection.execute(
                "SELECT EXISTS (SELECT 1 FROM ledger.history WHERE event = 'confidentiality-changed' "
                "AND 'sealed' IN (data ->> 'before', data ->> 'after') AND position > %s)",
                (after,),
            ).fetchone()
        return found is not None and found[0]

    def model(self, definition: Definition) -> str:
        """Every row of a read model, in the order of its key.

        Raises:
            Behind: the model is not built yet.
        """
        with self._datastore.connection() as connection:
            shape = tables.shape_of(connection, definition)
        if shape is None:
            raise Behind
        columns = sql.SQL(", ").join(_column(name, kind) for name, kind in shape.columns.items())
        query = sql.SQL("SELECT {} FROM {} ORDER BY {}").format(
            columns, sql.Identifier(definition.name), statements.names(shape.primary)
        )
        with self._datastore.connection() as connection:
            asked = query.as_string(connection)
        return self._written(statements.as_of(definition, shape, self._at.cut(), asked, WITHHELD))

    def _written(self, statement: sql.Composed) -> str:
        with self._datastore.connection() as connection:
            return psycopg.ClientCursor(connection).mogrify(statement, {"as_of": self._at.value})


def _column(name: str, kind: str) -> sql.Composed:
    """A column, as text where engines have no such type."""
    cast = sql.SQL("::text") if kind in _TEXT else sql.SQL("")
    return sql.SQL("{}{} AS {}").format(sql.Identifier(name), cast, sql.Identifier(name))
