"""Which column of a table holds which fact: its unit, and what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import evolve, field, frozen

from perfrules.columns import TableError
from perfrules.columns.sources import Batch
from perfrules.diagnostics import Diagnostic
from perfrules.diagnostics.suggest import suggest
from perfrules.facts import errors_tables as errors
from perfrules.facts.figures import Figure, find_unit, read_figure
from perfrules.facts.plain import cut, is_empty, plain_value
from perfrules.facts.read import FactIndex
from perfrules.source import NOWHERE
from perfrules.types.types import Unit

_BESIDE = {"理由": "理由", "reason": "理由", "佐证": "佐证", "evidence": "佐证", "档": "档", "grade": "档"}


@frozen
class Place:
    """Where the values of a fact stand: the column, the unit that its heading prints, 理由, 佐证 and 档 beside it."""

    column: str
    unit: Unit | None = None
    beside: Mapping[str, str] = field(factory=dict)

    def reasons(self, batch: Batch) -> Any:
        """The column of reasons; None where there is none."""
        return batch.columns[self.beside["理由"]] if "理由" in self.beside else None

    def given(self, batch: Batch, row: int) -> Any:
        """What a row gives for the fact, as it is handed over for one subject."""
        value = batch.cell(self.column, row)
        if self.unit is not None and not is_empty(value) and not isinstance(value, (bool, np.bool_)):
            value = plain_value(value)
            bare = not isinstance(value, str) or isinstance(read_figure(value, {}), Figure)
            value = f"{value}{self.unit.name}" if bare else value
        said = {word: batch.cell(name, row) for word, name in self.beside.items()}
        said = {word: text for word, text in said.items() if not is_empty(text)}
        return {"值": value, **said} if said else value


def layout(names: Sequence[str], keep: Sequence[str], index: FactIndex, units: Mapping[str, Unit]) -> dict[str, Place]:
    """By the path of each fact where it stands. Raises TableError for a column that is neither a fact nor kept."""
    for name in keep:
        if name not in names:
            raise TableError((Diagnostic(errors.NO_SUCH_COLUMN, NOWHERE, {"name": cut(name)}),))
    found: dict[str, Place] = {}
    beside: dict[str, dict[str, str]] = {}
    for name in names:
        if name in keep:
            continue
        facts, unit = index.find(name), None
        if not facts:
            head, _, last = name.rpartition("·")
            above = index.find(head) if last in _BESIDE else []
            if len(above) == 1:
                beside.setdefault(above[0].path, {})[_BESIDE[last]] = name
                continue
            bare, unit = _apart(name, units)
            facts = index.find(bare) if unit is not None else []
        if len(facts) != 1:
            paths = tuple(fact.path for fact in facts[:3])
            near = paths or suggest(cut(name).split("·")[-1], index.index.names())
            raise TableError((Diagnostic(errors.UNKNOWN_COLUMN, NOWHERE, {"name": cut(name)}, suggestions=near),))
        path = facts[0].path
        if path in found:
            raise TableError((Diagnostic(errors.COLUMN_TWICE, NOWHERE, {"name": path}),))
        found[path] = Place(name, unit)
    return {path: evolve(place, beside=beside.get(path, {})) for path, place in found.items()}


def _apart(name: str, units: Mapping[str, Unit]) -> tuple[str, Unit | None]:
    """A heading such as 预算支出合计（元）, its unit apart."""
    head, bracket, rest = name.replace("（", "(").replace("）", ")").rpartition("(")
    if not bracket or not rest.endswith(")"):
        return name, None
    return name[: len(head)].strip(), find_unit(rest[:-1].strip(), units)
