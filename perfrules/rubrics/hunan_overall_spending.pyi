"""部门整体支出绩效评价指标体系（湖南底表）：hunan-overall-spending

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

    编制数: Number | None
    """编制数：以人计的量，单位 人，精确到 1人，＞ 0人"""
    在职人员数: Number | None
    """在职人员数：以人计的量，单位 人，精确到 1人，≥ 0人"""
    三公经费预算数: Number | None
    """三公经费预算数：金额，单位 万元，精确到 0.000001万元，≥ 0万元，＜ 10000000万元。本年度预算安排"""
    上年三公经费预算数: Number | None
    """上年三公经费预算数：金额，单位 万元，精确到 0.000001万元，≥ 0万元，＜ 10000000万元"""
    上年结转和结余: Number | None
    """上年结转和结余：金额，单位 万元，精确到 0.000001万元，≥ 0万元，＜ 10000000万元"""
    年初预算数: Number | None
    """年初预算数：金额，单位 万元，精确到 0.000001万元，＞ 0万元，＜ 10000000万元"""
    本年追加预算: Number | None
    """本年追加预算：金额，单位 万元，精确到 0.000001万元，＞ -10000000万元，＜ 10000000万元。减少为负"""
    年末结转和结余: Number | None
    """年末结转和结余：金额，单位 万元，精确到 0.000001万元，≥ 0万元，＜ 10000000万元"""
    没有新建楼堂馆所: bool | None
    """没有新建楼堂馆所：是否"""
    实际建设面积: Number | None
    """实际建设面积：以平方米计的量，单位 平方米，≥ 0平方米"""
    批准建设面积: Number | None
    """批准建设面积：以平方米计的量，单位 平方米，≥ 0平方米"""
    实际投资金额: Number | None
    """实际投资金额：金额，单位 万元，精确到 0.000001万元，≥ 0万元，＜ 10000000万元"""
    批准投资金额: Number | None
    """批准投资金额：金额，单位 万元，精确到 0.000001万元，≥ 0万元，＜ 10000000万元"""
    公用经费支出数: Number | None
    """公用经费支出数：金额，单位 万元，精确到 0.000001万元，≥ 0万元，＜ 10000000万元。实际支出公用经费总额"""
    公用经费预算数: Number | None
    """公用经费预算数：金额，单位 万元，精确到 0.000001万元，≥ 0万元，＜ 10000000万元。预算安排公用经费总额"""
    三公经费支出数: Number | None
    """三公经费支出数：金额，单位 万元，精确到 0.000001万元，≥ 0万元，＜ 10000000万元。实际支出数"""
    实际政府采购金额: Number | None
    """实际政府采购金额：金额，单位 万元，精确到 0.000001万元，≥ 0万元，＜ 10000000万元"""
    政府采购预算数: Number | None
    """政府采购预算数：金额，单位 万元，精确到 0.000001万元，≥ 0万元，＜ 10000000万元"""
    服务对象满意度: Number | None
    """服务对象满意度：比率，≥ 0%，≤ 100%"""
    社会公众满意度: Number | None
    """社会公众满意度：比率，≥ 0%，≤ 100%"""
    部门内部员工满意度: Number | None
    """部门内部员工满意度：比率，≥ 0%，≤ 100%"""
    绩效目标合理性: Number | dict[str, Any] | None
    """投入·目标设定·绩效目标合理性：分值，单位 分，≥ 0分，≤ 3分，须说明：{”值”: …, ”理由”: …}"""
    绩效指标明确性: Number | dict[str, Any] | None
    """投入·目标设定·绩效指标明确性：分值，单位 分，≥ 0分，≤ 3分，须说明：{”值”: …, ”理由”: …}"""
    管理制度健全性: Number | dict[str, Any] | None
    """过程·预算管理·管理制度健全性：分值，单位 分，≥ 0分，≤ 8分，须说明：{”值”: …, ”理由”: …}"""
    资金使用合规性: Number | dict[str, Any] | None
    """过程·预算管理·资金使用合规性：分值，单位 分，≥ 0分，≤ 6分，须说明：{”值”: …, ”理由”: …}"""
    预决算信息公开性: Number | dict[str, Any] | None
    """过程·预算管理·预决算信息公开性：分值，单位 分，≥ 0分，≤ 5分，须说明：{”值”: …, ”理由”: …}"""
    重点工作完成率: Number | dict[str, Any] | None
    """产出及效率·职责履行·重点工作完成率：分值，单位 分，≥ 0分，≤ 8分，须说明：{”值”: …, ”理由”: …}"""
    经济效益和社会效益: Number | dict[str, Any] | None
    """产出及效率·履职效益·经济效益和社会效益：分值，单位 分，≥ 0分，≤ 6分，须说明：{”值”: …, ”理由”: …}"""
    行政效能: Number | dict[str, Any] | None
    """产出及效率·履职效益·行政效能：分值，单位 分，≥ 0分，≤ 6分，须说明：{”值”: …, ”理由”: …}"""

    def __init__(
        self,
        *,
        编制数: Number | None = None,
        在职人员数: Number | None = None,
        三公经费预算数: Number | None = None,
        上年三公经费预算数: Number | None = None,
        上年结转和结余: Number | None = None,
        年初预算数: Number | None = None,
        本年追加预算: Number | None = None,
        年末结转和结余: Number | None = None,
        没有新建楼堂馆所: bool | None = None,
        实际建设面积: Number | None = None,
        批准建设面积: Number | None = None,
        实际投资金额: Number | None = None,
        批准投资金额: Number | None = None,
        公用经费支出数: Number | None = None,
        公用经费预算数: Number | None = None,
        三公经费支出数: Number | None = None,
        实际政府采购金额: Number | None = None,
        政府采购预算数: Number | None = None,
        服务对象满意度: Number | None = None,
        社会公众满意度: Number | None = None,
        部门内部员工满意度: Number | None = None,
        绩效目标合理性: Number | dict[str, Any] | None = None,
        绩效指标明确性: Number | dict[str, Any] | None = None,
        管理制度健全性: Number | dict[str, Any] | None = None,
        资金使用合规性: Number | dict[str, Any] | None = None,
        预决算信息公开性: Number | dict[str, Any] | None = None,
        重点工作完成率: Number | dict[str, Any] | None = None,
        经济效益和社会效益: Number | dict[str, Any] | None = None,
        行政效能: Number | dict[str, Any] | None = None,
    ) -> None: ...
    def named(self) -> dict[str, Any]: ...

def score(facts: Facts | Mapping[str, Any]) -> _runtime.Score: ...
def score_on_grid(facts: Facts | Mapping[str, Any]) -> _runtime.Score: ...
def explain(facts: Facts | Mapping[str, Any], lang: str = "zh", lost_only: bool = False) -> str: ...
class DataError(Exception):
    """The facts cannot be scored: missing, unknown, of another kind, out of range, contradictory."""
    diagnostics: tuple[Any, ...]