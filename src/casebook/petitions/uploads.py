"""The rule of every command that names files: they were uploaded before, by whoever names them now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casebook.petitions.event import Attachment, files_in
from casebook.petitions.rule import rule

if TYPE_CHECKING:
    from casebook.petitions.command import Command
    from casebook.petitions.context import Context
    from casebook.petitions.petition import Petition


@rule
def files_were_uploaded_for_this_by_the_asker(command: Command, _petition: Petition | None, context: Context) -> bool:
    """An attachment is for another petition, of somebody else, a day old, or used already. Upload it again for this.

    有附件无法使用：它是为别的诉求或由他人上传的，或者上传已超过一天，或者已经使用过。请重新上传。
    """
    return context.uploads is None or all(file in context.uploads for file in files_in(command))


def names_files(command: type[Command]) -> bool:
    """Whether a kind of command has files in it."""
    return any(field.annotation == tuple[Attachment, ...] for field in command.model_fields.values())
