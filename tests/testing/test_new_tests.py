"""new-tests: the module that it writes passes as it is, and fails where the rubric is changed for the worse."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.surfaces.conftest import Outcome
from tests.testing.test_coverage import CASE, RUBRIC

Run = Callable[..., Outcome]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    rubrics = tmp_path / "rubrics"
    rubrics.mkdir()
    (rubrics / "small.rubric").write_text(RUBRIC, encoding="utf-8")
    (rubrics / "town.case").write_text(CASE, encoding="utf-8")
    return tmp_path


def _pytest(folder: Path) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_small.py"]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    return done.returncode, done.stdout


def test_the_module_holds_what_is_true_and_fails_where_that_changes(perfrules: Run, project: Path) -> None:
    done = perfrules("new-tests", "rubrics/small.rubric", "-o", "test_small.py")
    assert (done.code, done.out) == (0, "写好了 test_small.py。运行：pytest test_small.py\n")
    text = (project / "test_small.py").read_text(encoding="utf-8")
    for line in (
        'RUBRIC = perfrules.load(HERE / "rubrics/small.rubric")',
        '        ("执行", "支出", "不减"),',
        "    assert_in_range(RUBRIC, require_proof=True)",
        '@pytest.mark.parametrize("grade", ["优", "差"])',
        '        ("甲局", Fraction("14"), "差"),',
    ):
        assert line in text.splitlines()
    code, out = _pytest(project)
    assert (code, "failed" in out) == (0, False), out
    rubric = project / "rubrics" / "small.rubric"
    rubric.write_text(RUBRIC.replace("≥ 95%      ：满分", "≥ 95%      ：1分"), encoding="utf-8")
    code, out = _pytest(project)
    assert code == 1
    assert "test_directions[执行-支出-不减]" in out or "test_directions" in out
    assert "不成立：执行得分 随 支出 不减" in out


def test_a_file_that_is_there_is_kept(perfrules: Run, project: Path) -> None:
    (project / "test_small.py").write_text("mine\n", encoding="utf-8")
    assert perfrules("new-tests", "rubrics/small.rubric", "-o", "test_small.py").code == 2
    assert (project / "test_small.py").read_text(encoding="utf-8") == "mine\n"


def test_the_module_of_a_shipped_rubric_is_python_in_the_language_of_the_reader(perfrules: Run) -> None:
    text = perfrules("new-tests", "heshui-2024").out
    assert 'RUBRIC = perfrules.load("heshui-2024")' in text
    compile(text, "test_heshui.py", "exec")
