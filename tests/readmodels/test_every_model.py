"""What holds for every file in projections/: how it was refreshed does not matter, and the past is a shorter ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from casebook.readmodels import AsOf, Follower, compare, tables
from casebook.readmodels.refresh import refresh
from casebook.readmodels.statements import as_of
from histories import histories

if TYPE_CHECKING:
    from casebook.ledger.datastore import Datastore
    from casebook.ledger.ledger import Ledger
    from casebook.readmodels import Definition

pytestmark = pytest.mark.usefixtures("ledger")
on_one_database = settings(
    deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def rows_of(store: Datastore, name: str) -> list[tuple[Any, ...]]:
    with store.connection() as connection:
        table = sql.Identifier("readmodels", name)
        return sorted(connection.execute(sql.SQL("SELECT t::text FROM {} t").format(table)).fetchall())


def rows_at(store: Datastore, definition: Definition, at: AsOf) -> list[tuple[Any, ...]]:
    with store.connection() as connection:
        shape = tables.shape_of(connection, definition)
        assert shape is not None
        asked = as_of(definition, shape, at.cut(), f"SELECT t::text FROM {definition.name} t")
        return sorted(connection.execute(sql.SQL("{}").format(asked), {"as_of": at.value}).fetchall())


@on_one_database
@given(data=st.data(), history=histories(most=4))
def test_any_refreshing_gives_what_a_rebuild_gives_and_the_past_is_a_shorter_ledger(
    ledger: Ledger, store: Datastore, definitions: dict[str, Definition], data: st.DataObject, history: list[Any]
) -> None:
    live = Follower(store, definitions, batch=data.draw(st.integers(1, 30)))
    seen: dict[int, dict[str, list[Any]]] = {}
    while history:
        cut = data.draw(st.integers(min(len(history), 8), len(history)))
        ledger.append_all([[entry] for entry in history[:cut]])
        history = history[cut:]
        assert live.catch_up() == []
        position = ledger.position()
        seen[position] = tables_of(store, definitions)
        refresh_again(store, definitions, data.draw(st.integers(0, 10_000)) % position, position)
        assert tables_of(store, definitions) == seen[position]
    for position, there in seen.items():
        for name, definition in definitions.items():
            assert rows_at(store, definition, AsOf(position=position)) == there[name]
    compared = compare(store, definitions, workers=data.draw(st.integers(1, 3)))
    assert compared["differing_rows"] == 0, compared


def tables_of(store: Datastore, definitions: dict[str, Definition]) -> dict[str, list[Any]]:
    return {name: rows_of(store, name) for definition in definitions.values() for name in definition.tables}


def refresh_again(store: Datastore, definitions: dict[str, Definition], after: int, until: int) -> None:
    with store.connection() as connection:
        for definition in definitions.values():
            shape = tables.shape_of(connection, definition)
            assert shape is not None
            with connection.transaction():
                refresh(connection, definition, shape, tables.LIVE, after, until)
