"""IR → cells: a formula for every score that whole numbers of 15 digits can hold, and a plain figure, told apart, else.

A leaf that a formula cannot hold is given as the value that was computed, with the condition that no fact it reads has
changed: so a workbook never shows an old figure for new facts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

from attrs import Factory, define, evolve, field, frozen

from perfrules.backends.excel.cells import (
    COMPARE,
    Always,
    Blank,
    Cells,
    Condition,
    Entered,
    Errors,
    Every,
    Extreme,
    Kept,
    Lacking,
    Negated,
    NotHeld,
    Quotient,
    Sign,
    Size,
    Some,
    Test,
    Total,
    Unchanged,
    Wrong,
)
from perfrules.backends.excel.whole import (
    LIMIT,
    Ratio,
    Whole,
    exactly,
    multiple,
    number,
    one,
    ratio,
    span,
)
from perfrules.ir import nodes as ir
from perfrules.types.interval import Interval

TOTAL, INDEX = "#total", "#index"
"""What the total and 结果为 are called among the names of what is to be given as a value."""
LOSES_POINTS = ("left-out", "shared-out", "not-chosen")
_TOGETHER = 20
"""Facts or cells that one formula counts."""
_TOO_LONG = "数超过15位", "a figure has more than 15 digits"
_DECIMALS = 6
"""Decimals of a fact that states none, as the sheet takes it."""

Lowered = Ratio | Condition


@frozen
class Scored:
    """A leaf, heading or total in cells. `points` is out of how many it is scored; `live` whether facts move it.

    `high` is the most that it can be where parts are 未录; elsewhere it is the score.
    """

    score: Ratio
    points: Ratio
    live: bool = True
    why: NotHeld | None = None
    high: Ratio = field(default=Factory(lambda self: self.score, takes_self=True))
    open: Condition | None = None
    """Whether it is not known: the most that it can be is another figure. None: it always is."""


@frozen
class Typed:
    """A fact as the sheet takes it: whole numbers of `grid` from `low` to `high`; `default` where it is empty."""

    input: ir.Input
    cell: int
    grid: Fraction
    low: int
    high: int
    default: int | None = None

    def whole(self, value: Fraction | bool | int | None) -> int | None:
        """A value of the IR as its whole number; None where it is absent or the sheet cannot take it."""
        if value is None:
            return self.default
        steps = Fraction(value) / self.grid
        return int(steps) if steps.denominator == 1 and self.low <= steps <= self.high else None


@frozen
class Sheet:
    """A rubric as cells. `scored` by the names of leaves and headings; `grade` is the cell of the grade's number."""

    cells: Cells
    facts: Mapping[str, Typed]
    scored: Mapping[str, Scored]
    reads: Mapping[str, tuple[str, ...]]
    """The facts that a leaf or heading reads, by its name."""
    total: Scored | None
    errors: int
    """The cell that counts what is wrong: facts, 约束, leaves without a score."""
    index: Scored | None = None
    """What 结果为 states, in base units."""
    refused: int | None = None
    """The cell of the place of the 不予评分 or 参评 that holds, from 1; 0 where none does. None: there are none."""
    grade: tuple[int, int] | None = None
    """The cells of the places of the grades that the ends of the total have: one cell twice where it is known."""
    grades: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    """结果等次 by their codes: a score is then such a code."""


@frozen
class LiveCell:
    """A cell of a row that may be typed anew: its steps and the least of them."""

    grid: Fraction
    low: int


Row = Mapping[str, Fraction | bool | int | LiveCell]
"""A given row by the columns of the IR; what is no LiveCell stays as it is."""

FIXED = "#"
"""Behind the name of rows: that none of their cells has changed but the live ones."""


def row_cell(rows: str, number: int, column: str) -> str:
    """The name of a live cell of a row, as a fact of its own."""
    return f"{rows}#{number}#{column}"


@frozen
class Figure:
    """What the exact engine gives: a score, the most that it can be, and the points that apply."""

    score: Fraction
    high: Fraction
    points: Fraction = Fraction(0)


@frozen
class Known:
    """The figures of the facts at hand: of leaves and headings by name, of the total, of what 结果为 states."""

    nodes: Mapping[str, Figure]
    total: Figure | None = None
    index: Figure | None = None


def lower(
    program: ir.Program,
    known: Known,
    grids: Mapping[str, Fraction] | None = None,
    as_values: Iterable[str] = (),
    rows: Mapping[str, Sequence[Row]] | None = None,
) -> Sheet:
    """A program as cells.

    `known` are the figures of the facts at hand, for what no formula can hold, and for what `as_values` names;
    `grids` tells how fine the facts are that state nothing, `rows` what rows are given. Raises NotHeld where no formula
    can hold anything: what says whether a subject is scored at all.
    """
    return _Lowering(program, known, grids or {}, frozenset(as_values), rows or {}).run()


@frozen
class _Staged:
    """The total at the end of its stages, what its grade looks at, and why it is a value where it is one."""

    score: Ratio
    graded: Ratio | None
    why: NotHeld | None = None


@define
class _Lowering:
    program: ir.Program
    known: Known
    grids: Mapping[str, Fraction]
    as_values: frozenset[str]
    rows: Mapping[str, Sequence[Row]]
    cells: Cells = field(factory=Cells)
    facts: dict[str, Typed] = field(factory=dict)
    values: dict[str, Lowered | NotHeld] = field(factory=dict)
    scored: dict[str, Scored] = field(factory=dict)
    reads: dict[str, tuple[str, ...]] = field(factory=dict)
    about: str = ""
    row: tuple[str, int] | None = None
    """The row at hand: the name of its rows and its number."""
    full: bool = False
    """Whether what is 未录 scores all of its points."""

    def run(self) -> Sheet:
        for item in self.program.inputs:
            self._fact(item)
        for name, rows in self.rows.items():
            self._typed(name + FIXED, ir.Input(name=name + FIXED, kind="rows"), Fraction(1), 1, 1)
            for place, row in enumerate(rows):
                for column, cell in row.items():
                    if isinstance(cell, LiveCell):
                        path = row_cell(name, place, column)
                        found = ir.Input(name=path, kind="quantity")
                        self._typed(path, found, cell.grid, cell.low, LIMIT - 1)
        for definition in self.program.definitions:
            self.about = definition.name
            if isinstance(definition, ir.Value):
                self._value(definition)
            else:
                self._scored(definition)
        return self._sheet()

    # Facts

    def _fact(self, item: ir.Input) -> None:
        self.about = item.name
        grid, low, high = self._grid(item)
        default = None
        if item.default is not None:
            steps = Fraction(item.default) / grid
            if steps.denominator != 1:
                raise NotHeld(f"「{item.name}」缺省的值", f"the default of `{item.name}`")
            default = int(steps)
        self._typed(item.name, item, grid, max(low, 1 - LIMIT), min(high, LIMIT - 1), default)

    def _typed(
        self, name: str, item: ir.Input, grid: Fraction, low: int, high: int, default: int | None = None
    ) -> None:
        ends = (min(low, default), max(high, default)) if default is not None else (low, high)
        whole = self.cells.add(name, Entered(name), ends)
        assert whole.cell is not None
        self.facts[name] = Typed(item, whole.cell, grid, low, high, default)

    def _grid(self, item: ir.Input) -> tuple[Fraction, int, int]:
        """How fine a fact is, and between which whole numbers of that it lies."""
        if item.kind == "flag":
            return Fraction(1), 0, 1
        if item.kind == "label":
            return Fraction(1), 0, max(0, len(item.labels) - 1)
        if item.kind == "date":
            return Fraction(1), 1, 4_000_000
        if item.kind in ("text", "rows"):
            return Fraction(1), 1, 1
        grid = item.grid or self.grids.get(item.name) or Fraction(1, 10**_DECIMALS)
        return grid, _least(item.bounds, grid), _most(item.bounds, grid)

    def _read(self, name: str) -> Typed:
        found = self.facts.get(name)
        if found is None:
            raise NotHeld(f"「{name}」", f"`{name}`")
        return found

    # Values

    def _value(self, item: ir.Value) -> None:
        self.reads[item.name] = self._reads([item.body])
        try:
            self.values[item.name] = self._settled(self._node(item.body))
        except NotHeld as error:
            self.values[item.name] = error

    def _settled(self, found: Lowered) -> Lowered:
        """A formula in cells of its own where it is more than a quotient of two."""
        if not isinstance(found, Ratio):
            return found if isinstance(found, Always) else _as_flag(self._truth(found))
        top, bottom = found.top, found.bottom
        if len(top.terms) > 1:
            top = one(self.cells.in_one(top, self.about))
        if len(bottom.terms) > 1:
            bottom = one(self.cells.in_one(bottom, self.about))
        return Ratio(top, bottom)

    def _reads(self, nodes: Sequence[ir.Node], names: Sequence[str] = ()) -> tuple[str, ...]:
        """The facts that nodes read, through formulas and scores too."""
        found: dict[str, None] = dict.fromkeys(names)
        for root in nodes:
            for node in ir.walk(root):
                if isinstance(node, ir.Input):
                    found[node.name] = None
                    if node.stand_in is not None:
                        found[node.stand_in] = None
                elif isinstance(node, ir.IsMissing):
                    found[node.input] = None
                elif isinstance(node, (ir.Ref, ir.ScoreOf, ir.Applies)):
                    found.update(dict.fromkeys(self.reads[node.name]))
        return tuple(found)

    # Scores

    def _scored(self, item: ir.Leaf | ir.Heading) -> None:
        if isinstance(item, ir.Leaf):
            nodes = [item.base, *item.awards, *item.deductions]
            names = [*item.requires]
            for guard in item.guards:
                nodes += [guard.when] if guard.score is None else [guard.when, guard.score]
                names += [*guard.requires, *guard.then_requires]
            self.reads[item.name] = self._reads(nodes, names)
            build: Callable[[], tuple[Ratio, Ratio]] = lambda: self._leaf(item)  # noqa: E731
        else:
            nodes = [node for node in (item.score, item.applies) if node is not None]
            parts = [name for part in item.parts for name in self.reads[part]]
            self.reads[item.name] = self._reads(nodes, parts)
            build = lambda: self._heading(item)  # noqa: E731
        known = self.known.nodes.get(item.name)
        try:
            if item.name in self.as_values:
                raise NotHeld(*_TOO_LONG)
            score, points = build()
            live = all(self.scored[part].live for part in item.parts) if isinstance(item, ir.Heading) else True
            self.scored[item.name] = Scored(score, points, live)
        except NotHeld as error:
            value = None if known is None else known.high if self.full else known.score
            score = self._as_value(value, self.reads[item.name])
            points = exactly(known.points if known else item.points)
            self.scored[item.name] = Scored(score, points, False, error)

    def _as_value(self, value: Fraction | None, reads: Sequence[str]) -> Ratio:
        """A figure as it was computed, as long as the facts are those of then."""
        if value is None or abs(value.numerator) >= LIMIT or value.denominator >= LIMIT:
            return Ratio(self.cells.pick(self.about, (), None))
        same: Condition = Every(tuple(Unchanged(name) for name in reads)) if reads else Always(True)
        kept = self.cells.pick(self.about, ((Negated(same), None),), number(value.numerator))
        return ratio(kept, number(value.denominator))

    def _leaf(self, leaf: ir.Leaf) -> tuple[Ratio, Ratio]:
        cases: list[tuple[Condition, Ratio | None]] = []
        points: list[tuple[Condition, Ratio | None]] = []
        for guard in leaf.guards:
            self._require(cases, guard.requires)
            when = self._condition(guard.when)
            lacking = self._lacking(guard.then_requires)
            if lacking is not None:
                cases.append((Every((when, lacking)), None))
            if guard.score is None:
                continue
            score = self._ratio(guard.score)
            cases.append((when, self._rounded(score, leaf.rounding)))
            points.append((when, exactly(0 if guard.status in LOSES_POINTS else leaf.points)))
        self._require(cases, leaf.requires)
        score = exactly(leaf.points) if leaf.unrecorded and self.full else self._ratio(leaf.base)
        for award in leaf.awards:
            score = score + self._ratio(award)
        for deduction in leaf.deductions:
            score = score - self._ratio(deduction)
        score = self._clipped(score, leaf.clip.low, leaf.clip.high)
        if leaf.clip.low == 0 and score.top.cell is not None:
            # What is clipped at 0 has no sign to look at.
            self._narrow(score.top, Fraction(0), None)
        score = self._rounded(score, leaf.rounding)
        if leaf.rounding is not None and score.bottom.fixed:
            self._narrow(score.top, *_beyond(leaf.clip, leaf.rounding.step, score.bottom.fixed))
        found = self._pick(cases, score)
        if any(guard.status in LOSES_POINTS for guard in leaf.guards):
            return found, self._pick(points, exactly(leaf.points))
        return found, exactly(leaf.points)

    def _heading(self, heading: ir.Heading) -> tuple[Ratio, Ratio]:
        applies = exactly(heading.points) if heading.applies is None else self._ratio(heading.applies)
        if heading.score is not None:
            return self._ratio(heading.score), applies
        found = exactly(0)
        for part in heading.parts:
            found = found + self.scored[part].score
        return self._as_cell(found), applies

    def _require(self, cases: list[tuple[Condition, Ratio | None]], names: Sequence[str]) -> None:
        lacking = self._lacking(names)
        if lacking is not None:
            cases.append((lacking, None))

    def _lacking(self, names: Sequence[str]) -> Condition | None:
        if not names:
            return None
        return Lacking(tuple(self._read(name).cell for name in names))

    # The total

    def _wrong(self) -> Whole:
        """How many facts cannot be taken and how many 约束 are broken."""
        self.about = "填错的数据"
        whole = number(0)
        facts = [(name, fact.cell) for name, fact in self.facts.items()]
        for start in range(0, len(facts), _TOGETHER):
            whole = whole + self.cells.add(self.about, Wrong(tuple(facts[start : start + _TOGETHER])))
        for constraint in self.program.constraints:
            if constraint.fatal:
                whole = whole + self._broken(constraint)
        return whole

    def _unscored(self) -> Whole:
        """How many leaves have no score."""
        whole = number(0)
        leaves = [self._ends(self.scored[leaf.name].score) for leaf in self.program.leaves()]
        for start in range(0, len(leaves), _TOGETHER):
            chunk = tuple(dict.fromkeys(cell for cells in leaves[start : start + _TOGETHER] for cell in cells))
            if chunk:
                whole = whole + self.cells.add("无法计分的指标", Errors(chunk))
        return whole

    def _ends(self, found: Ratio) -> list[int]:
        return [*found.top.cells(), *found.bottom.cells()]

    def _broken(self, constraint: ir.Constraint) -> Whole:
        """1 where a 约束 is broken, 0 where it holds or cannot be checked."""
        lacking = self._lacking(constraint.reads)
        try:
            holds = self._condition(constraint.holds)
        except NotHeld:
            same = tuple(Unchanged(name) for name in constraint.reads)
            return self.cells.pick("约束", ((Every(same), number(0)),), number(1))
        cases = [] if lacking is None else [(lacking, number(0))]
        return self.cells.pick("约束", (*cases, (holds, number(0))), number(1))

    def _sheet(self) -> Sheet:
        """What comes above the leaves: who is scored at all, the total, 结果为, the grade."""
        wrong = self._wrong()
        errors = self.cells.in_one(wrong + self._unscored(), "有误的地方")
        refused = self._refused(wrong)
        sound = _joined(True, [Test(one(errors), "="), *([] if refused is None else [Test(one(refused), "=")])])
        program = self.program
        index = self._index()
        least, most = self._stages(), None
        if any(leaf.unrecorded for leaf in program.leaves()):
            known, self.scored, self.full = self.scored, {}, True
            for item in program.definitions:
                self.about = item.name
                if not isinstance(item, ir.Value):
                    self._scored(item)
            most = self._stages()
            self.scored, self.full = (
                {name: self._with_high(known[name], self.scored[name].score) for name in known},
                False,
            )
        grade = self._grades(sound, index, least, most)
        cases: list[tuple[Condition, Ratio | None]] = [(Negated(sound), None)]
        if grade is not None:
            cases.append((Lacking(tuple(dict.fromkeys(grade))), None))
        if index is not None:
            ends = self._ends(index.score)
            if ends:
                cases.append((Lacking(tuple(ends)), None))
            found = self._as_cell(self._pick(cases, index.score))
            index = evolve(index, score=found, high=found)
        total = None
        if least is not None:
            self.about = "总分"
            low, high = least.score, (most or least).score
            parts = all(self.scored[part].live for part in self._parts())
            low, high = (self._as_cell(self._pick(cases, end)) for end in (low, high))
            points = exactly(program.points)
            total = self._with_high(Scored(low, points, parts and least.why is None, least.why), high)
        ranks = tuple(program.total.ranks)
        scored, reads = self.scored, self.reads
        return Sheet(
            self.cells, self.facts, scored, reads, total, errors, index, refused, grade, ranks, program.results
        )

    def _with_high(self, scored: Scored, high: Ratio) -> Scored:
        """A score with the most that it can be."""
        differs = self._compare(high - scored.score, "<>")
        return evolve(scored, high=high, open=None if differs == Always(False) else differs)

    def _refused(self, wrong: Whole) -> int | None:
        """The cell of the place of the 不予评分 or 参评 that holds; wrong facts come before them."""
        guards = self.program.total.refusals
        if not guards:
            return None
        self.about = "不予评分"
        cases: list[tuple[Condition, Whole | None]] = [(Test(self.cells.exact(wrong, self.about), ">"), number(0))]
        for place, guard in enumerate(guards, 1):
            lacking = self._lacking(guard.requires)
            if lacking is not None:
                cases.append((lacking, None))
            cases.append((self._condition(guard.when), number(place)))
        return self.cells.in_one(self.cells.pick(self.about, tuple(cases), number(0)), self.about)

    def _index(self) -> Scored | None:
        """What 结果为 states."""
        found = self.program.total.index
        if found is None:
            return None
        self.about = found.name
        cases: list[tuple[Condition, Ratio | None]] = []
        try:
            if INDEX in self.as_values:
                raise NotHeld(*_TOO_LONG)
            self._require(cases, found.requires)
            return Scored(self._as_cell(self._pick(cases, self._ratio(found.value))), exactly(0))
        except NotHeld as error:
            known = self.known.index
            value = self._as_value(known.score if known else None, self._reads([found.value], found.requires))
            return Scored(value, exactly(0), False, error)

    def _grades(
        self, sound: Condition, index: Scored | None, least: _Staged | None, most: _Staged | None
    ) -> tuple[int, int] | None:
        """The cells of the grades at both ends of the total; None where there are none, or no formula holds them."""
        total = self.program.total
        if total.grade_index:
            graded = [None if index is None else index.score]
        else:
            graded = [None if end is None else end.graded for end in (least, most or least)]
        try:
            found = [self._grade(end, sound) for end in graded]
        except NotHeld:
            return None
        cells = [cell for cell in found if cell is not None]
        return (cells[0], cells[-1]) if len(cells) == len(found) else None

    def _parts(self) -> tuple[str, ...]:
        total = self.program.total
        return (*total.parts, *((total.adjustments,) if total.adjustments is not None else ()))

    def _stages(self) -> _Staged | None:
        """The total as it is scored and as it is graded, as a value where no formula holds it; None without one."""
        self.about = "总分"
        if not (self.program.total.parts or self.program.total.judged):
            return None
        try:
            if TOTAL in self.as_values:
                raise NotHeld(*_TOO_LONG)
            return self._staged()
        except NotHeld as error:
            known = self.known.total
            value = None if known is None else known.high if self.full else known.score
            return _Staged(self._as_value(value, tuple(self.facts)), None, error)

    def _staged(self) -> _Staged:
        total = self.program.total
        found = exactly(0)
        for part in total.parts:
            found = found + self.scored[part].score
        lacking: list[tuple[Condition, Ratio | None]] = []
        if total.judged is not None:
            self._require(lacking, total.judged_requires)
            found = self._ratio(total.judged)
        found = self._as_cell(found)
        if total.scale is not None:
            applies = exactly(0)
            for part in total.parts:
                applies = applies + self.scored[part].points
            if applies.fixed is None or applies.fixed != total.scale.points:
                applies = self._as_cell(applies)
                scaled = self._divided(found * exactly(total.scale.points), applies)
                cases: list[tuple[Condition, Ratio | None]] = [
                    (Test(applies.top, "="), None),
                    (self._compare(applies - exactly(total.scale.points), "="), found),
                ]
                found = self._pick(cases, self._rounded(scaled, total.scale.rounding))
        if total.adjustments is not None:
            found = self._as_cell(found + self.scored[total.adjustments].score)
        found = self._clipped(found, total.clip.low, total.clip.high)
        for limits, rounding in ((total.caps, total.cap_rounding),):
            for guard in limits:
                found = self._limited(found, guard, rounding, lacking)
        if total.vetoes:
            found = self._vetoed(found, total.vetoes, total.lower_is_better, lacking)
        final = self._rounded(found, total.rounding)
        final = self._pick(lacking, final)
        return _Staged(final, self._pick(lacking, found) if total.grade_unrounded else final)

    def _guarded(self, guard: ir.Guard, cases: list[tuple[Condition, Ratio | None]]) -> tuple[Condition, Ratio]:
        """When a guard holds, and its score then; what there is no score without is added to the cases."""
        self._require(cases, guard.requires)
        when = self._condition(guard.when)
        lacking = self._lacking(guard.then_requires)
        if lacking is not None:
            cases.append((Every((when, lacking)), None))
        assert guard.score is not None
        return when, self._ratio(guard.score)

    def _limited(
        self, found: Ratio, guard: ir.Guard, rounding: ir.Rounding | None, lacking: list[tuple[Condition, Ratio | None]]
    ) -> Ratio:
        """No more than a cap that holds: the least of several, rounded, is the least of them rounded each."""
        # Every cap and veto is tried: without its facts there is no total, whatever another one says.
        when, score = self._guarded(guard, lacking)
        limit = self._rounded(score, rounding)
        cases: list[tuple[Condition, Ratio | None]] = [(Negated(when), found)]
        cases.append((self._compare(found - limit, "<="), found))
        return self._pick(cases, limit)

    def _vetoed(
        self, found: Ratio, vetoes: Sequence[ir.Guard], greatest: bool, lacking: list[tuple[Condition, Ratio | None]]
    ) -> Ratio:
        cases: list[tuple[Condition, Ratio | None]] = []
        holding = [self._guarded(guard, lacking) for guard in vetoes]
        # The one that binds: no other that holds is stricter.
        for i, (when, value) in enumerate(holding):
            others = [
                Some((Negated(other), self._compare(value - its, ">=" if greatest else "<=")))
                for j, (other, its) in enumerate(holding)
                if j != i
            ]
            cases.append((Every((when, *others)) if others else when, value))
        return self._pick(cases, found)

    def _grade(self, graded: Ratio | None, sound: Condition) -> int | None:
        """The cell of the place of the grade, best first; None where there is none."""
        total = self.program.total
        if not total.grade_cases and (graded is None or not total.grades):
            return None
        self.about = "等级"
        ranks = list(total.ranks)
        cases: list[tuple[Condition, Whole | None]] = [(Negated(sound), None)]
        otherwise: Whole | None = None
        if total.grade_cases:
            for case in total.grade_cases:
                lacking = self._lacking(case.requires)
                if lacking is not None:
                    cases.append((lacking, None))
                place = number(ranks.index(case.label))
                cases.append((Always(True) if case.when is None else self._condition(case.when), place))
        elif graded is not None:
            for grade in total.grades:
                cases.append((self._within(graded, grade.interval), number(ranks.index(grade.label))))
        found = self.cells.pick(self.about, tuple(cases), otherwise)
        for veto in total.grade_vetoes:
            lacking = self._lacking(veto.requires)
            worst = number(ranks.index(veto.label))
            limits: list[tuple[Condition, Whole | None]] = [] if lacking is None else [(lacking, None)]
            limits.append((Negated(self._condition(veto.when)), found))
            lower = self.cells.add(self.about, Extreme("MAX", (found, worst)))
            found = self.cells.pick(self.about, tuple(limits), lower)
        return self.cells.in_one(found, self.about)

    # Nodes

    def _ratio(self, node: ir.Node) -> Ratio:
        found = self._node(node)
        return found if isinstance(found, Ratio) else Ratio(self._truth(found))

    def _condition(self, node: ir.Node) -> Condition:
        found = self._node(node)
        return _as_flag(found.top) if isinstance(found, Ratio) else found

    def _truth(self, condition: Condition) -> Whole:
        """1 where a condition holds, else 0."""
        if isinstance(condition, Always):
            return number(int(condition.holds))
        return self.cells.pick(self.about, ((condition, number(1)),), number(0))

    def _compare(self, difference: Ratio, op: str) -> Condition:
        test = _compared(difference, op)
        return Test(self.cells.exact(test.whole, self.about), test.op) if isinstance(test, Test) else test

    def _node(self, node: ir.Node) -> Lowered:
        match node:
            case ir.Literal(value=bool() as flag):
                return Always(flag)
            case ir.Literal(value=value):
                return exactly(Fraction(value))
            case ir.Day(number=day):
                return exactly(day)
            case ir.Label(code=code):
                return exactly(code)
            case ir.Input():
                return self._input(node)
            case ir.IsMissing(input=name):
                self._read(name)
                return Blank(name)
            case ir.Ref(name=name):
                found = self.values[name]
                if isinstance(found, NotHeld):
                    raise found
                return found
            case ir.ScoreOf(name=name):
                return self.scored[name].score
            case ir.Applies(name=name):
                return self.scored[name].points
            case ir.Arith(op=op, left=left, right=right):
                return self._arith(op, self._ratio(left), self._ratio(right))
            case ir.Compare(op=op, left=left, right=right):
                return self._compare(self._ratio(left) - self._ratio(right), _SIGNS[op])
            case ir.Logic(op=op, items=items):
                return _joined(op == "and", [self._condition(item) for item in items])
            case ir.Not(operand=operand):
                inside = self._condition(operand)
                return Always(not inside.holds) if isinstance(inside, Always) else Negated(inside)
            case ir.Sum(items=items):
                total = exactly(0)
                for item in items:
                    total = self._short(total + self._ratio(item))
                return total
            case ir.Max(items=items):
                return self._extreme("MAX", [self._ratio(item) for item in items])
            case ir.Min(items=items):
                return self._extreme("MIN", [self._ratio(item) for item in items])
            case ir.Trimmed(items=items, low=low, high=high):
                return self._trimmed([self._ratio(item) for item in items], low, high)
            case ir.Abs(operand=operand):
                inner = self._ratio(operand)
                return Ratio(self._size(inner.top), inner.bottom)
            case ir.Clamp(value=value, low=low, high=high):
                return self._clipped(self._ratio(value), low, high)
            case ir.Floor(operand=operand):
                return Ratio(self._floor(self._ratio(operand)))
            case ir.Ceil(operand=operand):
                down = self._floor(self._ratio(operand) * exactly(-1))
                return Ratio(down.times(-1))
            case ir.Round(value=value, step=step, mode=mode):
                return self._rounded(self._ratio(value), ir.Rounding(step, mode))
            case ir.Select(cases=cases, otherwise=otherwise):
                return self._chosen(((self._condition(case.when), case.then) for case in cases), otherwise)
            case ir.Piecewise(subject=subject, bands=bands, otherwise=otherwise):
                return self._piecewise(self._ratio(subject), bands, otherwise)
            case ir.Call(function=function):
                raise NotHeld(f"函数 {function}", f"the function {function}")
            case ir.OverRows(op=op, rows=rows, body=body):
                return self._over_rows(op, rows.name, body)
            case ir.Cell(column=column):
                return self._cell(column)
            case ir.CellMissing(column=column):
                return Always(column not in self._row())
        raise NotHeld("这一步", "a step")

    def _input(self, item: ir.Input) -> Lowered:
        fact = self._read(item.name)
        if item.kind == "flag":
            return Test(one(fact.cell) - number(1), "=")
        found = ratio(one(fact.cell).times(fact.grid.numerator), number(fact.grid.denominator))
        if item.stand_in is None:
            return found
        other = next(known for known in self.program.inputs if known.name == item.stand_in)
        instead = self._input(other)
        assert isinstance(instead, Ratio)
        return self._pick([(Blank(item.name), instead)], found)

    def _arith(self, op: str, left: Ratio, right: Ratio) -> Ratio:
        if op == "+":
            return self._short(left + right)
        if op == "-":
            return self._short(left - right)
        if op == "×":
            return self._short(left * right)
        return self._divided(left, right)

    def _short(self, found: Ratio) -> Ratio:
        """The same, in cells of its own once it is long."""
        return found if _is_short(found.top) and _is_short(found.bottom) else self._as_cell(found)

    def _as_cell(self, found: Ratio) -> Ratio:
        top, bottom = found.top, found.bottom
        if len(top.terms) > 1:
            top = one(self.cells.in_one(self.cells.exact(top, self.about), self.about))
        if len(bottom.terms) > 1:
            bottom = one(self.cells.in_one(self.cells.exact(bottom, self.about), self.about))
        return Ratio(top, bottom)

    def _divided(self, left: Ratio, right: Ratio) -> Ratio:
        if right.fixed is not None:
            if right.fixed == 0:
                raise NotHeld("除以0", "a division by 0")
            return self._short(left * exactly(1 / right.fixed))
        low, high = span(right.top, self.cells.bounds)
        top, bottom = right.top, right.bottom
        if high <= 0:
            return self._short(ratio((left.top * bottom).times(-1), (left.bottom * top).times(-1)))
        if low < 0:
            divisor = self.cells.in_one(self.cells.exact(top, self.about), self.about)
            bottom = bottom * self.cells.add(self.about, Sign(one(divisor)))
            top = self._size(one(divisor))
        return self._short(ratio(left.top * bottom, left.bottom * top))

    def _size(self, whole: Whole) -> Whole:
        low, high = span(whole, self.cells.bounds)
        if low >= 0:
            return whole
        if high <= 0:
            return whole.times(-1)
        return self.cells.add(self.about, Size(self.cells.exact(whole, self.about)))

    def _extreme(self, op: str, items: list[Ratio]) -> Ratio:
        bottoms = [item.bottom.fixed for item in items]
        known = [bottom for bottom in bottoms if bottom]
        if len(known) == len(items):
            together = multiple(known)
            tops = tuple(
                self.cells.exact(item.top.times(together // bottom), self.about)
                for item, bottom in zip(items, known, strict=True)
            )
            return ratio(self.cells.add(self.about, Extreme(op, tops)), number(together))
        found = items[0]
        for item in items[1:]:
            kept = self._compare(found - item, ">=" if op == "MAX" else "<=")
            found = self._pick([(kept, found)], item)
        return found

    def _trimmed(self, items: list[Ratio], low: int, high: int) -> Ratio:
        known = [item.bottom.fixed for item in items if item.bottom.fixed]
        if len(known) < len(items):
            raise NotHeld("去掉最高最低", "leaving out the highest and lowest")
        together = multiple(known)
        numbers = []
        for item, bottom in zip(items, known, strict=True):
            top = self.cells.exact(item.top.times(together // bottom), self.about)
            # A cell of its own for each, side by side.
            whole = self.cells.add(self.about, Total(top), fresh=True)
            assert whole.cell is not None
            numbers.append(whole.cell)
        if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
            raise NotHeld("去掉最高最低", "leaving out the highest and lowest")
        kept = Kept(numbers[0], numbers[-1], low, high)
        return ratio(self.cells.add(self.about, kept), number(together))

    def _clipped(self, value: Ratio, low: Fraction | None, high: Fraction | None) -> Ratio:
        least, most = span(value.top, self.cells.bounds)
        bottom = value.bottom.fixed
        if bottom:
            cut_high = high is not None and most > high * bottom
            cut_low = low is not None and least < low * bottom
        else:
            cut_high = high is not None
            cut_low = low is not None and not (low == 0 and least >= 0)
        cases: list[tuple[Condition, Ratio | None]] = []
        if cut_high and high is not None:
            cases.append((self._compare(value - exactly(high), ">"), exactly(high)))
        if cut_low and low is not None:
            cases.append((self._compare(value - exactly(low), "<"), exactly(low)))
        found = self._pick(cases, value)
        together = found.bottom.fixed
        if together and found.top.cell is not None:
            self._narrow(found.top, None if low is None else low * together, None if high is None else high * together)
        return found

    def _narrow(self, whole: Whole, low: Fraction | None, high: Fraction | None) -> None:
        """Take note that a cell lies between two ends."""
        cell = whole.cell
        if cell is None:
            return
        least, most = self.cells.bounds[cell]
        least = least if low is None else max(least, math.floor(low))
        most = most if high is None else min(most, math.ceil(high))
        self.cells.bounds[cell] = (min(least, most), max(least, most))

    def _floor(self, value: Ratio) -> Whole:
        fixed = value.fixed
        if fixed is not None:
            return number(math.floor(fixed))
        if value.bottom.fixed == 1:
            return value.top
        top = self.cells.in_one(self.cells.exact(value.top, self.about), self.about)
        bottom = self.cells.exact(value.bottom, self.about)
        if bottom.fixed is None:
            bottom = one(self.cells.in_one(bottom, self.about))
        return self.cells.add(self.about, Quotient(top, bottom))

    def _rounded(self, value: Ratio, rounding: ir.Rounding | None) -> Ratio:
        if rounding is None:
            return value
        steps = value * exactly(1 / rounding.step)
        if steps.bottom.fixed == 1 or _on_grid(value, rounding.step):
            return value
        low, high = span(steps.top, self.cells.bounds)
        top, sign = steps.top, None
        if low < 0 < high:
            held = one(self.cells.in_one(self.cells.exact(top, self.about), self.about))
            top, sign = self._size(held), self.cells.add(self.about, Sign(held))
        elif high <= 0 and low < 0:
            top, sign = top.times(-1), number(-1)
        positive = Ratio(top, steps.bottom)
        if rounding.mode == "half-up":
            found = self._floor(positive + exactly(Fraction(1, 2)))
        elif rounding.mode == "down":
            found = self._floor(positive)
        else:
            found = self._floor(positive * exactly(-1)).times(-1)
        if sign is not None:
            found = found * sign
        return Ratio(found) * exactly(rounding.step)

    def _select(self, cases: list[tuple[Condition, Lowered]], otherwise: Lowered | None) -> Lowered:
        outcomes = [*(then for _, then in cases), *([] if otherwise is None else [otherwise])]
        if any(isinstance(found, Ratio) for found in outcomes):
            ratios: list[tuple[Condition, Ratio | None]] = [(when, self._made_ratio(then)) for when, then in cases]
            return self._pick(ratios, None if otherwise is None else self._made_ratio(otherwise))
        flags = tuple((when, self._truth(_flag(then))) for when, then in cases)
        last = None if otherwise is None else self._truth(_flag(otherwise))
        return _as_flag(self.cells.pick(self.about, flags, last))

    def _made_ratio(self, found: Lowered) -> Ratio:
        return found if isinstance(found, Ratio) else Ratio(self._truth(found))

    def _pick(self, cases: Sequence[tuple[Condition, Ratio | None]], otherwise: Ratio | None) -> Ratio:
        """The first case that holds: one cell over a common divisor, or one for each half of the ratio."""
        if not cases and otherwise is not None:
            return otherwise
        found = [then for _, then in cases if then is not None] + ([] if otherwise is None else [otherwise])
        bottoms = [item.bottom.fixed for item in found]
        known = [bottom for bottom in bottoms if bottom]
        if len(known) == len(found):
            together = multiple(known)
            tops = tuple((when, _over(then, together)) for when, then in cases)
            whole = self.cells.pick(self.about, tops, _over(otherwise, together))
            return ratio(whole, number(together))
        above = tuple((when, None if then is None else then.top) for when, then in cases)
        below = tuple((when, None if then is None else then.bottom) for when, then in cases)
        top = self.cells.pick(self.about, above, None if otherwise is None else otherwise.top)
        return Ratio(top, self.cells.pick(self.about, below, None if otherwise is None else otherwise.bottom))

    def _piecewise(self, subject: Ratio, bands: Sequence[ir.Band], otherwise: ir.Node | None) -> Lowered:
        return self._chosen(((self._within(subject, band.interval), band.value) for band in bands), otherwise)

    def _chosen(self, cases: Iterable[tuple[Condition, ir.Node]], otherwise: ir.Node | None) -> Lowered:
        """The first case that holds. What never comes to be taken is not looked into."""
        found: list[tuple[Condition, Lowered]] = []
        for when, then in cases:
            if when == Always(False):
                continue
            if when == Always(True):
                return self._select(found, self._node(then)) if found else self._node(then)
            found.append((when, self._node(then)))
        if not found and otherwise is not None:
            return self._node(otherwise)
        return self._select(found, None if otherwise is None else self._node(otherwise))

    # Rows

    def _row(self) -> Row:
        if self.row is None or self.row[0] not in self.rows:
            raise NotHeld("明细的各行", "rows")
        return self.rows[self.row[0]][self.row[1]]

    def _cell(self, column: str) -> Lowered:
        value = self._row().get(column)
        if value is None:
            raise NotHeld("明细里空着的格", "an empty cell of a row")
        if isinstance(value, bool):
            return Always(value)
        if not isinstance(value, LiveCell):
            return exactly(value)
        assert self.row is not None
        cell = self.facts[row_cell(*self.row, column)].cell
        return ratio(one(cell).times(value.grid.numerator), number(value.grid.denominator))

    def _over_rows(self, op: str, name: str, body: ir.Node) -> Ratio:
        """Row by row, as long as nothing has changed that is taken for fixed."""
        if name not in self.rows:
            raise NotHeld("明细的各行", "rows")
        around, found = self.row, list[Ratio]()
        for place in range(len(self.rows[name])):
            self.row = (name, place)
            found.append(self._ratio(body))
        self.row = around
        if op == "sum":
            joined = exactly(0)
            for item in found:
                joined = self._short(joined + item)
        else:
            joined = self._extreme("MAX" if op == "max" else "MIN", found)
        return self._pick([(Negated(Unchanged(name + FIXED)), None)], joined)

    def _within(self, value: Ratio, interval: Interval) -> Condition:
        parts = []
        if interval.low is not None and interval.low == interval.high:
            return self._compare(value - exactly(interval.low), "=")
        if interval.low is not None:
            parts.append(self._compare(value - exactly(interval.low), ">" if interval.low_open else ">="))
        if interval.high is not None:
            parts.append(self._compare(value - exactly(interval.high), "<" if interval.high_open else "<="))
        return _joined(True, parts)


_SIGNS = {"=": "=", "≠": "<>", "<": "<", "≤": "<=", ">": ">", "≥": ">="}


def _beyond(clip: Interval, step: Fraction, times: int) -> tuple[Fraction | None, Fraction | None]:
    """The ends of what lies within others once it is rounded to a step."""
    low = None if clip.low is None else math.floor(clip.low / step) * step * times
    high = None if clip.high is None else math.ceil(clip.high / step) * step * times
    return low, high


def _joined(every: bool, parts: Sequence[Condition]) -> Condition:
    """All or any of some conditions, without those that are settled."""
    if Always(not every) in parts:
        return Always(not every)
    left = tuple(part for part in parts if part != Always(every))
    if not left:
        return Always(every)
    return left[0] if len(left) == 1 else Every(left) if every else Some(left)


def _is_short(whole: Whole) -> bool:
    return len(whole.terms) <= 8 and all(len(cells) <= 4 for cells, _ in whole.terms)


def _compared(difference: Ratio, op: str) -> Condition:
    fixed = difference.top.fixed
    if fixed is not None:
        return Always(COMPARE[op](fixed))
    return Test(difference.top.over(difference.top.content), op)


def _as_flag(whole: Whole) -> Condition:
    fixed = whole.fixed
    return Test(whole - number(1), "=") if fixed is None else Always(fixed == 1)


def _flag(found: Lowered) -> Condition:
    assert not isinstance(found, Ratio)
    return found


def _over(item: Ratio | None, bottom: int) -> Whole | None:
    if item is None:
        return None
    own = item.bottom.fixed
    assert own
    return item.top.times(bottom // own)


def _on_grid(value: Ratio, step: Fraction) -> bool:
    """Whether a ratio is a multiple of a step whatever its cells hold."""
    bottom = value.bottom.fixed
    if not bottom:
        return False
    return all((Fraction(factor, bottom) / step).denominator == 1 for _, factor in value.top.terms)


def _least(bounds: Interval, grid: Fraction) -> int:
    if bounds.low is None:
        return 1 - LIMIT
    steps = bounds.low / grid
    found = math.ceil(steps)
    return found + 1 if bounds.low_open and found == steps else found


def _most(bounds: Interval, grid: Fraction) -> int:
    if bounds.high is None:
        return LIMIT - 1
    steps = bounds.high / grid
    found = math.floor(steps)
    return found - 1 if bounds.high_open and found == steps else found
