"""The rows of a 明细 from every kind of source."""

from __future__ import annotations

import io
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import perfrules
from perfrules.facts.factset import FactSet
from perfrules.facts.files import read_file
from perfrules.facts.template import write_template

RUBRIC = """
评价表 试
满分 20分
数据
  预算 ：金额 万元
一级指标 投入 10分
  得分 ＝ 预算 ÷ 10万元 × 满分 封顶
一级指标 产出 10分
  明细 产出表 分值合计10分
    指标   ：名称
    分值   ：分值
    要求   ：目标 默认 ≥
    完成值 ：同 要求
    评定   ：评议 须说明
    完成日 ：日期 可缺
    每行 目标 完成值 对 要求 未达 按完成比例
    每行 文字目标 按 评定
"""
HEAD = ("指标", "分值", "要求", "完成值", "评定", "评定·理由", "佐证")
FIRST = ("培训人数", "6", "≥1,000人", "500人", "", "", "签到表")
SECOND = ("政策导向", "4分", "长期", "长期", "3分", "尚可", "")
TABLE = "\n".join(" | ".join(row) for row in (HEAD, FIRST, SECOND))
TABS = "\n".join("\t".join(row) for row in (HEAD, FIRST, SECOND))
BARS = "\n".join(f"| {' | '.join(row)} |" for row in (HEAD, ("---",) * 7, FIRST, SECOND))


def objects() -> list[dict[str, str]]:
    return [dict(zip(HEAD, row, strict=True)) for row in (FIRST, SECOND)]


@pytest.fixture(scope="module")
def rubric() -> perfrules.Rubric:
    return perfrules.loads(RUBRIC)


@pytest.fixture
def read(rubric: perfrules.Rubric, tmp_path: Path) -> Callable[..., FactSet]:
    def read(name: str, content: str | bytes, **beside: str) -> FactSet:
        for other, text in beside.items():
            (tmp_path / f"a.{other}.csv").write_text(text, encoding="utf-8")
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_file(path, rubric.model)

    return read


def book(**sheets: list[tuple[Any, ...]]) -> bytes:
    found = openpyxl.Workbook()
    found.remove(found.active)
    for name, rows in sheets.items():
        sheet = found.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    stream = io.BytesIO()
    found.save(stream)
    return stream.getvalue()


JSON = """{"预算": 10, "产出表": [
  {"指标": "培训人数", "分值": 6, "要求": "≥1,000人", "完成值": 500, "佐证": "签到表"},
  {"指标": "政策导向", "分值": "4分", "要求": "长期", "完成值": "长期", "评定": {"值": "3分", "理由": "尚可"}}]}"""
YAML = """预算: 10
产出表:
  - {指标: 培训人数, 分值: 6, 要求: "≥1,000人", 完成值: 500人, 佐证: 签到表}
  - {指标: 政策导向, 分值: 4分, 要求: 长期, 完成值: 长期, 评定: 75%, 评定·理由: 尚可}
"""
TOML = """"预算" = 10
[["产出表"]]
"指标" = "培训人数"
"分值" = 6
"要求" = "≥1,000人"
"完成值" = 500
"佐证" = "签到表"
[["产出表"]]
"指标" = "政策导向"
"分值" = 4
"要求" = "长期"
"评定" = 3
"评定·理由" = "尚可"
"""
EXCEL = [
    ("附件2",),
    (),
    HEAD,
    ("培训人数", 6, "≥1,000人", 500, None, None, "签到表"),
    ("政策导向", 4, "长期", "长期", 3.0, "尚可", None),
]
FILES: dict[str, str | bytes] = {
    "a.json": JSON,
    "a.yaml": YAML,
    "a.toml": TOML,
    "bars.case": f'案例 甲\n预算 ＝ 10\n产出表 ＝ 佐证 "附件2"\n{BARS}\n',
    "tabs.case": f"案例 甲\n产出表：\n{TABS}\n预算 ＝ 10\n",
    "open.case": f"案例 甲\n产出表 ＝   # 各行\n\n{TABLE}\n预算 ＝ 10\n",
    "a.xlsx": book(数据=[("名称", "值"), ("预算", 10)], 产出表=EXCEL),
    "b.xlsx": book(产出表=EXCEL, 数据=[("名称", "值"), ("预算", 10)]),
}


def same(found: FactSet) -> None:
    assert not found.problems, [item.message("zh") for item in found.problems]
    assert found.values["预算"] == 100_000
    first, second = found.values["产出·产出表"]  # type: ignore[misc]
    assert (first["分值"], first["要求"], first["要求·比较"], first["完成值"]) == (6, 1000, "≥", 500)
    assert first["·佐证"] == "签到表"
    assert (second["要求·比较"], second["评定"], second["评定·理由"]) == ("文字", 3, "尚可")
    assert "完成日" not in second


@pytest.mark.parametrize("name", FILES)
def test_rows_in_every_format(read: Callable[..., FactSet], name: str) -> None:
    same(read(name, FILES[name]))


def test_a_csv_file_has_its_rows_beside_it(read: Callable[..., FactSet]) -> None:
    rows = "\n".join(",".join(f'"{cell}"' for cell in row) for row in (HEAD, FIRST, SECOND))
    same(read("a.csv", "名称,值\n预算,10\n", 产出表=rows))


def test_rows_from_python(rubric: perfrules.Rubric) -> None:
    same(rubric.read({"预算": 10, "产出表": objects()}))
    result = rubric.score({"预算": 10, "产出表": objects()})
    assert result["产出"].score == 6
    assert result["产出"].reasons[0].evidence == ("签到表",)


def test_explanations_tell_what_each_row_lost(rubric: perfrules.Rubric) -> None:
    result = rubric.score({"预算": 10, "产出表": objects()})
    assert [reason.lost for reason in result["产出"].reasons] == [3, 1]
    assert [reason.amount for reason in result["产出"].reasons] == [3, 3]


def test_a_slip_in_a_worksheet_has_its_cell(read: Callable[..., FactSet]) -> None:
    rows = [HEAD, ("培训人数", 6, "≥1,000人", "五百人"), ("政策导向", 4, "长期", "长期", 5, "好")]
    found = read("a.xlsx", book(数据=[("名称", "值"), ("预算", 10)], 产出表=rows)).problems
    assert [(item.kind.name, item.span.source.name.rpartition("!")[2]) for item in found] == [("not-a-number", "D2")]


def test_a_slip_in_a_case_has_its_cell(read: Callable[..., FactSet]) -> None:
    found = read(
        "a.case", "案例 甲\n预算 ＝ 10\n产出表 ＝\n指标 | 分值 | 要求 | 完成值\n甲 | 10 | 5人 | 五人\n"
    ).problems
    assert [(item.kind.name, item.span.text, item.span.position) for item in found] == [
        ("not-a-number", "五人", (5, 15))
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([], "no-rows"),
        ([{}], "no-rows"),
        ("10", "not-rows"),
        ([1, 2], "not-rows"),
        ([{"指标": "甲"}] * 1001, "too-many-rows"),
        ([{"指标": "甲", "分值": 10, "要求": [5], "完成值": 5}], "not-one-value"),
        ([{"指标": "甲", "分值": 10, "要求": "5人", "完成值": "5户"}], "wrong-fact-unit"),
        ([{"指标": "甲", "分值": 10, "要求": "5人", "完成值": float("nan")}], "not-finite"),
        ([{"指标": "甲", "分值": 10, "要求": "5人", "完成值": 5, "完成日": "年底"}], "not-a-date"),
    ],
)
def test_slips(rubric: perfrules.Rubric, value: Any, expected: str) -> None:
    found = rubric.read({"预算": 10, "产出表": value}).problems
    assert [item.kind.name for item in found] == [expected]


def test_figures_of_rows_are_exact(rubric: perfrules.Rubric) -> None:
    rows = [{"指标": "甲", "分值": 10, "要求": "≥0.3", "完成值": 0.1}]
    assert rubric.score({"预算": 10, "产出表": rows})["产出"].score == Fraction(10, 3)


def test_a_case_names_a_table_without_rows(tmp_path: Path, rubric: perfrules.Rubric) -> None:
    path = tmp_path / "a.case"
    path.write_text("案例 甲\n产出表 ＝\n预算 ＝ 10\n", encoding="utf-8")
    found = read_file(path, rubric.model).problems
    assert [item.kind.name for item in found] == ["nothing-given"]


def test_a_case_has_a_row_of_another_width(tmp_path: Path, rubric: perfrules.Rubric) -> None:
    path = tmp_path / "a.case"
    path.write_text("案例 甲\n产出表 ＝\n| 指标 | 分值 |\n| 甲 | 10 | 5 |\n", encoding="utf-8")
    found = read_file(path, rubric.model).problems
    assert [item.kind.name for item in found] == ["table-row-of-other-width"]


def test_a_template_has_a_sheet_for_the_rows(rubric: perfrules.Rubric, tmp_path: Path) -> None:
    path = tmp_path / "filled.xlsx"
    found = openpyxl.load_workbook(io.BytesIO(write_template(rubric.model, rubric.language)))
    assert found.sheetnames == ["数据", "产出表"]
    sheet = found["产出表"]
    heads = {cell.value: cell.column for cell in sheet[2]}
    assert list(heads) == ["指标", "分值", "要求", "完成值", "评定", "评定·理由", "完成日", "佐证"]
    for number, row in enumerate(objects(), 3):
        for name, value in row.items():
            sheet.cell(number, heads[name]).value = value or None
    facts = found["数据"]
    next(row for row in facts.iter_rows() if row[0].value == "预算")[1].value = 10
    found.save(path)
    same(read_file(path, rubric.model))


GRID = """
评价表 试
满分 10分
数据表 预决算 列 上年、预算、决算
  三公 ：金额 万元
  人数 ：计数 人
一级指标 投入 10分
  扣分 三公·决算 超过 三公·预算 每1万元 扣1分 零头不计
  扣分 人数·决算 超过 人数·上年 每1人 扣1分
"""
GRID_ROWS = [("项目", "上年", "预算", "决算（万元）"), ("三公", 2.49, 3, 0.89), ("人数", 20, 22, None)]
CELLS = {
    "预决算·三公·上年": 24900,
    "预决算·三公·预算": 30000,
    "预决算·三公·决算": 8900,
    "预决算·人数·上年": 20,
    "预决算·人数·预算": 22,
}
GRIDS: dict[str, str | bytes] = {
    "a.json": '{"预决算": {"三公": {"上年": 2.49, "预算": 3, "决算": 0.89}, "人数": {"上年": 20, "预算": 22}}}',
    "b.json": '{"预决算": [{"项目": "三公", "上年": 2.49, "预算": 3, "决算": 0.89}, {"项目": "人数", "上年": 20, "预算": 22}]}',
    "a.yaml": "预决算:\n  三公: [2.49, 3, 0.89]\n  人数: [20, 22, ~]\n",
    "a.case": "案例 甲\n预决算 ＝\n| 项目 | 上年 | 预算 | 决算 |\n| 三公 | 2.49 | 3 | 0.89 |\n| 人数 | 20 | 22 | |\n",
    "b.case": "案例 甲\n三公·上年 ＝ 2.49\n三公·预算 ＝ 3\n三公·决算 ＝ 0.89\n人数 ＝ 20，22，\n",
    "a.xlsx": book(预决算=[("附表1",), *GRID_ROWS]),
}


@pytest.mark.parametrize("name", GRIDS)
def test_a_grid_in_every_format(tmp_path: Path, name: str) -> None:
    content = GRIDS[name]
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    found = read_file(path, perfrules.loads(GRID).model)
    assert not found.problems, [item.message("zh") for item in found.problems]
    assert found.values == CELLS
