"""Groups of commands that read a command's module when it is asked for: most of a start is reading modules."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Placed(click.Group):
    """A group some of whose commands stand in modules of this package, in their `COMMANDS`."""

    def __init__(self, *given: Any, places: Mapping[str, str], **more: Any) -> None:
        """With `places`: the module's name by the command's."""
        super().__init__(*given, **more)
        self._places = places

    def list_commands(self, context: click.Context) -> list[str]:
        """The names of all commands, in order."""
        return sorted({*super().list_commands(context), *self._places})

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command of this name, or None."""
        if name not in self._places:
            return super().get_command(context, name)
        commands: Sequence[click.Command] = import_module(f"{__package__}.{self._places[name]}").COMMANDS
        return next(command for command in commands if command.name == name)
