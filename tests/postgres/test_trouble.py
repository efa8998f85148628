"""One clear sentence, in both languages, for each thing that can be wrong."""

from __future__ import annotations

import os
import signal
import socket
import struct
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from casebook.errors import CasebookError, Misconfigured, Unavailable
from casebook.postgres import Server, open_database, quiet
from casebook.postgres.locks import starting
from casebook.postgres.trouble import (
    BinariesMissing,
    DataFolderInUse,
    DataFolderNotWritable,
    DiskFull,
    OtherVersion,
    ServerTooOld,
    explain,
)
from casebook.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from postgres.conftest import Command


def refusal(settings: Settings) -> CasebookError:
    with pytest.raises(CasebookError) as caught, open_database(settings):
        pass
    error = caught.value
    assert error.zh != error.en
    assert "\n" not in error.zh + error.en
    return error


def test_a_dsn_that_answers_is_handed_on(server: Server) -> None:
    keys = server.dsn(dbname="template1")
    with open_database(Settings(dsn=server.dsn("casebook_app"), owner_dsn=server.dsn(), keys_dsn=keys)) as database:
        assert (database.owner_dsn, database.app_dsn) == (server.dsn(), server.dsn("casebook_app"))
        assert (database.keys_owner_dsn, database.keys_dsn) == (keys, keys)
        assert not database.embedded
    with open_database(Settings(dsn=server.dsn(), keys_dsn=keys)) as database:
        assert database.owner_dsn == database.app_dsn == server.dsn()


def test_a_dsn_that_does_not_answer(folder: Path) -> None:
    error = refusal(Settings(dsn=f"host={folder} dbname=casebook"))
    assert type(error) is Unavailable
    assert "CASEBOOK_DSN" in error.zh
    assert "No such file" in error.en


def test_an_owner_dsn_that_does_not_answer(server: Server, folder: Path) -> None:
    error = refusal(Settings(dsn=server.dsn(), owner_dsn=f"host={folder}"))
    assert "CASEBOOK_OWNER_DSN" in error.en


@pytest.mark.parametrize(
    "dsn", ["not a dsn secret", "postgresql://[::1", "host=x nonsense=secret", "host=/tmp port=secret"]
)
def test_a_dsn_that_is_none(dsn: str) -> None:
    error = refusal(Settings(dsn=dsn))
    assert isinstance(error, Misconfigured)
    assert "secret" not in str(error)


@contextmanager
def listening(answer: bytes) -> Iterator[int]:
    """A port that answers the first message of whoever comes with `answer`."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            peer, _ = listener.accept()
            with peer:
                peer.recv(10_000)
                peer.sendall(answer)
                peer.recv(10_000)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join()


def message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body


def test_a_server_too_old() -> None:
    told = b"server_version\x0014.11\0", b"client_encoding\0UTF8\0", b"standard_conforming_strings\0on\0"
    greeting = message(b"R", bytes(4)) + b"".join(message(b"S", each) for each in told) + message(b"Z", b"I")
    with listening(greeting) as port:
        error = refusal(Settings(dsn=f"host=127.0.0.1 port={port} user=x dbname=x sslmode=disable gssencmode=disable"))
    assert type(error) is ServerTooOld
    assert "14" in error.zh


def test_a_folder_of_another_major_version(made: Path) -> None:
    (Server(made).home.cluster / "PG_VERSION").write_text("14\n")
    error = refusal(Settings(data=made))
    assert type(error) is OtherVersion
    assert "14" in error.en


def test_a_server_that_is_frozen(data: Path, command: Callable[[], Command]) -> None:
    command().wait_for("ready")
    postmaster = int((Server(data).home.cluster / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGSTOP)
    try:
        error = refusal(Settings(data=data))
        assert type(error) is DataFolderInUse
        assert str(postmaster) in error.en
    finally:
        os.kill(postmaster, signal.SIGCONT)


def test_a_server_that_somebody_else_started(made: Path) -> None:
    with Server(made) as other:
        (other.home.socket / ".s.PGSQL.5432").unlink()
        stranger = Server(made)
        with pytest.raises(DataFolderInUse, match="already exists"):
            stranger.start(patience=0.5)


def test_a_start_that_takes_for_ever(made: Path) -> None:
    home, told = Server(made).home, list[str]()
    with starting(home, quiet):
        with pytest.raises(DataFolderInUse), starting(home, lambda _, en: told.append(en), patience=1.5):
            pass
        assert told == ["another process starts or stops the database; waiting…"]
    with starting(home, quiet):
        pass


def test_a_folder_that_cannot_be_written_to(folder: Path, command: Callable[..., Command]) -> None:
    folder.chmod(0o555)
    # Root may write everywhere, so it becomes somebody else.
    lines = command(*(("user", "65534") if os.geteuid() == 0 else ())).wait_for("error")
    assert "DataFolderNotWritable" in lines[-1]
    assert str(folder) in lines[-1]
    folder.chmod(0o755)


def test_a_folder_that_is_a_file(data: Path) -> None:
    data.write_text("")
    assert type(refusal(Settings(data=data))) is DataFolderNotWritable


def test_a_full_disk_is_told_from_what_initdb_says(folder: Path) -> None:
    said = (
        "creating configuration files ... ok\n"
        "running bootstrap script ... 2026-11-23 10:00:00.000 UTC [7] FATAL:  could not extend file "
        '"base/1/1255": No space left on device\n'
        "child process exited with exit code 1\n"
        'initdb: removing data directory "/x"\n'
    )
    assert type(explain(folder, "initdb", said)) is DiskFull


def test_no_programs(folder: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEBOOK_PG_BIN", str(folder))
    error = refusal(Settings(data=data))
    assert type(error) is BinariesMissing
    assert str(folder) in error.zh


def test_programs_too_old(folder: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("postgres", "initdb"):
        (folder / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 13.4'\n")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("CASEBOOK_PG_BIN", str(folder))
    assert type(refusal(Settings(data=data))) is ServerTooOld
