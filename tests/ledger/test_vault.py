"""Words: sealed on the way in, opened only for whoever is named, gone when their key is."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest

from casebook.errors import Erased, Misconfigured, Unreadable
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from casebook.ledger.vault import digest_of, value_of
from casebook.petitions.events import Submitted, Withdrawn
from casebook.petitions.words import Sealed
from petitions_at_hand import DIGEST, submitted, then

if TYPE_CHECKING:
    from pathlib import Path

    from casebook.petitions.entry import Entry
    from casebook.postgres import Database

PHONE = "19900001234"


def stored(ledger: Ledger, entry: Entry) -> Entry:
    ledger.append([entry], uuid4(), DIGEST)
    return ledger.entries(entry.petition_id)[-1]


def words(entry: Entry) -> tuple[object, object]:
    assert isinstance(entry.event, Submitted)
    return entry.event.title, entry.event.phone


def test_words_come_back_to_whoever_may_see_them_and_to_nobody_else(ledger: Ledger) -> None:
    entry = stored(ledger, submitted(title="门前积水，路灯不亮", phone=PHONE))
    assert all(isinstance(value, Sealed) for value in words(entry))
    title, phone = words(ledger.open([entry], lambda _, field: field == "title")[0])
    assert title == "门前积水，路灯不亮"
    assert isinstance(phone, Sealed)


def test_no_word_stands_in_the_database(ledger: Ledger, database: Database) -> None:
    stored(ledger, submitted(title="土产巷口停车", phone=PHONE))
    with psycopg.connect(database.owner_dsn) as owner:
        for table in ("ledger.events", "ledger.receipts", "ledger.ordinals", "vault.words", "vault.subjects"):
            for row in owner.execute(f"SELECT t::text FROM {table} t"):
                for planted in (PHONE, PHONE.encode().hex(), "土产巷", "土产巷".encode().hex()):
                    assert planted not in row[0]


def test_a_disclosure_matches_the_example_of_the_standard() -> None:
    # RFC 9901, section 4.2.1 and 4.2.3
    text = b"WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
    assert digest_of(text) == "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"
    assert value_of(text) == "Möbius"


def test_equal_words_have_different_digests(ledger: Ledger) -> None:
    one, other = (stored(ledger, submitted(title="路灯不亮")) for _ in range(2))
    assert words(one)[0] != words(other)[0]


def test_a_person_keeps_one_key_through_the_petition(ledger: Ledger, database: Database) -> None:
    first = stored(ledger, submitted(title="路灯不亮"))
    again = replace(then(first, 2, Withdrawn(reason="已经修好")), subject=first.subject)
    second = stored(ledger, again)
    opened = ledger.open([first, second], lambda _entry, _field: True)
    assert isinstance(opened[1].event, Withdrawn)
    assert opened[1].event.reason == "已经修好"
    with psycopg.connect(database.owner_dsn) as owner:
        assert owner.execute("SELECT count(*) FROM keystore.subject_key").fetchone() == (1,)


def test_several_events_of_one_save_share_the_new_key_of_their_person(ledger: Ledger) -> None:
    first = submitted(title="路灯不亮")
    again = replace(then(first, 2, Withdrawn(reason="已经修好")), subject=first.subject)
    ledger.append([first, again], uuid4(), DIGEST)
    opened = ledger.open(ledger.entries(first.petition_id), lambda _entry, _field: True)
    assert isinstance(opened[1].event, Withdrawn)
    assert (words(opened[0])[0], opened[1].event.reason) == ("路灯不亮", "已经修好")


def test_when_the_key_is_gone_the_words_are_erased_and_the_event_still_verifies(ledger: Ledger) -> None:
    entry = stored(ledger, submitted(title="路灯不亮"))
    assert entry.subject
    for _ in range(2):  # whoever was stopped in the middle asks again
        ledger.vault.erase([entry.subject])
    again = ledger.entries(entry.petition_id)
    title, _ = words(ledger.open(again, lambda _entry, _field: True)[0])
    assert isinstance(title, Sealed)
    assert title.why == "erased"
    more = replace(then(entry, 2, Withdrawn(reason="不用了")), subject=entry.subject)
    with pytest.raises(Erased):
        ledger.append([more], uuid4(), DIGEST)


def test_words_moved_to_another_petition_do_not_open(ledger: Ledger, database: Database) -> None:
    one, other = (stored(ledger, submitted(title=title)) for title in ("路灯不亮", "门前积水"))
    with psycopg.connect(database.owner_dsn) as owner:
        owner.execute("CREATE TEMPORARY TABLE w AS SELECT * FROM vault.words")
        owner.execute("DELETE FROM vault.words")
        owner.execute("UPDATE w SET petition_id = %s WHERE petition_id = %s", (uuid4(), one.petition_id))
        owner.execute("UPDATE w SET petition_id = %s WHERE petition_id = %s", (one.petition_id, other.petition_id))
        owner.execute("INSERT INTO vault.words SELECT * FROM w")
    with pytest.raises(Unreadable):
        ledger.open([one], lambda _entry, _field: True)


def test_an_event_with_sealed_words_is_not_recorded_again(ledger: Ledger) -> None:
    entry = stored(ledger, submitted(title="路灯不亮"))
    with pytest.raises(Unreadable):
        ledger.append([replace(entry, petition_id=uuid4())], uuid4(), DIGEST)


def test_keys_are_made_once_and_kept(tmp_path: Path) -> None:
    first = load_keys(tmp_path / "keys")
    assert load_keys(tmp_path / "keys") == first
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()} == {0o600}
    assert len({first.wrapping, first.index, first.token}) == 3
    (tmp_path / "keys" / "token.key").write_bytes(b"short")
    with pytest.raises(Exception, match=r"token\.key"):
        load_keys(tmp_path / "keys")


def test_a_ledger_is_not_opened_with_other_keys(ledger: Ledger, database: Database, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="CASEBOOK_KEYS"):
        Ledger(database.app_dsn, load_keys(tmp_path / "others"))
    (tmp_path / "keys" / "token.key").unlink()  # who signs tokens may change
    with closing(Ledger(database.app_dsn, load_keys(tmp_path / "keys"))) as again:
        assert again.position() == ledger.position()
