"""Every error as problem details (RFC 9457) or a page, in the asker's language, never with a value that was given."""

from __future__ import annotations

import json
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, cast

from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from casebook import errors
from casebook.accounts import selections, trouble
from casebook.errors import CasebookError
from casebook.readmodels import TooSlow
from casebook.web.accesses import note_refusal
from casebook.web.html.errors import error_page, is_for_people
from casebook.web.identity import NotIdentified
from casebook.web.language import TAGS, language_of
from casebook.web.sessions import CrossSite, Unencrypted
from casebook.web.validation import explained

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import FastAPI
    from starlette.requests import Request

MEDIA_TYPE: Final = "application/problem+json"
RETRY_AFTER: Final = 1
"""So many seconds should pass before the same is asked again."""


class Malformed(CasebookError):
    """请求无法读取，请检查其格式。 | The request cannot be read; check its form."""


class KeyMissing(CasebookError):
    """请在 Idempotency-Key 头中提供一个新的 UUID，重试时保持不变。 | Send a new UUID in the header Idempotency-Key, and the same one when you try again."""  # noqa: E501  one sentence in two languages


class VersionMissing(CasebookError):
    """请在 If-Match 头中原样提供您看到的 ETag；尚不存在的（如初次起草排行）填 "0"。 | Send the ETag that you have seen in the header If-Match; of what is not there yet, as a ranking before its draft, "0"."""  # noqa: E501  one sentence in two languages


class MethodWrong(CasebookError):
    """此地址不支持这种请求方法。 | This address does not take this method."""


class TooLarge(CasebookError):
    """发送的内容过大，请减少文字或照片后再试。 | What was sent is too large; send fewer words or pictures."""


class HeadTooLarge(CasebookError):
    """请求的地址和标头过长。 | The address and the headers of the request are too long."""


class MediaWrong(CasebookError):
    """请求内容须为 UTF-8 编码的 JSON；上传照片须为表单（multipart/form-data）。 | The content must be JSON in UTF-8; a picture comes in a form (multipart/form-data)."""  # noqa: E501  one sentence in two languages


class Invalid(CasebookError):
    """有的内容不符合要求，请逐项更正。 | Some of the content is not valid; correct what is listed."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How a class of errors is told over HTTP."""

    status: int
    slug: str
    zh: str
    en: str


KINDS: Final[Mapping[type[CasebookError], Kind]] = MappingProxyType(
    {
        Malformed: Kind(400, "malformed", "请求格式有误", "Malformed request"),
        KeyMissing: Kind(400, "key-missing", "缺少幂等键", "Idempotency key missing"),
        NotIdentified: Kind(401, "not-identified", "身份未确认", "Not identified"),
        CrossSite: Kind(403, "cross-site", "来源不是本站", "Not from our own pages"),
        Unencrypted: Kind(403, "unencrypted", "连接未加密", "Connection not encrypted"),
        trouble.SignInFailed: Kind(403, "sign-in-failed", "登录失败", "Sign-in failed"),
        trouble.SecondFactorNeeded: Kind(403, "second-factor-needed", "须输入动态验证码", "A code is needed too"),
        trouble.CodeWrong: Kind(403, "code-wrong", "验证码不正确", "Wrong code"),
        trouble.PhoneUnverified: Kind(403, "phone-unverified", "电话未验证", "Telephone number not verified"),
        trouble.ProviderFailed: Kind(403, "provider-failed", "统一身份认证失败", "Sign-in service failed"),
        errors.NotPermitted: Kind(403, "not-permitted", "无权操作", "Not permitted"),
        errors.NotFound: Kind(404, "not-found", "没有找到", "Not found"),
        MethodWrong: Kind(405, "method-wrong", "请求方法不支持", "Method not allowed"),
        errors.Refused: Kind(409, "refused", "按规则不能办理", "Refused by a rule"),
        errors.Outdated: Kind(409, "outdated", "已被他人更改", "Changed meanwhile"),
        errors.Erased: Kind(410, "erased", "内容已依法删除", "Erased"),
        TooLarge: Kind(413, "too-large", "请求过大", "Too large"),
        MediaWrong: Kind(415, "media-wrong", "内容类型不支持", "Unsupported media type"),
        errors.KeyReused: Kind(422, "key-reused", "幂等键已被使用", "Idempotency key reused"),
        Invalid: Kind(422, "invalid", "内容不符合要求", "Invalid content"),
        selections.NotKept: Kind(422, "not-kept", "未能保存", "Not kept"),
        trouble.WeakPassword: Kind(422, "weak-password", "密码过于简单", "Weak password"),
        errors.PictureRefused: Kind(422, "picture-refused", "照片不能接收", "Picture refused"),
        VersionMissing: Kind(428, "version-missing", "缺少版本", "Version missing"),
        trouble.TooManyTries: Kind(429, "too-many-tries", "尝试次数过多", "Too many tries"),
        HeadTooLarge: Kind(431, "head-too-large", "请求头过大", "Head too large"),
        errors.Unreadable: Kind(500, "unreadable", "存储内容无法读取", "Stored content cannot be read"),
        errors.Tampered: Kind(500, "tampered", "账本被篡改", "The ledger was tampered with"),
        errors.Misconfigured: Kind(500, "misconfigured", "设置有误", "Misconfigured"),
        CasebookError: Kind(500, "internal", "系统内部错误", "Internal error"),
        TooSlow: Kind(503, "too-slow", "查询时间过长", "Takes too long"),
        errors.Behind: Kind(503, "behind", "数据尚未更新", "Not up to date yet"),
        errors.Unavailable: Kind(503, "unavailable", "暂时无法使用", "Unavailable"),
    }
)
"""Each class of errors: HTTP status, name of the problem type, title."""

OF_FRAMEWORK: Final[Mapping[int, type[CasebookError]]] = MappingProxyType(
    {400: Malformed, 404: errors.NotFound, 405: MethodWrong, 413: TooLarge, 415: MediaWrong}
)
"""What stands for the framework's own refusals."""

OF_HEADERS: Final[Mapping[str, type[CasebookError]]] = MappingProxyType(
    {"idempotency-key": KeyMissing, "if-match": VersionMissing}
)
"""What stands for a header that must be there."""


def kind_of(error: CasebookError) -> Kind:
    """How an error is told."""
    return next(KINDS[cls] for cls in type(error).__mro__ if cls in KINDS)


def type_of(kind: Kind) -> str:
    """The `type` of a problem, a reference relative to the service."""
    return f"/problems/{kind.slug}"


def answering(error: CasebookError | None) -> dict[str, int]:
    """With which `status` and `wait` a page answers that shows an error among what it has; None is no error."""
    return {"status": kind_of(error).status, "wait": _wait(error)} if error else {}


def problem(request: Request, error: CasebookError, more: Mapping[str, Any] | None = None) -> Response:
    """The answer that tells of an error."""
    kind = kind_of(error)
    if is_for_people(request):
        listed = (more or {}).get("errors", ())
        return error_page(request, kind.status, (kind.zh, kind.en), error, listed=listed, wait=_wait(error))
    return details(request, error, {"instance": f"urn:uuid:{request.scope['casebook.request_id']}", **(more or {})})


def details(request: Request, error: CasebookError, more: Mapping[str, Any] | None = None) -> Response:
    """The problem details that tell of an error, for programs and for services that have no pages."""
    kind, language = kind_of(error), language_of(request)
    content = {
        "type": type_of(kind),
        "title": kind.en if language == "en" else kind.zh,
        "status": kind.status,
        "detail": error.in_language(language),
        **_members(error),
        **(more or {}),
    }
    headers = {"Content-Language": TAGS[language], "Vary": "Accept-Language"}
    if isinstance(error, NotIdentified):
        headers["WWW-Authenticate"] = 'Bearer realm="casebook"'
    if wait := _wait(error):
        headers["Retry-After"] = str(wait)
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(body, kind.status, headers, MEDIA_TYPE)


def _wait(error: CasebookError) -> int:
    """After how many seconds the same may be asked again; 0 where waiting does not help."""
    match error:
        case trouble.TooManyTries():
            return error.seconds
        case TooSlow() | errors.Behind() | errors.Unavailable():
            return RETRY_AFTER
        case _:
            return 0


def _members(error: CasebookError) -> dict[str, Any]:
    """What a class of errors tells beside its sentence."""
    match error:
        case errors.Refused():
            return {"rule": error.rule}
        case errors.Outdated():
            return {"expected": error.expected, "actual": error.actual, "since": list(error.since)}
        case errors.Tampered():
            return {"position": error.position}
        case _:
            return {}


async def _of_casebook(request: Request, error: Exception) -> Response:
    told = cast("CasebookError", error)
    try:
        await run_in_threadpool(note_refusal, request, told)
    except CasebookError as gone:
        told = gone
    return problem(request, told)


async def _of_framework(request: Request, error: Exception) -> Response:
    refusal = cast("HTTPException", error)
    answer = problem(request, refused(refusal))
    answer.headers.update(refusal.headers or {})
    return answer


async def _of_validation(request: Request, error: Exception) -> Response:
    return problem(request, *invalid(request, cast("RequestValidationError", error)))


def refused(refusal: HTTPException) -> CasebookError:
    """What stands for a refusal of the framework's own."""
    return OF_FRAMEWORK.get(refusal.status_code, Malformed)()


def invalid(request: Request, error: RequestValidationError) -> tuple[CasebookError, Mapping[str, Any]]:
    """What stands for content that is not valid, and what is told beside."""
    found = error.errors()
    for each in found:
        where, *path = each["loc"]
        if where == "header" and each["type"] == "missing":
            return OF_HEADERS.get(str(path[0]).lower(), Malformed)(), {}
        if where == "path":
            return errors.NotFound(), {}
        if each["type"] == "json_invalid":
            return Malformed(), {}
    return Invalid(), {"errors": explained(found, language_of(request))}


def tell_of_errors(app: FastAPI) -> None:
    """Let the application answer every error as problem details."""
    app.add_exception_handler(CasebookError, _of_casebook)
    app.add_exception_handler(HTTPException, _of_framework)
    app.add_exception_handler(RequestValidationError, _of_validation)
