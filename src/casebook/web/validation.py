"""What is wrong with the content of a request, field by field, in plain words and without the value."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casebook.web.language import Language

MOST: Final = 50
"""So many errors are told of one request."""

LONGEST: Final = 64
"""So many characters of an unknown field's name are repeated to who sent it."""

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
        "value_error": ("含有不允许的字符。", "This is not allowed: {error}."),
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

OTHERWISE: Final = ("不符合要求。", "This is not valid.")


def explained(found: Sequence[Mapping[str, Any]], language: Language) -> list[dict[str, str]]:
    """Each error as the place of the field and a sentence."""
    return [
        {
            "in": str(each["loc"][0]),
            "field": ".".join(str(part)[:LONGEST] for part in each["loc"][1:]),
            "message": _sentence(each, language),
        }
        for each in found[:MOST]
    ]


def _sentence(error: Mapping[str, Any], language: Language) -> str:
    kind = str(error["type"])
    zh, en = MESSAGES.get(kind) or MESSAGES.get(kind.partition("_")[0]) or OTHERWISE
    context = dict(error.get("ctx", {}))
    if language == "en":
        return en.format_map(context)
    if "expected" in context:  # a list in English
        context["expected"] = str(context["expected"]).replace(", ", "、").replace(" or ", "、").replace("'", "")
    return zh.format_map(context)
