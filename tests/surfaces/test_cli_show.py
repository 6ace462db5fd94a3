"""list, show and dump: what is there, as a table and for programs."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from perfrules.source import cell_width

Run = Callable[..., Any]


def test_list_says_what_is_shipped(perfrules: Run) -> None:
    found = perfrules("list")
    assert found.code == 0
    row = next(line for line in found.out.splitlines() if line.startswith("zizhou-2021"))
    assert row.split() == ["zizhou-2021", "2021", "100", "子洲县部门（单位）整体绩效评价指标体系表"]


def test_list_for_programs(perfrules: Run) -> None:
    rubrics = perfrules("list", "--format", "json").json["rubrics"]
    (found,) = [row for row in rubrics if row["id"] == "zizhou-2021"]
    assert found == {
        "id": "zizhou-2021",
        "year": "2021",
        "points": "100",
        "title": "子洲县部门（单位）整体绩效评价指标体系表",
    }


def test_show_reads_like_the_printed_table(perfrules: Run) -> None:
    found = perfrules("show", "zizhou-2021")
    assert found.code == 0
    lines = [line.strip() for line in found.out.splitlines()]
    start = next(i for i, line in enumerate(lines) if line.startswith("预算完成率"))
    assert lines[start].split(maxsplit=2) == ["预算完成率", "12", "预算完成率＝预算支出合计 ÷ 预算收入合计"]
    assert lines[start + 1 : start + 5] == [
        "按预算完成率评分：",
        "≥ 95%的，得满分",
        "(85%, 95%)的，从0分到满分按直线计算得分",
        "≤ 85%的，得0分",
    ]
    for sentence in (
        "编报数据不齐全或有错误，每1处扣0.5分，扣完为止",
        "特例：未有专项资金的，得满分",
        "整体绩效自评率低于100%的，每10个百分点扣0.5分，零头不计，至多扣1分",
        "优秀的，得10分",
        "否则，得1分",
        "不适用：账面净资产总额 ＝ 0的，得满分",
        "等级：优秀 ≥90；良好 [80, 90)；一般 [70, 80)；较差 ＜70",
        "舍入：各项得分保留1位小数（四舍五入）",
    ):
        assert sentence in found.out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_show_fits_a_terminal_of_a_hundred_columns(perfrules: Run, lang: str) -> None:
    found = perfrules("show", "zizhou-2021", "--lang", lang)
    assert max(map(cell_width, found.out.splitlines())) <= 100


def test_show_follows_the_width_of_the_terminal(perfrules: Run) -> None:
    found = perfrules("show", "zizhou-2021", env={"PERFRULES_LANG": "zh", "COLUMNS": "81"})
    assert max(map(cell_width, found.out.splitlines())) <= 80


def test_show_for_programs(perfrules: Run) -> None:
    found = perfrules("show", "zizhou-2021", "--format", "json").json
    leaves = [node for node in found["indicators"] if node["criterion"]]
    assert (found["rubric"], found["points"], len(leaves)) == ("zizhou-2021", "100", 30)
    rate = next(node for node in leaves if node["name"] == "预算完成率")
    assert rate["points"] == "12"
    assert rate["criterion"][1]["rows"][0]["text"] == "≥ 95%的，得满分"
    fact = next(fact for fact in found["facts"] if fact["path"] == "编制数")
    assert (fact["unit"], fact["grid"], fact["low"]) == ("人", "1", "0")


class _Grid(HTMLParser):
    """Puts the cells of a table's body on a grid, as a browser does."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[tuple[int, int]]] = []
        self.body = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tbody":
            self.body = True
        elif tag == "tr" and self.body:
            self.rows.append([])
        elif tag in ("td", "th") and self.body:
            spans = dict(attrs)
            self.rows[-1].append((int(spans.get("rowspan") or 1), int(spans.get("colspan") or 1)))

    def holes(self, columns: int) -> int:
        """Cells that are covered twice or not at all."""
        covered: dict[tuple[int, int], int] = {}
        for y, row in enumerate(self.rows):
            x = 0
            for height, width in row:
                while (y, x) in covered:
                    x += 1
                for cell in ((y + dy, x + dx) for dy in range(height) for dx in range(width)):
                    covered[cell] = covered.get(cell, 0) + 1
        wanted = {(y, x) for y in range(len(self.rows)) for x in range(columns)}
        return len(wanted ^ covered.keys()) + sum(1 for count in covered.values() if count > 1)


def test_show_as_a_page_is_a_whole_table(perfrules: Run) -> None:
    found = perfrules("show", "zizhou-2021", "--format", "html")
    assert found.code == 0
    assert found.out.startswith("<!doctype html>")
    grid = _Grid()
    grid.feed(found.out)
    assert len(grid.rows) == 31
    assert grid.holes(columns=6) == 0


def test_show_as_a_page_where_levels_are_skipped(perfrules: Run, folder: Path) -> None:
    text = """评价表 <b>表</b>
  满分 10分
一级指标 甲 4分
  扣分 「<错>」 每1处 扣1分
一级指标 乙 6分
  三级指标 丙 2分
    扣分 「丙错」 每1处 扣1分
  二级指标 丁 4分
    评分点 戊 4分
      扣分 「戊错」 每1处 扣1分
"""
    (folder / "skip.rubric").write_text(text, encoding="utf-8")
    found = perfrules("show", "skip.rubric", "--format", "html")
    assert found.code == 0
    grid = _Grid()
    grid.feed(found.out)
    assert grid.holes(columns=6) == 0
    assert "<b>表" not in found.out
    assert "&lt;b&gt;表" in found.out
    assert "&lt;错&gt;" in found.out


def test_dump_syntax_and_model(perfrules: Run, folder: Path) -> None:
    syntax = perfrules("dump", "syntax", "small.rubric")
    assert syntax.code == 0
    assert re.search(r"^ *Heading\(depth=1, name='执行'\)  @11:1$", syntax.out, re.M)
    model = perfrules("dump", "model", "small.rubric")
    assert model.code == 0
    assert re.search(r"formula 执行率: number percent", model.out)
    assert re.search(r"支出 ÷ 收入 : number percent  <- fact 支出; fact 收入", model.out)
    core = perfrules("dump", "ir", "small.rubric")
    assert core.code == 0
    assert "支出" in core.out


def test_dump_of_a_broken_rubric_says_what_is_wrong(perfrules: Run, folder: Path) -> None:
    (folder / "broken.rubric").write_text(
        "评价表 坏\n  满分 10分\n一级指标 甲 10分\n  扣分 没有 每1处 扣1分\n", encoding="utf-8"
    )
    assert perfrules("dump", "syntax", "broken.rubric").code == 0
    found = perfrules("dump", "model", "broken.rubric")
    assert found.code == 2
    assert "没有" in found.err


JUDGED = """评价表 小表
满分 40分
舍入 无
评议尺度 三档
  达成   ：[80%, 100%]
  未达成 ：[0%, 80%)
一级指标 质量 10分
  评议 「报告质量」 0分至10分 步长 0.5分 须说明
一级指标 产出 10分
  明细 产出表 分值合计10分
    指标 ：名称
    分值 ：分值
    评定 ：评议 按 三档 步长 0.5分 须说明
    每行 按 评定
一级指标 效益 10分
  明细 效益表 评议 0分至10分 步长 1分 须说明
    指标 ：名称
一级指标 支出 10分
  明细 支出表 平均分配
    指标 ：名称
    支出 ：金额 万元
    每行 评分 支出
      ≥ 10万元 ：满分
      ＜ 10万元 ：满分 × 50%
"""


@pytest.mark.parametrize("format", ["text", "html", "json"])
def test_show_says_all_of_what_a_person_judges(format: str, perfrules: Run, tmp_path: Path) -> None:
    file = tmp_path / "小表.rubric"
    file.write_text(JUDGED, encoding="utf-8")
    found = re.sub(r"\s+", "", perfrules("show", str(file), "--format", format).out)
    for sentence in (
        "评议「报告质量」，0分至10分，步长0.5分，须说明理由",
        "明细「产出表」（指标、分值、评定（评议，按三档，步长0.5分，须说明理由））各行有自己的分值",
        "明细「效益表」（指标）各行一起评议，0分至10分，步长1分，须说明理由",
        "每行按支出评分：",
        "≥10万元的，得满分",
    ):
        assert sentence in found
    if format != "json":
        assert "评议尺度：三档（达成[80%,100%]，未达成[0%,80%)）" in found


ROUNDED = """评价表 舍入的
满分 20分
舍入 各项得分 1位小数
舍入 总分 取整 "总分的话"
总分范围 −5分 至 20分 假定 "范围的话"
约定 零头不计 "约定的话"
数据
  数 ：计数 个
等级 假定 "等级的话"
  优 ：≥ 9分 "优的话"
  差 ：＜ 9分
一级指标 甲 10分
  舍入 保留2位小数 进位 "甲的话"
  公式 倍 ＝ 数 ÷ 3 保留整数
  扣分 倍 每1个 扣1分
一级指标 乙 10分
  舍入 无 "乙的话"
  二级指标 丙 10分
    扣分 「漏」 每1处 扣1分
"""


@pytest.mark.parametrize("format", ["text", "html", "json", "xlsx"])
def test_show_says_every_rounding_and_what_the_author_says_of_it(format: str, perfrules: Run, tmp_path: Path) -> None:
    file = tmp_path / "舍入.rubric"
    file.write_text(ROUNDED, encoding="utf-8")
    if format == "xlsx":
        target = tmp_path / "表.xlsx"
        assert perfrules("show", str(file), "-o", str(target)).code == 0
        cells = (cell for row in load_workbook(target).worksheets[0].iter_rows(values_only=True) for cell in row)
        found = re.sub(r"\s+", "", "".join(str(cell) for cell in cells if cell))
    else:
        found = re.sub(r"\s+", "", perfrules("show", str(file), "--format", format).out)
    for part in ("总分", "范围", "约定", "等级", "优", "甲", "乙"):
        assert f"{part}的话" in found, part
    for sentence in ("得分保留2位小数（进位）", "各项得分不舍入", "保留整数"):
        assert sentence in found
    if format != "json":
        assert "各项得分保留1位小数（四舍五入）；总分保留整数（四舍五入）" in found
