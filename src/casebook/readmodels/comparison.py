"""Row by row: what stands in a read model against what its definition makes of the ledger."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from psycopg import sql

from casebook.readmodels.statements import names
from casebook.readmodels.tables import LIVE, SHADOW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import Connection

    from casebook.readmodels.definition import Definition
    from casebook.readmodels.tables import Shape

SAMPLE: Final = 10


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a rebuild made, and how it differs from what stood there.

    Attributes:
        name: of the model.
        rows: rows that the rebuild made.
        compared: whether there was a table of the same definition to compare with.
        differing_rows: rows, counted by primary key, that are not the same in both.
        missing: rows that the rebuild made and that did not stand there.
        unexpected: rows that stood there and that the rebuild did not make.
        position: in the ledger, at which the two were compared.
        seconds: what it all took.
        sample: some petition ids (or keys, of totals) of differing rows.
    """

    name: str
    rows: int
    compared: bool
    differing_rows: int
    missing: int
    unexpected: int
    position: int
    seconds: float
    sample: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return asdict(self) | {"sample": list(self.sample)}


@dataclass(frozen=True, slots=True)
class Difference:
    """How two tables differ; fields as in `Comparison`."""

    rows: int
    differing_rows: int = 0
    missing: int = 0
    unexpected: int = 0
    sample: tuple[str, ...] = ()
    compared: bool = True


_DIFFERENCE: Final = sql.SQL("""
WITH missing AS (SELECT {columns} FROM {shadow} EXCEPT ALL SELECT {columns} FROM {live}),
  unexpected AS (SELECT {columns} FROM {live} EXCEPT ALL SELECT {columns} FROM {shadow}),
  differing AS (SELECT DISTINCT {key} FROM (TABLE missing UNION ALL TABLE unexpected) AS both_sides)
SELECT (SELECT count(*) FROM {shadow}), (SELECT count(*) FROM differing), (SELECT count(*) FROM missing),
  (SELECT count(*) FROM unexpected),
  ARRAY(SELECT {named}::text FROM differing ORDER BY 1 LIMIT {sample})
""")


def difference(connection: Connection[Any], definition: Definition, shape: Shape) -> Difference:
    """Compare the live tables with the shadow's, both as the caller's transaction sees them."""
    total = _compare(connection, definition.name, tuple(shape.columns), shape.primary)
    if not definition.totals:
        return total
    parts = _compare(connection, definition.parts, shape.parts, ("petition_id", *shape.keys))
    return Difference(
        total.rows,
        total.differing_rows + parts.differing_rows,
        total.missing + parts.missing,
        total.unexpected + parts.unexpected,
        (parts.sample + total.sample)[:SAMPLE],
    )


def count(connection: Connection[Any], definition: Definition) -> Difference:
    """Only count what the shadow has: there is nothing to compare it with."""
    table = sql.Identifier(SHADOW, definition.name)
    row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(table)).fetchone()
    return Difference(row[0] if row else 0, compared=False)


def _compare(connection: Connection[Any], table: str, columns: Sequence[str], primary: Sequence[str]) -> Difference:
    key = [*primary, *(["petition_id"] if "petition_id" in columns and "petition_id" not in primary else [])]
    named = sql.Identifier("petition_id") if "petition_id" in columns else sql.SQL("({})").format(names(primary))
    statement = _DIFFERENCE.format(
        columns=names(columns),
        shadow=sql.Identifier(SHADOW, table),
        live=sql.Identifier(LIVE, table),
        key=names(key),
        named=named,
        sample=sql.Literal(SAMPLE),
    )
    row = connection.execute(statement, prepare=False).fetchone()
    if row is None:
        return Difference(0)
    rows, differing, missing, unexpected, sample = row
    return Difference(rows, differing, missing, unexpected, tuple(sample))
