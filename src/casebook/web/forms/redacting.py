"""A text on its way to everybody: what rules would take out of it, what a person decided, and what is left."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from starlette.datastructures import FormData

from casebook.petitions.publication.redacting import Proposal, without
from casebook.reference.redactions import redaction_rules
from casebook.web.forms.form import sent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casebook.petitions.commands import Command
    from casebook.web.forms.form import Form
    from casebook.web.forms.showing import Shown

TEXT: Final = "text"
SEEN: Final = "seen"
TAKE: Final = "take"
DO: Final = "do"
PUBLISH: Final = "publish"
OWN: Final = frozenset({TEXT, SEEN, TAKE, DO, "redactions"})
"""Controls that become the text and its redactions: the text as written, which text the proposals were shown for, which
of them are taken, and whether it is only looked at again."""


@dataclass(frozen=True, slots=True)
class Look:
    """A text that is looked through.

    Attributes:
        text: as its author wrote it.
        proposals: what the rules would take out.
        taken: which of them are taken out, by their place in the list.
        confirmed: whether somebody has seen the proposals for this very text.
    """

    text: str
    proposals: tuple[Proposal, ...]
    taken: frozenset[int]
    confirmed: bool = False

    @property
    def clean(self) -> str:
        """What everybody would read."""
        return without(self.text, self.proposals, self.taken)

    @property
    def redactions(self) -> tuple[str, ...]:
        """The kind of each place that is taken out, so that a kind stands there as often as it was."""
        return tuple(str(one.rule.kind) for place, one in enumerate(self.proposals) if place in self.taken)

    @property
    def pieces(self) -> list[tuple[str, int | None]]:
        """The text piece by piece, with the place in the list of those that a rule has found."""
        said: list[tuple[str, int | None]] = []
        at = 0
        for place, one in enumerate(self.proposals):
            said += [(self.text[at : one.start], None), (one.words, place)]
            at = one.end
        return [*said, (self.text[at:], None)]

    @property
    def mark(self) -> str:
        """Tells this text from any other."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


def first_look(text: str) -> Look:
    """A text that nobody has looked through: whatever is found is taken out."""
    proposals = redaction_rules().proposals(text)
    return Look(text, proposals, frozenset(range(len(proposals))))


def looked_through(kind: type[Command], data: FormData) -> tuple[Look, Form]:
    """A text as a form sends it, and the form of the command that publishes it.

    Raises:
        Malformed: the form has controls that no such form has.
    """
    typed = [value for value in data.getlist(TEXT) if isinstance(value, str)]
    look = first_look("".join(typed).replace("\r\n", "\n"))
    if data.get(SEEN) == look.mark:
        places = {str(place): place for place in range(len(look.proposals))}
        ticked = frozenset(places[value] for value in _texts(data.getlist(TAKE)) if value in places)
        look = replace(look, taken=ticked, confirmed=True)
    others = [(name, value) for name, value in data.multi_items() if name not in OWN]
    return look, sent(kind, FormData([*others, (TEXT, look.clean), *(("redactions", one) for one in look.redactions)]))


def as_written(controls: Iterable[Shown], look: Look) -> list[Shown]:
    """The controls, the text as its author wrote it."""
    return [replace(one, values=(look.text,)) if one.name == TEXT else one for one in controls]


def _texts(values: Iterable[object]) -> list[str]:
    return [value for value in values if isinstance(value, str)]
