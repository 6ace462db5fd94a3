"""A rubric as cells of a workbook, worked out for any facts: what formulas say beside what the engine says."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from perfrules.api import DataError, Rubric
from perfrules.backends.excel.cells import Fact, NotHeld, worked
from perfrules.backends.excel.from_ir import lower
from perfrules.backends.excel.whole import Ratio
from perfrules.ir import from_model
from perfrules.ir.simplify import simplify
from perfrules.office.score_xlsx import finest
from perfrules.testing.supplied import supplied
from tests.support.ir_interpreter import coded


def check_cells(rubric: Rubric, values: Mapping[str, Any]) -> int:
    """How many scores the cells give; each must be what the engine gives, and an error where it gives none."""
    facts = rubric.read(supplied(rubric.model, values))
    try:
        result = rubric.score(facts)
    except DataError:
        result = None
    program = simplify(from_model.lower(rubric.model, rubric.language))
    scored = result is not None and result.status == "scored"
    nodes = zip(program.headings, result.nodes, strict=True) if result is not None and scored else ()
    known = {name: (node.score, node.applicable) for name, node in nodes}
    total = result.total if result is not None and scored and result.has_total and result.is_known else None
    given = coded(program, facts.values)
    try:
        sheet = lower(program, known, total, finest(rubric.model, program, given))
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

    if not scored or result is None:
        assert ratio(sheet.total.score) is None
        return 0
    count = 0
    for name, item in sheet.scored.items():
        score, applies = known[name]
        says = ratio(item.score)
        if says is None:
            continue  # more digits than a sheet has
        assert (name, says) == (name, score)
        assert (name, ratio(item.points)) == (name, applies)
        count += item.why is None
    says = ratio(sheet.total.score)
    if says is not None:
        assert says == total
        if sheet.grade is not None:
            place = found[sheet.grade]
            assert place is not None and sheet.grades[place] == result.grade
    return count
