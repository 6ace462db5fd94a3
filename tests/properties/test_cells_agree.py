"""The formulas of a score sheet give what the exact engine gives: on every edge of a shipped rubric, on any rubric."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import perfrules
from perfrules.analysis.edges import beside, edges
from perfrules.ir import from_model
from perfrules.testing.factsets import fact_sets
from perfrules.testing.rubric_texts import rubrics
from tests.spec.conftest import Row, chapter
from tests.support.published import published_facts
from tests.support.settings import LONG, drawing
from tests.support.sheets import check_cells

CHAPTERS = Path(__file__).parents[1] / "spec"


def test_on_edges_of_a_shipped_rubric() -> None:
    rubric = perfrules.load("zizhou-2021")
    program = from_model.lower(rubric.model, rubric.language)
    published = published_facts(rubric)
    tried = 0
    for edge in edges(program)[:: 1 if LONG else 18]:
        for values in beside(program, edge, published, most=1):
            tried += check_cells(rubric, values)
    assert tried > 250


def test_every_row_of_the_chapters() -> None:
    chapters = sorted(CHAPTERS.rglob("*.md"))
    rows = [row for path in chapters for row in chapter(path.read_text("utf-8")) if isinstance(row, Row)]
    scored = sum(check_cells(row.block.rubric, row.block.rubric.read(row.facts).values) for row in rows)
    assert scored > 2 * len(rows) > 2000


@drawing(8)
@given(rubrics(), st.data())
def test_generated_rubrics(text: str, data: st.DataObject) -> None:
    rubric = perfrules.loads(text)
    program = from_model.lower(rubric.model, rubric.language)
    known = edges(program)
    for _ in range(3):
        check_cells(rubric, data.draw(fact_sets(program, known)))


SMALL = """
评价表 试
满分 30分
舍入 各项得分 1位小数
数据
  甲 ：金额 万元
  乙 ：金额 万元 ＞0
  丙 ：比率 [0%, 100%]
一级指标 率 10分
  得分 ＝ 甲 ÷ 乙 × 满分 封顶
一级指标 线 10分
  公式 率二 ＝ 甲 ÷ 乙
  评分 率二
    ≥ 95%      ：满分
    (85%, 95%) ：线性 0分 至 满分
    ≤ 85%      ：0分
一级指标 比 10分
  得分 ＝ 丙 × 满分
"""


def test_ties_and_thresholds_are_decided_in_whole_numbers() -> None:
    rubric = perfrules.loads(SMALL)
    # 0.685 of 10 points lies on a tie of one decimal, and no binary float holds it; so do these rates.
    for above, below, rate in (
        ("685", "1000", "0.285"),
        ("95", "100", "0.115"),
        ("94.9999", "100", "0.445"),
        ("0.9", "1", "0.005"),
    ):
        values = {"甲": Fraction(above) * 10000, "乙": Fraction(below) * 10000, "丙": Fraction(rate)}
        assert check_cells(rubric, values) == 4


def test_what_has_too_many_digits_is_no_silent_figure() -> None:
    rubric = perfrules.loads(SMALL)
    near = Fraction(10**11) - Fraction(1, 100)
    assert check_cells(rubric, {"甲": near, "乙": near, "丙": Fraction(1)}) < 4
