"""The command line as a caller sees it: arguments in; text, JSON and an exit code out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest
from click.testing import CliRunner

from perfrules.cli.app import app

CHECKOUT = Path(__file__).resolve().parents[2]
CASE = CHECKOUT / "rubric_defs" / "zizhou-2021" / "zizhou-yibaoju-2021.case"

RUBRIC = """评价表 小表
  代码 small
  年度 2023
  满分 10分
  舍入 各项得分 1位小数

数据
  支出 ：金额 万元
  收入 ：金额 万元 ＞0

一级指标 执行 6分
  依据 "办法第三条"
  公式 执行率 ＝ 支出 ÷ 收入
  评分 执行率
    ≥ 95%      ：满分
    (85%, 95%) ：线性 0分 至 满分   假定 "两端之间按直线"
    ≤ 85%      ：0分
一级指标 管理 4分
  依据 "办法第四条"
  扣分 「账目错误」 每1处 扣1.5分
"""

FACTS = {"支出": "90万元", "收入": 100, "账目错误": "1处"}


@attrs.frozen
class Outcome:
    """What came of a command."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Outcome]


@pytest.fixture
def perfrules() -> Run:
    """Runs a command in Chinese, or with the environment given."""

    def run(*arguments: str | Path, env: dict[str, str] | None = None) -> Outcome:
        found = {"PERFRULES_LANG": "zh"} if env is None else env
        result = CliRunner().invoke(app, [str(argument) for argument in arguments], env=found)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return Outcome(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def case() -> Path:
    """The published case of the shipped rubric."""
    return CASE


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a small rubric and the facts of one subject."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.rubric").write_text(RUBRIC, encoding="utf-8")
    (tmp_path / "facts.json").write_text(json.dumps(FACTS, ensure_ascii=False), encoding="utf-8")
    return tmp_path
