"""Commands for reference data: adopt, reference."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click
import orjson

from casebook.access import Role
from casebook.casework.adopting import SYSTEM
from casebook.casework.adopting import adopt as adopt_version
from casebook.cli.output import DAY, Place, print_json, print_table, say
from casebook.cli.session import Session, data_option, json_option, session
from casebook.errors import Misconfigured
from casebook.petitions.entry import Actor
from casebook.reference.documents import read
from casebook.reference.kinds import Kind
from casebook.validation import in_words

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path
    from uuid import UUID

    from casebook.reference.versions import Adoption

COLUMNS = ("kind", "id", "title", "in_force_on", "in_force", "adopted_at", "role", "adopted_by", "digest")


@click.command()
@data_option
@json_option
@click.argument("file", type=Place())
@click.option("--in-force-on", type=DAY, help="施行日，缺省按文件或今天。 / Since when; as the file says, or today.")
@click.option("--subject", type=click.UUID, help="采用人编号（督办人员）。 / The supervisor who adopts it.")
def adopt(data: Path | None, as_json: bool, file: Path, in_force_on: datetime | None, subject: UUID | None) -> None:
    """检查并采用参考数据的新版本。 / Check and adopt a version of units, matters, limits, a calendar year, …."""
    table = read(file)
    actor = Actor(subject, Role.SUPERVISOR) if subject else SYSTEM
    with session(data, begin=True) as opened:
        day = in_force_on.date() if in_force_on else _day_of(table, opened.today())
        done = adopt_version(opened.ledger, table, day, actor)
        if as_json:
            print_json({"added": done.added} | _row(opened, done.adoption, opened.today()))
        elif done.added:
            say(f"已采用 {done.adoption.id}，自 {day} 施行。", f"adopted {done.adoption.id}, in force from {day}")
        else:
            say(f"{done.adoption.id} 内容相同，未作改动。", f"{done.adoption.id} is the same; nothing was added")


@click.command()
@data_option
@json_option
@click.argument("kind", type=click.Choice([kind.value for kind in Kind]), required=False)
@click.option(
    "--on", type=DAY, help="只看某日施行的版本及其全文。 / Only what is in force on a day, with its document."
)
def reference(data: Path | None, as_json: bool, kind: str | None, on: datetime | None) -> None:
    """参考数据的各个版本，何人何时采用。 / The versions of reference data: who adopted them, and since when."""
    with session(data) as opened:
        known = opened.ledger.adoptions.reference()
        day = on.date() if on else opened.today()
        chosen = [one for one in known.adoptions if kind in (None, one.kind)]
        if on:
            chosen = [one for one in chosen if known.adopted(one.kind, day) == one]
        rows = [_row(opened, one, day) for one in chosen]
        if as_json:
            documents = known.documents or {}
            with_text = [
                row | {"document": orjson.loads(documents[one.digest].content)}
                for row, one in zip(rows, chosen, strict=True)
            ]
            print_json(with_text if on else rows)
        else:
            print_table([row | {"digest": row["digest"][:12]} for row in rows], COLUMNS, opened.settings.zone)


def _day_of(table: dict[str, Any], today: date) -> date:
    """The day that a file names itself; of TOML it is a day already.

    Raises:
        Misconfigured: what it names is no day.
    """
    named = table.get("in_force_on")
    if named is None:
        return today
    try:
        return type(today).fromisoformat(str(named))
    except ValueError as error:
        zh, en = in_words({"type": "date"})
        raise Misconfigured(f"in_force_on 有误：{zh}", f"in_force_on is wrong: {en}") from error


def _row(opened: Session, one: Adoption, day: date) -> dict[str, Any]:
    known = opened.ledger.adoptions.reference()
    title = (known.documents or {})[one.digest].title
    in_force = known.adopted(one.kind, day) == one
    plain = asdict(one) | {"leaf": one.leaf.hex()}
    return plain | {"id": one.id, "title": title.zh, "title_en": title.en, "in_force": in_force}


COMMANDS = (adopt, reference)
