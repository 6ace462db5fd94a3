"""Two rubrics compared in meaning: what is told is what the evaluators say, and nothing else differs."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

import perfrules
from perfrules.analysis.difference import ADDED, INCOMPARABLE, NEVER_HIGHER, NEVER_LOWER, REMOVED, SAME, Difference
from perfrules.analysis.search import Draws, edges_of
from perfrules.analysis.study import TOTAL
from perfrules.analysis.together import FIRST, SECOND
from perfrules.api import Rubric, from_compiled, shipped
from perfrules.compiler import compile_source
from perfrules.proving import difference_of, study_of
from perfrules.source import Source
from perfrules.telling import InWords
from tests.analysis.mutants import mutants

HEAD = """评价表 试
满分 {points}分
{rounding}
数据
  支出 ：金额 万元
  收入 ：金额 万元 ＞0
  次数 ：计数 次
"""


def _rubric(body: str, points: int = 10, rounding: str = "舍入 无") -> Rubric:
    return perfrules.loads(HEAD.format(points=points, rounding=rounding) + body)


def _bands(full: str, none: str, ramp: str = "线性 0分 至 满分") -> str:
    return f"""一级指标 完成率 10分
  公式 完成率 ＝ 支出 ÷ 收入
  评分 完成率
    ≥ {full} ：满分
    ({none}, {full}) ：{ramp}
    ≤ {none} ：0分
"""


@pytest.mark.parametrize(
    ("before", "after", "status", "most_higher", "most_lower"),
    [
        (_bands("95%", "85%"), _bands("95%", "85%"), SAME, None, None),
        # Lower ends on both sides: the greatest difference is where the old ramp begins.
        (_bands("95%", "85%"), _bands("95%", "80%"), NEVER_LOWER, Fraction(10, 3), None),
        (_bands("95%", "80%"), _bands("95%", "85%"), NEVER_HIGHER, None, Fraction(10, 3)),
        # A flatter ramp: higher below 90%, lower above.
        (_bands("95%", "85%"), _bands("100%", "80%"), INCOMPARABLE, Fraction(5, 2), Fraction(5, 2)),
        # Written another way, and the same.
        (
            _bands("95%", "85%"),
            _bands("95%", "85%", "(完成率 − 85%) ÷ (95% − 85%) × 满分"),
            SAME,
            None,
            None,
        ),
        (
            "一级指标 次 10分\n  扣分 次数 每1次 扣1分\n",
            "一级指标 次 10分\n  扣分 次数 每1次 扣0.5分\n",
            NEVER_LOWER,
            Fraction(5),
            None,
        ),
        (
            "一级指标 次 10分\n  扣分 次数 每2次 扣1分 零头不计\n",
            "一级指标 次 10分\n  扣分 次数 每2次 扣1分 零头进位\n",
            NEVER_HIGHER,
            None,
            Fraction(1),
        ),
        (
            "一级指标 次 10分\n  扣分 次数 每1次 扣1分 至多4分\n",
            "一级指标 次 10分\n  扣分 次数 每1次 扣2分 至多4分\n",
            NEVER_HIGHER,
            None,
            Fraction(2),
        ),
        (
            "一级指标 公开 10分\n  评分 次数\n    ≥ 1次 ：满分\n    ＜ 1次 ：0分\n",
            "一级指标 公开 10分\n  特例 当 「未公开」 时 0分\n  评分 次数\n    ≥ 1次 ：满分\n    ＜ 1次 ：0分\n",
            NEVER_HIGHER,
            None,
            Fraction(10),
        ),
    ],
)
@pytest.mark.parametrize("rounding", ["舍入 无", "舍入 各项得分 1位小数"])
def test_a_leaf(
    before: str, after: str, status: str, most_higher: Fraction | None, most_lower: Fraction | None, rounding: str
) -> None:
    found = _rubric(before, rounding=rounding).diff(_rubric(after, rounding=rounding))
    (node,) = found.nodes
    assert (node.status, found.total.status) == (status, status)
    assert found.same is (status == SAME)
    for shift, most, sign in ((node.higher, most_higher, 1), (node.lower, most_lower, -1)):
        assert (shift is None) is (most is None)
        if shift is None or most is None:
            continue
        assert shift.points * sign > 0
        # Rounded to a tenth, an edge is met within a tenth on either side.
        room = 0 if rounding == "舍入 无" else Fraction(1, 10)
        assert shift.limit is not None
        assert most - room <= shift.limit <= most + room
        assert most - room - Fraction(1, 1000) <= abs(shift.points) <= shift.limit


def test_where_it_differs_is_told() -> None:
    before, after = _rubric(_bands("95%", "85%")), _rubric(_bands("95%", "80%"))
    found = before.diff(after)
    (node,) = found.nodes
    assert node.higher is not None
    told = [InWords(before, after).region(found.both, region).zh for region in node.higher.regions]
    assert told == ["完成率在 (80%, 95%)"]
    assert node.higher.greatest
    assert node.higher.scores == (0, Fraction(10, 3))


def test_a_flag_and_a_choice_are_told_by_their_words() -> None:
    text = "一级指标 结果 10分\n  评分 「考核」\n    {}"
    head = "评价表 试\n满分 10分\n数据\n  考核 ：选项 优 ＞ 良 ＞ 差\n一级指标 结果 10分\n"
    rows = "  评分 考核\n    优 ：10分\n    良 ：{}分\n    差 ：0分\n  扣分 「迟报」 扣{}分\n"
    before, after = perfrules.loads(head + rows.format(8, 1)), perfrules.loads(head + rows.format(9, 1))
    found = before.diff(after)
    assert text  # the facts of both are one
    (node,) = found.nodes
    assert node.status == NEVER_LOWER and node.higher is not None and node.higher.points == 1
    words = InWords(before, after)
    assert [words.region(found.both, region).zh for region in node.higher.regions] == ["考核为良"]


def test_headings_and_the_total_add_up() -> None:
    two = "一级指标 甲 6分\n  评分 支出 ÷ 收入\n    ≥ {}% ：满分\n    ＜ {}% ：0分\n一级指标 乙 4分\n  扣分 次数 每1次 扣{}分\n"
    before, after = _rubric(two.format(90, 90, 1)), _rubric(two.format(80, 80, "0.5"))
    found = before.diff(after)
    assert [node.status for node in found.nodes] == [NEVER_LOWER, NEVER_LOWER]
    assert found.total.status == NEVER_LOWER
    assert found.total.higher is not None and found.total.higher.greatest
    assert found.total.higher.points == 8  # 6 at 80% and 2 at the fourth time
    mixed = before.diff(_rubric(two.format(80, 80, 2)))
    assert [node.status for node in mixed.nodes] == [NEVER_LOWER, NEVER_HIGHER]
    assert mixed.total.status == INCOMPARABLE
    higher, lower = mixed.total.higher, mixed.total.lower
    assert higher is not None and lower is not None
    assert (higher.points, higher.limit) == (6, 6)  # at 80%, and nothing the first time
    assert (lower.points, lower.limit) == (-2, 2)  # the second time, below 80%


def test_added_removed_and_moved() -> None:
    first = _rubric("一级指标 甲 6分\n  扣分 次数 每1次 扣1分\n一级指标 乙 4分\n  满足 「公开」 得4分\n")
    second = _rubric(
        "一级指标 上 6分\n  二级指标 甲 6分\n    扣分 次数 每1次 扣1分\n一级指标 丙 4分\n  满足 「归档」 得4分\n"
    )
    found = first.diff(second)
    statuses = {(node.first, node.second): node.status for node in found.nodes}
    assert statuses == {("甲", "上·甲"): SAME, (None, "上"): ADDED, ("乙", None): REMOVED, (None, "丙"): ADDED}
    assert [node.points for node in found.nodes if node.first is None or node.second is None] == [
        (None, 6),
        (None, 4),
        (4, None),
    ]
    assert found.total.points == (10, 10)
    assert found.total.status == INCOMPARABLE
    assert found.facts == (("乙·公开",), ("丙·归档",))


def test_grades_that_change() -> None:
    body = "一级指标 甲 10分\n  扣分 次数 每1次 扣1分\n等级\n  好 ：≥ {}\n  差 ：＜ {}\n"
    found = _rubric(body.format(8, 8)).diff(_rubric(body.format(7, 7)))
    (change,) = found.grades
    assert (change.first, change.second, change.totals.low, change.totals.high) == ("差", "好", 7, 8)
    assert not found.same and found.total.status == SAME


def test_tables_of_other_points_say_why_they_are_not_compared() -> None:
    text = """评价表 试
满分 {0}分
舍入 各项得分 1位小数
一级指标 产出 {0}分
  明细 产出 分值合计{0}分
    指标   ：名称
    分值   ：分值
    要求   ：目标 默认 ≥
    完成值 ：同 要求
    每行 目标 完成值 对 要求 未达 {1}
"""
    first = perfrules.loads(text.format(10, "按完成比例"))
    (points,) = first.diff(perfrules.loads(text.format(20, "按完成比例"))).nodes
    assert (points.status, points.reason and points.reason.zh) == (
        "not-compared",
        "明细各行的分值合计不同，同一份明细不能两边都用",
    )
    assert first.diff(perfrules.loads(text.format(10, "按完成比例"))).same


BY_TARGET = """评价表 试
满分 10分
舍入 各项得分 1位小数
一级指标 产出 10分
  明细 产出 {0}
    指标   ：名称
{1}    要求   ：目标 默认 ≥
    完成值 ：同 要求
    每行 目标 完成值 对 要求 未达 {2}
"""
BY_RATE = """评价表 试
满分 10分
舍入 各项得分 1位小数
一级指标 项目 10分
  明细 项目表 平均分配
    项目   ：名称
    预算数 ：金额 万元 ＞0
    支出数 ：金额 万元
    公开   ：是否
    每行 评分 {0}
"""
POINTS, EVENLY = ("分值合计10分", "    分值   ：分值\n"), ("平均分配", "")
RATE = BY_RATE.format("支出数 ÷ 预算数\n      ≥ 95% ：满分\n      ＜ 95% ：不得分")
ROW_PAIRS = [
    (BY_TARGET.format(*POINTS, "按完成比例"), BY_TARGET.format(*POINTS, "不得分"), "never-higher"),
    (BY_TARGET.format(*EVENLY, "不得分"), BY_TARGET.format(*EVENLY, "按完成比例"), "never-lower"),
    (BY_TARGET.format(*EVENLY, "按完成比例"), BY_TARGET.format(*EVENLY, "不得分、按完成比例"), "never-higher"),
    (RATE, BY_RATE.format("支出数 ÷ 预算数\n      ≥ 90% ：满分\n      ＜ 90% ：不得分"), "never-lower"),
    (RATE, BY_RATE.format("支出数 ÷ 预算数\n      ＜ 95% ：不得分\n      ≥ 95% ：满分"), "same"),
    (
        RATE,
        BY_RATE.format("支出数 ÷ 预算数\n      [90%, 105%] ：满分\n      ＜ 90% ：不得分\n      ＞ 105% ：不得分"),
        "incomparable",
    ),
    (BY_RATE.format("公开\n      是 ：满分\n      否 ：不得分"), RATE, "incomparable"),
]


@pytest.mark.parametrize(("first", "second", "status"), ROW_PAIRS)
def test_rules_of_rows(first: str, second: str, status: str) -> None:
    """Tables whose rows are scored in two ways: what is told of them holds of every table, and facts show each way."""
    rubrics_ = perfrules.loads(first), perfrules.loads(second)
    difference = difference_of(*rubrics_)
    (node,) = difference.nodes
    assert node.status == status
    for shift, sign in ((node.higher, 1), (node.lower, -1)):
        assert (shift is not None) == (
            status == "incomparable" or status == ("never-lower", "", "never-higher")[1 - sign]
        )
        if shift is not None:
            outcomes = [study_of(rubric).replay(shift.facts, TOTAL) for rubric in rubrics_]
            scores = tuple(outcome.scores[TOTAL] for outcome in outcomes if outcome is not None)
            assert scores == shift.scores and (scores[1] - scores[0]) * sign > 0
    both, rows = difference.both, next(name for name, item in difference.both.inputs.items() if item.kind == "rows")
    tables = both.tables(rows)
    assert len(tables) > 10
    for table in tables:
        one, other = (both.score(mark + node.first, {rows: table}) for mark in (FIRST, SECOND))  # type: ignore[operator]
        assert one is not None and other is not None
        assert (
            status == "incomparable" or (other - one) * {"never-lower": 1, "same": 0, "never-higher": -1}[status] >= 0
        )
        assert status != "same" or one == other


def test_a_fact_of_another_kind_is_not_compared() -> None:
    head = "评价表 试\n满分 10分\n数据\n  考核 ：选项 {}\n一级指标 结果 10分\n  评分 考核\n"
    first = perfrules.loads(head.format("优 ＞ 差") + "    优 ：10分\n    差 ：0分\n")
    second = perfrules.loads(head.format("优 ＞ 良 ＞ 差") + "    优 ：10分\n    良 ：5分\n    差 ：0分\n")
    (node,) = first.diff(second).nodes
    assert node.status == "not-compared" and node.reason is not None


def compared(difference: Difference, trials: int, seed: int) -> tuple[int, list[str]]:
    """How many fact sets were scored by both, and what goes against what was told of a node that differs."""
    both, wrong, tried = difference.both, [], 0
    for node in difference.nodes:
        if node.first is None or node.second is None or node.first not in difference.first.leaves:
            continue
        names = FIRST + node.first, SECOND + node.second
        edges = tuple(dict.fromkeys(edge for name in names for edge in edges_of(both, name)))
        reads = both.reads(names[0]) | both.reads(names[1])
        draws = Draws(both, names[0], seed, edges, reads)
        for _ in range(trials):
            facts = both.facts(draws.draw())
            before, after = (both.score(name, facts) for name in names)
            if before is None or after is None:
                continue
            tried += 1
            by = after - before
            shift = node.higher if by > 0 else node.lower
            if node.status == SAME:
                fits = by == 0
            else:
                limit = None if shift is None else shift.limit
                fits = (
                    by == 0 or node.status == "undecided" or (shift is not None and (limit is None or abs(by) <= limit))
                )
            if not fits:
                wrong.append(f"{node.first} ({node.status}): {facts} gives {by}")
    return tried, wrong


def test_mutants_of_the_shipped_rubrics_differ_as_told() -> None:
    tried = 0
    for name, file in shipped().items():
        text = file.read_text(encoding="utf-8")
        found = list(mutants(text))
        random.Random(5).shuffle(found)
        original = perfrules.load(name)
        for mutant in found[:6]:
            compiled = compile_source(Source("mutant", mutant.text))
            if compiled.failed or compiled.rubric is None:
                continue
            difference = original.diff(from_compiled(compiled))
            changed = [node for node in difference.nodes if node.status != SAME]
            for node in changed:
                for shift in (node.higher, node.lower):
                    assert shift is None or shift.points != 0
            count, wrong = compared(difference, 6, 17)
            assert wrong == []
            tried += count
    assert tried > 500
