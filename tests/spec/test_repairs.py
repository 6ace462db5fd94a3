"""A repair that is offered, applied, mends what it was offered for and breaks nothing: in the chapters, and in tables
as they are written off from print."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from perfrules.api import from_compiled
from perfrules.compiler import compile_source
from perfrules.diagnostics import Diagnostic, Severity
from perfrules.proving import findings_of
from perfrules.source import Source
from tests.spec.conftest import Block, CaseBlock, chapter

HERE = Path(__file__).parent
CHAPTERS = (
    *("idioms/bands.md", "idioms/conditions.md", "idioms/category.md", "idioms/decision.md"),
    *("grades/grades.md", "analysis/reach.md", "analysis/suspicious.md"),
    *("messages/scoring.md", "messages/analysis.md", "messages/advice.md"),
)
REPAIRED = {
    *("band-gap", "band-overlap", "grade-gap", "grade-overlap", "label-with-two-rows", "ratio-against-bare-figure"),
    *("percent-far-off", "figure-unlike-basis", "percent-not-in-basis", "reversed-ramp", "other-measure", "other-fact"),
    *("hundred-left-over", "hundred-in-score", "property-refuted", "score-dips", "grades-of-rates"),
}


def _messages(text: str) -> list[Diagnostic]:
    compiled = compile_source(Source("x", text))
    found = list(compiled.diagnostics)
    if not compiled.failed and compiled.rubric is not None:
        found += findings_of(from_compiled(compiled)).messages()
    return [item for item in found if item.severity is not Severity.NOTE]


def _kinds(found: list[Diagnostic]) -> Counter[str]:
    return Counter(item.kind.name for item in found)


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_repair_in_a_chapter(name: str) -> None:
    tried = 0
    for block in chapter((HERE / name).read_text(encoding="utf-8")):
        if not isinstance(block, Block) or isinstance(block, CaseBlock) or block.derived:
            continue
        before = _messages(block.plain)
        for item in before:
            for fix in item.fixes if item.kind.name in REPAIRED else ():
                tried += 1
                after = _kinds(_messages(fix.apply(block.plain)))
                assert after < _kinds(before), f"line {block.line}: {fix.title.zh} brings {after - _kinds(before)}"
    assert tried, "a chapter without a repair belongs to no list of them"


HEAD = """评价表 某局部门整体支出
满分 {points}分
数据
  支出 ：金额 万元
  预算 ：金额 万元 ＞0
  结余 ：金额 万元
  三公支出 ：金额 万元
  三公预算 ：金额 万元 ＞0
  自评数 ：计数 个
  应评数 ：计数 个 ＞0
  超时 ：计数 个工作日
"""
RATE = "一级指标 执行率 10分\n  公式 执行率 ＝ 支出 ÷ 预算\n"
REST = "一级指标 结转率 10分\n  公式 结转率 ＝ 结余 ÷ 预算\n"
SELF = "一级指标 自评率 10分\n"
BASIS = '  依据 "执行率≥95%的，得满分；≤85%的，得0分；在85%-95%之间的，按比例得分；执行率＝支出数÷预算数×100%"\n'

BREAKS = {
    # What was written, what is told of it, and how many repairs are offered for it.
    "an edge moved into the next row": (
        RATE + "  评分 执行率\n    ≥ 95% ：满分\n    [80%, 95%) ：线性 0分 至 8分\n    ＜ 85% ：0分\n",
        {"band-overlap": 2},
    ),
    "both rows have the edge": (
        RATE + "  评分 执行率\n    95%以上 ：满分\n    85%以上、95%以下 ：5分\n    不满85% ：0分\n",
        {"band-overlap": 2},
    ),
    "neither row has the edge": (
        RATE + "  评分 执行率\n    ＞ 95% ：满分\n    ＜ 95% ：0分\n",
        {"band-gap": 2},
    ),
    "the ramp between was left out": (
        RATE + "  评分 执行率\n    ≥ 95% ：满分\n    ≤ 85% ：0分\n",
        {"band-gap": 3},
    ),
    "the row in the middle was left out": (
        RATE + "  评分 执行率\n    ≥ 95% ：满分\n    [90%, 95%) ：8分\n    [60%, 80%) ：4分\n    ＜ 60% ：0分\n",
        {"band-gap": 3},
    ),
    "the last row was left out": (
        RATE + "  评分 执行率\n    ≥ 95% ：满分\n    [85%, 95%) ：5分\n",
        {"band-gap": 2},
    ),
    "neighbours of whole numbers": (
        REST + "  评分 结转率\n    [0%, 10%] ：满分\n    [11%, 30%] ：5分\n    ＞ 30% ：0分\n",
        {"band-gap": 3},
    ),
    "a whole count between two rows": (
        SELF + "  评分 超时\n    ≤ 1个工作日 ：满分\n    [3个工作日, 5个工作日] ：5分\n    ＞ 5个工作日 ：0分\n",
        {"band-gap": 3},
    ),
    "conditions that leave the figure itself out": (
        RATE + "  评分\n    当 执行率 ＞ 95% ：满分\n    当 执行率 ＜ 95% ：0分\n",
        {"band-gap": 2},
    ),
    "conditions that both hold at the figure": (
        SELF + "  评分\n    当 支出 ≥ 预算 ：满分\n    当 支出 ≤ 预算 ：0分\n",
        {"band-overlap": 2},
    ),
    "95 against a ratio": (
        RATE + "  评分 执行率\n    ≥ 95 ：满分\n    [85, 95) ：5分\n    ＜ 85 ：0分\n",
        {"ratio-against-bare-figure": 1},
    ),
    "10 as a step of a ratio": (
        RATE + "  扣分 执行率 低于 100% 每10 扣1分 零头不计\n",
        {"ratio-against-bare-figure": 1, "score-never-moves": 0},
    ),
    "a falling ramp written rising": (
        REST + "  评分 结转率\n    ≤ 5% ：满分\n    (5%, 15%) ：线性 0分 至 满分\n    ≥ 15% ：0分\n",
        {"reversed-ramp": 1},
    ),
    "the same as a formula": (
        REST + "  评分 结转率\n    ≤ 5% ：满分\n    (5%, 15%) ：(结转率 − 5%) ÷ 10% × 满分\n    ≥ 15% ：0分\n",
        {"reversed-ramp": 1},
    ),
    "the same with one row beside it": (
        REST + "  评分 结转率\n    ＜ 15% ：线性 0分 至 满分\n    ≥ 15% ：0分\n".replace("＜ 15%", "[0%, 15%)"),
        {"reversed-ramp": 1},
    ),
    "× 100 in a table": (
        RATE.replace("预算\n", "预算 × 100\n") + "  评分 执行率\n    ≥ 95% ：满分\n    ＜ 95% ：0分\n",
        {"hundred-left-over": 1},
    ),
    "× 100 in steps": (
        SELF + "  公式 ＝ 自评数 ÷ 应评数 × 100\n  扣分 自评率 低于 100% 每10个百分点 扣1分 零头不计\n",
        {"hundred-left-over": 1},
    ),
    "100 × before it": (
        SELF + "  公式 ＝ 100 × 自评数 ÷ 应评数\n  目标 自评率 ≥ 95% 未达 按完成比例\n",
        {"hundred-left-over": 1},
    ),
    "× 100 in a score": (
        SELF + "  得分 ＝ 自评数 ÷ 应评数 × 100 × 满分 封顶\n",
        {"hundred-in-score": 1},
    ),
    "another indicator's measure in a score": (
        RATE
        + "  评分 执行率\n    ≥ 95% ：满分\n    ＜ 95% ：0分\n"
        + REST
        + "  评分 结转率\n    ≤ 5% ：满分\n    (5%, 15%) ：(15% − 执行率·执行率) ÷ 10% × 满分 封顶 保底\n    ≥ 15% ：0分\n",
        {"other-measure": 1},
    ),
    "another indicator's fact": (
        RATE
        + "  得分 ＝ 执行率 × 满分 封顶\n"
        + "一级指标 三公经费控制率 10分\n  公式 ＝ 支出 ÷ 三公预算\n  评分\n    ≤ 1 ：满分\n    ＞ 1 ：0分\n",
        {"other-fact": 1},
    ),
    "an edge that the basis does not print": (
        RATE + BASIS + "  评分 执行率\n    ≥ 90% ：满分\n    (85%, 90%) ：线性 0分 至 满分\n    ≤ 85% ：0分\n",
        {"percent-not-in-basis": 1},
    ),
    "a 1% that is printed as 100%": (
        RATE + '  依据 "执行率不超过100%得满分，否则不得分"\n  评分 执行率\n    ≤ 1% ：满分\n    ＞ 1% ：0分\n',
        {"percent-not-in-basis": 1},
    ),
    "a 1% that is printed as 1": (
        RATE + '  依据 "执行率小于或等于1时得满分，大于1的不得分"\n  评分 执行率\n    ≤ 1% ：满分\n    ＞ 1% ：0分\n',
        {"figure-unlike-basis": 1},
    ),
    "the points of two rows changed over": (
        RATE + "  评分 执行率\n    ≥ 100% ：满分\n    [90%, 100%) ：4分\n    [80%, 90%) ：6分\n    ＜ 80% ：0分\n",
        {"score-dips": 1},
    ),
    "grades of 0.9 out of 100": (
        "一级指标 执行率 100分\n  得分 ＝ 支出 ÷ 预算 × 满分 封顶\n等级\n  优 ：≥ 0.9\n  良 ：[0.8, 0.9)\n  差 ：＜ 0.8\n",
        {"grades-of-rates": 1},
    ),
    "the wrong direction": (
        RATE + "  评分 执行率\n    ≥ 95% ：满分\n    ＜ 95% ：0分\n  性质 得分 随 支出 不增\n",
        {"property-refuted": 1},
    ),
    "grades that leave 90 out": (
        RATE + "  得分 ＝ 执行率 × 满分 封顶\n等级\n  优 ：＞ 9\n  良 ：[8, 9)\n  差 ：＜ 8\n",
        {"grade-gap": 2},
    ),
    "grades that leave a stretch out": (
        "舍入 总分 1位小数\n" + RATE + "  得分 ＝ 执行率 × 满分 封顶\n等级\n  优 ：≥ 9\n  良 ：[6, 8]\n  差 ：＜ 6\n",
        {"grade-gap": 2},
    ),
    "grades that share 80": (
        RATE + "  得分 ＝ 执行率 × 满分 封顶\n等级\n  优 ：≥ 9\n  良 ：[8, 9]\n  差 ：＜ 8\n",
        {"grade-overlap": 2},
    ),
    "a divisor of which only half is said": (
        SELF.replace("自评率", "三公控制率")
        + "  特例 当 结余 ＝ 0 且 三公支出 ＝ 0 时 满分\n  公式 ＝ 结余 ÷ 三公支出\n  评分\n    ≤ 1 ：满分\n    ＞ 1 ：0分\n",
        {"possible-zero-divisor": 1},
    ),
}


@pytest.mark.parametrize("broken", BREAKS, ids=list(BREAKS))
def test_a_table_written_off_wrong(broken: str) -> None:
    """Each repair of such a table by itself gives a rubric that checks without a message."""
    rules, expected = BREAKS[broken]
    points = 100 if "一级指标 执行率 100分" in rules else 10 * rules.count("一级指标")
    head, rounding = HEAD.format(points=points), "舍入 总分 1位小数\n"
    if rules.startswith(rounding):
        head, rules = head.replace("数据\n", rounding + "数据\n"), rules.removeprefix(rounding)
    text = head + rules
    found = _messages(text)
    offered = {item.kind.name: len(item.fixes) for item in found}
    assert offered == expected
    for fix in (fix for item in found for fix in item.fixes):
        assert _kinds(_messages(fix.apply(text))) == Counter(), f"{fix.title.zh}\n{fix.apply(text)}"


@pytest.mark.parametrize("row", ["(85, 95) ：线性 0分 至 满分", "(85%, 95) ：线性 0分 至 满分"])
def test_beside_a_lost_percent_sign_no_other_repair_is_offered(row: str) -> None:
    text = HEAD.format(points=10) + (
        "一级指标 完成率 10分\n  公式 完成率 ＝ 支出 ÷ 预算\n"
        f"  评分 完成率\n    ≥ 95% ：满分\n    {row}\n    ≤ 85% ：0分\n"
    )
    found = _messages(text)
    assert {"band-gap", "band-overlap"} & _kinds(found).keys()
    offered = {fix.apply(text) for item in found for fix in item.fixes}
    assert offered and all("85%, 95%" in each for each in offered)
