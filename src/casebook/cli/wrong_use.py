"""What was typed and cannot be done: each of it said in both languages, what click finds too."""

from __future__ import annotations

import click
from click import exceptions


class WrongUse(click.UsageError):
    """The command cannot be asked for in this way."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh


class WrongValue(click.BadParameter):
    """What was typed is not what it should be; says in both languages what that is."""

    def __init__(self, zh: str, en: str, param: click.Parameter | None, context: click.Context | None) -> None:
        super().__init__(en, context, param)
        self.zh = zh


def in_chinese(error: click.ClickException) -> str:
    """What is wrong; click's own sentences are English."""
    match error:
        case WrongUse(zh=zh) | WrongValue(zh=zh):
            said = zh
        case exceptions.NoSuchCommand(command_name=name):
            said = f"没有命令 {name}"
        case exceptions.NoSuchOption(option_name=name):
            said = f"没有选项 {name}"
        case exceptions.BadOptionUsage(option_name=name):
            said = f"选项 {name} 的用法不对，或缺少它的值"
        case exceptions.MissingParameter(param=click.Parameter() as missing):
            said = f"缺少 {missing.get_error_hint(error.ctx)}"
        case exceptions.BadParameter(param=click.Parameter() as wrong):
            said = f"{wrong.get_error_hint(error.ctx)} 的值不对"
        case _:
            said = "参数过多，或不能这样写"
    return said
