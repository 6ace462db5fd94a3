"""One small rubric with a fact of every kind, and files of facts made for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import perfrules
from perfrules.facts.factset import FactSet
from perfrules.facts.files import read_file

RUBRIC = """
评价表 试
满分 10分
数据
  支出 ：金额 万元
  收入 ：金额 万元 ＞0
  率 ：比率 [0%, 100%]
  人数 ：计数 人
  完成日 ：日期
  等次 ：选项 优 ＞ 良 ＞ 差
  已公开 ：是否
  摘要 ：文本
一级指标 投入 10分
  二级指标 预算 6分
    公式 完成率 ＝ 支出 ÷ 收入
    评分 完成率
      ≥ 95% ：满分
      ＜ 95% ：0分
  二级指标 管理 4分
    满足 「报告完整」 得1分
    满足 「账实相符」 得3分 部分得1分
"""

Read = Callable[..., FactSet]


@pytest.fixture(scope="session")
def rubric() -> perfrules.Rubric:
    return perfrules.loads(RUBRIC)


@pytest.fixture
def read(rubric: perfrules.Rubric, tmp_path: Path) -> Read:
    """Write a file of facts and read it."""

    def read(name: str, content: str | bytes, **options: str) -> FactSet:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_file(path, rubric.model, **options)

    return read


@pytest.fixture
def problems(read: Read) -> Callable[..., list[str]]:
    """The problems of a file of facts: name of the kind, and the place it speaks of."""

    def problems(name: str, content: str | bytes, **options: str) -> list[str]:
        found = read(name, content, **options).problems
        for item in found:
            # Both languages can be told, whatever the figures and names are.
            assert item.message("zh")
            assert item.message("en")
            item.help("zh"), item.help("en")
        return [f"{item.kind.name} {Path(item.span.source.name).name}".strip() for item in found]

    return problems
