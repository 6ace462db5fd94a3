"""The library as text, inside a module that stands alone: run when it is first needed, and seen by nobody else."""

from __future__ import annotations

import builtins
from types import ModuleType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any


class Library:
    """Modules by name, each run from its text on first use; none of them is an importable module of the process."""

    def __init__(self, texts: Mapping[str, Any], stand_ins: Mapping[str, Mapping[str, Any]]) -> None:
        self.texts = texts
        self.known: dict[str, ModuleType] = {}
        for name, names in stand_ins.items():
            self.known[name] = ModuleType(name)
            self.known[name].__dict__.update(names)
        self.importing = ModuleType("importlib")
        self.importing.__dict__["import_module"] = self.load

    def load(self, name: str) -> ModuleType:
        """A module, behind the packages that it is in, as Python has it: else some import each other in a circle."""
        package = name.rpartition(".")[0]
        if package and package not in self.known:
            self.load(package)
        if name not in self.known:
            module = self.known[name] = ModuleType(name)
            module.__dict__["__builtins__"] = {**vars(builtins), "__import__": self._import}
            exec(self.code(name), module.__dict__)
        return self.known[name]

    def code(self, name: str) -> Any:
        """The code of a module."""
        return compile(self.texts.get(name, ""), f"<{name}>", "exec", dont_inherit=True)

    def _import(
        self, name: str, globals: Any = None, locals: Any = None, fromlist: tuple[str, ...] = (), level: int = 0
    ) -> Any:
        if name == "importlib" and fromlist == ("import_module",):
            return self.importing
        if name not in self.known and name.partition(".")[0] != "perfrules":
            return __import__(name, globals, locals, fromlist, level)
        module = self.load(name)
        for item in fromlist or ():
            if not hasattr(module, item) and f"{name}.{item}" in self.texts:
                setattr(module, item, self.load(f"{name}.{item}"))
        return module


def slow_alone(texts: Mapping[str, Any], stand_ins: Mapping[str, Any]) -> Callable[[str], Any]:
    """What reads, scores and explains by a rubric as data; made by the first use of it."""
    library = Library(texts, {"attrs": stand_ins})
    return lambda table: library.load("perfrules.scoring").from_table(table)
