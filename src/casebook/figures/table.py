"""The table of a month with all it rests on, as a document: exact, the same bytes from the same inputs.

    month, position   which month, and up to where in the ledger it counts
    profile           the score profile, whole; `profiles` and `units` name the documents of reference data by digest
    definitions       what each rate means, and their version
    rows              unit by unit: rank or why there is none, score, points, what is taken off, every rate with
                      numerator, denominator and what that was drawn from, and the counts that all this comes from

Numbers that are no counts are texts: as they are shown, with two places, and `exact` as a fraction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import orjson

from casebook.errors import Misconfigured
from casebook.figures.profile import read_profile
from casebook.figures.ranking import deducted, points, rank
from casebook.figures.rates import DEFINITIONS, VERSION, percent, places

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from casebook.figures.profile import Profile
    from casebook.figures.ranking import Row
    from casebook.figures.rates import Rate
    from casebook.reference.profiles import ProfilesVersion
    from casebook.reference.units import Unit, UnitsVersion

FORM: Final = 1
"""Of the document: fields are added with a higher one, never renamed or removed."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a month is scored by.

    Attributes:
        profile: the id of the score profile, `pds_news:1`.
        profiles: the document it stands in, and that document's digest.
        units: the directory, and its document's digest.
        day: the last day of the month, whose directory is ranked.
    """

    profile: str
    profiles: tuple[ProfilesVersion, str]
    units: tuple[UnitsVersion, str]
    day: date


def table_of(
    rules: Rules, position: int, counts: Mapping[str, Mapping[str, int]], commended: Mapping[str, int]
) -> bytes:
    """The document of a month's table: one line of JSON with sorted keys.

    Args:
        rules: what the month is scored by.
        position: up to where in the ledger was counted.
        counts: by unit, as `unit_month.of_month` has them.
        commended: by unit, how often it was thanked.

    Raises:
        Misconfigured: the document has no such profile.
    """
    (profiles, profiles_digest), (units, units_digest) = rules.profiles, rules.units
    found = profiles.by_id.get(rules.profile)
    if found is None:
        raise Misconfigured(f"没有评分方案 {rules.profile}。", f"There is no score profile {rules.profile}.")
    plain = found.model_dump(mode="json", exclude_none=True)
    profile, directory = read_profile(plain, rules.profile), units.directory(rules.day)
    rows = rank(profile, {code: str(unit.group) for code, unit in directory.items()}, counts)
    content = {
        "form": FORM,
        "month": f"{rules.day:%Y-%m}",
        "position": position,
        "profile": plain,
        "profiles": {"id": profiles.id, "digest": profiles_digest},
        "units": {"id": units.id, "digest": units_digest},
        "definitions": {"version": VERSION, "rates": {name: _definition(name) for name in DEFINITIONS}},
        "rows": [_row(profile, row, directory[row.unit], commended.get(row.unit, 0)) for row in rows],
    }
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)


def _definition(rate: str) -> dict[str, Any]:
    found = DEFINITIONS[rate]
    return {"zh": found.zh, "en": found.en, "over": found.over, "of": found.of, "asked": found.asked or found.of}


def _row(profile: Profile, row: Row, unit: Unit, commended: int) -> dict[str, Any]:
    told = bool(row.rates)
    claimed, found = (row.rates[name].value if told else None for name in ("claimed", "resolution"))
    gained, lost = (points(profile, row.rates), deducted(profile, row.counts)) if told else ({}, {})
    return {
        "group": row.group,
        "unit": row.unit,
        "zh": unit.zh,
        "en": unit.en,
        "rank": row.rank,
        "unranked": row.unranked,
        "score": None if row.score is None else places(row.score),
        "exact": None if row.score is None else str(row.score),
        "points": {name: places(value) for name, value in gained.items()},
        "deducted": {name: places(value) for name, value in lost.items() if value},
        "due": row.due,
        "gap": None if claimed is None or found is None else percent(claimed - found),
        "commendations": commended,
        "rates": {name: _rate(rate) for name, rate in row.rates.items()},
        "counts": dict(row.counts) if told else {},
    }


def _rate(rate: Rate) -> dict[str, Any]:
    return {
        "numerator": rate.numerator,
        "denominator": rate.denominator,
        "asked": rate.asked,
        "percent": percent(rate.value),
        "coverage": percent(rate.coverage),
    }


def units_with_figures(table: Mapping[str, Any]) -> frozenset[str]:
    """Codes of the units that had anything to do in the month of a table."""
    return frozenset(row["unit"] for row in table["rows"] if row["counts"])


def is_busy(table: Mapping[str, Any]) -> bool:
    """Whether anything was done or due in the month of a table; what was carried over from before is not enough."""
    return any(count for row in table["rows"] for name, count in row["counts"].items() if name != "carried")


def differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Where two tables of a month differ: the unit (None for what stands above the rows), the field, both values."""
    above = [_differing(None, name, one, other) for name in sorted(one.keys() | other.keys()) if name != "rows"]
    mine, theirs = ({row["unit"]: row for row in table["rows"]} for table in (one, other))
    rows = [
        _differing(unit, name, mine.get(unit, {}), theirs.get(unit, {}))
        for unit in sorted(mine.keys() | theirs.keys())
        for name in sorted(mine.get(unit, {}).keys() | theirs.get(unit, {}).keys())
    ]
    return [found for found in (*above, *rows) if found]


def _differing(unit: str | None, field: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any] | None:
    first, second = one.get(field), other.get(field)
    return None if first == second else {"unit": unit, "field": field, "stated": first, "recomputed": second}
