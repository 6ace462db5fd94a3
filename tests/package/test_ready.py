"""`perfrules score` again: what an earlier process left is used, tells the same, and is never believed blindly."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from perfrules import ready
from perfrules.cli.app import app

ROOT = Path(__file__).resolve().parents[2]
CASE = ROOT / "rubric_defs" / "zizhou-2021" / "zizhou-yibaoju-2021.case"
CODE = """
import sys
from perfrules.cli.app import app
app.main(sys.argv[1:], standalone_mode=False)
print([name for name in ("lark", "pint", "perfrules.syntax.nodes") if name in sys.modules])
"""
RUBRIC = """评价表 小
满分 10分
数据
  支出 ：金额 万元
一级指标 甲 10分
  评分 支出
    ≥ 5万元：满分
    ＜ 5万元：2分
"""
CASES = """案例 一
  支出 ＝ 6万元
案例 二
  支出 ＝ 1万元 佐证 "账"
"""


Run = Callable[..., tuple[str, bool]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """What a command prints, its exit code at the end, and whether an earlier one had left what it takes."""

    def run(cache: Path | str, *arguments: str | Path) -> tuple[str, bool]:
        monkeypatch.setenv("PERFRULES_CACHE", str(cache))
        monkeypatch.setenv("PERFRULES_LANG", "zh")
        found: list[ready.Scored | None] = []
        score = ready.score

        def watched(*given: str) -> ready.Scored | None:
            found.append(score(*given))
            return found[-1]

        with monkeypatch.context() as patch:
            patch.setattr(ready, "score", watched)
            told = CliRunner().invoke(app, [str(argument) for argument in arguments])
        return f"{told.stdout}{told.stderr}{told.exit_code}", found[0] is not None

    return run


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder after a first score."""
    folder = tmp_path_factory.mktemp("warm")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PERFRULES_CACHE", str(folder))
        assert CliRunner().invoke(app, ["score", "zizhou-2021", str(CASE)]).exit_code == 0
    return folder


@pytest.fixture
def kept(warm: Path, tmp_path: Path) -> Path:
    """A folder of its own like it."""
    shutil.copytree(warm, tmp_path / "cache")
    return tmp_path / "cache"


@pytest.fixture
def small(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "small.rubric").write_text(RUBRIC, encoding="utf-8")
    (tmp_path / "small.case").write_text(CASES, encoding="utf-8")
    return tmp_path / "small.rubric", tmp_path / "small.case"


def test_a_process_of_its_own_loads_no_parser(warm: Path) -> None:
    environment = {**os.environ, "PERFRULES_CACHE": str(warm), "PYTHONUTF8": "1", "PERFRULES_LANG": "zh"}
    command = [sys.executable, "-c", CODE, "score", "zizhou-2021", str(CASE)]
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=True)
    assert "总分85.1分" in done.stdout
    assert done.stdout.endswith("[]\n")


@pytest.mark.parametrize(
    "arguments",
    [("score",), ("score", "--format", "json"), ("explain", "--lang", "en"), ("explain", "--lost", "--format", "json")],
)
def test_the_same_is_told(run: Run, warm: Path, arguments: tuple[str, ...]) -> None:
    given = (arguments[0], "zizhou-2021", CASE, *arguments[1:])
    told, ready = run(warm, *given)
    assert ready and "85.1" in told
    assert run("", *given) == (told, False)


def test_files_and_cases(run: Run, kept: Path, small: tuple[Path, Path], tmp_path: Path) -> None:
    first = [run(kept, "score", *small, "--case", name)[0] for name in ("一", "二")]
    assert ["总分10分" in told for told in first] == [True, False]
    assert [run(kept, "score", *small, "--case", name) for name in ("一", "二")] == [(told, True) for told in first]
    facts = tmp_path / "facts.json"
    for figure, told in (("1万元", "总分2分"), ("6万元", "总分10分")):
        facts.write_text(f'{{"支出": "{figure}"}}', encoding="utf-8")
        assert told in run(kept, "score", small[0], facts)[0]
    assert run(kept, "score", small[0], facts)[1]
    small[0].write_text(RUBRIC.replace("2分", "3分"), encoding="utf-8")
    assert "总分3分" in run(kept, "score", *small, "--case", "二")[0]
    small[1].write_text(CASES.replace("1万元", "9万元"), encoding="utf-8")
    assert "总分10分" in run(kept, "score", *small, "--case", "二")[0]


@pytest.mark.parametrize("form", [("--format", "json"), ("--lang", "en")])
def test_every_form_is_the_same(run: Run, kept: Path, small: tuple[Path, Path], form: tuple[str, ...]) -> None:
    """Of a rubric that states no 代码: it is called as its file is, not by the folder."""
    first, _ = run(kept, "score", *small, "--case", "一", *form)
    assert run(kept, "score", *small, "--case", "一", *form) == (first, True)
    assert str(small[0].parent) not in first


@pytest.mark.parametrize(
    "facts",
    ['{"支出": "许多"}', "{}", "{", '{"支出": 1, "支": 2}', '{"支出": 0.30000001}', '{"支出": "512.5万元"}', None],
)
def test_what_is_wrong_is_told_as_ever(
    run: Run, warm: Path, small: tuple[Path, Path], tmp_path: Path, facts: str | None
) -> None:
    file = tmp_path / "facts.json"
    if facts is not None:
        file.write_text(facts, encoding="utf-8")
    run(warm, "score", *small, "--case", "一")
    assert run(warm, "score", small[0], file)[0] == run("", "score", small[0], file)[0]


@pytest.mark.parametrize("kind", ["library", "rubric", "cases"])
def test_what_is_damaged_is_not_used(run: Run, kept: Path, kind: str) -> None:
    for file in kept.glob(f"{kind}-*"):
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 1
        file.write_bytes(data)
    told, ready = run(kept, "score", "zizhou-2021", CASE)
    assert not ready and "85.1" in told


@pytest.mark.skipif(os.name == "nt", reason="no such rights there")
def test_what_others_could_write_is_not_used(run: Run, kept: Path) -> None:
    (file,) = kept.glob("library-*")
    file.chmod(0o666)
    assert not run(kept, "score", "zizhou-2021", CASE)[1]
