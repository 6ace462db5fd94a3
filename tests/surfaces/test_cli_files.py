"""`score -o` and `show -o`: a file for each ending, whole or not at all, and never over another one unasked."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.surfaces.conftest import Run

STARTS = {"xlsx": b"PK", "docx": b"PK", "html": b"<!doctype html>", "md": b"# "}


@pytest.mark.parametrize("ending", STARTS)
@pytest.mark.parametrize("command", ["score", "show"])
def test_each_ending_is_written(perfrules: Run, folder: Path, command: str, ending: str) -> None:
    made = folder / f"out.{ending}"
    arguments = ["small.rubric", *(["facts.json"] if command == "score" else [])]
    done = perfrules(command, *arguments, "-o", made)
    assert (done.code, done.out, done.err) == (0, f"写好了 out.{ending}。\n", "")
    assert made.read_bytes().startswith(STARTS[ending])


def test_a_file_that_is_there_is_kept(perfrules: Run, folder: Path) -> None:
    made = folder / "out.md"
    made.write_text("旧")
    done = perfrules("score", "small.rubric", "facts.json", "-o", made)
    assert done.code == 2 and "已经有了，没有动它" in done.err
    assert made.read_text() == "旧"
    assert perfrules("score", "small.rubric", "facts.json", "-o", made, "--force").code == 0
    assert made.read_text() != "旧"


def test_an_ending_that_is_not_written(perfrules: Run, folder: Path) -> None:
    done = perfrules("show", "small.rubric", "-o", folder / "out.doc")
    assert done.code == 2 and "写不出 out.doc 这种文件" in done.err and ".docx" in done.err
    assert not [*folder.glob("out*")]


def test_bad_facts_leave_no_file(perfrules: Run, folder: Path) -> None:
    bad = folder / "bad.json"
    bad.write_text('{"支出": "90万元"}', encoding="utf-8")
    done = perfrules("score", "small.rubric", bad, "-o", folder / "out.xlsx")
    assert done.code == 2 and "缺数据" in done.err
    assert not (folder / "out.xlsx").exists()


def test_without_libreoffice_a_pdf_says_what_to_do(
    perfrules: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    done = perfrules("score", "small.rubric", "facts.json", "-o", folder / "out.pdf")
    assert done.code == 2 and "LibreOffice" in done.err and ".docx" in done.err
    assert not (folder / "out.pdf").exists()


@pytest.mark.parametrize(
    ("place", "zh", "en"),
    [
        ("nowhere/out.md", "没有这个文件或文件夹", "no such file or folder"),
        ("small.rubric/out.md", "路径中间有一段不是文件夹", "a part of its path is no folder"),
        (f"{'长' * 200}.md", "名字太长", "its name is too long"),
        ("round/out.md", "链接绕成了圈", "its links go round in a circle"),
    ],
)
def test_why_the_system_does_not_write_a_file(perfrules: Run, folder: Path, place: str, zh: str, en: str) -> None:
    (folder / "round").symlink_to("round")
    made = folder / place
    done = perfrules("show", "small.rubric", "-o", made)
    assert (done.code, done.out, done.err) == (2, "", f"错误：读写失败（{made}：{zh}）\n")
    done = perfrules("show", "small.rubric", "-o", made, "--lang", "en")
    assert (done.code, done.out, done.err) == (2, "", f"error: reading or writing failed ({made}: {en})\n")


def test_why_the_system_does_not_open_a_file(perfrules: Run, folder: Path) -> None:
    (folder / "round.json").symlink_to("round.json")
    done = perfrules("score", "small.rubric", folder / "round.json")
    assert done.code == 2 and "round.json 读不出来：打不开（链接绕成了圈）" in done.err
    done = perfrules("score", "small.rubric", folder / "round.json", "--lang", "en")
    assert done.code == 2 and "(its links go round in a circle)" in done.err
