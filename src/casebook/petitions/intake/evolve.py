"""How the events of intake move a petition."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from casebook.petitions.intake.events import Accepted, Declined, IntakeEvent, Submitted, Withdrawn
from casebook.petitions.road import forward
from casebook.petitions.vocabulary import Status

if TYPE_CHECKING:
    from casebook.petitions.petition import Petition


def taken_in(petition: Petition, event: IntakeEvent) -> Petition:
    """Acceptance, refusal, withdrawal."""
    match event:
        case Submitted():  # told twice by a source
            return petition
        case Accepted():
            return replace(
                petition,
                status=forward(petition, Status.ACCEPTED),
                category=event.category or petition.category,
                urgency=event.urgency,
                matter=event.matter or petition.matter,
                dues=replace(petition.dues, dispatch=event.dispatch_due),
            )
        case Declined():
            return replace(petition, status=Status.DECLINED)
        case Withdrawn():
            return replace(petition, status=petition.status if event.goes_on else Status.WITHDRAWN, citizen_left=True)
        case _ as never:
            assert_never(never)
