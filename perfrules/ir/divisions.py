"""Whether evaluating a rule divides by 0, told beforehand by conditions that never do so themselves.

约定 零除零 gives a leaf a score where the first division that its rule reaches has no value. Said as a number (0: every
division has a value, 1: the first that has none is 0 ÷ 0, 2: it is x ÷ 0), no evaluator has to catch anything. Each
named value gets a number of its own, so that the whole stays as long as the rubric.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from perfrules.ir import nodes as ir

NONE, ZERO_BY_ZERO, BY_ZERO = (ir.Literal(Fraction(code)) for code in range(3))

Path = tuple[ir.Node, ...]
"""What must hold for a node to be reached; each condition may rest on those before it."""


def first_zero(parts: Sequence[ir.Node], named: Callable[[str], ir.Ref | None]) -> ir.Node | None:
    """The number of nodes that are evaluated one after the other; None where nothing in them can divide by 0.

    `named` gives the number of a named value, None likewise.
    """
    cases: list[ir.Case] = []
    before: list[tuple[Path, ir.Node]] = []
    for path, node in (found for part in parts for found in _reached(part, ())):
        if any(node == known and path[: len(above)] == above for above, known in before):
            continue  # already evaluated on the way here
        before.append((path, node))
        if isinstance(node, ir.Arith):
            no_divisor = _is(node.right, NONE)
            cases.append(ir.Case(_all((*path, no_divisor, _is(node.left, NONE))), ZERO_BY_ZERO))
            cases.append(ir.Case(_all((*path, no_divisor)), BY_ZERO))
        elif (number := named(node.name)) is not None:
            cases.append(ir.Case(_all((*path, ir.Compare("≠", number, NONE))), number))
    return ir.Select(tuple(cases), NONE) if cases else None


def _is(node: ir.Node, figure: ir.Literal) -> ir.Node:
    return ir.Compare("=", node, figure)


def _all(conditions: Sequence[ir.Node]) -> ir.Node:
    """Whether all of them hold; one is evaluated only where those before it do."""
    *before, found = conditions
    for condition in reversed(before):
        found = ir.Select((ir.Case(condition, found),), ir.Literal(False))
    return found


def _reached(node: ir.Node, path: Path) -> Iterator[tuple[Path, ir.Arith | ir.Ref]]:
    """The divisions and named values that evaluating a node reaches, in the order in which it does."""
    match node:
        case ir.Select(cases=cases, otherwise=otherwise):
            for case in cases:
                yield from _reached(case.when, path)
                yield from _reached(case.then, (*path, case.when))
                path = (*path, ir.Not(case.when))
            if otherwise is not None:
                yield from _reached(otherwise, path)
        case ir.Piecewise(subject=subject, bands=bands, otherwise=otherwise):
            yield from _reached(subject, path)
            for band in bands:
                yield from _reached(band.value, (*path, _inside(subject, (band,))))
            if otherwise is not None:
                yield from _reached(otherwise, (*path, ir.Not(_inside(subject, bands))))
        case ir.Ref():
            yield path, node
        case ir.OverRows():
            return  # what a row divides by is seen to in the row: a 约定 speaks of leaves
        case _:
            for child in ir.children(node):
                yield from _reached(child, path)
            if isinstance(node, ir.Arith) and node.op == "÷" and not _never_zero(node.right):
                yield path, node


def _inside(subject: ir.Node, bands: Sequence[ir.Band]) -> ir.Node:
    """Whether the subject lies in one of the bands."""
    return ir.Piecewise(subject, tuple(ir.Band(b.interval, ir.Literal(True)) for b in bands), ir.Literal(False))


def _never_zero(divisor: ir.Node) -> bool:
    match divisor:
        case ir.Literal(value=value):
            return value != 0
        case ir.Input(bounds=bounds, default=default):
            return Fraction(0) not in bounds and default != 0
        case ir.OverRows(op="sum", body=ir.Literal(value=value)):
            return value != 0  # there is one row at least
    return False
