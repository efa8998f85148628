"""Identity tokens of staff: signed JSON Web Tokens, issued by casebook's command line, read here strictly.

Programs send them with each request; a browser keeps one as a cookie, which only pages look at.
Citizens have no token: they act by the number of their petition and its query code.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

import jwt

from casebook.access import Actor, Role
from casebook.errors import CasebookError, Misconfigured
from casebook.web.services import services

if TYPE_CHECKING:
    from datetime import timedelta

    from starlette.requests import Request
    from starlette.responses import Response

ALGORITHM: Final = "HS256"
ISSUER: Final = "casebook"
AUDIENCE: Final = "casebook-api"
CLAIMS: Final = ("iss", "aud", "iat", "exp", "sub", "role")
SKEW: Final = 5
"""So many seconds may the clocks of two machines differ."""

COOKIE: Final = "casebook-person"
"""Where a browser keeps who is signed in."""

OF_UNITS: Final = frozenset({Role.UNIT_OFFICER, Role.UNIT_APPROVER})
"""Roles that act for a unit; their tokens name it, no other token does."""


class NotIdentified(CasebookError):
    """请先登录，或提供有效的身份令牌或查询码。 | Say who you are: a valid token or query code is missing."""


def issue(key: bytes, role: Role, unit: str | None, subject: UUID, valid_for: timedelta) -> str:
    """A token under which `subject` acts as `role`, for a unit where the role is one of a unit.

    Raises:
        Misconfigured: the role needs a unit and has none, or has one and is of none, or is not for people of staff.
    """
    if not _fits(role, unit):
        raise Misconfigured(
            f"岗位 {role} 与单位 {unit or '（无）'} 不相符。",
            f"The role {role} does not go with the unit {unit or 'none'}.",
        )
    now = datetime.now(UTC)
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "iat": now,
        "exp": now + valid_for,
        "sub": str(subject),
        "role": role.value,
    }
    return jwt.encode(claims | ({"unit": unit} if unit else {}), key, ALGORITHM)


def read(key: bytes, token: str) -> Actor:
    """The actor that a token names.

    Raises:
        NotIdentified: the token is not ours, has run out, or says what no token of ours says.
    """
    try:
        claims = jwt.decode(
            token,
            key,
            algorithms=[ALGORITHM],
            issuer=ISSUER,
            audience=AUDIENCE,
            leeway=SKEW,
            options={"require": list(CLAIMS)},
        )
        actor = Actor(UUID(claims["sub"]), Role(claims["role"]), claims.get("unit"))
    except (jwt.InvalidTokenError, ValueError) as error:
        raise NotIdentified from error
    if not _fits(actor.role, actor.unit):
        raise NotIdentified
    return actor


def person(request: Request) -> Actor | None:
    """Who is signed in in this browser, if anybody: the one question that pages ask about identity."""
    token = request.cookies.get(COOKIE)
    if token is None:
        return None
    try:
        return read(services(request).ledger.keys.token, token)
    except NotIdentified:
        return None


def remember(request: Request, response: Response, token: str) -> None:
    """Sign a person in in this browser, until it is closed."""
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, token, httponly=True, samesite="lax", secure=secure)


def forget(response: Response) -> None:
    """Sign out."""
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")


def _fits(role: Role, unit: object) -> bool:
    if role is Role.CITIZEN:
        return False
    return isinstance(unit, str) and unit != "" if role in OF_UNITS else unit is None
