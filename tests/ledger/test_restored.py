"""Old copies: whichever database is restored from one, who was erased since is erased again before anybody reads."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from casebook.errors import Erased, Misconfigured
from casebook.ledger.erased import ErasedList
from casebook.ledger.keys import load_keys
from casebook.ledger.keystore import KeyStore
from casebook.ledger.ledger import ERASED, Ledger
from casebook.ledger.migrate import files
from casebook.ledger.moving import bring_up_to_date
from casebook.ledger.restored import compared
from casebook.ledger.vault import KeyLacking
from casebook.ledger.wrapping import Version, Wrapping
from casebook.petitions.events import PersonalDataErased, Submitted, Withdrawn
from casebook.petitions.forgetting.codes import DataGround, ErasureScope
from casebook.petitions.words import Sealed
from casebook.postgres import Database
from databases import copied
from petitions_at_hand import DIGEST, submitted, then

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casebook.petitions.entry import Entry
    from casebook.postgres import Server


class Apart:
    """A ledger with its key store apart, of whom copies are taken and restored."""

    def __init__(self, server: Server, template: str, keys: Path, stack: ExitStack) -> None:
        self.server, self.stack, self.folder = server, stack, keys
        self.main, self.keys = (stack.enter_context(copied(server, template)) for _ in range(2))
        self.stays, self.goes = submitted(title="留下的话"), submitted(title="要删的话")
        with self.opened() as ledger:
            ledger.append_all([[self.stays], [self.goes]])

    def opened(self) -> closing[Ledger]:
        return closing(Ledger(self.main.app_dsn, load_keys(self.folder), self.keys.app_dsn))

    def copy(self, database: Database) -> Database:
        name = conninfo_to_dict(database.owner_dsn)["dbname"]
        return self.stack.enter_context(copied(self.server, str(name)))

    def erase(self) -> None:
        assert self.goes.subject
        with self.opened() as ledger:
            ledger.vault.erase([self.goes.subject])


@pytest.fixture
def apart(server: Server, template: str, tmp_path: Path) -> Iterator[Apart]:
    with ExitStack() as stack:
        yield Apart(server, template, tmp_path / "keys", stack)


def see_that_it_is_erased(apart: Apart) -> None:
    """Open the ledger and look, as a reader and as whoever has the databases."""
    goes = apart.goes.subject
    with apart.opened() as ledger:
        opened = [ledger.open(ledger.entries(one.petition_id), lambda *_: True)[0] for one in (apart.stays, apart.goes)]
        more = replace(then(apart.goes, 2, Withdrawn(reason="再说一句")), subject=goes)
        with pytest.raises(Erased):
            ledger.append([more], uuid4(), DIGEST)
    stays, gone = (entry.event.title for entry in opened if isinstance(entry.event, Submitted))
    assert stays == "留下的话"
    assert isinstance(gone, Sealed)
    assert gone.why == "erased"
    with psycopg.connect(apart.main.owner_dsn) as owner:
        assert owner.execute("SELECT subject_id FROM vault.words").fetchall() == [(apart.stays.subject,)]
    with psycopg.connect(apart.keys.owner_dsn) as owner:
        rows = owner.execute("SELECT subject_id, wrapped IS NULL FROM keystore.subject_key").fetchall()
        assert dict(rows) == {apart.stays.subject: False, goes: True}
    assert ErasedList(apart.folder / ERASED).read() == {goes}


@pytest.mark.parametrize("listed", [True, False])
@pytest.mark.parametrize("restored", [("main",), ("keys",), ("main", "keys")])
def test_who_was_erased_is_erased_again(apart: Apart, restored: tuple[str, ...], *, listed: bool) -> None:
    old = {name: apart.copy(getattr(apart, name)) for name in restored}
    apart.erase()
    if not listed and len(restored) == 1:
        (apart.folder / ERASED).unlink()  # where one database knows it, the list may be lost
    for name, database in old.items():
        setattr(apart, name, database)
    see_that_it_is_erased(apart)


def test_an_old_key_store_is_noticed_and_makes_no_second_key_for_words_that_are_there(apart: Apart) -> None:
    old, later = apart.copy(apart.keys), submitted(title="后来的话")
    more = replace(then(later, 2, Withdrawn(reason="再说一句")), subject=later.subject)
    with apart.opened() as ledger:
        at = ledger.append([later], uuid4(), DIGEST).position
    new, apart.keys = apart.keys, old
    with apart.opened() as ledger:
        assert ledger.vault.lack
        assert ledger.vault.lack.position == at
        assert compared(ledger.datastore, ledger.key_store) == (1, 0)
        assert kept_in([apart.stays], ledger) == ["留下的话"]
        with pytest.raises(KeyLacking):
            ledger.append([more], uuid4(), DIGEST)
        assert later.subject not in ledger.key_store.found([later.subject or uuid4()])
    apart.keys = new
    with apart.opened() as ledger:
        ledger.append([more], uuid4(), DIGEST)
        assert ledger.vault.lack is None
        assert kept_in([later], ledger) == ["后来的话"]


def test_an_old_ledger_shows_by_keys_that_have_no_words(apart: Apart) -> None:
    old = apart.copy(apart.main)
    with apart.opened() as ledger:
        assert compared(ledger.datastore, ledger.key_store) == (0, 0)
        ledger.append([submitted(title="后来的话")], uuid4(), DIGEST)
    apart.main = old
    with apart.opened() as ledger:
        assert ledger.vault.lack is None
        assert compared(ledger.datastore, ledger.key_store) == (0, 1)


@pytest.mark.parametrize("step", ["listed", "destroyed", "erased", "said"])
def test_what_was_stopped_in_the_middle_is_done_at_the_next_opening(apart: Apart, step: str) -> None:
    goes = apart.goes.subject
    assert goes
    with apart.opened() as ledger:
        if step == "listed":
            ErasedList(apart.folder / ERASED).add([goes])
        elif step == "destroyed":
            ledger.key_store.destroy([goes])
        elif step == "erased":
            ledger.datastore.rows.getconn().execute("SELECT vault.erase(ARRAY[%s])", (goes,))
        else:
            ledger.append([then(apart.goes, 2, said(goes))], uuid4(), DIGEST)
    see_that_it_is_erased(apart)


def said(subject: UUID) -> PersonalDataErased:
    return PersonalDataErased(
        subject=subject,
        scope=ErasureScope.CITIZEN,
        ground=DataGround.PURPOSE_MET,
        requested_by=uuid4(),
        approved_by=(uuid4(), uuid4()),
        words=1,
        files=0,
        backups_until="2026-01-01T00:00:00Z",  # type: ignore[arg-type]  # as it is stored
    )


def test_a_line_that_was_cut_short_spoils_no_other(tmp_path: Path) -> None:
    one, other = uuid4(), uuid4()
    file = ErasedList(tmp_path / ERASED)
    file.add([one])
    with (tmp_path / ERASED).open("a") as cut:
        cut.write(f"\n{str(uuid4())[:20]}")
    file.add([one, other])
    assert file.read() == {one, other}
    assert (tmp_path / ERASED).read_text().count(str(one)) == 1
    assert (tmp_path / ERASED).stat().st_mode & 0o777 == 0o600


def as_before(apart: Apart) -> dict[UUID, bytes]:
    """Put the keys where an earlier release had them; what they were."""
    with psycopg.connect(apart.keys.owner_dsn) as owner:
        rows = owner.execute("SELECT subject_id, wrapped FROM keystore.subject_key").fetchall()
        owner.execute("ALTER TABLE keystore.subject_key DISABLE TRIGGER ALL")
        owner.execute("DELETE FROM keystore.subject_key")
        owner.execute("ALTER TABLE keystore.subject_key ENABLE ALWAYS TRIGGER no_change")
    with psycopg.connect(apart.main.owner_dsn) as owner:
        owner.execute("CREATE TABLE vault.keys_to_move (subject_id uuid PRIMARY KEY, wrapped bytea)")
        owner.execute("ALTER TABLE vault.keys_to_move OWNER TO casebook_owner")
        owner.cursor().executemany("INSERT INTO vault.keys_to_move VALUES (%s, %s)", rows)
    return dict(rows)


def kept_in(entries: list[Entry], ledger: Ledger) -> list[object]:
    opened = [ledger.open(ledger.entries(one.petition_id), lambda *_: True)[0].event for one in entries]
    return [event.title for event in opened if isinstance(event, Submitted)]


def test_keys_of_an_earlier_release_are_moved_however_often_it_is_begun(
    apart: Apart, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casebook.ledger.moving.PORTION", 1)
    wrapped = as_before(apart)
    with pytest.raises(Misconfigured, match="casebook migrate"), apart.opened():
        pass
    first = min(wrapped)
    both = replace(apart.main, keys_owner_dsn=apart.keys.owner_dsn, keys_dsn=apart.keys.app_dsn)
    with psycopg.connect(apart.main.owner_dsn) as owner:  # stopped by a key that does not fit
        owner.execute("UPDATE vault.keys_to_move SET wrapped = wrapped || 'x' WHERE subject_id <> %s", (first,))
    with pytest.raises(Exception, match="does not fit"):
        bring_up_to_date(both, load_keys(apart.folder), zone="Asia/Shanghai")
    with psycopg.connect(apart.main.owner_dsn) as owner:
        owner.cursor().executemany(
            "UPDATE vault.keys_to_move SET wrapped = %s WHERE subject_id = %s",
            [(key, subject) for subject, key in wrapped.items()],
        )
    assert bring_up_to_date(both, load_keys(apart.folder), zone="Asia/Shanghai") == []
    with apart.opened() as ledger:
        assert kept_in([apart.stays, apart.goes], ledger) == ["留下的话", "要删的话"]
    with psycopg.connect(apart.main.owner_dsn) as owner:
        assert owner.execute("SELECT to_regclass('vault.keys_to_move')").fetchone() == (None,)
        columns = owner.execute(
            "SELECT 1 FROM information_schema.columns WHERE column_name LIKE '%%wrapped%%' AND table_schema = 'vault' "
            "AND table_name <> 'files'"
        ).fetchall()
    assert columns == []


def test_an_earlier_releases_ledger_knows_whose_words_it_has_and_who_was_erased(
    server: Server, apart: Apart, tmp_path: Path
) -> None:
    keys = load_keys(tmp_path / "keys")
    here, gone, petition = uuid4(), uuid4(), uuid4()
    earlier = [(name, text) for name, text in files() if name < "019"]
    with psycopg.connect(server.dsn(), autocommit=True) as owner:
        owner.execute("CREATE DATABASE earlier")
    with psycopg.connect(server.dsn(dbname="earlier")) as owner:
        owner.execute("CREATE TABLE public.casebook_migrations (name text PRIMARY KEY, sha256 text NOT NULL)")
        for name, text in earlier:
            owner.execute(text)
            owner.execute("RESET ROLE")
            digest = hashlib.sha256(text.encode()).hexdigest()
            owner.execute("INSERT INTO public.casebook_migrations VALUES (%s, %s)", (name, digest))
        owner.execute("INSERT INTO ledger.config (origin, zone) VALUES ('here', 'Asia/Shanghai')")
        wrapped = Wrapping(keys, lambda number: Version(number, "file", begun, datetime.now(UTC)))
        begun = wrapped.begun(1)[1]
        rows = [(here, petition, wrapped.wrap(1, here, b"k" * 32)), (gone, petition, None)]
        owner.cursor().executemany("INSERT INTO vault.subject_keys VALUES (%s, %s, %s)", rows)
        words = [(petition, 1, here, b""), (petition, 2, gone, b"")]
        owner.cursor().executemany("INSERT INTO vault.words VALUES (%s, %s, %s, %s)", words)
    dsn, store = server.dsn(dbname="earlier"), apart.keys
    done = bring_up_to_date(
        Database(dsn, dsn, store.owner_dsn, store.app_dsn, embedded=True), keys, zone="Asia/Shanghai"
    )
    assert done == [name for name, _ in files() if name >= "019"]
    with psycopg.connect(dsn) as owner:
        left = owner.execute("SELECT subject_id, erased_at IS NOT NULL FROM vault.subjects").fetchall()
        assert dict(left) == {here: False, gone: True}
        assert owner.execute("SELECT subject_id FROM vault.words").fetchall() == [(here,)]
    with closing(KeyStore(store.app_dsn, keys, connections=1)) as moved:
        assert moved.found([here, gone]) == {here: b"k" * 32, gone: None}
