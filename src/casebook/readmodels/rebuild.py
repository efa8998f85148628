"""Make a read model anew beside the live one, compare the two row by row, and put the new one in its place."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

import psycopg

from casebook.errors import NotFound, Unavailable
from casebook.readmodels import progress, tables
from casebook.readmodels.comparison import Comparison, Difference, count, difference
from casebook.readmodels.shadow import Shadow, alone, quiet

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casebook.ledger.datastore import Datastore
    from casebook.readmodels.definition import Definition
    from casebook.readmodels.shadow import Progress

PATIENCE: Final = 60.0
"""For so many seconds the swap is tried again where somebody reads the table all the time."""

_CLOSE: Final = 1_000
_COMPARING: Final = """
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL work_mem = '128MB';
SET LOCAL statement_timeout = '2h'; SET LOCAL idle_in_transaction_session_timeout = '10min'
"""


def rebuild(datastore: Datastore, definition: Definition, *, workers: int = 2, told: Progress = quiet) -> Comparison:
    """Make the model anew from the whole ledger, compare, swap. Readers and writers go on meanwhile.

    Needs up to `workers` + 2 connections of the datastore at the same time. Killed at any moment it leaves the live
    tables as they were, or has replaced them.

    Args:
        datastore: of the ledger.
        definition: of the model; where it differs from what the live table was made of, nothing is compared.
        workers: connections that load at the same time.
        told: is told name, positions done and positions in all.

    Raises:
        BadDefinition: PostgreSQL does not understand a section of the file.
        AlreadyRebuilding: another process is at it.
        psycopg.Error: an event cannot be taken in.
        Unavailable: the database is gone, or the live table is never free for the swap.
    """
    with alone(datastore, definition.name):
        began = time.monotonic()
        shadow, found, at = _made(datastore, definition, workers, told)
        _swap(shadow)
        return _comparison(definition, found, at, time.monotonic() - began)


def compare(
    datastore: Datastore,
    definitions: Mapping[str, Definition],
    names: Iterable[str] | None = None,
    *,
    workers: int = 2,
    told: Progress = quiet,
) -> dict[str, Any]:
    """Rebuild models aside, compare each with what stands there, change nothing.

    Returns:
        `differing_rows` in all, and `models`: a list of `Comparison`s as plain values.

    Raises:
        NotFound: there is no model of such a name.
        AlreadyRebuilding, BadDefinition, psycopg.Error, Unavailable: as with `rebuild`.
    """
    found = [_compared(datastore, _named(definitions, name), workers, told) for name in names or definitions]
    return {
        "differing_rows": sum(comparison.differing_rows for comparison in found),
        "models": [comparison.as_json() for comparison in found],
    }


def install(datastore: Datastore, definition: Definition, *, workers: int = 2, told: Progress = quiet) -> None:
    """See that the live tables are made of this file: build them where they are missing or of another version.

    Where an event cannot be taken in, a new model starts empty, so that a follower brings it as far as it goes; of a
    changed one the version that stands there stays and the reason is noted.

    Raises:
        BadDefinition, AlreadyRebuilding, Unavailable: as with `rebuild`.
    """
    with datastore.connection() as connection:
        stands = progress.versions(connection).get(definition.name)
    if stands == definition.sha256:
        return
    try:
        rebuild(datastore, definition, workers=workers, told=told)
    except psycopg.Error as error:
        if not progress.cannot_take(error):
            raise
        if stands is None:
            _start_empty(datastore, definition)
            return
        with datastore.connection() as connection:
            progress.note(connection, definition.name, f"the changed file fails: {progress.reason_of(error)}")


def _start_empty(datastore: Datastore, definition: Definition) -> None:
    with alone(datastore, definition.name):
        _swap(Shadow.build(datastore, definition, 0, workers=1))


def prune(datastore: Datastore, definitions: Mapping[str, Definition]) -> list[str]:
    """Drop the tables of models that have no file any more; returns their names.

    Raises:
        Unavailable: the database is gone.
    """
    with datastore.connection() as connection:
        gone = sorted(set(progress.versions(connection)) - set(definitions))
        for name in gone:
            with connection.transaction():
                tables.drop(connection, name, tables.LIVE)
                connection.execute("DELETE FROM readmodels.progress WHERE name = %s", (name,))
    return gone


def _named(definitions: Mapping[str, Definition], name: str) -> Definition:
    if name not in definitions:
        raise NotFound(f"没有读模型 {name}。", f"There is no read model {name}.")
    return definitions[name]


def _compared(datastore: Datastore, definition: Definition, workers: int, told: Progress) -> Comparison:
    with alone(datastore, definition.name):
        began = time.monotonic()
        shadow, found, at = _made(datastore, definition, workers, told)
        shadow.drop()
        return _comparison(definition, found, at, time.monotonic() - began)


def _made(datastore: Datastore, definition: Definition, workers: int, told: Progress) -> tuple[Shadow, Difference, int]:
    """The shadow, how it differs from the live table, and the position where the two were compared."""
    with datastore.connection() as connection:
        head = progress.head(connection)
        stands = {s.name: s.position for s in progress.standings(connection)}.get(definition.name)
        same = progress.versions(connection).get(definition.name) == definition.sha256
    # A live model may be behind, even stopped; the shadow must not overtake what it is compared with.
    start = stands if same and stands is not None else head
    shadow = Shadow.build(datastore, definition, start, workers, told)
    if not same:
        with datastore.connection() as connection:
            shadow.follow(progress.head(connection), told)
            return shadow, count(connection, definition), shadow.position
    _approach(shadow, told)
    with datastore.connection() as snapshot, snapshot.transaction():
        snapshot.execute(_COMPARING)
        _meet(shadow, snapshot)
        return shadow, difference(snapshot, definition, shadow.shape), shadow.position


def _approach(shadow: Shadow, told: Progress) -> None:
    """Follow the live model until little is left between the two."""
    gap = _CLOSE + 1
    while gap > _CLOSE:
        with shadow.datastore.connection() as connection:
            live = {s.name: s.position for s in progress.standings(connection)}.get(shadow.definition.name, 0)
        gap = live - shadow.position
        shadow.follow(live, told)


def _meet(shadow: Shadow, snapshot: psycopg.Connection[Any]) -> None:
    """Bring the shadow to where the live model stands and let `snapshot` see both there.

    The live model is held still for this step only: the comparison itself delays nobody.
    """
    with shadow.datastore.connection() as connection, connection.transaction():
        connection.execute(progress.LIMITS)
        stands = progress.lock(connection, shadow.definition.name)
        shadow.follow(stands[1] if stands else 0)
        snapshot.execute("SELECT 1")  # the snapshot is taken here


def _swap(shadow: Shadow) -> None:
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            behind = _try_swap(shadow)
        except Unavailable as error:
            # a reader holds the table; whoever comes after waits behind us for a quarter of a second at most
            if not isinstance(error.__cause__, psycopg.errors.LockNotAvailable) or time.monotonic() > give_up:
                raise
            time.sleep(0.1)
        else:
            if behind == 0:
                return
            shadow.follow(shadow.position + behind)


def _try_swap(shadow: Shadow) -> int:
    """Swap where little is left to catch up; else how much is left."""
    with shadow.datastore.connection() as connection, connection.transaction():
        connection.execute(progress.LIMITS)
        connection.execute("SET LOCAL lock_timeout = '250ms'")
        stands = progress.lock(connection, shadow.definition.name)
        until = max(shadow.position, stands[1] if stands else 0)
        if until - shadow.position > _CLOSE:
            return until - shadow.position
        shadow.advance(connection, until)
        tables.publish(connection, shadow.definition)
        progress.publish(connection, shadow.definition, until)
    return 0


def _comparison(definition: Definition, found: Difference, position: int, seconds: float) -> Comparison:
    return Comparison(
        definition.name,
        found.rows,
        found.compared,
        found.differing_rows,
        found.missing,
        found.unexpected,
        position,
        round(seconds, 3),
        found.sample,
    )
