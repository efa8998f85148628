"""Rankings and stories of the running service, under a clock that the test sets."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from casebook.access import Role
from casebook.petitions.events import Assigned, Replied, ReplyApproved, Signed
from casebook.petitions.publication.codes import Redaction
from casebook.petitions.vocabulary import Outcome
from histories import claim, entry, submitted
from web.service_at_hand import API, STREET

if TYPE_CHECKING:
    import httpx

    from web.service_at_hand import Service

MONTH = "2022-01"
BEGIN = datetime(2022, 2, 8, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
A_WEEK = timedelta(days=7)
PROFILE = {"profile": "pds_news"}


def set_clock(service: Service, moment: datetime) -> None:
    """From now on it is this moment, whatever the time."""
    service.app.state.services.casework.clock = lambda: moment


def work(service: Service, count: int = 6, unit: str = STREET) -> None:
    """So many petitions that a unit answered in time in January 2022."""
    begin = datetime(2022, 1, 12, 9, 0, tzinfo=BEGIN.tzinfo)
    due = begin + timedelta(days=3)
    told = (
        Assigned(assignment=1, unit=unit, sign_due=due, contact_due=due, reply_due=due),
        Signed(assignment=1),
        Replied(assignment=1, outcome=Outcome.RESOLVED),
        ReplyApproved(round=1),
    )
    for _ in range(count):
        petition = uuid4()
        at = claim(begin)
        first = entry(petition, 1, submitted(), claim=at, subject=petition)
        rest = [entry(petition, n, event, claim=at) for n, event in enumerate(told, 2)]
        service.ledger.append_all([[first, *rest]])


def give(
    service: Service, role: Role, command: str, body: dict[str, Any] | None = None, *, version: int, **given: Any
) -> httpx.Response:
    """Give a command about the ranking, having seen a version of it."""
    headers = {"Idempotency-Key": str(given.pop("key", None) or uuid4()), "If-Match": f'"{version}"'}
    with service.client(role, given.pop("unit", None)) as client:
        return client.post(f"{API}/rankings/{MONTH}/{command}", json=PROFILE | (body or {}), headers=headers)


def publish_ranking(service: Service) -> str:
    """The month whose ranking is published."""
    work(service)
    set_clock(service, BEGIN)
    assert give(service, Role.SUPERVISOR, "draft-ranking", version=0).status_code == 200
    set_clock(service, BEGIN + A_WEEK)
    answer = give(service, Role.EDITOR, "publish-ranking", version=1)
    assert answer.status_code == 200, answer.text
    return MONTH


STORY: dict[str, Any] = {
    "title": "一条小巷的“堵”与“通”",
    "text": "土产巷口车辆乱停，街道会同执法中队清理，记者追访时巷口畅通。",
    "units": [STREET],
    "checked": list(Redaction),
}


def post_story(
    service: Service, path: str = "publish-story", version: int | None = None, **said: Any
) -> httpx.Response:
    """An editor publishes, revises or withdraws a story."""
    body = STORY | {"reviewer": str(uuid4())} if not path.endswith("withdraw-story") else {}
    headers = {"Idempotency-Key": str(uuid4())} | ({"If-Match": f'"{version}"'} if version else {})
    with service.client(Role.EDITOR) as client:
        return client.post(f"{API}/stories/{path}", json=body | said, headers=headers)


def publish_story(service: Service, **said: Any) -> UUID:
    """The id of a story that is published."""
    answer = post_story(service, **said)
    assert answer.status_code == 201, answer.text
    return UUID(answer.json()["id"])
