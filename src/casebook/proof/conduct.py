"""Whether a petition was handled by the rules: its events once more, step by step, by the rules of `rules.json`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from .allowances import denied
from .details import Meaning
from .limits import Limits
from .stating import RULES, STATED, due_of, number, same, scene_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .adopted import Adopted
    from .entry import Entry
    from .stating import Scene

KEPT: Final = "kept"
BROKEN: Final = "broken"
NOT_JUDGED: Final = "not judged"


class Breach(NamedTuple):
    """A rule that an event broke; `detail` is for those who look into it, in English."""

    version: int
    rule: str
    detail: str = ""

    @property
    def meaning(self) -> Meaning:
        """What it means, with the event it is about."""
        zh, en = RULES[self.rule]
        return Meaning(f"第 {self.version} 个事件：{zh}", f"Event {self.version}: {en}")


class Late(NamedTuple):
    """A step that came after its limit, or a limit that was put on record as missed; `due` is the limit's end."""

    version: int
    clock: str
    due: int


@dataclass(slots=True)
class Handling:
    """How a petition was handled.

    Attributes:
        breaches: rules that were broken, in order.
        late: what came after its limit: against the limits, and told by the record itself.
        counted: how many ends of limits were counted again, and are right.
        uncounted: versions of events with limits that could not be, for what they rest on is not there.
        overridden: versions of events by which a supervisor moved a limit, as supervisors may.
        strange: versions of events that the rules here say nothing of.
        claimed: how many events are said to have happened at another time than the log took them.
        imported: whether it is another system's history, to which the rules here do not apply.
    """

    breaches: list[Breach] = field(default_factory=list)
    late: list[Late] = field(default_factory=list)
    counted: int = 0
    uncounted: list[int] = field(default_factory=list)
    overridden: list[int] = field(default_factory=list)
    strange: list[int] = field(default_factory=list)
    claimed: int = 0
    imported: bool = False

    @property
    def verdict(self) -> str:
        """In a word."""
        if self.breaches:
            return BROKEN
        return NOT_JUDGED if self.imported else KEPT


def replayed(entries: Sequence[Entry], adopted: Adopted) -> Handling:
    """How the petition with these entries was handled; limits are counted by what had been adopted."""
    handling = Handling(claimed=sum("occ" in entry.state for entry in entries))
    if entries and "src" in entries[0].state:
        handling.imported = True
        return handling
    facts: dict[str, Any] = {}
    limits = Limits(adopted)
    for entry in entries:
        scene = scene_of(entry, facts)
        row = STATED["events"].get(entry.header.topic)
        if row is None:
            handling.strange.append(entry.header.version)
            continue
        if "src" in entry.state:
            handling.breaches.append(Breach(entry.header.version, "imports_are_of_imported_petitions"))
        handling.breaches += _broken(row, scene)
        handling.breaches += [Breach(entry.header.version, *each) for each in limits.broken(row, scene)]
        handling.breaches += [Breach(entry.header.version, rule) for rule in denied(row, scene, limits)]
        _note_late(row, scene, handling)
        _apply(row, scene)
    handling.counted, handling.uncounted, handling.overridden = limits.counted, limits.uncounted, limits.overridden
    return handling


def _broken(row: dict[str, Any], scene: Scene) -> Iterator[Breach]:
    """The rules that an event breaks, in the order in which they stand."""
    version, state, role = scene.event["version"], scene.facts.get("state"), scene.event["role"]
    allowed = row["from"] if isinstance(row["from"], list) else STATED["states"][row["from"]]
    if not any(same(state, each) for each in allowed):
        yield Breach(version, "step_fits_the_state", f"{scene.event['topic']} where it was {state}")
    if role not in row["by"]:
        yield Breach(version, "role_may_take_the_step", f"{scene.event['topic']} by {role}")
    for name in (*STATED["everywhere"], *row.get("needs", ())):
        if not scene.holds(STATED["rules"][name]["holds"]):
            yield Breach(version, name)


def _note_late(row: dict[str, Any], scene: Scene, handling: Handling) -> None:
    if "late" not in row:
        return
    clock, due = (scene.worth(term) for term in row["late"])
    end = number(due)
    if not isinstance(clock, str) or end is None or scene.event["begun"] <= end:
        return
    if not any((each.clock, each.due) == (clock, end) for each in handling.late):
        handling.late.append(Late(scene.event["version"], clock, end))


def _apply(row: dict[str, Any], scene: Scene) -> None:
    """What the event makes of the facts, whether it was allowed or not: what is in the log has happened."""
    facts = scene.facts
    groups = [each if isinstance(each, list) else [True, each] for each in row.get("also", ())]
    stated = [STATED["groups"][name] for condition, name in groups if scene.holds(condition)]
    changes: dict[str, Any] = {"last_at": max(facts.get("last_at", 0), scene.event["at"])}
    changes |= {name: scene.worth(term) for sets in (*stated, row.get("sets", {})) for name, term in sets.items()}
    changes["state"] = scene.worth(row.get("to", "#state"))
    if "moves" in row:
        clock, end = (scene.worth(term) for term in row["moves"])
        if facts.get(due_of(clock)) is not None:
            changes[due_of(clock)] = end
    facts |= changes
