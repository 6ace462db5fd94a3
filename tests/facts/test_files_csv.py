"""CSV files of facts: one fact a row, or one subject a row."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from perfrules.facts.factset import FactSet

Read = Callable[..., FactSet]
Problems = Callable[..., list[str]]

BOTH = {"支出": 32967500, "收入": 36429400}


@pytest.mark.parametrize(
    "text",
    [
        "支出,3296.75\n收入,3642.94\n",
        "支出,3296.75万元\r\n收入,3642.94万元\r\n",
        "名称,值\n支出,3296.75\n收入,3642.94\n",
        "序号,名称,单位,数值,备注\n1,支出,万元,3296.75,年末\n2,收入,元,36429400,\n",
        '支出,"3,296.75"\n收入,"3,642.94"\n',
        "支出;3296.75\n收入;3642.94\n",
        "支出\t3296.75\n收入\t3642.94\n",
        "sep=;\n支出;3296.75\n收入;3642.94\n",
        "数据表,,\n名称,值,\n一、预算,,\n支出,3296.75,\n\n收入,3642.94,\n",
        "支出（万元）,3296.75\n收入(元),36429400\n",
        "支出,收入\n3296.75,3642.94\n",
        "支出（万元）,收入（单位：元）\n3296.75,36429400\n",
        "单位,支出,收入\n子洲局,3296.75,3642.94\n",
    ],
)
def test_layouts(read: Read, text: str) -> None:
    found = read("a.csv", text)
    assert not found.problems
    assert found.values == BOTH


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_encodings(read: Read, encoding: str) -> None:
    assert read("a.csv", "支出,3296.75\n收入,3642.94\n".encode(encoding)).values == BOTH


def test_one_column_is_one_fact_of_one_subject(read: Read) -> None:
    assert read("a.csv", "支出\n5\n").values == {"支出": 50000}


def test_reasons_and_evidence_in_columns(read: Read) -> None:
    rows = read("a.csv", "支出,5,见账,账1\n收入,6,,账2\n")
    named = read("b.csv", "佐证,名称,值,理由\n账1,支出,5,见账\n账2,收入,6,\n")
    wide = read("c.csv", "支出,支出·理由,收入,收入·佐证,支出·佐证\n5,见账,6,账2,账1\n")
    for found in (rows, named, wide):
        assert not found.problems
        assert found.values == {"支出": 50000, "收入": 60000}
        assert found.reasons == {"支出": "见账"}
        assert found.evidence == {"支出": "账1", "收入": "账2"}


SUBJECTS = "案例,支出,收入\n甲局,1,2\n乙局,3,4\n"


def test_a_case_is_chosen_by_name(read: Read) -> None:
    found = read("a.csv", SUBJECTS, case="乙局")
    assert found.values == {"支出": 30000, "收入": 40000}
    assert found.name == "乙局"


@pytest.mark.parametrize(("case", "expected"), [(None, "case-not-chosen a.csv"), ("丙局", "no-such-case a.csv")])
def test_several_subjects_need_a_name(problems: Problems, read: Read, case: str | None, expected: str) -> None:
    assert problems("a.csv", SUBJECTS, case=case) == [expected]
    assert "甲局、乙局" in read("a.csv", SUBJECTS, case=case).problems[0].help("zh")


def test_two_subjects_of_one_name_cannot_be_told_apart(problems: Problems) -> None:
    assert problems("a.csv", "案例,支出\n甲局,1\n甲局,2\n", case="甲局") == ["case-name-twice a.csv"]


def test_a_named_subject_among_the_rows(read: Read) -> None:
    found = read("a.csv", "单位,子洲局\n支出,5\n收入,6\n")
    assert not found.problems
    assert found.name == "子洲局"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("支出,3,296.75\n收入,5\n", ["figure-split-at-comma a.csv:1"]),
        ("名称,值\n收入,5\n支出,3,296,750.5\n", ["figure-split-at-comma a.csv:3"]),
        ("支出,1\n支出,2\n", ["fact-given-twice a.csv:2"]),
        ("支出,1\n支处,2\n", ["unknown-fact a.csv:2"]),
        ("支出,x\n收入,—\n率,90.5\n", ["not-a-number a.csv:1", "blank-mark a.csv:2", "out-of-range a.csv:3"]),
        ("名称,值\n支出,1,2\n", ["wrong-shape a.csv:2"]),
        ("名称,值\n支出,1\n,2\n", ["wrong-shape a.csv:3"]),
        ("名称,值,甲局\n支出,1,2\n", ["wrong-shape a.csv:1"]),
        ("支出,收入\n", ["wrong-shape a.csv:1"]),
        ("支出,收入\n1,2,3\n", ["wrong-shape a.csv:2"]),
        ("支处,收入,率\n1,2,50%\n", ["unknown-fact a.csv:1"]),
        ("收入,支处·理由\n1,x\n", ["unknown-fact a.csv:1"]),
        ('支出,"1\n收入,2\n', ["unreadable-facts a.csv:2"]),
        ('支出,1\n"多行\n说明",2\n收入,x\n', ["unknown-fact a.csv:2", "not-a-number a.csv:4"]),
        ("\n,,\n", ["wrong-shape a.csv"]),
        ("", ["unreadable-facts a.csv"]),
    ],
)
def test_bad_files_are_told_with_their_line(problems: Problems, text: str, expected: list[str]) -> None:
    assert problems("a.csv", text) == expected


@pytest.mark.parametrize(
    "content",
    [
        bytes(range(256)),
        b"\0\0\0",
        ("支出," * 300_000).encode(),
        b'"' + b"x" * 500_000,
        b"x" * 9_000_000,
        "支出,1\n".encode("utf-16-le"),
    ],
    ids=["bytes", "nul", "cells", "quote", "huge", "unmarked"],
)
def test_hostile_files_end_in_one_message(problems: Problems, content: bytes) -> None:
    assert [item.split()[0] for item in problems("a.csv", content)] == ["unreadable-facts"]


def test_a_misspelt_table_still_names_its_facts(read: Read) -> None:
    found = read("a.csv", "支出额,1\n收入额,2\n率值,3\n").problems
    assert [item.suggestions[:1] for item in found] == [("支出",), ("收入",), ("率",)]
