"""What is consistent and likelier a slip than meant: another indicator's measure, a lost % or a left-over × 100, a ramp
written the wrong way round, an override that changes nothing, one measure scored twice.

Each of these is a certainty about figures (a limit that is exactly a hundredth of the row beside it, a ramp that ends
exactly where its neighbours begin the other way round); only that nobody means it is a guess.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from attrs import define, frozen

from perfrules.analysis import measures as m
from perfrules.analysis.edges import nodes_below
from perfrules.analysis.leaves import LeafView
from perfrules.analysis.paths import AT, Branch, Conditions, Result
from perfrules.analysis.space import Never
from perfrules.analysis.study import Study
from perfrules.ir import nodes as ir
from perfrules.source import Span
from perfrules.types.interval import exactly

HUNDRED = Fraction(100)
PLAUSIBLE = Fraction(2)
"""A ratio of two amounts of one kind is seldom above it, and then its edges are not below it."""


@frozen
class Suspicion:
    """What was found and where; `args` are names of values or leaves, scores and points, as the message has them."""

    kind: str
    span: Span
    args: Mapping[str, object]


@define(slots=False)
class Suspicions:
    """Looks for slips in one program."""

    study: Study

    def all(self) -> Iterator[Suspicion]:
        """Everything that was found, leaf by leaf."""
        for view in self.study.leaves.values():
            tables = [node for node in ir.walk(view.leaf.base) if isinstance(node, ir.Piecewise)]
            for table in tables:
                yield from self._other_measure(view.leaf, table)
                yield from self._ramps(table)
                yield from self._left_over(table)
            if not tables:
                yield from self._at_one_percent(view.leaf)
            for node in self.study.space.paths.below(view.leaf.name):
                yield from self._compared(node)
            yield from self._guards(view)
            yield from self._idle(view)
            yield from self._same_conditions(view)
        yield from self._sums()
        yield from self._constraints()
        yield from self._twice()

    # Another indicator's measure

    def _other_measure(self, leaf: ir.Leaf, table: ir.Piecewise) -> Iterator[Suspicion]:
        """A row that is found by one measure of its own and scored by one that belongs to another indicator."""
        if not isinstance(table.subject, ir.Ref):
            return
        own = table.subject.name
        for band in table.bands:
            read = {node.name for node in ir.walk(band.value) if isinstance(node, ir.Ref)}
            others = sorted(name for name in read if not _reaches(leaf.name, name))
            if others and own not in read and _reaches(leaf.name, own):
                yield Suspicion("other-measure", band.value.origin.span, {"used": others[0], "own": own})

    # Ramps that do not meet what is beside them

    def _ramps(self, table: ir.Piecewise) -> Iterator[Suspicion]:
        subject = self._chain(table.subject)
        if subject is None:
            return
        ends = [self._ends(subject, band) for band in table.bands]
        for k, band in enumerate(table.bands):
            found = ends[k]
            if found is None or found[0] == found[1]:
                continue
            before = self._neighbour(table, ends, k, -1)
            after = self._neighbour(table, ends, k, 1)
            if before is not None and after is not None and before != after and found == (after, before):
                args = {"low": found[0], "high": found[1], "before": before, "after": after}
                yield Suspicion("reversed-ramp", band.origin.span, args)
                continue
            for limit, beside in ((found[0], before), (found[1], after)):
                if limit and beside and HUNDRED in (limit / beside, beside / limit):
                    yield Suspicion("lost-percent", band.value.origin.span, {"limit": limit, "beside": beside})
                    break

    def _chain(self, node: ir.Node) -> m.Chain | None:
        """A node as one chain, whatever guards give other values."""
        for branch in self.study.space.paths.of(node):
            chain = branch.value.whole() if isinstance(branch.value, m.Term) else None
            if chain is not None:
                return chain
        return None

    def _ends(self, subject: m.Chain, band: ir.Band) -> tuple[Fraction | None, Fraction | None] | None:
        """What a row gives at its lower and its upper end; None for an infinite end, or where it has no form."""
        paths = self.study.space.paths
        branches = paths.of(band.value)
        if len(branches) == 1 and isinstance(branches[0].value, m.Term) and branches[0].value.fixed is not None:
            return branches[0].value.fixed, branches[0].value.fixed
        for branch in branches:
            chain = branch.value.whole() if isinstance(branch.value, m.Term) else None
            if chain is None or chain.metric != subject.metric:
                continue
            image = chain.image(subject.before(band.interval))
            rising = chain.direction * subject.direction > 0
            low, high = (image.low, image.high) if rising else (image.high, image.low)
            return None if band.interval.low is None else low, None if band.interval.high is None else high
        return None

    def _neighbour(
        self, table: ir.Piecewise, ends: Sequence[tuple[Fraction | None, Fraction | None] | None], k: int, way: int
    ) -> Fraction | None:
        """The figure of the row below (-1) or above (1), where it has one figure and meets this row."""
        other = k + way
        if not 0 <= other < len(ends):
            return None
        found = ends[other]
        a, b = (table.bands[other], table.bands[k]) if way < 0 else (table.bands[k], table.bands[other])
        if found is None or found[0] != found[1] or a.interval.high != b.interval.low:
            return None
        return found[0]

    # × 100

    def _left_over(self, table: ir.Piecewise) -> Iterator[Suspicion]:
        """A ratio times 100 that is set against edges of a plain ratio."""
        edges = [e for band in table.bands for e in (band.interval.low, band.interval.high) if e is not None]
        if any(edges) and all(abs(edge) <= PLAUSIBLE for edge in edges) and self._by_hundred(table.subject):
            yield Suspicion("hundred-left-over", table.subject.origin.span, {"edge": max(edges, key=abs)})

    def _compared(self, node: ir.Node) -> Iterator[Suspicion]:
        """The same in a condition."""
        for part in ir.walk(node):
            if isinstance(part, ir.Compare) and isinstance(part.right, ir.Literal):
                edge = part.right.value
                if isinstance(edge, Fraction) and 0 < abs(edge) <= PLAUSIBLE and self._by_hundred(part.left):
                    yield Suspicion("hundred-left-over", part.origin.span, {"edge": edge})

    def _by_hundred(self, node: ir.Node) -> bool:
        """Whether a node is a quotient times 100."""
        chain = self._chain(node)
        scale = None if chain is None else chain.straight
        return chain is not None and scale is not None and abs(scale.factor) == HUNDRED and not chain.metric.plain

    def _at_one_percent(self, leaf: ir.Leaf) -> Iterator[Suspicion]:
        """A score of a ratio times 100 that is cut at the full marks."""
        for branch in self.study.space.paths.of(leaf.base):
            chain = branch.value.whole() if isinstance(branch.value, m.Term) else None
            if chain is None or len(chain.ops) < 2 or chain.metric.plain:
                continue
            first, second = chain.ops[:2]
            full = isinstance(second, m.Cut) and second.high == leaf.points > 0
            if full and isinstance(first, m.Scale) and first == m.Scale(leaf.points * HUNDRED):
                yield Suspicion("hundred-in-score", leaf.origin.span.head(), {})
                return

    # What changes nothing

    def _guards(self, view: LeafView) -> Iterator[Suspicion]:
        """An override that gives what the rule gives there anyway, and asks for no less."""
        guards, paths = view.leaf.guards, self.study.space.paths
        pending: list[Conditions] = [{}]
        for k, guard in enumerate(guards):
            if guard.score is None:
                continue
            tests = paths.of(guard.when)
            holds = [c for p in pending for t in tests if t.value is True and (c := paths.meet(p, t.conditions))]
            pending = [
                c for p in pending for t in tests if t.value is False and (c := paths.meet(p, t.conditions)) is not None
            ]
            if guard.status != "override" or len(pending) > 30:
                return
            score = paths.of(guard.score)
            fixed = score[0].value.fixed if len(score) == 1 and isinstance(score[0].value, m.Term) else None
            needed = {*view.leaf.requires, *(name for later in guards[k + 1 :] for name in later.requires)}
            if fixed is None or not holds or not needed <= {*guard.requires, *view.always}:
                continue
            if self._gives(view, k, holds, fixed):
                yield Suspicion("override-changes-nothing", guard.origin.span, {"score": fixed})

    def _gives(self, view: LeafView, k: int, holds: Sequence[Conditions], score: Fraction) -> bool:
        """Whether what stands behind a guard is defined and gives this score wherever the guard holds."""
        paths, leaf = self.study.space.paths, view.leaf
        minus = tuple(ir.Arith("-", ir.Literal(m.ZERO), item) for item in leaf.deductions)
        rule: ir.Node = ir.Clamp(ir.Sum((leaf.base, *leaf.awards, *minus)), leaf.clip.low, leaf.clip.high)
        cases = tuple(ir.Case(g.when, g.score) for g in leaf.guards[k + 1 :] if g.score is not None)
        rest = ir.Select(cases, rule) if cases else rule
        for conditions in holds:
            if self._divides_by_zero(rest, conditions):
                return False
            for branch in paths.of(rest):
                met = paths.meet(conditions, branch.conditions)
                if met is None or isinstance(view.possible(met, view.guards[2]), Never):
                    continue
                if paths.range_of(branch.value, met) != exactly(score):
                    return False
        return True

    def _divides_by_zero(self, node: ir.Node, conditions: Conditions) -> bool:
        """Whether a divisor below a node may be 0 where conditions hold, guards on the way left aside."""
        paths = self.study.space.paths
        seen: set[str] = set()
        stack = [node]
        while stack:
            for part in ir.walk(stack.pop()):
                if isinstance(part, ir.Ref) and part.name not in seen:
                    seen.add(part.name)
                    stack.append(self._bodies[part.name])
                if not (isinstance(part, ir.Arith) and part.op == "÷"):
                    continue
                for branch in paths.of(part.right):
                    met = paths.meet(conditions, branch.conditions)
                    chain = branch.value.whole() if isinstance(branch.value, m.Term) else None
                    if met is not None and chain is not None:
                        met = paths.meet(met, {chain.metric: chain.before(AT)})
                    if met is not None and m.ZERO in paths.range_of(branch.value, met):
                        return True
        return False

    def _idle(self, view: LeafView) -> Iterator[Suspicion]:
        """Facts that the rule of a leaf reads and that are gone from what it comes to."""
        if view.leaf.unrecorded or view.range.constant is not None:
            return  # that a score never moves at all is told by itself
        paths, space = self.study.space.paths, self.study.space
        branches = list(self._all_branches(view))
        if not all(branch.exact for branch in branches):
            return  # what a way left open reads is not told by its conditions
        moving = {v for branch in branches for t in branch.conditions for v in t.variables}
        moving |= {v for branch in branches for v in paths.reads_of(branch.value)}
        idle = {
            item.name for v in view.reads - moving if (item := space.inputs[v]) is not None and item.kind == "quantity"
        }
        if not idle:
            return
        places: dict[str, ir.Node] = {}
        for node in nodes_below(self.study.program, paths.below(view.leaf.name)):
            if isinstance(node, ir.IsMissing):
                idle.discard(node.input)  # asked for, not read
            elif isinstance(node, ir.Input) and node.name in idle:
                places.setdefault(node.name, node)
        for name, place in places.items():
            if name in idle and place.origin.span.source.name:
                yield Suspicion("fact-cancels-out", place.origin.span, {"leaf": view.leaf.name, "fact": name})

    def _all_branches(self, view: LeafView) -> Iterator[Branch]:
        """Every way through a leaf, its guards among them."""
        for group in view.groups:
            yield from group.branches
        for guard in view.leaf.guards:
            yield from self.study.space.paths.of(guard.when)
            yield from () if guard.score is None else self.study.space.paths.of(guard.score)

    def _same_conditions(self, view: LeafView) -> Iterator[Suspicion]:
        """Clauses of a leaf that give or take points for exactly the same facts."""
        paths = self.study.space.paths
        base = view.leaf.base.items if isinstance(view.leaf.base, ir.Sum) else (view.leaf.base,)
        for clauses in ((*base, *view.leaf.awards), view.leaf.deductions):
            known: list[tuple[ir.Node, frozenset[int], list[Branch]]] = []
            for clause in clauses:
                branches = paths.of(clause)
                if len(branches) not in (2, 3, 4) or not all(b.exact and _fixed(b.value) is not None for b in branches):
                    continue
                reads = frozenset(v for b in branches for t in b.conditions for v in t.variables)
                for first, read, others in known:
                    unlike = first.origin.span.text != clause.origin.span.text
                    if read == reads and unlike and self._hold_alike(branches, others):
                        text = first.origin.span.text.partition('"')[0].strip()
                        yield Suspicion("same-condition-twice", clause.origin.span, {"first": text})
                        break
                known.append((clause, reads, branches))

    def _hold_alike(self, some: Sequence[Branch], others: Sequence[Branch]) -> bool:
        """Whether two clauses give something for the same facts: neither alone does anywhere."""
        space = self.study.space
        for a in some:
            for b in others:
                if bool(_fixed(a.value)) == bool(_fixed(b.value)):
                    continue
                met = space.paths.meet(a.conditions, b.conditions)
                if met is not None and not isinstance(space.feasible(met, ()), Never):
                    return False
        return True

    def _sums(self) -> Iterator[Suspicion]:
        """Sums that add one fact twice."""
        tops = [value.body for value in self.study.program.values()]
        tops += [node for leaf in self.study.leaves for node in self.study.space.paths.below(leaf)]
        told: set[tuple[Span, str]] = set()
        inner: set[int] = set()
        for top in tops:
            for node in ir.walk(top):
                if id(node) in inner or not _adds(node):
                    continue
                inner |= {id(part) for part in ir.walk(node) if part is not node and _adds(part)}
                counted = Counter(self._addends(node, 1))
                for (name, sign), times in counted.items():
                    if sign > 0 and times > 1 and (node.origin.span, name) not in told and (name, -1) not in counted:
                        told.add((node.origin.span, name))
                        yield Suspicion("fact-added-twice", node.origin.span, {"fact": name})

    def _addends(self, node: ir.Node, sign: int) -> Iterator[tuple[str, int]]:
        """The facts that a sum adds or takes away, each by itself."""
        match node:
            case ir.Input(name=name, kind="quantity"):
                yield name, sign
            case ir.Ref(name=name):
                body = self._bodies.get(name)
                if body is not None:
                    yield from self._addends(body, sign)
            case ir.Sum(items=items):
                for item in items:
                    yield from self._addends(item, sign)
            case ir.Arith(op="+" | "-" as op, left=left, right=right):
                yield from self._addends(left, sign)
                yield from self._addends(right, sign if op == "+" else -sign)
            case _:
                return

    @cached_property
    def _bodies(self) -> Mapping[str, ir.Node]:
        return {value.name: value.body for value in self.study.program.values()}

    def _constraints(self) -> Iterator[Suspicion]:
        """A 约束 that the others, and the ranges of facts, imply."""
        space = self.study.space
        gone: set[int] = set()
        for rule in space.rules:
            others = [other for other in space.rules if other is not rule and id(other) not in gone]
            broken = [b for b in space.paths.of(rule.source.holds) if b.value is False and b.exact]
            if all(isinstance(space.feasible(b.conditions, others), Never) for b in broken):
                gone.add(id(rule))
                yield Suspicion("constraint-implied", rule.source.origin.span, {})

    # One measure scored twice

    def _twice(self) -> Iterator[Suspicion]:
        """Two leaves that score one measure: as written, or as a 核对 says that they do."""
        found: list[tuple[ir.Leaf, ir.Node, m.Metric]] = []
        for view in self.study.leaves.values():
            tables = [node.subject for node in ir.walk(view.leaf.base) if isinstance(node, ir.Piecewise)]
            for node in tables or [view.leaf.base]:
                chain = self._chain(node)
                if chain is not None and not chain.metric.plain:
                    found.append((view.leaf, node, chain.metric))
            for node in view.leaf.deductions:
                chain = self._chain(node)
                if chain is not None and chain.metric.variables:
                    found.append((view.leaf, node, chain.metric))
        told: set[tuple[str, str]] = set()
        first: dict[m.Metric, ir.Leaf] = {}
        for leaf, subject, metric in found:
            one = first.setdefault(metric, leaf)
            if one.name != leaf.name and (one.name, leaf.name) not in told:
                told.add((one.name, leaf.name))
                yield Suspicion("measured-twice", subject.origin.span, {"first": one.name, "second": leaf.name})
        for constraint, v, instead in self._identities():
            for leaf, subject, metric in found:
                changed = _replaced(metric, v, instead)
                other = None if changed is None else first.get(changed)
                if other is None or other.name == leaf.name or (other.name, leaf.name) in told:
                    continue
                told |= {(other.name, leaf.name), (leaf.name, other.name)}
                text = constraint.origin.span.text.partition('"')[0].strip()
                args = {"first": other.name, "second": leaf.name, "text": text}
                yield Suspicion("measured-twice-if", subject.origin.span, args)

    def _identities(self) -> Iterator[tuple[ir.Constraint, int, m.Affine]]:
        """Every way in which a 核对 of two sums gives one fact by the others."""
        paths = self.study.space.paths
        for constraint in self.study.program.constraints:
            node = constraint.holds
            if isinstance(node, ir.Logic) and node.op == "or":
                node = node.items[0]
            if constraint.fatal or not (isinstance(node, ir.Compare) and node.op == "="):
                continue
            (left, *more), (right, *others) = paths.of(node.left), paths.of(node.right)
            if more or others or not isinstance(left.value, m.Term) or not isinstance(right.value, m.Term):
                continue
            form = (left.value - right.value).affine()
            if form is None or form[1].terms:
                continue
            for v, c in form[0].terms:
                rest = m.Affine(tuple(t for t in form[0].terms if t[0] != v), form[0].constant)
                yield constraint, v, rest.times(-1 / c)


def _fixed(value: Result) -> Fraction | None:
    return value.fixed if isinstance(value, m.Term) else None


def _adds(node: ir.Node) -> bool:
    return isinstance(node, ir.Sum) or (isinstance(node, ir.Arith) and node.op in "+-")


def _reaches(leaf: str, value: str) -> bool:
    """Whether a value belongs to a leaf or to a heading above it."""
    owner = value.rpartition("·")[0]
    return leaf == owner or leaf.startswith(owner + "·")


def _replaced(metric: m.Metric, v: int, instead: m.Affine) -> m.Metric | None:
    """A measure with a sum in the place of one fact; None where it does not read that."""
    if v not in metric.variables:
        return None
    top, bottom = (
        m.Affine(tuple(t for t in a.terms if t[0] != v), a.constant) + instead.times(a.coefficient(v))
        for a in (metric.top, metric.bottom)
    )
    if not bottom.terms:
        return None
    return m.quotient(top, bottom)[0]
