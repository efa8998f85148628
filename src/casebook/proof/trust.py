"""Whom somebody trusts who checks: keys of the log and of witnesses, and how many of these must have cosigned."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .encoding import Malformed
from .note import LOG, WITNESS, VerifierKey

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from .policy import Policy


class Trust(NamedTuple):
    """The keys, and whether the witnesses that have cosigned are enough."""

    keys: tuple[VerifierKey, ...]
    enough: Callable[[Collection[VerifierKey]], bool]

    def witnesses(self) -> list[VerifierKey]:
        """The keys of witnesses."""
        return [key for key in self.keys if key.kind == WITNESS]


def trust_in(keys: Iterable[VerifierKey]) -> Trust:
    """One of the logs' keys must have signed, and every witness cosigned.

    Raises:
        Malformed: no log's key is among them.
    """
    every = tuple(keys)
    return _trust(every, {key for key in every if key.kind == WITNESS}.issubset)


def trust_by(policy: Policy) -> Trust:
    """One of the policy's logs must have signed, and its quorum cosigned.

    Raises:
        Malformed: it names no log.
    """
    parties = (*policy.logs.values(), *policy.witnesses.values())
    return _trust(tuple(party.key for party in parties), policy.satisfied)


def _trust(keys: tuple[VerifierKey, ...], enough: Callable[[Collection[VerifierKey]], bool]) -> Trust:
    if not any(key.kind == LOG for key in keys):
        raise Malformed("no key of a log")
    return Trust(keys, enough)
