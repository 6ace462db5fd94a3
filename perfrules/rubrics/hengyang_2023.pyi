"""衡阳县部门整体支出绩效自评表：hengyang-2023

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
    """全年预算数：金额，单位 万元，精确到 0.000001万元，＞ 0万元，＜ 10000000万元"""
    全年执行数: Number | None
    """全年执行数：金额，单位 万元，精确到 0.000001万元，≥ 0万元，＜ 10000000万元"""
    产出: Any | None
    """产出指标·产出：明细"""
    产出指标: Number | dict[str, Any] | None
    """产出指标：分值，单位 分，≥ 0分，≤ 50分，须说明：{”值”: …, ”理由”: …}"""
    效益: Any | None
    """效益指标·效益：明细"""
    效益指标: Number | dict[str, Any] | None
    """效益指标：分值，单位 分，≥ 0分，≤ 30分，须说明：{”值”: …, ”理由”: …}"""
    满意度指标: Number | dict[str, Any] | None
    """满意度指标：分值，单位 分，≥ 0分，≤ 10分，须说明：{”值”: …, ”理由”: …}"""

    def __init__(
        self,
        *,
        全年预算数: Number | None = None,
        全年执行数: Number | None = None,
        产出: Any | None = None,
        产出指标: Number | dict[str, Any] | None = None,
        效益: Any | None = None,
        效益指标: Number | dict[str, Any] | None = None,
        满意度指标: Number | dict[str, Any] | None = None,
    ) -> None: ...
    def named(self) -> dict[str, Any]: ...

def score(facts: Facts | Mapping[str, Any]) -> _runtime.Score: ...
def score_on_grid(facts: Facts | Mapping[str, Any]) -> _runtime.Score: ...
def explain(facts: Facts | Mapping[str, Any], lang: str = "zh", lost_only: bool = False) -> str: ...
class DataError(Exception):
    """The facts cannot be scored: missing, unknown, of another kind, out of range, contradictory."""
    diagnostics: tuple[Any, ...]