"""The divisions that evaluating a rule reaches, in the order in which it does, each with what must hold to reach it.

约定 零除零 speaks of the first of them whose divisor is 0. Told apart beforehand, by conditions that never divide by
0 themselves, no evaluator has to catch anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import frozen

from perfrules.ir import nodes as ir


@frozen
class Division:
    """A quotient and the conditions under which it is evaluated, each of which may rest on those before it."""

    path: tuple[ir.Node, ...]
    node: ir.Arith

    def zero_by_zero(self) -> ir.Node:
        """Whether it is reached and both its sides are 0."""
        return _all((*self.path, self._is_zero(self.node.right), self._is_zero(self.node.left)))

    def by_zero(self) -> ir.Node:
        """Whether it is reached and its divisor is 0."""
        return _all((*self.path, self._is_zero(self.node.right)))

    def _is_zero(self, node: ir.Node) -> ir.Node:
        return ir.Compare("=", node, ir.Literal(Fraction(0)))


def _all(conditions: Sequence[ir.Node]) -> ir.Node:
    """Whether all of them hold; one is evaluated only where those before it do."""
    *before, found = conditions
    for condition in reversed(before):
        found = ir.Select((ir.Case(condition, found),), ir.Literal(False))
    return found


def divisions(parts: Sequence[ir.Node], values: Mapping[str, ir.Value]) -> Iterator[Division]:
    """The divisions of a rule whose divisor may be 0 as far as its own declaration tells."""
    seen: set[tuple[tuple[ir.Node, ...], ir.Arith]] = set()
    for part in parts:
        for found in _below(part, (), values):
            if (found.path, found.node) not in seen:
                seen.add((found.path, found.node))
                yield found


def _below(node: ir.Node, path: tuple[ir.Node, ...], values: Mapping[str, ir.Value]) -> Iterator[Division]:
    match node:
        case ir.Select(cases=cases, otherwise=otherwise):
            for case in cases:
                yield from _below(case.when, path, values)
                yield from _below(case.then, (*path, case.when), values)
                path = (*path, ir.Not(case.when))
            if otherwise is not None:
                yield from _below(otherwise, path, values)
        case ir.Piecewise(subject=subject, bands=bands, otherwise=otherwise):
            yield from _below(subject, path, values)
            for band in bands:
                yield from _below(band.value, (*path, _inside(subject, (band,))), values)
            if otherwise is not None:
                outside = ir.Not(_inside(subject, bands))
                yield from _below(otherwise, (*path, outside) if bands else path, values)
        case ir.Ref(name=name):
            yield from _below(values[name].body, path, values)
        case _:
            for child in ir.children(node):
                yield from _below(child, path, values)
            if isinstance(node, ir.Arith) and node.op == "÷" and not _never_zero(node.right):
                yield Division(path, node)


def _inside(subject: ir.Node, bands: Sequence[ir.Band]) -> ir.Node:
    """Whether the subject lies in one of the bands."""
    found = tuple(ir.Band(band.interval, ir.Literal(True), origin=band.origin) for band in bands)
    return ir.Piecewise(subject, found, ir.Literal(False))


def _never_zero(divisor: ir.Node) -> bool:
    match divisor:
        case ir.Literal(value=value):
            return value != 0
        case ir.Input(bounds=bounds, default=default):
            return Fraction(0) not in bounds and default != 0
    return False
