"""What is known of columns beforehand is kept: ends of results, and operations that are not needed."""

from __future__ import annotations

from fractions import Fraction

import pytest

from perfrules.backends.columnar.graph import EXACT, Graph, Op
from perfrules.backends.columnar.quantity import Algebra, Quantity
from perfrules.types.interval import Interval


def _between(graph: Graph, slot: int, low: int, high: int) -> Quantity:
    """A column of whole numbers between two ends."""
    return Quantity(Fraction(1), graph.figure(slot, low, high), 1, Interval(Fraction(low), Fraction(high)))


@pytest.mark.parametrize(("sign", "low", "high"), [(">", 1, 5), ("<", 0, 3)])
def test_the_ends_of_the_better_of_two(sign: str, low: int, high: int) -> None:
    graph = Graph()
    found = Algebra(graph).better(sign, _between(graph, 0, 0, 3), _between(graph, 1, 1, 5))
    assert found.bounds == Interval(Fraction(low), Fraction(high))
    assert isinstance(found.above, Op) and (found.above.low, found.above.high) == (low, high)


@pytest.mark.parametrize(("low", "high", "factor"), [(0, 5, 1), (3, 5, 1), (-5, 0, -1), (-5, -2, -1)])
def test_the_size_of_what_lies_on_one_side_of_0_is_no_operation(low: int, high: int, factor: int) -> None:
    graph = Graph()
    column = _between(graph, 0, low, high)
    found = Algebra(graph).absolute(column)
    assert (found.above, found.factor) == (column.above, factor)
    assert found.bounds == Interval(*(Fraction(end) for end in sorted((abs(low), abs(high)))))
    assert len(graph.ops) == 1


@pytest.mark.parametrize("name", ["div", "half"])
def test_a_quotient_between_two_ends_is_one_operation(name: str) -> None:
    graph = Graph()
    a, b = graph.figure(0, 0, 100), graph.figure(1, 1, 7)
    found = graph.within(getattr(graph, name)(a, b), 2, 10)
    assert isinstance(found, Op)
    assert (found.name, found.args, found.low, found.high) == (name, (a, b), 2, 10)


@pytest.mark.parametrize(("most", "name"), [(39, "half"), (40, "div")])
def test_up_to_where_halves_are_exact(most: int, name: str) -> None:
    """4|a| + b < 2**53: below it a half is added to the quotient itself, from there on both are doubled first."""
    graph = Graph()
    found = graph.half(graph.figure(0, 0, EXACT // 4 - 10), graph.figure(1, 1, most))
    assert isinstance(found, Op) and found.name == name
