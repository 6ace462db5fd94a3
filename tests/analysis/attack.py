"""Every proved direction of the shipped rubrics, attacked: facts on and beside edges, one of them raised, scored exactly.

`python -m tests.analysis.attack 10000` makes that many trials for each leaf and fact, and prints how many pairs of fact
sets were compared; it ends with 1 where one of them goes against a proof.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from fractions import Fraction

import perfrules
from perfrules.analysis.findings import Findings
from perfrules.analysis.search import Draws
from perfrules.analysis.verdicts import Proved
from perfrules.api import shipped
from perfrules.proving import findings_of


def attack(found: Findings, node: str, number: int, trials: int, seed: int) -> tuple[int, list[str]]:
    """How many pairs of fact sets were compared, and those that go against what is proved of one node in one fact."""
    study = found.study
    draws = Draws(study, node, seed)
    edges = [e for e in draws.edges if number in e.metric.variables]
    proved = [w for w in (1, -1) if isinstance(found.monotone.never(node, number, w), Proved)]
    grid = study.space.grids.get(number) or Fraction(1, 1000)
    tried, wrong = 0, []
    for _ in range(trials if proved else 0):
        values = draws.draw()
        other = dict(values)
        if not edges or draws.random.random() < 0.4 or not draws.place(other, draws.random.choice(edges), number):
            other[number] = draws.inside(number, values[number] + draws.random.choice((1, 1, 2, 10, 10**6)) * grid)
        low, high = sorted((values, other), key=lambda v: v[number])
        if low[number] == high[number]:
            continue
        first, second = (study.score(node, study.facts(v)) for v in (low, high))
        if first is None or second is None:
            continue
        tried += 1
        wrong += [f"{node} in {study.space.names[number]}: {low} {high}" for w in proved if (second - first) * w < 0]
    return tried, wrong


def run(trials: int, seed: int = 17) -> Iterator[tuple[str, int, list[str]]]:
    """Every leaf of every shipped rubric in every fact that it reads."""
    for name in shipped():
        found = findings_of(perfrules.load(name))
        study = found.study
        for node in study.leaves:
            for number in sorted(study.reads(node)):
                if study.rises_meaningfully(number):
                    tried, wrong = attack(found, node, number, trials, seed)
                    yield f"{name}: {node} in {study.space.names[number]}", tried, wrong


def main() -> None:
    """Print what was tried."""
    properties = pairs = 0
    wrong: list[str] = []
    for _, tried, found in run(int(sys.argv[1]) if len(sys.argv) > 1 else 10000):
        properties += tried > 0
        pairs += tried
        wrong += found
    print(f"{properties} leaves in facts, {pairs} pairs of fact sets, {len(wrong)} against a proof")
    print("\n".join(wrong[:20]))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
