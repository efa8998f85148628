"""Whatever happens to a petition: a unit never meets a sealed report about itself.

Random histories, also such as no rule would let happen: the unit complained about has the lead, or is asked for help.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import hypothesis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

import wishes
from casebook.access import GRANTS, Role
from casebook.petitions.events import Assigned, Merged
from casebook.petitions.petition import fold
from casebook.petitions.vocabulary import Confidentiality, Status
from casebook.web.pages.feeds import ListName, TableName
from histories import LATER, UNITS, entry, submitted
from web.service_at_hand import API

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import httpx

    from casebook.petitions.commands import Change
    from casebook.petitions.events import Event
    from casebook.petitions.petition import Petition
    from web.service_at_hand import Service

TITLE, NAME, PHONE = "举报本街道干部截留补贴", "举报人李某", "0375-0000042"
UNKNOWN = "2022-999999-9"
HELPED = {Status.ASSIGNED, Status.IN_PROGRESS, Status.SUSPENDED, Status.RETURN_REVIEW}
TAKEN_ALONG = (
    *[f"/feeds/{name}.{form}" for name in ListName for form in ("atom", "json")],
    *[f"/data/{name}.{form}" for name in TableName for form in ("csv", "json")],
    f"{API}/register?q={TITLE}",
)
"""What everybody may take along, and find."""

HELPERS = st.lists(UNITS, max_size=2, unique=True).map(tuple)
WISHES: tuple[Change, ...] = (
    wishes.sign(),
    wishes.ask_to_return(),
    wishes.ask_for_help(),
    wishes.give_opinion(),
    wishes.reply(),
)
"""What units can ask for."""


@st.composite
def reports(draw: st.DrawFn) -> Sequence[Event]:
    """A petition that may be about a unit, and whatever happens to it."""
    first = submitted(
        title=TITLE,
        name=NAME,
        phone=PHONE,
        area="410403",
        confidentiality=draw(st.sampled_from([Confidentiality.SEALED] * 2 + [*Confidentiality])),
        about_unit=draw(UNITS | st.none()),
    )
    told_of = LATER.filter(lambda event: not isinstance(event, Merged))  # there is no master here to go on with
    before = st.lists(told_of, max_size=3)
    return [
        first,
        *draw(before),
        draw(st.builds(Assigned, assignment=st.just(1), unit=UNITS, co_units=HELPERS)),
        *draw(before),
    ]


def filed(service: Service, events: Sequence[Event]) -> Petition:
    """The petition to which this happened."""
    petition_id = uuid4()
    subject = {"subject": petition_id}
    steps = [entry(petition_id, version, event, **subject) for version, event in enumerate(events, 1)]
    service.ledger.append_all([steps])
    petition = fold(service.ledger.entries(petition_id))
    assert petition is not None
    return petition


def told(answer: httpx.Response) -> tuple[int, Any]:
    """What an answer says, without the request's own id."""
    return answer.status_code, answer.json() | {"instance": ""}


def looked(client: httpx.Client, number: str) -> list[tuple[int, Any]]:
    """What somebody is told who looks at a petition."""
    return [told(client.get(f"{API}/petitions/{number}{path}")) for path in ("", "/timeline")]


def tried(client: httpx.Client, role: Role, number: str, version: int) -> Iterator[tuple[int, Any]]:
    """What somebody is told who gives every command of their role."""
    for wish in WISHES:
        if role in GRANTS[type(wish)]:
            body = wish.model_dump(mode="json", exclude={"petition_id"})
            headers = {"Idempotency-Key": str(uuid4()), "If-Match": f'"{version}"'}
            yield told(client.post(f"{API}/petitions/{number}/{wish.spoken_name()}", json=body, headers=headers))


def lists(client: httpx.Client, position: int, *urls: str) -> str:
    """Everything that stands in some lists."""
    answers = [client.get(f"{API}/{url}&not_before={position}") for url in urls]
    assert {answer.status_code for answer in answers} == {200}
    return "".join(answer.text for answer in answers)


def check_unit(client: httpx.Client, role: Role, unit: str, petition: Petition, position: int) -> None:
    """A unit sees what it handles or helps with, and the citizen's number only where it has the lead and may call."""
    kept = petition.confidentiality is Confidentiality.SEALED and petition.about_unit == unit
    helps = petition.confidentiality is not Confidentiality.SEALED or petition.status in HELPED
    part = unit == petition.unit or (unit in petition.holding.co_units and helps)
    seen = looked(client, petition.number)
    waiting = lists(client, position, "inbox?limit=200", "inbox?limit=200&helping=true", f"search?limit=200&q={TITLE}")
    if kept or not part:
        assert seen == looked(client, UNKNOWN)
        assert petition.number not in waiting
        commands = [list(tried(client, role, number, petition.version)) for number in (petition.number, UNKNOWN)]
        assert commands[0] == commands[1]
        assert {status for status, _ in commands[0]} == {404}
        return
    assert {status for status, _ in seen} == {200}
    calls = petition.confidentiality is Confidentiality.NAMED and unit == petition.unit and not petition.restricted
    assert (PHONE in str(seen), NAME in str(seen)) == (calls, calls)
    helping = lists(client, position, "inbox?limit=200&helping=true")
    assert (petition.number in helping) == (unit in petition.holding.awaited and petition.status in HELPED)
    assert PHONE not in waiting


def check_others(service: Service, petition: Petition, position: int) -> None:
    """The public and the newsroom meet nothing sealed, and nobody there learns who the citizen is."""
    sealed = petition.confidentiality is Confidentiality.SEALED
    with service.client() as anybody:
        open_to_all = lists(anybody, position, "register?limit=200", "tallies?by=month")
        entries = [told(anybody.get(f"{API}/register/{number}")) for number in (petition.number, UNKNOWN)]
        answers = [anybody.get(address) for address in TAKEN_ALONG]
    assert {answer.status_code for answer in answers} == {200}
    taken_along = "".join(answer.text for answer in answers)
    assert (petition.number in open_to_all) == (not sealed)
    assert not (sealed and petition.number in taken_along)
    open_to_all += taken_along
    assert (entries[0] == entries[1]) == sealed
    for role in (Role.REPORTER, Role.EDITOR, Role.DISPATCHER):
        with service.client(role) as client:
            seen = looked(client, petition.number)
            tasks = lists(
                client,
                position,
                f"{'inbox' if role is Role.DISPATCHER else 'verifications'}?limit=200",
                f"search?limit=200&q={TITLE}",
            )
            if sealed and role is not Role.DISPATCHER:
                assert seen == looked(client, UNKNOWN)
                assert petition.number not in tasks
        assert all(words not in str(seen) + tasks + open_to_all for words in (PHONE, NAME))
    assert TITLE not in open_to_all


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@hypothesis.given(events=reports())
def test_a_sealed_report_does_not_exist_for_the_unit_it_is_about(service: Service, events: Sequence[Event]) -> None:
    petition = filed(service, events)
    position = service.ledger.position()
    service.app.state.services.search.catch_up()
    for unit in ("unit-1", "unit-2"):
        for role in (Role.UNIT_OFFICER, Role.UNIT_APPROVER):
            with service.client(role, unit) as client:
                check_unit(client, role, unit, petition, position)
    check_others(service, petition, position)


def test_few_reports_in_an_area_do_not_point_to_anybody(service: Service) -> None:
    filed(service, [submitted(area="410404", confidentiality=Confidentiality.SEALED, about_unit="unit-1")])
    with service.client() as anybody:
        answer = anybody.get(f"{API}/tallies?by=area&not_before={service.ledger.position()}")
    assert [(row["area"], row["received"]) for row in answer.json()["tallies"]] == [("", 1)]
