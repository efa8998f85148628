"""Passwords: kept as argon2id only, compared in the same time whether somebody exists or not."""

from __future__ import annotations

import threading
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from casebook.accounts.trouble import WeakPassword

SHORTEST: Final = 12
LONGEST: Final = 200
FEWEST: Final = 5
"""So many different characters at least."""

GUESSES: Final = 10**8
"""So many tries a password withstands at least (Wheeler, zxcvbn, USENIX Security 2016: score 3)."""

MOST_GUESSED: Final = 72
"""So many characters are looked at; what is longer is judged by its beginning."""

_HASHER: Final = PasswordHasher(
    time_cost=3, memory_cost=64 * 1024, parallelism=4, hash_len=32, salt_len=16, type=Type.ID
)
"""The second recommended option of RFC 9106 section 4: 64 MiB, 3 passes, 4 lanes."""

_AT_ONCE: Final = threading.BoundedSemaphore(4)
"""So many are worked out at the same time: 256 MiB at most, whoever knocks."""

_NOBODY: Final = "$argon2id$v=19$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
"""Of the same cost as everybody's, and of no password."""


def is_guessable(password: str, login: str) -> bool:
    """Whether it is among the first hundred million guesses: common passwords, names, dates, rows of keys, repeats."""
    from zxcvbn import zxcvbn  # noqa: PLC0415  its lists are slow to import

    guesses = zxcvbn(password[:MOST_GUESSED], user_inputs=[login, "casebook", "12345"])["guesses"]
    return bool(guesses < GUESSES)


def hashed(password: str) -> str:
    """What is kept of a password."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def fits(kept: str | None, password: str) -> bool:
    """Whether this is the password; as slow where there is none."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(kept or _NOBODY, password[:LONGEST])
        except (VerificationError, InvalidHashError):
            return False


def is_dated(kept: str) -> bool:
    """Whether it was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


def check(password: str, login: str) -> None:
    """See that a new password is not easily guessed.

    Raises:
        WeakPassword: it is too short or too long, is made of few characters, holds the name it goes with, or is one of
            those that are tried first.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword(
            f"密码须有 {SHORTEST} 至 {LONGEST} 个字符。", f"A password has {SHORTEST} to {LONGEST} characters."
        )
    few = len(set(password)) < FEWEST
    if few or login in password.lower() or password.lower().startswith("casebook") or is_guessable(password, login):
        raise WeakPassword(
            "密码太容易猜：不要用常见密码、键盘顺序、日期和登录名，可以用几个不相干的词。",
            "The password is too easy to guess: no common words, row of keys, date or login name; unrelated words do.",
        )
