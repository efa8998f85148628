"""Which logs are known, which witnesses, and how many must have cosigned: a file as c2sp.org/tlog-policy has it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from .encoding import Malformed, from_decimal
from .note import LOG, WITNESS, VerifierKey

if TYPE_CHECKING:
    from collections.abc import Collection

NONE: Final = "none"
_LARGEST: Final = 1 << 16


class Party(NamedTuple):
    """A log or a witness: its key, and where it is reached, if that is said."""

    key: VerifierKey
    url: str | None


@dataclass(frozen=True, slots=True)
class Policy:
    """What is asked of a checkpoint.

    Attributes:
        logs: by the name in their key.
        witnesses: by the name that the policy calls them.
        groups: by name, how many of which members it takes.
        quorum: the witness or group that must have cosigned, or `none`.
    """

    logs: dict[str, Party] = field(default_factory=dict)
    witnesses: dict[str, Party] = field(default_factory=dict)
    groups: dict[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    quorum: str = NONE

    def satisfied(self, cosigned: Collection[VerifierKey]) -> bool:
        """Whether these witnesses are enough."""
        return self.quorum == NONE or self._counts(self.quorum, cosigned)

    def _counts(self, name: str, cosigned: Collection[VerifierKey]) -> bool:
        if name in self.witnesses:
            return self.witnesses[name].key in cosigned
        threshold, members = self.groups[name]
        return sum(self._counts(member, cosigned) for member in members) >= threshold

    @classmethod
    def parse(cls, data: bytes) -> Policy:
        """The policy that this file is, of at most 64 KiB.

        Raises:
            Malformed: it is none; the message names the line.
        """
        if len(data) > _LARGEST or any(octet < ord(" ") and octet not in b"\t\n" for octet in data):
            raise Malformed("not a policy")
        reading = _Reading()
        for number, line in enumerate(data.decode(errors="surrogateescape").split("\n"), 1):
            words = line.split()
            if words and not words[0].startswith("#"):
                try:
                    reading.take(words)
                except Malformed as error:
                    raise Malformed("line {}: {}", number, error) from error
        if reading.quorum is None:
            raise Malformed("no quorum line")
        return cls(reading.logs, reading.witnesses, reading.groups, reading.quorum)


class _Reading:
    """What was read so far."""

    def __init__(self) -> None:
        self.logs: dict[str, Party] = {}
        self.witnesses: dict[str, Party] = {}
        self.groups: dict[str, tuple[int, tuple[str, ...]]] = {}
        self.quorum: str | None = None
        self._keys: set[bytes] = set()
        self._members: set[str] = set()

    def take(self, words: list[str]) -> None:
        """A line in its words.

        Raises:
            Malformed: it has no place in a policy.
        """
        match words:
            case ["log", vkey, *url] if len(url) <= 1:
                party = self._party(vkey, LOG, url)
                self.logs[party.key.name] = party
            case ["witness", name, vkey, *url] if len(url) <= 1:
                self._name(name)
                self.witnesses[name] = self._party(vkey, WITNESS, url)
            case ["group", name, threshold, *members] if members:
                self._name(name)
                self.groups[name] = self._group(threshold, members)
            case ["quorum", name] if self.quorum is None and self._is_known(name):
                self.quorum = name
            case _:
                raise Malformed("not a line of a policy, or a name that is not defined above")

    def _party(self, vkey: str, kind: int, url: list[str]) -> Party:
        key = VerifierKey.parse(vkey)
        if key.kind != kind or key.public in self._keys:
            raise Malformed("a key of another kind, or one twice")
        self._keys.add(key.public)
        return Party(key, url[0] if url else None)

    def _group(self, threshold: str, members: list[str]) -> tuple[int, tuple[str, ...]]:
        count = {"any": 1, "all": len(members)}.get(threshold) or from_decimal(threshold)
        if not 1 <= count <= len(members) or any(not self._is_known(name) or name == NONE for name in members):
            raise Malformed("a group of too few, or of members that are not defined above")
        if len(set(members)) < len(members) or self._members & set(members):
            raise Malformed("a member of two groups, or twice of one")
        self._members.update(members)
        return count, tuple(members)

    def _name(self, name: str) -> None:
        if self._is_known(name):
            raise Malformed("a name twice")

    def _is_known(self, name: str) -> bool:
        return name == NONE or name in self.witnesses or name in self.groups
