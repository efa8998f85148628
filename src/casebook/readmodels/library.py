"""Where the files of read models are found."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from casebook.readmodels.definition import BadDefinition, Definition, parse, parse_view

if TYPE_CHECKING:
    from collections.abc import Iterable


def own_folder() -> Path:
    """The folder that comes with casebook: inside the installed package, or beside `src`."""
    installed = Path(str(resources.files("casebook") / "projections"))
    return installed if installed.is_dir() else Path(__file__).parents[3] / "projections"


def load(further: Iterable[Path] = ()) -> dict[str, Definition]:
    """All read models by name: our own and those of `further` folders, whose views go before ours.

    Raises:
        BadDefinition: a folder or a file cannot be read, a file is wrong, or two have one name.
    """
    views: dict[str, str] = {}
    found: dict[str, Definition] = {}
    for folder in (own_folder(), *further):
        views |= {path.stem: parse_view(_text(path), str(path)) for path in sorted((folder / "views").glob("*.sql"))}
        for path in _files(folder):
            definition = parse(_text(path), str(path), views)
            if definition.name != path.stem:
                raise BadDefinition(
                    f"{path}，第 1 行：名称应为 {path.stem}。", f"{path}, line 1: the name should be {path.stem}."
                )
            if definition.name in found:
                raise BadDefinition(f"{path}：已有同名的读模型。", f"{path}: there is another read model of this name.")
            found[definition.name] = definition
    return found


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise BadDefinition(f"没有文件夹 {folder}。", f"There is no folder {folder}.")
    return sorted(folder.glob("*.sql"))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadDefinition(f"{path}：无法读取。", f"{path}: it cannot be read.") from error
