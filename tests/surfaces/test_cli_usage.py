"""Help, languages and slips of the command line."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from perfrules.cli.app import COMMANDS

Run = Callable[..., Any]
_ENGLISH = re.compile(r"\b(Error|Usage|Options|Missing|Invalid|No such|Try)\b")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_help_names_every_command(perfrules: Run, lang: str) -> None:
    found = perfrules("--help", "--lang", lang)
    assert found.code == 0
    for command in COMMANDS:
        assert re.search(rf"^  {command} +\S", found.out, re.M)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_speaks_one_language(perfrules: Run, command: str) -> None:
    zh, en = perfrules(command, "--help"), perfrules(command, "--help", "--lang", "en")
    assert zh.code == en.code == 0
    assert zh.out.startswith(f"用法：perfrules {command}")
    assert not _ENGLISH.search(zh.out)
    assert en.out.startswith(f"Usage: perfrules {command}")
    assert not re.search("[\u4e00-\u9fff]", en.out)


def test_help_does_not_load_the_compiler() -> None:
    code = "import sys\nfrom perfrules.cli.app import app\napp.main(['--help'], standalone_mode=False)\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert not {"lark", "pint", "perfrules.api", "perfrules.compiler"} & loaded


def test_no_command_shows_the_help_and_is_bad_usage(perfrules: Run) -> None:
    found = perfrules()
    assert (found.code, found.out) == (2, "")
    assert "perfrules 命令" in found.err


def test_version(perfrules: Run) -> None:
    found = perfrules("--version")
    assert found.code == 0
    assert re.fullmatch(r"perfrules \d+\.\d+\.\d+\n", found.out)


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_TW.UTF-8"}, "zh"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "zh_CN:en"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LANGUAGE": "en:zh"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "PERFRULES_LANG": "en"}, "en"),
        ({"LANG": "en_US.UTF-8", "PERFRULES_LANG": "zh"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "PERFRULES_LANG": "xx"}, "zh"),
    ],
)
def test_the_environment_sets_the_language(perfrules: Run, environment: dict[str, str], lang: str) -> None:
    names = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG", "PERFRULES_LANG")
    found = perfrules("--help", env={**dict.fromkeys(names, ""), **environment})
    assert ("用法" in found.out) == (lang == "zh")


ENGLISH = (
    "rubric small\nfull marks 10 points\nlevel 1 indicator work 10 points\n  deduct 1 point per 1处 of 「errors」\n"
)


@pytest.mark.parametrize(
    ("text", "locale", "asked", "told"),
    [
        ("评价表 试\n满分 10分\n一级指标 甲 10分\n  评议 0分至12分\n", "en_US.UTF-8", (), "错误 "),
        ("评价表 试\n满分 10分\n一级指标 甲 10分\n  评议 0分至12分\n", "en_US.UTF-8", ("--lang", "en"), "error "),
        (ENGLISH, "zh_CN.UTF-8", (), "1 file checked"),
        (ENGLISH, "zh_CN.UTF-8", ("--lang", "zh"), "检查了1个文件"),
        (ENGLISH.replace("10 points\n  ", "9 points\n  "), "zh_CN.UTF-8", (), "error "),
    ],
)
def test_what_is_told_of_a_file_is_in_its_language(
    perfrules: Run, tmp_path: Path, text: str, locale: str, asked: tuple[str, ...], told: str
) -> None:
    (tmp_path / "a.rubric").write_text(text, encoding="utf-8")
    env = {**dict.fromkeys(("LANGUAGE", "LC_ALL", "LC_MESSAGES", "PERFRULES_LANG"), ""), "LANG": locale}
    assert told in perfrules("check", tmp_path / "a.rubric", *asked, env=env).out
    if told.startswith(("错误", "error")):
        assert told in perfrules("score", tmp_path / "a.rubric", "facts.json", *asked, env=env).err


@pytest.mark.parametrize(
    "arguments",
    [("--lang", "en", "list"), ("list", "--lang", "en"), ("--lang=en", "list"), ("list", "--lang=EN")],
)
def test_lang_stands_before_or_after_the_command(perfrules: Run, arguments: tuple[str, ...]) -> None:
    found = perfrules(*arguments)
    assert found.code == 0
    assert found.out.startswith("ID")


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        (("scor",), "没有命令「scor」，是不是要写「score」？", "no such command `scor`; did you mean `score`?"),
        (("xyzzy",), "没有命令「xyzzy」", "no such command `xyzzy`"),
        (("score",), "缺少参数「评价表」", "missing argument RUBRIC"),
        (("score", "zizhou-2021"), "缺少参数「数据」", "missing argument FACTS"),
        (("score", "a", "b", "c"), "多了参数「c」", "unexpected argument `c`"),
        (
            ("score", "--caes", "x"),
            "没有选项「--caes」，是不是要写「--case」？",
            "no such option --caes; did you mean --case?",
        ),
        (("score", "--case"), "选项「--case」后面要写一个值", "option --case needs a value"),
        (("check", "--strict=1", "x"), "选项「--strict」不带值", "option --strict does not take a value"),
        (
            ("list", "--format", "jsno"),
            "--format：「jsno」不行，可以写 text、json；是不是要写「json」？",
            "did you mean `json`?",
        ),
        (("--lang", "fr", "list"), "--lang：「fr」不行，可以写 zh、en", "--lang: `fr` is none of zh, en"),
        (("dump", "modle", "x"), "是不是要写「model」？", "did you mean `model`?"),
        (("check",), "缺少参数「路径」", "missing argument PATH"),
    ],
)
def test_a_slip_is_told_in_the_readers_language(perfrules: Run, arguments: tuple[str, ...], zh: str, en: str) -> None:
    found = perfrules(*arguments)
    assert (found.code, found.out) == (2, "")
    assert zh in found.err
    assert not _ENGLISH.search(found.err)
    english = perfrules(*arguments, env={"PERFRULES_LANG": "en"})
    assert english.code == 2
    assert en in english.err


def test_a_near_rubric_is_suggested(perfrules: Run) -> None:
    found = perfrules("show", "zizou-2021")
    assert found.code == 2
    assert "没有评价表「zizou-2021」" in found.err
    assert "是不是要写「zizhou-2021」？" in found.err


def test_a_near_file_is_suggested(perfrules: Run, folder: Any) -> None:
    found = perfrules("show", "smal.rubric")
    assert found.code == 2
    assert "「small.rubric」" in found.err
