"""The reference of the API, written by the server out of the OpenAPI document: no other host, no script."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated, Any, Final, cast

from fastapi import APIRouter, Depends, FastAPI, Path, Request, Response

from casebook.errors import NotFound
from casebook.web.audience import public
from casebook.web.html.page import page
from casebook.web.html.shelf import SharedRoute
from casebook.web.problems import KINDS

router = APIRouter(
    prefix="/api/reference",
    tags=["pages"],
    route_class=SharedRoute,
    dependencies=[Depends(public())],
    include_in_schema=False,
)
METHODS: Final = ("get", "post", "delete")
LIMITS: Final = ("minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "pattern", "format")
REF: Final = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class Fact:
    """A parameter or a field: its name, where it stands, its type, whether it must be given, its limits, an example."""

    name: str
    place: str
    type: str
    required: bool
    about: str
    limits: str
    example: str


@dataclass(frozen=True, slots=True)
class Model:
    """A named object of bodies and answers."""

    name: str
    about: str
    facts: list[Fact]


@dataclass(frozen=True, slots=True)
class Operation:
    """A route: how it is asked, by whom, what it takes and what it answers."""

    id: str
    method: str
    path: str
    summary: str
    about: str
    roles: list[str]
    parameters: list[Fact]
    body: str
    example: str
    answers: list[tuple[str, str, str]]


@router.get("")
def reference(request: Request) -> Response:
    """What is common to all routes, the groups, and every problem."""
    document = _document(request)
    groups = [(tag, _operations(document, str(tag["name"]))) for tag in document["tags"]]
    return page(
        request,
        "reference/groups.html",
        document=document,
        groups=[(tag, operations) for tag, operations in groups if operations],
        problems=sorted(KINDS.values(), key=lambda kind: (kind.status, kind.slug)),
    )


@router.get("/{operation}")
def route(request: Request, operation: Annotated[str, Path(pattern=r"^[a-z_-]{1,64}$")]) -> Response:
    """One route, and every object that it names."""
    document = _document(request)
    groups = (str(tag["name"]) for tag in document["tags"])
    known = {one.id: (group, one) for group in groups for one in _operations(document, group)}
    if operation not in known:
        raise NotFound
    group, told = known[operation]
    models = _models(document, [told.body, *(kind for _, _, kind in told.answers)])
    return page(request, "reference/route.html", group=group, one=told, models=models)


def _document(request: Request) -> dict[str, Any]:
    return cast("FastAPI", request.app).openapi()


def _operations(document: dict[str, Any], tag: str) -> list[Operation]:
    return [
        _operation(path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method in METHODS and tag in operation.get("tags", ())
    ]


def _operation(path: str, method: str, told: dict[str, Any]) -> Operation:
    schema, example = _content(told.get("requestBody", {}).get("content", {}))
    return Operation(
        id=told["operationId"],
        method=method.upper(),
        path=path,
        summary=told.get("summary", ""),
        about=told.get("description", ""),
        roles=told.get("x-roles", []),
        parameters=[
            _fact(one["name"], one["schema"] | one, required=one.get("required", False), place=one["in"])
            for one in told.get("parameters", [])
        ],
        body=_type(schema),
        example=_written(example),
        answers=[
            (status, answer["description"], _type(_content(answer.get("content", {}))[0]))
            for status, answer in told["responses"].items()
        ],
    )


def _content(content: dict[str, Any]) -> tuple[dict[str, Any], Any]:
    """The schema of a body and an example of it."""
    found: dict[str, Any] = next(iter(content.values()), {})
    examples = [
        *found.get("schema", {}).get("examples", ()),
        *(one["value"] for one in found.get("examples", {}).values()),
    ]
    return found.get("schema", {}), found.get("example", next(iter(examples), None))


def _models(document: dict[str, Any], names: list[str]) -> list[Model]:
    """The objects of these names, and those that they name themselves, in the order of the alphabet."""
    schemas, left = document["components"]["schemas"], list(names)
    found: dict[str, Model] = {}
    while left:
        name = left.pop().removesuffix("[]")
        if name not in schemas or name in found:
            continue
        schema = schemas[name]
        required = schema.get("required", ())
        facts = [_fact(key, value, required=key in required) for key, value in schema.get("properties", {}).items()]
        about = " | ".join(map(str, schema.get("enum", ()))) or schema.get("description", "")
        found[name] = Model(name, about, facts)
        left += [part.strip() for fact in facts for part in fact.type.split("|")]
    return [found[name] for name in sorted(found)]


def _fact(name: str, schema: dict[str, Any], *, required: bool, place: str = "") -> Fact:
    parts = [schema, *schema.get("anyOf", ())]
    limits = [f"{limit}: {part[limit]}" for part in parts for limit in LIMITS if limit in part]
    example = next(iter(schema.get("examples", ())), None)
    about = schema.get("description", "")
    return Fact(name, place, _type(schema), required, about, ", ".join(limits), _written(example))


def _type(schema: dict[str, Any]) -> str:
    """What a schema is called: the name of an object, a plain type, several with a bar between, a list with `[]`."""
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(REF)
    if "anyOf" in schema or "oneOf" in schema:
        return " | ".join(dict.fromkeys(_type(one) for one in schema.get("anyOf") or schema["oneOf"]))
    if schema.get("type") == "array":
        return f"{_type(schema.get('items', {}))}[]"
    return str(schema.get("type") or ("object" if schema.get("properties") else ""))


def _written(example: object) -> str:
    return "" if example is None else json.dumps(example, ensure_ascii=False, indent=2, default=str)
