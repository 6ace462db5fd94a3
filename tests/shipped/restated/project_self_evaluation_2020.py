"""财预〔2020〕10号 with the readings that its README lists: the rows are whatever a unit filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

Facts = Callable[[str], Any]
Row = Mapping[str, Any]
DECIMALS = 2
POOLS = {"产出指标": ("产出", 50), "效益指标": ("效益", 30), "满意度指标": ("满意度", 10)}


def leaves(fact: Facts) -> dict[str, Fraction]:
    rate = fact("全年执行数") / fact("全年预算数")
    found = {"预算执行率": 10 * min(Fraction(1), rate)}
    for heading, (rows, _) in POOLS.items():
        found[heading] = sum((row_score(row) for row in fact(rows)), Fraction(0))
    return found


def row_score(row: Row) -> Fraction:
    """The points of one row."""
    points, sign = row["分值"], row["年度指标值·比较"]
    if sign == "文字":
        judged: Fraction = row["评定"]
        return judged
    goal, done = row["年度指标值"], row["完成值"]
    if sign == "≥":
        return Fraction(points if done >= goal else points * done / goal)
    return Fraction(points if done <= goal else points * goal / done)


def allowed(fact: Facts) -> bool:
    """Every row can be scored, and the points of a pool add up."""
    return all(
        sum(row["分值"] for row in fact(rows)) == pool and all(sound(row, rows == "满意度") for row in fact(rows))
        for rows, pool in POOLS.values()
    )


def sound(row: Row, satisfaction: bool) -> bool:
    """A row has points, a target with a sign that the form can score, and what was achieved; words are judged."""
    sign = row.get("年度指标值·比较", "")
    if row["分值"] <= 0 or sign not in ("≥", "≤", "文字"):
        return False
    if sign == "文字":
        return not satisfaction and "评定" in row and 0 <= row["评定"] <= row["分值"]
    return all(row.get(name, Fraction(-1)) >= 0 for name in ("年度指标值", "完成值"))


@st.composite
def rows(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    """Rows that a unit may fill in, by path: points that close, what was achieved at the target, beside it and far off.

    One set in eight has a row that cannot be scored.
    """
    found = {}
    for heading, (name, pool) in POOLS.items():
        count, rest = draw(st.integers(1, 4)), Fraction(pool)
        found[f"{heading}·{name}"] = listed = []
        for left in range(count - 1, -1, -1):
            most = int(2 * (rest - Fraction(left, 2)))
            points = Fraction(draw(st.integers(1, most)), 2) if left else rest
            rest -= points
            listed.append(draw(_row(points, words=name != "满意度")))
    if draw(st.integers(0, 7)) == 0:
        every = [row for listed in found.values() for row in listed]
        row = every[draw(st.integers(0, len(every) - 1))]
        # A target in words has no sign to be wrong.
        flaw = draw(st.sampled_from(("分值", "年度指标值·比较", "完成值") if "年度指标值" in row else ("分值",)))
        row[flaw] = {"分值": row["分值"] + 1, "年度指标值·比较": "=", "完成值": Fraction(-1)}[flaw]
    return found


@st.composite
def _row(draw: st.DrawFn, points: Fraction, words: bool) -> dict[str, Any]:
    sign = draw(st.sampled_from(("≥", "≥", "≤", "文字") if words else ("≥", "≤")))
    if sign == "文字":
        judged = points * draw(st.sampled_from([Fraction(n, 20) for n in range(21)]))
        return {"分值": points, "年度指标值·比较": sign, "年度指标值·原文": "平稳运行", "评定": judged}
    goal = Fraction(draw(st.sampled_from((0, 1, 3, 60, 100, 880000))))
    beside = (goal, goal + 1, max(goal - 1, Fraction(0)), goal * 2, goal / 4, goal * Fraction(13, 10), Fraction(0))
    return {"分值": points, "年度指标值·比较": sign, "年度指标值": goal, "完成值": draw(st.sampled_from(beside))}


def graded(total: Fraction) -> str:
    return "优" if total >= 90 else "良" if total >= 80 else "中" if total >= 60 else "差"
