"""Every proved direction of the shipped rubrics, attacked: facts on and beside edges, one of them raised, scored exactly.

`python -m tests.analysis.attack 10000` compares that many pairs of fact sets for each leaf, and for the total, in each fact
that it reads, and prints how many there were; it ends with 1 where one of them goes against a proof. Scores are those
of the analyser's evaluator; a sample of them is scored again by production and compared.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from attrs import frozen

import perfrules
from perfrules.analysis.evaluate import NotComputed
from perfrules.analysis.findings import Findings
from perfrules.analysis.search import Draws, Edge, edges_of
from perfrules.analysis.study import TOTAL
from perfrules.analysis.verdicts import Facts, Proved
from perfrules.api import Rubric, shipped
from perfrules.proving import findings_of, other_stage, study_of

MOST_DRAWS = 6
"""How many fact sets are drawn for a pair that counts, at most: some break a 约束 or do not move."""
EDGES = 7
"""How many edges a fact is brought to and beside on one fact set; neighbours among these values are compared."""
SAMPLED = 400
"""One pair in so many is scored by production too."""


@frozen
class Attack:
    """What became of one node in one fact: pairs compared, pairs scored again, and what goes against a proof or a score."""

    name: str
    pairs: int
    again: int
    wrong: tuple[str, ...]


def attack(found: Findings, node: str, number: int, trials: int, seed: int) -> Attack | None:
    """Pairs of fact sets that differ in one fact, against what is proved of one node; None where nothing is."""
    study = found.study
    name = study.space.names[number]
    proved = [w for w in (1, -1) if isinstance(found.monotone.never(node, number, w), Proved)]
    if not proved:
        return None
    # What a total is made of that does not read the fact is the same on both sides.
    parts = [leaf for leaf in study.leaves_of(node) if number in study.reads(leaf)] if study.adds(node) else [node]
    reads = frozenset(v for part in parts for v in study.reads(part))
    edges = tuple(dict.fromkeys(edge for part in parts for edge in edges_of(study, part)))
    draws = Draws(study, node, seed, edges, reads)
    own = [e for e in edges if number in e.metric.variables]
    grid = study.space.grids.get(number) or Fraction(1, 1000)
    pairs = again = 0
    wrong: list[str] = []
    # What a leaf needs and does not read (the rows that a judged score is about) is given once for all.
    needed = {n for part in parts for n in study.leaves[part].leaf.requires} if parts != [node] or node else set()
    whole = study.fill({}) if any(n not in {study.space.names[v] for v in reads} for n in needed) else None
    around = {} if whole is None else {v: x for v, x in whole.items() if study.space.names[v] in needed}
    for _ in range(trials * MOST_DRAWS):
        if pairs >= trials:
            break
        values = {**around, **draws.draw()}
        line = {values[number]}
        for edge in draws.random.sample(own, min(len(own), EDGES)):
            at = _crossing(edge, number, values)
            if at is not None:
                line |= {draws.inside(number, at + n * grid) for n in (-1, 0, 1)}
        line |= {draws.inside(number, values[number] + draws.random.choice((-1, 1, 2, 10, 10**6)) * grid) for _ in "ab"}
        facts = study.facts(values)
        scored = [(at, _scored(found, parts, facts, name, at, number)) for at in sorted(line)]
        for (low, first), (high, second) in pairwise((at, score) for at, score in scored if score is not None):
            assert first is not None and second is not None
            pairs += 1
            by = second - first
            wrong += [f"{node} in {name}: {values} from {low} to {high}" for w in proved if by * w < 0]
            if pairs % SAMPLED == 1:
                again += 1
                wrong += _again(found, node, {**values, number: low}, number, high, by)
    return Attack(f"{node or 'total'} in {name}", pairs, again, tuple(wrong))


def _crossing(edge: Edge, number: int, values: Mapping[int, Fraction]) -> Fraction | None:
    """The value of one fact at which a measure lies at an edge, all else as it is."""
    affine = edge.metric.top - edge.metric.bottom.times(edge.at)
    slope = affine.coefficient(number)
    if slope == 0:
        return None
    return -(affine.constant + sum(c * values.get(v, Fraction(0)) for v, c in affine.terms if v != number)) / slope


def _scored(
    found: Findings, parts: Sequence[str], facts: Facts, name: str, value: Fraction, number: int
) -> Fraction | None:
    """What the leaves come to with one fact at a value."""
    study = found.study
    moved = {**facts, **study.facts({number: value})}
    total = Fraction(0)
    for part in parts:
        score = study.score(part, moved)
        if score is None:
            return None
        total += score
    return total


def _again(
    found: Findings, node: str, low: Mapping[int, Fraction], number: int, high: Fraction, by: Fraction
) -> list[str]:
    """The same pair by production: it differs by as much, or by less where a total is cut or rounded."""
    study = found.study
    whole = study.fill(low)
    if whole is None:
        return []
    witness = study.replayed(node, (study.facts(whole), study.facts({**whole, number: high})))
    if witness is None:
        return []
    told = witness.scores[1] - witness.scores[0]
    fits = told == by if node != TOTAL else told * by >= 0
    return [] if fits else [f"{node}: production says {told}, not {by}, of {whole}"]


def run(trials: int, seed: int = 17) -> Iterator[Attack]:
    """Every leaf of every shipped rubric, and its total, in every fact that it reads."""
    for name in shipped():
        found = findings_of(perfrules.load(name))
        study = found.study
        total = study.program.total
        nodes = [*study.leaves, *([TOTAL] if total.parts or total.judged is not None else [])]
        for node in nodes:
            for number in sorted(study.reads(node)):
                if study.rises_meaningfully(number):
                    outcome = attack(found, node, number, trials, seed)
                    if outcome is not None:
                        yield outcome


HEAD = "评价表 试\n代码 shi\n满分 20分\n{rounding}\n数据\n  甲率 ：比率 [0%, 100%]\n  乙率 ：比率 [0%, 100%]\n  差错 ：计数 处\n"
RAMPS = "一级指标 甲 10分\n  得分 ＝ 甲率 × 满分\n一级指标 乙 10分\n  得分 ＝ 乙率 × 满分\n"
ONE_RAMP = "一级指标 甲 10分\n  得分 ＝ 甲率 × 满分\n一级指标 乙 10分\n  扣分 差错 每1处 扣0.5分\n"
STEPS = (
    "一级指标 甲 10分\n  评分 甲率\n    ≥ 90% ：满分\n    ＜ 90% ：5分\n一级指标 乙 10分\n  扣分 差错 每1处 扣0.5分\n"
)
FLOORED = "一级指标 甲 10分\n  扣分 甲率 低于 100% 每10个百分点 扣1.5分 零头不计\n一级指标 乙 10分\n  扣分 差错 每1处 扣0.5分\n"
HIGH = "等级\n  好 ：≥ 16\n  差 ：＜ 16\n"
ALL = "等级\n  好 ：≥ 0\n  差 ：＜ 0\n"
TENTHS, WHOLE = "舍入 各项得分 1位小数", "舍入 总分 0位小数"
PROVED = {
    "one score": HEAD.format(rounding=TENTHS) + ONE_RAMP + HIGH,
    "on the grid": HEAD.format(rounding=TENTHS) + STEPS + HIGH,
    "steps of a rate": HEAD.format(rounding=TENTHS) + FLOORED + HIGH,
    "one grade": HEAD.format(rounding=TENTHS) + RAMPS + ALL,
    "whole points": HEAD.format(rounding=WHOLE) + STEPS.replace("0.5分", "2分") + HIGH,
    "a limit of the total": HEAD.format(rounding=TENTHS) + ONE_RAMP + "总分封顶 12分 当 「弄虚作假」 时\n" + HIGH,
}
"""Rubrics of which it is proved that the stage of rounding changes no grade, each in a way of its own."""


def attack_stages(rubric: Rubric, trials: int) -> int:
    """Facts drawn around the edges, graded at both stages of rounding; how many had a grade at both, which was one."""
    found = other_stage(rubric)
    assert found is not None
    studies = study_of(rubric), study_of(found.rubric)
    draws = Draws(studies[0], TOTAL, 17)
    tried = 0
    for _ in range(trials):
        whole = studies[0].fill(draws.draw())
        if whole is None:
            continue
        facts = studies[0].facts(whole)
        try:
            grades = {study.evaluator.total(study.evaluator.run(facts))[1] for study in studies}
        except NotComputed:
            continue
        assert len(grades) == 1, facts
        tried += 1
    return tried


def main() -> None:
    """Print what was tried."""
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 10000
    done = []
    for one in run(trials):
        done.append(one)
        print(f"{one.name}: {one.pairs}", file=sys.stderr, flush=True)
    graded = sum(attack_stages(perfrules.loads(text), trials) for text in PROVED.values())
    print(f"{len(PROVED)} rubrics whose grades do not hang on the stage of rounding, {graded} fact sets graded at both")
    wrong = [text for one in done for text in one.wrong]
    pairs, again = sum(one.pairs for one in done), sum(one.again for one in done)
    print(f"{len(done)} nodes in facts, {pairs} pairs of fact sets, {again} scored again, {len(wrong)} against a proof")
    short = [one for one in done if one.pairs < trials]
    print(
        f"{len(short)} with fewer than {trials} pairs" + "".join(f"\n  {one.name}: {one.pairs}" for one in short[:40])
    )
    print("\n".join(wrong[:20]))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
