"""Histories in which every count of a unit's work is met more than once, for comparing two ways to the same figures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from casebook.petitions.dispatch.codes import ReturnReason
from casebook.petitions.entry import Source
from casebook.petitions.events import (
    Assigned,
    CallbackRecorded,
    CitizenContacted,
    CitizenRated,
    Closed,
    ConfidentialityChanged,
    DeadlineRecomputed,
    Declined,
    DeclineOverturned,
    Merged,
    Reclassified,
    ReferredOut,
    Reopened,
    Replied,
    ReturnRejected,
    ReturnRequested,
    SupervisionOpened,
    Terminated,
    Unmerged,
    VerificationCountersigned,
    Withdrawn,
)
from casebook.petitions.handling.codes import ContactMode
from casebook.petitions.intake.codes import ReferralTarget
from casebook.petitions.oversight.codes import RecomputeCause, SupervisionGround, SupervisionLevel
from casebook.petitions.vocabulary import (
    Action,
    Category,
    Clock,
    ClosingBasis,
    Confidentiality,
    DeclineReason,
    Outcome,
    ReopenGround,
    Solved,
    Status,
    TerminationGround,
    VerificationResult,
)
from histories import ROAD, claim, entry, on, submitted

if TYPE_CHECKING:
    from casebook.ledger.ledger import Ledger
    from casebook.petitions.events import Event

OFTEN: list[Event] = [
    *ROAD[2:5],
    Replied(outcome=Outcome.EXPLAINED, actions=(Action.CONTACTED_CITIZEN,)),
    SupervisionOpened(level=SupervisionLevel.DAILY, ground=SupervisionGround.OVERDUE),
    CitizenContacted(assignment=1, mode=ContactMode.PHONE, reached=True),
    CitizenRated(solved=Solved.NO, score=2),
    CallbackRecorded(attempt=1, reached=False),
    CallbackRecorded(attempt=2, reached=True, solved=Solved.PARTLY),
    ReturnRequested(assignment=1, reason=ReturnReason.NOT_OUR_DUTY),
    ReturnRejected(assignment=1),
    DeadlineRecomputed(
        clock=Clock.REPLY,
        old_due=on("2022-02-01"),
        new_due=on("2022-02-03"),
        cause=RecomputeCause.CALENDAR,
        provisional=False,
    ),
    VerificationCountersigned(round=1, result=VerificationResult.SOLVED),
    Reclassified(category=Category.SUGGESTION, area="410403"),
]
"""What a unit's figures rest on, so that they meet each of it more than once."""

ENDINGS: list[Event] = [
    *[Closed(basis=ClosingBasis.VERIFIED, first_closure=False)] * 5,
    *(Withdrawn(goes_on=goes_on) for goes_on in (True, False)),
    *(ConfidentialityChanged(before=Confidentiality.NAMED, after=after) for after in Confidentiality),
    Declined(reason=DeclineReason.EMERGENCY),
    DeclineOverturned(),
    Merged(master=UUID(int=1), master_number="T1"),
    Unmerged(resumed=Status.ACCEPTED),
    ReferredOut(target=ReferralTarget.POLICE),
    Reopened(round=2, ground=ReopenGround.RELAPSE),
    Terminated(ground=TerminationGround.OUT_OF_SCOPE),
]
"""What ends a petition or lets it go on."""


def tell(ledger: Ledger, pool: list[Event], seed: int) -> None:
    """Busy petitions with anything of the pool, at any moment, and calm ones whose units keep a score to rank by."""
    dice, begin = Random(seed), datetime(2022, 1, 20, tzinfo=UTC)
    for number in range(60):
        petition, calm = uuid4(), number % 2
        begun = submitted(confidentiality=dice.choice(list(Confidentiality)), area="410402")
        due = begin + timedelta(hours=dice.randrange(900))
        unit = f"unit-{dice.randint(3, 8) if calm else 1}"
        assigned = Assigned(assignment=1, unit=unit, sign_due=due, contact_due=due, reply_due=due)
        satisfied = CallbackRecorded(attempt=1, reached=True, satisfaction=dice.randint(1, 5))
        if calm:
            told = [assigned, *(event for event in ROAD[2:] if dice.random() < 0.7), *dice.choices(OFTEN, k=4)]
        else:
            told = [assigned, satisfied, *dice.choices([*pool, *ROAD, *OFTEN], k=25)]
        told += dice.choices(ENDINGS, k=dice.randint(1, 4))
        source = {"source": Source("paper", f"p-{seed}-{number}", "0" * 64)} if number % 5 == 0 else {}
        moments = [
            claim(begin),
            *(
                claim(dice.choice([due, *(begin + timedelta(hours=dice.randrange(900)) for _ in range(4))]))
                for _ in told
            ),
        ]
        ledger.append_all(
            [
                [entry(petition, n, event, claim=at, subject=None if n > 1 else petition, **source)]
                for n, (event, at) in enumerate(zip([begun, *told], moments, strict=True), 1)
            ]
        )
