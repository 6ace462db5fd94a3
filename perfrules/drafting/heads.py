"""What the columns of a printed table are, by their heads."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import frozen

_LEVEL = re.compile(r"([一二三四])级指标(?:及分值|名称)?")
_NUMERALS = "一二三四"
_NAMES = (
    "指标",
    "指标名称",
    "评价指标",
    "考核指标",
    "评分点",
    "考核内容",
    "评价内容",
    "指标内容",
    "考核项目",
    "评价项目",
)
_POINTS = ("分值", "标准分", "标准分值", "权重", "分数", "满分", "指标分值", "权重分值")
_CRITERIA = (
    *("评分标准", "评分办法", "评分细则", "计分标准", "评价标准", "考核标准", "评分规则"),
    *("计分办法", "扣分标准", "评分依据", "评价要点", "计分方法"),
)
_EXPLAINED = ("指标解释", "指标说明", "指标释义", "指标含义", "计算公式", "公式", "说明", "解释")


@frozen
class Heads:
    """The columns of a table: those of the levels from the top, of points, criteria and explanations."""

    levels: tuple[int, ...]
    points: int
    criteria: tuple[int, ...]
    explained: tuple[int, ...]
    other: tuple[tuple[int, str], ...]
    row: tuple[str, ...]

    @property
    def weight(self) -> int:
        """How much of a table of indicators it is: one with criteria is likelier meant than one of scores."""
        return 4 * bool(self.criteria) + 2 * bool(self.explained) + min(3, len(self.levels))


def find_heads(row: Sequence[str]) -> Heads | None:
    """The columns where a row is one of heads, else None."""
    levels: list[tuple[int, int]] = []
    points: list[int] = []
    criteria: list[int] = []
    explained: list[int] = []
    other: list[tuple[int, str]] = []
    for column, text in enumerate(row):
        head = re.sub(r"[\s　]|[(（].*?[)）]", "", text)
        level = _LEVEL.fullmatch(head)
        if level:
            levels.append((_NUMERALS.index(level.group(1)), column))
        elif head in _POINTS:
            points.append(column)
        elif head in _CRITERIA:
            criteria.append(column)
        elif head in _EXPLAINED:
            explained.append(column)
        elif head in _NAMES:
            levels.append((len(_NUMERALS), column))
        elif head:
            other.append((column, head))
    if not levels or not points:
        return None
    found = tuple(column for _, column in sorted(levels))
    return Heads(found, points[0], tuple(criteria), tuple(explained), tuple(other), tuple(row))


def is_heads(row: Sequence[str], heads: Heads) -> bool:
    """Whether a row repeats the heads, as tables do at the top of a page."""
    cells = [re.sub(r"[\s　]", "", cell) for cell in row]
    return cells[: len(heads.row)] == [re.sub(r"[\s　]", "", cell) for cell in heads.row]
