"""What a 公布 line prints, as a figure of the quantity that it is set against."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from perfrules.cases.compare import Printed
from perfrules.diagnostics.diagnostic import Diagnostic
from perfrules.facts import errors
from perfrules.facts.figures import Figure, read_figure
from perfrules.source import Words
from perfrules.syntax import nodes as n
from perfrules.types.show import shown_unit
from perfrules.types.types import Quantity, Unit


def read_printed(line: n.Published, type_: Quantity, units: Mapping[str, Unit]) -> Printed | Diagnostic:
    """The figure that a line prints of a quantity, or why it is none."""
    found = read_figure(line.value, units)
    own = shown_unit(type_)
    if not isinstance(found, Figure):
        args = {"name": line.name or "总分", "given": line.value[:40]}
        return Diagnostic(errors.NOT_A_FIGURE, line.value_span, args)
    unit = found.unit
    if unit is not None and unit.dimension != type_.dimension:
        bare = Words("百分比或不带单位的数", "percent or a bare number")
        expected: str | Words = own.name if own is not None else bare
        args_unit = {"name": line.name or "总分", "expected": expected, "given": line.value[:40]}
        return Diagnostic(errors.WRONG_FACT_UNIT, line.value_span, args_unit)
    return _printed(found, unit, own)


def _printed(found: Figure, unit: Unit | None, own: Unit | None) -> Printed:
    """A bare figure has the unit of what it is set against."""
    chosen = unit or own
    factor = chosen.factor if chosen is not None else Fraction(1)
    return Printed(found.number, found.decimals, factor, chosen.name if chosen is not None else "")


def terms_of(expression: n.Expr) -> int:
    """How many figures a formula adds up: the terms of its outermost sum."""
    stack, found = [expression], 0
    while stack:
        current = stack.pop()
        if isinstance(current, n.Arithmetic) and current.op in "+-":
            stack += [current.left, current.right]
        else:
            found += 1
    return found
