"""fmt: what it writes, what it only says, and that no file is ever lost."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def _untidy(folder: Path) -> Path:
    path = folder / "small.rubric"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("  支出 ：金额 万元", "支出:金额   万元 # 一"), encoding="utf-8")
    return path


def test_a_file_is_laid_out(perfrules: Run, folder: Path) -> None:
    path = _untidy(folder)
    found = perfrules("fmt", "small.rubric")
    assert (found.code, found.out) == (0, "改了1个文件，0个不用改。\n")
    assert "  支出 ：金额 万元   # 一\n" in path.read_text(encoding="utf-8")
    assert perfrules("fmt", "small.rubric").out == "改了0个文件，1个不用改。\n"
    assert [p.name for p in folder.iterdir() if p.name.startswith(".")] == []


def test_english_and_back(perfrules: Run, folder: Path) -> None:
    path = folder / "small.rubric"
    perfrules("fmt", "small.rubric")
    before = path.read_bytes()
    perfrules("fmt", "--lang", "en", "small.rubric")
    assert "rubric 小表\n" in path.read_text(encoding="utf-8")
    assert perfrules("check", "small.rubric").code == 0
    perfrules("fmt", "--lang", "zh", "small.rubric")
    assert path.read_bytes() == before


def test_check_writes_nothing(perfrules: Run, folder: Path) -> None:
    path = _untidy(folder)
    before = path.read_bytes()
    assert perfrules("fmt", "--check", "small.rubric").code == 1
    found = perfrules("fmt", "--diff", "small.rubric")
    assert found.code == 0
    assert "+  支出 ：金额 万元   # 一" in found.out
    assert path.read_bytes() == before
    perfrules("fmt", "small.rubric")
    assert perfrules("fmt", "--check", "small.rubric").code == 0


def test_a_broken_file_is_left_alone(perfrules: Run, folder: Path) -> None:
    path = folder / "broken.rubric"
    path.write_text("评价表 坏\n  满分 1分\n一级指标 甲 1分\n   扣分 「乙\n", encoding="utf-8")
    before = path.read_bytes()
    found = perfrules("fmt", "broken.rubric", "small.rubric")
    assert found.code == 1
    assert "unclosed-quote" in found.err
    assert path.read_bytes() == before


def test_a_file_that_is_not_there(perfrules: Run, folder: Path) -> None:
    assert perfrules("fmt", "nothing.rubric").code == 2
    assert perfrules("fmt", "zizhou-2021").code == 2


def test_marks_line_ends_and_rights_stay(perfrules: Run, folder: Path) -> None:
    path = folder / "small.rubric"
    text = path.read_text(encoding="utf-8").replace("  支出 ：", "支出 ：")
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    path.chmod(0o640)
    assert perfrules("fmt", "small.rubric").code == 0
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\n")
    assert path.stat().st_mode & 0o777 == 0o640
    assert perfrules("fmt", "--check", "small.rubric").code == 0


def test_the_original_stays_where_writing_fails(perfrules: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _untidy(folder)
    before = path.read_bytes()

    def fails(*_: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fails)
    assert perfrules("fmt", "small.rubric").code == 2
    assert path.read_bytes() == before
    assert [p.name for p in folder.iterdir() if p.name.startswith(".")] == []
