"""The functions of a built module: what they compute at the edges of their forms, and that what is known is not tested again."""

from __future__ import annotations

import ast
import inspect
import re
import types
from fractions import Fraction
from typing import Any

import perfrules
from perfrules.building import build

HEAD = """评价表 式
满分 10分
舍入 无
数据
"""


def _built(text: str) -> tuple[Any, Any]:
    rubric = perfrules.loads(HEAD + text)
    found, built = build(rubric.model), types.ModuleType("built")
    assert found.left is None
    exec(compile(found.text, "built", "exec"), built.__dict__)
    return rubric, built


def _agree(text: str, *totals: tuple[dict[str, Any], int | str | Fraction]) -> None:
    """Each fact set comes to its total, by the functions themselves and as the reference has it."""
    rubric, built = _built(text)
    for facts, total in totals:
        known = rubric.score(facts, evaluator="reference")
        values = built._evaluator.values(rubric.read(facts).values)
        assert built._total(values) is not None, f"{facts} is left to the table"
        score = built.score(facts)
        assert score.total == known.total == Fraction(total), facts
        assert list(score.scores.values()) == [node.score for node in known.nodes]
        assert score.grade == known.grade


def _tree(text: str) -> ast.FunctionDef:
    """The function of the total, without its tests of ranges."""
    rubric = perfrules.loads(HEAD + text)
    tree = ast.parse(build(rubric.model).text)
    return next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "_total")


def _branches(text: str) -> int:
    """How often the function of the total asks something."""
    return sum(isinstance(node, (ast.If, ast.IfExp)) for node in ast.walk(_tree(text)))


def test_a_quotient_times_a_figure() -> None:
    text = """  甲 ：数值 [0, 9] 整数
一级指标 一 10分
  公式 ＝ 舍去(甲 × 2 ÷ 3, 0位小数) ＋ 0.5
  得分 ＝ 一 × 1分
"""
    _agree(text, ({"甲": 0}, "0.5"), ({"甲": 2}, "1.5"), ({"甲": 5}, "3.5"), ({"甲": 9}, "6.5"))


def test_a_step_more() -> None:
    text = """  甲 ：数值 [0, 9] 整数
一级指标 一 10分
  得分 ＝ (甲 ＋ 1) × 1分
"""
    _agree(text, ({"甲": 0}, 1), ({"甲": 9}, 10))


def test_a_sum_of_quotients_that_a_guard_stands_before() -> None:
    """It is worked out for all, and by 0 it comes to something that nothing reads."""
    text = """  甲 ：数值 [0, 5] 整数
  乙 ：数值 [0, 5] 整数
  丙 ：数值 [0, 5] 整数
  丁 ：数值 [0, 5] 整数
一级指标 一 5分
  特例 当 乙 ＝ 0 或 丁 ＝ 0 时 满分
  公式 ＝ 四舍五入(甲 ÷ 乙 ＋ 丙 ÷ 丁, 1位小数)
  得分 ＝ 一 × 1分 封顶
一级指标 二 5分
  特例 当 乙 ＝ 0 或 丁 ＝ 0 时 满分
  扣分 一 ＞ 1 扣1分
"""
    sets = ((1, 0, 1, 1), (1, 1, 1, 0), (0, 0, 0, 0), (1, 3, 1, 3), (2, 3, 1, 4))
    given = [dict(zip("甲乙丙丁", values, strict=True)) for values in sets]
    _agree(text, *zip(given, (10, 10, 10, "5.7", "5.9"), strict=True))


def test_nothing_times_a_figure_is_nothing() -> None:
    text = """  甲 ：数值 [0, 9]
一级指标 一 10分
  评分 按序
    当 甲 × 0 ＝ 0 ：满分
    否则 ：0分
"""
    _agree(text, ({"甲": 3}, 10))


def test_a_power_to_some_decimals() -> None:
    """0.0225 and 0.3025 to two decimals, the halves up."""
    text = """  率 ：比率 [0, 1]
一级指标 一 10分
  得分 ＝ 乘方(率, 2, 2位小数) × 满分
"""
    _agree(text, ({"率": "0.15"}, "0.2"), ({"率": "0.55"}, 3), ({"率": "0.05"}, 0), ({"率": 1}, 10))


def test_flags_and_labels_by_bands() -> None:
    """What is otherwise counts; a label may stand on either side."""
    text = """  数 ：数值 [0, 9]
  旗 ：是否
  等 ：选项 上 ＞ 下
一级指标 一 10分
  判定 大户 按 数
    ≥ 5    ：是
    [2, 3] ：否
    否则   ：是
  判定 规模 按 数
    ≥ 5 ：上
    ＜ 5 ：下
  判定 重点 按序
    当 旗 且 数 × 0 ＝ 0 ：是
    否则 ：否
  扣分 大户 扣1分
  扣分 大户 且 重点 扣1.5分
  扣分 上 ＝ 等 扣2分
  扣分 规模 ＝ 等 扣3分
  扣分 重点 扣0.5分
"""
    _agree(
        text,
        ({"数": "2.5", "旗": "否", "等": "上"}, 8),
        ({"数": "2.5", "旗": "是", "等": "下"}, "6.5"),
        ({"数": 4, "旗": "是", "等": "上"}, 5),
        ({"数": 4, "旗": "否", "等": "下"}, 6),
        ({"数": 5, "旗": "否", "等": "下"}, 9),
        ({"数": 5, "旗": "是", "等": "上"}, 2),
    )


ROWS = """  甲 ：数值 [0, 9]
一级指标 一 10分
  明细 表 平均分配
    项目 ：名称
    亏   ：数值 [−5, 0]
    数   ：数值 [−5, 5]
    等   ：选项 上 ＞ 下 可缺 按 下
    每行 评分 等
      上 ：满分
      下 ：满分 × 50%
  扣分 绝对值(合计(表·亏)) ＞ 甲 扣1分
  扣分 最大(四舍五入(表·数, 0位小数)) ＞ 甲 扣2分
  扣分 合计(四舍五入(表·数, 0位小数)) ＞ 甲 扣0.5分
  扣分 最小(表·数) ＜ −甲 扣3分
"""


def test_sums_and_ends_over_rows() -> None:
    """Sums of figures none of which is above 0, and the greatest of whole ones."""
    rows = [{"项目": "一", "亏": -2, "数": "4.4"}, {"项目": "二", "亏": "-2.5", "数": "-2.5", "等": "上"}]
    _agree(
        ROWS,
        ({"甲": 3, "表": rows}, "4.5"),
        ({"甲": "4.5", "表": rows}, "7.5"),
        ({"甲": "4.4", "表": rows}, "6.5"),
        ({"甲": 2, "表": rows}, "1.5"),
        ({"甲": "0.5", "表": rows}, 1),
    )


def test_a_sum_of_whole_figures_is_whole() -> None:
    text = """  甲 ：数值 [0, 9] 整数
一级指标 一 5分
  明细 表 平均分配
    项目 ：名称
    数   ：数值 [0, 5]
    每行 评分 数
      ≥ 1 ：满分
      ＜ 1 ：满分 × 50%
一级指标 二 5分
  得分 ＝ 合计(四舍五入(表·数, 0位小数)) × 1分 封顶
"""
    rows = [{"项目": "一", "数": "1.5"}, {"项目": "二", "数": "0.4"}]
    rubric, built = _built(text)
    facts = {"甲": 1, "表": rows}
    assert built._nodes(built._evaluator.values(rubric.read(facts).values))[-1] == 2
    _agree(text, (facts, "5.75"))


def test_a_goal_in_words_has_no_sign() -> None:
    text = """  甲 ：数值 [0, 9]
一级指标 一 10分
  明细 产出 分值合计10分
    指标   ：名称
    分值   ：分值
    要求   ：目标 默认 ≥
    完成值 ：同 要求
    评定   ：评议
    每行 目标 完成值 对 要求 未达 按完成比例
    每行 文字目标 按 评定
  扣分 甲 ＞ 5 扣1分
"""
    rows = [
        {"指标": "户数", "分值": 6, "要求": "4户", "完成值": "2户"},
        {"指标": "长效", "分值": 4, "要求": "长期", "完成值": "长期", "评定": "3分"},
    ]
    _agree(text, ({"甲": 3, "产出": rows}, 6), ({"甲": 6, "产出": rows}, 5))


GRADED = """  甲 ：数值 [0, 10]
  乙 ：数值 [0, 10]
一级指标 一 10分
  评分 按序
    当 甲 ＞ 3 且 乙 ＞ 3 且 甲 ＜ 9 ：满分
    当 甲 ＞ 2 或 乙 ＞ 3 ：5分
    否则 ：0分
等级
  优 ：≥ 9
  良 ：[5, 9)
  差 ：＜ 5
"""


def test_conditions_and_grades_read_as_they_are_written() -> None:
    """No brackets around what 且 joins, and the last grade is what is left."""
    tree = _tree(GRADED)
    text = build(perfrules.loads(HEAD + GRADED).model).text
    assert "    if 甲 > 3 * 甲_d and 乙 > 3 * 乙_d and 甲 < 9 * 甲_d:\n" in text
    first = next(node for node in tree.body if isinstance(node, ast.If) and "优" in ast.unparse(node))
    (second,) = first.orelse
    assert isinstance(second, ast.If) and "良" in ast.unparse(second.body[0])
    assert [isinstance(last, ast.Assign) and "差" in ast.unparse(last) for last in second.orelse] == [True]
    given = [{"甲": a, "乙": b} for a, b in ((4, 4), (9, 4), (0, 0))]
    _agree(GRADED, *zip(given, (10, 5, 0), strict=True))
    by_order = GRADED.partition("等级")[0] + "等级 按序\n  优 ：当 甲 ＞ 8\n  良 ：当 乙 ＞ 3\n  差 ：否则\n"
    _agree(by_order, *zip(given, (10, 5, 0), strict=True))


def test_what_a_band_says_is_not_tested_again() -> None:
    text = """  率 ：比率 ≥0
一级指标 一 10分
  评分 率
    ≤ 100% ：率 × 满分
    ＞ 100% ：10分
"""
    assert _branches(text) == 1
    _agree(text, ({"率": "50%"}, 5), ({"率": "150%"}, 10))


def test_what_lies_between_two_ends_is_not_brought_there_again() -> None:
    text = """  率 ：数值 [−9, 9]
一级指标 一 10分
  公式 ＝ 率 限于 [0, 1]
  得分 ＝ 一 × 满分 封顶 保底
"""
    assert _branches(text) == 2
    size = text.replace("＝ 一 ×", "＝ 绝对值(一) ×")
    assert ast.dump(_tree(size)) == ast.dump(_tree(text))
    _agree(size, ({"率": -3}, 0), ({"率": "0.25"}, "2.5"), ({"率": 3}, 10))


def test_on_which_side_of_0_a_sum_over_rows_lies_is_known() -> None:
    text = """  甲 ：数值 [0, 9]
一级指标 一 10分
  明细 表 平均分配
    项目 ：名称
    盈   ：数值 [0, 5]
    亏   ：数值 [−5, 0]
    等   ：选项 上 ＞ 下
    每行 评分 等
      上 ：满分
      下 ：满分 × 50%
  扣分 合计(表·盈) ＞ 甲 扣1分
  扣分 合计(表·亏) ＜ −甲 扣2分
"""
    sized = text.replace("合计(表·盈)", "绝对值(合计(表·盈))").replace(
        "合计(表·亏) ＜ −甲", "绝对值(合计(表·亏)) ＞ 甲"
    )
    tree = ast.unparse(_tree(sized))
    assert "abs(" not in tree and "sum(" not in tree
    rows = [{"项目": name, "盈": 2, "亏": -1, "等": "上"} for name in "一二"]
    for each in (text, sized):
        _agree(each, ({"甲": 1, "表": rows}, 7), ({"甲": 2, "表": rows}, 9), ({"甲": 4, "表": rows}, 10))


def test_what_is_not_compiled_is_named_and_scored_by_the_table() -> None:
    """An exponent that is one figure, by its range only."""
    text = """  率 ：比率 [0, 1]
  数 ：数值 [2, 2]
一级指标 一 10分
  得分 ＝ 乘方(率, 数) × 满分
"""
    rubric = perfrules.loads(HEAD + text)
    found, built = build(rubric.model), types.ModuleType("built")
    assert found.left is not None and found.left.what == "乘方"
    assert "乘方还没有编成算式，逐项按评价表算。" in found.text
    exec(compile(found.text, "built", "exec"), built.__dict__)
    assert built.score({"率": "0.5", "数": 2}).total == rubric.score({"率": "0.5", "数": 2}).total == 2.5
    _, whole = _built(text.replace("乘方(率, 数)", "乘方(率, 2)"))
    for name in ("_total", "_nodes", "_whole"):
        assert inspect.signature(getattr(built, name)) == inspect.signature(getattr(whole, name))
    stubs = build(perfrules.loads(HEAD + text.replace("乘方(率, 数)", "乘方(率, 2)")).model).stubs
    assert found.stubs == stubs and "率: Number | None = None" in found.stubs


def test_names_that_a_module_makes_up_are_no_names_of_facts() -> None:
    made_up = ("t_1", "s_2", "s_2d", "v_1", "x_given", "c_1_none", "量_d")
    names = (*made_up, "td", "s_d2", "abc_1")
    facts = "".join(f"  {name} ：数值 [0, 1]\n" for name in names)
    rubric, built = _built(f"{facts}一级指标 一 10分\n  得分 ＝ ({' ＋ '.join(names)}) × 1分\n")
    assert not {*made_up} & built.NAMES.keys()
    assert {"td", "s_d2", "abc_1"} <= built.NAMES.keys()
    given = {name: Fraction(n, 10) for n, name in enumerate(names)}
    assert built.score(given).total == rubric.score(given, evaluator="reference").total == 4.5


def test_made_up_names_say_what_they_hold() -> None:
    """Values, scores, the points that apply, the grade, and what stands between: none of them may be a fact's name."""
    text = """  率 ：比率 [0, 2] 精确到 1%
  甲 ：数值 [0, 9]
  旗 ：是否
一级指标 一 6分
  不适用 当 旗 时 不计入
  评分 率
    ≥ 92.5% ：满分
    [81.5%, 92.5%) ：线性 3分 至 满分
    ＜ 81.5% ：0分
一级指标 二 4分
  判定 每户 按序
    当 旗 ：甲
    否则 ：甲 × 甲 ÷ 3 ＋ 1
  判定 规模 按 率
    ≥ 50% ：大
    ＜ 50% ：小
  不适用 当 甲 ＞ 7 且 率 ＞ 10% 且 率 ＜ 150% 且 甲 ≠ 8.125 且 率 ≠ 20% 时 不计入
  得分 ＝ 每户 × 1分 封顶
  扣分 每户 ＞ 3 扣1分
  扣分 规模 ＝ 小 扣0.5分
  扣分 规模 ＝ 小 且 旗 扣0.5分
等级
  优 ：≥ 9
  差 ：＜ 9
"""
    tree = _tree(text)
    names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    made_up = names - {"率", "甲", "甲_d", "旗"}
    assert all(re.fullmatch(r"[tvsag]_\d+d?", name) for name in made_up), made_up
    said = ast.unparse(tree)
    for what in (
        r"v_\d+ = 2 \* 率",
        r"a_\d+ = 0 if 旗 else 1",
        r"s_\d+ = 22 \+",
        r"g_\d+ = '优'",
        r"v_\d+d = 甲_d",
        r"v_\d+ = 0 if 率 < 50",
        r"a_\d+ = 0\n",
    ):
        assert re.search(what, said), what
    _agree(text, ({"率": "90%", "甲": 3, "旗": "是"}, "7.5"), ({"率": "95%", "甲": 1, "旗": "否"}, Fraction(22, 3)))
