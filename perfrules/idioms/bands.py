"""评分: a table of rows, each `head ：score`. With a measure the heads are intervals, and this is the band table.

Rows are disjoint and leave nothing out (唯一, the default), or are tried from the top (按序). A last row 否则 covers
exactly what no other row covers, never a missing value; a row 缺失 covers that. Heads of other kinds (conditions,
labels) are idioms of their own.

    公式 预算完成率 ＝ 预算支出合计 ÷ 预算收入合计
    评分 预算完成率
      ≥ 95%      ：满分
      (85%, 95%) ：线性 0分 至 满分
      ≤ 85%      ：0分
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

from attrs import define, frozen

from perfrules.diagnostics.diagnostic import Doubt, Fix, Kind, Label, Severity
from perfrules.idioms.declare import Idiom
from perfrules.ir import nodes as ir
from perfrules.model import coverage, doubtful, errors, meeting
from perfrules.model.infer import kept_step
from perfrules.model.model import Fact, Formula, Indicator
from perfrules.model.protocols import Check, Evaluation, Lowering, ReasonKind, Table, must_be_quantity
from perfrules.model.reads import columns, reads
from perfrules.source import Span, Words
from perfrules.syntax import build
from perfrules.syntax import errors as syntax_errors
from perfrules.syntax import nodes as n
from perfrules.syntax.writer import Writer
from perfrules.types.interval import ANY, EMPTY, Interval
from perfrules.types.show import in_both, show, stated
from perfrules.types.step import common_step
from perfrules.types.types import POINTS_TYPE, Broken, Choice, Flag, Form, Quantity, Type


@frozen(eq=False, repr=False)
class ScoreTable(n.Node):
    """评分 with its rows. `subject` is the measure as written, None where the heading's own value is meant."""

    subject: n.Expr | None
    policy: str | None
    rows: tuple[n.Node, ...] = ()
    notes: tuple[n.Note, ...] = ()


GAP = Kind(
    "PR430",
    "band-gap",
    "「{name}」为 {gap} 时没有一行管",
    "no row covers `{name}` at {gap}",
    "补一行，或让相邻两行相接",
    "add a row, or let the neighbouring rows meet",
    about="The rows of a table leave out a value that the measure can take.",
)
OVERLAP = Kind(
    "PR431",
    "band-overlap",
    "「{name}」为 {overlap} 时有两行都管，得分不同",
    "two rows cover `{name}` at {overlap} and give different scores",
    "一行的一端改为不含（「以上」「以下」「以内」都含本数，「超过」「不满」不含），或写「按序」自上而下取第一行",
    "leave one end open, or write `in order` to take the first that fits",
    about="Under `exactly one` a value belongs to one row; rows that agree may share an edge.",
)
AGREEING = Kind(
    "PR432",
    "agreeing-overlap",
    "「{name}」为 {overlap} 时两行都管，得分相同",
    "two rows cover `{name}` at {overlap} and agree",
    "不用改；要让各行不重叠，把其中一行的一端改为不含",
    "nothing is to be done; to part the rows leave one end open",
    about="Both rows give the same score there, so nothing is in doubt.",
    severity=Severity.NOTE,
)
NO_SUBJECT = Kind(
    "PR433",
    "table-without-measure",
    "「评分」没有写按什么评",
    "this table does not say what it scores",
    "写「评分 指标值」，或在上面写一个「公式 ＝ …」",
    "write `score by value`, or a `formula = …` above it",
    about="Interval and label rows score a measure: named, or the heading's only formula.",
)
MIXED_ROWS = Kind(
    "PR434",
    "mixed-rows",
    "同一张表里不能混用{first}和{second}",
    "one table cannot mix {first} and {second}",
    "区间写作「≥ 95%」「95%以上」，条件以「当」开头，其余各种情况写「否则」；分开评的，分成两个评分点",
    "an interval is `≥ 95%` or `95% or above`, a condition begins with `when`, `otherwise` is all the rest; "
    "what is scored apart is two criteria (`criterion`)",
    about="The rows of a table are all intervals, all conditions or all labels.",
)
ELSE_NOT_LAST = Kind(
    "PR435",
    "else-not-last",
    "「否则」要放在最后一行",
    "`otherwise` is the last row",
    "把这一行移到最后",
    "move the row to the end",
    about="`otherwise` covers what no other row covers.",
)
UNDECIDED = Kind(
    "PR436",
    "rows-undecided",
    "看不出这些条件是否互不重叠、没有遗漏",
    "whether these conditions are disjoint and leave nothing out cannot be seen",
    "写「评分 按序」，最后加一行「否则 ：…」",
    "write `score as follows, in order` and a last row `otherwise: …`",
    about="Conditions over several measures; taken in order with a last `otherwise` they are always complete.",
)
DOUBLED_ROW = Kind(
    "PR437",
    "doubled-row",
    "与第{line}行的行首重复",
    "the same head as line {line}",
    "删去一行，或改正其中一行",
    "take one out, or mend one of them",
    about="Two rows of a table have the same head.",
)

BAND = ReasonKind(
    "band",
    "{name}为{value}，属于「{head}」",
    "{name} is {value}, in `{head}`",
    "属于「{head}」",
    "in `{head}`",
)
LABEL = ReasonKind("label-row", "{name}为{value}", "{name} is {value}")
CONDITION = ReasonKind("condition-row", "符合「{head}」", "`{head}` holds")
OTHERWISE = ReasonKind("otherwise", "其余各行都不符合，按「否则」", "no other row holds, so `otherwise`")
MISSING = ReasonKind("missing-row", "{name}缺失，按「缺失」一行", "{name} is missing, so the row `missing`")


def subject_of(subject: n.Expr | None, leaf: Indicator) -> n.Expr | Formula | None:
    """The measure of a 评分: what it names, else the heading's unnamed or only formula."""
    if subject is not None:
        return subject
    unnamed = [formula for formula in leaf.formulas if formula.name is None]
    if unnamed:
        return unnamed[0]
    return leaf.formulas[0] if len(leaf.formulas) == 1 else None


UNKNOWN_BAND = Interval(Fraction(0), Fraction(1))
"""Stands for a band whose ends were reported, so that its score is not blamed for lacking them."""


def table_of(node: n.Node, subject: n.Expr | Formula | None, rows: tuple[n.Row, ...], check: Check) -> Table:
    """What the rows of a 评分 share, with its measure typed; kept for all that reads the clause later."""
    expr = subject.expression if isinstance(subject, Formula) else subject
    found: Type | None
    if isinstance(subject, Formula):
        worked = check.typing.formula(subject)
        check.typing.read.add(id(subject))
        # The table names no measure, so a name is made for it: everything below sees the formula, guards and all.
        expr = n.Name((subject.name or subject.owner.name,), span=node.span)
        check.typing.refs[expr.id] = subject
        check.typing.types[expr.id] = found = worked
    else:
        found = check.type(expr) if expr is not None else None
    table = Table(expr, found, getattr(node, "policy", None) == "IN_ORDER", rows, node.span)
    check.typing.tables[id(node)] = table
    return table


def _subject(node: ScoreTable, check: Check) -> n.Expr | Formula | None:
    if node.subject is None and any(hasattr(row.head, "condition") for row in node.rows if isinstance(row, n.Row)):
        return None  # conditions say themselves what they look at
    return subject_of(node.subject, check.leaf)


def check(node: ScoreTable, check: Check) -> None:
    check_rows(node, _subject(node, check), check)


_RESTS = ("ELSE", "MISSING", "NONE_HOLDS")
_COMPARISONS = (
    *("GE", "LE", "GT", "LT", "LESS_THAN", "MORE_THAN", "UNDER", "FEWER", "CHANGE", "IS_WITHIN", "OUT_OF"),
    *("CHANGE_WITHIN", "FROM_AND_ABOVE", "UP_TO", "WITHIN", "BEYOND"),
)
MOST_ROWS = 500
"""The rows of one table."""
_WHAT_ROWS = Words("一张表的行数", "the rows of one table are")

CheckScore = Callable[[n.Node, Table, Interval | None], None]


def check_rows(
    node: Any, subject: n.Expr | Formula | None, check: Check, check_score: CheckScore | None = None
) -> None:
    """The rules of a table over a measure: its rows, their heads and scores, and what they cover."""

    def points(score: n.Node, table: Table, band: Interval | None) -> None:
        check.idiom_of(score).check(score, check, table, band)

    check_score = check_score or points
    rows = [row for row in node.rows if isinstance(row, n.Row)]
    if not node.rows:
        check.report(syntax_errors.NO_ROWS, node.span)
        return
    table = table_of(node, subject, tuple(rows), check)
    heads = [row for row in rows if not isinstance(row.head, (n.ElseHead, n.MissingHead))]
    headed = {id(row) for row in heads}
    if len(rows) > MOST_ROWS:
        check.report(syntax_errors.TOO_MUCH, rows[MOST_ROWS].head.span, what=_WHAT_ROWS, most=MOST_ROWS)
        return
    last = max((i for i, row in enumerate(rows) if not isinstance(row.head, n.MissingHead)), default=-1)
    written: dict[n.Node, n.Node] = {}
    for i, row in enumerate(rows):
        if isinstance(row.head, n.ElseHead) and i < last:
            check.report(ELSE_NOT_LAST, row.head.span)
        earlier = written.setdefault(row.head, row.head)
        if earlier is not row.head:
            line = str(earlier.span.position[0])
            label = Label(earlier.span, Words("先写的", "the first"))
            check.report(DOUBLED_ROW, row.head.span, labels=(label,), line=line)
            return
    kinds = list(dict.fromkeys(type(row.head) for row in heads))
    if _misspelled(heads, table, check):
        return
    if len(kinds) > 1:
        first, second = (check.idiom_of(next(r.head for r in heads if type(r.head) is k)) for k in kinds[:2])
        row = next(r for r in heads if type(r.head) is kinds[1])
        check.report(MIXED_ROWS, row.head.span, first=first.title, second=second.title)
        return
    head_idiom = check.idiom_of(heads[0].head) if heads else None
    missing = any(isinstance(row.head, n.MissingHead) for row in rows)
    if table.subject is None and (missing or (head_idiom is not None and head_idiom.name != "conditions")):
        check.report(NO_SUBJECT, node.span, fixes=subject_fixes(node, check))
        return
    _check_missing(rows, table, check)
    intervals: dict[int, Any] = {}
    tried: list[tuple[Any, Interval]] = []
    for row in rows:
        interval = None
        if head_idiom is not None and id(row) in headed:
            interval = intervals[id(row)] = head_idiom.check(row.head, check, table)
            if isinstance(row.head, n.IntervalNode) and interval is None:
                interval = UNKNOWN_BAND
        known = _known(row, tried, table, check, head_idiom)
        check.typing.narrowed += known
        check_score(row.score, table, interval if isinstance(interval, Interval) else None)
        del check.typing.narrowed[len(check.typing.narrowed) - len(known) :]
        if head_idiom is not None and head_idiom.narrows is not None and id(row) in headed:
            tried += head_idiom.narrows(row.head, check, False)
    whole = len(rows) == len(node.rows) and all(intervals[id(row)] is not None for row in heads)
    if head_idiom is not None and whole and not isinstance(table.type, Broken):
        head_idiom.coverage(heads, intervals, check, table)


def head_terminals(label: str) -> tuple[str, ...]:
    """The terminals that a row begins with and no label does; with a figure, those of comparisons."""
    return ("WHEN", *_COMPARISONS) if any(map(str.isdigit, label)) else ("WHEN", *_RESTS)


def _misspelled(heads: Sequence[n.Row], table: Table, check: Check) -> bool:
    """Report the rows of a table of figures whose first word is nearly one of the language; whether there are any."""
    if isinstance(table.type, (Choice, Flag)):
        return False
    found = False
    for row in heads:
        label = getattr(row.head, "labels", ("",))[0]
        typed, near = check.typing.slip_in(label, head_terminals(label))
        if not near:
            continue
        found = check.leaf.broken = True
        place, at = row.head.span, row.head.span.text.find(typed)
        if at >= 0:
            place = Span(place.source, place.start + at, place.start + at + len(typed))
        fixes = tuple(Fix(Words("改正", "mend it"), ((place, word),)) for word in near if at >= 0)
        right = Words("」或「".join(near), "` or `".join(near))
        check.report(syntax_errors.MISSPELLED, place, fixes=fixes, word=typed, right=right)
    return found


def _known(
    row: n.Row, tried: Sequence[tuple[Any, Interval]], table: Table, check: Check, idiom: Any
) -> list[tuple[Any, Interval]]:
    """What is known of values where a row gives the score: its condition holds, and none that was `tried` before."""
    if idiom is None or idiom.narrows is None:
        return []
    if isinstance(row.head, n.ElseHead):
        return list(tried)
    return [*(tried if table.in_order else ()), *idiom.narrows(row.head, check, True)]


def subject_fixes(node: n.Node, check: Check) -> tuple[Fix, ...]:
    """The formulas of the heading that a 评分 could name."""
    names = [formula.name for formula in check.leaf.formulas if formula.name]
    chinese = node.span.text.startswith("评分")
    word = Span(node.span.source, node.span.start, node.span.start + len("评分" if chinese else "score as follows"))
    return tuple(
        Fix(
            Words(f"按「{name}」评", f"score {name}"),
            ((word, f"{'评分' if chinese else 'score by'} {name}"),),
        )
        for name in names[:2]
    )


def _check_missing(rows: Sequence[n.Row], table: Table, check: Check) -> None:
    """A row 缺失 needs a measure that can be missing without a value of its own."""
    row = next((row for row in rows if isinstance(row.head, n.MissingHead)), None)
    if row is None or table.subject is None or isinstance(table.type, Broken):
        return
    cells = (column for _, column in columns(check.typing, table.subject) if column.is_cell_of(check.leaf))
    facts = (*reads(check.typing, table.subject), *cells)
    if not any(fact.left_to_rules for fact in facts):
        check.report(errors.NEVER_MISSING, row.head.span, name=subject_name(check, table.subject))


def check_interval(head: n.IntervalNode, check: Check, table: Table) -> Interval | None:
    """The numbers of an interval head."""
    assert table.subject is not None
    if isinstance(table.type, Broken) or table.type is None:
        return None
    quantity = must_be_quantity(check, table.subject, table.type)
    if quantity is None:
        return None
    if quantity.form is Form.PERCENT:
        heads = [row.head for row in table.rows if isinstance(row.head, n.IntervalNode)]
        beside = [end.value for one in heads for end in (one.low, one.high) if end is not None]
        for end in (head.low, head.high):
            doubtful.bare_ratio(
                end.value if end is not None else None, head.span, check.typing.diagnostics, beside=beside
            )
    return check.interval(head, quantity, table.subject)


def grid_of(check: Check, expr: n.Expr, type_: Type | None) -> Fraction | None:
    """The grid that a measure lies on: that of its fact or of its rounding, or whole numbers."""
    target = check.typing.refs.get(expr.id)
    if isinstance(target, Fact) and target.domain.grid is not None:
        return target.domain.grid
    if isinstance(target, Formula):
        keeps = [target.keep, *(guard.keep or target.keep for guard in target.guards)]
        steps = [kept_step(keep, target.type) for keep in keeps if keep is not None]
        if len(steps) == len(keeps):
            # Every step is a whole multiple of what divides them all.
            return common_step(steps)
    function = check.typing.functions.get(expr.function) if isinstance(expr, n.Call) else None
    if function is not None and function.grid is not None:
        return function.grid
    return Fraction(1) if isinstance(type_, Quantity) and type_.whole else None


def interval_coverage(heads: Sequence[n.Row], intervals: dict[int, Any], check: Check, table: Table) -> None:
    """Report gaps and overlaps of interval rows."""
    assert table.subject is not None
    sets = [[intervals[id(row)]] for row in heads]
    domain = check.bounds(table.subject)
    report_cells(heads, sets, domain, grid_of(check, table.subject, table.type), check, table, table.subject)


def report_cells(
    heads: Sequence[n.Row],
    sets: Sequence[Sequence[Interval]],
    domain: Interval,
    grid: Fraction | None,
    check: Check,
    table: Table,
    subject: n.Expr,
) -> None:
    """Report the cells that no row holds, and under 唯一 those that several hold."""
    rows = table.rows
    shown = table.type or check.typing.types.get(getattr(subject, "left", subject).id)
    found = coverage.cells(sets, domain, grid)
    name: Words | str = subject_name(check, subject)
    told = show_interval
    if isinstance(subject, n.Arithmetic) and labels_of(shown):  # labels are compared, they have no difference
        left, right = (subject_name(check, side) for side in (subject.left, subject.right))
        name, told = Words(f"{left} 与 {right} 相比", f"{left} beside {right}"), _compared
    repairs = _Repairs(heads, sets, domain, shown, check, table)
    has_else = any(isinstance(row.head, n.ElseHead) for row in rows)
    if not has_else:
        for gap in coverage.merge([cell for cell in found if not cell.rows]):
            text = told(gap, shown)
            fixes = repairs.of_gap(gap) or rest_fixes(table)
            check.report(GAP, table.span, fixes=fixes, doubt=Doubt("gap", table.span, gap), name=name, gap=text)
    if table.in_order:
        return
    for a, b, shared in coverage.overlaps(found):
        if check.typing.diagnostics.full:
            break  # nothing found in the rest would be told
        differing = [cell for cell in shared if not _agree(heads[a], heads[b], cell.interval, check, table)]
        for overlap in coverage.merge(differing or shared):
            label = Label(heads[a].head.span, Words("先写的一行", "the earlier row"))
            text = told(overlap, shown)
            if not differing:
                check.report(AGREEING, heads[b].head.span, labels=(label,), name=name, overlap=text)
                continue
            doubt, fixes = Doubt("overlap", table.span, overlap), repairs.of_overlap(a, b)
            args: dict[str, Any] = {"name": name, "overlap": text}
            check.report(OVERLAP, heads[b].head.span, labels=(label,), fixes=fixes, doubt=doubt, **args)


@define(slots=False)
class _Repairs:
    """What can be done about the gaps and overlaps of one table."""

    rows: Sequence[n.Row]
    sets: Sequence[Sequence[Interval]]
    domain: Interval
    type: Type | None
    check: Check
    table: Table

    @cached_property
    def _heads(self) -> list[meeting.Head]:
        nodes = [getattr(row.head, "condition", row.head) for row in self.rows]
        lang = self.check.typing.lang
        return [meeting.Head(n, s[0] if len(s) == 1 else EMPTY, lang) for n, s in zip(nodes, self.sets, strict=True)]

    @cached_property
    def _withheld(self) -> bool:
        """Whether nothing is offered: labels have no stretches, and a lost percent sign is to be mended first."""
        lost = [item.span for item in self.check.typing.diagnostics.items if item.kind is doubtful.BARE_RATIO]
        heads = [row.head.span for row in self.rows]
        return bool(labels_of(self.type)) or any(h.start <= span.start < h.end for span in lost for h in heads)

    def of_gap(self, gap: Interval) -> tuple[Fix, ...]:
        """A row beside it takes the gap in; or the row that is missing, where the scores beside it suggest one."""
        if self._withheld:
            return ()

        def may_grow(k: int) -> bool:
            return self._score(k, None) is not None

        found = meeting.closing(gap, self.domain, self._heads, self._figure, may_grow)
        return (*found, *self._missing_row(gap))

    def of_overlap(self, a: int, b: int) -> tuple[Fix, ...]:
        """One of the two rows gives way."""
        heads = self._heads
        if self._withheld or any(head.held.empty for head in (heads[a], heads[b])):
            return ()
        return tuple(meeting.parting(heads[a], heads[b], self._figure))

    def _missing_row(self, gap: Interval) -> Iterator[Fix]:
        """A row for a stretch: from the score below it to the one above it, or nothing beyond the last row."""
        if gap.constant is not None or not all(isinstance(row.head, n.IntervalNode) for row in self.rows):
            return
        near = [k for k, head in enumerate(self._heads) if meeting.beside(head.held, gap)]
        text = meeting.written_interval(meeting.to_the_end(gap, gap, self.domain), self._figure)
        if text is None or not near or any(not self._in_points(k) for k in near):
            return
        below = next((self._score(k, gap.low) for k in near if self._heads[k].held.touches(gap)), None)
        above = next((self._score(k, gap.high) for k in near if gap.touches(self._heads[k].held)), None)
        zh = self.check.typing.lang == "zh"
        low, high = self._points(below), self._points(above)
        if len(near) == 1:
            score, title = "0分" if zh else "0 points", Words("补一行，不得分", "add a row with no points")
        elif low is None or high is None:
            return
        elif below == above:
            score, title = low, Words("补一行，同两边一样", "add a row like those beside it")
        else:
            score = f"线性 {low} 至 {high}" if zh else f"linear {low} to {high}"
            title = Words("补一行，按比例", "add a row in proportion")
        row = max((self.rows[k] for k in near), key=lambda row: row.head.span.start)
        line = f"{text}{' ：' if zh else ': '}{score}\n{row.head.span.before}"
        yield Fix(title, ((row.head.span.head(), line),))

    def _points(self, score: Fraction | None) -> str | None:
        """A score as this table writes it."""
        zh = self.check.typing.lang == "zh"
        if score is None or score in (0, self.check.leaf.points):
            return None if score is None else ("满分" if zh else "full marks") if score else "0分" if zh else "0 points"
        written = (part for row in self.rows for part in n.walk(row.score) if isinstance(part, n.Number))
        return next((part.span.text.strip() for part in written if part.unit == "分" and part.value == score), None)

    def _in_points(self, k: int) -> bool:
        """Whether a row gives points of the leaf."""
        score = self.rows[k].score
        type_ = self.check.typing.types.get(score.expression.id) if isinstance(score, n.ScoreExpr) else POINTS_TYPE
        return isinstance(type_, Quantity) and type_.is_points

    def _score(self, k: int, point: Fraction | None) -> Fraction | None:
        return _score_at(self.rows[k], point, self.check, self.table)

    def _figure(self, value: Fraction) -> str | None:
        type_ = self.type or Quantity()
        return show(value, type_) if isinstance(type_, Quantity) and stated(value, type_) == value else None


def rest_fixes(table: Table) -> tuple[Fix, ...]:
    """For a table whose last row holds another one that ends in 否则: it may have been meant for the whole."""
    inside = [row for row in getattr(table.rows[-1].score, "rows", ()) if isinstance(row, n.Row)]
    if not inside or not isinstance(inside[-1].head, n.ElseHead):
        return ()
    head = inside[-1].head.span
    word = "都不符合" if head.text.strip() == "否则" else "if none of these holds"
    return (Fix(Words("这一行管整张表", "the row is for the whole table"), ((head, word),)),)


def _agree(a: n.Row, b: n.Row, cell: Interval, check: Check, table: Table) -> bool:
    labels = [check.typing.constants.get(x.expression.id) for x in (a.score, b.score) if isinstance(x, n.ScoreExpr)]
    if len(labels) == 2 and isinstance(labels[0], (str, bool)) and labels[0] == labels[1]:
        return True
    point = cell.constant
    first, second = (_score_at(row, point, check, table) for row in (a, b))
    return first is not None and first == second


def _score_at(row: n.Row, point: Fraction | None, check: Check, table: Table) -> Fraction | None:
    """The score of a row at a value, or over a stretch (point None) where it is the same everywhere."""
    score_at = check.idiom_of(row.score).score_at
    band = check.typing.intervals.get(row.head.id, ANY) if isinstance(row.head, n.IntervalNode) else ANY
    found: Fraction | None = score_at(row.score, check, table, band, point) if score_at is not None else None
    return found


def subject_name(check: Check, subject: n.Expr) -> str:
    """What messages call the measure."""
    target = check.typing.refs.get(subject.id)
    if isinstance(target, Formula):
        return target.title
    if isinstance(subject, n.Arithmetic) and subject.op == "-":
        return f"{subject_name(check, subject.left)} − {subject_name(check, subject.right)}"
    return subject.span.text.strip().strip("「」『』")


def extent(node: Any, check: Check) -> Interval:
    """From the least to the most that a row gives."""
    found = EMPTY
    for row in node.rows:
        if isinstance(row, n.Row):
            of_score = check.idiom_of(row.score).extent
            found = found.hull(of_score(row.score, check) if of_score else Interval(Fraction(0), check.leaf.points))
    return ANY if found.empty else found


def labels_of(type_: Type | None) -> tuple[str, ...]:
    """The labels of a choice, best first; 是 and 否 of a flag; none of anything else."""
    if isinstance(type_, Flag):
        return ("是", "否")
    return type_.labels if isinstance(type_, Choice) else ()


def show_interval(interval: Interval, type_: Type | None) -> Words:
    """An interval as an author would write it; of labels, those that it holds."""
    labels = labels_of(type_)
    if labels:
        held = [label for i, label in enumerate(labels) if Fraction(-i) in interval]
        if isinstance(type_, Flag):
            return Words("、".join(held), " or ".join("yes" if label == "是" else "no" for label in held))
        return Words("、".join(held), ", ".join(held))
    shown = type_ or Quantity()

    def text(value: Fraction | None) -> str:
        return "" if value is None else show(value, shown)

    low, high = text(interval.low), text(interval.high)
    if interval.low is None and interval.high is None:
        return Words("任何值", "any value")
    if interval.low is None:
        return in_both(f"{'＜' if interval.high_open else '≤'} {high}")
    if interval.high is None:
        return in_both(f"{'＞' if interval.low_open else '≥'} {low}")
    if interval.low == interval.high:
        return Words(low, low)
    return in_both(f"{'(' if interval.low_open else '['}{low}, {high}{')' if interval.high_open else ']'}")


def _compared(interval: Interval, type_: Type | None) -> Words:
    """How two labels stand to each other where their difference lies in an interval."""
    ordered = isinstance(type_, Choice) and type_.ordered
    more, less = (Words("更好", "better"), Words("更差", "worse")) if ordered else (Words("不同", "not the same"),) * 2
    signs = ((1, more), (0, Words("相同", "the same")), (-1, less))
    held = list(dict.fromkeys(words for sign, words in signs if Fraction(sign) in interval))
    return Words("、".join(words.zh for words in held), " or ".join(words.en for words in held))


def evaluate(node: n.Node, ev: Evaluation, table: Table) -> Fraction:
    row = chosen(ev, table)
    notes = getattr(node, "notes", ())
    if isinstance(row.head, n.MissingHead):
        assert table.subject is not None
        ev.say(MISSING, None, notes, name=ev.name(table.subject))
    elif isinstance(row.head, n.ElseHead):
        ev.say(OTHERWISE, None, notes)
    else:
        _say_row(row, ev, table, notes)
    return ev.score(row.score, table, row)


def chosen(ev: Evaluation, table: Table) -> n.Row:
    """The row that gives the score."""
    if table.subject is not None and ev.missing(table.subject):
        row = next((row for row in table.rows if isinstance(row.head, n.MissingHead)), None)
        if row is not None:
            return row
    for row in table.rows:
        if not isinstance(row.head, (n.ElseHead, n.MissingHead)) and ev.head_holds(row.head, table):
            return row
    return next(row for row in table.rows if isinstance(row.head, n.ElseHead))


def reached(node: n.Node, ev: Evaluation, table: Table) -> tuple[n.Node, ...]:
    """The table inside the row that gives the score, if it has one."""
    if not any(getattr(row.score, "apart", False) for row in table.rows):
        return ()
    score = chosen(ev, table).score
    return (score,) if getattr(score, "apart", False) else ()


def _say_row(row: n.Row, ev: Evaluation, table: Table, notes: tuple[n.Note, ...]) -> None:
    head = ev.head_words(row.head, table)
    if table.subject is None or hasattr(row.head, "condition"):
        ev.say(CONDITION, None, notes, head=head)
    else:
        band = ev.interval(row.head) if isinstance(row.head, n.IntervalNode) else ANY
        value = ev.show(table.subject, lambda shown: shown in band)
        kind = LABEL if head.zh == value.zh else BAND
        ev.say(kind, None, notes, name=ev.name(table.subject), value=value, head=head)


def holds(head: n.IntervalNode, ev: Evaluation, table: Table) -> bool:
    """Whether the measure lies in an interval head."""
    assert table.subject is not None
    return ev.value(table.subject) in ev.interval(head)


def lower(node: n.Node, ctx: Lowering, table: Table) -> ir.Node:
    rows = [row for row in table.rows if not isinstance(row.head, (n.ElseHead, n.MissingHead))]
    scores = {id(row): _lower_score(row, ctx, table) for row in table.rows}
    otherwise = next((scores[id(row)] for row in table.rows if isinstance(row.head, n.ElseHead)), None)
    body: ir.Node | None = otherwise
    if rows and all(isinstance(row.head, n.IntervalNode) for row in rows):
        assert table.subject is not None
        body = ir.Piecewise(ctx.value(table.subject), _disjoint(rows, scores, ctx), otherwise)
    elif rows:
        cases = (ir.Case(ctx.head(row.head, table), scores[id(row)], origin=ctx.at(row)) for row in rows)
        body = ir.Select(tuple(cases), otherwise)
    assert body is not None
    missing = next((scores[id(row)] for row in table.rows if isinstance(row.head, n.MissingHead)), None)
    absent = ctx.absent(table.subject) if table.subject is not None else ()
    if missing is None or not absent:
        return body
    when = absent[0] if len(absent) == 1 else ir.Logic("or", absent)
    return ir.Select((ir.Case(when, missing),), body)


def _lower_score(row: n.Row, ctx: Lowering, table: Table) -> ir.Node:
    if not getattr(row.score, "apart", False):
        return ctx.score(row.score, table, row)
    return ctx.reach(lambda: _lower_reached(row, ctx, table), lambda: ctx.score(row.score, table, row))


def _lower_reached(row: n.Row, ctx: Lowering, table: Table) -> ir.Node:
    """Whether a row of conditions gives the score: no earlier one holds, and it does."""
    before = table.rows[: table.rows.index(row)]
    no = ir.Literal(False)
    cases = [ir.Case(ctx.head(r.head, table), no) for r in before if not isinstance(r.head, n.MissingHead)]
    if not isinstance(row.head, n.ElseHead):
        cases.append(ir.Case(ctx.head(row.head, table), ir.Literal(True)))
        return ir.Select(tuple(cases), no)
    return ir.Select(tuple(cases), ir.Literal(True))


def _disjoint(rows: Sequence[n.Row], scores: dict[int, ir.Node], ctx: Lowering) -> tuple[ir.Band, ...]:
    """The bands in ascending order, each row's values without those that an earlier row takes."""
    found: list[ir.Band] = []
    taken: list[Interval] = []
    for row in rows:
        assert isinstance(row.head, n.IntervalNode)
        parts: tuple[Interval, ...] = (ctx.interval(row.head),)
        for earlier in taken:
            parts = tuple(rest for part in parts for rest in part.minus(earlier))
        found += [ir.Band(part, scores[id(row)], origin=ctx.at(row)) for part in parts]
        taken.append(ctx.interval(row.head))
    return tuple(sorted(found, key=_from_below))


def _from_below(band: ir.Band) -> tuple[bool, Fraction, bool]:
    low = band.interval.low
    return low is not None, low or Fraction(0), band.interval.low_open


def lower_interval(head: n.IntervalNode, ctx: Lowering, table: Table) -> ir.Node:
    """Whether the measure lies in an interval head, as a function of two values."""
    assert table.subject is not None
    band = ir.Band(ctx.interval(head), ir.Literal(True))
    return ir.Piecewise(ctx.value(table.subject), (band,), ir.Literal(False))


def describe(node: ScoreTable) -> Words:
    order = describe_order(node.policy)
    if node.subject is None:
        return Words(f"按下列标准评分{order.zh}", f"scored as follows{order.en}")
    subject = node.subject.span.text.strip()
    return Words(f"按{subject}评分{order.zh}", f"scored by {subject}{order.en}")


def describe_order(policy: str | None) -> Words:
    """按序 as the printed table has it, behind what is scored."""
    return Words("，自上而下取第一个符合的", ", the first that fits") if policy == "IN_ORDER" else Words("", "")


def describe_interval(head: n.IntervalNode) -> Words:
    text = head.span.text.strip()
    return Words(text, text)


def write(node: ScoreTable, w: Writer) -> str:
    if w.english:
        text = "score as follows" if node.subject is None else f"score by {w.expr(node.subject, level=5)}"
    else:
        text = "评分" if node.subject is None else f"评分 {w.expr(node.subject, level=5)}"
    if node.policy == "IN_ORDER":
        return text + w.pick(" 按序", ", in order")
    # 唯一 is what a table is anyway; it is written where its author wrote it.
    return text + w.pick(" 唯一", ", exactly one") if node.policy and not w.plain else text


def write_interval(head: n.IntervalNode, w: Writer) -> str:
    return w.interval(head)


def _build(items: list[Any], span: Span) -> ScoreTable:
    subject = next(iter(build.expressions(items)), None)
    policy = next((item for item in items if isinstance(item, str) and item in ("EXACTLY_ONE", "IN_ORDER")), None)
    return ScoreTable(subject, policy, (), build.notes(items), span=span)


IDIOM = Idiom(
    name="bands",
    role="base",
    node=ScoreTable,
    title=Words("评分", "score table"),
    about=Words("按指标值所在的区间、条件或选项得分", "points by the band, condition or label that fits"),
    wordings=("大于等于95%的，得满分；小于等于85%的，得0分", "在5%以内得满分"),
    build={"bands": _build, "policy": lambda items, span: str(items[0].type)},
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    shapes={
        "SCORE_BY": Words(
            "评分 指标值，下面每行「区间 ：分值」｜评分 指标值 折线 0%：0分，100%：满分 两端封顶",
            "score by value, each line below it `interval: points`｜"
            "score by value on a line through 0%: 0 points, 100%: full marks, flat beyond both ends",
        ),
        "AS_FOLLOWS": Words(
            "评分 [按序]，下面每行「区间 ：分值」或「当 条件 ：分值」",
            "score as follows [, in order]; each line below it is `interval: points` or `when condition: points`",
        ),
    },
    write=write,
    reached=reached,
    extent=extent,
    kinds=(GAP, OVERLAP, AGREEING, NO_SUBJECT, MIXED_ROWS, ELSE_NOT_LAST, UNDECIDED, DOUBLED_ROW),
    reasons=(BAND, LABEL, CONDITION, OTHERWISE, MISSING),
)

INTERVAL_HEAD = Idiom(
    name="interval",
    role="head",
    node=n.IntervalNode,
    title=Words("区间行", "interval rows"),
    about=Words("行首是区间", "the head of a row is an interval"),
    wordings=("95%以上", "5%以上、10%以内", "11-30%（含）", "80≤得分<90"),
    build={},
    check=check_interval,
    evaluate=holds,
    lower=lower_interval,
    describe=describe_interval,
    write=write_interval,
    coverage=interval_coverage,
    fragment=False,
)
