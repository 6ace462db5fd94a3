"""沿用 from the shell: bases beside a file, the whole as one text, and files that are no bases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from perfrules import load, loads
from perfrules.compiler import compile_source
from perfrules.diagnostics import Diagnostic
from perfrules.files import read_source
from perfrules.source import Source

Run = Callable[..., Any]

BASE = """评价表 省表
满分 10分
舍入 无
一级指标 甲 10分
  扣分 「错误」 每1处 扣1分   依据 "省表第一行"
案例 某省
  错误 ＝ 1处
"""
DERIVED = """评价表 县表
沿用 ../省/省表 校验码 {pin}
更名 甲 为 数据质量
修改 数据质量 10分 假定 "县里没有说明"
案例 某县
  错误 ＝ 2处
  公布 总分 8
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "省").mkdir()
    (tmp_path / "县").mkdir()
    (tmp_path / "省" / "省表.rubric").write_text(BASE, encoding="utf-8")
    pin = load(tmp_path / "省" / "省表.rubric").hash[:16]
    (tmp_path / "县" / "县表.rubric").write_text(DERIVED.format(pin=pin), encoding="utf-8")
    return tmp_path


def _codes(path: Path) -> list[str]:
    source = read_source(path)
    assert not isinstance(source, Diagnostic)
    return [item.kind.name for item in compile_source(source).diagnostics if item.severity.value == "error"]


def test_every_command_takes_it(files: Path, perfrules: Run) -> None:
    path = str(files / "县" / "县表.rubric")
    for arguments in (
        ["check", path],
        ["test", path],
        ["score", path, path],
        ["explain", path, path],
        ["show", path],
        ["fmt", path],
        ["fmt", "--check", path],
        *(["dump", stage, path] for stage in ("syntax", "model", "ir")),
    ):
        found = perfrules(*arguments)
        assert found.code == 0, (arguments, found.out, found.err)
    assert perfrules("score", path, path, "--format", "json").json["total"] == "8"


def test_the_whole_is_shown_as_one_text(files: Path, perfrules: Run) -> None:
    path = files / "县" / "县表.rubric"
    text = perfrules("show", str(path), "--flat").out
    assert text.splitlines()[0] == "评价表 县表"
    assert "沿用" not in text
    assert "案例" not in text
    assert loads(text).hash == load(path).hash


def test_assumptions_are_told_where_they_stand(files: Path, perfrules: Run) -> None:
    found = perfrules("check", "--verbose", "--format", "json", str(files / "县" / "县表.rubric")).json
    (told,) = found["assumptions"]
    assert (Path(told["file"]).name, told["line"], told["path"]) == ("县表.rubric", 4, "数据质量")


def test_a_base_that_changed_is_told(files: Path) -> None:
    base = files / "省" / "省表.rubric"
    base.write_text(BASE.replace("扣1分", "扣2分"), encoding="utf-8")
    assert _codes(files / "县" / "县表.rubric") == ["base-changed"]
    base.write_text(BASE.replace("案例 某省", "# 注释\n案例 某省"), encoding="utf-8")
    assert _codes(files / "县" / "县表.rubric") == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("/etc/passwd", "base-path-not-relative"),
        ("../省/省表.txt", "base-path-not-relative"),
        ("../省", "no-such-base"),
        ("../省/省", "no-such-base"),
        ("省表\\表.rubric", "base-path-not-relative"),
    ],
)
def test_only_rubrics_are_read(files: Path, name: str, code: str) -> None:
    (files / "省" / "省表.txt").write_text(BASE, encoding="utf-8")
    path = files / "县" / "别.rubric"
    path.write_text(f"评价表 县表\n沿用 {name} 校验码 0123456789ab\n", encoding="utf-8")
    assert _codes(path) == [code]


def test_a_base_that_is_no_text_is_told(files: Path) -> None:
    (files / "省" / "省表.rubric").write_bytes(b"\x00\x01")
    assert _codes(files / "县" / "县表.rubric") == ["not-text"]


def test_a_long_chain_ends(tmp_path: Path) -> None:
    (tmp_path / "表0.rubric").write_text(BASE, encoding="utf-8")
    for i in range(1, 12):
        text = f"评价表 表{i}\n沿用 表{i - 1} 校验码 {'0' * 12}\n"
        (tmp_path / f"表{i}.rubric").write_text(text, encoding="utf-8")
    assert "base-chain-too-long" in _codes(tmp_path / "表11.rubric")
    assert _codes(tmp_path / "表1.rubric") == ["base-changed"]


def test_a_fix_can_be_pasted(files: Path) -> None:
    path = files / "县" / "县表.rubric"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(text.split("校验码 ")[1][:16], "0" * 16), encoding="utf-8")
    source = read_source(path)
    assert not isinstance(source, Diagnostic)
    (found,) = [item for item in compile_source(source).diagnostics if item.severity.value == "error"]
    assert found.fixes[0].apply(source.text) == text


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("评价表 县表\n沿用 ../省/省表\n", "评价表 县表\n沿用 ../省/省表 校验码 {pin}\n"),
        ("rubric 县表\nextends ../省/省表\n", "rubric 县表\nextends ../省/省表 checksum {pin}\n"),
    ],
)
def test_the_fix_of_a_missing_checksum_is_in_the_language_of_the_file(files: Path, text: str, mended: str) -> None:
    pin = load(files / "省" / "省表.rubric").hash[:16]
    source = Source(str(files / "县" / "新表.rubric"), text)
    (found,) = [item for item in compile_source(source).diagnostics if item.severity.value == "error"]
    assert found.kind.name == "base-not-pinned"
    assert found.fixes[0].apply(text) == mended.format(pin=pin)
