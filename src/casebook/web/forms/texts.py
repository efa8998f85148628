"""Canned texts in a form: one is picked and put into its field, with what its petition can say filled in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from starlette.datastructures import FormData

from casebook.web.html.names import names_on
from casebook.web.html.speech import Speech

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from casebook.petitions.petition import Petition
    from casebook.reference.texts import TextsVersion
    from casebook.web.forms.form import Form
    from casebook.web.services import Services

PUT: Final = "_put"
PICKED: Final = "_text."
"""Controls beside those of the command: into which field a text is put, and for each field which one is picked."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A text by its name, for a field."""

    field: str
    name: str


def taken_out(data: FormData) -> tuple[Pick | None, FormData]:
    """Which text is to be put in, if any, and the controls of the command."""
    field = data.get(PUT)
    name = data.get(f"{PICKED}{field}", "")
    rest = [(each, value) for each, value in data.multi_items() if each != PUT and not each.startswith(PICKED)]
    pick = Pick(field, name) if isinstance(field, str) and isinstance(name, str) else None
    return pick, FormData(rest)


def put_in(form: Form, pick: Pick, texts: TextsVersion | None, known: Mapping[str, str]) -> Form:
    """The form with the text that was picked, below what was typed already."""
    text = texts.of(form.kind.spoken_name(), pick.field).get(pick.name) if texts else None
    if text is None:
        return form
    typed = [each for each in form.typed.get(pick.field, ()) if each.strip()]
    return replace(form, typed={**form.typed, pick.field: ("\n".join([*typed, text.filled(known)]),)})


def told_of(served: Services, petition: Petition, now: datetime) -> Mapping[str, str]:
    """What a petition says of itself in a text, which is Chinese whatever its author reads."""
    speech = Speech("zh", served.settings.zone)
    today = now.astimezone(speech.zone).date()
    names = names_on(served.ledger.adoptions.reference(), today, "zh")
    return {
        "number": petition.number,
        "unit": names.unit(petition.unit),
        "matter": names.matter(petition.matter),
        "place": names.place(petition.street or petition.area),
        "due": speech.day(petition.dues.redo or petition.dues.reply),
        "today": speech.day(today),
    }
