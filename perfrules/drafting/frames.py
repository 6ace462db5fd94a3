"""Drafts without a table: the skeleton of a rubric, and a county's own rubric on a base."""

from __future__ import annotations

from perfrules.api import Rubric
from perfrules.drafting.draft import GRADES, TO_WRITE, Draft, Head

_HASH = 16
"""The characters of a checksum that a derived rubric states."""


def skeleton(head: Head, points: str, lang: str = "zh") -> Draft:
    """A rubric to begin with, in a language: its head, and one of each part of the language's core, in comments."""
    lines = _skeleton_en(head, points) if lang == "en" else _skeleton_zh(head, points)
    return Draft("\n".join(lines) + "\n")


def _skeleton_zh(head: Head, points: str) -> list[str]:
    return [
        f"评价表 {head.title}",
        *([f"  代码 {head.id}"] if head.id else []),
        *([f"  年度 {head.year}"] if head.year else []),
        f"  满分 {points}分",
        f'  依据 "{head.basis}"' if head.basis else f'  # {TO_WRITE}：依据 "文件名称和文号"',
        f"  # {TO_WRITE}：舍入（如：舍入 各项得分 1位小数）；不写就不舍入",
        "",
        "数据",
        f"  # {TO_WRITE}：每行一项，如",
        "  # 预算支出 ：金额 万元",
        "  # 预算收入 ：金额 万元 ＞0",
        "",
        f"# {TO_WRITE}：照印好的表，一级指标、二级指标、三级指标、评分点，名称后面写分值，如",
        "# 一级指标 过程 60分",
        "#   二级指标 预算完成率 40分",
        '#     依据 "表上印着的评分标准"',
        "#     公式 预算完成率 ＝ 预算支出 ÷ 预算收入",
        "#     评分 预算完成率",
        "#       ≥ 95%      ：满分",
        "#       (85%, 95%) ：线性 0分 至 满分",
        "#       ≤ 85%      ：0分",
        "",
        *GRADES,
    ]


def _skeleton_en(head: Head, points: str) -> list[str]:
    return [
        f"rubric {head.title}",
        *([f"  id {head.id}"] if head.id else []),
        *([f"  year {head.year}"] if head.year else []),
        f"  full marks {points} points",
        f'  basis "{head.basis}"' if head.basis else '  # to write: basis "title and number of the document"',
        "  # to write: rounding, such as: round each score to 1 decimal; nothing is rounded unless it says so",
        "",
        "facts",
        "  # to write: a line for each, such as",
        "  # budget_spent: money 万元",
        "  # budget_income: money 万元 > 0",
        "",
        "# to write: as in the printed table, level 1, 2, 3 indicators and criteria with their points, such as",
        "# level 1 indicator Process 60 points",
        "#   level 2 indicator Completion 40 points",
        '#     basis "the printed criterion"',
        "#     formula completion = budget_spent ÷ budget_income",
        "#     score by completion",
        "#       ≥ 95%:      full marks",
        "#       (85%, 95%): linear 0 points to full marks",
        "#       ≤ 85%:      0 points",
        "",
        "# to write: grades, such as",
        "# grades",
        "#   excellent: ≥ 90",
        "#   good:      [80, 90)",
        "#   fair:      [60, 80)",
        "#   poor:      < 60",
    ]


def derived(head: Head, base: Rubric, name: str, lang: str = "zh") -> Draft:
    """A rubric that is a base as it stands, with the edits that a county makes shown in comments."""
    lines = _derived_en(head, base, name) if lang == "en" else _derived_zh(head, base, name)
    return Draft("\n".join(lines) + "\n")


def _derived_en(head: Head, base: Rubric, name: str) -> list[str]:
    leaf = next(iter(base.model.leaves()))
    return [
        f"# Extends {base.title}. What differs is written below.",
        f"# perfrules show FILE prints the whole table as changed, perfrules diff {name} FILE compares the two.",
        f"rubric {head.title}",
        *([f"  id {head.id}"] if head.id else []),
        *([f"  year {head.year}"] if head.year else []),
        f"  extends {name} checksum {base.hash[:_HASH]}",
        f'  basis "{head.basis}"' if head.basis else '  # to write: basis "title and number of the local document"',
        "",
        "# What can be changed, in this order:",
        f"# rename {leaf.name} to a_new_name",
        f"# remove {leaf.name}",
        f"# revise {leaf.name} 10 points, parents follow",
        f"# revise {leaf.name}",
        "#   score by …",
        f"# insert after {leaf.name}, parents follow",
        "#   level 3 indicator a_new_one 5 points",
        "#     award 5 points if 「…」",
    ]


def _derived_zh(head: Head, base: Rubric, name: str) -> list[str]:
    leaf = next(iter(base.model.leaves()))
    return [
        f"# 沿用 {base.title}。要改的写在下面。",
        f"# perfrules show 本文件 印出改好的全表，perfrules diff {name} 本文件 比较两者。",
        f"评价表 {head.title}",
        *([f"  代码 {head.id}"] if head.id else []),
        *([f"  年度 {head.year}"] if head.year else []),
        f"  沿用 {name} 校验码 {base.hash[:_HASH]}",
        f'  依据 "{head.basis}"' if head.basis else f'  # {TO_WRITE}：依据 "本地的文件名称和文号"',
        "",
        "# 各种改法，按这个次序写：",
        f"# 更名 {leaf.name} 为 新的名称",
        f"# 删除 {leaf.name}",
        f"# 修改 {leaf.name} 10分 上级随改",
        f"# 修改 {leaf.name}",
        "#   评分 …",
        f"# 增加 在 {leaf.name} 后",
        "#   三级指标 新的指标 5分",
        "#     满足 「…」 得5分",
    ]
