"""Facts → result by the definition of the language: read one by one, checked, scored by the reference evaluator.

It knows nothing of rubric text: a rubric comes here from the compiler, from the cache or out of a built module.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any

from attrs import define, evolve, field

from perfrules.backends import reference
from perfrules.backends.reference import Instead
from perfrules.diagnostics import Diagnostic
from perfrules.diagnostics.render.text import render_text
from perfrules.facts import errors
from perfrules.facts.factset import FactSet
from perfrules.facts.read import FactIndex, from_case, read_facts, read_mapping
from perfrules.language import LANGUAGE, Language
from perfrules.model import stored
from perfrules.model.model import Constraint, Fact, Rubric
from perfrules.result import Result
from perfrules.source import NOWHERE, Words
from perfrules.syntax import nodes as n
from perfrules.types.show import shown


class PerfrulesError(Exception):
    """Anything that keeps a rubric from being used or facts from being scored; `diagnostics` holds all of it.

    `lang` is the language of the rubric's file, in which the text of the error is; None where there is no file.
    """

    def __init__(self, diagnostics: tuple[Diagnostic, ...], lang: str | None = None) -> None:
        self.diagnostics = diagnostics
        self.lang = lang
        super().__init__(render_text(diagnostics, lang or "zh"))

    def __reduce__(self) -> tuple[Any, ...]:
        """So that it comes back from another process as it is."""
        return type(self), (self.diagnostics, self.lang)


class DataError(PerfrulesError):
    """The facts of a subject cannot be scored: missing, unknown, of another kind, out of range, contradictory."""


@define(eq=False, slots=False, frozen=True)
class Scorer:
    """A rubric that checks clean, and what it takes to score by it."""

    error = DataError
    """What it raises, for those who have no other way to its name."""

    model: Rubric = field(repr=False)
    language: Language = field(default=LANGUAGE, repr=False)
    lang: str = "zh"
    """The language of its file, which errors speak."""

    @cached_property
    def index(self) -> FactIndex:
        """Its facts by their names."""
        return FactIndex.of(self.model)

    def read(self, facts: Mapping[str, Any] | n.CaseDecl | FactSet) -> FactSet:
        """The fact set of a mapping of names to values, or of a case; its problems are not raised."""
        if isinstance(facts, FactSet):
            return facts
        if isinstance(facts, n.CaseDecl):
            return read_facts(self.model, from_case(facts), self.index, name=facts.name)
        return read_mapping(self.model, facts, self.index)

    def score(self, facts: Mapping[str, Any] | n.CaseDecl | FactSet, instead: Instead | None = None) -> Result:
        """The exact score of one subject, or what it were with some figures in the place of computed ones.

        Raises DataError with every problem of the set.
        """
        factset = self.read(facts)
        if not factset.readable:
            raise DataError(factset.problems, self.lang)
        sound, broken = self.sound(factset)
        if instead is None and (sound.bad or any(path not in sound.values for path in self._needed)):
            # It comes to no score, or may do so: what is missing is found without working all of it out.
            missing = reference.missing(self.model, sound, self.language, errors.MISSING_FACT, self._asked)
            if missing or sound.bad:
                raise self._unscorable(factset, missing, broken)
        put = instead or Instead()
        result, missing = reference.evaluate(self.model, sound, self.language, errors.MISSING_FACT, put)
        if result is None or missing or factset.problems or broken:
            raise self._unscorable(factset, missing, broken)
        return result

    def _unscorable(self, facts: FactSet, missing: tuple[Diagnostic, ...], broken: tuple[Diagnostic, ...]) -> DataError:
        missing = tuple(evolve(item, span=facts.blank.get(str(item.args.get("name")), item.span)) for item in missing)
        return DataError((*facts.problems, *missing, *broken), self.lang)

    @cached_property
    def _asked(self) -> tuple[reference.Asked, ...]:
        """What each leaf can ask for."""
        return reference.asked(self.model)

    @cached_property
    def _needed(self) -> frozenset[str]:
        """The facts that may be told to be missing."""
        return frozenset(fact.path for fact in self.model.facts if not fact.may_be_absent)

    def shares(
        self, facts: Mapping[str, Any] | FactSet, wanted: Iterable[Fact], computed: Collection[str]
    ) -> Mapping[str, Fraction]:
        """What one subject adds to figures of all subjects, by their paths; nothing where its facts are bad."""
        factset = self.read(facts)
        if factset.problems:
            return {}
        sound, broken = self.sound(factset)
        if broken:
            return {}
        return reference.shares(self.model, sound, self.language, errors.MISSING_FACT, wanted, computed)

    def sound(self, facts: FactSet) -> tuple[FactSet, tuple[Diagnostic, ...]]:
        """The facts without those that break a 约束, and what is broken: rules rely on 约束."""
        broken = [c for c in self.model.constraints if c.fatal and not self._holds(c, facts)]
        bad = {fact.path for constraint in broken for fact in constraint.facts}
        values = {path: value for path, value in facts.values.items() if path not in bad}
        breaches = tuple(_breach(constraint, facts) for constraint in broken)
        return evolve(facts, values=values, bad=facts.bad | bad), breaches

    def _holds(self, constraint: Constraint, facts: FactSet) -> bool:
        """Whether a 约束 holds; it is checked when all its facts are there."""
        if any(fact.path not in facts.values for fact in constraint.facts):
            return True
        return reference.holds(self.model, facts, self.language, errors.MISSING_FACT)(constraint.condition)


def _breach(constraint: Constraint, facts: FactSet) -> Diagnostic:
    """The message of a 约束 that does not hold."""
    told = [(fact.name, shown(facts.values[fact.path], fact.type, fact.unit)) for fact in constraint.facts]
    zh, en = "，".join(f"{name}＝{value.zh}" for name, value in told), ", ".join(f"{n} = {v.en}" for n, v in told)
    figures = Words(zh, en)
    text = constraint.condition.span.text.strip()
    return Diagnostic(errors.CONSTRAINT_BROKEN, NOWHERE, {"constraint": text, "figures": figures})


def from_table(table: str) -> Scorer:
    """What scores by a rubric that was stored as text."""
    rubric = stored.loads(table)
    if not isinstance(rubric, Rubric):
        raise ValueError("no rubric")
    return Scorer(rubric)
