"""Tables of subjects: whatever holds them, every row scores as it does alone."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from pyarrow import csv, parquet

import perfrules
from perfrules.columns import RowByRow, TableError
from perfrules.columns.sources import batches
from perfrules.spark import scoring
from tests.support.tables import Tried, compare, same, score

TEXT = """评价表 小表
  代码 small
  满分 20分
  舍入 各项得分 1位小数
数据
  预算 ：金额 万元 ＞0
  支出 ：金额 万元
  考核 ：选项 优 ＞ 良 ＞ 差
  日期 ：日期 可缺
一级指标 执行 10分
  公式 率 ＝ 支出 ÷ 预算
  评分 率
    ≥ 95%      ：满分
    (85%, 95%) ：线性 0分 至 满分
    ≤ 85%      ：0分
一级指标 管理 10分
  特例 当 「有重大问题」 时 0分
  评分 考核
    优 ：10分
    良 ：8分
    差 ：0分
  扣分 「差错」 每1处 扣0.5分
等级
  好 ：≥ 15
  差 ：＜ 15
"""
ROWS: dict[str, list[Any]] = {
    "单位": ["甲", "乙", "丙"],
    "预算": ["1000", "300", "3642.94"],
    "支出": ["950", "270.01", "3296.75"],
    "考核": ["优", "良", "差"],
    "有重大问题": [False, False, True],
    "差错": [1, 0, None],
}
TOTALS = [Decimal("19.5"), Decimal("13.0"), Decimal("5.5")]


@pytest.fixture(scope="module")
def rubric() -> perfrules.Rubric:
    return perfrules.loads(TEXT)


def arrow() -> pa.Table:
    return pa.table(ROWS)


def decimals() -> pa.Table:
    figures = {name: pa.array(map(Decimal, ROWS[name]), pa.decimal128(20, 4)) for name in ("预算", "支出")}
    return pa.table({**ROWS, **figures})


def file(write: Callable[[pa.Table, Path], None], name: str) -> Callable[[Path], str]:
    def made(folder: Path) -> str:
        write(arrow(), folder / name)
        return str(folder / name)

    return made


def ipc(table: pa.Table, path: Path) -> None:
    with pa.ipc.new_file(path, table.schema) as writer:
        writer.write_table(table)


SOURCES: dict[str, Callable[[Path], Any]] = {
    "arrow": lambda _: arrow(),
    "reader": lambda _: arrow().to_reader(),
    "decimals": lambda _: decimals(),
    "float": lambda _: pa.table({**ROWS, "预算": [1000.0, 300.0, 3642.94], "支出": [950.0, 270.01, 3296.75]}),
    "polars": lambda _: pl.DataFrame(ROWS),
    "polars categories": lambda _: pl.DataFrame(ROWS).with_columns(pl.col("考核").cast(pl.Categorical)),
    "duckdb": lambda _: duckdb.sql("SELECT * FROM t", connection=_duck()),
    "dict": lambda _: ROWS | {"预算": np.array([1000, 300, 3642.94]), "有重大问题": np.array([False, False, True])},
    "batches": lambda _: (arrow().slice(i, 1).to_batches()[0] for i in range(3)),
    "parquet": file(parquet.write_table, "a.parquet"),
    "csv": file(csv.write_csv, "a.csv"),
    "ipc": file(ipc, "a.arrow"),
}


def _duck() -> Any:
    connection = duckdb.connect()
    connection.register("t", arrow())
    return connection


@pytest.mark.parametrize("name", SOURCES)
def test_whatever_holds_the_table(rubric: perfrules.Rubric, tmp_path: Path, name: str) -> None:
    found = rubric.score_table(SOURCES[name](tmp_path), ["执行", "管理.score"], keep=["单位"])
    assert found["单位"].to_pylist() == ROWS["单位"]
    assert found["total"].to_pylist() == TOTALS
    assert found["grade"].to_pylist() == ["好", "差", "差"]
    assert found["执行.score"].to_pylist() == [Decimal("10.0"), Decimal("5.0"), Decimal("5.5")]
    assert found["管理.score"].to_pylist() == [Decimal("9.5"), Decimal("8.0"), Decimal("0.0")]
    assert found["执行.value"][0].as_py() == 0.95
    assert found["执行.reason"].to_pylist() == ["scored"] * 3


def test_one_table_after_another() -> None:
    """What a rubric keeps of one table changes nothing about the next: other columns, other figures, another way."""
    kept, first = perfrules.loads(TEXT), arrow()
    large = first.set_column(2, "支出", pa.array(["950", "5000000", "3296.75"]))
    ways: list[dict[str, Any]] = [{}, {"nodes": ["执行"]}, {"errors": "collect"}, {"backend": "numpy"}, {"threads": 2}]
    for table in (first, large, first.slice(2, 1), first):
        for way in ways:
            assert kept.score_table(table, keep=["单位"], **way) == perfrules.loads(TEXT).score_table(
                table, keep=["单位"], **way
            )
    with pytest.raises(perfrules.DataError):
        kept.score_table(first.drop_columns(["预算"]), keep=["单位"])
    assert kept.score_table(first, keep=["单位"])["total"].to_pylist() == TOTALS


def test_tables_at_the_same_time(rubric: perfrules.Rubric) -> None:
    def totals(number: int) -> Any:
        spent = [str(number * 100 + place) for place in range(50)]
        table = {
            "预算": ["1000"] * 50,
            "支出": spent,
            "考核": ["优"] * 50,
            "有重大问题": [False] * 50,
            "差错": [0] * 50,
        }
        return rubric.score_table(table)["total"].to_pylist()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(totals, range(12))) == [totals(number) for number in range(12)]


def test_a_result_goes_where_arrow_goes(rubric: perfrules.Rubric) -> None:
    found = rubric.score_table(arrow(), keep=["单位"])
    assert pl.DataFrame(found).filter(pl.col("grade") == "好")["单位"].to_list() == ["甲"]
    assert duckdb.sql("SELECT sum(total) FROM found").fetchall() == [(Decimal("38.0"),)]


def test_inside_polars(rubric: perfrules.Rubric) -> None:
    def scored(frame: pl.DataFrame) -> pl.DataFrame:
        return pl.DataFrame(rubric.score_table(frame, keep=["单位"]))

    schema = {"单位": pl.String, "total": pl.Decimal(18, 1), "grade": pl.Categorical, "status": pl.Categorical}
    found = pl.LazyFrame(ROWS).map_batches(scored, schema=schema).collect()
    assert found["total"].to_list() == TOTALS


def test_bad_rows_are_told_and_the_others_scored(rubric: perfrules.Rubric) -> None:
    columns = ROWS | {"支出": ["950", "说不清", "-1"], "考核": ["优", "一般", None], "有重大问题": [None, False, False]}
    found = rubric.score_table(columns, keep=["单位"], errors="collect").to_pylist()
    assert [row["status"] for row in found] == ["error"] * 3
    assert [[(e["fact"], e["code"]) for e in row["errors"]] for row in found] == [
        [("管理·有重大问题", "PR601")],
        [("支出", "PR605"), ("考核", "PR609")],
        [("支出", "PR607"), ("考核", "PR601"), ("管理·差错", "PR601")],
    ]
    assert found[1]["errors"][1]["reason"] == "「考核」没有选项「一般」"
    assert (found[0]["total"], found[0]["grade"]) == (None, None)
    with pytest.raises(perfrules.DataError, match="第 2 行") as error:
        rubric.score_table(columns | {"有重大问题": [False] * 3}, keep=["单位"])
    assert [item.kind.name for item in error.value.diagnostics] == ["not-a-number", "unknown-choice"]


@pytest.mark.parametrize(
    ("table", "keep", "name"),
    [
        (3, [], "not-a-table"),
        ([3], [], "not-a-table"),
        (ROWS, [], "unknown-column"),
        (ROWS, ["编号", "单位"], "no-such-column"),
        (ROWS | {"差错": [1]}, ["单位"], "columns-differ"),
        (ROWS | {"管理·差错": [1, 2, 3]}, ["单位"], "column-twice"),
        (ROWS | {"差错": "三"}, ["单位"], "not-a-column"),
        ("nowhere.parquet", [], "table-unreadable"),
        ("a.doc", [], "table-kind"),
    ],
)
def test_what_is_no_table(rubric: perfrules.Rubric, table: Any, keep: list[str], name: str) -> None:
    with pytest.raises(TableError) as error:
        rubric.score_table(table, keep=keep)
    assert error.value.diagnostics[0].kind.name == name


def test_one_name_is_no_list_of_letters(rubric: perfrules.Rubric) -> None:
    for nodes, others in (("执行", ["执行"]), ("all", ["all"])):
        found = rubric.score_table(arrow(), nodes, keep="单位")
        assert found.equals(rubric.score_table(arrow(), others, keep=["单位"]))
        (sent,) = scoring(rubric, nodes, keep="单位")([arrow()])
        assert sent.schema.names == found.schema.names


def test_an_unknown_heading(rubric: perfrules.Rubric) -> None:
    with pytest.raises(TableError) as error:
        rubric.score_table(ROWS, ["执形"], keep=["单位"])
    assert error.value.diagnostics[0].kind.name == "no-such-heading"


def test_a_file_that_was_cut_short(rubric: perfrules.Rubric, tmp_path: Path) -> None:
    for name in ("parquet", "ipc"):
        path = Path(SOURCES[name](tmp_path))
        path.write_bytes(path.read_bytes()[:-20])
        with pytest.raises(TableError) as error:
            rubric.score_table(path, keep=["单位"])
        assert error.value.diagnostics[0].kind.name == "table-unreadable"


@pytest.mark.parametrize("row_group", [100_000, 3_000_000])
def test_a_file_is_not_kept_in_memory(tmp_path: Path, row_group: int) -> None:
    """Of 24 MB that cannot be packed no more is held at once than some batches of them."""
    numbers = np.random.default_rng(1).integers(0, 2**62, 3_000_000)
    parquet.write_table(pa.table({"号": numbers}), tmp_path / "a.parquet", row_group_size=row_group)
    del numbers
    before = most = pa.total_allocated_bytes()
    rows = 0
    for batch in batches(tmp_path / "a.parquet"):
        rows += batch.rows
        most = max(most, pa.total_allocated_bytes())
    assert rows == 3_000_000
    assert most - before < 8_000_000


def test_units_in_headings_and_figures(rubric: perfrules.Rubric) -> None:
    columns = {name: cells for name, cells in ROWS.items() if name not in ("预算", "支出", "单位")}
    columns |= {"预算（元）": [10_000_000, 3_000_000, 36_429_400], "支出": ["950万元", "2700100元", "3296.75 万元"]}
    assert rubric.score_table(columns)["total"].to_pylist() == TOTALS


def test_whole_steps(rubric: perfrules.Rubric) -> None:
    columns = {name: cells for name, cells in ROWS.items() if name not in ("预算", "支出", "单位")}
    figures = {"预算": [1_000_000_000, 300_000_000, 3_642_940_000], "支出": [950_000_000, 270_010_000, 3_296_750_000]}
    columns |= {name: np.array(cells) for name, cells in figures.items()}
    assert rubric.score_table(columns, on_grid=True)["total"].to_pylist() == TOTALS
    # One 分 below 95%: what is not plain goes the same way.
    columns["支出"][0] -= 1
    columns["差错"] = ["一", 0, 0]
    found = rubric.score_table(columns, ["执行.score"], on_grid=True, errors="collect")
    assert found["status"].to_pylist() == ["error", "scored", "scored"]


def test_a_float_is_its_shortest_text(rubric: perfrules.Rubric) -> None:
    """0.1 + 0.2 is no figure of one decimal, and 1.1 万元 is 1.1 万元 although no float is."""
    columns = ROWS | {"预算": np.array([1.1, 0.1 + 0.2, 1e300]), "支出": np.array([1.045, 0.3, np.inf])}
    found = rubric.score_table(columns, ["执行.score"], keep=["单位"], errors="collect").to_pylist()
    assert found[0]["执行.score"] == Decimal("10.0")
    assert [[e["code"] for e in row["errors"]] for row in found[1:]] == [["PR608"], ["PR619", "PR618"]]


def test_single_precision(rubric: perfrules.Rubric) -> None:
    columns = ROWS | {"预算": np.array([1.1, 2.2, 3.3], np.float32), "支出": np.array([1.045, 2.09, 3.135], np.float32)}
    assert rubric.score_table(columns, ["执行.score"], keep=["单位"])["执行.score"].to_pylist() == [10, 10, 10]


BIG = """评价表 大数
  满分 20分
数据
  甲 ：金额 元 ＞0
  乙 ：金额 元
  丙 ：计数 人
一级指标 积 10分
  评分
    当 甲 ÷ 1元 × 乙 ≥ 100亿元 × 丙 ÷ 1人 ：满分
    否则 ：0分
一级指标 商 10分
  公式 率 ＝ 乙 ÷ 甲
  得分 ＝ 率 × 满分 封顶
"""


def many_sizes(rubric: perfrules.Rubric) -> list[Tried]:
    """Amounts from one 分 to nearly a thousand 亿, with every other of them."""
    amounts = ["0.01", "3", "99999999999.99", "12345678.91"]
    given: list[dict[str, Any]] = [{"甲": Fraction(3), "乙": Fraction(1), "丙": Fraction(1)}]
    given += [
        {"甲": Fraction(a), "乙": Fraction(b), "丙": Fraction(c)}
        for a in amounts
        for b in ("0", *amounts)
        for c in (0, 1, 10**12, int(Fraction(a) * Fraction(b)))
    ]
    return [score(rubric, row) for row in given]


def test_figures_that_leave_64_bits() -> None:
    """Products of amounts are compared exactly, and unrounded totals are told exactly."""
    rubric = perfrules.loads(BIG)
    assert "10/3" in compare(rubric, many_sizes(rubric))["商.score"].to_pylist()


TIES = """评价表 半步
  满分 20分
  舍入 各项得分 1位小数
数据
  甲 ：金额 元 [0元, {most}元]
  乙 ：金额 元 [0.01元, {most}元]
一级指标 商 10分
  公式 率 ＝ 甲 ÷ 乙
  得分 ＝ 率 × 满分 封顶
一级指标 差 10分
  公式 差率 ＝ （甲 － 乙） ÷ 乙
  评分 差率
    ≥ 10%       ：满分
    (-10%, 10%) ：线性 0分 至 满分
    ≤ -10%      ：0分
"""


def ties(most: int) -> tuple[perfrules.Rubric, list[Tried]]:
    """Amounts whose scores lie halfway between two decimals, and those one 分 beside, up to a greatest amount."""
    rubric = perfrules.loads(TIES.format(most=most))
    given = []
    for below in (most * 100, most * 100 - 1, most * 50 + 1, 199, 7):
        for halves in (1, 99, 197, 199):
            at = below * halves // 200
            for above in (at, at + 1, at + below - below // 10, below):
                if above <= most * 100:
                    given.append({"甲": Fraction(above, 100), "乙": Fraction(below, 100)})
    return rubric, [score(rubric, row) for row in given]


@pytest.mark.parametrize("most", [10**digits for digits in range(2, 16)])
def test_halfway_between_two_scores(most: int) -> None:
    """Whatever carries the quotient, from small whole numbers to those that leave float64 and 64 bits."""
    rubric, tried = ties(most)
    assert len(tried) > 40
    compare(rubric, tried)


def test_threads_and_batches_change_nothing(rubric: perfrules.Rubric) -> None:
    many = pa.concat_tables([arrow()] * 9000)
    whole = rubric.score_table(many, ["执行"], keep=["单位"])
    assert whole.equals(rubric.score_table(many, ["执行"], keep=["单位"], threads=2))
    one = rubric.score_table(many.combine_chunks(), ["执行"], keep=["单位"], threads=2)
    assert whole.to_pydict() == one.to_pydict()
    assert whole["total"].to_pylist() == TOTALS * 9000


def test_reasons_and_levels_beside_a_column() -> None:
    text = (
        "评价表 试\n满分 20分\n评议尺度 三档\n  好 ：[80%, 100%]\n  差 ：[0%, 60%]\n一级指标 甲 10分\n  评议 按 三档\n"
        "一级指标 乙 10分\n  评议 0分至10分 须说明\n"
    )
    rubric = perfrules.loads(text)
    columns = {
        "甲": ["90%", "50%", "50%"],
        "甲·档": ["好", "差", "好"],
        "乙": [8, 7.5, 6],
        "乙·理由": ["齐", " ", None],
    }
    found = rubric.score_table(columns, errors="collect").to_pylist()
    assert Fraction(found[0]["total"]) == 17
    assert [[e["fact"] for e in row["errors"]] for row in found] == [[], ["乙"], ["甲", "乙"]]


def test_no_rows(rubric: perfrules.Rubric) -> None:
    found = rubric.score_table(arrow().slice(0, 0), ["执行"], keep=["单位"])
    assert found.num_rows == 0
    assert found.schema.equals(rubric.score_table(arrow(), ["执行"], keep=["单位"]).schema)


def test_rows_within_a_row() -> None:
    """明细 as a list of structs."""
    text = (
        "评价表 试\n满分 10分\n一级指标 产出 10分\n  明细 产出 分值合计10分\n    名称 ：名称\n    分值 ：分值\n"
        "    要求 ：目标 默认 ≥\n    完成 ：同 要求\n  每行 目标 完成 对 要求 未达 按完成比例\n"
    )
    rubric = perfrules.loads(text)
    lines = [
        [
            {"名称": "a", "分值": 4, "要求": "≥10件", "完成": "5件"},
            {"名称": "b", "分值": 6, "要求": "≥90%", "完成": "95%"},
        ],
        [{"名称": "a", "分值": 4, "要求": "≥10件", "完成": "5件"}],
    ]
    found = rubric.score_table(pa.table({"产出": lines}), errors="collect").to_pylist()
    assert found[0]["total"] == str(score(rubric, {"产出": lines[0]}).result.total) == "8"  # type: ignore[union-attr]
    assert [row["status"] for row in found] == ["scored", "error"]
    assert found[1]["errors"]


WRITTEN = """评价表 试
满分 20分
数据
  倍数 ：数值 ≥0
  满意率 ：比率 ≥0 精确到 0.1%
一级指标 倍数 10分
  评分 倍数
    ≥ 5 ：满分
    ＜ 5 ：0分
一级指标 满意 10分
  得分 ＝ 满意率 × 满分 封顶
"""


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        # Millionths of these pass 2**64 by less than 5.
        ("倍数", ["18446744073710", "18446744073709.551617", "4.999999", "5", "500%", "499.9999%", "-1", "1e3"]),
        ("满意率", ["85.5%", "85.55%", "0.855", "100%", "-1%", "1000%", "1844674407370955171%", " 85%", "％", ""]),
    ],
)
def test_figures_as_text(column: str, cells: list[str]) -> None:
    rubric = perfrules.loads(WRITTEN)
    row = {"倍数": "5", "满意率": "50%"}
    tried = [score(rubric, row | {column: cell}) for cell in cells]
    table = pa.table({name: [cell] * len(cells) if name != column else cells for name, cell in row.items()})
    found = rubric.score_table(table, ["all"], errors="collect").to_pylist()
    for cells_of_row, item in zip(found, tried, strict=True):
        same(cells_of_row, item)


def test_percent_in_a_column_of_text_is_plain() -> None:
    """No warning says that rows were scored one by one."""
    table = pa.table({"倍数": ["5"] * 1500, "满意率": ["85.5%", "0.5", "7%"] * 500})
    found = perfrules.loads(WRITTEN).score_table(table)["total"]
    assert [Fraction(total) for total in found.to_pylist()[:3]] == [Fraction("18.55"), 15, Fraction("10.7")]


SLOW = """评价表 试
满分 40分
数据
  甲 ：金额 万元 ＞0
  乙 ：金额 万元 ＞0
一级指标 几何 10分
  得分 ＝ 平方根(甲 ÷ 乙, 2位小数) × 满分 封顶
一级指标 率 10分
  得分 ＝ 甲 ÷ 乙 × 满分 封顶
一级指标 产出 20分
  二级指标 数量 10分
    明细 数量 平均分配
      指标   ：名称
      要求   ：目标 默认 ≥
      完成值 ：同 要求
    每行 目标 完成值 对 要求 未达 按完成比例
  二级指标 质量 10分
    扣分 「差错」 每1处 扣1分
"""


def test_what_is_scored_row_by_row_is_told() -> None:
    rubric = perfrules.loads(SLOW)
    assert rubric.row_by_row == {"几何": "函数 平方根", "产出·数量": "明细"}
    assert perfrules.loads(TEXT).row_by_row == {}
    row: dict[str, Any] = {"甲": "4", "乙": "9", "差错": 1, "数量": [{"指标": "培训", "要求": "10件", "完成值": "5件"}]}
    one = rubric.score(row)
    with pytest.warns(RowByRow, match="每一行都单独评分.*几何（函数 平方根）、产出·数量（明细）"):
        found = rubric.score_table(pa.table({name: [cell] * 1000 for name, cell in row.items()}))
    assert {Fraction(total) for total in found["total"].to_pylist()} == {one.total}


def test_many_rows_whose_figures_are_too_fine_are_told() -> None:
    rubric = perfrules.loads(
        SLOW[: SLOW.index("一级指标 几何")].replace("40分", "10分")
        + "一级指标 率 10分\n  得分 ＝ 甲 ÷ 乙 × 满分 封顶\n"
    )
    assert rubric.row_by_row == {}
    fine = pa.array([Decimal("0.333333333333")] * 1000, pa.decimal128(38, 12))
    with pytest.warns(RowByRow, match="1,000 行里有 1,000 行单独评分"):
        rubric.score_table({"甲": fine, "乙": fine}, errors="collect")


def test_without_the_extra(rubric: perfrules.Rubric, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(TableError, match=r"perfrules\[columns\]|numpy 和 pyarrow"):
        rubric.score_batches(ROWS)


STANDING_IN = """评价表 缺的按数
  满分 10分
  舍入 无
数据
  支出 ：金额 万元
  罚款 ：金额 万元 可缺 按 2.5万元
  补   ：数值 可缺 按 300
一级指标 执行 10分
  扣分 支出 ＞ 罚款 扣3分
  扣分 补 ＞ 200 扣1分
"""


@pytest.mark.parametrize("backend", ["numpy", "native"])
@pytest.mark.parametrize(
    ("rest", "totals"),
    [
        ({}, ["9", "6"]),
        ({"罚款": pa.nulls(2)}, ["9", "6"]),
        ({"罚款": pa.array([None, None], pa.int8())}, ["9", "6"]),
        ({"罚款": pa.array([None, 4], pa.int8()), "补": pa.array([1, None], pa.int8())}, ["10", "9"]),
        ({"补": pa.array([None, 200], pa.uint8())}, ["9", "7"]),
    ],
)
def test_what_stands_in_for_an_absent_figure_need_not_fit_its_column(
    backend: str, rest: dict[str, Any], totals: list[str]
) -> None:
    rubric = perfrules.loads(STANDING_IN)
    table = {"支出": [1, 3], **rest}
    found = rubric.score_table(table, backend=backend)["total"].to_pylist()
    rows = [{name: pa.array(column)[row].as_py() for name, column in table.items()} for row in range(2)]
    one_by_one = [rubric.score({k: v for k, v in row.items() if v is not None}).total for row in rows]
    assert [str(total) for total in found] == totals == [str(total) for total in one_by_one]


@pytest.mark.parametrize(
    ("how", "word"),
    [
        ({"threads": 0}, "threads"),
        ({"threads": -2}, "threads"),
        ({"threads": "2"}, "threads"),
        ({"threads": True}, "threads"),
        ({"backend": None}, "backend"),
        ({"backend": "gpu"}, "backend"),
        ({"errors": "ignore"}, "errors"),
    ],
)
def test_a_way_that_there_is_not_is_told(how: dict[str, Any], word: str) -> None:
    with pytest.raises(ValueError, match=f"^{word} is "):
        perfrules.loads(TEXT).score_table(ROWS, **how)
