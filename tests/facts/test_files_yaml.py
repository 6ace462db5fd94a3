"""YAML files of facts: every value is the text it is written in."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

import pytest

from perfrules.facts.factset import FactSet

Read = Callable[..., FactSet]
Problems = Callable[..., list[str]]


def test_values_are_read_from_their_text(read: Read) -> None:
    found = read(
        "a.yaml",
        "# 数据\n支出: 3296.75万元\n收入: 3642.94\n率: 90.5%\n人数: 010\n完成日: 2022-06-16\n等次: 优\n已公开: yes\n摘要: 12:30\n",
    )
    assert not found.problems
    assert {name: str(value) for name, value in found.values.items()} == {
        "支出": "32967500",
        "收入": "36429400",
        "率": "181/200",
        "人数": "10",  # not eight, as YAML 1.1 has it
        "完成日": "2022-06-16",
        "等次": "优",
        "已公开": "True",
        "摘要": "12:30",  # not 750
    }


def test_headings_reasons_and_empty_values(read: Read) -> None:
    found = read("a.yml", "支出: {值: 5, 理由: 见账}\n收入: ~\n率:\n投入:\n  管理:\n    报告完整: 是\n")
    assert not found.problems
    assert set(found.values) == {"支出", "投入·管理·报告完整"}
    assert found.reasons == {"支出": "见账"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("支出: 1\n支出: 2\n", ["fact-given-twice a.yaml:2"]),
        ("支出: 1\n\n支处: 2\n", ["unknown-fact a.yaml:3"]),
        ("支出: .nan\n", ["not-finite a.yaml:1"]),
        ("支出: 0x1F\n", ["not-a-number a.yaml:1"]),
        ("支出: 1_000\n", ["not-a-number a.yaml:1"]),
        ("支出: [1, 2]\n", ["not-one-value a.yaml:1"]),
        ("? [a]\n: 3\n", ["name-not-text a.yaml:1"]),
        ("~: 3\n", ["name-not-text a.yaml:1"]),
        ("- 1\n- 2\n", ["wrong-shape a.yaml"]),
        ("支出\n", ["wrong-shape a.yaml"]),
        ('支出: "3\n', ["unreadable-facts a.yaml:2"]),
        ("支出: 1\n---\n收入: 2\n", ["unreadable-facts a.yaml:2"]),
        ("\t支出: 1\n", ["unreadable-facts a.yaml:1"]),
    ],
)
def test_bad_files_are_told_with_their_line(problems: Problems, text: str, expected: list[str]) -> None:
    assert problems("a.yaml", text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [1]\nb: *a\n",
        "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n",
        "a: &a\n  b: *a\n",
        "支出: !!python/object/apply:os.system ['ls']\n",
        "!!python/object:x.Y {支出: 1}\n",
        "支出: " + "[" * 100_000,
        "支出: " + "{a: " * 5_000,
        "".join(" " * i + "a:\n" for i in range(300)),
        "a: b\n" * 100_000,
    ],
    ids=["alias", "bomb", "loop", "call", "object", "lists", "maps", "deep", "huge"],
)
def test_hostile_files_end_in_one_message(problems: Problems, text: str) -> None:
    assert [item.split()[0] for item in problems("a.yaml", text)] == ["unreadable-facts"]


def test_without_the_extra_the_message_names_it(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name in ("yaml", "python_calamine"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    yaml = read("a.yaml", "支出: 1\n").problems
    xlsx = read("a.xlsx", "x").problems
    assert [item.kind.name for item in (*yaml, *xlsx)] == ["reader-not-installed"] * 2
    assert "perfrules[yaml]" in yaml[0].help("zh")
    assert "perfrules[excel]" in xlsx[0].help("en")
