"""Statements → text: each statement of the core language as its cells and the remarks behind it.

A statement of one cell is written as it is; those of two (a fact, a row, a grade) stand in columns.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from attrs import evolve, frozen

from perfrules.source import Words
from perfrules.syntax import edits
from perfrules.syntax import nodes as n
from perfrules.syntax.build import MEASURES, TRIAL_RESULTS, VALUE_WORDS
from perfrules.syntax.writer import Writer


@frozen
class Text:
    """A statement as text: its head, what follows a colon (or None), and the remarks behind it."""

    head: str
    rest: str | None = None
    notes: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    """The cells of a row of data, which has no other words."""


def statement_text(statement: n.Statement, w: Writer) -> Text:
    """A statement in the language of the writer."""
    edited = statement.start.startswith("edit ")
    return _STARTS["edit_line" if edited else statement.start](statement, w)


def _typed(statement: n.Statement, name: str, w: Writer, at: int = 0) -> str:
    """A name or label as typed, with its quotes; in the plain spelling as it compares."""
    if w.plain or at >= len(statement.texts):
        return w.text(name)
    return " ".join(statement.texts[at].text.split())


def _title(statement: n.Statement, w: Writer) -> Text:
    name, notes = statement.node
    word = w.pick("评价表", "rubric")
    return Text(f"{word} {_typed(statement, name, w)}", notes=tuple(w.notes(notes)))


def _facts(statement: n.Statement, w: Writer) -> Text:
    return Text(w.pick("数据", "facts"))


def _grid(statement: n.Statement, w: Writer) -> Text:
    node: n.GridDecl = statement.node
    name = _typed(statement, node.name, w)
    columns = [_typed(statement, text, w, at) for at, text in enumerate(node.columns, 1)]
    text = f"{w.pick('数据表', 'data table')} {name} {w.pick('列', 'with columns')} {w.pick('、', ', ').join(columns)}"
    return Text(text, notes=tuple(w.notes(node.notes)))


def _grades(statement: n.Statement, w: Writer) -> Text:
    node: n.GradesDecl = statement.node
    text = w.pick("等级", "grades")
    text += _GRADED_BY[node.by][w.lang]
    return Text(text, notes=tuple(w.notes(node.notes)))


_GRADED_BY = {
    "total": Words("", ""),
    "unrounded": Words(" 按 未舍入总分", " by the unrounded total"),
    "rate": Words(" 按 得分率", " by the rate"),
    "index": Words(" 按 指数", " by the result"),
    "order": Words(" 按序", " in order"),
}


def _case(statement: n.Statement, w: Writer) -> Text:
    node: n.CaseDecl = statement.node
    word = w.pick("案例", "case")
    text = f"{word} {_typed(statement, node.name, w)}"
    if node.base is not None:
        text += f" {w.pick('沿用', 'extends')} {word} {_typed(statement, node.base, w, 1)}"
    if node.only_published:
        text += w.pick(" 仅公布", ", published only")
    return Text(text, notes=tuple(w.notes(node.notes)))


_TRIED = {"总分": Words("总分", "total"), "等级": Words("等级", "grade")}
_RESULTS = {chinese: english for english, chinese in TRIAL_RESULTS.items()}


def _trial(statement: n.Statement, w: Writer) -> Text:
    node: n.TrialDecl = statement.node
    name = _TRIED[node.node][w.lang] if node.node in _TRIED else _typed(statement, node.node, w)
    return Text(f"{w.pick('试算', 'try')} {name}", notes=tuple(w.notes(node.notes)))


def _trial_row(statement: n.Statement, w: Writer) -> Text:
    row: n.TrialRow = statement.node
    if row.head:
        return Text("", cells=tuple(w.pick(cell, _RESULTS.get(cell, cell)) for cell in row.cells))
    cells = zip(row.cells, row.spans, strict=True)
    return Text("", cells=tuple(_trial_cell(cell, span.text, w) for cell, span in cells))


def _trial_cell(cell: str, typed: str, w: Writer) -> str:
    if w.english and cell.startswith("数据错误"):
        return f"data error{cell.removeprefix('数据错误')}"
    return _value(cell, typed, w)


_LEVELS = (
    Words("一级指标", "level 1 indicator"),
    Words("二级指标", "level 2 indicator"),
    Words("三级指标", "level 3 indicator"),
    Words("评分点", "criterion"),
)


def _heading(statement: n.Statement, w: Writer) -> Text:
    node: n.Heading = statement.node
    text = f"{_LEVELS[node.depth - 1][w.lang]} {_typed(statement, node.name, w)}"
    if node.state:
        text += f" {_STATES[node.state][w.lang]}"
    if node.points is not None:
        text += f" {w.expr(node.points)}"
    if node.inner is not None:
        text += w.pick(" 内按", ", scaled from ") + w.expr(node.inner)
    if node.uncounted:
        text += w.pick(" 不计分", " not counted" if node.points is None else ", not counted")
    return Text(text, notes=tuple(w.notes(node.notes)))


_STATES = {
    "unused": Words("空", "not used"),
    "unpublished": Words("分值 未公布", "points not published"),
    "unrecorded": Words("未录", "not transcribed"),
}


def _unrecorded(statement: n.Statement, w: Writer) -> Text:
    node: n.Heading = statement.node
    text = f"{_STATES['unrecorded'][w.lang]} {w.expr(node.points)}"
    return Text(text, notes=tuple(w.notes(node.notes)))


def _adjustments(statement: n.Statement, w: Writer) -> Text:
    node: n.Heading = statement.node
    parts = [w.pick("加减分", "adjustments")]
    if node.most_added is not None:
        parts.append(w.pick("至多加", "adding at most ") + w.expr(node.most_added))
    if node.most_taken is not None:
        parts.append(w.pick("至多扣", "taking at most ") + w.expr(node.most_taken))
    limits = w.comma.join(parts[1:])
    text = f"{parts[0]}{w.pick(' ', ', ')}{limits}" if limits else parts[0]
    return Text(text, notes=tuple(w.notes(node.notes)))


# The head of the file, and clauses


def _note_line(node: n.Note, w: Writer, statement: n.Statement) -> Text:
    if node.kind == "code":
        return Text(f"{w.pick('代码', 'id')} {_typed(statement, node.text, w)}")
    if node.kind == "year":
        return Text(f"{w.pick('年度', 'year')} {node.text}")
    return Text(w.note(node))


_ROUND_TO = {
    "half-up": Words("", "to"),
    "down": Words("舍去", "down to"),
    "up": Words("进位", "up to"),
}


def _rounding(node: n.Rounding, w: Writer) -> str:
    total = node.scope == "total"
    if node.digits is None:
        return w.pick(f"舍入{' 总分' if total else ''} 无", f"no rounding{' of the total' if total else ''}")
    how = _ROUND_TO[node.mode][w.lang]
    if w.english:
        return f"round {'the total' if total else 'each score'} {how} {node.digits} decimal{_s(node.digits)}"
    return f"舍入 {'总分' if total else '各项得分'} {node.digits}位小数 {how}".rstrip()


def _s(count: int) -> str:
    return "" if count == 1 else "s"


_LEFTOVERS = {
    "whole": Words("零头 不计", "part steps ignored"),
    "started": Words("零头 进位", "part steps counted whole"),
    "pro-rata": Words("零头 按比例", "part steps in proportion"),
}
_ENDS = {
    "LOW_END": Words("含下不含上", "ranges include their lower end only"),
    "HIGH_END": Words("含上不含下", "ranges include their upper end only"),
    "BOTH_ENDS": Words("两端都含", "ranges include both ends"),
}
_ZERO = {
    "0/0": Words("零除零", "zero divided by zero gives"),
    "x/0": Words("非零除零", "anything else divided by zero gives"),
}


def _convention(node: n.Convention, w: Writer) -> str:
    match node.topic:
        case "leftover":
            text = _LEFTOVERS[node.settings[0][1]][w.lang]
        case "ends":
            text = _ENDS[node.settings[0][1]][w.lang]
        case "money":
            text = f"{w.pick('金额', 'money')} {node.settings[0][1]}"
        case _:
            text = w.comma.join(f"{_ZERO[which][w.lang]} {w.expr(value)}" for which, value in node.settings)
    return f"{w.pick('约定', 'convention')} {text}"


def _keep(keep: n.Keep | None, w: Writer) -> str:
    if keep is None:
        return ""
    if w.english:
        how = _ROUND_TO[keep.mode].en
        of = " of a percent" if keep.percent else ""
        return f" rounded {how} {keep.digits} decimal{_s(keep.digits)}{of}"
    how = _ROUND_TO[keep.mode].zh
    return f" 保留{keep.digits}位{'百分数' if keep.percent else '小数'} {how}".rstrip()


_FORMULA = Words("公式", "formula")


def _formula(node: n.FormulaDecl, w: Writer, word: Words = _FORMULA) -> str:
    name = f" {_formula_name(node.name, w)}" if node.name is not None else ""
    text = f"{word[w.lang]}{name} {w.sign('=')} {w.expr(node.expression)}{_keep(node.keep, w)}"
    for guard in node.guards:
        condition, value = w.expr(guard.condition), w.expr(guard.value)
        keep = _keep(guard.keep, w)
        text += w.pick(f"，{condition} 时 {value}{keep}", f", or {value}{keep} when {condition}")
    return text


def _result(node: n.Node, w: Writer) -> str | None:
    """What a rubric says of its result; None where a line says something else."""
    match node:
        case n.ResultIndex(formula=formula):
            return _formula(formula, w, Words("结果为", "the result is"))
        case n.ResultScale(labels=labels):
            between = f" {w.sign('>')} "
            return f"{w.pick('结果等次', 'results are')} {between.join(w.word(label) for label in labels)}"
        case n.TotalRange(low=low, high=high):
            return f"{w.pick('总分范围', 'the total ranges over')} [{w.expr(low)}, {w.expr(high)}]"
    return None


def _formula_name(name: str, w: Writer) -> str:
    return "·".join(w.word(part) for part in name.split("·"))


def _property(node: n.PropertyDecl, w: Writer) -> str:
    measure = w.name(node.measure)
    falls = node.direction == "never-falls"
    if w.english:
        subject = "the total" if node.total else f"{w.name(node.subject)} score" if node.subject else "score"
        return f"property {subject} never {'falls' if falls else 'rises'} as {measure} rises"
    subject = "总分" if node.total else f"{w.name(node.subject)} 得分" if node.subject else "得分"
    return f"性质 {subject} 随 {measure} {'不减' if falls else '不增'}"


def _base_points(node: n.BasePoints, w: Writer, statement: n.Statement) -> str:
    if statement.start == "head_line":
        beyond = w.pick(" 可超满分", ", may be exceeded") if node.beyond else ""
        lower = w.pick(" 分低为优", ", lower is better") if node.lower else ""
        return f"{w.pick('满分', 'full marks')} {w.expr(node.points)}{beyond}{lower}"
    return f"{w.pick('基础分', 'start from')} {w.expr(node.points)}"


def _clause(statement: n.Statement, w: Writer) -> Text:
    node = statement.node
    match node:
        case n.Note():
            return _note_line(node, w, statement)
        case n.Rounding():
            text = _rounding(node, w)
        case n.Convention():
            text = _convention(node, w)
        case n.FormulaDecl():
            text = _formula(node, w)
        case n.PropertyDecl():
            text = _property(node, w)
        case n.LeafRange():
            text = f"{w.pick('范围', 'scores range over')} [{w.expr(node.low)}, {w.expr(node.high)}]"
        case n.BasePoints():
            text = _base_points(node, w, statement)
        case _:
            text = _result(node, w) or w.node(node)
    return Text(text, notes=tuple(w.notes(getattr(node, "notes", ()))))


def _row(statement: n.Statement, w: Writer) -> Text:
    node: n.Row = statement.node
    if hasattr(node.score, "rows"):  # a table of its own follows
        when = " 时 " if not isinstance(node.head, n.ElseHead) else " "
        return Text(f"{w.node(node.head)}{w.pick(when, ', ')}{w.node(node.score)}", None, tuple(w.notes(node.notes)))
    return Text(w.node(node.head), w.node(node.score), tuple(w.notes(node.notes)))


def _grade(statement: n.Statement, w: Writer) -> Text:
    node: n.GradeDecl = statement.node
    if node.interval is None:
        text = w.pick("否则", "otherwise")
        if node.condition is not None:
            text = f"{w.pick('当', 'when')} {w.expr(node.condition)}"
        return Text(_typed(statement, node.label, w), text, tuple(w.notes(node.notes)))
    return Text(_typed(statement, node.label, w), w.interval(node.interval), tuple(w.notes(node.notes)))


def _calendar(statement: n.Statement, w: Writer) -> Text:
    return Text(w.pick("工作日历", "work calendar"), notes=tuple(w.notes(statement.node.notes)))


def _scale(statement: n.Statement, w: Writer) -> Text:
    node: n.ScaleDecl = statement.node
    text = f"{w.pick('评议尺度', 'judging scale')} {_typed(statement, node.name, w)}"
    return Text(text, notes=tuple(w.notes(node.notes)))


_CALENDAR = {
    "covers": Words("起讫", "covers"),
    "off": Words("放假", "days off"),
    "work": Words("上班", "days worked instead"),
}


def _calendar_line(statement: n.Statement, w: Writer) -> Text:
    node: n.CalendarLine = statement.node
    to = w.pick(" 至 ", " to ")
    periods = (to.join(dict.fromkeys(w.expr(day) for day in period)) for period in node.periods)
    text = f"{_CALENDAR[node.kind][w.lang]} {w.pick('、', ', ').join(periods)}"
    return Text(text, notes=tuple(w.notes(node.notes)))


# Facts

_KINDS = {
    "money": Words("金额", "money"),
    "count": Words("计数", "count"),
    "ratio": Words("比率", "ratio"),
    "number": Words("数值", "number"),
    "points": Words("分值", "points"),
    "flag": Words("是否", "yes/no"),
    "choice": Words("选项", "choice"),
    "date": Words("日期", "date"),
    "text": Words("文本", "text"),
}
_MEASURES = {chinese: english for english, chinese in MEASURES.items()}
_MODIFIERS = {
    "signed": Words("可负", "may be negative"),
    "optional": Words("可缺", "may be missing"),
    "missing-mean": Words("按均值", "counted as the mean of all"),
    "missing-fails": Words("报错", "an error if missing"),
    "missing-value": Words("按 ", "counted as "),
    "grid": Words("精确到 ", "to the nearest "),
    "whole": Words("整数", "whole"),
    "out-of": Words("满", "out of "),
    "round-first": Words("先四舍五入到 ", "first rounded to "),
    "cut-first": Words("先舍去到 ", "first cut to "),
    "needs-reason": Words("须说明", "reason required"),
}


def _kind(kind: n.KindDecl, w: Writer) -> str:
    """The kind, with how many values it has before it."""
    if kind.size is None:
        return _single(kind, w)
    years = w.pick(f"近{kind.size}年逐年 ", f"each of the last {kind.size} years, ")
    group = w.pick(f"一组{kind.size}个", f"a list of {kind.size}, ")
    return (years if kind.yearly else group) + _single(kind, w)


def _single(kind: n.KindDecl, w: Writer) -> str:
    if kind.measure is not None:
        word = w.pick(kind.measure, _MEASURES.get(kind.measure, kind.measure))
    else:
        word = _KINDS[kind.word][w.lang]
    if kind.unit is not None:
        return f"{word} {w.unit(kind.unit, kind.span)}"
    if not kind.labels:
        return word
    labels = [
        f" {w.pick('又称', 'also called')} ".join(
            w.word(text) for text in (label, *(other for other, first in kind.synonyms if first == label))
        )
        for label in kind.labels
    ]
    between = f" {w.sign('>')} " if kind.ordered or len(labels) == 1 else w.pick("、", " or ")
    return f"{word} {between.join(labels)}"


def _modifier(modifier: n.Modifier, w: Writer) -> str:
    arguments = [w.expr(argument) for argument in modifier.arguments]
    if modifier.word == "bound":
        return f"{w.sign(modifier.op)}{w.pick('', ' ')}{arguments[0]}"
    if modifier.word == "bounds":
        return f"{modifier.op[0]}{arguments[0]}, {arguments[1]}{modifier.op[1]}"
    return _MODIFIERS[modifier.word][w.lang] + "".join(arguments)


def _fact(statement: n.Statement, w: Writer) -> Text:
    node = statement.node
    if not isinstance(node, (n.FactDecl, n.ConstraintDecl, n.VerifyDecl)):
        return Text(_typed(statement, node.name, w), w.node(node), tuple(w.notes(node.notes)))
    if isinstance(node, n.ConstraintDecl):
        text = f"{w.pick('约束', 'constraint')} {w.expr(node.condition)}"
        return Text(text, notes=tuple(w.notes(node.notes)))
    if isinstance(node, n.VerifyDecl):
        text = f"{w.pick('核对', 'verify')} {w.expr(node.condition)}"
        if node.tolerance is not None:
            text += f"{w.pick(' 容差', ', tolerance')} {w.expr(node.tolerance)}"
        return Text(text, notes=tuple(w.notes(node.notes)))
    rest = _kind(node.kind, w)
    for modifier in node.modifiers:
        sign = modifier.word in ("bound", "bounds")
        rest += (", " if w.english and not sign else " ") + _modifier(modifier, w)
    return Text(_typed(statement, node.name, w), rest, tuple(w.notes(node.notes)))


# Cases

_CASE_NOTES = {
    "EVIDENCE": Words("佐证", "evidence"),
    "REASON": Words("理由", "reason"),
    "MISMATCH": Words("不符", "known discrepancy"),
    "SOURCE": Words("来源", "source"),
    "STRING": Words("", ""),
}
_ENGLISH_VALUES = {chinese: english for english, chinese in VALUE_WORDS.items()}
_POINTS = re.compile(r"([-+]?\d+(?:\.\d+)?)分")


def _said(said: tuple[tuple[str, str], ...], w: Writer) -> tuple[str, ...]:
    return tuple(f"{_CASE_NOTES[kind][w.lang]} {typed}".strip() for kind, typed in said)


def _value(value: str, typed: str, w: Writer) -> str:
    """A figure or answer as typed; the answers of the language itself, and points, in the language of the writer."""
    if typed[:1] in ('"', "“", "”", "＂", "「", "『", "`"):
        return typed
    if not w.english:
        return value
    points = _POINTS.fullmatch(value)
    if points:
        return f"{points.group(1)} point{'' if points.group(1) == '1' else 's'}"
    return _ENGLISH_VALUES.get(value, value)


def _case_line(statement: n.Statement, w: Writer) -> Text:
    node: Any = statement.node
    if isinstance(node, n.Note):
        return Text(w.note(node))
    if isinstance(node, n.Given) and node.rows is not None:
        return Text(f"{_typed(statement, node.name, w)} {w.sign('=')}", notes=_said(node.said, w))
    if isinstance(node, n.Given):
        value = _value(node.value, node.value_span.text, w)
        return Text(f"{_typed(statement, node.name, w)} {w.sign('=')} {value}", notes=_said(node.said, w))
    return _published(statement, node, w)


def _case_row(statement: n.Statement, w: Writer) -> Text:
    row: n.TrialRow = statement.node
    if row.head:
        return Text("", cells=row.cells)
    cells = zip(row.cells, row.spans, strict=True)
    return Text("", cells=tuple(_value(cell, span.text, w) for cell, span in cells))


_PRINTED = {
    "score": Words("得分", "score"),
    "subtotal": Words("小计", "subtotal"),
    "rate": Words("得分率", "score rate"),
}


def _published(statement: n.Statement, figures: list[n.Published], w: Writer) -> Text:
    pieces: list[str] = []
    if figures[0].expression is not None:
        figure = figures[0]
        text = f"{_typed(statement, figure.name, w)} {w.sign('=')} {w.expr(figure.expression)}"
        value = _value(figure.value, figure.value_span.text, w)
        text = w.pick(f"核算 {text} 公布 {value}", f"recompute {text}, published {value}")
        return Text(text, notes=_said(figure.said, w))
    if figures[0].what == "error":
        text = f"{w.pick('期望 数据错误', 'expect data error')} {figures[0].value}"
        return Text(text.strip(), notes=_said(figures[0].said, w))
    for i, figure in enumerate(figures):
        value = _value(figure.value, figure.value_span.text, w)
        if figure.what == "grade":
            piece = f"{w.pick('等级', 'grade')} {_typed(statement, figure.value, w, len(statement.texts) - 1)}"
            pieces.append(f", {piece}" if w.english and i else f" {piece}")
            continue
        name = w.pick("总分", "total") if figure.what == "total" else _typed(statement, figure.name, w)
        word = f" {_PRINTED[figure.what][w.lang]}" if figure.what in _PRINTED else ""
        # A text of several words would be taken for the name but for its sign.
        sign = f" {w.sign('=')}" if figure.what == "value" and " " in value else ""
        pieces.append(f" {name}{word}{sign} {value}")
    word = w.pick("期望", "expect") if figures[0].expected else w.pick("公布", "published")
    return Text(word + "".join(pieces), notes=_said(figures[0].said, w))


def _edit(statement: n.Statement, w: Writer) -> Text:
    if not statement.start.startswith("edit "):
        text = edits.edit_text(statement.node, w, lambda node: "")
        return Text(text, notes=tuple(w.notes(getattr(statement.node, "notes", ()))))
    inner = statement.node.statement
    found = _STARTS[statement.start.removeprefix("edit ")](evolve(statement, node=inner), w)
    text = edits.edit_text(statement.node, w, lambda node: found.head)
    return Text(text, found.rest, found.notes)


_STARTS: dict[str, Callable[[n.Statement, Writer], Text]] = {
    "title": _title,
    "facts": _facts,
    "grades": _grades,
    "calendar": _calendar,
    "fact_grid": _grid,
    "scale": _scale,
    "calendar_line": _calendar_line,
    "case": _case,
    "trial": _trial,
    "trial_row": _trial_row,
    "heading": _heading,
    "free_heading": _heading,
    "unscored_heading": _heading,
    "unrecorded": _unrecorded,
    "adjustments": _adjustments,
    "head_line": _clause,
    "fact_line": _fact,
    "clause": _clause,
    "total_line": _clause,
    "row": _row,
    "grade_line": _grade,
    "grade_case": _grade,
    "scale_line": _grade,
    "case_line": _case_line,
    "case_row": _case_row,
    "column": _fact,
    "edit_line": _edit,
}
