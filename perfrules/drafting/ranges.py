"""The values of a measure in the words of tables: ≥95%, 80%（含）—90%, 增减5%以内, 延期1个月以内."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum
from fractions import Fraction
from itertools import pairwise, permutations

from attrs import evolve, field, frozen

_COMPARED = (
    (r"大于等于|大于或等于|大于或者等于|等于或大于|高于或等于|不低于|不小于|不少于|≥|≧|>=", "≥"),
    (r"小于等于|小于或等于|小于或者等于|等于或小于|低于或等于|不超过|不高于|不大于|不多于|≤|≦|<=", "≤"),
    (r"未达到|未达|达不到|不到|不足|不满|小于|低于|少于|＜|<", "＜"),
    (r"达到|达|完成", "≥"),
    (r"大于|超过|超出|高于|多于|＞|>", "＞"),
    (r"等于|为|＝|=", "＝"),
)
_SIGN = "|".join(words for words, _ in _COMPARED)
_UNIT = "%|个百分点|个工作日|工作日|个月|万元|天|日|年|人次|人|次|处|项|户|公里|平方米"
_VALUE = rf"-?\d+(?:\.\d+)?(?:{_UNIT})?"
_OF = r"[^\d%]*?"
_AFTER = "(?:及|或)?(?:以上|以下|以内|之内|以外)"
_ONE_END = re.compile(
    rf"(?P<of>{_OF})(?P<sign>{_SIGN})(?P<value>{_VALUE})(?P<shut>不?含)?(?P<after>{_AFTER})?(?P<shut2>不?含)?"
)
_BARE = re.compile(rf"(?P<of>{_OF})(?P<value>{_VALUE})(?P<shut>不?含)?(?P<after>{_AFTER})?(?P<shut2>不?含)?")
_CHAIN = re.compile(
    rf"(?P<one>{_VALUE})(?P<one_sign>[≤＜<≥＞>])(?P<of>[^\d%]+?)(?P<other_sign>[≤＜<≥＞>])(?P<other>{_VALUE})"
)
_TWO_ENDS = re.compile(
    rf"(?P<of>{_OF})(?P<low_sign>{_SIGN})?(?P<low>{_VALUE})(?P<low_shut>不?含)?(?P<low_after>以上|及以上)?(?P<low_shut2>不?含)?"
    rf"(?:--|——|-|—|－|~|～|至|到|和|且|、|,)(?P<of2>{_OF})(?P<high_sign>{_SIGN})?(?P<high>{_VALUE})(?P<high_shut>不?含)?"
    r"(?P<high_after>以下|及以下|以内)?(?P<high_shut2>不?含)?(?:之间|区间)?"
)
_UP_TO = re.compile(
    rf"(?P<of>{_OF})(?:增减(?:变动|幅度)?(?:率)?|±|正负|上下浮动|浮动)在?(?P<value>{_VALUE})(?P<after>以内|之内)?"
)
_CHANGED = re.compile(r"(?P<of>.+?)(?P<verb>下降|降低|减少|提高|提升|增长|增加|上升)(?:幅度|率)?")
_UNCHANGED = re.compile(r"(?P<of>.*?)(?:未|没有|无)(?:有所)?(?P<verb>下降|降低|减少|提高|提升|增长|增加|上升)")
_TURNED = re.compile("不降反升|不升反降|不增反降|不减反增|不降反增|反弹")
_NOT_OVER = re.compile(
    ".*(?:未|不|没有|没)(?:超支|超出|超过|超)(?:批复)?(?:预算|概算|计划|成本|支出)*.*|.*控制在(?:批复)?(?:预算|概算|计划)(?:范围)?(?:以|之)?内"
)
_OPPOSITE = re.compile("超支|超预算|超概算|超计划|超成本|超出预算|超出概算|超出计划|超出成本")
_LATE = re.compile(".*(?:延期|逾期|超期|延迟|推迟|滞后|拖延|超时|延误|迟)")
_IN_TIME = re.compile(".*?(?:按期|按时|如期|及时|按(?:照)?(?:计划|规定|合同)|未延期|未逾期|未超期).*")


class End(IntEnum):
    """How firmly an end belongs to its range: of two that meet the greater takes the value."""

    OUT = 0
    """不含, ＜, 超过."""
    REST = 1
    """Of values that no row prints: whatever its neighbour leaves."""
    BELOW = 2
    """以下: tables mean it without its number, though the word includes it."""
    UNSAID_HIGH = 3
    UNSAID_LOW = 4
    """80%—90% says of neither end; the row above takes the one they share."""
    ABOVE = 5
    """以上."""
    WITHIN = 6
    """以内."""
    IN = 7
    """含, ≥, ≤."""


@frozen
class Range:
    """Some values of a measure: from `low` to `high`, "" where there is no end, each with how firm it is."""

    of: str
    low: str = ""
    high: str = ""
    low_end: End = End.OUT
    high_end: End = End.OUT
    changed: bool = field(default=False, eq=False)
    """Whether it speaks of a change: 较上年下降5个百分点以上."""

    @property
    def row(self) -> str:
        """The head of a row."""
        low, high = _figure(self.low), _figure(self.high)
        if self.low and self.low == self.high:
            return f"＝ {low}"
        if self.low and self.high:
            return f"{'[' if self.low_end else '('}{low}, {high}{']' if self.high_end else ')'}"
        return f"{'≥' if self.low_end else '＞'} {low}" if self.low else f"{'≤' if self.high_end else '＜'} {high}"

    @property
    def unit(self) -> str:
        """The unit of its figures, as printed; "" where both are bare."""
        return next((unit for end in (self.low, self.high) if (unit := unit_of(end))), "")

    def negated(self) -> Range:
        """The same values of what is its opposite: 超支10%以内 as a rate of saving."""
        low, high = _minus(self.high), _minus(self.low)
        return Range(self.of, low, high, self.high_end, self.low_end)


def range_of(words: str) -> Range | None:
    """The values that words speak of."""
    for pattern, made in (
        (_UP_TO, _up_to),
        (_TWO_ENDS, _two_ends),
        (_CHAIN, _chain),
        (_ONE_END, _one_end),
        (_BARE, _bare),
    ):
        match = pattern.fullmatch(words)
        found = made(match) if match else None
        # 每季度不少于1次 is about each of several.
        if found is not None and "每" not in found.of:
            changed = _CHANGED.fullmatch(found.of)
            # 较上年下降5%以上 speaks of the change.
            return evolve(found, changed=True) if changed and re.search("较|比|同比", found.of) else found
    return None


def related(given: Sequence[tuple[str, Range | None]]) -> list[Range | None]:
    """The ranges of one rule, those understood that need the others: 按期完成, 超支10%以内, 未下降."""
    known = [found for _, found in given if found is not None]
    late = next((found for found in known if _LATE.fullmatch(found.of) and found.unit and found.unit != "%"), None)
    changed = next((found for found in known if found.changed), None)
    over = next((found for found in known if _OPPOSITE.fullmatch(found.of)), None)
    saved = any("节约" in found.of or "节支" in found.of for found in known)
    out: list[Range | None] = []
    for words, found in given:
        not_changed = _UNCHANGED.fullmatch(words)
        if found is None and late is not None and _IN_TIME.fullmatch(words):
            out.append(Range(late.of, f"0{late.unit}", f"0{late.unit}", End.IN, End.IN))
        elif found is None and changed is not None and not_changed and not_changed["verb"] in changed.of:
            out.append(Range(changed.of, "", "0", End.OUT, End.IN))
        elif found is None and changed is not None and _TURNED.fullmatch(words):
            out.append(Range(changed.of, "", "0", End.OUT, End.OUT))
        elif found is not None and saved and _OPPOSITE.search(found.of):
            within = found if found.low else evolve(found, low="0", low_end=End.OUT)
            out.append(evolve(within.negated(), of=""))
        elif found is None and over is not None and not saved and _NOT_OVER.fullmatch(words):
            out.append(Range(over.of, "", "0", End.OUT, End.IN))
        elif found is not None and over is not None and found.of == over.of and not found.low:
            out.append(evolve(found, low="0", low_end=End.REST))
        elif found is not None and late is not None and found.high and not found.low and found.of == late.of:
            # 延期1个月以内: what is in time stands in another row.
            out.append(evolve(found, low=f"0{late.unit}", low_end=End.UNSAID_LOW))
        else:
            out.append(found)
    return out


def meet(rows: list[Range], best: Sequence[bool]) -> list[str]:
    """Settle in place which of two rows takes the value where they meet, what is not printed told as doubts.

    `best` says which rows give all points: 100%以下 takes its number where it is one of them.
    """
    doubts = _parted(rows)
    for i, j in permutations(range(len(rows)), 2):
        lower, upper = rows[i], rows[j]
        one = {"%": Fraction(1, 100), "": Fraction(1)}.get(unit_of(upper.low)) if upper.low else None
        if one is None or lower.high_end is not End.UNSAID_HIGH or unit_of(upper.low) != unit_of(lower.high):
            continue
        if size(upper.low) - size(lower.high) == one:
            # 95%—100%, 85%—94%: printed for whole figures.
            rows[i] = evolve(lower, high=upper.low, high_end=End.REST)
            shown = evolve(rows[i], high_end=End.OUT, low_end=End.IN if lower.low_end else End.OUT)
            doubts.append(f"{lower.high}和{upper.low}之间没有印归哪一行，先归「{shown.row}」")
    for i, upper in enumerate(rows):
        if not upper.low:
            continue
        for j, lower in enumerate(rows):
            if i == j or not lower.high or size(lower.high) != size(upper.low):
                continue
            up, down = rows[i].low_end, rows[j].high_end
            if down is End.BELOW and best[j]:
                down = End.WITHIN
            if up is down is End.IN:
                continue
            above = up >= down
            said = End.IN in (up, down) or End.REST in (up, down) or (up is End.OUT) is not (down is End.OUT)
            rows[i] = evolve(rows[i], low_end=End.IN if above else End.OUT)
            rows[j] = evolve(rows[j], high_end=End.OUT if above else End.IN)
            if not said:
                taker = rows[i] if above else rows[j]
                doubts.append(f"恰好{upper.low}没有印归哪一行，先归「{taker.row}」")
    for i, row in enumerate(rows):
        low, high = (End.IN if end else End.OUT for end in (row.low_end, row.high_end))
        if End.UNSAID_LOW in (row.low_end, row.high_end) or End.UNSAID_HIGH in (row.low_end, row.high_end):
            doubts.append(f"{row.low}—{row.high}的两端没有印含不含，先算在内")
        rows[i] = evolve(row, low_end=low, high_end=high)
    return doubts


def _parted(rows: list[Range]) -> list[str]:
    """Rows that begin within others: 100%得10分，90%以上得8分 is 90% up to 100%; =100% above them is 100% and more."""
    doubts = []
    alone = [i for i, row in enumerate(rows) if row.low and row.low == row.high]
    for i in alone:
        others = [row for j, row in enumerate(rows) if j != i]
        if others and all(row.high and size(row.high) <= size(rows[i].low) for row in others):
            rows[i] = evolve(rows[i], high="", high_end=End.OUT)
            doubts.append(f"「＝{rows[i].low}」读作「{rows[i].row}」")
    above = sorted((i for i, row in enumerate(rows) if row.low and not row.high), key=lambda i: size(rows[i].low))
    for i, j in pairwise(above):
        if size(rows[i].low) < size(rows[j].low):
            doubts.append(f"「{rows[i].row}」读作不到{rows[j].low}")
            rows[i] = evolve(rows[i], high=rows[j].low, high_end=End.REST)
    below = sorted((i for i, row in enumerate(rows) if row.high and not row.low), key=lambda i: size(rows[i].high))
    for i, j in pairwise(below):
        if size(rows[i].high) < size(rows[j].high):
            doubts.append(f"「{rows[j].row}」读作{rows[i].high}往上")
            rows[j] = evolve(rows[j], low=rows[i].high, low_end=End.REST)
    return doubts


def size(value: str) -> Fraction:
    """A figure without its unit; a per cent is a hundredth."""
    number = re.match(r"-?\d+(?:\.\d+)?", value)
    assert number is not None
    return Fraction(number[0]) / (100 if value.endswith(("%", "百分点")) else 1)


def unit_of(value: str) -> str:
    """The unit of a figure."""
    return re.sub(r"^-?[\d.]+", "", value)


def _up_to(match: re.Match[str]) -> Range:
    value = match["value"]
    return Range(_measure(match["of"]) or "变动率", f"-{value}", value, End.WITHIN, End.WITHIN)


def _two_ends(match: re.Match[str]) -> Range | None:
    one, other = _same_unit(match["low"], match["high"])
    if match["of2"] and match["of2"] not in (match["of"], "在"):
        return None
    ends = [
        _end(match["low_sign"], match["low_shut"] or match["low_shut2"], match["low_after"], End.UNSAID_LOW),
        _end(match["high_sign"], match["high_shut"] or match["high_shut2"], match["high_after"], End.UNSAID_HIGH),
    ]
    if size(one) > size(other):
        one, other = other, one
        swap = {End.UNSAID_LOW: End.UNSAID_HIGH, End.UNSAID_HIGH: End.UNSAID_LOW}
        ends = [swap.get(end, end) for end in reversed(ends)]
    return Range(_measure(match["of"]), one, other, ends[0], ends[1])


def _chain(match: re.Match[str]) -> Range | None:
    one, other = _same_unit(match["one"], match["other"])
    up = match["one_sign"] in "≤＜<"
    if up is not (match["other_sign"] in "≤＜<"):
        return None
    ends = [End.IN if match[sign] in "≤≥" else End.OUT for sign in ("one_sign", "other_sign")]
    if not up:
        one, other, ends = other, one, ends[::-1]
    return Range(_measure(match["of"]), one, other, ends[0], ends[1]) if size(one) < size(other) else None


def _one_end(match: re.Match[str]) -> Range | None:
    sign = _sign(match["sign"])
    shut, after, value = match["shut"] or match["shut2"], match["after"] or "", match["value"]
    of = _measure(match["of"])
    # 控制在100%以内; 达到90%以上.
    side = "≤" if "内" in after or "以下" in after else "≥" if after else sign
    end = _end(match["sign"], shut, after, End.IN)
    if side in "≥＞":
        return Range(of, value, "", end)
    if side in "≤＜":
        return Range(of, "", value, End.OUT, end)
    return Range(of, value, value, End.IN, End.IN)


def _bare(match: re.Match[str]) -> Range | None:
    value, after, shut = match["value"], match["after"] or "", match["shut"] or match["shut2"]
    if not after and not value.endswith("%"):
        return None
    of = _measure(match["of"])
    end = _end(None, shut, after, End.IN)
    if "以外" in after:
        return Range(of, value, "", End.OUT)
    if "下" in after or "内" in after:
        return Range(of, "", value, End.OUT, end)
    return Range(of, value, "", end)


def _end(sign: str | None, shut: str | None, after: str | None, unsaid: End) -> End:
    if shut is not None:
        return End.IN if shut == "含" else End.OUT
    if after:
        if after.startswith(("及", "或")):
            return End.IN
        return End.ABOVE if "上" in after else End.BELOW if "下" in after else End.WITHIN if "内" in after else End.OUT
    if sign:
        return End.IN if _sign(sign) in "≥≤＝" else End.OUT
    return unsaid


def _sign(words: str) -> str:
    return next(sign for pattern, sign in _COMPARED if re.fullmatch(pattern, words))


def _same_unit(one: str, other: str) -> tuple[str, str]:
    units = unit_of(one), unit_of(other)
    return one + (units[1] if not units[0] else ""), other + (units[0] if not units[1] else "")


def _figure(value: str) -> str:
    # 5个百分点 stands against a difference only; a measure that is filled in is a ratio.
    return value.replace("-", "−").replace("个百分点", "%")


def _minus(value: str) -> str:
    if not value or not size(value):
        return value
    return value[1:] if value.startswith("-") else f"-{value}"


def _measure(words: str) -> str:
    words = re.sub(r"^(?:该|某|其|若|当(?![年期月日地])|如果|如|即|但|且|在|[,、])+", "", words)
    return re.sub(r"(?:控制在|保持在|控制|在|的|仅|只|[,、:])+$", "", words)
