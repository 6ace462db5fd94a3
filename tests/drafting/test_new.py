"""`perfrules new`: what a draft says is what the table prints; nothing is guessed unmarked, nothing unread is lost."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from click.testing import CliRunner

import perfrules
from perfrules.cli.app import app
from perfrules.compiler import compile_source
from perfrules.diagnostics import Severity
from perfrules.drafting.draft import Head, draft
from perfrules.drafting.outcomes import Unread
from perfrules.drafting.outline import Item, outline
from perfrules.drafting.rules import guess
from perfrules.drafting.tables import Table, read_table
from perfrules.office.document import document
from perfrules.office.rubric_layout import rubric_layout
from perfrules.source import Source

ANNEX = Path(__file__).parent / "zizhou-annex-1.txt"
"""附件1 of the 子洲县 report as a text with tabs; page breaks and their repeated headings are left in."""


def items_of(path: Path) -> tuple[list[Item], Fraction | None]:
    found = read_table(str(path))
    assert isinstance(found, Table), found
    return outline(found.grid, found.heads)


def test_levels_names_and_points_of_a_printed_table() -> None:
    items, total = items_of(ANNEX)
    assert [(item.name, item.worth) for item in items] == [("投入", 24), ("过程", 66), ("效果", 10)]
    leaves = [leaf for item in items for leaf in item.leaves()]
    assert len(leaves) == 30 and total == 100
    assert sum(leaf.worth or 0 for leaf in leaves) == 100
    seconds = [(part.name, part.worth) for item in items for part in item.parts]
    assert seconds == [
        ("预算编制", 24),
        ("预算执行", 31),
        ("预算管理", 26),
        ("债权债务管理", 4),
        ("资产管理", 5),
        ("履职效益", 10),
    ]
    assert [leaf.name for leaf in leaves if not leaf.named] == ["部门绩效评价之4"]
    shipped = perfrules.load("zizhou-2021").model
    assert [leaf.worth for leaf in leaves] == [leaf.points for leaf in shipped.leaves()]


def test_the_draft_of_the_table_lacks_only_what_it_says_it_lacks() -> None:
    made = draft(Head("试"), *items_of(ANNEX))
    assert (made.guessed, made.unread) == (28, 2)
    compiled = compile_source(Source("draft.rubric", made.text))
    errors = [d for d in compiled.diagnostics if d.severity is Severity.ERROR]
    lines = made.text.split("\n")
    assert [d.kind.name for d in errors] == ["leaf-without-rule"] * 2
    for error in errors:
        start = error.span.source.position(error.span.start)[0]
        assert any("# 待写（" in line for line in lines[start : start + 3])
    # Every rule that was guessed has its mark above it.
    assert made.text.count("# 待核：") >= 28
    assert made.text.count("  依据 ") == 30


def scored_alone(criterion: str, points: int, facts: dict[str, Any], explanation: str = "") -> Fraction:
    """The score of one indicator whose rule is what is guessed of a criterion."""
    item = Item("本项", 1, Fraction(points), criterion=criterion, explanation=explanation)
    made = draft(Head("试"), [item], None)
    assert made.guessed == 1, made.text
    return perfrules.loads(made.text).score(facts).total


@pytest.mark.parametrize(
    ("criterion", "points", "facts", "score"),
    [
        ("账目完整得3分；发现1处错误，扣0.5分，扣完为止。", 3, {"错误": 2}, "2"),
        ("报表齐全得2分；发现编报数据不齐全的，发现 1 处，扣 0.5 分，扣完为止。", 2, {"编报数据不齐全": 3}, "0.5"),
        ("按时报送的，得2分；超过时限报送的，每超1个工作日，扣1分，扣完为止。", 2, {"超过时限报送": 1}, "1"),
        ("有制度得1分，制度合规得1分，按制度运行得2分", 4, {"有制度": True, "制度合规": False, "按制度运行": True}, "3"),
        ("编制内得满分。超编一人扣0.5分，扣完为止。", 2, {"超编": 3}, "0.5"),
        ("无超标准接待得4分，发现1例扣2分，扣完为止。", 4, {"超标准接待": 1}, "2"),
        ("完成率达100%得满分，每下降一个百分点扣0.5分，扣完为止。", 3, {"完成率": "97.5%"}, "2"),
        ("控制率小于或等于100%的，得2分，否则得0分。", 2, {"控制率": "100.1%"}, "0"),
        ("变动率在大于等于-15%和小于等于15%之间的，得2分，否则得0分。", 2, {"变动率": "-15%"}, "2"),
        ("动态变动率等于或小于 0 时，得满分；大于 0 时，得 0 分。", 2, {"动态变动率": "0.1%"}, "0"),
        ("结果评为优秀等次的部门，得10分；良好等次的，得8分；一般等次的，得5分；较差等次的，得0分。", 10, {"结果": "一般"}, "5"),
        ("全部公开得2分，未公开一处扣0.5分；未按时公开的，不得分。", 2, {"未公开": 1, "未按时公开": False}, "1.5"),
        ("编制目标，得1分；目标量化，得1分（未有专项资金的，得满分）。", 2, {"未有专项资金": True}, "2"),
        ("编制目标，得1分；指标明确，量化准确，得2分，编制不明确、未量化的发现一处扣0.5分，扣完为止。", 3,
         {"编制目标": True, "编制不明确、未量化": 6}, "1"),
        ("指标标准合理得1分，报告内容完整得1分，一处不合理扣0.5分，扣完为止。", 2, {"报告内容完整": True, "不合理": 3}, "1"),
        ("①有论证；②有依据；（3）有测算。每符合一项得1分，全部符合得满分。", 3, {"有论证": True, "有依据": True, "有测算": False}, "2"),
        ("追加率≤10%的，得3分；10%＜追加率≤30%的，得2分；追加率＞30%的，不得分。", 3, {"追加率": "30%"}, "2"),
        ("执行率≥95%，得10分；85%（含）—95%，得8分；70%（含）-85%，得5分；70%以下不得分。", 10, {"执行率": "70%"}, "5"),
        ("执行率≥９５％，得１０分；８５％（含）—９５％，得８分；８５％以下不得分。", 10, {"执行率": "85%"}, "8"),
        ("满意度90%（含）以上得8分；80%—90%得6分；80%（不含）以下不得分。", 8, {"满意度": "80%"}, "6"),
        ("得分=到位率×4分，超过4分的按4分计。", 4, {"到位率": "120%"}, "4"),
        ("得分=到位率×分值", 4, {"到位率": "50%"}, "2"),
        ("每发现1起违反制度的行为，扣1分，扣完为止。", 5, {"违反制度的行为": 2}, "3"),
        ("按时公开的得2分；未公开的不得分；公开不及时的，每逾期1个工作日扣0.5分。", 2, {"未公开": False, "公开不及时": 3}, "0.5"),
        ("实际培训人次≥200人次得满分，未完成的按完成比例得分。", 5, {"培训人次": 160}, "4"),
        ("100%得满分；每下降1%扣0.5分。", 5, {"本项": "97.5%"}, "4"),
        ("合格率达100%得10分；90%-100%之间按比例得分；90%以下不得分。", 10, {"合格率": "95%"}, "9.5"),
        ("完成率≥95%得满分，≤85%得0分，85%—95%之间按比例得分。", 10, {"完成率": "90%"}, "5"),
        ("根据实际情况酌情打分。", 5, {"本项": 4}, "4"),
        ("得分＝执行率×5分，超过100%不得分", 5, {"执行率": "95%"}, "4.75"),
        ("得分＝执行率×5分，超过100%不得分", 5, {"执行率": "100.1%"}, "0"),
        ("节约率≥0得满分；超支10%以内（含）得3分；超支10%以上得0分", 5, {"节约率": "-10%"}, "3"),
        ("按期完工得5分，延期1个月以内得3分，延期1个月以上不得分", 5, {"延期": 1}, "3"),
        ("较上年下降5个百分点及以上得8分，每少1个百分点扣1.6分，未下降得0分", 8, {"较上年下降": "3.7%"}, "6.4"),
        ("满意度90%以上得10分，80%以上得8分，60%以上得5分，60%以下不得分", 10, {"满意度": "89.9%"}, "8"),
        ("达标率≥90%得满分；＜90%不得分", 5, {"达标率": "90%"}, "5"),
        ("满意度不低于95%的得满分；低于80%的不得分；在80%-95%之间的，按公式计算得分", 10, {"满意度": "80%"}, "0"),
    ],
)  # fmt: skip
def test_common_wordings(criterion: str, points: int, facts: dict[str, Any], score: str) -> None:
    assert scored_alone(criterion, points, facts) == Fraction(score)


def test_a_printed_formula_becomes_a_formula() -> None:
    criterion = "预算完成率大于等于95%的，得满分；小于等于85%的，得0分；在95%-85%之间的，按公式计算得分。"
    explanation = "预算完成率=本年支出数÷(年初预算数+追加预算数)×100%。得分=[预算完成率-85%]÷[95%-85%]×分值。"
    facts = {"本年支出数": 90, "年初预算数": 80, "追加预算数": 20}
    assert scored_alone(criterion, 12, facts, explanation) == 6


def test_what_is_absent_may_be_a_divisor_of_0() -> None:
    criterion = "达到90%及以上得满分，每低5个百分点扣1分，扣完为止。无采购预算的得满分。"
    explanation = "采购执行率=采购金额÷采购预算数×100%"
    item = Item("采购执行率", 1, Fraction(3), criterion=criterion, explanation=explanation)
    rubric = perfrules.loads(draft(Head("试"), [item], None).text)
    scores = [rubric.score({"采购金额": spent, "采购预算数": planned}).total for spent, planned in ((0, 0), (82, 100))]
    assert scores == [3, 2]


def test_what_an_explanation_counts_is_left_to_write() -> None:
    words = "编制内得满分。超编1人扣0.5分，扣完为止（超过三个月视为长期）。"
    item = Item("本项", 1, Fraction(2), criterion=words, explanation="机构改革超编不算。反映人员控制情况。")
    made = draft(Head("试"), [item], None)
    assert made.guessed == 1
    assert "# 待写（下面的规则里没有，会改变得分的要写进去）：超过三个月视为长期；机构改革超编不算\n" in made.text


@pytest.mark.parametrize(
    ("criterion", "points", "left"),
    [
        ("参照上级文件评分。", 5, "参照上级文件评分"),
        ("核算规范，得3-4分；较规范，得1-2分；不规范，不得分", 4, "核算规范,得3-4分"),
        ("及时完成得满分，延期1个季度内扣50%，延期超过1个季度不得分", 4, "延期1个季度内扣50%,延期超过1个季度"),
        ("计划合理，得1分；执行到位，得1分。", 5, "各条相加2分，不是5分"),
        ("无债务得满分，债务未增加得1分，债务增加不得分。", 2, "无债务；债务未增加"),
        ("①有论证；②有依据。每符合一项得1分。", 3, "各条相加2分，不是3分"),
        ("完成200人得满分，完成80%以上的按完成比例得分。", 5, "完成80%以上"),
        ("", 5, ""),
    ],
)
def test_what_is_not_understood_is_no_guess(criterion: str, points: int, left: str) -> None:
    with pytest.raises(Unread, match=f"^{left}$"):
        guess("本项", Fraction(points), criterion, "")
    made = draft(Head("试"), [Item("本项", 1, Fraction(points), criterion=criterion)], None)
    assert (made.guessed, made.unread) == (0, 1)
    assert "# 待写（" in made.text and (not criterion or f"：{criterion}" in made.text)


def test_one_unread_sentence_leaves_the_rest_readable() -> None:
    words = "合格率95%以上得8分；90%-95%得5分；90%以下得0分。同类工程合并计算。"
    made = draft(Head("试"), [Item("合格率", 1, Fraction(8), criterion=words)], None)
    assert (made.guessed, made.partly, made.unread) == (1, 1, 0)
    assert "# 待写（下面的规则里没有，会改变得分的要写进去）：同类工程合并计算\n" in made.text
    assert perfrules.loads(made.text).score({"合格率": "91%"}).total == 5
    # A sentence that gives points is no remark: without it the rest would be another rule.
    words = "有制度得2分；另按评审意见得1-2分"
    assert draft(Head("试"), [Item("制度", 1, Fraction(2), criterion=words)], None).unread == 1


@pytest.mark.parametrize("measure", ["完成率", "实际完成数÷计划完成数"])
def test_what_several_indicators_call_alike_is_each_its_own(measure: str) -> None:
    name = measure if measure.endswith("率") else "完成率"
    formula = "" if measure == name else f"完成率＝{measure}"
    words = f"{name}≥100%得5分；{name}＜100%不得分"
    items = [Item(each, 1, Fraction(5), criterion=words, explanation=formula) for each in ("培训", "建设")]
    text = draft(Head("试"), items, None).text
    given = (
        {"培训完成率": "100%", "建设完成率": "99%"}
        if not formula
        else {"培训实际完成数": 5, "培训计划完成数": 5, "建设实际完成数": 4, "建设计划完成数": 5}
    )
    assert [leaf.score for leaf in perfrules.loads(text).score(given).leaves()] == [5, 0], text


def test_points_that_do_not_close_are_pointed_at() -> None:
    parts = [Item("甲", 2, Fraction(3), criterion="合规得3分；发现1处错误，扣1分"), Item("乙", 2, Fraction(4))]
    made = draft(Head("试"), [Item("上", 1, Fraction(8), parts=parts)], Fraction(10))
    assert "# 待核：下级相加7分，表上印8分" in made.text
    assert "# 待核：各项相加8分，表上印10分" in made.text


# Files


HEADS = ["一级指标", "二级指标", "评分标准", "分值"]
ROWS = [["投入（6分）", "预算", "按时得2分；每迟1天，扣0.5分", "2"], ["", "目标", "合理得1分，明确得3分", "4"]]


def as_workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["某县指标体系表"])
    for row in (HEADS, *ROWS):
        sheet.append([int(cell) if cell.isdigit() else cell for cell in row])
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("A3:A4")
    book.save(path)
    return path


def as_document(path: Path) -> Path:
    word = docx.Document()
    word.add_table(rows=1, cols=2).cell(0, 0).text = "别的表"
    table = word.add_table(rows=3, cols=4)
    for number, row in enumerate((HEADS, *ROWS)):
        for column, text in enumerate(row):
            table.cell(number, column).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    word.save(str(path))
    return path


def as_text(path: Path) -> Path:
    path.write_text("\n".join(["附件", *("\t".join(row) for row in (HEADS, *ROWS)), "完"]), encoding="gb18030")
    return path


def as_markdown(path: Path) -> Path:
    lines = [f"| {' | '.join(row)} |" for row in (HEADS, ["---"] * 4, *ROWS)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "write"),
    [("a.xlsx", as_workbook), ("a.docx", as_document), ("a.txt", as_text), ("a.md", as_markdown)],
)
def test_one_table_in_every_kind_of_file(name: str, write: Any, tmp_path: Path) -> None:
    items, total = items_of(write(tmp_path / name))
    assert total is None
    assert [(item.name, item.points) for item in items] == [("投入", 6)]
    assert [(leaf.name, leaf.worth, leaf.criterion) for leaf in items[0].leaves()] == [
        ("预算", 2, ROWS[0][2]),
        ("目标", 4, ROWS[1][2]),
    ]


@pytest.mark.parametrize("name", ["zizhou-2021", "baojing-2019"])
def test_a_table_that_show_wrote_is_read_back(name: str, tmp_path: Path) -> None:
    rubric = perfrules.load(name)
    path = tmp_path / "table.docx"
    path.write_bytes(document(rubric_layout(rubric.model, rubric.language), (), ""))
    items, total = items_of(path)
    assert total == 100
    leaves = [leaf for item in items for leaf in item.leaves()]
    assert [(leaf.name, leaf.worth) for leaf in leaves] == [(leaf.name, leaf.points) for leaf in rubric.model.leaves()]


# The command


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(tmp_path)

    def runs(*arguments: str, typed: str | None = None) -> Any:
        return CliRunner().invoke(app, ["--lang", "zh", *arguments], input=typed)

    return runs


@pytest.mark.parametrize("base", ["hunan-overall-spending", "project-self-evaluation-2020"])
def test_a_rubric_on_a_base_checks_clean(base: str, run: Any) -> None:
    done = run("new", "-o", "ours.rubric", "--from", base, "--title", "某县表", "--year", "2024")
    assert done.exit_code == 0, done.output
    assert run("check", "--strict", "ours.rubric").exit_code == 0
    ours, theirs = perfrules.load("ours.rubric"), perfrules.load(base)
    assert ours.title == "某县表" and [leaf.path for leaf in ours.model.leaves()] == [
        leaf.path for leaf in theirs.model.leaves()
    ]


def test_a_skeleton_lacks_only_its_indicators(run: Any) -> None:
    assert run("new", "-o", "ours.rubric", "--title", "某县表", "--points", "120").exit_code == 0
    done = run("check", "ours.rubric")
    assert "PR417" in done.output and "1处错误" in done.output
    text = Path("ours.rubric").read_text(encoding="utf-8")
    # Its own examples, with the marks of comments taken away.
    kept = re.compile(r"\s*#\s*(待写|等级|[优良中差] ：)")
    lines = [line if kept.match(line) else re.sub(r"^(\s*)# ?", r"\1", line) for line in text.split("\n")]
    example = "\n".join(lines)
    Path("ours.rubric").write_text(example.replace("60分", "120分").replace("40分", "120分"), encoding="utf-8")
    assert run("check", "--strict", "ours.rubric").exit_code == 0, run("check", "ours.rubric").output


def test_english_frames_check_like_the_chinese_ones(run: Any) -> None:
    assert run("--lang", "en", "new", "-o", "ours.rubric", "--title", "Ours").exit_code == 0
    text = Path("ours.rubric").read_text(encoding="utf-8")
    assert not re.search("[\u4e00-\u9fff]", text.replace("万元", "")), text
    kept = re.compile(r"\s*# to write")
    lines = [line if kept.match(line) else re.sub(r"^(\s*)# ?", r"\1", line) for line in text.split("\n")]
    example = "\n".join(lines).replace("60 points", "100 points").replace("40 points", "100 points")
    Path("ours.rubric").write_text(example, encoding="utf-8")
    done = run("--lang", "en", "check", "--strict", "ours.rubric")
    assert done.exit_code == 0, done.output
    assert run("--lang", "en", "new", "-o", "b.rubric", "--from", "hunan-overall-spending").exit_code == 0
    assert run("check", "--strict", "b.rubric").exit_code == 0
    assert Path("b.rubric").read_text(encoding="utf-8").startswith("# Extends ")


def test_a_draft_from_the_command_line(run: Any) -> None:
    done = run("new", "-o", "z.rubric", "--from-table", str(ANNEX), "--title", "子洲县指标体系表")
    assert "30项：读出28项，都标了「待核」，其中4项还有几句标了「待写」；2项没有读懂，标了「待写」。" in done.stdout
    assert run("new", "-o", "z.rubric", "--from-table", str(ANNEX)).exit_code == 2
    assert "子洲县指标体系表" in Path("z.rubric").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.pdf", b"%PDF", "PR620"),
        ("a.txt", "没有表的一段话\n".encode(), "PR634"),
        ("a.xlsx", b"PK broken", "PR630"),
        ("a.docx", b"PK broken", "PR630"),
        ("en.txt", b"Level 1\tLevel 2\tPoints\tCriterion\nInput\tBudget\t10\tFull marks if complete\n", "PR636"),
        ("gone.txt", None, "PR"),
    ],
)
def test_what_is_no_table(run: Any, name: str, content: bytes | None, told: str) -> None:
    if content is not None:
        Path(name).write_bytes(content)
    done = run("new", "-o", "z.rubric", "--from-table", name)
    assert done.exit_code == 2 and told in done.stderr
    assert not Path("z.rubric").exists()


def test_either_a_base_or_a_table(run: Any) -> None:
    done = run("new", "-o", "z.rubric", "--from", "zizhou-2021", "--from-table", str(ANNEX))
    assert done.exit_code == 2 and "只能用一个" in done.stderr


def test_a_draft_in_an_english_session_says_that_it_is_in_chinese(run: Any) -> None:
    done = run("--lang", "en", "new", "-o", "z.rubric", "--from-table", str(ANNEX))
    assert done.exit_code == 0 and "30 indicators: 28 guessed" in done.stdout
    assert "It is in Chinese, as the table is" in done.stdout
