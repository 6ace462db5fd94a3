"""FACTS: a .case file or a .json file of one subject."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perfrules.compiler import compile_source, read_source
from perfrules.diagnostics import Diagnostic, Severity, suggest
from perfrules.facts import errors
from perfrules.facts.factset import FactSet
from perfrules.source import NOWHERE, Source, Span, Words
from perfrules.syntax import nodes as n

if TYPE_CHECKING:
    from perfrules.api import Rubric


def read_file(path: str, rubric: Rubric, case: str | None) -> FactSet | tuple[Diagnostic, ...]:
    """The facts of a file, or what is wrong with the file."""
    source = read_source(Path(path))
    if isinstance(source, Diagnostic):
        return (Diagnostic(errors.UNREADABLE, source.span, {"file": path, "why": source.args["why"]}),)
    if path.lower().endswith(".json"):
        return _json(source, rubric)
    return _case(source, rubric, case)


def _json(source: Source, rubric: Rubric) -> FactSet | tuple[Diagnostic, ...]:
    span = Span(Source(source.name, ""), 0, 0)
    try:
        # Figures are read as typed: a float would lose digits.
        value: Any = json.loads(source.text, parse_float=str, parse_int=int)
    except (ValueError, RecursionError) as error:
        why = Words(f"不是 JSON（{error}）", f"it is no JSON ({error})")
        return (Diagnostic(errors.UNREADABLE, span, {"file": source.name, "why": why}),)
    if not isinstance(value, dict):
        args = {"where": source.name, "expected": Words("一个对象：名称和值", "an object of names and values")}
        return (Diagnostic(errors.WRONG_SHAPE, span, args),)
    return rubric.read(value)


def _case(source: Source, rubric: Rubric, name: str | None) -> FactSet | tuple[Diagnostic, ...]:
    compiled = compile_source(source)
    failed = tuple(item for item in compiled.diagnostics if item.severity is Severity.ERROR)
    if failed:
        return failed
    found = _choose(source, compiled.document.cases if compiled.document else (), name)
    return (found,) if isinstance(found, Diagnostic) else rubric.read(found)


def _choose(source: Source, cases: tuple[n.CaseDecl, ...], name: str | None) -> n.CaseDecl | Diagnostic:
    names = [case.name for case in cases]
    args: dict[str, Any] = {"file": source.name, "cases": names, "count": len(names), "name": name or ""}
    if name is None and len(cases) == 1:
        return cases[0]
    chosen = next((case for case in cases if case.name == name), None)
    if chosen is not None:
        return chosen
    if name is None and cases:
        return Diagnostic(errors.CASE_NEEDED, NOWHERE, args)
    return Diagnostic(errors.NO_SUCH_CASE, NOWHERE, args, suggestions=suggest(name or "", names))
