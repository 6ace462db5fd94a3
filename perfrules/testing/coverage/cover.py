"""Fact sets for what no case covers: looked for on the edges first, then drawn, and scored in production."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from perfrules.analysis.search import Draws
from perfrules.analysis.study import TOTAL
from perfrules.analysis.verdicts import Facts
from perfrules.testing.assertions import steps_of_total, towards
from perfrules.testing.coverage.goals import Goal
from perfrules.testing.coverage.trace import Tracer
from perfrules.testing.subject import Subject
from perfrules.testing.suite import Place, sound

TRIALS, SEED = 200, 17


@frozen
class Cover:
    """A fact set that meets a goal, and the facts in it that the goal hangs on."""

    facts: Facts
    relevant: tuple[str, ...]


def covers(tracer: Tracer, missed: Iterable[Goal]) -> dict[Goal, Cover]:
    """A fact set for each of the goals, as far as one was found; the same ones in every run."""
    subject = tracer.goals.subject
    left = dict.fromkeys(missed)
    found: dict[Goal, Cover] = {}
    for place in [*(Place(subject, name) for name in subject.study.leaves), Place(subject, TOTAL)]:
        relevant = tuple(item.name for item in place.inputs)
        near = _near(subject, place, left)
        if not near:
            continue
        for facts in _candidates(subject, place):
            met = [goal for goal in tracer.trace(facts, place.name, frozenset(near)) if goal in near]
            if met and _scores(subject, facts, place.name):
                found.update((goal, Cover(facts, relevant)) for goal in met)
                near = {goal: None for goal in near if goal not in found}
                if not near:
                    break
    for label, goal in tracer.goals.grades.items():
        if goal in left and goal not in found:
            grade = _graded(subject, label)
            if grade is not None:
                found[goal] = Cover(grade, ())
    return found


def _graded(subject: Subject, label: str) -> Facts | None:
    """Facts whose total has a grade, from the best and the worst totals step by step."""
    for grade in subject.program.total.grades:
        if grade.label == label and not subject.program.total.grade_index:
            for facts in towards(subject, grade.interval, None, None, 0, SEED):
                total = subject.study.score(TOTAL, facts)
                if total is not None and total in grade.interval:
                    outcome = subject.study.replay(facts, TOTAL)
                    if outcome is not None and outcome.grade == label:
                        return facts
    return None


def _near(subject: Subject, place: Place, left: dict[Goal, None]) -> dict[Goal, None]:
    """The goals that a place may meet: of its heading and of the formulas it reads; above all leaves, any left."""
    if place.name == TOTAL:
        return dict(left)
    paths = {"·".join(subject.study.nodes[place.name].origin.path)}
    paths |= {"·".join(node.origin.path) for node in place.nodes}
    return {goal: None for goal in left if goal.heading in paths and goal.heading}


def _candidates(subject: Subject, place: Place) -> Iterator[Facts]:
    for _, facts in place.around():
        yield facts
    if place.name == TOTAL:
        yield from steps_of_total(subject)
    for base in place.bases[:1]:
        flags = [item.name for item in place.inputs if item.kind == "flag"]
        for values in (True, False):
            every = sound(subject, base, dict.fromkeys(flags, values))
            if every is not None:
                yield from (facts for _, facts in place.moves(every))
    draws = Draws(subject.study, place.name, SEED)
    for _ in range(TRIALS):
        whole = subject.study.fill(draws.draw())
        if whole is not None:
            yield subject.study.facts(whole)


def _scores(subject: Subject, facts: Facts, node: str) -> bool:
    """Whether production takes the facts; what refuses a score is taken too."""
    evaluator = subject.study.evaluator
    if not evaluator.keeps(evaluator.run(facts)):
        return False
    return bool(subject.program.total.refusals) or subject.study.replay(facts, node) is not None
