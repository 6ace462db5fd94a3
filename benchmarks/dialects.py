"""The program of a rubric in the expression languages of other engines: natural formulas, divisions and all.

Every leaf is rounded as the rubric says. What has no name in an expression language (a value used twice) is written
twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, ClassVar

from attrs import define, field

from perfrules.ir import nodes as ir
from perfrules.types.interval import Interval


class Infix:
    """Expressions as text, as zen has them."""

    words: ClassVar = {
        "and": "and",
        "or": "or",
        "not": "not",
        "=": "==",
        "≠": "!=",
        "≤": "<=",
        "≥": ">=",
        "×": "*",
        "÷": "/",
    }

    def number(self, value: Fraction) -> Any:
        return repr(float(value))

    def input(self, name: str) -> Any:
        return name

    def pair(self, op: str, a: Any, b: Any) -> Any:
        return f"({a} {self.words.get(op, op)} {b})"

    def joined(self, op: str, items: Sequence[Any]) -> Any:
        return "(" + f" {self.words[op]} ".join(items) + ")"

    def added(self, items: Sequence[Any]) -> Any:
        return "(" + " + ".join(items) + ")"

    def negated(self, item: Any) -> Any:
        return f"({self.words['not']} {item})"

    def choice(self, when: Any, then: Any, last: Any) -> Any:
        return f"({when} ? {then} : {last})"

    def floor(self, item: Any) -> Any:
        return f"floor({item})"

    def extreme(self, word: str, items: Sequence[Any]) -> Any:
        return f"{word}([{', '.join(items)}])"


class Twice(Infix):
    """Without a greatest and a least of its own."""

    def extreme(self, word: str, items: Sequence[Any]) -> Any:
        best, *rest = items
        for item in rest:
            best = self.choice(self.pair(">" if word == "max" else "<", best, item), best, item)
        return best


class Cel(Twice):
    """CEL: figures with a point, and no floor but that of whole numbers."""

    words: ClassVar = {**Infix.words, "and": "&&", "or": "||", "not": "!"}

    def floor(self, item: Any) -> Any:
        return f"double(int({item}))"


class Rules(Twice):
    """rule-engine, whose figures are decimal."""

    def floor(self, item: Any) -> Any:
        return f"({item}).floor"


class JsonLogic(Infix):
    """JsonLogic: nested objects instead of text."""

    def number(self, value: Fraction) -> Any:
        return float(value)

    def input(self, name: str) -> Any:
        return {"var": name}

    def pair(self, op: str, a: Any, b: Any) -> Any:
        return {self.words.get(op, op): [a, b]}

    def joined(self, op: str, items: Sequence[Any]) -> Any:
        return {op: list(items)}

    def added(self, items: Sequence[Any]) -> Any:
        return {"+": list(items)}

    def negated(self, item: Any) -> Any:
        return {"!": [item]}

    def choice(self, when: Any, then: Any, last: Any) -> Any:
        return {"if": [when, then, last]}

    def floor(self, item: Any) -> Any:
        return {"-": [item, {"%": [item, 1]}]}

    def extreme(self, word: str, items: Sequence[Any]) -> Any:
        return {word: list(items)}


@define
class Writer:
    """Writes the total of a program in a dialect; inputs are called by their `names`."""

    program: ir.Program
    names: dict[str, str]
    dialect: Infix
    values: dict[str, ir.Value] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.values = {item.name: item for item in self.program.values()}

    def total(self) -> Any:
        """The sum of all leaves."""
        return self.dialect.added([self.leaf(leaf) for leaf in self.program.leaves() if leaf.counts])

    def leaf(self, leaf: ir.Leaf) -> Any:
        d = self.dialect
        score = self.node(leaf.base)
        for item in (*leaf.awards, *leaf.deductions):
            score = d.pair("+" if item in leaf.awards else "-", score, self.node(item))
        if leaf.awards or leaf.deductions:
            score = self.within(score, leaf.clip)
        for guard in reversed(leaf.guards):
            if guard.score is not None:
                score = d.choice(self.node(guard.when), self.node(guard.score), score)
        return score if leaf.rounding is None else self.rounded(score, leaf.rounding.step)

    def within(self, item: Any, ends: Interval) -> Any:
        d = self.dialect
        if ends.high is not None:
            item = d.extreme("min", [item, d.number(ends.high)])
        return item if ends.low is None else d.extreme("max", [item, d.number(ends.low)])

    def rounded(self, item: Any, step: Fraction) -> Any:
        d = self.dialect
        scaled = d.pair("+", d.pair("×", item, d.number(1 / step)), d.number(Fraction(1, 2)))
        return d.pair("÷", d.floor(scaled), d.number(1 / step))

    def node(self, node: ir.Node) -> Any:
        d = self.dialect
        match node:
            case ir.Literal(value=value):
                return d.number(Fraction(value))
            case ir.Label(code=code):
                return d.number(Fraction(code))
            case ir.Input(name=name):
                return d.input(self.names[name])
            case ir.Ref(name=name):
                return self.node(self.values[name].body)
            case ir.Arith(op=op, left=left, right=right) | ir.Compare(op=op, left=left, right=right):
                return d.pair(op, self.node(left), self.node(right))
            case ir.Logic(op=op, items=items):
                return d.joined(op, [self.node(item) for item in items])
            case ir.Not(operand=operand):
                return d.negated(self.node(operand))
            case ir.Sum(items=items):
                return d.added([self.node(item) for item in items])
            case ir.Max(items=items):
                return d.extreme("max", [self.node(item) for item in items])
            case ir.Min(items=items):
                return d.extreme("min", [self.node(item) for item in items])
            case ir.Abs(operand=operand):
                item = self.node(operand)
                return d.extreme("max", [item, d.pair("-", d.number(Fraction(0)), item)])
            case ir.Clamp(value=value, low=low, high=high):
                return self.within(self.node(value), Interval(low, high))
            case ir.Floor(operand=operand):
                return d.floor(self.node(operand))
            case ir.Round(value=value, step=step):
                return self.rounded(self.node(value), step)
            case ir.Select(cases=cases, otherwise=otherwise):
                last = self.node(cases[-1].then if otherwise is None else otherwise)
                for case in reversed(cases if otherwise is not None else cases[:-1]):
                    last = d.choice(self.node(case.when), self.node(case.then), last)
                return last
            case ir.Piecewise(subject=subject, bands=bands, otherwise=otherwise):
                last = self.node(bands[-1].value if otherwise is None else otherwise)
                for band in reversed(bands if otherwise is not None else bands[:-1]):
                    last = d.choice(self.inside(self.node(subject), band.interval), self.node(band.value), last)
                return last
        raise ValueError(f"no expression for {type(node).__name__}")

    def inside(self, item: Any, ends: Interval) -> Any:
        d = self.dialect
        tests = []
        if ends.low is not None:
            tests.append(d.pair(">" if ends.low_open else "≥", item, d.number(ends.low)))
        if ends.high is not None:
            tests.append(d.pair("<" if ends.high_open else "≤", item, d.number(ends.high)))
        return tests[0] if len(tests) == 1 else d.joined("and", tests)
