"""Supplied names and values → a checked fact set. Everything wrong with it is reported together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from attrs import define, field

from perfrules.diagnostics import Diagnostic, suggest
from perfrules.diagnostics.collect import MOST
from perfrules.facts import errors
from perfrules.facts.factset import FactSet
from perfrules.facts.given import Given, RawRow, RawRows
from perfrules.facts.graded import read_graded
from perfrules.facts.grids import grid_cells
from perfrules.facts.lists import spread
from perfrules.facts.plain import cut, is_empty, shape_of
from perfrules.facts.rows import RowsReader
from perfrules.facts.tree import from_tree
from perfrules.facts.values import BadValue, ValueReader
from perfrules.model.infer import labels_of
from perfrules.model.model import Fact, Rubric
from perfrules.model.names import NameIndex
from perfrules.source import NOWHERE, Span
from perfrules.syntax import nodes as n
from perfrules.types.types import Value

MOST_NAME = 500
"""Characters of a supplied path; a longer one is no name of a rubric, and not worth a search for near ones."""
MOST_SUGGESTED = 30
"""Unknown names of one set for which near ones are looked up."""


@define
class FactIndex:
    """The facts of a rubric by path, built once a rubric."""

    facts: Mapping[str, Fact]
    index: NameIndex

    @staticmethod
    def of(rubric: Rubric) -> FactIndex:
        """The index of a rubric's facts."""
        index = NameIndex()
        for fact in (*rubric.facts, *rubric.lists, *rubric.grids):
            index.add((fact.path,), fact)
        return FactIndex({fact.path: fact for fact in rubric.facts}, index)

    def find(self, name: str) -> list[Fact]:
        """The facts that a (shortened) path can mean."""
        if not name or len(name) > MOST_NAME:
            return []
        return [fact for fact in self.index.find([name]) if isinstance(fact, Fact)]


@define
class _Reading:
    reader: ValueReader
    index: FactIndex
    values: dict[str, Value] = field(factory=dict)
    reasons: dict[str, str] = field(factory=dict)
    evidence: dict[str, str] = field(factory=dict)
    problems: list[Diagnostic] = field(factory=list)
    bad: set[str] = field(factory=set)
    seen: set[str] = field(factory=set)
    given: set[str] = field(factory=set)
    notes: list[Diagnostic] = field(factory=list)
    blank: dict[str, Span] = field(factory=dict)
    unknown: int = 0

    def take(self, given: Given) -> None:
        found = self.index.find(given.name)
        if not found:
            self.not_known(given)
            return
        if len(found) > 1:
            paths = [fact.path for fact in found]
            args: dict[str, Any] = {"name": given.name, "candidates": paths, "first": paths[0]}
            self.problems.append(Diagnostic(errors.AMBIGUOUS_FACT, given.span, args))
            self.bad |= set(paths)
            return
        fact = found[0]
        if given.inherited and fact.path in self.given:
            return
        self.given.add(fact.path)
        if is_empty(given.value) and not (given.grade and fact.scale is not None):
            self.blank[fact.path] = given.span if given.value_span == NOWHERE else given.value_span
            return  # missing
        if fact.items:
            self.take_list(given, fact)
            return
        if fact.cells:
            self.take_grid(given, fact)
            return
        if fact.detail is not None and fact.path not in self.seen:
            self.take_rows(given, fact)
            return
        if fact.path in self.seen:
            self.problems.append(Diagnostic(errors.DOUBLED_FACT, given.span, {"name": fact.path}))
            self.bad.add(fact.path)
            return
        self.seen.add(fact.path)
        try:
            if fact.scale is not None:
                value, note = read_graded(self.reader, given, fact)
            else:
                value, note = self.reader.read(given.value, fact, given.value_span, given.unit)
        except BadValue as error:
            self.problems.append(error.diagnostic)
            self.bad.add(fact.path)
            return
        self.values[fact.path] = value
        if note is not None:
            self.notes.append(note)
        self.with_it(given, fact, value)

    def take_list(self, given: Given, fact: Fact) -> None:
        """The values of a 列, each as if it had been supplied by itself."""
        values = spread(given, fact)
        if isinstance(values, Diagnostic):
            self.problems.append(values)
            self.bad |= {item.path for item in fact.items}
            return
        for value in values:
            self.take(value)

    def take_grid(self, given: Given, fact: Fact) -> None:
        """The cells of a 数据表, each as if it had been supplied by itself."""
        cells, problems = grid_cells(given, fact)
        self.problems += problems
        if problems:
            self.bad |= {item.path for row in fact.cells for item in row.items}
            return
        for cell in cells:
            self.take(cell)

    def take_rows(self, given: Given, fact: Fact) -> None:
        """The rows of a 明细."""
        self.seen.add(fact.path)
        reader = RowsReader(fact, self.reader.units, self.reader)
        rows = reader.read(given)
        self.problems += reader.problems
        if rows is None:
            self.bad.add(fact.path)
            return
        self.values[fact.path] = cast(Any, rows)
        self.with_it(given, fact, True)

    def not_known(self, given: Given) -> None:
        above = self.index.find(given.name.rpartition("·")[0])
        if len(above) == 1 and above[0].items:
            last = given.name.rpartition("·")[2]
            labels = [item.path for item in above[0].items]
            near = tuple(path for path in labels if path.rpartition("·")[2] in suggest(last, labels_of(above[0])))
            self.problems.append(
                Diagnostic(errors.UNKNOWN_FACT, given.span, {"name": given.name}, suggestions=near or tuple(labels[:3]))
            )
            return
        if len(above) == 1:
            fact = above[0]
            if fact.path not in self.seen:
                self.seen.add(fact.path)
                self.bad.add(fact.path)
                args: dict[str, Any] = {"name": fact.path, "given": shape_of({})}
                self.problems.append(Diagnostic(errors.NOT_ONE_VALUE, given.span, args))
            return
        self.unknown += 1
        near = ()
        if self.unknown <= MOST_SUGGESTED and len(given.name) <= MOST_NAME:
            near = suggest(given.name.split("·")[-1], self.index.index.names())
        name = cut(given.name) if len(given.name) > MOST_NAME else given.name
        self.problems.append(Diagnostic(errors.UNKNOWN_FACT, given.span, {"name": name}, suggestions=near))

    def with_it(self, given: Given, fact: Fact, value: Value) -> None:
        """The reason, evidence and level given with a value."""
        reason, evidence = given.reason.strip(), given.evidence.strip()
        if reason:
            self.reasons[fact.path] = reason
        elif fact.needs_reason and value is not False:
            self.problems.append(Diagnostic(errors.REASON_MISSING, given.span, {"name": fact.path}))
            self.bad.add(fact.path)
        if evidence:
            self.evidence[fact.path] = evidence
        if given.grade and fact.scale is None:
            args = {"name": fact.path, "given": cut(given.grade)}
            self.problems.append(Diagnostic(errors.GRADE_WITHOUT_SCALE, given.span, args))
            self.bad.add(fact.path)


def read_facts(
    rubric: Rubric,
    given: Iterable[Given],
    index: FactIndex | None = None,
    *,
    name: str = "",
    spreadsheet: bool = False,
    problems: Iterable[Diagnostic] = (),
) -> FactSet:
    """The fact set of supplied names and values; what is wrong with them stands in its problems.

    `spreadsheet` allows for the binary floats of cells; `problems` are those that the source itself had.
    """
    reading = _Reading(ValueReader(rubric.units, spreadsheet), index or FactIndex.of(rubric))
    reading.problems += problems
    for item in given:
        reading.take(item)
    found = reading.problems
    if len(found) > MOST:
        rest = len(found) - MOST
        found = [*found[:MOST], Diagnostic(errors.TOO_MANY_PROBLEMS, NOWHERE, {"count": str(rest)})]
    return FactSet(
        reading.values,
        reading.reasons,
        reading.evidence,
        tuple(found),
        frozenset(reading.bad),
        tuple(reading.notes),
        name,
        reading.blank,
    )


def read_mapping(rubric: Rubric, mapping: Mapping[str, Any], index: FactIndex | None = None) -> FactSet:
    """The fact set of a Python mapping: names to values, plain or with reason and evidence, nested under headings."""
    given, problems = from_tree(mapping)
    return read_facts(rubric, given, index, problems=problems)


def _table_of(item: n.Given) -> Any:
    """What a line of a case gives: its value, or the table below it."""
    if not item.rows:
        return item.value
    head, *rows = item.rows
    return RawRows(tuple(RawRow(tuple(zip(head.cells, row.cells, row.spans, strict=True)), row.span) for row in rows))


def from_case(case: n.CaseDecl) -> list[Given]:
    """What a 案例 supplies: its own facts, then those of the cases that it takes facts of."""

    def given(item: n.Given, inherited: bool) -> Given:
        about = (item.reason or "", item.evidence or "", item.span, item.value_span)
        return Given(item.name, _table_of(item), *about, inherited=inherited)

    return [*(given(item, False) for item in case.given), *(given(item, True) for item in case.inherited)]
