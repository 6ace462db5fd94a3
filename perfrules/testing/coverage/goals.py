"""What there is to cover in a rubric: read off the IR, so that neither layout nor language changes the count.

- row: a row of a table, a case of a condition, an 否则, and a condition that holds or does not;
- edge: a figure between two rows, or that a condition asks about: just at it, and one step to its other side;
- override, not-applicable, rule: each 特例 and 不适用, and the rule behind them;
- floor, cap: what is cut at 0 or another least, at 满分, 至多 or another most;
- leftover: steps that leave a part over, and steps that do not;
- missing: each use of an absent fact that has a policy;
- limit: each 总分封顶, 否决, 等级至多, 不予评分, 参评;
- grade: each grade.

What no fact set can do (the score of 扣分 至多2分 of 4分 is never cut at 0) is shown by ranges and is no goal.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from attrs import define, field, frozen

from perfrules.analysis.evaluate import Evaluator, NotComputed, Run
from perfrules.analysis.leaves import unreached
from perfrules.ir import nodes as ir
from perfrules.source import Span, Words
from perfrules.testing.subject import Subject
from perfrules.testing.suite import step
from perfrules.types.interval import Interval
from perfrules.types.show import MOST_EXTRA, decimal, show

Met = Callable[[Evaluator, Run], bool]
"""Whether a run that came to the node of a goal met it."""

BY_ZERO = "·除以零"
HOLDS, FAILS = Words("成立", "holds"), Words("不成立", "does not hold")


@frozen(eq=False)
class Goal:
    """One thing to cover: of which kind, below which heading (empty: above all), in which line, and what of it."""

    kind: str
    heading: str
    span: Span
    about: Words

    @property
    def line(self) -> str:
        """The author's line."""
        return " ".join(self.place.source.line(self.place.position[0]).split()) if self.place.source.text else ""

    @property
    def place(self) -> Span:
        """Where it stands in the file that its author typed."""
        return self.span.origin


@frozen(eq=False)
class Watch:
    """A goal and when it is met."""

    goal: Goal
    met: Met


@define(eq=False)
class Goals:
    """Every goal of one rubric, in the order of the text, and where each is looked for.

    `nodes` holds them by the identity of the node that a run comes to; `leaves` those of whole leaves (the index of the
    guard, or None for the rule, and the sum before it is cut); `grades` and `limits` those of the total.
    """

    subject: Subject
    all: list[Goal] = field(factory=list)
    nodes: dict[int, list[Watch]] = field(factory=dict)
    guards: dict[tuple[str, int | None], Goal] = field(factory=dict)
    cuts: dict[str, list[tuple[Goal, bool]]] = field(factory=dict)
    limits: dict[int, Goal] = field(factory=dict)
    edges: dict[object, Goal] = field(factory=dict)
    grades: dict[str, Goal] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        program = self.subject.program
        order = {name: number for number, name in enumerate(program.headings)}
        for item in program.definitions:
            if not item.name.endswith(BY_ZERO):  # how 约定 零除零 is worked out; what it settles are guards
                self._definition(item)
        self._total(program.total)
        self.all.sort(key=lambda goal: (order.get(goal.heading, len(order)), goal.span.start))

    def _new(self, kind: str, path: tuple[str, ...], span: Span, about: Words) -> Goal:
        goal = Goal(kind, "·".join(path), span, about)
        self.all.append(goal)
        return goal

    def _watch(self, node: ir.Node, kind: str, span: Span, about: Words, met: Met) -> None:
        goal = self._new(kind, node.origin.path, span, about)
        self.nodes.setdefault(id(node), []).append(Watch(goal, met))

    # Definitions

    def _definition(self, item: ir.Definition) -> None:
        seen: set[int] = set()
        if isinstance(item, ir.Leaf):
            self._leaf(item)
        for root in ir.children(item):
            for node in ir.walk(root):
                if id(node) not in seen:
                    seen.add(id(node))
                    self._node(node)

    def _leaf(self, leaf: ir.Leaf) -> None:
        path = leaf.origin.path
        view = self.subject.study.leaves[leaf.name]
        pieces = view.pieces(next((v for g in view.groups[:1] for v in g.variables), None))
        shut = {id(guard) for guard in unreached(view, pieces)}
        for number, guard in enumerate(leaf.guards):
            if guard.score is not None and id(guard) not in shut:
                kind = "override" if guard.status == "override" else "not-applicable"
                self.guards[leaf.name, number] = self._new(kind, path, guard.origin.span, HOLDS)
        if any(guard.score is not None for guard in leaf.guards) and not leaf.unrecorded:
            about = Words("各特例都不成立", "no override holds")
            self.guards[leaf.name, None] = self._new("rule", path, leaf.origin.span, about)
        can = self._range(leaf.base)
        for award in leaf.awards:
            can = can + self._range(award)
        for deduction in leaf.deductions:
            can = can - self._range(deduction)
        self.cuts[leaf.name] = []
        for low, end, kind, about in (
            (True, leaf.clip.low, "floor", Words("得分低到下限以下，被截住", "the score is cut at its least")),
            (False, leaf.clip.high, "cap", Words("得分高到上限以上，被截住", "the score is cut at its most")),
        ):
            if end is not None and not leaf.unrecorded and _beyond(can, end, low):
                self.cuts[leaf.name].append((self._new(kind, path, leaf.origin.span, about), low))

    def _range(self, node: ir.Node) -> Interval:
        return self.subject.analysis.findings.monotone.ranges.of_node(node)

    # Nodes

    def _node(self, node: ir.Node) -> None:
        match node:
            case ir.Piecewise():
                self._piecewise(node)
            case ir.Select():
                self._select(node)
            case ir.Compare(left=ir.Ref(name=name)) if name.endswith(BY_ZERO):
                pass
            case ir.Compare(op=op, left=left, right=right) if not isinstance(right, ir.Label):
                if not (isinstance(right, ir.Literal) and isinstance(right.value, bool)) and not _is_flag(left):
                    self._sides(
                        node, ir.Arith("-", left, right), Fraction(0), op not in (">", "≤"), op not in ("<", "≥")
                    )
            case ir.Clamp(value=value, low=low, high=high):
                self._cut(node, value, low, high)
            case ir.Min(items=(value, ir.Literal(value=Fraction() as most))):
                self._cut(node, value, None, most)
            case ir.Max(items=(value, ir.Literal(value=Fraction() as least))):
                self._cut(node, value, least, None)
            case ir.Floor(operand=operand) | ir.Ceil(operand=operand):
                self._leftover(node, operand)
            case ir.Input(name=name, default=default) if default is not None or node.stand_in is not None:
                about = Words(f"{self.subject.words.fact(name)}缺失", f"{self.subject.words.fact(name)} is missing")
                self._watch(node, "missing", node.origin.span, about, lambda ev, run: name not in run.facts)

    def _piecewise(self, node: ir.Piecewise) -> None:
        rows: dict[Span, list[Interval]] = {}
        for band in node.bands:
            rows.setdefault(band.origin.span, []).append(band.interval)
        told = len(rows) > 1 or node.otherwise is not None
        for span, intervals in rows.items():
            if told and span.source.name:
                self._watch(node, "row", span, Words("", ""), _in_any(node.subject, intervals))
        if node.otherwise is not None and node.otherwise.origin.span.source.name:
            every = [band.interval for band in node.bands]
            self._watch(node, "row", node.otherwise.origin.span, Words("", ""), _in_none(node.subject, every))
        ends: dict[Fraction, None] = {}
        for band in node.bands:
            for end in (band.interval.low, band.interval.high):
                if end is not None:
                    ends[end] = None
        for end in ends:
            holder = next((band.interval for band in node.bands if end in band.interval), None)
            below = holder is None or holder.low == end
            above = holder is None or holder.high == end
            self._sides(node, node.subject, end, below, above)

    def _sides(self, node: ir.Node, subject: ir.Node, end: Fraction, below: bool, above: bool) -> None:
        """At an edge, and beside it where another row begins."""
        can = self._range(subject)
        shown = self._edge(node, subject, end)
        sides = []
        if end in can:
            sides.append((0, Words(f"恰在{shown.zh}", f"at {shown.en}")))
        if below and not can.meet(Interval(None, end, False, True)).empty:
            sides.append((-1, Words(f"比{shown.zh}低一步", f"a step below {shown.en}")))
        if above and not can.meet(Interval(end, None, True)).empty:
            sides.append((1, Words(f"比{shown.zh}高一步", f"a step above {shown.en}")))
        for side, about in sides:
            # Several rows may ask about one figure: whichever is tried first sees the facts that lie there.
            key = (node.origin.path, subject, end, side)
            if key not in self.edges:
                self.edges[key] = self._new("edge", node.origin.path, node.origin.span, about)
            met = _at(subject, end) if side == 0 else _beside(self.subject, subject, end, side)
            self.nodes.setdefault(id(node), []).append(Watch(self.edges[key], met))

    def _edge(self, node: ir.Node, subject: ir.Node, end: Fraction) -> Words:
        """An edge as its author wrote it, where one figure stands for it; else what is compared."""
        if isinstance(node, ir.Compare):
            text = node.right.origin.span.text.strip() or "?"
            return Words(f"「{text}」", f"`{text}`")
        words = self.subject.words
        if isinstance(subject, ir.Input):
            text = f"{words.fact(subject.name)} {words.value(subject.name, end)}"
        elif isinstance(subject, ir.Ref) and words.formulas.get(subject.name, ("", None))[1] is not None:
            title, type_ = words.formulas[subject.name]
            assert type_ is not None
            text = f"{title} {show(end, type_, extra=MOST_EXTRA)}"
        else:
            text = f"{' '.join(subject.origin.span.text.split())} ＝ {decimal(end)}"
        return Words(text, text)

    def _select(self, node: ir.Select) -> None:
        before: list[ir.Case] = []
        for case in node.cases:
            taken = _takes(tuple(before), case)
            if case.origin is not ir.UNKNOWN:
                self._watch(node, "row", case.origin.span, Words("", ""), taken)
            elif isinstance(case.when, ir.IsMissing):
                name = self.subject.words.fact(case.when.input)
                about = Words(f"{name}缺失", f"{name} is missing")
                self._watch(node, "missing", case.then.origin.span, about, taken)
            elif node.origin.span.source.name:
                self._watch(node, "row", node.origin.span, HOLDS, taken)
            before.append(case)
        last = node.otherwise
        if last is None or isinstance(last, (ir.Select, ir.Piecewise)) or not node.origin.span.source.name:
            return
        cases = tuple(node.cases)
        own = any(case.origin is not ir.UNKNOWN for case in cases)
        if own and last.origin.span.source.name:
            self._watch(node, "row", last.origin.span, Words("", ""), _takes(cases, None))
        elif not any(isinstance(case.when, ir.IsMissing) for case in cases):
            self._watch(node, "row", node.origin.span, FAILS, _takes(cases, None))

    def _cut(self, node: ir.Node, value: ir.Node, low: Fraction | None, high: Fraction | None) -> None:
        can, span = self._range(value), node.origin.span
        if low is not None and _beyond(can, low, True):
            about = Words("低到下限以下，被截住", "cut at its least")
            self._watch(node, "floor", span, about, lambda ev, run: ev.value(run, value) < low)
        if high is not None and _beyond(can, high, False):
            about = Words("高到上限以上，被截住", "cut at its most")
            self._watch(node, "cap", span, about, lambda ev, run: ev.value(run, value) > high)

    def _leftover(self, node: ir.Node, operand: ir.Node) -> None:
        inputs = {item.name: item for item in self.subject.program.inputs}
        if whole_steps(operand, inputs):
            return
        span = node.origin.span
        with_, without = Words("有零头", "with a part step"), Words("没有零头", "without a part step")
        self._watch(node, "leftover", span, with_, lambda ev, run: ev.value(run, operand).denominator != 1)
        self._watch(node, "leftover", span, without, lambda ev, run: _whole(ev.value(run, operand)))

    # The total

    def _total(self, total: ir.Total) -> None:
        for item in (*total.refusals, *total.caps, *total.vetoes, *total.grade_vetoes):
            self.limits[id(item)] = self._new("limit", (), item.origin.span, HOLDS)
        for node in total.nodes():
            for below in ir.walk(node):
                self._node(below)
        grades = [(grade.label, grade.origin.span) for grade in total.grades]
        for label, span in (*grades, *((case.label, case.origin.span) for case in total.grade_cases)):
            if label not in self.grades:
                self.grades[label] = self._new("grade", (), span, Words("", ""))

    def __len__(self) -> int:
        return len(self.all)


def _is_flag(node: ir.Node) -> bool:
    return isinstance(node, (ir.Logic, ir.Not, ir.IsMissing, ir.CellMissing)) or (
        isinstance(node, ir.Literal) and isinstance(node.value, bool)
    )


def _beyond(can: Interval, end: Fraction, low: bool) -> bool:
    """Whether values go past an end, as far as their range tells."""
    if can.empty:
        return True
    if low:
        return can.low is None or can.low < end
    return can.high is None or can.high > end


def _at(subject: ir.Node, end: Fraction) -> Met:
    return lambda ev, run: bool(ev.value(run, subject) == end)


def _in_any(subject: ir.Node, intervals: list[Interval]) -> Met:
    return lambda ev, run: any(ev.value(run, subject) in interval for interval in intervals)


def _in_none(subject: ir.Node, intervals: list[Interval]) -> Met:
    return lambda ev, run: all(ev.value(run, subject) not in interval for interval in intervals)


def _takes(before: tuple[ir.Case, ...], case: ir.Case | None) -> Met:
    def met(ev: Evaluator, run: Run) -> bool:
        if any(ev.value(run, earlier.when) for earlier in before):
            return False
        return case is None or bool(ev.value(run, case.when))

    return met


def _whole(value: Fraction) -> bool:
    return value.denominator == 1 and value > 0


def whole_steps(node: ir.Node, inputs: dict[str, ir.Input]) -> bool:
    """Whether a count of steps is whole by what it is counted from: 每1处 of a whole number of 处."""
    match node:
        case ir.Arith(op="÷", left=left, right=ir.Literal(value=Fraction() as step)):
            return _multiple(left, step, inputs)
        case _:
            return _multiple(node, Fraction(1), inputs)


def _multiple(node: ir.Node, step: Fraction, inputs: dict[str, ir.Input]) -> bool:
    match node:
        case ir.Literal(value=Fraction() as value):
            return (value / step).denominator == 1
        case ir.Input(name=name):
            grid = inputs[name].grid
            return grid is not None and (grid / step).denominator == 1
        case ir.Arith(op="+" | "-", left=left, right=right):
            return _multiple(left, step, inputs) and _multiple(right, step, inputs)
        case ir.Abs(operand=inner):
            return _multiple(inner, step, inputs)
        case ir.Clamp(value=inner, low=low, high=high):
            ends = [end for end in (low, high) if end is not None]
            return _multiple(inner, step, inputs) and all((end / step).denominator == 1 for end in ends)
        case ir.Sum(items=items) | ir.Max(items=items) | ir.Min(items=items):
            return all(_multiple(item, step, inputs) for item in items)
        case _:
            return False


def _beside(subject: Subject, node: ir.Node, end: Fraction, side: int) -> Met:
    """One step of a fact's grid away from an edge, on one side of it."""
    space = subject.study.space
    inputs = [space.inputs[v] for v in sorted(space.paths.reads(node))]
    items = [item for item in inputs if item is not None and item.kind not in ("rows", "text")]

    def met(ev: Evaluator, run: Run) -> bool:
        away = (ev.value(run, node) - end) * side
        if away <= 0:
            return False
        for item in items:
            value = run.facts.get(item.name)
            for sign in (-1, 1) if value is not None else ():
                moved = step(item, value, sign)
                if moved is not None and (_value_at(ev, run, node, item.name, moved) - end) * side <= 0:
                    return True
        return False

    return met


def _value_at(ev: Evaluator, run: Run, node: ir.Node, name: str, value: object) -> Fraction:
    other = ev.run({**run.facts, name: value})  # type: ignore[dict-item]
    other.row = run.row
    try:
        found: Fraction = ev.value(other, node)
    except NotComputed:
        found = ev.value(run, node)  # where it has no value it is on no side
    return found
