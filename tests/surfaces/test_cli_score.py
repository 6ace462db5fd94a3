"""score and explain: from a rubric and facts to a table, a text or JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from perfrules.source import cell_width

Run = Callable[..., Any]


def test_the_published_case_gives_the_published_table(perfrules: Run, case: Path) -> None:
    found = perfrules("score", "zizhou-2021", case)
    assert (found.code, found.err) == (0, "")
    lines = found.out.splitlines()
    assert lines[1] == "被评价对象：子洲县医疗保障局2021"
    assert "总分85.1分（满分100分），等级“良好”" in lines
    rows = {line.split()[0]: line.split()[1:] for line in lines if len(line.split()) > 2}
    assert rows["投入"] == ["24", "21.5"]
    assert rows["预算管理"] == ["26", "25"]
    assert rows["债权管理"] == ["2", "2", "0%"]
    assert rows["年度目标"][:3] == ["10", "8", "良好"]
    assert rows["部门预算的准确性"] == ["3", "2", "编报数据上下年度一致：不满足，不得分"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_table_fits_a_terminal_of_a_hundred_columns(perfrules: Run, case: Path, lang: str) -> None:
    found = perfrules("score", "zizhou-2021", case, "--lang", lang)
    assert max(map(cell_width, found.out.splitlines())) <= 100


def test_the_columns_are_aligned(perfrules: Run, case: Path) -> None:
    lines = perfrules("score", "zizhou-2021", case).out.splitlines()
    body = [line for line in lines if line.startswith(("投入", "过程", "效果", "  ")) and len(line.split()) > 2]
    head = next(line for line in lines if line.startswith("指标 "))
    end = cell_width(head[: head.index("分值") + 2])
    rows = [line for line in body if line.split()[1].replace(".", "").isdigit()]
    assert len(rows) == 45
    for row in rows:
        figure = row.split()[1]
        assert cell_width(row[: row.index(f" {figure} ") + 1 + len(figure)]) == end


def test_json_holds_exact_figures_as_text(perfrules: Run, case: Path) -> None:
    data = perfrules("score", "zizhou-2021", case, "--format", "json").json
    assert (data["rubric"], data["total"], data["grade"], data["points"]) == ("zizhou-2021", "85.1", "良好", "100")
    assert len(data["hash"]) == 64
    node = next(node for node in data["nodes"] if node["name"] == "预算完成率")
    assert node["path"] == "过程·预算执行·预算完成率"
    assert (node["points"], node["score"], node["lost"]) == ("12", "6.6", "5.4")
    assert node["value"] == "329675/364294"
    assert node["reason"].endswith("得分＝(90.5%－85%)÷(95%－85%)×12分＝6.6分。")


def test_json_of_facts_in_a_json_file(perfrules: Run, folder: Path) -> None:
    data = perfrules("score", "small.rubric", "facts.json", "--format", "json").json
    assert [(node["name"], node["score"]) for node in data["nodes"]] == [("执行", "3"), ("管理", "2.5")]
    assert (data["total"], data["grade"]) == ("5.5", None)


def test_what_is_wrong_with_the_facts_is_told_all_at_once(perfrules: Run, folder: Path) -> None:
    (folder / "bad.json").write_text(json.dumps({"支出": "abc", "收人": 3}), encoding="utf-8")
    found = perfrules("score", "small.rubric", "bad.json")
    assert (found.code, found.out) == (2, "")
    assert "「支出」要写数" in found.err
    assert "没有数据「收人」" in found.err
    assert "缺数据「收入」" in found.err
    assert "Traceback" not in found.err


def test_data_errors_for_programs(perfrules: Run, folder: Path) -> None:
    (folder / "bad.json").write_text("{}", encoding="utf-8")
    found = perfrules("score", "small.rubric", "bad.json", "--format", "json")
    assert (found.code, found.err) == (2, "")
    assert {item["name"] for item in found.json["diagnostics"]} == {"missing-fact"}
    assert {item["args"]["name"] for item in found.json["diagnostics"]} >= {"支出", "收入"}


def test_many_missing_facts_are_one_list(perfrules: Run, folder: Path) -> None:
    (folder / "bad.json").write_text("{}", encoding="utf-8")
    found = perfrules("score", "small.rubric", "bad.json")
    assert found.err.count("缺数据") == 3
    assert found.err.count("办法") == 1


def test_a_broken_rubric_is_not_scored(perfrules: Run, folder: Path) -> None:
    text = (folder / "small.rubric").read_text(encoding="utf-8")
    (folder / "broken.rubric").write_text(text.replace("≥ 95% ", "＞ 95% "), encoding="utf-8")
    found = perfrules("score", "broken.rubric", "facts.json")
    assert (found.code, found.out) == (2, "")
    assert "broken.rubric:14" in found.err


@pytest.mark.parametrize("name", ["none.json", "none.case", "."])
def test_a_file_that_cannot_be_read(perfrules: Run, folder: Path, name: str) -> None:
    found = perfrules("score", "small.rubric", name)
    assert (found.code, found.out) == (2, "")
    assert "没有这个文件" in found.err or "文件夹" in found.err


def test_a_case_is_chosen_by_name(perfrules: Run, folder: Path) -> None:
    facts = "  支出 ＝ {}万元\n  收入 ＝ 100万元\n  账目错误 ＝ 0处\n"
    text = "评价表 small\n案例 甲局\n" + facts.format(95) + "案例 乙局\n" + facts.format(80)
    (folder / "two.case").write_text(text, encoding="utf-8")
    undecided = perfrules("score", "small.rubric", "two.case")
    assert undecided.code == 2
    assert "甲局" in undecided.err
    assert "乙局" in undecided.err
    total = [
        perfrules("score", "small.rubric", "two.case", "--case", name, "--format", "json") for name in ("甲局", "乙局")
    ]
    assert [found.json["total"] for found in total] == ["10", "4"]
    unknown = perfrules("score", "small.rubric", "two.case", "--case", "丙局")
    assert unknown.code == 2
    assert "丙局" in unknown.err


def test_explain_tells_every_leaf(perfrules: Run, case: Path) -> None:
    found = perfrules("explain", "zizhou-2021", case)
    assert found.code == 0
    lines = [line.strip() for line in found.out.splitlines()]
    assert (
        "预算完成率：共12分。预算完成率＝3296.75÷3642.94×100%＝90.5%；属于「(85%, 95%)」；"
        "得分＝(90.5%－85%)÷(95%－85%)×12分＝6.6分。扣5.4分。"
    ) in lines
    assert "二、过程：共66分，得55.6分（占84.24%）。" in lines
    assert "（一）预算执行：共31分，得21.6分（占69.68%）。" in lines
    assert (
        "扣1分：编报数据上下年度一致：不满足，不得分（佐证：六（三）1.2；附件2：机关运行经费叙述上下年度对比不一致）。"
    ) in lines
    assert sum("：共" in line and "，得" not in line.split("。")[0] for line in lines) == 30


def test_explain_only_what_was_lost(perfrules: Run, case: Path) -> None:
    found = perfrules("explain", "zizhou-2021", case, "--lost")
    assert "8项扣分，共扣14.9分" in found.out
    assert "制度建设" not in found.out
    assert "结转结余率：" not in found.out
    data = perfrules("explain", "zizhou-2021", case, "--lost", "--format", "json").json
    assert sum(float(node["lost"]) for node in data["nodes"]) == pytest.approx(14.9)
    assert len(data["nodes"]) == 8


def test_explain_in_english(perfrules: Run, case: Path) -> None:
    found = perfrules("explain", "zizhou-2021", case, "--lost", "--lang", "en")
    assert "Total 85.1/100, grade 良好. 14.9 points lost on 8 indicators." in found.out
    assert "5.4 points lost." in found.out
