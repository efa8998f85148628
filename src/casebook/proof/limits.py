"""The ends of limits that events have set, each counted again from what had been adopted when it was set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from .counting import SECOND, STATUTE, Calendar, Limit, Terms, day_of
from .stating import A_MOMENT, due_of, number, same

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .adopted import Adopted
    from .stating import Scene

AS_ADOPTED: Final = "limit_is_as_the_city_has_adopted"
IN_FORCE: Final = "versions_are_those_in_force"

Span = tuple[int | None, int | None]
"""From when to when a limit can end: it was decided within a minute. None where there is to be none."""

_NONE: Final[Span] = (None, None)
_LONGEST: Final = 1000
"""Nobody is given more working days at once."""


class Missing(Exception):
    """What a limit rests on is not in the bundle."""


class Moment(NamedTuple):
    """When something was decided, at the earliest and at the latest, and at which place and time the log took it."""

    begun: int
    at: int
    place: int
    recorded: int


class Basis(NamedTuple):
    """Limits and a calendar, and what they are called."""

    terms: Terms
    calendar: Calendar
    names: tuple[str, str]


class Limits:
    """Counts limits again. Keeps since when each runs, and how its end is counted in a calendar that comes later."""

    def __init__(self, adopted: Adopted) -> None:
        self.counted = 0
        self.uncounted: list[int] = []
        self.overridden: list[int] = []
        self._adopted = adopted
        self.starts: dict[str, Moment] = {}
        self._ways: dict[str, Callable[[Calendar], Span]] = {}

    def broken(self, row: dict[str, Any], scene: Scene) -> Iterator[tuple[str, str]]:
        """The rules that the limits of an event break, each with a detail."""
        version, sets = scene.event["version"], row.get("limits", {})
        if row.get("moves") and same(scene.event["role"], "supervisor"):
            self.overridden.append(version)
            self._ways.pop(_clock_of(scene), None)
            return
        for name, (kind, *condition) in sets.items():
            told = scene.data.get(name)
            if condition and not scene.holds(condition[0]):
                if told is not None:
                    yield AS_ADOPTED, f"{name} where there is to be none"
                continue
            try:
                told, spans, named = self._expected(kind, number(told), row, scene)
            except Missing:
                self.leave_out(scene)
                continue
            if not named:
                yield IN_FORCE, f"{scene.data.get('policy')}, {scene.data.get('calendar')}"
                return
            if any(_lies_in(told, span) for span in spans):
                self.counted += told is not None
            else:
                yield AS_ADOPTED, name

    def leave_out(self, scene: Scene) -> None:
        """Note that limits of an event could not be counted."""
        version = scene.event["version"]
        self.uncounted += [version] if version not in self.uncounted else []

    def _expected(self, kind: str, told: int | None, row: dict[str, Any], scene: Scene) -> tuple[Any, list[Span], bool]:
        """What is told, between what it has to lie, and whether the versions that it names were those in force."""
        now = Moment(*(scene.event[name] for name in Moment._fields))
        case = case_of(row, scene)
        since = self._since(kind, scene) or now
        bases = list(self.bases(since, now))
        wanted = (scene.data.get("policy"), scene.data.get("calendar"))
        named = any(all(n is None or n == known for n, known in zip(wanted, each.names, strict=True)) for each in bases)
        match kind:
            case "extension":
                return told, self._extended(bases, scene), named
            case "rest":
                return told, self._rest(bases, now, scene), named
            case "left":
                return *self._left(bases, now, case, scene), named
            case "moved":
                return told, self._moved(told, bases, (since, now), case, scene), named
            case clock:
                return told, self._set(clock, bases, now, case, scene), named

    def _since(self, kind: str, scene: Scene) -> Moment | None:
        """Since when the limit runs that an event changes; None where it sets a new one.

        Raises:
            Missing: it was never set.
        """
        changed = {"extension": "reply", "rest": "reply", "left": _halted(scene), "moved": _clock_of(scene)}
        clock = changed.get(kind)
        if clock is None:
            return None
        return self.start_of(clock)

    def start_of(self, clock: str) -> Moment:
        """Since when a limit runs.

        Raises:
            Missing: it was never set.
        """
        if clock not in self.starts:
            raise Missing
        return self.starts[clock]

    def bases(self, since: Moment, now: Moment) -> Iterator[Basis]:
        """The limits in force when it was set and the calendar of now; by what was known, or a minute before."""
        for earlier in (0, A_MOMENT):
            limits = self._adopted.in_force("terms", day_of(since.at - earlier), since.place, since.recorded - earlier)
            days = self._adopted.in_force("calendar", day_of(now.at - earlier), now.place, now.recorded - earlier)
            if limits is None or days is None:
                if earlier:
                    return
                raise Missing
            terms, calendar = (self._adopted.documents.get(each.digest) for each in (limits, days))
            if not isinstance(terms, Terms) or not isinstance(calendar, Calendar):
                raise Missing
            yield Basis(terms, calendar, (limits.id, days.id))

    def _set(self, clock: str, bases: list[Basis], now: Moment, case: dict[str, Any], scene: Scene) -> list[Span]:
        """A limit that starts now; that for the reply ends when an order from above says, if no statute sets it."""
        self.starts[clock] = now
        self._ways.pop(clock, None)
        ordered = number(scene.facts.get("order_due")) if clock == "reply" else None
        spans: list[Span] = []
        for terms, calendar, _ in bases:
            limit = terms.limit(clock, case)
            if ordered is not None and ordered > now.begun and (limit is None or limit.level != STATUTE):
                spans.append((ordered, ordered))
            elif limit is None:
                spans.append(_NONE)
            else:
                way = _from(terms, limit, now)
                self._ways.setdefault(clock, way)
                spans.append(way(calendar))
        return spans

    def _extended(self, bases: list[Basis], scene: Scene) -> list[Span]:
        """So many working days behind the end that stood."""
        due, days = number(scene.facts.get("due_reply")), number(scene.facts.get("asked_days"))
        if due is None or days is None or not 0 < days <= _LONGEST:
            raise Missing
        before = self._ways.pop("reply", None)
        if before is not None:
            self._ways["reply"] = lambda calendar: _later(before(calendar), days, bases[0].terms, calendar)
        return [_later((due, due), days, terms, calendar) for terms, calendar, _ in bases]

    def _rest(self, bases: list[Basis], now: Moment, scene: Scene) -> list[Span]:
        """What a halt had left, from now on."""
        days, seconds = (number(scene.facts.get(name)) for name in ("left_days", "left_seconds"))
        self._ways.pop("reply", None)
        if seconds is not None:
            return [(now.begun + seconds * SECOND, now.at + seconds * SECOND)]
        if days is None:
            return [_NONE]
        ways = [_running_on(terms, days, now) for terms, _, _ in bases]
        self._ways["reply"] = ways[0]
        return [way(each.calendar) for way, each in zip(ways, bases, strict=True)]

    def _left(
        self, bases: list[Basis], now: Moment, case: dict[str, Any], scene: Scene
    ) -> tuple[tuple[int | None, int | None], list[Any]]:
        """What is left of the limit that stops: working days of one that is counted in them, else seconds."""
        told = (number(scene.data.get("remaining_working_days")), number(scene.data.get("remaining_seconds")))
        clock = _halted(scene)
        due = number(scene.facts.get(due_of(clock)))
        if clock is None or due is None:
            return told, [(_NONE, _NONE)]
        spans: list[Any] = []
        for terms, calendar, _ in bases:
            limit = terms.limit(clock, case)
            if limit is not None and limit.measure == "wd":
                days = [calendar.between(day_of(at), day_of(due)) for at in (now.at, now.begun)]
                spans.append(((days[0], days[1]), _NONE))
            else:
                spans.append((_NONE, (max(0, (due - now.at) // SECOND), max(0, (due - now.begun) // SECOND))))
        return told, spans

    def _moved(
        self, told: int | None, bases: list[Basis], moments: tuple[Moment, Moment], case: dict[str, Any], scene: Scene
    ) -> list[Span]:
        """Counted as it came about, in the calendar of now; or as that of another class, from its start or from now."""
        clock = _clock_of(scene)
        if same(scene.event["role"], "system"):
            if clock not in self._ways:
                raise Missing
            return [self._ways[clock](each.calendar) for each in bases]
        spans: list[Span] = []
        self._ways.pop(clock, None)
        for terms, calendar, _ in bases:
            limit = terms.limit(clock, case)
            for way in (_from(terms, limit, each) for each in moments if limit is not None):
                spans.append(way(calendar))
                if _lies_in(told, spans[-1]):
                    self._ways.setdefault(clock, way)
        return spans


def case_of(row: dict[str, Any], scene: Scene) -> dict[str, Any]:
    """What a limit depends on: of the petition as it stands, or as the event says."""
    stated = row.get("class", {name: f"#{name}" for name in ("category", "urgency", "matter", "order")})
    return {name: scene.worth(term) for name, term in stated.items()}


def _clock_of(scene: Scene) -> str:
    """The limit that an event names."""
    clock = scene.data.get("clock")
    return clock if isinstance(clock, str) else ""


def _halted(scene: Scene) -> str | None:
    """The limit that runs for the unit: for mending a reply, else for giving one."""
    return next((clock for clock in ("redo", "reply") if scene.facts.get(due_of(clock)) is not None), None)


def _from(terms: Terms, limit: Limit, start: Moment) -> Callable[[Calendar], Span]:
    return lambda calendar: (terms.end(limit, start.begun, calendar), terms.end(limit, start.at, calendar))


def _running_on(terms: Terms, days: int, start: Moment) -> Callable[[Calendar], Span]:
    return lambda calendar: (terms.run_on(days, start.begun, calendar), terms.run_on(days, start.at, calendar))


def _later(span: Span, days: int, terms: Terms, calendar: Calendar) -> Span:
    first, last = (None if end is None else terms.close(calendar.after(day_of(end), days)) for end in span)
    return first, last


def _lies_in(told: Any, span: Any) -> bool:
    """Whether what is told lies in a span; of a pair, each in its own."""
    if isinstance(told, tuple):
        return all(_lies_in(one, each) for one, each in zip(told, span, strict=True))
    first, last = span
    if told is None or first is None or last is None:
        return told is None and first is None and last is None
    return bool(first <= told <= last)
