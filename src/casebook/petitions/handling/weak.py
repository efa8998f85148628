"""Replies that only state an intent: which words give them away, by rules that a city keeps as data.

A reply is flagged where some rule finds its words and no clause of it says anything of substance. A clause has
substance if it names a deed that is done, a finding or a figure, or if none of the rules and courtesies explains it:
in doubt a reply is not suspected.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_CLAUSE: Final = re.compile(r"[^，。！？；：、,!?;\s]+")
_PIECE: Final = re.compile(r"\{(\w+)\}|([…#^$])")
_MARKS: Final = {"…": "[^，。！？；：]{0,20}?", "#": r"(?:[0-9０-９]+|两)", "^": "^", "$": "$"}
_SAYS_SOMETHING: Final = 5
"""So many characters a clause must have before it can say anything that no rule knows."""


@dataclass(frozen=True, slots=True)
class WeakRule:
    """Words that state an intent or claim without saying what, and what is told to the reviewer.

    A pattern is words: `…` is a gap within the clause, `{name}` one of a list of words, `#` a number, `^` and `$` the
    ends of the clause.
    """

    id: str
    patterns: tuple[str, ...]
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Span:
    """Where in a text the words of a rule stand."""

    rule: str
    start: int
    end: int


@dataclass(frozen=True)
class WeakReplies:
    """What a city has adopted about replies that say nothing.

    Attributes:
        words: lists of words that the patterns name.
        rules: patterns that flag a reply.
        courtesies: patterns of clauses that mean no harm and say nothing.
        substance: patterns of clauses that say something, whatever else they say.
    """

    words: Mapping[str, Sequence[str]]
    rules: tuple[WeakRule, ...]
    courtesies: tuple[str, ...] = ()
    substance: tuple[str, ...] = ()

    def intent_only(self, text: str) -> tuple[str, ...]:
        """The rules by which the whole text states no more than an intent; none where it says something."""
        if any(self._says_something(clause[0]) for clause in _CLAUSE.finditer(text)):
            return ()
        return tuple(dict.fromkeys(span.rule for span in self.spans(text)))

    def spans(self, text: str) -> tuple[Span, ...]:
        """Every place in the text where a rule finds its words, in the order of the text."""
        found = (span for clause in _CLAUSE.finditer(text) for span in self._found(clause[0], clause.start()))
        return tuple(sorted(found, key=lambda span: (span.start, span.end, span.rule)))

    def _found(self, clause: str, offset: int) -> Iterator[Span]:
        for rule_id, pattern in self._rules:
            if match := pattern.search(clause):
                yield Span(rule_id, offset + match.start(), offset + match.end())

    def _says_something(self, clause: str) -> bool:
        if self._substance.search(clause):
            return True
        explained = self._courtesies.search(clause) or any(pattern.search(clause) for _, pattern in self._rules)
        return not explained and len(clause) >= _SAYS_SOMETHING

    @cached_property
    def _rules(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple((rule.id, self._compiled(rule.patterns)) for rule in self.rules)

    @cached_property
    def _courtesies(self) -> re.Pattern[str]:
        return self._compiled(self.courtesies)

    @cached_property
    def _substance(self) -> re.Pattern[str]:
        return self._compiled(self.substance)

    def _compiled(self, patterns: Sequence[str]) -> re.Pattern[str]:
        return re.compile("|".join(map(self._read, patterns)) or "(?!)")

    def _read(self, pattern: str) -> str:
        """A pattern in words as an expression.

        Raises:
            KeyError: it names a list of words that is not there.
        """
        said, at = [], 0
        for piece in _PIECE.finditer(pattern):
            said.append(re.escape(pattern[at : piece.start()]))
            name, mark = piece.groups()
            said.append(f"(?:{'|'.join(map(re.escape, self.words[name]))})" if name else _MARKS[mark])
            at = piece.end()
        return "".join((*said, re.escape(pattern[at:])))
