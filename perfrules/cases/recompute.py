"""核算: a formula of the case's own, over facts, formulas and scores of the rubric and figures as printed."""

from __future__ import annotations

from attrs import evolve, frozen

from perfrules.api import Rubric
from perfrules.backends import reference
from perfrules.diagnostics import Diagnostic, Diagnostics
from perfrules.facts import errors
from perfrules.facts.factset import FactSet
from perfrules.model.infer import Typing
from perfrules.model.model import Rubric as Model
from perfrules.syntax import nodes as n
from perfrules.syntax.folding import name_key
from perfrules.types.types import Broken, Type, Value
from perfrules.types.units import counter


@frozen
class Worth:
    """What a formula comes to: its type and value. A value of None is a division by 0.

    `problems` say what is wrong with the formula or missing for it; then there is neither. `model` is the rubric with
    the formula's names known.
    """

    type: Type | None = None
    value: Value | None = None
    problems: tuple[Diagnostic, ...] = ()
    model: Model | None = None


def worth(rubric: Rubric, facts: FactSet | None, name: str, expr: n.Expr) -> Worth:
    """What the formula of a 核算 line comes to; without facts it is only looked at, so that slips still show."""
    diagnostics = Diagnostics()
    typing = _typing(rubric, diagnostics, expr)
    found = typing.infer(expr, None)
    if diagnostics.failed or isinstance(found, Broken):
        return Worth(problems=diagnostics.sorted())
    if facts is None:
        return Worth(found)
    model = evolve(rubric.model, types=typing.types, refs=typing.refs, constants=typing.constants)
    value, problems = reference.expression_value(model, facts, rubric.language, errors.MISSING_FACT, name, expr)
    return Worth(found, value, tuple(evolve(item, span=expr.span) for item in problems), model)


def _typing(rubric: Rubric, diagnostics: Diagnostics, expr: n.Expr) -> Typing:
    """The names and types of a checked rubric, open for one more formula. Counter words need no declaration here."""
    model = rubric.model
    units = dict(model.units)
    for node in n.walk(expr):
        if isinstance(node, n.Number) and node.unit is not None:
            for name in node.unit.split("/"):
                if name.isalpha():
                    units.setdefault(name, counter(name))
    typing = Typing(diagnostics, units, rubric.language.functions_by_name)
    for fact in model.facts:
        typing.index.add(tuple(fact.path.split("·")) if fact.owner is not None else (fact.name,), fact)
        if fact.owner is None:
            typing.facts[name_key(fact.name)] = fact
    for indicator in model.walk():
        typing.index.add(indicator.path, indicator)
        for formula in indicator.formulas:
            if formula.name is not None:
                typing.index.add((*indicator.path, formula.name), formula)
                typing.formulas[(id(indicator), name_key(formula.name))] = formula
    typing.types.update(model.types)
    typing.refs.update(model.refs)
    typing.constants.update(model.constants)
    return typing
