"""When a limit ends: by a document of limits and a calendar, counted by its own means, in Beijing time (UTC+8).

Days are numbers since 1970, moments microseconds since then, so that a page in a browser counts alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from .encoding import Malformed

if TYPE_CHECKING:
    from collections.abc import Mapping

SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
ZONE: Final = 8 * HOUR
"""How far Beijing's clocks are ahead. The calendars are China's, which has one time and no summer time."""

STATUTE: Final = "statute"

_MOMENT: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,6}))?(?:Z|([+-])([0-9]{2}):([0-9]{2}))"
)
_LIMIT: Final = re.compile("([1-9][0-9]{0,3}) (wd|d|h|wh|min)")
_HOUR: Final = re.compile("([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])")
_REVIEWED_WITHIN: Final = 90
"""Days, where a city's limits name no other number."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FARTHEST: Final = 10_000
"""So many days at most are walked for one limit."""


def moment(text: object) -> int | None:
    """The moment that a time of RFC 3339 names; None where it names none."""
    found = _MOMENT.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    local, fraction, sign, hours, minutes = found.groups()
    try:
        whole = (datetime.fromisoformat(f"{local}+00:00") - _EPOCH) // timedelta(seconds=1)
    except ValueError:
        return None
    ahead = (int(hours) * HOUR + int(minutes) * MINUTE) * (-1 if sign == "-" else 1) if sign else 0
    return whole * SECOND + int((fraction or "").ljust(6, "0")) - ahead


def day_named(text: object) -> int:
    """The day that a date names.

    Raises:
        Malformed: it names none.
    """
    found = moment(f"{text}T00:00:00Z")
    if found is None:
        raise Malformed("no such day")
    return found // DAY


def day_of(at: int) -> int:
    """The day it is in Beijing at this moment."""
    return (at + ZONE) // DAY


def midnight(day: int) -> int:
    """When this day begins in Beijing."""
    return day * DAY - ZONE


def spelled(at: int) -> str:
    """A moment as people in Beijing read it."""
    try:
        local = _EPOCH + timedelta(microseconds=at + ZONE)
    except OverflowError:
        return str(at)
    return f"{local:%Y-%m-%d %H:%M:%S} +08:00"


class Limit(NamedTuple):
    """So many of a measure, and whether a statute says so."""

    amount: int
    measure: str
    level: str = ""


class Allowance(NamedTuple):
    """How often there is more time, and how many working days at once."""

    times: int
    working_days: int


class Halts(NamedTuple):
    """On which grounds petitions are suspended, and within how many days each is looked at."""

    grounds: list[Any]
    review_within: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days on which people work or not, where these are not Monday to Friday."""

    exceptions: Mapping[int, bool]

    @classmethod
    def parse(cls, document: Any) -> Self:
        """The calendar of a document; of a day that two years name, the later year's notice holds.

        Raises:
            Malformed: it is none.
        """
        years: list[tuple[int, list[Any]]] = []
        for year in _list_in(document, "years"):
            number = year.get("year") if isinstance(year, dict) else None
            if not isinstance(number, int) or isinstance(number, bool):
                raise Malformed("not a calendar")
            years.append((number, _list_in(year, "days")))
        exceptions = {}
        for day in (day for _, days in sorted(years, key=lambda year: year[0]) for day in days):
            rests = day.get("isOffDay") if isinstance(day, dict) else None
            if not isinstance(rests, bool):
                raise Malformed("not a calendar")
            exceptions[day_named(day.get("date"))] = not rests
        return cls(exceptions)

    def works(self, day: int) -> bool:
        """Whether people work on this day."""
        return self.exceptions.get(day, (day + 3) % 7 < 5)  # noqa: PLR2004  a Thursday was day 0; Saturday and Sunday

    def after(self, day: int, count: int) -> int | None:
        """The working day that is so many after this one; None where that is too far away."""
        for _ in range(_FARTHEST):
            if count <= 0:
                return day
            day += 1
            count -= self.works(day)
        return None

    def between(self, day: int, last: int) -> int:
        """How many working days come after this one, up to the last."""
        return sum(self.works(each) for each in range(day + 1, min(last, day + _FARTHEST) + 1))


@dataclass(frozen=True, slots=True)
class Terms:
    """A city's limits: columns by kind of petition and urgency, and what goes before them."""

    opens: int
    closes: int
    table: Mapping[str, Any]
    allowances: Mapping[str, Allowance]
    halts: Halts

    @classmethod
    def parse(cls, document: Any) -> Self:
        """The limits of a document.

        Raises:
            Malformed: it has none.
        """
        if not isinstance(document, dict):
            raise Malformed("not limits")
        opens, closes = (_hour(document.get(name)) for name in ("offices_open", "offices_close"))
        specials = [document.get(name, {}) for name in ("matters", "orders")]
        if opens >= closes or not all(isinstance(each, dict) for each in specials):
            raise Malformed("not limits")
        columns = [document[name] for name in _COLUMNS if document.get(name) is not None]
        for special in (each for table in specials for each in table.values()):
            if not isinstance(special, dict) or not isinstance(special.get("categories", []), list):
                raise Malformed("not limits")
            columns.append(special.get("limits"))
        if not all(isinstance(each, dict) and all(map(_is_limit, each.values())) for each in columns):
            raise Malformed("not limits")
        return cls(opens, closes, document, _allowances(document), _halts(document))

    def limit(self, clock: str, case: Mapping[str, Any]) -> Limit | None:
        """The limit of a clock: a statute's for the matter, else an order's, the urgency's, the kind's, the default."""
        for name, code in (("matters", case.get("matter")), ("orders", case.get("order"))):
            special = self.table.get(name, {}).get(code) if isinstance(code, str) else None
            kinds = special.get("categories", []) if special else []
            if special and (not kinds or _is_word_of(case.get("category"), kinds)) and clock in special["limits"]:
                return _limit(special["limits"][clock], STATUTE if name == "matters" else "order")
        urgency = case.get("urgency")
        column = self._column(case.get("category") if urgency == "normal" else urgency)
        return _limit(column[clock], "") if clock in column else None

    def allowance(self, case: Mapping[str, Any]) -> Allowance | None:
        """How much more time there is for a reply; none for what is urgent."""
        return self.allowances.get(str(case.get("category"))) if case.get("urgency") == "normal" else None

    def _column(self, name: object) -> Mapping[str, str]:
        own = self.table.get(name) if isinstance(name, str) and name in _COLUMNS[1:] else None
        column: Mapping[str, str] = self.table.get("default", {}) if own is None else own
        return column

    def close(self, day: int | None) -> int | None:
        """When offices close on this day."""
        return None if day is None else midnight(day) + self.closes

    def end(self, limit: Limit, start: int, calendar: Calendar) -> int | None:
        """When a limit ends that starts then (Civil Code art. 201, 203)."""
        count, day = limit.amount, day_of(start)
        match limit.measure:
            case "wd":
                return self.close(calendar.after(day, count))
            case "d":
                last = calendar.after(day + count - 1, 1)
                return None if last is None else midnight(last + 1)
            case "wh":
                return self._in_office_hours(count * HOUR, start, calendar)
            case measure:
                return start + count * (HOUR if measure == "h" else MINUTE)

    def _in_office_hours(self, left: int, start: int, calendar: Calendar) -> int | None:
        for day in range(day_of(start), day_of(start) + _FARTHEST):
            opening, closing = max(start, midnight(day) + self.opens), midnight(day) + self.closes
            if calendar.works(day) and opening < closing:
                if left <= closing - opening:
                    return opening + left
                left -= closing - opening
        return None

    def run_on(self, days: int, start: int, calendar: Calendar) -> int | None:
        """The end of what a halt had left; where offices are closed by then, the next working day."""
        last = calendar.after(day_of(start), days)
        end = self.close(last)
        if last is not None and end is not None and end > start and calendar.works(last):
            return end
        return self.close(calendar.after(day_of(start), 1))


_COLUMNS: Final = ("default", "consultation", "suggestion", "civilized_city", "complaint", "urgent", "emergency")


def _allowances(document: dict[str, Any]) -> dict[str, Allowance]:
    table = document.get("extension", {})
    if not isinstance(table, dict):
        raise Malformed("not limits")
    return {kind: Allowance(*(_whole(each, name) for name in Allowance._fields)) for kind, each in table.items()}


def _halts(document: dict[str, Any]) -> Halts:
    table = document.get("suspension", {})
    grounds = table.get("grounds", []) if isinstance(table, dict) else None
    if not isinstance(grounds, list):
        raise Malformed("not limits")
    return Halts(grounds, _whole(table, "review_within") if "review_within" in table else _REVIEWED_WITHIN)


def _whole(table: Any, name: str) -> int:
    found = table.get(name) if isinstance(table, dict) else None
    if not isinstance(found, int) or isinstance(found, bool):
        raise Malformed("not limits")
    return found


def _list_in(table: Any, name: str) -> list[Any]:
    found = table.get(name) if isinstance(table, dict) else None
    if not isinstance(found, list):
        raise Malformed("not a calendar")
    return found


def _is_word_of(value: object, words: list[Any]) -> bool:
    return isinstance(value, str) and value in words


def _is_limit(text: object) -> bool:
    return isinstance(text, str) and _LIMIT.fullmatch(text) is not None


def _limit(text: str, level: str) -> Limit:
    count, measure = text.split(" ")
    return Limit(int(count), measure, level)


def _hour(text: object) -> int:
    found = _HOUR.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise Malformed("no such hour")
    hours, minutes, seconds = map(int, found.groups())
    return hours * HOUR + minutes * MINUTE + seconds * SECOND
