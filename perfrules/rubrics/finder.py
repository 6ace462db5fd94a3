"""Finds the rubric of a module's name, builds its module, and keeps it.

What is kept is named by all that it came of: the text of the rubric and the code of the compiler. So a kept module is
never out of date, processes that build it at once write the same bytes, and a folder that cannot be written only
costs time.
"""

from __future__ import annotations

import marshal
import os
from importlib.util import spec_from_file_location, spec_from_loader

from perfrules import cache
from perfrules.data import shipped_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from importlib.machinery import ModuleSpec
    from types import CodeType, ModuleType
    from typing import Any

_SUFFIX = ".rubric"


class Finder:
    """Answers for the modules of one package."""

    def __init__(self, package: str) -> None:
        self.package = package
        self.folders: list[str] = []

    def add(self, folder: str | os.PathLike[str]) -> None:
        """One more folder of rubrics."""
        found = os.path.abspath(folder)
        if not os.path.isdir(found):
            raise NotADirectoryError(os.fspath(folder))
        if found not in self.folders:
            self.folders.append(found)

    def names(self) -> set[str]:
        """The names of all modules."""
        return {_name_of(file) for file in self._files()}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        package, _, name = fullname.rpartition(".")
        if package != self.package:
            return None
        found = next((file for file in self._files() if _name_of(file) == name), None)
        if found is None:
            return None
        same = [file for file in _inside(os.path.dirname(found)) if _name_of(file) == name]
        if len(same) > 1:
            raise ImportError(f"{' and '.join(same)} are both {fullname}: rename one of them", path=found)
        return _spec(fullname, found)

    def _files(self) -> Iterator[str]:
        """The rubrics: folders that were added go before what is shipped, and that before what a setting names."""
        for folder in self.folders:
            yield from _inside(folder)
        yield from shipped_files().values()
        for folder in _configured():
            yield from _inside(folder)


def _inside(folder: str) -> Iterator[str]:
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    return (os.path.join(folder, name) for name in names if name.endswith(_SUFFIX))


def _name_of(file: str) -> str:
    return module_name(os.path.basename(file).removesuffix(_SUFFIX))


def module_name(stem: str) -> str:
    """The name of the module of a file: its own, with _ for what a name cannot hold."""
    found = "".join(char if f"a{char}".isidentifier() else "_" for char in stem)
    return found if found.isidentifier() else f"_{found}"


def _configured() -> list[str]:
    """The folders that the nearest pyproject.toml names; ImportError where it does not say which."""
    folder, above = os.getcwd(), ""
    while folder != above:
        file = os.path.join(folder, "pyproject.toml")
        if os.path.isfile(file):
            return _named(file, folder)
        folder, above = os.path.dirname(folder), folder
    return []


def _named(file: str, folder: str) -> list[str]:
    import tomllib

    try:
        with open(file, "rb") as opened:
            stated: Any = tomllib.load(opened)
    except (OSError, ValueError) as error:
        raise ImportError(f"{file} cannot be read, so that it names no folder of rubrics: {error}", path=file) from None
    for name in ("tool", "perfrules"):
        stated = stated.get(name, {}) if isinstance(stated, dict) else {}
    names = stated.get("rubrics", []) if isinstance(stated, dict) else []
    if not (isinstance(names, list) and all(isinstance(name, str) for name in names)):
        raise ImportError(f'{file}: write the folders as a list, rubrics = ["rubrics"]', path=file)
    found = [os.path.join(folder, name) for name in names]
    for name in found:
        if not os.path.isdir(name):
            raise ImportError(f"{file} names the folder {name}, which is not there", path=file)
    return found


class _Built:
    """Runs a module from its code; `text` gives what it was compiled from, for tracebacks."""

    def __init__(self, code: CodeType, text: Callable[[], str | None]) -> None:
        self.code = code
        self.text = text

    def get_source(self, fullname: str) -> str | None:
        """The text, where it is known."""
        return self.text()

    def create_module(self, spec: ModuleSpec) -> None:
        """Nothing special."""

    def exec_module(self, module: ModuleType) -> None:
        """Run what was built."""
        exec(self.code, module.__dict__)


def _spec(fullname: str, file: str) -> ModuleSpec | None:
    """The module of a file, from the code that is kept of it, or built. What is run is whole and this user's own; the
    text beside it, and what Python may keep of that, is for reading only."""
    with open(file, "rb") as opened:
        data = opened.read()
    name = f"module-{cache.key(data, os.path.basename(file).encode('utf-8', 'surrogatepass'))}"
    kept = cache.own(f"{name}.code")
    if kept is not None:
        loader = _Built(marshal.loads(kept), lambda: _text(f"{name}.py"))
    else:
        text = built(data, file)
        cache.write(f"{name}.py", text.encode())
        code = compile(text, cache.owned(f"{name}.py") or f"<{file}>", "exec", dont_inherit=True)
        cache.write(f"{name}.code", cache.sealed(marshal.dumps(code)))
        loader = _Built(code, lambda: text)
    found = cache.owned(f"{name}.py")
    if found is not None:
        return spec_from_file_location(fullname, found, loader=loader)  # type: ignore[arg-type]
    return spec_from_loader(fullname, loader, origin=file)  # type: ignore[arg-type]


def _text(name: str) -> str | None:
    found = cache.read(name)
    return None if found is None else found.decode("utf-8", "replace")


def built(data: bytes, file: str) -> str:
    """The module of a rubric; ImportError with its messages where it has errors."""
    from perfrules.api import RubricError, from_compiled
    from perfrules.building import build
    from perfrules.compiler import compile_source
    from perfrules.diagnostics import Diagnostic
    from perfrules.files import decode

    source = decode(data, file)
    try:
        if isinstance(source, Diagnostic):
            raise RubricError((source,))
        rubric = from_compiled(compile_source(source))
    except RubricError as error:
        raise ImportError(f"{file}\n{error}", path=file) from None
    return build(rubric.model).text
