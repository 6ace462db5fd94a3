"""Cases as files of facts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from perfrules.facts.factset import FactSet

Read = Callable[..., FactSet]
Problems = Callable[..., list[str]]

ONE = '评价表 试\n案例 甲局\n  支出 ＝ 3296.75万元   佐证 "账1"\n  收入 ＝ ３６４２．９４万元\n  报告完整 ＝ 是 理由 "看过"\n'
TWO = ONE + "案例 乙局\n  支出 ＝ 1万元\n"


def test_the_facts_of_the_only_case(read: Read) -> None:
    found = read("a.case", ONE)
    assert not found.problems
    assert found.values == {"支出": 32967500, "收入": 36429400, "投入·管理·报告完整": True}
    assert found.evidence == {"支出": "账1"}
    assert found.reasons == {"投入·管理·报告完整": "看过"}
    assert found.name == "甲局"


def test_one_of_several_cases(read: Read, problems: Problems) -> None:
    assert read("a.case", TWO, case="乙局").values == {"支出": 10000}
    assert problems("a.case", TWO) == ["case-not-chosen a.case"]
    assert problems("a.case", TWO, case="丙局") == ["no-such-case a.case"]


def test_a_case_file_needs_no_title(read: Read) -> None:
    assert read("a.case", "案例 甲局\n  支出 ＝ 1万元\n").values == {"支出": 10000}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (
            "评价表 试\n案例 甲\n  支出 ＝ x\n  收入 ＝ 0\n  支处 ＝ 1\n",
            ["not-a-number", "out-of-range", "unknown-fact"],
        ),
        ("评价表 试\n案例 甲\n  支出\n", ["missing-colon"]),
        ("评价表 试\n案例 甲\n  支出 ＝ —\n", ["blank-mark"]),
    ],
)
def test_problems_point_into_the_file(read: Read, text: str, kinds: list[str]) -> None:
    found = read("a.case", text).problems
    assert [item.kind.name for item in found] == kinds
    assert all(item.span.position[0] >= 3 for item in found)
    assert all(item.span.text for item in found)


def test_files_without_a_case_or_without_text(problems: Problems) -> None:
    assert problems("a.rubric", "评价表 试\n一级指标 甲 100分\n  满足 「好」 得100分\n") == [
        "unreadable-facts a.rubric"
    ]
    assert problems("a.case", b"\xff\xfe\0") != []
    assert problems("a.case", "评价表 试\n案例 甲\n".encode("gbk")) != []
