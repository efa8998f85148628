"""What of this the database itself holds: the access log is append-only, and secrets are not stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from casebook.accounts.access_log import Kind
from casebook.accounts.networks import Visitor
from casebook.accounts.people import Hat
from casebook.petitions.vocabulary import Role

if TYPE_CHECKING:
    from casebook.accounts import Accounts
    from casebook.postgres import Database

ATTACKS = [
    "UPDATE access_log.entries SET kind = 'signed-out'",
    "DELETE FROM access_log.entries",
    "TRUNCATE access_log.entries",
    "INSERT INTO access_log.entries (kind, at) VALUES ('signed-in', '2021-01-01')",
    "INSERT INTO access_log.entries (position, kind) OVERRIDING SYSTEM VALUE VALUES (1, 'signed-in')",
    "DROP TABLE access_log.entries",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_application_cannot_touch_the_access_log(accounts: Accounts, database: Database, attack: str) -> None:
    accounts.log.note(Kind.SIGNED_OUT)
    with psycopg.connect(database.app_dsn) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(attack)


@pytest.mark.parametrize("attack", ATTACKS[:3])
def test_not_even_the_owner_changes_what_is_in_it(accounts: Accounts, database: Database, attack: str) -> None:
    accounts.log.note(Kind.SIGNED_OUT)
    with psycopg.connect(database.owner_dsn) as owner, pytest.raises(psycopg.errors.InsufficientPrivilege):
        owner.execute(attack)


def test_no_secret_and_no_number_stands_in_the_database(accounts: Accounts, database: Database) -> None:
    password, phone = "correct horse battery", "19900001234"
    person = accounts.people.add("wang.li", "王丽", password=password)
    accounts.people.give(person, Hat(Role.DESK))
    admitted = accounts.signing_in.by_password("wang.li", password, Visitor(bytes(16)))
    accounts.codes.send(phone, bytes(16))
    [message] = accounts.outbox.waiting()
    code = message.text.split("验证码 ")[1][:6]
    assert message.phone == phone
    with psycopg.connect(database.owner_dsn) as owner:
        tables = owner.execute(
            "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('accounts', 'access_log')"
        ).fetchall()
        stored = "\n".join(str(owner.execute(f"SELECT t::text FROM {name} t").fetchall()) for (name,) in tables)
    for secret in (password, phone, admitted.token, admitted.device, f"码 {code}"):
        assert secret not in stored
    assert "wang.li" in stored
