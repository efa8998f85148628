"""Slowing down: counted before each try, in the database, and forgotten after a rest."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import psycopg
import pytest

from casebook.accounts.networks import network_of
from casebook.accounts.phones import digits_of
from casebook.accounts.throttle import Allowance
from casebook.accounts.tidying import tidy
from casebook.accounts.trouble import TooManyTries

if TYPE_CHECKING:
    from casebook.accounts import Accounts
    from casebook.ledger.ledger import Ledger
    from casebook.postgres import Database

THREE = Allowance(free=3, wait=60, longest=240, forget=600)


def later(database: Database, seconds: int) -> None:
    """So many seconds pass."""
    with psycopg.connect(database.owner_dsn) as owner:
        owner.execute(
            "UPDATE accounts.throttles SET open_at = open_at - make_interval(secs => %(s)s), "
            "ends_at = ends_at - make_interval(secs => %(s)s)",
            {"s": seconds},
        )


def test_each_pause_is_twice_the_last_up_to_the_longest(accounts: Accounts, database: Database) -> None:
    for _ in range(3):
        accounts.throttle.count(THREE, "door", b"me")
    for pause in (60, 120, 240, 240):
        with pytest.raises(TooManyTries) as refused:
            accounts.throttle.count(THREE, "door", b"me")
        assert pause - 5 <= refused.value.seconds <= pause
        later(database, pause)
        accounts.throttle.count(THREE, "door", b"me")
    accounts.throttle.count(THREE, "door", b"you")
    accounts.throttle.count(THREE, "window", b"me")


def test_after_a_rest_everything_begins_anew(accounts: Accounts, database: Database) -> None:
    for _ in range(3):
        key = accounts.throttle.count(THREE, "door")
    later(database, 661)
    for _ in range(3):
        accounts.throttle.count(THREE, "door")
    with pytest.raises(TooManyTries):
        accounts.throttle.count(THREE, "door")
    accounts.throttle.forget(key)
    accounts.throttle.count(THREE, "door")


def test_many_at_once_are_no_way_around(accounts: Accounts) -> None:
    def once(_: int) -> bool:
        try:
            accounts.throttle.count(THREE, "door")
        except TooManyTries:
            return False
        return True

    with ThreadPoolExecutor(16) as crowd:
        assert sum(crowd.map(once, range(48))) == 3


def test_rows_that_have_run_out_are_swept_away(accounts: Accounts, ledger: Ledger, database: Database) -> None:
    accounts.throttle.count(THREE, "door")
    accounts.outbox.send("0375-0000000", "a code", -1)
    assert tidy(ledger.datastore) == 1
    later(database, 601)
    assert tidy(ledger.datastore) == 1
    assert tidy(ledger.datastore) == 0


def test_a_network_is_known_by_its_prefix_alone(accounts: Accounts) -> None:
    def same(one: str, other: str) -> bool:
        return network_of(accounts.keys, one) == network_of(accounts.keys, other)

    assert same("192.0.2.1", "192.0.2.254")
    assert not same("192.0.2.1", "192.0.3.1")
    assert same("2001:db8:0:1::1", "2001:db8:0:1:ffff::9")
    assert not same("2001:db8:0:1::1", "2001:db8:0:2::1")
    assert same("192.0.2.1", "::ffff:192.0.2.77")
    assert same("", "no address")
    assert len(network_of(accounts.keys, "192.0.2.1")) == 16


@pytest.mark.parametrize("written", ["19900001234", "199 0000 1234", "+86 199-0000-1234", "0086(199)00001234"])
def test_a_number_is_the_same_however_it_is_written(written: str) -> None:
    assert digits_of(written) == "19900001234"
    assert digits_of("0375-0001234") == "03750001234"
