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

_HASHER: Final = PasswordHasher(
    time_cost=3, memory_cost=64 * 1024, parallelism=4, hash_len=32, salt_len=16, type=Type.ID
)
"""The second recommended option of RFC 9106 section 4: 64 MiB, 3 passes, 4 lanes."""

_AT_ONCE: Final = threading.BoundedSemaphore(4)
"""So many are worked out at the same time: 256 MiB at most, whoever knocks."""

_NOBODY: Final = "$argon2id$v=19$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
"""Of the same cost as everybody's, and of no password."""


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
        WeakPassword: it is too short or too long, is made of few characters, or holds the name it goes with.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword(
            f"密码须有 {SHORTEST} 至 {LONGEST} 个字符。", f"A password has {SHORTEST} to {LONGEST} characters."
        )
    if len(set(password)) < FEWEST or login in password.lower() or password.lower().startswith("casebook"):
        raise WeakPassword(
            "密码过于简单：请多用几种字符，且不要包含登录名。",
            "The password is too easy to guess: use more different characters, and not the login name.",
        )
