"""A rubric → the printed 指标体系表: levels, 分值, 评分标准, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from perfrules.backends.render.about import below, full_marks, limit_notes, limits, other_notes
from perfrules.backends.render.criterion import Statement, criterion, note_text
from perfrules.language import Language
from perfrules.model.model import Indicator, Rubric
from perfrules.office.layout import Box, Layout, Tree, boxes, level_heads
from perfrules.source import Words
from perfrules.syntax import nodes as n
from perfrules.types.show import decimal, points

_POINTS, _SCORING, _BASIS = Words("分值", "Points"), Words("评分标准", "Scoring"), Words("依据和假定", "Basis")
_OWN = Words("本级", "As a whole")
_LEVEL_WIDTH, _LAST_WIDTH, _FIGURE_WIDTH, _SCORING_WIDTH, _BASIS_WIDTH = 10, 16, 7, 44, 40


def rubric_layout(rubric: Rubric, language: Language, lang: str = "zh") -> Layout:
    """The printed table of a rubric."""
    trees = tuple(_tree(node, language) for node in (*rubric.indicators, *_adjustments(rubric)))
    columns, heads = level_heads((node.depth for node in rubric.walk()), lang)
    shown = not rubric.results
    found, rows = boxes(
        trees,
        columns,
        lambda node, above: _name(node, above and shown, lang),
        lambda node: _cells(node, language, lang, shown),
        _OWN[lang],
    )
    left = len(columns)
    full = full_marks(rubric, lang) if rubric.results else decimal(rubric.points)
    total = (
        Box(rows, 0, Words("总分", "Total")[lang], 1, left, "total"),
        Box(rows, left, full, style="total"),
        Box(rows, left + 1, limits(rubric, language, lang)),
        Box(rows, left + 2, "\n".join(_notes(limit_notes(rubric), lang))),
    )
    return Layout(
        rubric.title,
        _about(rubric, lang),
        (*heads, _POINTS[lang], _SCORING[lang], _BASIS[lang]),
        (*(_LEVEL_WIDTH,) * (left - 1), _LAST_WIDTH, _FIGURE_WIDTH, _SCORING_WIDTH, _BASIS_WIDTH),
        (*found, *total),
        rows + 1,
        tuple(_below(rubric, language, lang)),
    )


def _adjustments(rubric: Rubric) -> tuple[Indicator, ...]:
    return () if rubric.adjustments is None else (rubric.adjustments,)


def _tree(node: Indicator, language: Language) -> Tree[Indicator]:
    """A heading with something said of it as a whole has a row of its own for that."""
    parts = tuple(_tree(child, language) for child in node.children)
    return Tree(node, node.depth, parts, bool(parts) and bool(criterion(node, language) or node.notes))


def _name(node: Indicator, with_points: bool, lang: str) -> str:
    if not with_points or not node.points:
        return node.name
    worth = points(node.points)
    return Words(f"{node.name}\n（{worth.zh}）", f"{node.name} ({worth.en})")[lang]


def _cells(node: Indicator, language: Language, lang: str, shown: bool) -> Iterator[Box]:
    statements = criterion(node, language)
    leaf = not node.children
    yield Box(0, 0, decimal(node.points) if leaf and node.points and shown else "", style="figure")
    yield Box(0, 1, "\n".join(line for item in statements for line in _lines(item, lang, "")))
    notes = [*node.notes, *(note for item in statements for note in _of(item))]
    yield Box(0, 2, "\n".join(_notes(notes, lang)))


def _lines(item: Statement, lang: str, lead: str) -> Iterator[str]:
    yield lead + item.text[lang]
    for row in item.rows:
        yield from _lines(row, lang, lead + "　")


def _of(item: Statement) -> Iterator[n.Note]:
    yield from item.notes
    for row in item.rows:
        yield from _of(row)


def _notes(notes: Iterable[n.Note], lang: str) -> Iterator[str]:
    return (note_text(note, lang) for note in dict.fromkeys(notes))


def _about(rubric: Rubric, lang: str) -> str:
    zh = lang == "zh"
    parts = [
        (f"代码 {rubric.id}" if zh else f"id {rubric.id}") if rubric.id else "",
        (f"年度 {rubric.year}" if zh else f"year {rubric.year}") if rubric.year else "",
        full_marks(rubric, lang),
    ]
    return ("，" if zh else ", ").join(part for part in parts if part)


def _below(rubric: Rubric, language: Language, lang: str) -> Iterator[str]:
    zh = lang == "zh"
    for name, text in below(rubric, language, lang, total=False):
        yield f"{name}：{text}" if zh else f"{name}: {text}"
    yield from _notes((*rubric.notes, *other_notes(rubric)), lang)
