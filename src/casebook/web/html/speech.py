"""How a page speaks to its reader: sentences, terms, days and numbers in their language, times of the city.

Sentences stand in the templates in Chinese; their English is the catalogue `locale/en/LC_MESSAGES/casebook.po`.
Terms (codes, fields, commands, events) stand in both languages in `locale/terms.toml`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, Final, Literal

from babel.dates import TIMEDELTA_UNITS, format_date, format_datetime, format_skeleton, format_timedelta
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_compact_decimal, format_decimal, format_percent
from babel.support import NullTranslations, Translations
from babel.units import format_unit

from casebook.web.language import TAGS, Language, preferred

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from starlette.requests import HTTPConnection

COOKIE: Final = "casebook-language"
_LEAST: Final = 2
"""Of so many units at least is spoken: 36 hours, not a day."""

_SPANS: Final = tuple(timedelta(seconds=seconds) for _, seconds in TIMEDELTA_UNITS)
LOCALES: Final[Mapping[Language, str]] = {"zh": "zh_Hans_CN", "en": "en_GB"}
"""How each language's days and numbers are written."""

Terms = dict[str, dict[str, dict[str, str]]]


@cache
def terms() -> Terms:
    """Every term: section, code, language."""
    return tomllib.loads(files("casebook.web").joinpath("locale", "terms.toml").read_text(encoding="utf-8"))


@cache
def catalogue(language: Language) -> NullTranslations:
    """What the sentences of templates become; Chinese stays as it stands there."""
    if language == "zh":
        return NullTranslations()
    compiled = BytesIO()
    with files("casebook.web").joinpath("locale", language, "LC_MESSAGES", "casebook.po").open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return Translations(compiled, domain="casebook")


@dataclass(frozen=True, slots=True)
class Speech:
    """One language, and the city's time zone."""

    language: Language
    zone: tzinfo

    @property
    def tag(self) -> str:
        """What `lang` says: `zh-CN` or `en`."""
        return TAGS[self.language]

    @property
    def other(self) -> Language:
        """The other language."""
        return "zh" if self.language == "en" else "en"

    def gettext(self, message: str) -> str:
        """A sentence, given in Chinese."""
        return catalogue(self.language).ugettext(message)

    def term(self, code: str | None, section: str | None = None) -> str:
        """What a code is called; a code that nobody has named stands for itself.

        Args:
            code: the code, or the member of a vocabulary.
            section: where it is looked up; the vocabulary's class name where `code` is a member of one.
        """
        if code is None:
            return ""
        section = section or (type(code).__name__ if isinstance(code, StrEnum) else "")
        named = terms().get(section, {}).get(str(code))
        return named[self.language] if named else str(code)

    def field(self, name: str, command: str = "") -> str:
        """What a field is called, in general or in a command."""
        return self._of_field("field", name, command) or name

    def hint(self, name: str, command: str = "") -> str:
        """What helps to fill in a field, in general or in a command; empty where nothing needs to be said."""
        return self._of_field("hint", name, command)

    def _of_field(self, section: str, name: str, command: str) -> str:
        known = terms()[section]
        found = known.get(f"{command}.{name}") or known.get(name)
        return found[self.language] if found else ""

    def day(self, value: date | datetime | None) -> str:
        """A day: 2022年1月30日, 30 January 2022."""
        if value is None:
            return ""
        on = value.astimezone(self.zone).date() if isinstance(value, datetime) else value
        return format_date(on, "long", locale=LOCALES[self.language])

    def weekday(self, value: date) -> str:
        """A day with its weekday."""
        return format_date(value, "full", locale=LOCALES[self.language])

    def short_day(self, value: date | datetime | None) -> str:
        """A day for narrow columns: 1月30日, 30 Jan."""
        if value is None:
            return ""
        on = value.astimezone(self.zone) if isinstance(value, datetime) else value
        return format_skeleton("MMMd", on, locale=LOCALES[self.language])

    def month(self, value: str) -> str:
        """A month that is written `2022-01`: 2022年1月, January 2022."""
        return format_skeleton("yMMMM", date.fromisoformat(f"{value}-01"), locale=LOCALES[self.language])

    def short_months(self, values: Iterable[str]) -> list[str]:
        """The same side by side in narrow places, a year below where it begins: 12月, 1月 over 2022, 2月."""
        year, labels = "", []
        for value in values:
            month = format_skeleton("MMM", date.fromisoformat(f"{value}-01"), locale=LOCALES[self.language])
            labels.append(month if value[:4] == year else f"{month}\n{value[:4]}")
            year = value[:4]
        return labels

    def moment(self, value: datetime | None) -> str:
        """A moment, in the city: 2022年1月30日 15:30."""
        if value is None:
            return ""
        pattern = "y年M月d日 HH:mm" if self.language == "zh" else "d MMMM y, HH:mm"
        return format_datetime(value, pattern, tzinfo=self.zone, locale=LOCALES[self.language])

    def until(self, due: datetime, now: datetime) -> str:
        """How long there is to go, or how long it is over: in words, so that colour need not say it."""
        span = format_timedelta(_whole(abs(due - now)), threshold=_LEAST, locale=LOCALES[self.language])
        return (self.gettext("还有{span}") if due > now else self.gettext("逾期{span}")).format(span=span)

    def apart(self, moment: datetime, other: datetime) -> str:
        """How much earlier or later a moment is than another one."""
        span = format_timedelta(_whole(abs(moment - other)), threshold=_LEAST, locale=LOCALES[self.language])
        return (self.gettext("早{span}") if moment < other else self.gettext("晚{span}")).format(span=span)

    def days(self, count: int) -> str:
        """A number of days: 30 天, 1 day."""
        return f"{count} 天" if self.language == "zh" else format_unit(count, "duration-day", locale=LOCALES["en"])

    def number(self, value: float | None) -> str:
        """A number with its separators."""
        return "" if value is None else _with_separators(value, self.language)

    def rounded(self, value: int) -> str:
        """A large round number as people say it: 4000万, 40 million."""
        style: Literal["short", "long"] = "short" if self.language == "zh" else "long"  # a Chinese 万 is short
        return format_compact_decimal(value, format_type=style, locale=LOCALES[self.language])

    def share(self, part: int, whole: int) -> str:
        """A share in percent, or a dash of nothing."""
        return format_percent(part / whole, "0.0%", locale=LOCALES[self.language]) if whole else "–"


@lru_cache(maxsize=10_000)
def _with_separators(value: float, language: Language) -> str:
    """A page of figures says the same small numbers over and over, and each takes 20 µs to spell."""
    return format_decimal(value, locale=LOCALES[language])


def _whole(span: timedelta) -> timedelta:
    """Whole years, months, weeks, … of it: more is not said to be left, nor over, than there is."""
    unit = next((unit for unit in _SPANS if span >= _LEAST * unit), _SPANS[-1])
    return span // unit * unit


def language_of_reader(request: HTTPConnection) -> Language:
    """The language that the reader has chosen, or that their browser prefers."""
    chosen = request.cookies.get(COOKIE)
    if chosen == "zh":
        return "zh"
    return "en" if chosen == "en" else preferred(request.headers.get("accept-language", ""))
