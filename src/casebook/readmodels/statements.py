"""The statements of a read model. All of them are its one SELECT over a history that is cut in different ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casebook.readmodels.definition import Definition
    from casebook.readmodels.tables import Shape

HISTORY: Final = sql.SQL("ledger.history")
"""Where the history is read from."""

SEALED_SINCE: Final = sql.SQL("""(
SELECT position, h.petition_id, version, event, recorded_at, happened_at, happened_on, actor, role, unit, subject,
  source, source_id, ordinal,
  CASE WHEN s.petition_id IS NULL THEN data
    WHEN version = 1 THEN jsonb_set(data, '{confidentiality}', '"sealed"')
    WHEN event = 'confidentiality-changed' THEN jsonb_set(data, '{after}', '"sealed"')
    ELSE data END AS data
FROM ledger.history h LEFT JOIN (
  SELECT petition_id FROM ledger.history WHERE event = 'confidentiality-changed' GROUP BY petition_id
  HAVING (max(ARRAY[lpad(version::text, 10, '0'), data ->> 'after']))[2] = 'sealed'
) AS s ON s.petition_id = h.petition_id
) AS told""")
"""The history in which a petition that was sealed at any time, and is, was sealed from its first day on.

Figures of a past day are made of it: they must not say where a petition was that has been sealed since.
"""

NOTHING: Final = sql.SQL("false")
"""The cut that leaves nothing."""

UNTIL: Final = sql.SQL("position <= %(until)s")
NEW: Final = sql.SQL("position > %(after)s AND position <= %(until)s")
TOUCHED: Final = sql.SQL("petition_id = ANY(%(petitions)s) AND position <= %(until)s")


def verbatim(text: str) -> sql.SQL:
    """Text of a file that has no parameters, inside a statement that has."""
    return sql.SQL(text.replace("%", "%%"))


def names(columns: Sequence[str]) -> sql.Composed:
    """Column names with commas between them."""
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def sources(definition: Definition, cut: sql.Composable, whence: sql.Composable = HISTORY) -> sql.Composed:
    """What follows WITH: the history, cut, and the views that the rows read."""
    parts = [sql.SQL("history AS NOT MATERIALIZED (SELECT * FROM {} WHERE {})").format(whence, cut)]
    for name, text in definition.views.items():
        view = sql.SQL("{} AS NOT MATERIALIZED (\n{}\n)")
        parts.append(view.format(sql.Identifier(name), verbatim(text)))
    return sql.SQL(", ").join(parts)


def candidates(definition: Definition, cut: sql.Composable) -> sql.Composed:
    """The petitions of a history that is cut which alone have rows."""
    select = sql.SQL("WITH {} SELECT petition_id FROM (\n{}\n) AS candidate")
    return select.format(sources(definition, cut), verbatim(definition.petitions))


def rows(definition: Definition, cut: sql.Composable, columns: Sequence[str]) -> sql.Composed:
    """The rows over a history that is cut; `columns` says which, in which order."""
    select = sql.SQL("WITH {} SELECT {} FROM (\n{}\n) AS made")
    return select.format(sources(definition, cut), names(columns), verbatim(definition.rows))


def insert_rows(definition: Definition, shape: Shape, schema: str, cut: sql.Composable) -> sql.Composed:
    """Put the rows of a history that is cut into their table."""
    return sql.SQL("INSERT INTO {} ({}) {}").format(
        sql.Identifier(schema, definition.parts), names(shape.parts), rows(definition, cut, shape.parts)
    )


def sums(shape: Shape, whence: sql.Composable) -> sql.Composed:
    """What the rows of `whence` add up to; groups that come to nothing are not there."""
    return sql.SQL("SELECT {}, {} FROM {} GROUP BY {} HAVING {}").format(
        names(shape.keys),
        sql.SQL(", ").join(sql.SQL("sum({0})::bigint AS {0}").format(sql.Identifier(c)) for c in shape.sums),
        whence,
        names(shape.keys),
        sql.SQL(" OR ").join(sql.SQL("sum({}) <> 0").format(sql.Identifier(c)) for c in shape.sums),
    )


def take_rows(definition: Definition, shape: Shape, schema: str) -> sql.Composed:
    """Delete what the touched petitions contributed, and answer its sums as JSON."""
    return sql.SQL(
        "WITH gone AS (DELETE FROM {} WHERE petition_id = ANY(%(petitions)s) RETURNING *), total AS ({}) "
        "SELECT coalesce(jsonb_agg(to_jsonb(total)), '[]')::text FROM total"
    ).format(sql.Identifier(schema, definition.parts), sums(shape, sql.SQL("gone")))


def give_rows(definition: Definition, shape: Shape, schema: str) -> sql.Composed:
    """Insert what the touched petitions contribute now, and move the totals by new sums minus old sums (`gone`)."""
    table = sql.Identifier(schema, definition.name)
    moved = [sql.Identifier(column) for column in shape.sums]
    old = sql.SQL("SELECT {}, {} FROM jsonb_populate_recordset(NULL::{}, %(gone)s::jsonb)").format(
        names(shape.keys), sql.SQL(", ").join(sql.SQL("-{}").format(c) for c in moved), table
    )
    both = sql.SQL("(SELECT {} FROM come UNION ALL {}) AS both_sides").format(names(shape.keys + shape.sums), old)
    return sql.SQL(
        "WITH come AS ({insert} RETURNING *), moved AS ({sums}) MERGE INTO {table} AS t USING moved ON {same} "
        "WHEN MATCHED AND {zero} THEN DELETE WHEN MATCHED THEN UPDATE SET {add} "
        "WHEN NOT MATCHED THEN INSERT ({columns}) VALUES ({values})"
    ).format(
        insert=insert_rows(definition, shape, schema, TOUCHED),
        sums=sums(shape, both),
        table=table,
        same=sql.SQL(" AND ").join(sql.SQL("t.{0} = moved.{0}").format(sql.Identifier(c)) for c in shape.keys),
        zero=sql.SQL(" AND ").join(sql.SQL("t.{0} + moved.{0} = 0").format(c) for c in moved),
        add=sql.SQL(", ").join(sql.SQL("{0} = t.{0} + moved.{0}").format(c) for c in moved),
        columns=names(shape.keys + shape.sums),
        values=sql.SQL(", ").join(sql.SQL("moved.{}").format(sql.Identifier(c)) for c in shape.keys + shape.sums),
    )


def as_of(
    definition: Definition, shape: Shape, cut: sql.Composable, query: str, whence: sql.Composable = HISTORY
) -> sql.Composed:
    """Ask `query` of the rows of a history that is cut, as if the table stood there."""
    made: sql.Composable = sql.SQL("(\n{}\n) AS made").format(verbatim(definition.rows))
    if definition.totals:
        made = sql.SQL("({}) AS summed").format(sums(shape, made))
    if definition.petitions:
        cut = sql.SQL("{} AND petition_id IN ({})").format(cut, candidates(definition, cut))
    typed = sql.SQL(", ").join(
        sql.SQL("{0}::{1} AS {0}").format(sql.Identifier(name), sql.SQL(kind)) for name, kind in shape.columns.items()
    )
    return sql.SQL("WITH {}, {} AS NOT MATERIALIZED (SELECT {} FROM {}) (\n{}\n)").format(
        sources(definition, cut, whence), sql.Identifier(definition.name), typed, made, sql.SQL(query)
    )
