"""What in a text is never published, found by rules that a city keeps as data. Rules propose; people confirm."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from casebook.petitions.publication.codes import Redaction

_LIST: Final = re.compile(r"\{([a-z]+)\}")


@dataclass(frozen=True, slots=True)
class RedactionRule:
    """By which words something is found that is never published, what stands there instead, and what people are told.

    `pattern` is a regular expression in which `{name}` stands for any word of a list; what is taken out is its group
    `it`, or all of what was found.
    """

    kind: Redaction
    pattern: str
    instead: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A place in a text that a rule would take out.

    Attributes:
        start, end: where it stands, in characters.
        words: what stands there.
    """

    rule: RedactionRule
    start: int
    end: int
    words: str


@dataclass(frozen=True)
class RedactionRules:
    """What a city looks for before it publishes.

    Attributes:
        words: lists of words that the patterns name.
        rules: the rules; where two find the same place, the longer find counts, then the earlier rule.
    """

    words: Mapping[str, Sequence[str]]
    rules: tuple[RedactionRule, ...]

    def proposals(self, text: str) -> tuple[Proposal, ...]:
        """Every place that a rule would take out, in the order of the text; none overlaps another."""
        found = [
            Proposal(rule, *match.span(group), match[group])
            for rule, pattern in self._compiled
            for match in pattern.finditer(text)
            for group in ["it" if "it" in pattern.groupindex else 0]
        ]
        kept: list[Proposal] = []
        for one in sorted(found, key=lambda one: one.start - one.end):  # stable: the earlier rule first
            if all(one.end <= other.start or other.end <= one.start for other in kept):
                kept.append(one)
        return tuple(sorted(kept, key=lambda one: one.start))

    @cached_property
    def _compiled(self) -> list[tuple[RedactionRule, re.Pattern[str]]]:
        return [(rule, re.compile(_LIST.sub(self._words, rule.pattern))) for rule in self.rules]

    def _words(self, named: re.Match[str]) -> str:
        """The words of a list.

        Raises:
            KeyError: there is no such list.
        """
        return f"(?:{'|'.join(map(re.escape, self.words[named[1]]))})"


def without(text: str, proposals: Sequence[Proposal], taken: Collection[int]) -> str:
    """The text with those of the proposals taken out whose places in the list are in `taken`."""
    said, at = [], 0
    for place, one in enumerate(proposals):
        said += [text[at : one.start], one.rule.instead if place in taken else one.words]
        at = one.end
    return "".join((*said, text[at:]))
