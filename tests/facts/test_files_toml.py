"""TOML files of facts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from perfrules.facts.factset import FactSet

Read = Callable[..., FactSet]
Problems = Callable[..., list[str]]


def test_figures_are_exact(read: Read) -> None:
    found = read(
        "a.toml",
        '"支出" = 3296.75\n"收入" = "3642.94万元"\n"率" = 0.905\n"人数" = 6\n"完成日" = 2022-06-16\n"已公开" = false\n'
        '["投入"."管理"]\n"报告完整" = true\n["投入"."管理"."账实相符"]\n"值" = "满足"\n"佐证" = "盘点表"\n',
    )
    assert not found.problems
    assert {name: str(value) for name, value in found.values.items()} == {
        "支出": "32967500",
        "收入": "36429400",
        "率": "181/200",
        "人数": "6",
        "完成日": "2022-06-16",
        "已公开": "False",
        "投入·管理·报告完整": "True",
        "投入·管理·账实相符": "满足",
    }
    assert found.evidence == {"投入·管理·账实相符": "盘点表"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("支出 = 1\n", ["unreadable-facts a.toml:1"]),
        ('"收入" = 1\n"支出" = \n', ["unreadable-facts a.toml:2"]),
        ('"支出" = 1\n"支出" = 2\n', ["unreadable-facts a.toml:2"]),
        ('"支出" = nan\n"收入" = inf\n', ["not-finite a.toml 支出", "not-finite a.toml 收入"]),
        ('"支出" = 1e400000\n', ["figure-too-large a.toml 支出"]),
        ('"支出" = [1]\n', ["not-one-value a.toml 支出"]),
        ('"支出" = 08:30:00\n', ["not-a-number a.toml 支出"]),
        ('"支处" = 1\n', ["unknown-fact a.toml 支处"]),
    ],
)
def test_bad_files_are_told_with_their_place(problems: Problems, text: str, expected: list[str]) -> None:
    assert problems("a.toml", text) == expected


@pytest.mark.parametrize(
    "text",
    ['"支出" = ' + "9" * 5000, '"支出" = ' + "[" * 100_000, ".".join("a" * 50_000) + " = 1", "a = 1\n" * 200_000],
    ids=["digits", "lists", "dots", "huge"],
)
def test_hostile_files_end_in_one_message(problems: Problems, text: str) -> None:
    assert [item.split()[0] for item in problems("a.toml", text)] == ["unreadable-facts"]


def test_the_message_says_that_chinese_names_stand_in_quotes(read: Read) -> None:
    assert "引号" in read("a.toml", "支出 = 1\n").problems[0].message("zh")
