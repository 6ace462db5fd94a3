"""项目支出绩效自评表：project-self-evaluation-2020

由评价表生成，改评价表后重新生成，不要改这里。score(facts) 打分，explain(facts) 说明每一分的来历。
Generated from the rubric; do not edit. score(facts) scores one subject, explain(facts) tells it in words.
"""

from __future__ import annotations

from perfrules import runtime as _runtime

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal
    from fractions import Fraction
    from typing import Any, Literal

    Number = int | str | float | Decimal | Fraction

ID: str
TITLE: str
YEAR: str
HASH: str
GRADES: tuple[str, ...]
NAMES: dict[str, str]
HEADINGS: dict[str, str]

class Facts:
    """一个对象的数据，各按其单位。The facts of one subject, each in its unit; not given is missing."""

    全年预算数: Number | None
    """全年预算数：金额，单位 万元，精确到 0.000001万元，＞ 0万元，＜ 10000000万元。年初预算加减调整"""
    全年执行数: Number | None
    """全年执行数：金额，单位 万元，精确到 0.000001万元，≥ 0万元，＜ 10000000万元"""
    产出: Any | None
    """产出指标·产出：明细"""
    效益: Any | None
    """效益指标·效益：明细"""
    满意度: Any | None
    """满意度指标·满意度：明细"""

    def __init__(
        self,
        *,
        全年预算数: Number | None = None,
        全年执行数: Number | None = None,
        产出: Any | None = None,
        效益: Any | None = None,
        满意度: Any | None = None,
    ) -> None: ...
    def named(self) -> dict[str, Any]: ...

def score(facts: Facts | Mapping[str, Any]) -> _runtime.Score: ...
def score_on_grid(facts: Facts | Mapping[str, Any]) -> _runtime.Score: ...
def explain(facts: Facts | Mapping[str, Any], lang: str = "zh", lost_only: bool = False) -> str: ...
class DataError(Exception):
    """The facts cannot be scored: missing, unknown, of another kind, out of range, contradictory."""
    diagnostics: tuple[Any, ...]