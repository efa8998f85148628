"""What can go wrong, named after the thing itself.

An error is a class and a sentence in two languages. It knows nothing of HTTP or exit codes: `web/problems.py` and
`cli` each map classes to their own answers. The class docstring is the default sentence: Chinese, a bar, English.
"""

from __future__ import annotations

import errno
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_OF_SYSTEM: Final[Mapping[int | None, str]] = MappingProxyType(
    {
        errno.ENOENT: "没有这个文件或文件夹",
        errno.EEXIST: "已有同名的文件",
        errno.EISDIR: "这是一个文件夹",
        errno.ENOTDIR: "路径中有一段不是文件夹",
        errno.ENAMETOOLONG: "文件名太长",
        errno.ELOOP: "链接绕成了圈",
        errno.EACCES: "没有权限",
        errno.EPERM: "不允许这样做",
        errno.EROFS: "文件系统是只读的",
        errno.ENOSPC: "磁盘空间不足",
        errno.EDQUOT: "超出了磁盘配额",
        errno.EFBIG: "文件太大",
        errno.EIO: "读写出错",
        errno.EBUSY: "正被占用",
        errno.ENOEXEC: "不是可以运行的程序",
        errno.EMFILE: "打开的文件太多",
        errno.ENFILE: "打开的文件太多",
        errno.ENOMEM: "内存不足",
        errno.EPIPE: "另一端已经关闭",
        errno.EADDRINUSE: "地址已被占用",
        errno.EADDRNOTAVAIL: "本机没有这个地址",
        errno.ECONNREFUSED: "连接被拒绝",
        errno.ECONNRESET: "连接被对方断开",
        errno.ETIMEDOUT: "等待超时",
        errno.EHOSTUNREACH: "无法到达该主机",
        errno.ENETUNREACH: "无法到达该网络",
    }
)


class CasebookError(Exception):
    """系统出错，这一步可能没有办成，请先看一看再重试；仍不行请联系系统管理员。 | Something went wrong, and what you asked for may not be done. Look first, then try again; if it stays so, ask the people who run the system."""  # noqa: E501  one sentence in two languages

    def __init__(self, zh: str = "", en: str = "") -> None:
        default_zh, _, default_en = (type(self).__doc__ or "").partition(" | ")
        self.zh = zh or default_zh
        self.en = en or default_en
        super().__init__(f"{self.zh} / {self.en}")

    def in_language(self, language: str) -> str:
        """The sentence in `zh` or `en`."""
        return self.en if language == "en" else self.zh


def system_says(error: OSError) -> tuple[str, str]:
    """Why the operating system refuses, in Chinese and in English; what has no words here has its code."""
    code = errno.errorcode.get(error.errno or 0, "")
    return _OF_SYSTEM.get(error.errno) or f"系统错误 {code}".rstrip(), error.strerror or str(error)


class Unfit(ValueError):
    """A value that does not fit, in a sentence of both languages: what validators raise, as pydantic wants it."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


class Refused(CasebookError):
    """按规则不能这样办理。 | The rules do not allow this now."""

    def __init__(self, rule: str, zh: str = "", en: str = "") -> None:
        super().__init__(zh, en)
        self.rule = rule


class NotPermitted(CasebookError):
    """以您现在的登录身份，不能看这一页，也不能这样办理。 | As you are signed in now, you may not see or do this."""


class NotFound(CasebookError):
    """这里没有这样的内容：请核对地址或编号；也可能不对您公开。 | There is nothing here: check the address or the number. It may also not be open to you."""  # noqa: E501  one sentence in two languages


class Outdated(CasebookError):
    """该诉求已被他人更改，请重新查看后再办理。 | Somebody else changed this petition; look again first."""

    def __init__(
        self,
        zh: str = "",
        en: str = "",
        *,
        expected: int | None = None,
        actual: int | None = None,
        since: Sequence[str] = (),
    ) -> None:
        super().__init__(zh, en)
        self.expected = expected
        self.actual = actual
        self.since = tuple(since)


class KeyReused(CasebookError):
    """此幂等键已用于另一个请求。 | This idempotency key was used for another request."""


class PictureRefused(CasebookError):
    """照片无法接收。 | This picture cannot be taken."""


class Unreadable(CasebookError):
    """内容无法读取。 | This cannot be read."""


class Erased(CasebookError):
    """内容已依法删除。 | These words have been erased."""


class Tampered(CasebookError):
    """账本中的事件与其哈希不符。 | A stored event does not match its hash."""

    def __init__(self, position: int, zh: str = "", en: str = "") -> None:
        super().__init__(
            zh or f"账本第 {position} 号事件与其哈希不符。",
            en or f"The event at position {position} does not match its hash.",
        )
        self.position = position


class Unavailable(CasebookError):
    """数据库暂时无法使用，请稍后再试。 | The database does not answer; try again later."""


class Behind(CasebookError):
    """读取的内容还没有更新到所要求的位置。 | The read model has not reached the position asked for."""


class Misconfigured(CasebookError):
    """设置有误。 | A setting is wrong."""
