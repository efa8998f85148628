"""What is told of how a petition was handled, for people and for programs; the page says it in the same words."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from .conduct import BROKEN, KEPT, NOT_JUDGED
from .counting import spelled
from .details import Meaning
from .stating import STATED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .conduct import Handling, Late

SAID: Final[Mapping[str, Meaning]] = MappingProxyType(
    {
        KEPT: Meaning("办理合规", "Handled by the rules"),
        "kept, late": Meaning("办理合规，但有逾期", "Handled by the rules, but late"),
        "kept, in part": Meaning("可评判的部分办理合规", "Handled by the rules, as far as can be judged"),
        BROKEN: Meaning("记录属实，但办理违反规则", "The record is sound; the petition was handled against the rules"),
        NOT_JUDGED: Meaning(
            "办理是否合规未作评判：这是从其他系统导入的历史，不适用本系统的规则。",
            "Not judged whether it was handled by the rules: it is another system's history, and not subject to them.",
        ),
        "late": Meaning(
            "第 {event} 个事件：{clock}逾期，期限为 {due}。", "Event {event}: late, the {clock} was due by {due}."
        ),
        "counted": Meaning(
            "{number} 个期限按当时施行的时限和工作日历重算，均相符。",
            "{number} limits were counted again by the limits and the calendar then in force, and are right.",
        ),
        "uncounted": Meaning(
            "期限未作评判：第 {events} 个事件（包内没有其所依据的时限或工作日历）。",
            "Limits not judged: events {events} (what they rest on is not in the bundle).",
        ),
        "overridden": Meaning(
            "督办人员改动了期限：第 {events} 个事件（规则许可，记录在案）。",
            "A supervisor moved limits: events {events} (as the rules allow, and on record).",
        ),
        "strange": Meaning(
            "未作评判：第 {events} 个事件，这里没有关于它们的规则。",
            "Not judged: events {events}, of which the rules here say nothing.",
        ),
        "claimed": Meaning(
            "{number} 个事件自述的时间与记入时间不同，按自述的时间评判。",
            "{number} events are said to have happened at another time than they were recorded; judged by that.",
        ),
    }
)


def told(handling: Handling) -> Iterator[Meaning]:
    """What is told to people, sentence by sentence."""
    yield SAID[_heading(handling)]
    yield from (breach.meaning for breach in handling.breaches)
    yield from map(_late, handling.late)
    for name, count in (("counted", handling.counted), ("claimed", handling.claimed)):
        if count:
            zh, en = SAID[name]
            yield Meaning(zh.format(number=count), en.format(number=count))
    for name in ("uncounted", "overridden", "strange"):
        if versions := getattr(handling, name):
            zh, en = SAID[name]
            yield Meaning(
                zh.format(events="、".join(map(str, versions))), en.format(events=", ".join(map(str, versions)))
            )


def as_json(handling: Handling) -> dict[str, Any]:
    """The same for programs."""
    breaches = [
        {"event": each.version, "rule": each.rule, "detail": each.detail, **each.meaning._asdict()}
        for each in handling.breaches
    ]
    late = [{"event": each.version, "clock": each.clock, "due": spelled(each.due)} for each in handling.late]
    counts = {name: getattr(handling, name) for name in ("counted", "uncounted", "overridden", "strange", "claimed")}
    return {"verdict": handling.verdict, "breaches": breaches, "late": late, **counts}


def _heading(handling: Handling) -> str:
    if handling.verdict == KEPT and handling.late:
        return "kept, late"
    return (
        "kept, in part" if handling.verdict == KEPT and (handling.uncounted or handling.strange) else handling.verdict
    )


def _late(late: Late) -> Meaning:
    clock = STATED["clocks"].get(late.clock, {"zh": late.clock, "en": late.clock})
    zh, en = SAID["late"]
    about = {"event": late.version, "due": spelled(late.due)}
    return Meaning(zh.format(clock=clock["zh"], **about), en.format(clock=clock["en"], **about))
