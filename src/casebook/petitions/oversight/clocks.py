"""Which limits of a petition run, and which of its events start them anew."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from casebook.petitions.dispatch.events import Assigned, Recalled, ReturnApproved, ReturnRequested
from casebook.petitions.ending.events import Reopened
from casebook.petitions.handling.events import ReplyApproved, ReplyRejected
from casebook.petitions.intake.events import Accepted, DeclineOverturned
from casebook.petitions.merging.events import Unmerged
from casebook.petitions.oversight.codes import UrgeKind
from casebook.petitions.vocabulary import Clock, Status

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from casebook.petitions.context import Context
    from casebook.petitions.event import Event
    from casebook.petitions.oversight.standing import Urging
    from casebook.petitions.petition import Petition

SILENT_FOR: Final = 5
"""So many working days without an answer after an overdue urging lead to supervision."""

AT_THE_UNIT: Final = frozenset({Status.ASSIGNED, Status.IN_PROGRESS, Status.RETURN_REVIEW})
"""Where a petition lies with a unit; a return that waits for its ruling stops no limit."""

OF_THE_UNIT: Final = frozenset({Clock.SIGN, Clock.CONTACT, Clock.REPLY, Clock.REDO})
"""The limits that a unit is urged about; the others are the hotline's and the newsroom's own."""

STEP_OF: Final[Mapping[Clock, frozenset[Status]]] = MappingProxyType(
    {
        Clock.ACCEPT: frozenset({Status.SUBMITTED}),
        Clock.DISPATCH: frozenset({Status.ACCEPTED}),
        Clock.SIGN: frozenset({Status.ASSIGNED}),
        Clock.CONTACT: AT_THE_UNIT,
        Clock.REPLY: AT_THE_UNIT,
        Clock.REDO: frozenset({Status.IN_PROGRESS}),
        Clock.VERIFY: frozenset({Status.VERIFYING}),
        Clock.RULING: frozenset({Status.RETURN_REVIEW}),
    }
)
"""Where a petition stands while the step of a limit is not done."""

STARTED_BY: Final[Mapping[type[Event], frozenset[Clock]]] = MappingProxyType(
    {
        Accepted: frozenset({Clock.DISPATCH}),
        Assigned: frozenset({Clock.SIGN, Clock.CONTACT, Clock.REPLY}),
        ReplyApproved: frozenset({Clock.VERIFY}),
        ReplyRejected: frozenset({Clock.REDO}),
        Reopened: frozenset({Clock.DISPATCH, Clock.REPLY}),
        DeclineOverturned: frozenset({Clock.ACCEPT}),
        ReturnRequested: frozenset({Clock.RULING}),
        ReturnApproved: frozenset({Clock.DISPATCH}),
        Recalled: frozenset({Clock.DISPATCH}),
        Unmerged: frozenset({Clock.DISPATCH}),
    }
)
"""The limits that an event starts anew: what was urged and missed of them before no longer counts."""


def running(petition: Petition, clock: Clock) -> datetime | None:
    """When a limit ends, if it runs: it was set, and its step is not done.

    While a petition is a unit's, no limit for assigning it was set; where the reply was sent back, the limit
    for mending it counts; where a finding waits for its signature, the reporter's part is done.
    """
    if petition.status not in STEP_OF.get(clock, ()):
        return None
    match clock:
        case Clock.DISPATCH if petition.unit:
            return None
        case Clock.REPLY if petition.dues.redo:
            return None
        case Clock.CONTACT if petition.contact_attempts:
            return None
        case Clock.VERIFY if petition.pending_finding:
            return None
        case _:
            due: datetime | None = getattr(petition.dues, clock)
            return due


def silent_since(urging: Urging, petition: Petition, context: Context) -> bool:
    """Whether an overdue urging about a limit that still runs got no answer for so long, and no supervision yet."""
    before = petition.supervision
    return (
        urging.kind is UrgeKind.OVERDUE
        and running(petition, urging.clock) is not None
        and petition.heard < urging.version
        and (before is None or before.version < urging.version)
        and context.now >= context.terms.after_working_days(SILENT_FOR, urging.at).at
    )
