"""Staff: the hotline's desk, its dispatchers and supervisors, and the handling units."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query

from casebook.access import Actor, Role
from casebook.petitions.commands import (
    AcceptPetition,
    AddNote,
    AnswerDirectly,
    ApproveReply,
    ClosePetition,
    DeclinePetition,
    FollowMaster,
    MergePetition,
    OverturnDecline,
    ProposeClosing,
    Reclassify,
    RecordCallback,
    ReferOut,
    RejectReply,
    ReleaseFromMaster,
    ReopenPetition,
    RequestInformation,
    TerminatePetition,
    UnmergePetition,
    UpholdDecline,
)
from casebook.petitions.words import Code
from casebook.web.api.commands import command_route
from casebook.web.api.dissatisfied import DissatisfiedPage, dissatisfied_citizens
from casebook.web.api.extensions import ExtensionRequestsAnswer, RequestsAsked, requests_of_units
from casebook.web.api.worklist import WAITS_ON, Asked, Mark, WorklistAnswer, worklist
from casebook.web.audience import allow
from casebook.web.bodies import StrictRoute
from casebook.web.disclosure import HOTLINE, UNIT
from casebook.web.documentation import problems
from casebook.web.services import Served, Services

router = APIRouter(prefix="/api/v1", tags=["staff"], route_class=StrictRoute)
MOST: Final = 1000
"""Nobody counts further how much waits: a list of a hundred thousand is counted as fast as one of a thousand."""


class WaitingOn(StrEnum):
    """On whom a petition waits."""

    DESK = "desk"
    DISPATCHER = "dispatcher"
    UNIT = "unit"
    REPORTER = "reporter"
    EDITOR = "editor"
    SUPERVISOR = "supervisor"


class DueIn(StrEnum):
    """When something is due that is not overdue."""

    TODAY = "today"
    WEEK = "week"  # in the seven days after today


def windows(now: datetime, zone: tzinfo) -> Mapping[DueIn, tuple[datetime, datetime]]:
    """From when until when that is."""
    tonight = datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time.min, zone)
    return {DueIn.TODAY: (now, tonight), DueIn.WEEK: (tonight, tonight + timedelta(days=7))}


@dataclass(frozen=True)
class Waiting:
    """Whose work the hotline looks at, and whether a unit looks at what others ask of it."""

    waiting_on: Annotated[WaitingOn | None, Query(description="The hotline: on whom it waits.")] = None
    unit: Annotated[Code | None, Query(description="The hotline: only this unit (承办单位).")] = None
    helping: Annotated[bool, Query(description="Units: what others ask of us (协办), not our own.")] = False
    due: Annotated[DueIn | None, Query(description="Only what is due then (到期), and not overdue.")] = None
    mark: Annotated[
        Mark | None, Query(description="Only what is so marked (催办、督办、虚假办结、不满意、提请办结).")
    ] = None

    def limits(self, now: datetime, zone: tzinfo) -> dict[str, datetime | str | None]:
        """Which ends and marks are asked for; between no two ends unless some are."""
        window = windows(now, zone)[self.due] if self.due else None
        return ({"due_from": window[0], "due_before": window[1]} if window else {}) | {"mark": self.mark}


@router.get(
    "/inbox",
    operation_id="inbox",
    summary="What waits for me (待办)",
    responses=problems(401, 403, 422, 503),
)
def inbox(
    served: Served,
    asker: Annotated[Actor, Depends(allow(*HOTLINE, *UNIT))],
    asked: Annotated[Asked, Depends()],
    waiting: Annotated[Waiting, Depends()],
) -> WorklistAnswer:
    """The most urgent first: the desk's, the dispatchers' or the own unit's; supervisors see all that is open.

    Desk and dispatchers, too, may ask for what waits on others or on a unit.
    """
    limits = waiting.limits(served.casework.now(), served.settings.zone)
    if asker.role in UNIT:
        query = "of_helper" if waiting.helping else "of_unit"
        return worklist(served, asker, query, {**limits, "unit": asker.unit}, asked)
    further = {"waiting_on": waiting.waiting_on, "unit": waiting.unit}
    if asker.role is Role.SUPERVISOR or any(further.values()):
        return worklist(served, asker, "of_desk", {**limits, **further}, asked)
    return worklist(served, asker, "of_role", {**limits, "waiting_on": WAITS_ON[asker.role]}, asked)


def news(served: Services, asker: Actor, waiting: Waiting, since: int) -> Mapping[str, int]:
    """How many `petitions` are in the unfiltered list of `inbox`, are `overdue`, and have `changed` behind a position.

    What is more than MOST is MOST + 1.
    """
    own = asker.unit
    if asker.role in UNIT:
        asked: dict[str, object] = {"kept_from": own}
        asked |= {"helper": own} if waiting.helping else {"waiting_on": WaitingOn.UNIT, "unit": own}
    elif asker.role is Role.SUPERVISOR or waiting.waiting_on or waiting.unit:
        asked = {"waiting_on": waiting.waiting_on, "unit": waiting.unit}
    else:
        asked = {"waiting_on": WAITS_ON[asker.role]}
    asked |= {"since": since, "now": served.casework.now(), "most": MOST + 1}
    return served.reader.ask("inbox", "counts", asked, asker.role)[0]


@router.get(
    "/extension-requests",
    operation_id="extension-requests",
    summary="Requests for more time (延期申请)",
    responses=problems(401, 403, 422, 503),
)
def extension_requests(
    served: Served,
    asker: Annotated[Actor, Depends(allow(Role.DISPATCHER, Role.SUPERVISOR))],
    asked: Annotated[RequestsAsked, Depends()],
) -> ExtensionRequestsAnswer:
    """Those that nobody has decided, the soonest due first: silence until the reply is due is a refusal."""
    return requests_of_units(served, asker.role, asked)


@router.get(
    "/dissatisfied",
    operation_id="dissatisfied",
    summary="Citizens who say that it is not solved (不满意件)",
    responses=problems(401, 403, 422, 503),
)
def dissatisfied(
    served: Served,
    asker: Annotated[Actor, Depends(allow(Role.DISPATCHER, Role.SUPERVISOR))],
    asked: Annotated[RequestsAsked, Depends()],
) -> DissatisfiedPage:
    """What counts as solved and its citizen calls unsolved, as long as it can be reopened; the soonest over first."""
    return dissatisfied_citizens(served, asker.role, asked)


command_route(
    router,
    AcceptPetition,
    "Accept a petition (受理)",
    "The desk takes it on, corrects the kind where the citizen chose another, and says how urgent it is.",
)
command_route(
    router,
    DeclinePetition,
    "Decline a petition (不予受理)",
    "On one of the grounds of the law, with an explanation to the citizen. Some grounds need a route to turn to, "
    "some a second person.",
)
command_route(
    router,
    UpholdDecline,
    "Uphold a decline (维持不予受理)",
    "A supervisor looks at the decline again, at the citizen's request, and finds it right.",
)
command_route(
    router,
    OverturnDecline,
    "Overturn a decline (撤销不予受理)",
    "A supervisor looks at the decline again, at the citizen's request, and finds it wrong: the petition awaits "
    "acceptance anew.",
)
command_route(
    router,
    ReferOut,
    "Refer it out (转出)",
    "To an emergency line, another special line, city or body. A handover to an emergency line is noted.",
)
command_route(
    router,
    AnswerDirectly,
    "Answer it directly (即时答复)",
    "The desk answers an accepted consultation or suggestion itself; its answer needs no review and no visit.",
)
command_route(
    router,
    Reclassify,
    "Classify it anew (重新分类)",
    "The desk or a supervisor puts kind, matter, urgency or place right, and says why.",
)
command_route(
    router,
    RequestInformation,
    "Ask the citizen for more (要求补充)",
    "The desk, or an officer of the unit, asks before the reply; the citizen answers by an addition.",
)
command_route(
    router,
    MergePetition,
    "Merge it into another (合并)",
    "The desk confirms that two petitions are the same: same matter, same street, neither sealed. The petition goes on "
    "with its master and is closed with it; its citizen goes on to see it, to add to it and to rate it.",
)
command_route(
    router,
    UnmergePetition,
    "Take it out again (拆分)",
    "A supervisor finds that they are not the same: while the master is under way, or fifteen days after the closing.",
)
command_route(
    router,
    FollowMaster,
    "Close it with its master (随主诉求办结)",
    "The system closes what was merged, once the master is closed.",
)
command_route(
    router,
    ReleaseFromMaster,
    "Let it go on without its master (主诉求终结后恢复办理)",
    "The system does so once the master was referred, declined, withdrawn or terminated: the petition "
    "awaits its own unit.",
)
command_route(
    router,
    ApproveReply,
    "Let the reply pass (审核通过)",
    "The desk finds the reply fit. A reply is not a solution: a reporter's follow-up comes next.",
)
command_route(
    router,
    RejectReply,
    "Send the reply back (退回补正)",
    "With what is wrong with it. The third time only a supervisor does so.",
)
command_route(
    router,
    ReopenPetition,
    "Work on it again (重办)",
    "A new round of handling, within thirty days of the closing; later only when the reply was false.",
)
command_route(
    router,
    ProposeClosing,
    "Propose it for closing (提请办结)",
    "The system does so once the citizen was called or the time to object is over, and nothing is pending; a person of "
    "the desk decides.",
)
command_route(
    router,
    ClosePetition,
    "Close it (办结)",
    "Only what was verified, or whose verification was waived, is closed.",
)
command_route(
    router,
    RecordCallback,
    "Call the citizen back (回访)",
    "Up to three times in a round, at different times. No answer says nothing.",
)
command_route(
    router,
    TerminatePetition,
    "End it without a solution (终止办理)",
    "A supervisor ends what turns out not to be the platform's, and tells the citizen why.",
)
command_route(
    router,
    AddNote,
    "Leave colleagues a note (内部批注)",
    "Whoever of staff may read the petition may read it and write one, until it is archived; fifty at most. It moves "
    "nothing, neither citizen nor public see it, and it makes nobody's version an older one.",
)
