"""A result → the score sheet in the layout of published reports: 分值, 得分, 得分率, 扣分原因 beside the levels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from perfrules.office.layout import Box, Layout, Tree, boxes, level_heads
from perfrules.result import SCORED, SUMMED, NodeResult, Result
from perfrules.result.wording import (
    assumptions,
    finding,
    only_valued,
    outcome,
    points,
    remark,
    share,
    shown_points,
    shown_score,
    stage,
)
from perfrules.source import Words, many
from perfrules.types.show import decimal

_POINTS, _SCORE, _RATE = Words("分值", "Points"), Words("得分", "Score"), Words("得分率", "Rate")
_WHY, _HOW = Words("扣分原因", "Points lost"), Words("得分原因", "How it was scored")
_OWN = Words("小计", "Subtotal")
_TITLE = Words("得分情况表", "score sheet")
_ENDINGS = (
    *(
        "指标体系及评分标准表",
        "指标体系及评分标准",
        "指标体系表",
        "指标体系",
        "指标评分标准表",
        "指标评分标准",
        "指标评分表",
    ),
    *("指标表", "评分标准表", "评分标准", "评分表", "打分表", "指标", "表"),
)
"""What a title says of the table, longest first: the score sheet is another one."""
_LEVEL_WIDTH, _LAST_WIDTH, _FIGURE_WIDTH, _RATE_WIDTH, _WHY_WIDTH = 10, 20, 7, 9, 46


def score_layout(result: Result, lang: str = "zh") -> Layout:
    """The score sheet of a result. Its boxes of scores, rates and reasons tell their heading by their `key`."""
    trees, own = score_trees(result), _OWN[lang]
    columns, heads = level_heads((node.depth for node in result.nodes), lang)
    found, rows = boxes(trees, columns, lambda node, above: _name(node, above, lang), lambda n: _cells(n, lang), own)
    left = len(columns)
    bottom: list[Box] = []
    for name, cells in _bottom(result, lang):
        bottom.append(Box(rows, 0, name, 1, left, "total"))
        bottom += [Box(rows, left + b.column, b.text, 1, 1, "total", b.key) for b in cells]
        rows += 1
    why = _HOW if result.lower_is_better or result.results else _WHY
    widths = (*(_LEVEL_WIDTH,) * (left - 1), _LAST_WIDTH, _FIGURE_WIDTH, _FIGURE_WIDTH, _RATE_WIDTH, _WHY_WIDTH)
    return Layout(
        _title(result.title or result.rubric, lang),
        (f"被评价对象：{result.subject}" if lang == "zh" else f"Subject: {result.subject}") if result.subject else "",
        (*heads, _POINTS[lang], _SCORE[lang], _RATE[lang], why[lang]),
        widths,
        (*found, *bottom),
        rows,
        tuple(_notes(result, lang)),
    )


def _title(title: str, lang: str) -> str:
    """…指标体系表 → …得分情况表, as reports call it."""
    if lang == "en":
        return f"{title}: {_TITLE.en}"
    ending = next((words for words in _ENDINGS if title.endswith(words) and len(title) > len(words)), "")
    return f"{title.removesuffix(ending)}{_TITLE.zh}"


def score_trees(result: Result) -> tuple[Tree[NodeResult], ...]:
    """The headings of a result as a tree; one that does not just add up its parts has a row of its own."""
    below: dict[tuple[str, ...], list[NodeResult]] = {}
    for node in result.nodes:
        below.setdefault(node.path[:-1], []).append(node)

    def tree(node: NodeResult) -> Tree[NodeResult]:
        parts = tuple(tree(part) for part in below.get(node.path, ()))
        return Tree(node, node.depth, parts, bool(parts) and node.has_score and node.status != SUMMED)

    return tuple(tree(node) for node in below.get((), ()))


def _name(node: NodeResult, above: bool, lang: str) -> str:
    full = shown_points(node)
    if not above or not full or node.points == 0:
        return node.name
    worth = points(node.points, lang)
    return f"{node.name}\n（{worth}）" if lang == "zh" else f"{node.name} ({worth})"


def shown_rate(node: NodeResult) -> str:
    """得分率 in a table; empty where there is none."""
    bare = not node.has_score or node.label or only_valued(node) or node.adjusts or not node.is_known
    return "" if bare else share(node.score, node.applicable)


def _cells(node: NodeResult, lang: str) -> Iterator[Box]:
    yield Box(0, 0, shown_points(node), style="figure", key=("points", node.path))
    yield Box(0, 1, shown_score(node), style="figure", key=("score", node.path))
    yield Box(0, 2, shown_rate(node), style="figure", key=("rate", node.path))
    yield Box(0, 3, remark(node, lang), key=("why", node.path))


def _bottom(result: Result, lang: str) -> Iterator[tuple[str, list[Box]]]:
    """The rows below the headings: what 结果为 states, and the total; the grade stands in the last of them."""
    last = Box(0, 3, last_words(result, lang), key=("grade", None))
    # What gets no score has the rows that it would have.
    total = (
        result.has_total or not result.index_name or (result.status != SCORED and any(n.points for n in result.nodes))
    )
    if result.index_name:
        shown = "—" if result.index is None else result.index.shown
        index = [Box(0, 0, ""), Box(0, 1, shown, key=("index", None)), Box(0, 2, "")]
        yield result.index_name, [*index, Box(0, 3, "") if total else last]
    if total:
        name = Words("结果", "Result") if result.results else Words("总分", "Total")
        yield name[lang], [*_total(result), last]


def last_words(result: Result, lang: str) -> str:
    """The grade, or why there is no score at all."""
    if result.status != SCORED:
        return result.why[lang]
    if result.results:
        return ""
    if result.grade:
        return f"等级：{result.grade}" if lang == "zh" else f"grade: {result.grade}"
    return not_known(result.grades, lang) if result.grades else ""


def not_known(grades: Sequence[str], lang: str) -> str:
    """That the grade is one of several."""
    return f"等级未定（{'、'.join(grades)}）" if lang == "zh" else f"grade not known ({', '.join(grades)})"


def _total(result: Result) -> Iterator[Box]:
    points_, score, rate = "", "—", ""
    if result.results:
        score = result.grade or "—"
    elif result.has_total:
        points_ = decimal(result.points)
        score = decimal(result.low) if result.is_known else f"{decimal(result.low)}~{decimal(result.high)}"
        rate = share(result.low, result.points) if result.is_known else ""
    yield Box(0, 0, points_, key=("total-points", None))
    yield Box(0, 1, score, key=("total-score", None))
    yield Box(0, 2, rate, key=("total-rate", None))


def _notes(result: Result, lang: str) -> Iterator[str]:
    zh = lang == "zh"
    yield outcome(result, lang) + ("。" if zh else ".")
    if len(result.stages) > 1 and not result.results:
        yield ("；" if zh else "; ").join(stage(item, lang) for item in result.stages) + ("。" if zh else ".")
    count = assumptions(result)
    if count:
        yield (
            f"得分用到{count}条假定（表上没有写、由人定下的读法），逐条见绩效分析。"
            if zh
            else f"The score rests on {many(count, 'assumption')} that the printed table does not state."
        )
    for item in result.findings:
        yield f"核对提示：{finding(item, lang)}" if zh else f"Verification: {finding(item, lang)}"
