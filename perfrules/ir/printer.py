"""A program as text: for `perfrules dump ir`, for snapshots, for reading along.

One definition a paragraph, in dependency order; facts and headings under their own names, without the path of the
heading that the paragraph stands under; figures exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import assert_never

from attrs import frozen

from perfrules.ir import nodes as ir
from perfrules.types.interval import Interval
from perfrules.types.show import exact

_INDENT = "  "
_LEVEL = {"+": 1, "-": 1, "×": 2, "÷": 2}
_SIGN = {"-": "−"}


def print_ir(program: ir.Program) -> str:
    """The program as text."""
    parts = [
        [f"program {program.title}", f"{_INDENT}id {program.id}", f"{_INDENT}points {exact(program.points)}"],
        ["inputs", *(_INDENT + line for item in program.inputs for line in _lines(item))],
        *([*_Printer(item.origin.path).definition(item)] for item in program.definitions),
        *([f"{status} {name}"] for name, status in program.unscored),
        [*_total(program.total)],
        *([*_Printer(item.origin.path).constraint(item)] for item in program.constraints),
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _lines(item: ir.Input) -> Iterator[str]:
    yield _input(item)
    yield from (_INDENT + _input(column) for column in item.columns)
    yield from (f"{_INDENT}{column} adds up to {exact(figure)}" for column, figure in item.sums)
    if item.population is not None:
        yield _INDENT + _population(item.population)
    if item.stand_in is not None:
        yield f"{_INDENT}else 「{item.stand_in}」"


def _input(item: ir.Input | ir.Column) -> str:
    words = [f"{item.name}：{item.kind}"]
    if item.labels:
        words.append(" < ".join(item.labels))
    if (item.bounds.low, item.bounds.high) != (None, None):
        words.append(interval_text(item.bounds))
    if item.grid is not None:
        words.append(f"grid {exact(item.grid)}")
    if item.optional:
        default = item.default if isinstance(item, ir.Input) else None
        words.append("optional" if default is None else f"optional, else {_default(default, item)}")
    return " ".join(words)


def _population(figure: ir.Population) -> str:
    """A figure of all subjects."""
    rank = f" {'highest' if figure.high_first else 'lowest'} first, ties {figure.ties}" if figure.ties else ""
    of = "" if figure.of is None else f" of {_Printer(()).text(figure.of)}"
    return f"{figure.kind}{of} over all{rank}"


def _default(value: Fraction | bool | int, item: ir.Input | ir.Column) -> str:
    match item.kind:
        case "flag":
            return "yes" if value else "no"
        case "label":
            return item.labels[int(value)]
        case "date":
            return date.fromordinal(int(value)).isoformat()
    return exact(Fraction(value))


def interval_text(interval: Interval) -> str:
    """An interval with its ends exact."""
    if interval.low is not None and interval.low == interval.high:
        return f"= {exact(interval.low)}"
    low = "−∞" if interval.low is None else exact(interval.low)
    high = "∞" if interval.high is None else exact(interval.high)
    opening = "(" if interval.low is None or interval.low_open else "["
    closing = ")" if interval.high is None or interval.high_open else "]"
    return f"{opening}{low}, {high}{closing}"


def _rounding(rounding: ir.Rounding | None) -> list[str]:
    return [] if rounding is None else [f"{_INDENT}round {exact(rounding.step)} {rounding.mode}"]


def _total(total: ir.Total) -> Iterator[str]:
    yield "total"
    printer = _Printer(("总分",))
    if total.lower_is_better:
        yield f"{_INDENT}lower is better"
    for guard in total.refusals:
        yield from printer.guard(guard, guard.status)
        yield f"{_INDENT}{_INDENT}{guard.status}"
    if total.index is not None:
        yield from printer.needs(total.index.requires)
        yield from printer.node(f"index {total.index.name}", total.index.value)
    yield from (_INDENT + part for part in total.parts)
    if total.judged is not None:
        yield from printer.needs(total.judged_requires)
        yield from printer.node("judged", total.judged)
    if total.scale is not None:
        yield f"{_INDENT}scale to {exact(total.scale.points)}"
        yield from _rounding(total.scale.rounding)
    if total.adjustments is not None:
        yield f"{_INDENT}add {total.adjustments}"
    yield f"{_INDENT}clip {interval_text(total.clip)}"
    for word, guards in (("cap", total.caps), ("veto", total.vetoes)):
        for guard in guards:
            yield from printer.guard(guard, word)
    yield from _rounding(total.rounding)
    before = " before rounding" if total.grade_unrounded and total.rounding is not None else ""
    before = " by index" if total.grade_index else before
    for case in total.grade_cases:
        yield from printer.needs(case.requires)
        if case.when is None:
            yield f"{_INDENT}grade {case.label} otherwise"
        else:
            yield from printer.node(f"grade {case.label} when", case.when)
    for grade in total.grades:
        yield f"{_INDENT}grade {grade.label}{before} {interval_text(grade.interval)}"
    for veto in total.grade_vetoes:
        yield from printer.needs(veto.requires)
        yield from printer.node(f"at most {veto.label} when", veto.when)


@frozen
class _Printer:
    """What stands under one heading: names below it are shown without its path."""

    path: tuple[str, ...]

    def name(self, name: str) -> str:
        """A name, from · on where it belongs to the heading."""
        above = "·".join(self.path)
        return name.removeprefix(above) if above and name.startswith(above + "·") else name

    def needs(self, names: tuple[str, ...], word: str = "needs") -> list[str]:
        return [f"{_INDENT}{word} {'、'.join(self.name(name) for name in names)}"] if names else []

    def definition(self, item: ir.Definition) -> Iterator[str]:
        match item:
            case ir.Value():
                yield f"value {item.name}：{item.kind}"
                yield from self.node("=", item.body)
            case ir.Heading():
                yield f"{'sum' if item.score is None else 'heading'} {item.name} {exact(item.points)}"
                yield from (_INDENT + part for part in item.parts)
                if item.score is not None:
                    yield from self.node("score", item.score)
                if item.applies is not None:
                    yield from self.node("applies", item.applies)
            case ir.Leaf():
                yield f"{'unrecorded' if item.unrecorded else 'leaf'} {item.name} {exact(item.points)}"
                for guard in item.guards:
                    yield from self.guard(guard, f"then {guard.status}")
                yield from self.needs(item.requires)
                yield from self.node("base", item.base)
                for award in item.awards:
                    yield from self.node("add", award)
                for deduction in item.deductions:
                    yield from self.node("take", deduction)
                yield f"{_INDENT}clip {interval_text(item.clip)}"
                yield from _rounding(item.rounding)
                if item.measure is not None:
                    yield from self.node("measure", item.measure)
            case _:
                assert_never(item)

    def guard(self, guard: ir.Guard, word: str) -> Iterator[str]:
        """A condition, what it gives, and what both need."""
        yield from self.needs(guard.requires)
        yield from self.node("when", guard.when)
        yield from (_INDENT + line for line in self.needs(guard.then_requires))
        if guard.score is not None:
            yield from (_INDENT + line for line in self.node(word, guard.score))

    def constraint(self, item: ir.Constraint) -> Iterator[str]:
        yield "constraint" if item.fatal else "finding"
        yield from self.needs(item.reads, "where given")
        yield from self.node("holds", item.holds)

    def node(self, word: str, node: ir.Node) -> Iterator[str]:
        """A word and a node behind it: in one line, or its choices in lines below it."""
        match node:
            case ir.Select(cases=cases, otherwise=otherwise):
                yield f"{_INDENT}{word} select"
                for case in cases:
                    yield from (_INDENT + line for line in self.node(f"if {self.text(case.when)}:", case.then))
                if otherwise is not None:
                    yield from (_INDENT + line for line in self.node("else:", otherwise))
            case ir.Piecewise(subject=subject, bands=bands, otherwise=otherwise):
                yield f"{_INDENT}{word} piecewise {self.text(subject)}"
                for band in bands:
                    yield from (_INDENT + line for line in self.node(f"{interval_text(band.interval)}:", band.value))
                if otherwise is not None:
                    yield from (_INDENT + line for line in self.node("else:", otherwise))
            case _:
                yield f"{_INDENT}{word} {self.text(node)}"

    def text(self, node: ir.Node, outer: int = 0) -> str:
        """A node in one line; `outer` is how closely the operator around it binds."""
        match node:
            case ir.Literal(value=bool() as flag):
                return "yes" if flag else "no"
            case ir.Literal(value=value):
                return exact(Fraction(value))
            case ir.Day(number=number):
                return date.fromordinal(int(number)).isoformat()
            case ir.Label(text=text):
                return f"“{text}”"
            case ir.Input(name=name):
                return f"「{self.name(name)}」"
            case ir.IsMissing(input=name):
                return f"missing 「{self.name(name)}」"
            case ir.Ref(name=name):
                return f"〈{self.name(name)}〉"
            case ir.ScoreOf(name=name):
                return f"score〈{self.name(name)}〉"
            case ir.Applies(name=name):
                return f"points〈{self.name(name)}〉"
            case ir.Arith(op=op, left=left, right=right):
                level = _LEVEL[op]
                text = f"{self.text(left, level)} {_SIGN.get(op, op)} {self.text(right, level + 1)}"
                return f"({text})" if level < outer else text
            case ir.Compare(op=op, left=left, right=right):
                text = f"{self.text(left)} {op} {self.text(right)}"
                return f"({text})" if outer else text
            case ir.Logic(op=op, items=items):
                text = f" {op} ".join(self.text(item, 1) for item in items)
                return f"({text})" if outer else text
            case ir.Not(operand=operand):
                return f"not {self.text(operand, 1)}"
            case ir.Sum(items=items):
                return f"sum({self.listed(items)})"
            case ir.Max(items=items):
                return f"max({self.listed(items)})"
            case ir.Min(items=items):
                return f"min({self.listed(items)})"
            case ir.Trimmed(items=items, low=low, high=high):
                return f"sum({self.listed(items)} without {low} least, {high} greatest)"
            case ir.OverRows(op=op, rows=rows, body=body):
                return f"{op} over {self.text(rows)} of ({self.text(body)})"
            case ir.Cell(column=column):
                return f"〔{column}〕"
            case ir.CellMissing(column=column):
                return f"missing 〔{column}〕"
            case ir.Abs(operand=operand):
                return f"abs({self.text(operand)})"
            case ir.Clamp(value=value, low=low, high=high):
                return f"clamp({self.text(value)}, {interval_text(Interval(low, high))})"
            case ir.Floor(operand=operand):
                return f"floor({self.text(operand)})"
            case ir.Ceil(operand=operand):
                return f"ceil({self.text(operand)})"
            case ir.Round(value=value, step=step, mode=mode):
                return f"round({self.text(value)}, {exact(step)}, {mode})"
            case ir.Call(function=function, arguments=arguments):
                return f"{function}({self.listed(arguments)})"
            case ir.Select(cases=cases, otherwise=otherwise):
                texts = [f"if {self.text(case.when)}: {self.text(case.then)}" for case in cases]
                return "{" + "; ".join([*texts, *self.otherwise(otherwise)]) + "}"
            case ir.Piecewise(subject=subject, bands=bands, otherwise=otherwise):
                texts = [f"{interval_text(band.interval)}: {self.text(band.value)}" for band in bands]
                return f"{{{self.text(subject)}: " + "; ".join([*texts, *self.otherwise(otherwise)]) + "}"
        assert_never(node)

    def otherwise(self, otherwise: ir.Node | None) -> list[str]:
        return [] if otherwise is None else [f"else: {self.text(otherwise)}"]

    def listed(self, items: tuple[ir.Node, ...]) -> str:
        return ", ".join(self.text(item) for item in items)
