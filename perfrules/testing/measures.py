"""Facts and what rules can read of them, for generated rubrics: text with what is known of its values."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from attrs import evolve, field, frozen
from hypothesis import strategies as st

from perfrules.types.interval import ANY, Interval, exactly
from perfrules.types.show import exact

FACTOR = {
    "": Fraction(1),
    "%": Fraction(1, 100),
    "元": Fraction(1),
    "万元": Fraction(10000),
    "处": Fraction(1),
    "人": Fraction(1),
    "平方米": Fraction(1),
    "亩": Fraction(2000, 3),
    "天": Fraction(86400),
    "分": Fraction(1),
    "个工作日": Fraction(1),
}
DIMENSION = {"": "", "%": "", "元": "元", "万元": "元", "亩": "平方米"}
EDGES = {
    "%": (-15, -5, 0, 5, 10, 60, 85, 90, 95, 100, 120),
    "": (-2, 0, "0.5", 1, 2, 5, "7.5", 10),
    "元": (0, 1, 5000, "12345.67", 100000),
    "万元": (0, "0.5", 1, "2.5", 10, 100),
    "处": (0, 1, 2, 3, 5, 10),
    "人": (0, 1, 2, 3, 5, 10),
    "平方米": (0, 50, "100.5", 200),
    "亩": (0, 1, "2.5"),
    "天": (0, 1, 5, 30),
    "分": (0, 1, 2, 5),
    "个工作日": (-1, 0, 1, 3),
}
"""Figures that tables use, in the unit."""


@frozen
class Measure:
    """Something a rule can read: its text, the unit of its figures, and what is known of its values in base units.

    `whole` as the checker knows it; `zero` holds conditions under which it has no value, `must` those of them that no
    约定 speaks of; `absent` the optional facts without which it has none; `term` says that the text is no sum.
    """

    text: str
    unit: str
    bounds: Interval = ANY
    whole: bool = False
    zero: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    term: bool = True
    must: tuple[str, ...] = ()

    @property
    def dimension(self) -> str:
        return DIMENSION.get(self.unit, self.unit)

    @property
    def factor(self) -> Fraction:
        return FACTOR[self.unit]

    @property
    def inner(self) -> str:
        """The text as a factor of a product."""
        return self.text if self.term else f"({self.text})"

    def figure(self, value: Fraction) -> str:
        """A value as a figure of the rubric."""
        return f"{exact(value / self.factor).replace('-', '−')}{self.unit}"

    def edges(self) -> list[Fraction]:
        """The usual figures that it can be."""
        figures = [Fraction(figure) * self.factor for figure in EDGES[self.unit]]
        return [value for value in figures if value in self.bounds]

    def needing(self, *others: Measure | Condition) -> Measure:
        """The same, with what others need as well."""
        need = needs(*others, self)
        return evolve(self, zero=need["zero"], absent=need["absent"], must=need["must"])


@frozen
class Condition:
    """A condition and what it needs."""

    text: str
    zero: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    must: tuple[str, ...] = ()

    @staticmethod
    def of(text: str, *read: Measure | Condition) -> Condition:
        return Condition(text, **needs(*read))


def needs(*read: Measure | Condition) -> dict[str, tuple[str, ...]]:
    """What several of them need together."""
    return {
        name: tuple(dict.fromkeys(item for one in read for item in getattr(one, name)))
        for name in ("zero", "absent", "must")
    }


@frozen
class Facts:
    """The facts of a rubric: the lines that declare them, and what can be read of them."""

    lines: tuple[str, ...]
    measures: tuple[Measure, ...]
    flags: tuple[Measure, ...]
    choices: tuple[tuple[Measure, tuple[str, ...], bool], ...]
    dates: tuple[Measure, ...]
    lists: tuple[tuple[Measure, int], ...]
    """列, each as one of its values, with how many it has."""
    orders: tuple[tuple[Measure, Measure], ...] = field(default=())
    awarded: tuple[Measure, ...] = field(default=())
    """Points awarded elsewhere, which 折算 brings to those of a leaf."""


_STEMS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"

_QUANTITIES = (
    # kind, unit, modifiers, bounds, whole
    ("金额 万元", "万元", "", (0, 10**7), False),
    ("金额 万元", "万元", "＞0", (0, 10**7), False),
    ("金额 万元", "万元", "可负", (-(10**7), 10**7), False),
    ("金额 元", "元", "[0元, 200000元]", (0, 200000), False),
    ("金额 万元", "万元", "精确到 0.01万元", (0, 10**7), False),
    ("金额 万元", "万元", "先四舍五入到 0.01万元", (0, 10**7), False),
    ("比率", "%", "先舍去到 0.1%", (None, None), False),
    ("计数 处", "处", "", (0, None), True),
    ("计数 处", "处", "≤ 12处", (0, 12), True),
    ("计数 人", "人", "", (0, None), True),
    ("计数 人", "人", "可负", (None, None), True),
    ("比率", "%", "≥0", (0, None), False),
    ("比率", "%", "[0%, 100%]", (0, 100), False),
    ("比率", "%", "精确到 0.1%", (None, None), False),
    ("比率", "%", "", (None, None), False),
    ("数值", "", "", (None, None), False),
    ("数值", "", "[0, 10]", (0, 10), False),
    ("数值", "", "整数", (None, None), False),
    ("数值", "", "步长 0.5 ≥ 0", (0, None), False),
    ("面积 平方米", "平方米", "", (0, None), False),
    ("面积 亩", "亩", "", (0, None), False),
    ("时长 天", "天", "", (0, None), False),
    ("分值", "分", "[0分, 10分] 步长 0.5分", (0, 10), False),
)
_CHOICES = (
    ("选项 优 ＞ 良 ＞ 差", ("优", "良", "差"), True),
    ("选项 优 又称 上等 又称 甲等 ＞ 良 ＞ 差", ("优", "良", "差"), True),
    ("选项 东、西、南、北", ("东", "西", "南", "北"), False),
)
DATES = ("2022-06-30", "2022年7月1日", "2021-12-31")


def _bounds(kind: str, factor: Fraction, words: str, low: int | None, high: int | None) -> Interval:
    """What a fact of `_QUANTITIES` can be, in base units."""
    ends = [None if end is None else end * factor for end in (low, high)]
    return Interval(ends[0], ends[1], words == "＞0", kind.startswith("金额") and high == 10**7)


@st.composite
def facts(draw: st.DrawFn, synonyms: bool = True) -> Facts:
    """A 数据 section."""
    names = iter(_STEMS)
    lines: list[str] = []
    measures: list[Measure] = []
    flags: list[Measure] = []
    choices: list[tuple[Measure, tuple[str, ...], bool]] = []
    dates: list[Measure] = []

    def declare(kind: str, measure: Measure, default: str | None) -> Measure:
        name = f"款{next(names)}" if draw(st.integers(0, 5)) else f"款（{next(names)}）"
        text = name if name.isalnum() else f"「{name}」"
        policies = ["", "", "", "", " 可缺", " 可缺 报错"] + ([f" 可缺 按 {default}"] if default else [])
        policies += [" 可缺 按均值"] if kind.split()[0] in ("金额", "计数", "比率", "数值", "时长") else []
        policy = draw(st.sampled_from(policies))
        lines.append(f"  {name} ：{kind}{policy}")
        return evolve(measure, text=text, absent=(text,) if policy == " 可缺" else ())

    # Pairs of one kind, so that there is something to divide and compare.
    for _ in range(draw(st.integers(1, 3))):
        kind, unit, words, (low, high), whole = draw(st.sampled_from(_QUANTITIES))
        for again in range(2):
            factor = FACTOR[unit]
            open_low = words == "＞0"
            bounds = _bounds(kind, factor, words, low, high)
            found = Measure("", unit, bounds, whole)
            default = draw(st.sampled_from([e for e in found.edges() if "整数" not in words or e.denominator == 1]))
            text = None if open_low and default == 0 else found.figure(default)
            measures.append(declare(f"{kind} {words}".strip(), found, text))
            if again == 0 and draw(st.booleans()):
                kind, unit, words, (low, high), whole = next(q for q in _QUANTITIES if q[1] == unit)
    for _ in range(draw(st.integers(0, 2))):
        flags.append(declare("是否", Measure("", ""), None))
    for _ in range(draw(st.integers(0, 2))):
        kind, labels, ordered = draw(st.sampled_from(_CHOICES))
        choices.append((declare(kind, Measure("", ""), None), labels, ordered))
    for _ in range(draw(st.integers(0, 2))):
        dates.append(declare("日期", Measure("", ""), "2022-07-01"))
    awarded = [
        declare(f"分 满{full}分", Measure("", "分", Interval(Fraction(0), Fraction(full))), "1分")
        for full in draw(st.sampled_from(((), (), (40,), (7,))))
    ]
    if draw(st.integers(0, 5)) == 0:
        lines.append(f"  款{next(names)} ：文本")
    orders = _constraints(draw, measures, lines)
    lists: list[tuple[Measure, int]] = []
    for _ in range(draw(st.integers(0, 2))):
        kind, unit, words, (low, high), whole = draw(st.sampled_from(_QUANTITIES))
        factor, size = FACTOR[unit], draw(st.integers(2, 5))
        shape = draw(st.sampled_from((f"一组{size}个", f"近{size}年逐年 ")))
        bounds = _bounds(kind, factor, words, low, high)
        lists.append((declare(f"{shape}{kind} {words}".strip(), Measure("", unit, bounds, whole), None), size))
    if draw(st.integers(0, 2)) == 0:
        _grid(draw, lines, measures, lists)
    known = (tuple(lines), tuple(measures), tuple(flags), tuple(choices), tuple(dates), tuple(lists), orders)
    return Facts(*known, tuple(awarded))


def _grid(draw: st.DrawFn, lines: list[str], measures: list[Measure], lists: list[tuple[Measure, int]]) -> None:
    """A 数据表 behind all other facts: its cells are measures, its rows and columns lists."""
    kind, unit, words, (low, high), whole = draw(st.sampled_from(_QUANTITIES))
    factor, columns = FACTOR[unit], ("上年", "预算", "决算")[: draw(st.integers(2, 3))]
    bounds = _bounds(kind, factor, words, low, high)
    found = Measure("", unit, bounds, whole)
    lines.append(f"数据表 附表 列 {'、'.join(columns)}")
    for row in ("首项", "次项"):
        lines.append(f"  {row} ：{kind} {words}".rstrip())
        lists.append((evolve(found, text=row), len(columns)))
        measures += [evolve(found, text=f"{row}·{column}") for column in columns]
    lists.append((evolve(found, text=f"附表·{columns[-1]}"), 2))


def _constraints(draw: st.DrawFn, measures: Sequence[Measure], lines: list[str]) -> tuple[tuple[Measure, Measure], ...]:
    required = [m for m, line in zip(measures, lines, strict=False) if "可缺" not in line]
    pairs = [(a, b) for a in required for b in required if a is not b and a.dimension == b.dimension]
    if not pairs:
        return ()
    orders = []
    if draw(st.integers(0, 2)) == 0:
        small, great = draw(st.sampled_from(pairs))
        lines.append(f"  约束 {small.text} ≤ {great.text}")
        orders.append((small, great))
    if draw(st.integers(0, 2)) == 0:
        left, right = draw(st.sampled_from(pairs))
        op = draw(st.sampled_from("＝≤＜≠"))
        tolerance = draw(st.sampled_from(["", f" 容差 {left.figure(abs(left.edges()[-1]))}"])) if left.edges() else ""
        lines.append(f"  核对 {left.text} {op} {right.text}{tolerance}")
    return tuple(orders)


def pure(value: Fraction | int) -> Measure:
    """A figure without a unit, as a factor."""
    return Measure(exact(Fraction(value)), "", exactly(Fraction(value)))
