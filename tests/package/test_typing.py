"""Type checkers see rubrics as modules: those that are shipped, and those that one builds with stubs."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

from perfrules.cli.app import app
from tools.reference.stubs import FOLDER, stubs

USE = """
import perfrules
import perfrules.rubrics.zizhou_2021 as shipped
import own
reveal_type(shipped.score({}).total)
reveal_type(own.score(own.Facts(人数=3, 等次="甲"))["项"])
reveal_type(own.explain({}))
try:
    own.score_on_grid({})
except own.DataError as error:
    print(error.diagnostics, shipped.GRADES)
shipped.Facts(县委目标责任考核结果="好")
shipped.Facts(没有这一项=1)
own.Facts(等次=3)
own.score(3)
perfrules.load("zizhou-2021").score({}, evaluator="fast")
perfrules.load("zizhou-2021").score({}).totl
"""
RUBRIC = """评价表 自己的
满分 10分
数据
  人数 ：计数 人
  等次 ：选项 甲 ＞ 乙
一级指标 项 10分
  特例 当 等次 ＝ 甲 时 满分
  扣分 人数 每1人 扣1分
  扣分 「Any」 或 「Decimal」 或 「Fraction」 或 「Literal」 或 「Mapping」 或 「Number」 或 「date」 扣1分
"""


def test_a_stub_for_every_shipped_rubric() -> None:
    kept = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.pyi")}
    assert kept == stubs(), "a shipped rubric has another stub: run `make reference`"


def _public(stub: str) -> set[str]:
    names = set()
    for part in ast.parse(stub).body:
        if isinstance(part, (ast.FunctionDef, ast.ClassDef)):
            names.add(part.name)
        elif isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
            names.add(part.target.id)
    return names - {"TYPE_CHECKING"}


def test_a_stub_has_every_public_name() -> None:
    module: ModuleType = importlib.import_module("perfrules.rubrics.zizhou_2021")
    declared = _public(stubs()["zizhou_2021.pyi"])
    assert {name for name in vars(module) if not name.startswith("_")} - {"annotations", "TYPE_CHECKING"} <= declared
    assert all(hasattr(module, name) for name in declared)


@pytest.mark.slow
def test_what_a_type_checker_says(tmp_path: Path) -> None:
    (tmp_path / "own.rubric").write_text(RUBRIC, encoding="utf-8")
    (tmp_path / "use.py").write_text(USE, encoding="utf-8")
    built = CliRunner().invoke(app, ["build", str(tmp_path / "own.rubric"), "-o", str(tmp_path / "own.py"), "--stubs"])
    assert built.exit_code == 0
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--hide-error-codes", "use.py"]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False).stdout
    found = [line.partition("use.py:")[2].split(":", 1) for line in told.splitlines()]
    said = [(int(number), text.partition("“")[0].strip()) for number, text in found]
    assert [(number, text) for number, text in said if "Revealed" in text] == [
        (5, 'note: Revealed type is "fractions.Fraction"'),
        (6, 'note: Revealed type is "fractions.Fraction"'),
        (7, 'note: Revealed type is "str"'),
    ]
    assert [number for number, text in said if "error" in text] == [12, 13, 14, 15, 16, 17], told
