"""The OpenAPI description: what the framework cannot know by itself, told in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from casebook.access import Role
from casebook.web.api.models import Problem
from casebook.web.audience import Guard, Public, declared
from casebook.web.problems import KINDS, MEDIA_TYPE
from casebook.web.sessions import SESSION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi.routing import RouteContext

SUMMARY: Final = "12345 民呼必应: petitions of citizens, from filing to closing, with a verifiable history."
DESCRIPTION: Final = """
**Who may do what.** Staff send `Authorization: Bearer …`; a token names a role (`x-roles` lists those that a route is
for) and, for people of a unit, the unit. Citizens have no account: they send the petition's number in the address and
its code in the header `Query-Code`. What you may not see does not exist for you: 404. A browser that has signed in, by
password or by a code to the telephone, sends its cookie; what it changes must come from a page of the service itself.

**Writing.** Every write has an `Idempotency-Key`. Send the same key again after a lost answer: you get the same
receipt, with `Idempotent-Replayed: true`. Every change has `If-Match` with the version you saw (`ETag`); who comes
second gets 409 `outdated` with what happened since.

**Reading your own writes.** A write answers with `Ledger-Position`; a read takes it as `not_before`.

**Errors** are problem details (RFC 9457). `type` names the kind, `detail` says in the language of `Accept-Language`
(zh-CN or en) what to do.

**Times** are UTC with offset. **Pages**: send `next` back as `after`.
"""
TAGS: Final = [
    {"name": "citizens", "description": "诉求人: file, rate, commend, withdraw."},
    {"name": "petitions", "description": "One petition, as far as the asker may see it (诉求)."},
    {"name": "attachments", "description": "Pictures: uploaded first, then named in a command (附件)."},
    {"name": "staff", "description": "热线办、派单员、督办、承办单位: intake, handling, closing."},
    {"name": "reporters", "description": "记者、编辑: follow-up, signature, publication (追访、公开)."},
    {"name": "records", "description": "档案: archiving and appraisal (归档、鉴定)."},
    {
        "name": "privacy",
        "description": "隐私保护: requests about personal data, holds, erasure (删除、限制处理、更正).",
    },
    {"name": "me", "description": "本人: who is asking, their sessions, their petitions."},
    {"name": "auditors", "description": "审计: every event with its hashes, replayed."},
    {"name": "analysts", "description": "统计: tallies, as they happened and as they were known."},
    {"name": "public", "description": "公开: the register, rankings and stories that anybody may read."},
    {"name": "service", "description": "Whether the service lives and how far its read models are."},
]
SCHEMES: Final = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "A token of staff (身份令牌).",
    },
    "queryCode": {
        "type": "apiKey",
        "in": "header",
        "name": "Query-Code",
        "description": "The code that was given when the petition was filed (查询码).",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": SESSION,
        "description": "Who has signed in (登录会话); over https its name begins with `__Host-`.",
    },
}


RECEIPT_HEADERS: Final = {
    "ETag": "The version of the petition after it.",
    "Ledger-Position": "The ledger's position after it; a read takes it as `not_before`.",
    "Idempotent-Replayed": "`true` where this key was answered before.",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The documented errors of a route."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {"description": "; ".join(_titles(status)), "content": content} for status in sorted({500, *statuses})
    }


def _titles(status: int) -> Iterator[str]:
    return (f"{kind.en} (`{kind.slug}`)" for kind in KINDS.values() if kind.status == status)


class Documented(FastAPI):
    """The application, with audiences and security in its description."""

    def openapi(self) -> dict[str, Any]:
        """The description in OpenAPI 3.1."""
        schema = super().openapi()
        schema["components"]["securitySchemes"] = SCHEMES
        schemas = schema["components"]["schemas"]
        schemas["Problem"] = Problem.model_json_schema()
        for form in (about for name, about in schemas.items() if name.startswith("Body_")):
            form["description"] = "A form with one file in it (表单)."
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        for context in iter_route_contexts(self.routes):
            for method in (context.methods or set()) & {"GET", "POST", "DELETE"}:
                operation = schema["paths"].get(str(context.path).replace(":path}", "}"), {}).get(method.lower())
                if operation is not None:
                    operation.update(_audience(context))
                    _tell_headers(operation, RECEIPT_HEADERS if method == "POST" else {})
                    if "application/json" in operation["responses"].get("422", {}).get("content", {}):
                        del operation["responses"]["422"]  # the framework's own; a wrong address is 404 here
        return schema


def _tell_headers(operation: dict[str, Any], headers: dict[str, str]) -> None:
    for status, answer in operation["responses"].items():
        if status.startswith("2") and headers:
            answer["headers"] = {
                name: {"description": about, "schema": {"type": "string"}} for name, about in headers.items()
            }


def _audience(context: RouteContext) -> dict[str, Any]:
    guard = next(declared(context.dependant))
    roles = sorted(guard.roles)
    return {"x-roles": roles or ["public"], "security": _security(guard, str(context.path))}


def _security(guard: Guard | Public, path: str) -> list[dict[str, list[str]]]:
    if isinstance(guard, Public):
        return []
    ways: list[dict[str, list[str]]] = [{"bearer": []}] if guard.roles - {Role.CITIZEN} else []
    ways.append({"session": []})
    if Role.CITIZEN in guard.roles and not guard.known:
        ways.append({})
    elif Role.CITIZEN in guard.roles and "{number}" in path:
        ways.append({"queryCode": []})
    return ways
