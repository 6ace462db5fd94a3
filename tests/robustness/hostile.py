"""Texts that no author writes, by name: size, depth, doubling, bytes that are no text, words that look like code.

Run by itself, it compiles the named ones (all, if none is named) under a limit of memory and processor time and
prints one JSON line each: the name, the seconds, and the names of the messages, or the traceback.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

SECONDS = 5.0
MEGABYTES = 1024

HEAD = "评价表 试\n  舍入 无\n"
LEAF = HEAD + "一级指标 甲 100分\n"
FACT = HEAD + "数据\n  量 ：金额 万元 ＞0\n  比 ：比率\n  数 ：计数 处\n一级指标 甲 100分\n"

TEXTS: dict[str, Callable[[], str]] = {}
BYTES: dict[str, Callable[[], bytes]] = {}
CODE = ('__import__("os").system("x")', "{0}", "{name}", "{", "}", "{{}}", "%s", "%(name)s", "${x}", "{name.__class__}")


def text(name: str, make: Callable[[], str]) -> None:
    TEXTS[name] = make


MILLION = 1_000_000
MANY = 100_000

for label, char in {
    "letters": "甲",
    "keywords": "当",
    "statement words": "评分",
    "formula words": "公式 ",
    "spaces": " ",
    "digits": "9",
    "colons": "：",
    "dots": "·",
    "names in brackets": "「甲」",
    "notes": '"甲" ',
    "operators": "甲＋",
    "commas": "，",
    "hashes": "#",
}.items():
    text(f"a million characters on one line: {label}", lambda c=char: FACT + "扣分 甲" + c * (MILLION // len(c)))
    text(
        f"a million characters in a heading: {label}",
        lambda c=char: LEAF + "二级指标 " + c * (MILLION // len(c)) + " 5分",
    )
    text(f"many long lines: {label}", lambda c=char: FACT + ("扣分 甲" + c * (19_000 // len(c)) + "\n") * 100)
    text(f"many long headings: {label}", lambda c=char: LEAF + ("二级指标 " + c * (19_000 // len(c)) + "5分x\n") * 100)
    text(f"many long facts: {label}", lambda c=char: HEAD + "数据\n" + ("量" + c * (19_000 // len(c)) + "\n") * 100)
    text(
        f"many long case lines: {label}",
        lambda c=char: HEAD + "案例 甲\n" + ("公布 甲" + c * (19_000 // len(c)) + "\n") * 100,
    )
    text(f"many middling lines: {label}", lambda c=char: FACT + ("扣分 甲" + c * (190 // len(c)) + "\n") * 9_000)

for opener, closer in ("()", "[]", "「」", "『』", "“”", '""', "（）", "【】", "《》", "{}", "‘’", "<>"):
    text(f"{MANY} {opener} on a line", lambda o=opener: FACT + "公式 ＝ " + o * MANY)
    text(f"{MANY} {opener} on lines", lambda o=opener: FACT + ("公式 ＝ " + o + "\n") * MANY)
    text(f"{MANY} {opener} with partners", lambda o=opener, c=closer: FACT + "公式 ＝ " + o * MANY + "1" + c * MANY)
    text(
        f"1400 {opener} with partners",
        lambda o=opener, c=closer: FACT + "公式 ＝ " + o * 1400 + "1" + c * 1400 + "\n评分",
    )
    text(f"many lines of {opener}", lambda o=opener: FACT + ("公式 ＝ " + o * 9000 + "\n") * 100)
text("30 brackets with partners", lambda: FACT + "公式 ＝ " + "(" * 30 + "1" + ")" * 30 + "\n得分 ＝ 甲 × 满分")
text("a bracket over lines", lambda: FACT + "公式 ＝ (\n" + "＋ 1\n" * MANY)

for label, sign in {"minus": "−", "plus": "＋", "not": "非 "}.items():
    text(f"{MANY} unary {label}", lambda s=sign: FACT + "公式 ＝ " + s * MANY + "1")
    text(f"2900 unary {label}", lambda s=sign: FACT + "得分 ＝ " + s * 2900 + "1")
    text(f"140 unary {label}", lambda s=sign: FACT + "扣分 " + s * 140 + "数 每1处 扣1分")
for label, sign in {"sum": "＋", "product": "×", "and": "且", "or": "或", "comparison": "＜", "comma": "，"}.items():
    text(f"{MANY} terms on a line: {label}", lambda s=sign: FACT + "公式 ＝ " + f" {s} ".join(["比"] * MANY))
    text(f"{MANY} terms on lines: {label}", lambda s=sign: FACT + "公式 ＝ " + f" {s}\n".join(["比"] * MANY))
    text(f"1400 terms: {label}", lambda s=sign: FACT + "公式 ＝ " + f"{s}".join(["(比)"] * 700))
    text(
        f"140 terms: {label}",
        lambda s=sign: FACT + "公式 ＝ " + f" {s} ".join(["比"] * 140) + "\n得分 ＝ 甲 × 满分 封顶 保底",
    )
text("140 divisions", lambda: FACT + "公式 ＝ " + " ÷ ".join(["比"] * 140) + "\n得分 ＝ 甲 × 满分 封顶 保底")

for label, line in {
    "empty": "",
    "comments": "# 甲",
    "facts": "量{i} ：金额 万元",
    "statements": "扣分 「事{i}」 每1处 扣1分",
    "the same statement": "扣分 「事」 每1处 扣1分",
    "headings": "二级指标 乙{i} 1分",
    "the same heading": "二级指标 乙 1分",
    "words": "这里写着什么",
    "rows": "≥ {i}% ：1分",
    "case lines": "量 ＝ {i}",
    "cases": "案例 {i}",
    "titles": "评价表 {i}",
    "grades": "等级",
    "open quotes": '依据 "甲',
    "open brackets": "公式 甲{i} ＝ (1",
    "unknown names": "扣分 不知道的{i} 每1处 扣1分",
    "confusables": "扣分 「事{i}」 每1处 扣1〇分",
    "doubled words": "扣分 扣分 「事{i}」 每1处 扣1分",
    "swapped words": "扣分 每 「事{i}」 1处 扣1分",
    "tabs": "\t\t\t",
}.items():
    for start, place in ((FACT, "below a heading"), (HEAD + "数据\n", "below 数据")):
        text(
            f"{MANY} lines {place}: {label}",
            lambda s=start, li=line: s + "\n".join(li.replace("{i}", str(i)) for i in range(MANY)),
        )
    text(f"10000 lines: {label}", lambda li=line: FACT + "\n".join(li.replace("{i}", str(i)) for i in range(10_000)))

for label, figure in {
    "digits": "9" * MILLION,
    "decimals": "0." + "1" * MILLION,
    "zeros": "0" * MILLION,
    "an exponent": "1e999999999",
    "exponent digits": "1e" + "9" * MILLION,
    "41 digits": "9" * 41,
    "40 digits": "9" * 40,
    "40 decimals": "0." + "0" * 38 + "1",
    "thousands": "1,000" + ",000" * MANY,
    "arabic digits": "٣" * 20,
    "superscripts": "²³",
    "circled": "①②",
    "mathematical": "𝟗𝟗",
    "zero": "0",
    "dots": "1.2.3.4",
    "infinity": "inf",
    "nan": "NaN",
    "hexadecimal": "0x10",
    "underscores": "1_000",
}.items():
    text(f"a figure of {label}", lambda f=figure: FACT + f"扣分 数 每{f}处 扣{f}分 至多{f}分")
    text(f"points of {label}", lambda f=figure: HEAD + f"  满分 {f}分\n一级指标 甲 {f}分\n满足 「甲」 得{f}分")
    text(
        f"a bound of {label}",
        lambda f=figure: HEAD + f"数据\n  量 ：金额 万元 ≥{f} 精确到 {f}万元\n  年 ：比率 [{f}%, {f}%]",
    )
    text(
        f"decimals of {label}",
        lambda f=figure: HEAD + f"  舍入 各项得分 {f}位小数\n一级指标 甲 100分\n满足 「甲」 得100分",
    )
    text(
        f"decimals of the total of {label}",
        lambda f=figure: HEAD + f"  舍入 总分 {f}位小数\n一级指标 甲 100分\n满足 「甲」 得100分\n等级\n 好 ：≥0",
    )
    text(
        f"decimals kept of {label}", lambda f=figure: FACT + f"公式 ＝ 比 保留{f}位小数\n评分\n ≥ 0 ：满分\n ＜ 0 ：0分"
    )
    text(
        f"percent kept of {label}",
        lambda f=figure: FACT + f"公式 ＝ 比 保留{f}位百分数\n评分\n ≥ 0 ：满分\n ＜ 0 ：0分",
    )
    text(f"rounded to {label}", lambda f=figure: FACT + f"公式 ＝ 四舍五入(比, {f})\n评分\n ≥ 0 ：满分\n ＜ 0 ：0分")
    text(f"a year of {label}", lambda f=figure: HEAD + f"  年度 {f}\n一级指标 甲 100分\n满足 「甲」 得100分")
    text(
        f"a case of {label}",
        lambda f=figure: FACT + f"满足 「甲」 得100分\n案例 乙\n  量 ＝ {f}\n  公布 甲 {f}\n  公布 总分 {f} 等级 {f}",
    )
    text(
        f"a row of {label}",
        lambda f=figure: FACT + f"评分 比\n {f}%以上 ：{f}分\n {f}-{f}% ：线性 {f}分 至 满分\n＜ {f} ：0",
    )
text("rounded to a fact", lambda: FACT + "公式 ＝ 四舍五入(比, 比)\n评分\n ≥ 0 ：满分\n ＜ 0 ：0分")
text("half a decimal", lambda: HEAD + "  舍入 各项得分 1.5位小数\n一级指标 甲 100分\n  满足 「甲」 得100分")
text("a date that is none", lambda: FACT + "满足 2022-13-45 ＞ 99999年99月99日 得1分")

for label, char in {
    "NUL": "\0",
    "a lone surrogate": "\ud800",
    "a low surrogate": "\udfff",
    "a bell": "\a",
    "an escape": "\x1b[31m",
    "U+FFFF": "\uffff",
    "a private character": "\ue000",
    "an unassigned character": "\U000e1000",
    "a byte order mark": "\ufeff",
    "zero-width space": "\u200b",
    "right-to-left": "\u202e",
    "U+2028": "\u2028",
    "combining": "\u0301" * 50,
    "an emoji": "👨‍👩‍👧",
    "a ligature": "ﷺ",
    "a lone combining mark": "\u20dd",
}.items():
    text(f"only {label}", lambda c=char: c)
    text(f"a million of {label}", lambda c=char: c * (MILLION // len(c)))
    text(f"{label} in a title", lambda c=char: f"评价表 试{c}试\n  舍入 无\n一级指标 甲 100分\n  满足 「乙」 得100分")
    text(f"{label} in a heading", lambda c=char: HEAD + f"一级指标 甲{c}甲 100分\n  满足 「乙」 得100分")
    text(
        f"{label} in a fact",
        lambda c=char: HEAD + f"数据\n  量{c}量 ：金额 万元\n一级指标 甲 100分\n  满足 量{c}量 ≥ 1万元 得100分",
    )
    text(f"{label} on the spot", lambda c=char: LEAF + f"  满足 「乙{c}乙」 得100分\n  满足 「{c}」 得100分")
    text(f"{label} in a remark", lambda c=char: LEAF + f'  满足 「乙」 得100分 "乙{c}乙"\n  依据 "{c}"')
    text(f"{label} between words", lambda c=char: LEAF + f"  满足{c} 「乙」 {c}得{c}100{c}分{c}")
    text(f"{label} in a comment", lambda c=char: LEAF + f"  满足 「乙」 得100分 # {c}\n#{c}\n")
    text(
        f"{label} in a case", lambda c=char: LEAF + f"  满足 「乙」 得100分\n案例 {c}\n  乙{c} ＝ {c}是\n  公布 {c} {c}"
    )

text("nothing", lambda: "")
text("only comments", lambda: "# 甲\n   # 乙")
text("only a line end", lambda: "\n")
text("only spaces", lambda: "   \n \u3000 ")

for i, code in enumerate(CODE):
    for label, line in {
        "name": "满足 {c} ≥ 1 得1分",
        "quoted name": "满足 「{c}」 ≥ 1 得1分",
        "on the spot": "满足 「{c}」 得1分\n满足 「{c}」 得1分",
        "statement": "{c} 甲",
        "heading": "二级指标 {c} 5分\n二级指标 {c} 5分\n二级指标 {c}",
        "formula": "公式 {c} ＝ {c}\n公式 「{c}」 ＝ 「{c}」 ÷ 「{c}」",
        "unit": "扣分 甲 每1{c} 扣1{c}",
        "row": "评分 比\n {c} ：{c}",
        "remark": '依据 "{c}"\n假定 “{c}”',
        "function": "得分 ＝ {c}(1)",
        "property": "性质 得分 随 「{c}」 不减",
        "fact": "数据\n  {c} ：{c}\n 「{c}」 ：选项 「{c}」 ＞ 「{c}」\n  约束 「{c}」 ≤ {c}",
        "case": "案例 {c}\n {c} ＝ {c}\n 公布 {c} {c}",
        "grade": "等级\n {c} ：≥ 1\n {c} ：{c}",
        "title": "评价表 {c}",
    }.items():
        text(f"code {i} as {label}", lambda c=code, li=line: FACT + li.replace("{c}", c))


def facts(count: int) -> str:
    body = "".join(f"  第{i}项收入 ：金额 万元\n" for i in range(count))
    rule = "".join(f"  扣分 第{i}项收入 超过 第{i + 1}项收入 每1万元 扣1分 零头不计\n" for i in range(count - 1))
    return HEAD + "数据\n" + body + "一级指标 甲 100分\n" + rule


def leaves(count: int, rule: str, title: str = "甲") -> str:
    heads = "".join(f"  二级指标 {title}{i} 1分\n    {rule.replace('{i}', str(i))}\n" for i in range(count))
    return f"评价表 试\n  舍入 无\n  满分 {count}分\n数据\n  量 ：金额 万元\n一级指标 全 {count}分\n{heads}"


def chain(count: int, body: str, last: str = "量 ÷ 量", step: int = 1) -> str:
    order = range(count) if step > 0 else range(count - 1, -1, -1)
    rules = "".join(f"  公式 a{i} ＝ {body.format(j=i + 1) if i + 1 < count else last}\n" for i in order)
    return FACT + rules + "  评分 a0\n    ≥ 0 ：满分\n    ＜ 0 ：0分\n"


text("5000 facts", lambda: facts(5000))
text("5000 facts and as many slips", lambda: facts(5000).replace("扣分 第", "扣分 弟"))
text(
    "5000 constraints",
    lambda: facts(2500).replace(
        "一级指标", "".join(f"约束 第{i}项收入 ≤ 第{i + 1}项收入\n" for i in range(2400)) + "一级指标"
    ),
)
text("3000 headings", lambda: leaves(3000, "满足 「事」 得1分"))
text("3000 headings with bands", lambda: leaves(3000, "评分 量\n      ≥ 5万元 ：满分\n      ＜ 5万元 ：0分"))
text("3000 headings of one name", lambda: leaves(3000, "满足 「事」 得1分").replace("甲", "甲 "))
text(
    "3000 headings with formulas",
    lambda: leaves(3000, "公式 率{i} ＝ 量 ÷ 5万元\n    评分 率{i}\n      ≥ 5% ：满分\n      ＜ 5% ：0分"),
)
text(
    "3000 formulas of one name",
    lambda: leaves(3000, "公式 率 ＝ 量 ÷ 5万元\n    评分 率\n      ≥ 5% ：满分\n      ＜ 5% ：0分"),
)
text(
    "3000 ambiguous reads",
    lambda: (
        leaves(3000, "公式 率 ＝ 量 ÷ 5万元\n    得分 ＝ 率 × 满分 封顶")
        .replace("＝ 率 ×", "＝ 率x ×")
        .replace("公式 率", "公式 率x", 2)
        + "  二级指标 后 1分\n"
        + "    满足 率 ≥ 5% 得1分\n" * 3000
    ),
)
text("3000 scores in a chain", lambda: leaves(3000, "得分 ＝ 「甲{i}」 的得分 封顶").replace("「甲", "「甲1"))
text(
    "a chain of scores",
    lambda: (
        "评价表 试\n 满分 1000分\n一级指标 全 1000分\n"
        + "".join(f"二级指标 节{i} 1分\n 得分 ＝ 「节{i + 1}」 的得分\n" for i in range(999))
        + "二级指标 节999 1分\n 满足 「甲」 得1分"
    ),
)
text(
    "a ring of scores",
    lambda: (
        "评价表 试\n 满分 1000分\n一级指标 全 1000分\n"
        + "".join(f"二级指标 节{i} 1分\n 得分 ＝ 「节{(i + 1) % 1000}」 的得分\n" for i in range(1000))
    ),
)
text(
    "every score reads every other",
    lambda: (
        "评价表 试\n 满分 200分\n一级指标 全 200分\n"
        + "".join(
            f"二级指标 节{i} 1分\n 得分 ＝ 最小({'，'.join(f'「节{j}」 的得分' for j in range(i + 1, min(i + 40, 200))) or '1分'})\n"
            for i in range(200)
        )
    ),
)
text("a heading scored by itself", lambda: LEAF + "  评分 甲\n    ≥ 5 ：满分\n    ＜ 5 ：0分")
text(
    "two headings scored by each other",
    lambda: (
        LEAF + "二级指标 乙 50分\n评分 丙\n≥ 5 ：满分\n＜ 5 ：0分\n二级指标 丙 50分\n评分 乙\n≥ 5 ：满分\n＜ 5 ：0分"
    ),
)
text("10000 statements in a leaf", lambda: LEAF + "".join(f"  扣分 「第{i}事项」 每1处 扣1分\n" for i in range(10_000)))
text("10000 near misses", lambda: LEAF + "".join(f"  扣分 「第{i:05}事项」 每1处 扣1分\n" for i in range(10_000)))
text(
    "10000 formulas in a leaf",
    lambda: FACT + "".join(f"  公式 a{i} ＝ 比 ＋ {i}\n" for i in range(10_000)) + "  得分 ＝ a0 × 满分 封顶 保底",
)

for label, body in {
    "one": "a{j}",
    "sum": "a{j} + a{j}",
    "product": "a{j} × a{j}",
    "quotient": "a{j} ÷ (a{j} × a{j} + 1)",
}.items():
    for count in (60, 1000, 10_000):
        text(f"{count} formulas reading the next: {label}", lambda b=body, k=count: chain(k, b))
        text(f"{count} formulas reading the one before: {label}", lambda b=body, k=count: chain(k, b, step=-1))
        text(f"{count} formulas in a ring: {label}", lambda b=body, k=count: chain(k, b, last="a0"))
text("60 formulas with guards", lambda: chain(60, "a{j} ÷ a{j}，a{j} ＝ 0 时 a{j}，a{j} ＞ 5 时 a{j} + 1"))
text("60 formulas of literals", lambda: chain(60, "a{j} × a{j}", last="99999999999999999999"))
text("60 formulas of functions", lambda: chain(60, "最大(a{j}, a{j}, 最小(a{j}, a{j}))"))
text("60 formulas kept", lambda: chain(60, "a{j} + a{j} 保留2位小数"))
text(
    "40 formulas reading all later ones",
    lambda: (
        FACT
        + "".join(f"  公式 a{i} ＝ {' + '.join([f'a{j}' for j in range(i + 1, 40)] + ['比'])}\n" for i in range(40))
        + "  得分 ＝ a0 × 满分 封顶 保底"
    ),
)
text("a deep formula in a deep chain", lambda: chain(100, "a{j} + " + " + ".join(["比"] * 100)))
text(
    "a formula reading itself",
    lambda: FACT + "公式 甲 ＝ 甲\n公式 乙 ＝ 乙 + 1\n公式 ＝ 甲\n评分\n≥ 0 ：满分\n＜ 0 ：0分",
)
text("mutual formulas", lambda: FACT + "公式 x ＝ y\n公式 y ＝ x\n评分 x\n≥ 0 ：满分\n＜ 0 ：0分")

for label, op in {"or": "或", "and": "且"}.items():
    for sign in "＝≠＞≥":
        text(
            f"a union of 140 by {label} {sign}",
            lambda o=op, s=sign: (
                FACT + "评分\n当 " + f" {o} ".join(f"比 {s} {i}%" for i in range(140)) + " ：满分\n否则 ：0分"
            ),
        )
text(
    "a product of 40 unions",
    lambda: (
        FACT
        + "评分\n当 "
        + " 且 ".join(f"(比 ＞ {i}% 或 比 ＞ {i + 1}% 或 比 ＜ {i}%)" for i in range(40))
        + " ：满分\n当 比 ＜ 0 ：1分"
    ),
)
text(
    "a product of 40 holes",
    lambda: (
        FACT
        + "评分\n当 "
        + " 且 ".join(f"(比 ≠ {i}% 或 比 ≠ {i + 1}%)" for i in range(40))
        + " ：满分\n当 比 ＜ 0 ：1分"
    ),
)
for label, head, word in (
    ("bands", "[{i}, {j})", "评分 比"),
    ("overlaps", "≥ {i}%", "评分 比"),
    ("all the same", "≥ 0", "评分 比"),
    ("conditions", "当 比 ＝ {i}%", "评分"),
    ("wide conditions", "当 比 ≥ {i}%", "评分 按序"),
    ("labels", "选{i}", "评分 比"),
    ("two measures", "当 比 ＝ {i} 且 数 ＝ {i}处", "评分"),
):
    for count in (490, 5000):
        text(
            f"{count} rows: {label}",
            lambda h=head, w=word, c=count: (
                FACT
                + w
                + "\n"
                + "".join(f"{h.replace('{i}', str(i)).replace('{j}', str(i + 1))} ：{i % 100}分\n" for i in range(c))
            ),
        )
text(
    "5000 grades",
    lambda: (
        LEAF + "满足 「乙」 得100分\n等级\n" + "".join(f"级{i} ：[{i / 50}, {(i + 1) / 50})\n" for i in range(5000))
    ),
)
text(
    "5000 grades that overlap",
    lambda: LEAF + "满足 「乙」 得100分\n等级\n" + "".join(f"级{i} ：≥ {i / 50}\n" for i in range(5000)),
)
text(
    "1000 labels",
    lambda: (
        HEAD
        + "数据\n 果 ：选项 "
        + " ＞ ".join(f"选{i}" for i in range(1000))
        + "\n一级指标 甲 100分\n评分 果\n"
        + "".join(f"选{i} ：{i % 100}分\n" for i in range(1000))
    ),
)
text(
    "1000 notes and then an error",
    lambda: (
        HEAD
        + "数据\n"
        + "".join(f"量{i}量 ：金额 万元\n" for i in range(1000))
        + "一级指标 甲 100分\n满足 「乙」 得99分"
    ),
)
text(
    "1000 warnings and then an error",
    lambda: LEAF + "".join(f'依据 "甲"\n扣分 「事{i}」 每1处 扣0.1O分\n' for i in range(1000)) + "一级指标 乙",
)

BYTES |= {
    "an empty file": lambda: b"",
    "a byte order mark only": lambda: b"\xef\xbb\xbf",
    "UTF-16 with a mark": lambda: LEAF.encode("utf-16"),
    "UTF-16 big-endian with a mark": lambda: b"\xfe\xff" + LEAF.encode("utf-16-be"),
    "UTF-16 without a mark": lambda: LEAF.encode("utf-16-le"),
    "UTF-16 cut short": lambda: LEAF.encode("utf-16")[:-1],
    "UTF-32": lambda: LEAF.encode("utf-32"),
    "GBK": lambda: LEAF.encode("gbk"),
    "GB18030 of other words": lambda: "一二三四".encode("gb18030") * 100,
    "Big5": lambda: "評價表".encode("big5") * 100,
    "random bytes": lambda: random.Random(1).randbytes(100_000),
    "zeros": lambda: bytes(100_000),
    "a picture": lambda: b"\x89PNG\r\n\x1a\n" + random.Random(2).randbytes(1000),
    "a zip": lambda: b"PK\x03\x04" + random.Random(3).randbytes(1000),
    "overlong UTF-8": lambda: b"\xc0\xaf\xed\xa0\x80",
    "nine million bytes": lambda: b"#" * 9_000_000,
    "seven million bytes": lambda: ("甲" * 2_300_000).encode(),
}
PATHS = (
    "a directory",
    "a missing file",
    "a path with NUL",
    "a very long path",
    "a path with a surrogate",
    "an empty path",
)


def paths(folder: Path) -> dict[str, str]:
    found = {
        "a directory": str(folder),
        "a missing file": str(folder / "none.rubric"),
        "a path with NUL": "a\0b",
        "a very long path": "x" * 5000,
        "a path with a surrogate": str(folder / "\udc80.rubric"),
        "an empty path": "",
    }
    for i, (name, make) in enumerate(BYTES.items()):
        file = folder / f"{i}.rubric"
        file.write_bytes(make())
        found[name] = str(file)
    return found


def run(name: str, files: dict[str, str]) -> dict[str, object]:
    """Compile one text or file and render its messages; everything that a caller can ask of a broken text."""
    from perfrules.api import find_source
    from perfrules.compiler import compile_source
    from perfrules.diagnostics import Diagnostic
    from perfrules.diagnostics.render.json import render_json
    from perfrules.diagnostics.render.text import render_text
    from perfrules.source import Source

    source = Source(name, TEXTS[name]()) if name in TEXTS else find_source(files[name])
    start = time.process_time()
    found = (source,) if isinstance(source, Diagnostic) else compile_source(source).diagnostics
    compiled = time.process_time() - start
    for lang in ("zh", "en"):
        render_text(found, lang)
        json.dumps(render_json(found, lang))
    seconds = time.process_time() - start
    kinds = [item.kind.name for item in found]
    failed = any(item.severity.value == "error" for item in found)
    messages = [item.message("zh") for item in found[:5]]
    return {
        "name": name,
        "seconds": seconds,
        "compiled": compiled,
        "kinds": kinds,
        "failed": failed,
        "messages": messages,
    }


def main(names: list[str]) -> int:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES * 2**20, MEGABYTES * 2**20))
    with tempfile.TemporaryDirectory() as folder:
        files = paths(Path(folder))
        run("nothing", files)  # the tables are read once a process
        for name in names or [*TEXTS, *files]:
            try:
                done = run(name, files)
            except BaseException:
                done = {"name": name, "error": traceback.format_exc(limit=-8)}
            print(json.dumps(done), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
