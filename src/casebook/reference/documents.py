"""Documents of reference data: read out of files, checked by the form of their kind, and told apart by their digest."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Final

import orjson
from pydantic import ValidationError

from casebook.errors import Misconfigured, Unfit, system_says
from casebook.reference.header import Title
from casebook.reference.kinds import Kind
from casebook.reference.matters import MattersVersion, shipped_matters
from casebook.reference.places import PlacesVersion, shipped_places
from casebook.reference.policy import TermsVersion
from casebook.reference.privacy import PrivacyVersion, shipped_privacy
from casebook.reference.profiles import ProfilesVersion, shipped_profiles
from casebook.reference.publication import PublicationVersion, shipped_publication
from casebook.reference.terms import shipped_terms
from casebook.reference.texts import TextsVersion, shipped_texts
from casebook.reference.units import UnitsVersion, shipped_units
from casebook.reference.working_days import CalendarVersion, shipped_calendar
from casebook.validation import in_words, place_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from casebook.reference.header import Header

MOST: Final = 4_000_000
"""No document has more bytes."""

FORMS: Final[Mapping[Kind, type[Header]]] = {
    Kind.PLACES: PlacesVersion,
    Kind.UNITS: UnitsVersion,
    Kind.MATTERS: MattersVersion,
    Kind.CALENDAR: CalendarVersion,
    Kind.TERMS: TermsVersion,
    Kind.PROFILES: ProfilesVersion,
    Kind.PUBLICATION: PublicationVersion,
    Kind.PRIVACY: PrivacyVersion,
    Kind.TEXTS: TextsVersion,
}
"""The form of each kind; what refers to others comes after them."""

SHIPPED: Final[Mapping[Kind, Callable[[], dict[str, Any]]]] = {
    Kind.PLACES: shipped_places,
    Kind.UNITS: shipped_units,
    Kind.MATTERS: shipped_matters,
    Kind.CALENDAR: shipped_calendar,
    Kind.TERMS: shipped_terms,
    Kind.PROFILES: shipped_profiles,
    Kind.PUBLICATION: shipped_publication,
    Kind.PRIVACY: shipped_privacy,
    Kind.TEXTS: shipped_texts,
}


@dataclass(frozen=True)
class Document:
    """A document, as its exact bytes: JSON with sorted keys, no spaces, no floats.

    It is read by the form of its kind when that is asked for, so one that a later release cannot read any more stands
    in nobody's way who does not need it.
    """

    content: bytes

    @cached_property
    def version(self) -> Header:
        """What it says.

        Raises:
            Misconfigured: it does not have the form of its kind.
        """
        table = orjson.loads(self.content)
        try:
            form = FORMS[Kind(table["kind"])]
        except (KeyError, TypeError, ValueError) as error:
            kinds = "、".join(Kind)
            raise Misconfigured(
                f"文件须写明kind，取其一：{kinds}。", f"A file says its kind, one of {', '.join(Kind)}."
            ) from error
        try:
            return form.model_validate(table)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place, (zh, en) = ".".join(map(str, first["loc"])) or str(table["kind"]), in_words(first)
            raise Misconfigured(f"{place} 有误：{zh}", f"{place} is wrong: {en}") from error

    @cached_property
    def title(self) -> Title:
        """What it is called."""
        return Title.model_validate(orjson.loads(self.content)["title"])

    @property
    def kind(self) -> Kind:
        """What it is about."""
        return self.version.kind

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the bytes, hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


def document(table: Mapping[str, Any]) -> Document:
    """The document that a table of TOML or JSON is.

    Raises:
        Misconfigured: it does not have the form of its kind.
    """
    made = Document(orjson.dumps(table, option=orjson.OPT_SORT_KEYS))
    assert made.version  # noqa: S101  it is read here, so that what is wrong is told here
    return made


def read(path: Path) -> dict[str, Any]:
    """The table in a file of TOML or JSON.

    Raises:
        Misconfigured: it cannot be read, or is neither.
    """
    try:
        text = path.read_bytes()
        if len(text) > MOST:
            raise Misconfigured(f"{path} 过大。", f"{path} is too large.")
        as_json = path.suffix == ".json"
        table = json.loads(text, parse_float=_no) if as_json else tomllib.loads(text.decode("utf-8"), parse_float=_no)
    except OSError as error:
        zh, en = system_says(error)
        raise Misconfigured(f"无法读取 {path}：{zh}", f"{path} cannot be read: {en}") from error
    except Unfit as error:
        raise Misconfigured(f"{path} 有误：{error.zh}", f"{path} is wrong: {error.en}") from error
    except ValueError as error:
        raise Misconfigured(
            f"{path} 不是 TOML 或 JSON：{place_of(error)}", f"{path} is neither TOML nor JSON: {error}"
        ) from error
    if not isinstance(table, dict):
        raise Misconfigured(f"{path} 不是一个表。", f"{path} holds no table.")
    return table


def _no(number: str) -> str:
    raise Unfit(f'{number} 须精确地写成文字："{number}"。', f'{number} is written exactly, as text: "{number}".')


@cache
def shipped() -> Mapping[Kind, Document]:
    """The documents that casebook comes with, in the order they are adopted."""
    return {kind: document(SHIPPED[kind]()) for kind in FORMS}
