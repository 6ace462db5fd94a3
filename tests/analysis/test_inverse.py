"""What it takes to reach a total: held against trying every value of the fact."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

import perfrules
from perfrules.analysis.inverse import Inverse, graded, scored
from perfrules.proving import inverse_of, study_of

HEAD = """评价表 试
满分 20分
{rounding}
数据
  支出 ：金额 元 精确到 1元 [0元, 150元]
  收入 ：金额 元 精确到 1元 [1元, 150元]
  结转 ：金额 元 精确到 1元 [0元, 150元]
  次数 ：计数 次 [0次, 12次]
  类别 ：选项 甲 ＞ 乙 ＞ 丙
{rules}
等级
  优 ：≥ 18
  良 ：[14, 18)
  中 ：[8, 14)
  差 ：＜ 8
"""
RULES = {
    "ramps": """一级指标 完成率 12分
  评分 支出 ÷ 收入
    ≥ 95% ：满分
    (60%, 95%) ：线性 0分 至 满分
    ≤ 60% ：0分
一级指标 次 4分
  扣分 次数 每2次 扣1分 零头不计
一级指标 类 4分
  评分 类别
    甲 ：4分
    乙 ：2分
    丙 ：0分
""",
    # Both ways at once: what is gained by spending is lost by what is carried over.
    "both ways": """一级指标 完成率 10分
  评分 支出 ÷ 收入
    ≥ 95% ：满分
    (60%, 95%) ：线性 0分 至 满分
    ≤ 60% ：0分
一级指标 结转率 10分
  公式 率 ＝ (支出 ＋ 结转) ÷ 收入
  评分 率
    ≤ 70% ：满分
    (70%, 110%) ：线性 满分 至 0分
    ≥ 110% ：0分
""",
    "windows and overrides": """约束 结转 ≤ 收入
一级指标 变动率 16分
  特例 当 结转 ＝ 0 时 8分
  评分 (支出 − 结转) ÷ 结转
    ＜ −20% ：0分
    [−20%, 20%] ：满分
    ＞ 20% ：2分
一级指标 次 4分
  评分 次数
    ≥ 9次 ：1分
    [5次, 8次] ：4分
    ≤ 4次 ：0分
""",
    "an aggregate": """一级指标 较好 20分
  择优
  二级指标 甲率 20分
    得分 ＝ 支出 ÷ 收入 × 满分 封顶
  二级指标 乙率 20分
    评分 次数
      ≥ 6次 ：满分
      ＜ 6次 ：0分
""",
}
SPANS = {"支出": (0, 150), "收入": (1, 150), "结转": (0, 150), "次数": (0, 12)}


def _least(inverse: Inverse, name: str) -> set[Fraction]:
    """How far the nearest values are that will do, by trying all of them with the analyser's evaluator."""
    evaluator, (low, high), met = inverse.study.evaluator, SPANS[name], []
    now = inverse.facts[name]
    assert isinstance(now, Fraction)
    for value in range(low, high + 1):
        run = evaluator.run({**inverse.facts, name: Fraction(value)})
        if evaluator.admits(run) and inverse.target.met(*evaluator.total(run)):
            met.append(abs(value - now))
    return {min(met)} if met else set()


@pytest.mark.parametrize("rules", RULES)
@pytest.mark.parametrize("rounding", ["舍入 无", "舍入 各项得分 1位小数"])
def test_the_least_change_is_the_least(rules: str, rounding: str) -> None:
    rubric = perfrules.loads(HEAD.format(rounding=rounding, rules=RULES[rules]))
    program = study_of(rubric).program
    drawn = random.Random(f"{rules}{rounding}")
    compared = 0
    while compared < 6:
        facts = {name: drawn.randint(low, high) for name, (low, high) in SPANS.items()}
        facts["结转"] = min(facts["结转"], facts["收入"])
        given = rubric.read({**facts, "类别": "乙"})
        target = drawn.choice([graded(program, "优"), graded(program, "良"), scored(program, Fraction(12))])
        assert target is not None
        inverse = inverse_of(rubric, given, target)
        if inverse.now is None or inverse.reached:
            continue
        fact = drawn.choice([name for name in SPANS if name in RULES[rules]])
        (change,) = inverse.changes([fact])
        compared += 1
        assert change.least
        assert _least(inverse, fact) == (set() if change.value is None else {abs(change.value - facts[fact])})
        if change.outcome is not None:
            # By production, not by the analyser.
            assert target.met(change.outcome.scores[""], change.outcome.grade)


def test_choices_and_flags() -> None:
    rubric = perfrules.loads(HEAD.format(rounding="舍入 无", rules=RULES["ramps"]))
    given = rubric.read({"支出": 95, "收入": 100, "结转": 0, "次数": 0, "类别": "丙"})
    program = study_of(rubric).program
    target = graded(program, "优")
    assert target is not None
    changes = {change.fact: change for change in inverse_of(rubric, given, target).changes()}
    assert changes["类别"].value == 1  # 乙 will do: 12 + 4 + 2
    assert changes["次数"].value is None and changes["次数"].least
    assert changes["支出"].value is None and changes["支出"].least
    assert "结转" not in changes  # no rule reads it
    (unread,) = inverse_of(rubric, given, target).changes(["结转"])
    assert unread.value is None and unread.least


def test_the_shipped_case() -> None:
    rubric = perfrules.load("zizhou-2021")
    (case,) = perfrules.read_cases("rubric_defs/zizhou-2021/zizhou-yibaoju-2021.case")
    target = graded(study_of(rubric).program, "优秀")
    assert target is not None
    tried = ["预算支出合计", "预算收入合计", "累计结转结余", "实有人数", "县委目标责任考核结果"]
    found = {c.fact: c for c in inverse_of(rubric, rubric.read(case), target).changes(tried)}
    will = {fact: change for fact, change in found.items() if change.value is not None}
    assert all(change.least for change in found.values())
    assert set(will) == {"预算支出合计", "预算收入合计"}
    spent = will["预算支出合计"]
    assert spent.value == Fraction("34440961.92")
    # One fen less does not do.
    before = rubric.read(case)
    less = {**before.values, "预算支出合计": spent.value - Fraction(1, 100)}
    assert rubric.score(type(before)(less, before.reasons)).grade == "良好"
