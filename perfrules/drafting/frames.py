"""Drafts without a table: the skeleton of a rubric, and a county's own rubric on a base."""

from __future__ import annotations

from perfrules.api import Rubric
from perfrules.drafting.draft import GRADES, TO_WRITE, Draft, Head

_HASH = 16
"""The characters of a checksum that a derived rubric states."""


def skeleton(head: Head, points: str) -> Draft:
    """A rubric to begin with: its head, and one of each part of the language's core, in comments."""
    lines = [
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
    return Draft("\n".join(lines) + "\n")


def derived(head: Head, base: Rubric, name: str) -> Draft:
    """A rubric that is a base as it stands, with the edits that a county makes shown in comments."""
    leaf = next(iter(base.model.leaves()))
    lines = [
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
    return Draft("\n".join(lines) + "\n")
