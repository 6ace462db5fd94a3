"""The same table in other engines, each in its faster way; versions are part of their names. Extra: `bench`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import Any

from attrs import evolve

from benchmarks.dialects import Cel, Infix, JsonLogic, Rules, Writer
from benchmarks.measure import Group
from benchmarks.scalar import Table, entry, of_float, plain
from perfrules.ir.from_model import lower
from perfrules.ir.simplify import simplify

_FEW = 100
"""Rows for engines that take a tenth of a millisecond and more for each."""


def groups(known: Table) -> Iterator[Group]:
    """Every engine against float Python by hand."""
    program = simplify(lower(known.rubric.model, known.rubric.language))
    names = {item.name: f"x{number}" for number, item in enumerate(program.inputs)}
    grades = [(float(grade.interval.low or 0), grade.label) for grade in program.total.grades]
    grades.sort(reverse=True)

    def graded(total: Any) -> tuple[float, str]:
        found = float(total)
        return found, next(label for low, label in grades if found >= low)

    def row(given: dict[str, Any], make: Callable[[float], Any] = float) -> dict[str, Any]:
        found = {}
        for one in known.fields:
            value = given[one.name]
            if one.kind == "label":
                value = one.labels.index(value)
            if type(value) is not bool:
                # In base units, as the program has them.
                value = make(value * one.factor[0] / (one.factor[1] * (one.scale or 1)))
            found[names[one.name]] = value
        return found

    rows = [row(given) for given in known.rows[:_FEW]]
    zen, rules, logic, rust, pure = _zen, _rules, _json_logic, _cel, _celpy
    entries = [plain(known)]
    for name, package, dialect, engine in (
        ("zen-engine, compiled expression", "zen-engine", Infix(), zen),
        ("CEL in Rust, compiled", "common-expression-language", Cel(), rust),
        ("JsonLogic", "panzi-json-logic", JsonLogic(), logic),
        ("rule-engine", "rule-engine", Rules(), rules),
        ("CEL in Python", "cel-python", Cel(), pure),
    ):
        call, make = engine(Writer(program, names, dialect).total())
        own = rows if make is float else [row(given, make) for given in known.rows[:_FEW]]
        few = own[:10] if package in ("cel-python", "rule-engine") else own
        item = entry(known, f"{name}, {version(package)}", _with_grade(call, graded), own, of_float)
        entries.append(evolve(item, given=few))
    yield Group("other engines, one subject", entries, rounds=11)


def _with_grade(call: Callable[[Any], Any], graded: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda row: graded(call(row))


_Engine = tuple[Callable[[Any], Any], Callable[[float], Any]]
"""What evaluates a row, and what a figure of one has to be."""


def _zen(text: str) -> _Engine:
    import zen

    return zen.compile_expression(text).evaluate, float


def _cel(text: str) -> _Engine:
    import cel

    return cel.compile(text).execute, float


def _json_logic(rule: Any) -> _Engine:
    import json_logic

    return lambda row: json_logic.jsonLogic(rule, row), float


def _rules(text: str) -> _Engine:
    import rule_engine

    return rule_engine.Rule(text).evaluate, float


def _celpy(text: str) -> _Engine:
    import celpy

    environment = celpy.Environment()
    program = environment.program(environment.compile(text))
    double = celpy.celtypes.DoubleType

    def call(row: Any) -> Any:
        return program.evaluate({k: v if type(v) is double else celpy.celtypes.BoolType(v) for k, v in row.items()})

    return call, double
