"""RUBRIC and FACTS of the command line, loaded; what cannot be used ends the command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfrules.cli.session import InputProblem, Session

if TYPE_CHECKING:
    from perfrules.api import Rubric
    from perfrules.result import Result


def load_rubric(name: str) -> Rubric:
    """The rubric of an id or a path."""
    from perfrules.api import RubricError, load

    try:
        return load(name)
    except RubricError as error:
        raise InputProblem(*error.diagnostics) from None


def score_file(session: Session, rubric: Rubric, facts: str, case: str | None) -> Result:
    """The result of a file of facts; what the reader should know of its reading goes to standard error."""
    from perfrules.api import DataError
    from perfrules.cli.facts_argument import read_file
    from perfrules.facts.factset import FactSet

    factset = read_file(facts, rubric, case)
    if not isinstance(factset, FactSet):
        raise InputProblem(*factset)
    try:
        result = rubric.score(factset)
    except DataError as error:
        raise InputProblem(*error.diagnostics) from None
    for note in factset.notes:
        session.err(f"说明：{note}" if session.lang == "zh" else f"note: {note}")
    return result
