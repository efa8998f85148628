"""The command line: one file per kind of work; every refusal is one line and exit code 2."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from typing import TYPE_CHECKING, Any, Final, Never

import click

from casebook import __version__
from casebook.cli.output import complain
from casebook.cli.places import Placed
from casebook.cli.wrong_use import in_chinese
from casebook.errors import CasebookError, system_says

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

WRONG = 2
PLACES: Final = {
    "adopt": "reference",
    "audit": "transparency",
    "compare": "models",
    "demo": "serving",
    "due": "deadlines",
    "export": "exchange",
    "follow": "serving",
    "get": "setup",
    "history": "ask",
    "import": "exchange",
    "inbox": "ask",
    "keys": "keys",
    "migrate": "setup",
    "person": "person",
    "rank": "ranking",
    "rebuild": "models",
    "reference": "reference",
    "serve": "serving",
    "sign": "transparency",
    "status": "setup",
    "subject": "subject",
    "sweep": "sweeping",
    "tally": "ask",
    "token": "setup",
    "witness": "transparency",
}
"""Where each command stands."""


class Commands(Placed):
    """The commands. A reader that goes away ends one quietly; click would say 1, which here means differences."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command that was named."""
        try:
            return super().invoke(context)
        except BrokenPipeError:
            _forget_answer()
            return 0


@click.group(
    cls=Commands, places=PLACES, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.version_option(__version__, prog_name="casebook", message="%(prog)s %(version)s")
def casebook() -> None:
    """民呼必应：诉求办理平台，每一步都记入只增不改的账本。 / Petitions, every step of them in an append-only ledger."""


def run(arguments: Sequence[str]) -> int:
    """Run one command.

    Returns:
        0 done, 1 differences were found, 2 wrong use or refused, 130 interrupted.
    """
    signal.signal(signal.SIGTERM, _terminated)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs are started with it ignored
    try:
        answer = casebook.main(list(arguments), prog_name="casebook", standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):
        return 128 + signal.SIGINT
    except Exception as error:  # noqa: BLE001  the last door: a person gets one line, a developer may ask for more
        if isinstance(error, OSError):
            _forget_answer()  # it may be what cannot be written
        if os.environ.get("CASEBOOK_DEBUG"):
            traceback.print_exc()
        complain(*_sentences(error))
        return WRONG
    return answer if isinstance(answer, int) else 0


def _sentences(error: Exception) -> tuple[str, str]:
    """What went wrong, in Chinese and in English."""
    if isinstance(error, CasebookError):
        return error.zh, error.en
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return "请说明要做什么，casebook --help 列出所有命令", "say what to do; casebook --help lists the commands"
    if isinstance(error, click.ClickException):
        return f"用法有误：{in_chinese(error)}", f"wrong use: {error.format_message()}"
    if isinstance(error, OSError):
        zh, en = system_says(error)
        about = (f"{error.filename}：", f"{error.filename}: ") if error.filename else ("", "")
        return f"操作系统拒绝：{about[0]}{zh}", f"the system refuses: {about[1]}{en}"
    kind = type(error).__name__
    return (
        f"程序出错（{kind}），设 CASEBOOK_DEBUG=1 可看详情",
        f"a fault in casebook ({kind}); CASEBOOK_DEBUG=1 shows more",
    )


def _forget_answer() -> None:
    """Let what still waits to be written go nowhere, so that Python does not try it again on its way out."""
    if sys.stdout is not None:  # there is none where it was closed before we began
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _terminated(number: int, frame: FrameType | None) -> Never:  # noqa: ARG001  as signal handlers are called
    """Leave by the ordinary way out, so that the embedded server is stopped."""
    sys.exit(128 + number)
