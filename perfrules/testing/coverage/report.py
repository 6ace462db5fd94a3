"""How much of a rubric its cases and 试算 cover, which of them covers what, and facts for what none covers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from attrs import define, frozen

from perfrules.api import Rubric
from perfrules.cases.report import where
from perfrules.cases.trial import tried_rows
from perfrules.ir.from_model import coded
from perfrules.model.model import Formula
from perfrules.source import Words, pad
from perfrules.syntax import nodes as n
from perfrules.testing.coverage.cover import Cover, covers
from perfrules.testing.coverage.goals import Goal, Goals
from perfrules.testing.coverage.trace import Tracer
from perfrules.testing.subject import Given, Subject
from perfrules.types.show import decimal
from perfrules.types.types import Choice, Value

KINDS = {
    "row": Words("行", "row"),
    "edge": Words("界限", "edge"),
    "override": Words("特例", "override"),
    "not-applicable": Words("不适用", "not applicable"),
    "rule": Words("评分办法", "rule"),
    "floor": Words("下限", "floor"),
    "cap": Words("上限", "cap"),
    "leftover": Words("零头", "part step"),
    "missing": Words("缺失", "missing"),
    "limit": Words("总分的条件", "limit"),
    "grade": Words("等级", "grade"),
}
"""What can be covered, in the order in which it is counted."""


@frozen
class Covered:
    """One goal: the names of the cases and rows that meet it; else facts that would, where some were found."""

    goal: Goal
    by: tuple[str, ...]
    facts: Given | None = None
    relevant: Given | None = None
    """Of these facts, those that the goal hangs on: in any case that is scored they may be put in."""
    absent: tuple[str, ...] = ()
    """The facts that must not be given for it."""


@define(eq=False, slots=False)
class Coverage:
    """The coverage of one rubric by some of its cases and 试算."""

    rubric: Rubric
    items: tuple[n.CaseDecl | n.TrialDecl, ...]

    @cached_property
    def subject(self) -> Subject:
        """The rubric under test."""
        return Subject.of(self.rubric)

    @cached_property
    def tests(self) -> Mapping[str, tuple[Goal, ...]]:
        """The goals that each case, and each row of a 试算, meets. One that cannot be scored meets none."""
        return {name: tuple(met) for name, met in self._traced()}

    @cached_property
    def _tracer(self) -> Tracer:
        study = self.subject.study
        return Tracer(study.program, study.functions, goals=Goals(self.subject))

    @property
    def goals(self) -> list[Goal]:
        """Everything that there is to cover."""
        return self._tracer.goals.all

    def _traced(self) -> Iterable[tuple[str, Iterable[Goal]]]:
        for item in self.items:
            if isinstance(item, n.TrialDecl):
                yield from self._rows(item)
            elif not item.only_published:
                facts = self.rubric.read(item)
                sound, broken = self.rubric.sound(facts)
                bad = bool(facts.problems or broken)
                yield item.name, () if bad else self._tracer.trace(self.subject.coded(sound.values))

    def _rows(self, trial: n.TrialDecl) -> Iterable[tuple[str, Iterable[Goal]]]:
        word = Words("试算", "try")[self.rubric.lang]
        for number, row in enumerate(tried_rows(self.rubric, trial), 1):
            name = f"{word} {trial.node} {number}"
            if row is None:
                yield name, ()
            elif row.total is not None:
                yield name, self._tracer.graded(self._rate(row.total))
            else:
                node = "" if row.node is None else self.subject.headings[id(row.node)]
                values = {_named(formula): _coded(formula, value) for formula, value in row.values.items()}
                yield name, self._tracer.tried(self.subject.coded(row.facts.values), node, values)

    def _rate(self, total: Fraction) -> Fraction:
        model = self.rubric.model
        return total / model.points if model.grades_by == "rate" else total

    @cached_property
    def covered(self) -> tuple[Covered, ...]:
        """Every goal, in the order of the text."""
        by: dict[Goal, list[str]] = {goal: [] for goal in self.goals}
        for name, met in self.tests.items():
            for goal in met:
                by[goal].append(name)
        found = covers(self._tracer, [goal for goal, names in by.items() if not names])
        return tuple(self._one(goal, tuple(names), found.get(goal)) for goal, names in by.items())

    def _one(self, goal: Goal, by: tuple[str, ...], cover: Cover | None) -> Covered:
        if cover is None:
            return Covered(goal, by)
        own = {name: value for name, value in cover.facts.items() if name in cover.relevant}
        absent = tuple(self.subject.words.fact(name) for name in cover.relevant if name not in cover.facts)
        given = self.subject.given(own or cover.facts)
        return Covered(goal, by, self.subject.given(cover.facts), given, absent)

    @property
    def rate(self) -> Fraction:
        """How much is covered, of 1. A rubric with nothing to cover is covered."""
        total = len(self.covered)
        return Fraction(sum(1 for item in self.covered if item.by), total or 1) if self.covered else Fraction(1)

    # Shown

    def render(self, lang: str = "zh", verbose: bool = False) -> str:
        """The figure, the kinds, what each test covers, and what is not covered; with `verbose` every goal."""
        zh = lang == "zh"
        done = sum(1 for item in self.covered if item.by)
        head = f"覆盖 {self.rubric.title}：" if zh else f"coverage of {self.rubric.title}: "
        lines = [f"{head}{done}/{len(self.covered)} {decimal(self.rate * 100, 1, 1)}%"]
        kinds = []
        for kind, word in KINDS.items():
            own = [item for item in self.covered if item.goal.kind == kind]
            if own:
                kinds.append(f"{word[lang]} {sum(1 for item in own if item.by)}/{len(own)}")
        lines.append("  " + ("，" if zh else ", ").join(kinds))
        for name, met in self.tests.items():
            alone = sum(1 for item in self.covered if item.by == (name,))
            told = f"{len(met)} 项，其中 {alone} 项只有它" if zh else f"{len(met)}, {alone} of them alone"
            lines.append(f"  {pad(name, 28)} {told}")
        heading = None
        for item in self.covered:
            if item.by and not verbose:
                continue
            if item.goal.heading != heading:
                heading = item.goal.heading
                lines += ["", heading or ("总分、等级" if zh else "total and grade")]
            lines += self._lines(item, lang)
        return "\n".join(lines) + "\n"

    def _lines(self, item: Covered, lang: str) -> list[str]:
        zh, goal = lang == "zh", item.goal
        mark = ("已覆盖" if zh else "covered") if item.by else ("未覆盖" if zh else "not covered")
        about = f" {goal.about[lang]}" if goal.about[lang] else ""
        found = [f"  {mark}  {KINDS[goal.kind][lang]}{about}  {goal.line}", f"      --> {where(goal.place)}"]
        if item.by:
            found.append(f"      {('、' if zh else ', ').join(item.by)}")
        elif item.relevant is None:
            found.append("      没有找到走得到这里的数据" if zh else "      no facts were found that lead here")
        else:
            found += [f"      {line}" for line in self.subject.written(item.relevant)]
            found += [f"      {f'（不给 {name}）' if zh else f'({name} not given)'}" for name in item.absent]
        return found

    def to_dict(self, lang: str = "zh") -> dict[str, Any]:
        """A JSON-ready mapping; facts as a case would write them."""
        return {
            "rubric": self.rubric.id,
            "title": self.rubric.title,
            "hash": self.rubric.hash,
            "covered": sum(1 for item in self.covered if item.by),
            "total": len(self.covered),
            "percent": float(round(self.rate * 100, 1)),
            "goals": [
                {
                    "kind": item.goal.kind,
                    "heading": item.goal.heading,
                    "text": item.goal.line,
                    "about": item.goal.about[lang],
                    "file": item.goal.place.source.name,
                    "line": item.goal.place.position[0],
                    "covered_by": list(item.by),
                    "facts": None if item.facts is None else self.subject.written(item.facts),
                    "relevant": None if item.relevant is None else self.subject.written(item.relevant),
                }
                for item in self.covered
            ],
        }


def _named(formula: Formula) -> str:
    """The name of a formula in the program."""
    return "·".join((*formula.owner.path, formula.name or "公式"))


def _coded(formula: Formula, value: Value) -> Any:
    """The value of a formula as the program holds it."""
    if isinstance(value, str) and isinstance(formula.type, Choice):
        return coded(formula.type.labels).index(value)
    return Fraction(value.toordinal()) if isinstance(value, date) else value
