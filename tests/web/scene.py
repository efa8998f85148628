"""A service with petitions of our unit, of another, sealed and not there, and people who come to look."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from casebook.access import GRANTS, PUBLISHING, Actor, Role
from casebook.accounts.people import OF_UNITS
from casebook.petitions.commands import Change
from casebook.petitions.petition import fold
from casebook.rankings.commands import OfRanking
from casebook.web.html.assets import assets
from casebook.web.pages.forgetting import THEIRS as ON_DATA
from casebook.web.pages.several import SEVERAL
from casebook.web.sessions import SESSION
from web.policy import NOBODYS, OURS, SECRET, THEIRS, Door
from web.rankings_at_service import publish_ranking, publish_story
from web.service_at_hand import CONTACT, REPLY, STREET, file
from web.test_attachments import filed_with
from web.test_story import record

if TYPE_CHECKING:
    import httpx

    from casebook.petitions.commands import Command
    from web.policy import Access
    from web.service_at_hand import Petition, Service

GIVEN: Final[dict[Any, Any]] = {**PUBLISHING, **GRANTS}


@dataclass
class Scene:
    """A service with the petitions at hand, and what else the routes name.

    Attributes:
        numbers: of the petitions at hand.
        places: what stands in addresses beside them.
        passed: the cookie of a browser in which the query code of our petition was shown.
        known: the headers by which somebody of a role is known, as a program and in a browser.
    """

    service: Service
    ours: Petition
    numbers: dict[str, str]
    places: dict[str, str]
    passed: str = ""
    known: dict[tuple[bool, Role], dict[str, str]] = field(default_factory=dict)

    def address(self, path: str, role: Role | None, about: str | None) -> str:
        """The address of a route, for somebody of this role, about one of the petitions."""
        places = self.places | {"number": self.numbers[about or NOBODYS], "command": command_on(path, role)}
        if path.startswith("/static"):
            places |= {"name": "casebook.css"}
        return path.replace(":path", "").format(**places)

    def who(self, access: Access, role: Role | None) -> dict[str, str]:
        """The headers by which somebody of this role is known at this door."""
        if role is Role.CITIZEN:
            return {"Cookie": self.passed} if access.door is Door.CITIZENS else {"Query-Code": self.ours.code}
        if role is None:
            return {}
        unit, is_program = STREET if role in OF_UNITS else None, access.door is Door.PROGRAM
        if (is_program, role) not in self.known:
            self.known[is_program, role] = (
                {"Authorization": f"Bearer {self.service.token(role, unit)}"}
                if is_program
                else {"Cookie": f"{SESSION}={self.service.session(role, unit)}"}
            )
        return self.known[is_program, role]

    def petition(self, about: str) -> Any:
        """One of the petitions, as it stands."""
        return fold(self.service.ledger.entries(self.service.ledger.by_number(self.numbers[about]) or uuid4()))

    def named(self, command: type[Command]) -> dict[str, str]:
        """What a command must name that is there."""
        return {"master": str(self.petition(THEIRS).id)} if "master" in command.model_fields else {}

    def actor(self, role: Role) -> Actor:
        """Somebody of this role, of our unit where it is one of a unit; the citizen is the one of our petition."""
        if role is Role.CITIZEN:
            return Actor(self.petition(OURS).citizen, role)
        return Actor(uuid4(), role, STREET if role in OF_UNITS else None)


def command_on(path: str, role: Role | None) -> str:
    """A command that this role may give on a page, or some command where it may give none there."""
    kinds = commands_on(path)
    asked = Role.CITIZEN if path.startswith("/mine") else role
    kind: type[Command] = next((kind for kind in kinds if asked in GIVEN[kind]), kinds[0])
    return kind.spoken_name()


def commands_on(path: str) -> list[Any]:
    """The commands that a page knows."""
    if path.startswith("/ranking"):
        return OfRanking.__subclasses__()
    if path.startswith("/data-requests"):
        return [*ON_DATA.values()]
    return [*SEVERAL.values()] if path == "/staff/several" else [k for k in GRANTS if issubclass(k, Change)]


def scene_at(service: Service) -> Scene:
    ours, picture = filed_with(service)
    for role, command, body in (
        (Role.DESK, "accept-petition", {}),
        (Role.DISPATCHER, "assign-petition", {"unit": STREET}),
        (Role.UNIT_OFFICER, "sign-assignment", {"assignment": 1}),
        (Role.UNIT_OFFICER, "record-contact", CONTACT),
        (Role.UNIT_APPROVER, "submit-reply", REPLY | {"drafted_by": str(uuid4())}),
        (Role.DESK, "approve-reply", {}),
    ):
        ours.step(role, command, body)
    record(ours)
    ours.step(Role.EDITOR, "countersign-verification")
    ours.step(Role.DESK, "close-petition", {"summary": "违停车辆已清走，巷口恢复畅通。"})
    theirs, secret = file(service), file(service, confidentiality="sealed")
    theirs.step(Role.DESK, "accept-petition")
    theirs.step(Role.DISPATCHER, "assign-petition", {"unit": "dept-water-resources"})
    secret.step(Role.CITIZEN, "supplement-petition", {"text": "补充一点情况。"})
    found = {OURS: ours.number, THEIRS: theirs.number, SECRET: secret.number, NOBODYS: f"{ours.number[:5]}000000-0"}
    places = {
        "id": picture["id"],
        "month": publish_ranking(service),
        "story_id": str(publish_story(service)),
        "session_id": str(UUID(int=0)),
        "kind": "terms",
        "slug": "refused",
        "address": "0/000",
        "position": "1",
        "size": "1",
        "operation": "decline-petition",
        "form": "csv",
        "name": "register",
        "digest": assets()["casebook.css"].content.tag,
    }
    service.follower.catch_up()
    service.app.state.services.search.catch_up()
    return Scene(service, ours, found, places)


def is_given(path: str, role: Role | None) -> bool:
    """Whether somebody of this role may give any command on a page."""
    return path.startswith("/mine") or any(role in GIVEN[kind] for kind in commands_on(path))


def pass_to(client: httpx.Client, petition: Petition) -> str:
    """The cookie of a browser in which the petition's query code was shown."""
    form = {"number": petition.number, "code": petition.code}
    answer = client.post("/mine/open", data=form, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 303
    client.cookies.clear()
    return answer.headers["set-cookie"].partition(";")[0]
