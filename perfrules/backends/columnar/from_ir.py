"""A program as operations on columns: values, leaves, headings, total, grade, and which rows are to be looked at apart.

Every alternative is worked out in every row and then one of them is taken, so every operation is total: what is absent
counts as something in its range, and dividing by what may be 0 divides by 1. Nothing reads such a figure: a guard of
the rubric stands before it, or the row is among those that are scored one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from itertools import pairwise
from typing import assert_never

from attrs import define, field, frozen

from perfrules.backends.columnar.graph import Graph, Op, Term, TooLarge, Truth
from perfrules.backends.columnar.quantity import ZERO, Algebra, Quantity, fixed
from perfrules.ir import nodes as ir
from perfrules.source import Words
from perfrules.types.interval import Interval

_LEFT_OUT = ("left-out", "shared-out", "not-chosen")
STATUSES = ("scored", "sum", "aggregate", *ir.STATUSES, "unrecorded", "error")
"""How a subject or a heading came to its score, by code."""
_CODES = {status: code for code, status in enumerate(STATUSES)}
_COUNTED = 2**31 - 1
"""Counts beyond are scored one by one."""
_FREE_GRID = Fraction(1, 10**6)
"""The grid of figures that have none; finer ones are scored one by one."""
_FREE = 10**15
"""Other figures without a range likewise."""

Choice = tuple[Truth, Callable[[], Quantity]]


class NotLowered(Exception):
    """The program uses something that columns cannot say; `what` names it for its author."""

    def __init__(self, what: Words) -> None:
        super().__init__(what.en)
        self.what = what


_ROWS = Words("明细", "rows (明细)")
_UNRECORDED = Words("未录", "not recorded (未录)")
_UNKNOWN = Words("由全体的数决定的条件", "a condition that rests on figures of all subjects")
_TOO_LARGE = Words("18 位以上的数", "figures of more than 18 digits")
_TOO_DEEP = Words("层次太多的公式", "a formula of too many levels")


def _function(name: str) -> Words:
    return Words(f"函数 {name}", f"the function {name}")


def _figure(name: str) -> Words:
    return Words(f"数据 {name} 的范围或缺省值", f"the range or default of the fact {name}")


@frozen
class Slot:
    """What comes in for one fact: whole steps of `grid` between two ends, a truth value, the code of a label, a day.

    Where the fact is absent, or its row is scored apart, `stand_in` is what the column holds. A figure of all subjects
    without a grid is seldom a whole number of any steps: it comes in two columns, what stands above and what `below`;
    one that was published is a whole number of steps above so many as make 1.
    """

    input: ir.Input
    grid: Fraction
    low: int
    high: int
    stand_in: int
    below: bool = False

    @property
    def is_ratio(self) -> bool:
        """Whether its value comes in two columns."""
        return self.input.population is not None and self.input.kind == "quantity" and self.input.grid is None

    @property
    def ends(self) -> tuple[int, int]:
        """Between which ends its column lies, with what stands in."""
        if self.is_ratio:
            return (1 if self.below else 0 if self.low >= 0 else -_FREE), _FREE
        return min(self.low, self.stand_in), max(self.high, self.stand_in)

    @property
    def is_figure(self) -> bool:
        """Whether its column holds whole numbers; else truth values, or nothing at all."""
        return self.input.kind in ("quantity", "label", "date")


@frozen(eq=False)
class Node:
    """The results of a heading: its score, its 指标值 and whether it has one, the code of its status."""

    name: str
    score: Quantity
    status: Term
    value: Quantity | Truth | Term | None = None
    value_kind: str = ""
    has_value: Truth = False


@frozen(eq=False)
class Plan:
    """What is to be computed of the columns.

    `apart` tells the rows that are to be scored one by one (something may be missing or contradictory), `status` and
    `grade` are codes, the latter into the ranks, −1 for none. `total` is None where the rubric has none.
    """

    graph: Graph
    slots: tuple[Slot, ...]
    apart: Truth
    status: Term
    total: Quantity | None
    index: Quantity | None
    grade: Term | None
    ranks: tuple[str, ...]
    nodes: Mapping[str, Node]


def slots(program: ir.Program, cap: int | None = None) -> tuple[Slot, ...]:
    """What comes in, in the order of the inputs; figures of not more than `cap` steps, where there is one."""
    found = [_slot(item, cap) for item in program.inputs]
    return tuple(found + [Slot(slot.input, slot.grid, 1, _FREE, 1, below=True) for slot in found if slot.is_ratio])


def _slot(item: ir.Input, cap: int | None) -> Slot:
    grid = item.grid or _FREE_GRID
    match item.kind:
        case "flag":
            return Slot(item, Fraction(1), 0, 1, int(bool(item.default)))
        case "label":
            return Slot(item, Fraction(1), 0, len(item.labels) - 1, int(item.default or 0))
        case "text" | "rows":
            return Slot(item, Fraction(1), 0, 1, 0)
    if item.kind == "date":
        grid = Fraction(1)
    most = _COUNTED if grid == 1 else _FREE
    low, high = item.bounds.low, item.bounds.high
    least = -most if low is None else -int(-low // grid)
    highest = most if high is None else int(high // grid)
    if low is not None and item.bounds.low_open and least * grid == low:
        least += 1
    if high is not None and item.bounds.high_open and highest * grid == high:
        highest -= 1
    if cap is not None:
        least, highest = max(least, -cap), min(highest, cap)
    stand_in = max(least, min(highest, 0))
    if isinstance(item.default, Fraction) and (item.default / grid).denominator == 1:
        stand_in = int(item.default / grid)
    return Slot(item, grid, least, highest, stand_in)


def lower(program: ir.Program, complete: bool, cap: int | None = None) -> Plan:
    """The plan of a program, with the slots of a cap. Where `complete`, every fact that is not optional is there."""
    if any(leaf.unrecorded for leaf in program.leaves()):
        raise NotLowered(_UNRECORDED)
    try:
        return _Lowering(program, slots(program, cap), complete).plan()
    except TooLarge:
        raise NotLowered(_TOO_LARGE) from None
    except RecursionError:
        raise NotLowered(_TOO_DEEP) from None


@frozen(eq=False)
class Shares:
    """What is to be computed of the columns for figures of all subjects.

    `apart` tells the rows to be looked at one by one, `part` those that take part; by figure the value of what it is
    of, and which rows have one.
    """

    graph: Graph
    slots: tuple[Slot, ...]
    apart: Truth
    part: Truth
    values: Mapping[str, tuple[Quantity, Truth]]


def shares(program: ir.Program, complete: bool, unknown: Collection[str], wanted: Mapping[str, str]) -> Shares:
    """What rows add to figures of all subjects while others are not known yet.

    A leaf that needs an `unknown` figure has no score yet, but asks for its other facts. `wanted` are the figures, each
    with the heading whose score a 同组均分 is of. Raises NotLowered, where conditions rest on unknown figures too.
    """
    if any(leaf.unrecorded for leaf in program.leaves()):
        raise NotLowered(_UNRECORDED)
    try:
        lowering = _Lowering(program, slots(program), complete, frozenset(unknown))
        plan = lowering.plan()
        lowering.apart = []
        values = {path: lowering.share(path, heading) for path, heading in wanted.items()}
    except TooLarge:
        raise NotLowered(_TOO_LARGE) from None
    except RecursionError:
        raise NotLowered(_TOO_DEEP) from None
    graph = plan.graph
    apart = graph.any((plan.apart, *lowering.apart))
    return Shares(graph, plan.slots, apart, graph.eq(plan.status, _CODES["scored"]), values)


def row_by_row(program: ir.Program) -> Mapping[str, Words]:
    """What stops columns from scoring by a program: by heading, "" for the whole, what it uses that they cannot say.

    Empty where columns can. Of each heading it is the first thing, and of headings above leaves nothing that their
    leaves are stopped by.
    """
    try:
        lower(program, False)
    except NotLowered as error:
        whole = error.what
    else:
        return {}
    lowering = _Lowering(program, slots(program), False)
    found: dict[str, Words] = {}
    for item in program.definitions:
        if isinstance(item, ir.Value):
            continue
        try:
            if isinstance(item, ir.Leaf) and item.unrecorded:
                raise NotLowered(_UNRECORDED)
            lowering.leaf(item) if isinstance(item, ir.Leaf) else lowering.heading(item)
        except NotLowered as error:
            found[item.name] = error.what
        except TooLarge:
            found[item.name] = _TOO_LARGE
        except RecursionError:
            found[item.name] = _TOO_DEEP
        if item.name in found:
            # What it counts for others is of no account here.
            lowering.scores[item.name] = lowering.applied[item.name] = ZERO
            lowering.statuses[item.name], lowering.waiting[item.name] = 0, False
    return found or {"": whole}


def _nothing() -> Quantity:
    return ZERO


@define
class _Lowering:
    """One lowering: what is known of each name so far."""

    program: ir.Program
    slots: tuple[Slot, ...]
    complete: bool
    unknown: frozenset[str] = frozenset()
    """Figures of all subjects that are given in no row yet."""
    graph: Graph = field(factory=Graph)
    values: dict[str, ir.Value] = field(init=False)
    numbers: dict[str, int] = field(init=False)
    belows: dict[str, int] = field(init=False)
    known: dict[str, Quantity | Truth | Term] = field(factory=dict)
    """Named values."""
    narrowed: dict[tuple[str, str], list[Interval]] = field(factory=dict)
    """What is known of values and inputs inside the band that is being lowered."""
    scores: dict[str, Quantity] = field(factory=dict)
    applied: dict[str, Quantity] = field(factory=dict)
    statuses: dict[str, Term] = field(factory=dict)
    waiting: dict[str, Truth] = field(factory=dict)
    """In which rows a heading has no score yet, for want of a figure of all subjects."""
    nodes: dict[str, Node] = field(factory=dict)
    apart: list[Truth] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        self.values = {item.name: item for item in self.program.values()}
        self.numbers = {slot.input.name: number for number, slot in enumerate(self.slots) if not slot.below}
        self.belows = {slot.input.name: number for number, slot in enumerate(self.slots) if slot.below}

    @property
    def algebra(self) -> Algebra:
        """What is done with quantities."""
        return Algebra(self.graph)

    def plan(self) -> Plan:
        """Everything."""
        graph, total = self.graph, self.program.total
        refused, status = self._refusals()
        self._constraints()
        self.graph.section += 1
        for item in self.program.definitions:
            match item:
                case ir.Leaf():
                    self.leaf(item)
                case ir.Heading():
                    self.heading(item)
                case ir.Value():
                    pass
                case _:
                    assert_never(item)
            self.graph.section += 1
        final, before = self._total()
        index = self._index()
        figure = index if total.grade_index and index is not None else before if total.grade_unrounded else final
        grade = self._grade(figure)
        # Nothing is asked of a subject that gets no score.
        alone, self.apart = self.apart[:1], self.apart[1:]
        apart = graph.any((*alone, graph.all((graph.no(refused), graph.any(self.apart)))))
        made = final if total.parts or total.judged is not None else None
        return Plan(graph, self.slots, apart, status, made, index, grade, total.ranks, self.nodes)

    # What is there

    def given(self, name: str) -> Truth:
        """Whether a fact was given."""
        if name in self.unknown:
            return False
        number = self.numbers[name]
        if self.complete and not self.slots[number].input.optional:
            return True
        return self.graph.given(number)

    def lacking(self, names: Sequence[str]) -> Truth:
        """Whether one of several facts was not given; a figure that is not known yet is not looked for."""
        return self.graph.no(self.graph.all(self.given(name) for name in names if name not in self.unknown))

    def waits(self, names: Sequence[str]) -> bool:
        """Whether one of several facts is a figure that is not known yet."""
        return not self.unknown.isdisjoint(names)

    def _refusals(self) -> tuple[Truth, Term]:
        """Whether the subject gets no score, and its status; a refusal that cannot be tried sets the row apart."""
        refused: Truth = False
        status: Term = _CODES["scored"]
        lacking: list[Truth] = []
        for guard in self.program.total.refusals:
            if self.waits(guard.requires):
                raise NotLowered(_UNKNOWN)
            lacking.append(self.lacking(guard.requires))
            holds = self.graph.all((self.graph.no(refused), self.truth(guard.when)))
            status = self.graph.where(holds, _CODES[guard.status], status)
            refused = self.graph.any((refused, holds))
        self.apart.append(self.graph.any(lacking))
        return refused, status

    def _constraints(self) -> None:
        """Facts that contradict each other."""
        broken = [self.apart.pop()]
        for constraint in self.program.constraints:
            if constraint.fatal:
                there = [self.given(name) for name in constraint.reads]
                broken.append(self.graph.all((*there, self.graph.no(self.truth(constraint.holds)))))
        self.apart.append(self.graph.any(broken))

    # Quantities

    def quantity(self, node: ir.Node) -> Quantity:
        """A quantity or a date."""
        algebra = self.algebra
        match node:
            case ir.Literal(value=value):
                return fixed(Fraction(value))
            case ir.Day(number=number):
                return fixed(number)
            case ir.Input():
                return self._input(node)
            case ir.Ref(name=name):
                found = self.value(name)
                assert isinstance(found, Quantity)
                return self._narrow("value", name, found)
            case ir.ScoreOf(name=name):
                return self.scores[name]
            case ir.Applies(name=name):
                return self.applied[name]
            case ir.Arith(op=op, left=left, right=right):
                a, b = self.quantity(left), self.quantity(right)
                match op:
                    case "+":
                        return algebra.plus(a, b)
                    case "-":
                        return algebra.minus(a, b)
                    case "×":
                        return algebra.times(a, b)
                return algebra.divided(a, b)
            case ir.Sum(items=items):
                return self.added([self.quantity(item) for item in items])
            case ir.Max(items=items) | ir.Min(items=items):
                sign = ">" if isinstance(node, ir.Max) else "<"
                best = self.quantity(items[0])
                for item in items[1:]:
                    best = algebra.better(sign, best, self.quantity(item))
                return best
            case ir.Trimmed(items=items, low=low, high=high):
                return self._trimmed([self.quantity(item) for item in items], low, high)
            case ir.Abs(operand=operand):
                return algebra.absolute(self.quantity(operand))
            case ir.Clamp(value=value, low=low, high=high):
                return algebra.clamped(self.quantity(value), Interval(low, high))
            case ir.Floor(operand=operand):
                return algebra.whole(self.quantity(operand), False)
            case ir.Ceil(operand=operand):
                return algebra.whole(self.quantity(operand), True)
            case ir.Round(value=value, step=step, mode=mode):
                return algebra.rounded(self.quantity(value), step, mode)
            case ir.Select() | ir.Piecewise():
                return self.spread(node, lambda quantity: quantity)
            case ir.Call(function="个数", arguments=arguments):
                return fixed(Fraction(len(arguments)))
            case ir.Call(function=function):
                raise NotLowered(_function(function))
            case ir.OverRows() | ir.Cell():
                raise NotLowered(_ROWS)
            case ir.Compare() | ir.Logic() | ir.Not() | ir.IsMissing() | ir.Label() | ir.CellMissing():
                raise AssertionError(f"no quantity: {node}")
        assert_never(node)

    def spread(self, node: ir.Node, finish: Callable[[Quantity], Quantity]) -> Quantity:
        """A quantity, finished inside each of its alternatives, where the most is known of it."""
        match node:
            case ir.Select(cases=cases, otherwise=otherwise):
                choices: list[Choice] = [(self.truth(case.when), self._later(case.then, finish)) for case in cases]
                return self.choose(choices, None if otherwise is None else self._later(otherwise, finish))
            case ir.Piecewise():
                return self._bands(node, finish)
        return finish(self.quantity(node))

    def _later(self, node: ir.Node, finish: Callable[[Quantity], Quantity]) -> Callable[[], Quantity]:
        return lambda: self.spread(node, finish)

    def choose(self, choices: Sequence[Choice], last: Callable[[], Quantity] | None) -> Quantity:
        """The quantity of the first choice whose condition holds, else the last one."""
        found: list[tuple[Truth, Quantity]] = []
        for when, then in [*choices, *([(True, last)] if last is not None else [])]:
            if when is False:
                continue
            found.append((when, then()))
            if when is True:
                break
        if not found:
            return ZERO
        _, quantity = found.pop()
        for when, then_ in reversed(found):
            quantity = self.algebra.choose(when, then_, quantity)
        return quantity

    def _bands(self, node: ir.Piecewise, finish: Callable[[Quantity], Quantity]) -> Quantity:
        subject = self.quantity(node.subject)

        def inside(band: ir.Band) -> Callable[[], Quantity]:
            def found() -> Quantity:
                with self._inside(node.subject, band.interval):
                    return self.spread(band.value, finish)

            return found

        choices: list[Choice] = [(self.algebra.inside(subject, left), inside(band)) for left, band in node.tests()]
        otherwise = node.otherwise
        return self.choose(choices, None if otherwise is None else self._later(otherwise, finish))

    @contextmanager
    def _inside(self, node: ir.Node, interval: Interval) -> Iterator[None]:
        """Where a value or an input is known to lie inside an interval."""
        match node:
            case ir.Ref(name=name):
                key = ("value", name)
            case ir.Input(name=name):
                key = ("input", name)
            case _:
                yield
                return
        self.narrowed.setdefault(key, []).append(interval)
        try:
            yield
        finally:
            self.narrowed[key].pop()

    def _narrow(self, kind: str, name: str, found: Quantity) -> Quantity:
        for interval in self.narrowed.get((kind, name), ()):
            found = found.within(interval)
        return found

    def _input(self, node: ir.Input) -> Quantity:
        number = self.numbers[node.name]
        slot = self.slots[number]
        low, high, bounds = slot.low, slot.high, node.bounds
        if low > high:
            raise NotLowered(_figure(node.name))
        if node.optional or not self.complete:
            low, high = min(low, slot.stand_in), max(high, slot.stand_in)
        if node.optional:
            end = slot.stand_in * slot.grid
            bounds = bounds.hull(Interval(end, end))
            if isinstance(node.default, Fraction) and end != node.default:
                raise NotLowered(_figure(node.name))
        below: Term = 1
        if slot.is_ratio:
            low, high = slot.ends
            number_below = self.belows[node.name]
            below = self.graph.figure(number_below, *self.slots[number_below].ends)
            if node.optional and slot.stand_in:
                raise NotLowered(_figure(node.name))
        found = Quantity(
            Fraction(1) if slot.is_ratio else slot.grid, self.graph.figure(number, low, high), below, bounds
        )
        return self._narrow("input", node.name, found)

    def added(self, parts: Sequence[Quantity]) -> Quantity:
        """The sum: parts over one divisor first, so that as few as can be are multiplied out."""
        groups: dict[int | None, Quantity] = {}
        for part in parts:
            key = part.below.number if isinstance(part.below, Op) else -part.below
            groups[key] = self.algebra.plus(groups[key], part) if key in groups else part
        total = ZERO
        for part in groups.values():
            total = self.algebra.plus(total, part)
        return total

    def _trimmed(self, items: list[Quantity], low: int, high: int) -> Quantity:
        """The sum without the least and the greatest: they are found one after the other by exchanging neighbours."""
        left = list(items)
        for sign, count in (("<", low), (">", high)):
            for _ in range(count):
                rest = []
                end = left[0]
                for item in left[1:]:
                    first = self.algebra.compare(item, sign, end)
                    rest.append(self.algebra.choose(first, end, item))
                    end = self.algebra.choose(first, item, end)
                left = rest
        return self.added(left)

    # Flags and labels

    def truth(self, node: ir.Node) -> Truth:
        """A flag."""
        graph = self.graph
        match node:
            case ir.Literal(value=value):
                return bool(value)
            case ir.Input(name=name):
                return graph.flag(self.numbers[name])
            case ir.IsMissing(input=name):
                return graph.no(self.given(name))
            case ir.Ref(name=name):
                found = self.value(name)
                assert isinstance(found, (Op, bool))
                return found
            case ir.Compare(op=op, left=left, right=right):
                return self._compare(op, left, right)
            case ir.Logic(op=op, items=items):
                parts = [self.truth(item) for item in items]
                return graph.all(parts) if op == "and" else graph.any(parts)
            case ir.Not(operand=operand):
                return graph.no(self.truth(operand))
            case ir.Select(cases=cases, otherwise=otherwise):
                last = False if otherwise is None else self.truth(otherwise)
                for case in reversed(cases):
                    last = self._either(self.truth(case.when), self.truth(case.then), last)
                return last
            case ir.Piecewise(bands=bands, otherwise=otherwise):
                subject = self.quantity(node.subject)
                last = False if otherwise is None else self.truth(otherwise)
                for band in reversed(bands):
                    last = self._either(self.algebra.inside(subject, band.interval), self.truth(band.value), last)
                return last
            case ir.Call(function=function):
                raise NotLowered(_function(function))
        raise NotLowered(_ROWS)

    def _either(self, when: Truth, then: Truth, last: Truth) -> Truth:
        graph = self.graph
        if isinstance(when, bool):
            return then if when else last
        return graph.any((graph.all((when, then)), graph.all((graph.no(when), last))))

    def _compare(self, op: str, left: ir.Node, right: ir.Node) -> Truth:
        kind = self.kind(left)
        if kind == "flag":
            same = self.graph.same(self.truth(left), self.truth(right))
            return same if op == "=" else self.graph.no(same)
        if kind == "label":
            one, two = (Quantity(Fraction(1), self.label(side)) for side in (left, right))
            return self.algebra.compare(one, op, two)
        return self.algebra.compare(self.quantity(left), op, self.quantity(right))

    def label(self, node: ir.Node) -> Term:
        """The code of a label."""
        match node:
            case ir.Label(code=number):
                return number
            case ir.Input(name=name):
                number = self.numbers[name]
                return self.graph.figure(number, self.slots[number].low, self.slots[number].high)
            case ir.Ref(name=name):
                found = self.value(name)
                assert isinstance(found, (Op, int))
                return found
            case ir.Select(cases=cases, otherwise=otherwise):
                last: Term = 0 if otherwise is None else self.label(otherwise)
                for case in reversed(cases):
                    last = self.graph.where(self.truth(case.when), self.label(case.then), last)
                return last
            case ir.Piecewise(bands=bands, otherwise=otherwise):
                subject = self.quantity(node.subject)
                last = 0 if otherwise is None else self.label(otherwise)
                for band in reversed(bands):
                    inside = self.algebra.inside(subject, band.interval)
                    last = self.graph.where(inside, self.label(band.value), last)
                return last
            case ir.Call(function=function):
                raise NotLowered(_function(function))
        raise NotLowered(_ROWS)

    def kind(self, node: ir.Node) -> str:
        """The kind of a node's values."""
        match node:
            case ir.Literal(value=bool()) | ir.Compare() | ir.Logic() | ir.Not() | ir.IsMissing():
                return "flag"
            case ir.Label():
                return "label"
            case ir.Input(kind=kind):
                return kind
            case ir.Ref(name=name):
                return self.values[name].kind
            case ir.Select(cases=cases):
                return self.kind(cases[0].then)
            case ir.Piecewise(bands=bands):
                return self.kind(bands[0].value)
        return "quantity"

    def value(self, name: str) -> Quantity | Truth | Term:
        """A named value."""
        if name not in self.known:
            item = self.values[name]
            around, self.narrowed = self.narrowed, {}
            match item.kind:
                case "flag":
                    self.known[name] = self.truth(item.body)
                case "label":
                    self.known[name] = self.label(item.body)
                case _:
                    self.known[name] = self.quantity(item.body)
            self.narrowed = around
        return self.known[name]

    # Scores

    def leaf(self, leaf: ir.Leaf) -> None:
        """The score of a leaf, its status and its 指标值."""
        graph = self.graph
        reached: Truth = True
        choices: list[Choice] = []
        points, out = fixed(leaf.points), False
        applies: list[Choice] = []
        status: list[tuple[Truth, int]] = []
        waiting: list[Truth] = []
        for guard in leaf.guards:
            self.apart.append(graph.all((reached, self.lacking(guard.requires))))
            if self.waits(guard.requires):
                waiting.append(reached)
                break
            when = self.truth(guard.when)
            self.apart.append(graph.all((reached, when, self.lacking(guard.then_requires))))
            if self.waits(guard.then_requires):
                waiting.append(graph.all((reached, when)))
            elif guard.score is None:
                continue
            reached = graph.all((reached, graph.no(when)))
            choices.append((when, self._settled(leaf, guard.score) if guard.score is not None else _nothing))
            status.append((when, _CODES[guard.status]))
            is_out = guard.status in _LEFT_OUT
            out = out or is_out
            applies.append((when, _nothing if is_out else (lambda: points)))
        else:
            self.apart.append(graph.all((reached, self.lacking(leaf.requires))))
            if self.waits(leaf.requires):
                waiting.append(reached)
        self.waiting[leaf.name] = graph.any(waiting)
        # Where it waits for a figure nothing reads its score.
        score = self.choose(choices, _nothing if reached in waiting else lambda: self._rule(leaf))
        self.scores[leaf.name] = score
        self.applied[leaf.name] = self.choose(applies, lambda: points) if out else points
        code: Term = _CODES["scored"]
        for when, number in reversed(status):
            code = graph.where(when, number, code)
        self.statuses[leaf.name] = code
        self.nodes[leaf.name] = Node(leaf.name, score, code, *self._measure(leaf, reached))

    def _measure(self, leaf: ir.Leaf, reached: Truth) -> tuple[Quantity | Truth | Term | None, str, Truth]:
        """The 指标值, its kind, and in which rows there is one."""
        if leaf.measure is None:
            return None, "", False
        try:
            kind = self.kind(leaf.measure)
            value: Quantity | Truth | Term
            if kind == "flag":
                value = self.truth(leaf.measure)
            elif kind == "label":
                value = self.label(leaf.measure)
            else:
                value = self.quantity(leaf.measure)
        except NotLowered:
            return None, "", False
        there = [self.given(item.name) for item in self._read(leaf.measure) if item.default is None]
        return value, kind, self.graph.all((reached, *there))

    def _parts(self, node: ir.Node) -> Iterator[ir.Node]:
        """A node and all below it, through named values too."""
        for part in ir.walk(node):
            yield part
            if isinstance(part, ir.Ref):
                yield from self._parts(self.values[part.name].body)

    def _read(self, node: ir.Node) -> list[ir.Input]:
        """Every input that a node reads."""
        return [part for part in self._parts(node) if isinstance(part, ir.Input)]

    def share(self, path: str, heading: str) -> tuple[Quantity, Truth]:
        """What a row adds to a figure of all subjects, and whether it has that; in doubt the row is set apart."""
        graph, figure = self.graph, self.slots[self.numbers[path]].input.population
        assert figure is not None
        if figure.of is None or isinstance(figure.of, ir.ScoreOf):
            name = heading if figure.of is None else figure.of.name
            without = _LEFT_OUT if figure.of is not None else (*_LEFT_OUT, "not-applicable")
            status = self.statuses[name]
            has = [graph.no(graph.eq(status, _CODES[code])) for code in without]
            return self.scores[name], graph.all((graph.no(self.waiting[name]), *has))
        for part in self._parts(figure.of):
            match part:
                case ir.Input(name=name):
                    self.apart.append(graph.no(self.given(name)))
                case ir.Arith(op="÷", right=right):
                    self.apart.append(self.algebra.compare(self.quantity(right), "=", ZERO))
                case ir.ScoreOf() | ir.Applies():
                    raise NotLowered(_UNKNOWN)
        return self.quantity(figure.of), True

    def _settled(self, leaf: ir.Leaf, score: ir.Node) -> Callable[[], Quantity]:
        return lambda: self.spread(score, lambda quantity: self._final(leaf, quantity))

    def _rule(self, leaf: ir.Leaf) -> Quantity:
        def ended(base: Quantity) -> Quantity:
            awards = [self.quantity(award) for award in leaf.awards]
            taken = self._cut([base, *awards], [self.quantity(item) for item in leaf.deductions], leaf.clip.low)
            given = [self.algebra.opposite(item) for item in taken]
            return self._final(leaf, self.algebra.clamped(self.added([base, *awards, *given]), leaf.clip))

        if leaf.awards or leaf.deductions:
            base = self.quantity(leaf.base)
            others = [self.quantity(item) for item in (*leaf.awards, *leaf.deductions)]
            # Where the base alone has a divisor, it is rounded before one of its alternatives is taken.
            if not isinstance(base.below, Op) or any(isinstance(item.below, Op) for item in others):
                return ended(base)
        return self.spread(leaf.base, ended)

    def _cut(self, before: Sequence[Quantity], taken: Sequence[Quantity], least: Fraction | None) -> list[Quantity]:
        """Deductions, none larger than what reaches the least score by itself: large counts stay small columns."""
        highs = [item.bounds.high for item in before]
        if least is None or any(item.bounds.low is None or item.bounds.low < 0 for item in taken):
            return list(taken)
        found = [high for high in highs if high is not None]
        if len(found) < len(highs):
            return list(taken)
        most = max(sum(found, Fraction(0)) - least, Fraction(0))
        return [self.algebra.clamped(item, Interval(None, most)) if item.below == 1 else item for item in taken]

    def _final(self, leaf: ir.Leaf, score: Quantity) -> Quantity:
        return score if leaf.rounding is None else self.algebra.rounded(score, leaf.rounding.step, leaf.rounding.mode)

    def heading(self, heading: ir.Heading) -> None:
        """The score of a heading above leaves, and its status."""
        graph = self.graph
        if heading.score is not None:
            score = self.quantity(heading.score)
        else:
            score = self.added([self.scores[part] for part in heading.parts])
        status: Term = _CODES["aggregate" if heading.aggregated else "sum"]
        applies = fixed(heading.points)
        if heading.applies is not None:
            applies = self.quantity(heading.applies)
            not_chosen = [graph.eq(self.statuses[part], _CODES["not-chosen"]) for part in heading.parts]
            out = graph.where(graph.all(not_chosen), _CODES["not-chosen"], _CODES["left-out"])
            status = graph.where(self.algebra.compare(applies, "=", ZERO), out, status)
        self.scores[heading.name], self.applied[heading.name] = score, applies
        self.statuses[heading.name] = status
        self.waiting[heading.name] = graph.any(self.waiting[part] for part in heading.parts)
        self.nodes[heading.name] = Node(heading.name, score, status)

    # The total

    def _total(self) -> tuple[Quantity, Quantity]:
        """The total as it ends, and as it is graded."""
        total, algebra, graph = self.program.total, self.algebra, self.graph
        found = self.added([self.scores[part] for part in total.parts])
        if total.judged is not None:
            self.apart.append(self.lacking(total.judged_requires))
            found = self.quantity(total.judged)
        if total.scale is not None:
            applies = self.added([self.applied[part] for part in total.parts])
            self.apart.append(algebra.compare(applies, "=", ZERO))
            scaled = algebra.divided(algebra.times(found, fixed(total.scale.points)), applies)
            if total.scale.rounding is not None:
                scaled = algebra.rounded(scaled, total.scale.rounding.step, total.scale.rounding.mode)
            found = algebra.choose(algebra.compare(applies, "=", fixed(total.scale.points)), found, scaled)
        if total.adjustments is not None:
            found = algebra.plus(found, self.scores[total.adjustments])
        found = algebra.clamped(found, total.clip)
        for guard in total.caps:
            when, most = self._limit(guard)
            if total.cap_rounding is not None:
                most = algebra.rounded(most, total.cap_rounding.step, total.cap_rounding.mode)
            found = algebra.choose(graph.all((when, algebra.compare(most, "<", found))), most, found)
        worse = ">" if total.lower_is_better else "<"
        vetoed: Truth = False
        for guard in total.vetoes:
            when, score = self._limit(guard)
            lower = graph.all((when, graph.any((graph.no(vetoed), algebra.compare(score, worse, found)))))
            found = algebra.choose(lower, score, found)
            vetoed = graph.any((vetoed, when))
        if total.rounding is None:
            return found, found
        return algebra.rounded(found, total.rounding.step, total.rounding.mode), found

    def _limit(self, guard: ir.Guard) -> tuple[Truth, Quantity]:
        """Whether a cap or veto holds, and its points."""
        assert guard.score is not None
        when = self.truth(guard.when)
        self.apart.append(self.lacking(guard.requires))
        self.apart.append(self.graph.all((when, self.lacking(guard.then_requires))))
        return when, self.quantity(guard.score)

    def _index(self) -> Quantity | None:
        index = self.program.total.index
        if index is None:
            return None
        self.apart.append(self.lacking(index.requires))
        return self.quantity(index.value)

    def _grade(self, figure: Quantity) -> Term | None:
        """The code of the grade among the ranks, −1 where no grade holds the total."""
        total, graph = self.program.total, self.graph
        ranks = list(total.ranks)
        if not total.grades and not total.grade_cases:
            return None
        grade: Term = -1
        if total.grade_cases:
            tried: Truth = True
            cases = []
            for case in total.grade_cases:
                self.apart.append(graph.all((tried, self.lacking(case.requires))))
                when = True if case.when is None else self.truth(case.when)
                cases.append((when, ranks.index(case.label)))
                tried = graph.all((tried, graph.no(when)))
            for when, code in reversed(cases):
                grade = graph.where(when, code, grade)
        else:
            grade = self._grade_of(figure, ranks)
        for veto in total.grade_vetoes:
            self.apart.append(self.lacking(veto.requires))
            ceiling = ranks.index(veto.label)
            lowered = graph.where(graph.lt(grade, 0), grade, graph.max(grade, ceiling))
            grade = graph.where(self.truth(veto.when), lowered, grade)
        return grade

    def _grade_of(self, figure: Quantity, ranks: list[str]) -> Term:
        """The grade whose interval holds a figure; touching ones are told apart by one end."""
        grades = sorted(
            self.program.total.grades, key=lambda g: (g.interval.low is not None, g.interval.low or 0), reverse=True
        )
        touching = all(b.interval.touches(a.interval) for a, b in pairwise(grades)) and grades[0].interval.high is None
        code: Term = -1
        for item in reversed(grades):
            interval = Interval(item.interval.low, None, item.interval.low_open) if touching else item.interval
            code = self.graph.where(self.algebra.inside(figure, interval), ranks.index(item.label), code)
        return code
