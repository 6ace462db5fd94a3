"""What a value can be.

Numbers are held exactly, as fractions in the base unit of their dimension: 元 for money, 1 for ratios, 分 for
points, the counter word itself for counts. Units are shown as the author wrote them and never decide a value.
"""

from __future__ import annotations

from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any

from attrs import define, evolve, field, frozen

from perfrules.source import Words
from perfrules.types.interval import ANY, Interval

Dimension = tuple[tuple[str, int], ...]
"""The base units of a quantity with their exponents, sorted; empty for pure numbers."""

NUMBER: Dimension = ()
MONEY: Dimension = (("元", 1),)
POINTS: Dimension = (("分", 1),)


def times(a: Dimension, b: Dimension, sign: int = 1) -> Dimension:
    """The dimension of a product (sign 1) or quotient (sign -1)."""
    powers = dict(a)
    for name, power in b:
        powers[name] = powers.get(name, 0) + sign * power
    return tuple(sorted((name, power) for name, power in powers.items() if power))


@frozen
class Unit:
    """A unit as written: its dimension and how many base units it holds."""

    name: str
    dimension: Dimension
    factor: Fraction

    @property
    def shown(self) -> str:
        """Its name behind a figure: 2月 would be February, 3工作日 lacks its 个."""
        return f"个{self.name}" if self.name in ("月", "季度", "工作日") else self.name


class Form(Enum):
    """How a pure number is meant, which decides where percentage points may stand and how it is shown."""

    PLAIN = "plain"
    PERCENT = "percent"
    DIFFERENCE = "difference"
    """A difference of two ratios, comparable with percentage points."""
    POINT = "percentage points"


@frozen
class Quantity:
    """A number with a dimension. `whole` means it can only be an integer in its base unit."""

    dimension: Dimension = NUMBER
    whole: bool = False
    form: Form = Form.PLAIN
    unit: Unit | None = field(default=None, eq=False)
    """The unit to show it in, where one was written."""

    @property
    def is_number(self) -> bool:
        return self.dimension == NUMBER

    @property
    def is_points(self) -> bool:
        return self.dimension == POINTS

    @property
    def is_count(self) -> bool:
        """Whether its dimension is one counter word: whole by nature."""
        return len(self.dimension) == 1 and self.dimension[0][1] == 1 and self.whole


@frozen
class Flag:
    """是 or 否."""


@frozen
class Choice:
    """One of named labels; ordered ones are listed best first. `synonyms` maps other spellings to labels."""

    labels: tuple[str, ...]
    ordered: bool = False
    synonyms: tuple[tuple[str, str], ...] = field(default=(), eq=False)


@frozen
class DateType:
    """A calendar day."""


@frozen
class Text:
    """Shown, never compared."""


@define(eq=False)
class RowsType:
    """Rows supplied as data; `detail` (model.Detail) says what they must be like, once their columns are known."""

    detail: Any = None


@frozen
class TargetType:
    """A cell of a target, ≥ 5人 or words, or of what was achieved against one: each row has a unit of its own."""


@frozen
class Broken:
    """The type of what is already reported as wrong; it agrees with everything, so that one slip gives one message."""


Type = Quantity | Flag | Choice | DateType | Text | RowsType | TargetType | Broken
Value = Fraction | bool | str | date
"""A fraction in base units, a flag, a label or text, a date."""

RATIO = Quantity(form=Form.PERCENT)
PLAIN = Quantity()
POINTS_TYPE = Quantity(POINTS)
FLAG = Flag()
DATE = DateType()
TEXT = Text()
TARGET = TargetType()
BROKEN = Broken()

PARTIAL = Choice(("满足", "部分满足", "不满足"), ordered=True)
"""What a checklist item with partial credit can be."""


WORDS_SIGN = "文字"
TARGET_SIGNS = ("≥", "≤", "=", "降至", WORDS_SIGN)
"""How the target of a row can compare; the last is a target in words."""


@frozen
class Domain:
    """The values that a fact may take: its bounds and its grid, in base units. A grid of None is none."""

    bounds: Interval = ANY
    grid: Fraction | None = None

    @property
    def empty(self) -> bool:
        """Whether it holds no value: its ends exclude each other, or no multiple of the grid lies between them."""
        low = self.bounds.low
        if self.bounds.empty or self.grid is None or low is None:
            return self.bounds.empty
        first = -(-low // self.grid) * self.grid
        return first not in self.bounds and first + self.grid not in self.bounds


def shown_in(type_: Quantity, unit: Unit | None) -> Quantity:
    """The same type, shown in a unit."""
    return evolve(type_, unit=unit)


def describe(type_: Type) -> Words:
    """A type in the words of messages."""
    match type_:
        case Quantity() if type_.is_points:
            return Words("分值", "points")
        case Quantity(dimension=()) if type_.form is Form.POINT:
            return Words("百分点", "percentage points")
        case Quantity(dimension=()) if type_.form in (Form.PERCENT, Form.DIFFERENCE):
            return Words("比率", "a ratio")
        case Quantity(dimension=()):
            return Words("数值", "a number")
        case Quantity(dimension=(("元", 1),)):
            return Words("金额", "money")
        case Quantity():
            name = type_.unit.shown if type_.unit else show_dimension(type_.dimension)
            return Words(f"以{name}计的量", f"a quantity in {name}")
        case Flag():
            return Words("是否", "yes/no")
        case Choice():
            return Words("选项（" + "、".join(type_.labels) + "）", "a choice of " + ", ".join(type_.labels))
        case DateType():
            return Words("日期", "a date")
        case Text():
            return Words("文本", "text")
        case RowsType():
            return Words("明细", "rows")
        case TargetType():
            return Words("目标或完成值（各行单位不同）", "a target or what was achieved (each row in its unit)")
        case Broken():
            return Words("未知", "unknown")


def show_dimension(dimension: Dimension) -> str:
    """A dimension as 元·人/处."""
    above = "·".join(name if power == 1 else f"{name}^{power}" for name, power in dimension if power > 0)
    below = "·".join(name if power == -1 else f"{name}^{-power}" for name, power in dimension if power < 0)
    return f"{above or '1'}/{below}" if below else above or "1"
