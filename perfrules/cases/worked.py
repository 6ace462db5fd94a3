"""A formula with its figures put in: what the causes of a wrong figure are tried on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from attrs import evolve, frozen

from perfrules.api import Rubric
from perfrules.backends import reference
from perfrules.facts import errors
from perfrules.facts.factset import FactSet
from perfrules.model.model import Fact, Formula, Indicator
from perfrules.model.model import Rubric as Model
from perfrules.syntax import nodes as n
from perfrules.types.show import show
from perfrules.types.types import Dimension, Quantity


@frozen
class Figure:
    """A figure of a formula: its exact value in base units, what it is of, and how it is written."""

    value: Fraction
    dimension: Dimension
    text: str
    name: str = ""


@frozen
class Sum:
    """Terms that are added (sign 1) or taken away (sign -1)."""

    terms: tuple[tuple[int, Worked], ...]


@frozen
class Product:
    """Two parts multiplied or divided; `op` is × or ÷."""

    op: str
    left: Worked
    right: Worked


Worked = Figure | Sum | Product


def value_of(worked: Worked) -> Fraction | None:
    """What it comes to; None where it divides by 0."""
    match worked:
        case Figure(value=value):
            return value
        case Sum(terms=terms):
            values = [(sign, value_of(term)) for sign, term in terms]
            if any(value is None for _, value in values):
                return None
            return sum((sign * value for sign, value in values if value is not None), Fraction(0))
        case Product(op=op, left=left, right=right):
            a, b = value_of(left), value_of(right)
            if a is None or b is None or (op == "÷" and b == 0):
                return None
            return a / b if op == "÷" else a * b


def text_of(worked: Worked, inner: bool = False) -> str:
    """The formula as one writes it."""
    match worked:
        case Figure(text=text):
            return text
        case Sum(terms=terms):
            parts = []
            for i, (sign, term) in enumerate(terms):
                mark = "－" if sign < 0 else "＋" if i else ""
                parts.append(mark + text_of(term, isinstance(term, Sum)))
            text = "".join(parts)
            return f"({text})" if inner else text
        case Product(op=op, left=left, right=right):
            text = f"{text_of(left, isinstance(left, Sum))}{op}{text_of(right, not isinstance(right, Figure))}"
            return f"({text})" if inner else text


def figures(worked: Worked) -> Iterator[Figure]:
    """Its figures, in the order of the text."""
    match worked:
        case Figure():
            yield worked
        case Sum(terms=terms):
            for _, term in terms:
                yield from figures(term)
        case Product(left=left, right=right):
            yield from figures(left)
            yield from figures(right)


def variants(worked: Worked, change: Callable[[Worked], Iterator[Worked]]) -> Iterator[Worked]:
    """The formula with one part at a time changed: itself, then each part below it."""
    yield from change(worked)
    match worked:
        case Sum(terms=terms):
            for i, (sign, term) in enumerate(terms):
                for other in variants(term, change):
                    yield Sum((*terms[:i], (sign, other), *terms[i + 1 :]))
        case Product(left=left, right=right):
            for other in variants(left, change):
                yield evolve(worked, left=other)
            for other in variants(right, change):
                yield evolve(worked, right=other)


def work_out(rubric: Rubric, model: Model, facts: FactSet, expr: n.Expr) -> Worked | None:
    """A formula with its figures; None where one of them has no value. Only sums, products and quotients are taken
    apart: what else there is (a function, a formula with a guard) stands for one figure."""
    match expr:
        case n.Arithmetic(op=op, left=left, right=right):
            a, b = work_out(rubric, model, facts, left), work_out(rubric, model, facts, right)
            if a is None or b is None:
                return None
            if op in "×÷":
                return Product(op, a, b)
            return Sum((*_terms(a, 1), *_terms(b, 1 if op == "+" else -1)))
        case n.Negative(operand=operand):
            inner = work_out(rubric, model, facts, operand)
            return None if inner is None else Sum(_terms(inner, -1))
        case n.Name():
            formula = _formula(model, expr)
            if formula is not None and not formula.guards and formula.keep is None:
                return work_out(rubric, model, facts, formula.expression)
    return _figure(rubric, model, facts, expr)


def _terms(worked: Worked, sign: int) -> tuple[tuple[int, Worked], ...]:
    if isinstance(worked, Sum):
        return tuple((sign * own, term) for own, term in worked.terms)
    return ((sign, worked),)


def _formula(model: Model, name: n.Name) -> Formula | None:
    target = model.refs.get(name.id)
    if isinstance(target, Indicator):
        target = target.measure if isinstance(target.measure, Formula) else None
    return target if isinstance(target, Formula) else None


def _figure(rubric: Rubric, model: Model, facts: FactSet, expr: n.Expr) -> Figure | None:
    value, problems = reference.expression_value(model, facts, rubric.language, errors.MISSING_FACT, "", expr)
    type_ = model.types.get(expr.id)
    if problems or not isinstance(value, Fraction) or not isinstance(type_, Quantity):
        return None
    target = model.refs.get(expr.id)
    unit = target.unit if isinstance(target, Fact) else type_.unit
    text = expr.span.text.strip() if isinstance(expr, n.Number) else show(value, type_, unit)
    return Figure(value, type_.dimension, text, target.name if isinstance(target, Fact) else "")
