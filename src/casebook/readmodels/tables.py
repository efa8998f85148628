"""The tables of a read model: made in the shadow schema, read off the catalogue, moved, dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg import sql

from casebook.readmodels import statements
from casebook.readmodels.definition import BadDefinition

if TYPE_CHECKING:
    from collections.abc import Mapping

    from psycopg import Connection

    from casebook.readmodels.definition import Definition

LIVE: Final = "readmodels"
SHADOW: Final = "shadow"

_COLUMNS: Final = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod), coalesce(a.attnum = ANY (i.indkey), false)
FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
WHERE a.attrelid = to_regclass(%s) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns of a read model's table.

    Attributes:
        columns: types by name, in order.
        primary: columns of the primary key.
        keys: with totals the group keys, else empty.
        sums: with totals the summed columns, else empty.
        parts: columns of the table that the rows go to.
    """

    columns: Mapping[str, str]
    primary: tuple[str, ...]
    keys: tuple[str, ...]
    sums: tuple[str, ...]
    parts: tuple[str, ...]


def shape_of(connection: Connection[Any], definition: Definition, schema: str = LIVE) -> Shape | None:
    """The shape of the table as it stands, or None where there is none."""
    found = connection.execute(_COLUMNS, (f"{schema}.{definition.name}",)).fetchall()
    if not found:
        return None
    columns = {name: kind for name, kind, _ in found}
    sums = tuple(name for name in columns if name not in definition.totals) if definition.totals else ()
    return Shape(
        columns=columns,
        primary=tuple(name for name, _, is_key in found if is_key),
        keys=definition.totals,
        sums=sums,
        parts=("petition_id", *definition.totals, *sums) if definition.totals else tuple(columns),
    )


def make(connection: Connection[Any], definition: Definition, schema: str = SHADOW) -> Shape:
    """Make the tables, empty and without further indexes, in place of those that stand there.

    Raises:
        BadDefinition: the columns, the rows or a query are not what PostgreSQL understands; names the section.
    """
    drop(connection, definition.name, schema)
    table = sql.Identifier(schema, definition.name)
    _try(
        connection, definition, "table", sql.SQL("CREATE TABLE {} (\n{}\n)").format(table, sql.SQL(definition.columns))
    )
    shape = shape_of(connection, definition, schema)
    if shape is None or not shape.primary or not set(definition.totals) <= set(shape.columns):
        raise _bad(definition, "table", "a primary key or a group key is missing")
    needed = "petition_id" if definition.grain == "petition" else "position"
    if not definition.totals and needed not in shape.columns:
        raise _bad(definition, "table", f"the column {needed} is missing")
    if definition.totals:
        rows = statements.rows(definition, statements.NOTHING, shape.parts)
        parts = sql.SQL("CREATE TABLE {} AS {} WITH NO DATA").format(sql.Identifier(schema, definition.parts), rows)
        _try(connection, definition, "rows", parts)
    check = statements.insert_rows(definition, shape, schema, statements.NOTHING)
    _try(connection, definition, "rows", sql.SQL("EXPLAIN {}").format(check))
    for name, query in definition.queries.items():
        _try(connection, definition, name, sql.SQL("EXPLAIN {}").format(sql.SQL(query.text)), query.parameters, schema)
    return shape


def index(connection: Connection[Any], definition: Definition, schema: str = SHADOW) -> None:
    """Make the further indexes and count what is in the tables.

    Raises:
        BadDefinition: PostgreSQL does not understand an index.
    """
    for statement in definition.indexes:
        _try(connection, definition, "indexes", sql.SQL(statement), schema=schema)
    if definition.totals:
        parts = sql.SQL("CREATE INDEX ON {} (petition_id)").format(sql.Identifier(schema, definition.parts))
        connection.execute(parts)
    for table in definition.tables:
        connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(schema, table)))


def drop(connection: Connection[Any], name: str, schema: str) -> None:
    """Drop the tables of that name, if they are there."""
    for table in (name, f"{name}__parts"):
        connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(schema, table)))


def publish(connection: Connection[Any], definition: Definition) -> None:
    """Put the shadow's tables in the place of the live ones; in the caller's transaction."""
    drop(connection, definition.name, LIVE)
    for table in definition.tables:
        shadow = sql.Identifier(SHADOW, table)
        connection.execute(sql.SQL("ALTER TABLE {} SET SCHEMA {}").format(shadow, sql.Identifier(LIVE)))


def _try(  # noqa: PLR0913, PLR0917  a statement, where it stands in the file, and what it needs
    connection: Connection[Any],
    definition: Definition,
    section: str,
    statement: sql.Composable,
    parameters: frozenset[str] = frozenset(),
    schema: str = SHADOW,
) -> None:
    """Run a statement made of the file's text; what is wrong with the text becomes `BadDefinition`."""
    try:
        with connection.transaction():
            connection.execute(sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(schema)))
            connection.execute(sql.SQL("{}").format(statement), dict.fromkeys(parameters), prepare=False)
    except (psycopg.ProgrammingError, psycopg.NotSupportedError, psycopg.DataError) as error:
        raise _bad(definition, section, str(error).splitlines()[0]) from error


def _bad(definition: Definition, section: str, what: str) -> BadDefinition:
    return BadDefinition(
        f"{definition.name}.sql，{section} 段：{what}。", f"{definition.name}.sql, section {section}: {what}."
    )
