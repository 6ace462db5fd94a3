"""Figures of all subjects, worked out from the table: beside a plain statement of what they are, and of the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import csv, parquet

import perfrules
from perfrules.columns import TableError
from perfrules.spark import scoring
from tests.surfaces.conftest import Run

RATE = """评价表 支出率
满分 20分
数据
  预算 ：金额 万元
  支出 ：金额 万元
一级指标 支出率 10分
  特例 当 预算 ＝ 0 时 0分
  公式 率 ＝ 支出 ÷ 预算
  评分
    当 率 ≥ 全体均值(率) ：满分
    当 率 ＜ 全体均值(率) ：率 ÷ 100% × 满分 封顶
一级指标 规模 10分
  评分 名次(支出，由高到低，{ties})
    ＜ 2   ：满分
    [2, 3) ：5分
    ≥ 3    ：1分
"""
MANY = """评价表 全体
满分 50分
舍入 各项得分 2位小数
参评 当 「参评」
数据
  投诉 ：计数 件
  预算 ：金额 元 ＞0
  支出 ：金额 元
  满意率 ：比率 [0%, 100%] 精确到 0.1% 可缺 按均值
一级指标 投诉 10分
  特例 当 全体最大(投诉) ＝ 全体最小(投诉) 时 满分
  得分 ＝ (全体最大(投诉) − 投诉) ÷ (全体最大(投诉) − 全体最小(投诉)) × 满分 封顶 保底
一级指标 支出率 10分
  公式 率 ＝ 支出 ÷ 预算
  得分 ＝ 率 ÷ 最大(全体最大(率)，1) × 满分 封顶 保底
一级指标 满意 10分
  得分 ＝ 满意率 × 满分
一级指标 专项 10分
  不适用 当 「没有专项」 时 同组均分
  评议 0分至10分
一级指标 名次 10分
  评分 名次(支出率 的得分，由低到高，并列取均)
    ≤ 3    ：满分
    (3, 6] ：5分
    ＞ 6   ：0分
"""


def scored(text: str, table: Any, **how: Any) -> list[dict[str, Any]]:
    """The rows of the result."""
    return perfrules.loads(text).score_table(table, errors="collect", **how).to_pylist()  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("ties", "places"),
    [("并列占位", [1, 2, 2, 4, 5]), ("并列不占位", [1, 2, 2, 3, 4]), ("并列取均", [1, 2.5, 2.5, 4, 5])],
)
def test_ties(ties: str, places: list[float]) -> None:
    table = {"预算": [100, 100, 80, 40, 0], "支出": [90, 80, 80, 36, 2]}
    found = scored(RATE.format(ties=ties), table)
    # (0.9 + 0.8 + 1 + 0.9) ÷ 4: the fifth divides by 0, so it has no 率.
    assert [row["支出率·率·全体均值"] for row in found] == ["0.9"] * 5
    assert [row["支出·名次"] for row in found] == places
    assert [row["total"] for row in found] == ["20", "13", "15", "11", "1"]


def test_who_takes_part() -> None:
    table = {
        "预算": ["100", "100", "100", "很多", None, "100"],
        "支出": ["50", "70", "-3", "60", "99", None],
    }
    found = scored(RATE.format(ties="并列占位"), table)
    assert [row["支出·名次"] for row in found] == [2, 1, None, None, None, None]
    assert {row["支出率·率·全体均值"] for row in found} == {"0.6"}
    assert [row["total"] for row in found] == ["10", "20", None, None, None, None]
    told = [[(item["fact"], item["code"]) for item in row["errors"]] for row in found]
    assert told == [[], [], [("支出", "PR607")], [("预算", "PR605")], [("预算", "PR601")], [("支出", "PR601")]]


def test_who_is_not_eligible_takes_no_part_and_is_asked_for_nothing() -> None:
    found = scored(
        RATE.format(ties="并列占位") + "参评 当 「在册」\n",
        {"预算": [1, 1, None], "支出": [1, 0, 9], "在册": [True, True, False]},
    )
    assert [(row["支出·名次"], row["status"]) for row in found] == [
        (1, "scored"),
        (2, "scored"),
        (None, "not-eligible"),
    ]


def test_who_is_eligible_by_a_place_is_placed_among_all() -> None:
    text = RATE.format(ties="并列占位") + "参评 当 名次(预算，由高到低，并列占位) ≤ 2\n"
    found = scored(text, {"预算": [4, 2, 5], "支出": [1, 2, 4]})
    assert [row["预算·名次"] for row in found] == [2, 3, 1]
    assert [row["支出·名次"] for row in found] == [2, None, 1]
    assert [row["status"] for row in found] == ["scored", "not-eligible", "scored"]
    assert {row["支出率·率·全体均值"] for row in found} == {"0.525"}


def test_nobody_takes_part() -> None:
    found = scored(RATE.format(ties="并列占位"), {"预算": [None, 0], "支出": [3, None]})
    assert [[item["fact"] for item in row["errors"]] for row in found] == [["预算"], ["支出·名次"]]
    assert scored(RATE.format(ties="并列占位"), {"预算": [], "支出": []}) == []


def test_groups() -> None:
    text = """评价表 组
满分 10分
一级指标 专项 10分
  不适用 当 「没有专项」 时 同组均分
  评议 0分至10分
"""
    table = {"没有专项": [True, False, False, True, False, True], "专项": [None, 4, 7, None, 9, None]}
    assert [row["total"] for row in scored(text, table)] == ["20/3", "4", "7", "20/3", "9", "20/3"]
    grouped = scored(text, {**table, "组": ["甲", "甲", "甲", "乙", "乙", None]}, keep=["组"], group="组")
    assert [row["total"] for row in grouped] == ["5.5", "4", "7", "9", "9", None]
    assert grouped[5]["errors"][0]["fact"] == "专项·同组均分"
    with pytest.raises(TableError, match="no-such-column"):
        scored(text, table, group="组")
    with pytest.raises(TableError, match="no-groups"):
        scored(RATE.format(ties="并列占位"), {"预算": [1], "支出": [1]}, group="预算")


def test_a_column_of_the_table_is_what_was_published() -> None:
    table = {"预算": [100, 100], "支出": [50, 70], "率·全体均值": ["40%", None]}
    found = scored(RATE.format(ties="并列占位"), table)
    # The second row lacks its published figure, so it is bad and takes no part.
    assert [row["total"] for row in found] == ["20", None]
    assert "支出率·率·全体均值" not in found[0] and [row["支出·名次"] for row in found] == [1, None]


def test_ratios_that_no_float_tells_apart() -> None:
    text = """评价表 比
满分 10分
数据
  甲 ：数值 整数 ＞0 ≤ 100000000000000000000
  乙 ：数值 整数 ＞0 ≤ 100000000000000000000
一级指标 比 10分
  公式 比 ＝ 甲 ÷ 乙
  评分 名次(比，由高到低，并列不占位)
    ≤ 3 ：满分
    ＞ 3 ：0分
"""
    large, small = 10**18, 10**9
    given = [
        *[(small + 1, small), (small, small - 1), (2 * small, 2 * small - 2), (small - 1, small), (1, 1), (7, 7)],
        *[(large + 1, large), (large, large + 1), (large * 10 + 1, large * 10), (3, 10**19), (30, 10**20)],
    ]
    found = scored(text, {"甲": [str(a) for a, _ in given], "乙": [str(b) for _, b in given]})
    values = [Fraction(a, b) for a, b in given]
    distinct = sorted(set(values), reverse=True)
    assert [row["比·比·名次"] for row in found] == [distinct.index(value) + 1 for value in values]


# Beside a plain statement of all of it


def stated(rows: list[dict[str, Any]]) -> list[Fraction | str]:
    """The total of each row, or how it came to none: the rules of MANY in plain Python."""

    def half_up(value: Fraction, step: Fraction) -> Fraction:
        return (value / step + Fraction(1, 2)).__floor__() * step

    part = [row for row in rows if row["参评"] and row["预算"] is not None]
    cent = Fraction(1, 100)
    complaints = [row["投诉"] for row in part]
    rates = [Fraction(row["支出"], row["预算"]) for row in part]
    liked = [row["满意率"] for row in part if row["满意率"] is not None]
    mean = half_up(sum(liked, Fraction(0)) / len(liked), Fraction(1, 1000)) if liked else None
    by_rate = [half_up(rate / max(*rates, Fraction(1)) * 10, cent) for rate in rates]
    found: list[Fraction | str] = []
    for row in rows:
        if not row["参评"]:
            found.append("not-eligible")
            continue
        group = [r["专项"] for r in part if r["组"] == row["组"] and not r["没有专项"]]
        lacks = row["没有专项"] and not group
        if row["预算"] is None or lacks or (row["满意率"] is None and mean is None):
            found.append("error")
            continue
        low, high = min(complaints), max(complaints)
        total = Fraction(10) if low == high else half_up(Fraction(high - row["投诉"], high - low) * 10, cent)
        own = by_rate[next(at for at, other in enumerate(part) if other is row)]
        total += own
        total += half_up((mean if row["满意率"] is None else row["满意率"]) * 10, cent)
        total += half_up(Fraction(sum(group), len(group)), cent) if row["没有专项"] else row["专项"]
        place = 1 + sum(other < own for other in by_rate) + Fraction(sum(other == own for other in by_rate) - 1, 2)
        total += 10 if place <= 3 else 5 if place <= 6 else 0
        found.append(total)
    return found


def drawn(seed: int) -> list[dict[str, Any]]:
    """Subjects, some of them bad, with many values alike."""
    draw = Random(seed)
    rows = []
    for _ in range(draw.choice((1, 2, 7, 40))):
        budget = draw.choice((10, 30, 70, draw.randint(1, 10**9)))
        rows.append(
            {
                "参评": draw.random() < 0.8,
                "投诉": draw.choice((0, 3, 3, 20, 101)),
                "预算": None if draw.random() < 0.1 else budget,
                "支出": draw.choice((0, budget, budget * 2, draw.randint(0, 10**9))) if seed % 5 else 0,
                "满意率": None if draw.random() < 0.3 else Fraction(draw.randint(0, 1000), 1000),
                "没有专项": draw.random() < 0.3,
                "专项": draw.randint(0, 10),
                "组": draw.choice("甲乙丙"),
            }
        )
    return rows


@pytest.mark.parametrize("seed", range(12))
def test_as_stated_in_plain_python(seed: int) -> None:
    rubric, rows = perfrules.loads(MANY), drawn(seed)
    columns: dict[str, Any] = {name: [row[name] for row in rows] for name in rows[0]}
    columns["满意率"] = [
        None if rate is None else Decimal(rate.numerator) / rate.denominator for rate in columns["满意率"]
    ]
    found = rubric.score_table(columns, keep=["组"], group="组", errors="collect").to_pylist()
    told = [Fraction(row["total"]) if row["status"] == "scored" else row["status"] for row in found]
    assert told == stated(rows)
    # The same of each alone, where the figures are given as published.
    figures = [fact.path for fact in rubric.model.facts if fact.population is not None]
    for row, given, total in zip(found, rows, told, strict=True):
        facts: dict[str, Any] = {name: value for name, value in given.items() if name != "组" and value is not None}
        published = {
            path: Fraction(row[path]) for path in figures if row[path] is not None and "≈" not in str(row[path])
        }
        if row["status"] == "scored" and len(published) == len([path for path in figures if row[path] is not None]):
            assert rubric.score({**facts, **published}, evaluator="reference").total == total


# Wherever the table comes from


TABLE = pa.table({"单位": list("甲乙丙丁"), "预算": [100, 100, 80, 40], "支出": [90, 80, 80, 36]})


def in_parts() -> Iterator[pa.RecordBatch]:
    yield from TABLE.to_batches(max_chunksize=3)


@pytest.mark.parametrize(
    "source",
    [
        lambda folder: TABLE,
        lambda folder: TABLE.to_pydict(),
        lambda folder: in_parts(),
        lambda folder: TABLE.to_reader(2),
        lambda folder: list(in_parts()),
        lambda folder: parquet.write_table(TABLE, folder / "t.parquet") or folder / "t.parquet",
        lambda folder: csv.write_csv(TABLE, folder / "t.csv") or str(folder / "t.csv"),
        lambda folder: ({"单位": ["甲", "乙"], "预算": [100, "100"], "支出": [90, "80"]}, TABLE.slice(2).to_pydict()),
    ],
    ids=["table", "dict", "iterator", "stream", "list", "parquet", "csv", "mixed"],
)
def test_whatever_holds_the_table(source: Callable[[Path], Any], tmp_path: Path) -> None:
    found = scored(RATE.format(ties="并列占位"), source(tmp_path), keep=["单位"])
    assert [(row["支出·名次"], row["total"]) for row in found] == [(1, "20"), (2, "13"), (2, "15"), (4, "11")]
    assert found[0]["单位"] == "甲"


def test_a_file_that_changes_meanwhile(tmp_path: Path) -> None:
    parquet.write_table(TABLE, tmp_path / "t.parquet")
    batches = perfrules.loads(RATE.format(ties="并列占位")).score_batches(tmp_path / "t.parquet", keep=["单位"])
    next(batches)
    parquet.write_table(TABLE.slice(1), tmp_path / "t.parquet")
    with pytest.raises(TableError, match="变了"):
        list(batches)


def test_parts_of_a_table_elsewhere_are_not_taken_for_all_of_it() -> None:
    work = scoring(perfrules.loads(RATE.format(ties="并列占位")), keep=["单位"], errors="collect", backend="numpy")
    assert {item["fact"] for found in work(in_parts()) for row in found.to_pylist() for item in row["errors"]} == {
        "支出率·率·全体均值",
        "支出·名次",
    }


def test_from_file_to_file(perfrules: Callable[..., Run], folder: Path) -> None:
    (folder / "t.rubric").write_text(MANY, encoding="utf-8")
    rows = [row for row in drawn(3) if row["满意率"] is not None]
    names = [name for name in rows[0] if name != "满意率"]
    csv.write_csv(pa.table({name: [row[name] for row in rows] for name in names}), folder / "t.csv")
    done = perfrules("batch", "t.rubric", "t.csv", "-o", "o.csv", "--keep", "组", "--group", "组")
    assert done.code == 1  # no 满意率 at all, so no mean of it
    table = pa.table(
        {**{name: [row[name] for row in rows] for name in names}, "满意率": [str(float(row["满意率"])) for row in rows]}
    )
    csv.write_csv(table, folder / "t.csv")
    perfrules("batch", "t.rubric", "t.csv", "-o", "o.csv", "--keep", "组", "--group", "组", "--force")
    found = csv.read_csv(
        folder / "o.csv", convert_options=csv.ConvertOptions(column_types={"total": pa.string()})
    ).to_pylist()
    told = [Fraction(row["total"]) if row["status"] == "scored" else row["status"] for row in found]
    assert told == stated(rows)
