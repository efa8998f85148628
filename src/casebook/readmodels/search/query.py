"""What somebody typed into a search box, as the index and LIKE take it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from casebook.readmodels.search.grams import LONGEST, folded, pairs, runs

MOST_TERMS: Final = 8
"""So many words between spaces are looked for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for.

    Attributes:
        terms: the words between spaces, folded; all of them must be there.
        grams: the condition on the index, as PostgreSQL reads a `tsquery`.
        patterns: for LIKE, which has the last word.
    """

    terms: tuple[str, ...]
    grams: str
    patterns: tuple[str, ...]


def wanted(typed: str) -> Wanted | None:
    """What was typed, or None where no letter, digit or character is in it.

    The last run of a term may go on in the text, so that one Chinese character, or the beginning of a word, is enough.
    """
    terms = tuple(dict.fromkeys(folded(typed).split()))[:MOST_TERMS]
    lexemes = [lexeme for term in terms for lexeme in _lexemes(term)]
    if not lexemes:
        return None
    return Wanted(terms, " & ".join(dict.fromkeys(lexemes)), tuple(map(_pattern, terms)))


def _lexemes(term: str) -> list[str]:
    found = list(runs(term))
    lexemes: list[str] = []
    for at, (run, han) in enumerate(found, 1):
        open_end = at == len(found) and term.endswith(run)
        if han and len(run) > 1:
            lexemes += [f"'{pair}'" for pair in pairs(run)]
        elif han or open_end:
            lexemes.append(f"'{run[:LONGEST]}':*")
        else:
            lexemes.append(f"'{run[:LONGEST]}'")
    return lexemes


def _pattern(term: str) -> str:
    for special in "\\%_":
        term = term.replace(special, "\\" + special)
    return f"%{term}%"
