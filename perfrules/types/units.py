"""The units of the language: the only place that knows pint, and only while compiling.

pint reads the definitions and works out dimensions and exact factors; what is left is a plain table of names,
kept in the user's cache, so that a second process does not even import pint.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from perfrules import cache as kept
from perfrules.types.types import NUMBER, Unit

PERCENT = Unit("%", NUMBER, Fraction(1, 100))
PERCENTAGE_POINT = Unit("百分点", NUMBER, Fraction(1, 100))


@cache
def standard_units() -> Mapping[str, Unit]:
    """Every unit that needs no declaration, by name."""
    from importlib import resources  # only where a rubric is read

    text = resources.files("perfrules.types").joinpath("rubric_units.txt").read_text(encoding="utf-8")
    name = "units-" + hashlib.sha256(text.encode()).hexdigest()[:16] + ".json"
    table = _load(kept.read(name))
    if table is None:
        table = _derive(text)
        kept.write(name, _dump(table))
    table["百分点"] = PERCENTAGE_POINT
    return table


def counter(name: str) -> Unit:
    """A counter word that a rubric declares: a dimension of its own."""
    return Unit(name, ((name, 1),), Fraction(1))


def _derive(text: str) -> dict[str, Unit]:
    import pint  # 0.3 s, so only where the table is not cached

    registry: pint.UnitRegistry[Any] = pint.UnitRegistry(None, non_int_type=Fraction)
    names = []
    for line in text.splitlines():
        definition = line.split("#")[0].strip()
        if definition:
            registry.define(definition)
            names.append(definition.split("=")[0].strip())
    table = {}
    for name in names:
        base = registry.Quantity(Fraction(1), name).to_base_units()
        dimension = tuple(sorted((str(unit), int(str(power))) for unit, power in base._units.items()))
        table[name] = Unit(name, dimension, Fraction(str(base.magnitude)))
    return table


def _dump(table: Mapping[str, Unit]) -> bytes:
    rows = [[unit.name, unit.dimension, str(unit.factor)] for unit in table.values()]
    return json.dumps(rows, ensure_ascii=False).encode()


def _load(data: bytes | None) -> dict[str, Unit] | None:
    if data is None:
        return None
    try:
        return {
            name: Unit(name, tuple((base, power) for base, power in dimension), Fraction(factor))
            for name, dimension, factor in json.loads(data)
        }
    except (ValueError, TypeError):  # a damaged cache is derived again
        return None
