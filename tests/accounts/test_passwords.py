"""Passwords: argon2id, never stored, compared as slowly for nobody as for somebody."""

from __future__ import annotations

import time
from statistics import median

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from casebook.accounts import passwords
from casebook.accounts.trouble import WeakPassword

GOOD = "柳树 horse 7 staple"


def test_a_password_is_kept_as_argon2id_with_the_stated_cost() -> None:
    kept = passwords.hashed(GOOD)
    cost = extract_parameters(kept)
    assert (cost.type, cost.memory_cost, cost.time_cost, cost.parallelism) == (Type.ID, 65536, 3, 4)
    assert passwords.fits(kept, GOOD)
    assert not passwords.fits(kept, GOOD + "x")
    assert kept != passwords.hashed(GOOD)


def test_nobody_costs_as_much_as_somebody() -> None:
    kept = passwords.hashed(GOOD)

    def seconds(of: str | None) -> float:
        began = time.perf_counter()
        assert not passwords.fits(of, "wrong")
        return time.perf_counter() - began

    times = [(seconds(kept), seconds(None)) for _ in range(15)]
    somebody, nobody = (median(column) for column in zip(*times, strict=True))
    assert 0.7 < nobody / somebody < 1.4


def test_a_hash_of_older_parameters_is_dated() -> None:
    assert passwords.is_dated(PasswordHasher(time_cost=1, memory_cost=8192).hash(GOOD))
    assert not passwords.is_dated(passwords.hashed(GOOD))


COMMON = ["password1234", "1qaz2wsx3edc", "iloveyou1314520", "administrator1", "密码密码密码密码密码密码"]


@pytest.mark.parametrize(
    "weak", ["", "short", "aaaaaaaaaaaaaaaa", "abababababababab", "wang.li-2022-spring", "x" * 201, *COMMON]
)
def test_what_is_easily_guessed_is_no_password(weak: str) -> None:
    with pytest.raises(WeakPassword):
        passwords.check(weak, "wang.li")


def test_a_long_sentence_is_a_password() -> None:
    passwords.check(GOOD, "wang.li")
