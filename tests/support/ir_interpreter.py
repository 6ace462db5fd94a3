"""The meaning of the IR, written down plainly: one subject at a time, on exact fractions, every node as its docstring says."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from fractions import Fraction
from typing import Any, assert_never

from attrs import define, evolve, field, frozen

from perfrules.ir import nodes as ir

Value = Fraction | bool | int
"""A quantity or date, a flag, the code of a label."""
Row = Mapping[str, Value]
"""The cells of a row by their columns; an absent one is not there."""
Functions = Mapping[str, Callable[[Sequence[Any]], Any]]


class NoScore(Exception):
    """A leaf has no score: something that it needs was not given."""


@frozen
class Scored:
    """What came of a leaf or heading."""

    score: Fraction
    unrounded: Fraction
    status: str
    measure: Value | None = None
    applies: Fraction = Fraction(0)


@frozen
class Outcome:
    """What came of a fact set. `total` is None where the data has errors; `missing` and `broken` tell which."""

    total: Fraction | None
    summed: Fraction | None
    grade: str | None
    nodes: Mapping[str, Scored]
    missing: frozenset[str]
    broken: tuple[ir.Constraint, ...]
    findings: tuple[ir.Constraint, ...]
    status: str = "scored"
    index: Fraction | None = None
    most: Outcome | None = None
    """The same with what is 未录 at its full points, where that differs."""


def coded(program: ir.Program, values: Mapping[str, Any]) -> dict[str, Value]:
    """Facts as the facts layer reads them → values of the IR: labels by their codes, days by their numbers."""
    inputs = {item.name: item for item in program.inputs}
    found: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, date):
            found[name] = Fraction(value.toordinal())
        elif inputs[name].kind == "rows":
            columns = {column.name: column for column in inputs[name].columns}
            found[name] = tuple(_coded_row(columns, row) for row in value)
        elif inputs[name].kind == "label":
            found[name] = inputs[name].labels.index(value)
        elif inputs[name].kind == "text":
            found[name] = True
        else:
            found[name] = value
    return found


def _coded_row(columns: Mapping[str, ir.Column], row: Mapping[str, Any]) -> dict[str, Value]:
    """The cells of a row that a program knows."""
    cells = ((columns[name], value) for name, value in row.items() if name in columns)
    return {
        column.name: column.labels.index(value)
        if column.kind == "label"
        else Fraction(value.toordinal())
        if isinstance(value, date)
        else value
        for column, value in cells
    }


@define
class Interpreter:
    """One evaluation of one program."""

    program: ir.Program
    given: Mapping[str, Value]
    bad: frozenset[str]
    functions: Functions
    definitions: dict[tuple[bool, str], ir.Definition] = field(factory=dict)
    values: dict[str, Value] = field(factory=dict)
    nodes: dict[str, Scored | None] = field(factory=dict)
    missing: set[str] = field(factory=set)
    row: Row = field(factory=dict)
    """The row at hand."""
    stand_ins: dict[str, str] = field(factory=dict)
    full: bool = False
    """Whether leaves that are 未录 score all of their points."""

    def __attrs_post_init__(self) -> None:
        self.stand_ins = {item.name: item.stand_in for item in self.program.inputs if item.stand_in is not None}
        for item in self.program.definitions:
            self.definitions[isinstance(item, ir.Value), item.name] = item

    def run(self) -> Outcome:
        broken = self.breaches(fatal=True)
        wrong = {name for constraint in broken for name in constraint.reads}
        self.given = {name: value for name, value in self.given.items() if name not in wrong}
        self.bad |= wrong
        self.values.clear()
        refused = self._refused()
        if refused is not None and not self.missing and not self.bad:
            return Outcome(None, None, None, {}, frozenset(), broken, (), refused)
        unscored = {name for name, _ in self.program.unscored}
        for name in self.program.headings:
            if name not in unscored:
                self.score(name)
        limits = self._limits()
        index, case = self._index(), self._case()
        scored = {name: node for name, node in self.nodes.items() if node is not None}
        whole = len(scored) == len(self.nodes) and not self.missing and not self.bad
        total = self.program.total
        summed = final = grade = None
        made = bool(total.parts) or total.judged is not None
        if whole and made:
            summed = sum((scored[name].score for name in total.parts), Fraction(0))
            if total.judged is not None:
                summed = self.number(total.judged)
            if total.scale is not None:
                applies = sum((scored[name].applies for name in total.parts), Fraction(0))
                if applies == 0:
                    return Outcome(None, None, None, scored, frozenset(), broken, ())
                if applies != total.scale.points:
                    summed = summed * total.scale.points / applies
                    if total.scale.rounding is not None:
                        summed = rounded(summed, total.scale.rounding.step, total.scale.rounding.mode)
            added = Fraction(0) if total.adjustments is None else scored[total.adjustments].score
            clipped = clip(summed + added, total.clip)
            caps = [value for guard, value in limits if guard.status == "total-cap"]
            if caps:
                most = min(caps)
                if total.cap_rounding is not None:
                    most = rounded(most, total.cap_rounding.step, total.cap_rounding.mode)
                clipped = min(clipped, most)
            vetoes = [value for guard, value in limits if guard.status == "veto"]
            if vetoes:
                clipped = max(vetoes) if total.lower_is_better else min(vetoes)
            final = clipped if total.rounding is None else rounded(clipped, total.rounding.step, total.rounding.mode)
            grade = self._grade(clipped if total.grade_unrounded else final)
        if whole:
            labels = list(total.ranks)
            grade = case or (self._grade(index) if total.grade_index else grade)
            ceilings = [labels.index(veto.label) for veto in total.grade_vetoes if self.flag(veto.when)]
            if grade is not None and ceilings:
                grade = labels[max(labels.index(grade), *ceilings)]
        findings = self.breaches(fatal=False) if whole else ()
        missing = frozenset(self.missing)
        return Outcome(final, summed, grade, scored, missing, broken, findings, index=index if whole else None)

    def _refused(self) -> str | None:
        """The status of a subject that gets no score; None where it gets one."""
        for guard in self.program.total.refusals:
            with suppress(NoScore):
                self.require(guard.requires)
                if self.flag(guard.when):
                    return guard.status
        return None

    def _index(self) -> Fraction | None:
        found = self.program.total.index
        if found is None:
            return None
        with suppress(NoScore):
            self.require(found.requires)
            return self.number(found.value)
        return None

    def _case(self) -> str | None:
        """The grade whose condition holds."""
        with suppress(NoScore):
            for case in self.program.total.grade_cases:
                self.require(case.requires)
                if case.when is None or self.flag(case.when):
                    return case.label
        return None

    def _grade(self, value: Fraction | None) -> str | None:
        return next((g.label for g in self.program.total.grades if value is not None and value in g.interval), None)

    def _limits(self) -> list[tuple[ir.Guard, Fraction]]:
        """The caps and vetoes of the total that hold."""
        found = []
        total = self.program.total
        with suppress(NoScore):
            self.require(total.judged_requires)
        for guard in (*total.caps, *total.vetoes):
            try:
                self.require(guard.requires)
                if self.flag(guard.when):
                    self.require(guard.then_requires)
                    found.append((guard, self.number(guard.score)))
            except NoScore:
                continue
        for veto in total.grade_vetoes:
            with suppress(NoScore):
                self.require(veto.requires)
        return found

    def breaches(self, fatal: bool) -> tuple[ir.Constraint, ...]:
        """The constraints that can be checked and do not hold."""
        found = (c for c in self.program.constraints if c.fatal is fatal and self._there(c.reads))
        return tuple(c for c in found if not self.value(c.holds))

    def _there(self, names: Sequence[str]) -> bool:
        return all(name in self.given for name in names)

    def require(self, names: Sequence[str]) -> None:
        """Go on only if every one of them was given; the others are told, unless they were given wrongly."""
        absent = [name for name in names if name not in self.given]
        # What a stand-in is given for is not missed; where both are absent the stand-in is told.
        told = [(self.stand_ins.get(name) if name not in self.bad else None) or name for name in absent]
        if any(name not in self.given for name in told):
            self.missing |= {name for name in told if name not in self.given and name not in self.bad}
            raise NoScore

    # Scores

    def score(self, name: str) -> Scored | None:
        """The score of a leaf or heading; None where it has none."""
        if name not in self.nodes:
            item = self.definitions[False, name]
            assert not isinstance(item, ir.Value)
            try:
                self.nodes[name] = self._leaf(item) if isinstance(item, ir.Leaf) else self._heading(item)
            except NoScore:
                self.nodes[name] = None
        return self.nodes[name]

    def _heading(self, heading: ir.Heading) -> Scored:
        parts = [self.score(part) for part in heading.parts]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            raise NoScore
        applies = heading.points if heading.applies is None else self.number(heading.applies)
        status = "aggregate" if heading.aggregated else "sum"
        if heading.applies is not None and applies == 0:
            status = "not-chosen" if all(part.status == "not-chosen" for part in known) else "left-out"
        if heading.score is not None:
            score = self.number(heading.score)
            return Scored(score, score, status, None, applies)
        total = sum((part.score for part in known), Fraction(0))
        return Scored(total, total, status, None, applies)

    def _leaf(self, leaf: ir.Leaf) -> Scored:
        inside: list[str] = []
        """What the rule needs inside rows that it goes into: it is told all at once."""
        for guard in leaf.guards:
            if guard.score is not None:
                self.require(inside)
            self.require(guard.requires)
            if self.value(guard.when):
                if guard.score is None:
                    inside += guard.then_requires
                    continue
                self.require(guard.then_requires)
                return self._rounded(leaf, self.number(guard.score), guard.status, None)
        self.require([*leaf.requires, *inside])
        if leaf.unrecorded:
            score = leaf.points if self.full else self.number(leaf.base)
            return Scored(score, score, "unrecorded", None, leaf.points)
        score = self.number(leaf.base)
        score += sum(self.number(award) for award in leaf.awards)
        score -= sum(self.number(deduction) for deduction in leaf.deductions)
        measure = None
        if leaf.measure is not None and self._there_below(leaf.measure):
            measure = self.value(leaf.measure)
        return self._rounded(leaf, clip(score, leaf.clip), "scored", measure)

    def _rounded(self, leaf: ir.Leaf, score: Fraction, status: str, measure: Value | None) -> Scored:
        final = score if leaf.rounding is None else rounded(score, leaf.rounding.step, leaf.rounding.mode)
        applies = Fraction(0) if status in ("left-out", "shared-out", "not-chosen") else leaf.points
        return Scored(final, score, status, measure, applies)

    def _there_below(self, node: ir.Node) -> bool:
        """Whether everything that a node can read has a value."""
        for part in ir.walk(node):
            if isinstance(part, ir.Input) and part.name not in self.given and part.default is None:
                return False
            if isinstance(part, ir.Ref):
                item = self.definitions[True, part.name]
                assert isinstance(item, ir.Value)
                if not self._there_below(item.body):
                    return False
        return True

    # Values

    def number(self, node: ir.Node) -> Fraction:
        found = self.value(node)
        assert isinstance(found, Fraction), node
        return found

    def flag(self, node: ir.Node) -> bool:
        found = self.value(node)
        assert isinstance(found, bool), node
        return found

    def value(self, node: ir.Node) -> Value:
        """The value of a node."""
        match node:
            case ir.Literal(value=value):
                return value
            case ir.Day(number=number):
                return number
            case ir.Label(code=code):
                return code
            case ir.Input(name=name, default=default):
                if name in self.given:
                    return self.given[name]
                if node.stand_in is not None:
                    return self.given[node.stand_in]
                if default is None:
                    raise AssertionError(f"{name} is read where it may be absent")
                return default
            case ir.IsMissing(input=name):
                return name not in self.given
            case ir.Ref(name=name):
                if name not in self.values:
                    item = self.definitions[True, name]
                    assert isinstance(item, ir.Value)
                    self.values[name] = self.value(item.body)
                return self.values[name]
            case ir.ScoreOf(name=name):
                found = self.score(name)
                if found is None:
                    raise NoScore
                return found.score
            case ir.Applies(name=name):
                found = self.score(name)
                if found is None:
                    raise NoScore
                return found.applies
            case ir.Arith(op=op, left=left, right=right):
                a, b = self.number(left), self.number(right)
                match op:
                    case "+":
                        return a + b
                    case "-":
                        return a - b
                    case "×":
                        return a * b
                assert op == "÷"
                return a / b
            case ir.Compare(op=op, left=left, right=right):
                return compare(op, self.value(left), self.value(right))
            case ir.Logic(op=op, items=items):
                found_flags = [self.flag(item) for item in items]
                return all(found_flags) if op == "and" else any(found_flags)
            case ir.Not(operand=operand):
                return not self.flag(operand)
            case ir.Sum(items=items):
                return sum((self.number(item) for item in items), Fraction(0))
            case ir.Max(items=items):
                return max(self.number(item) for item in items)
            case ir.Min(items=items):
                return min(self.number(item) for item in items)
            case ir.Trimmed(items=items, low=low, high=high):
                ascending = sorted(self.number(item) for item in items)
                return sum(ascending[low : len(ascending) - high], Fraction(0))
            case ir.OverRows(op=op, rows=rows, body=body):
                found_rows, around = self.given[rows.name], self.row
                assert isinstance(found_rows, tuple) and found_rows, rows.name
                numbers = []
                for self.row in found_rows:
                    numbers.append(self.number(body))
                self.row = around
                return {"sum": sum, "max": max, "min": min}[op](numbers)
            case ir.Cell(column=column):
                return self.row[column]
            case ir.CellMissing(column=column):
                return column not in self.row
            case ir.Abs(operand=operand):
                return abs(self.number(operand))
            case ir.Clamp(value=value, low=low, high=high):
                number = self.number(value)
                if high is not None:
                    number = min(number, high)
                return number if low is None else max(number, low)
            case ir.Floor(operand=operand):
                return Fraction(math.floor(self.number(operand)))
            case ir.Ceil(operand=operand):
                return Fraction(math.ceil(self.number(operand)))
            case ir.Round(value=value, step=step, mode=mode):
                return rounded(self.number(value), step, mode)
            case ir.Call(function=function, arguments=arguments):
                called: Value = self.functions[function]([self.value(argument) for argument in arguments])
                return called
            case ir.Select(cases=cases, otherwise=otherwise):
                for item in cases:
                    if self.flag(item.when):
                        return self.value(item.then)
                assert otherwise is not None, "no case holds"
                return self.value(otherwise)
            case ir.Piecewise(subject=subject, bands=bands, otherwise=otherwise):
                number = self.number(subject)
                for band in bands:
                    if number in band.interval:
                        return self.value(band.value)
                assert otherwise is not None, f"no band holds {number}"
                return self.value(otherwise)
        assert_never(node)


def compare(op: str, a: Any, b: Any) -> bool:
    match op:
        case "=":
            return bool(a == b)
        case "≠":
            return bool(a != b)
        case "<":
            return bool(a < b)
        case "≤":
            return bool(a <= b)
        case ">":
            return bool(a > b)
    assert op == "≥"
    return bool(a >= b)


def clip(value: Fraction, interval: Any) -> Fraction:
    if interval.high is not None:
        value = min(value, interval.high)
    return value if interval.low is None else max(value, interval.low)


def rounded(value: Fraction, step: Fraction, mode: str) -> Fraction:
    steps, rest = divmod(abs(value), step)
    if (mode == "up" and rest) or (mode == "half-up" and 2 * rest >= step):
        steps += 1
    return steps * step if value >= 0 else -steps * step


def interpret(program: ir.Program, values: Mapping[str, Any], bad: frozenset[str], functions: Functions) -> Outcome:
    """What a program gives for a fact set as the facts layer reads it."""
    found = Interpreter(program, coded(program, values), bad, functions).run()
    if any(leaf.unrecorded for leaf in program.leaves()):
        most = Interpreter(program, coded(program, values), bad, functions, full=True).run()
        return evolve(found, most=most)
    return found
