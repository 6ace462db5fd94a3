"""The total in the reference evaluator: sum, 不计入, 加减分, clip, caps, vetoes, rounding, then the grade.

Where parts are 未录 the way is gone twice, with the least and with the most that they can score: nothing on it falls
as a part rises.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from attrs import evolve, frozen

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
    """What is said of the total where it holds: its role, the points or the grade that it sets, and its words."""

    role: str
    value: Fraction | str
    reason: Reason


@frozen
class Graded:
    """The grade, None without a scale or where several are `possible`; the stage at which a veto lowered it."""

    label: str | None
    limited: Stage | None = None
    possible: tuple[str, ...] = ()


def stages(
    rubric: Rubric, tops: Sequence[NodeResult], adjusted: Fraction | None, limits: Iterable[Limit]
) -> list[Stage] | None:
    """Every figure on the way to the total; None where no point applies. `adjusted` is what 加减分 comes to."""
    limits = tuple(limits)
    found = _stages(rubric, tops, adjusted, limits)
    if found is None or all(top.high == top.score for top in tops):
        return found
    most = _stages(rubric, [evolve(top, score=top.high) for top in tops], adjusted, limits)
    assert most is not None
    return _merged(found, most)


def _merged(low: Sequence[Stage], high: Sequence[Stage]) -> list[Stage]:
    """The stages of both ways; one that a way does not have leaves its figure as it was."""
    names = [name for name in _ORDER if any(stage.name == name for stage in (*low, *high))]
    found = []
    least = most = Fraction(0)
    for name in names:
        first = next((stage for stage in low if stage.name == name), None)
        second = next((stage for stage in high if stage.name == name), None)
        least = first.total if first is not None else least
        most = second.total if second is not None else most
        known = first or second
        assert known is not None
        found.append(Stage(name, least, known.why, high=most))
    return found


_ORDER = ("sum", "judged", "rescaled", "adjusted", "clipped", "capped", "vetoed", "rounded")


def _stages(
    rubric: Rubric, tops: Sequence[NodeResult], adjusted: Fraction | None, limits: Sequence[Limit]
) -> list[Stage] | None:
    if not rubric.has_total:
        return []
    judged = next((limit for limit in limits if limit.role == "total"), None)
    if judged is not None:
        score = _points(judged)
        found = [Stage("judged", score, _words(judged))]
    else:
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
    clipped = score if rubric.range.low is None else max(score, rubric.range.low)
    clipped = clipped if rubric.range.high is None else min(clipped, rubric.range.high)
    if clipped != score:
        found.append(Stage("clipped", clipped))
    score = clipped
    cap = _least(limits, "total-cap")
    if cap is not None:
        most = _rounded(_points(cap), rubric.rounding)
        if most < score:
            score = most
            found.append(Stage("capped", score, _words(cap)))
    veto = _least(limits, "veto", worst=rubric.lower_is_better)
    if veto is not None:
        score = _points(veto)
        found.append(Stage("vetoed", score, _words(veto)))
    if rubric.total_rounding is not None and rubric.total_rounding.digits is not None:
        found.append(Stage("rounded", _rounded(score, rubric.total_rounding)))
    return found


def graded(rubric: Rubric, stages: Sequence[Stage], index: Fraction | None) -> tuple[Fraction, ...]:
    """The ends of what the grades are about: the total, that before its rounding, its rate, or the 指数."""
    if rubric.grades_by == "order" or not rubric.grades:
        return ()
    if rubric.grades_by == "index":
        return () if index is None else (index,)
    before = [stage for stage in stages if stage.name != "rounded"]
    stage = before[-1] if rubric.grade_unrounded else stages[-1]
    divisor = rubric.points if rubric.grades_by == "rate" else Fraction(1)
    return stage.total / divisor, stage.high / divisor


def grade(
    rubric: Rubric, ends: Sequence[Fraction], label: str | None, stages: Sequence[Stage], limits: Iterable[Limit]
) -> Graded:
    """The grade of what is graded (`label`: of the condition that holds), not better than the worst of the vetoes."""
    ranked = rubric.ranked_grades()
    if rubric.grades_by == "order":
        labels = [label] if label is not None else []
    else:
        found = [next((g.label for g in rubric.grades if value in g.interval), None) for value in ends]
        labels = [item for item in found if item is not None]
        labels = labels if len(labels) == len(found) else []
    if not labels:
        return Graded(None)
    places = [ranked.index(item) for item in labels]
    rank = {name_key(item): place for place, item in enumerate(ranked)}
    vetoes = [limit for limit in limits if limit.role == "grade-veto"]
    worst = max(vetoes, key=lambda limit: rank[name_key(str(limit.value))], default=None)
    limited = None
    if worst is not None:
        lowest = rank[name_key(str(worst.value))]
        if lowest > min(places):
            low, high = (stages[-1].total, stages[-1].high) if stages else (Fraction(0), Fraction(0))
            limited = Stage("grade-limited", low, _words(worst), ranked[lowest], high=high)
        places = [max(place, lowest) for place in places]
    possible = tuple(ranked[min(places) : max(places) + 1])
    return Graded(possible[0], limited) if len(possible) == 1 else Graded(None, limited, possible)


def _least(limits: Iterable[Limit], role: str, *, worst: bool = False) -> Limit | None:
    """The least of those that hold; the greatest where a lower total is better and the worst is asked for."""
    found = (limit for limit in limits if limit.role == role)
    return max(found, key=_points, default=None) if worst else min(found, key=_points, default=None)


def _points(limit: Limit) -> Fraction:
    assert isinstance(limit.value, Fraction)
    return limit.value


def _words(limit: Limit) -> Words:
    said = [note.text for note in limit.reason.notes if note.kind == "remark"]
    return Words("，".join((limit.reason.text("zh"), *said)), ", ".join((limit.reason.text("en"), *said)))


def _rounded(value: Fraction, rounding: n.Rounding | None) -> Fraction:
    if rounding is None or rounding.digits is None:
        return value
    return rounded(value, rounding.digits, rounding.mode)
