"""Finds the rubric of a module's name, builds its module, and keeps it.

What is kept is named by all that it came of: the text of the rubric and the code of the compiler. So a kept module is
never out of date, processes that build it at once write the same bytes, and a folder that cannot be written only
costs time.
"""

from __future__ import annotations

from importlib.machinery import SourceFileLoader
from importlib.util import spec_from_file_location, spec_from_loader
from pathlib import Path

from perfrules import cache
from perfrules.data import shipped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

_SUFFIX = ".rubric"


class Finder:
    """Answers for the modules of one package."""

    def __init__(self, package: str) -> None:
        self.package = package
        self.folders: list[Path] = []

    def add(self, folder: Path) -> None:
        """One more folder of rubrics."""
        if not folder.is_dir():
            raise NotADirectoryError(str(folder))
        if folder not in self.folders:
            self.folders.append(folder)

    def names(self) -> set[str]:
        """The names of all modules."""
        return {module_name(file.stem) for file in self._files()}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        package, _, name = fullname.rpartition(".")
        if package != self.package:
            return None
        found = next((file for file in self._files() if module_name(file.stem) == name), None)
        # Folders that were added go before what is shipped, and that before what a setting names.
        return None if found is None else _spec(fullname, found)

    def _files(self) -> Iterator[Path]:
        for folder in self.folders:
            yield from sorted(folder.glob(f"*{_SUFFIX}"))
        yield from shipped().values()
        for folder in _configured():
            yield from sorted(folder.glob(f"*{_SUFFIX}"))


def module_name(stem: str) -> str:
    """The name of the module of a file: its own, with _ for what a name cannot hold."""
    found = "".join(char if f"a{char}".isidentifier() else "_" for char in stem)
    return found if found.isidentifier() else f"_{found}"


def _configured() -> list[Path]:
    """The folders that the nearest pyproject.toml names."""
    for folder in (Path.cwd(), *Path.cwd().parents):
        file = folder / "pyproject.toml"
        if file.is_file():
            import tomllib

            try:
                stated = tomllib.loads(file.read_text(encoding="utf-8")).get("tool", {}).get("perfrules", {})
            except (OSError, ValueError):
                return []
            rubrics = stated.get("rubrics", [])
            return [folder / name for name in rubrics if isinstance(name, str)] if isinstance(rubrics, list) else []
    return []


class _Text:
    """Loads a module that could not be kept from its text, as it was built."""

    def __init__(self, text: str, file: Path) -> None:
        self.text = text
        self.file = file

    def get_source(self, fullname: str) -> str:
        """The text, for tracebacks."""
        return self.text

    def create_module(self, spec: ModuleSpec) -> None:
        """Nothing special."""

    def exec_module(self, module: ModuleType) -> None:
        """Run what was built."""
        exec(compile(self.text, f"<{self.file}>", "exec", dont_inherit=True), module.__dict__)


def _spec(fullname: str, file: Path) -> ModuleSpec | None:
    data = file.read_bytes()
    name = f"module-{cache.key(data)}.py"
    kept = cache.trusted(name)
    if kept is None:
        text = built(data, file)
        cache.write(name, text.encode())
        kept = cache.trusted(name)
    if kept is not None:
        return spec_from_file_location(fullname, kept, loader=SourceFileLoader(fullname, str(kept)))
    return spec_from_loader(fullname, _Text(text, file), origin=str(file))  # type: ignore[arg-type]


def built(data: bytes, file: Path) -> str:
    """The module of a rubric; ImportError with its messages where it has errors."""
    from perfrules.api import RubricError, from_compiled
    from perfrules.building import build
    from perfrules.compiler import compile_source
    from perfrules.diagnostics import Diagnostic
    from perfrules.files import decode

    source = decode(data, str(file))
    try:
        if isinstance(source, Diagnostic):
            raise RubricError((source,))
        rubric = from_compiled(compile_source(source))
    except RubricError as error:
        raise ImportError(f"{file}\n{error}", path=str(file)) from None
    return build(rubric.model).text
