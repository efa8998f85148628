"""What can have happened while somebody watches over a petition."""

from __future__ import annotations

from pydantic import AwareDatetime

from casebook.petitions.event import Count, Event, LimitSet
from casebook.petitions.oversight.codes import RecomputeCause, Superior, SupervisionGround, SupervisionLevel, UrgeKind
from casebook.petitions.vocabulary import Clock, Confidentiality
from casebook.petitions.words import Code, Private, Words


class Urged(Event):
    """催办."""

    clock: Clock
    kind: UrgeKind
    assignment: Count | None = None
    notice: Count = 1


class DeadlineMissed(Event):
    """逾期."""

    clock: Clock
    due_at: AwareDatetime
    assignment: Count | None = None
    round: Count = 1


class DeadlineRecomputed(LimitSet):
    """时限重算."""

    clock: Clock
    old_due: AwareDatetime
    new_due: AwareDatetime
    cause: RecomputeCause


class OrderedFromAbove(Event):
    """上级交办."""

    by: Superior
    due: AwareDatetime | None = None
    document: Private[Words] | None = None
    demand: Private[Words] | None = None


class SupervisionOpened(Event):
    """督办."""

    level: SupervisionLevel
    ground: SupervisionGround
    due: AwareDatetime | None = None


class SupervisionEscalated(Event):
    """督办升级."""

    level: SupervisionLevel


class SupervisionClosed(Event):
    """督办办结."""

    result: Private[Words] | None = None


class FalseReplyFound(Event):
    """虚假办结认定."""

    assignment: Count
    round: Count
    evidence: Private[Words] | None = None
    consequence: Private[Words] | None = None


class RecordCorrected(Event):
    """勘误: beside the event that it corrects, which stays as it is."""

    target_version: Count
    fields: tuple[Code, ...] = ()
    why: Private[Words] | None = None
    corrected: Private[Words] | None = None


class ConfidentialityChanged(Event):
    """保密级别变更."""

    before: Confidentiality
    after: Confidentiality


OversightEvent = (
    Urged
    | DeadlineMissed
    | DeadlineRecomputed
    | OrderedFromAbove
    | SupervisionOpened
    | SupervisionEscalated
    | SupervisionClosed
    | FalseReplyFound
    | RecordCorrected
    | ConfidentialityChanged
)
