"""How much is open, for those who answer for it: where it stands, what is due, what is marked."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response

from casebook.access import Actor, Role
from casebook.petitions.vocabulary import Status
from casebook.web.api.staff import DueIn, WaitingOn, windows
from casebook.web.audience import signed_in
from casebook.web.html.page import PageRoute, page
from casebook.web.services import Served, Services

router = APIRouter(prefix="/overview", tags=["pages"], route_class=PageRoute, include_in_schema=False)

Head = Annotated[Actor, Depends(signed_in(Role.SUPERVISOR, Role.UNIT_APPROVER))]

PARTS: Final[Mapping[str, Mapping[str, str]]] = {
    "petitions": {},
    "overdue": {"overdue": "true"},
    "today": {"due": "today"},
    "week": {"due": "week"},
    "urged": {"mark": "urged"},
    "supervised": {"mark": "supervised"},
    "found_false": {"mark": "found_false"},
}
"""What is counted, and by which filters the list shows just that."""

STATES: Final = (Status.RETURN_REVIEW, Status.VERIFYING)
"""What a supervisor wants to know of at once, whoever has it."""


@dataclass(frozen=True, slots=True)
class Load:
    """How much there is of something: the filters that show it, and a number for each of `PARTS`."""

    code: str
    filters: Mapping[str, str]
    counts: Mapping[str, int]

    def numbers(self) -> list[tuple[str, int, dict[str, str]]]:
        """Each part with its number and the filters of its list."""
        return [(part, self.counts[part], {**self.filters, **further}) for part, further in PARTS.items()]


@router.get("")
def overview(request: Request, served: Served, person: Head) -> Response:
    """All that is open for a supervisor, their unit's own for whoever approves there."""
    rows = _rows(served, person)
    of_units = [row for row in rows if row["waiting_on"] == WaitingOn.UNIT and row["unit"]]
    units = _loads(of_units, "unit", lambda code: {"waiting_on": WaitingOn.UNIT.value, "unit": code})
    states = _loads(rows, "status", lambda code: {"status": code})
    return page(
        request,
        "staff/overview.html",
        total=_load("", {}, rows),
        states=sorted(states, key=lambda load: list(Status).index(Status(load.code))),
        units=sorted(units, key=lambda load: (-load.counts["overdue"], -load.counts["petitions"], load.code)),
        people=_loads(rows, "waiting_on", lambda code: {"waiting_on": code}),
        of_states=[(state, sum(row["petitions"] for row in rows if row["status"] == state)) for state in STATES],
        unit=person.unit,
    )


def _rows(served: Services, person: Actor) -> list[dict[str, Any]]:
    now = served.casework.now()
    ends = windows(now, served.settings.zone)
    asked = {"now": now, "tonight": ends[DueIn.TODAY][1], "in_a_week": ends[DueIn.WEEK][1], "unit": person.unit}
    return served.reader.ask("inbox", "loads", asked, person.role)


def _loads(rows: list[dict[str, Any]], by: str, filters: Callable[[str], Mapping[str, str]]) -> list[Load]:
    codes = sorted({str(row[by]) for row in rows})
    return [_load(code, filters(code), [row for row in rows if row[by] == code]) for code in codes]


def _load(code: str, filters: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> Load:
    kept = list(rows)
    return Load(code, filters, {part: sum(row[part] for row in kept) for part in PARTS})
