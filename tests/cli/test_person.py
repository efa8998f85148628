"""Accounts from the command line: passwords come by standard input, and what is wrong ends with 2."""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
import pytest

from casebook.cli import run

if TYPE_CHECKING:
    from pathlib import Path

    from casebook.postgres import Database

PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Done:
    """What came of a command."""

    returncode: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Operator:
    """Whoever runs casebook, on a database that is there already."""

    database: Database
    folder: Path

    def types(self, *words: str, password: str = PASSWORD) -> Done:
        environment = {"CASEBOOK_DSN": self.database.app_dsn, "CASEBOOK_OWNER_DSN": self.database.owner_dsn}
        environment["CASEBOOK_KEYS_DSN"] = self.database.keys_dsn
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            for name, value in environment.items():
                patch.setenv(name, value)
            patch.setattr(sys, "stdin", io.StringIO(password + "\n"))
            code = run(["person", "--data", str(self.folder), *words])
        return Done(code, out.getvalue(), err.getvalue())

    def sees(self) -> dict[str, dict[str, object]]:
        return {row["login"]: row for row in json.loads(self.types("list", "--json").stdout)}


@pytest.fixture
def operator(database: Database, tmp_path: Path) -> Operator:
    return Operator(database, tmp_path)


def test_an_account_is_opened_given_hats_blocked_and_given_another_password(operator: Operator) -> None:
    done = operator.types("add", "Wang.Li", "--name", "王丽", "--role", "desk", "--until", "2099-12-31")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "已新增账号 wang.li。 / opened the account wang.li\n")
    unit = ("--role", "unit_officer", "--unit", "street-410403002")
    assert operator.types("hat", "wang.li", *unit).returncode == 0
    assert operator.sees()["wang.li"]["hats"] == "desk, unit_officer@street-410403002"
    assert operator.types("hat", "wang.li", *unit, "--take").returncode == 0
    with psycopg.connect(operator.database.owner_dsn) as owner:
        hats = owner.execute("SELECT role, valid_until::text FROM accounts.hats").fetchall()
        assert hats == [("desk", "2099-12-31 16:00:00+00")], "the end of the last day in the city"
        [(first,)] = owner.execute("SELECT password FROM accounts.people").fetchall()
        owner.execute(
            "INSERT INTO accounts.sessions (token, person_id, role, way, network, ends_at) "
            "SELECT sha256('x'), id, 'desk', 'password', '', now() + interval '1 hour' FROM accounts.people"
        )
    assert operator.types("reset", "wang.li", password="another horse battery").returncode == 0
    assert operator.types("block", "wang.li").returncode == 0
    assert operator.sees()["wang.li"]["blocked_at"] is not None
    assert operator.types("block", "wang.li", "--lift").returncode == 0
    assert operator.sees()["wang.li"]["blocked_at"] is None
    with psycopg.connect(operator.database.owner_dsn) as owner:
        assert owner.execute("SELECT count(*) FROM accounts.sessions").fetchone() == (0,)
        assert owner.execute("SELECT password = %s FROM accounts.people", (first,)).fetchone() == (False,)
        kinds = [row[0] for row in owner.execute("SELECT kind FROM access_log.entries ORDER BY position")]
    assert kinds == [
        "account-added",
        "hat-given",
        "hat-given",
        "hat-taken",
        "password-reset",
        "session-revoked",
        "account-blocked",
        "account-unblocked",
    ]


def test_what_is_wrong_is_one_line_and_changes_nothing(operator: Operator) -> None:
    assert operator.types("add", "wang.li", "--name", "王丽", "--role", "desk").returncode == 0
    before = operator.sees()
    new = ("add", "zhao", "--name", "赵强")
    for words, password in (
        (("add", "wang.li", "--name", "王莉", "--role", "desk"), PASSWORD),
        (("add", "王丽", "--name", "王丽", "--role", "desk"), PASSWORD),
        (("add", "zhao", "--name", "", "--role", "desk"), PASSWORD),
        ((*new, "--role", "desk"), "short"),
        ((*new, "--role", "desk"), ""),
        ((*new, "--role", "citizen"), PASSWORD),
        ((*new, "--role", "unit_officer"), PASSWORD),
        ((*new, "--role", "desk", "--unit", "street-410403002"), PASSWORD),
        ((*new, "--role", "unit_officer", "--unit", "nowhere"), PASSWORD),
        ((*new, "--role", "desk", "--until", "soon"), PASSWORD),
        (("block", "nobody"), PASSWORD),
        (("reset", "nobody"), PASSWORD),
        (("hat", "wang.li", "--role", "auditor", "--take"), PASSWORD),
    ):
        done = operator.types(*words, password=password)
        assert done.returncode == 2, words
        assert len(done.stderr.splitlines()) == 1, done.stderr
        assert " / " in done.stderr
    assert operator.sees() == before


def test_a_lost_device_is_forgotten(operator: Operator) -> None:
    assert operator.types("add", "wang.li", "--name", "王丽", "--role", "desk").returncode == 0
    with psycopg.connect(operator.database.owner_dsn) as owner:
        owner.execute("INSERT INTO accounts.factors (person_id, envelope) SELECT id, '' FROM accounts.people")
    assert operator.types("forget-factor", "wang.li").returncode == 0
    with psycopg.connect(operator.database.owner_dsn) as owner:
        assert owner.execute("SELECT count(*) FROM accounts.factors").fetchone() == (0,)


def test_a_closed_account_says_nothing_of_anybody_and_its_name_is_free(operator: Operator) -> None:
    assert operator.types("add", "wang.li", "--name", "王丽", "--role", "desk").returncode == 0
    before = operator.sees()["wang.li"]
    assert operator.types("close", "wang.li", password="n").returncode != 0
    assert operator.types("close", "wang.li", "--yes").returncode == 0
    (row,) = operator.sees().values()
    assert (row["id"], row["name"], row["hats"]) == (before["id"], "（已注销）", "")
    assert row["blocked_at"] is not None
    with psycopg.connect(operator.database.owner_dsn) as owner:
        left = owner.execute("SELECT password, external, login ~ 'wang' FROM accounts.people").fetchone()
        assert left == (None, None, False)
    assert operator.types("add", "wang.li", "--name", "王丽", "--role", "desk").returncode == 0


def test_the_code_for_a_first_device_is_given_out_by_the_operator(operator: Operator) -> None:
    operator.types("add", "wang.li", "--name", "王丽", "--role", "desk")
    first, second = (operator.types("invite", "wang.li").stdout.strip() for _ in range(2))
    assert first != second
    assert len(second) == len("3f9a1c-07be42")
    assert operator.types("invite", "nobody").returncode == 2
