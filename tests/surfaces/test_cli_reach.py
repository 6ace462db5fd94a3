"""reach: what would have to change, and what is said where nothing will do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

RUBRIC = """评价表 完成率
  代码 wan-cheng
  满分 10分
  舍入 各项得分 1位小数
数据
  支出 ：金额 万元
  收入 ：金额 万元 ＞0
一级指标 完成率 6分
  公式 完成率 ＝ 支出 ÷ 收入
  评分 完成率
    ≥ 95%      ：满分
    (85%, 95%) ：线性 0分 至 满分
    ≤ 85%      ：0分
一级指标 管理 4分
  扣分 「账目错误」 每1处 扣1.5分
等级
  好 ：≥ 8
  中 ：[4, 8)
  差 ：＜ 4
"""


@pytest.fixture
def written(folder: Path) -> Path:
    (folder / "wan.rubric").write_text(RUBRIC, encoding="utf-8")
    facts = {"支出": "90万元", "收入": "100万元", "账目错误": "1处"}
    (folder / "facts.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    return folder


def test_a_grade(perfrules: Run, written: Path) -> None:
    found = perfrules("reach", "wan.rubric", "facts.json", "--grade", "好")
    assert (found.code, found.err) == (0, "")
    # 8 wants 5.5 of the 6 points, 5.45 before they are rounded: 94.08333…% of 100万元; 90万元 is that of 95.65987…万元.
    assert found.out.splitlines() == [
        "现在5.5分 中；要到好。",
        "单改一项，至少改到：",
        "  支出：90万元 → 94.083334万元（8分 好）",
        "  收入：100万元 → 95.659875万元（8分 好）",
        "单改这些，改到多少都不行（1项）：账目错误",
    ]


def test_a_score_of_one_fact_in_english(perfrules: Run, written: Path) -> None:
    found = perfrules("--lang", "en", "reach", "wan.rubric", "facts.json", "--score", "7", "--change", "账目错误")
    assert found.code == 0
    assert "账目错误：1处 → 0处 (7 points 中)" in found.out


def test_nothing_will_do(perfrules: Run, written: Path) -> None:
    found = perfrules("reach", "wan.rubric", "facts.json", "--score", "9.5")
    assert found.code == 1
    assert "单改这些，改到多少都不行（3项）：支出、收入、账目错误" in found.out


def test_reached_already(perfrules: Run, written: Path) -> None:
    found = perfrules("reach", "wan.rubric", "facts.json", "--grade", "差")
    assert found.code == 0 and "已经到了" in found.out


def test_several_facts_together(perfrules: Run, written: Path) -> None:
    both = ("--change", "支出", "--change", "账目错误", "--smt")
    found = perfrules("reach", "wan.rubric", "facts.json", "--score", "9.5", *both)
    assert (found.code, found.err) == (0, "")
    assert "  账目错误：1处 → 0处" in found.out and "求解器判定再小就不够" in found.out
    data = perfrules("reach", "wan.rubric", "facts.json", "--score", "9.5", *both, "--format", "json").json
    assert (data["method"], data["least"], data["total"]) == ("solver", True, "9.5")
    never = perfrules("reach", "wan.rubric", "facts.json", "--score", "11", *both)
    assert never.code == 1 and "怎么改都不行（求解器的结论）" in never.out
    one = perfrules("reach", "wan.rubric", "facts.json", "--score", "9.5", "--change", "支出", "--smt")
    assert one.code == 2 and "至少两项" in one.err


def test_as_data(perfrules: Run, written: Path) -> None:
    data = perfrules("reach", "wan.rubric", "facts.json", "--grade", "好", "--format", "json").json
    assert (data["total"], data["grade"], data["reached"]) == ("5.5", "中", False)
    spent, _, errors = data["changes"]
    assert spent == {
        "fact": "支出",
        "before": "90万元",
        "after": "94.083334万元",
        "least": True,
        "impossible": False,
        "total": "8",
        "grade": "好",
    }
    assert errors["impossible"] is True and errors["after"] is None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "要写 --grade 或 --score"),
        (("--grade", "好", "--score", "9"), "要写 --grade 或 --score"),
        (("--grade", "优"), "没有等级「优」（有：好、中、差）"),
        (("--score", "九"), "「九」不是分数"),
        (("--score", "9", "--change", "帐目错误"), "没有数据「帐目错误」，是不是要写「账目错误」？"),
    ],
)
def test_what_cannot_be_asked(perfrules: Run, written: Path, arguments: tuple[str, ...], words: str) -> None:
    found = perfrules("reach", "wan.rubric", "facts.json", *arguments)
    assert found.code == 2 and words in found.err
