"""Once a person's words are erased nothing of them is left: in no table, no index, no log, no file of the database.

On a server of its own, whose files are read as whoever finds the disk would read them.
"""

from __future__ import annotations

import random
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import psycopg
from PIL import Image

from casebook.access import Role
from casebook.accounts.selections import Selection
from casebook.casework.contacts import catch_up
from casebook.casework.erasing import Eraser, Erasure
from casebook.exchange.export import export_events
from casebook.ledger.migrate import migrate, migrate_keys
from casebook.petitions.event import files_in
from casebook.petitions.publication.codes import Redaction
from casebook.postgres import Database, Server
from casebook.postgres.cluster import APP
from casebook.proof.soundness import check_bundle
from casebook.proof.trust import trust_in
from casebook.readmodels import rebuild
from casebook.readmodels.search import SearchIndex
from casebook.transparency import Bundles
from markers import Markers, dumped
from signed_ledger import SignedLedger
from web.service_at_hand import API, file, running
from web.test_attachments import for_filing, uploaded
from web.test_pages import browser

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from web.service_at_hand import Petition, Service

PHONE = "13987654321"
NAME = "甄不存"
TEXT = "金枪鱼罐头厂夜里排放异味"
FIGURES = f"{API}/tallies?by=month,category"
SHARED = (FIGURES, "/tallies", "/petitions", "/feeds/register.json")
"""What everybody sees, some of it kept for the next reader."""

LOOKING = (Role.CITIZEN, Role.DESK, Role.EDITOR)


@dataclass
class City:
    """A service on a server of its own."""

    server: Server
    folder: Path
    markers: Markers = field(default_factory=lambda: Markers({"phone": PHONE, "name": NAME, "text": TEXT}))

    @property
    def database(self) -> Database:
        """The database behind the service."""
        owner, app = self.server.dsn(), self.server.dsn(APP)
        return Database(owner, app, owner, app, embedded=True)

    @contextmanager
    def open(self) -> Iterator[Service]:
        """The service; in the end the server stops too, so that everything is on the disk."""
        self.server.start()
        migrate(self.server.dsn())
        migrate_keys(self.server.dsn())
        try:
            with running(self.database, self.folder) as service:
                yield service
        finally:
            self.server.stop()

    def bundle(self, service: Service, petition_id: UUID) -> bytes:
        """The petition with proofs, after whatever is new was signed; whoever holds it finds it sound."""
        log = self.folder / "log"
        log.mkdir(mode=0o700, exist_ok=True)
        signed = SignedLedger(service.ledger, self.database, log)
        signed.sign()
        made = Bundles(service.ledger, signed.log).of(petition_id).data
        check_bundle(made, trust_in([signed.key.public]), None)
        return made


def noise(side: int) -> bytes:
    """A picture that no other is like in any part."""
    out = BytesIO()
    Image.frombytes("RGB", (side, side), random.Random(side).randbytes(side * side * 3)).save(out, "PNG")
    return out.getvalue()


def planted(service: Service) -> Petition:
    """A petition whose citizen says who they are wherever they can, between others; people look for it."""
    for at in range(3):
        file(service, title=f"小巷路灯不亮{at}")
    said = f"{TEXT}，请拨打{PHONE}找{NAME}。"
    key = str(uuid4())
    shown = [for_filing(service, noise(90), key).json()["attachment"]]
    petition = file(service, key=key, title=TEXT, body=said, place=TEXT, name=NAME, phone=PHONE, attachments=shown)
    pictures = [uploaded(petition, Role.CITIZEN, noise(side)) for side in (80, 100)]
    petition.step(
        Role.CITIZEN, "supplement-petition", {"text": said, "attachments": pictures[:1]}
    )  # one is left waiting
    petition.step(Role.DESK, "accept-petition")
    petition.step(Role.DESK, "add-note", {"text": said})
    publish = {
        "text": "市民反映一家工厂夜里有异味。",
        "redactions": [],
        "checked": list(Redaction),
        "reviewer": str(uuid4()),
    }
    petition.step(Role.EDITOR, "publish", publish)
    for at in range(3):
        file(service, title=f"门前积水{at}")
    accounts = service.app.state.services.accounts
    service.session(Role.DESK)
    accounts.selections.keep(service.people[Role.DESK, None], Selection(NAME, f"q={PHONE}"))
    accounts.codes.send(PHONE, bytes(16))
    catch_up(service.ledger, accounts.contacts)
    SearchIndex(service.ledger).catch_up()
    return petition


def looked_at(service: Service, petition: Petition) -> dict[str, str]:
    """What the citizen, the desk and everybody are shown of it, by the address."""
    service.follower.catch_up()
    shown = {f"{role}{path}": petition.get(role, path=path).text for role in LOOKING for path in ("", "/timeline")}
    with browser(service, Role.DESK) as desk, service.client(Role.DESK) as program, service.client() as anybody:
        for client, addresses in {
            desk: ("/staff", f"/staff/petitions/{petition.number}"),
            program: (f"{API}/search?q={PHONE}",),
            anybody: SHARED,
        }.items():
            for address in addresses:
                answer = client.get(address)
                assert answer.status_code == 200, (address, answer.text)
                shown[address] = answer.text
    return shown


def figures(city: City) -> dict[str, bytes]:
    """Every row of every read model."""
    with psycopg.connect(city.server.dsn()) as owner:
        names = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'readmodels'").fetchall()
        tables = [name for (name,) in names if name != "progress"]
        return {name: b"".join(sorted(dumped(owner, f"readmodels.{name}").splitlines())) for name in tables}


def test_nothing_is_left_of_what_was_erased_and_every_figure_and_proof_stays(reachable: Path, tmp_path: Path) -> None:
    city = City(Server(reachable), tmp_path / "casebook")
    with city.open() as service:
        petition = planted(service)
        petition_id = service.ledger.by_number(petition.number)
        assert petition_id
        city.markers.words.update(secrets_of(service, petition_id))
        held = city.bundle(service, petition_id)
        seen, counted = looked_at(service, petition), figures(city)
        in_clear = city.markers.in_tables(city.server.dsn())
        assert in_clear == {"search.texts": {"phone", "name", "text"}, "keystore.subject_key": {"wrapped key"}}
        assert any(city.markers.in_bytes(page.encode()) for page in seen.values())
    found = city.markers.in_files(reachable)
    assert found, "on the disk, where the search is"
    logged = set().union(*(names for path, names in found.items() if "pg_wal" in path or path.endswith("/log")))
    assert logged == {"wrapped key"}, "no word ever is in a log"

    with city.open() as service:
        petition.service = service
        built = threading.Thread(target=rebuilt, args=(service,))
        built.start()  # while read models are made anew
        erasure = erased(service, petition_id)
        built.join()
        assert (erasure.words, erasure.files) == (8, 2), "what was noted and published of it too"
        SearchIndex(service.ledger).catch_up()
        again = looked_at(service, petition)
        assert not {path: names for path, page in again.items() if (names := city.markers.in_bytes(page.encode()))}
        assert figures(city) == counted
        assert again[FIGURES] == seen[FIGURES]
        assert city.bundle(service, petition_id) != held
        signed = SignedLedger(service.ledger, city.database, city.folder / "log")
        check_bundle(held, trust_in([signed.key.public]), None)  # what somebody was given before still is sound
        export_events(service.ledger, tmp_path / "casebook" / "events.jsonl", 0, lambda _done, _all: None, 0)
        assert city.markers.in_tables(city.server.dsn()) == {}
        with psycopg.connect(city.server.dsn(), autocommit=True) as owner:
            for statement in ("VACUUM", "SELECT pg_switch_wal()", "CHECKPOINT"):
                owner.execute(statement)
    assert city.markers.in_files(reachable) == city.markers.in_files(tmp_path) == {}


def secrets_of(service: Service, petition_id: UUID) -> dict[str, str | bytes]:
    """What else must not be left: a part of each picture, the pictures' keys, the wrapped key of the citizen."""
    found: dict[str, str | bytes] = {}
    for entry in service.ledger.open(service.ledger.entries(petition_id), lambda _entry, _field: True):
        for one, key in zip(files_in(entry.event), getattr(entry.event, "file_keys", None) or (), strict=True):
            opened = service.ledger.files.open(one, key)
            found |= {f"picture {one.size}": opened[len(opened) // 2 :][:48], f"key {one.size}": key}
    citizen = service.app.state.services.casework.petition(petition_id).citizen
    with service.ledger.key_store.connection() as connection:
        statement = "SELECT wrapped FROM keystore.subject_key WHERE subject_id = %s"
        [(wrapped,)] = connection.execute(statement, (citizen,)).fetchall()
    return found | {"wrapped key": bytes(wrapped)}


def erased(service: Service, petition_id: UUID) -> Erasure:
    """Erase the words of whoever filed it."""
    citizen = service.app.state.services.casework.petition(petition_id).citizen
    return Eraser(service.ledger, service.app.state.services.accounts).erase(petition_id, [citizen])


def rebuilt(service: Service) -> None:
    """Make some read models anew."""
    for name in ("timeline", "inbox", "public_register"):
        rebuild(service.ledger.datastore, service.app.state.services.library.models[name])
