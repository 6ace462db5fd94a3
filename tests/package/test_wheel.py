"""The wheel, built from the checkout and installed in a new environment, works with no checkout in reach."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from email.parser import HeaderParser
from pathlib import Path

import attrs
import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
RUBRIC = "zizhou-2021"
CASE = CHECKOUT / "rubric_defs" / RUBRIC / "zizhou-yibaoju-2021.case"

pytestmark = pytest.mark.slow


def run(command: Sequence[str | Path], cwd: Path) -> str:
    """Runs away from the checkout, with nothing in the environment that could lead back to it."""
    env = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}}
    # What an earlier version left in the user's cache must not stand in for the wheel's own data.
    env["PERFRULES_CACHE"] = str(cwd / "cache")
    # Chinese output is read back as UTF-8 whatever the locale of the machine.
    env["PYTHONUTF8"] = "1"
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@attrs.frozen
class Installed:
    wheel: Path
    bin: Path
    cwd: Path

    def python(self, code: str) -> str:
        return run([self.bin / "python", "-c", code], self.cwd)

    def perfrules(self, *arguments: str) -> str:
        return run([self.bin / "perfrules", *arguments], self.cwd)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    root = tmp_path_factory.mktemp("wheel")
    dist, venv, cwd = root / "dist", root / "venv", root / "elsewhere"
    cwd.mkdir()
    run([sys.executable, "-m", "venv", venv], cwd)
    bin_ = venv / ("Scripts" if os.name == "nt" else "bin")
    pip = [bin_ / "python", "-m", "pip", "--quiet", "--disable-pip-version-check"]
    run([*pip, "wheel", "--no-deps", "--wheel-dir", dist, CHECKOUT], cwd)
    (wheel,) = dist.glob("perfrules-*.whl")
    run([*pip, "install", wheel], cwd)
    return Installed(wheel, bin_, cwd)


def test_the_installed_package_is_the_one_that_runs(installed: Installed) -> None:
    where = Path(installed.python("import perfrules; print(perfrules.__file__)").strip())
    assert CHECKOUT not in where.parents
    assert installed.bin.parent in where.parents


def test_list_names_the_shipped_rubric(installed: Installed) -> None:
    assert RUBRIC in installed.perfrules("list")


def test_score_of_a_published_case(installed: Installed) -> None:
    case = shutil.copy(CASE, installed.cwd)
    result = json.loads(installed.perfrules("score", RUBRIC, case, "--format", "json"))
    assert result["total"] == "85.1"
    assert result["grade"] == "良好"


def test_import_stays_light(installed: Installed) -> None:
    loaded = installed.python("import perfrules, sys; print(*{m.partition('.')[0] for m in sys.modules})")
    assert not {"lark", "pint", "click"} & set(loaded.split())


def test_wheel_carries_its_data_and_no_tests(installed: Installed) -> None:
    with zipfile.ZipFile(installed.wheel) as wheel:
        names = set(wheel.namelist())
    for folder in ("grammars", "rubric_defs"):
        beside = {p.relative_to(CHECKOUT).as_posix() for p in (CHECKOUT / folder).rglob("*") if p.is_file()}
        assert {f"perfrules/_data/{name}" for name in beside} <= names
    assert "perfrules/py.typed" in names
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"perfrules"}


def test_core_stays_at_four_dependencies(installed: Installed) -> None:
    with zipfile.ZipFile(installed.wheel) as wheel:
        (metadata,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        headers = HeaderParser().parsestr(wheel.read(metadata).decode())
    core = [line for line in headers.get_all("Requires-Dist", []) if "extra ==" not in line]
    assert {line.split("<")[0].split(">")[0].strip() for line in core} == {"lark", "attrs", "pint", "click"}
