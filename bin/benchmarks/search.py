"""Searching: how many texts match, by the index, against LIKE over the same texts without one."""

from __future__ import annotations

import random
import time
from contextlib import ExitStack
from itertools import accumulate
from typing import TYPE_CHECKING, Any
from uuid import UUID

import psycopg
from rounds import medians, migrated_server, ratio

from casebook.postgres.cluster import APP
from casebook.readmodels.search import wanted
from casebook.readmodels.search.grams import grams

if TYPE_CHECKING:
    from collections.abc import Callable

    Plain = psycopg.Connection[tuple[Any, ...]]

PETITIONS = 300_000
LENGTH = 92
BATCH = 2_000
SHARES = {"路灯": 0.07, "积水": 0.01, "园丁社区": 0.001}
"""How often words stand in a text."""

QUERIES = ("路灯", "积水", "水", "园丁社区", "路灯 积水")
_INDEXED = "SELECT count(*) FROM search.matching(%s::tsquery, %s, 'hotline')"
_BARE = "SELECT count(*) FROM search.texts WHERE content LIKE ALL (%s) AND circles @> ARRAY['hotline']"


def measure(scale: float) -> list[dict[str, Any]]:
    """Milliseconds of each query, at `scale` times 300,000 petitions."""
    with ExitStack() as stack:
        server = stack.enter_context(migrated_server())
        connection = stack.enter_context(psycopg.connect(server.dsn(APP), autocommit=True))
        _fill(connection, int(PETITIONS * scale))
        found = medians({name: run for query in QUERIES for name, run in _contenders(connection, query)})
    return [ratio(found, f"{query}, by index", f"{query}, bare LIKE", "ms") for query in QUERIES]


def _contenders(connection: Plain, query: str) -> list[tuple[str, Callable[[], float]]]:
    looked_for = wanted(query)
    assert looked_for is not None  # noqa: S101  the queries are ours
    patterns = list(looked_for.patterns)
    return [
        (f"{query}, by index", lambda: _timed(connection, _INDEXED, (looked_for.grams, patterns))),
        (f"{query}, bare LIKE", lambda: _timed(connection, _BARE, (patterns,))),
    ]


def _timed(connection: Plain, statement: str, parameters: tuple[Any, ...]) -> float:
    began = time.perf_counter()
    connection.execute(statement, parameters, prepare=False).fetchall()  # type: ignore[arg-type]  # two constants
    return (time.perf_counter() - began) * 1000


def _fill(connection: Plain, petitions: int) -> None:
    """Texts of six thousand words, each as often as words of that rank are, among them those of the queries."""
    rng = random.Random(12345)  # noqa: S311  the same in every run
    words = ["".join(map(chr, rng.choices(range(0x4E00, 0x5A00), k=2))) for _ in range(6_000)]
    weights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
    connection.execute("DROP INDEX search.texts_grams")
    for at in range(0, petitions, BATCH):
        rows = []
        for _ in range(min(BATCH, petitions - at)):
            named = [word for word, share in SHARES.items() if rng.random() < share]
            text = "".join([*rng.choices(words, cum_weights=weights, k=LENGTH // 2), *named])
            rows.append((UUID(int=rng.getrandbits(128)), ["hotline"], text, sorted(grams(text))))
        with connection.transaction(), connection.cursor() as cursor:
            cursor.executemany("INSERT INTO search.texts VALUES (%s, %s, %s, array_to_tsvector(%s::text[]))", rows)
    connection.execute("CREATE INDEX texts_grams ON search.texts USING gin (grams) WITH (fastupdate = off)")
    connection.execute("VACUUM ANALYZE search.texts")
