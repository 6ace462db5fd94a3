"""How each statement of the core language is written, in both languages: what a message about a broken one shows.

`[…]` may be left out and `｜` parts alternatives. The English is what `perfrules fmt --lang en` writes. The idioms
declare the shapes of their own statements.
"""

from __future__ import annotations

from perfrules.source import Words

STATEMENTS = {
    "FORMULA": Words(
        "公式 名称 ＝ 甲 ÷ 乙 [，乙 ＝ 0 时 100%]",
        "formula name = a ÷ b [, or 100% when b = 0]",
    ),
    "PROPERTY": Words(
        "性质 得分｜总分 随 数据 不减｜不增",
        "property score｜the total never falls｜never rises as fact rises",
    ),
    "ROUNDING": Words(
        "舍入 各项得分 1位小数｜舍入 总分 1位小数｜舍入 无",
        "round each score to 1 decimal｜round the total to 1 decimal｜no rounding",
    ),
    "NOT_ROUNDED": Words("舍入 无", "no rounding [of the total]"),
    "CONVENTION": Words(
        "约定 零头 不计｜约定 零除零 满分，非零除零 0分｜约定 含下不含上",
        "convention part steps ignored｜convention zero divided by zero gives full marks, "
        "anything else divided by zero gives 0 points｜convention ranges include their lower end only",
    ),
    "CONSTRAINT": Words("约束 甲 ≤ 乙", "constraint a ≤ b"),
    "VERIFY": Words(
        "核对 末 ＝ 初 ＋ 收 − 支 [容差 0.01万元]",
        "verify closing = opening + received - spent [, tolerance 0.01元]",
    ),
    "BASE_POINTS": Words("基础分 2分", "start from 2 points"),
    "LEAF_RANGE": Words("范围 [−1分, 5分]", "scores range over [-1 point, 5 points]"),
    "COVERS": Words("起讫 2022-01-01 至 2022-12-31", "covers 2022-01-01 to 2022-12-31"),
    "DAYS_OFF": Words("放假 2022-10-01 至 2022-10-07", "days off 2022-10-01 to 2022-10-07"),
    "MAKE_UP": Words("上班 2022-10-08、2022-10-09", "days worked instead 2022-10-08, 2022-10-09"),
    "BASIS": Words('依据 "文件与条款"', 'basis "document and clause"'),
    "ASSUMPTION": Words('假定 "理由"', 'assumption "reason"'),
    "FULL": Words("满分 100分", "full marks 100 points"),
    "CODE": Words("代码 county-2021", "id county-2021"),
    "YEAR": Words("年度 2021", "year 2021"),
    "RESULT_IS": Words(
        "结果为 名称 ＝ 甲 ÷ 乙 [保留2位小数]",
        "the result is name = a ÷ b [rounded to 2 decimals]",
    ),
    "RESULTS_ARE": Words("结果等次 优 ＞ 良 ＞ 差", "results are good > fair > poor"),
    "TOTAL_RANGE": Words("总分范围 [−20分, 120分]", "the total ranges over [-20 points, 120 points]"),
    "PUBLISHED": Words(
        "公布 指标 90.5%｜公布 指标 得分 6.6｜公布 总分 85.1 等级 良好",
        "published indicator 90.5%｜published indicator score 6.6｜published total 85.1, grade good",
    ),
    "EXPECT": Words(
        "期望 指标 90.5%｜期望 指标 得分 6.6｜期望 总分 85.1 等级 良好",
        "expect indicator 90.5%｜expect indicator score 6.6｜expect total 85.1, grade good",
    ),
    "RECOMPUTE": Words("核算 名称 ＝ 甲 ÷ 乙 公布 90.5%", "recompute name = a ÷ b, published 90.5%"),
    "SOURCE": Words('来源 "附件2"', 'source "annex 2"'),
}
"""By the terminal that begins the statement."""

STARTS = {
    "row": Words(
        "区间 ：分值，如「≥ 95% ：满分」「(85%, 95%) ：线性 0分 至 满分」",
        "interval: points, like `≥ 95%: full marks` or `(85%, 95%): linear 0 points to full marks`",
    ),
    "column": Words(
        "列名 ：名称｜分值｜目标 [默认 ≥]｜同 目标列｜评议｜种类 单位，如「要求 ：目标 默认 ≥」",
        "column: row name｜points｜target [, ≥ by default]｜same as target column｜judged｜kind unit, "
        "like `required: target, ≥ by default`",
    ),
    "fact": Words(
        "名称 ：种类 单位 [范围]，如「预算支出 ：金额 万元 ≥0」",
        "name: kind unit [range], like `spent: money 元 ≥ 0`",
    ),
    "grade_line": Words("等次 ：区间，如「良好 ：[80, 90)」", "grade: interval, like `good: [80, 90)`"),
    "grade_case": Words("等次 ：当 条件｜等次 ：否则", "grade: when condition｜grade: otherwise"),
    "grades": Words(
        "等级 [按 未舍入总分｜按 得分率｜按 指数｜按序]",
        "grades [by the unrounded total｜by the rate｜by the result｜in order]",
    ),
    "fact_grid": Words(
        "数据表 名称 列 上年决算、预算、决算，下面每行一项「名称 ：种类 单位」",
        "data table name with columns before, planned, spent; each line below it is `name: kind unit`",
    ),
    "given": Words("名称 ＝ 值，如「预算支出 ＝ 3296.75万元」", "name = value, like `spent = 3296.75元`"),
    "heading": Words("三级指标 名称 5分", "level 3 indicator name 5 points"),
    "adjustments": Words(
        "加减分 [至多加5分] [至多扣3分]",
        "adjustments [, adding at most 5 points] [, taking at most 3 points]",
    ),
    "unscored_heading": Words(
        "三级指标 名称 空｜三级指标 名称 分值 未公布",
        "level 3 indicator name not used｜level 3 indicator name points not published",
    ),
    "unrecorded": Words('未录 20分 "没有录入的是哪些"', 'not transcribed 20 points "what is left out"'),
    "title": Words("评价表 名称", "rubric name"),
    "scale": Words("评议尺度 名称", "judging scale name"),
    "scale_line": Words(
        "档 ：得分率，如「达成预期 ：[80%, 100%]」",
        "level: rates, like `as expected: [80%, 100%]`",
    ),
    "case": Words(
        "案例 名称 [沿用 案例 另一案例] [仅公布]",
        "case name [extends case other] [, published only]",
    ),
    "trial": Words(
        "试算 指标｜试算 总分｜试算 等级，下面各行以 | 或制表符分格，首行是名称",
        "try indicator｜try total｜try grade; the lines below have cells parted by | or tabs, names in the first",
    ),
}
"""By the rule of the grammar, where no one terminal begins the line."""

NONE = Words("", "")
"""Of a statement whose shape nobody states."""
