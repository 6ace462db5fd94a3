"""A rubric with its names, types and units known.

Declarations have classes of their own here; expressions and scoring clauses are those of the tree as written,
and what is known of them stands in tables keyed by their `id`: `types`, `refs` (what a name means) and
`constants` (the exact value of a figure in base units).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import PurePath
from typing import Any

from attrs import define, field, frozen

from perfrules.source import NOWHERE, Source, Span, Words
from perfrules.syntax import nodes as n
from perfrules.types.calendar import Calendar
from perfrules.types.interval import Interval
from perfrules.types.types import Domain, RowsType, Type, Unit, Value


@frozen(eq=False)
class Scale:
    """评议尺度: the 档 of judgements, each with the rates that it may have; no two share one."""

    name: str
    grades: tuple[tuple[str, Interval], ...]
    span: Span = field(default=NOWHERE, repr=False)

    def grade_of(self, rate: Fraction) -> str | None:
        """The 档 of a rate; None where it is in none."""
        return next((label for label, interval in self.grades if rate in interval), None)

    @property
    def rates(self) -> Interval:
        """From the lowest rate to the highest."""
        found = self.grades[0][1]
        for _, interval in self.grades[1:]:
            found = found.hull(interval)
        return found


@define(eq=False)
class Fact:
    """A measure: one thing that is known of the subject.

    `name` is what the author wrote, `path` what tells it from every other (an on-the-spot fact belongs to its
    leaf: path·text). `unit` is the unit a bare figure has and in which the fact is shown. `missing_value` is the
    value of an optional fact that was not given, None where its uses say what to do.
    """

    name: str
    path: str
    type: Type
    unit: Unit | None
    domain: Domain
    optional: bool = False
    missing_value: Value | None = None
    missing_fails: bool = False
    needs_reason: bool = False
    first: str | None = None
    """half-up or down: a finer value is first brought to the grid that way; None: it is a data error."""
    remark: str = ""
    owner: Indicator | None = None
    span: Span = field(default=NOWHERE, repr=False)
    items: tuple[Fact, ...] = field(default=(), repr=False)
    """The values of a 列, each a fact of its own; all else is then said of each of them."""
    labels: tuple[str, ...] = ()
    """What they are called: years or numbers, the columns of a row of a 数据表, the rows of a column."""
    cells: tuple[Fact, ...] = field(default=(), repr=False)
    """The rows of a 数据表, each a 列 with its columns as labels."""
    is_item: bool = False
    """Whether it is one value of a 列."""
    scale: Scale | None = field(default=None, repr=False)
    """The 评议尺度 that it is judged by."""
    full: Fraction = Fraction(0)
    """The points that it is out of: of a 分值 满40分, or where it is judged by a 评议尺度."""
    rows: Fact | None = field(default=None, repr=False)
    """The 明细 that it is a column of; it then has a value in each row."""
    population: Population | None = field(default=None, repr=False)
    """What it is of all subjects together, where it is such a figure: published for one, computed over a batch."""
    stand_in: Fact | None = field(default=None, repr=False)
    """The mean of all that stands for it where it is absent (可缺 按均值); then that must be there."""

    @property
    def may_be_absent(self) -> bool:
        """Whether facts without it can be scored: 可缺, but for 可缺 报错 and 可缺 按均值."""
        return self.optional and not self.missing_fails

    @property
    def left_to_rules(self) -> bool:
        """Whether what its absence means is for the rules that read it to say: 可缺 and nothing behind it."""
        return self.may_be_absent and self.missing_value is None

    def is_cell_of(self, scope: Indicator | None) -> bool:
        """Whether it is a column of the 明细 of which a scope is a row, where it is one value."""
        return self.rows is not None and self.rows.detail is not None and self.rows.detail.scope is scope

    @property
    def detail(self) -> Detail | None:
        """What the rows must be like, of a 明细."""
        return self.type.detail if isinstance(self.type, RowsType) else None


@frozen(eq=False)
class Detail:
    """What the rows of a 明细 must be like. Columns are facts with a value in each row, by the name alone.

    `share` tells how many of the `full` points a row has: `points` (its cell in `weight`), `evenly`, `weight` (in
    proportion to that cell) or `judged` (all rows together). A target in `target`, with the sign of `default` where it
    has none, is met by the cell in `achieved`; `policies` say what is done where it is missed, each for its signs.
    `words` scores the rows whose target is words; `judged` are the columns of points that a person gives.
    """

    columns: tuple[Fact, ...]
    scope: Indicator
    """A row as a heading of one point: where the names of its rule are looked up."""
    full: Fraction
    share: str
    weight: Fact | None = None
    name: Fact | None = None
    target: Fact | None = None
    default: str | None = None
    achieved: Fact | None = None
    policies: tuple[str, ...] = ()
    by_target: bool = False
    """Whether rows are scored by what was achieved against the target."""
    words: bool = False
    """Whether there is a rule for targets in words."""
    judged: Mapping[str, Judgement] = field(factory=dict)


@frozen(eq=False)
class Judgement:
    """A column of points that a person gives: its step, its need of a reason, and which rows need it."""

    step: Fraction | None
    needs_reason: bool
    wanted: str
    """all, words (those with a target in words), figures (the others) or none."""
    scale: Scale | None = None
    """The 评议尺度 that it is judged by."""


@define(eq=False)
class Population:
    """A figure of all subjects: `kind` is mean, max, min, rank or group-mean of what `target` is for each of them.

    `score` says that a heading stands for its 得分. For a rank `high_first` says from which end it counts, and `ties`
    (skip, dense, mean) what equal values do: 1 2 2 4, 1 2 2 3, 1 2.5 2.5 4.
    """

    kind: str
    target: Fact | Formula | Indicator | None = None
    score: bool = False
    high_first: bool = True
    ties: str = ""

    @property
    def words(self) -> Words:
        """What it is, for a message that it is missing."""
        name = "" if self.target is None else getattr(self.target, "title", self.target.name)
        zh = f"「{name}」{'的得分' if self.score else ''}"
        en = f"{'the score of ' if self.score else ''}`{name}`"
        what = {
            "mean": Words(f"全体被评价对象{zh}的均值", f"the mean of {en} over all subjects"),
            "max": Words(f"全体被评价对象{zh}的最大值", f"the highest {en} of all subjects"),
            "min": Words(f"全体被评价对象{zh}的最小值", f"the lowest {en} of all subjects"),
            "rank": Words(f"{zh}在全体被评价对象中的名次", f"the place of {en} among all subjects"),
            "group-mean": Words(f"同组其他对象{zh}的平均分", f"the mean score of `{name}` in the group"),
        }
        return what[self.kind]


@define(eq=False)
class Formula:
    """A named or unnamed value under a heading. `guards` are tried in order before the expression."""

    name: str | None
    owner: Indicator
    expression: n.Expr
    guards: tuple[n.Guard, ...]
    keep: n.Keep | None
    notes: tuple[n.Note, ...]
    span: Span = field(repr=False)
    type: Type | None = field(default=None, repr=False)

    @property
    def title(self) -> str:
        """What explanations call it: its name, or its heading's."""
        return self.name or self.owner.name


@define(eq=False)
class Indicator:
    """A heading: what is scored. Leaves have clauses, the others children; points in 分."""

    name: str
    depth: int
    parent: Indicator | None
    span: Span = field(repr=False)
    points: Fraction = Fraction(0)
    inner: Fraction | None = None
    """内按: the scale that its parts are scored on; what they come to is brought to its points."""
    state: str = ""
    """`unused` (空) and `unpublished` (分值 未公布) are printed and not scored; what an `unrecorded` (未录) one scores
    is not known. Empty for all others."""
    uncounted: bool = False
    """不计分: its score, or only its 指标值, is worked out and told, and is part of nothing above."""
    adjusts: bool = False
    """Whether it is 加减分 or below it: no points of its own, what it adds or takes comes on top."""
    most_added: Fraction | None = None
    most_taken: Fraction | None = None
    most: Fraction | None = None
    """The most that it can score, where that is not its points."""
    least: Fraction = Fraction(0)
    """The least that it can score."""
    range_span: Span | None = field(default=None, repr=False)
    """Where its 范围 stands; it is then not cut at 0 and at its points, but shown to stay within."""
    conditions: list[n.Expr] = field(factory=list, repr=False)
    """Of the total: the conditions of the grades."""
    children: list[Indicator] = field(factory=list, repr=False)
    clauses: list[n.Node] = field(factory=list, repr=False)
    formulas: list[Formula] = field(factory=list, repr=False)
    properties: list[n.PropertyDecl] = field(factory=list, repr=False)
    notes: list[n.Note] = field(factory=list, repr=False)
    aggregate: n.Node | None = field(default=None, repr=False)
    """How its parts count where that is not their sum; one of its clauses."""
    rounding: n.Rounding | None = None
    base_points: Fraction | None = None
    base_points_span: Span | None = field(default=None, repr=False)
    measure: Formula | n.Expr | None = field(default=None, repr=False)
    """The 指标值: its unnamed formula or the one with its name, else what its 评分 reads, else its only formula."""
    broken: bool = False
    """Whether a statement under it was reported as broken, so that what depends on all of them is not checked."""

    @property
    def path(self) -> tuple[str, ...]:
        """Its name and those above it, the topmost first."""
        return (*self.parent.path, self.name) if self.parent else (self.name,)

    @property
    def ceiling(self) -> Fraction:
        """The most that it can score."""
        return self.points if self.most is None else self.most

    @property
    def scores(self) -> Interval:
        """An interval that holds every score that it can have."""
        if self.is_leaf:
            return Interval(self.least, self.ceiling)
        ranged = any(leaf.range_span is not None for leaf in self.leaves())
        if not ranged:
            return Interval(Fraction(0), self.points)
        if not self.adds_up:
            return Interval()
        found = Interval(Fraction(0), Fraction(0))
        for child in self.children:
            found = found + child.scores.hull(Interval(Fraction(0), Fraction(0)))
        return found.hull(Interval(Fraction(0), self.points))

    def within(self, value: Fraction) -> Fraction:
        """A sum of what is added and taken, inside the 至多 of 加减分."""
        if self.most_added is not None:
            value = min(value, self.most_added)
        return value if self.most_taken is None else max(value, -self.most_taken)

    @property
    def is_scored(self) -> bool:
        """Whether it has points and a score; 空 and 分值 未公布 have neither."""
        return self.state in ("", "unrecorded")

    @property
    def parts(self) -> list[Indicator]:
        """The headings right below it whose scores make its own."""
        return [child for child in self.children if child.counts]

    @property
    def counts(self) -> bool:
        """Whether its score is part of what stands above it."""
        return self.is_scored and not self.uncounted

    @property
    def is_leaf(self) -> bool:
        """Whether it has no parts: its score, if it has one, is its own."""
        return not self.parts

    @property
    def stands_apart(self) -> bool:
        """Whether it is 不计分, or below what is."""
        return self.uncounted or (self.parent is not None and self.parent.stands_apart)

    @property
    def adds_up(self) -> bool:
        """Whether its score is the sum of its parts."""
        return self.aggregate is None and self.inner is None

    @property
    def scale(self) -> Fraction:
        """Out of how many points its parts are scored."""
        return self.points if self.inner is None else self.inner

    @property
    def chooses(self) -> bool:
        """Whether only one of its parts counts, which the facts name."""
        return isinstance(self.aggregate, n.ChooseOne)

    @property
    def may_be_unchosen(self) -> bool:
        """Whether it stands in a part of a heading that chooses."""
        return self.parent is not None and (self.parent.chooses or self.parent.may_be_unchosen)

    def choices(self) -> Iterator[tuple[Indicator, Indicator]]:
        """The headings above it that choose, the topmost first, each with the part that it stands in."""
        if self.parent is not None:
            yield from self.parent.choices()
            if self.parent.chooses:
                yield self.parent, self

    @property
    def is_uncertain(self) -> bool:
        """Whether its score may not be known, since it or a part of it is 未录."""
        return self.state == "unrecorded" or any(part.is_uncertain for part in self.parts)

    @property
    def left_out(self) -> n.LeftOut | None:
        """The 不计入 that this leaf can come to; where it has several, they agree."""
        found = (x for clause in self.clauses for x in n.walk(clause) if isinstance(x, n.LeftOut))
        return next(found, None)

    @property
    def loses_points(self) -> bool:
        """Whether it can be scored out of fewer points than its own, since it or a part of it is 不计入."""
        return self.may_be_unchosen or self._is_left_out

    @property
    def _is_left_out(self) -> bool:
        if self.is_leaf:
            return self.left_out is not None
        return any(part._is_left_out for part in self.parts)

    def leaves(self) -> Iterator[Indicator]:
        """The leaves below it that are scored, itself if it is one."""
        if self.is_leaf and self.is_scored:
            yield self
        for child in self.children:
            if child.is_scored:
                yield from child.leaves()

    def walk(self) -> Iterator[Indicator]:
        """It and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

    def assumptions(self) -> Iterator[n.Note]:
        """Every 假定 on it and on its clauses and formulas."""
        for node in (*self.notes, *self.clauses, *self.formulas_notes()):
            if isinstance(node, n.Note):
                if node.kind == "assumption":
                    yield node
            else:
                yield from (x for x in n.walk(node) if isinstance(x, n.Note) and x.kind == "assumption")

    def formulas_notes(self) -> Iterator[n.Note]:
        """The notes behind its formulas."""
        for formula in self.formulas:
            yield from formula.notes


@frozen(eq=False)
class Label:
    """A name in an expression that is a label of a choice."""

    text: str


Ref = Fact | Formula | Indicator | Label
"""What a name in an expression means; a heading's path means its 指标值."""


@frozen(eq=False)
class Grade:
    """A label of the grade scale and the totals that have it."""

    label: str
    interval: Interval
    notes: tuple[n.Note, ...] = ()
    span: Span = field(default=NOWHERE, repr=False)
    condition: n.Expr | None = field(default=None, repr=False)
    """When it is given, where the grades are conditions in order; None for the last one (否则)."""


@frozen(eq=False)
class Conventions:
    """What 约定 lines set for the whole file; None is not set."""

    leftover: str | None = None
    ends: str | None = None
    zero_by_zero: n.Expr | None = None
    nonzero_by_zero: n.Expr | None = None
    money_unit: Unit | None = None
    notes: tuple[n.Note, ...] = ()


@frozen(eq=False)
class Constraint:
    """A condition on the facts. `fatal` is 约束; otherwise 核对, whose breach is a finding."""

    condition: n.Expr
    fatal: bool
    tolerance: Fraction
    facts: tuple[Fact, ...]
    notes: tuple[n.Note, ...]
    span: Span = field(repr=False)


@frozen(eq=False)
class Rubric:
    """A checked rubric: what every evaluator, analysis and printer works from.

    `points` is the full marks of the total in 分; `hash` the sha256 of the canonical text.
    """

    source: Source = field(repr=False)
    title: str
    id: str | None
    year: str | None
    points: Fraction
    range: Interval
    """What the total is cut at: 0 and its full marks, unless 可超满分 or 总分范围 says otherwise."""
    lower_is_better: bool
    """分低为优."""
    results: tuple[str, ...]
    """The 结果等次, best first; empty where results are points. Inside, a result is its place from the worst, 0."""
    index: Formula | None = field(repr=False)
    """结果为: what the rubric comes to beside or instead of a total."""
    top: Indicator = field(repr=False)
    """The total as a heading: its clauses are the caps, vetoes and vetoes of the grade."""
    facts: tuple[Fact, ...] = field(repr=False)
    """Every fact that has one value; a 列 is there by its items."""
    lists: tuple[Fact, ...] = field(repr=False)
    """Every 列, among them the rows and columns of every 数据表."""
    grids: tuple[Fact, ...] = field(repr=False)
    """Every 数据表."""
    indicators: tuple[Indicator, ...] = field(repr=False)
    adjustments: Indicator | None = field(repr=False)
    """加减分."""
    grades: tuple[Grade, ...] = field(repr=False)
    grades_by: str
    """What the grades are about: total, unrounded, rate, index, or order (conditions)."""
    grade_notes: tuple[n.Note, ...] = field(repr=False)
    """What is said of the grades, or of the 结果等次, as a whole."""
    range_notes: tuple[n.Note, ...] = field(repr=False)
    """What is said of 总分范围."""
    rounding: n.Rounding | None
    """How each leaf's score is rounded, unless a heading or leaf says otherwise."""
    total_rounding: n.Rounding | None
    properties: tuple[n.PropertyDecl, ...] = field(repr=False)
    """性质 lines at the head of the file; those of headings stand there."""
    conventions: Conventions = field(repr=False)
    constraints: tuple[Constraint, ...] = field(repr=False)
    notes: tuple[n.Note, ...] = field(repr=False)
    cases: tuple[n.CaseDecl, ...] = field(repr=False)
    units: Mapping[str, Unit] = field(repr=False)
    types: Mapping[int, Type] = field(repr=False)
    refs: Mapping[int, Ref] = field(repr=False)
    constants: Mapping[int, Value] = field(repr=False)
    intervals: Mapping[int, Interval] = field(repr=False)
    tables: Mapping[int, Any] = field(repr=False)
    """What the rows of every 评分 share (protocols.Table), by the identity of its node."""
    declared: Mapping[int, tuple[Fact, ...]] = field(repr=False)
    """The facts that a clause names on the spot, by the identity of its node."""
    rows_over: Mapping[int, Fact] = field(repr=False)
    """The 明细 whose rows an expression goes over, by its id: 合计(产出·人数)."""
    spread: Mapping[int, int] = field(repr=False)
    """How many values an expression stands for that goes over a 列, by its id: 均值(满意度), 至少2年 满意度 ≥ 90%."""
    calendar: Calendar | None = field(default=None, repr=False)
    """The 工作日历."""
    hash: str = ""
    lang: str = "zh"
    """The language of its file."""

    @property
    def parts(self) -> list[Indicator]:
        """The topmost headings whose scores make the total."""
        return [top for top in self.indicators if top.counts]

    @property
    def judged(self) -> n.Node | None:
        """总分 评议, where the total is not made of parts."""
        return next((clause for clause in self.top.clauses if isinstance(clause, n.TotalJudged)), None)

    def roots(self) -> Iterator[Indicator]:
        """The topmost headings, then 加减分."""
        yield from self.indicators
        if self.adjustments is not None:
            yield self.adjustments

    def walk(self) -> Iterator[Indicator]:
        """Every heading, parents first, in the order of the text."""
        for indicator in self.roots():
            yield from indicator.walk()

    def leaves(self) -> Iterator[Indicator]:
        """Every leaf that is scored, in the order of the text."""
        for indicator in self.roots():
            yield from indicator.leaves()

    @property
    def called(self) -> str:
        """The 代码, or the name of the file where none is stated, wherever the file lies."""
        return self.id or PurePath(self.source.name).stem

    def ranked_grades(self) -> list[str]:
        """The labels of the grade scale, best first; conditions stand best first."""
        if self.grades_by == "order":
            return [grade.label for grade in self.grades]

        def low(grade: Grade) -> tuple[bool, Fraction]:
            return grade.interval.low is not None, grade.interval.low or Fraction(0)

        return [grade.label for grade in sorted(self.grades, key=low, reverse=not self.lower_is_better)]

    @property
    def grade_unrounded(self) -> bool:
        """Whether grades are about the total before its rounding."""
        return self.grades_by == "unrounded"

    @property
    def beyond_full(self) -> bool:
        """Whether the total may go above its full marks."""
        return self.range.high is None or self.range.high > self.points

    @property
    def has_total(self) -> bool:
        """Whether it comes to a total, of points or (with 结果等次) of places."""
        return bool(self.parts) or self.judged is not None

    def rounding_of(self, leaf: Indicator) -> n.Rounding | None:
        """How a leaf's score is rounded: the nearest 舍入 above it that speaks of scores; None is not at all."""
        node: Indicator | None = leaf
        while node is not None:
            if node.rounding is not None:
                return node.rounding if node.rounding.digits is not None else None
            node = node.parent
        if self.rounding is not None and self.rounding.digits is not None:
            return self.rounding
        return None
