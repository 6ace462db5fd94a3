"""What a test asserts of a rubric: proved passes, refuted fails with a case to read, undecided says what was tried."""

from __future__ import annotations

import warnings

import pytest

import perfrules
from perfrules import testing
from perfrules.analysis.verdicts import Proved, Undecided

RUBRIC = """评价表 小表
  满分 20分
  舍入 各项得分 1位小数

数据
  支出 ：金额 万元 精确到 0.01万元
  收入 ：金额 万元 ＞0 精确到 0.01万元
  约束 支出 ≤ 收入
  等次 ：选项 优 ＞ 良 ＞ 差

一级指标 执行 8分
  公式 执行率 ＝ 支出 ÷ 收入
  评分 执行率
    ≥ 95%      ：满分
    (85%, 95%) ：线性 0分 至 满分
    ≤ 85%      ：0分
一级指标 管理 6分
  扣分 「账目错误」 每1处 扣1.5分
一级指标 效果 6分
  评分 等次
    优 ：6分
    良 ：2分
    差 ：4分

等级
  优 ：≥ 18
  良 ：[10, 18)
  差 ：＜ 10
"""
CLOSED = "一级指标 一 10分\n  评分 按序\n    当 量 ≥ 3人 ：10分\n    当 量 ≥ 1人 ：{}\n    否则 ：0分\n"
IN_ORDER = "评价表 序\n满分 10分\n舍入 无\n数据\n  量 ：计数 人\n" + CLOSED


@pytest.fixture(scope="module")
def small() -> perfrules.Rubric:
    return perfrules.loads(RUBRIC)


def _refuted(function: object, *arguments: object, **more: object) -> str:
    with pytest.raises(testing.Refutation) as caught:
        function(*arguments, **more)  # type: ignore[operator]
    return str(caught.value)


# Proved


def test_what_is_proved_passes_without_a_word(small: perfrules.Rubric) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for verdict in (
            testing.assert_monotone(small, "执行", "支出", "不减", require_proof=True),
            testing.assert_monotone(small, "执行", "收入", "never rises", require_proof=True),
            testing.assert_monotone(small, "总分", "账目错误", "不增", require_proof=True),
            testing.assert_in_range(small, require_proof=True),
            testing.assert_in_range(small, "效果", 2, 6, require_proof=True),
            testing.assert_max_jump(small, "效果", 4, require_proof=True),
            testing.assert_total(small),
            testing.assert_total("zizhou-2021"),
            testing.assert_disjoint(small),
            testing.assert_equivalent(small, RUBRIC.replace("评价表 小表", "评价表 别名"), require_proof=True),
        ):
            assert isinstance(verdict, Proved)


# Refuted: the text of a failure is what its reader has


def test_a_refuted_direction_is_told_with_two_cases(small: perfrules.Rubric) -> None:
    assert _refuted(testing.assert_monotone, small, "效果", "等次", "不减").splitlines() == [
        "不成立：效果得分 随 等次 不减",
        "  前：4分",
        "    等次 ＝ 差",
        "  后：2分",
        "    等次 ＝ 良",
    ]
    english = "rubric R\nfull marks 10 points\nno rounding\nfacts\n  n: count people\nlevel 1 indicator A 10 points\n  score by n\n    ≥ 3 people: 1 point\n    < 3 people: 10 points\n"
    text = _refuted(testing.assert_monotone, perfrules.loads(english), "A", "n")
    assert text.splitlines()[:2] == ["does not hold: the score of A never falls as n rises", "  before: 10 points"]


def test_what_leaves_a_range_is_told_with_facts(small: perfrules.Rubric) -> None:
    text = _refuted(testing.assert_in_range, small, "执行", 0, 7)
    assert text.splitlines()[:2] == ["不成立：执行得分在0分至7分之间", "  数据：8分"]
    assert "    收入 ＝ 100万元" in text


def test_a_jump_is_told_with_the_step(small: perfrules.Rubric) -> None:
    text = _refuted(testing.assert_max_jump, small, "效果", 1)
    assert "任一数据一步之差，效果得分的变动不超过1分" in text
    assert "等次 ＝ " in text
    # With little income one fen is a large part of it.
    text = _refuted(testing.assert_max_jump, small, "执行", 1, "支出")
    assert text.startswith("不成立：支出一步之差")


def test_a_gap_fails_with_the_message_of_the_check() -> None:
    text = _refuted(testing.assert_total, RUBRIC.replace("≥ 95%", "＞ 95%"))
    assert text.startswith("不成立：各评分表和等级没有缺口")
    assert "PR430" in text and "95%" in text
    with pytest.raises(perfrules.RubricError):
        testing.assert_total(RUBRIC.replace("≥ 95%", "≥ 95万元"))


def test_rows_that_overlap_fail_also_where_they_are_tried_in_order() -> None:
    assert "PR431" in _refuted(testing.assert_disjoint, RUBRIC.replace("≤ 85%", "≤ 86%"))
    assert _refuted(testing.assert_disjoint, IN_ORDER.format("5分")).startswith("各评分表的行互不重叠：")
    assert isinstance(testing.assert_disjoint(IN_ORDER.replace("≥ 1人", "＜ 3人").format("5分")), Proved)


def test_rubrics_that_differ_are_told_with_facts_and_both_scores(small: perfrules.Rubric) -> None:
    later = RUBRIC.replace("85%", "86%")
    text = _refuted(testing.assert_equivalent, small, later)
    assert text.startswith("得分不同：执行，前一份 ")
    assert "    收入 ＝ " in text
    assert isinstance(testing.assert_equivalent(small, later, on=["管理", "效果"]), Proved)


# Reached


def test_grades_are_reached_with_an_example(small: perfrules.Rubric) -> None:
    for grade in ("优", "良", "差"):
        verdict = testing.assert_reaches(small, grade)
        assert isinstance(verdict, Proved) and verdict.example is not None
        assert verdict.example.grades == (grade,)
    facts = {"支出": "80万元", "收入": "100万元", "账目错误": 0, "等次": "优"}  # 0 ＋ 6 ＋ 6
    verdict = testing.assert_reaches(small, "优", facts=facts, changing=["支出"])
    assert isinstance(verdict, Proved) and verdict.example is not None
    assert verdict.example.scores[0] >= 18
    text = _refuted(testing.assert_reaches, small, "优", facts=facts, changing=["等次"], trials=20)
    assert text.startswith("没有找到：能得到等级「优」。试了") and text.endswith("这不是证明。")


# Left open


OPEN = """评价表 开
  满分 10分
  舍入 无
数据
  甲 ：比率 [0%, 100%]
  乙 ：比率 [0%, 100%]
一级指标 一 10分
  得分 ＝ 甲 × 乙 × 满分
"""


def test_what_is_left_open_passes_with_a_warning_that_tells_what_was_tried() -> None:
    with pytest.warns(testing.UndecidedWarning) as caught:
        verdict = testing.assert_max_jump(OPEN, "一", 5, trials=60, seed=3)
    assert isinstance(verdict, Undecided)
    text = str(caught[0].message)
    assert "试了60组数据（种子 3），没有找到反例。这不是证明。" in text
    assert caught[0].filename == __file__
    assert "没有证明" in _refuted(testing.assert_max_jump, OPEN, "一", 5, trials=10, require_proof=True)


# Names


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda r: testing.assert_monotone(r, "执形", "支出"), "执行"),
        (lambda r: testing.assert_monotone(r, "执行", "支山"), "支出"),
        (lambda r: testing.assert_monotone(r, "执行", "支出", "up"), "never falls"),
        (lambda r: testing.assert_reaches(r, "中"), "优, 良, 差"),
    ],
)
def test_names_that_mean_nothing_are_told(small: perfrules.Rubric, call: object, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        call(small)  # type: ignore[operator]


@pytest.mark.parametrize("rubric", ["zizhou-2021", "baojing-2019", "heshui-2024", "hengyang-2023"])
def test_totals_of_the_shipped_rubrics_are_in_range(rubric: str) -> None:
    assert isinstance(testing.assert_in_range(rubric, require_proof=True), Proved)
