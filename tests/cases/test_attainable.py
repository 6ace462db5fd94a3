"""Which scores a rule can give: never one left out that can be."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import perfrules
from perfrules.api import DataError
from perfrules.cases.attainable import Attainable, meets
from perfrules.ir.from_model import lower
from perfrules.ir.simplify import simplify
from perfrules.testing.factsets import fact_sets
from perfrules.testing.rubric_texts import rubrics
from perfrules.testing.supplied import supplied
from tests.support.agreement import Agreement
from tests.support.settings import drawing


@pytest.mark.parametrize(
    ("rule", "possible", "impossible"),
    [
        ("扣分 「错误」 每1处 扣0.5分", "0 0.5 9.5 10", "0.3 9.7"),
        ("扣分 「错误」 每1处 扣0.5分 至多2分", "8 8.5 10", "7.5 8.2"),
        ("基础分 6分\n满足 「甲」 得4分\n扣分 「错误」 扣1分", "5 6 9 10", "4 7 8"),
        ("满足 「甲」 得6分 部分得3分\n满足 「乙」 得4分", "0 3 4 6 7 10", "1 5 9"),
        ("评议 0分至10分 步长 0.5分", "0 4.5 10", "4.7"),
        ("评议 0分至10分", "0 4.7 10", "10.1"),
        ("评议 10分至10分", "10", "0 9"),
        ("特例 当 「未公开」 时 0分\n评分 率\n  ≥ 90% ：10分\n  ＜ 90% ：率 × 8分 封顶", "0 10 3.7 7.2", "10.5 −1"),
        ("评分 率\n  ≥ 90% ：10分\n  ＜ 90% ：6分", "6 10", "0 8"),
    ],
)
def test_what_a_rule_can_give(rule: str, possible: str, impossible: str) -> None:
    text = f"评价表 试\n满分 10分\n舍入 各项得分 1位小数\n数据\n  率 ：比率 ≥0\n一级指标 甲项 10分\n{rule}\n"
    if "率" not in rule:
        text = text.replace("数据\n  率 ：比率 ≥0\n", "")
    rubric = perfrules.loads(text)
    reach = Attainable(simplify(lower(rubric.model, rubric.language))).score("甲项")
    for figure in possible.replace("−", "-").split():
        assert meets(reach, Fraction(figure), Fraction(figure)), figure
    for figure in impossible.replace("−", "-").split():
        assert not meets(reach, Fraction(figure), Fraction(figure)), figure


@drawing(15)
@given(text=rubrics(), data=st.data())
def test_every_score_that_comes_is_one_that_can_be(text: str, data: st.DataObject) -> None:
    rubric = perfrules.loads(text)
    agreement = Agreement(rubric)
    attainable = Attainable(agreement.program)
    for _ in range(4):
        try:
            values = data.draw(fact_sets(agreement.program, agreement.edges, flawed=False))
            result = rubric.score(supplied(rubric.model, values))
        except DataError:
            continue
        for name, node in zip(agreement.program.headings, result.nodes, strict=True):
            assert not node.has_score or meets(attainable.score(name), node.score, node.score), (name, node.score)
