"""Petitions whose citizens ask to be forgotten, and are, over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from casebook.access import Role
from casebook.casework.erasing import Eraser
from casebook.casework.forgetting import Forgetting
from casebook.casework.timers import SYSTEM
from casebook.petitions.commands import EraseData
from web.service_at_hand import replied

if TYPE_CHECKING:
    from web.service_at_hand import Petition, Service

ASKED = {"wanted": "erasure", "ground": "purpose_met", "details": "事情已经解决，请删除我的电话和写的内容。"}


def asked(service: Service) -> Petition:
    """A petition whose citizen has asked to be forgotten, and has shown that it is they."""
    petition = replied(service)
    petition.step(Role.CITIZEN, "file-data-request", ASKED)
    petition.step(Role.PRIVACY_OFFICER, "check-identity", {"how": "called_back"})
    return petition


def agreed(service: Service) -> Petition:
    """One that two persons have agreed to."""
    petition = asked(service)
    petition.step(Role.UNIT_APPROVER, "approve-erasure")
    petition.step(Role.SUPERVISOR, "approve-erasure")
    return petition


def erase(service: Service, petition: Petition) -> None:
    """A month later the system erases it."""
    served = service.app.state.services
    casework, now = served.casework, served.casework.now()
    forgetting = Forgetting(Eraser(service.ledger, served.accounts), timedelta(days=7))
    petition_id = service.ledger.by_number(petition.number)
    assert petition_id
    casework.clock = lambda: now + timedelta(days=31)
    try:
        casework.handle(EraseData(petition_id=petition_id), SYSTEM, uuid4())
        recorded = forgetting.erase(casework.petition(petition_id), casework.now())
        petition.version = casework.handle(recorded, SYSTEM, uuid4()).version
    finally:
        casework.clock = None
    service.follower.catch_up()
