"""Checks above the leaf: what is printed and not scored, and what the total is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from perfrules.diagnostics import Diagnostics
from perfrules.model import errors_above
from perfrules.model.infer import Typing
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


_RULES = ("bands", "judged_result", "override", "not_applicable")
_COUNTS = ("best", "kth", "choose_one", "barrel", "lookup")


def check_results(
    tops: Sequence[Indicator],
    adjustments: Indicator | None,
    typing: Typing,
    idiom_of: Callable[[n.Node], Any],
) -> None:
    """In a rubric with 结果等次 rules give results, no points stand anywhere, and parts are never added up."""
    args: dict[str, Any] = {"results": list(typing.results)}
    scored = [top for top in tops if top.counts]
    for extra in (*scored[1:], *([adjustments] if adjustments is not None else [])):
        typing.diagnostics.report(errors_above.RESULTS_NOT_ADDED, extra.span, name=extra.name)
    for node in (node for top in tops for node in top.walk()):
        if node.parts and (node.aggregate is None or idiom_of(node.aggregate).name not in _COUNTS):
            place = node.span if node.aggregate is None else node.aggregate.span
            typing.diagnostics.report(errors_above.RESULTS_NOT_ADDED, place, name=node.name)
        for clause in node.clauses:
            if node.is_leaf and idiom_of(clause).name not in _RULES:
                typing.diagnostics.report(errors_above.RULE_OF_RESULTS, clause.span)
                continue
            for x in n.walk(clause):
                if isinstance(x, n.FullMarks) or (isinstance(x, n.Number) and x.unit == "分"):
                    typing.diagnostics.report(errors_above.POINTS_OF_RESULTS, x.span, **args)
