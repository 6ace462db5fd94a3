"""What is printed above and below a table: title, year, rounding and grades go into the draft, each to be checked."""

from __future__ import annotations

from pathlib import Path

import docx
import openpyxl
import pytest
from click.testing import CliRunner

import perfrules
from perfrules.cli.app import app
from perfrules.drafting.around import Around, read_around

HEADS = ["一级指标", "二级指标", "分值", "评分标准"]
ROWS = [
    ["产出", "数量", "60", "完成率≥100%得60分；完成率＜100%不得分"],
    ["效益", "满意度", "40", "满意度≥90%得40分；满意度＜90%不得分"],
]
TITLE = "青石县2024年农村供水项目支出绩效评价指标评分表"
BELOW = "综合得分90（含）～100分为优，80（含）～90分为良，60（含）～80分为中，60分以下为差。各项得分保留两位小数。"


@pytest.mark.parametrize(
    ("printed", "grades"),
    [
        ("综合得分90（含）～100分为优，80（含）～90分为良，60（含）～80分为中，60分以下为差", "优[90, 100] 良[80, 90) 中[60, 80) 差＜ 60"),
        ("90分以上为优，80—90分为良，60—80分为中，60分以下为差。", "优≥ 90 良[80, 90) 中[60, 80) 差＜ 60"),
        ("评价等级：优（90-100分）、良（80-89分）、中（60-79分）、差（60分以下）。", "优[90, 100] 良[80, 90) 中[60, 80) 差＜ 60"),
        ("优秀（S≥90）、良好（90＞S≥80）、一般（80＞S≥60）、较差（S＜60）", "优秀≥ 90 良好[80, 90) 一般[60, 80) 较差＜ 60"),
        ("90分及以上的评定为“优秀”等次，75分（含）至90分的为“良好”等次，75分以下的为“不合格”等次", "优秀≥ 90 良好[75, 90) 不合格＜ 75"),
        ("综合评分≥90分，评价等级为优；80分≤综合评分＜90分，评价等级为良；综合评分＜80分，评价等级为差。", "优≥ 90 良[80, 90) 差＜ 80"),
        ("优：90分（含）以上；良：80分（含）-90分；中：60分（含）-80分；差：60分以下。", "优≥ 90 良[80, 90) 中[60, 80) 差＜ 60"),
        ("得分90分以上为优。", ""),
        ("评价结果分为优、良、中、差四个等级。", ""),
    ],
)  # fmt: skip
def test_grades_as_tables_print_them(printed: str, grades: str) -> None:
    read = read_around(Around((), (printed,)))
    assert " ".join(f"{label}{row}" for label, row in read.grades) == grades
    # What gives no grades is not lost.
    assert read.grades_said or read.left == (printed.rstrip("。"),)


@pytest.mark.parametrize(
    ("printed", "statement"),
    [
        ("各项得分保留两位小数。", "舍入 各项得分 2位小数"),
        ("得分四舍五入保留1位小数", "舍入 各项得分 1位小数"),
        ("最终得分精确到小数点后两位。", "舍入 总分 2位小数"),
        ("评价总分保留一位小数", "舍入 总分 1位小数"),
        ("得分取整数。", None),
    ],
)
def test_rounding_as_tables_print_it(printed: str, statement: str | None) -> None:
    read = read_around(Around((), (printed,)))
    assert (read.rounding[0] if read.rounding else None) == statement
    assert statement or read.left


@pytest.mark.parametrize(
    ("above", "title", "year"),
    [
        (("附件2", "青石县2024年度农村供水项目", "支出绩效评价指标体系"), "青石县2024年度农村供水项目支出绩效评价指标体系", "2024"),
        (("附件", TITLE, "单位：万元"), TITLE, "2024"),
        (("绩效评价指标体系表", "（2023年度）"), "绩效评价指标体系表", ""),
        (("根据通知要求，现将评分情况报告如下。",), "", ""),
    ],
)  # fmt: skip
def test_the_title_above_a_table(above: tuple[str, ...], title: str, year: str) -> None:
    read = read_around(Around(above))
    assert (read.title, read.year) == (title, year)


def as_document(path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("附件1")
    word.add_paragraph(TITLE)
    table = word.add_table(rows=3, cols=4)
    for number, row in enumerate((HEADS, *ROWS)):
        for column, text in enumerate(row):
            table.cell(number, column).text = text
    word.add_paragraph(BELOW)
    word.add_paragraph("虚报材料的，总分不得超过60分。")
    word.save(str(path))


def as_workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    for row in ([TITLE], HEADS, *ROWS, [BELOW], ["虚报材料的，总分不得超过60分。"]):
        book.active.append([int(cell) if cell.isdigit() else cell for cell in row])
    book.active.merge_cells("A1:D1")
    book.save(path)


def as_text(path: Path) -> None:
    rows = ["\t".join(row) for row in (HEADS, *ROWS)]
    path.write_text("\n".join(["附件1", TITLE, *rows, BELOW, "虚报材料的，总分不得超过60分。"]), encoding="utf-8")


@pytest.mark.parametrize(("name", "write"), [("表.docx", as_document), ("表.xlsx", as_workbook), ("表.txt", as_text)])
def test_what_stands_around_a_table_goes_into_the_draft(
    name: str, write: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert callable(write)
    write(tmp_path / name)
    done = CliRunner().invoke(app, ["--lang", "zh", "new", "-o", "甲.rubric", "--from-table", name])
    assert done.exit_code == 0, done.output
    text = Path("甲.rubric").read_text(encoding="utf-8")
    rubric = perfrules.load("甲.rubric")
    assert (rubric.title, rubric.model.year) == (TITLE, "2024")
    result = rubric.score({"完成率": "100%", "满意度": "50%"})
    assert (result.total, result.grade) == (60, "中")
    for line in (f"年度照「{TITLE}」", "照「各项得分保留两位小数」", "照「综合得分90（含）～100分为优"):
        assert f"# 待核：{line}" in text
    assert "# 待写：表外印着「虚报材料的，总分不得超过60分」" in text
    # What was said on the command line holds.
    CliRunner().invoke(
        app, ["new", "-o", "甲.rubric", "--force", "--from-table", name, "--title", "甲表", "--year", "2023"]
    )
    text = Path("甲.rubric").read_text(encoding="utf-8")
    assert "\n评价表 甲表\n" in text and "\n  年度 2023\n" in text and "年度照" not in text
