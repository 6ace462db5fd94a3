"""Every way through a rule: under which conditions on measures it is taken, and what it then gives.

The ways (`Branch`) of a node cover all facts; as long as everything in it is made of sums and quotients of facts, cut,
rounded and compared with figures, they are also disjoint and exact. Anything else becomes an `Unknown` with its bounds:
what is proved with it still holds, since its branches cover more than what can be, but nothing is refuted by it alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from perfrules.analysis import measures as m
from perfrules.analysis.evaluate import LOSES_POINTS
from perfrules.ir import nodes as ir
from perfrules.source import Words
from perfrules.types.interval import ANY, EMPTY, Interval, exactly
from perfrules.types.step import common_step

if TYPE_CHECKING:
    from perfrules.analysis.space import Space

MOST_BRANCHES = 120
"""Of one node; more are taken together as unknown."""

MANY_BRANCHES = Words("情形太多", "too many cases")
UNRECORDED = Words("未录的部分", "a part that is not transcribed")
LEFT_OUT = Words("不计入的分值", "points that are left out")
SEVERAL = Words("不止一个比率算在一起", "several ratios in one figure")
OF_ROWS = Words("明细各行的算法", "what is computed from rows")
TRIMMED = Words("去掉最高最低", "a mean without the highest and the lowest")

Conditions = Mapping[m.Metric, Interval]
ABOVE, BELOW, AT = Interval(m.ZERO, None, True), Interval(None, m.ZERO, False, True), exactly(m.ZERO)


@frozen
class Unknown:
    """A value that has no normal form: what it can be, which facts it reads, and why it is left open.

    `rises` and `falls` are facts with which it only rises, or only falls, where that is plain.
    """

    bounds: Interval
    reads: frozenset[int]
    reason: Words
    rises: frozenset[int] = frozenset()
    falls: frozenset[int] = frozenset()


Result = m.Term | Unknown | bool


@frozen
class Branch:
    """One way: all conditions hold, then this is the value. `exact` where it can really be taken when they hold."""

    conditions: Conditions
    value: Result
    exact: bool = True


class _TooMany(Exception):
    """More ways than are worth telling apart."""


@define
class Paths:
    """The ways of the nodes of one program, each worked out once."""

    space: Space
    program: ir.Program
    values: dict[str, list[Branch]] = field(factory=dict)
    scores: dict[str, list[Branch]] = field(factory=dict)
    _known: dict[int, tuple[ir.Node, list[Branch]]] = field(factory=dict)
    """By the identity of each node, which is kept with them."""
    _bodies: dict[str, ir.Node] = field(init=False)
    _nodes: dict[str, ir.Leaf | ir.Heading] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._bodies = {item.name: item.body for item in self.program.values()}
        self._nodes = {item.name: item for item in self.program.definitions if not isinstance(item, ir.Value)}

    def of(self, node: ir.Node) -> list[Branch]:
        """The ways of a node."""
        known = self._known.get(id(node))
        if known is not None:
            return known[1]
        try:
            found = self._of(node)
        except _TooMany:
            found = self._left_open(node)
        if len(found) > MOST_BRANCHES:
            found = self._left_open(node)
        self._known[id(node)] = node, found
        return found

    def _left_open(self, node: ir.Node) -> list[Branch]:
        """A node of too many ways as one that is unknown; a condition may then hold and may not."""
        if self._is_condition(node):
            return [Branch({}, True, False), Branch({}, False, False)]
        return [self.unknown(node, MANY_BRANCHES)]

    def _is_condition(self, node: ir.Node) -> bool:
        match node:
            case ir.Compare() | ir.Logic() | ir.Not() | ir.IsMissing() | ir.Literal(value=bool()):
                return True
            case ir.Input(kind=kind):
                return kind == "flag"
            case ir.Ref(name=name):
                return self._is_condition(self._bodies[name])
            case ir.Select(cases=cases):
                return self._is_condition(cases[0].then)
            case ir.Piecewise(bands=bands):
                return self._is_condition(bands[0].value)
        return False

    def total(self, parts: Sequence[list[Branch]], reads: frozenset[int]) -> list[Branch]:
        """The ways of a sum that reads some facts; taken together as unknown where they are too many."""
        try:
            found = [Branch({}, m.Term())]
            for part in parts:
                found = self._pairs(found, part, lambda x, y, c: self._arith("+", x, y, c))
            return found
        except _TooMany:
            bounds = exactly(m.ZERO)
            for part in parts:
                one = EMPTY
                for b in part:
                    one = one.hull(self.range_of(b.value, b.conditions))
                bounds = bounds + one
            return [Branch({}, Unknown(bounds, reads, MANY_BRANCHES), False)]

    def reads(self, node: ir.Node) -> frozenset[int]:
        """The facts that a node can read, through named values and scores."""
        found: set[int] = set()
        seen: set[tuple[str, str]] = set()
        stack: list[ir.Node] = [node]
        while stack:
            for part in ir.walk(stack.pop()):
                match part:
                    case ir.Input(name=name):
                        found.add(self.space.numbers[name])
                        if name in self.space.absences:
                            found.add(self.space.absences[name])
                    case ir.IsMissing(input=name):
                        found.add(self.space.absence(name))
                    case ir.Ref(name=name):
                        if ("", name) not in seen:
                            seen.add(("", name))
                            stack.append(self._bodies[name])
                    case ir.ScoreOf(name=name) | ir.Applies(name=name):
                        if ("分", name) not in seen:
                            seen.add(("分", name))
                            stack += self.below(name)
                    case _:
                        pass
        return frozenset(found)

    def below(self, name: str) -> list[ir.Node]:
        """The topmost nodes that the score of a leaf or heading is made of."""
        item = self._nodes[name]
        if isinstance(item, ir.Leaf):
            guards = [node for guard in item.guards for node in ir.children(guard)]
            return [*guards, item.base, *item.awards, *item.deductions]
        found = [node for node in (item.score, item.applies) if node is not None]
        return [*found, *(ir.ScoreOf(part) for part in item.parts)]

    def unknown(self, node: ir.Node, reason: Words) -> Branch:
        """A node taken as unknown."""
        return Branch({}, Unknown(ANY, self.reads(node), reason), False)

    def tests(self, condition: ir.Node) -> list[Branch]:
        """The ways in which a condition holds, and those in which it does not."""
        return _either(self.of(condition))

    # Nodes

    def _of(self, node: ir.Node) -> list[Branch]:
        match node:
            case ir.Literal(value=bool() as value):
                return [Branch({}, value)]
            case ir.Literal(value=Fraction() as value):
                return [Branch({}, m.Term(value))]
            case ir.Day(number=number):
                return [Branch({}, m.Term(number))]
            case ir.Label(code=code):
                return [Branch({}, m.Term(Fraction(code)))]
            case ir.Input():
                return self._input(node)
            case ir.IsMissing(input=name):
                absent = self.space.metric(self.space.absence(name))
                return [Branch({absent: exactly(m.ONE)}, True), Branch({absent: exactly(m.ZERO)}, False)]
            case ir.Ref(name=name):
                if name not in self.values:
                    self.values[name] = self.of(self._bodies[name])
                return self.values[name]
            case ir.ScoreOf(name=name):
                return self.score(name)
            case ir.Applies(name=name):
                item = self._nodes[name]
                if isinstance(item, ir.Heading) and item.applies is None:
                    return [Branch({}, m.Term(item.points))]
                if isinstance(item, ir.Leaf) and not any(g.status in LOSES_POINTS for g in item.guards):
                    return [Branch({}, m.Term(item.points))]
                return [Branch({}, Unknown(Interval(m.ZERO, item.points), self.reads(node), LEFT_OUT), False)]
            case ir.Arith(op=op, left=left, right=right):
                return self._pairs(self._of(left), self._of(right), lambda a, b, c: self._arith(op, a, b, c))
            case ir.Compare(op=op, left=left, right=right):
                return self._pairs(self._of(left), self._of(right), lambda a, b, c: self._compare(op, a, b, c))
            case ir.Logic(op=op, items=items):
                return self._logic(op == "and", [_either(self._of(item)) for item in items])
            case ir.Not(operand=operand):
                return [Branch(b.conditions, not b.value, b.exact) for b in _either(self._of(operand))]
            case ir.Sum(items=items):
                return reduce(
                    lambda a, b: self._pairs(a, b, lambda x, y, c: self._arith("+", x, y, c)),
                    (self._of(item) for item in items),
                    [Branch({}, m.Term())],
                )
            case ir.Max(items=items) | ir.Min(items=items):
                top = isinstance(node, ir.Max)
                first, *rest = (self._of(item) for item in items)
                return reduce(lambda a, b: self._pairs(a, b, lambda x, y, c: self._extreme(top, x, y, c)), rest, first)
            case ir.Abs(operand=operand):
                return self._each(self._of(operand), self._abs)
            case ir.Clamp(value=value, low=low, high=high):
                return self._each(self._of(value), lambda v, c: self.then(v, m.Cut(low, high), c))
            case ir.Floor(operand=operand):
                return self._each(self._of(operand), lambda v, c: self.then(v, m.Steps(m.ONE, "floor"), c))
            case ir.Ceil(operand=operand):
                return self._each(self._of(operand), lambda v, c: self.then(v, m.Steps(m.ONE, "ceil"), c))
            case ir.Round(value=value, step=step, mode=mode):
                return self._each(self._of(value), lambda v, c: self.then(v, m.Steps(step, mode), c))
            case ir.Select(cases=cases, otherwise=otherwise):
                return self._select(cases, otherwise)
            case ir.Piecewise(subject=subject, bands=bands, otherwise=otherwise):
                return self._piecewise(subject, bands, otherwise)
            case _:
                # A form without a rule here is left open, by name; nothing is proved of it by silence.
                return [self.unknown(node, form(node))]

    def _input(self, node: ir.Input) -> list[Branch]:
        number = self.space.numbers[node.name]
        metric = self.space.metric(number)
        found: list[Branch]
        if node.kind == "flag":
            found = [Branch({metric: exactly(m.ONE)}, True), Branch({metric: exactly(m.ZERO)}, False)]
        else:
            found = [Branch({}, m.of(m.Affine(((number, m.ONE),))))]
        if not node.optional or node.default is None:
            return found
        absent = self.space.metric(self.space.absence(node.name))
        default = node.default if isinstance(node.default, bool) else m.Term(Fraction(node.default))
        there = [Branch({**b.conditions, absent: exactly(m.ZERO)}, b.value) for b in found]
        return [Branch({absent: exactly(m.ONE)}, default), *there]

    def _each(self, branches: Iterable[Branch], change: Change) -> list[Branch]:
        found = []
        for b in branches:
            for conditions, value, exact in change(b.value, b.conditions):
                met = self.meet(b.conditions, conditions)
                if met is not None:
                    found.append(Branch(met, value, b.exact and exact))
        return found

    def _pairs(self, left: Sequence[Branch], right: Sequence[Branch], join: Join) -> list[Branch]:
        found = []
        for a in left:
            for b in right:
                met = self.meet(a.conditions, b.conditions)
                if met is None:
                    continue
                for conditions, value, exact in join(a.value, b.value, met):
                    both = self.meet(met, conditions)
                    if both is not None:
                        found.append(Branch(both, value, a.exact and b.exact and exact))
            if len(found) > 4 * MOST_BRANCHES:
                raise _TooMany
        return found

    def meet(self, a: Conditions, b: Conditions) -> Conditions | None:
        """Both; None where they cannot hold together, as far as one measure at a time shows."""
        if not b:
            return a
        found = dict(a)
        for metric, interval in b.items():
            known = found.get(metric)
            if known is None:
                known = self.space.bounds(metric)
            met = self.space.on_lattice(metric, known.meet(interval))
            if met.empty:
                return None
            found[metric] = met
        return found

    def range_of(self, value: Result, conditions: Conditions) -> Interval:
        """What a value can be where the conditions hold."""
        if isinstance(value, Unknown):
            return value.bounds
        if isinstance(value, bool):
            return exactly(Fraction(value))
        found = exactly(value.constant)
        for chain in value.chains:
            known = conditions.get(chain.metric)
            found = found + chain.image(self.space.bounds(chain.metric) if known is None else known)
        return found

    def reads_of(self, value: Result) -> frozenset[int]:
        """The facts in a value."""
        if isinstance(value, Unknown):
            return value.reads
        if isinstance(value, bool):
            return frozenset()
        return frozenset(v for chain in value.chains for v in chain.metric.variables)

    def moves(self, value: Result, variable: int, conditions: Conditions) -> int | None:
        """How a value goes as one fact rises, where its conditions stay met: 1, 0, -1; None where it turns."""
        if isinstance(value, bool):
            return 0
        if isinstance(value, Unknown):
            if variable not in value.reads:
                return 0
            return 1 if variable in value.rises else -1 if variable in value.falls else None
        found = 0
        for chain in value.chains:
            slope = self.space.moves(chain.metric, variable, conditions)
            if slope is None:
                return None
            way = slope * chain.direction
            if way and found and way != found:
                return None
            found = found or way
        return found

    # Arithmetic

    def _vague(
        self, bounds: Interval, reason: Words, conditions: Conditions, *parts: tuple[Result, int | None]
    ) -> Unknown:
        """An unknown made of parts, each of which it follows (1), opposes (-1) or does not plainly follow (None)."""
        reads = frozenset(v for part, _ in parts for v in self.reads_of(part))
        rises, falls = set(), set()
        for v in reads:
            ways = set()
            for part, sign in parts:
                way = self.moves(part, v, conditions)
                if way != 0:
                    ways.add(None if way is None or sign is None else way * sign)
            if ways == {1}:
                rises.add(v)
            elif ways == {-1}:
                falls.add(v)
        return Unknown(bounds, reads, reason, frozenset(rises), frozenset(falls))

    def _arith(self, op: str, a: Result, b: Result, conditions: Conditions) -> Ways:
        if isinstance(a, bool) or isinstance(b, bool):
            raise AssertionError("a flag in arithmetic")
        if isinstance(a, m.Term) and isinstance(b, m.Term):
            if op == "+":
                return [({}, a + b, True)]
            if op == "-":
                return [({}, a - b, True)]
            if op == "×" and b.fixed is not None:
                return [({}, a.scaled(b.fixed), True)]
            if op == "×" and a.fixed is not None:
                return [({}, b.scaled(a.fixed), True)]
            if op == "÷" and b.fixed is not None:
                return [({}, a.scaled(1 / b.fixed), True)] if b.fixed else []
            found = self._product(a, b) if op == "×" else self._quotient(a, b, conditions)
            if found is not None:
                return found
        x, y = self.range_of(a, conditions), self.range_of(b, conditions)
        first = self._sign(x)
        second = self._sign(y)
        if op in "+-":
            sign = 1 if op == "+" else -1
            return [({}, self._vague(x + y if op == "+" else x - y, _why(a, b), conditions, (a, 1), (b, sign)), False)]
        if op == "×":
            return [({}, self._vague(x * y, _why(a, b), conditions, (a, second), (b, first)), False)]
        down = None if first is None or second is None else -first
        return [({}, self._vague(x / y, _why(a, b), conditions, (a, second), (b, down)), False)]

    def _sign(self, found: Interval) -> int | None:
        if found.low is not None and found.low >= 0:
            return 1
        if found.high is not None and found.high <= 0:
            return -1
        return None

    def _product(self, a: m.Term, b: m.Term) -> Ways | None:
        x, y = a.affine(), b.affine()
        if x is None or y is None:
            return None
        for (n1, d1), (n2, d2) in ((x, y), (y, x)):
            ratio = _ratio(n1, d2)
            if ratio is not None:  # n1 cancels d2
                return [({}, m.of(n2.times(ratio), d1), True)]
        return None

    def _quotient(self, a: m.Term, b: m.Term, conditions: Conditions) -> Ways | None:
        x, y = a.affine(), b.affine()
        if x is None or y is None:
            return None
        (n1, d1), (n2, d2) = x, y
        if d1 == d2:
            top, bottom = n1, n2
        elif (ratio := _ratio(n1, n2)) is not None:
            top, bottom = d2.times(ratio), d1
        elif not d1.terms and not d2.terms:
            top, bottom = n1.times(d2.constant), n2.times(d1.constant)
        else:
            return None
        sign = self._sign(self.range_of(m.of(bottom), conditions))
        if sign == 1:
            return [(self._where(bottom, ABOVE), m.of(top, bottom), True)]
        minus = m.of(top.times(-m.ONE), bottom.times(-m.ONE))
        if sign == -1:
            return [(self._where(bottom, BELOW), minus, True)]
        return [(self._where(bottom, ABOVE), m.of(top, bottom), True), (self._where(bottom, BELOW), minus, True)]

    def _where(self, affine: m.Affine, wanted: Interval) -> Conditions:
        """The condition that a sum lies in an interval."""
        chain = m.of(affine).whole()
        return {} if chain is None else {chain.metric: chain.before(wanted)}

    def _extreme(self, top: bool, a: Result, b: Result, conditions: Conditions) -> Ways:
        x, y = self.range_of(a, conditions), self.range_of(b, conditions)
        high, low = (x, y) if top else (y, x)
        if high.low is not None and low.high is not None and high.low >= low.high:
            return [({}, a, True)]
        if high.high is not None and low.low is not None and high.high <= low.low:
            return [({}, b, True)]
        if isinstance(a, m.Term) and isinstance(b, m.Term):
            for part, other in ((a, b), (b, a)):
                if other.fixed is not None:
                    cut = m.Cut(other.fixed, None) if top else m.Cut(None, other.fixed)
                    return self.then(part, cut, conditions)
            chain = (a - b).whole()
            if chain is not None:
                first = chain.before(Interval(m.ZERO, None) if top else Interval(None, m.ZERO))
                second = chain.before(BELOW if top else ABOVE)
                return [({chain.metric: first}, a, True), ({chain.metric: second}, b, True)]
        bounds = _max(x, y) if top else -_max(-x, -y)
        return [({}, self._vague(bounds, _why(a, b), conditions, (a, 1), (b, 1)), False)]

    def _abs(self, value: Result, conditions: Conditions) -> Ways:
        found = self.range_of(value, conditions)
        sign = self._sign(found)
        if isinstance(value, m.Term):
            if sign is not None:
                return [({}, value.scaled(Fraction(sign)), True)]
            chain = value.whole()
            if chain is not None:
                upper = chain.before(Interval(m.ZERO, None))
                return [
                    ({chain.metric: upper}, value, True),
                    ({chain.metric: chain.before(BELOW)}, value.scaled(-m.ONE), True),
                ]
        return [({}, self._vague(found.abs(), _why(value), conditions, (value, sign)), False)]

    def then(self, value: Result, op: m.Op, conditions: Conditions) -> Ways:
        """A value cut or rounded."""
        if isinstance(value, m.Term):
            if value.fixed is not None:
                found, _ = op.at((value.fixed, 0))
                assert found is not None
                return [({}, m.Term(found), True)]
            bounds = self.range_of(value, conditions)
            if isinstance(op, m.Cut):
                if bounds.inside(Interval(op.low, op.high)):
                    return [({}, value, True)]
                for end, outside in ((op.low, Interval(None, op.low)), (op.high, Interval(op.high, None))):
                    if end is not None and bounds.inside(outside):
                        return [({}, m.Term(end), True)]
            chain = value.whole()
            if chain is not None:
                return [({}, m.of_chain(chain.then(op)), True)]
        image = m.image((op,), self.range_of(value, conditions))
        return [({}, self._vague(image, _why(value), conditions, (value, 1)), False)]

    # Conditions and choices

    def _compare(self, op: str, a: Result, b: Result, conditions: Conditions) -> Ways:
        if isinstance(a, bool) and isinstance(b, bool):
            return [({}, (a == b) == (op == "="), True)]
        assert not isinstance(a, bool) and not isinstance(b, bool)
        ways = _WHERE[op]
        if isinstance(a, m.Term) and isinstance(b, m.Term):
            found = a - b
            if found.fixed is not None:
                return [({}, any(found.fixed in part for part, truth in ways if truth), True)]
            chain = found.whole()
            if chain is not None:
                return [({chain.metric: chain.before(part)}, truth, True) for part, truth in ways]
        x, y = self.range_of(a, conditions), self.range_of(b, conditions)
        return [({}, truth, False) for truth in _possible(x - y, ways)]

    def _logic(self, all_of: bool, items: Sequence[list[Branch]]) -> list[Branch]:
        found: list[Branch] = []
        pending = [Branch({}, all_of)]
        for item in items:
            going: list[Branch] = []
            for b in pending:
                for c in item:
                    met = self.meet(b.conditions, c.conditions)
                    if met is None:
                        continue
                    kept = Branch(met, c.value, b.exact and c.exact)
                    (going if c.value is all_of else found).append(kept)
            pending = going
            if len(pending) + len(found) > 4 * MOST_BRANCHES:
                raise _TooMany
        return found + pending

    def _select(self, cases: Sequence[ir.Case], otherwise: ir.Node | None) -> list[Branch]:
        found: list[Branch] = []
        pending: list[Branch] = [Branch({}, True)]
        for case in cases:
            tests = _either(self._of(case.when))
            then: list[Branch] | None = None
            going = []
            for b in pending:
                for t in tests:
                    met = self.meet(b.conditions, t.conditions)
                    if met is None:
                        continue
                    exact = b.exact and t.exact
                    if t.value is False:
                        going.append(Branch(met, True, exact))
                        continue
                    then = self._of(case.then) if then is None else then
                    found += self._under(met, exact, then)
            pending = going
            if len(pending) + len(found) > 4 * MOST_BRANCHES:
                raise _TooMany
        if otherwise is not None and pending:
            last = self._of(otherwise)
            for b in pending:
                found += self._under(b.conditions, b.exact, last)
        return found

    def _under(self, conditions: Conditions, exact: bool, branches: Iterable[Branch]) -> list[Branch]:
        found = []
        for b in branches:
            met = self.meet(conditions, b.conditions)
            if met is not None:
                found.append(Branch(met, b.value, exact and b.exact))
        return found

    def _piecewise(self, subject: ir.Node, bands: Sequence[ir.Band], otherwise: ir.Node | None) -> list[Branch]:
        parts: list[tuple[Interval, ir.Node]] = [(band.interval, band.value) for band in bands]
        if otherwise is not None:
            parts += [(gap, otherwise) for gap in gaps([band.interval for band in bands])]
        values = [self._of(value) for _, value in parts]
        found: list[Branch] = []
        for s in self._of(subject):
            assert not isinstance(s.value, bool)
            bounds = self.range_of(s.value, s.conditions)
            chain = s.value.whole() if isinstance(s.value, m.Term) else None
            for (interval, _), branches in zip(parts, values, strict=True):
                if bounds.meet(interval).empty:
                    continue
                met: Conditions | None = s.conditions
                exact = s.exact
                if chain is not None:
                    met = self.meet(s.conditions, {chain.metric: chain.before(interval)})
                elif not bounds.inside(interval):
                    exact = False
                if met is not None:
                    found += self._under(met, exact, branches)
            if len(found) > 4 * MOST_BRANCHES:
                raise _TooMany
        return found

    # Scores

    def score(self, name: str) -> list[Branch]:
        """The ways of the final score of a leaf or heading, where it reads few enough facts to tell them apart."""
        if name not in self.scores:
            item = self._nodes[name]
            try:
                found = self._leaf(item) if isinstance(item, ir.Leaf) else self._heading(item)
                if len(found) > MOST_BRANCHES:
                    raise _TooMany
            except _TooMany:
                bounds = item.clip if isinstance(item, ir.Leaf) else ANY
                found = [Branch({}, Unknown(bounds, self.reads(ir.ScoreOf(name)), MANY_BRANCHES), False)]
            self.scores[name] = found
        return self.scores[name]

    def _leaf(self, leaf: ir.Leaf) -> list[Branch]:
        if leaf.unrecorded:
            return [Branch({}, self.unrecorded(leaf), False)]
        cases = tuple(ir.Case(guard.when, guard.score) for guard in leaf.guards if guard.score is not None)
        minus = tuple(ir.Arith("-", ir.Literal(m.ZERO), item) for item in leaf.deductions)
        rule = ir.Clamp(ir.Sum((leaf.base, *leaf.awards, *minus)), leaf.clip.low, leaf.clip.high)
        whole: ir.Node = ir.Select(cases, rule) if cases else rule
        if leaf.rounding is not None:
            whole = ir.Round(whole, leaf.rounding.step, leaf.rounding.mode)
        return self._of(whole)

    def unrecorded(self, leaf: ir.Leaf) -> Unknown:
        """未录: anything from 0 to its points, whatever the facts are."""
        return Unknown(Interval(m.ZERO, leaf.points), frozenset(), UNRECORDED)

    def _heading(self, heading: ir.Heading) -> list[Branch]:
        if heading.score is not None:
            return self._of(heading.score)
        return self._of(ir.Sum(tuple(ir.ScoreOf(part) for part in heading.parts)))


def form(node: ir.Node) -> Words:
    """What a form without a rule is called, of functions their name."""
    if isinstance(node, ir.Call):
        return Words(f"「{node.function}」", f"`{node.function}`")
    return TRIMMED if isinstance(node, ir.Trimmed) else OF_ROWS


Ways = list[tuple[Conditions, Result, bool]]
"""Conditions, the value under them, and whether they are all that it takes."""
if TYPE_CHECKING:
    from collections.abc import Callable

    Change = Callable[[Result, Conditions], Ways]
    Join = Callable[[Result, Result, Conditions], Ways]

_WHERE: dict[str, tuple[tuple[Interval, bool], ...]] = {
    "=": ((AT, True), (BELOW, False), (ABOVE, False)),
    "≠": ((AT, False), (BELOW, True), (ABOVE, True)),
    ">": ((ABOVE, True), (Interval(None, m.ZERO), False)),
    "≥": ((Interval(m.ZERO, None), True), (BELOW, False)),
    "<": ((BELOW, True), (Interval(m.ZERO, None), False)),
    "≤": ((Interval(None, m.ZERO), True), (ABOVE, False)),
}
"""Where the difference of two sides lies, and whether the comparison then holds."""


def _possible(difference: Interval, ways: Sequence[tuple[Interval, bool]]) -> list[bool]:
    return sorted({truth for part, truth in ways if not difference.meet(part).empty})


def _either(tests: Iterable[Branch]) -> list[Branch]:
    """Tests of a condition; what is unknown (是否 in a column of the row at hand) may hold and may not."""
    found: list[Branch] = []
    for b in tests:
        known = isinstance(b.value, bool)
        found += [b] if known else [Branch(b.conditions, value, False) for value in (True, False)]
    return found


def _max(x: Interval, y: Interval) -> Interval:
    lows = [i.low for i in (x, y) if i.low is not None]
    highs = [i.high for i in (x, y)]
    return Interval(max(lows, default=None), None if None in highs else max(h for h in highs if h is not None))


def _why(*parts: Result) -> Words:
    return next((part.reason for part in parts if isinstance(part, Unknown)), SEVERAL)


def _ratio(a: m.Affine, b: m.Affine) -> Fraction | None:
    """By which figure one sum is the other times it; None where it is not, or where neither reads a fact."""
    if not a.terms or not b.terms:
        return None
    factor = a.terms[0][1] / b.terms[0][1]
    return factor if a == b.times(factor) else None


def gaps(intervals: Sequence[Interval]) -> list[Interval]:
    """What disjoint intervals in ascending order leave out."""
    if not intervals:
        return [ANY]
    found = []
    first, last = intervals[0], intervals[-1]
    if first.low is not None:
        found.append(Interval(None, first.low, False, not first.low_open))
    for a, b in pairwise(intervals):
        between = Interval(a.high, b.low, not a.high_open, not b.low_open)
        if not between.empty:
            found.append(between)
    if last.high is not None:
        found.append(Interval(last.high, None, not last.high_open))
    return found


def lattice(metric: m.Metric, grids: Mapping[int, Fraction]) -> Fraction | None:
    """The step whose multiples a sum of facts on grids can take; None where it is none."""
    if not metric.plain:
        return None
    steps = []
    for v, c in metric.top.terms:
        grid = grids.get(v)
        if grid is None:
            return None
        steps.append(abs(c * grid))
    return common_step(steps) if steps else Fraction(0)
