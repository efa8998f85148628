"""How fast a file comes in, against COPY of the very same rows into a table without any rule."""

from __future__ import annotations

import csv
import json
import lzma
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import psycopg

from casebook.exchange.importer import import_file
from casebook.exchange.mapping import load_mapping
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from casebook.ledger.migrate import migrate, migrate_keys
from casebook.postgres import Server
from casebook.postgres.cluster import APP, OWNER

if TYPE_CHECKING:
    from casebook.exchange.mapping import Mapping

ROUNDS = 5
ROWS = 20_000
SAMPLE = Path(__file__).parents[2] / "tests" / "data" / "nyc-casework" / "casework.csv.xz"
ZONE = ZoneInfo("Asia/Shanghai")

_ROWS = "SELECT originator_id, originator_version, topic, state FROM ledger.events WHERE notification_id > {}"
_BARE = "CREATE TABLE public.bare (originator_id uuid, originator_version bigint, topic text, state bytea)"


def measure(scale: float = 1.0) -> list[dict[str, Any]]:
    """Events a second of an import and of COPY, the median of ROUNDS rounds of `scale` x 20,000 rows each."""
    with tempfile.TemporaryDirectory(prefix="casebook-import-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # the server of root runs as another user, who must get through
        file = _file(folder / "cases.csv", int(ROWS * scale))
        mapping = load_mapping("nyc-casework")
        with Server(folder / "server") as server:
            migrate(server.dsn(OWNER))
            migrate_keys(server.dsn(OWNER))
            keys = load_keys(folder / "keys")
            with (
                closing(Ledger(server.dsn(APP), keys)) as ledger,
                psycopg.connect(server.dsn(OWNER), autocommit=True) as owner,
            ):
                rounds = [_round(ledger, owner, file, mapping, number) for number in range(ROUNDS)]
    imported, copied = (statistics.median(figures) for figures in zip(*rounds, strict=True))
    return [
        {
            "name": "import of a CSV file",
            "figure": round(imported),
            "unit": "events/s",
            "baseline": round(copied),
            "against": "COPY of the same rows",
            "ratio": round(imported / copied, 3),
        }
    ]


def _file(file: Path, rows: int) -> Path:
    """The sample again and again, under keys of its own."""
    with lzma.open(SAMPLE, "rt", encoding="utf-8", newline="") as sample:
        head, *cases = csv.reader(sample)
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(head)
        writer.writerows([f"K{number:08}", *cases[number % len(cases)][1:]] for number in range(rows))
    return file


def _round(
    ledger: Ledger, owner: psycopg.Connection[Any], file: Path, mapping: Mapping, number: int
) -> tuple[float, float]:
    """Events a second of one import, under a source of its own, and of COPY of what it appended."""
    before = ledger.position()
    source = mapping.model_copy(update={"source": f"round-{number}"})
    bad_rows = file.with_suffix(".bad")
    began = time.perf_counter()
    report = import_file(ledger, file, source, bad_rows=bad_rows, progress=lambda _: None, zone=ZONE)
    imported = time.perf_counter() - began
    events = sum(report.events.values())
    with owner.cursor().copy(f"COPY ({_ROWS.format(before)}) TO STDOUT".encode()) as out:
        rows = b"".join(bytes(part) for part in out)
    owner.execute("DROP TABLE IF EXISTS public.bare")
    owner.execute(_BARE)
    began = time.perf_counter()
    with owner.cursor().copy("COPY public.bare FROM STDIN") as target:
        target.write(rows)
    return events / imported, events / (time.perf_counter() - began)


if __name__ == "__main__":
    print(json.dumps(measure(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0), indent=1))
