"""A comparison of two evaluations as text and as data."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from perfrules.result.wording import between
from perfrules.source import Words, cell_width, many, pad, wrap
from perfrules.types.show import decimal, exact

if TYPE_CHECKING:
    from perfrules.cases.comparison import ComparedRow, Comparison, Evaluation, Score

_MOST_NAME = 40
_NAME, _POINTS, _DIFFERENCE = Words("指标", "Indicator"), Words("分值", "Points"), Words("差", "Difference")


def comparison_text(comparison: Comparison, lang: str, width: int) -> str:
    """The two score tables in one, and below it what each difference comes from."""
    zh = lang == "zh"
    first, second = comparison.first, comparison.second
    lines = [f"{first.name} ↔ {second.name}", *_rubrics(comparison, lang), ""]
    lines = [part for line in lines for part in wrap(line, width)]
    rows = [(_NAME[lang], _POINTS[lang], first.name, second.name, _DIFFERENCE[lang])]
    rows += [_row(row) for row in comparison.rows]
    totals = _total(first, lang), _total(second, lang)
    total = ("总分" if zh else "Total", "", *totals, _signed(comparison.difference))
    widths = [max(cell_width(row[i]) for row in (*rows, total)) for i in range(5)]
    widths[0] = min(widths[0], _MOST_NAME)
    lines += _cells(rows[0], widths)
    lines.append("-" * min(width, sum(widths) + 8))
    for row, cells in zip(comparison.rows, rows[1:], strict=True):
        lines += _cells(cells, widths)
        for reason in row.reasons:
            indent = "  " * row.depth
            lines += [indent + part for part in wrap(reason[lang], width - len(indent))]
    lines.append("-" * min(width, sum(widths) + 8))
    lines += _cells(total, widths)
    lines += [part for line in _end(comparison, lang) for part in wrap(line, width)]
    return "\n".join(line.rstrip() for line in lines)


def _rubrics(comparison: Comparison, lang: str) -> Iterator[str]:
    zh = lang == "zh"
    if comparison.one_rubric:
        rubric = comparison.first
        yield f"{'评价表' if zh else 'Rubric'} {rubric.title} ({rubric.rubric}, {rubric.hash[:12]})"
        return
    yield (
        "两次评价用的不是同一份评价表，得分不能直接相比："
        if zh
        else "Scored by two rubrics, so that scores do not compare as they stand:"
    )
    for side in (comparison.first, comparison.second):
        yield f"  {side.name}{'：' if zh else ': '}{side.title} ({side.rubric}, {side.hash[:12]})"


def _row(row: ComparedRow) -> tuple[str, str, str, str, str]:
    # A heading without points has none to show.
    points = {decimal(side.points) for side in (row.first, row.second) if side is not None and side.points}
    told = "/".join(sorted(points)) if len(points) > 1 else next(iter(points), "")
    return "  " * (row.depth - 1) + row.name, told, _of(row.first), _of(row.second), _signed(row.difference)


def _of(score: Score | None) -> str:
    """A score; a dash where it is not known, nothing where there is no such heading."""
    return "" if score is None else _shown(score.score)


def _total(side: Evaluation, lang: str) -> str:
    """The total; where it is not known, between what it lies."""
    result = side.result
    if side.total is None and result is not None and result.has_total:
        return between(result.low, result.high, lang)
    return _shown(side.total)


def _shown(value: Fraction | None) -> str:
    return "—" if value is None else decimal(value)


def _signed(value: Fraction | None) -> str:
    if not value:
        return "" if value is None else "0"
    return f"+{decimal(value)}" if value > 0 else decimal(value)


def _cells(row: tuple[str, ...], widths: list[int]) -> Iterator[str]:
    indent = len(row[0]) - len(row[0].lstrip(" "))
    names = [" " * indent + part for part in wrap(row[0].lstrip(" "), max(4, widths[0] - indent))]
    for i, name in enumerate(names):
        rest = [pad(cell if i == 0 else "", width, right=True) for cell, width in zip(row[1:], widths[1:], strict=True)]
        yield "  ".join([pad(name, widths[0]), *rest])


def _end(comparison: Comparison, lang: str) -> Iterator[str]:
    zh = lang == "zh"
    first, second = comparison.first, comparison.second
    if first.grade or second.grade:
        a, b = first.grade or "—", second.grade or "—"
        same = first.grade == second.grade
        if zh:
            yield f"等级：{a}" if same else f"等级：{first.name} {a}，{second.name} {b}"
        else:
            yield f"Grade: {a}" if same else f"Grade: {first.name} {a}, {second.name} {b}"
    both = [row for row in comparison.rows if row.is_leaf and row.difference is not None]
    count = len(comparison.changed)
    if zh:
        yield f"两边都有得分的 {len(both)} 项中，{count} 项不同。"
    else:
        yield f"Of {many(len(both), 'item')} scored in both, {count} differ{'s' if count == 1 else ''}."


def comparison_dict(comparison: Comparison, lang: str) -> dict[str, Any]:
    """The comparison as data."""
    return {
        "first": _side(comparison.first),
        "second": _side(comparison.second),
        "one_rubric": comparison.one_rubric,
        "difference": _exact(comparison.difference),
        "changed": len(comparison.changed),
        "rows": [
            {
                "path": "·".join(row.path),
                "name": row.name,
                "depth": row.depth,
                "leaf": row.is_leaf,
                "points": [None if side is None else exact(side.points) for side in (row.first, row.second)],
                "first": None if row.first is None else _exact(row.first.score),
                "second": None if row.second is None else _exact(row.second.score),
                "difference": _exact(row.difference),
                "reasons": [reason[lang] for reason in row.reasons],
            }
            for row in comparison.rows
        ],
    }


def _side(side: Evaluation) -> dict[str, Any]:
    return {
        "name": side.name,
        "rubric": side.rubric,
        "title": side.title,
        "hash": side.hash,
        "total": _exact(side.total),
        "grade": side.grade,
        "computed": side.result is not None,
    }


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else exact(value)
