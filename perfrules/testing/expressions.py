"""Formulas and conditions over generated facts: what a rule scores, counts and asks."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from attrs import define, evolve, field
from hypothesis import strategies as st

from perfrules.testing.measures import DATES, Condition, Facts, Measure
from perfrules.types.interval import ANY, Interval, at_least, exactly

_NUMBER = ("", "%")
_ROUNDINGS = ("四舍五入", "舍去", "进位")
_DAYS = {"天数": "天", "工作日数": "个工作日"}
_IRRATIONAL = ("平方根", "乘方", "几何均值", "自然对数")
_POPULATION = ("全体均值", "全体最大", "全体最小", "名次")
COMPARED = ("大于", "小于", "不低于", "不超过")
"""Signs that tables print in words."""

FUNCTIONS = (
    *("绝对值", "最大", "最小", "合计", "均值", "个数", "去掉最高最低"),
    *(*_ROUNDINGS, *_DAYS, *_IRRATIONAL, *_POPULATION),
)
"""The functions that can be asked for."""


@define
class Expressions:
    """What can be read at one place: the facts, and the formulas written so far."""

    draw: st.DrawFn
    facts: Facts
    formulas: list[Measure] = field(factory=list)
    scores: list[Measure] = field(factory=list)
    conventions: bool = False
    ends: str = ""
    """The 约定 for ranges whose ends have no mark."""
    ranking: str = "由高到低，并列占位"
    """How 名次 counts: a value is counted in one way in a rubric."""
    asked: str = ""
    """The function that the first formula that can have it is to call: one of FUNCTIONS."""
    names: int = 0

    def pick(self, items: Sequence[Measure]) -> Measure:
        return self.draw(st.sampled_from(list(items)))

    def measures(self) -> list[Measure]:
        return [*self.facts.measures, *self.formulas, *self.scores]

    def alike(self, measure: Measure) -> list[Measure]:
        """What can be added to or compared with a measure."""
        return [m for m in self.measures() if m.dimension == measure.dimension]

    # Quantities

    def quantity(self) -> Measure:
        """A fact, a formula, or an expression of them."""
        found = self._asked_for() if self.asked else None
        if found is not None:
            self.asked = ""
            return found
        shape = self.draw(st.integers(0, 9))
        a = self.pick(self.measures())
        b = self.pick(self.alike(a))
        if self.facts.lists and self.draw(st.integers(0, 4)) == 0:
            return self.over_list()
        if shape <= 2:
            if not a.zero and not a.absent and a in self.facts.measures and self.draw(st.integers(0, 5)) == 0:
                return self.population(a)
            return a
        if shape <= 5:
            return self.ratio(a, b)
        if shape == 6:
            return self.minus(a, b)
        if shape == 7:
            return self.call(a, b)
        if shape == 8 and a.dimension == "":
            return self.ratio(
                evolve(a, text=f"100% − {a.inner}", bounds=exactly(Fraction(1)) - a.bounds, term=False), b
            )
        return self.ratio(self.minus(a, b), b)

    def ratio(self, a: Measure, b: Measure) -> Measure:
        """a ÷ b, which has no value where b is 0."""
        unit = "%" if a.dimension or "%" in (a.unit, b.unit) else ""
        bounds = a.bounds / b.bounds
        divisor = b.text if b.term else f"({b.text})"
        zero = (f"{b.text} ＝ 0",) if Fraction(0) in b.bounds else ()
        return Measure(f"{a.inner} ÷ {divisor}", unit, bounds, zero=zero).needing(a, b)

    def minus(self, a: Measure, b: Measure) -> Measure:
        op = self.draw(st.sampled_from("−−＋"))
        bounds = a.bounds - b.bounds if op == "−" else a.bounds + b.bounds
        if op == "−" and any(great == a and small == b for small, great in self.facts.orders):
            bounds = bounds.meet(at_least(Fraction(0)))
        other = b.text if b.term or op == "＋" else f"({b.text})"
        whole = a.whole and b.whole
        return Measure(f"{a.text} {op} {other}", a.unit, bounds, whole, term=False).needing(a, b)

    def _asked_for(self) -> Measure | None:
        """A call of the function that is asked for, where something here fits it."""
        fits = [m for m in self.measures() if m.dimension == "" or self.asked not in _IRRATIONAL]
        if self.asked in _ROUNDINGS:
            fits = [m for m in fits if m.factor == 1 or not m.dimension]
        if self.asked in _POPULATION:
            fits = [m for m in self.facts.measures if not m.zero and not m.absent]
        if self.asked in _DAYS and len(self.facts.dates) < 2:
            return None
        if self.asked == "去掉最高最低":
            return self.over_list(self.asked) if any(size > 2 for _, size in self.facts.lists) else None
        if not fits:
            return None
        a = self.pick(fits)
        return self.population(a, self.asked) if self.asked in _POPULATION else self.call(a, self.pick(self.alike(a)))

    def call(self, a: Measure, b: Measure) -> Measure:
        function = self.asked or self.draw(
            st.sampled_from(
                ("绝对值", "最大", "最小", "合计", "均值", "个数", *_ROUNDINGS, *_DAYS, "天数", *_IRRATIONAL)
            )
        )
        if function in _DAYS and len(self.facts.dates) > 1:
            first, second = self.facts.dates[:2]
            unit = _DAYS[function]
            return Measure(f"{function}({first.text}，{second.text})", unit, whole=unit != "天").needing(first, second)
        if function in _IRRATIONAL and not a.dimension and not b.dimension:
            return self.irrational(function, a, b)
        if function == "绝对值":
            return Measure(
                f"绝对值({a.text} − {b.inner})", a.unit, (a.bounds - b.bounds).abs(), a.whole and b.whole
            ).needing(a, b)
        if function in _ROUNDINGS and (a.factor == 1 or not a.dimension):
            places = ("，2位小数", "，0位百分数") if a.dimension == "" else ("，2位小数",)
            digits = self.draw(st.sampled_from(("", "，1", "，2", *places)))
            low = None if a.bounds.low is None else Fraction(a.bounds.low // 1)
            high = None if a.bounds.high is None else Fraction(-(-a.bounds.high // 1))
            return Measure(f"{function}({a.text}{digits})", a.unit, Interval(low, high), a.whole).needing(a)
        if function == "个数":
            return Measure(f"个数({a.text}，{b.text})", "", exactly(Fraction(2)), True).needing(a, b)
        function = function if function in ("最大", "最小", "均值") else "合计"
        hull = a.bounds.hull(b.bounds)
        bounds = {
            "最大": Interval(None, hull.high),
            "最小": Interval(hull.low, None),
            "均值": (a.bounds + b.bounds) * exactly(Fraction(1, 2)),
            "合计": a.bounds + b.bounds,
        }[function]
        whole = a.whole and b.whole and function != "均值"
        return Measure(f"{function}({a.text}，{b.text})", a.unit, bounds, whole).needing(a, b)

    def irrational(self, function: str, a: Measure, b: Measure) -> Measure:
        """A function that ends in stated decimals; its arguments are kept where it has a result."""
        digits = self.draw(st.sampled_from(("0位小数", "2位小数", "1位百分数")))
        least = "0.5" if function == "自然对数" else "0"
        first, second = (f"最大({measure.text}，{least})" for measure in (a, b))
        if function == "自然对数":
            return Measure(f"自然对数({first}，{digits})", "").needing(a)
        if function == "几何均值":
            return Measure(f"几何均值({first}，{second}，{digits})", "", at_least(Fraction(0))).needing(a, b)
        if function == "平方根":
            return Measure(f"平方根({first}，{digits})", "", at_least(Fraction(0))).needing(a)
        exponent = self.draw(st.sampled_from(("2", f"0.5，{digits}", f"1 ÷ 3，{digits}")))
        return Measure(f"乘方({first}，{exponent})", "", at_least(Fraction(0))).needing(a)

    def population(self, a: Measure, asked: str = "") -> Measure:
        """A figure of all subjects."""
        function = asked or self.draw(st.sampled_from(_POPULATION))
        if function == "名次":
            return Measure(f"名次({a.text}，{self.ranking})", "", at_least(Fraction(1)), False)
        return Measure(f"{function}({a.text})", a.unit, a.bounds, False)

    def over_list(self, asked: str = "") -> Measure:
        """A function of all values of a 列."""
        lists = [item for item in self.facts.lists if item[1] > 2 or not asked]
        found, size = self.draw(st.sampled_from(lists))
        trimmed = ("去掉最高最低",) if size > 2 else ()
        function = asked or self.draw(st.sampled_from(("合计", "均值", "最大", "最小", *trimmed)))
        dropped = "，2" if function == "去掉最高最低" and size == 5 and self.draw(st.booleans()) else ""
        bounds = found.bounds * exactly(Fraction(size if function == "合计" else 1))
        whole = found.whole and function in ("合计", "最大", "最小")
        inner, unit = found.text, found.unit
        if self.draw(st.integers(0, 2)) == 0 and Fraction(0) not in found.bounds:
            inner, unit, bounds, whole = f"{found.text} ÷ {found.text}", "%", ANY, False
        return Measure(f"{function}({inner}{dropped})", unit, bounds, whole).needing(found)

    def formula(self, name: str | None, measure: Measure | None = None) -> tuple[str, Measure]:
        """A 公式 line, and what reads it. Its guards take what zero divisors they can."""
        found = measure or self.quantity()
        bounds, zero = found.bounds, found.zero
        keep = ""
        if self.draw(st.integers(0, 3)) == 0:
            digits = self.draw(st.integers(0, 2))
            percent = found.dimension == "" and self.draw(st.booleans())
            mode = self.draw(st.sampled_from(("", " 舍去", " 进位")))
            keep = f" 保留{digits}位{'百分数' if percent else '小数'}{mode}"
            bounds = ANY
        limits = ""
        edges = found.edges()
        if len(edges) > 1 and self.draw(st.integers(0, 5)) == 0:
            low, high = sorted(self.draw(st.lists(st.sampled_from(edges), min_size=2, max_size=2)))
            limits = f" 限于 [{found.figure(low)}, {found.figure(high)}]"
            bounds = bounds if keep else Interval(low, high)
        guards: list[str] = []
        needed: tuple[str, ...] = ()
        if self.draw(st.integers(0, 4)) == 0:
            first = self.condition()
            guards.append(first.text)
            needed, found = first.zero, found.needing(first)
        if len(zero) > 0 and self.draw(st.booleans()):
            guards += zero
            zero = ()
        zero = tuple(dict.fromkeys(needed + zero))
        text = ""
        for guard in guards:
            value = self.draw(st.sampled_from(found.edges() or [Fraction(0)]))
            kept = self.draw(st.sampled_from(("", "", " 保留1位小数")))
            bounds = ANY if keep or kept else bounds.hull(exactly(value))
            text += f"，{guard} 时 {found.figure(value)}{kept}"
        line = f"公式 {name + ' ' if name else ''}＝ {found.text}{limits}{keep}{text}"
        return line, evolve(found, text=name or "", bounds=bounds, zero=zero, term=True, whole=found.whole and not keep)

    # Conditions

    def condition(self, spots: bool = False, depth: int = 2) -> Condition:
        """A condition; with `spots`, 「…」 may declare flags in it."""
        if depth > 0 and self.draw(st.integers(0, 3)) == 0:
            return self._joined(spots, depth)
        choices = [self._compared]
        if self.facts.flags:
            choices.append(self._flag)
        if self.facts.choices:
            choices.append(self._labelled)
        if self.facts.dates:
            choices.append(self._dated)
        if self.facts.lists:
            choices.append(self._of_list)
        if spots:
            choices.append(self._spot)
        return self.draw(st.sampled_from(choices))()

    def _joined(self, spots: bool, depth: int) -> Condition:
        parts = [self.condition(spots, depth - 1) for _ in range(self.draw(st.integers(1, 3)))]
        if len(parts) == 1:
            return Condition.of(f"非 ({parts[0].text})", *parts)
        word = self.draw(st.sampled_from((" 且 ", " 或 ", "、")))
        if word == "、":
            least = self.draw(st.integers(1, len(parts)))
            many = "任一" if least == 1 else f"至少{least}项"
            return Condition.of(f"{many} {word.join(f'({part.text})' for part in parts)}", *parts)
        return Condition.of(word.join(f"({part.text})" for part in parts), *parts)

    def _compared(self) -> Condition:
        a = self.quantity()
        op = self.draw(st.sampled_from((*"＝≠≥≤＞＜", *COMPARED)))
        others = [m for m in self.alike(a) if m.text != a.text]
        if len(others) > 0 and self.draw(st.booleans()):
            b = self.pick(others)
            return Condition.of(f"{a.text} {op} {b.text}", a, b)
        value = self.draw(st.sampled_from(a.edges() or [Fraction(0)]))
        return Condition.of(f"{a.text} {op} {a.figure(value)}", a)

    def _of_list(self) -> Condition:
        found, size = self.draw(st.sampled_from(self.facts.lists))
        least = self.draw(st.integers(1, size))
        value = self.draw(st.sampled_from(found.edges() or [Fraction(0)]))
        op = self.draw(st.sampled_from("＝≠≥≤＞＜"))
        if self.draw(st.integers(0, 3)) == 0:
            return Condition.of(f"至少{least}年 {found.text} {op} 均值({found.text})", found)
        read = found
        if len(found.absent) > 0 and self.draw(st.booleans()):
            # 至少2年 asks for two values only, so that no more need be there.
            fewer = f"{found.text} 不足{self.draw(st.integers(least, size))}个"
            read = evolve(found, absent=(fewer,))
        return Condition.of(f"至少{least}年 {found.text} {op} {found.figure(value)}", read)

    def _flag(self) -> Condition:
        flag = self.pick(self.facts.flags)
        return Condition.of(flag.text + self.draw(st.sampled_from(("", " ＝ 是", " ＝ 否", " ≠ 是"))), flag)

    def _labelled(self) -> Condition:
        choice, labels, ordered = self.draw(st.sampled_from(self.facts.choices))
        op = self.draw(st.sampled_from("＝≠≥≤＞＜" if ordered else "＝≠"))
        return Condition.of(f"{choice.text} {op} {self.draw(st.sampled_from(labels))}", choice)

    def _dated(self) -> Condition:
        day = self.pick(self.facts.dates)
        op = self.draw(st.sampled_from("＝≠≥≤＞＜"))
        other = self.draw(st.sampled_from([*DATES, *(d.text for d in self.facts.dates if d is not day)]))
        return Condition.of(f"{day.text} {op} {other}", day, *(d for d in self.facts.dates if d.text == other))

    def _spot(self) -> Condition:
        return Condition(f"「{self.new('情')}」")

    def new(self, stem: str) -> str:
        """A name that nothing else has."""
        self.names += 1
        return f"{stem}{self.names}"
