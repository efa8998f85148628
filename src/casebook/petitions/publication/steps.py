"""Which steps of a petition everybody may know of, and which of their codes and dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casebook.petitions.dispatch.events import (
    Assigned,
    Reassigned,
    Recalled,
    ReturnApproved,
    ReturnRejected,
    ReturnRequested,
    Signed,
)
from casebook.petitions.ending.events import Closed, Reopened, Terminated
from casebook.petitions.feedback.events import CitizenRated
from casebook.petitions.handling.events import (
    ExtensionGranted,
    Replied,
    ReplyApproved,
    ReplyRejected,
    Resumed,
    Suspended,
)
from casebook.petitions.intake.events import (
    Accepted,
    AnsweredDirectly,
    Declined,
    DeclineOverturned,
    DeclineReviewRequested,
    DeclineUpheld,
    ReferredOut,
    Submitted,
    Withdrawn,
)
from casebook.petitions.merging.events import Merged, Unmerged
from casebook.petitions.oversight.events import DeadlineMissed
from casebook.petitions.verification.events import VerificationCountersigned, VerificationWaived

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casebook.petitions.entry import Entry
    from casebook.petitions.event import Event
    from casebook.petitions.petition import Petition

STEPS: Final[Mapping[type[Event], tuple[str, ...]]] = {
    Submitted: (),
    Accepted: (),
    Declined: ("reason",),
    DeclineReviewRequested: (),
    DeclineUpheld: (),
    DeclineOverturned: (),
    ReferredOut: ("target",),
    Withdrawn: (),
    Merged: (),
    Unmerged: (),
    AnsweredDirectly: (),
    Assigned: ("unit", "reply_due"),
    Signed: (),
    ReturnRequested: (),
    ReturnApproved: (),
    ReturnRejected: (),
    Reassigned: ("from_unit", "to_unit"),
    Recalled: ("from_unit",),
    ExtensionGranted: ("reply_due",),
    Suspended: ("ground", "review_on"),
    Resumed: ("reply_due",),
    DeadlineMissed: ("clock", "due_at"),
    Replied: ("outcome",),
    ReplyApproved: (),
    ReplyRejected: (),
    VerificationCountersigned: ("result",),
    VerificationWaived: ("ground",),
    Closed: ("basis",),
    CitizenRated: ("solved", "score"),
    Reopened: ("ground", "reply_due"),
    Terminated: ("ground",),
}
"""What everybody may know of each: codes and times, no words and no people. What is not named here is not told."""


def steps_for_everybody(petition: Petition, entries: Sequence[Entry]) -> list[Entry]:
    """The steps that everybody may know of, oldest first; none of a sealed petition.

    A reporter's finding is among them once it is signed, by its signature.
    """
    return [] if petition.is_sealed else [entry for entry in entries if type(entry.event) in STEPS]
