"""Where the files of read models are found."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from casebook.postgres import quiet
from casebook.readmodels.definition import BadDefinition, Definition, parse, parse_view

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Iterable, Mapping
    from typing import Never

    Progress = Callable[[str, str], None]


def own_folder() -> Path:
    """The folder that comes with casebook: inside the installed package, or beside `src`."""
    installed = Path(str(resources.files("casebook") / "projections"))
    return installed if installed.is_dir() else Path(__file__).parents[3] / "projections"


class Library:
    """The read models of our own folder and of further ones, whose views go before ours.

    A file of a further folder that is wrong is left out, so that it does not keep the others from working.

    Attributes:
        models: the read models by name, as they were first read.
        left_out: what is wrong with the files that were left out, by name.
    """

    def __init__(self, further: Iterable[Path] = (), told: Progress = quiet) -> None:
        """Read all files; `told` gets the sentences about what is left out, each once.

        Raises:
            BadDefinition: a folder cannot be read, a view or a file of our own is wrong.
        """
        self._further = tuple(further)
        self._told = told
        self._said: set[str] = set()
        self._not_understood: dict[str, tuple[str, BadDefinition]] = {}
        self.left_out: dict[str, BadDefinition] = {}
        self.models = self._read()

    def again(self) -> dict[str, Definition]:
        """The read models as their files are now.

        Raises:
            BadDefinition: as at first.
        """
        models = self._read()
        self.tell()
        return models

    def refuse(self, definition: Definition, error: BadDefinition) -> None:
        """Leave out a model whose SQL the database does not understand.

        Raises:
            BadDefinition: it is one of our own.
        """
        if (own_folder() / f"{definition.name}.sql").exists():
            raise error
        self._not_understood[definition.name] = (definition.sha256, error)
        self.left_out[definition.name] = error
        self.tell()

    def tell(self) -> None:
        """Say what is left out, as far as it was not said before."""
        for error in self.left_out.values():
            if error.en not in self._said:
                self._said.add(error.en)
                self._told(f"未使用：{error.zh}", f"left out: {error.en}")

    def check(self, names: Collection[str] = ()) -> None:
        """See that these models, or all, can be used.

        Raises:
            BadDefinition: one of them is left out.
        """
        for name, error in self.left_out.items():
            if not names or name in names:
                raise error

    def _read(self) -> dict[str, Definition]:
        wrong: dict[str, BadDefinition] = {}
        models = _load(self._further, wrong.__setitem__)
        unread = {name: error for name, (sha, error) in self._not_understood.items() if _is(models.get(name), sha)}
        self.left_out = unread | wrong
        return models


def load(further: Iterable[Path] = ()) -> dict[str, Definition]:
    """All read models by name: our own and those of `further` folders, whose views go before ours.

    Raises:
        BadDefinition: a folder or a file cannot be read, a file is wrong, or two have one name.
    """
    return _load(further, _raise)


def _load(further: Iterable[Path], refused: Callable[[str, BadDefinition], object]) -> dict[str, Definition]:
    views: dict[str, str] = {}
    found: dict[str, Definition] = {}
    for folder in (own_folder(), *further):
        views |= {
            path.stem: parse_view(_text(path), _called(path)) for path in sorted((folder / "views").glob("*.sql"))
        }
        for path in _files(folder):
            try:
                found[path.stem] = _one(path, views, found)
            except BadDefinition as error:
                if folder == own_folder():
                    raise
                refused(path.stem, error)
    return found


def _one(path: Path, views: Mapping[str, str], found: Container[str]) -> Definition:
    definition = parse(_text(path), _called(path), views)
    if definition.name != path.stem:
        raise BadDefinition(
            f"{_called(path)}，第 1 行：名称应为 {path.stem}。",
            f"{_called(path)}, line 1: the name should be {path.stem}.",
        )
    if definition.name in found:
        raise BadDefinition(
            f"{_called(path)}：已有同名的读模型。", f"{_called(path)}: there is another read model of this name."
        )
    return definition


def _raise(name: str, error: BadDefinition) -> Never:  # noqa: ARG001  called with both
    raise error


def _is(definition: Definition | None, sha256: str) -> bool:
    return definition is not None and definition.sha256 == sha256


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise BadDefinition(f"没有文件夹 {folder}。", f"There is no folder {folder}.")
    return sorted(folder.glob("*.sql"))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadDefinition(f"{_called(path)}：无法读取。", f"{_called(path)}: it cannot be read.") from error


def _called(path: Path) -> str:
    """A file as messages call it: they are shown to people whom the server's folders do not concern."""
    return f"{path.parent.name}/{path.name}"
