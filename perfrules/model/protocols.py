"""What the phases ask of an idiom, and what an idiom can ask of the phases.

A phase hands an idiom a context: `Check` while compiling, `Evaluation` while scoring. An idiom speaks of its own
node only; it never walks the rubric.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Protocol

from attrs import define, field, frozen

from perfrules.diagnostics.diagnostic import Fix, Kind, Label
from perfrules.ir import nodes as ir
from perfrules.model import errors
from perfrules.model.infer import Typing
from perfrules.model.model import Conventions, Fact, Indicator
from perfrules.source import Span, Words
from perfrules.syntax import nodes as n
from perfrules.types.interval import Interval
from perfrules.types.show import decimal
from perfrules.types.types import (
    POINTS_TYPE,
    Broken,
    Choice,
    Form,
    Quantity,
    Type,
    Value,
    describe,
)


@frozen
class ReasonKind:
    """One way a score can come about: the sentence with `{slots}`, in both languages.

    `then_zh` and `then_en` are the sentence right behind a step that states the same `{name}` and `{value}`.
    """

    name: str
    zh: str
    en: str
    then_zh: str = ""
    then_en: str = ""


@frozen
class Reason:
    """One step of a score: what happened, with the figures put in.

    `amount` is what it added to (or took from) the score, None for steps that only state a value; `lost` how much
    worse it left the score than it could be, below 0 where it gave points back (a cut at 0, an award beside a rule):
    over a leaf they add up to `NodeResult.lost`.
    `notes` are the remarks, assumptions and sources of the rule that was used, `evidence` the 佐证 of the facts
    that it read.
    """

    kind: ReasonKind
    args: Mapping[str, Any]
    amount: Fraction | None = None
    notes: tuple[n.Note, ...] = ()
    span: Span | None = field(default=None, repr=False)
    lost: Fraction = Fraction(0)
    evidence: tuple[str, ...] = ()

    def text(self, lang: str, after: Reason | None = None) -> str:
        """The sentence; shorter where the step before it has stated the value already."""
        kind, zh = self.kind, lang == "zh"
        template = kind.zh if zh else kind.en
        if after is not None and all(key in self.args for key in ("name", "value")):
            stated = all(after.args.get(key) == self.args[key] for key in ("name", "value"))
            template = (stated and (kind.then_zh if zh else kind.then_en)) or template
        return template.format_map({k: v[lang] if isinstance(v, Words) else v for k, v in self.args.items()})


@frozen
class Table:
    """What the rows of one 评分 share: the value that is scored (None for conditions) and its type."""

    subject: n.Expr | None
    type: Type | None
    in_order: bool
    rows: tuple[n.Row, ...]
    span: Span


class Evaluation(Protocol):
    """What an idiom can ask while a leaf is scored."""

    leaf: Indicator

    @property
    def full(self) -> Fraction:
        """The full marks of the leaf."""

    def value(self, expr: n.Expr) -> Fraction:
        """The exact value of a quantity."""

    def label(self, expr: n.Expr) -> str:
        """The label that a choice has."""

    def truth(self, expr: n.Expr) -> bool:
        """Whether a condition holds."""

    def missing(self, expr: n.Expr) -> bool:
        """Whether an expression reads an optional fact that was not given."""

    def type(self, expr: n.Expr) -> Type:
        """The type of an expression."""

    def show(self, expr: n.Expr, holds: Callable[[Fraction], bool] | None = None) -> Words:
        """Its value as people read it; with enough decimals to keep a condition that the value keeps."""

    def name(self, expr: n.Expr) -> str:
        """What explanations call a measure."""

    def interval(self, node: n.IntervalNode) -> Interval:
        """The numbers of an interval."""

    def worked(self, expr: n.Expr) -> Words:
        """Its formula with the figures put in."""

    def points(self, value: Fraction) -> Words:
        """Points as people read them."""

    def spot(self, text: str) -> bool:
        """The flag that an on-the-spot text of this leaf declares."""

    def say(
        self, kind: ReasonKind, amount: Fraction | None = None, notes: tuple[n.Note, ...] = (), /, **args: Any
    ) -> None:
        """Record a step."""

    def not_applicable(self) -> None:
        """Mark the leaf as not applicable."""

    def leave_out(self, shared: bool) -> None:
        """Mark the leaf as 不计入; `shared` where the parts beside it share its points."""

    def leftover(self) -> str | None:
        """The leftover policy that 约定 sets for the file."""

    def is_points(self, expr: n.Expr) -> bool:
        """Whether a figure is in percentage points."""

    def judged(self, clause: n.Node) -> Fact:
        """The fact that a 评议 declares."""

    def value_of(self, fact: Fact) -> Fraction:
        """The value of a quantity fact."""

    def label_of(self, fact: Fact) -> str:
        """The label of a choice fact."""

    def is_result(self, expr: n.Expr) -> bool:
        """Whether it is one of the 结果等次."""

    def reason_of(self, fact: Fact) -> str:
        """The reason given with a fact; empty where none was."""

    def score(self, score: n.Node, table: Table | None, row: n.Row | None) -> Fraction:
        """The points that a row's or an override's score gives."""

    def head_holds(self, head: n.Node, table: Table) -> bool:
        """Whether a row's head fits."""

    def head_words(self, head: n.Node, table: Table) -> Words:
        """A row's head in words."""

    def table(self, node: n.Node) -> Table:
        """What the rows of a table inside a row share."""

    def declared(self, clause: n.Node) -> tuple[Fact, ...]:
        """The facts that a clause declares on the spot."""

    def rows_of(self, fact: Fact) -> Sequence[Mapping[str, Any]]:
        """The rows of a 明细: the cells of each by their columns."""

    def in_row(self, fact: Fact, row: Mapping[str, Any], points: Fraction) -> Evaluation:
        """The evaluation of one of its rows, which has so many points; amounts there are parts of them."""

    def take_over(self, inner: Evaluation, score: Fraction) -> None:
        """Take over the step of a row, which scored so many of its points."""

    # In a row

    def cell(self, column: str, default: Any = None) -> Any:
        """What the row has in a column, which may be one of its parts: 要求·比较."""

    def column(self, name: str) -> str:
        """The name of a column as declared."""

    def row_name(self) -> str:
        """The name of the row."""

    def row_points(self) -> Fraction:
        """The points that the row has in all."""

    def said(self) -> Words:
        """The steps of the row so far in one phrase; they are taken back."""


@frozen
class Member:
    """A part of a heading that counts: its score out of its points, and its place among the parts as written."""

    name: str
    score: Fraction
    points: Fraction
    place: int


class Aggregation(Protocol):
    """What an aggregate can ask while the parts of a heading are counted; there is at least one member."""

    @property
    def lower_is_better(self) -> bool:
        """分低为优."""

    @property
    def results(self) -> tuple[str, ...]:
        """The 结果等次, best first."""

    @property
    def heading(self) -> Indicator:
        """The heading."""

    @property
    def members(self) -> tuple[Member, ...]:
        """The parts that apply, as written."""

    @property
    def full(self) -> Fraction:
        """The points of the heading, or the scale of its 内按."""

    def points(self, value: Fraction) -> Words:
        """Points as people read them."""

    def listed(self) -> Words:
        """The members with their scores."""

    def choose(self, member: Member) -> None:
        """Say which member alone counts."""

    def say(
        self, kind: ReasonKind, amount: Fraction | None = None, notes: tuple[n.Note, ...] = (), /, **args: Any
    ) -> None:
        """Record a step."""


@frozen
class LoweredMember:
    """A part of a heading in the IR: its score (0 where it is left out), and whether it applies (None: always)."""

    score: ir.Node
    points: Fraction
    applies: ir.Node | None

    def score_or(self, other: ir.Node) -> ir.Node:
        """Its score, or something else where it is left out."""
        return self.score if self.applies is None else ir.Select((ir.Case(self.applies, self.score),), other)

    def counted(self, weight: Fraction) -> ir.Node:
        """Its weight, 0 where it is left out."""
        found = ir.Literal(weight)
        if self.applies is None:
            return found
        return ir.Select((ir.Case(self.applies, found),), ir.Literal(Fraction(0)))


class LoweringAbove(Protocol):
    """What an aggregate can ask while a heading is lowered."""

    @property
    def lower_is_better(self) -> bool:
        """分低为优."""

    @property
    def results(self) -> tuple[str, ...]:
        """The 结果等次, best first."""

    @property
    def heading(self) -> Indicator:
        """The heading."""

    @property
    def members(self) -> tuple[LoweredMember, ...]:
        """All parts, as written."""

    @property
    def full(self) -> ir.Node:
        """The points of the heading, or the scale of its 内按."""

    def ratio(self, value: ir.Node, weight: ir.Node) -> ir.Node:
        """A value by the weight of the members; it is reached only where a part applies."""


def never_before(ctx: LoweringAbove, least: bool) -> ir.Node | None:
    """A score that is never better than those of the parts where the least or greatest is looked for: the points of
    the heading, or 0. None where the score of some part can go beyond."""
    parts, full = [part.scores for part in ctx.heading.parts], ctx.heading.scale
    if least:
        return None if any(each.high is None or each.high > full for each in parts) else ctx.full
    return None if any(each.low is None or each.low < 0 for each in parts) else ir.Literal(Fraction(0))


def scores_that_count(ctx: LoweringAbove, least: bool) -> tuple[ir.Node, ...]:
    """The score of each part, to find the least or greatest; where one is left out stands what changes neither."""
    bound = never_before(ctx, least)
    if bound is not None:
        return tuple(member.score_or(bound) for member in ctx.members)
    return tuple(_or_another(member, ctx.members) for member in ctx.members)


def _or_another(member: LoweredMember, members: tuple[LoweredMember, ...]) -> ir.Node:
    """A part's score, else that of the first that applies, else 0."""
    cases: list[ir.Case] = []
    none: ir.Node = ir.Literal(Fraction(0))
    for other in (member, *(other for other in members if other is not member)):
        if other.applies is None:
            none = other.score
            break
        cases.append(ir.Case(other.applies, other.score))
    return ir.Select(tuple(cases), none) if cases else none


class Lowering(Protocol):
    """What an idiom can ask while a leaf is lowered. Figures are already in base units there."""

    @property
    def full(self) -> Fraction:
        """The full marks of the leaf."""

    def value(self, expr: n.Expr) -> ir.Node:
        """A quantity, flag, label or date."""

    def interval(self, node: n.IntervalNode) -> Interval:
        """The numbers of an interval."""

    def leftover(self) -> str | None:
        """The leftover policy that 约定 sets for the file."""

    def judged(self, clause: n.Node) -> ir.Node:
        """The fact that a 评议 declares."""

    def absent(self, expr: n.Expr) -> tuple[ir.Node, ...]:
        """Whether each optional fact without a value of its own that an expression reads was not given."""

    def score(self, score: n.Node, table: Table | None, row: n.Row | None) -> ir.Node:
        """The points that a row's or an override's score gives."""

    def head(self, head: n.Node, table: Table) -> ir.Node:
        """Whether a row's head fits."""

    def table(self, node: n.Node) -> Table:
        """What the rows of a table inside a row share."""

    def declared(self, clause: n.Node) -> tuple[Fact, ...]:
        """The facts that a clause declares on the spot."""

    def fact(self, fact: Fact) -> ir.Node:
        """A fact where it is read."""

    def rows_of(self, fact: Fact) -> ir.Input:
        """The rows of a 明细."""

    def in_row(self, fact: Fact, only: ir.Node | None = None) -> Lowering:
        """The lowering of what stands in a row of it; of a rule for some rows, what holds `only` there."""

    def reach(self, when: Callable[[], ir.Node], score: Callable[[], ir.Node]) -> ir.Node:
        """A score that is gone into only where something holds; what it alone reads is needed there only."""

    def label(self, text: str, choice: Choice) -> ir.Label:
        """A label of a choice, in one of its spellings."""

    def at(self, node: n.Node) -> ir.Origin:
        """Where a clause stands."""


@define
class Check:
    """What an idiom can ask while a leaf is checked."""

    typing: Typing
    leaf: Indicator
    conventions: Conventions
    grid: tuple[Fraction, int] | None
    """The rounding grid of the leaf and its decimals."""
    idiom_of: Callable[[n.Node], Any]

    def report(
        self,
        kind: Kind,
        span: Span,
        *,
        labels: tuple[Label, ...] = (),
        suggestions: tuple[str, ...] = (),
        fixes: tuple[Fix, ...] = (),
        **args: Any,
    ) -> None:
        """Report something about this leaf."""
        self.typing.diagnostics.report(kind, span, labels=labels, suggestions=suggestions, fixes=fixes, **args)

    def type(self, expr: n.Expr, want: Type | None = None) -> Type:
        """The type of an expression; a mismatch with what is wanted is reported."""
        return self.typing.infer(expr, self.leaf, want)

    def bounds(self, expr: n.Expr) -> Interval:
        """An interval that holds every value of an expression."""
        return self.typing.bounds(expr)

    def constant(self, expr: n.Expr) -> Fraction | None:
        """The value of an expression that reads no fact; 满分 counts as the leaf's points."""
        return self.typing.constant(expr, self.leaf.points)

    def figure(self, expr: n.Expr, want: Quantity) -> Fraction | None:
        """A fixed figure of a wanted type; None where it is reported as something else."""
        if isinstance(self.type(expr, want), Broken):
            return None
        value = self.constant(expr)
        if value is None:
            self.report(errors.NOT_CONSTANT, expr.span)
        return value

    def points(self, expr: n.Expr) -> Fraction | None:
        """A fixed number of points within the leaf's and on its grid; None where it is reported or not fixed."""
        if isinstance(self.type(expr, POINTS_TYPE), Broken):
            return None
        value = self.constant(expr)
        if value is not None:
            self.score_fits(value, expr.span)
        return value

    def score_fits(self, value: Fraction, span: Span) -> None:
        """Report a constant score beyond the leaf's points or off the rounding grid."""
        full = self.leaf.ceiling
        # What is added or taken has its own bounds.
        if not self.leaf.least <= value <= full and not self.leaf.broken and not self.leaf.adjusts:
            if self.leaf.range_span is not None:
                low, high = decimal(self.leaf.least), decimal(full)
                self.report(errors.SCORE_OUTSIDE, span, score=decimal(value), low=low, high=high)
                return
            self.report(errors.SCORE_TOO_HIGH, span, score=decimal(value), points=decimal(full))
        elif self.grid is not None and (value / self.grid[0]).denominator != 1:
            self.report(errors.OFF_GRID, span, score=decimal(value), digits=str(self.grid[1]))

    def amount_fits(self, value: Fraction, span: Span) -> None:
        """Report an amount that is added or taken: beyond the leaf's points (or its 范围's length), or off the grid."""
        leaf = self.leaf
        if leaf.range_span is not None and 0 <= value <= leaf.ceiling - leaf.least:
            value = leaf.least + value
        self.score_fits(value, span)

    def interval(self, node: n.IntervalNode, want: Type, subject: n.Expr | None) -> Interval | None:
        """The numbers of an interval over a value of a given type; None where an end is wrong or not fixed."""
        if node.clash:
            self.report(errors.CLASHING_ENDS, node.span, interval=node.span.text.strip())
            return None
        if node.middle is not None and not self._is_subject(node.middle, subject):
            self.report(errors.WRONG_MIDDLE, node.middle.span, subject=_shown(subject), name=node.middle.text)
            return None
        score = node.form.partition(" ")[2]
        if score and subject is not None and not isinstance(subject, (n.ScoreOf, n.Total)):
            name = Words("得分", "score") if score == "SCORE" else Words("总分", "the total")
            self.report(errors.WRONG_MIDDLE, node.span, subject=_shown(subject), name=name)
            return None
        low = self._end(node.low, want, Words("下端", "lower end"), node)
        high = self._end(node.high, want, Words("上端", "upper end"), node)
        if (node.low and low is None) or (node.high and high is None):
            return None
        low_value, low_in = low or (None, True)
        high_value, high_in = high or (None, True)
        if node.absolute and high_value is not None:
            low_value, low_in = -high_value, high_in
        if node.within and node.low is None and subject is not None and node.high is not None:
            bounds = self.bounds(subject)
            if bounds.low is None or bounds.low < 0:
                end = node.high.value.span.text
                word = "增减" if self.typing.lang == "zh" else "change "
                fix = Fix(Words("正负都算", "both directions"), ((node.span.head(), word),))
                self.report(errors.WITHIN_NEEDS_SIGN, node.span, fixes=(fix,), end=end)
                return None
        found = Interval(low_value, high_value, not low_in, not high_in)
        if found.empty:
            self.report(errors.EMPTY_INTERVAL, node.span, fixes=_turned(node), interval=node.span.text.strip())
            return None
        self.typing.intervals[node.id] = found
        return found

    def _is_subject(self, name: n.Name, subject: n.Expr | None) -> bool:
        """Whether the middle of a chain is the measure: by name, or by a letter that stands for it (90 > S ≥ 80)."""
        if len(name.text) == 1 and name.text.isascii():
            return True
        if subject is None:
            return False
        meant = self.typing.refs.get(subject.id)
        found = self.typing.visible(name.parts[0], self.leaf) if len(name.parts) == 1 else None
        found = found or next(iter(self.typing.index.find(name.parts)), None)
        measure = found.measure if isinstance(found, Indicator) else found
        return measure is not None and (measure is meant or measure is subject)

    def _end(self, end: n.End | None, want: Type, which: Words, node: n.IntervalNode) -> tuple[Fraction, bool] | None:
        if end is None or isinstance(self.type(end.value, want), Broken):
            return None
        value = self.constant(end.value)
        if value is None:
            self.report(errors.NOT_CONSTANT, end.value.span)
            return None
        included = end.included
        if included is None:
            convention = self.conventions.ends
            if convention is None:
                self._unmarked(end, which)
                return None
            included = convention == "BOTH_ENDS" or (convention == "LOW_END") == (end is node.low)
        return value, included

    def _unmarked(self, end: n.End, which: Words) -> None:
        fixes = tuple(
            Fix(Words(zh, en), ((end.value.span.tail(), mark[self.typing.lang]),))
            for zh, en, mark in (
                ("这一端算在内", "it belongs", Words("(含)", " (included)")),
                ("这一端不算", "it does not belong", Words("(不含)", " (excluded)")),
            )
        )
        self.report(errors.UNMARKED_END, end.span, fixes=fixes, which=which, end=end.value.span.text)


def _turned(node: n.IntervalNode) -> tuple[Fix, ...]:
    """The fix that lets two ends change places."""
    if node.low is None or node.high is None:
        return ()
    first, second = node.low.value.span, node.high.value.span
    return (Fix(Words("两端对调", "let the ends change places"), ((first, second.text), (second, first.text))),)


def _shown(subject: n.Expr | None) -> Words | str:
    """What a table is about, as a message names it; without a measure it is the total."""
    if subject is None:
        return Words("总分", "the total")
    return subject.text if isinstance(subject, n.Name) else subject.span.text.strip()


def must_be_quantity(check: Check, expr: n.Expr, found: Type) -> Quantity | None:
    """The type as a quantity; anything else is reported."""
    if isinstance(found, Quantity):
        if found.form is Form.POINT:
            check.report(errors.POINT_MISUSE, expr.span)
            return None
        return found
    if not isinstance(found, Broken):
        check.report(errors.WRONG_TYPE, expr.span, expected=Words("数量", "a quantity"), found=describe(found))
    return None


__all__ = [
    "Aggregation",
    "Check",
    "Evaluation",
    "LoweredMember",
    "Lowering",
    "LoweringAbove",
    "Member",
    "Reason",
    "ReasonKind",
    "Table",
    "Value",
    "must_be_quantity",
]
