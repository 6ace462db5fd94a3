"""明细: rows that the data supplies share the points of a leaf: the indicators of a self-evaluation form.

The columns are typed; 每行 says how a row is scored out of its own points, which are in a column of 分值 and close to
those of the leaf, or are the same for all rows (平均分配), or in proportion to a column (按 权重). With 评议 a person
judges all rows together. Every row is cut at its points, and the leaf is rounded once.

    三级指标 产出指标 50分
      明细 产出 分值合计50分
        指标   ：名称
        分值   ：分值
        要求   ：目标 默认 ≥
        完成值 ：同 要求
        评定   ：评议 须说明
        每行 目标 完成值 对 要求 未达 按完成比例
        每行 文字目标 按 评定
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from attrs import evolve, frozen

from perfrules.diagnostics.diagnostic import Kind
from perfrules.idioms import bands, each_row, overshoot
from perfrules.idioms.counted import ZERO_STEP
from perfrules.idioms.declare import Idiom, Spot, Units
from perfrules.idioms.each_row import EachRow
from perfrules.idioms.judged import judged_name, with_terms
from perfrules.ir import nodes as ir
from perfrules.model import errors
from perfrules.model.facts import FactReader
from perfrules.model.model import Detail, Fact, Indicator, Judgement, Scale
from perfrules.model.protocols import Check, Evaluation, Lowering, ReasonKind, Table
from perfrules.source import Span, Words
from perfrules.syntax import build
from perfrules.syntax import nodes as n
from perfrules.syntax.folding import name_key
from perfrules.syntax.writer import Writer
from perfrules.types.interval import Interval
from perfrules.types.show import decimal
from perfrules.types.types import (
    POINTS_TYPE,
    TARGET,
    TEXT,
    WORDS_SIGN,
    Broken,
    Domain,
    Quantity,
    RowsType,
    Type,
)


@frozen(eq=False, repr=False)
class ColumnDecl(n.Node):
    """A column of a kind that only rows have: name, target, same or judged.

    `other` is the column that `same` is like; `default` the sign of a target without one; `scale` the 评议尺度 of
    points that a person gives.
    """

    name: str
    kind: str
    default: str | None = None
    other: n.Name | None = None
    scale: n.Name | None = None
    step: n.Expr | None = None
    needs_reason: bool = False
    notes: tuple[n.Note, ...] = ()


@frozen(eq=False, repr=False)
class Share(n.Node):
    """What the rows share: `how` is points (that close to `figure`), evenly, weight (by `column`) or judged."""

    how: str
    figure: n.Expr | None = None
    column: n.Name | None = None
    high: n.Expr | None = None
    step: n.Expr | None = None
    needs_reason: bool = False


@frozen(eq=False, repr=False)
class Rows(n.Node):
    """明细. `rows` are its columns, `rules` its 每行."""

    name: n.Name
    share: Share
    rows: tuple[n.Node, ...] = ()
    rules: tuple[n.Node, ...] = ()
    notes: tuple[n.Note, ...] = ()

    row_start = "column"


NOT_CLOSED = Kind(
    "PR456",
    "row-points-not-closed",
    "各行分值合计 {sum}分，「{name}」是 {points}分",
    "the rows share {sum:point}, and `{name}` has {points}",
    "把「分值合计」改成 {points}分，或改指标的分值",
    "make the row points total {points}, or change the points of the heading",
    about="The points of the rows make up those of the heading.",
)
NO_COLUMN = Kind(
    "PR457",
    "row-column-missing",
    "「明细 {name}」没有{what}的列",
    "rows `{name}` have no column of {what}",
    "在「明细」下面加一行：{shape}",
    "add a line under `rows`: {shape}",
    about="Rows need a column of names, and the columns that their points and rules speak of.",
)
TWO_COLUMNS = Kind(
    "PR458",
    "two-columns-of-a-kind",
    "「明细 {name}」有两个{what}的列",
    "rows `{name}` have two columns of {what}",
    "只留一个",
    "keep one",
    about="Of names, targets and points a set of rows has one column each.",
)
NO_RULE = Kind(
    "PR459",
    "rows-without-rule",
    "「明细 {name}」没有写每行怎么评分",
    "rows `{name}` do not say how a row is scored",
    "写「每行 目标 完成值 对 要求 未达 按完成比例」，或「每行 按 评定」",
    "write `each row target achieved against required, if missed in proportion to what was done`, "
    "or `each row by judged`",
    about="The points of a row come of a rule for each row, unless a person judges all rows together.",
)
RULE_TWICE = Kind(
    "PR466",
    "two-row-rules",
    "「明细 {name}」已有一条这样的「每行」（第{line}行）",
    "rows `{name}` have such an `each row` already (line {line})",
    "只留一条；文字的目标可以另写「每行 文字目标 …」",
    "keep one; targets in words may have an `each row with a target in words` of their own",
    about="A row is scored by one rule; targets in words may have another.",
)
UNNEEDED_WORDS = Kind(
    "PR467",
    "no-targets-in-words",
    "「明细 {name}」没有「目标」的列，谈不上文字目标",
    "rows `{name}` have no column of targets, so none is in words",
    "删去「文字目标」",
    "take `with a target in words` out",
    about="`with a target in words` speaks of the rows whose target is words.",
)
UNUSED_RULE = Kind(
    "PR468",
    "row-rule-not-used",
    "各行一起评议，「每行」就没有用",
    "all rows are judged together, so `each row` has no use",
    "删去「每行」，或改「评议」为「分值合计」",
    "take `each row` out, or let the rows have points",
    about="Where a person judges all rows together, no row has a score of its own.",
)
BAD_WEIGHT = Kind(
    "PR469",
    "row-weight-misfit",
    "不能按「{name}」分配：它不是一个不小于 0 的量",
    "points cannot be shared by `{name}`: it is no quantity that is 0 or more",
    "写一列「权重 ：比率 ≥0」",
    "declare a column such as `weight: ratio ≥ 0`",
    about="Points are shared in proportion to a column of quantities of one kind, none below 0.",
)

TOGETHER = ReasonKind("rows-judged", "{rows}评议得{score}", "{rows}judged {score} in all")
TOGETHER_WHY = ReasonKind(
    "rows-judged-with-reason", "{rows}评议得{score}：{reason}", "{rows}judged {score} in all: {reason}"
)


def _spots(node: Rows, units: Units) -> Iterator[Spot]:
    yield node.name.text, node.name.span, RowsType(), Domain(), False
    if node.share.how == "judged":
        high = node.share.high
        most = high.value if isinstance(high, n.Number) else None
        step = node.share.step.value if isinstance(node.share.step, n.Number) else None
        yield (
            "",
            node.share.span,
            POINTS_TYPE,
            Domain(Interval(Fraction(0), most), step or None),
            node.share.needs_reason,
        )


# Columns


def columns(
    node: Rows, fact: Fact, reader: FactReader, leaf: Indicator, scales: Mapping[str, Scale]
) -> tuple[Fact, ...]:
    """The columns as facts; what the rows must be like is put on the type of the 明细."""
    found: list[Fact] = []
    seen: set[str] = set()
    judged: dict[str, ColumnDecl] = {}
    for item in node.rows:
        if isinstance(item, n.FactDecl):
            column = reader.column(item)
        elif isinstance(item, ColumnDecl):
            column = _special(item)
            if item.kind == "judged":
                judged[item.name] = item
        else:
            continue
        if name_key(column.name) in seen:
            reader.diagnostics.report(errors.DUPLICATE_NAME, item.span, name=column.name)
            continue
        seen.add(name_key(column.name))
        found.append(evolve(column, path=f"{fact.path}·{column.name}", rows=fact))
    assert isinstance(fact.type, RowsType)
    fact.type.detail = _detail(node, tuple(found), judged, leaf, scales)
    return tuple(found)


def _special(item: ColumnDecl) -> Fact:
    kinds: dict[str, Type] = {"name": TEXT, "target": TARGET, "same": TARGET}
    type_ = kinds.get(item.kind, POINTS_TYPE)
    bounds = Domain(Interval(Fraction(0)) if type_ is POINTS_TYPE else Interval())
    return Fact(item.name, item.name, type_, None, bounds, optional=item.kind != "name", span=item.span)


def _detail(
    node: Rows,
    found: tuple[Fact, ...],
    judged: Mapping[str, ColumnDecl],
    leaf: Indicator,
    scales: Mapping[str, Scale],
) -> Detail:
    decls = [item for item in node.rows if isinstance(item, ColumnDecl)]
    kinds = {kind: next((d for d in decls if d.kind == kind), None) for kind in ("name", "target", "same")}
    by_name = {name_key(column.name): column for column in found}

    def of(decl: ColumnDecl | None) -> Fact | None:
        return by_name.get(name_key(decl.name)) if decl is not None else None

    rules = [rule for rule in node.rules if isinstance(rule, EachRow)]
    main = next((rule for rule in rules if not rule.words), None)
    words = next((rule for rule in rules if rule.words), None)
    share = node.share
    weight = _points_column(found, judged) if share.how == "points" else None
    if share.column is not None:
        weight = by_name.get(name_key(share.column.text))
    scope = Indicator(leaf.name, leaf.depth, leaf, node.span, Fraction(1))
    target = kinds["target"]
    return Detail(
        found,
        scope,
        leaf.points,
        share.how,
        weight,
        of(kinds["name"]),
        of(target),
        target.default if target is not None else None,
        of(kinds["same"]),
        main.missed if main is not None else (),
        main is not None and main.how == "target",
        words is not None,
        {name: _judgement(name, decl, main, words, scales.get(name)) for name, decl in judged.items()},
    )


def _judgement(
    name: str, decl: ColumnDecl, main: EachRow | None, words: EachRow | None, scale: Scale | None
) -> Judgement:
    def takes(rule: EachRow | None) -> bool:
        return rule is not None and rule.column is not None and name_key(rule.column.text) == name_key(name)

    wanted = "none"
    if takes(main):
        wanted = "all" if words is None or takes(words) else "figures"
    elif takes(words):
        wanted = "words"
    step = decl.step.value if isinstance(decl.step, n.Number) else None
    return Judgement(step, decl.needs_reason, wanted, scale)


def _points_column(found: Sequence[Fact], judged: Mapping[str, ColumnDecl]) -> Fact | None:
    """The column of the points of each row: the only one of 分值, else the one of that name."""
    known = [c for c in found if isinstance(c.type, Quantity) and c.type.is_points and c.name not in judged]
    return next((c for c in known if name_key(c.name) == "分值"), known[0] if known else None)


# Checks


def check(node: Rows, check: Check) -> None:
    facts = check.typing.declared.get(id(node), ())
    detail = facts[0].detail if facts else None
    if detail is None:
        return
    name = node.name.text
    _check_columns(node, detail, check)
    _check_share(node, detail, check)
    rules = [rule for rule in node.rules if isinstance(rule, EachRow)]
    if node.share.how == "judged":
        for rule in rules[:1]:
            check.report(UNUSED_RULE, rule.span)
        return
    if not any(not rule.words for rule in rules) and not check.leaf.broken:
        check.report(NO_RULE, node.span, name=name)
    seen: dict[bool, EachRow] = {}
    row_check = Check(check.typing, detail.scope, check.conventions, None, check.idiom_of)
    for rule in rules:
        if rule.words in seen:
            line = str(seen[rule.words].span.position[0])
            check.report(RULE_TWICE, rule.span, name=name, line=line)
            continue
        seen[rule.words] = rule
        if rule.words and detail.target is None:
            check.report(UNNEEDED_WORDS, rule.span, name=name)
        each_row.check(rule, detail, row_check)
        if rule.beyond is not None:
            overshoot.check(rule.beyond, check)


def _check_columns(node: Rows, detail: Detail, check: Check) -> None:
    decls = [item for item in node.rows if isinstance(item, ColumnDecl)]
    names = Words("名称", "names")
    kinds = {"name": names, "target": Words("目标", "targets"), "same": Words("完成值", "what was achieved")}
    for kind, what in kinds.items():
        for second in [decl for decl in decls if decl.kind == kind][1:]:
            check.report(TWO_COLUMNS, second.span, name=node.name.text, what=what)
    if detail.name is None and not check.leaf.broken:
        shape = Words("指标 ：名称", "`indicator: row name`")
        check.report(NO_COLUMN, node.span, name=node.name.text, what=names, shape=shape)
    for decl in decls:
        if decl.other is not None:
            target = detail.target
            if target is None or name_key(target.name) != name_key(decl.other.text):
                other, expected = decl.other.text, Words("目标", "targets")
                shape = Words(f"{other} ：目标 默认 ≥", f"`{other}: target, ≥ by default`")
                check.report(each_row.NOT_FOR_ROWS, decl.other.span, name=other, expected=expected, shape=shape)
        if decl.step is not None:
            step = check.figure(decl.step, POINTS_TYPE)
            if step is not None and step <= 0:
                check.report(ZERO_STEP, decl.step.span)


def _check_share(node: Rows, detail: Detail, check: Check) -> None:
    share, name = node.share, node.name.text
    args: dict[str, Any] = {"name": name}
    if detail.weight is not None and detail.weight.left_to_rules:
        check.report(errors.NO_PROTECTION, share.span, name=detail.weight.name, ways="")
    if share.how == "points":
        total = check.figure(share.figure, POINTS_TYPE) if share.figure is not None else None
        if total is not None and total != check.leaf.points and not check.leaf.broken:
            points: dict[str, Any] = {"sum": decimal(total), "points": decimal(check.leaf.points)}
            check.report(NOT_CLOSED, share.span, name=check.leaf.name, **points)
        if detail.weight is None:
            shape = Words("分值 ：分值", "`points: points`")
            check.report(NO_COLUMN, node.span, what=Words("分值", "points"), shape=shape, **args)
    elif share.column is not None:
        weight = detail.weight
        if weight is None:
            what = Words(f"「{share.column.text}」", f"`{share.column.text}`")
            shape = Words(f"{share.column.text} ：比率 ≥0", f"`{share.column.text}: ratio ≥ 0`")
            check.report(NO_COLUMN, share.column.span, what=what, shape=shape, **args)
        elif not isinstance(weight.type, (Quantity, Broken)) or not weight.domain.bounds.inside(Interval(Fraction(0))):
            check.report(BAD_WEIGHT, share.column.span, name=share.column.text)
    elif share.how == "judged" and share.high is not None:
        most = check.figure(share.high, POINTS_TYPE)
        if most is not None:
            check.score_fits(most, share.high.span)
        step = check.figure(share.step, POINTS_TYPE) if share.step is not None else None
        if share.step is not None and step is not None and step <= 0:
            check.report(ZERO_STEP, share.step.span)


# Meaning


def _rules(node: Rows) -> tuple[EachRow, EachRow | None]:
    rules = [rule for rule in node.rules if isinstance(rule, EachRow)]
    return next(rule for rule in rules if not rule.words), next((rule for rule in rules if rule.words), None)


def _rule_of(node: Rows, detail: Detail, row: Mapping[str, Any]) -> EachRow:
    """The rule by which a row is scored."""
    main, words = _rules(node)
    in_words = detail.target is not None and row[f"{detail.target.name}·比较"] == WORDS_SIGN
    return words if words is not None and in_words else main


def _reached(node: Rows, ev: Evaluation, table: Table | None) -> tuple[n.Node, ...]:
    """The tables inside the rows of a rule that any row goes into."""
    fact = ev.declared(node)[0]
    assert fact.detail is not None
    found: dict[int, n.Node] = {}
    for row in ev.rows_of(fact) if node.share.how != "judged" else ():
        rule = _rule_of(node, fact.detail, row)
        if rule.how == "table":
            inner = ev.in_row(fact, row, Fraction(1))
            found |= {id(part): part for part in bands.reached(rule, inner, inner.table(rule))}
    return tuple(found.values())


def evaluate(node: Rows, ev: Evaluation) -> Fraction:
    fact = ev.declared(node)[0]
    detail, rows = fact.detail, ev.rows_of(fact)
    assert detail is not None
    if node.share.how == "judged":
        return _judged_together(node, ev, detail, rows)
    total = Fraction(0)
    for row in rows:
        points = _points(detail, row, rows)
        inner = ev.in_row(fact, row, points)
        part = each_row.evaluate(_rule_of(node, detail, row), inner, detail)
        part = min(max(part, Fraction(0)), Fraction(1))
        total += part * points
        ev.take_over(inner, part * points)
    return total


def _points(detail: Detail, row: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Fraction:
    """The points that a row has in all."""
    if detail.share == "evenly":
        return detail.full / len(rows)
    assert detail.weight is not None
    own: Fraction = row[detail.weight.name]
    if detail.share == "points":
        return own
    together: Fraction = sum((other[detail.weight.name] for other in rows), Fraction(0))
    return detail.full * own / together


def _judged_together(node: Rows, ev: Evaluation, detail: Detail, rows: Sequence[Mapping[str, Any]]) -> Fraction:
    fact = ev.declared(node)[1]
    score, reason = ev.value_of(fact), ev.reason_of(fact)
    told = [_told(detail, row) for row in rows]
    zh, en = "；".join(row.zh for row in told), "; ".join(row.en for row in told)
    args: dict[str, Any] = {"rows": Words(f"{zh}。", f"{en}. ") if told else "", "score": ev.points(score)}
    if reason:
        ev.say(TOGETHER_WHY, score, node.notes, reason=reason, **args)
    else:
        ev.say(TOGETHER, score, node.notes, **args)
    return score


def _told(detail: Detail, row: Mapping[str, Any]) -> Words:
    """A row in a few words: its name, what was achieved, what was wanted."""
    zh = en = str(row[detail.name.name]) if detail.name is not None else ""
    if detail.achieved is not None and f"{detail.achieved.name}·原文" in row:
        achieved = row[f"{detail.achieved.name}·原文"]
        zh, en = f"{zh}完成{achieved}", f"{en} {achieved} achieved".strip()
    if detail.target is not None:
        target = row[f"{detail.target.name}·原文"]
        zh, en = f"{zh}（目标{target}）", f"{en} (target {target})"
    return Words(zh, en)


def lower(node: Rows, ctx: Lowering) -> ir.Node:
    fact = ctx.declared(node)[0]
    detail, rows = fact.detail, ctx.rows_of(fact)
    assert detail is not None
    if node.share.how == "judged":
        return ctx.fact(ctx.declared(node)[1])
    main, words = _rules(node)
    points = _lower_points(detail, rows)
    if words is None:
        return ir.OverRows("sum", rows, each_row.lower(main, ctx.in_row(fact), detail, points))
    in_words = each_row.is_sign(detail, WORDS_SIGN)
    by_words = each_row.lower(words, ctx.in_row(fact, in_words), detail, points)
    score = each_row.lower(main, ctx.in_row(fact, ir.Not(in_words)), detail, points)
    return ir.OverRows("sum", rows, ir.Select((ir.Case(in_words, by_words),), score))


def _lower_points(detail: Detail, rows: ir.Input) -> ir.Node:
    full = ir.Literal(detail.full)
    if detail.share == "evenly":
        return ir.Arith("÷", full, ir.OverRows("sum", rows, ir.Literal(Fraction(1))))
    assert detail.weight is not None
    own = ir.Cell(detail.weight.name)
    if detail.share == "points":
        return own
    return ir.Arith("÷", ir.Arith("×", full, own), ir.OverRows("sum", rows, own))


# Words


def describe(node: Rows) -> Words:
    share, name = node.share, node.name.text
    columns = [_describe_column(item) for item in node.rows if isinstance(item, (n.FactDecl, ColumnDecl))]
    listed = Words("、".join(column.zh for column in columns), ", ".join(column.en for column in columns))
    if share.how == "judged":
        most = share.high.span.text.strip() if share.high is not None else ""
        zh, en = f"明细「{name}」（{listed.zh}）各行一起评议", f"rows `{name}` ({listed.en}), judged together"
        return with_terms(Words(f"{zh}，0分至{most}", f"{en}, 0 to {most}"), share.step, share.needs_reason)
    how = {
        "points": Words("各行有自己的分值", "each with its points"),
        "evenly": Words("各行分值相同", "with equal points"),
        "weight": Words(
            f"分值按{share.column.text if share.column else ''}分配",
            f"sharing points by {share.column.text if share.column else ''}",
        ),
    }[share.how]
    rules = [each_row.describe(rule) for rule in node.rules if isinstance(rule, EachRow)]
    zh, en = "；".join(rule.zh for rule in rules), "; ".join(rule.en for rule in rules)
    return Words(f"明细「{name}」（{listed.zh}）{how.zh}；{zh}", f"rows `{name}` ({listed.en}) {how.en}; {en}")


def _describe_column(column: n.FactDecl | ColumnDecl) -> Words:
    """A column by its name; of one in which a person judges each row, what holds for that."""
    if not isinstance(column, ColumnDecl) or column.kind != "judged":
        return Words(column.name, column.name)
    scale = column.scale.text if column.scale is not None else ""
    words = Words(f"评议，按{scale}", f"judged by {scale}") if scale else judged_name(None)
    terms = with_terms(words, column.step, column.needs_reason)
    return Words(f"{column.name}（{terms.zh}）", f"{column.name} ({terms.en})")


def write(node: Rows, w: Writer) -> str:
    name = w.name(node.name) if node.name.spot else w.word(node.name.text)
    text, share = f"{w.pick('明细', 'rows')} {name} ", node.share
    if share.how == "points":
        return text + w.pick("分值合计", "with points totalling ") + w.expr(share.figure)
    if share.how == "evenly":
        return text + w.pick("平均分配", "with equal points")
    if share.column is not None:
        column = w.name(share.column) if share.column.spot else w.word(share.column.text)
        return text + w.pick("按 ", "weighted by ") + column
    assert share.high is not None
    text += w.pick("评议 ", "judged ") + w.range(n.Number(Fraction(0), "分"), share.high)
    if share.step is not None:
        text += w.pick(" 步长 ", " in steps of ") + w.expr(share.step)
    return text + w.pick(" 须说明", ", reason required") if share.needs_reason else text


def write_column(node: ColumnDecl, w: Writer) -> str:
    """What stands behind the colon of a column."""
    match node.kind:
        case "name":
            return w.pick("名称", "row name")
        case "target":
            sign = w.sign(node.default) if node.default is not None else ""
            default = w.pick(f" 默认 {sign}", f", {sign} by default") if sign else ""
            return w.pick("目标", "target") + default
        case "same":
            assert node.other is not None
            other = w.name(node.other) if node.other.spot else w.word(node.other.text)
            return w.pick("同 ", "same as ") + other
    text = w.pick("评议", "judged")
    if node.scale is not None:
        text += w.pick(" 按 ", " by ") + w.name(node.scale)
    if node.step is not None:
        text += w.pick(" 步长 ", " in steps of ") + w.expr(node.step)
    return text + w.pick(" 须说明", ", reason required") if node.needs_reason else text


_SIGNS = {"GE": "≥", "LE": "≤", "EQ": "="}


def _build(items: list[Any], span: Span) -> Rows:
    return Rows(each_row.words_of(items, span)[0], build.only(items, Share)[0], notes=build.notes(items), span=span)


def _share_judged(items: list[Any], span: Span) -> Share:
    low, high, *step = build.expressions(items)
    low, high = build.share_unit(low, high)
    reason = "NEED_REASON" in build.types(items)
    return Share("judged", low, high=high, step=step[0] if step else None, needs_reason=reason, span=span)


def _column(kind: str, items: list[Any], span: Span) -> ColumnDecl:
    words = each_row.words_of(items, span)
    found = [item for item in build.expressions(items) if not isinstance(item, n.Name)]
    scale = next(iter(build.only(items, n.Name)), None)
    return ColumnDecl(
        str(items[0]),
        kind,
        next((item for item in items if isinstance(item, str) and item in _SIGNS.values()), None),
        words[0] if words else None,
        scale,
        found[0] if found else None,
        "NEED_REASON" in build.types(items),
        build.notes(items),
        span=span,
    )


IDIOM = Idiom(
    name="rows",
    role="base",
    node=Rows,
    title=Words("明细", "rows"),
    about=Words("数据里的各行分担指标的分值", "rows of the data share the points of the leaf"),
    wordings=("自评表的各项指标由单位自行填报，分值合计50分", "产出指标50分，各三级指标平均分配"),
    build={
        "rows": _build,
        "share_points": lambda items, span: Share("points", build.expressions(items)[0], span=span),
        "share_evenly": lambda items, span: Share("evenly", span=span),
        "share_by": lambda items, span: Share("weight", column=each_row.words_of(items, span)[0], span=span),
        "share_judged": _share_judged,
        "column_name": partial(_column, "name"),
        "column_target": partial(_column, "target"),
        "column_same": partial(_column, "same"),
        "column_judged": partial(_column, "judged"),
        "column_scale": lambda items, span: items[0],
        "row_default": lambda items, span: next(_SIGNS[t] for t in build.types(items) if t in _SIGNS),
    },
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    write=write,
    writes={ColumnDecl: write_column},
    spots=_spots,
    columns=columns,
    reached=_reached,
    shapes={
        "DETAIL": Words(
            "明细 名称 分值合计50分｜平均分配｜按 权重｜评议 0分至50分，下面写各列和「每行 …」",
            "rows name with points totalling 50 points｜with equal points｜weighted by column｜judged 0 to 50 points; "
            "below it stand the columns and `each row …`",
        ),
    },
    kinds=(*(NOT_CLOSED, NO_COLUMN, TWO_COLUMNS, NO_RULE, RULE_TWICE, UNNEEDED_WORDS, UNUSED_RULE, BAD_WEIGHT),),
    reasons=(TOGETHER, TOGETHER_WHY),
)
