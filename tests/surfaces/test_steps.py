"""What the steps of a score, the stages of a total and its findings hold for programs."""

from __future__ import annotations

from typing import Any

import pytest

import perfrules

RESULTS = """评价表 试表
结果等次 优 ＞ 良 ＞ 差
一级指标 总评
  择劣
  二级指标 制度
    评议 「内控评价」 须说明 "按内控办法"
  二级指标 台账
    评议
  二级指标 空格 空
"""


def scored(text: str, facts: dict[str, Any]) -> perfrules.Result:
    return perfrules.loads(text).score(facts)


def test_the_part_in_a_place_gives_the_points_of_its_heading() -> None:
    text = "评价表 试表\n满分 10分\n一级指标 专家 10分\n  取第2\n" + "".join(
        f"  二级指标 专家{name} 10分\n    评议 0分至10分\n" for name in "甲乙丙"
    )
    heading = scored(text, {"专家甲": "8分", "专家乙": "9分", "专家丙": "6分"})["专家"]
    (step,) = heading.reasons
    assert (heading.score, step.amount) == (8, 8)
    assert step.text("zh") == "专家甲8分、专家乙9分、专家丙6分，第2是「专家甲」，得8分"


def test_a_judged_result_holds_its_place_and_remark() -> None:
    result = scored(RESULTS, {"内控评价": {"值": "良", "理由": "两项未达"}, "台账": "优"})
    node = result["制度"]
    (step,) = node.reasons
    assert (node.label, node.score, step.amount) == ("良", 1, 1)
    assert step.text("zh") == "评议得良：两项未达"
    assert [note.text for note in node.remarks()] == ["按内控办法"]
    assert result["空格"].points == 0


@pytest.mark.parametrize(
    ("formula", "measure", "unit", "shown"), [("公式 ＝ 支出 × 2", "", "万元", "6万元"), ("", "支出", "万元", "3万元")]
)
def test_a_measure_has_its_unit(formula: str, measure: str, unit: str, shown: str) -> None:
    text = (
        f"评价表 试表\n满分 10分\n数据\n  支出 ：金额 万元\n三级指标 本项 10分\n  {formula}\n"
        f"  评分 {measure}\n    ≤ 10万元 ：满分\n    ＞ 10万元 ：0分\n"
    )
    node = scored(text, {"支出": "3万元"})["本项"]
    assert node.value_unit is not None
    assert (node.value_unit.name, node.shown_value) == (unit, shown)


def test_a_value_beside_a_breakpoint_is_not_told_as_one() -> None:
    text = "评价表 试表\n满分 10分\n数据\n  率 ：比率 ≥0\n三级指标 本项 10分\n  评分 率 折线 0%：0分，100%：10分 两端封顶\n"
    step = scored(text, {"率": "99.9999%"})["本项"].reasons[0]
    assert step.text("zh") == "率为99.9999%，在0%与100%之间"
    assert step.text("en") == "率 is 99.9999%, between 0% and 100%"


def test_stages_and_findings_by_name() -> None:
    text = (
        "评价表 试表\n满分 10分\n数据\n  超支 ：是否\n  核对 非 超支\n三级指标 本项 10分\n  评议 0分至10分\n"
        "否决 当 「一票否决」 时 等级至多 差\n等级\n  优 ：≥ 8\n  差 ：＜ 8\n"
    )
    told = scored(text, {"本项": "9分", "一票否决": True, "超支": True}).to_dict()
    assert [(stage["name"], stage["total"]) for stage in told["stages"]] == [("sum", "9"), ("grade-limited", "9")]
    finding = {"text": "非 超支", "left": "", "right": "", "difference": "", "checked": True, "remark": ""}
    assert told["findings"] == [finding]


@pytest.mark.parametrize("lower", [True, False])
def test_a_subject_that_is_not_rated_still_tells_which_way_is_better(lower: bool) -> None:
    text = (
        f"评价表 试表\n满分 10分{' 分低为优' if lower else ''}\n三级指标 本项 10分\n  评议 0分至10分\n"
        '不予评分 当 「资料不全」 "补齐以后再评"\n'
    )
    result = scored(text, {"资料不全": True})
    assert (result.status, result.lower_is_better) == ("not-rated", lower)
    assert result.to_dict().get("lower_is_better", False) is lower
