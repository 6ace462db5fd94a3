"""Points taken by steps, of a rate or of what is counted, and points taken at once."""

from __future__ import annotations

import re
from fractions import Fraction

from attrs import define, evolve

from perfrules.drafting.bands import Bands, Row, complement, same_size
from perfrules.drafting.guesses import label_of
from perfrules.drafting.outcomes import NUMBER, Outcome, Unread, trimmed, unfolded
from perfrules.drafting.ranges import End, Range, range_of
from perfrules.types.show import decimal

COUNTERS = "个工作日|工作日|个月|项次|人次|处|次|项|个|人|例|笔|份|条|户|件|起|天|日"
DOWN = "低于|降低|下降|下滑|减少|偏低|低|少|相差|差|缺少|缺|欠"
UP = "超过|超出|高出|高于|超支|超|增加|增长|上升|上浮|提高|高|多|升高|升"
_EACH = re.compile(
    rf"(?P<what>.*?)的?[，,]?每?(?:发现|出现|出错|发生|有|存在)(?P<n>\d*)(?P<unit>{COUNTERS})(?P<rest>[^，,]*)"
)
PER = re.compile(
    rf"(?P<what>.*?)[，,]?每(?P<verb>{UP}|逾期|延期|延迟|推迟|滞后|延误|拖延|迟|晚|{DOWN}|偏离|偏差)?(?:(?P<from>\d+(?:\.\d+)?%)的?)?(?P<n>\d+(?:\.\d+)?)?"
    rf"(?P<unit>个百分点|百分点|%|{COUNTERS})(?P<rest>[^，,]*)"
)
_GLUED = re.compile(rf"(?P<what>[^\d，,]*?)(?P<n>\d+)(?P<unit>{COUNTERS})(?P<rest>[^，,]*)")
_POINTS = ("个百分点", "百分点", "%")
_AT_MOST = re.compile("(?:累计|合计)?(?:最多|至多|最高)")
"""Said of all that a deduction takes."""


@define
class Steps(Bands):
    """Rules that take points away."""

    def _steps(self, plain: list[Outcome], ranges: dict[int, Range | None]) -> None:
        """每低10个百分点扣0.5分: from a base that the outcome before it states, or within a row of a table."""
        told = [o for o in plain if o.kind != "taken"]
        steps = [o for o in plain if self._is_step(o)]
        bases = [o for o in told if o.kind in ("full", "points")]
        others = [o for o in told if ranges[id(o)] is not None and o not in bases[:1]]
        lone = [o for o in told if o.kind == "zero" and ranges[id(o)] is None and o.words]
        for outcome in lone:
            self._override(outcome)
        if len(steps) == 1 and others and any(o.kind == "zero" or self._is_scale(bases) for o in others):
            self._stepped(steps[0], [o for o in told if o not in lone], ranges)
        else:
            self._from_bases([o for o in plain if o in steps or (o in told and o not in lone)], ranges)
        for outcome in plain:
            if outcome.kind == "taken" and outcome not in steps:
                self._deduction(outcome)

    def _is_step(self, outcome: Outcome) -> bool:
        """Whether points are taken by the distance of a measure: 每低1个百分点, 每减少10人 of 300人以上."""
        match = PER.fullmatch(outcome.words)
        if outcome.kind != "taken" or match is None:
            return False
        moved = re.fullmatch(f"{DOWN}|{UP}", match["verb"] or "") is not None
        return match["unit"] in _POINTS or (match["unit"] in self.units and moved and not match["rest"])

    def _step(self, outcome: Outcome) -> tuple[re.Match[str], str, str, str]:
        """What a step says: its words, its size, its points, and what happens to a part of one."""
        match = PER.fullmatch(outcome.words)
        assert match is not None
        if match["unit"] == "%":
            self.found.doubts.append(f"「{match['n'] or 1}%」读作{_size(match)}")
        step = _size(match)
        part = self.part or "不计"
        if not self.part:
            self.found.doubts.append(part_doubt(step))
        return match, step, f"扣{decimal(outcome.points)}分", f"零头{part}"

    def _from_bases(self, plain: list[Outcome], ranges: dict[int, Range | None]) -> None:
        base: Outcome | None = None
        several = sum(o.kind == "points" for o in plain) > 1
        total = Fraction(0)
        for outcome in plain:
            if outcome.kind != "taken":
                base = outcome
                if outcome.kind not in ("full", "points"):
                    raise Unread(outcome.words)
                total += outcome.points if outcome.kind == "points" else self.points
                continue
            match, size, points, part = self._step(outcome)
            found = ranges.get(id(base)) if base is not None else None
            said = _base_of(match["what"])
            at = said if said is not None else found
            if match["from"]:
                at = Range(found.of if found is not None else "", match["from"], match["from"], End.IN, End.IN)
            if at is None or (at.low and at.high and at.low != at.high) or match["rest"]:
                raise Unread(outcome.words)
            if found is not None and said is not None and not said.of:
                at = evolve(said, of=found.of)
            side = _side(match["verb"] or "", at, said is not None)
            if side is None:
                raise Unread(outcome.words)
            head = self._value(at.of, at.unit or "%", at.changed)
            most = f" 至多{decimal(base.points)}分" if several and base is not None else ""
            edge = (at.low or at.high).replace("-", "−")
            self.found.lines.append(f"扣分 {head} {side} {edge} 每{size} {points} {part}{most}")
        if total != self.points and not (not total and base is None):
            raise Unread(f"各条相加{decimal(total)}分")

    def _stepped(self, step: Outcome, told: list[Outcome], ranges: dict[int, Range | None]) -> None:
        """≥95%得满分，每低1个百分点扣0.5分，80%以下不得分: the step is a row of its own."""
        match, size, points, part = self._step(step)
        known = [found for o in told if (found := ranges[id(o)]) is not None]
        if len(known) < len(told) or match["rest"]:
            raise Unread(step.words)
        values = range_of(match["what"])
        down = re.fullmatch(DOWN, match["verb"] or "") is not None
        if values is None or not (values.low and values.high):
            if match["what"] and values is None:
                raise Unread(step.words)
            values = complement(known)
        if not values.low and not values.high:
            raise Unread(step.words)
        head = self._measured(known)
        rows = [Row(found, [self._score(o)]) for o, found in zip(told, known, strict=True)]
        edge = values.high if down else values.low
        start = next((r for r in rows if same_size(r.values.low if down else r.values.high, edge)), None)
        if start is None:
            raise Unread(step.words)
        verb = "低" if down else "高"
        rows.append(Row(values, [f"{start.scores[0]} 起 每{verb}{size} {points} {part}"]))
        self._table(head, rows, "", added=True)

    def _deduction(self, outcome: Outcome, of: str = "") -> None:
        """What is taken for each of something; `of` is what that is where only its number is printed."""
        points = f"扣{decimal(outcome.points)}分"
        if _AT_MOST.fullmatch(outcome.words):
            if not self.found.lines or not re.match("扣分 [^至]*$", self.found.lines[-1]):
                raise Unread(outcome.words)
            self.found.lines[-1] += f" 至多{decimal(outcome.points)}分"
            return
        if "百分点" in outcome.words:
            raise Unread(outcome.words)
        for pattern in (_EACH, PER, _GLUED):
            match = pattern.fullmatch(outcome.words)
            if match is None:
                continue
            what = re.sub("^(?:发现|出现|每)(?!的)", "", trimmed(match["what"]))
            if pattern is PER and not what and match["rest"]:
                what = match["verb"] or ""  # 每缺1次公示
            what = what + trimmed(match["rest"]) or of
            unit = match["unit"]
            if not what or "百分点" in unit or unit == "%":
                continue
            what = what if len(what) > 1 else f"{self.name}{what}"
            unit = "个工作日" if unit == "工作日" else unit
            part = ""
            if (match["n"] or "1") != "1":
                part = f" 零头{self.part or '不计'}"
                if not self.part:
                    self.found.doubts.append(part_doubt(f"{match['n']}{unit}"))
            self.found.lines.append(f"扣分 「{label_of(what)}」 每{match['n'] or 1}{unit} {points}{part}")
            return
        if not outcome.words or re.search(r"\d|每", outcome.words):
            raise Unread(outcome.words)
        self.found.lines.append(f"扣分 「{label_of(outcome.words)}」 {points}")
        self.found.doubts.append(f"「{unfolded(outcome.words)}」不论多少，共扣一次")


def step_in_band(score: str, part: str) -> str:
    """The score of a row that says 每少1个百分点扣1.6分, with what a part of a step counts; "" where it does not."""
    match = re.fullmatch(rf"(?P<words>每.*)扣(?P<points>{NUMBER})分", score)
    per = PER.fullmatch(match["words"]) if match else None
    if match is None or per is None or per["what"] or per["rest"] or per["from"]:
        return ""
    verb = "高" if re.fullmatch(UP, per["verb"] or "") else "低" if re.fullmatch(DOWN, per["verb"] or "") else ""
    return f"满分 起 每{verb}{_size(per)} 扣{match['points']}分 零头{part}" if verb else ""


def _size(step: re.Match[str]) -> str:
    """How much a step of PER is: 1个百分点, 10人."""
    return f"{step['n'] or 1}{'个百分点' if step['unit'] in _POINTS else step['unit']}"


def part_doubt(step: str) -> str:
    return f"不足{step}的零头怎么算没有印，先写「零头不计」，也可能是「零头按比例」「零头进位」，对照原文选一种"


def _base_of(what: str) -> Range | None:
    """What the words before 每低1个百分点 measure from: 低于95%的, 以100%为基准."""
    if not what:
        return None
    words = re.sub("[,的]+$", "", what)
    found = range_of(words)
    if found is not None:
        return found
    from_ = re.fullmatch(rf"(?:以|与|较|比)?(?P<value>{NUMBER}%)(?:为基准|为基数|为标准|相比|为目标值?)?", words)
    return Range("", from_["value"], "", End.IN) if from_ else None


def _side(verb: str, at: Range, denied: bool) -> str | None:
    """Which way points are taken: 低于 or 超过 the edge of a range, as the verb says; None where they disagree."""
    down, up = re.fullmatch(DOWN, verb) is not None, re.fullmatch(UP, verb) is not None
    if verb in ("偏离", "偏差"):
        return "偏离"
    if at.low == at.high:
        return "低于" if down else "超过" if up else None
    # 低于95%的，每低1个百分点 names what is below the edge; 达到95%得满分 what is above it.
    below = (not at.low) if denied and at.low_end is not End.IN else bool(at.low)
    if (down and not below) or (up and below):
        return None
    return "低于" if below else "超过"
