"""check: what is wrong with rubrics and cases, and what the exit code says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from perfrules.compiler import compile_source
from perfrules.source import Source

Run = Callable[..., Any]


def broken(folder: Path) -> None:
    """A rubric whose bands leave out 95%."""
    text = (folder / "small.rubric").read_text(encoding="utf-8")
    (folder / "broken.rubric").write_text(text.replace("≥ 95% ", "＞ 95% "), encoding="utf-8")


def test_a_good_rubric_gets_one_line(perfrules: Run, folder: Path) -> None:
    found = perfrules("check", "small.rubric")
    assert (found.code, found.err) == (0, "")
    assert found.out == "检查了1个文件：没有错误，没有提醒；另有1条假定，加 --verbose 列出。\n"


def test_the_shipped_rubric_is_good(perfrules: Run, case: Path) -> None:
    found = perfrules("check", "--strict", "zizhou-2021", case)
    assert found.code == 0
    assert len(found.out.splitlines()) == 1
    assert found.out.startswith("检查了2个文件：没有错误，没有提醒")


def test_an_error_is_shown_at_its_place(perfrules: Run, folder: Path) -> None:
    broken(folder)
    found = perfrules("check", "broken.rubric")
    assert found.code == 1
    assert "band-gap" in found.out
    assert "broken.rubric:14:" in found.out
    assert "95%" in found.out
    assert found.out.rstrip().endswith("检查了1个文件：1处错误，没有提醒。")


def test_errors_for_programs(perfrules: Run, folder: Path) -> None:
    broken(folder)
    found = perfrules("check", "small.rubric", "broken.rubric", "--format", "json")
    assert found.code == 1
    data = found.json
    assert (data["files"], data["errors"], data["warnings"]) == (2, 1, 0)
    (message,) = data["diagnostics"]
    assert (message["code"], message["name"], message["severity"]) == ("PR430", "band-gap", "error")
    assert (message["file"], message["line"]) == ("broken.rubric", 14)


def test_warnings_are_findings_only_when_strict(perfrules: Run, folder: Path) -> None:
    text = (folder / "small.rubric").read_text(encoding="utf-8")
    text = text.replace("  扣分", "  公式 没用到 ＝ 支出 × 2\n  扣分")
    (folder / "odd.rubric").write_text(text, encoding="utf-8")
    found = perfrules("check", "odd.rubric")
    assert found.code == 0
    assert "提醒 PR902" in found.out
    assert "1处提醒" in found.out
    assert perfrules("check", "odd.rubric", "--strict").code == 1


def test_verbose_lists_assumptions_and_when_facts_are_needed(perfrules: Run, folder: Path) -> None:
    assert "两端之间按直线" not in perfrules("check", "small.rubric").out
    found = perfrules("check", "small.rubric", "--verbose")
    assert found.code == 0
    assert "执行：两端之间按直线（small.rubric:16）" in found.out
    assert "支出 -- 执行：总要" in found.out
    data = perfrules("check", "small.rubric", "--verbose", "--format", "json").json
    assert data["assumptions"] == [{"file": "small.rubric", "line": 16, "path": "执行", "text": "两端之间按直线"}]
    assert data["needs"][0]["facts"]["收入"] == ["执行：总要"]


def test_a_folder_is_searched(perfrules: Run, folder: Path) -> None:
    inner = folder / "a" / "b"
    inner.mkdir(parents=True)
    (folder / "small.rubric").rename(inner / "small.rubric")
    hidden = folder / ".hidden"
    hidden.mkdir()
    (hidden / "bad.rubric").write_text("坏", encoding="utf-8")
    found = perfrules("check", ".")
    assert found.code == 0
    assert found.out.startswith("检查了1个文件")


def test_a_slip_in_a_case_is_found(perfrules: Run, folder: Path) -> None:
    (folder / "town.case").write_text(
        "评价表 small\n案例 甲局\n  支出 ＝ 90万元\n  收人 ＝ 100万元\n", encoding="utf-8"
    )
    found = perfrules("check", "town.case")
    assert found.code == 1
    assert "town.case:4" in found.out
    assert "「收人」" in found.out


@pytest.mark.parametrize("arguments", [("nosuch.rubric",), ("small.rubric", "nosuch.rubric"), ("empty",)])
def test_what_is_not_there_is_bad_input(perfrules: Run, folder: Path, arguments: tuple[str, ...]) -> None:
    (folder / "empty").mkdir()
    found = perfrules("check", *arguments)
    assert found.code == 2
    assert arguments[-1] in found.out


def test_a_file_in_another_encoding_is_named_as_such(perfrules: Run, folder: Path) -> None:
    text = (folder / "small.rubric").read_text(encoding="utf-8")
    (folder / "ansi.rubric").write_bytes(text.encode("gbk"))
    found = perfrules("check", "ansi.rubric")
    assert found.code == 1
    assert "GBK" in found.out


def test_english(perfrules: Run, folder: Path) -> None:
    broken(folder)
    found = perfrules("check", "small.rubric", "--lang", "en")
    assert found.out == "1 file checked: no errors, no warnings; 1 assumption (--verbose lists them).\n"
    found = perfrules("check", "broken.rubric", "--lang", "en")
    assert "no row covers `执行率`" in found.out


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # A row for a label that the choice does not have.
        ("  扣分 「账目错误」 每1处 扣1.5分", "  评分 等次\n    甲等 ：满分\n    丙等 ：0分", "选项有：甲等、乙等"),
        # A heading that is scored by itself.
        ("  公式 执行率 ＝ 支出 ÷ 收入\n  评分 执行率", "  评分 执行", "「执行」是这个指标自己的名称"),
        # A unit that does not belong to its kind.
        ("支出 ：金额 万元", "支出 ：金额 人", "wrong-unit"),
    ],
)
def test_slips_that_cross_the_whole_file(perfrules: Run, folder: Path, old: str, new: str, expected: str) -> None:
    text = (folder / "small.rubric").read_text(encoding="utf-8")
    text = text.replace("数据\n", "数据\n  等次 ：选项 甲等、乙等\n").replace(old, new)
    assert new in text
    (folder / "slip.rubric").write_text(text, encoding="utf-8")
    found = perfrules("check", "slip.rubric")
    assert (found.code, found.err) == (1, "")
    assert expected in found.out


DRAFT = """评价表 试
满分 5分
舍入 无
一级指标 管理 5分
  # 待核：照字面读出来的
  评议 0分至5分   假定 "由评价组定"
# 待写：等级
"""


def test_what_a_draft_leaves_to_do_is_counted(perfrules: Run, folder: Path) -> None:
    (folder / "draft.rubric").write_text(DRAFT, encoding="utf-8")
    assert "还有1处待核、1处待写" in perfrules("check", "draft.rubric").out
    assert "Comments mark 1 to check and 1 to write." in perfrules("check", "draft.rubric", "--lang", "en").out
    data = perfrules("check", "draft.rubric", "--format", "json").json
    assert (data["to_check"], data["to_write"]) == (1, 1)


def test_a_file_with_a_hidden_ending_is_offered(perfrules: Run, folder: Path) -> None:
    (folder / "甲.rubric.txt").write_text(DRAFT, encoding="utf-8")
    found = perfrules("check", "甲.rubric")
    assert found.code == 2
    assert "「甲.rubric.txt」" in found.out
    assert perfrules("check", "甲.rubric.txt").code == 0


OVERLAP = """评价表 试
满分 10分
舍入 无
数据
  率 ：比率 ≥0
一级指标 管理 10分
  评分 率   假定 "试"
    {} ：满分
    {} ：0分
"""


@pytest.mark.parametrize(
    ("first", "second", "mended"),
    [
        ("≥ 80%", "80%以下", [("≥ 80%", "不满80%"), ("＞ 80%", "80%以下")]),
        ("80%（含）以上", "80%及以下", [("80%（含）以上", "不满80%"), ("超过80%", "80%及以下")]),
        ("80%及以上", "[0%, 80%]", [("80%及以上", "[0%, 80%)"), ("超过80%", "[0%, 80%]")]),
        ("[80%, 1000%]", "80%以内", [("[80%, 1000%]", "不满80%"), ("(80%, 1000%]", "80%以内")]),
        (">=80%", "<=80%", [(">=80%", "<80%"), (">80%", "<=80%")]),
    ],
)
def test_an_end_that_two_rows_hold_is_taken_from_either(first: str, second: str, mended: list[tuple[str, str]]) -> None:
    text = OVERLAP.format(first, second)
    compiled = compile_source(Source("试.rubric", text))
    [message] = [item for item in compiled.diagnostics if item.kind.name == "band-overlap"]
    assert [fix.apply(text) for fix in message.fixes] == [OVERLAP.format(*rows) for rows in mended]
    for fix in message.fixes:
        again = compile_source(Source("试.rubric", fix.apply(text)))
        assert "band-overlap" not in [item.kind.name for item in again.diagnostics]


def test_a_total_that_two_grades_hold_is_taken_from_either() -> None:
    text = OVERLAP.format("≥ 80%", "＜ 80%") + "等级\n  优 ：8分以上\n  差 ：8分以下\n"
    compiled = compile_source(Source("试.rubric", text))
    [message] = [item for item in compiled.diagnostics if item.kind.name == "grade-overlap"]
    for fix in message.fixes:
        assert not compile_source(Source("试.rubric", fix.apply(text))).failed
    assert [fix.apply(text)[-20:] for fix in message.fixes] == [
        "\n  优 ：8分以上\n  差 ：不满8分\n"[-20:],
        "\n  优 ：超过8分\n  差 ：8分以下\n"[-20:],
    ]
