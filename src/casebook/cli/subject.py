"""A copy of what is held about a citizen: `casebook subject`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from casebook.accounts.access_log import Kind
from casebook.cli.files import written
from casebook.cli.output import Place, say
from casebook.cli.serving import services_of
from casebook.cli.session import data_option, session
from casebook.errors import NotFound
from casebook.ledger.handed_out import HandedOutKind, hand_out
from casebook.petitions.petition import fold

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@data_option
@click.argument("number")
@click.option("--output", type=Place(dir_okay=False), required=True, help="写到哪里。 / Where to (.zip).")
def subject(data: Path | None, number: str, output: Path) -> None:
    """诉求人本人的个人信息副本，交给本人。 / What is held about a citizen, for themselves."""
    from casebook.web.api.personal_copies import check_not_sealed  # noqa: PLC0415  the web framework is slow to import
    from casebook.web.personal_copy import personal_copy  # noqa: PLC0415

    with session(data) as opened, written(output) as write:
        known = opened.ledger.by_number(number)
        petition = fold(opened.ledger.entries(known)) if known else None
        if petition is None:
            raise NotFound("没有这件诉求。", "There is no such petition.")
        check_not_sealed(petition)
        opened.accounts.log.note(Kind.PERSONAL_COPY_MADE, petition_id=petition.id)
        made = personal_copy(services_of(opened), petition)
        write(made)
        hand_out(opened.ledger.datastore, petition.id, HandedOutKind.PERSONAL_COPY, made)
    say(f"{output}：请只交给诉求人本人。", f"{output}: for the citizen alone")


COMMANDS = (subject,)
