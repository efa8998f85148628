"""Adopting a version of reference data: checked, then recorded. The same twice adds nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import orjson

from casebook.errors import Outdated, Refused, Unavailable
from casebook.petitions.commands import COMMANDS
from casebook.petitions.entry import Actor
from casebook.petitions.vocabulary import Role
from casebook.reference.documents import document, shipped
from casebook.reference.kinds import Kind
from casebook.reference.matters import MattersVersion
from casebook.reference.policy import TermsVersion
from casebook.reference.texts import TextsVersion
from casebook.reference.units import UnitsVersion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from casebook.ledger.ledger import Ledger
    from casebook.reference.documents import Document
    from casebook.reference.versions import Adoption, Reference

TRIES: Final = 5
"""So often an adoption is tried when others adopt at the same time."""

SYSTEM: Final = Actor(UUID("0d9bb4b2-6e0b-4b52-9a3c-000000000000"), Role.SYSTEM)
"""Who adopts what casebook comes with."""


@dataclass(frozen=True, slots=True)
class Adopting:
    """What an adoption came to; `added` is false where the same was in force already."""

    adoption: Adoption
    added: bool


def adopt(ledger: Ledger, table: Mapping[str, Any], day: date, actor: Actor) -> Adopting:
    """Adopt the document in a table, in force from that day on.

    The file of one year, as holidays are published, becomes the next version of the calendar with that year in it.

    Raises:
        Misconfigured: the document does not have the form of its kind.
        Refused: it refers to what is not there, or its number was used before.
        Unavailable: the database is gone.
    """
    for _ in range(TRIES):
        reference = ledger.adoptions.reference()
        wanted = document(_whole(table, reference, day))
        found = reference.adopted(wanted.kind, day)
        if found is not None and found.digest == wanted.digest:
            return Adopting(found, added=False)
        _check(wanted, reference, day)
        outcome = ledger.adoptions.adopt(wanted, day, actor)
        if outcome.kind in ("stored", "repeated"):
            place = next(one for one in ledger.adoptions.reference().adoptions if one.position == outcome.last_position)
            return Adopting(place, added=outcome.kind == "stored")
        if outcome.kind == "reused":
            raise Unavailable
    raise Outdated("他人正在采用新版本，请稍后再试。", "Others are adopting versions right now; try again.")


def adopt_shipped(ledger: Ledger) -> list[Adoption]:
    """Adopt what casebook comes with, of each kind of which nothing was adopted yet. Once, whoever starts first.

    Raises:
        Unavailable: the database is gone.
    """
    known = {adoption.kind for adoption in ledger.adoptions.reference().adoptions}
    missing = [one for kind, one in shipped().items() if kind not in known]
    adopted = []
    for one in missing:
        assert one.version.in_force_on is not None  # noqa: S101  shipped documents say since when they hold
        adopted.append(adopt(ledger, orjson.loads(one.content), one.version.in_force_on, SYSTEM).adoption)
    return adopted


def _whole(table: Mapping[str, Any], reference: Reference, day: date) -> Mapping[str, Any]:
    """The table itself, or the calendar in force with the year that the table is."""
    if "kind" in table or "year" not in table:
        return table
    if not table.get("days") or not table.get("papers"):
        raise Refused(
            "year_is_published",
            f"{table['year']}年放假安排尚未公布，不能采用；期限落在该年的仍为暂定。",
            f"The holidays of {table['year']} are not published yet; deadlines in that year stay provisional.",
        )
    standing = reference.document(Kind.CALENDAR, day)
    if standing is None:
        raise Refused("calendar_is_in_force", "该日尚无工作日历。", "No calendar is in force on that day.")
    calendar: dict[str, Any] = orjson.loads(standing.content)
    year = {name: table[name] for name in ("year", "papers", "days")}
    years = {one["year"]: one for one in calendar["years"]}
    if years.get(year["year"]) == year:
        return calendar
    years[year["year"]] = year
    ordered = [years[number] for number in sorted(years)]
    first, last = ordered[0]["year"], ordered[-1]["year"]
    title = {
        "zh": f"全国法定节假日与调休工作日（{first}至{last}年）",
        "en": f"Statutory holidays and make-up working days of China, {first} to {last}",
    }
    return calendar | {"version": _next(Kind.CALENDAR, reference), "title": title, "years": ordered}


def _next(kind: Kind, reference: Reference) -> int:
    numbers = [one.version for one in reference.of(kind)] or [shipped()[kind].version.version]
    return max(numbers) + 1


def _check(wanted: Document, reference: Reference, day: date) -> None:
    """See that the number is new and that all it refers to is there on that day.

    Raises:
        Refused: it is not, or something is not.
    """
    for one in reference.of(wanted.kind):
        if one.id == wanted.version.id and one.digest != wanted.digest:
            raise Refused(
                "version_number_is_new",
                f"{one.id} 已用于另一内容，请改用新的版本号。",
                f"{one.id} is in use for another content; give it a new version number.",
            )
    if missing := sorted(set(_missing(wanted, reference, day))):
        raise Refused(
            "references_are_known",
            f"所引用的代码在当日的参考数据中不存在：{'、'.join(missing[:5])}。",
            f"It refers to what is not there on that day: {', '.join(missing[:5])}.",
        )


def _missing(wanted: Document, reference: Reference, day: date) -> Iterable[str]:
    """The codes that a document refers to and that are not there."""
    version = wanted.version
    if isinstance(version, UnitsVersion):
        places = reference.places(day)
        named = [code for row in version.units for code in (row.area, row.street) if code]
        return [code for code in named if places is not None and code not in places.places]
    if isinstance(version, MattersVersion):
        units = reference.units(day)
        leads = [duty.unit for matter in version.matters for duty in matter.duties if duty.unit]
        return [code for code in leads if units is not None and code not in units.directory(day)]
    if isinstance(version, TermsVersion):
        matters = reference.matters(day)
        return [code for code in version.matters if matters is not None and code not in matters]
    if isinstance(version, TextsVersion):
        fields = {(name, field) for name, kind in COMMANDS.items() for field in kind.model_fields}
        units = reference.units(day)
        owners = [one.unit for one in version.texts if one.unit]
        unknown = [code for code in owners if units is not None and code not in units.directory(day)]
        return unknown + [
            f"{one.command}.{one.field}" for one in version.texts if (one.command, one.field) not in fields
        ]
    return []
