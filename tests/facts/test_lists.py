"""A 列 in every kind of source: all its values together, or each by itself."""

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

RUBRIC = """
评价表 试
年度 2021
满分 10分
数据
  满意度 ：近3年逐年 比率 精确到 1%
  按时   ：一组2个是否 可缺
  支出   ：一组2个金额 万元
一级指标 投入 10分
  评分 按序
    当 均值(满意度) ≥ 90% 且 合计(支出) ≥ 1万元 ：满分
    否则 ：0分
"""
GIVEN = {
    "满意度·2019": Fraction(9, 10),
    "满意度·2020": Fraction(17, 20),
    "满意度·2021": Fraction(19, 20),
    "支出·1": Fraction(12000000),
    "支出·2": Fraction(5000),
}


@pytest.fixture(scope="module")
def rubric() -> perfrules.Rubric:
    return perfrules.loads(RUBRIC)


@pytest.fixture
def read(rubric: perfrules.Rubric, tmp_path: Path) -> Callable[..., FactSet]:
    def read(name: str, content: str | bytes) -> FactSet:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_file(path, rubric.model)

    return read


def book(*rows: tuple[Any, ...]) -> bytes:
    found = openpyxl.Workbook()
    for row in rows:
        found.active.append(list(row))
    stream = io.BytesIO()
    found.save(stream)
    return stream.getvalue()


FILES: dict[str, str | bytes] = {
    "a.json": '{"满意度": [0.9, "85%", 0.95], "支出": {"值": ["1,200万元", 0.5], "佐证": "账"}, "按时": [null, true]}',
    "b.json": '{"满意度": {"2019": 0.9, "2020": "85%", "2021": 0.95}, "支出·1": 1200, "支出·2": 0.5, "按时": ["", "是"]}',
    "a.yaml": "满意度: [90%, 85%, 95%]\n支出:\n  - 1,200\n  - 0.5\n按时: [~, 是]\n",
    "a.toml": '"满意度" = [0.9, 0.85, 0.95]\n"支出" = ["1,200万元", "5000元"]\n"按时" = ["", true]\n',
    "a.csv": "名称,值\n满意度,90%；85%；95%\n支出,1200、0.5\n按时,，是\n",
    "b.csv": "满意度·2019,满意度·2020,满意度·2021,支出·1,支出·2,按时·2\n90%,85%,95%,1200,0.5,是\n",
    "a.case": '案例 甲\n满意度 ＝ 90%，85%，95% 佐证 "问卷"\n支出 ＝ 1,200万元，0.5万元\n按时 ：，是\n',
    "a.xlsx": book(("名称", "值"), ("满意度", "90%，85%，95%"), ("支出·1", 1200), ("支出·2", 0.5), ("按时·2", "是")),
    "b.xlsx": book(
        ("满意度·2019", "满意度·2020", "满意度·2021", "支出·1", "支出·2", "按时·2"), (0.9, 0.85, 0.95, 1200, 0.5, True)
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_one_list_in_every_format(read: Callable[..., FactSet], name: str) -> None:
    found = read(name, FILES[name])
    assert not found.problems, [item.message("zh") for item in found.problems]
    assert found.values == {**GIVEN, "按时·2": True}


def test_from_python(rubric: perfrules.Rubric) -> None:
    given = {"满意度": ("90%", 0.85, Fraction(19, 20)), "支出": ["1200", 0.5], "按时": [None, True]}
    assert rubric.read(given).values == {**GIVEN, "按时·2": True}
    assert rubric.score(given).total == 10


def test_evidence_is_that_of_every_value(read: Callable[..., FactSet]) -> None:
    assert read("a.json", FILES["a.json"]).evidence == {"支出·1": "账", "支出·2": "账"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([0.9, 0.8], "wrong-list-size"),
        ([], "wrong-list-size"),
        (0.9, "wrong-list-size"),
        ({"2019": 0.9, "2022": 0.8}, "unknown-fact"),
        ([0.9, [0.8], 0.7], "not-one-value"),
        ([0.9, 0.855, 0.7], "finer-than-grid"),
    ],
)
def test_slips(rubric: perfrules.Rubric, value: Any, expected: str) -> None:
    found = rubric.read({"满意度": value, "支出": [1, 2]}).problems
    assert [item.kind.name for item in found] == [expected]


def test_a_list_and_one_of_its_values(rubric: perfrules.Rubric) -> None:
    found = rubric.read({"满意度": [0.9, 0.9, 0.9], "满意度·2020": 0.9, "支出": [1, 2]}).problems
    assert [(item.kind.name, item.args["name"]) for item in found] == [("fact-given-twice", "满意度·2020")]


def test_a_wrong_size_has_its_place(read: Callable[..., FactSet]) -> None:
    found = read("a.csv", "名称,值\n满意度,90%；85%\n支出,1、2\n")
    assert [(item.kind.name, item.span.source.name.rpartition("/")[2]) for item in found.problems] == [
        ("wrong-list-size", "a.csv:2")
    ]
