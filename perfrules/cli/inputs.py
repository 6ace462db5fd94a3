"""RUBRIC and FACTS of the command line, loaded; what cannot be used ends the command."""

from __future__ import annotations

from fractions import Fraction
from importlib import import_module
from typing import TYPE_CHECKING

from perfrules.cli.session import InputProblem, Session
from perfrules.source import Words

if TYPE_CHECKING:
    from perfrules.analysis.smt import Solver
    from perfrules.analysis.study import Study
    from perfrules.api import Rubric
    from perfrules.facts.factset import FactSet
    from perfrules.ready import Scored
    from perfrules.result import Result
    from perfrules.syntax import nodes as n


FAR = 10
"""A rate of 1000% is more than one comes to."""


def load_rubric(session: Session, name: str) -> Rubric:
    """The rubric of an id or a path; the session goes on in its language."""
    from perfrules.api import RubricError, load

    try:
        found = load(name)
    except RubricError as error:
        session.follow(error.lang)
        raise InputProblem(*error.diagnostics) from None
    session.follow(found.lang)
    return found


def scored(session: Session, rubric: str, facts: str, case: str | None) -> Scored:
    """The score of a file of facts by a rubric (an id or a path); the session goes on in its language."""
    from perfrules import ready

    found = ready.score(rubric, facts, case)
    if found is not None:
        session.follow(found.lang)
        _tell_far_off(session, found.result)
        return found
    loaded = load_rubric(session, rubric)
    _, result = score_file(session, loaded, facts, case)
    ready.keep(loaded, rubric, facts)
    return ready.Scored(result, loaded.lang, import_module)


def score_file(session: Session, rubric: Rubric, facts: str, case: str | None) -> tuple[FactSet, Result]:
    """The facts of a file and their result; how some of them were read goes to standard error."""
    from perfrules.api import DataError
    from perfrules.cli.messages import as_text
    from perfrules.facts.files import read_file

    factset = read_file(facts, rubric.model, case)
    try:
        result = rubric.score(factset, evaluator="reference")
    except DataError as error:
        raise InputProblem(*error.diagnostics) from None
    if factset.notes and session.format == "text":
        session.err(as_text(factset.notes, session.lang) + "\n")
    _tell_far_off(session, result)
    return factset, result


def _tell_far_off(session: Session, result: Result) -> None:
    """Tell, on standard error, of rates that are larger than a rate comes to."""
    figures = ((node, node.value) for node in result.nodes if node.shown_value.endswith("%"))
    far = [node for node, value in figures if isinstance(value, Fraction) and abs(value) >= FAR]
    if not far or session.format != "text":
        return
    from perfrules.cli.messages import as_text
    from perfrules.diagnostics import Diagnostic
    from perfrules.facts.errors import FAR_OFF
    from perfrules.source import NOWHERE

    found = [Diagnostic(FAR_OFF, NOWHERE, {"name": node.name, "value": node.shown_value}) for node in far]
    session.err(as_text(found, session.lang) + "\n")


def read_sound(session: Session, rubric: Rubric, facts: str, case: str | None) -> FactSet:
    """The fact set of a file that can be scored."""
    from perfrules.api import DataError
    from perfrules.facts.files import read_file

    found = read_file(facts, rubric.model, case)
    try:
        rubric.score(found)
    except DataError as error:
        raise InputProblem(*error.diagnostics) from None
    return found


def solver_of(session: Session, study: Study) -> Solver:
    """The solver for one program; ends the command where the extra `smt` is not installed."""
    from perfrules.analysis.smt import NoSolver, Solver
    from perfrules.cli.usage import UsageProblem

    try:
        return Solver(study)
    except NoSolver:
        missing = Words("没有装求解器：pip install 'perfrules[smt]'", "no solver: pip install 'perfrules[smt]'")
        raise UsageProblem(missing, session.lang) from None


def load_cases(path: str, case: str | None = None) -> tuple[n.CaseDecl, ...]:
    """The cases of a file; only the one of a name, where one is given."""
    from perfrules.api import RubricError, read_cases
    from perfrules.diagnostics.diagnostic import Diagnostic
    from perfrules.facts.choose import choose

    try:
        found = read_cases(path)
    except RubricError as error:
        raise InputProblem(*error.diagnostics) from None
    if case is None:
        return found
    chosen = choose([item.name for item in found], case, path)
    if isinstance(chosen, Diagnostic):
        raise InputProblem(chosen)
    return (found[chosen],)
