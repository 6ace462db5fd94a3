"""Which cases a path stands for, and which rubric each belongs to."""

from __future__ import annotations

from pathlib import Path

import pytest

import perfrules
from perfrules.cases.collect import collect

RUBRIC = "评价表 试评\n代码 try-1\n满分 1分\n一级指标 甲 1分\n  满足 「好」 得1分\n"
OWN = "案例 内\n  好 ＝ 是\n"
CASE = "案例 外\n  好 ＝ 否\n"


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def found(*paths: Path) -> list[tuple[str, str]]:
    """Each case with the id of its rubric, or the names of what is wrong."""
    result = []
    for rubric, case in collect(paths):
        if isinstance(rubric, perfrules.Rubric):
            assert case is not None
            result.append((rubric.id, case.name))
        else:
            assert case is None
            result.append((" ".join(item.kind.name for item in rubric), ""))
    return result


def test_a_rubric_holds_its_own_cases(tmp_path: Path) -> None:
    write(tmp_path, a__rubric=RUBRIC + OWN)
    assert found(tmp_path / "a.rubric") == [("try-1", "内")]


@pytest.mark.parametrize("title", ["a", "a.rubric", "try-1", "试评", "", "./a.rubric"])
def test_a_case_file_names_its_rubric(tmp_path: Path, title: str) -> None:
    write(tmp_path, a__rubric=RUBRIC, b__rubric=RUBRIC.replace("try-1", "try-2").replace("试评", "别的"))
    write(tmp_path, c__case=(f"评价表 {title}\n" if title else "") + CASE)
    if title:
        assert found(tmp_path / "c.case") == [("try-1", "外")]
    else:
        assert found(tmp_path / "c.case") == [("case-without-rubric", "")]


def test_without_a_title_it_is_the_only_rubric_beside(tmp_path: Path) -> None:
    write(tmp_path, a__rubric=RUBRIC, c__case=CASE)
    assert found(tmp_path / "c.case") == [("try-1", "外")]


def test_a_shipped_rubric_is_found_by_id_from_anywhere(tmp_path: Path) -> None:
    write(tmp_path, c__case="评价表 zizhou-2021\n案例 甲\n")
    assert found(tmp_path / "c.case") == [("zizhou-2021", "甲")]


def test_a_folder_stands_for_all_that_is_in_it(tmp_path: Path) -> None:
    write(tmp_path, a__rubric=RUBRIC + OWN, c__case="评价表 a\n" + CASE)
    write(tmp_path / "sub", d__case="评价表 ../a.rubric\n" + CASE, notes__txt="x")
    write(tmp_path / ".hidden", e__case="x")
    assert found(tmp_path) == [("try-1", "内"), ("try-1", "外"), ("try-1", "外")]


def test_one_rubric_is_compiled_once(tmp_path: Path) -> None:
    write(tmp_path, a__rubric=RUBRIC + OWN, c__case="评价表 a\n" + CASE, d__case=CASE)
    rubrics = [rubric for rubric, _ in collect([tmp_path])]
    assert len(rubrics) == 3
    assert len({id(rubric) for rubric in rubrics}) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("评价表 没有的\n" + CASE, "case-without-rubric"),
        ("评价表 a\n案例 甲\n  好\n", "missing-colon"),
        ("评价表 /\n" + CASE, "case-without-rubric"),
        ("评价表 " + "长" * 199 + "\n" + CASE, "case-without-rubric"),
    ],
)
def test_what_is_wrong_comes_instead_of_a_case(tmp_path: Path, text: str, expected: str) -> None:
    write(tmp_path, a__rubric=RUBRIC, c__case=text)
    assert found(tmp_path / "c.case") == [(expected, "")]


def test_a_broken_rubric_is_told_for_its_cases(tmp_path: Path) -> None:
    write(tmp_path, a__rubric=RUBRIC.replace("得1分", "得2分"), c__case=CASE)
    assert found(tmp_path / "c.case") == found(tmp_path / "a.rubric")
    assert found(tmp_path / "c.case")[0][1] == ""


def test_paths_with_nothing_to_test(tmp_path: Path) -> None:
    write(tmp_path, a__rubric=RUBRIC)
    (tmp_path / "empty").mkdir()
    assert found(tmp_path / "a.rubric", tmp_path / "empty", tmp_path / "none.case") == [
        ("no-cases", ""),
        ("no-cases", ""),
        ("unreadable-file", ""),
    ]
