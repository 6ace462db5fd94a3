"""Checks above the leaf: what is printed and not scored, and what the total is made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from perfrules.diagnostics import Diagnostics
from perfrules.model import errors_above
from perfrules.model.model import Indicator
from perfrules.source import Span, Words
from perfrules.syntax import nodes as n
from perfrules.types.show import decimal

STATES = {
    "unused": Words("空", "not used"),
    "unpublished": Words("分值 未公布", "without published points"),
    "unrecorded": Words("未录", "not transcribed"),
}
"""What a heading that is not scored by a rule is called."""


def check_state(node: Indicator, diagnostics: Diagnostics) -> None:
    """What is printed without points, or not transcribed, has no rule, and nothing below it has points."""
    if not node.state:
        return
    args: dict[str, Any] = {"state": STATES[node.state]}
    for clause in node.clauses:
        diagnostics.report(errors_above.RULE_UNSCORED, clause.span, name=node.name, **args)
    for child in node.parts:
        diagnostics.report(errors_above.SCORED_BELOW, child.span, name=child.name, above=node.name, **args)


def check_total(top: Indicator, parts: Sequence[Indicator], place: Span, diagnostics: Diagnostics) -> None:
    """The total is made of parts, or judged; a rubric without scored parts says which."""
    judged = [clause for clause in top.clauses if isinstance(clause, n.TotalJudged)]
    if parts:
        for clause in judged:
            diagnostics.report(errors_above.TWO_TOTALS, clause.span)
    elif not judged and not diagnostics.failed:
        diagnostics.report(errors_above.NO_TOTAL, place, points=decimal(top.points))
