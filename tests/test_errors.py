"""What the operating system refuses is said in both languages."""

from __future__ import annotations

import errno
import os

import pytest

from casebook.cli import run
from casebook.errors import system_says
from two_languages import english_in


@pytest.mark.parametrize("code", [errno.ENOENT, errno.EACCES, errno.ENOSPC, errno.ECONNREFUSED, errno.EXDEV])
def test_the_system_s_own_words_have_a_chinese_half(code: int) -> None:
    zh, en = system_says(OSError(code, os.strerror(code)))
    assert en == os.strerror(code)
    assert english_in(zh) == []
    assert ("EXDEV" in zh) == (code == errno.EXDEV)  # of what has no words here the code is said


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["adopt", "none.toml"], "没有这个文件或文件夹"),
        (["nope"], "没有命令 nope"),
        (["rank", "--nope"], "没有选项 --nope"),
        (["rank", "--month"], "选项 --month"),
        (["rank", "--month", "2022-01", "--group", "x"], "'--group' 的值不对"),
        (["rank", "--month", "2022-13"], "不是月份"),
        (["tally", "--as-of", "yesterday"], "不是日期"),
        (["tally", "more"], "参数过多"),
        (["get"], "缺少 'PATH'"),
        (["get", "path"], "须以斜线开头"),
    ],
)
def test_a_command_says_in_chinese_too_what_is_in_the_way(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    zh, _, en = capsys.readouterr().err.partition(" / ")
    assert says in zh
    assert english_in(zh) == []
    assert en
