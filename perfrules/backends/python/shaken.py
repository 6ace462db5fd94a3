"""The part of the library that a standalone module needs to explain scores and to tell what is wrong with facts.

Followed from its entry through the names that each definition uses; of a class, the methods that something asks for
by name. What is left stays as it was written, module by module, so that nothing has to be renamed.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

from attrs import define, field

PACKAGE = "perfrules"
_DECLARED_ONLY = frozenset(
    (
        "check",
        "lower",
        "write",
        "build",
        "spots",
        "coverage",
        "score_at",
        "shapes",
        "kinds",
        "wordings",
        "title",
        "about",
    )
)
"""What an idiom declares for the compiler and the printed table, not for scoring."""

Key = tuple[str, str]
"""A module and a name at its top."""


@define
class _Module:
    """The statements at the top of a module, by the names that they define."""

    name: str
    text: str
    is_package: bool
    statements: list[ast.stmt] = field(factory=list)
    owners: dict[str, list[ast.stmt]] = field(factory=dict)
    imports: dict[str, tuple[str, str]] = field(factory=dict)
    """What an imported name stands for: a module and a name in it, or a module and nothing."""


@define
class Shaker:
    """One following of names."""

    replaced: dict[Key, str] = field(factory=dict)
    """Statements that are put in the place of what defines a name."""
    whole: frozenset[Key] = frozenset()
    """Classes that callers see: all of their methods stay."""
    modules: dict[str, _Module] = field(factory=dict)
    kept: dict[Key, None] = field(factory=dict)
    asked: set[str] = field(factory=set)
    """Every name that is asked for behind a point."""
    waiting: dict[str, list[tuple[str, ast.stmt]]] = field(factory=dict)
    """Methods that nothing has asked for yet, by name."""
    left_out: set[int] = field(factory=set)
    work: list[tuple[str, ast.AST]] = field(factory=list)

    def module(self, name: str) -> _Module:
        """A module, read once."""
        if name not in self.modules:
            spec = find_spec(name)
            assert spec is not None and spec.origin is not None, name
            text = Path(spec.origin).read_text(encoding="utf-8")
            found = self.modules[name] = _Module(name, text, spec.submodule_search_locations is not None)
            for statement in ast.parse(text).body:
                self._enter(found, statement)
        return self.modules[name]

    def _enter(self, module: _Module, statement: ast.stmt) -> None:
        match statement:
            case ast.ImportFrom(module=source) if source is not None:
                for alias in statement.names:
                    module.imports[alias.asname or alias.name] = (source, alias.name)
            case ast.Import():
                for alias in statement.names:
                    module.imports[alias.asname or alias.name.partition(".")[0]] = (alias.name, "")
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                pass
            case _:
                module.statements.append(statement)
                for name in _defined(statement):
                    module.owners.setdefault(name, []).append(statement)

    def follow(self, roots: Iterable[Key]) -> None:
        """Keep what the roots need."""
        for module, name in roots:
            self.need(module, name)
        while self.work:
            self._scan(*self.work.pop())

    def need(self, module: str, name: str) -> None:
        """Keep a name of a module, and look into what defines it."""
        if not module.startswith(PACKAGE) or (module, name) in self.kept:
            return
        found = self.module(module)
        if name in found.imports and name not in found.owners:
            self.kept[module, name] = None
            self._need_import(*found.imports[name])
            return
        if name not in found.owners and find_spec(f"{module}.{name}") is not None:
            return
        self.kept[module, name] = None
        if (module, name) in self.replaced:
            self.work.append((module, ast.parse(self.replaced[module, name])))
            return
        for statement in found.owners.get(name, ()):
            self._take(module, statement)

    def _need_import(self, source: str, name: str) -> None:
        if name and source.startswith(PACKAGE):
            self.need(source, name)

    def _take(self, module: str, statement: ast.stmt) -> None:
        if not isinstance(statement, ast.ClassDef):
            self.work.append((module, statement))
            return
        for base in (*statement.bases, *statement.decorator_list, *(word.value for word in statement.keywords)):
            self.work.append((module, base))
        for part in statement.body:
            if isinstance(part, ast.FunctionDef) and (module, statement.name) not in self.whole and self._may_go(part):
                self.left_out.add(id(part))
                self.waiting.setdefault(part.name, []).append((module, part))
            else:
                self.work.append((module, part))

    def _may_go(self, method: ast.FunctionDef) -> bool:
        """Whether a method is only needed where something asks for it by name."""
        plain = all(isinstance(decorator, ast.Name) for decorator in method.decorator_list)
        return plain and not method.name.startswith("__") and method.name not in self.asked

    def _scan(self, module: str, node: ast.AST) -> None:
        """Every name in a piece of code; annotations are only texts."""
        found = self.module(module)
        for part in _parts(node):
            if isinstance(part, ast.Name):
                if part.id in found.owners or part.id in found.imports:
                    self.need(module, part.id)
            elif isinstance(part, ast.Attribute):
                self._ask(part.attr)
                if isinstance(part.value, ast.Name) and part.value.id in found.imports:
                    source, name = found.imports[part.value.id]
                    whole = f"{source}.{name}" if name else source
                    if whole.startswith(PACKAGE) and _is_module(whole):
                        self.kept[module, part.value.id] = None
                        self.need(whole, part.attr)
            elif isinstance(part, ast.ImportFrom) and part.module and part.module.startswith(PACKAGE):
                for alias in part.names:
                    self.need(part.module, alias.name)
            elif isinstance(part, ast.keyword) and part.arg:
                self._ask(part.arg)
            elif isinstance(part, ast.MatchClass):
                for name in part.kwd_attrs:
                    self._ask(name)

    def _ask(self, name: str) -> None:
        if name not in self.asked:
            self.asked.add(name)
            for module, method in self.waiting.pop(name, ()):
                self.left_out.discard(id(method))
                self.work.append((module, method))

    def texts(self) -> dict[str, str]:
        """What is kept of each module, in the order of its text."""
        found = {}
        for name in sorted({module for module, _ in self.kept}):
            module = self.modules[name]
            lines = ["from __future__ import annotations", *sorted(self._imports(module))]
            for statement in module.statements:
                names = _defined(statement)
                if not any((name, defined) in self.kept for defined in names):
                    continue
                replaced = next((self.replaced[name, d] for d in names if (name, d) in self.replaced), None)
                lines.append(replaced or ast.unparse(self._cut(statement)))
            found[name] = "\n".join(lines) + "\n"
        return found

    def _imports(self, module: _Module) -> Iterator[str]:
        for alias, (source, name) in module.imports.items():
            mine = source.startswith(PACKAGE)
            if source == "__future__" or (module.name, alias) not in self.kept:
                continue
            if mine and not _is_module(f"{source}.{name}" if name else source) and (source, name) not in self.kept:
                continue
            if not name:
                yield f"import {source}" + (f" as {alias}" if alias != source.partition(".")[0] else "")
            else:
                yield f"from {source} import {name}" + (f" as {alias}" if alias != name else "")

    def _cut(self, statement: ast.stmt) -> ast.stmt:
        if isinstance(statement, ast.ClassDef):
            body = [part for part in statement.body if id(part) not in self.left_out]
            body = [part for part in body if not _is_text(part)]
            statement.body = body or [ast.Pass()]
        return _Bare().visit(statement)  # type: ignore[no-any-return]


class _Bare(ast.NodeTransformer):
    """Code without its docstrings, annotations of functions, and what idioms declare for the compiler."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        node.body = [part for part in node.body if not _is_text(part)] or [ast.Pass()]
        node.returns = None
        for argument in (
            *node.args.posonlyargs,
            *node.args.args,
            *node.args.kwonlyargs,
            node.args.vararg,
            node.args.kwarg,
        ):
            if argument is not None:
                argument.annotation = None
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        return _scored_only(node)


def _scored_only(node: ast.Call) -> ast.Call:
    if isinstance(node.func, ast.Name) and node.func.id == "Idiom":
        node.keywords = [word for word in node.keywords if word.arg not in _DECLARED_ONLY]
    if isinstance(node.func, ast.Name) and node.func.id == "Kind":
        node.keywords = [word for word in node.keywords if word.arg != "about"]
    return node


def _is_text(part: ast.AST) -> bool:
    return isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant) and isinstance(part.value.value, str)


def _is_module(name: str) -> bool:
    if name in sys.modules:
        return True
    try:
        return find_spec(name) is not None
    except (ImportError, AttributeError):
        return False


def _defined(statement: ast.stmt) -> list[str]:
    """The names that a statement at the top of a module defines or changes."""
    match statement:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [x.id for target in targets for x in ast.walk(target) if isinstance(x, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.AugAssign(target=ast.Name(id=name)):
            return [name]
    return []


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """A piece of code and all in it, but for annotations and what idioms declare for the compiler."""
    stack = [node]
    while stack:
        node = stack.pop()
        yield node
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns"):
                continue
            items = value if isinstance(value, list) else [value]
            if isinstance(node, ast.Call) and name == "keywords":
                items = _scored_only(node).keywords
            stack += [item for item in items if isinstance(item, ast.AST)]


__all__ = ["Shaker"]
