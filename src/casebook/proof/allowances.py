"""What a city's limits allow: how much more time, halts on which grounds, and from when a petition is closed."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from .counting import day_of, moment
from .limits import Missing, Moment, case_of
from .stating import number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from .counting import Limit
    from .limits import Basis, Limits
    from .stating import Scene


def denied(row: dict[str, Any], scene: Scene, limits: Limits) -> Iterator[str]:
    """The rules that an event breaks because the limits do not allow it."""
    now = Moment(*(scene.event[name] for name in Moment._fields))
    for rule, (kind, *condition) in row.get("allowed", {}).items():
        if condition and not scene.holds(condition[0]):
            continue
        since, allows = _ALLOWS[kind]
        try:
            start = _start(since, scene, limits, now)
            bases = list(limits.bases(start, start if since.startswith("#") else now))
        except Missing:
            limits.leave_out(scene)
            continue
        if not any(allows(basis, start, scene, case_of(row, scene)) for basis in bases):
            yield rule


def _start(since: str, scene: Scene, limits: Limits, now: Moment) -> Moment:
    """Since when what is allowed is judged: since the reply's limit runs, or from a fact on, by what is known now.

    Raises:
        Missing: nothing has begun.
    """
    if not since.startswith("#"):
        return limits.start_of(since)
    at = number(scene.worth(since))
    if at is None:
        raise Missing
    return Moment(at, at, now.place, now.recorded)


def _more_time(basis: Basis, _start: Moment, scene: Scene, case: Mapping[str, Any]) -> bool:
    allowance = basis.terms.allowance(case)
    days, granted = number(scene.data.get("working_days")), number(scene.facts.get("granted"))
    if allowance is None or days is None or granted is None:
        return False
    return granted < allowance.times and days <= allowance.working_days


def _halt(basis: Basis, start: Moment, scene: Scene, case: Mapping[str, Any]) -> bool:
    return scene.data.get("ground") in basis.terms.halts.grounds and _review(basis, start, scene, case)


def _review(basis: Basis, _start: Moment, scene: Scene, _case: Mapping[str, Any]) -> bool:
    """The next look at a halt is on a day to come, and not too far away."""
    day = moment(f"{scene.data.get('review_on')}T00:00:00+08:00")
    first, last = day_of(scene.event["begun"]), day_of(scene.event["at"])
    return day is not None and first < day_of(day) <= last + basis.terms.halts.review_within


def _over(basis: Basis, start: Moment, scene: Scene, case: Mapping[str, Any]) -> bool:
    """The time to object has passed."""
    limit = basis.terms.limit("rating", case)
    return limit is None or _ends(basis, limit, start) < scene.event["at"]


def _open(basis: Basis, start: Moment, scene: Scene, case: Mapping[str, Any]) -> bool:
    """The time for rating has not passed."""
    limit = basis.terms.limit("rating", case)
    return limit is None or scene.event["begun"] <= _ends(basis, limit, start)


def _ends(basis: Basis, limit: Limit, start: Moment) -> float:
    end = basis.terms.end(limit, start.at, basis.calendar)
    return float("inf") if end is None else end


_ALLOWS: Final[Mapping[str, tuple[str, Callable[[Basis, Moment, Scene, Mapping[str, Any]], bool]]]] = MappingProxyType(
    {
        "more_time": ("reply", _more_time),
        "halt": ("reply", _halt),
        "review": ("reply", _review),
        "over": ("#verified_at", _over),
        "open": ("#closed_at", _open),
    }
)
"""What is judged since when."""
