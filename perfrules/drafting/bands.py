"""Rows over the values of a measure: bands, what lies between two of them, the score as a formula."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from attrs import define

from perfrules.drafting.formulas import ratio_over
from perfrules.drafting.measures import Measures, matches
from perfrules.drafting.outcomes import NUMBER, Outcome, Unread, unfolded
from perfrules.drafting.ranges import End, Range, meet, size
from perfrules.types.show import decimal

REST = re.compile(
    "否则|反之|其他(?:情形|情况)?|其余(?:情形|情况)?|其它|未达到?(?:要求|标准|目标|上述要求|以上要求)?|达不到(?:要求|标准)?|未达标|不达标"
)
_LINE = ("插值", "直线")


@define
class Row:
    """Values, and the scores that they may get: the likelier reading first."""

    values: Range
    scores: list[str]


@define
class Bands(Measures):
    """Rules that are a table of rows."""

    def _is_bands(self, told: list[Outcome], ranges: dict[int, Range | None]) -> bool:
        """Whether every outcome is about the values of one measure, or what is left of them."""
        known = [ranges[id(o)] for o in told if not REST.fullmatch(o.words)]
        if (
            not known
            or any(item is None for item in known)
            or (all(o.kind == "points" for o in told) and len(told) > 1 and not self._is_scale(told))
        ):
            return False
        if self._is_scale(told) and not any(item.of for item in known if item is not None):
            return True
        return len({item.of for item in known if item is not None and item.of}) == 1 or self._same(known)

    def _is_scale(self, told: list[Outcome]) -> bool:
        """Whether several outcomes are steps of one scale and not items that add up."""
        points = [o.points if o.kind == "points" else self.points if o.kind == "full" else Fraction(0) for o in told]
        return len(told) > 1 and max(points) == self.points and sum(points) != self.points

    def _same(self, known: list[Range | None]) -> bool:
        names = [item.of for item in known if item is not None and item.of]
        return bool(names) and all(names[0].endswith(name[-3:]) or name.endswith(names[0][-3:]) for name in names)

    def _bands(self, told: list[Outcome], ranges: dict[int, Range | None]) -> None:
        known = [found for o in told if (found := ranges[id(o)]) is not None]
        if len({found.unit for found in known if found.unit}) > 1:
            raise Unread("；".join(o.words for o in told if o.kind == "between") or told[0].words)
        head = self._measured(known)
        rows: list[Row] = []
        formulas: list[tuple[int, Outcome]] = []
        last = ""
        for outcome in told:
            found = ranges[id(outcome)]
            if found is None and REST.fullmatch(outcome.words) and outcome is told[-1]:
                last = self._score(outcome) if outcome.kind != "between" else ""
                if not last:
                    rest = complement([row.values for row in rows])
                    formulas.append((len(rows), outcome))
                    rows.append(Row(rest, []))
            elif found is None:
                if outcome.kind != "zero" or not outcome.words:
                    raise Unread(outcome.words)
                self._override(outcome)
            else:
                if outcome.kind == "between":
                    formulas.append((len(rows), outcome))
                rows.append(Row(found, [self._score(outcome)]))
        for place, outcome in formulas:
            rows[place].scores = self._between(rows[place].values, outcome, rows, head)
        self._table(head, rows, last)

    def _table(self, head: str, rows: list[Row], last: str, added: bool = False) -> None:
        """Write the rows, in the order of the print; from the top down where one is `added` that is not printed."""
        if added:
            rows.sort(key=lambda row: (not row.values.high, size(row.values.low or row.values.high)), reverse=True)
        values = [row.values for row in rows]
        best = [row.scores[0] in ("满分", f"{decimal(self.points)}分") for row in rows]
        self.found.doubts += meet(values, best)
        width = max(len(value.row) for value in values)
        self.found.lines.append(f"评分 {head}")
        for value, row in zip(values, rows, strict=True):
            self.found.lines.append(f"  {value.row:<{width}} ：{row.scores[0]}")
            self.found.lines += [f"  # 或 {value.row} ：{score}" for score in row.scores[1:]]
        if last:
            self.found.lines.append(f"  否则 ：{last}")

    def _between(self, row: Range, outcome: Outcome, rows: list[Row], head: str) -> list[str]:
        """The readings of a row that says 按比例得分 or 按公式计算得分, the likelier first."""
        printed = f"「{unfolded(outcome.printed)}」"
        others = [each for each in rows if each.values is not row]
        above = next((each for each in others if same_size(each.values.low, row.high)), None)
        below = next((each for each in others if same_size(each.values.high, row.low)), None)
        if (
            row.low
            and row.high
            and above is not None
            and below is not None
            and ratio_over(self.formulas, row.low, row.high)
        ):
            return [f"线性 {below.scores[0]} 至 {above.scores[0]}"]
        over = next((f for f in self.formulas if f.is_score and f.over == (row.high or row.low)), None)
        if over is not None:
            self._not_below_0()
            return [f"{head} ÷ {over.over} × 满分"]
        if not row.high or (row.low and (above is None or below is None)):
            raise Unread(unfolded(outcome.words + outcome.printed))
        top = above.scores[0] if above is not None else "满分"
        rising = above is None or below is None or self._worth(above.scores[0]) > self._worth(below.scores[0])
        shares = [f"{head} ÷ {row.high} × {top}"] if row.high != "100%" else []
        if row.high.endswith("%") and (top == "满分" or self._worth(top) == self.points):
            shares.insert(0, f"{head} × {top}")
        lines = [f"线性 {below.scores[0]} 至 {above.scores[0]}"] if above is not None and below is not None else []
        if outcome.how.startswith(_LINE) or any(word in outcome.how for word in _LINE) or (lines and not rising):
            shares = []
        elif outcome.how.endswith("率"):
            if not matches(outcome.how, head):
                raise Unread(unfolded(outcome.words + outcome.printed))
            shares, lines = shares[:1], []
        joins = below is not None and (below.values.high_end is End.IN or self._worth(below.scores[0]) != 0)
        readings = [*lines, *shares] if outcome.how.startswith("公式") or joins else [*shares, *lines]
        if not readings:
            raise Unread(unfolded(outcome.words + outcome.printed))
        if shares:
            self._not_below_0()
        if len(readings) > 1:
            ways = "、".join(f"「{each}」" for each in readings[1:])
            self.found.doubts.append(
                f"{printed}没有印算式，先写作「{readings[0]}」，也可能是{ways}（下面「# 或」的行），对照原文选一种"
            )
        elif readings == lines:
            self.found.doubts.append(f"{printed}读作两端之间的直线：没有读到印出的算式")
        else:
            self.found.doubts.append(f"{printed}读作「{readings[0]}」")
        return readings

    def _worth(self, score: str) -> Fraction:
        figure = re.fullmatch(rf"({NUMBER})分", score)
        return Fraction(figure[1]) if figure else self.points

    def _proportional(self, measure: str) -> None:
        """按完成率得分: all points are given by a rate."""
        head = self._value(measure)
        self._not_below_0()
        self.found.lines.append(f"得分 ＝ {head} × 满分 封顶")
        self.found.doubts.append("超过100%的，先按满分封顶")


def complement(known: Sequence[Range]) -> Range:
    """The one stretch that rows leave between, above or below them. Raises Unread where there is none, or two."""
    ordered = sorted(known, key=lambda each: (bool(each.low), size(each.low or "0")))
    edges = [("", ordered[0].low), *((a.high, b.low) for a, b in pairwise(ordered))]
    edges.append((ordered[-1].high, ""))
    gaps = [(low, high) for low, high in edges if (low or high) and not same_size(low, high)]
    # Before the first row and behind the last there is a stretch only where they have an end.
    if len(gaps) != 1:
        raise Unread("")
    [(low, high)] = gaps
    return Range("", low, high, End.REST if low else End.OUT, End.REST if high else End.OUT)


def same_size(one: str, other: str) -> bool:
    return bool(one) and bool(other) and size(one) == size(other)
