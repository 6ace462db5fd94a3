"""The model as text: facts with their values, headings with points and clauses, every expression with its type."""

from __future__ import annotations

from collections.abc import Iterator

from perfrules.facts.values import show_bounds
from perfrules.model.model import Fact, Formula, Indicator, Label, Rubric
from perfrules.source import cell_width, pad
from perfrules.syntax import nodes as n
from perfrules.types.show import decimal, show
from perfrules.types.types import Choice, Form, Quantity, Type, show_dimension


def print_model(rubric: Rubric) -> str:
    """What the compiler knows of a rubric."""
    return "\n".join(_lines(rubric))


def _lines(rubric: Rubric) -> Iterator[str]:
    yield f"rubric {rubric.called} {rubric.title!r}"
    yield f"  points {decimal(rubric.points)}"
    yield f"  hash {rubric.hash}"
    if rubric.rounding is not None:
        yield f"  rounding {rubric.rounding.scope} {rubric.rounding.digits} {rubric.rounding.mode}"
    yield "facts"
    width = max((cell_width(fact.path) for fact in rubric.facts), default=0)
    for fact in rubric.facts:
        yield f"  {pad(fact.path, width)}  {_fact(fact)}"
    for constraint in rubric.constraints:
        word = "constraint" if constraint.fatal else "verify"
        yield f"{word} {' '.join(constraint.condition.span.text.split())}"
    for indicator in rubric.roots():
        yield from _indicator(indicator, rubric, "")
    if rubric.top.clauses:
        yield "total"
    for clause in rubric.top.clauses:
        yield from _clause(clause, rubric, "  ")
    for grade in rubric.grades:
        if rubric.grades_by != "order":
            yield f"grade {grade.label} {show_bounds(grade.interval, Quantity(), None)}"
        elif grade.condition is None:
            yield f"grade {grade.label} otherwise"
        else:
            yield f"grade {grade.label} when"
            yield from _expr(grade.condition, rubric, "  ")


def type_text(type_: Type | None) -> str:
    """A type in the compiler's words."""
    match type_:
        case None:
            return "?"
        case Quantity():
            name = show_dimension(type_.dimension) if type_.dimension else "number"
            form = "" if type_.form is Form.PLAIN else f" {type_.form.value}"
            return ("whole " if type_.whole else "") + name + form
        case Choice():
            return (" > " if type_.ordered else " | ").join(type_.labels)
    return type(type_).__name__.lower().removesuffix("type")


def _fact(fact: Fact) -> str:
    text = type_text(fact.type)
    if isinstance(fact.type, Quantity):
        text += f" in {fact.unit.name}" if fact.unit is not None else ""
        text += f", {show_bounds(fact.domain.bounds, fact.type, fact.unit)}"
        if fact.domain.grid is not None:
            text += f", grid {show(fact.domain.grid, fact.type, fact.unit)}"
    return text + (", optional" if fact.optional else "") + (", on the spot" if fact.owner is not None else "")


def _indicator(node: Indicator, rubric: Rubric, indent: str) -> Iterator[str]:
    word = node.state or ("leaf" if node.is_leaf else "sum" if node.adds_up else "heading")
    inner_points = "" if node.inner is None else f" scaled from {decimal(node.inner)}"
    yield f"{indent}{word} {node.name} {decimal(node.points)}{inner_points}"
    inner = indent + "  "
    for formula in node.formulas:
        yield f"{inner}formula {formula.title}: {type_text(formula.type)}"
        yield from _expr(formula.expression, rubric, inner + "  ")
        for guard in formula.guards:
            yield f"{inner}  guard"
            yield from _expr(guard.condition, rubric, inner + "    ")
            yield from _expr(guard.value, rubric, inner + "    ")
    for clause in node.clauses:
        yield from _clause(clause, rubric, inner)
    for child in node.children:
        yield from _indicator(child, rubric, inner)


def _clause(node: n.Node, rubric: Rubric, indent: str) -> Iterator[str]:
    if isinstance(node, n.Note):
        return
    if isinstance(node, n.Expr):
        yield from _expr(node, rubric, indent)
        return
    line = node.span.position[0]
    if isinstance(node, n.IntervalNode) and node.id in rubric.intervals:
        yield f"{indent}interval {show_bounds(rubric.intervals[node.id], Quantity(), None)}  @{line}"
        return
    yield f"{indent}{type(node).__name__}  @{line}"
    table = rubric.tables.get(getattr(node, "id", id(node)))
    if table is not None and table.subject is not None and getattr(node, "subject", None) is None:
        yield from _expr(table.subject, rubric, indent + "  ")
    for child in n.children(node):
        yield from _clause(child, rubric, indent + "  ")


def _expr(expr: n.Expr, rubric: Rubric, indent: str) -> Iterator[str]:
    text = " ".join(expr.span.text.split()) or type(expr).__name__
    yield f"{indent}{text} : {type_text(rubric.types.get(expr.id))}{_ref(expr, rubric)}"


def _ref(expr: n.Expr, rubric: Rubric) -> str:
    found = []
    for node in n.walk(expr):
        target = rubric.refs.get(node.id) if isinstance(node, n.Expr) else None
        if isinstance(target, Fact):
            found.append(f"fact {target.path}")
        elif isinstance(target, Formula):
            found.append(f"formula {target.title}")
        elif isinstance(target, Indicator):
            found.append(f"heading {'·'.join(target.path)}")
        elif isinstance(target, Label):
            found.append(f"label {target.text}")
    return f"  <- {'; '.join(dict.fromkeys(found))}" if found else ""
