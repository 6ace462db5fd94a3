"""What is consistent and likelier a slip than meant: another indicator's measure, a lost % or a left-over × 100, a ramp
written the wrong way round, an override that changes nothing, one measure scored twice.

Each of these is a certainty about figures (a limit that is exactly a hundredth of the row beside it, a ramp that ends
exactly where its neighbours begin the other way round); only that nobody means it is a guess.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

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
from perfrules.types.show import points

HUNDRED = Fraction(100)
MANY_ROWS = 3
LEAST_ALIKE = 2
"""How many characters two names share, and differ in, before one is taken for the other."""
PLAUSIBLE = Fraction(2)
"""A ratio of two amounts of one kind is seldom above it, and then its edges are not below it."""


@frozen
class Suspicion:
    """What was found and where; `args` are names of values or leaves, scores and points, as the message has them."""

    kind: str
    span: Span
    args: Mapping[str, object]
    edits: tuple[tuple[Span, str], ...] = ()
    """A change of the text that mends it, where there is a plain one."""


@define(slots=False)
class Suspicions:
    """Looks for slips in one program."""

    study: Study

    def all(self) -> Iterator[Suspicion]:
        """Everything that was found, leaf by leaf."""
        for view in self.study.leaves.values():
            told: set[object] = set()
            for found in self._of_leaf(view):
                # What one change mends is told once.
                if not (found.edits and found.edits in told):
                    told.add(found.edits)
                    yield found
        yield from self._sums()
        yield from self._constraints()
        yield from self._twice()
        yield from self._other_facts()
        yield from self._grades_of_rates()

    def _of_leaf(self, view: LeafView) -> Iterator[Suspicion]:
        tables = [node for node in ir.walk(view.leaf.base) if isinstance(node, ir.Piecewise)]
        for table in tables:
            yield from self._other_measure(view.leaf, table)
            ramps = list(self._ramps(table))
            yield from ramps or self._dips(table)
            yield from self._left_over(table)
        if not tables:
            yield from self._at_one_percent(view.leaf)
        for node in self.study.space.paths.below(view.leaf.name):
            yield from self._compared(node)
        yield from self._guards(view)
        yield from self._idle(view)
        yield from self._same_conditions(view)

    # Another indicator's measure

    def _other_measure(self, leaf: ir.Leaf, table: ir.Piecewise) -> Iterator[Suspicion]:
        """A row that is found by one measure of its own and scored by one that belongs to another indicator."""
        if not isinstance(table.subject, ir.Ref):
            return
        own = table.subject.name
        for band in table.bands:
            refs = [node for node in ir.walk(band.value) if isinstance(node, ir.Ref)]
            others = sorted((node for node in refs if not _reaches(leaf.name, node.name)), key=lambda node: node.name)
            if others and own not in {node.name for node in refs} and _reaches(leaf.name, own):
                used, name = others[0].name, own.rpartition("·")[2]
                places = dict.fromkeys(node.origin.span for node in others if node.name == used)
                edits = tuple(
                    (span, name) for span in places if span.text.rpartition("·")[2] == used.rpartition("·")[2]
                )
                yield Suspicion("other-measure", band.value.origin.span, {"used": used, "own": own}, edits)

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
            if self._turned(found, (before, after), table, k):
                args = {"low": found[0], "high": found[1], "before": before, "after": after}
                yield Suspicion("reversed-ramp", band.origin.span, args, _turned(band.origin.span, found))
                continue
            for limit, beside in ((found[0], before), (found[1], after)):
                if limit and beside and HUNDRED in (limit / beside, beside / limit):
                    yield Suspicion("lost-percent", band.value.origin.span, {"limit": limit, "beside": beside})
                    break

    def _turned(
        self,
        found: tuple[Fraction | None, Fraction | None],
        beside: tuple[Fraction | None, Fraction | None],
        table: ir.Piecewise,
        k: int,
    ) -> bool:
        """Whether a ramp would meet the rows beside it, if only its ends were the other way round."""
        if None in found or beside[0] == beside[1]:
            return False
        if None not in beside:
            return found == (beside[1], beside[0])
        # With a row on one side only, no row may be left on the other.
        alone = k == len(table.bands) - 1 if beside[1] is None else k == 0
        known, own = (0, 1) if beside[1] is None else (1, 0)
        return alone and len(table.bands) > 1 and found[own] == beside[known] != found[known]

    def _dips(self, table: ir.Piecewise) -> Iterator[Suspicion]:
        """A row that gives less than rows on both sides of it: no table means that, but two rows may be mixed up."""
        subject = self._chain(table.subject)
        if subject is None or table.otherwise is not None or len(table.bands) < MANY_ROWS:
            return
        scores: list[Fraction] = []
        for band in table.bands:
            low, high = self._ends(subject, band) or (None, None)
            if low is None and high is None:
                return
            scores += [score for score in (low, high) if score is not None]
        at = _dip(scores)
        if at is None:
            return
        band = next(b for b in table.bands if at in (self._ends(subject, b) or ()))
        yield Suspicion("score-dips", band.origin.span, {"score": at}, self._mixed_up(table))

    def _mixed_up(self, table: ir.Piecewise) -> tuple[tuple[Span, str], ...]:
        """The scores of two neighbouring rows of one figure each, changed over, where no row then dips."""
        whole = [self._single(band) for band in table.bands]
        if None in whole:
            return ()
        scores = [score for score in whole if score is not None]
        for k, (a, b) in enumerate(pairwise(table.bands)):
            changed = [*scores[:k], scores[k + 1], scores[k], *scores[k + 2 :]]
            spans = a.value.origin.span, b.value.origin.span
            if scores[k] != scores[k + 1] and _dip(changed) is None and all(span.text.strip() for span in spans):
                return (spans[0], spans[1].text), (spans[1], spans[0].text)
        return ()

    def _single(self, band: ir.Band) -> Fraction | None:
        """The one figure that a row gives."""
        branches = self.study.space.paths.of(band.value)
        return _fixed(branches[0].value) if len(branches) == 1 else None

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
            yield self._left(table.subject.origin.span, max(edges, key=abs), table.subject)

    def _compared(self, node: ir.Node) -> Iterator[Suspicion]:
        """The same in a condition, and in what is above or below a limit."""
        for part in ir.walk(node):
            if not isinstance(part, ir.Compare) and not (isinstance(part, ir.Arith) and part.op in "+-"):
                continue
            for measure, limit in ((part.left, part.right), (part.right, part.left)):
                edge = limit.value if isinstance(limit, ir.Literal) else None
                if isinstance(edge, Fraction) and 0 < abs(edge) <= PLAUSIBLE and self._by_hundred(measure):
                    yield self._left(part.origin.span, edge, measure)

    def _left(self, span: Span, edge: Fraction, measure: ir.Node) -> Suspicion:
        return Suspicion("hundred-left-over", span, {"edge": edge}, self._without_hundred(measure))

    def _without_hundred(self, measure: ir.Node) -> tuple[tuple[Span, str], ...]:
        """The × 100 of a measure, wherever it is written, as × 100%."""
        stack, found = [measure], {}
        while stack:
            for part in ir.walk(stack.pop()):
                if isinstance(part, ir.Ref):
                    stack.append(self._bodies[part.name])
                match = _HUNDRED.search(part.origin.span.text) if isinstance(part, ir.Arith) else None
                if match is not None:
                    at = part.origin.span.start + match.end()
                    found[at] = Span(part.origin.span.source, at, at), "%"
        return tuple(found.values()) if len(found) == 1 else ()

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
                yield Suspicion("hundred-in-score", leaf.origin.span.head(), {}, self._without_hundred(leaf.base))
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

    # Grades

    def _grades_of_rates(self) -> Iterator[Suspicion]:
        """Grades of a total out of 100 whose edges are all at most 1: they are edges of a rate."""
        total, points = self.study.program.total, self.study.program.points
        edges = {end for grade in total.grades for end in (grade.interval.low, grade.interval.high) if end}
        if edges and points >= HUNDRED / 2 and not total.grade_index and all(edge <= 1 for edge in edges):
            grade = total.grades[0]
            args = {"points": points, "edge": max(edges)}
            yield Suspicion("grades-of-rates", grade.origin.span.head(), args, _by_rate(grade.origin.span))

    # Another indicator's fact

    def _other_facts(self) -> Iterator[Suspicion]:
        """A fact of another indicator in the formula of one whose name says that a fact that nothing uses was meant."""
        study = self.study
        reads = {name: study.read_names(name) for name in study.leaves}
        used = {fact for facts in reads.values() for fact in facts}
        for unused in (item for item in study.program.inputs if item.name not in used and item.kind == "quantity"):
            for leaf, facts in reads.items():
                for fact in sorted(facts):
                    elsewhere = any(fact in others for other, others in reads.items() if other != leaf)
                    if elsewhere and self._meant(unused, study.inputs[fact], leaf):
                        place = self._place(leaf, fact)
                        if place is not None:
                            args = {"leaf": leaf, "fact": fact, "unused": unused.name}
                            yield Suspicion("other-fact", place, args, ((place, unused.name),))

    def _meant(self, unused: ir.Input, fact: ir.Input, leaf: str) -> bool:
        """Whether two names differ in one part, and the heading has that of the fact that nothing uses."""
        heading = leaf.rpartition("·")[2]
        ours, theirs = _differ(unused.name, fact.name)
        alike = len(unused.name) - len(ours) >= LEAST_ALIKE and fact.kind == unused.kind
        return alike and len(ours) >= LEAST_ALIKE and ours in heading and (not theirs or theirs not in heading)

    def _place(self, leaf: str, fact: str) -> Span | None:
        """Where a leaf's own rule names a fact, where it does so once."""
        nodes = nodes_below(self.study.program, self.study.space.paths.below(leaf))
        found = {
            n.origin.span
            for n in nodes
            if isinstance(n, ir.Input) and n.name == fact and "·".join(n.origin.path) == leaf
        }
        places = [span for span in found if span.text == fact]
        return places[0] if len(places) == 1 else None

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


_HUNDRED = re.compile(r"[×*]\s*100(?![\d.%])|(?<![\d.])100(?=\s*[×*])")
_ROW = re.compile(r"([^：:]*[：:]\s*)(.+?)(?:\s*(?:假定|依据|assumption|basis|[\"“]).*)?$", re.DOTALL)
_LINEAR = re.compile(r"(线性|linear)(\s*)(\S+?)(\s*(?:至|to)\s*)(\S+)")


def _turned(row: Span, ends: tuple[Fraction | None, Fraction | None]) -> tuple[tuple[Span, str], ...]:
    """线性 A 至 B with its ends the other way round; a formula as such a line."""
    match = _LINEAR.search(row.text)
    if match is not None:
        at, text = match.span(), f"{match[1]}{match[2]}{match[5]}{match[4]}{match[3]}"
    else:
        match = _ROW.match(row.text)
        low, high = (None if end is None else points(end) for end in ends)
        if match is None or low is None or high is None:
            return ()
        chinese = "分" in row.text
        at = match.span(2)
        text = f"线性 {high.zh} 至 {low.zh}" if chinese else f"linear {high.en} to {low.en}"
    return ((Span(row.source, row.start + at[0], row.start + at[1]), text),)


def _by_rate(grade: Span) -> tuple[tuple[Span, str], ...]:
    """The line above a grade that begins them, with what is graded."""
    before = grade.source.text[: grade.start]
    match = re.search(r"(?:^|\n)[ \t]*(等级|grades)[ \t]*(?=\n)(?!.*\n(?:等级|grades))", before, re.DOTALL)
    if match is None:
        return ()
    by = " 按 得分率" if match[1] == "等级" else " by score rate"
    return ((Span(grade.source, match.end(1), match.end(1)), by),)


def _dip(scores: Sequence[Fraction]) -> Fraction | None:
    """The least score that lies between greater ones."""
    found = None
    for k, score in enumerate(scores[1:-1], 1):
        if score < max(scores[:k]) and score < max(scores[k + 1 :]) and (found is None or score < found):
            found = score
    return found


def _differ(one: str, other: str) -> tuple[str, str]:
    """What is left of two names without what both begin and end with."""
    start = next((k for k, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    one, other = one[start:], other[start:]
    end = next(
        (k for k, (a, b) in enumerate(zip(one[::-1], other[::-1], strict=False)) if a != b), min(len(one), len(other))
    )
    return one[: len(one) - end], other[: len(other) - end]


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
