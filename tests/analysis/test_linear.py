"""Elimination gives a proof or a point, never both and never a wrong one; the checker refuses a proof that was tampered with."""

from __future__ import annotations

import ast
from fractions import Fraction
from itertools import product
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfrules.analysis import certificate
from perfrules.analysis.certificate import Apart, Contradiction, Impossible, Ordered, Row, Same, Step, SumOf, check
from perfrules.analysis.linear import System, row
from perfrules.types.interval import Interval
from tests.support.settings import drawing

ROWS = st.lists(
    st.tuples(
        st.dictionaries(st.integers(0, 2), st.integers(-3, 3).map(Fraction), max_size=3),
        st.fractions(-4, 4, max_denominator=2),
        st.booleans(),
    ),
    max_size=6,
)


def _pick(
    variable: int, low: Fraction | None, low_open: bool, high: Fraction | None, high_open: bool
) -> list[Fraction]:
    """Everything whole in reach, or the middle."""
    start = -9 if low is None else int(low) - 1
    whole = [Fraction(k) for k in range(start, start + 20) if Fraction(k) in Interval(low, high, low_open, high_open)]
    middle = [] if low is None or high is None else [(low + high) / 2]
    return [*whole, *middle]


def _holds(found: Row, point: dict[int, Fraction]) -> bool:
    value = sum(c * point.get(v, Fraction(0)) for v, c in found.terms)
    return value > found.bound or (value == found.bound and not found.strict)


@drawing(150)
@given(ROWS, st.booleans())
def test_a_proof_or_a_point(texts: list[tuple[dict[int, Fraction], Fraction, bool]], whole: bool) -> None:
    reals = frozenset() if whole else frozenset(range(3))
    rows = [row(terms, bound, strict, reals) for terms, bound, strict in texts]
    decided = System(reals).decide(rows)
    if isinstance(decided, Contradiction):
        assert check((Impossible(decided, reals),)) == []
        assert all(premise in rows for premise in decided.premises)
        steps = [Fraction(k) if whole else Fraction(k, 2) for k in range(-6, 7)]
        assert not any(all(_holds(r, dict(enumerate(p))) for r in rows) for p in product(steps, repeat=3))
        return
    point = decided.point(_pick)
    if point is not None:
        assert all(_holds(r, point) for r in rows)
        assert not whole or all(value.denominator == 1 for value in point.values())


def test_whole_numbers_between() -> None:
    """1 < 2x < 4 has the whole solution none but 1.5 among the reals: 2x = 3."""
    rows = [({0: Fraction(2)}, Fraction(3), False), ({0: Fraction(-2)}, Fraction(-3), False)]
    whole = System().decide([row(t, b, s, frozenset()) for t, b, s in rows])
    assert isinstance(whole, Contradiction) and check((Impossible(whole),)) == []
    reals = frozenset([0])
    found = System(reals).decide([row(t, b, s, reals) for t, b, s in rows])
    assert not isinstance(found, Contradiction) and found.point(_pick) == {0: Fraction(3, 2)}


def _proof() -> Contradiction:
    reals = frozenset([0, 1])
    rows = [
        row({0: Fraction(1), 1: Fraction(1)}, Fraction(3), False, reals),
        row({0: Fraction(-1)}, Fraction(-1), False, reals),
        row({1: Fraction(-1)}, Fraction(-1), False, reals),
    ]
    found = System(reals).decide(rows)
    assert isinstance(found, Contradiction)
    return found


def test_a_proof_that_was_tampered_with() -> None:
    proof, reals = _proof(), frozenset([0, 1])
    assert check((Impossible(proof, reals),)) == []
    for number, premise in enumerate(proof.premises):
        weaker = [attrs.evolve(p, bound=p.bound - 1) if p is premise else p for p in proof.premises]
        assert check((Impossible(attrs.evolve(proof, premises=tuple(weaker)), reals),)), number
    for step in proof.steps:
        for change in ({"times": -1}, {"first": 99}, {"row": attrs.evolve(step.row, bound=step.row.bound + 1)}):
            steps = tuple(attrs.evolve(s, **change) if s is step else s for s in proof.steps)
            assert check((Impossible(attrs.evolve(proof, steps=steps), reals),)), change
    assert check((Impossible(attrs.evolve(proof, steps=proof.steps[:-1]), reals),))
    assert check((Impossible(Contradiction((), ()), reals),))


def test_rounding_up_is_for_whole_variables_only() -> None:
    rows = [({0: Fraction(2)}, Fraction(1), False), ({0: Fraction(-2)}, Fraction(-1), False)]
    proof = System().decide([row(t, b, s, frozenset()) for t, b, s in rows])
    assert isinstance(proof, Contradiction)
    halved = Contradiction((Row(((0, 2),), Fraction(1)), *proof.premises[1:]), proof.steps)
    assert check((Impossible(halved, frozenset([0])),))


def _i(low: object, high: object, ends: str = "[]") -> Interval:
    return Interval(
        None if low is None else Fraction(str(low)),
        None if high is None else Fraction(str(high)),
        ends[0] == "(",
        ends[1] == ")",
    )


@pytest.mark.parametrize(
    ("claim", "holds"),
    [
        (Ordered(_i(0, 5), _i(5, 9)), True),
        (Ordered(_i(0, 6), _i(5, 9)), False),
        (Ordered(_i(0, None), _i(5, 9)), False),
        (Apart(_i(5, 9), _i(0, 4), 1), True),
        (Apart(_i(5, 9), _i(0, 5), 1), True),  # it rises strictly, so it cannot stay at 5
        (Apart(_i(5, 9), _i(0, 5), 1, False), False),
        (Apart(_i(5, 9, "(]"), _i(0, 5), 1, False), True),
        (Apart(_i(0, 4), _i(5, 9), 1), False),
        (Apart(_i(0, 4), _i(5, 9), -1), True),
        (Apart(_i(0, 4), _i(4, 9), 0), False),
        (Apart(_i(0, 4, "[)"), _i(4, 9), 0), True),
        (Same(1, 1, 1), True),
        (Same(-1, 1, 1), False),
        (Same(-1, -1, 1), True),
        (Same(-1, 0, 1), True),
        (SumOf((_i(0, 5), _i(1, 2)), _i(1, 7)), True),
        (SumOf((_i(0, 5), _i(1, 2)), _i(0, 7)), False),
        (SumOf((_i(0, None), _i(1, 2)), _i(1, 7)), False),
    ],
)
def test_claims(claim: Ordered | Apart | Same | SumOf, holds: bool) -> None:
    assert (check((claim,)) == []) is holds


def _r(bound: object, *coefficients: int, strict: bool = False) -> Row:
    """x, y, … by their coefficients, ≥ (or, strict, >) a bound."""
    return Row(tuple((v, c) for v, c in enumerate(coefficients) if c), Fraction(str(bound)), strict)


@pytest.mark.parametrize(
    ("first", "times", "second", "by", "found", "of_whole", "of_reals"),
    [
        # x ≥ 1 and x ≥ 2: 2x ≥ 3
        (_r(1, 1), 1, _r(2, 1), 1, _r(3, 2), True, True),
        (_r(1, 1), 1, _r(2, 1), 1, _r("3/2", 1), True, True),
        (_r(1, 1), 1, _r(2, 1), 1, _r("5/4", 1), True, True),
        (_r(1, 1), 1, _r(2, 1), 1, _r(1, 1, strict=True), True, True),
        (_r(1, 1), 1, _r(2, 1), 1, _r(2, 1), True, False),
        (_r(1, 1), 1, _r(2, 1), 1, _r("3/2", 1, strict=True), False, False),
        (_r(1, 1), 1, _r(2, 1), 1, _r(2, 1, strict=True), False, False),
        (_r(1, 1), 1, _r(2, 1), 1, _r(3, 1), False, False),
        (_r(1, 1), 1, _r(2, 1), 1, _r("-3/2", -1), False, False),
        # x > 1 and x ≥ 1: 2x > 2
        (_r(1, 1, strict=True), 1, _r(1, 1), 1, _r(1, 1, strict=True), True, True),
        (_r(1, 1), 1, _r(1, 1, strict=True), 1, _r(1, 1), True, True),
        (_r(1, 1), 1, _r(1, 1), 1, _r(1, 1, strict=True), False, False),
        (_r(1, 1, strict=True), 1, _r(1, 1), 1, _r(2, 1), True, False),
        (_r(1, 1, strict=True), 1, _r(1, 1), 1, _r(3, 1), False, False),
        # x ≥ 3 twice and x ≥ 1: 3x ≥ 7
        (_r(3, 1), 2, _r(1, 1), 1, _r(7, 3), True, True),
        (_r(3, 1), 2, _r(1, 1), 1, _r("7/3", 1), True, True),
        (_r(3, 1), 1, _r(1, 1), 2, _r("7/3", 1), False, False),
        # x + y ≥ 1 and x − y ≥ 2: 2x ≥ 3, and nothing of y
        (_r(1, 1, 1), 1, _r(2, 1, -1), 1, _r(3, 2), True, True),
        (_r(1, 1, 1), 1, _r(2, 1, -1), 1, _r(3, 2, 1), False, False),
        (_r(1, 1, 1), 1, _r(2, 1, -1), 1, _r(3, 0, 2), False, False),
        # x + 2y ≥ 1 twice over: any multiple of it, but all of its parts by one
        (_r(1, 1, 2), 1, _r(1, 1, 2), 1, _r(1, 1, 2), True, True),
        (_r(1, 1, 2), 1, _r(1, 1, 2), 1, _r(1, 1, 1), False, False),
        (_r(1, 1, 2), 1, _r(1, 1, 2), 1, _r(-1, -1, -2), False, False),
        (_r(1, 1, -2), 1, _r(1, 1, -2), 1, _r(1, 1, 2), False, False),
        # x ≥ 1 and −x ≥ 0: 0 ≥ 1
        (_r(1, 1), 1, _r(0, -1), 1, _r(1), True, True),
        (_r(1, 1), 1, _r(0, -1), 1, _r("1/2", strict=True), True, True),
        (_r(1, 1), 1, _r(0, -1), 1, _r(1, strict=True), False, False),
        (_r(1, 1, strict=True), 1, _r(0, -1), 1, _r(1, strict=True), True, True),
        (_r(1, 1), 1, _r(0, -1), 1, _r(2), False, False),
    ],
)
def test_what_follows_from_two_rows(
    first: Row, times: int, second: Row, by: int, found: Row, of_whole: bool, of_reals: bool
) -> None:
    proof = Contradiction((first, second), (Step(0, times, 1, by, found),))
    refused = ["step 0 does not follow"]
    assert (check((Impossible(proof, frozenset()),)) != refused) is of_whole
    assert (check((Impossible(proof, frozenset([0, 1])),)) != refused) is of_reals


@pytest.mark.parametrize(
    ("last", "impossible"),
    [
        (_r(1), True),
        (_r("1/3"), True),
        (_r(0, strict=True), True),
        (_r(0), False),
        (_r(-1, strict=True), False),
        (_r(-1), False),
        (_r(1, 1), False),
    ],
)
def test_a_proof_ends_in_what_cannot_be(last: Row, impossible: bool) -> None:
    assert (check((Impossible(Contradiction((last,), ())),)) == []) is impossible


@pytest.mark.parametrize(
    "step", [Step(0, 0, 1, 1, _r(3)), Step(0, 1, 1, 0, _r(3)), Step(0, 1, 2, 1, _r(3)), Step(2, 1, 0, 1, _r(3))]
)
def test_a_step_rests_on_rows_before_it(step: Step) -> None:
    proof = Contradiction((_r(1), _r(2)), (step,))
    assert check((Impossible(proof),)) == ["step 0 does not rest on what stands before it"]


_LAST = Row((), Fraction(0), True)
FORGED = {
    # −x ≥ −3, told as −x − x ≥ −3, which is x ≤ 1½; with x ≥ 2 nothing is left.
    "one variable twice in a row": Contradiction(
        (Row(((0, -1),), Fraction(-3)), Row(((0, 1),), Fraction(2))),
        (
            Step(0, 1, 0, 1, Row(((0, -1), (0, -1)), Fraction(-6))),
            Step(2, 1, 1, 2, Row((), Fraction(-2))),
            Step(0, 1, 0, 1, Row(((0, -1), (0, -1)), Fraction(-3))),
            Step(4, 1, 1, 2, Row((), Fraction(1))),
        ),
    ),
    # ½x ≥ ¼ holds from x ≥ 1 on; rounded up as if ½x were whole it is ½x ≥ 1.
    "half a variable rounded": Contradiction(
        (Row(((0, Fraction(1, 2)),), Fraction(1, 4)), Row(((0, Fraction(-1, 2)),), Fraction(-1, 2))),  # type: ignore[arg-type]
        (
            Step(0, 1, 0, 1, Row(((0, Fraction(1, 2)),), Fraction(1))),  # type: ignore[arg-type]
            Step(2, 1, 1, 1, Row((), Fraction(1, 2))),
        ),
    ),
    "a row that is yet to come": Contradiction((Row(((0, 1),), Fraction(0)),), (Step(1, 1, 0, 1, _LAST),)),
    "a row counted from the end": Contradiction((Row(((0, 1),), Fraction(0)),), (Step(-2, 1, 0, 1, _LAST),)),
    "no row at all": Contradiction((), (Step(-1, 1, -1, 1, _LAST),)),
    "a row taken away": Contradiction((Row(((0, 1),), Fraction(1)),), (Step(0, 1, 0, -1, _LAST),)),
    "strict from what is not": Contradiction(
        (Row(((0, 1),), Fraction(1)), Row(((0, -1),), Fraction(-1))), (Step(0, 1, 1, 1, _LAST),)
    ),
    "a variable forgotten": Contradiction(
        (Row(((0, 1), (1, 1)), Fraction(1)), Row(((0, -1),), Fraction(0))), (Step(0, 1, 1, 1, Row((), Fraction(1))),)
    ),
    "halved, and its bound kept": Contradiction(
        (Row(((0, 2),), Fraction(2)), Row(((0, -1),), Fraction(-1))),
        (Step(0, 1, 0, 1, Row(((0, 1),), Fraction(2))), Step(2, 1, 1, 1, Row((), Fraction(1)))),
    ),
}


@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_proof_is_refused(forged: str) -> None:
    """Each has facts that keep its premises, so whoever takes it for a proof is fooled."""
    assert check((Impossible(FORGED[forged]),)) != []


def test_the_checker_is_nothing_of_the_analysis() -> None:
    """It stands on exact figures and intervals alone, so that no mistake of the analysis can be one of the checker."""
    source = Path(certificate.__file__).read_text(encoding="utf-8")
    imported = {
        name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }
    assert {name for name in imported if name and name.startswith("perfrules")} == {"perfrules.types.interval"}
