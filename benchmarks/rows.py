"""Fact sets of zizhou-2021 with many rows exactly on a threshold, or one 分 beside it."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

Row = dict[str, Any]
"""Facts by their names: money in 分, counts, flags, labels."""

_RATES = (0, 5, 10, 15, 50, 70, 80, 85, 88, 90, 93, 95, 99, 100, 101, 105, 110, 115, 120)
"""Percent: where rules of the table change their minds, and between."""
_PAIRS = (
    ("预算其他科目金额", "部门预算总额"),
    ("财政拨款预算数", "财政拨款决算数"),
    ("预算支出合计", "预算收入合计"),
    ("公用经费决算数", "公用经费预算数"),
    ("三公经费预算数", "上年三公经费预算数"),
    ("三公经费支出数", "三公经费预算数"),
    ("实际政府采购金额", "政府采购预算数"),
    ("决算其他科目金额", "部门决算总额"),
    ("已开展整体资金数", "应开展整体资金数"),
    ("年末债权余额", "年初债权余额"),
    ("年末债务余额", "年初债务余额"),
    ("固定资产账面数", "资产年报固定资产数"),
    ("不用资产", "账面净资产总额"),
    ("公用经费决算数", "上年公用经费决算数"),
)
_PARTS = frozenset(("预算其他科目金额", "决算其他科目金额", "不用资产"))
_POSITIVE = frozenset(("部门预算总额", "财政拨款决算数", "预算收入合计", "部门决算总额"))


def rows(fields: Any, count: int, seed: int = 1) -> list[Row]:
    """Rows for the fields of a built module, which say the kind of every fact."""
    draw = random.Random(seed)
    return [_row(fields, draw) for _ in range(count)]


def _row(fields: Any, draw: random.Random) -> Row:
    row: Row = {}
    for field in fields:
        if field.kind == "flag":
            row[field.name] = draw.random() < 0.6
        elif field.kind == "label":
            row[field.name] = draw.choice(field.labels)
        elif field.scale == 1:
            row[field.name] = draw.choice((0, 0, 0, 1, 1, 2, 3, 5, 10))
        else:
            # An even amount, of which every percentage is a whole number of 分.
            row[field.name] = draw.choice((0, 1, 1, 1, 1)) * draw.randrange(1, 40_000) * 10_000
    for name in _POSITIVE:
        row[name] = row[name] or 3_000_000
    for part, whole in _PAIRS:
        rate = draw.choice(_RATES) if part not in _PARTS else draw.choice([r for r in _RATES if r <= 100])
        figure = row[whole] * rate // 100 + draw.choice((0, 0, 0, 0, -1, 1))
        row[part] = min(max(figure, 0), row[whole]) if part in _PARTS else max(figure, 0)
    before, income = row["上年累计结转结余"], row["预算收入合计"]
    share = draw.choice((0, 0, 5, 8, 10, 15, 15, 20))
    row["累计结转结余"] = (
        before + (income if draw.random() < 0.5 else before) * share // 100 + draw.choice((0, 0, 0, 1))
    )
    row["实有人数"], row["机构改革超编人数"] = 20 + draw.randrange(6), draw.randrange(3)
    row["编制数"], row["应自评项目总个数"] = 20, draw.choice((0, 5, 10, 10))
    row["绩效自评项目个数"] = draw.randrange(row["应自评项目总个数"] + 1)
    return row


def in_units(fields: Any, row: Row, kind: type = Decimal) -> Row:
    """A row with money as Decimal, str or float in 万元."""
    found = dict(row)
    for field in fields:
        if field.is_steps and field.scale > 1:
            # As a person writes it: without zeros behind the last decimal.
            text = f"{Decimal(row[field.name]).scaleb(-6):f}".rstrip("0").rstrip(".")
            found[field.name] = kind(text)
    return found
