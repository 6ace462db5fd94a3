"""The score sheet as a workbook: the layout of published reports, figures right before and after recalculation."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine

import perfrules
from perfrules.analysis.edges import beside, edges
from perfrules.api import DataError
from perfrules.facts.template import template_lines
from perfrules.ir import from_model
from perfrules.model.model import Fact
from perfrules.office.score_xlsx import score_workbook
from perfrules.result import Result
from perfrules.testing.supplied import supplied
from tests.support.office import converted, needs_libreoffice
from tests.support.published import published_facts
from tests.support.recalculated import first_cases, recalculate

TIES = """
评价表 平局表
满分 30分
舍入 各项得分 1位小数
数据
  甲 ：金额 万元
  乙 ：金额 万元 ＞0
  丙 ：比率 [0%, 100%]
  日 ：日期
  等次 ：选项 优 ＞ 良 ＞ 差
一级指标 率 10分
  得分 ＝ 甲 ÷ 乙 × 满分 封顶
  扣分 「错误」 每1处 扣0.5分
一级指标 线 10分
  公式 率二 ＝ 甲 ÷ 乙
  评分 率二
    ≥ 95%      ：满分
    (85%, 95%) ：线性 0分 至 满分
    ≤ 85%      ：0分
一级指标 比 5分
  得分 ＝ 丙 × 满分
一级指标 期 5分
  特例 当 日 ＞ 2022-06-30 时 0分
  评分 等次
    优 ：5分
    良 ：3分
    差 ：0分
等级
  高 ：≥ 25
  低 ：＜ 25
"""
BASE = {"甲": "90万元", "乙": "100万元", "丙": "50%", "日": "2022-06-30", "等次": "良", "错误": 1}
LARGE = 99999999


def sheet_of(rubric: perfrules.Rubric, facts: Any, lang: str = "zh") -> bytes:
    read = rubric.read(facts)
    return score_workbook(rubric, read, rubric.score(read), lang)


def table(data: bytes | Path, sheet: str = "得分表") -> list[list[Any]]:
    """The score sheet's rows from its heads on, as a program without recalculation reads them."""
    book = python_calamine.CalamineWorkbook.from_filelike(
        io.BytesIO(data if isinstance(data, bytes) else data.read_bytes())
    )
    return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)[2:]


def figures(rows: Sequence[Sequence[Any]]) -> list[Any]:
    """The column of scores down to the total, and the grade."""
    place = rows[0].index("得分")
    last = next(i for i, row in enumerate(rows) if row[0] == "总分")
    return [row[place] for row in rows[1 : last + 1]] + [rows[last][place + 2]]


def wanted(result: Result | None) -> list[Any]:
    if result is None:
        return []
    return [float(node.score) for node in result.leaves()] + [float(result.total), f"等级：{result.grade}"]


@pytest.fixture(scope="module")
def ties() -> perfrules.Rubric:
    return perfrules.loads(TIES)


@pytest.fixture(scope="module")
def zizhou() -> perfrules.Rubric:
    return perfrules.load("zizhou-2021")


# What is stored beside the formulas


def test_a_viewer_that_computes_nothing_shows_the_figures(zizhou: perfrules.Rubric) -> None:
    facts = supplied(zizhou.model, published_facts(zizhou))
    rows = table(sheet_of(zizhou, facts))
    assert rows[0] == ["一级指标", "二级指标", "三级指标", "评分点", "分值", "得分", "得分率", "扣分原因"]
    assert figures(rows) == wanted(zizhou.score(facts))
    # Lines of 附件2: points and scores as printed.
    assert [row[4:6] for row in rows[1:5]] == [[2, 1.5], [3, 2], [3, 3], [2, 2]]
    assert rows[1][:4] == ["投入\n（24分）", "预算编制\n（24分）", "部门预算\n（10分）", "部门预算的完整性"]
    assert rows[1][6:] == [0.75, "编报数据不齐全或有错误1处，每1处扣0.5分，扣0.5分"]


def test_levels_are_merged_and_the_head_repeats(zizhou: perfrules.Rubric) -> None:
    book = openpyxl.load_workbook(io.BytesIO(sheet_of(zizhou, supplied(zizhou.model, published_facts(zizhou)))))
    page = book["得分表"]
    merged = {str(area) for area in page.merged_cells.ranges}
    assert {"A4:A9", "B4:B9", "C4:C7", "C8:D8", "A10:A32"} <= merged
    assert page.print_title_rows == "$3:$3"
    assert (page.page_setup.orientation, page.page_setup.fitToHeight) == ("landscape", 0)
    assert book.sheetnames[:3] == ["得分表", "绩效分析", "数据"]


def test_every_score_is_a_formula(zizhou: perfrules.Rubric) -> None:
    facts = supplied(zizhou.model, published_facts(zizhou))
    page = openpyxl.load_workbook(io.BytesIO(sheet_of(zizhou, facts)))["得分表"]
    scores = [page.cell(row, 6).value for row in range(4, 34)]
    assert len(scores) == len([*zizhou.score(facts).leaves()])
    assert all(str(score).startswith("=IFERROR(") and "计算" in score for score in scores)
    assert {page.cell(row, 6).number_format for row in range(4, 34)} == {"0.0"}


def test_no_formula_is_longer_than_a_spreadsheet_takes() -> None:
    for name in ("zizhou-2021", "hengyang-2023"):
        rubric = perfrules.load(name)
        book = openpyxl.load_workbook(io.BytesIO(sheet_of(rubric, supplied(rubric.model, published_facts(rubric)))))
        longest = max(len(str(cell.value)) for sheet in book for row in sheet.iter_rows() for cell in row)
        assert longest < 8192


# Recalculated


def typed(value: Any, fact: Fact) -> Any:
    """What an officer types: a figure in the unit of the fact, 是 or 否, a day, a label."""
    if isinstance(value, Fraction):
        factor = fact.unit.factor if fact.unit is not None and fact.unit.dimension else 1
        return float(value / factor)
    return ("是" if value else "否") if isinstance(value, bool) else value


def with_facts(data: bytes, rubric: perfrules.Rubric, facts: Mapping[str, Any], path: Path) -> Path:
    """The workbook with other figures typed in, and nothing stored beside its formulas."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = {row[0].value: row[1] for row in book["数据"].iter_rows(min_row=5) if row[0].value}
    read = rubric.read(facts)
    for name, fact in ((line.name, line.fact) for line in template_lines(rubric.model, rubric.language, "zh")):
        if fact is not None:
            cells[name].value = typed(read.values.get(fact.path), fact)
    book.save(path)
    return path


def scored(rubric: perfrules.Rubric, facts: Mapping[str, Any]) -> Result | None:
    try:
        return rubric.score(facts)
    except DataError:
        return None


def edge_sets() -> Iterator[tuple[str, dict[str, Any]]]:
    """Facts by the name of a rubric: on edges, on ties, and with something missing or wrong."""
    yield "ties", BASE
    for above, below in (("685", "1000"), ("94.9999", "100"), ("95", "100"), ("85", "100"), ("89.95", "100")):
        yield "ties", BASE | {"甲": f"{above}万元", "乙": f"{below}万元"}
    for rate in ("0.7%", "29%", "11.5%"):
        yield "ties", BASE | {"丙": rate}
    yield "ties", BASE | {"日": "2022-07-01", "等次": "优"}
    yield "ties", {name: value for name, value in BASE.items() if name != "乙"}
    yield "ties", BASE | {"甲": f"{LARGE}万元", "乙": f"{LARGE}万元"}


@needs_libreoffice
def test_recalculated_it_is_the_exact_engine(ties: perfrules.Rubric, zizhou: perfrules.Rubric, tmp_path: Path) -> None:
    rubrics = {"ties": ties, "zizhou": zizhou}
    published = published_facts(zizhou)
    program = from_model.lower(zizhou.model, zizhou.language)
    on_edges = [values for edge in edges(program) for values in beside(program, edge, published, most=1)]
    sets = [*edge_sets()]
    sets += [("zizhou", supplied(zizhou.model, values)) for values in (published, *on_edges[7::60])]
    sets.append(("zizhou", supplied(zizhou.model, {k: v for k, v in published.items() if k != "预算收入合计"})))
    books = {"ties": sheet_of(ties, BASE), "zizhou": sheet_of(zizhou, supplied(zizhou.model, published))}
    files, expected = [], []
    for number, (name, facts) in enumerate(sets):
        files.append(with_facts(books[name], rubrics[name], facts, tmp_path / f"{number}.xlsx"))
        expected.append(scored(rubrics[name], facts))
    compared = 0
    for made, result, (_, facts) in zip(converted(files, "xlsx", tmp_path / "done"), expected, sets, strict=True):
        found = figures(table(made))
        if result is None:
            assert found[-2:] == ["—", ""], facts
        elif facts.get("甲") == f"{LARGE}万元":
            # More digits than a sheet has: no figure rather than a wrong one.
            assert [a for a, b in zip(found, wanted(result), strict=True) if a != b and a not in ("—", "")] == []
        else:
            assert found == wanted(result), facts
            compared += len(found)
    assert compared > 200


@needs_libreoffice
def test_reasons_give_way_once_their_facts_change(ties: perfrules.Rubric, tmp_path: Path) -> None:
    data = sheet_of(ties, BASE)
    same = with_facts(data, ties, BASE, tmp_path / "same.xlsx")
    other = with_facts(data, ties, BASE | {"丙": "60%"}, tmp_path / "other.xlsx")
    before, after = (table(made) for made in converted([same, other], "xlsx", tmp_path / "done"))
    reasons = [[row[-1] for row in rows[1:5]] for rows in (before, after)]
    assert "得分＝50%×5分" in reasons[0][2]
    assert reasons[1] == [*reasons[0][:2], "数据已改，原因须重新生成", reasons[0][3]]
    assert any("数据已改" in str(row[0]) for row in after) and not any("数据已改：" in str(row[0]) for row in before)


@needs_libreoffice
def test_every_shipped_case_recalculated_is_the_sheet_as_written(tmp_path: Path) -> None:
    """`make sheets` also takes facts on every edge of every rubric."""
    cases = first_cases()
    assert len(cases) == 7
    cells, differ = recalculate([*cases.values()], tmp_path)
    assert differ == []
    assert cells > 600


JUDGED = """
评价表 评议表
满分 20分
一级指标 管理 10分
  评议 0分至10分 须说明
一级指标 公开 10分
  扣分 「未公开」 扣10分 但 「上级要求不公开」 的不扣 须说明
"""


@needs_libreoffice
def test_a_reason_that_is_needed_and_taken_out_leaves_no_score(tmp_path: Path) -> None:
    rubric = perfrules.loads(JUDGED)
    judged = {"值": 8, "理由": "两项制度未建"}
    asked = {"管理": judged, "未公开": True, "上级要求不公开": {"值": True, "理由": "有文件"}}
    data = sheet_of(rubric, asked)
    changes: list[dict[str, Any]] = [{}, {"管理": None}, {"上级要求不公开": None}, {"管理": "另一个理由"}]
    files = []
    for number, change in enumerate(changes):
        book = openpyxl.load_workbook(io.BytesIO(data))
        sheet = book["数据"]
        place = [cell.value for cell in sheet[3]].index("理由")
        for row in sheet.iter_rows(min_row=4):
            if row[0].value in change:
                row[place].value = change[row[0].value]
        files.append(tmp_path / f"{number}.xlsx")
        book.save(files[-1])
    before, no_why, no_exempt, other = (table(made) for made in converted(files, "xlsx", tmp_path / "done"))
    assert figures(before)[:3] == [8, 10, 18]
    assert [figures(no_why)[:3], figures(no_exempt)[:3]] == [["—", 10, "—"], [8, "—", "—"]]
    assert any("数据有误，得分无效" in str(cell) for row in no_why for cell in row)
    assert figures(other)[:3] == [8, 10, 18]
    assert other[1][-1] == "数据已改，原因须重新生成" != before[1][-1]


# Results that are no points, an index, what is not transcribed

RESULTS = """
评价表 等次表
结果等次 优 ＞ 良 ＞ 中 ＞ 差
数据
  率 ：比率 ≥0
一级指标 综合评价
  木桶
  二级指标 制度
    评议
  二级指标 满意度
    只可择其一
    三级指标 问卷
      评议
    三级指标 访谈
      评议
  二级指标 执行
    特例 当 「有违纪」 时 差
    评分 率
      ≥ 95% ：优
      [85%, 95%) ：良
      ＜ 85% ：中
否决 当 「弄虚作假」 时 等级至多 中
否决 当 「重大违纪」 时 总分 ＝ 差
"""
NO_VETO = {"弄虚作假": "否", "重大违纪": "否", "有违纪": "否"}
INDEX = """
评价表 指数表
满分 100分
数据
  支出 ：金额 万元 ≥0
  人数 ：计数 人 ≥0
结果为 人均成本 ＝ 支出 ÷ 人数 保留2位小数，人数 ＝ 0 时 0万元/人
一级指标 管理 100分
  评议 0分至100分
不予评分 当 「拒不提供资料」 时 "按办法第九条"
参评 当 支出 ＞ 0
等级 按 指数
  优 ：＜ 0.5
  良 ：[0.5, 1)
  差 ：≥ 1
"""
OPEN = """
评价表 未录表
满分 100分
舍入 各项得分 1位小数
数据
  率 ：比率 [0%, 100%]
一级指标 管理 60分
  二级指标 制度 20分
    得分 ＝ 率 × 满分
  二级指标 内控 20分
    不适用 当 「没有内控」 时 不计入
    评议 0分至20分
  未录 20分
一级指标 效益 40分
  只可择其一
  二级指标 经济 40分
    评议 0分至40分
  二级指标 社会 未录 40分
总分封顶 75分 当 「资料不全」 时
等级
  优 ：≥ 90
  良 ：[80, 90)
  差 ：＜ 80
"""
OPEN_FACTS = {"率": "50%", "没有内控": "否", "内控": 20, "效益": "经济", "经济": 38, "资料不全": "否"}
GIVEN = {"支出": "30万元", "人数": "90人", "管理": 80, "拒不提供资料": "否"}
"""Ties of the index: 0.495, 0.005 and 0.995 of 万元 a head."""
OTHERS: dict[str, tuple[str, dict[str, Any], list[dict[str, Any]]]] = {
    "results": (
        RESULTS,
        {"率": "95%", "制度": "优", "满意度": "问卷", "问卷": "良", "访谈": "优", **NO_VETO},
        [
            {"率": "94.9999%"},
            {"率": "85%"},
            {"率": "84.9999%", "制度": "中", "问卷": "中"},
            {"有违纪": "是"},
            {"满意度": "访谈"},
            {"弄虚作假": "是"},
            {"重大违纪": "是"},
            {"制度": None},
            {"重大违纪": None},
        ],
    ),
    "index": (
        INDEX,
        GIVEN,
        [
            {"支出": "49.5万元", "人数": "100人"},
            {"支出": "0.5万元", "人数": "100人"},
            {"支出": "0.4999万元", "人数": "100人"},
            {"支出": "99.5万元", "人数": "100人"},
            {"支出": "1万元", "人数": "3人"},
            {"人数": "0人"},
            {"人数": None},
            {"拒不提供资料": "是"},
            {"拒不提供资料": "是", "管理": None},
            {"拒不提供资料": None},
            {"支出": "0万元"},
        ],
    ),
    "open": (
        OPEN,
        OPEN_FACTS,
        [
            {"率": "0.25%"},
            {"率": "0.75%", "内控": 19.9},
            {"率": "99.75%"},
            {"经济": 40},
            {"没有内控": "是", "内控": None},
            {"效益": "社会"},
            {"效益": "社会", "经济": None},
            {"资料不全": "是"},
            {"率": "100%", "效益": "社会"},
            {"率": "100%", "经济": 40, "没有内控": "是"},
            {"经济": None},
            {"率": "0%", "经济": 0},
        ],
    ),
}


def told(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Scores and rates of every row down to the last of the total's, and what is said behind that."""
    score = rows[0].index("得分")
    last = max(i for i, row in enumerate(rows) if row[0] in ("总分", "结果", "人均成本"))
    return [row[score : score + 2] for row in rows[1 : last + 1]] + [[rows[last][-1]]]


@needs_libreoffice
def test_recalculated_it_is_the_sheet_of_the_new_facts(tmp_path: Path) -> None:
    files, wanted, given = [], [], []
    for name, (text, base, changes) in OTHERS.items():
        rubric = perfrules.loads(text)
        sets = [base, *({k: v for k, v in (base | change).items() if v is not None} for change in changes)]
        # Written from the first facts, and from those with the most changes: one that is not scored at all, where there is.
        for start in (sets[0], next((s for s in sets if (r := scored(rubric, s)) and r.status != "scored"), sets[1])):
            data = sheet_of(rubric, start)
            for facts in sets:
                files.append(with_facts(data, rubric, facts, tmp_path / f"{name}{len(files)}.xlsx"))
                wanted.append(told(table(sheet_of(rubric, facts))) if scored(rubric, facts) else None)
                given.append(facts)
    cells = 0
    for made, expected, facts in zip(converted(files, "xlsx", tmp_path / "done"), wanted, given, strict=True):
        found = told(table(made))
        if expected is None:
            assert (found[-2][0], found[-1]) == ("—", [""]), facts
        else:
            assert found == expected, facts
            cells += sum(map(len, found))
    assert cells > 500


def test_levels_an_index_and_what_is_not_known_are_formulas() -> None:
    shown = {
        "results": [["优", ""], ["良", ""], ["—", ""], ["良", ""], ["优", ""], ["优", ""], ["优", ""], [""]],
        "index": [[80, 0.8], [0.33, ""], [80, 0.8], ["等级：优"]],
        "open": [[10, 0.5], [20, 1], ["0~20", ""], [38, 0.95], ["—", ""], [38, 0.95], ["68~88", ""]],
    }
    shown["open"].append(["等级未定（良、差）"])
    for name, (text, base, _) in OTHERS.items():
        data = sheet_of(perfrules.loads(text), base)
        assert told(table(data)) == shown[name]
        page = openpyxl.load_workbook(io.BytesIO(data))["得分表"]
        values = [[str(cell.value) for cell in row] for row in page.iter_rows(min_row=4)]
        place = [cell.value for cell in page[3]].index("得分")
        assert all(row[place].startswith("=IFERROR(") for row in values[: len(shown[name]) - 1])
        assert not any("写出时算好" in row[0] for row in values)


# What no formula holds


def test_what_a_formula_cannot_hold_is_a_figure_and_says_so() -> None:
    rubric = perfrules.loads(
        "评价表 根\n满分 20分\n数据\n  甲 ：数值 [0, 100]\n"
        "一级指标 根 10分\n  得分 ＝ 平方根(甲, 2位小数) × 1分 封顶\n一级指标 差 10分\n  得分 ＝ 甲 ÷ 100 × 满分\n"
    )
    page = openpyxl.load_workbook(io.BytesIO(sheet_of(rubric, {"甲": 49})))["得分表"]
    assert page["C4"].number_format == '0"※"' and page["C5"].number_format != page["C4"].number_format
    notes = [str(page.cell(row, 1).value) for row in range(6, 12)]
    assert any(note.startswith("※ 带此号的得分公式装不下（函数 平方根）") for note in notes)


def test_a_fact_of_too_many_digits_makes_all_of_it_figures() -> None:
    rubric = perfrules.loads(
        "评价表 试\n满分 10分\n数据\n  率 ：比率 [0%, 100%]\n一级指标 率 10分\n  得分 ＝ 率 × 满分\n"
    )
    data = sheet_of(rubric, {"率": Fraction(1, 3)})
    rows = table(data)
    assert any("写出时算好的数值" in str(row[0]) for row in rows)
    assert openpyxl.load_workbook(io.BytesIO(data))["得分表"]["C4"].data_type == "n"


def self_evaluation() -> tuple[perfrules.Rubric, dict[str, Any]]:
    rubric = perfrules.load("project-self-evaluation-2020")
    row = {"三级指标": "培训", "分值": 50, "年度指标值": "≥100人", "完成值": "80人"}
    facts = {
        "全年预算数": 100,
        "全年执行数": 90,
        "产出": [row],
        "效益": [row | {"三级指标": "效果", "分值": 30}],
        "满意度": [row | {"三级指标": "满意", "分值": 10, "年度指标值": "≥90%", "完成值": "95%"}],
    }
    return rubric, facts


def test_rows_stand_on_their_sheets() -> None:
    rubric, facts = self_evaluation()
    data = sheet_of(rubric, facts)
    assert figures(table(data)) == wanted(rubric.score(facts))
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert [cell.value for cell in book["产出"][3]][:4] == ["培训", 50, "≥100人", "80人"]
    assert "※" not in "".join(str(cell.number_format) for cell in book["得分表"]["C"])


@needs_libreoffice
def test_what_was_achieved_may_be_typed_anew(tmp_path: Path) -> None:
    rubric, facts = self_evaluation()
    data = sheet_of(rubric, facts)
    changes: list[dict[str, dict[str, Any]]] = [
        {"产出": {"D3": "100人"}, "效益": {"D3": "33人"}, "满意度": {"D3": "88%"}},
        {"产出": {"D3": 99}, "效益": {"D3": "0"}, "满意度": {"D3": 0.9}},
        {"产出": {"D3": "85件"}},
        {"产出": {"C3": "≥90人"}},
        {"产出": {"A4": "另一行"}},
    ]
    files = []
    for number, change in enumerate(changes):
        book = openpyxl.load_workbook(io.BytesIO(data))
        for sheet, cells in change.items():
            for cell, value in cells.items():
                book[sheet][cell] = value
        files.append(tmp_path / f"{number}.xlsx")
        book.save(files[-1])
    found = [figures(table(made)) for made in converted(files, "xlsx", tmp_path / "done")]
    for number, change in enumerate(changes[:2]):
        told = {name: [facts[name][0] | {"完成值": str(cells["D3"])}] for name, cells in change.items()}
        assert found[number] == wanted(rubric.score(facts | told))
    # A unit that is not the target's, another target, another row: no figure rather than a wrong one.
    assert [row[1] for row in found[2:]] == ["—"] * 3 and [row[-2:] for row in found[2:]] == [["—", ""]] * 3


# The round trip


@pytest.mark.parametrize("name", ["zizhou-2021", "baojing-2019", "hengyang-2023"])
def test_it_is_a_file_of_facts_too(name: str, tmp_path: Path) -> None:
    rubric = perfrules.load(name)
    facts = rubric.read(supplied(rubric.model, published_facts(rubric)))
    path = tmp_path / "result.xlsx"
    path.write_bytes(score_workbook(rubric, facts, rubric.score(facts)))
    assert dict(rubric.read_file(path).values) == dict(facts.values)


def test_in_english() -> None:
    rubric = perfrules.loads(
        "rubric Small\nfull marks 10 points\nfacts\n  rate : ratio [0%, 100%]\n"
        "level 1 indicator service 10 points\n  score = rate × full marks\ngrades\n  good : ≥ 5\n  bad : < 5\n"
    )
    rows = table(sheet_of(rubric, {"rate": "50%"}, "en"), "scores")
    assert rows[0] == ["Level 1", "Points", "Score", "Rate", "Points lost"]
    assert rows[1][:4] == ["service", 10, 5, 0.5] and rows[2][1:] == [10, 5, 0.5, "grade: good"]
