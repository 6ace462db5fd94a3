"""What a built module says of each fact: the name in code, the unit, the grid, the range, in words and in figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import frozen

from perfrules.backends.python.names import identifiers, literal
from perfrules.ir import nodes as ir
from perfrules.model.model import Fact
from perfrules.types.show import show, shown_unit
from perfrules.types.types import Form, Quantity, Unit, describe


@frozen
class Field:
    """A fact of a built module. `scale` is how many steps of its grid one of its unit is; None where it has no grid."""

    input: ir.Input
    name: str
    """Its name in code."""
    about: str
    """What an editor shows: kind, unit, grid, range, and the author's own remark."""
    type: str
    """The type of a value in its unit."""
    unit: str
    factor: Fraction
    scale: int | None
    reason: bool
    levels: bool

    @property
    def swept(self) -> bool:
        """Whether it is checked together with all figures, flags or labels."""
        plain = not self.input.optional and not self.reason and not self.levels
        return plain and (self.input.kind in ("flag", "label") or self.is_steps)

    @property
    def is_steps(self) -> bool:
        """Whether its value is a whole number of steps."""
        return self.input.kind == "quantity" and self.scale is not None

    @property
    def ends(self) -> tuple[Fraction | None, Fraction | None]:
        """The least and greatest values: in steps where it has a grid, else in base units."""
        bounds, grid = self.input.bounds, self.input.grid
        if not self.is_steps or grid is None:
            return bounds.low, bounds.high
        low, high = bounds.low, bounds.high
        if low is not None:
            low = Fraction(-(-low // grid)) + (bounds.low_open and (low / grid).denominator == 1)
        if high is not None:
            high = Fraction(high // grid) - (bounds.high_open and (high / grid).denominator == 1)
        return low, high


def fields(inputs: Sequence[ir.Input], facts: Sequence[Fact], aliases: Mapping[str, str]) -> tuple[Field, ...]:
    """The fields of a rubric in the order in which its values are handed over; `aliases` are names in code by path.

    Figures on a grid, those that can be below 0 last and those of one unit together; flags; labels; the rest.
    """
    names = identifiers((fact.path for fact in facts), aliases)
    known = {fact.path: fact for fact in facts}
    found = [_field(item, known[item.name], names) for item in inputs]
    return tuple(sorted(found, key=_order))


def _order(field: Field) -> tuple[int, bool, int, Fraction]:
    if not field.swept:
        return (3, False, 0, Fraction(0))
    if not field.is_steps:
        return (1 if field.input.kind == "flag" else 2, False, 0, Fraction(0))
    low = field.ends[0]
    signed = low is None or low < 0
    # Figures of one unit stand together, those below 0 and the others side by side too.
    return (0, signed, -(field.scale or 0) if signed else field.scale or 0, low or Fraction(0))


def _field(item: ir.Input, fact: Fact, names: Mapping[str, str]) -> Field:
    unit = _unit(fact)
    factor = unit.factor if unit is not None else Fraction(1)
    scale = None
    if item.kind == "quantity" and item.grid is not None:
        count = factor / item.grid
        scale = int(count) if count.denominator == 1 else None
    name = "" if unit is None else unit.name
    if isinstance(fact.type, Quantity) and fact.type.is_number and fact.type.form is Form.PERCENT:
        name = "%"
    if scale is None and item.grid is not None:
        # A grid that is no whole part of the unit (步长 5): such figures are read one by one.
        name = ""
    judged = fact.needs_reason, fact.scale is not None
    return Field(item, names[item.name], _about(fact), _type(item, fact), name, factor, scale, *judged)


_TYPES = {"quantity": "Number", "flag": "bool", "label": "str", "date": "date", "text": "str"}


def _type(item: ir.Input, fact: Fact) -> str:
    found = _TYPES.get(item.kind, "Any")
    if item.kind == "label":
        found = f"Literal[{', '.join(literal(label) for label in item.labels[::-1])}]"
    return f"{found} | dict[str, Any]" if fact.needs_reason else found


def _unit(fact: Fact) -> Unit | None:
    if not isinstance(fact.type, Quantity):
        return None
    return fact.unit or shown_unit(fact.type)


def _about(fact: Fact) -> str:
    parts = [describe(fact.type).zh]
    if isinstance(fact.type, Quantity):
        unit, domain = _unit(fact), fact.domain
        if unit is not None:
            parts.append(f"单位 {unit.name}")
        if domain.grid is not None:
            parts.append(f"精确到 {show(domain.grid, fact.type, fact.unit)}")
        bounds = domain.bounds
        if bounds.low is not None:
            parts.append(f"{'＞' if bounds.low_open else '≥'} {show(bounds.low, fact.type, fact.unit)}")
        if bounds.high is not None:
            parts.append(f"{'＜' if bounds.high_open else '≤'} {show(bounds.high, fact.type, fact.unit)}")
    if fact.may_be_absent:
        parts.append("可缺")
    if fact.needs_reason:
        parts.append('须说明：{"值": …, "理由": …}')
    text = "，".join(parts)
    return f"{text}。{fact.remark}" if fact.remark else text
