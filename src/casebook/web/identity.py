"""Who somebody is: people of staff by their session, programs by tokens that the command line issues.

Tokens are signed JSON Web Tokens, read strictly. Citizens have none: they act by the number of their petition and its
query code, or by the session of a telephone number that they have shown to be theirs.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

import jwt

from casebook.access import Actor, Role
from casebook.accounts.people import OF_UNITS
from casebook.errors import CasebookError, Misconfigured
from casebook.web.sessions import session_of

if TYPE_CHECKING:
    from datetime import timedelta

    from starlette.requests import Request

ALGORITHM: Final = "HS256"
ISSUER: Final = "casebook"
AUDIENCE: Final = "casebook-api"
CLAIMS: Final = ("iss", "aud", "iat", "exp", "sub", "role")
SKEW: Final = 5
"""So many seconds may the clocks of two machines differ."""


class NotIdentified(CasebookError):
    """请先登录，或提供有效的身份令牌或查询码。 | Say who you are: a valid token or query code is missing."""

    door = "/sign-in"
    """Where a browser is led."""


class NotOpened(NotIdentified):
    """请先输入诉求编号和查询码。 | Type the petition's number and its query code first."""

    door = "/mine"


def person(request: Request) -> Actor | None:
    """Who of staff asks, by the browser's session; None for everybody else.

    Raises:
        CrossSite: the request wants to change something and does not come from a page of ours.
    """
    session = session_of(request)
    return session.actor if session else None


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


def _fits(role: Role, unit: object) -> bool:
    if role is Role.CITIZEN:
        return False
    return isinstance(unit, str) and unit != "" if role in OF_UNITS else unit is None
