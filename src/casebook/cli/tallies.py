"""The figures of `casebook tally`: which moment, which groups, which sums."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import click

from casebook.cli.wrong_use import WrongUse, WrongValue
from casebook.readmodels.reader import AsOf

if TYPE_CHECKING:
    from casebook.readmodels.reader import Reader

GROUPS: Final = ("month", "category", "area")
FIGURES: Final = ("received", "accepted", "declined", "assigned", "replied", "verified", "closed", "closed_now")


class Moment(click.ParamType[AsOf]):
    """A day `2022-01-30`, a moment with its offset `2022-01-30T12:00+08:00`, or a place in the ledger `@1200`."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> AsOf:
        """The past state that is meant."""
        if isinstance(value, AsOf):
            return value
        try:
            if value.startswith("@"):
                return AsOf(position=int(value[1:]))
            if len(value) == len("2022-01-30"):
                return AsOf(on=date.fromisoformat(value))
            moment = datetime.fromisoformat(value)
        except ValueError:
            raise WrongValue(
                f"{value!r} 不是日期、时刻或 @位置", f"{value!r} is no day, moment or @position", param, ctx
            ) from None
        if moment.tzinfo is None:
            raise WrongValue(
                f"{value!r} 须带时区，如 2022-01-30T12:00+08:00",
                f"{value!r} needs an offset, as in 2022-01-30T12:00+08:00",
                param,
                ctx,
            )
        return AsOf(until=moment)


class Groups(click.ParamType[tuple[str, ...]]):
    """Some of GROUPS, by commas."""

    name = "groups"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """The groups, in the order given."""
        groups = tuple(value.split(",")) if isinstance(value, str) else tuple(value)
        if not set(groups) <= set(GROUPS) or len(set(groups)) < len(groups):
            raise WrongValue(
                f"{value!r}：只能是 {'、'.join(GROUPS)}，每个至多一次",
                f"{value!r}: {', '.join(GROUPS)}, each once at most",
                param,
                ctx,
            )
        return groups


@dataclass(frozen=True, slots=True)
class Question:
    """What to count: as of when, in which groups, of which source."""

    at: AsOf | None = None
    known: bool = False
    by: tuple[str, ...] = ()
    source: str | None = None

    def answer(self, reader: Reader, position: int) -> dict[str, Any]:
        """The figures, with the position they rest on; in `rows` where groups are asked for.

        Raises:
            UsageError: "as known" without a moment, or a position that the ledger does not have.
        """
        at = self.at
        if self.known:
            if at is None:
                raise WrongUse("有 --as-known 就须有 --as-of", "--as-known needs --as-of")
            at = replace(at, known=True)
        if at is not None and at.position is not None and not 0 <= at.position <= position:
            raise WrongUse(f"账本的位置是 0 至 {position}", f"the ledger has the positions 0 to {position}")
        asked = {"by": list(self.by), "source": self.source}
        rows = reader.ask("monthly_tally", "groups", asked, "public", at=at)
        answer: dict[str, Any] = {"position": at.position if at and at.position is not None else position}
        if self.by:
            told = ({name: row[name] for name in (*self.by, *FIGURES)} for row in rows)
            return answer | {"rows": sorted(told, key=itemgetter(*self.by))}
        return answer | {figure: sum(row[figure] for row in rows) for figure in FIGURES}
