"""Pages: milliseconds to their first byte, against a static file of the same run, and their weight.

Every page that the application has is measured for each role that it is for, and the slowest is told; pages for
everybody as they are made, with an empty shelf, and as the next reader gets them. First on the demo ledger, then on one
of many petitions. Told beside each figure is what it should not exceed.
"""

from __future__ import annotations

import statistics
import tempfile
import threading
import time
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import httpx
import lives
import psycopg
import uvicorn
from looks import Look, Readers
from rounds import medians, migrated_server

from casebook.casework import Casework
from casebook.casework.adopting import adopt_shipped
from casebook.demo import load as load_demo
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from casebook.postgres.cluster import APP
from casebook.readmodels import Follower, Library, Reader
from casebook.reference.city import AdoptedCity
from casebook.settings import Settings
from casebook.web import Services, create_app
from casebook.web.html.assets import address
from casebook.web.server import configured

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from fastapi import FastAPI

PETITIONS: Final = 1_000_000
A_LIFE: Final = 10
"""So many events has a petition, about."""

BARE: Final = Look("static file", None, address("icon.svg"), "")
DEMO, LARGE = "demo ledger", "large ledger"
MILLISECONDS: Final = {DEMO: 50, LARGE: 100}
BYTES: Final = 200_000


def measure(scale: float) -> list[dict[str, Any]]:
    """Medians of five rounds, on the demo ledger and on one of `scale` million petitions."""
    fill = partial(lives.fill, events=int(PETITIONS * A_LIFE * scale))
    return [*_measured(DEMO, load_demo), *_measured(LARGE, lambda ledger: fill(ledger.door))]


def _measured(name: str, fill: Callable[[Ledger], object]) -> list[dict[str, Any]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(migrated_server())
        ledger = stack.enter_context(closing(Ledger(server.dsn(APP), load_keys(folder))))
        adopt_shipped(ledger)
        fill(ledger)
        app = _application(ledger, Settings(data=folder, keys=folder))
        with psycopg.connect(server.dsn(), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
        web = stack.enter_context(_serving(app))
        client = stack.enter_context(httpx.Client(base_url=_address(web), timeout=60))
        looks = [BARE, *Readers(client, app, server.dsn()).looks()]
        found = medians({look: partial(_alone, web, partial(look.first_byte, client, app)) for look in looks})
        weights = {look: look.weight(client) for look in looks}
    return _told(name, found, weights)


def _alone(web: uvicorn.Server, run: Callable[[], float]) -> float:
    """The figure, once nothing else goes on: of a download only the first byte was taken, and it ends a while later."""
    while web.server_state.tasks:
        time.sleep(0.005)
    return run()


def _told(name: str, found: Mapping[Look, list[float]], weights: Mapping[Look, int]) -> list[dict[str, Any]]:
    """A page's slowest reader and its heaviest; what is made and what is kept are told apart."""
    bare = found[BARE]
    slowest: dict[tuple[str, bool], Look] = {}
    for look in sorted(found, key=lambda one: statistics.median(found[one])):
        slowest[look.path, look.emptied] = look
    return [
        {
            "name": f"{look.path} ({look.role or 'everybody'}{', as it is made' if look.emptied else ''})",
            "figure": round(statistics.median(found[look]), 1),
            "unit": "ms to the first byte",
            "baseline": round(statistics.median(bare), 1),
            "against": BARE.path,
            "ratio": round(statistics.median(ours / theirs for ours, theirs in zip(found[look], bare, strict=True)), 1),
            "aim": MILLISECONDS[name],
            "bytes": max(weight for one, weight in weights.items() if one.path == look.path),
            "most_bytes": BYTES,
            "ledger": name,
        }
        for look in slowest.values()
    ]


def _application(ledger: Ledger, settings: Settings) -> FastAPI:
    library = Library()
    Follower(ledger.datastore, library.models).catch_up()
    casework = Casework(ledger, AdoptedCity(ledger.adoptions.reference, settings.zone))
    reader = Reader(ledger.datastore, library.models)
    return create_app(Services(casework, reader, ledger, settings, "bench", library))


@contextmanager
def _serving(app: FastAPI) -> Iterator[uvicorn.Server]:
    server = uvicorn.Server(configured(app, port=0, log_level="critical"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    try:
        yield server
    finally:
        server.should_exit = True
        thread.join()


def _address(server: uvicorn.Server) -> str:
    return f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
