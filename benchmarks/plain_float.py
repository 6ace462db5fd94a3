"""zizhou-2021 as one writes it by hand in float Python: one function, money in 万元, scores rounded to one decimal.

Only what can lie off the grid of one decimal is rounded, which is the fastest way that rounds as the rubric does.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import floor
from typing import Any

A = "投入·预算编制·部门预算·"
B = "过程·预算管理·部门决算·"
C = "过程·预算管理·部门绩效评价·"
KEYS = {
    "a1": A + "部门预算的完整性·编报数据不齐全或有错误",
    "a2": A + "部门预算的准确性·编报数据上下年度一致",
    "a3": A + "部门预算的准确性·编报数据前后一致",
    "a4": A + "部门预算的准确性·报表格式准确",
    "a5": A + "部门预算的准确性·三项以外的错误",
    "a6": A + "部门预算细化性·按经济科目分类精准预算",
    "a7": A + "部门预算细化性·按功能科目分类精准预算",
    "a8": A + "部门预算的及时性·报送超时",
    "t1": "投入·预算编制·绩效目标·未有专项资金",
    "t2": "投入·预算编制·绩效目标·编制整体绩效目标",
    "t3": "投入·预算编制·绩效目标·编制项目绩效目标",
    "t4": "投入·预算编制·绩效目标·绩效目标资金填报准确",
    "t5": "投入·预算编制·绩效目标·绩效目标不明确未量化",
    "p1": "过程·预算执行·政府采购预算执行率·存在无预算采购",
    "p2": "过程·预算执行·政府采购预算执行率·未按规定办理政府采购手续",
    "b1": B + "部门决算的完整性·编报数据不齐全或有错误",
    "b2": B + "部门决算的准确性·编报数据上下年度一致",
    "b3": B + "部门决算的准确性·编报数据前后一致",
    "b4": B + "部门决算的准确性·报表格式准确",
    "b5": B + "部门决算的准确性·三项以外的错误",
    "b6": B + "部门决算细化性·按经济科目分类精准编报",
    "b7": B + "部门决算细化性·按功能科目分类精准编报",
    "b8": B + "部门决算的及时性·报送超时",
    "n1": "过程·预算管理·财政供养人员·人员变动超过三个月不办理工资手续",
    "z1": "过程·预算管理·制度建设·有内控制度和财务制度",
    "z2": "过程·预算管理·制度建设·制度合规并且更新",
    "z3": "过程·预算管理·制度建设·按制度规定运行",
    "g1": "过程·预算管理·绩效目标的实现·未公开绩效目标",
    "g2": "过程·预算管理·绩效目标的实现·未实现的目标",
    "c1": C + "整体自评质量·整体自评指标标准不合理",
    "c2": C + "整体自评质量·报告内容完整",
    "c3": C + "项目自评质量·项目自评目标与预算绩效目标一致",
    "c4": C + "项目自评质量·项目指标标准合理",
    "c5": C + "项目自评质量·报告内容完整",
    "c6": C + "部门评价开展情况·开展部门评价",
    "c7": C + "部门评价开展情况·部门评价在县政府门户网站公开",
    "c8": C + "部门评价开展情况·部门评价按时报送财政部门",
    "c9": C + "部门评价开展情况·部门评价档案完整齐全",
    "x1": "过程·资产管理·准确性·账面数与实际相符",
}
"""Short names for the long ones, put in before the clock runs."""

_PART = {"满足": 1.0, "部分满足": 0.5, "不满足": 0.0}
_YEAR = {"优秀": 10.0, "良好": 8.0, "一般": 5.0, "较差": 0.0}


def shortened(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row under the short names."""
    short = {name: key for key, name in KEYS.items()}
    return {short.get(name, name): value for name, value in row.items()}


def ramp(rate: float, low: float, high: float, points: float) -> float:
    """Nothing at `low`, full marks at `high`, in proportion between; rounded to one decimal."""
    return floor(points * min(1.0, max(0.0, (rate - low) / (high - low))) * 10 + 0.5) / 10


def total(f: Mapping[str, Any]) -> tuple[float, str]:
    """The total and the grade."""
    s = max(0.0, 2 - 0.5 * f["a1"])
    s += max(0.0, f["a2"] + f["a3"] + f["a4"] - 0.5 * f["a5"])
    s += f["a6"] + f["a7"] + (1 if f["预算其他科目金额"] / f["部门预算总额"] <= 0.1 else 0)
    s += max(0.0, 2 - f["a8"])
    s += 6.0 if f["t1"] else 2.0 - min(2.0, 0.5 * f["t5"]) + f["t2"] + f["t3"] + 2 * f["t4"]
    rate = f["财政拨款预算数"] / f["财政拨款决算数"]
    s += 8.0 if rate >= 0.95 else floor(rate / 0.95 * 8 * 10 + 0.5) / 10

    income = f["预算收入合计"]
    s += ramp(f["预算支出合计"] / income, 0.85, 0.95, 12.0)
    now, before = f["累计结转结余"], f["上年累计结转结余"]
    s += ramp((now - before) / income, 0.15, 0.05, 4.0)
    if before == 0:
        s += 5.0 if now == 0 else 0.0
    else:
        s += ramp((now - before) / before, 0.15, 0.05, 5.0)
    spent, planned, last = f["公用经费决算数"], f["公用经费预算数"], f["上年公用经费决算数"]
    if planned == 0:
        s += 2.0 if spent == 0 else 0.0
    elif spent / planned <= 1:
        s += 2.0
    if last == 0:
        s += 2.0 if spent == 0 else 0.0
    elif -0.15 <= (spent - last) / last <= 0.15:
        s += 2.0
    three, three_before, three_spent = f["三公经费预算数"], f["上年三公经费预算数"], f["三公经费支出数"]
    if three_before == 0:
        s += 1.5 if three == 0 else 0.0
    elif (three - three_before) / three_before <= 0:
        s += 1.5
    if three == 0:
        s += 1.5 if three_spent == 0 else 0.0
    elif three_spent / three <= 1:
        s += 1.5
    if not f["p1"]:
        bought, to_buy = f["实际政府采购金额"], f["政府采购预算数"]
        if to_buy == 0:
            s += 3.0 if bought == 0 else 0.0
        else:
            part = min(1.0, max(0.0, (bought / to_buy - 0.7) / (0.95 - 0.7)))
            s += floor(max(0.0, 3.0 * part - f["p2"]) * 10 + 0.5) / 10

    s += max(0.0, 2 - 0.5 * f["b1"])
    s += max(0.0, f["b2"] + f["b3"] + f["b4"] - 0.5 * f["b5"])
    s += f["b6"] + f["b7"] + (1 if f["决算其他科目金额"] / f["部门决算总额"] <= 0.1 else 0)
    s += max(0.0, 2 - f["b8"])
    over = max(0, f["实有人数"] - f["机构改革超编人数"] - f["编制数"])
    s += max(0.0, 2 - 0.5 * over - f["n1"])
    s += f["z1"] + f["z2"] + f["z3"]
    s += 0.0 if f["g1"] else max(0.0, 2 - 0.5 * f["g2"])
    due = f["应开展整体资金数"]
    rate = f["已开展整体资金数"] / due if due else 1.0
    s += 1 - min(1.0, 0.5 * floor(max(0.0, 1 - rate) / 0.1))
    due = f["应自评项目总个数"]
    rate = f["绩效自评项目个数"] / due if due else 1.0
    s += 1 - min(1.0, 0.5 * floor(max(0.0, 1 - rate) / 0.1))
    s += 1 - min(1.0, 0.5 * f["c1"]) + f["c2"]
    s += _PART[f["c3"]] + _PART[f["c4"]] + _PART[f["c5"]]
    s += 0.5 * (f["c6"] + f["c7"] + f["c8"] + f["c9"])

    now, before = f["年末债权余额"], f["年初债权余额"]
    if before == 0:
        s += 2.0 if now == 0 else 0.0
    else:
        change = (now - before) / before
        s += 2.0 if -0.05 <= change <= 0.05 else 1.0 if -0.1 <= change <= 0.1 else 0.0
    now, before = f["年末债务余额"], f["年初债务余额"]
    s += 2.0 if now == 0 else 0.0 if now > before else 1.0
    s += (1 if f["固定资产账面数"] == f["资产年报固定资产数"] else 0) + f["x1"]
    net = f["账面净资产总额"]
    if net == 0:
        s += 3.0
    else:
        rate = 1 - f["不用资产"] / net
        s += max(0.0, 3 - 0.5 * floor((1 - rate) / 0.01))
    s += _YEAR[f["县委目标责任考核结果"]]

    grade = "优秀" if s >= 90 else "良好" if s >= 80 else "一般" if s >= 70 else "较差"
    return s, grade
