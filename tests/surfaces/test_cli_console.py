"""The program in consoles and pipes of every kind: it always ends with a code and never with a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def start(*arguments: str | Path, **more: Any) -> subprocess.Popen[bytes]:
    """The program in a process of its own."""
    environment = {**os.environ, "PERFRULES_LANG": "zh", **more.pop("environment", {})}
    command = [sys.executable, "-m", "perfrules", *map(str, arguments)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, env=environment, **more)


def ended(*arguments: str | Path, **environment: str) -> tuple[int, bytes, bytes]:
    """Its exit code and output."""
    process = start(*arguments, environment=environment, stdout=subprocess.PIPE)
    out, err = process.communicate()
    return process.returncode, out, err


def test_a_chinese_windows_console(case: Path) -> None:
    code, out, err = ended("score", "zizhou-2021", case, PYTHONIOENCODING="gbk", PYTHONUTF8="0")
    assert (code, err) == (0, b"")
    text = out.decode("gbk")
    assert "总分85.1分（满分100分），等级“良好”" in text
    # U+2212 is not in GBK; its ASCII twin stands for it.
    assert "＜ -15%" in text


def test_an_ascii_console(case: Path) -> None:
    code, out, err = ended("score", "zizhou-2021", case, "--lang", "en", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (code, err) == (0, b"")
    assert "Total 85.1/100" in out.decode("ascii")


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "utf-8"])
def test_json_and_html_are_right_in_every_encoding(case: Path, encoding: str) -> None:
    import json
    from html import unescape

    code, out, _ = ended("score", "zizhou-2021", case, "--format", "json", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert code == 0
    # A program reads UTF-8, whatever the console was.
    assert json.loads(out.decode("utf-8"))["grade"] == "良好"
    code, out, _ = ended("show", "zizhou-2021", "--format", "html", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert code == 0
    assert "[−15%, 15%]的，得2分" in unescape(out.decode("utf-8"))


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
@pytest.mark.parametrize("arguments", [("score", "zizhou-2021"), ("--help",)])
def test_a_reader_that_leaves_early(case: Path, arguments: tuple[str, ...]) -> None:
    read, write = os.pipe()
    os.close(read)
    extra = [case] if arguments[0] == "score" else []
    process = start(*arguments, *extra, stdout=write)
    os.close(write)
    _, err = process.communicate()
    assert (process.returncode, err) == (0, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_is_told(case: Path) -> None:
    with open("/dev/full", "wb") as full:
        process = start("score", "zizhou-2021", case, stdout=full)
        _, err = process.communicate()
    assert process.returncode == 2
    assert err.decode("utf-8") == "错误：读写失败（磁盘满了）\n"
    assert b"Traceback" not in err


@pytest.mark.skipif(os.name == "nt", reason="POSIX shells")
def test_no_standard_output_at_all(case: Path) -> None:
    command = '"$0" -m perfrules score zizhou-2021 "$1" >&-'
    done = subprocess.run(["sh", "-c", command, sys.executable, str(case)], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_exit_codes(folder: Path) -> None:
    text = (folder / "small.rubric").read_text(encoding="utf-8")
    (folder / "broken.rubric").write_text(text.replace("≥ 95% ", "＞ 95% "), encoding="utf-8")
    assert ended("check", "small.rubric")[0] == 0
    assert ended("check", "broken.rubric")[0] == 1
    assert ended("score", "broken.rubric", "facts.json")[0] == 2


def test_what_nobody_foresaw_is_one_sentence(perfrules: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise ZeroDivisionError("inside")

    monkeypatch.setattr("perfrules.api.shipped", fail)
    found = perfrules("list")
    assert (found.code, found.out) == (2, "")
    assert len(found.err.splitlines()) == 1
    assert "ZeroDivisionError: inside" in found.err
    assert "报告给维护者" in found.err
    english = perfrules("list", "--lang", "en")
    assert english.code == 2
    assert "report the command" in english.err


def test_debug_shows_where_it_failed(perfrules: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise ZeroDivisionError("inside")

    monkeypatch.setattr("perfrules.api.shipped", fail)
    with pytest.raises(AssertionError) as raised:
        perfrules("list", env={"PERFRULES_DEBUG": "1"})
    assert "ZeroDivisionError" in str(raised.value)


def test_an_interrupted_run(perfrules: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("perfrules.api.shipped", interrupt)
    found = perfrules("list")
    assert found.code == 130
    assert "已中断" in found.err
