"""Cells of every kind of column mean what they mean one by one, up to the ends of each kind: the score, or what is wrong."""

from __future__ import annotations

import warnings
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pytest

import perfrules
from perfrules.api import DataError, Rubric

TEXT = """评价表 格
满分 20分
舍入 无
数据
  款   ：金额 万元
  元款 ：金额 元 可负 精确到 1元
  数   ：计数 处
  缺数 ：计数 人 可缺 按 3人
  率   ：比率 [−1, 2]
  步   ：数值 [0, 10] 步长 0.5
  旗   ：是否
  缺旗 ：是否 可缺 按 是
  等   ：选项 甲 ＞ 乙 又称 二
  日   ：日期
  话   ：文本 可缺
一级指标 项 10分
  得分 ＝ 最小(款 ÷ 1万元, 元款 ÷ 1元, 数 ÷ 1处, 缺数 ÷ 1人, 率, 步) × 1分 封顶 保底
一级指标 别 10分
  扣分 旗 扣1分
  扣分 缺旗 扣2分
  扣分 等 ＝ 甲 扣3分
  扣分 日 ＞ 2022-01-01 扣1分
  扣分 话 缺失 扣0.5分
"""
PLAIN: dict[str, Any] = {"款": "10", "元款": "10", "数": "10", "缺数": "10", "率": "2", "步": "10"}
PLAIN |= {"旗": "否", "缺旗": "否", "等": "乙", "日": "2020-01-01", "话": "有"}
NAMES = list(PLAIN)
WHOLE = [0, 1, 2, 3, 127]
FIGURES = (
    *(
        "0",
        "1",
        "2.5",
        " 3 ",
        "",
        None,
        "-1",
        "−1",
        "+2",
        "1e3",
        "1,000",
        "50%",
        "5万元",
        "5元",
        "5 万元",
        "3处",
        "3人",
    ),
    *("3个", "９", "9999999999999999999"),
)
OTHERS = ("是", "否", "TRUE", "甲", "乙", "二", "丙", "2022-06-16", "2022年6月16日", "20220616")
COLUMNS: dict[str, pa.Array] = {
    "int8": pa.array([*WHOLE, -1, -128], pa.int8()),
    "uint8": pa.array([*WHOLE, 255], pa.uint8()),
    "int16": pa.array([*WHOLE, -(2**15), 2**15 - 1], pa.int16()),
    "uint16": pa.array([*WHOLE, 2**16 - 1], pa.uint16()),
    "int32": pa.array([*WHOLE, None, -(2**31), 2**31 - 1], pa.int32()),
    "int64": pa.array([*WHOLE, -(2**63), 2**63 - 1, 10**13, 10**9, 2**53 + 1], pa.int64()),
    "uint64": pa.array([*WHOLE, None, 2**64 - 1, 2**63, 10**13 - 1], pa.uint64()),
    "float64": pa.array(
        [*map(float, WHOLE), 0.5, 1.5, -1.0, 0.1, 0.1 + 0.2, 1e15, 1e300, 5e-324, 2.0**53, -0.0, float("nan"), float("inf")]
    ),
    "decimal": pa.array([Decimal(t) for t in ("0", "1.5", "2.00", "-1", "9.99", "99999.99")] + [None], pa.decimal128(9, 2)),
    "fine decimal": pa.array([Decimal("0.00000001"), Decimal(2), Decimal("3.5")], pa.decimal128(38, 8)),
    "negative scale": pa.array([Decimal("100"), Decimal("0")], pa.decimal128(5, -2)),
    "decimal256": pa.array([Decimal("1.5"), Decimal("1E+40")], pa.decimal256(60, 2)),
    "text": pa.array([*FIGURES, *OTHERS]),
    "large text": pa.array(["1", "是", "甲", "2022-06-16", None, "x"], pa.large_string()),
    "dictionary": pa.array(["1", "是", "甲", "2022-06-16", None, "是", "1"]).dictionary_encode(),
    "truth": pa.array([True, False, None]),
    "date32": pa.array([date(2022, 6, 16), date(2020, 2, 29), date(1, 1, 1), date(9999, 12, 31), None]),
    "date64": pa.array([date(2022, 6, 16), None], pa.date64()),
    "nothing": pa.nulls(3),
}  # fmt: skip


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return perfrules.loads(TEXT)


def _one(rubric: Rubric, facts: dict[str, Any]) -> Any:
    try:
        return rubric.score(facts, evaluator="reference").total
    except DataError as error:
        return [(d.args.get("name"), d.kind.code) for d in error.diagnostics]


@pytest.mark.parametrize("kind", COLUMNS)
def test_cells_of_a_column(kind: str, rubric: Rubric) -> None:
    cells = COLUMNS[kind]
    wrong = []
    for name in NAMES:
        table = {other: [cell] * len(cells) for other, cell in PLAIN.items()} | {name: cells}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that rows are scored one by one
            found = rubric.score_table(table, errors="collect", backend="numpy").to_pylist()
        for row, cell in zip(found, cells.to_pylist(), strict=True):
            told = [(e["fact"], e["code"]) for e in row["errors"]]
            expected = _one(rubric, {**PLAIN, name: cell})
            if (told or (row["total"] and Fraction(row["total"]))) != expected:
                wrong.append((name, cell, told or row["total"], expected))
    assert wrong == []
