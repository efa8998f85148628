"""What can be wrong with a file that is brought in, or with one row of it."""

from __future__ import annotations

from casebook.errors import Unreadable


class BadFile(Unreadable):
    """文件无法读取。 | The file cannot be read."""


class BadRow(Unreadable):
    """此行无法导入。 | This row cannot be imported."""
