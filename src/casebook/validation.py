"""What pydantic finds wrong with a value, in plain words of both languages and without the value."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from casebook.errors import Unfit

if TYPE_CHECKING:
    from collections.abc import Mapping

MESSAGES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "missing": ("此项必填。", "This is required."),
        "extra_forbidden": ("没有这一项，请删除。", "There is no such field; leave it out."),
        "string_too_short": ("至少填写 {min_length} 个字。", "Write at least {min_length} characters."),
        "string_too_long": ("最多填写 {max_length} 个字。", "Write at most {max_length} characters."),
        "string_pattern_mismatch": ("格式不正确。", "The form is not right."),
        "string_type": ("须为文字。", "This must be text."),
        "string_unicode": ("含有无法识别的字符。", "This holds characters that cannot be read."),
        "too_short": ("至少填写 {min_length} 项。", "Give at least {min_length}."),
        "too_long": ("最多填写 {max_length} 项。", "Give at most {max_length}."),
        "enum": ("只能是：{expected}。", "This must be one of: {expected}."),
        "literal_error": ("只能是：{expected}。", "This must be one of: {expected}."),
        "greater_than_equal": ("不能小于 {ge}。", "This must be {ge} or more."),
        "less_than_equal": ("不能大于 {le}。", "This must be {le} or less."),
        "timezone_aware": ("时间须带时区，例如 +08:00。", "The time needs an offset, for example +08:00."),
        "decimal": ("须为数字。", "This must be a number."),
        "time": ("须为时刻，例如 09:00:00。", "This must be a time of day such as 09:00:00."),
        "dict": ("须为一个表。", "This must be a table."),
        "uuid": ("须为 UUID。", "This must be a UUID."),
        "int": ("须为整数。", "This must be a whole number."),
        "bool": ("只能是 true 或 false。", "This must be true or false."),
        "datetime": (
            "须为带时区的时间，例如 2022-01-30T15:30:00+08:00。",
            "This must be a time such as 2022-01-30T15:30:00+08:00.",
        ),
        "date": ("须为日期，例如 2022-01-30。", "This must be a day such as 2022-01-30."),
        "model": ("须为 JSON 对象。", "This must be a JSON object."),
        "tuple": ("须为数组。", "This must be an array."),
        "list": ("须为数组。", "This must be an array."),
    }
)
"""Plain words for each kind of error; a kind not named here is looked up by its first word."""

_PLACE: Final = re.compile(r"line (\d+),? column (\d+)")

OTHERWISE: Final = ("不符合要求。", "This is not valid.")


def place_of(error: ValueError) -> str:
    """Where a text of TOML or JSON cannot be read, in Chinese: what their readers say is English."""
    found = _PLACE.search(str(error))
    return f"第 {found[1]} 行第 {found[2]} 列读不懂。" if found else "读不懂。"


def in_words(error: Mapping[str, Any]) -> tuple[str, str]:
    """What is wrong by one of the errors that pydantic lists, in Chinese and in English."""
    kind, context = str(error["type"]), dict(error.get("ctx", {}))
    if isinstance(unfit := context.get("error"), Unfit):
        return unfit.zh, unfit.en
    zh, en = MESSAGES.get(kind) or MESSAGES.get(kind.partition("_")[0]) or OTHERWISE
    english = en.format_map(context)
    if "expected" in context:  # a list in English
        context["expected"] = str(context["expected"]).replace(", ", "、").replace(" or ", "、").replace("'", "")
    return zh.format_map(context), english
