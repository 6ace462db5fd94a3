"""The tree as written: what the author said, each node with its place, nothing yet known about names or types.

Expressions and scoring clauses are shared with the model, which keeps what it learns of them in tables keyed
by `id`. Places are outside equality: two texts that say the same give equal trees.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from fractions import Fraction
from itertools import count
from typing import Any

import attrs
from attrs import field, frozen

from perfrules.source import NOWHERE, Source, Span

_ids = count(1)


def new_id() -> int:
    """An id that no expression of this process has."""
    return next(_ids)


@frozen(kw_only=True, eq=False, repr=False)
class Node:
    """Anything with a place in the text.

    Equality, hash and repr are written once here, over the fields that take part in equality: having attrs compile
    them for each of some eighty classes of nodes costs a tenth of a second at every start.
    """

    span: Span = field(default=NOWHERE, eq=False, repr=False)

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in compared(type(self)))

    def __hash__(self) -> int:
        return hash((type(self), *(getattr(self, name) for name in compared(type(self)))))

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in compared(type(self)))
        return f"{type(self).__name__}({shown})"


@frozen(kw_only=True, eq=False, repr=False)
class Expr(Node):
    """A formula or condition. `id` tells two equal formulas at different places apart."""

    id: int = field(factory=new_id, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Broken(Node):
    """A statement that was reported as broken: it declares its name, and stands for one of its kind."""

    word: str
    name: str = ""


@frozen(eq=False, repr=False)
class Unknown(Expr):
    """An expression that was reported as broken; it agrees with everything."""


@frozen(eq=False, repr=False)
class Number(Expr):
    """A figure with its unit as written; None where it has none."""

    value: Fraction
    unit: str | None = None


@frozen(eq=False, repr=False)
class DateLiteral(Expr):
    """A calendar day as written."""

    text: str


@frozen(eq=False, repr=False)
class Name(Expr):
    """A fact, formula, heading or label. A `spot` is a single 「…」, which may declare a fact on the spot."""

    parts: tuple[str, ...]
    spot: bool = False

    @property
    def text(self) -> str:
        return "·".join(self.parts)


@frozen(eq=False, repr=False)
class Yes(Expr):
    """是 (value True) or 否."""

    value: bool


@frozen(eq=False, repr=False)
class FullMarks(Expr):
    """满分: the points of the nearest heading."""


@frozen(eq=False, repr=False)
class Total(Expr):
    """总分: the rubric's total."""


@frozen(eq=False, repr=False)
class ScoreOf(Expr):
    """节点 的得分: the final score of a heading."""

    node: Name


@frozen(eq=False, repr=False)
class Negative(Expr):
    operand: Expr


@frozen(eq=False, repr=False)
class Arithmetic(Expr):
    """`op` is one of + - × ÷."""

    op: str
    left: Expr
    right: Expr


@frozen(eq=False, repr=False)
class Compare(Expr):
    """`op` is one of ＝ ≠ ≥ ≤ ＞ ＜, folded to = ≠ ≥ ≤ > <."""

    op: str
    left: Expr
    right: Expr


@frozen(eq=False, repr=False)
class Logic(Expr):
    """`op` is 且 (and) or 或 (or), over two or more conditions."""

    op: str
    items: tuple[Expr, ...]


@frozen(eq=False, repr=False)
class Not(Expr):
    operand: Expr


@frozen(eq=False, repr=False)
class AtLeast(Expr):
    """至少2项 of conditions; 任一 is at least one."""

    least: Number
    items: tuple[Expr, ...]


@frozen(eq=False, repr=False)
class Limited(Expr):
    """算式 限于 [a, b]: the nearest value within two figures. It is the whole expression of a formula."""

    operand: Expr
    low: Expr
    high: Expr


@frozen(eq=False, repr=False)
class Rescaled(Expr):
    """折算(外评): points awarded elsewhere, brought to 满分. `factor` is 满分 by the points they are out of."""

    operand: Name
    factor: Number


@frozen(eq=False, repr=False)
class IsMissing(Expr):
    """x 缺失: whether an optional fact was not given."""

    operand: Name


@frozen(eq=False, repr=False)
class FewerThan(Expr):
    """x 不足2个: whether fewer values than that of an optional 列 were given."""

    operand: Expr
    least: Number


@frozen(eq=False, repr=False)
class Places(Expr):
    """2位小数 or 1位百分数, the last argument of a call: to how many decimals it is rounded."""

    digits: int
    percent: bool


@frozen(eq=False, repr=False)
class Call(Expr):
    """A function and its arguments."""

    function: str
    arguments: tuple[Expr, ...]
    ranking: tuple[str, ...] = ()
    """How 名次 counts: its words by their terminals."""


def drops(arguments: tuple[Expr, ...]) -> bool:
    """Whether the second of two arguments of 去掉最高最低 is how many to drop at each end: a bare figure."""
    return len(arguments) == 2 and isinstance(arguments[1], Number) and arguments[1].unit is None


@frozen(eq=False, repr=False)
class End(Node):
    """One end of an interval. `included` is None where the text does not say."""

    value: Expr
    included: bool | None


@frozen(eq=False, repr=False)
class IntervalNode(Node):
    """An interval as written; an absent end is infinite.

    `absolute` is 增减b以内: |x| ≤ b. `within` is b以内. `middle` is the name in 85% < 率 < 95%. `clash` marks two
    one-sided words that do not make one interval (5%以上、10%以上).
    """

    low: End | None
    high: End | None
    absolute: bool = False
    within: bool = False
    middle: Name | None = None
    clash: bool = False
    form: str = field(default="", eq=False, repr=False, kw_only=True)
    """The grammar rule it was written by, where the same interval can be written in several ways."""
    parts: tuple[IntervalNode, ...] = field(default=(), eq=False, repr=False, kw_only=True)
    """What 5%以上、10%以内 was joined of."""
    id: int = field(factory=new_id, eq=False, repr=False, kw_only=True)


@frozen(eq=False, repr=False)
class Note(Node):
    """What stands behind a rule: `kind` is remark, assumption or basis."""

    kind: str
    text: str


@frozen(eq=False, repr=False)
class Rounding(Node):
    """舍入. `digits` None is no rounding; `scope` is each or total; `mode` is half-up, down or up."""

    digits: int | None
    scope: str = "each"
    mode: str = "half-up"
    notes: tuple[Note, ...] = ()


@frozen(eq=False, repr=False)
class Keep(Node):
    """保留n位小数 or 保留n位百分数 behind a formula."""

    digits: int
    percent: bool
    mode: str = "half-up"


@frozen(eq=False, repr=False)
class Guard(Node):
    """，条件 时 值 behind a formula."""

    condition: Expr
    value: Expr
    keep: Keep | None = None


@frozen(eq=False, repr=False)
class FormulaDecl(Node):
    """公式. An unnamed one is the value of its heading."""

    name: str | None
    expression: Expr
    guards: tuple[Guard, ...] = ()
    keep: Keep | None = None
    notes: tuple[Note, ...] = ()


@frozen(eq=False, repr=False)
class Decision(Expr):
    """判定 名 按 x with its rows: a named value, one of labels, numbers, amounts or 是 and 否.

    `subject` is None where the rows are conditions; `labels` are those of 选项 甲 ＞ 乙, None where the rows declare
    them. It is the whole expression of a formula, never a part of one.
    """

    name: str
    subject: Expr | None
    policy: str | None
    labels: tuple[str, ...] | None = None
    rows: tuple[Node, ...] = ()
    notes: tuple[Note, ...] = ()


@frozen(eq=False, repr=False)
class ResultIndex(Node):
    """结果为 名 ＝ 式: what the rubric comes to is no total of points but the value of a formula."""

    formula: FormulaDecl
    notes: tuple[Note, ...] = ()


@frozen(eq=False, repr=False)
class PropertyDecl(Node):
    """性质 节点 随 量 不减｜不增. `subject` is None for the heading it stands under, `total` for 总分."""

    subject: Name | None
    total: bool
    measure: Name
    direction: str
    notes: tuple[Note, ...] = ()


@frozen(eq=False, repr=False)
class BasePoints(Node):
    """基础分 of a leaf that has both awards and deductions; 满分 of the rubric, `beyond` being 可超满分."""

    points: Expr
    notes: tuple[Note, ...] = ()
    beyond: bool = False
    lower: bool = False
    """分低为优."""


@frozen(eq=False, repr=False)
class TotalRange(Node):
    """总分范围: what the total is cut at instead of 0 and its full marks."""

    low: Expr
    high: Expr
    notes: tuple[Note, ...] = ()


@frozen(eq=False, repr=False)
class ResultScale(Node):
    """结果等次: every heading has one of these results instead of points, the best first."""

    labels: tuple[str, ...]
    notes: tuple[Note, ...] = ()


@frozen(eq=False, repr=False)
class LeafRange(Node):
    """范围 of a leaf that may score below 0 or above its 满分."""

    low: Expr
    high: Expr
    notes: tuple[Note, ...] = ()


@frozen(eq=False, repr=False)
class KindDecl(Node):
    """The kind of a fact as written: its word, its unit, its labels; `synonyms` are (又称 spelling, label) pairs."""

    word: str
    unit: str | None = None
    labels: tuple[str, ...] = ()
    ordered: bool = False
    synonyms: tuple[tuple[str, str], ...] = ()
    measure: str | None = None
    """面积, 时长, … of a `measure`, in Chinese."""
    size: int | None = None
    """How many values of the kind the fact has: 一组5个, 近3年逐年; None is a single one."""
    yearly: bool = False
    """Whether the values are those of the last years, the earliest first."""


@frozen(eq=False, repr=False)
class Modifier(Node):
    """One word on a fact: `word` names it, `arguments` are its figures, `op` a comparison sign or bracket pair."""

    word: str
    arguments: tuple[Any, ...] = ()
    op: str = ""


@frozen(eq=False, repr=False)
class FactDecl(Node):
    """名 ：种类 单位 范围."""

    name: str
    kind: KindDecl
    modifiers: tuple[Modifier, ...] = ()
    notes: tuple[Note, ...] = ()
    grid: str | None = None
    """The 数据表 that it is a row of."""
    name_span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class GridDecl(Node):
    """数据表: the columns of the facts below it, which are its rows."""

    name: str
    columns: tuple[str, ...]
    notes: tuple[Note, ...] = ()
    name_span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class ConstraintDecl(Node):
    """约束: a condition that every fact set must keep."""

    condition: Expr
    notes: tuple[Note, ...] = ()


@frozen(eq=False, repr=False)
class VerifyDecl(Node):
    """核对: a condition whose breach is a finding, never an error."""

    condition: Expr
    tolerance: Expr | None = None
    notes: tuple[Note, ...] = ()


@frozen(eq=False, repr=False)
class Convention(Node):
    """约定: a default for the whole file. `topic` is leftover, zero, ends or money."""

    topic: str
    settings: tuple[tuple[str, Any], ...]
    notes: tuple[Note, ...] = ()


@frozen(eq=False, repr=False)
class ScoreExpr(Node):
    """A row's score as an expression: 满分, 6.6分, 率 × 满分. `cap` and `floor` are 封顶 and 保底."""

    expression: Expr
    cap: bool = False
    floor: bool = False
    word: bool = field(default=False, eq=False, repr=False)
    """Whether 0分 is written 不得分."""


@frozen(eq=False, repr=False)
class LeftOut(Node):
    """不计入 instead of a score; `shared` is 由同级分担."""

    shared: bool = False


@frozen(eq=False, repr=False)
class JudgedResult(Node):
    """评议 of one of the 结果等次; `name` is that of its fact (None: the heading's)."""

    name: Name | None = None
    needs_reason: bool = False
    notes: tuple[Note, ...] = ()


@frozen(eq=False, repr=False)
class GroupMean(Node):
    """同组均分 instead of a score."""


@frozen(eq=False, repr=False)
class ChooseOne(Node):
    """只可择其一 under a heading: which part counts is given as a fact; `name` names it, None is the heading's path."""

    name: Name | None = None
    notes: tuple[Note, ...] = ()


@frozen(eq=False, repr=False)
class TotalJudged(Node):
    """总分 评议: the total of a rubric that no part is scored of. `rule` is the 评议."""

    rule: Node
    notes: tuple[Note, ...] = ()


@frozen(eq=False, repr=False)
class ElseHead(Node):
    """否则: what no other row covers. `whole` is 都不符合: of the whole table, not of the one inside it."""

    whole: bool = False


@frozen(eq=False, repr=False)
class MissingHead(Node):
    """缺失: the value is missing."""


@frozen(eq=False, repr=False)
class Row(Node):
    """head ：score, one line of a table."""

    head: Node
    score: Node
    notes: tuple[Note, ...] = ()


@frozen(eq=False, repr=False)
class Heading(Node):
    """一级指标 … 评分点: its depth 1 to 4, name, points, the statements under it and the headings below it.

    加减分 has depth 0; neither it nor a heading below it has points. `most_added` and `most_taken` are its 至多.
    `inner` is the scale of 内按. `state` is `unused` (空), `unpublished` (分值 未公布) or `unrecorded` (未录); empty
    for what is scored.
    """

    depth: int
    name: str
    points: Expr | None
    notes: tuple[Note, ...] = ()
    statements: tuple[Node, ...] = ()
    children: tuple[Heading, ...] = ()
    most_added: Expr | None = None
    most_taken: Expr | None = None
    inner: Expr | None = None
    state: str = ""
    uncounted: bool = False
    """不计分: scored, or only worked out, and part of no sum."""
    name_span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class GradeDecl(Node):
    """等次 ：区间; or 等次 ：当 条件, the last one 等次 ：否则 (`interval` is then None)."""

    label: str
    interval: IntervalNode | None
    notes: tuple[Note, ...] = ()
    condition: Expr | None = None


@frozen(eq=False, repr=False)
class GradesDecl(Node):
    """等级 and its rows."""

    rows: tuple[Node, ...] = ()
    by: str = "total"
    """What the rows are about: total, unrounded (按 未舍入总分), rate (按 得分率), index (按 指数), order (按序)."""
    notes: tuple[Note, ...] = ()


@frozen(eq=False, repr=False)
class ScaleDecl(Node):
    """评议尺度 and its rows: the 档 that a judgement can be, each with the rates that it may have."""

    name: str
    rows: tuple[Node, ...] = ()
    notes: tuple[Note, ...] = ()


@frozen(eq=False, repr=False)
class CalendarLine(Node):
    """A line of 工作日历. `kind` is covers, off or work; `periods` are pairs of the first and last day."""

    kind: str
    periods: tuple[tuple[DateLiteral, DateLiteral], ...]
    notes: tuple[Note, ...] = ()


@frozen(eq=False, repr=False)
class CalendarDecl(Node):
    """工作日历 and its lines."""

    lines: tuple[Node, ...] = ()
    notes: tuple[Note, ...] = ()


@frozen(eq=False, repr=False)
class Given(Node):
    """名 ＝ 值 in a case, the value as typed."""

    name: str
    value: str
    evidence: str | None = None
    reason: str | None = None
    remark: str | None = None
    rows: tuple[TrialRow, ...] | None = None
    """The table below the name, where it is given one instead of a value."""
    said: tuple[tuple[str, str], ...] = field(default=(), eq=False, repr=False)
    """What stands behind the figure, in the order written: (terminal of its word, text as quoted)."""
    value_span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Published(Node):
    """A figure that a document prints (公布), or that its author expects (期望).

    `what` is value, score, subtotal, rate, total, grade, recomputed for 核算 (then `expression` is what gives it), or
    error for 期望 数据错误 (then `value` is what its message says, or empty).
    """

    name: str
    what: str
    value: str
    source: str | None = None
    mismatch: str | None = None
    remark: str | None = None
    expression: Expr | None = None
    expected: bool = False
    said: tuple[tuple[str, str], ...] = field(default=(), eq=False, repr=False)
    """What stands behind the figure, in the order written: (terminal of its word, text as quoted)."""
    value_span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class CaseDecl(Node):
    """案例: the facts of one subject, and what was published of it.

    `base` names the case whose facts it takes (沿用); `only_published` (仅公布) has scores and no facts.
    """

    name: str
    given: tuple[Given, ...] = ()
    published: tuple[Published, ...] = ()
    notes: tuple[Note, ...] = ()
    source: str | None = None
    base: str | None = None
    only_published: bool = False
    inherited: tuple[Given, ...] = field(default=(), eq=False, repr=False)
    """The facts of its base and of the bases of that, the nearest first."""


@frozen(eq=False, repr=False)
class TrialRow(Node):
    """One row of a 试算: its cells, the words of the language in Chinese; `head` is that of the names."""

    cells: tuple[str, ...]
    head: bool = False
    spans: tuple[Span, ...] = field(default=(), eq=False, repr=False)


@frozen(eq=False, repr=False)
class TrialDecl(Node):
    """试算: a table of facts or values of formulas, and what should come of them.

    `node` names a heading; 总分 and 等级 are the total and the grade of a total. The first row is its head.
    """

    node: str
    rows: tuple[TrialRow, ...] = ()
    notes: tuple[Note, ...] = ()


@frozen(eq=False, repr=False)
class Statement(Node):
    """A statement by itself: what kind of line it is, its node, and the names and labels in it as typed."""

    start: str
    node: Any
    texts: tuple[Span, ...] = ()


@frozen(eq=False)
class RawLine:
    """A line of a file that says something: its place, the section it stands in, and its statement if it has one."""

    span: Span
    section: str
    statement: Statement | None


@frozen(eq=False, repr=False)
class Document(Node):
    """A whole file: a rubric with its cases, or (without headings) the cases of a rubric named by its title."""

    source: Source = field(eq=False, repr=False)
    title: str | None
    head: tuple[Node, ...] = ()
    facts: tuple[Node, ...] = ()
    headings: tuple[Heading, ...] = ()
    grades: GradesDecl | None = None
    calendar: CalendarDecl | None = None
    scales: tuple[ScaleDecl, ...] = ()
    cases: tuple[CaseDecl, ...] = ()
    trials: tuple[TrialDecl, ...] = ()
    edits: tuple[Node, ...] = ()
    """沿用, the edits behind it, and the statements that stand below them."""
    is_rubric: bool = True
    canonical: str = field(default="", eq=False, repr=False)
    """The text of the rules in one spelling: Chinese, no comments, remarks and cases."""
    statements: tuple[Statement, ...] = field(default=(), eq=False, repr=False)
    """Every statement that could be read, in the order of the text."""
    lines: tuple[RawLine, ...] = field(default=(), eq=False, repr=False)
    """Every line of the text, broken ones too."""
    lang: str = field(default="zh", eq=False, repr=False)
    """The language of its first keyword, zh or en."""
    is_word: Callable[[str], bool] = field(default=bool, eq=False, repr=False)
    """Whether a text starts with a word of the language."""
    near_words: Callable[[str, Collection[str]], tuple[str, ...]] = field(
        default=lambda text, terminals: (), eq=False, repr=False
    )
    """The words of the language, of some terminals, that a text is one slip from."""


_COMPARED: dict[type, tuple[str, ...]] = {}


def compared(kind: type) -> tuple[str, ...]:
    """The fields of a class of nodes that tell two nodes apart."""
    names = _COMPARED.get(kind)
    if names is None:
        names = _COMPARED[kind] = tuple(a.name for a in attrs.fields(kind) if a.eq)
    return names


def children(node: Node) -> Iterator[Node]:
    """The nodes right below a node, in the order of its fields."""
    kind = type(node)
    names = _FIELDS.get(kind)
    if names is None:
        names = _FIELDS[kind] = tuple(a.name for a in attrs.fields(kind) if a.eq)
    for name in names:
        value = getattr(node, name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from _nodes(value)


_FIELDS: dict[type, tuple[str, ...]] = {}
"""The fields of each class of nodes that can hold nodes."""


def _nodes(values: tuple[Any, ...]) -> Iterator[Node]:
    for value in values:
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from _nodes(value)


def walk(node: Node) -> Iterator[Node]:
    """A node and everything below it, parents first."""
    stack = [node]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed([*children(node)]))
