"""What the benchmarks share: a server with fsync on, rounds that alternate, medians."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from casebook.ledger.migrate import migrate, migrate_keys
from casebook.postgres import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

ROUNDS = 5

Name = TypeVar("Name")
"""What tells contenders apart."""


@contextmanager
def migrated_server() -> Iterator[Server]:
    """A server of its own on this disk, fsync on, with an empty ledger."""
    folder = Path(tempfile.mkdtemp(prefix="casebook-bench-", dir="/var/tmp"))  # a disk, not memory
    folder.chmod(0o711)
    try:
        with Server(folder) as server:
            migrate(server.dsn())
            migrate_keys(server.dsn())
            yield server
    finally:
        shutil.rmtree(folder)


def per_second(work: Callable[[Any], object], portions: Sequence[Sequence[Any]]) -> float:
    """How many things a second are done: each thread does `work` for each thing of its portion, made beforehand."""
    start = threading.Barrier(len(portions) + 1)

    def go(portion: Sequence[Any]) -> None:
        start.wait()
        for thing in portion:
            work(thing)

    running = [threading.Thread(target=go, args=(portion,)) for portion in portions]
    for thread in running:
        thread.start()
    start.wait()
    began = time.monotonic()
    for thread in running:
        thread.join()
    return sum(map(len, portions)) / (time.monotonic() - began)


def medians(contenders: Mapping[Name, Callable[[], float]], rounds: int = ROUNDS) -> dict[Name, list[float]]:
    """The figures of each contender, in rounds that take them in turn, after one round that does not count."""
    found: dict[Name, list[float]] = {name: [] for name in contenders}
    for turn in range(rounds + 1):
        for name, run in contenders.items():
            figure = run()
            if turn:
                found[name].append(figure)
    return found


def ratio(found: Mapping[str, list[float]], name: str, baseline: str, unit: str) -> dict[str, Any]:
    """One measure: median figure, median baseline, and the median of the ratios round by round."""
    pairs = zip(found[name], found[baseline], strict=True)
    return {
        "name": name,
        "figure": round(statistics.median(found[name]), 3),
        "unit": unit,
        "baseline": round(statistics.median(found[baseline]), 3),
        "against": baseline,
        "ratio": round(statistics.median(ours / theirs for ours, theirs in pairs), 3),
    }
