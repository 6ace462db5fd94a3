"""Supplied names and values → a checked fact set. Everything wrong with it is reported together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import define, field, frozen

from perfrules.diagnostics import Diagnostic, suggest
from perfrules.facts import errors
from perfrules.facts.factset import FactSet
from perfrules.facts.values import BadValue, ValueReader
from perfrules.model.model import Fact, Rubric
from perfrules.model.names import NameIndex
from perfrules.source import NOWHERE, Source, Span
from perfrules.syntax import nodes as n
from perfrules.types.types import Value


@frozen
class Given:
    """One supplied fact: its name and value as supplied, the reason and evidence given with it, and where."""

    name: str
    value: Any
    reason: str = ""
    evidence: str = ""
    span: Span = NOWHERE
    value_span: Span = NOWHERE


@define
class FactIndex:
    """The facts of a rubric by path, built once a rubric."""

    facts: Mapping[str, Fact]
    index: NameIndex

    @staticmethod
    def of(rubric: Rubric) -> FactIndex:
        """The index of a rubric's facts."""
        index = NameIndex()
        for fact in rubric.facts:
            owner = fact.owner.path if fact.owner is not None else ()
            path = (fact.name,) if fact.owner is None else (*owner, fact.name)
            index.add(owner if fact.owner is not None and fact.path == "·".join(owner) else path, fact)
        return FactIndex({fact.path: fact for fact in rubric.facts}, index)

    def find(self, name: str) -> list[Fact]:
        """The facts that a (shortened) path can mean."""
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
    notes: list[str] = field(factory=list)

    def take(self, given: Given) -> None:
        found = self.index.find(given.name)
        if not found:
            near = suggest(given.name.split("·")[-1], self.index.index.names())
            self.problems.append(Diagnostic(errors.UNKNOWN_FACT, given.span, {"name": given.name}, suggestions=near))
            return
        if len(found) > 1:
            paths = [fact.path for fact in found]
            args: dict[str, Any] = {"name": given.name, "candidates": paths, "first": paths[0]}
            self.problems.append(Diagnostic(errors.AMBIGUOUS_FACT, given.span, args))
            self.bad |= set(paths)
            return
        fact = found[0]
        if given.value is None or (isinstance(given.value, str) and not given.value.strip()):
            return  # an empty cell is missing
        if fact.path in self.seen:
            self.problems.append(Diagnostic(errors.DOUBLED_FACT, given.span, {"name": fact.path}))
            self.bad.add(fact.path)
            return
        self.seen.add(fact.path)
        try:
            value, note = self.reader.read(given.value, fact, given.value_span)
        except BadValue as error:
            self.problems.append(error.diagnostic)
            self.bad.add(fact.path)
            return
        self.values[fact.path] = value
        if note:
            self.notes.append(note)
        if given.reason:
            self.reasons[fact.path] = given.reason
        elif fact.needs_reason and value is not False:
            self.problems.append(Diagnostic(errors.REASON_MISSING, given.span, {"name": fact.path}))
            self.bad.add(fact.path)
        if given.evidence:
            self.evidence[fact.path] = given.evidence


def read_facts(
    rubric: Rubric,
    given: Iterable[Given],
    index: FactIndex | None = None,
    *,
    name: str = "",
    spreadsheet: bool = False,
) -> FactSet:
    """The fact set of supplied names and values; what is wrong with them stands in its problems."""
    reading = _Reading(ValueReader(rubric.units, spreadsheet), index or FactIndex.of(rubric))
    for item in given:
        reading.take(item)
    return FactSet(
        reading.values,
        reading.reasons,
        reading.evidence,
        tuple(reading.problems),
        frozenset(reading.bad),
        tuple(reading.notes),
        name,
    )


def from_mapping(mapping: Mapping[str, Any], where: str = "") -> list[Given]:
    """What a Python mapping or a JSON, YAML or TOML file supplies.

    A value stands plain, or as {"值": …, "理由": …, "佐证": …} (value, reason, evidence). A mapping inside stands for a
    heading: {"部门预算": {"完整性": …}} is 部门预算·完整性.
    """
    span = Span(Source(where, ""), 0, 0)
    found: list[Given] = []
    stack: list[tuple[str, Mapping[str, Any]]] = [("", mapping)]
    while stack:
        prefix, current = stack.pop()
        for key, value in current.items():
            name = f"{prefix}·{key}" if prefix else str(key)
            if not isinstance(value, Mapping):
                found.append(Given(name, value, span=span, value_span=span))
                continue
            keys = {_ENGLISH.get(str(k), str(k)) for k in value}
            if "值" in keys and keys <= {"值", "理由", "佐证", "档"}:
                said = {_ENGLISH.get(str(k), str(k)): v for k, v in value.items()}
                reason, evidence = str(said.get("理由") or ""), str(said.get("佐证") or "")
                found.append(Given(name, said["值"], reason, evidence, span, span))
            else:
                stack.append((name, value))
    return found


_ENGLISH = {"value": "值", "reason": "理由", "evidence": "佐证", "grade": "档"}


def from_case(case: n.CaseDecl) -> list[Given]:
    """What a 案例 supplies."""
    return [
        Given(item.name, item.value, item.reason or "", item.evidence or "", item.span, item.value_span)
        for item in case.given
    ]
