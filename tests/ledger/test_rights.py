"""What the application's role cannot do, and what not even the owner can without saying so first."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest

from casebook.ledger.migrate import migrate
from casebook.postgres.cluster import APP
from petitions_at_hand import DIGEST, submitted

if TYPE_CHECKING:
    from casebook.ledger.ledger import Ledger
    from casebook.postgres import Database, Server

ATTACKS = [
    "UPDATE ledger.events SET topic = 'closed'",
    "DELETE FROM ledger.events",
    "TRUNCATE ledger.events",
    "LOCK TABLE ledger.events IN EXCLUSIVE MODE",
    "INSERT INTO ledger.events (notification_id, recorded_at) VALUES (99, '2021-01-01')",
    "INSERT INTO ledger.receipts (key) VALUES (gen_random_uuid())",
    "UPDATE ledger.head SET position = 0",
    "UPDATE ledger.head SET recorded_at = '2031-01-01'",
    "DELETE FROM ledger.receipts",
    "DELETE FROM ledger.ordinals",
    "UPDATE ledger.config SET origin = 'elsewhere'",
    "DELETE FROM ledger.keyring",
    "INSERT INTO ledger.beside_petitions VALUES ('submitted', 'petition')",
    "DELETE FROM vault.words",
    "UPDATE vault.words SET envelope = ''",
    "UPDATE vault.subjects SET erased_at = NULL",
    "DELETE FROM vault.files",
    "UPDATE vault.files SET content = ''",
    "INSERT INTO vault.files (id, petition_id) VALUES (gen_random_uuid(), gen_random_uuid())",
    "ALTER TABLE ledger.events DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
    "DROP TABLE ledger.events",
    "CREATE OR REPLACE FUNCTION ledger.body(state bytea) RETURNS jsonb LANGUAGE sql AS $$ SELECT '{}'::jsonb $$",
    "SET ROLE casebook_owner",
    "COPY ledger.events TO PROGRAM 'cat'",
    "CREATE TABLE public.events (x int)",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_application_cannot(ledger: Ledger, database: Database, attack: str) -> None:
    ledger.append([submitted(title="门前积水")], uuid4(), DIGEST)
    with psycopg.connect(database.app_dsn) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(attack)
    assert len(list(ledger.since(0))) == 1


@pytest.mark.parametrize("attack", [*ATTACKS[:3], "DELETE FROM ledger.keyring", "TRUNCATE ledger.ordinals"])
def test_nobody_changes_what_is_written(ledger: Ledger, database: Database, attack: str) -> None:
    ledger.append([submitted()], uuid4(), DIGEST)
    with psycopg.connect(database.owner_dsn) as owner:
        owner.execute("SET session_replication_role = replica")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
            owner.execute(attack)


def test_the_application_cannot_shadow_the_ledger_with_temporary_tables(server: Server) -> None:
    # a copy of a template database does not inherit its rights, so this one is made and migrated by itself
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE own_rights")
    assert migrate(server.dsn(dbname="own_rights"))
    refused = pytest.raises(psycopg.errors.InsufficientPrivilege)
    with psycopg.connect(server.dsn(APP, "own_rights")) as connection, refused:
        connection.execute("CREATE TEMPORARY TABLE events (x int)")
