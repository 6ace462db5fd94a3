"""A rubric as cells of a workbook, worked out for any facts: what formulas say beside what the engine says."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from perfrules.api import DataError, Rubric
from perfrules.backends.excel.cells import Fact, NotHeld, worked
from perfrules.backends.excel.from_ir import Known, lower
from perfrules.backends.excel.whole import Ratio
from perfrules.ir import from_model
from perfrules.ir.simplify import simplify
from perfrules.office.score_xlsx import finest, known_figures
from perfrules.result import SCORED
from perfrules.testing.supplied import supplied
from tests.support.ir_interpreter import coded


def check_cells(rubric: Rubric, values: Mapping[str, Any]) -> int:
    """How many scores and totals the cells give; each must be what the engine gives, and an error where it gives none."""
    facts = rubric.read(supplied(rubric.model, values))
    try:
        result = rubric.score(facts)
    except DataError:
        result = None
    program = simplify(from_model.lower(rubric.model, rubric.language))
    known = Known({}) if result is None else known_figures(program, result)
    given = coded(program, facts.values)
    try:
        sheet = lower(program, known, finest(rubric.model, program, given))
    except NotHeld:
        return 0
    typed: dict[str, Fact] = {}
    for name, fact in sheet.facts.items():
        value = given.get(name)
        if fact.input.kind in ("text", "rows"):
            value = None if value is None else 1
        whole = None if name in facts.bad else fact.whole(value)
        if name in given and name not in facts.bad and whole is None:
            return 0  # a figure of more digits than a sheet has: then there are no formulas at all
        typed[name] = Fact(whole, name not in given and name not in facts.bad)
    found = sheet.cells.values(typed)

    def ratio(item: Ratio) -> Fraction | None:
        top, bottom = worked(item.top, found), worked(item.bottom, found)
        return None if top is None or not bottom else Fraction(top, bottom)

    ends = [] if sheet.total is None else [ratio(sheet.total.score), ratio(sheet.total.high)]
    index = None if sheet.index is None else ratio(sheet.index.score)
    if result is None or result.status != SCORED:
        assert [*ends, index] == [None] * (len(ends) + 1)
        assert result is None or (sheet.refused is not None and found[sheet.refused])
        return 0
    assert sheet.refused is None or found[sheet.refused] == 0
    count = 0
    for name, item in sheet.scored.items():
        figure = known.nodes[name]
        says = ratio(item.score), ratio(item.high)
        if None in says:
            continue  # more digits than a sheet has
        assert (name, *says) == (name, figure.score, figure.high)
        assert (name, ratio(item.points)) == (name, figure.points)
        count += item.why is None
    if known.total is not None and ends and None not in ends:
        assert ends == [known.total.score, known.total.high]
        count += 1
    if known.index is not None and index is not None:
        assert index == known.index.score
        count += 1
    if sheet.grade is not None and (None not in ends or index is not None):
        places = [found[cell] for cell in sheet.grade]
        assert None not in places
        best, worst = min(places), max(places)
        assert sheet.grades[best : worst + 1] == ((result.grade,) if result.grade else result.grades)
    return count
