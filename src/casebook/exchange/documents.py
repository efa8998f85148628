"""Rows out of documents: JSON arrays, JSON Lines and XES event logs."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any, Final
from xml.etree.ElementTree import ParseError

import ijson  # type: ignore[import-untyped]  # it brings no types
import orjson
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from casebook.exchange.faults import BadFile, BadRow
from casebook.exchange.opening import lines
from casebook.exchange.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from casebook.exchange.mapping import Mapping

TRACE_PREFIX: Final = "case:"
"""Before the key of an attribute that belongs to a whole trace."""

_BOM: Final = b"\xef\xbb\xbf"


def json_rows(content: IO[bytes], mapping: Mapping) -> Iterator[Row]:
    """The objects of an array in a JSON document; `path` leads to it, `data.items` for `{"data": {"items": [...]}}`.

    Raises:
        BadFile: this is no JSON, or has no array there.
    """
    number = 0
    _rewind(content)
    try:
        for value in ijson.items(content, f"{mapping.path}.item".removeprefix(".")):
            number += 1
            yield _object(number, value)
        if number == 0:
            _rewind(content)
            _must_have_array(content, mapping.path)
    except (ijson.JSONError, UnicodeDecodeError) as error:
        raise BadFile(
            f"第 {number} 条记录之后不是正确的 JSON。", f"After record {number} this is not proper JSON."
        ) from error


def _rewind(content: IO[bytes]) -> None:
    content.seek(0)
    if content.read(len(_BOM)) != _BOM:
        content.seek(0)


def _must_have_array(content: IO[bytes], path: str) -> None:
    """No rows may mean an empty array, or a mapping that looks in the wrong place."""
    if not any(place == path and what == "start_array" for place, what, _ in ijson.parse(content)):
        raise BadFile(f"JSON 的{path or '顶层'}没有数组。", f"This JSON has no array at {path or 'the top'}.")


def _object(line: int, value: Any) -> Row:
    if isinstance(value, dict):
        return Row(line, value)
    return Row(line, {"content": value}, BadRow("不是 JSON 对象。", "Not a JSON object."))


def json_lines(content: IO[bytes], mapping: Mapping) -> Iterator[Row]:
    """The object on each line; a line that is none is a bad row.

    Raises:
        BadFile: a line is not in the encoding.
    """
    for number, text in enumerate(lines(content, mapping.encoding), 1):
        if text.strip():
            try:
                yield _object(number, orjson.loads(text))
            except orjson.JSONDecodeError:
                yield Row(number, {"content": text}, BadRow("不是正确的 JSON。", "Not proper JSON."))


def xes_rows(content: IO[bytes], mapping: Mapping) -> Iterator[Row]:  # noqa: ARG001  every reader is called alike
    """The events of an XES log: their attributes by key, those of their trace behind `case:`.

    Raises:
        BadFile: this is no XES, ends too soon, or declares entities.
    """
    number = 0
    try:
        for event, case in _events(content):
            number += 1
            yield Row(number, case | _attributes(event, ""))
    except (ParseError, DefusedXmlException) as error:
        raise BadFile(
            f"第 {number} 个事件之后不是可接受的 XES。", f"After event {number} this is no XES that can be taken."
        ) from error


def _events(content: IO[bytes]) -> Iterator[tuple[Element, dict[str, Any]]]:
    """Each event with its trace's attributes; what is done with is cut off the tree, so that it does not grow."""
    log: Element | None = None
    trace: Element | None = None
    case: dict[str, Any] | None = None
    for what, element in iterparse(content, ("start", "end"), forbid_dtd=True):
        name = _local(element)
        if log is None:
            log = _must_be_log(element)
        elif what == "start" and name == "trace":
            trace, case = element, None
        elif what == "end" and name == "event" and trace is not None:
            case = case or _attributes(trace, TRACE_PREFIX)
            yield element, case
            trace.remove(element)
        elif what == "end" and name == "trace":
            log.clear()


def _must_be_log(element: Element) -> Element:
    if _local(element) != "log":
        raise BadFile("此 XML 不是 XES 日志。", "This XML is no XES log.")
    return element


def _attributes(parent: Element, prefix: str) -> dict[str, Any]:
    return {
        prefix + key: child.get("value")
        for child in parent
        if (key := child.get("key")) is not None and child.get("value") is not None
    }


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
