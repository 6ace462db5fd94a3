"""A built module that needs nothing but the standard library: the runtime and what explains are put into its text."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources

from perfrules.backends.python.shaken import Key, Shaker

_RUNTIME = ("reading", "scoring", "alone")
_IRRATIONAL = ("root", "logarithm")
"""What the arithmetic of a module may call of the runtime."""
_SEEN = frozenset(
    (
        *(("perfrules.result.result", name) for name in ("Result", "NodeResult", "Stage", "Finding")),
        ("perfrules.diagnostics.diagnostic", "Diagnostic"),
        ("perfrules.model.protocols", "Reason"),
    )
)
"""What a score and an error hand to callers."""


def standalone(text: str, table: str, idioms: Sequence[Key]) -> str:
    """The text of a module made to stand alone. `idioms` says where those that the rubric uses are declared."""
    head, marked, rest = text.partition("from perfrules import runtime as _runtime\n")
    assert marked
    body, marked, last = rest.rpartition("_evaluator = _runtime.Evaluator(")
    assert marked
    body = body.replace("_runtime.", "_runtime_").replace("_runtime_Score", "Score")
    irrational = [name for name in _IRRATIONAL if f"_runtime_{name}(" in body]
    lines = [
        *_inlined((*_RUNTIME, *(("irrational",) if irrational else ()))),
        *(f"_runtime_{name} = {name}" for name in irrational),
        body.strip("\n"),
        "",
        "# 说明得分、检查数据的程序，用到时才运行。What explains scores and checks facts; it runs when it is needed.",
        *_library(table, idioms),
        "_slow = slow_alone(_texts, _classes())",
        (marked + last).replace("_runtime.slow", "_slow").replace("_runtime.", "").rstrip(),
        "",
    ]
    whole = "\n".join(lines)
    for name in ("Field", "Reader", "Evaluator"):
        whole = whole.replace(f"_runtime_{name}", name)
    return head + whole


def _inlined(parts: Sequence[str]) -> Iterator[str]:
    """Parts of the runtime, without the imports of its parts from each other."""
    future = "from __future__ import annotations"
    for name in parts:
        text = _source(name)
        tree = ast.parse(text)
        skipped: set[int] = set()
        for statement in tree.body:
            own = isinstance(statement, ast.ImportFrom) and (statement.module or "").startswith("perfrules")
            docstring = statement is tree.body[0]
            if own or docstring or ast.unparse(statement) == future:
                skipped |= set(range(statement.lineno, (statement.end_lineno or statement.lineno) + 1))
        kept = [line for number, line in enumerate(text.splitlines(), 1) if number not in skipped]
        yield "\n".join(kept).strip("\n")
        yield ""
        yield ""
    yield "def _classes() -> Any:"
    yield '    """What stands for attrs in the library."""'
    yield "    found: dict[str, Any] = {}"
    yield f"    exec({_literal(_source('classes'))}, found)"
    yield "    return found"
    yield ""
    yield ""


def _source(name: str) -> str:
    return (resources.files("perfrules.runtime") / f"{name}.py").read_text(encoding="utf-8")


def _library(table: str, idioms: Sequence[Key]) -> Iterator[str]:
    classes: Iterable[str] = json.loads(table.partition("\n")[0])[1:]
    roots = [(module, name) for module, _, name in (item.partition(":") for item in classes)]
    own = "\n".join(f"from {module} import {name} as _{number}" for number, (module, name) in enumerate(idioms))
    listed = f"{own}\nIDIOMS = ({''.join(f'_{number}, ' for number in range(len(idioms)))})"
    shaker = Shaker({("perfrules.idioms", "IDIOMS"): listed}, _SEEN)
    shaker.follow([*roots, *idioms, ("perfrules.scoring", "from_table"), ("perfrules.result.explain", "explain")])
    yield "_texts = {"
    for name, text in shaker.texts().items():
        yield f"    {_literal(name)}: ("
        for line in text.splitlines(keepends=True):
            yield f"        {_literal(line)}"
        yield "    ),"
    yield "}"


def _literal(text: str) -> str:
    return repr(text) if text.replace("\n", "").isprintable() else ascii(text)
