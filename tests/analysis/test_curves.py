"""Score curves are exact: on every stretch, at every edge and beside it they say what the leaf gives."""

from __future__ import annotations

from fractions import Fraction

import pytest

import perfrules
from perfrules.analysis.curves import Curve, curves
from perfrules.analysis.evaluate import rounded
from perfrules.analysis.space import Met
from perfrules.analysis.study import Study
from perfrules.api import shipped
from perfrules.proving import study_of
from perfrules.types.interval import Interval, exactly

HEAD = "评价表 试\n满分 10分\n{rounding}\n数据\n  支出 ：金额 万元\n  收入 ：金额 万元 ＞0\n  次数 ：计数 次\n"
TEXTS = {
    "ramp": "一级指标 率 10分\n  评分 支出 ÷ 收入\n    ≥ 95% ：满分\n    (85%, 95%) ：线性 0分 至 满分\n    ≤ 85% ：0分\n",
    "window": "一级指标 率 10分\n  评分 支出 ÷ 收入 − 1\n    ＜ −5% ：0分\n    [−5%, 5%] ：满分\n    ＞ 5% ：3分\n",
    "steps": "一级指标 率 10分\n  扣分 支出 ÷ 收入 低于 100% 每10个百分点 扣1.5分 零头不计\n",
    "started steps": "一级指标 率 10分\n  扣分 支出 ÷ 收入 超过 100% 每10个百分点 扣1分 零头进位 至多4分\n",
    "formula": "一级指标 率 10分\n  得分 ＝ 支出 ÷ 收入 × 满分 封顶\n",
    "two deductions": "一级指标 率 10分\n  扣分 支出 ÷ 收入 低于 100% 每10个百分点 扣1分 零头不计 至多3分\n  扣分 支出 ÷ 收入 低于 100% 每7个百分点 扣0.5分 零头进位 至多4分\n",
    "a deduction from a ramp": "一级指标 率 10分\n  评分 支出 ÷ 收入\n    ≥ 95% ：满分\n    (85%, 95%) ：线性 2分 至 满分\n    ≤ 85% ：2分\n  扣分 支出 ÷ 收入 低于 100% 每5个百分点 扣1分 零头不计\n",
    "meeting lines": "一级指标 率 10分\n  评分 支出 ÷ 收入\n    ≥ 90% ：满分\n    [60%, 90%) ：线性 4分 至 满分\n    [30%, 60%) ：线性 0分 至 4分\n    ＜ 30% ：0分\n",
    "count": "一级指标 次 10分\n  扣分 次数 每2次 扣1.5分 零头不计\n",
}


def _checked(study: Study, curve: Curve) -> int:
    """How many figures of the measure were scored; each gives what the curve says."""
    leaf = study.leaves[curve.leaf].leaf
    tried = 0
    for stretch in curve.stretches:
        low, high = stretch.domain.low, stretch.domain.high
        inside = [end for end in (low, high) if end is not None and abs(end) < 10**6]
        beside = [end + n * Fraction(1, 1000) for end in inside for n in (-1, 1)]
        middle = [(low + high) / 2] if low is not None and high is not None and high - low < 10**6 else []
        for value in (*inside, *beside, *middle):
            if value not in stretch.domain:
                continue
            met = study.space.feasible({curve.metric: exactly(value)}, study.rules)
            whole = study.fill(met.values) if isinstance(met, Met) else None
            score = None if whole is None else study.score(curve.leaf, study.facts(whole))
            if score is None:
                continue
            expected = stretch.at(value)
            if leaf.rounding is not None:
                expected = rounded(expected, leaf.rounding.step, leaf.rounding.mode)
            assert score == expected, (curve.leaf, value)
            tried += 1
    return tried


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("rounding", ["舍入 无", "舍入 各项得分 1位小数"])
def test_a_curve(text: str, rounding: str) -> None:
    study = study_of(perfrules.loads(HEAD.format(rounding=rounding) + TEXTS[text]))
    (view,) = study.leaves.values()
    (curve,) = curves(view)
    assert curve.whole and _checked(study, curve) > 3
    for a, b in zip(curve.stretches, curve.stretches[1:], strict=False):
        assert a.domain.high is not None and b.domain.low is not None and a.domain.high <= b.domain.low
        assert a.domain.meet(b.domain).empty


def test_rows_of_one_score_are_one_stretch() -> None:
    text = "一级指标 率 10分\n  评分 支出 ÷ 收入\n    ≥ 95% ：5分\n    [80%, 95%) ：5分\n    ＜ 80% ：3分\n"
    (view,) = study_of(perfrules.loads(HEAD.format(rounding="舍入 无") + text)).leaves.values()
    (curve,) = curves(view)
    assert [(s.domain.low, s.slope, s.addend) for s in curve.stretches][1:] == [(Fraction(4, 5), 0, 5)]
    assert curve.jumps == ((Fraction(4, 5), 3, 5),)


def test_jumps_are_told() -> None:
    study = study_of(perfrules.loads(HEAD.format(rounding="舍入 无") + TEXTS["window"]))
    (view,) = study.leaves.values()
    (curve,) = curves(view)
    # The measure is 支出 ÷ 收入: −5% of what is set against 1 is 95% of it.
    assert curve.jumps == ((Fraction(19, 20), 0, 10), (Fraction(21, 20), 10, 3))
    assert [s.domain for s in curve.stretches][1] == Interval(Fraction(19, 20), Fraction(21, 20))


def test_the_shipped_rubrics() -> None:
    tried = drawn = 0
    for name in shipped():
        study = study_of(perfrules.load(name))
        for view in study.leaves.values():
            if view.leaf.guards:
                continue  # what overrides say is told beside the curve
            for curve in curves(view):
                drawn += 1
                tried += _checked(study, curve) if curve.whole else 0
    assert drawn > 10 and tried > 40
