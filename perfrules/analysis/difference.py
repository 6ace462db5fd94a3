"""The difference of two rubrics in meaning: for every node, on which fact sets its scores differ, and by how much.

Both programs are read over one set of facts. Each way through a leaf of the one is set beside each way through its
counterpart; where both can be taken, the difference of what they give is a figure, or one measure cut and rounded, and
has a sign on either side of one value of it. What both round alike is compared before it is rounded. Every difference
that is told comes with facts that the evaluators of both rubrics have scored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from attrs import define, field, frozen

from perfrules.analysis import measures as m
from perfrules.analysis.leaves import LeafView, Piece
from perfrules.analysis.paths import Conditions
from perfrules.analysis.regions import merged_regions
from perfrules.analysis.row_rules import ROW, alone, both, row_rule
from perfrules.analysis.space import Met, Never, Space
from perfrules.analysis.study import TOTAL, Outcome, Study
from perfrules.analysis.tables import plain_row, table_of
from perfrules.analysis.together import FIRST, SECOND, Together, alike, same, together
from perfrules.analysis.verdicts import Facts, Row
from perfrules.ir import nodes as ir
from perfrules.source import Words
from perfrules.types.interval import Interval, exactly

MOST_PIECES = 150
MOST_CELLS = 300
MOST_SHOWN = 12
TRIALS = 400

SAME, NEVER_LOWER, NEVER_HIGHER, INCOMPARABLE = "same", "never-lower", "never-higher", "incomparable"
UNDECIDED, ADDED, REMOVED, NOT_COMPARED = "undecided", "added", "removed", "not-compared"

OTHER_KIND = Words("它读的数据在两份评价表中不是一个种类", "a fact that it reads is of another kind in the other one")
ROW_POINTS = Words(
    "明细各行的分值合计不同，同一份明细不能两边都用",
    "the points of its rows come to another sum, so that no rows will do for both",
)
ROW_RULES = Words(
    "明细各行的算法不同，高低没有全部看出来；只试了有代表的几份明细",
    "its rows are scored in another way, and not every sign could be seen; a few tables of rows were tried",
)
NO_FORM = Words("分段太多，或含有没有范式的算法", "too many pieces, or a form without a normal form")
BALANCE = Words("各项有升有降，如何相抵没有看出来", "its parts differ both ways; how they balance is open")


@frozen
class Shift:
    """One way in which scores differ: facts that show it, the most found, what nothing is beyond, and where it is.

    `scores` are those of the first and the second rubric, by their own evaluators; `grades` of the total only.
    `limit` is None where nothing is known beyond which no difference lies.
    """

    facts: Facts
    relevant: tuple[str, ...]
    scores: tuple[Fraction, Fraction]
    grades: tuple[str | None, str | None] = (None, None)
    limit: Fraction | None = None
    regions: tuple[Conditions, ...] = ()

    @property
    def points(self) -> Fraction:
        """The second score less the first."""
        return self.scores[1] - self.scores[0]

    @property
    def greatest(self) -> bool:
        """Whether no fact set gives a greater difference this way."""
        return self.limit == abs(self.points)


@frozen
class NodeDifference:
    """How the scores of one node differ: `higher` and `lower` show each way in which they do.

    `status` is same, never-lower or never-higher (in the second rubric), incomparable, undecided, added, removed or
    not-compared.
    """

    first: str | None
    second: str | None
    points: tuple[Fraction | None, Fraction | None]
    status: str
    higher: Shift | None = None
    lower: Shift | None = None
    reason: Words | None = None


@frozen
class GradeChange:
    """Totals that have another grade in the second rubric."""

    totals: Interval
    first: str | None
    second: str | None


@frozen
class _Part:
    """Where both rubrics go one way: the difference there lies in `by`, all of it reached where `exact`."""

    conditions: Conditions
    by: Interval
    exact: bool
    term: m.Term | None
    """The difference before it is rounded, where it has a form."""
    required: frozenset[str]


@define(slots=False)
class Difference:
    """The differences of two rubrics; each is worked out when it is asked for, and kept."""

    first: Study
    second: Study
    _known: dict[tuple[str | None, str | None], NodeDifference] = field(factory=dict)

    @cached_property
    def _joined(self) -> Together:
        return together(self.first.program, self.second.program)

    @cached_property
    def both(self) -> Study:
        joined = self._joined
        units = {**self.second.units, **self.first.units}
        known = self.first
        return Study(joined.program, _no_replay, known.functions, units, self._admits, unordered=known.unordered)

    def _admits(self, name: str, table: tuple[Row, ...]) -> bool:
        """Whether both rubrics take a table for a fact of rows."""
        return all(study.admits(name, table) for study in (self.first, self.second) if name in study.inputs)

    @property
    def space(self) -> Space:
        """The facts of both."""
        return self.both.space

    @cached_property
    def facts(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Facts that only the first, and only the second, rubric has."""
        mine = [item.name for item in self.first.program.inputs]
        theirs = [item.name for item in self.second.program.inputs]
        return tuple(f for f in mine if f not in theirs), tuple(f for f in theirs if f not in mine)

    @cached_property
    def pairs(self) -> tuple[tuple[str | None, str | None], ...]:
        """The scored nodes of both, those of one path together, else those of one name where it is the only one."""
        mine = [name for name in self.first.program.headings if name in self.first.nodes]
        theirs = [name for name in self.second.program.headings if name in self.second.nodes]
        match = {name: name for name in mine if name in theirs}
        left = [name for name in mine if name not in match]
        rest = [name for name in theirs if name not in match]
        for name in left:
            found = [other for other in rest if _last(other) == _last(name)]
            if len(found) == 1 and sum(_last(other) == _last(name) for other in left) == 1:
                match[name] = found[0]
        pairs: list[tuple[str | None, str | None]] = [(name, match.get(name)) for name in mine]
        for name in rest:
            if name not in match.values():
                before = [k for k, (_, other) in enumerate(pairs) if other in theirs[: theirs.index(name)]]
                pairs.insert(max(before, default=-1) + 1, (None, name))
        return tuple(pairs)

    @cached_property
    def nodes(self) -> tuple[NodeDifference, ...]:
        """Every scored node of both rubrics, in the order of the first."""
        return tuple(self._node(a, b) for a, b in self.pairs)

    @cached_property
    def total(self) -> NodeDifference:
        """The total."""
        return self._above(TOTAL, TOTAL)

    @property
    def same(self) -> bool:
        """Whether no score and no grade differs, whatever the facts are."""
        return not self.grades and all(node.status == SAME for node in (*self.nodes, self.total))

    @property
    def undecided(self) -> bool:
        """Whether something was left open."""
        return any(node.status in (UNDECIDED, NOT_COMPARED) for node in (*self.nodes, self.total))

    @cached_property
    def grades(self) -> tuple[GradeChange, ...]:
        """Totals that are graded another way, where both grade the total by intervals."""
        a, b = self.first.program.total, self.second.program.total
        found = []
        for x in a.grades:
            for y in b.grades:
                totals = x.interval.meet(y.interval)
                if not totals.empty and x.label != y.label:
                    found.append(GradeChange(totals, x.label, y.label))
        return tuple(found)

    # Nodes

    def _node(self, a: str | None, b: str | None) -> NodeDifference:
        if (a, b) not in self._known:
            self._known[(a, b)] = self._find(a, b)
        return self._known[(a, b)]

    def _find(self, a: str | None, b: str | None) -> NodeDifference:
        points = self._points(a, b)
        if a is None or b is None:
            return NodeDifference(a, b, points, REMOVED if b is None else ADDED)
        reads = self.both.reads(FIRST + a) | self.both.reads(SECOND + b)
        clashes = {self.space.names[v] for v in reads} & self._joined.clashes
        if clashes:
            sides = [(self.first.inputs[name], self.second.inputs[name]) for name in clashes]
            rows = all(x.kind == y.kind == "rows" and x.columns == y.columns for x, y in sides)
            return NodeDifference(a, b, points, NOT_COMPARED, reason=ROW_POINTS if rows else OTHER_KIND)
        if same(self.first.program, self.second.program, a, b):
            return NodeDifference(a, b, points, SAME)
        leaves = a in self.first.leaves and b in self.second.leaves
        return self._leaf(a, b) if leaves else self._above(a, b)

    def _points(self, a: str | None, b: str | None) -> tuple[Fraction | None, Fraction | None]:
        if a == TOTAL:
            return self.first.program.points, self.second.program.points
        return (
            None if a is None else self.first.nodes[a].points,
            None if b is None else self.second.nodes[b].points,
        )

    def _leaf(self, a: str, b: str) -> NodeDifference:
        parts = self._parts(a, b)
        reads = self.both.reads(FIRST + a) | self.both.reads(SECOND + b)
        rows = any(item is not None and item.kind == "rows" for item in (self.space.inputs[v] for v in reads))
        by_rows = self._by_rows(a, b) if rows else None
        if by_rows is not None:
            return by_rows
        reason = ROW_RULES if rows else NO_FORM
        if parts is None:
            return self._searched(a, b, reason)
        return self._judged(a, b, parts, reason)

    def _by_rows(self, a: str, b: str) -> NodeDifference | None:
        """Leaves that add up rows, by what one row scores; None where they are not alike in all else.

        A table of one row differs the most, so that facts are shown with one.
        """
        leaves = self.first.leaves[a].leaf, self.second.leaves[b].leaf
        mine, theirs = row_rule(leaves[0]), row_rule(leaves[1])
        if mine is None or theirs is None or mine.factors != theirs.factors:
            return None
        if not alike(self.first.program, self.second.program, mine.rest, theirs.rest):
            return None
        cases = both(*(study.cases(mine.rows.name) for study in (self.first, self.second)))
        may: set[int] = set()
        best: dict[int, Shift] = {}
        for ours, others in alone(mine, theirs, cases):
            node = Difference(_of_row(ours, self.first), _of_row(others, self.second))._find(ROW, ROW)
            if node.status in (UNDECIDED, NOT_COMPARED):
                may |= {1, -1}
            for sign, shift in ((1, node.higher), (-1, node.lower)):
                if shift is None:
                    continue
                may.add(sign)
                found = self._with_row(a, b, mine.rows, shift.facts)
                if found is None or found.points * sign <= 0:
                    continue
                if sign not in best or abs(found.points) > abs(best[sign].points):
                    best[sign] = found
        if may - best.keys():
            known = self._searched(a, b, ROW_RULES)
            for sign, shift in ((1, known.higher), (-1, known.lower)):
                if shift is not None:
                    best.setdefault(sign, shift)
        status = UNDECIDED if may - best.keys() else _status(best.get(1), best.get(-1))
        reason = ROW_RULES if status == UNDECIDED else None
        return NodeDifference(a, b, self._points(a, b), status, best.get(1), best.get(-1), reason)

    def _with_row(self, a: str, b: str, item: ir.Input, cells: Facts) -> Shift | None:
        """Both scored with a table of one row, which has all the points and these cells; None where it is no data."""
        kinds = {column.name: column.kind for column in item.columns}
        row = {**plain_row(item), **{n: v for n, v in cells.items() if n in kinds and not isinstance(v, tuple)}}
        table = table_of(item, row)
        return self._whole(a, b, {item.name: table}) if self._admits(item.name, table) else None

    def _judged(self, a: str, b: str, parts: Sequence[_Part], reason: Words) -> NodeDifference:
        """What parts come to, with facts for each way in which scores may differ."""
        ways: list[Shift | None] = []
        open_ = False
        for sign in (1, -1):
            found = [part for part in parts if _most(part.by, sign) != 0]
            shift = self._show(a, b, found, sign) if found else None
            open_ = open_ or (bool(found) and shift is None)
            ways.append(shift)
        if open_:
            known = self._searched(a, b, reason)
            if known.status != UNDECIDED:
                return known
            shown = ways[0] or known.higher, ways[1] or known.lower
            return NodeDifference(a, b, self._points(a, b), UNDECIDED, *shown, reason)
        return NodeDifference(a, b, self._points(a, b), _status(*ways), ways[0], ways[1])

    def _parts(self, a: str, b: str) -> list[_Part] | None:
        """Two leaves side by side; None where they are in too many pieces."""
        views = self.both.leaves
        first, second = views[FIRST + a], views[SECOND + b]
        ours, theirs = first.all_pieces(MOST_PIECES), second.all_pieces(MOST_PIECES)
        if ours is None or theirs is None:
            return None
        return list(self._set_beside(ours, theirs, first))

    def _set_beside(self, ours: Sequence[Piece], theirs: Sequence[Piece], view: LeafView) -> Iterator[_Part]:
        paths = self.space.paths
        for p in ours:
            for q in theirs:
                met = paths.meet(p.conditions, q.conditions)
                if met is None:
                    continue
                for conditions, by, term in self._between(p, q, met):
                    whole = paths.meet(met, conditions)
                    required = p.required | q.required
                    if whole is None or by == exactly(m.ZERO) or isinstance(view.possible(whole, required), Never):
                        continue
                    yield _Part(whole, by, p.exact and q.exact, term, required)

    def _between(self, p: Piece, q: Piece, met: Conditions) -> Iterator[tuple[Conditions, Interval, m.Term | None]]:
        """The difference of two ways, in parts on which it has one sign."""
        paths = self.space.paths
        x, y = p.value, q.value
        assert not isinstance(x, bool) and not isinstance(y, bool)
        if not isinstance(x, m.Term) or not isinstance(y, m.Term):
            yield {}, paths.range_of(y, met) - paths.range_of(x, met), None
            return
        cells = list(self._cells(x, y, met))
        if cells:
            for conditions, figure in cells:
                yield conditions, exactly(figure), m.Term(figure)
            return
        a, b, step = _unrounded(x, y)
        for stretch, first, second in self._uncut(a, b, met):
            whole = paths.meet(met, stretch)
            if whole is None:
                continue
            cells = list(self._cells(first, second, whole))
            for conditions, figure in cells:
                yield conditions, _to_steps(exactly(figure), step), m.Term(figure)
            if not cells:
                yield from self._signs(second - first, whole, stretch, step)

    def _signs(
        self, term: m.Term, met: Conditions, stretch: Conditions, step: Fraction | None
    ) -> Iterator[tuple[Conditions, Interval, m.Term | None]]:
        paths = self.space.paths
        if term.fixed is not None:
            yield stretch, _to_steps(exactly(term.fixed), step), term
            return
        chain = term.whole()
        if chain is None:
            yield stretch, _to_steps(paths.range_of(term, met), step), term
            return
        for wanted in (Interval(m.ZERO, None, True), exactly(m.ZERO), Interval(None, m.ZERO, False, True)):
            conditions = paths.meet(stretch, {chain.metric: chain.before(wanted)})
            whole = None if conditions is None else paths.meet(met, conditions)
            if whole is not None and conditions is not None:
                yield conditions, _to_steps(paths.range_of(term, whole).meet(wanted), step), term

    def _uncut(self, x: m.Term, y: m.Term, met: Conditions) -> Iterator[tuple[Conditions, m.Term, m.Term]]:
        """Stretches of their measure on which what is cut is a figure, or not cut at all."""
        metrics = {chain.metric for chain in (*x.chains, *y.chains)}
        if len(metrics) != 1:
            yield {}, x, y
            return
        (metric,) = metrics
        known = met.get(metric)
        found = [(self.space.bounds(metric) if known is None else known, x, y)]
        for k, term in enumerate((x, y)):
            for chain in term.chains:
                split = []
                for domain, first, second in found:
                    for stretch, straight in m.straight(chain, domain):
                        own = m.Term((first, second)[k].constant, _without((first, second)[k], chain)) + straight
                        split.append((stretch, *((own, second) if k == 0 else (first, own))))
                found = split
        for domain, first, second in found:
            yield {metric: domain}, first, second

    def _cells(self, x: m.Term, y: m.Term, met: Conditions) -> Iterator[tuple[Conditions, Fraction]]:
        """Where both are steps of one measure: every stretch of it on which neither changes."""
        chains = (*x.chains, *y.chains)
        metrics = {chain.metric for chain in chains}
        if len(metrics) != 1 or all(chain.straight is not None for chain in chains):
            return
        (metric,) = metrics
        known = met.get(metric)
        domain = self.space.bounds(metric) if known is None else known
        cells = [domain]
        for chain in chains:
            found = m.levels(chain, domain, MOST_CELLS)
            if found is None:
                return
            cells = [both for cell in cells for level in found if not (both := cell.meet(level)).empty]
            if len(cells) > MOST_CELLS:
                return
        for cell in cells:
            cell = self.space.on_lattice(metric, cell)
            if cell.empty:
                continue
            values = [
                (term.constant + sum((chain.image(cell).low or m.ZERO for chain in term.chains), m.ZERO))
                for term in (x, y)
            ]
            yield {metric: cell}, values[1] - values[0]

    # Facts that show it

    def _show(self, a: str, b: str, parts: Sequence[_Part], sign: int) -> Shift | None:
        """The greatest difference found this way."""
        ranked = sorted(parts, key=lambda part: _rank(part.by, sign), reverse=True)
        limit = _most(ranked[0].by, sign)
        best: Shift | None = None
        for part in ranked[:MOST_SHOWN]:
            most = _most(part.by, sign)
            if best is not None and most is not None and most <= abs(best.points):
                break
            found = self._facts_in(a, b, part, sign)
            if found is not None and (best is None or abs(found.points) > abs(best.points)):
                best = found
        if best is None:
            return None
        regions = merged_regions(self.space, (part.conditions for part in parts))
        return Shift(best.facts, best.relevant, best.scores, best.grades, limit, regions)

    def _facts_in(self, a: str, b: str, part: _Part, sign: int) -> Shift | None:
        space = self.space
        tries: list[Conditions] = []
        chain = None if part.term is None else part.term.whole()
        if chain is not None:
            ends = space.paths.range_of(part.term or m.Term(), part.conditions)
            end = ends.high if sign > 0 else ends.low
            other = ends.low if sign > 0 else ends.high
            for figure in _towards(end, other):
                wanted = Interval(figure, None) if sign > 0 else Interval(None, figure)
                met = space.paths.meet(part.conditions, {chain.metric: chain.before(wanted)})
                if met is not None:
                    tries.append(met)
        tries.append(part.conditions)
        best: Shift | None = None
        for conditions in tries:
            met_ = space.feasible(conditions, space.reliable(part.required))
            if not isinstance(met_, Met):
                continue
            whole = self.both.fill(met_.values)
            found = None if whole is None else self._scored(a, b, self.both.facts(whole))
            if found is not None and found.points * sign > 0 and (best is None or abs(found.points) > abs(best.points)):
                best = found
                if found.points * sign == _most(part.by, sign):
                    break
        return best

    def _scored(self, a: str, b: str, facts: Facts) -> Shift | None:
        """Facts scored by both evaluators; None where one of them gives no score."""
        outcomes: list[Outcome] = []
        clashes = self._joined.clashes
        for study, name in ((self.first, a), (self.second, b)):
            # What is of another kind in the second rubric has no value there.
            own = {f: v for f, v in facts.items() if f in study.inputs and (study is self.first or f not in clashes)}
            found = study.replay(own, name)
            if found is None or name not in found.scores:
                return None
            outcomes.append(found)
        numbers = {*self.first.read_names(a), *self.second.read_names(b)}
        scores = outcomes[0].scores[a], outcomes[1].scores[b]
        return Shift(facts, tuple(sorted(numbers)), scores, (outcomes[0].grade, outcomes[1].grade))

    def _searched(self, a: str, b: str, reason: Words) -> NodeDifference:
        """Trials around the edges of both, where nothing better is known."""
        from perfrules.analysis.search import Draws, edges_of

        marks = [mark + name for mark, name in ((FIRST, a), (SECOND, b))]
        edges = tuple(dict.fromkeys(e for name in marks for e in edges_of(self.both, name)))
        reads = frozenset().union(*(self.both.reads(name) for name in marks))
        draws = Draws(self.both, marks[0], 17, edges, reads)
        best: dict[int, tuple[Fraction, Facts]] = {}
        for _ in range(TRIALS):
            facts = self.both.facts(draws.draw())
            scores = [self.both.score(name, facts) for name in marks]
            if scores[0] is None or scores[1] is None or scores[0] == scores[1]:
                continue
            by = scores[1] - scores[0]
            way = 1 if by > 0 else -1
            if way not in best or abs(by) > best[way][0]:
                best[way] = abs(by), facts
        higher, lower = (self._whole(a, b, best[sign][1]) if sign in best else None for sign in (1, -1))
        if higher is not None and lower is not None:
            return NodeDifference(a, b, self._points(a, b), INCOMPARABLE, higher, lower)
        return NodeDifference(a, b, self._points(a, b), UNDECIDED, higher, lower, reason)

    def _whole(self, a: str, b: str, facts: Facts) -> Shift | None:
        numbers = self.space.numbers
        given = {numbers[f]: Fraction(v) for f, v in facts.items() if f in numbers and not isinstance(v, tuple)}
        whole = self.both.fill(given)
        if whole is None:
            return None
        rows = {f: v for f, v in facts.items() if isinstance(v, tuple)}
        return self._scored(a, b, {**self.both.facts(whole), **rows})

    # Headings and the total

    def _above(self, a: str, b: str) -> NodeDifference:
        """A heading or the total: by its leaves, where it adds them up in both rubrics."""
        points = self._points(a, b)
        leaves = self._leaves(a, b)
        if all(node.status == SAME for node in leaves) and self._alike(a, b):
            return NodeDifference(a, b, points, SAME)
        shown = [shift for node in leaves for shift in (node.higher, node.lower) if shift is not None]
        alone = [node for node in leaves if node.status in (ADDED, REMOVED)]
        ways: list[Shift | None] = []
        for sign in (1, -1):
            own = [s for s in shown if s.points * sign > 0]
            tries = [self._merged(own), *(s.facts for s in sorted(own, key=lambda s: abs(s.points), reverse=True)[:6])]
            found = [self._whole(a, b, facts) for facts in (*tries, {**self._extra(alone, sign), **tries[0]})]
            kept = [s for s in found if s is not None and s.points * sign > 0]
            ways.append(max(kept, key=lambda s: abs(s.points), default=None))
        adds = self._adds(a, b)
        limits = self._limits(a, leaves) if adds else (None, None)
        # What differs is read by these; the other facts are told after them.
        first = list(dict.fromkeys(fact for s in shown for fact in s.relevant))
        higher, lower = (
            None if s is None else Shift(s.facts, _first(s.relevant, first), s.scores, s.grades, limit)
            for s, limit in zip(ways, limits, strict=True)
        )
        statuses = {self._status(node) for node in leaves}
        if higher is not None and lower is not None:
            return NodeDifference(a, b, points, INCOMPARABLE, higher, lower)
        if adds and statuses <= {SAME, NEVER_LOWER} and higher is not None:
            return NodeDifference(a, b, points, NEVER_LOWER, higher)
        if adds and statuses <= {SAME, NEVER_HIGHER} and lower is not None:
            return NodeDifference(a, b, points, NEVER_HIGHER, None, lower)
        return NodeDifference(a, b, points, UNDECIDED, higher, lower, BALANCE)

    def _status(self, node: NodeDifference) -> str:
        """Which way a leaf counts; what only one rubric has counts as 0 in the other."""
        if node.status not in (ADDED, REMOVED):
            return node.status
        by = self._alone(node)
        if by.low is not None and by.low >= 0:
            return NEVER_LOWER
        return NEVER_HIGHER if by.high is not None and by.high <= 0 else INCOMPARABLE

    def _limits(self, a: str, leaves: Sequence[NodeDifference]) -> tuple[Fraction | None, Fraction | None]:
        """What nothing is beyond, each way: what the leaves come to together."""
        found = exactly(m.ZERO)
        for node in leaves:
            if node.status in (ADDED, REMOVED):
                found = found + self._alone(node)
            elif node.status in (UNDECIDED, NOT_COMPARED):
                found = Interval()
            else:
                high = m.ZERO if node.higher is None else node.higher.limit
                low = m.ZERO if node.lower is None else node.lower.limit
                found = found + Interval(None if low is None else -low, high)
        rounding = self.first.program.total.rounding if a == TOTAL else None
        found = _to_steps(found, None if rounding is None else rounding.step)
        return found.high, None if found.low is None else -found.low

    def _alone(self, node: NodeDifference) -> Interval:
        """What a leaf that only one rubric has adds in the second."""
        if node.first is not None:
            return -self.first.leaves[node.first].range
        assert node.second is not None
        return self.second.leaves[node.second].range

    def _leaves(self, a: str, b: str) -> list[NodeDifference]:
        mine, theirs = set(self.first.leaves_of(a)), set(self.second.leaves_of(b))
        found = []
        for x, y in self.pairs:
            if x in mine and y in theirs:
                found.append(self._node(x, y))
            elif x in mine:
                found.append(NodeDifference(x, None, self._points(x, None), REMOVED))
            elif y in theirs:
                found.append(NodeDifference(None, y, self._points(None, y), ADDED))
        return found

    def _alike(self, a: str, b: str) -> bool:
        """Whether what is made of the leaves is made of them in one way."""
        if a != TOTAL:
            return self._adds(a, b)
        x, y = self.first.program.total, self.second.program.total
        stages = [
            (t.clip, t.rounding, t.scale, t.cap_rounding, t.lower_is_better, t.judged, t.refusals) for t in (x, y)
        ]
        guards = (x.caps, x.vetoes) == (y.caps, y.vetoes)
        parts = len(x.parts) == len(y.parts) and all(self._alike(p, q) for p, q in zip(x.parts, y.parts, strict=True))
        return stages[0] == stages[1] and guards and parts

    def _adds(self, a: str, b: str) -> bool:
        """Whether both add their leaves up, and then do the same to the sum."""
        if a != TOTAL:
            return self.first.adds(a) and self.second.adds(b)
        x, y = self.first.program.total, self.second.program.total
        plain = self.first.adds(TOTAL) and self.second.adds(TOTAL) and not x.refusals and not y.refusals
        return plain and x.rounding == y.rounding and _reaches(x, self.first) and _reaches(y, self.second)

    def _merged(self, shifts: Iterable[Shift]) -> Facts:
        """The facts that each of them is about, in one fact set."""
        found: dict[str, Fraction | bool | int | tuple[Mapping[str, Fraction | bool | int], ...]] = {}
        for shift in sorted(shifts, key=lambda s: abs(s.points)):
            found.update({name: shift.facts[name] for name in shift.relevant if name in shift.facts})
        return found

    def _extra(self, nodes: Sequence[NodeDifference], sign: int) -> Facts:
        """Facts that make most, this way, of what only one of the rubrics has."""
        found: dict[str, Fraction | bool | int | tuple[Mapping[str, Fraction | bool | int], ...]] = {}
        for node in nodes:
            name = node.first if node.first is not None else node.second
            study = self.first if node.first is not None else self.second
            assert name is not None
            scored = study.candidates(name) if name in study.leaves else {}
            if scored:
                end = max(scored) if (sign > 0) == (node.second is not None) else min(scored)
                found.update({f: v for f, v in scored[end].items() if f in study.read_names(name)})
        return found


def _of_row(program: ir.Program, study: Study) -> Study:
    """A rule for rows by itself; it is scored by the analyser's evaluator, and what is found again by production."""

    def replay(facts: Facts, name: str) -> Outcome | None:
        score = own.score(name, facts)
        return None if score is None else Outcome({name: score}, None)

    own = Study(program, replay, study.functions)
    return own


def _no_replay(facts: Facts, name: str) -> None:
    """Two rubrics in one are never scored as one."""


def _first(names: Sequence[str], first: Sequence[str]) -> tuple[str, ...]:
    return (*(name for name in first if name in names), *(name for name in names if name not in first))


def _last(name: str) -> str:
    return name.rpartition("·")[2]


def _status(higher: Shift | None, lower: Shift | None) -> str:
    if higher is not None and lower is not None:
        return INCOMPARABLE
    return NEVER_LOWER if higher is not None else NEVER_HIGHER if lower is not None else SAME


def _most(by: Interval, sign: int) -> Fraction | None:
    """The most that a difference can be, one way; 0 where it cannot go that way."""
    end = by.high if sign > 0 else by.low
    return None if end is None else max(m.ZERO, end * sign)


def _rank(by: Interval, sign: int) -> tuple[bool, Fraction]:
    most = _most(by, sign)
    return most is None, most or m.ZERO


def _unrounded(x: m.Term, y: m.Term) -> tuple[m.Term, m.Term, Fraction | None]:
    """Both before they are rounded, and the step of it, where both are rounded alike as the last thing."""
    a, b = x.whole(), y.whole()
    if a is None or b is None or not isinstance(a.ops[-1], m.Steps) or a.ops[-1] != b.ops[-1]:
        return x, y, None
    return _shorter(a), _shorter(b), a.ops[-1].step


def _shorter(chain: m.Chain) -> m.Term:
    return m.of_chain(m.Chain(chain.metric, chain.ops[:-1]))


def _to_steps(by: Interval, step: Fraction | None) -> Interval:
    """What a difference can be once both sides of it are rounded to a step: it then is a multiple of it."""
    if step is None or by == exactly(m.ZERO):
        return by
    low = None if by.low is None else m.Steps(step, "floor").at((by.low, 0))[0]
    high = None if by.high is None else m.Steps(step, "ceil").at((by.high, 0))[0]
    return Interval(low, high)


def _towards(end: Fraction | None, other: Fraction | None) -> list[Fraction]:
    """Figures from near the end of a range to its middle."""
    if end is None:
        return [] if other is None else [other]
    if other is None:
        return [end]
    return [end, *(end + (other - end) / n for n in (10**6, 1000, 100, 10, 2))]


def _without(term: m.Term, chain: m.Chain) -> tuple[m.Chain, ...]:
    left = list(term.chains)
    left.remove(chain)
    return tuple(left)


def _reaches(total: ir.Total, study: Study) -> bool:
    """Whether the sum is never cut, so that a difference of the sum is one of the total."""
    found = exactly(m.ZERO)
    for part in study.top:
        for leaf in study.leaves_of(part):
            found = found + study.leaves[leaf].range
    return found.inside(total.clip)
