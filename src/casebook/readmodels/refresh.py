"""One step of a read model: its rows brought from one position to a later one, in the caller's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from psycopg import sql

from casebook.readmodels import statements

if TYPE_CHECKING:
    from psycopg import Connection

    from casebook.readmodels.definition import Definition
    from casebook.readmodels.tables import Shape

_PETITIONS: Final = """
SELECT array_agg(DISTINCT originator_id) FROM ledger.events
WHERE notification_id > %(after)s AND notification_id <= %(until)s
"""


def refresh(  # noqa: PLR0913, PLR0917  which model, where its tables stand, from where to where
    connection: Connection[Any], definition: Definition, shape: Shape, schema: str, after: int, until: int
) -> None:
    """Bring the tables in `schema` from position `after` to `until`: as if they had been made of the history up to it.

    Deletes the rows that the new events can have changed and makes them anew, so a step may be done twice and in
    pieces of any size. No statement is prepared: the plan must suit the size of the table now.
    """
    span: dict[str, Any] = {"after": after, "until": until}
    if definition.grain == "event":
        delete = sql.SQL("DELETE FROM {} WHERE {}").format(sql.Identifier(schema, definition.name), statements.NEW)
        connection.execute(delete, span, prepare=False)
        insert = statements.insert_rows(definition, shape, schema, statements.NEW)
        connection.execute(insert, span, prepare=False)
        return
    row = connection.execute(_PETITIONS, span, prepare=False).fetchone()
    span["petitions"] = (row and row[0]) or []
    if definition.totals:
        gone = connection.execute(statements.take_rows(definition, shape, schema), span, prepare=False).fetchone()
        span["gone"] = gone and gone[0]
        connection.execute(statements.give_rows(definition, shape, schema), span, prepare=False)
        return
    touched = sql.SQL("petition_id = ANY(%(petitions)s)")
    delete = sql.SQL("DELETE FROM {} WHERE {}").format(sql.Identifier(schema, definition.name), touched)
    connection.execute(delete, span, prepare=False)
    insert = statements.insert_rows(definition, shape, schema, statements.TOUCHED)
    connection.execute(insert, span, prepare=False)
