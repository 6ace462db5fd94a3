"""The total in the reference evaluator: sum, 不计入, 加减分, clip, caps, vetoes, rounding, then the grade."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from attrs import frozen

from perfrules.model.model import Rubric
from perfrules.model.protocols import Reason
from perfrules.result import NodeResult, Stage
from perfrules.source import Words
from perfrules.syntax import nodes as n
from perfrules.syntax.folding import name_key
from perfrules.types.rounding import rounded
from perfrules.types.show import decimal


@frozen
class Limit:
    """A cap or veto that holds: its role, the points or the grade that it sets, and what it says."""

    role: str
    value: Fraction | str
    reason: Reason


@frozen
class Graded:
    """The grade, None where there is no scale; the stage at which a veto lowered it."""

    label: str | None
    limited: Stage | None = None


def stages(
    rubric: Rubric, tops: Sequence[NodeResult], adjusted: Fraction | None, limits: Iterable[Limit]
) -> list[Stage] | None:
    """Every figure on the way to the total; None where no point applies. `adjusted` is what 加减分 comes to."""
    score = sum((top.score for top in tops), Fraction(0))
    found = [Stage("sum", score)]
    applicable = sum((top.applicable for top in tops), Fraction(0))
    if not applicable:
        return None
    if applicable != rubric.points:
        score = _rounded(score * rubric.points / applicable, rubric.rounding)
        words = Words(f"适用分值{decimal(applicable)}分", f"out of {decimal(applicable)} points that apply")
        found.append(Stage("rescaled", score, words))
    if adjusted is not None:
        score += adjusted
        found.append(Stage("adjusted", score))
    clipped = max(score, Fraction(0))
    if not rubric.beyond_full:
        clipped = min(clipped, rubric.points)
    if clipped != score:
        found.append(Stage("clipped", clipped))
    score = clipped
    cap = _least(limits, "total-cap")
    if cap is not None:
        most = _rounded(_points(cap), rubric.rounding)
        if most < score:
            score = most
            found.append(Stage("capped", score, _words(cap)))
    veto = _least(limits, "veto")
    if veto is not None:
        score = _points(veto)
        found.append(Stage("vetoed", score, _words(veto)))
    if rubric.total_rounding is not None and rubric.total_rounding.digits is not None:
        found.append(Stage("rounded", _rounded(score, rubric.total_rounding)))
    return found


def grade(rubric: Rubric, stages: Sequence[Stage], limits: Iterable[Limit]) -> Graded:
    """The grade of the total, or of the total before its rounding; not better than the worst that a veto allows."""
    before = [stage for stage in stages if stage.name != "rounded"]
    graded = before[-1].total if rubric.grade_unrounded else stages[-1].total
    label = next((g.label for g in rubric.grades if graded in g.interval), None)
    if label is None:
        return Graded(None)
    rank = {name_key(item): place for place, item in enumerate(rubric.ranked_grades())}
    vetoes = [limit for limit in limits if limit.role == "grade-veto"]
    worst = max(vetoes, key=lambda limit: rank[name_key(str(limit.value))], default=None)
    if worst is None or rank[name_key(str(worst.value))] <= rank[name_key(label)]:
        return Graded(label)
    label = rubric.ranked_grades()[rank[name_key(str(worst.value))]]
    return Graded(label, Stage("grade-limited", stages[-1].total, _words(worst), label))


def _least(limits: Iterable[Limit], role: str) -> Limit | None:
    return min((limit for limit in limits if limit.role == role), key=_points, default=None)


def _points(limit: Limit) -> Fraction:
    assert isinstance(limit.value, Fraction)
    return limit.value


def _words(limit: Limit) -> Words:
    return Words(limit.reason.text("zh"), limit.reason.text("en"))


def _rounded(value: Fraction, rounding: n.Rounding | None) -> Fraction:
    if rounding is None or rounding.digits is None:
        return value
    return rounded(value, rounding.digits, rounding.mode)
