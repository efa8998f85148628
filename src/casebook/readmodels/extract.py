"""Whole tables as they stood at a moment, as statements that any client of PostgreSQL can run: for analysts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import psycopg
from psycopg import sql

from casebook.errors import Behind
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
        select = sql.SQL("SELECT {} FROM ledger.history WHERE {} AND position > {} ORDER BY position")
        return self._written(select.format(sql.SQL(", ").join(columns), self._at.cut(), sql.Literal(after)))

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
        return self._written(statements.as_of(definition, shape, self._at.cut(), asked))

    def _written(self, statement: sql.Composed) -> str:
        with self._datastore.connection() as connection:
            return psycopg.ClientCursor(connection).mogrify(statement, {"as_of": self._at.value})


def _column(name: str, kind: str) -> sql.Composed:
    """A column, as text where engines have no such type."""
    cast = sql.SQL("::text") if kind in _TEXT else sql.SQL("")
    return sql.SQL("{}{} AS {}").format(sql.Identifier(name), cast, sql.Identifier(name))
