"""A rubric under test: its analysis, what its names mean, and facts as people write them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

from attrs import define

from perfrules.analysis.analysis import Analysis
from perfrules.analysis.edges import on_grid
from perfrules.analysis.evaluate import NotComputed
from perfrules.analysis.study import TOTAL, Study
from perfrules.analysis.verdicts import Facts
from perfrules.api import Rubric, load, loads
from perfrules.diagnostics.suggest import suggest
from perfrules.facts.read import FactIndex
from perfrules.facts.template import short
from perfrules.ir import nodes as ir
from perfrules.model.model import Fact, Indicator
from perfrules.model.names import NameIndex
from perfrules.proving import findings_of
from perfrules.telling import InWords
from perfrules.testing.supplied import supplied
from perfrules.types.show import exact, shown_unit
from perfrules.types.types import Form, Quantity

Given = dict[str, Any]
"""Facts as `Rubric.score` takes them: figures with their units as text, labels, 是 and 否 as booleans, days."""

MOST_NAMES = 40
"""In a message about a name that is not known."""
TOTALS = ("总分", "total", TOTAL)
"""What the total is called."""


@define(eq=False, slots=False, repr=False)
class Subject:
    """What the questions about one rubric share."""

    rubric: Rubric

    @staticmethod
    def of(rubric: Rubric | str | os.PathLike[str]) -> Subject:
        """Of a rubric; of the id of a shipped one, a path, or a text of several lines. Raises RubricError."""
        if isinstance(rubric, str) and "\n" in rubric:
            return Subject(loads(rubric))
        return _subject(rubric if isinstance(rubric, Rubric) else load(rubric))

    @cached_property
    def analysis(self) -> Analysis:
        """Its analysis; what a search would find is left to the assertions, which know how long to look."""
        found = Analysis(findings_of(self.rubric))
        found.findings.monotone.trials = 0
        return found

    @property
    def study(self) -> Study:
        """Its program under study."""
        return self.analysis.study

    @property
    def program(self) -> ir.Program:
        """Its program."""
        return self.study.program

    @cached_property
    def words(self) -> InWords:
        """Its own names for facts and headings."""
        return InWords(self.rubric)

    @cached_property
    def index(self) -> FactIndex:
        """Its facts by name."""
        return FactIndex.of(self.rubric.model)

    @cached_property
    def headings(self) -> Mapping[int, str]:
        """The names of the program for its headings, by the identity of the heading."""
        return dict(zip(map(id, self.rubric.model.walk()), self.program.headings, strict=True))

    # Names

    def node(self, name: str) -> str:
        """The heading of a name or path, or the total; ValueError says what could be meant."""
        if name in TOTALS:
            return TOTAL
        index = NameIndex()
        for indicator in self.rubric.model.walk():
            index.add(indicator.path, indicator)
        found = [item for item in index.find([name]) if isinstance(item, Indicator)]
        leaves = [item for item in found if item.is_leaf]
        # A heading and its only part may share a name: the part holds the rule.
        found = leaves if len(found) > len(leaves) == 1 else found
        if len(found) != 1:
            near = ["·".join(item.path) for item in found]
            raise self._unknown("heading", name, near, [*index.names(), "总分"])
        return self.headings[id(found[0])]

    def scored(self, name: str) -> str:
        """The heading of a name, or the total; ValueError where it has no score."""
        found = self.node(name)
        if found != TOTAL and found not in self.study.nodes:
            raise ValueError(f"{name!r} has no score")
        return found

    def fact(self, name: str) -> Fact:
        """The fact of a name or path; ValueError says what could be meant."""
        found = self.index.find(name)
        if len(found) != 1:
            raise self._unknown("fact", name, [fact.path for fact in found], list(self.index.index.names()))
        return found[0]

    def _unknown(self, what: str, name: str, several: list[str], names: list[str]) -> ValueError:
        near = several or list(suggest(name, names)) or list(dict.fromkeys(names))[:MOST_NAMES]
        few = "which of these is meant" if several else "these are near" if suggest(name, names) else "it has"
        return ValueError(f"no one {what} of {self.rubric.title} is called {name!r}; {few}: {', '.join(near)}")

    def number(self, name: str) -> int:
        """The fact's number in the study."""
        fact = self.fact(name)
        if fact.path not in self.study.space.numbers:
            raise ValueError(f"{name!r} has no order, or is read by no rule")
        return self.study.space.numbers[fact.path]

    # Facts

    def given(self, facts: Facts) -> Given:
        """A fact set of the program as a caller hands it over, under the shortest names."""
        inputs = {item.name: item for item in self.program.inputs}
        model = {fact.path: fact for fact in self.rubric.model.facts}
        base = {path: _label(inputs[path], value) for path, value in facts.items() if path in inputs}
        found: Given = {}
        for path, value in supplied(self.rubric.model, base).items():
            fact = model[path]
            one = {**value, "值": self._text(fact, value["值"])} if isinstance(value, dict) else self._text(fact, value)
            found[short(fact, self.index)] = one
        return found

    def _text(self, fact: Fact, value: Any) -> Any:
        """A figure in the unit of its fact, written out where it ends."""
        if not isinstance(value, Fraction) or not isinstance(fact.type, Quantity):
            return value
        if not fact.type.dimension:
            if fact.type.form in (Form.PERCENT, Form.DIFFERENCE):
                text = exact(value * 100)
                return value if "/" in text else f"{text}%"
            text = exact(value)
            return value if "/" in text else text
        unit, text = shown_unit(fact.type, fact.unit), exact(value)
        return value if "/" in text or unit is None else f"{text}{unit.name}"

    def may_be(self, item: ir.Input, value: Fraction) -> bool:
        """Whether a fact may have a value: in its range, on its grid, and within a 档 where it is judged by a scale."""
        if not on_grid(item, value):
            return False
        fact = self._scaled.get(item.name)
        return fact is None or fact.scale is None or fact.scale.grade_of(value / fact.full) is not None

    @cached_property
    def _scaled(self) -> Mapping[str, Fact]:
        return {fact.path: fact for fact in self.rubric.model.facts if fact.scale is not None and fact.full}

    def graded(self, facts: Facts) -> Facts:
        """Facts with judgements that lie between two 档 moved into one."""
        inputs = {item.name: item for item in self.program.inputs}
        moved = {}
        for name, fact in self._scaled.items():
            value = facts.get(name)
            if isinstance(value, Fraction) and fact.scale is not None and not self.may_be(inputs[name], value):
                ends = [end for _, rates in fact.scale.grades for end in (rates.high, rates.low) if end is not None]
                allowed = [end * fact.full for end in ends if self.may_be(inputs[name], end * fact.full)]
                moved.update(dict.fromkeys([name], allowed[0]) if allowed else {})
        return {**facts, **moved}

    def coded(self, values: Mapping[str, Any]) -> Facts:
        """Values as a fact set holds them → a fact set of the program."""
        inputs = {item.name: item for item in self.program.inputs}
        return {name: _coded(inputs[name], value) for name, value in values.items() if name in inputs}

    def applies(self, facts: Facts) -> bool:
        """Whether anything is left to score: where every part is 不计入 there is an error of data."""
        if self.program.total.scale is None:
            return True
        run = self.study.evaluator.run(facts)
        try:
            return any(self.study.evaluator.points(run, part) > 0 for part in self.program.total.parts)
        except NotComputed:
            return True  # something else is wrong, and is told by whoever scores it

    def written(self, given: Mapping[str, Any]) -> list[str]:
        """Facts as the lines of a case, in the language of the rubric."""
        return [line for name, value in given.items() for line in _lines(name, value, self.rubric.lang)]


@lru_cache(maxsize=16)
def _subject(rubric: Rubric) -> Subject:
    return Subject(rubric)


def _label(item: ir.Input, value: Any) -> Any:
    if item.kind == "label":
        return item.labels[int(value)]
    if item.kind == "date":
        return date.fromordinal(int(value))
    if item.kind == "text":
        return "有"
    if item.kind == "rows":
        columns = {column.name: column for column in item.columns}
        return [{name: _cell(columns.get(name), cell) for name, cell in row.items()} for row in value]
    return value


def _cell(column: ir.Column | None, value: Any) -> Any:
    if column is not None and column.kind == "label":
        return column.labels[int(value)]
    if column is not None and column.kind == "date":
        return date.fromordinal(int(value))
    return value


def _coded(item: ir.Input | ir.Column, value: Any) -> Any:
    match item.kind:
        case "label":
            return item.labels.index(value)
        case "date":
            return Fraction(value.toordinal())
        case "text":
            return True
        case "rows" if isinstance(item, ir.Input):
            columns = {column.name: column for column in item.columns}
            return tuple({n: _coded(columns[n], cell) for n, cell in row.items() if n in columns} for row in value)
    return value


def _lines(name: str, value: Any, lang: str) -> list[str]:
    sign = "＝" if lang == "zh" else "="
    if isinstance(value, list):
        names = [column for column in value[0] if column != "佐证"]
        rows = [names, *([_shown(row.get(column, ""), lang) for column in names] for row in value)]
        return [f"{name} {sign}", *(f"  {' | '.join(row)}" for row in rows)]
    if isinstance(value, dict):
        word = "理由" if lang == "zh" else "reason"
        return [f'{name} {sign} {_shown(value["值"], lang)} {word} "{value["理由"]}"']
    return [f"{name} {sign} {_shown(value, lang)}"]


def _shown(value: Any, lang: str) -> str:
    if isinstance(value, bool):
        return ("是" if value else "否") if lang == "zh" else ("yes" if value else "no")
    return exact(value) if isinstance(value, Fraction) else str(value)
