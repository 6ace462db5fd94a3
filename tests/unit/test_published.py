"""The parts of a 公布 line."""

from __future__ import annotations

import time

import pytest

from perfrules.syntax.published import split


def parts(body: str) -> tuple[str, str, str, str]:
    found = split(body)

    def text(part: tuple[int, int] | None) -> str:
        return body[part[0] : part[1]].strip() if part else ""

    return text(found.name), text(found.what), text(found.value), text(found.grade)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("完成率 90.5%", ("完成率", "", "90.5%", "")),
        ("完成率 = 90.5%", ("完成率", "", "90.5%", "")),
        ("完成率:90.5%", ("完成率", "", "90.5%", "")),
        ("完成率 得分 6.6", ("完成率", "得分", "6.6", "")),
        ("完成率 得分:6.6分", ("完成率", "得分", "6.6分", "")),
        ("完成率 得分 —", ("完成率", "得分", "—", "")),
        ("过程 小计 55.6", ("过程", "小计", "55.6", "")),
        ("得分率 89.58%", ("得分率", "", "89.58%", "")),
        ("预算 得分率 89.58%", ("预算", "得分率", "89.58%", "")),
        ("「预算 1 期」 得分 5", ("「预算 1 期」", "得分", "5", "")),
        ("「预算 1 期」5", ("「预算 1 期」", "", "5", "")),
        ("投入·「得分 5」 6%", ("投入·「得分 5」", "", "6%", "")),
        ("三公经费(2021) 变动率 -9%", ("三公经费(2021) 变动率", "", "-9%", "")),
        ("完成率 ≥95%", ("完成率", "", "≥95%", "")),
        ("完成率 小于 10%", ("完成率", "", "小于 10%", "")),
        ("完成率 3 万元", ("完成率", "", "3 万元", "")),
        ("考核结果 良好", ("考核结果", "", "良好", "")),
        ("总分 85.1", ("总分", "", "85.1", "")),
        ("总分:85.1分", ("总分", "", "85.1分", "")),
        ("总分85.1 等级 良好", ("总分", "", "85.1", "良好")),
        ("总分 85.1 等级:二等级", ("总分", "", "85.1", "二等级")),
        ("总分值 5", ("总分值", "", "5", "")),
        ("等级 良好", ("", "", "", "良好")),
        ("等级保护 得分 5", ("等级保护", "得分", "5", "")),
        ("等级保护 5%", ("等级保护", "", "5%", "")),
        # nothing printed
        ("完成率", ("完成率", "", "", "")),
        ("总分", ("总分", "", "", "")),
    ],
)
def test_parts(body: str, expected: tuple[str, str, str, str]) -> None:
    assert parts(body) == expected


@pytest.mark.parametrize(
    "body",
    ["a" + " " * 40_000 + "x" + " " * 40_000 + "b c", "a " * 40_000, "得分 " * 40_000, "a" + " 等级" * 40_000, "「」" * 40_000, "a 等级" + " " * 40_000 + "b c"],
    ids=["blanks", "words", "scores", "grades", "quotes", "grade"],
)  # fmt: skip
def test_long_lines_take_no_longer_than_their_length(body: str) -> None:
    start = time.process_time()
    split(body)
    assert time.process_time() - start < 1
