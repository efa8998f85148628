"""The service does what its description says: calls drawn from the OpenAPI document, by nobody and by somebody.

`bin/test tests/web/test_description.py --calls 50 -n 0` draws many, by every role, on the demo ledger.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from itertools import count, islice
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid5

import requests
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import openapi
from schemathesis.checks import CheckContext, not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from casebook.access import Role
from casebook.accounts.people import OF_UNITS
from casebook.casework.adopting import adopt_shipped
from casebook.casework.citizens import query_code
from casebook.demo import load as load_demo
from web.scene import scene_at
from web.service_at_hand import STREET

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest
    from schemathesis import Case
    from schemathesis.core.transport import Response

    from web.service_at_hand import Service


def no_fault(ctx: CheckContext, response: Response, case: Case[Any]) -> bool | None:
    """No answer says that something is wrong with the service; that it is not as far as it was asked to be, it may."""
    if response.status_code == 503 and response.json()["type"] == "/problems/behind":
        return None
    return not_a_server_error(ctx, response, case)


CHECKS: Final = [
    no_fault,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
FEW: Final = 1
"""Calls of each kind, by one role: as in the example, as allowed, as forbidden. Where nobody asks for more."""


@dataclass(frozen=True)
class Caller:
    """Somebody who calls, and the petitions that they name."""

    service: Service
    role: Role | None
    petitions: dict[str, UUID]
    turns: Iterator[int]

    def headers(self, number: str | None) -> dict[str, str]:
        """How they are known: a program by its token, a citizen by the query code of the petition."""
        if self.role is None or (self.role is Role.CITIZEN and number is None):
            return {}
        if self.role is Role.CITIZEN:
            return {"Query-Code": query_code(self.service.ledger.keys, self.petitions[number or ""])}
        unit = STREET if self.role in OF_UNITS else None
        return {"Authorization": f"Bearer {self.service.token(self.role, unit)}"}

    def call(self, line: requests.Session, case: Case[Any], number: str) -> None:
        """Call, about one of the petitions and having seen it as it is now, and hold the answer to the description.

        Raises:
            FailureGroup: it is other than described.
        """
        about = None
        with suppress(ValueError, KeyError):  # no key is drawn twice, where it is one
            case.headers["Idempotency-Key"] = str(uuid5(UUID(case.headers["Idempotency-Key"]), str(next(self.turns))))
        if "number" in case.path_parameters:
            case.path_parameters["number"] = about = number
            if "If-Match" in case.headers:
                case.headers["If-Match"] = f'"{len(self.service.ledger.entries(self.petitions[number]))}"'
        case.call_and_validate(self.service.url, line, self.headers(about), CHECKS)


def test_no_answer_is_other_than_described(service: Service, request: pytest.FixtureRequest) -> None:
    wanted: int | None = request.config.getoption("--calls")
    petitions = demo_petitions(service) if wanted else petitions_at_hand(service)
    schema = openapi.from_dict(service.app.openapi())
    wrong: dict[tuple[str, str], str] = {}
    turns = count()
    with requests.Session() as line:
        for turn, found in enumerate(schema.get_all_operations()):
            operation: Any = found.ok()  # type: ignore[union-attr]  # else it is none, and raises
            for role in callers(operation.definition.raw["x-roles"], None if wanted else turn):
                caller = Caller(service, role, petitions, turns)
                for cases in drawn(operation):
                    for title, told in failures(caller, line, cases, wanted or FEW):
                        wrong.setdefault((operation.label, title), f"{role}: {told}")
    assert wrong == {}


def callers(roles: list[str], turn: int | None) -> Iterator[Role | None]:
    """Of those whom a route is for one in turn, nobody where it is for everybody; or all, and nobody."""
    known = sorted(Role(role) for role in roles if role != "public")
    if turn is None or not known:
        yield from (None, *known)
    else:
        yield known[turn % len(known)]


def drawn(operation: Any) -> Iterator[st.SearchStrategy[Case[Any]]]:
    """Calls as in the examples of the description, such as it allows, and such as it forbids."""
    yield from operation.schema.get_strategies_from_examples(operation)[:1]
    yield from (operation.as_strategy(mode) for mode in GenerationMode)


def failures(
    caller: Caller, line: requests.Session, cases: st.SearchStrategy[Case[Any]], calls: int
) -> list[tuple[str, str]]:
    """What is other than described in so many calls."""
    found: list[tuple[str, str]] = []

    @settings(
        max_examples=calls,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(cases, st.sampled_from(list(caller.petitions)))
    def call(case: Case[Any], number: str) -> None:
        try:
            caller.call(line, case, number)
        except FailureGroup as group:
            found.extend((failure.title, group.message) for failure in group.exceptions)

    with suppress(Unsatisfiable):  # there is no way to call it wrongly
        call()
    return found


def petitions_at_hand(service: Service) -> dict[str, UUID]:
    """A few petitions, beside a ranking and a story, in a city that has adopted what casebook comes with."""
    adopt_shipped(service.ledger)
    numbers = scene_at(service).numbers.values()
    return {number: found for number in numbers if (found := service.ledger.by_number(number))}


def demo_petitions(service: Service) -> dict[str, UUID]:
    """Every hundredth petition of the demo ledger."""
    adopt_shipped(service.ledger)
    load_demo(service.ledger)
    service.follower.catch_up()
    service.app.state.services.search.catch_up()
    rows = service.app.state.services.reader.ask("public_register", "page", {"limit": 2000})
    return {row["number"]: row["petition_id"] for row in islice(rows, 0, None, 100)}
