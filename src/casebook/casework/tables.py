"""The tables of rankings: counted over the ledger up to a position, and counted again by whoever doubts them."""

from __future__ import annotations

import hashlib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol, cast

import orjson

from casebook.errors import Misconfigured, NotFound
from casebook.figures.rates import VERSION
from casebook.figures.table import Rules, differences, table_of
from casebook.rankings.decide import Counted
from casebook.reference.documents import Document, shipped
from casebook.reference.kinds import Kind

if TYPE_CHECKING:
    from casebook.ledger.ledger import Ledger
    from casebook.reference.profiles import ProfilesVersion
    from casebook.reference.units import UnitsVersion
    from casebook.reference.versions import Reference


class Counts(Protocol):
    """Counts months over the ledger up to a position, as `readmodels.Months` does."""

    def counts(self, month: str, position: int) -> dict[str, dict[str, Any]]:
        """The counts of every unit with any."""

    def commendations(self, month: str, position: int) -> dict[str, int]:
        """How often each unit was thanked."""


@dataclass(frozen=True, slots=True)
class Made:
    """A table that was counted just now, and its document."""

    counted: Counted
    document: bytes

    @property
    def table(self) -> dict[str, Any]:
        """What the document says."""
        return read_table(self.document)


@dataclass(frozen=True, slots=True)
class Tables:
    """Counts tables over a ledger."""

    ledger: Ledger
    months: Counts

    def drafted(self, month: str, profile: str, position: int) -> Made:
        """The table of a month under a profile, by its name, and by the directory known at a position.

        Raises:
            NotFound: no such profile was in force then.
            Behind: a read model is not built yet.
        """
        known, day = self.ledger.adoptions.reference().until(position), last_day(month)
        found = profiles_of(known, month).profiles
        ids = [one.id for one in found if one.name == profile]
        if not ids:
            raise NotFound(f"没有评分方案 {profile}。", f"There is no score profile {profile}.")
        return self._count(
            _rules(ids[0], known.document(Kind.PROFILES, day), known.document(Kind.UNITS, day), day), position
        )

    def again(self, stated: dict[str, Any], position: int) -> Made:
        """A month's table counted anew at another position: by the same profile, whatever was adopted since.

        Raises:
            Behind: a read model is not built yet.
        """
        reference, day = self.ledger.adoptions.reference(), last_day(stated["month"])
        profiles = _named(reference, Kind.PROFILES, stated)
        return self._count(
            _rules(_profile(stated), profiles, reference.until(position).document(Kind.UNITS, day), day), position
        )

    def recomputed(self, stated: dict[str, Any]) -> list[dict[str, Any]]:
        """Where a table differs from what the ledger up to its position gives now; nowhere as a rule.

        Raises:
            Behind: a read model is not built yet.
        """
        reference = self.ledger.adoptions.reference()
        profiles, units = (_named(reference, kind, stated) for kind in (Kind.PROFILES, Kind.UNITS))
        rules = _rules(_profile(stated), profiles, units, last_day(stated["month"]))
        return differences(stated, self._count(rules, stated["position"]).table)

    def _count(self, rules: Rules, position: int) -> Made:
        month = f"{rules.day:%Y-%m}"
        counts, commended = self.months.counts(month, position), self.months.commendations(month, position)
        document = table_of(rules, position, counts, commended)
        return Made(Counted(rules.profile, VERSION, position, hashlib.sha256(document).hexdigest()), document)


def read_table(document: bytes) -> dict[str, Any]:
    """What the document of a table says."""
    return cast("dict[str, Any]", orjson.loads(document))


def last_day(month: str) -> date:
    """The last day of a month: what was in force then scores it."""
    year, number = map(int, month.split("-"))
    return date(year, number, monthrange(year, number)[1])


def profiles_of(reference: Reference, month: str) -> ProfilesVersion:
    """The score profiles in force on a month's last day.

    Raises:
        NotFound: none were.
    """
    found = reference.profiles(last_day(month))
    if found is None:
        raise NotFound("该月没有施行的评分方案。", "No score profiles were in force in this month.")
    return found


def _profile(stated: dict[str, Any]) -> str:
    return f"{stated['profile']['name']}:{stated['profile']['version']}"


def _named(reference: Reference, kind: Kind, stated: dict[str, Any]) -> Document | None:
    """The document that a table names: adopted, or as shipped."""
    first, digest = shipped()[kind], stated[kind]["digest"]
    return (reference.documents or {}).get(digest) or (first if first.digest == digest else None)


def _rules(profile: str, profiles: Document | None, units: Document | None, day: date) -> Rules:
    if profiles is None or units is None:
        raise Misconfigured("该月没有施行的评分方案或单位名录。", "No profiles or no directory were in force then.")
    scored, listed = cast("ProfilesVersion", profiles.version), cast("UnitsVersion", units.version)
    return Rules(profile, (scored, profiles.digest), (listed, units.digest), day)
