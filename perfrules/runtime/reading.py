"""Facts → whole numbers of steps, in one sweep over a complete and plain fact set.

Whatever is not plain (a unit to convert, a missing fact, a figure off its grid, a range not kept) gives None, and is
then read one by one where every message is made. So nothing here decides that a fact is wrong; it only knows
what is right beyond doubt.
"""

from __future__ import annotations

from operator import itemgetter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    Values = Sequence[Any]
    """The values of all fields in their order: figures on a grid in steps, labels by their text, None for absent."""

MOST = 10**38
"""Figures of so many digits are looked at one by one: there is a limit to them, and it is told."""

_KEYS = {"值", "理由"}


class NotPlain(Exception):
    """A fact that is to be read one by one."""


class _OtherTypes(Exception):
    """Facts that are not handed over as the last ones were."""


class Field:
    """One fact: its name, its kind, and what is known of its values.

    `kind` is quantity, flag, label, date, text or rows. `scale` is how many steps of its grid one of its unit is,
    None where it has no grid; `factor` is how many base units one of its unit is. `low` and `high` are the ends of
    its range in steps, without a grid in base units, where an end may be open; `unit` is what may stand behind a
    figure, `labels` the labels by code. `levels` tells that it is judged by a scale of levels: whether one holds it
    is seen elsewhere.
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
    def stand_in(self) -> Any:
        """What the functions take in the place of an absent value that is not needed: in its range, nothing else.

        NotPlain for dates, texts and rows.
        """
        if self.kind == "flag":
            return False
        if self.kind == "label":
            return self.labels[0]
        if self.kind != "quantity":
            raise NotPlain
        if self.is_steps:
            return min(max(0, self.low), self.high)
        Fraction = numbers().Fraction
        low, high = (Fraction(*end) if type(end) is tuple else Fraction(end) for end in (self.low, self.high))
        found = min(max(Fraction(0), low), high)
        if (self.open_low and found == low) or (self.open_high and found == high):
            found = (max(low, found - 1) + min(high, found + 1)) / 2
        if self.grid is not None:
            grid = Fraction(*self.grid)
            found = -(-found // grid) * grid
        return found

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


DIGITS = 15
"""Text of so few digits is read by way of a float: see `_Run.texts`."""

LARGE = 10**12
"""Ends of ranges from here on are seen by the reader, for figures that are not below 0; others by the functions."""


class _Run:
    """Neighbouring figures of one scale, those that can be below 0 last. `unit` is that of all of them, or empty."""

    __slots__ = (
        *("_shape", "_shape_with_unit", "highs", "limit", "limited", "part", "places", "scale", "signed", "unit"),
        *("units", "unsigned"),
    )

    def __init__(self, scale: int, start: int, stop: int, fields: list[Field]) -> None:
        self.part = slice(start, stop)
        self.scale = scale
        self.signed = [field.low < 0 for field in fields]
        self.unsigned = self.signed.index(True) if True in self.signed else len(fields)
        self.limited = slice(start, start + self.unsigned)
        self.highs = [field.high for field in fields[: self.unsigned]]
        # Figures of a sum that is not above the least of the ends are not above their own.
        self.limit = min([high for high in self.highs if high >= LARGE], default=MOST)
        self.units = units = [field.unit for field in fields]
        self.unit = units[0] if len(set(units)) == 1 and units[0] != "%" else ""
        zeros = len(str(scale)) - 1
        self.places = zeros if scale == 10**zeros and self.limit >= 10 * scale and zeros < DIGITS else None
        self._shape: Any = None
        self._shape_with_unit: Any = None

    def in_steps(self, kinds: set[type]) -> Callable[[tuple[Any, ...]], Any]:
        """What makes figures whole numbers of steps: together where they are of plain kinds."""
        if kinds == {int}:
            return self.counted if self.scale == 1 else self._whole
        if self.places is not None and kinds <= {str, float, int}:
            return self.texts if kinds == {str} else self._as_texts
        others = kinds - {int}
        if len(others) == 1 and next(iter(others)).__name__ == "Decimal" and others == {numbers().Decimal}:
            return self._decimals()
        return self._each

    def _decimals(self) -> Callable[[tuple[Any, ...]], Any]:
        """What makes Decimals whole numbers of steps."""
        exact, scale, unsigned, some_signed = numbers(), str(self.scale), self.unsigned, True in self.signed
        times = _power(self.scale)
        # A figure with no more decimals than a step of so many has a whole number of steps.
        step = exact.Decimal((0, (1,), len(scale.rstrip("0")) - len(scale)))
        limit, zero = exact.Decimal(self.limit // self.scale), exact.Decimal(0)
        getcontext, setcontext, context, errors = exact.getcontext, exact.setcontext, exact.context, exact.errors

        def decimals(part: tuple[Any, ...]) -> Any:
            own = getcontext()
            setcontext(context)
            try:
                whole = sum(part, zero)
                found = [(value * times).__floor__() for value in part]
                try:
                    # A sum has as many decimals as the figure with most; in this context none is dropped, no zero.
                    whole.quantize(step)
                except errors:
                    # What flooring takes off is never below 0: it adds up to 0 only where nothing was taken off.
                    if whole * times != sum(found):
                        raise NotPlain from None
                below = some_signed and min(found[unsigned:]) < 0
                if (whole - sum(part[unsigned:], zero) if below else whole) > limit:
                    self.in_range(found)
                return found
            except errors:
                raise NotPlain from None
            finally:
                setcontext(own)

        return decimals

    def in_range(self, found: Sequence[int]) -> None:
        """NotPlain where one is above its end; called where their sum is above the least of the ends."""
        for value, high in zip(found, self.highs, strict=False):
            if value > high:
                raise NotPlain

    def _each(self, part: tuple[Any, ...]) -> Any:
        return self.counted([steps(value, self.scale, unit) for value, unit in zip(part, self.units, strict=True)])

    def counted(self, found: Sequence[int]) -> Any:
        if sum(found[: self.unsigned]) > self.limit:
            self.in_range(found)
        return found

    def _whole(self, part: tuple[int, ...]) -> Any:
        return self.counted([value * self.scale for value in part])

    def _as_texts(self, part: tuple[Any, ...]) -> Any:
        """Some are written, others are floats by their shortest text, or whole."""
        try:
            return self.texts(tuple([value if type(value) is str else repr(value) for value in part]))
        except ValueError:  # more digits than Python writes
            raise NotPlain from None

    def texts(self, part: tuple[str, ...]) -> Any:
        """Figures written plainly, with few digits.

        By way of floats, which is exact: a whole number n of steps has at most 15 digits here, the float next to
        n ÷ scale and its product with the scale are off by a share of 2^-53 each, which is less than a quarter of a
        step, and so n is the whole number next to it.
        """
        if self._shape is None:
            self._shape, self._shape_with_unit = self._shapes()
        try:
            joined = "\n".join(part) + "\n"
        except TypeError:
            raise _OtherTypes from None
        texts: Any = part
        if self._shape(joined) is None:
            if not self.unit or self._shape_with_unit(joined) is None:
                return self._each(part)
            texts = joined.replace(self.unit, "").split()
        scale = float(self.scale)
        return map(float.__round__, [figure * scale for figure in map(float, texts)])

    def _shapes(self) -> tuple[Any, Any]:
        from re import ASCII, compile, escape  # a tenth of all that importing a module takes

        places = self.places or 0
        # So few digits before the point that none is above its end.
        most = min(DIGITS - places, len(str((self.limit + 1) // self.scale)) - 1)
        whole, decimals = rf"\d{{1,{most}}}+", rf"\.\d{{1,{places}}}+" if places else "(?!)"
        ends = ["\n", f"(?:{escape(self.unit)})?\n"]
        # Written out: a repeat of a group costs a third of the time again.
        signs = ["-?+" if signed else "" for signed in self.signed]
        shapes = ["".join(f"{sign}{whole}(?:{end}|{decimals}{end})" for sign in signs) for end in ends]
        return compile(shapes[0], ASCII).fullmatch, compile(shapes[1], ASCII).fullmatch


def _flag(value: Any) -> bool:
    if type(value) is bool:
        return value
    if type(value) is str and value in ("是", "否"):
        return value == "是"
    raise NotPlain


def _flags(part: Sequence[Any]) -> list[bool]:
    """Flags, some of them written."""
    return [_flag(value) for value in part]


_NO_RUN = _Run(1, 0, 0, [])
_UNSEEN: tuple[list[type], slice | None, _Run, Any] = ([], None, _NO_RUN, [])


def _getter(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return itemgetter(*names)
    return lambda facts: tuple([facts[name] for name in names])


class Reader:
    """Reads the facts of one rubric. `fields` stand in the order of the values that it gives.

    Figures on a grid come first, those of one unit together; then flags, then labels, then what is looked at one by
    one. Whether figures on a grid are in their ranges (but for large ends), and labels known, is seen by the functions
    that take the values.
    """

    def __init__(self, *fields: Field) -> None:
        self.fields = fields
        self.count = len(fields)
        swept = [field for field in fields if field.swept]
        figures = [field for field in swept if field.is_steps]
        flags = [field for field in swept if field.kind == "flag"]
        self._rest = fields[len(swept) :]
        self._swept = _getter([field.name for field in swept])
        self._flags_at, self._labels_at = len(figures), len(figures) + len(flags)
        # One list of types against another is the fastest way to ask whether all are what they should be.
        self._types = [int] * len(figures) + [bool] * len(flags) + [str] * (len(swept) - self._labels_at)
        self._runs = [
            _Run(scale, start, stop, figures[start:stop])
            for start, stop, scale in _runs([field.scale or 1 for field in figures])
        ]
        # Those that can be below 0 are behind all others.
        self._unsigned = sum(field.low >= 0 for field in figures)
        self._limit = min([run.limit for run in self._runs], default=MOST)
        # How facts were handed over last: types of the values but those of a run of texts, where that is, the run that
        # is whole numbers of steps already, and the ways to read other neighbours that are of one kind.
        self._seen = _UNSEEN

    def on_grid(self, facts: Mapping[str, Any]) -> Values | None:
        """The values of facts whose figures are whole numbers of steps (money in 分); None where they are not."""
        try:
            if type(facts) is not dict:
                facts = _listed(facts)
            values = self._swept(facts)
            if len(facts) != self.count:
                self._known(facts)
            if list(map(type, values)) != self._types:
                values = self._with_flags(values)
                if list(map(type, values)) != self._types:
                    return None
            if sum(values[: self._unsigned]) > self._limit:
                for run in self._runs:
                    run.in_range(values[run.part])
            return (*values, *self._more(facts, True)) if self._rest else values
        except (KeyError, TypeError, NotPlain):
            return None

    def read(self, facts: Mapping[str, Any]) -> Values | None:
        """The values of facts in their units; None where they are to be read one by one."""
        try:
            if type(facts) is not dict:
                facts = _listed(facts)
            values = self._swept(facts)
            if len(facts) != self.count:
                self._known(facts)
            seen, texts, counts, ways = self._seen
            # What joins texts sees to it that they are texts.
            others = values if texts is None else values[: texts.start] + values[texts.stop :]
            if list(map(type, others)) != seen:
                counts, ways = self._learn(list(map(type, values)))
            # What `counted` does, without a call and a copy: they stay as they are.
            if sum(values[counts.limited]) > counts.limit:
                counts.in_range(values[counts.limited])
            found = [*values]
            for part, way in ways:
                found[part] = way(values[part])
            if self._rest:
                found += self._more(facts, False)
            return found
        except _OtherTypes:
            self._seen = _UNSEEN
            return self.read(facts)
        except (KeyError, TypeError, NotPlain):
            return None

    def partly(self, facts: Mapping[str, Any], on_grid: bool = False) -> tuple[Values, frozenset[str]] | None:
        """The values of facts some of which may be absent, as `stood` has them; None where one is not plain."""
        found: list[Any] = []
        absent = []
        try:
            facts = _listed(facts)
            self._known(facts)
            for field in self.fields:
                value = facts.get(field.name)
                if value is None and not field.optional:
                    found.append(field.stand_in)
                    absent.append(field.name)
                else:
                    found.append(self._one(field, value, on_grid))
        except (TypeError, NotPlain):
            return None
        return tuple(found), frozenset(absent)

    def _learn(self, types: list[type]) -> Any:
        """The ways to read values of such types, which are kept for the next fact set."""
        flags, labels = self._flags_at, self._labels_at
        if types[labels:] != self._types[labels:]:
            raise NotPlain
        ways: list[tuple[slice, Any]] = []
        texts, counts = slice(0, 0), _NO_RUN
        for run in self._runs:
            way = run.in_steps(set(types[run.part]))
            if way == run.counted and counts is _NO_RUN:
                counts = run
            else:
                ways.append((run.part, way))
            if way == run.texts and run.part.stop - run.part.start > texts.stop - texts.start:
                texts = run.part
        if types[flags:labels] != self._types[flags:labels]:
            ways.append((slice(flags, labels), _flags))
        others = types[: texts.start] + types[texts.stop :]
        self._seen = others, texts if texts.stop else None, counts, ways
        return counts, ways

    def _with_flags(self, values: tuple[Any, ...]) -> tuple[Any, ...]:
        """Values with 是 and 否 as flags; NotPlain where one is no flag."""
        return (
            *values[: self._flags_at],
            *_flags(values[self._flags_at : self._labels_at]),
            *values[self._labels_at :],
        )

    def _more(self, facts: Mapping[str, Any], on_grid: bool) -> list[Any]:
        """What is looked at one by one."""
        return [
            self._one(field, facts.get(field.name) if field.optional else facts[field.name], on_grid)
            for field in self._rest
        ]

    def base(self, values: Mapping[str, Any]) -> Values | None:
        """The values of facts read and checked before, in base units; None where one is absent that must be there."""
        found = self.stood(values)
        return None if found is None or found[1] else found[0]

    def stood(self, values: Mapping[str, Any]) -> tuple[Values, frozenset[str]] | None:
        """The same with a value that is in range in the place of each that is absent, and the names of those."""
        found: list[Any] = []
        absent = []
        for field in self.fields:
            value = values.get(field.name)
            if value is None and not field.optional:
                try:
                    found.append(field.stand_in)
                except NotPlain:
                    return None
                absent.append(field.name)
                continue
            if field.is_steps and value is not None:
                above, below = field.factor
                value = value.numerator * (field.scale or 1) * below // (value.denominator * above)
            elif field.kind == "date" and value is not None:
                value = value.toordinal()
            found.append(value)
        return tuple(found), frozenset(absent)

    def copied(self, facts: Mapping[str, Any]) -> dict[str, Any] | None:
        """Facts that stay as they are now, whatever their owner does; None where a name comes twice."""
        try:
            found = dict(_listed(facts))
        except NotPlain:
            return None
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

        try:
            facts = _listed(facts)
        except NotPlain:
            return facts
        return {name: in_unit(name, value) for name, value in facts.items()}

    def _known(self, facts: Mapping[str, Any]) -> None:
        """NotPlain where there is a name too many; optional facts may be left out."""
        names = {field.name for field in self.fields}
        if any(name not in names for name in facts):
            raise NotPlain

    def _one(self, field: Field, value: Any, on_grid: bool) -> Any:
        if field.levels or field.kind == "rows":
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
                if value not in field.labels:
                    raise NotPlain
                return value
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


def _listed(facts: Any) -> dict[Any, Any]:
    """What a mapping says that it holds: one that is not a dict itself may make up whatever else it is asked for.

    NotPlain for what is no mapping, and where a name comes twice.
    """
    if type(facts) is dict:
        return facts
    from collections.abc import Mapping

    if not isinstance(facts, Mapping):
        raise NotPlain
    items = list(facts.items())
    found = dict(items)
    if len(found) != len(items):
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
