"""A new version of the key-encryption key, and every key of the key store wrapped under it.

Both versions can be read meanwhile, whoever is stopped goes on where they were, and processes that run notice the new
version by themselves: when they make a key, or meet one that is wrapped under it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Callable

    from casebook.ledger.keystore import KeyStore


def rotate(store: KeyStore, progress: Callable[[int, int], None]) -> int:
    """Begin a version, unless an earlier rotation is unfinished, and wrap all keys under it; how many that were.

    Args:
        store: the key store.
        progress: is told how many are done, of how many.

    Raises:
        Misconfigured: a version of the key-encryption key cannot be had, or the new one is not new.
        Unavailable: the database is gone; what was wrapped anew stays so.
    """
    if not store.behind():
        store.begin(store.versions[-1].number + 1)
    done, total = 0, store.behind()
    while store.behind():  # also what others, who did not know of the version yet, made behind our back
        last = UUID(int=0)
        while part := store.rewrap(last):
            last, done = part[-1], done + len(part)
            progress(done, max(done, total))
    return done
