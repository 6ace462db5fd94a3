"""Cells of every kind of column mean what they mean one by one, up to the ends of each kind: the score, or what is wrong."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import polars
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
    "runs": pa.RunEndEncodedArray.from_arrays([2, 3], ["1", "甲"]),
    "text views": pa.array(["1", "甲", None], pa.string_view()),
    "bytes": pa.array([b"1", None]),
    "truth bytes": pa.ExtensionArray.from_storage(pa.bool8(), pa.array([1, 0, None], pa.int8())),
    "json": pa.ExtensionArray.from_storage(pa.json_(), pa.array(["1", '"x"', None])),
    "lists": pa.array([[1], None]),
}  # fmt: skip
for _name in ("decimal32", "decimal64"):  # not of every version
    if hasattr(pa, _name):
        COLUMNS[_name] = pa.array([Decimal("1.5"), Decimal("2.00"), None], getattr(pa, _name)(9, 2))


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


HOLDERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "numpy": dict,
    "numbers one by one": lambda columns: {name: list(column) for name, column in columns.items()},
    "objects": lambda columns: {name: np.array([*column, None], object)[:-1] for name, column in columns.items()},
    "Arrow": pa.table,
    "dictionaries of Arrow": lambda columns: {name: pa.array(c).dictionary_encode() for name, c in columns.items()},
    "polars": polars.DataFrame,
}


@pytest.mark.parametrize("kind", [np.float16, np.float32])
@pytest.mark.parametrize("holder", HOLDERS)
def test_a_float_of_any_width_is_its_shortest_text(kind: Any, holder: str) -> None:
    """0.95 of 32 bits is a little less than 0.95: read as a float of 64 bits it would miss the row."""
    rubric = perfrules.loads(
        "评价表 率\n满分 10分\n数据\n  率 ：比率\n  量 ：金额 万元\n  数 ：计数 处\n一级指标 甲 10分\n  评分 率\n"
        "    ≥ 95% ：满分\n    ＜ 95% ：0分\n  扣分 量 ＞ 5万元 扣1分\n  扣分 数 ＞ 5处 扣2分\n"
    )
    columns = {"率": np.array([0.95, 0.95, 0.9]), "量": np.array([5.1, 123.4, 0.1]), "数": np.array([6, 0, 6])}
    if kind is np.float16 and holder == "polars":
        pytest.skip("it has none")
    table = HOLDERS[holder]({name: column.astype(kind) for name, column in columns.items()})
    # A row with many digits is read by itself, all of it.
    found = rubric.score_table(table, errors="collect", backend="numpy").to_pylist()
    assert [row["errors"] for row in found] == [[], [], []]
    assert [int(row["total"]) for row in found] == [7, 9, 0]


def test_a_column_that_holds_no_figures_is_told_cell_by_cell(rubric: Rubric) -> None:
    """What Arrow cannot hold, as one subject is told of it."""
    for cells in (np.array([2.5], np.longdouble), np.array([1j]), [object()]):
        (told,) = rubric.score_table({**{n: [c] for n, c in PLAIN.items()}, "率": cells}, errors="collect").to_pylist()
        assert [(e["fact"], e["code"]) for e in told["errors"]] == _one(rubric, {**PLAIN, "率": cells[0]})


def test_a_float_of_any_width_within_a_row() -> None:
    rubric = perfrules.loads(
        "评价表 试\n满分 10分\n一级指标 产出 10分\n  明细 产出 分值合计10分\n    名称 ：名称\n    分值 ：分值\n"
        "    完成 ：比率\n  每行 评分 完成\n    ≥ 95% ：满分\n    ＜ 95% ：0分\n"
    )
    row = pa.struct({"名称": pa.string(), "分值": pa.float16(), "完成": pa.float32()})
    given = [
        {"名称": "甲", "分值": np.float16(9.9), "完成": 0.95},
        {"名称": "乙", "分值": np.float16(0.1), "完成": 0.9},
    ]
    for type_ in (pa.list_(row), pa.large_list(row), pa.list_(row, 2)):
        assert rubric.score_table(pa.table({"产出": pa.array([given], type_)}))["total"].to_pylist() == ["9.9"]


def test_cells_under_a_unit(rubric: Rubric) -> None:
    """A figure has the unit of the heading; yes and no are told as they are said."""
    table: dict[str, Any] = {name: [cell] * 3 for name, cell in PLAIN.items() if name != "款"}
    found = rubric.score_table({**table, "款（元）": np.array([0.1, 95000, 1e5], np.float32)}, errors="collect")
    assert [row["errors"] for row in found.to_pylist()] == [[], [], []]
    for yes in ([True] * 3, np.array([True] * 3), pa.array([True] * 3)):
        (told, _, _) = rubric.score_table({**table, "款（元）": yes}, errors="collect")["errors"].to_pylist()
        with pytest.raises(DataError) as alone:
            rubric.score({**PLAIN, "款": True})
        assert [item["reason"] for item in told] == [d.message("zh") for d in alone.value.diagnostics]


@pytest.mark.parametrize(
    "reasons", [[1, 2], np.array([1, 2]), np.array([1.5, 2]), pa.array(["a", "b"]).dictionary_encode()]
)
def test_reasons_in_columns_of_any_kind(reasons: Any) -> None:
    rubric = perfrules.loads("评价表 判\n满分 10分\n一级指标 甲 10分\n  评议 0分至10分 须说明\n")
    assert rubric.score_table({"甲": [5, 6], "甲·理由": reasons})["total"].to_pylist() == ["5", "6"]
