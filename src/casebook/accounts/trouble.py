"""What can go wrong at the door. None of it says whether somebody has an account."""

from __future__ import annotations

from casebook.errors import CasebookError


class SignInFailed(CasebookError):
    """登录名或密码不正确，或该账号不能使用。 | The name or the password is wrong, or the account cannot be used."""


class SecondFactorNeeded(CasebookError):
    """密码正确，还须输入动态验证码。 | The password is right; a code of your device is needed too."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self.token = token


class CodeWrong(CasebookError):
    """验证码不正确或已失效，请核对后重试，或重新获取。 | The code is wrong or has run out; check it, or ask for a new one."""  # noqa: E501  one sentence in two languages


class PhoneUnverified(CasebookError):
    """请先用短信验证码确认这个电话号码，或选择匿名提交。 | Show by a one-time code that this telephone number is yours, or stay anonymous."""  # noqa: E501  one sentence in two languages


class TooManyTries(CasebookError):
    """尝试次数过多，请稍后再试。 | Too many tries; wait a while."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"尝试次数过多，请在 {seconds} 秒后再试。", f"Too many tries; try again in {seconds} s.")
        self.seconds = seconds


class WeakPassword(CasebookError):
    """密码过于简单。 | The password is too easy to guess."""


class ProviderFailed(CasebookError):
    """统一身份认证没有完成，请重新登录。 | The sign-in service did not confirm who you are; sign in again."""
