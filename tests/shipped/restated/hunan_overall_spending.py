"""The form behind the 保靖 report with the readings that its README lists, as worked out on paper."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

Facts = Callable[[str], Any]
DECIMALS = 1


def leaves(fact: Facts) -> dict[str, Fraction]:
    """The points of the 18 indicators, before they are rounded."""
    return indicators(fact, fact("本年追加预算"), bought(fact))


def indicators(fact: Facts, added: Fraction, purchases: Fraction) -> dict[str, Fraction]:
    """The same by what counts as added to the budget, and by the points for purchases."""
    found: dict[str, Any] = {}
    top = "投入·目标设定·"
    found[top + "绩效目标合理性"] = fact("绩效目标合理性")
    found[top + "绩效指标明确性"] = fact("绩效指标明确性")
    top = "投入·预算配置·"
    found[top + "在职人员控制率"] = 3 if fact("在职人员数") <= fact("编制数") else 0
    found[top + "“三公经费”变动率"] = 4 if fact("三公经费预算数") <= fact("上年三公经费预算数") else 0

    top = "过程·预算执行·"
    adjusted = fact("上年结转和结余") + fact("年初预算数") + fact("本年追加预算")
    found[top + "预算完成率"] = min(5, (adjusted - fact("年末结转和结余")) / adjusted * 5)
    planned = fact("年初预算数")
    found[top + "预算控制率"] = 5 if added * 100 < 11 * planned else 4 if added * 100 <= 30 * planned else 0
    none = fact("没有新建楼堂馆所")
    found[top + "新建楼堂馆所面积控制率"] = 5 if none or fact("实际建设面积") <= fact("批准建设面积") else 0
    found[top + "新建楼堂馆所投资概算控制率"] = 5 if none or fact("实际投资金额") <= fact("批准投资金额") else 0

    top = "过程·预算管理·"
    found[top + "公用经费控制率"] = 8 if fact("公用经费支出数") <= fact("公用经费预算数") else 0
    found[top + "“三公经费”控制率"] = 8 if fact("三公经费支出数") <= fact("三公经费预算数") else 0
    found[top + "政府采购执行率"] = purchases
    for name in ("管理制度健全性", "资金使用合规性", "预决算信息公开性"):
        found[top + name] = fact(name)

    found["产出及效率·职责履行·重点工作完成率"] = fact("重点工作完成率")
    top = "产出及效率·履职效益·"
    found[top + "经济效益和社会效益"] = fact("经济效益和社会效益")
    found[top + "行政效能"] = fact("行政效能")
    satisfied = 50 * fact("服务对象满意度") + 40 * fact("社会公众满意度") + 10 * fact("部门内部员工满意度")
    found[top + "社会公众或服务对象满意度"] = 6 if satisfied >= 90 else 0
    return found


def bought(fact: Facts) -> Fraction:
    """Without a budget, buying nothing is full marks and buying anything is none."""
    actual, budget = fact("实际政府采购金额"), fact("政府采购预算数")
    if budget == 0:
        return Fraction(6 if actual == 0 else 0)
    return min(Fraction(6), actual / budget * 6)


def allowed(fact: Facts) -> bool:
    """There is a budget to complete, and no more is left of it than it came to."""
    adjusted = fact("上年结转和结余") + fact("年初预算数") + fact("本年追加预算")
    return adjusted > 0 and fact("年末结转和结余") <= adjusted


def graded(total: Fraction) -> str:
    return "优" if total >= 90 else "良" if total >= 80 else "中" if total >= 60 else "差"
