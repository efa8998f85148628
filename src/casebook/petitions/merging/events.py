"""What can have happened where petitions ask the same: two of them tell it, each in its own history."""

from __future__ import annotations

from uuid import UUID

from pydantic import AwareDatetime

from casebook.petitions.event import Event, LimitSet
from casebook.petitions.merging.codes import MergeEvidence
from casebook.petitions.vocabulary import Status
from casebook.petitions.words import Code, Private, Words


class Merged(Event):
    """已合并: this petition goes on with its master."""

    master: UUID
    master_number: Code
    cluster: UUID | None = None
    evidence: tuple[MergeEvidence, ...] = ()


class Absorbed(Event):
    """吸收: another petition goes on with this one."""

    child: UUID
    child_number: Code


class Unmerged(LimitSet):
    """拆分: this petition goes on by itself again: they are not the same, or its master ended otherwise."""

    why: Private[Words] | None = None
    resumed: Status
    master_ended: Status | None = None
    dispatch_due: AwareDatetime | None = None


class ChildReleased(Event):
    """拆出: another petition no longer goes on with this one."""

    child: UUID


MergingEvent = Merged | Absorbed | Unmerged | ChildReleased
