"""Above the leaf in the reference evaluator: how a heading comes to its score from those of its parts.

A heading is the sum of its parts unless a clause says otherwise. A part that is 不计入 takes its points out of every
sum above it; where points meet anything but a sum they go no further: there the part is no member, and a member
that has lost points inside is brought back to its full points first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Protocol, cast

from attrs import define, evolve, field

from perfrules.model.model import Indicator, Rubric
from perfrules.model.protocols import Member, Reason, ReasonKind
from perfrules.result import AGGREGATED, LEFT_OUT, NOT_CHOSEN, SHARED_OUT, SUMMED, NodeResult
from perfrules.source import Words
from perfrules.syntax import nodes as n
from perfrules.syntax.folding import name_key
from perfrules.types.rounding import rounded
from perfrules.types.show import decimal
from perfrules.types.show import points as shown_points


class LanguageLike(Protocol):
    """What is asked of a language."""

    def idiom_of(self, node: n.Node) -> Any: ...


SHARED = ReasonKind(
    "shared",
    "「{names}」不计入，由同级分担：{score}÷{applicable}×{points}＝{value}",
    "{names} left out and shared by the others: {score} ÷ {applicable} × {points} = {value}",
)
WITHIN = ReasonKind("adjustments-cut", "各项合计{total}，按至多计{score}", "{total} in all, cut at {score}")
SCALED = ReasonKind(
    "scaled-from",
    "内按{scale}分：{score}÷{scale}×{points}＝{value}",
    "scored out of {scale}: {score} ÷ {scale} × {points} = {value}",
)
BETWEEN = ReasonKind(
    "not-known",
    "有未录的部分，得{low}至{high}",
    "a part is not transcribed: between {low} and {high}",
)
NO_MEMBER = ReasonKind("no-member", "各项都不计入", "all of its parts are left out")


@define
class _Above:
    """The counting of the parts of one heading, and what an idiom can ask meanwhile (protocols.Aggregation)."""

    rubric: Rubric
    heading: Indicator
    members: tuple[Member, ...]
    reasons: list[Reason] = field(factory=list)
    chosen: Member | None = None

    @property
    def lower_is_better(self) -> bool:
        return self.rubric.lower_is_better

    @property
    def full(self) -> Fraction:
        return self.heading.scale

    @property
    def results(self) -> tuple[str, ...]:
        return self.rubric.results

    def points(self, value: Fraction) -> Words:
        if self.rubric.results:
            result = result_of(self.rubric, value)
            return Words(result, result)
        return shown_points(_rounded(self.rubric, self.heading, value))

    def listed(self) -> Words:
        if self.rubric.results:
            parts = [(member.name, result_of(self.rubric, member.score)) for member in self.members]
            return Words("、".join(f"{a}{b}" for a, b in parts), ", ".join(f"{a} {b}" for a, b in parts))
        scores = [decimal(member.score) for member in self.members]
        names = [member.name for member in self.members]
        zh = "、".join(f"{name}{score}分" for name, score in zip(names, scores, strict=True))
        return Words(zh, ", ".join(f"{name} {score}" for name, score in zip(names, scores, strict=True)))

    def choose(self, member: Member) -> None:
        self.chosen = member

    def say(
        self, kind: ReasonKind, amount: Fraction | None = None, notes: tuple[n.Note, ...] = (), /, **args: Any
    ) -> None:
        self.reasons.append(Reason(kind, args, amount, notes))


def combine(
    rubric: Rubric, language: LanguageLike, heading: Indicator, parts: Sequence[NodeResult]
) -> tuple[NodeResult, Indicator | None]:
    """What a heading scores, and the part that was picked where its clause picks one.

    Where the score of a part is not known, the heading is counted with the least and with the most that it can be:
    nothing above a leaf falls as a part rises.
    """
    found, picked = _counted(rubric, language, heading, parts)
    if all(part.high == part.score for part in parts):
        return found, picked
    most, _ = _counted(rubric, language, heading, [evolve(part, score=part.high) for part in parts])
    args: dict[str, Any] = {"low": shown_points(found.score), "high": shown_points(most.score)}
    return evolve(found, high=most.score, reasons=(Reason(BETWEEN, args),)), None


def _counted(
    rubric: Rubric, language: LanguageLike, heading: Indicator, parts: Sequence[NodeResult]
) -> tuple[NodeResult, Indicator | None]:
    found = plain(rubric, heading, Fraction(0))
    members = tuple(_members(rubric, heading, parts))
    if not members:
        if all(part.status == NOT_CHOSEN for part in parts):
            return evolve(found, status=NOT_CHOSEN, applicable=Fraction(0)), None
        reason = Reason(NO_MEMBER, {})
        return evolve(found, status=LEFT_OUT, applicable=Fraction(0), reasons=(reason,)), None
    above = _Above(rubric, heading, members)
    clause = heading.aggregate
    if heading.adds_up:
        found = _sum(rubric, above, found, parts)
        return evolve(found, high=found.score), None
    if clause is None:
        score = final = sum((part.score for part in parts), Fraction(0))
        applies = sum((part.applicable for part in parts), Fraction(0))
    else:
        idiom = language.idiom_of(clause)
        score = cast(Fraction, idiom.evaluate(clause, above))
        final = _rounded(rubric, heading, score) if idiom.rounds else score
        applies = heading.scale
    if heading.inner is not None:
        score, final = _scaled(above, final, applies)
    picked = heading.parts[above.chosen.place] if above.chosen is not None else None
    reasons = tuple(above.reasons)
    return evolve(found, status=AGGREGATED, score=final, high=final, unrounded=score, reasons=reasons), picked


def plain(rubric: Rubric, heading: Indicator, score: Fraction) -> NodeResult:
    """A heading with a score, and nothing told of how it came."""
    return NodeResult(
        heading.name,
        heading.path,
        heading.depth,
        heading.points,
        score,
        score,
        None,
        None,
        None,
        SUMMED,
        (),
        tuple(heading.notes),
        False,
        adjusts=heading.adjusts,
        lower_is_better=rubric.lower_is_better,
    )


def _scaled(above: _Above, score: Fraction, applies: Fraction) -> tuple[Fraction, Fraction]:
    """内按: what the parts score out of the points that apply, brought to the points of the heading."""
    heading = above.heading
    scaled = score * heading.points / applies
    args: dict[str, Any] = {"scale": decimal(applies), "score": decimal(score), "points": decimal(heading.points)}
    above.say(SCALED, scaled, (), value=above.points(scaled), **args)
    return scaled, _rounded(above.rubric, heading, scaled)


def _members(rubric: Rubric, heading: Indicator, parts: Sequence[NodeResult]) -> Iterable[Member]:
    """The parts that apply; each out of its full points."""
    for place, (child, part) in enumerate(zip(heading.parts, parts, strict=True)):
        if part.left_out:
            continue
        score = part.score
        if heading.aggregate is not None and part.applicable != part.points:
            score = _rounded(rubric, child, score * part.points / part.applicable)
        yield Member(child.name, score, part.points, place)


def _sum(rubric: Rubric, above: _Above, found: NodeResult, parts: Sequence[NodeResult]) -> NodeResult:
    total = sum((part.score for part in parts), Fraction(0))
    applicable = sum((part.applicable for part in parts), Fraction(0))
    out = [part for part in parts if part.status == SHARED_OUT]
    if not out:
        score = above.heading.within(total)
        if score != total:
            above.say(WITHIN, None, (), total=shown_points(total), score=above.points(score))
        return evolve(found, score=score, unrounded=total, applicable=applicable, reasons=tuple(above.reasons))
    points = applicable + sum((part.points for part in out), Fraction(0))
    scaled = total * points / applicable
    args: dict[str, Any] = {
        "names": "、".join(part.name for part in out),
        "score": decimal(total),
        "applicable": decimal(applicable),
        "points": decimal(points),
        "value": above.points(scaled),
    }
    above.say(SHARED, None, (), **args)
    score = _rounded(rubric, above.heading, scaled)
    return evolve(found, score=score, unrounded=scaled, applicable=points, reasons=tuple(above.reasons))


def _rounded(rubric: Rubric, heading: Indicator, value: Fraction) -> Fraction:
    rounding = rubric.rounding_of(heading)
    if rounding is None or rounding.digits is None:
        return value
    return rounded(value, rounding.digits, rounding.mode)


def result_of(rubric: Rubric, place: Fraction) -> str:
    """One of the 结果等次 by its place from the worst."""
    return rubric.results[len(rubric.results) - 1 - int(place)]


def place_of(rubric: Rubric, result: str) -> Fraction | None:
    """The place from the worst of one of the 结果等次; None where it is none of them."""
    keys = [name_key(label) for label in rubric.results]
    return Fraction(len(keys) - 1 - keys.index(name_key(result))) if name_key(result) in keys else None


def uncounted(picked: Mapping[int, Indicator], rubric: Rubric) -> set[int]:
    """The headings (by identity) below those that were not picked: what they score counts nowhere."""
    found: set[int] = set()
    for node in rubric.walk():
        if node.uncounted:
            found |= {id(below) for below in node.walk()}
        if id(node) in picked:
            for child in node.parts:
                if child is not picked[id(node)]:
                    found |= {id(below) for below in child.walk()}
    return found
