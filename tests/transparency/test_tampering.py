"""Everything that can be done to a ledger is done, and who notices is the table of `docs/tampering.md`.

`PYTHONPATH=src:tests .venv/bin/python tests/transparency/test_tampering.py` writes the table anew.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import psycopg

from casebook.ledger.migrate import migrate, migrate_keys
from casebook.postgres import Server
from transparency.observers import begin, noticed, tampered
from transparency.tampers import TAMPERS

if TYPE_CHECKING:
    from transparency.observers import Day
    from transparency.tampers import Tamper

DOCUMENT: Final = Path(__file__).parents[2] / "docs" / "tampering.md"
BEFORE, BEHIND = "<!-- found by the test -->\n", "<!-- so far -->\n"
COLUMNS: Final = {
    "reader": "打开者 reader",
    "signer": "签名者 signer",
    "audit": "核查 audit",
    "copy": "副本 copy",
    "witness": "见证人 witness",
    "holder": "持有人 holder",
    "access": "访问核查 access",
}
ROLES: Final = ("casebook_app", "casebook_log", "casebook_owner")


class Row(NamedTuple):
    """What was done, who noticed and what they were told, and what each role is answered that tries."""

    tamper: Tamper
    found: dict[str, str]
    answers: list[str]

    def __str__(self) -> str:
        seen = ["●" if name in self.found else "" for name in COLUMNS]
        answers = [f"`{code}`" if code else "可 may" for code in self.answers]
        return f"| {self.tamper.zh} {self.tamper.en} | {' | '.join(seen + answers)} |"


def attempt(dsn: str, role: str, statement: str) -> str:
    """The code by which a role is refused; nothing where it is not."""
    with psycopg.connect(dsn) as connection:
        connection.execute(f"SET ROLE {role}")
        try:
            connection.execute(statement)
        except psycopg.Error as error:
            return error.sqlstate or ""
        finally:
            connection.rollback()
    return ""


def rows(day: Day, folder: Path) -> list[Row]:
    """What comes of everything that is tried."""
    found = []
    for number, tamper in enumerate(TAMPERS):
        with tampered(day, folder / str(number), tamper.template) as world:
            answers = [attempt(world.signed.database.owner_dsn, role, tamper.tried) for role in ROLES]
            tamper.done(world)
            found.append(Row(tamper, noticed(world), answers))
    return found


def table(found: list[Row]) -> str:
    """The table of the document."""
    head = ["", *COLUMNS.values(), *(f"`{role}`" for role in ROLES)]
    return "\n".join([f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *map(str, found), ""])


def written(text: str, content: str) -> str:
    """The document with this table in it."""
    before, _, rest = text.partition(BEFORE)
    _, _, behind = rest.partition(BEHIND)
    return f"{before}{BEFORE}\n{content}\n{BEHIND}{behind}"


def test_whatever_is_done_somebody_notices_and_nobody_else_can(server: Server, template: str, tmp_path: Path) -> None:
    (tmp_path / "day").mkdir()
    day = begin(server, template, tmp_path / "day")
    with tampered(day, tmp_path / "nothing") as world:
        assert noticed(world) == {}, "where nothing was done"
    found = rows(day, tmp_path)
    assert [row.tamper.en for row in found if not row.found] == [], "nobody notices"
    assert [row.tamper.en for row in found if not all(code[:2] in {"42", "23"} for code in row.answers[:2])] == []
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text == written(text, table(found))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as place:
        Path(home).chmod(0o711)  # root's server is another user's
        with Server(Path(home) / "server", {"fsync": "off"}) as own:
            with psycopg.connect(own.dsn(), autocommit=True) as first:
                first.execute("CREATE DATABASE empty")
            migrate(own.dsn(dbname="empty"))
            migrate_keys(own.dsn(dbname="empty"))
            (Path(place) / "day").mkdir()
            made = table(rows(begin(own, "empty", Path(place) / "day"), Path(place)))
    DOCUMENT.write_text(written(DOCUMENT.read_text(encoding="utf-8"), made), encoding="utf-8")
