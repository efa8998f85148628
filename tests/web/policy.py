"""Who may come where: one table with every route, beside what `access.GRANTS` says of commands.

A route that is not in it fails `test_matrix.py`, and so does one that lets in others than stand here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from fastapi.routing import iter_route_contexts

from casebook.access import DECLARING, GRANTS, PUBLISHING, Role
from casebook.petitions.commands import COMMANDS, SubmitPetition
from web.service_at_hand import API

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from fastapi.routing import RouteContext

    from casebook.petitions.commands import Command
    from web.service_at_hand import Service


class Door(Enum):
    """How somebody comes in."""

    PROGRAM = auto()  # by a token, a query code or a session
    PAGE = auto()  # by a session
    CITIZENS = auto()  # by having shown a petition's query code
    PUBLIC = auto()  # everybody is let in, and nobody asked


@dataclass(frozen=True)
class Access:
    """What the table says of a route.

    Attributes:
        door: how somebody comes in.
        roles: who does.
        shown: of the petitions at hand those that there are for everybody, where the route is public.
    """

    door: Door
    roles: AbstractSet[Role] = frozenset()
    shown: AbstractSet[str] = frozenset()


HOTLINE: Final = {Role.DESK, Role.DISPATCHER, Role.SUPERVISOR}
UNIT: Final = {Role.UNIT_OFFICER, Role.UNIT_APPROVER}
OFFICES: Final = HOTLINE | UNIT
NEWSROOM: Final = {Role.REPORTER, Role.EDITOR}
STAFF: Final = OFFICES | NEWSROOM
RANKED: Final = OFFICES | {Role.EDITOR}
FIGURES: Final = {Role.ANALYST, Role.AUDITOR}

OURS: Final = "closed, of our unit"
THEIRS: Final = "accepted, of another unit"
SECRET: Final = "sealed, of no unit yet"
NOBODYS: Final = "not there"
SEES: Final = {
    OURS: STAFF | {Role.CITIZEN, Role.RECORDS, Role.PRIVACY_OFFICER, Role.AUDITOR, Role.SYSTEM},
    THEIRS: HOTLINE | {Role.EDITOR, Role.PRIVACY_OFFICER, Role.AUDITOR, Role.SYSTEM},
    SECRET: HOTLINE | {Role.PRIVACY_OFFICER, Role.AUDITOR, Role.SYSTEM},
    NOBODYS: set[Role](),
}
"""The petitions at hand, and for whom there are such."""

READS: Final[dict[str, AbstractSet[Role]]] = {
    "/petitions/{number}": STAFF | {Role.CITIZEN, Role.RECORDS, Role.PRIVACY_OFFICER},
    "/petitions/{number}/timeline": STAFF | {Role.CITIZEN, Role.RECORDS, Role.PRIVACY_OFFICER},
    "/petitions/{number}/deadlines": STAFF | {Role.CITIZEN},
    "/petitions/{number}/duplicates": {Role.DESK},
    "/petitions/{number}/receipt": {Role.CITIZEN},
    "/petitions/{number}/receipt.cbk.zip": {Role.CITIZEN},
    "/petitions/{number}/personal-copy.zip": {Role.CITIZEN, Role.PRIVACY_OFFICER},
    "/petitions/{number}/attachments/{id}": STAFF | {Role.CITIZEN, Role.RECORDS},
    "/petitions/{number}/attachments/{id}/thumbnail": STAFF | {Role.CITIZEN, Role.RECORDS},
    "/inbox": OFFICES,
    "/search": STAFF,
    "/extension-requests": {Role.DISPATCHER, Role.SUPERVISOR},
    "/dissatisfied": {Role.DISPATCHER, Role.SUPERVISOR},
    "/verifications": NEWSROOM,
    "/verifications/to-schedule": {Role.EDITOR},
    "/suspensions": {Role.SUPERVISOR},
    "/records/to-archive": {Role.RECORDS},
    "/records/to-appraise": {Role.RECORDS},
    "/data-requests": {Role.PRIVACY_OFFICER, Role.SUPERVISOR, Role.AUDITOR},
    "/interests": DECLARING,
    "/audit/petitions/{number}": {Role.AUDITOR},
    "/audit/petitions/{number}/bundle.cbk.zip": {Role.AUDITOR},
    "/audit/trail": {Role.AUDITOR},
    "/audit/adoptions": {Role.AUDITOR},
    "/audit/access": {Role.AUDITOR},
    "/ranking-drafts": RANKED | {Role.AUDITOR},
    "/ranking-drafts/{month}": RANKED | {Role.AUDITOR},
    "/outbox": {Role.DESK},
    "/unit-months": HOTLINE | FIGURES,
    "/me": set(Role),
    "/me/sessions": set(Role),
    "/me/petitions": {Role.CITIZEN},
}
"""What programs may read."""

EVERYBODY_READS: Final = {
    "/tallies",
    "/decline-statistics",
    "/follow-ups",
    "/register",
    "/deadlines",
    "/log",
    "/log/checkpoints/{position}",
    "/reference",
    "/reference/{kind}",
    "/rankings",
    "/rankings/{month}",
    "/stories",
    "/stories/{story_id}",
}
UNVERSIONED: Final = {
    "/api",
    "/health",
    "/ready",
    "/status",
    "/openapi.json",
    "/problems/{slug}",
    "/log/checkpoint",
    "/log/tile/{address:path}",
    "/log/stamps/list",
    "/log/stamps/{size}.tsr",
    "/log/stamps/{size}.checkpoint",
}

PAGES: Final[dict[tuple[str, str], AbstractSet[Role]]] = {
    ("/me", "GET"): set(Role),
    ("/me/sessions", "POST"): set(Role),
    ("/me/password", "POST"): set(Role),
    ("/me/second-factor", "GET"): set(Role),
    ("/me/second-factor", "POST"): set(Role),
    ("/me/interests", "GET"): DECLARING,
    ("/me/interests/declare-interest", "GET"): DECLARING,
    ("/me/interests/declare-interest", "POST"): DECLARING,
    ("/me/interests/end-interest", "GET"): DECLARING,
    ("/me/interests/end-interest", "POST"): DECLARING,
    ("/staff", "GET"): OFFICES,
    ("/decisions", "GET"): {Role.DISPATCHER, Role.SUPERVISOR},
    ("/outbox", "GET"): {Role.DESK},
    ("/search", "GET"): STAFF,
    ("/search", "POST"): HOTLINE,
    ("/overview", "GET"): {Role.SUPERVISOR, Role.UNIT_APPROVER},
    ("/data-requests", "GET"): {Role.PRIVACY_OFFICER, Role.SUPERVISOR},
    ("/data-requests/{number}", "GET"): {Role.PRIVACY_OFFICER, Role.SUPERVISOR},
    ("/data-requests/{number}/personal-copy.zip", "GET"): {Role.PRIVACY_OFFICER},
    ("/data-requests/{number}/{command}", "GET"): {Role.PRIVACY_OFFICER, Role.SUPERVISOR},
    ("/data-requests/{number}/{command}", "POST"): {Role.PRIVACY_OFFICER, Role.SUPERVISOR},
    ("/records", "GET"): {Role.RECORDS},
    ("/staff/several", "GET"): HOTLINE | {Role.RECORDS},
    ("/staff/several", "POST"): HOTLINE | {Role.RECORDS},
    ("/staff/selections", "POST"): OFFICES,
    ("/staff/selections/forget", "POST"): OFFICES,
    ("/staff/events", "GET"): OFFICES,
    ("/staff/events/{number}", "GET"): STAFF | {Role.RECORDS},
    ("/staff/petitions/{number}", "GET"): STAFF | {Role.RECORDS},
    ("/staff/petitions/{number}/duplicates", "GET"): {Role.DESK},
    ("/staff/petitions/{number}/pictures/{id}", "GET"): STAFF | {Role.RECORDS},
    ("/staff/petitions/{number}/pictures/{id}/small", "GET"): STAFF | {Role.RECORDS},
    ("/staff/petitions/{number}/{command}", "GET"): STAFF | {Role.RECORDS},
    ("/staff/petitions/{number}/{command}", "POST"): STAFF | {Role.RECORDS},
    ("/analysis", "GET"): FIGURES,
    ("/analysis/figures.{form}", "GET"): FIGURES,
    ("/analysis/petitions", "GET"): FIGURES,
    ("/analysis/petitions.{form}", "GET"): FIGURES,
    ("/analysis/rates", "GET"): FIGURES,
    ("/analysis/rates/file.{form}", "GET"): FIGURES,
    ("/analysis/rates/petitions", "GET"): FIGURES,
    ("/analysis/rates/petitions.{form}", "GET"): FIGURES,
    ("/audit", "GET"): {Role.AUDITOR},
    ("/audit/petitions/{number}", "GET"): {Role.AUDITOR},
    ("/audit/petitions/{number}/bundle.cbk.zip", "GET"): {Role.AUDITOR},
    ("/audit/past", "GET"): {Role.AUDITOR},
    ("/audit/adoptions", "GET"): {Role.AUDITOR},
    ("/audit/access", "GET"): {Role.AUDITOR},
    ("/audit/rankings/{month}", "GET"): {Role.AUDITOR},
    ("/audit/waivers", "GET"): {Role.AUDITOR, Role.SUPERVISOR},
    ("/reporters", "GET"): {Role.REPORTER},
    ("/reporters/visits/{number}", "GET"): {Role.REPORTER},
    ("/reporters/visits/{number}", "POST"): {Role.REPORTER},
    ("/editors", "GET"): {Role.EDITOR},
    ("/editors/petitions/{number}", "GET"): {Role.EDITOR},
    ("/editors/petitions/{number}/do/{command}", "GET"): {Role.EDITOR},
    ("/editors/petitions/{number}/do/{command}", "POST"): {Role.EDITOR},
    ("/editors/petitions/{number}/publication", "GET"): {Role.EDITOR},
    ("/editors/petitions/{number}/publication", "POST"): {Role.EDITOR},
    ("/editors/stories", "GET"): {Role.EDITOR},
    ("/editors/stories/new", "GET"): {Role.EDITOR},
    ("/editors/stories/new", "POST"): {Role.EDITOR},
    ("/editors/stories/{story_id}", "GET"): {Role.EDITOR},
    ("/editors/stories/{story_id}", "POST"): {Role.EDITOR},
    ("/editors/stories/{story_id}/withdraw-story", "GET"): {Role.EDITOR},
    ("/editors/stories/{story_id}/withdraw-story", "POST"): {Role.EDITOR},
    ("/ranking-drafts", "GET"): RANKED,
    ("/ranking-drafts/{month}", "GET"): RANKED,
    ("/ranking-drafts/{month}/{command}", "GET"): RANKED,
    ("/ranking-drafts/{month}/{command}", "POST"): RANKED,
}
"""What people of staff see, each signed in."""

CITIZENS_PAGES: Final = {
    ("/file", "GET"),
    ("/file", "POST"),
    ("/mine", "GET"),
    ("/mine/open", "POST"),
    ("/mine/close", "POST"),
    ("/mine/forget", "GET"),
    ("/mine/forget", "POST"),
    ("/mine/{number}", "GET"),
    ("/mine/{number}/receipt", "GET"),
    ("/mine/{number}/receipt.cbk.zip", "GET"),
    ("/mine/{number}/personal-copy.zip", "GET"),
    ("/mine/{number}/pictures/{id}", "GET"),
    ("/mine/{number}/pictures/{id}/small", "GET"),
    ("/mine/{number}/{command}", "GET"),
    ("/mine/{number}/{command}", "POST"),
}
PUBLIC_PAGES: Final = {
    ("/", "GET"),
    ("/petitions", "GET"),
    ("/waiting-pictures/{id}", "GET"),
    ("/tallies", "GET"),
    ("/privacy", "GET"),
    ("/system", "GET"),
    ("/verify", "GET"),
    ("/api/reference", "GET"),
    ("/api/reference/{operation}", "GET"),
    ("/declines", "GET"),
    ("/data", "GET"),
    ("/data/register.{form}", "GET"),
    ("/data/tallies.{form}", "GET"),
    ("/data/declines.{form}", "GET"),
    ("/feeds/{name}.atom", "GET"),
    ("/feeds/{name}.json", "GET"),
    ("/widget", "GET"),
    ("/follow-ups", "GET"),
    ("/rankings", "GET"),
    ("/rankings/{month}", "GET"),
    ("/stories", "GET"),
    ("/stories/{story_id}", "GET"),
    ("/static/{digest}/{name:path}", "GET"),
    ("/language", "POST"),
    ("/sign-in", "GET"),
    ("/sign-in", "POST"),
    ("/sign-in/second", "GET"),
    ("/sign-in/second", "POST"),
    ("/sign-in/code", "POST"),
    ("/sign-in/code/check", "POST"),
    ("/sign-in/oidc", "GET"),
    ("/sign-in/oidc/back", "GET"),
    ("/hat", "POST"),
    ("/sign-out", "POST"),
}
OF_ONE_PETITION: Final = {
    f"{API}/register/{{number}}": {OURS, THEIRS},
    "/petitions/{number}": {OURS, THEIRS},
    "/petitions/{number}/pictures/{id}": set(),
    "/petitions/{number}/pictures/{id}/small": set(),
    "/follow-ups/{number}": {OURS},
}
"""What everybody may read of one petition, and of which of those at hand."""


def path_of(command: type[Command]) -> str:
    """Where a command about a ranking or a story is given."""
    about = {"month": "rankings/{month}", "story_id": "stories/{story_id}"}
    place = next((path for field, path in about.items() if field in command.model_fields), "stories")
    return f"{API}/{place}/{command.spoken_name()}"


def _programs() -> Iterator[tuple[tuple[str, str], Access]]:
    for path, roles in READS.items():
        yield (f"{API}{path}", "GET"), Access(Door.PROGRAM, roles)
    for path in ("/me/sessions", "/me/sessions/{session_id}"):
        yield (f"{API}{path}", "DELETE"), Access(Door.PROGRAM, set(Role))
    for name, command in COMMANDS.items():
        path = "/petitions" if command is SubmitPetition else f"/petitions/{{number}}/{name}"
        yield (f"{API}{path}", "POST"), Access(Door.PROGRAM, GRANTS[command].keys())
    for about, roles in PUBLISHING.items():
        yield (path_of(about), "POST"), Access(Door.PROGRAM, roles)
    for name in ("declare-interest", "end-interest"):
        yield (f"{API}/interests/{name}", "POST"), Access(Door.PROGRAM, DECLARING)
    yield ("/log/tile/entries/{address:path}", "GET"), Access(Door.PROGRAM, {Role.AUDITOR})
    yield (f"{API}/search/by-phone", "POST"), Access(Door.PROGRAM, HOTLINE)
    yield (f"{API}/me/telephone", "DELETE"), Access(Door.PROGRAM, {Role.CITIZEN})
    yield (f"{API}/attachments", "POST"), Access(Door.PROGRAM, GRANTS[SubmitPetition].keys())
    yield (f"{API}/petitions/{{number}}/attachments", "POST"), Access(Door.PROGRAM, STAFF | {Role.CITIZEN})
    for path in {f"{API}{path}" for path in EVERYBODY_READS} | UNVERSIONED:
        yield (path, "GET"), Access(Door.PUBLIC)


def _pages() -> Iterator[tuple[tuple[str, str], Access]]:
    for route, roles in PAGES.items():
        yield route, Access(Door.PAGE, roles)
    for route in CITIZENS_PAGES:
        yield route, Access(Door.CITIZENS, {Role.CITIZEN})
    for route in PUBLIC_PAGES:
        yield route, Access(Door.PUBLIC)
    for path, shown in OF_ONE_PETITION.items():
        yield (path, "GET"), Access(Door.PUBLIC, shown=shown)


POLICY: Final[dict[tuple[str, str], Access]] = dict([*_programs(), *_pages()])
"""Every route by its path and method."""


def routes(service: Service) -> Iterator[tuple[RouteContext, str, str]]:
    """Every route that the application has, with its path and method."""
    for route in iter_route_contexts(service.app.routes):
        yield from ((route, str(route.path), method) for method in sorted(route.methods or ()))
