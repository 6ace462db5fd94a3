"""Which values a rule can give at all, whatever the facts are: points, and stretches with or without a grid.

What is told never leaves out a value that can be: conditions are not followed, and two readings of one fact count as
two facts. So a figure outside is impossible, and one inside is not yet possible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from attrs import define, field, frozen

from perfrules.ir import nodes as ir
from perfrules.types.interval import Interval
from perfrules.types.rounding import rounded
from perfrules.types.step import common_step

MOST_PIECES = 60
"""With more points and stretches than this they are taken as one stretch."""


@frozen
class Piece:
    """The values from low to high, both included (None is without end), that are offset + k × step; a step of 0 is
    every value."""

    low: Fraction | None
    high: Fraction | None
    step: Fraction = Fraction(0)
    offset: Fraction = Fraction(0)

    @property
    def is_point(self) -> bool:
        """Whether it is one value."""
        return self.low is not None and self.low == self.high

    def meets(self, low: Fraction, high: Fraction) -> bool:
        """Whether one of its values lies between two, both included."""
        low = low if self.low is None else max(low, self.low)
        high = high if self.high is None else min(high, self.high)
        if low > high:
            return False
        if not self.step or self.is_point:
            return True
        first = -((self.offset - low) // self.step) * self.step + self.offset
        return first <= high


Reach = tuple[Piece, ...]
ANYTHING: Reach = (Piece(None, None),)


def point(value: Fraction) -> Piece:
    """One value."""
    return Piece(value, value, Fraction(0), value)


def stretch(
    low: Fraction | None, high: Fraction | None, step: Fraction = Fraction(0), offset: Fraction = Fraction(0)
) -> Piece:
    """The values between two ends; one value where they meet."""
    return Piece(low, high, step, offset) if low is None or low != high else point(low)


def meets(reach: Reach, low: Fraction, high: Fraction) -> bool:
    """Whether one of the values lies between two, both included."""
    return any(piece.meets(low, high) for piece in reach)


def _merged(pieces: Iterable[Piece]) -> Reach:
    found = tuple(dict.fromkeys(pieces))
    if len(found) <= MOST_PIECES:
        return found
    lows, highs = [piece.low for piece in found], [piece.high for piece in found]
    low = None if None in lows else min(value for value in lows if value is not None)
    high = None if None in highs else max(value for value in highs if value is not None)
    step = found[0].step
    for piece in found:
        between = _common(step, piece.step if not piece.is_point else abs(piece.offset - found[0].offset))
        apart = abs(piece.offset - found[0].offset)
        step = _common(between, apart) if apart else between
        if not step and not (piece.is_point and found[0].is_point and not apart):
            return (stretch(low, high),)
    return (stretch(low, high, step, found[0].offset),)


def _common(a: Fraction, b: Fraction) -> Fraction:
    """The greatest step of which both are whole multiples; 0 where one of them is every value."""
    if not a or not b:
        return Fraction(0)
    return common_step((a, b))


def _plus(a: Fraction | None, b: Fraction | None) -> Fraction | None:
    return None if a is None or b is None else a + b


def _sum(a: Reach, b: Reach) -> Reach:
    def added(x: Piece, y: Piece) -> Piece:
        if x.is_point and y.is_point:
            return point(x.offset + y.offset)
        step = y.step if x.is_point else x.step if y.is_point else _common(x.step, y.step)
        return stretch(_plus(x.low, y.low), _plus(x.high, y.high), step, x.offset + y.offset)

    return _merged(added(x, y) for x in a for y in b)


def _times(reach: Reach, factor: Fraction) -> Reach:
    if not factor:
        return (point(Fraction(0)),)

    def scaled(piece: Piece) -> Piece:
        ends = [None if end is None else end * factor for end in (piece.low, piece.high)]
        low, high = ends if factor > 0 else reversed(ends)
        return stretch(low, high, piece.step * abs(factor), piece.offset * factor)

    return _merged(map(scaled, reach))


def _clamped(reach: Reach, low: Fraction | None, high: Fraction | None) -> Reach:
    found: list[Piece] = []
    for piece in reach:
        below = low is not None and (piece.low is None or piece.low < low)
        above = high is not None and (piece.high is None or piece.high > high)
        found += [point(end) for end, beyond in ((low, below), (high, above)) if beyond and end is not None]
        first, last = (low if below else piece.low), (high if above else piece.high)
        if first is None or last is None or first <= last:
            found.append(stretch(first, last, piece.step, piece.offset))
    return _merged(found)


def _rounded(reach: Reach, round_: Callable[[Fraction], Fraction], step: Fraction) -> Reach:
    def one(piece: Piece) -> Piece:
        if piece.is_point:
            return point(round_(piece.offset))
        low, high = (None if end is None else round_(end) for end in (piece.low, piece.high))
        if piece.step and (piece.step / step).denominator == 1 and (piece.offset / step).denominator == 1:
            return stretch(low, high, piece.step, piece.offset)
        return stretch(low, high, step, Fraction(0))

    return _merged(map(one, reach))


_OUT = ("left-out", "shared-out", "not-chosen")
"""Where one of these holds a leaf has no score."""


@define
class Attainable:
    """The values and scores of one program."""

    program: ir.Program
    _values: dict[str, Reach] = field(factory=dict)
    _scores: dict[str, Reach] = field(factory=dict)
    _counted: dict[str, Reach] = field(factory=dict)
    """The scores as those above count them: what is left out or not chosen counts as 0."""

    def __attrs_post_init__(self) -> None:
        # No definition reads one below it.
        for item in self.program.definitions:
            match item:
                case ir.Value():
                    self._values[item.name] = self._of(item.body)
                case ir.Leaf():
                    self._scores[item.name] = found = self._leaf(item)
                    out = any(guard.status in _OUT for guard in item.guards)
                    self._counted[item.name] = (*found, point(Fraction(0))) if out else found
                case ir.Heading():
                    self._scores[item.name] = self._counted[item.name] = self._heading(item)

    def score(self, name: str) -> Reach:
        """The scores that a leaf or heading can have."""
        return self._scores[name]

    def measure(self, node: ir.Node) -> Reach:
        """The values that a node of the program can have."""
        return self._of(node)

    def value(self, name: str) -> Reach:
        """The values that a formula can have."""
        return self._values[name]

    def _heading(self, heading: ir.Heading) -> Reach:
        if heading.score is not None:
            return self._of(heading.score)
        found: Reach = (point(Fraction(0)),)
        for part in heading.parts:
            found = _sum(found, self._counted[part])
        return found

    def _leaf(self, leaf: ir.Leaf) -> Reach:
        if leaf.unrecorded:
            return (Piece(Fraction(0), leaf.points),)
        found = self._of(leaf.base)
        for award in leaf.awards:
            found = _sum(found, self._of(award))
        for deduction in leaf.deductions:
            found = _sum(found, _times(self._of(deduction), Fraction(-1)))
        found = _clamped(found, leaf.clip.low, leaf.clip.high)
        for guard in leaf.guards:
            # What is left out has no score.
            if guard.score is not None and guard.status not in _OUT:
                found += self._of(guard.score)
        if leaf.rounding is not None:
            found = self._round(found, leaf.rounding.step, leaf.rounding.mode)
        return _merged(found)

    def _round(self, reach: Reach, step: Fraction, mode: str) -> Reach:
        return _rounded(reach, lambda value: rounded(value / step, 0, mode) * step, step)

    def _of(self, node: ir.Node) -> Reach:
        match node:
            case ir.Literal(value=value) if not isinstance(value, bool):
                return (point(value),)
            case ir.Input():
                return self._input(node)
            case ir.Ref(name=name):
                return self._values.get(name, ANYTHING)
            case ir.ScoreOf(name=name):
                return self._counted.get(name, ANYTHING)
            case ir.Arith():
                return self._arith(node)
            case ir.Sum(items=items):
                found: Reach = (point(Fraction(0)),)
                for item in items:
                    found = _sum(found, self._of(item))
                return found
            case ir.Min(items=items):
                return self._least([self._of(item) for item in items])
            case ir.Max(items=items):
                turned = [_times(self._of(item), Fraction(-1)) for item in items]
                return _times(self._least(turned), Fraction(-1))
            case ir.Abs(operand=operand):
                found = self._of(operand)
                return _merged((*_at_least_0(found), *_at_least_0(_times(found, Fraction(-1)))))
            case ir.Clamp(value=value, low=low, high=high):
                return _clamped(self._of(value), low, high)
            case ir.Floor(operand=operand):
                return _rounded(self._of(operand), lambda value: Fraction(value // 1), Fraction(1))
            case ir.Ceil(operand=operand):
                return _rounded(self._of(operand), lambda value: Fraction(-(-value // 1)), Fraction(1))
            case ir.Round(value=value, step=step, mode=mode):
                return self._round(self._of(value), step, mode)
            case ir.Select(cases=cases, otherwise=otherwise):
                thens = [case.then for case in cases] + ([otherwise] if otherwise is not None else [])
                return _merged(piece for then in thens for piece in self._of(then))
            case ir.Piecewise(bands=bands, otherwise=otherwise):
                values = [band.value for band in bands] + ([otherwise] if otherwise is not None else [])
                return _merged(piece for value in values for piece in self._of(value))
        return ANYTHING

    def _input(self, node: ir.Input) -> Reach:
        if node.kind != "quantity":
            return ANYTHING
        bounds: Interval = node.bounds
        found = [stretch(bounds.low, bounds.high, node.grid or Fraction(0))]
        if isinstance(node.default, Fraction):
            found.append(point(node.default))
        return tuple(found)

    def _arith(self, node: ir.Arith) -> Reach:
        left, right = self._of(node.left), self._of(node.right)
        if node.op == "+":
            return _sum(left, right)
        if node.op == "-":
            return _sum(left, _times(right, Fraction(-1)))
        for one, other in ((left, right), (right, left)):
            if len(other) == 1 and other[0].is_point:
                if node.op == "×":
                    return _times(one, other[0].offset)
                if one is left and other[0].offset:
                    return _times(one, 1 / other[0].offset)
        spans = [_hull(left), _hull(right)]
        found = spans[0] * spans[1] if node.op == "×" else spans[0] / spans[1]
        return (stretch(found.low, found.high),)

    def _least(self, items: list[Reach]) -> Reach:
        """The values of the least of several: no more than the least of their highest ones."""
        highs = [max((p.high for p in reach if p.high is not None), default=None) for reach in items]
        open_ = [any(p.high is None for p in reach) for reach in items]
        ends = [high for high, is_open in zip(highs, open_, strict=True) if high is not None and not is_open]
        top = min(ends) if ends else None
        kept = []
        for piece in (piece for reach in items for piece in reach):
            if top is not None and (piece.high is None or piece.high > top):
                if piece.low is None or piece.low <= top:
                    kept.append(stretch(piece.low, top, piece.step, piece.offset))
            else:
                kept.append(piece)
        return _merged(kept)


def _at_least_0(reach: Reach) -> Reach:
    kept = [piece for piece in reach if piece.high is None or piece.high >= 0]
    return tuple(
        stretch(max(piece.low or Fraction(0), Fraction(0)), piece.high, piece.step, piece.offset) for piece in kept
    )


def _hull(reach: Reach) -> Interval:
    found = Interval(reach[0].low, reach[0].high)
    for piece in reach[1:]:
        found = found.hull(Interval(piece.low, piece.high))
    return found
