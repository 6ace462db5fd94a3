"""What is put to the solver means what the program means; its answers are told as its own, and only once scored."""

from __future__ import annotations

import random
import sys
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import perfrules
from perfrules.analysis.analysis import Analysis, status
from perfrules.analysis.evaluate import NotComputed
from perfrules.analysis.inverse import Inverse, scored
from perfrules.analysis.search import Draws
from perfrules.analysis.smt import Copy, NoSolver, NotPut, Solver, load
from perfrules.analysis.study import TOTAL, Study
from perfrules.analysis.verdicts import Proved, Refuted, Undecided
from perfrules.api import Rubric
from perfrules.proving import inverse_of, study_of
from perfrules.source import Words
from perfrules.testing.rubric_texts import rubrics
from tests.support.settings import drawing

HEAD = "评价表 试\n满分 10分\n数据\n"
SQUARE = f"{HEAD}  甲 ：比率 [0, 1]\n一级指标 乘积 10分\n  得分 ＝ (甲 ＋ (甲 − 甲 × 甲) ÷ 2) × 满分 封顶 保底\n  性质 得分 随 甲 不减\n"
MEAN = f"""{HEAD}  甲 ：金额 万元
  乙 ：金额 万元 ＞0
  丙 ：金额 万元
  丁 ：金额 万元 ＞0
一级指标 综合 10分
  公式 率 ＝ 0.5 × 甲 ÷ 乙 ＋ 0.5 × 丙 ÷ 丁
  评分 率
    ≥ 95% ：满分
    (60%, 95%) ：线性 0分 至 满分
    ≤ 60% ：0分
  性质 得分 随 甲 不减
  性质 得分 随 乙 不增
"""
HARD = f"""{HEAD}  甲 ：数值 [1, 9] 精确到 0.01
  乙 ：数值 [1, 9] 精确到 0.01
一级指标 积 10分
  公式 积 ＝ 甲 × 甲 × 乙 × 乙 保留1位小数
  公式 商 ＝ 甲 × 乙 × 乙 ÷ (甲 ＋ 乙) 保留1位小数
  得分 ＝ (积 ＋ 商 ＋ 甲 × 商) × 1分 封顶 保底
  性质 得分 随 甲 不减
"""


def _same(study: Study, name: str, values: dict[int, Fraction]) -> bool:
    """Whether a score put to the solver with all facts fixed is what the evaluator gives; False where it has none."""
    run = study.evaluator.run(study.facts(values))
    try:
        expected = study.evaluator.total(run)[0] if name == TOTAL else study.evaluator.score(run, name)
    except NotComputed:
        return False
    z3 = load()
    copy = Copy(z3, study, "x", values)
    found = z3.simplify(copy.score(name))
    assert Fraction(found.numerator_as_long(), found.denominator_as_long()) == expected, (name, study.facts(values))
    return True


def test_the_shipped_table_means_the_same_to_the_solver() -> None:
    study = study_of(perfrules.load("zizhou-2021"))
    compared = 0
    for name in (*study.leaves, TOTAL):
        draws = Draws(study, name, 3)
        compared += sum(_same(study, name, study.fill(draws.draw()) or {}) for _ in range(4))
    assert compared > 100


@drawing(3)
@given(rubrics(), st.integers(0, 10**6))
def test_generated_rubrics_mean_the_same_to_the_solver(text: str, seed: int) -> None:
    study = study_of(perfrules.loads(text))
    for name in (*study.leaves, TOTAL):
        draws = Draws(study, name, seed)
        for _ in range(2):
            whole = study.fill(draws.draw())
            try:
                if whole is not None:
                    _same(study, name, whole)
            except NotPut:
                break


def _declared(text: str, **more: Any) -> list[Any]:
    return [answer.verdict for answer in perfrules.loads(text).analyse(**more).declared]


@pytest.mark.parametrize("text", [SQUARE, MEAN])
def test_what_is_open_is_settled_and_marked(text: str) -> None:
    assert all(isinstance(verdict, Undecided) for verdict in _declared(text))
    for verdict in _declared(text, smt=True):
        assert isinstance(verdict, Proved) and verdict.solver and verdict.certificate == ()
        assert "z3" in verdict.method.en
        assert status(verdict).en == "solver-proved"


def test_what_the_analysis_decides_is_not_put_to_the_solver() -> None:
    text = f"{HEAD}  甲 ：比率 [0, 1]\n一级指标 率 10分\n  得分 ＝ 甲 × 满分\n  性质 得分 随 甲 不减\n"
    (verdict,) = _declared(text, smt=True)
    assert isinstance(verdict, Proved) and not verdict.solver


def test_a_counterexample_of_the_solver_is_scored() -> None:
    """A dip a hundred grid steps wide, that no edge of the rule tells of."""
    text = f"{HEAD}  甲 ：数值 [0, 1] 精确到 0.000001\n一级指标 差 10分\n  得分 ＝ (甲 × 甲 − 甲 × 1.2 ＋ 0.9) × 10分 封顶 保底\n  性质 得分 随 甲 不增\n"
    rubric = perfrules.loads(text)
    study = study_of(rubric)
    (leaf,) = study.leaves
    found = Solver(study).never(leaf, 0, -1)
    assert isinstance(found, Refuted)
    low, high = found.witness.scores
    assert high > low
    assert isinstance(Solver(study).never(leaf, 0, 1), Refuted)


def test_time_that_is_not_enough_leaves_it_open() -> None:
    (verdict,) = _declared(HARD, smt=True, seconds=0.05)
    assert isinstance(verdict, Undecided)
    assert "within 0.05 s" in verdict.reason.en and verdict.searched is not None


def test_forms_that_are_not_put_are_named() -> None:
    text = f"{HEAD}  甲 ：数值 [0, 100]\n一级指标 根 10分\n  公式 根 ＝ 平方根(甲，2位小数)\n  得分 ＝ 根 × 1分 封顶\n"
    study = study_of(perfrules.loads(text))
    (leaf,) = study.leaves
    answer = Solver(study).never(leaf, 0, 1)
    assert isinstance(answer, Words) and "平方根" in answer.zh


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    with pytest.raises(NoSolver):
        perfrules.loads(SQUARE).analyse(smt=True)


# Several facts at once

GRID = """评价表 试
满分 20分
数据
  支出 ：金额 元 精确到 1元 [0元, 40元]
  收入 ：金额 元 精确到 1元 [1元, 40元]
  次数 ：计数 次 [0次, 12次]
一级指标 完成率 12分
  评分 支出 ÷ 收入
    ≥ 95% ：满分
    (60%, 95%) ：线性 0分 至 满分
    ≤ 60% ：0分
一级指标 次 8分
  扣分 次数 每2次 扣1分 零头不计
"""


def _inverse(rubric: Rubric, facts: dict[str, Any], points: int) -> Inverse:
    return inverse_of(rubric, rubric.read(facts), scored(study_of(rubric).program, Fraction(points)))


def test_several_facts_together() -> None:
    rubric, drawn = perfrules.loads(GRID), random.Random(4)
    for _ in range(3):
        facts = {"支出": drawn.randint(0, 20), "收入": drawn.randint(25, 40), "次数": drawn.randint(4, 12)}
        inverse = _inverse(rubric, facts, 17)
        found = inverse.several(["支出", "次数"], Solver(inverse.study))
        evaluator = inverse.study.evaluator
        enough = [
            abs(a - facts["支出"]) + abs(b - facts["次数"])
            for a, b in product(range(41), range(13))
            if evaluator.total(evaluator.run({**inverse.facts, "支出": Fraction(a), "次数": Fraction(b)}))[0] >= 17
        ]
        assert found.outcome is not None and found.outcome.scores[TOTAL] >= 17
        assert found.change == min(enough) and found.least


def test_several_facts_that_cannot() -> None:
    rubric = perfrules.loads(GRID)
    inverse = _inverse(rubric, {"支出": 0, "收入": 40, "次数": 12}, 9)
    found = inverse.several(["收入", "次数"], Solver(inverse.study))
    assert found.values == {} and found.least and found.reason is None


def test_the_table_says_whose_word_it_is() -> None:
    analysis = perfrules.loads(SQUARE).analyse(smt=True)
    assert isinstance(analysis, Analysis)
    assert not analysis.undecided and not analysis.refuted
