"""Facts → whole numbers of steps, in one sweep over a complete and plain fact set.

Whatever is not plain (a unit to convert, a missing fact, a figure off its grid, a range not kept) gives None, and is
then read one by one where every message is made. So nothing here decides that a fact is wrong; it only knows
what is right beyond doubt.
"""

from __future__ import annotations

from itertools import repeat
from operator import add, getitem, itemgetter, mul

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    Values = tuple[Any, Any, Any]
    """Figures, flags, and labels with whatever is looked at one by one, in the order of the fields."""

MOST = 10**38
"""Figures of so many digits are looked at one by one: there is a limit to them, and it is told."""

_INT, _STR = {int}, {str}
_TENS = {10**power: [10 ** (power - decimals) for decimals in range(power + 1)] for power in range(16)}
"""By a scale that is a power of ten: how many steps one is of the last of so many decimals."""
_KEYS = {"值", "理由"}


class NotPlain(Exception):
    """A fact that is to be read one by one."""


class Field:
    """One fact: its name, its kind, and what is known of its values.

    `kind` is quantity, flag, label, date or text. `scale` is how many steps of its grid one of its unit is, None where
    it has no grid; `factor` is how many base units one of its unit is. `low` and `high` are the ends of its range in
    steps, without a grid in base units, where an end may be open; `unit` is what may stand behind a figure, `labels`
    the labels by code. `levels` tells that it is judged by a scale of levels: whether one holds it is seen elsewhere.
    """

    __slots__ = (
        *("factor", "grid", "high", "kind", "labels", "levels", "low", "name", "open_high", "open_low", "optional"),
        *("reason", "scale", "unit"),
    )

    def __init__(
        self,
        name: str,
        kind: str,
        scale: int | None = None,
        low: int | tuple[int, int] | None = None,
        high: int | tuple[int, int] | None = None,
        open_low: bool = False,
        open_high: bool = False,
        unit: str = "",
        labels: tuple[str, ...] = (),
        optional: bool = False,
        reason: bool = False,
        factor: tuple[int, int] = (1, 1),
        grid: tuple[int, int] | None = None,
        levels: bool = False,
    ) -> None:
        self.name = name
        self.kind = kind
        self.scale = scale
        self.low: Any = -MOST if low is None else low
        self.high: Any = MOST if high is None else high
        self.open_low = open_low
        self.open_high = open_high
        self.unit = unit
        self.labels = labels
        self.optional = optional
        self.reason = reason
        self.factor = factor
        self.grid = grid
        self.levels = levels

    @property
    def swept(self) -> bool:
        """Whether it is a figure, flag or label that can be checked together with all the others."""
        plain = not self.optional and not self.reason and not self.levels
        return plain and (self.kind in ("flag", "label") or self.is_steps)

    @property
    def is_steps(self) -> bool:
        """Whether its value is a whole number of steps."""
        return self.kind == "quantity" and self.scale is not None


def steps(value: Any, scale: int, unit: str = "") -> int:
    """A figure in its unit as a whole number of steps; NotPlain where it is none beyond doubt."""
    kind = type(value)
    if kind is int:
        return value * scale  # type: ignore[no-any-return]
    if kind.__name__ == "Decimal" and kind is numbers().Decimal:
        try:
            product = numbers().context.multiply(value, _power(scale))
            found = int(product)
        except numbers().errors:
            raise NotPlain from None
        if found != product:
            raise NotPlain
        return found
    if kind is float:
        value, kind = repr(value), str
    if kind is str:
        return _written(value, scale, unit)
    if kind.__name__ == "Fraction" and kind is numbers().Fraction:
        product = value * scale
        if product.denominator != 1:
            raise NotPlain
        return product.numerator  # type: ignore[no-any-return]
    raise NotPlain


def _written(text: str, scale: int, unit: str) -> int:
    above, below = _decimal(text, unit)
    count, rest = divmod(above * scale, below)
    if rest:
        raise NotPlain
    return count


def _decimal(text: str, unit: str) -> tuple[int, int]:
    """A figure written plainly, as two integers; `unit` may stand behind it, and % is a hundredth."""
    share = 1
    if unit and text.endswith(unit):
        text = text[: -len(unit)]
        share = 100 if unit == "%" else 1
    sign = 1
    if text.startswith("-"):
        sign, text = -1, text[1:]
    whole, point, decimals = text.partition(".")
    digits = whole + decimals
    if not (digits.isdecimal() and digits.isascii()) or len(digits) > 36 or (point and not decimals) or not whole:
        raise NotPlain
    return sign * int(digits), share * 10 ** len(decimals)


class Numbers:
    """The exact numbers of the standard library; whole numbers need none of them, so they are loaded when they come."""

    def __init__(self) -> None:
        from decimal import (
            Context,
            Decimal,
            DecimalException,
            Inexact,
            InvalidOperation,
            Rounded,
            getcontext,
            setcontext,
        )
        from fractions import Fraction

        self.Decimal = Decimal
        self.Fraction = Fraction
        # Exact or not at all: a product that does not fit is no product.
        self.context = Context(prec=40, traps=[Inexact, InvalidOperation, Rounded])
        self.errors = (DecimalException, OverflowError, ValueError)
        self.getcontext = getcontext
        self.setcontext = setcontext


_numbers: list[Numbers] = []


def numbers() -> Numbers:
    """The exact numbers of the standard library."""
    if not _numbers:
        _numbers.append(Numbers())
    return _numbers[0]


_powers: dict[int, Any] = {}


def _power(scale: int) -> Any:
    """A scale as a decimal of as few digits as can be, so that a product has no more digits than the figure."""
    found = _powers.get(scale)
    if found is None:
        found = _powers[scale] = numbers().Decimal(scale).normalize()
    return found


def _in_steps(part: tuple[Any, ...], scale: int, units: list[str]) -> Any:
    """Figures of one scale as whole numbers of steps, together where they are all of one plain kind."""
    kinds = set(map(type, part))
    if kinds == _INT:
        return part if scale == 1 else [value * scale for value in part]
    first = type(part[0])
    if first.__name__ == "Decimal" and kinds == {numbers().Decimal}:
        exact, product = numbers(), _power(scale)
        own = exact.getcontext()
        exact.setcontext(exact.context)
        try:
            products = [value * product for value in part]
            found = list(map(int, products))
            if products != found:
                raise NotPlain
        except exact.errors:
            raise NotPlain from None
        finally:
            exact.setcontext(own)
        return found
    tens = _TENS.get(scale)
    if kinds == _STR and tens is not None:
        joined, unit = "\n".join(part) + "\n", units[0]
        if unit and unit != "%" and len(set(units)) == 1 and joined.count(unit + "\n") == len(part):
            joined = joined.replace(unit + "\n", "\n")
            bare = tuple(joined.split("\n"))[:-1]
            if len(bare) != len(part):
                raise NotPlain
            part = bare
        digits = joined.replace("\n", "").replace(".", "").replace("-", "")
        # Digits only, none behind an empty point: what int() would take besides is no figure of a table.
        if digits.isdecimal() and digits.isascii() and ".\n" not in joined and max(map(len, part)) < 30:
            try:
                wholes, _, decimals = zip(*map(str.partition, part, repeat(".")), strict=True)
                steps_of_last = map(tens.__getitem__, map(len, decimals))
                return list(map(mul, map(int, map(add, wholes, decimals)), steps_of_last))
            except (ValueError, IndexError):
                raise NotPlain from None
    return [steps(value, scale, unit) for value, unit in zip(part, units, strict=True)]


def _flag(value: Any) -> bool:
    if type(value) is bool:
        return value
    if type(value) is str and value in ("是", "否"):
        return value == "是"
    raise NotPlain


def _getter(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return itemgetter(*names)
    return lambda facts: tuple([facts[name] for name in names])


class Reader:
    """Reads the facts of one rubric. `fields` stand in the order of the values that it gives.

    Figures on a grid come first, those that can be below 0 behind the others and those of one unit together; then
    flags, then labels, then what is looked at one by one.
    """

    def __init__(self, *fields: Field) -> None:
        self.fields = fields
        self.count = len(fields)
        swept = [field for field in fields if field.swept]
        figures = [field for field in swept if field.is_steps]
        flags = [field for field in swept if field.kind == "flag"]
        labels = [field for field in swept if field.kind == "label"]
        self._rest = fields[len(swept) :]
        self._figures = _getter([field.name for field in figures])
        self._flags = _getter([field.name for field in flags])
        self._labels = _getter([field.name for field in labels])
        self._ends = [(field.low, field.high) for field in figures]
        self._unsigned = sum(field.low >= 0 for field in figures)
        self._least_high = min((field.high for field in figures[: self._unsigned]), default=0)
        self._lows = [run for run in _runs([field.low for field in figures]) if run[2] > 0]
        self._scales = _runs([field.scale or 1 for field in figures])
        self._units = [field.unit for field in figures]
        # One list of types against another is the fastest way to ask whether all are what they should be.
        self._ints, self._bools = [int] * len(figures), [bool] * len(flags)
        self._codes = {f.name: {label: code for code, label in enumerate(f.labels)} for f in fields if f.labels}
        self._label_codes = [self._codes[field.name] for field in labels]

    def on_grid(self, facts: Mapping[str, Any]) -> Values | None:
        """The values of facts whose figures are whole numbers of steps (money in 分); None where they are not."""
        try:
            if len(facts) != self.count:
                self._known(facts)
            figures, flags = self._figures(facts), self._flags(facts)
            if list(map(type, figures)) != self._ints or not self._inside(figures):
                return None
            if list(map(type, flags)) != self._bools:
                flags = tuple([_flag(flag) for flag in flags])
            others = list(map(getitem, self._label_codes, self._labels(facts)))
            if self._rest:
                self._more(facts, True, others)
            return figures, flags, others
        except (KeyError, TypeError, NotPlain):
            return None

    def read(self, facts: Mapping[str, Any]) -> Values | None:
        """The values of facts in their units; None where they are to be read one by one."""
        try:
            if len(facts) != self.count:
                self._known(facts)
            given, flags = self._figures(facts), self._flags(facts)
            figures: list[int] = []
            for start, stop, scale in self._scales:
                figures += _in_steps(given[start:stop], scale, self._units[start:stop])
            if not self._inside(figures):
                return None
            if list(map(type, flags)) != self._bools:
                flags = tuple([_flag(flag) for flag in flags])
            others = list(map(getitem, self._label_codes, self._labels(facts)))
            if self._rest:
                self._more(facts, False, others)
            return figures, flags, others
        except (KeyError, TypeError, NotPlain):
            return None

    def _more(self, facts: Mapping[str, Any], on_grid: bool, others: list[Any]) -> None:
        """What is looked at one by one."""
        for field in self._rest:
            others.append(self._one(field, facts.get(field.name) if field.optional else facts[field.name], on_grid))

    def base(self, values: Mapping[str, Any]) -> Values | None:
        """The values of facts read and checked before, in base units; None where one is absent that must be there."""
        found: list[Any] = []
        for field in self.fields:
            value = values.get(field.name)
            if value is None:
                if not field.optional:
                    return None
                found.append(None)
            elif field.is_steps:
                above, below = field.factor
                found.append(value.numerator * (field.scale or 1) * below // (value.denominator * above))
            elif field.kind == "label":
                found.append(self._codes[field.name][value])
            elif field.kind == "date":
                found.append(value.toordinal())
            else:
                found.append(value)
        figures, truths = len(self._ends), len(self._flags(values))
        return tuple(found[:figures]), tuple(found[figures : figures + truths]), found[figures + truths :]

    def copied(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Facts that stay as they are now, whatever their owner does."""
        found = dict(facts)
        for field in self._rest:
            if field.name in found:
                found[field.name] = _copied(found[field.name])
        return found

    def in_units(self, facts: Any) -> Any:
        """Facts whose figures are whole numbers of steps, in their units."""
        scales = {field.name: field.scale for field in self.fields if field.is_steps}

        def in_unit(name: Any, value: Any) -> Any:
            if type(value) is dict:
                return {key: in_unit(name, item) if key == "值" else item for key, item in value.items()}
            return numbers().Fraction(value, scales[name] or 1) if name in scales and type(value) is int else value

        return {name: in_unit(name, value) for name, value in facts.items()} if hasattr(facts, "items") else facts

    def _known(self, facts: Mapping[str, Any]) -> None:
        """NotPlain where there is a name too many; optional facts may be left out."""
        names = {field.name for field in self.fields}
        if any(name not in names for name in facts):
            raise NotPlain

    def _inside(self, figures: Any) -> bool:
        """Whether every figure is within its range: of figures not below 0 the sum tells that none is too high."""
        unsigned = self._unsigned
        rest = figures[:unsigned]
        if rest and (min(rest) < 0 or (sum(rest) > self._least_high and not self._all_inside(rest))):
            return False
        for start, stop, low in self._lows:
            if min(figures[start:stop]) < low:
                return False
        for figure, (low, high) in zip(figures[unsigned:], self._ends[unsigned:], strict=True):
            if not low <= figure <= high:
                return False
        return True

    def _all_inside(self, figures: Any) -> bool:
        return all(figure <= high for figure, (_, high) in zip(figures, self._ends, strict=False))

    def _one(self, field: Field, value: Any, on_grid: bool) -> Any:
        if field.levels:
            raise NotPlain
        if type(value) is dict:
            # A value with its reason; what else can stand there is read elsewhere.
            if value.keys() != _KEYS or type(value["理由"]) is not str or not value["理由"].strip():
                raise NotPlain
            value = value["值"]
        elif field.reason and value is not False and value is not None:
            raise NotPlain
        if value is None:
            if not field.optional:
                raise NotPlain
            return None
        match field.kind:
            case "flag":
                return _flag(value)
            case "label":
                if type(value) is not str:
                    raise NotPlain
                return self._codes[field.name][value]
            case "date":
                if not hasattr(value, "toordinal") or hasattr(value, "hour"):
                    raise NotPlain
                return value.toordinal()
            case "text":
                if type(value) is not str or not value.strip() or not value.isprintable():
                    raise NotPlain
                return value
        if field.scale is None:
            return _fraction(value, field)
        if on_grid and type(value) is not int:
            raise NotPlain
        found = value if on_grid else steps(value, field.scale, field.unit)
        if not field.low <= found <= field.high:
            raise NotPlain
        return found


def _copied(value: Any) -> Any:
    if type(value) is dict:
        return {key: _copied(item) for key, item in value.items()}
    return [_copied(item) for item in value] if type(value) is list else value


def _fraction(value: Any, field: Field) -> Any:
    """A figure without a grid, in base units."""
    Fraction = numbers().Fraction
    kind = type(value)
    if kind is float:
        value, kind = repr(value), str
    if kind is str:
        value = Fraction(*_decimal(value, field.unit))
    elif kind is numbers().Decimal:
        if not value.is_finite() or abs(value.adjusted()) > 30 or len(value.as_tuple().digits) > 30:
            raise NotPlain
    elif kind is not int and kind is not Fraction:
        raise NotPlain
    found = Fraction(value)
    if abs(found.numerator) >= MOST or found.denominator >= MOST:
        raise NotPlain
    found *= Fraction(*field.factor)
    low, high = (Fraction(*end) if type(end) is tuple else end for end in (field.low, field.high))
    if not low <= found <= high or (field.open_low and found == low) or (field.open_high and found == high):
        raise NotPlain
    if field.grid is not None and (found / Fraction(*field.grid)).denominator != 1:
        raise NotPlain
    return found


def _runs(items: list[Any]) -> list[tuple[int, int, Any]]:
    """Neighbours that are alike: start, stop, what they are."""
    found: list[tuple[int, int, Any]] = []
    for place, item in enumerate(items):
        if found and found[-1][2] == item:
            found[-1] = (found[-1][0], place + 1, item)
        else:
            found.append((place, place + 1, item))
    return found
