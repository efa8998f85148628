"""Where the bars of a chart stand. The template draws them as SVG, the table beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH: Final = 720
HEIGHT: Final = 286
LEFT: Final = 60
TOP: Final = 22
BOTTOM: Final = 56
TICKS: Final = 4
FILLED: Final = 0.76
"""So much of a group's width its bars take."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: the series it is of, its value, and its place."""

    series: int
    value: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Group:
    """What stands beside each other over one label."""

    label: str
    middle: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale."""

    value: int
    y: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of bars in groups."""

    groups: tuple[Group, ...]
    ticks: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    ground: int = HEIGHT - BOTTOM


def bars(labels: Sequence[str], series: Sequence[Sequence[int]]) -> Chart:
    """The chart of some series, each with one value for each label; labels have two lines at most."""
    top = _round_up(max((value for row in series for value in row), default=0))
    high = HEIGHT - TOP - BOTTOM
    step = (WIDTH - LEFT) / max(len(labels), 1)
    width = step * FILLED / max(len(series), 1)

    def bar(group: int, number: int, value: int) -> Bar:
        tall = high * value / top
        x = LEFT + group * step + step * (1 - FILLED) / 2 + number * width
        return Bar(number, value, round(x, 1), round(HEIGHT - BOTTOM - tall, 1), round(width, 1), round(tall, 1))

    groups = tuple(
        Group(label, round(LEFT + (at + 0.5) * step, 1), tuple(bar(at, n, row[at]) for n, row in enumerate(series)))
        for at, label in enumerate(labels)
    )
    ticks = tuple(Tick(top * n // TICKS, round(HEIGHT - BOTTOM - high * n / TICKS, 1)) for n in range(TICKS + 1))
    return Chart(groups, ticks)


def _round_up(value: int) -> int:
    """The next number that four ticks divide well."""
    size = TICKS
    while True:
        for factor in (1, 2, 5):
            if size * factor >= value:
                return size * factor
        size *= 10
