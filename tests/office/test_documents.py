"""The score sheet and the printed table as documents and pages: one layout, every format says the same."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

import perfrules
from perfrules.office.document import document
from perfrules.office.layout import Layout
from perfrules.office.page import html_page, markdown
from perfrules.office.rubric_layout import rubric_layout
from perfrules.office.score_layout import score_layout
from perfrules.office.table_xlsx import table_workbook
from perfrules.result.explain import paragraphs
from perfrules.testing.supplied import supplied
from tests.support.office import converted, needs_libreoffice
from tests.support.published import published_facts

ODD = """
评价表 <b>甲|乙</b> *表*
满分 10分
数据
  率 ：比率 [0%, 100%]
一级指标 上 6分
  择优
  二级指标 子一 6分
    得分 ＝ 率 × 满分
  二级指标 子二 6分
    满足 「好」 得6分
一级指标 下 4分
  依据 "办法 <第三条>|甲"
  满足 「齐」 得4分
"""


@pytest.fixture(scope="module")
def zizhou() -> perfrules.Rubric:
    return perfrules.load("zizhou-2021")


@pytest.fixture(scope="module")
def result(zizhou: perfrules.Rubric) -> perfrules.Result:
    return zizhou.score(supplied(zizhou.model, published_facts(zizhou)))


@pytest.fixture(scope="module")
def odd() -> perfrules.Result:
    return perfrules.loads(ODD).score({"率": "50%", "好": True, "齐": False})


def in_grid(layout: Layout) -> list[list[str]]:
    """The text of every place of a table, a merged cell's in all of its places; each place is covered once."""
    grid = [[""] * len(layout.heads) for _ in range(layout.rows)]
    seen: set[tuple[int, int]] = set()
    for box in layout.boxes:
        for row in range(box.row, box.last_row + 1):
            for column in range(box.column, box.last_column + 1):
                assert (row, column) not in seen, box
                seen.add((row, column))
                grid[row][column] = box.text
    assert len(seen) == layout.rows * len(layout.heads)
    return grid


@pytest.mark.parametrize("name", ["zizhou-2021", "baojing-2019", "hengyang-2023", "heshui-2024", "chengjiang-2019"])
def test_every_place_of_a_table_is_covered_once(name: str) -> None:
    rubric = perfrules.load(name)
    grid = in_grid(rubric_layout(rubric.model, rubric.language))
    assert len(grid) == 1 + len([n for n in rubric.model.walk() if not n.children]) + sum("本级" in row for row in grid)
    scored = in_grid(score_layout(rubric.score(supplied(rubric.model, published_facts(rubric)))))
    assert scored[-1][0] == "总分"


def test_an_alternative_has_its_subtotal(odd: perfrules.Result) -> None:
    grid = in_grid(score_layout(odd))
    assert [row[:4] for row in grid] == [
        ["上\n（6分）", "子一", "6", "3"],
        ["上\n（6分）", "子二", "6", "6"],
        ["上\n（6分）", "小计", "6", "6"],
        ["下", "下", "4", "0"],
        ["总分", "总分", "10", "6"],
    ]
    assert grid[0][5] == "未采用" and "子二" in grid[2][5]


def test_a_word_document_holds_the_table_and_the_analysis(result: perfrules.Result) -> None:
    layout = score_layout(result)
    word = docx.Document(io.BytesIO(document(layout, tuple(paragraphs(result)), "绩效分析")))
    table = word.tables[0]
    texts = [[cell.text for cell in row.cells] for row in table.rows]
    assert texts[0] == list(layout.heads)
    assert texts[1:] == in_grid(layout)
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    said = [paragraph.text for paragraph in word.paragraphs]
    assert said[0] == "子洲县部门（单位）整体绩效评价得分情况表"
    assert [line.text for line in paragraphs(result)] == said[-len([*paragraphs(result)]) :]
    assert any(text.startswith("预算完成率：共12分。预算完成率＝3296.75÷3642.94×100%＝90.5%") for text in said)


def test_chinese_characters_have_a_chinese_font(result: perfrules.Result) -> None:
    word = docx.Document(io.BytesIO(document(score_layout(result), tuple(paragraphs(result)), "绩效分析")))
    runs = [run for paragraph in word.paragraphs for run in paragraph.runs]
    runs += [run for row in word.tables[0].rows for cell in row.cells for p in cell.paragraphs for run in p.runs]
    fonts = {run._element.rPr.rFonts.get(qn("w:eastAsia")) for run in runs}
    assert fonts == {"宋体", "黑体"}
    assert word.styles["Normal"].element.rPr.rFonts.get(qn("w:eastAsia")) == "宋体"


class _Page(HTMLParser):
    """The cells of a page's table, and its other texts."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[tuple[str, int, int]]] = []
        self.open = ""
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append(("", int(found.get("rowspan") or 1), int(found.get("colspan") or 1)))
        self.open = tag

    def handle_endtag(self, tag: str) -> None:
        self.open = ""

    def handle_data(self, data: str) -> None:
        if self.open in ("td", "th"):
            text, rows, columns = self.rows[-1][-1]
            self.rows[-1][-1] = (text + data, rows, columns)
        else:
            self.texts.append(data)


def test_a_page_escapes_what_an_author_wrote(odd: perfrules.Result) -> None:
    layout = score_layout(odd)
    text = html_page(layout, tuple(paragraphs(odd)), "绩效分析", "zh")
    page = _Page()
    page.feed(text)
    assert "<b>甲" not in text
    assert [cell for row in page.rows[1:] for cell, _, _ in row] == [
        box.text for box in sorted(layout.boxes, key=lambda b: (b.row, b.column))
    ]
    assert page.rows[1][0][1:] == (3, 1) and page.rows[-1][0][1:] == (1, 2)
    assert any("<b>甲|乙</b> *" in part for part in page.texts)


def test_markdown_keeps_its_columns(odd: perfrules.Result) -> None:
    lines = markdown(score_layout(odd), tuple(paragraphs(odd)), "绩效分析").splitlines()
    assert lines[0] == r"# \<b\>甲|乙\</b\> \*得分情况表" or lines[0].startswith(r"# \<b\>甲|乙\</b\>")
    rows = [line for line in lines if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {7}
    assert rows[2] == "| 上<br>（6分） | 子一 | 6 | 3 | 50% | 未采用 |"
    assert rows[3].startswith("|  | 子二 | 6 |")
    assert "## 绩效分析" in lines


def test_the_printed_table_says_what_the_rubric_does(zizhou: perfrules.Rubric) -> None:
    layout = rubric_layout(zizhou.model, zizhou.language)
    row = next(row for row in in_grid(layout) if row[2] == "预算完成率")
    assert layout.heads == ("一级指标", "二级指标", "三级指标", "评分点", "分值", "评分标准", "依据和假定")
    assert row[:5] == ["过程\n（66分）", "预算执行\n（31分）", "预算完成率", "预算完成率", "12"]
    assert "(85%, 95%)的，从0分到满分按直线计算得分" in row[5]
    assert row[6].startswith("依据：附件1：预算完成率大于等于95%的，得满分") and "假定：比率不先取整" in row[6]
    page = openpyxl.load_workbook(io.BytesIO(table_workbook(layout)))["指标体系表"]
    assert [cell.value for cell in page[3]] == list(layout.heads)
    assert (page["E10"].value, page["C10"].value) == (12, "预算完成率")
    assert "舍入：各项得分保留1位小数（四舍五入）" in layout.notes


@needs_libreoffice
def test_a_document_opens_and_its_table_fits_the_page(result: perfrules.Result, tmp_path: Path) -> None:
    path = tmp_path / "score.docx"
    path.write_bytes(document(score_layout(result), tuple(paragraphs(result)), "绩效分析"))
    (made,) = converted([path], "pdf", tmp_path / "done")
    pdf = made.read_bytes()
    assert pdf.startswith(b"%PDF") and len(re.findall(rb"/Type\s*/Page\b", pdf)) >= 3
