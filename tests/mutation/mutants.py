"""Mutants of the package: one operator, literal, argument, branch or assignment of one function changed, as mutmut changes it.

mutmut's own runner keeps every mutant of a file in that file, behind a wrapper around each function. Here a mutant is
a text of its own, since the library also runs from its text (docs/decisions/0020).
"""

from __future__ import annotations

import ast
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from attrs import frozen

SCOPE = (
    "perfrules/analysis/*.py",
    "perfrules/backends/*.py",
    "perfrules/backends/columnar/*.py",
    "perfrules/backends/python/*.py",
    "perfrules/idioms/*.py",
    "perfrules/ir/*.py",
    "perfrules/runtime/*.py",
)
NATIVE = {"perfrules/backends/columnar/c_code.py", "perfrules/backends/columnar/native.py"}
"""Writes C, which a compiler then reads; not the evaluator by numpy."""


@frozen
class Mutant:
    """One mutant: in the text of a file, what stands from `start` to `end` becomes `put`.

    `lines` are those of what was changed, `whole` those of its function.
    """

    name: str
    path: str
    function: str
    lines: tuple[int, int]
    whole: tuple[int, int]
    old: str
    new: str
    start: int
    end: int
    put: str

    @property
    def module(self) -> str:
        """The name of its module."""
        return self.path.removesuffix(".py").replace("/", ".")

    def text(self, text: str) -> str:
        """The text of the whole file with the change."""
        return text[: self.start] + self.put + text[self.end :]


def files() -> list[str]:
    """The files that are mutated, relative to the repository."""
    return sorted({str(path) for pattern in SCOPE for path in Path().glob(pattern)} - NATIVE)


def patch(mutant: Mutant, text: str, function: FunctionType) -> None:
    """Make a function of this process the mutant; whoever holds the function holds the mutant then."""
    tree = ast.parse(text)
    code = _code(compile(tree, function.__code__.co_filename, "exec", dont_inherit=True), mutant.function)
    function.__code__ = code
    arguments = _definition(tree, mutant.function).args
    names = function.__globals__
    if function.__defaults__:
        function.__defaults__ = tuple(_value(each, names) for each in arguments.defaults)
    if function.__kwdefaults__:
        pairs = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        function.__kwdefaults__ = {name.arg: _value(each, names) for name, each in pairs if each is not None}


def _value(expression: ast.expr, names: dict[str, Any]) -> Any:
    return eval(compile(ast.Expression(expression), "default", "eval"), names)


def _code(code: CodeType, name: str) -> CodeType:
    """The code of a function in that of its module; of several by one name the last, as Python has it."""
    found = [each for each in code.co_consts if isinstance(each, CodeType)]
    first, _, rest = name.partition(".")
    inner = [each for each in found if each.co_name == first][-1]
    return _code(inner, rest) if rest else inner


def _definition(tree: ast.Module | ast.ClassDef, name: str) -> ast.FunctionDef:
    first, _, rest = name.partition(".")
    inner: Any = [each for each in tree.body if getattr(each, "name", None) == first][-1]
    return _definition(inner, rest) if rest else inner
