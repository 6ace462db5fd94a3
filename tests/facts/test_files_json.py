"""JSON files of facts."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import perfrules
from perfrules.facts.factset import FactSet
from perfrules.facts.files import read_file

Read = Callable[..., FactSet]
Problems = Callable[..., list[str]]


def test_figures_are_exact_and_values_may_have_units(read: Read) -> None:
    found = read(
        "a.json", '{"支出": 3296.75, "收入": "3,642.94万元", "率": 0.905, "人数": 6, "已公开": true, "等次": "良"}'
    )
    assert not found.problems
    assert found.values == {
        "支出": 32967500,
        "收入": 36429400,
        "率": Fraction(181, 200),
        "人数": 6,
        "已公开": True,
        "等次": "良",
    }


def test_a_long_decimal_keeps_every_digit(read: Read) -> None:
    found = read("a.json", '{"率": 0.12345678901234567890123456789}')
    assert str(found.values["率"]) == "12345678901234567890123456789/100000000000000000000000000000"


def test_headings_reasons_and_the_subject(read: Read) -> None:
    text = '{"案例": "子洲局", "支出": {"值": 5, "理由": "见账", "佐证": "账1"}, "投入": {"管理": {"报告完整": false}}}'
    found = read("a.json", text)
    assert not found.problems
    assert found.name == "子洲局"
    assert found.reasons == {"支出": "见账"}
    assert found.values["投入·管理·报告完整"] is False


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(read: Read, encoding: str) -> None:
    assert read("a.json", '{"支出": 1}'.encode(encoding)).values == {"支出": 10000}


def test_null_is_missing(read: Read) -> None:
    found = read("a.json", '{"支出": null, "收入": ""}')
    assert not found.problems
    assert not found.values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"支出": 1, "支出": 2}', ["fact-given-twice a.json 支出"]),
        ('{"支出": 1, "投入": {"管理": {"报告完整": true}}, "管理·报告完整": true}', ["fact-given-twice a.json 管理·报告完整"]),
        ('{"支处": 1}', ["unknown-fact a.json 支处"]),
        ('{"支出": [1]}', ["not-one-value a.json 支出"]),
        ('{"支出": {"a": 1}}', ["not-one-value a.json 支出·a"]),
        ('{"支出": NaN, "率": -Infinity}', ["not-finite a.json 支出", "not-finite a.json 率"]),
        ('{"支出": 1e999999, "人数": 99999999999999999999999999999999999999999999}', ["figure-too-large a.json 支出", "figure-too-large a.json 人数"]),
        ('{"支出": 1e99999999999999999999}', ["figure-too-large a.json 支出"]),
        ("[1, 2]", ["wrong-shape a.json"]),
        ("3", ["wrong-shape a.json"]),
        ('"支出"', ["wrong-shape a.json"]),
        ("null", ["wrong-shape a.json"]),
        ("", ["unreadable-facts a.json"]),
        ("  \n ", ["unreadable-facts a.json"]),
        ('{"支出": 1,}', ["unreadable-facts a.json:1"]),
        ('{\n"支出": 01}', ["unreadable-facts a.json:2"]),
        ('{"支出": 1} x', ["unreadable-facts a.json:1"]),
    ],
)  # fmt: skip
def test_bad_files_are_told_with_their_place(problems: Problems, text: str, expected: list[str]) -> None:
    assert problems("a.json", text) == expected


@pytest.mark.parametrize(
    "content",
    [
        bytes(range(256)),
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        '{"支出": 1}'.encode("gbk"),
        b'{"a": "\0"}',
        ("[" * 100_000).encode(),
        ('{"支出":' * 100_000).encode(),
        ('{"支出": ' + "9" * 2_000_000 + "}").encode(),
        b'{"' + b"a" * 9_000_000,
    ],
    ids=["bytes", "png", "gbk", "nul", "lists", "objects", "digits", "huge"],
)
def test_hostile_files_end_in_one_message(problems: Problems, content: bytes) -> None:
    assert len(problems("a.json", content)) == 1


def test_gbk_is_named(read: Read) -> None:
    assert "GBK" in read("a.json", '{"支出": 1}'.encode("gbk")).problems[0].message("zh")


@pytest.mark.parametrize("name", ["missing.json", "folder.json", "a\0b.json", "missing.csv", "missing.xlsx", "missing"])
def test_files_that_are_not_there(rubric: perfrules.Rubric, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.json").mkdir()
    found = read_file(tmp_path / name, rubric.model)
    assert [item.kind.name for item in found.problems] == ["unreadable-facts"]
    assert not found.values


@pytest.mark.parametrize("name", ["a.pdf", "a.xls", "a"])
def test_endings_that_are_not_read_say_what_is(read: Read, name: str) -> None:
    message = read(name, "x").problems[0].message("en")
    assert ".xlsx" in message


def test_a_case_name_must_be_the_files_own(read: Read, problems: Problems) -> None:
    text = '{"案例": "甲局", "支出": 1}'
    assert read("a.json", text, case="甲局").values == {"支出": 10000}
    assert problems("a.json", text, case="乙局") == ["no-such-case a.json"]


def test_a_file_can_be_scored(rubric: perfrules.Rubric, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"支出": 96, "收入": 100, "报告完整": true, "账实相符": "部分满足"}', "utf-8")
    facts = rubric.read_file(path)
    assert rubric.score(facts).total == 8


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["3万元", "优", "是"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["支出", "收入", "投入", "管理", "报告完整", "值", "理由", "x"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(_JSON)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_document_gives_facts_or_problems(rubric: perfrules.Rubric, tmp_path: Path, document: Any) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(document), "utf-8")
    found = read_file(path, rubric.model)
    for item in (*found.problems, *found.notes):
        assert item.message("zh")
        assert item.message("en")
    assert not set(found.values) & {"x"}
    if isinstance(document, dict) and not document:
        assert not found.problems


@given(st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("ending", ["json", "yaml", "toml", "csv", "xlsx", "case"])
def test_any_bytes_give_facts_or_problems(
    rubric: perfrules.Rubric, tmp_path: Path, ending: str, content: bytes
) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_bytes(content)
    found = read_file(path, rubric.model)
    assert found.problems or not found.values
