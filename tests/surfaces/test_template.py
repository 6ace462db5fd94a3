"""The workbook to fill in: what it asks for, what its cells take, and that a filled one scores as the facts do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import perfrules
from perfrules.facts.template import write_template
from tests.support.published import SHIPPED

RUBRIC = """
评价表 试
满分 20分
数据
  支出 ：金额 万元 "决算数"
  收入 ：金额 万元 ＞0
  满意度 ：比率 [0%, 100%]
  人数 ：计数 人 [0人, 500人]
  完成日 ：日期
  等次 ：选项 优、良、差
  另记 ：计数 件 可缺
  旧记 ：计数 件 可缺 报错
一级指标 投入 10分
  二级指标 预算 6分
    公式 完成率 ＝ 支出 ÷ 收入
    评分 完成率
      ≥ 95% ：满分
      ＜ 95% ：0分
  二级指标 管理 4分
    满足 「报告完整」 得1分
    满足 「账实相符」 得3分 部分得1分
一级指标 效果 10分
  二级指标 结果 6分
    评分 等次
      优 ：6分
      良 ：3分
      差 ：0分
    扣分 人数 超过 100人 每1人 扣1分
    扣分 完成日 ＞ 2022-06-30 扣1分
  二级指标 服务 4分
    得分 ＝ 满意度 × 满分
"""


def book(path: Path, rubric: perfrules.Rubric, lang: str = "zh") -> Any:
    path.write_bytes(write_template(rubric.model, rubric.language, lang))
    return openpyxl.load_workbook(path)


def rows(sheet: Any) -> dict[str, Any]:
    """The cells to fill in, by the name beside them."""
    return {row[0].value: row[1] for row in sheet.iter_rows(min_row=5) if row[2].value is not None or row[5].value}


@pytest.fixture
def small() -> perfrules.Rubric:
    return perfrules.loads(RUBRIC)


def test_every_fact_stands_under_the_heading_that_needs_it(small: perfrules.Rubric, tmp_path: Path) -> None:
    sheet = book(tmp_path / "a.xlsx", small)["数据"]
    column = [cell.value for cell in sheet["A"]]
    assert column[0] == "试"
    assert column[3:] == [
        "被评价单位",
        *("【投入·预算】", "支出", "收入"),
        *("【投入·管理】", "报告完整", "账实相符"),
        *("【效果·结果】", "人数", "完成日", "等次"),
        *("【效果·服务】", "满意度"),
        *("【计分用不到，供核对】", "另记", "旧记"),
    ]


@pytest.mark.parametrize(
    ("name", "unit", "remark"),
    [
        ("支出", "万元", "决算数"),
        ("收入", "万元", "＞0"),
        ("满意度", None, "≥0%，≤100%"),
        ("人数", "人", "≥0，≤500"),
        ("等次", None, "优、良、差"),
        ("报告完整", None, "是 或 否"),
        ("另记", "件", "可以不填"),
        ("旧记", "件", None),
    ],
)
def test_what_stands_beside_a_cell(
    small: perfrules.Rubric, tmp_path: Path, name: str, unit: str | None, remark: str | None
) -> None:
    sheet = book(tmp_path / "a.xlsx", small)["数据"]
    row = next(row for row in sheet.iter_rows(values_only=True) if row[0] == name)
    assert (row[2] or None, row[5] or None) == (unit, remark)


@pytest.mark.parametrize(
    ("name", "kind", "first", "second"),
    [
        ("等次", "list", '"优,良,差"', None),
        ("报告完整", "list", '"是,否"', None),
        ("账实相符", "list", '"满足,部分满足,不满足"', None),
        ("人数", "whole", "0", "500"),
        ("满意度", "decimal", "0", "1"),
        ("收入", "decimal", "0", None),
        ("完成日", "date", "1", None),
    ],
)
def test_what_a_cell_takes(
    small: perfrules.Rubric, tmp_path: Path, name: str, kind: str, first: str, second: str | None
) -> None:
    sheet = book(tmp_path / "a.xlsx", small)["数据"]
    cell = rows(sheet)[name].coordinate
    rule = next(rule for rule in sheet.data_validations.dataValidation if cell in str(rule.sqref).split())
    assert (rule.type, rule.formula1, rule.formula2) == (kind, first, second)


def test_many_labels_stand_on_a_sheet_of_their_own(tmp_path: Path) -> None:
    labels = [f"第{i}种很长很长的情况说明文字" for i in range(30)]
    text = "评价表 试\n满分 1分\n数据\n  情况 ：选项 " + "、".join(labels) + "\n一级指标 甲 1分\n  评分 情况\n"
    rubric = perfrules.loads(text + "".join(f"    {label} ：{int(i == 0)}分\n" for i, label in enumerate(labels)))
    found = book(tmp_path / "a.xlsx", rubric)
    assert [cell.value for cell in found["选项"]["A"]] == labels
    assert found["选项"].sheet_state == "hidden"
    assert found["数据"].data_validations.dataValidation[0].formula1 == "'选项'!$A$1:$A$30"


def test_left_blank_is_missing(small: perfrules.Rubric, tmp_path: Path) -> None:
    book(tmp_path / "a.xlsx", small)
    facts = small.read_file(tmp_path / "a.xlsx")
    assert not facts.problems
    assert not facts.values


def test_a_filled_one_scores_as_the_published_case(tmp_path: Path) -> None:
    rubric = perfrules.load("zizhou-2021")
    case = sorted((SHIPPED / "zizhou-2021").glob("*.case"))[0]
    expected = rubric.score(rubric.read_file(case))
    given = {item.name: item.value for item in perfrules.read_cases(case)[0].given}
    found = book(tmp_path / "filled.xlsx", rubric)
    cells = rows(found["数据"])
    found["数据"]["B4"] = "子洲县医疗保障局"
    for name, cell in cells.items():
        text = given[name] if name in given else next(v for k, v in given.items() if k.endswith("·" + name))
        figure = re.match(r"-?[\d.]+", text)
        cell.value = float(figure.group()) if figure else text
    found.save(tmp_path / "filled.xlsx")
    result = rubric.score(rubric.read_file(tmp_path / "filled.xlsx"))
    assert len(cells) == len(given) == 75
    assert result.subject == "子洲县医疗保障局"
    assert (result.total, result.grade) == (expected.total, expected.grade)
    assert [node.score for node in result.nodes] == [node.score for node in expected.nodes]


def test_in_english(small: perfrules.Rubric, tmp_path: Path) -> None:
    sheet = book(tmp_path / "a.xlsx", small, "en")["facts"]
    assert [cell.value for cell in sheet[3]] == ["name", "value", "unit", "evidence", "reason", "remark"]
    assert not small.read_file(tmp_path / "a.xlsx").problems


def test_what_chooses_a_part_has_a_row(tmp_path: Path) -> None:
    rubric = perfrules.loads(
        "评价表 试\n满分 10分\n一级指标 效益 10分\n  只可择其一\n"
        "  二级指标 经济 10分\n    评议 0分至10分\n  二级指标 社会 10分\n    评议 0分至10分\n"
    )
    assert {"效益", "经济", "社会"} <= rows(book(tmp_path / "t.xlsx", rubric)["数据"]).keys()


def test_an_empty_cell_is_told_by_its_place(small: perfrules.Rubric, tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    sheet = book(path, small)["数据"]
    place = next(row[1].coordinate for row in sheet.iter_rows() if row[0].value == "收入")
    with pytest.raises(perfrules.DataError) as raised:
        small.score(small.read_file(path))
    told = {d.args["name"]: d.span.source.name for d in raised.value.diagnostics}
    assert told["收入"] == f"{path} 数据!{place}"
