"""The 评分标准 of a leaf in words: what the author wrote, said as the printed table says it.

Each idiom describes its own clauses; here they are put in the order of the text, with their rows and notes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from attrs import frozen

from perfrules.model.above import STATES
from perfrules.model.model import Formula, Indicator
from perfrules.source import Words
from perfrules.syntax import nodes as n
from perfrules.types.show import points


class LanguageLike(Protocol):
    """What wording needs of a language."""

    def idiom_of(self, node: n.Node) -> Any: ...
    def is_idiom(self, node: n.Node) -> bool: ...


NOTE_NAMES: Mapping[str, Words] = {
    "target": Words("目标", "Target"),
    "basis": Words("依据", "Basis"),
    "assumption": Words("假定", "Assumption"),
    "remark": Words("注", "Remark"),
}


@frozen
class Statement:
    """One sentence of the criterion, the rows of its table, and its 依据, 假定 and remarks."""

    text: Words
    rows: tuple[Statement, ...] = ()
    notes: tuple[n.Note, ...] = ()


def criterion(leaf: Indicator, language: LanguageLike) -> tuple[Statement, ...]:
    """The statements of a leaf in the order of the text; of a heading, its formulas and how its parts count."""
    found: list[tuple[int, Statement]] = []
    for most, zh, en in ((leaf.most_added, "至多加", "adds at most "), (leaf.most_taken, "至多扣", "takes at most ")):
        if most is not None:
            found.append((leaf.span.start, Statement(Words(f"{zh}{points(most).zh}", f"{en}{points(most).en}"))))
    if leaf.state:
        found.append((leaf.span.start, Statement(STATES[leaf.state])))
    if leaf.uncounted:
        found.append((leaf.span.start, Statement(Words("不计分", "not counted"))))
    if leaf.inner is not None:
        inner, own = points(leaf.inner), points(leaf.points)
        said = Words(f"下级按{inner.zh}评分，再折算为{own.zh}", f"scored out of {inner.en}, brought to {own.en}")
        found.append((leaf.span.start, Statement(said)))
    if leaf.base_points:
        start = leaf.base_points_span.start if leaf.base_points_span else 0
        given = points(leaf.base_points)
        found.append((start, Statement(Words(f"基础分{given.zh}", f"base {given.en}"))))
    if leaf.range_span is not None:
        low, high = points(leaf.least), points(leaf.ceiling)
        said = Words(f"得分在{low.zh}至{high.zh}之间", f"scores {low.en} to {high.en}")
        found.append((leaf.range_span.start, Statement(said)))
    if leaf.rounding is not None:
        what = Words("得分", "score") if leaf.is_leaf else Words("各项得分", "each score")
        said = rounded(leaf.rounding, what)
        found.append((leaf.rounding.span.start, Statement(said, (), _notes(leaf.rounding.notes))))
    found += [(formula.span.start, _formula(formula, language)) for formula in leaf.formulas]
    found += [(clause.span.start, _clause(clause, language)) for clause in leaf.clauses]
    return tuple(statement for _, statement in sorted(found, key=lambda item: item[0]))


_MODES = {"half-up": Words("四舍五入", "half up"), "down": Words("舍去", "cut"), "up": Words("进位", "raised")}


def rounded(stated: n.Rounding, what: Words) -> Words:
    """How scores are rounded: what is, to how many decimals, which way."""
    if stated.digits is None:
        return Words(f"{what.zh}不舍入", f"{what.en} not rounded")
    mode, kept = _MODES[stated.mode], _decimals(stated.digits, False)
    return Words(f"{what.zh}保留{kept.zh}（{mode.zh}）", f"{what.en} to {kept.en} ({mode.en})")


def _decimals(digits: int, percent: bool) -> Words:
    if not digits and not percent:
        return Words("整数", "a whole number")
    en = f"{digits} decimal{'' if digits == 1 else 's'}"
    return Words(f"{digits}位百分数", f"{en} of a percent") if percent else Words(f"{digits}位小数", en)


def note_text(note: n.Note, lang: str) -> str:
    """A note with its name before it."""
    name = NOTE_NAMES[note.kind][lang] if note.kind in NOTE_NAMES else note.kind
    return f"{name}：{note.text}" if lang == "zh" else f"{name}: {note.text}"


def written(expr: n.Node) -> str:
    """An expression as its author typed it, on one line."""
    return " ".join(expr.span.text.split())


def _formula(formula: Formula, language: LanguageLike) -> Statement:
    if isinstance(formula.expression, n.Decision):
        text = language.idiom_of(formula.expression).describe(formula.expression)
        rows = tuple(_row(row, language, given=True) for row in formula.expression.rows if isinstance(row, n.Row))
        return Statement(Words(f"{text.zh}：", f"{text.en}:"), rows, formula.notes)
    zh, en = f"{formula.title}＝{written(formula.expression)}", f"{formula.title} = {written(formula.expression)}"
    for guard in formula.guards:
        condition, value = written(guard.condition), written(guard.value)
        zh, en = f"{zh}（{condition} 时按{value}）", f"{en} ({value} when {condition})"
    if formula.keep is not None:
        kept = _decimals(formula.keep.digits, formula.keep.percent)
        zh, en = f"{zh}，保留{kept.zh}", f"{en}, to {kept.en}"
    return Statement(Words(zh, en), (), formula.notes)


def _clause(clause: n.Node, language: LanguageLike) -> Statement:
    idiom = language.idiom_of(clause)
    text = idiom.describe(clause)
    if idiom.role in ("applicability", "override"):
        score = getattr(clause, "score", None)
        if isinstance(score, n.Node):
            text = _joined(text, _words(score, language), "，", ": ")
    if idiom.role == "aggregate":  # it says its rows itself
        return Statement(text, (), _notes(getattr(clause, "notes", ())))
    rows = tuple(_row(row, language) for row in _rows_of(clause))
    if rows:
        text = Words(f"{text.zh}：", f"{text.en}:")
    return Statement(text, rows, _notes(getattr(clause, "notes", ())))


def _rows_of(clause: n.Node) -> Iterator[n.Row]:
    """The rows of a table, and those of the table by which each row of a 明细 is scored."""
    for row in (*getattr(clause, "rows", ()), *getattr(clause, "rules", ())):
        if isinstance(row, n.Row):
            yield row
        else:
            yield from _rows_of(row)


def _row(row: n.Row, language: LanguageLike, *, given: bool = False) -> Statement:
    score = _words(row.score, language)
    if given and isinstance(row.score, n.ScoreExpr):
        value = written(row.score.expression).strip("「」")
        score = Words(f"为{value}", value)
    inside = tuple(_row(r, language) for r in getattr(row.score, "rows", ()) if isinstance(r, n.Row))
    if inside:
        score = Words(f"{score.zh}：", f"{score.en}:")
    if isinstance(row.head, n.ElseHead):
        words = Words("都不符合的", "if none of these holds") if row.head.whole else Words("否则", "otherwise")
        text = _joined(words, score, "，", ": ")
    elif isinstance(row.head, n.MissingHead):
        text = _joined(Words("缺这一数据的", "missing"), score, "，", ": ")
    else:
        text = _joined(language.idiom_of(row.head).describe(row.head), score, "的，", ": ")
    return Statement(text, inside, _notes(row.notes))


def _words(node: n.Node, language: LanguageLike) -> Words:
    if language.is_idiom(node):
        found: Words = language.idiom_of(node).describe(node)
        return found
    return Words(written(node), written(node))


def _joined(first: Words, second: Words, zh: str, en: str) -> Words:
    return Words(f"{first.zh}{zh}{second.zh}", f"{first.en}{en}{second.en}")


def _notes(notes: Iterable[Any]) -> tuple[n.Note, ...]:
    return tuple(note for note in notes if isinstance(note, n.Note))
