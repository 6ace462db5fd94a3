"""The score table as aligned text: every heading with its points and score, and why points were lost.

Widths count terminal cells, and the rules are plain hyphens: in a Chinese console a box character may take two.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from perfrules.result.result import NodeResult, Result
from perfrules.result.wording import assumptions, called, finding, outcome, remark, shown_points, shown_score, stage
from perfrules.source import Words, cell_width, many, pad, wrap

WIDTH = 100
NARROWEST = 72
_MOST_NAME, _MOST_VALUE, _LEAST_REMARK = 36, 14, 24
_HOW = Words("得分原因", "How it was scored")
_GAP = "  "
_NAME, _POINTS, _SCORE, _VALUE, _WHY = (
    Words("指标", "Indicator"),
    Words("分值", "Points"),
    Words("得分", "Score"),
    Words("指标值", "Value"),
    Words("扣分原因", "Points lost"),
)


@frozen
class _Row:
    """The cells of one heading, before they are wrapped."""

    name: str
    indent: int
    points: str
    score: str
    value: str
    why: str


def score_table(result: Result, lang: str = "zh", width: int = WIDTH) -> str:
    """The table, its total and grade, and what the reader should know besides."""
    width = max(width, NARROWEST)
    rows = [_row(node, lang) for node in result.nodes]
    why = _HOW if result.lower_is_better or result.results else _WHY
    head = _Row(_NAME[lang], 0, _POINTS[lang], _SCORE[lang], _VALUE[lang], why[lang])
    value = min(_MOST_VALUE, max(cell_width(row.value) for row in (head, *rows)))
    points = max(cell_width(row.points) for row in (head, *rows))
    score = max(cell_width(row.score) for row in (head, *rows))
    left = width - value - points - score - 4 * len(_GAP)
    name = min(_MOST_NAME, left - _LEAST_REMARK, max(row.indent + cell_width(row.name) for row in (head, *rows)))
    widths = (name, points, score, value, left - name)
    lines = [*wrap("\n".join(_title(result, lang)), width), "", *_cells(head, widths), "-" * width]
    for row in rows:
        lines += _cells(row, widths)
    return "\n".join([*lines, "-" * width, *_end(result, lang, width)])


def _title(result: Result, lang: str) -> Iterator[str]:
    yield result.title or result.rubric
    if result.subject:
        yield f"被评价对象：{result.subject}" if lang == "zh" else f"Subject: {result.subject}"


def _row(node: NodeResult, lang: str) -> _Row:
    indent, why = 2 * max(0, node.depth - 1), remark(node, lang)
    return _Row(called(node, lang), indent, shown_points(node), shown_score(node), node.shown_value, why)


def _cells(row: _Row, widths: tuple[int, ...]) -> Iterator[str]:
    name, points, score, value, why = widths
    names = [" " * row.indent + line for line in wrap(row.name, max(4, name - row.indent))]
    values, reasons = wrap(row.value, value), wrap(row.why, why)
    for i in range(max(len(names), len(values), len(reasons))):
        cells = (
            pad(_at(names, i), name),
            pad(row.points if i == 0 else "", points, right=True),
            pad(row.score if i == 0 else "", score, right=True),
            pad(_at(values, i), value, right=True),
            _at(reasons, i),
        )
        yield _GAP.join(cells).rstrip()


def _at(lines: list[str], i: int) -> str:
    return lines[i] if i < len(lines) else ""


def _end(result: Result, lang: str, width: int) -> Iterator[str]:
    zh = lang == "zh"
    yield outcome(result, lang)
    if len(result.stages) > 1 and not result.results:
        yield from wrap(("；" if zh else "; ").join(stage(item, lang) for item in result.stages), width)
    count = assumptions(result)
    if count:
        text = f"The score rests on {many(count, 'assumption')} that the printed table does not state."
        yield from wrap(f"得分用到{count}条假定（表上没有写、由人定下的读法）。" if zh else text, width)
    for item in result.findings:
        text = finding(item, lang)
        yield from wrap(f"核对提示：{text}" if zh else f"Verification: {text}", width)
