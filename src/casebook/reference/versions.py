"""Every version that the city has adopted, and which of them is in force on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from casebook.reference.documents import FORMS, shipped
from casebook.reference.kinds import Kind
from casebook.reference.terms import CityTerms

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime, tzinfo
    from uuid import UUID

    from casebook.petitions.vocabulary import Role
    from casebook.reference.documents import Document
    from casebook.reference.header import Header
    from casebook.reference.matters import MattersVersion
    from casebook.reference.places import PlacesVersion
    from casebook.reference.policy import TermsVersion
    from casebook.reference.privacy import PrivacyVersion
    from casebook.reference.profiles import ProfilesVersion
    from casebook.reference.publication import PublicationVersion
    from casebook.reference.texts import TextsVersion
    from casebook.reference.units import UnitsVersion
    from casebook.reference.working_days import CalendarVersion


@dataclass(frozen=True, slots=True)
class Adoption:
    """A version as the ledger has it: what, since when it holds, and who adopted it when.

    Attributes:
        number: its place among the adoptions of its kind.
        leaf: hash of the event, which covers the document by its digest.
    """

    kind: Kind
    number: int
    name: str
    version: int
    in_force_on: date
    digest: str
    adopted_by: UUID
    role: Role
    adopted_at: datetime
    position: int
    leaf: bytes

    @property
    def id(self) -> str:
        """Name and version."""
        return f"{self.name}:{self.version}"


@dataclass(frozen=True)
class Reference:
    """All reference data. What was never adopted is as it was shipped.

    Attributes:
        adoptions: every adoption, in the ledger's order.
        documents: the adopted documents, by digest.
    """

    adoptions: tuple[Adoption, ...] = ()
    documents: Mapping[str, Document] | None = None

    def of(self, kind: Kind) -> list[Adoption]:
        """The adoptions of a kind, in their order."""
        return [adoption for adoption in self.adoptions if adoption.kind is kind]

    def until(self, position: int) -> Reference:
        """What was known at a position of the ledger: later adoptions do not change what was decided before."""
        return Reference(tuple(one for one in self.adoptions if one.position <= position), self.documents)

    def adopted(self, kind: Kind, day: date) -> Adoption | None:
        """The adoption in force on a day: that with the latest day, of one day the last."""
        begun = [one for one in self.of(kind) if one.in_force_on <= day]
        return max(begun, key=lambda one: (one.in_force_on, one.position), default=None)

    def document(self, kind: Kind, day: date) -> Document | None:
        """The document in force on a day; None where the first version adopted begins later."""
        if not self.of(kind):
            first = shipped()[kind]
            return first if (first.version.in_force_on or day) <= day else None
        adoption = self.adopted(kind, day)
        return (self.documents or {})[adoption.digest] if adoption else None

    def named(self, kind: Kind, name: str) -> Document | None:
        """The document of this name and version, `pds-default:1`: adopted, or as shipped; None where there is none."""
        digests = [one.digest for one in self.of(kind) if one.id == name]
        if digests:
            return (self.documents or {})[digests[-1]]
        first = shipped()[kind]
        return first if f"{first.version.name}:{first.version.version}" == name else None

    def terms_named(self, policy: str, calendar: str, zone: tzinfo) -> CityTerms | None:
        """The limits and the calendar of these names and versions; None where one of them is not known."""
        limits, days = self.named(Kind.TERMS, policy), self.named(Kind.CALENDAR, calendar)
        if limits is None or days is None:
            return None
        found = cast("TermsVersion", limits.version), cast("CalendarVersion", days.version)
        return CityTerms(found[0].policy, found[1].working_days, zone)

    def terms(self, day: date, zone: tzinfo) -> CityTerms | None:
        """The limits and the calendar in force on a day; None where there were none."""
        limits = cast("TermsVersion | None", self._version(Kind.TERMS, day))
        calendar = cast("CalendarVersion | None", self._version(Kind.CALENDAR, day))
        return CityTerms(limits.policy, calendar.working_days, zone) if limits and calendar else None

    def units(self, day: date) -> UnitsVersion | None:
        """The directory in force on a day."""
        return cast("UnitsVersion | None", self._version(Kind.UNITS, day))

    def places(self, day: date) -> PlacesVersion | None:
        """The division in force on a day."""
        return cast("PlacesVersion | None", self._version(Kind.PLACES, day))

    def matters(self, day: date) -> MattersVersion | None:
        """The matters and the catalogue in force on a day."""
        return cast("MattersVersion | None", self._version(Kind.MATTERS, day))

    def profiles(self, day: date) -> ProfilesVersion | None:
        """The score profiles in force on a day."""
        return cast("ProfilesVersion | None", self._version(Kind.PROFILES, day))

    def every_profiles(self) -> list[ProfilesVersion]:
        """Every version of the score profiles that was ever adopted, in the ledger's order."""
        documents = self.documents or {}
        return [cast("ProfilesVersion", documents[one.digest].version) for one in self.of(Kind.PROFILES)]

    def publication(self, day: date) -> PublicationVersion | None:
        """The publication rules in force on a day."""
        return cast("PublicationVersion | None", self._version(Kind.PUBLICATION, day))

    def privacy(self, day: date) -> PrivacyVersion | None:
        """The privacy notice in force on a day."""
        return cast("PrivacyVersion | None", self._version(Kind.PRIVACY, day))

    def texts(self, day: date) -> TextsVersion | None:
        """The canned texts in force on a day."""
        return cast("TextsVersion | None", self._version(Kind.TEXTS, day))

    def by_id(self, kind: Kind, name: str) -> Header | None:
        """A version by its name and number, whenever it is in force: adopted, or as it was shipped."""
        if not self.of(kind):
            first = shipped()[kind].version
            return first if first.id == name else None
        found = next((one for one in self.of(kind) if one.id == name), None)
        return (self.documents or {})[found.digest].version if found else None

    def _version(self, kind: Kind, day: date) -> Header | None:
        found = self.document(kind, day)
        assert found is None or isinstance(found.version, FORMS[kind])  # noqa: S101  documents are read by their kind
        return found.version if found else None
