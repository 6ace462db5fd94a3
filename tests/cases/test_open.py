"""What a document prints of figures that its table leaves open: 分值 未公布, 未录, 只可择其一, a judged total."""

from __future__ import annotations

import pytest

import perfrules
from perfrules.cases.run import run_case

RUBRIC = """
评价表 试
满分 100分
一级指标 管理 60分
  二级指标 制度 40分
    评议 0分至40分
  未录 20分 "第二部分没有附上"
一级指标 满意度 40分
  只可择其一
  二级指标 问卷 40分
    评议 0分至40分
  二级指标 访谈 40分
    评议 0分至40分
一级指标 其他 分值 未公布
等级
  优 ：≥ 90
  良 ：[80, 90)
  差 ：＜ 80
案例 甲局
  制度 ＝ 38
  满意度 ＝ 问卷
  问卷 ＝ 36
  {line}
"""
JUDGED = """
评价表 试
满分 100分
一级指标 产出 分值 未公布
总分 评议 0分至100分
案例 甲局
  总分 ＝ 96分
  {line}
"""


def verdict(text: str, line: str) -> str:
    rubric = perfrules.loads(text.replace("{line}", line))
    (only,) = run_case(rubric, rubric.cases[0]).lines
    return only.verdict.value + ("!" if only.fails else "")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        # 制度 38 and 0 to 20 more: 管理 38 to 58, the total 74 to 94, so any of the three grades.
        ("公布 总分 74", "consistent"),
        ("公布 总分 94", "consistent"),
        ("公布 总分 94.5", "differs!"),
        ("公布 管理 得分 50", "consistent"),
        ("公布 管理 得分 37", "differs!"),
        ("公布 未录 得分 20", "consistent"),
        ("公布 未录 得分 21", "differs!"),
        ("公布 制度 得分 38", "agrees"),
        ("公布 等级 良", "consistent"),
        # What has no score for this subject prints a mark; a figure there is at odds with the rule.
        ("公布 访谈 得分 —", "text"),
        ("公布 访谈 得分 30", "differs!"),
        # What has no published points may have scored anything.
        ("公布 其他 得分 7.5", "consistent"),
        ("公布 其他 得分 —", "text"),
        ('公布 其他 得分 7.5 不符 "印错"', "consistent!"),
    ],
)
def test_a_figure_that_is_left_open(line: str, expected: str) -> None:
    assert verdict(RUBRIC, line) == expected


@pytest.mark.parametrize(("line", "expected"), [("公布 总分 96", "agrees"), ("公布 总分 95", "differs!")])
def test_a_judged_total(line: str, expected: str) -> None:
    assert verdict(JUDGED, line) == expected


PRINTED = """
评价表 试
满分 100分
一级指标 管理 60分
  二级指标 制度 40分
    评议 0分至40分
  未录 20分 "第二部分没有附上"
一级指标 满意度 40分
  只可择其一
  二级指标 问卷 40分
    评议 0分至30分
  二级指标 访谈 40分
    评议 0分至40分
一级指标 其他 分值 未公布
案例 甲局 仅公布
  {line}
"""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("公布 未录 得分 20", "consistent"),
        ("公布 未录 得分 21", "differs!"),
        ("公布 管理 得分 60", "consistent"),
        ("公布 问卷 得分 31", "differs!"),
        ("公布 满意度 得分 31", "consistent"),
        ("公布 其他 得分 7.5", "consistent"),
    ],
)
def test_a_case_that_only_prints(line: str, expected: str) -> None:
    assert verdict(PRINTED, line) == expected


RESULTS = """
评价表 试
结果等次 优 ＞ 良 ＞ 差
一级指标 综合
  木桶
  二级指标 制度
    评议
  二级指标 执行
    评议
案例 甲局
  制度 ＝ 优
  执行 ＝ 差
  {line}
"""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("公布 等级 良", "agrees"),
        ("公布 综合 得分 良", "agrees"),
        ("公布 执行 得分 良", "differs!"),
        ("公布 总分 90", "differs!"),
    ],
)
def test_results_that_are_no_points(line: str, expected: str) -> None:
    assert verdict(RESULTS, line) == expected
