"""附件1 of the 子洲 report, line by line as a person would work it out on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import floor
from typing import Any

Facts = Callable[[str], Any]
HALF = Fraction(1, 2)


def percent(figure: int) -> Fraction:
    return Fraction(figure, 100)


def between(value: Fraction, nothing: Fraction, full: Fraction, points: Fraction) -> Fraction:
    """(率 − 一端) ÷ (另一端 − 一端) × 分值, full marks and none beyond the ends; the ends may stand either way round."""
    part = (value - nothing) / (full - nothing)
    return points * max(Fraction(0), min(Fraction(1), part))


def budget(fact: Facts) -> Mapping[str, Fraction]:
    found = {}
    top = "投入·预算编制·部门预算·"
    found[top + "部门预算的完整性"] = max(0, 2 - HALF * fact("部门预算的完整性·编报数据不齐全或有错误"))
    score = sum(
        1 for item in ("编报数据上下年度一致", "编报数据前后一致", "报表格式准确") if fact("部门预算的准确性·" + item)
    )
    found[top + "部门预算的准确性"] = max(0, score - HALF * fact("部门预算的准确性·三项以外的错误"))
    score = fact("按经济科目分类精准预算") + fact("按功能科目分类精准预算")
    found[top + "部门预算细化性"] = score + (fact("预算其他科目金额") * 10 <= fact("部门预算总额"))
    found[top + "部门预算的及时性"] = max(0, 2 - fact("部门预算的及时性·报送超时"))
    score = 2 - min(2, HALF * fact("绩效目标不明确未量化"))
    score += fact("编制整体绩效目标") + fact("编制项目绩效目标") + 2 * fact("绩效目标资金填报准确")
    found["投入·预算编制·绩效目标"] = 6 if fact("未有专项资金") else score
    arrived = fact("财政拨款预算数") / fact("财政拨款决算数")
    found["投入·预算编制·年初预算到位率"] = min(8, arrived / percent(95) * 8)
    return found


def execution(fact: Facts) -> Mapping[str, Fraction]:
    found = {}
    top = "过程·预算执行·"
    income = fact("预算收入合计")
    found[top + "预算完成率"] = between(fact("预算支出合计") / income, percent(85), percent(95), Fraction(12))

    now, before = fact("累计结转结余"), fact("上年累计结转结余")
    found[top + "结转结余资金控制率·结转结余率"] = between(
        (now - before) / income, percent(15), percent(5), Fraction(4)
    )
    if before == 0:
        found[top + "结转结余资金控制率·结转结余变动率"] = 5 if now == 0 else 0
    else:
        change = (now - before) / before
        found[top + "结转结余资金控制率·结转结余变动率"] = between(change, percent(15), percent(5), Fraction(5))

    spent, planned, last = fact("公用经费决算数"), fact("公用经费预算数"), fact("上年公用经费决算数")
    # No plan and nothing spent is within the plan; something spent without a plan is not: the same as spent ≤ planned.
    found[top + "公用经费控制率·公用经费控制率"] = 2 if spent <= planned else 0
    # Where there was none last year this asks for none this year, as the table's reading does.
    steady = abs(spent - last) <= percent(15) * last
    found[top + "公用经费控制率·公用经费动态变动率"] = 2 if steady else 0

    three, three_before, three_spent = fact("三公经费预算数"), fact("上年三公经费预算数"), fact("三公经费支出数")
    found[top + "三公经费控制率·三公经费动态变动率"] = Fraction(3, 2) if three <= three_before else 0
    found[top + "三公经费控制率·部门三公经费控制率"] = Fraction(3, 2) if three_spent <= three else 0

    bought, to_buy = fact("实际政府采购金额"), fact("政府采购预算数")
    if fact("存在无预算采购"):
        score = Fraction(0)
    elif to_buy == 0:
        score = Fraction(3 if bought == 0 else 0)
    else:
        score = between(bought / to_buy, percent(70), percent(95), Fraction(3))
        score = max(Fraction(0), score - fact("未按规定办理政府采购手续"))
    found[top + "政府采购预算执行率"] = score
    return found


def management(fact: Facts) -> Mapping[str, Fraction]:
    found = {}
    top = "过程·预算管理·部门决算·"
    found[top + "部门决算的完整性"] = max(0, 2 - HALF * fact("部门决算的完整性·编报数据不齐全或有错误"))
    score = sum(
        1 for item in ("编报数据上下年度一致", "编报数据前后一致", "报表格式准确") if fact("部门决算的准确性·" + item)
    )
    found[top + "部门决算的准确性"] = max(0, score - HALF * fact("部门决算的准确性·三项以外的错误"))
    score = fact("按经济科目分类精准编报") + fact("按功能科目分类精准编报")
    found[top + "部门决算细化性"] = score + (fact("决算其他科目金额") * 10 <= fact("部门决算总额"))
    found[top + "部门决算的及时性"] = max(0, 2 - fact("部门决算的及时性·报送超时"))

    top = "过程·预算管理·"
    over = max(0, fact("实有人数") - fact("机构改革超编人数") - fact("编制数"))
    found[top + "财政供养人员"] = max(0, 2 - HALF * over - fact("人员变动超过三个月不办理工资手续"))
    found[top + "制度建设"] = sum(fact(item) for item in ("有内控制度和财务制度", "制度合规并且更新", "按制度规定运行"))
    found[top + "绩效目标的实现"] = 0 if fact("未公开绩效目标") else max(0, 2 - HALF * fact("未实现的目标"))

    top += "部门绩效评价·"
    score = Fraction(0)
    for done, due in (("已开展整体资金数", "应开展整体资金数"), ("绩效自评项目个数", "应自评项目总个数")):
        rate = fact(done) / fact(due) if fact(due) else Fraction(1)
        tens = floor(max(0, 1 - rate) / percent(10))
        score += max(0, 1 - HALF * tens)
    found[top + "绩效自评率"] = score
    complete = fact("整体自评质量·报告内容完整")
    found[top + "整体自评质量"] = 1 - min(1, HALF * fact("整体自评指标标准不合理")) + complete
    worth = {"满足": Fraction(1), "部分满足": HALF, "不满足": Fraction(0)}
    items = ("项目自评目标与预算绩效目标一致", "项目指标标准合理", "项目自评质量·报告内容完整")
    found[top + "项目自评质量"] = sum(worth[fact(item)] for item in items)
    items = ("开展部门评价", "部门评价在县政府门户网站公开", "部门评价按时报送财政部门", "部门评价档案完整齐全")
    found[top + "部门评价开展情况"] = HALF * sum(fact(item) for item in items)
    return found


def balance_sheet(fact: Facts) -> Mapping[str, Fraction]:
    found = {}
    now, before = fact("年末债权余额"), fact("年初债权余额")
    off = abs(now - before)
    if before == 0:
        score = 2 if now == 0 else 0
    elif off <= percent(5) * before:
        score = 2
    else:
        score = 1 if off <= percent(10) * before else 0
    found["过程·债权债务管理·债权管理"] = score
    now, before = fact("年末债务余额"), fact("年初债务余额")
    found["过程·债权债务管理·债务管理"] = 2 if now == 0 else 0 if now > before else 1
    score = (fact("固定资产账面数") == fact("资产年报固定资产数")) + fact("账面数与实际相符")
    found["过程·资产管理·准确性"] = score
    net, idle = fact("账面净资产总额"), fact("不用资产")
    found["过程·资产管理·使用率"] = 3 if net == 0 else max(0, 3 - HALF * floor(idle / net * 100))
    marks = {"优秀": 10, "良好": 8, "一般": 5, "较差": 0}
    found["效果·履职效益·年度目标"] = marks[fact("县委目标责任考核结果")]
    return found


def leaves(fact: Facts) -> dict[str, Fraction]:
    """The points of the 30 lines of the table, before they are rounded to one decimal."""
    return {**budget(fact), **execution(fact), **management(fact), **balance_sheet(fact)}


def allowed(fact: Facts) -> bool:
    """No part is greater than its whole."""
    return (
        fact("预算其他科目金额") <= fact("部门预算总额")
        and fact("决算其他科目金额") <= fact("部门决算总额")
        and fact("机构改革超编人数") <= fact("实有人数")
        and fact("不用资产") <= fact("账面净资产总额")
    )


DECIMALS = 1


def graded(total: Fraction) -> str:
    """五（二）."""
    return "优秀" if total >= 90 else "良好" if total >= 80 else "一般" if total >= 70 else "较差"
