"""A command as the tests need it: opens the database, says `ready`, holds it until a line comes in.

Arguments: the data folder, then `exit-on-term` to end tidily on SIGTERM, `user N` to go on as another user, `kept` to
see that the database runs all the while.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import psycopg

from casebook.errors import CasebookError
from casebook.postgres import open_database
from casebook.settings import Settings


def say(*words: object) -> None:
    print(*words, flush=True)  # noqa: T201 - the test reads it


def main() -> None:
    data, *how = sys.argv[1:]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests in the background has it ignored
    if "exit-on-term" in how:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    if "user" in how:
        number = int(how[how.index("user") + 1])
        os.setgroups([])
        os.setgid(number)
        os.setuid(number)
    lost = (lambda: os.kill(os.getpid(), signal.SIGTERM)) if "kept" in how else None
    try:
        with open_database(Settings(data=Path(data)), say, lost) as database:
            with psycopg.connect(database.app_dsn) as connection:
                row = connection.execute("select pg_postmaster_start_time()").fetchone()
            say("ready", *(row or ()))
            sys.stdin.readline()
            say("leaving")
    except CasebookError as error:
        say("error", type(error).__name__, error)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    say("left")


main()
