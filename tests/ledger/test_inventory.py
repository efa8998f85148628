"""The list of where words live is whole: no table that could hold some is missing in it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from casebook.postgres import Database

LIST = Path(__file__).parents[2] / "docs/adr/0024-what-is-erased-is-nowhere.md"
HOLDS_WORDS = """
SELECT DISTINCT table_schema, table_name FROM information_schema.columns JOIN information_schema.tables t
  USING (table_schema, table_name)
WHERE t.table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')
  AND udt_name IN (
    'text', 'varchar', 'bpchar', 'bytea', 'json', 'jsonb', 'tsvector', 'xml', '_text', '_varchar', '_bytea')
"""


def listed() -> set[str]:
    """The tables in the list."""
    rows = [line.split("|")[1] for line in LIST.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return {name for row in rows for name in re.findall(r"`([a-z_]+\.[a-z_*]+)`", row)}


def test_every_table_that_could_hold_words_is_listed_and_no_other(database: Database) -> None:
    with psycopg.connect(database.owner_dsn) as owner:
        owner.execute("CREATE TABLE vault.notes (text varchar(20))")  # such a table would be noticed
        found = {f"{schema}.{name}" for schema, name in owner.execute(HOLDS_WORDS)}
        owner.rollback()
    unlisted = {name for name in found - listed() if not name.startswith(("readmodels.", "shadow."))}
    assert unlisted == {"vault.notes"}
    assert {name for name in listed() if not name.endswith("*")} <= found
