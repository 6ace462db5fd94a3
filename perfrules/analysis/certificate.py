"""Checks a proof without trusting what found it: additions and comparisons of exact figures, nothing else.

It imports nothing of the analysis. A proof is made of few kinds of claims, each of which can be worked out by hand.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from attrs import frozen

from perfrules.types.interval import Interval

Terms = tuple[tuple[int, int], ...]
"""(variable, coefficient) pairs."""


@frozen
class Row:
    """Σ coefficient × variable ≥ bound, or > where strict; the coefficients share no factor."""

    terms: Terms
    bound: Fraction
    strict: bool = False


@frozen
class Step:
    """A row that follows from two others: `times` the first plus `by` the second, both above 0, then tightened."""

    first: int
    times: int
    second: int
    by: int
    row: Row


@frozen
class Contradiction:
    """Why conditions cannot hold together: the premises, then steps (their rows numbered on), the last impossible."""

    premises: tuple[Row, ...]
    steps: tuple[Step, ...]


@frozen
class Impossible:
    """These conditions cannot hold together; `reals` are the variables that need not be whole."""

    contradiction: Contradiction
    reals: frozenset[int] = frozenset()


@frozen
class Ordered:
    """No figure of the first stretch is above one of the second."""

    first: Interval
    second: Interval


@frozen
class Apart:
    """Two stretches of one measure that a rise of the fact cannot lead from and to.

    `moves` says how the measure goes as the fact rises: 1 up, -1 down, 0 not at all; `strictly`: it cannot stay.
    """

    before: Interval
    after: Interval
    moves: int
    strictly: bool = True


@frozen
class Same:
    """The score is one function of one measure in both stretches, going `slope`, and the measure goes `moves`."""

    slope: int
    moves: int
    wanted: int


@frozen
class SumOf:
    """Ranges that add up to a range."""

    parts: tuple[Interval, ...]
    total: Interval


Claim = Impossible | Ordered | Apart | Same | SumOf
Certificate = tuple[Claim, ...]


def check(certificate: Sequence[Claim]) -> list[str]:
    """What is wrong with a certificate; nothing where every claim holds."""
    return [problem for claim in certificate for problem in _claim(claim)]


def _claim(claim: Claim) -> list[str]:
    match claim:
        case Impossible(contradiction=contradiction, reals=reals):
            return _contradiction(contradiction, reals)
        case Ordered(first=first, second=second):
            if first.empty or second.empty:
                return []
            if first.high is None or second.low is None or first.high > second.low:
                return [f"{first} is not below {second}"]
            return []
        case Apart(before=before, after=after, moves=moves, strictly=strictly):
            return [] if _apart(before, after, moves, strictly) else [f"{before} and {after} can be joined"]
        case Same(slope=slope, moves=moves, wanted=wanted):
            return [] if slope * moves * wanted >= 0 else ["the score goes the other way"]
        case SumOf(parts=parts, total=total):
            low = None if any(p.low is None for p in parts) else sum((p.low or 0 for p in parts), Fraction(0))
            high = None if any(p.high is None for p in parts) else sum((p.high or 0 for p in parts), Fraction(0))
            return [] if (low, high) == (total.low, total.high) else [f"the parts add up to {low} … {high}"]


def _apart(before: Interval, after: Interval, moves: int, strictly: bool) -> bool:
    if moves == 0:
        return before.meet(after).empty
    low, high = (before, after) if moves > 0 else (after, before)
    # A figure of `high` has to be found above (or, where it may stay, at) one of `low`.
    if low.low is None or high.high is None:
        return False
    touch = not (low.low_open or high.high_open or strictly)
    return low.low > high.high or (low.low == high.high and not touch)


def _contradiction(proof: Contradiction, reals: frozenset[int]) -> list[str]:
    rows = list(proof.premises)
    for number, step in enumerate(proof.steps):
        stands_before = all(0 <= place < len(rows) for place in (step.first, step.second))
        if step.times <= 0 or step.by <= 0 or not stands_before:
            return [f"step {number} does not rest on what stands before it"]
        if not _follows(rows[step.first], step.times, rows[step.second], step.by, step.row, reals):
            return [f"step {number} does not follow"]
        rows.append(step.row)
    last = rows[-1] if rows else None
    if last is None or last.terms or not (last.bound > 0 or (last.bound == 0 and last.strict)):
        return ["the last row is not impossible"]
    return []


def _follows(a: Row, times: int, b: Row, by: int, found: Row, reals: frozenset[int]) -> bool:
    """Whether a row is the sum of two, divided by a common factor and its bound rounded up over whole variables."""
    left: dict[int, int] = {}
    for row, multiple in ((a, times), (b, by)):
        for variable, coefficient in row.terms:
            left[variable] = left.get(variable, 0) + multiple * coefficient
    left = {variable: coefficient for variable, coefficient in left.items() if coefficient}
    bound, strict = a.bound * times + b.bound * by, a.strict or b.strict
    said = dict(found.terms)
    if set(said) != set(left) or len(said) != len(found.terms):
        return False
    if not left:
        return found.bound < bound or (found.bound == bound and (strict or not found.strict))
    variable = next(iter(left))
    factor = Fraction(left[variable], said[variable])
    if factor <= 0 or any(Fraction(left[v], said[v]) != factor for v in left):
        return False
    bound /= factor
    if found.bound < bound or (found.bound == bound and (strict or not found.strict)):
        return True
    # Only a sum of whole multiples of whole figures is a whole figure.
    if any(v in reals for v in left) or any(Fraction(c).denominator != 1 for c in said.values()):
        return False
    least = Fraction(math.floor(bound) + 1 if strict else math.ceil(bound))
    return found.bound <= least and not found.strict
