"""The reference evaluator against every other one: generated rubrics, and the shipped ones, on facts around their edges.

`python -m tests.properties.differential 1000000 --cores 2` goes on until so many evaluations were made, and prints
rubrics, fact sets, evaluations by evaluator, edges met, and mismatches; it ends with 1 where there is one, and prints the
rubric and the facts. An evaluation is one fact set worked out by one evaluator, the reference among them.

A rubric costs more than a fact set: it is written, compiled, lowered, built. So each is tried on many fact sets, made by
changing one fact at a time: for an edge of some measure it is solved for, then put on the edge or one step beside it;
facts are left out, and made wrong, now and then. Whole results with their reasons, and what is told of errors, are
compared on every twentieth.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

from attrs import define, field
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

import perfrules
from perfrules.analysis.edges import FINE, Solver, near
from perfrules.analysis.evaluate import NotComputed
from perfrules.analysis.study import Study
from perfrules.analysis.verdicts import Facts
from perfrules.api import shipped
from perfrules.ir import nodes as ir
from perfrules.proving import study_of
from perfrules.result import SCORED, Result
from perfrules.testing.factsets import fact_sets
from perfrules.testing.rubric_texts import FOCUSES, rubrics
from perfrules.testing.supplied import supplied
from tests.support.agreement import Agreement
from tests.support.ir_interpreter import coded, interpret
from tests.support.tables import Tried

EACH = 240
"""Fact sets of one rubric."""
SEEDS = 5
"""Of these, drawn as a whole; the others are changed from them."""
WHOLE = 20
"""Every so many fact sets, everything is compared."""
FLAWS = ("说不清", Fraction(1, 3), Fraction(10**30), True, "", Fraction(-1, 7))
MOST_SHOWN = 5


@define
class Count:
    """What was done, and what went wrong: a text for each mismatch."""

    rubrics: int = 0
    facts: int = 0
    evaluations: Counter[str] = field(factory=Counter)
    edges: int = 0
    sides: int = 0
    scored: int = 0
    wrong: list[str] = field(factory=list)

    @property
    def all(self) -> int:
        return sum(self.evaluations.values())

    def tell(self, what: str, error: Exception) -> None:
        if len(self.wrong) < 100:
            self.wrong.append(f"{what}\n{''.join(traceback.format_exception(error)[-3:])}")

    def add(self, other: Count) -> None:
        self.rubrics += other.rubrics
        self.facts += other.facts
        self.evaluations += other.evaluations
        self.edges += other.edges
        self.sides += other.sides
        self.scored += other.scored
        self.wrong += other.wrong


@define
class Comparison:
    """One rubric under every evaluator."""

    agreement: Agreement
    name: str
    random: Random
    count: Count
    study: Study = field(init=False)
    met: set[tuple[int, int]] = field(factory=set)
    good: bool = False
    """Whether the last fact set was scored: only such a one is changed further."""
    reads: list[list[ir.Input]] = field(factory=list, init=False)
    """The quantities that bear on each edge."""

    def __attrs_post_init__(self) -> None:
        self.study = study_of(self.agreement.rubric)
        space, inputs = self.study.space, self.agreement.program.inputs
        for edge in self.agreement.edges:
            own = {space.names[v] for v in space.paths.reads(edge.node)}
            self.reads.append([item for item in inputs if item.name in own and item.kind == "quantity"])
        self.functions = {n: f.evaluate for n, f in self.agreement.rubric.language.functions_by_name.items()}

    functions: Mapping[str, Any] = field(factory=dict, init=False)

    def run(self, starts: list[dict[str, Any]], most: int) -> None:
        """Try so many fact sets; what goes wrong is told and counted."""
        self.count.rubrics += 1
        for number, values in enumerate(self.varied(starts, most)):
            before = len(self.agreement.tried)
            try:
                if number % WHOLE == 0:
                    self.agreement.check(values)
                    self.count.evaluations.update(("reference", "IR", "IR folded", "built by name", "built whole"))
                else:
                    self.check(values)
                self.count.facts += 1
            except Exception as error:
                self.tell(values, error)
            new = self.agreement.tried[before:]
            self.good = bool(new) and new[0].result is not None
        try:
            rows = len(self.agreement.tried)
            self.agreement.check_columns()
            self.count.evaluations["columns"] += rows
        except Exception as error:
            self.tell({}, error)
        self.count.edges += len({edge for edge, _ in self.met})
        self.count.sides += len(self.met)

    def tell(self, values: Mapping[str, Any], error: Exception) -> None:
        self.count.tell(f"{self.agreement.rubric.model.source.text}\n{self.name}: {values}", error)

    def check(self, values: Mapping[str, Any]) -> None:
        """All evaluators on one fact set, by what they compute."""
        agreement, count = self.agreement, self.count.evaluations
        given_ = supplied(agreement.rubric.model, values)
        facts = agreement.rubric.read(given_)
        result, problems = agreement._scored(facts)
        assert result is not None or problems
        count["reference"] += 1
        self.count.scored += result is not None
        agreement.tried.append(Tried(given_, result, problems))
        for name, program in zip(("IR", "IR folded"), agreement.programs, strict=True):
            outcome = interpret(program, facts.values, facts.bad, self.functions)
            count[name] += 1
            if result is None:
                assert outcome.total is None and outcome.index is None, name
            else:
                agreement._same(program, outcome, result)
        if facts.bad or (result is not None and result.status != SCORED):
            return
        self.built(facts.values, result)
        if result is not None and result.has_total and result.is_known:
            self.analysed(facts.values, result)

    def built(self, values: Mapping[str, Any], result: Result | None) -> None:
        """The functions of the built module."""
        agreement = self.agreement
        evaluator = agreement.module["_evaluator"]
        base = evaluator.values(values) if agreement.emitted else None
        if base is None:
            return
        if evaluator.reader.base(values) is None and agreement.module["_total"](base) is None:
            return  # what stands in for an absent fact breaks a 约束
        self.count.evaluations["built"] += 1
        agreement.computed(base, result)

    def analysed(self, values: Mapping[str, Any], result: Result) -> None:
        """The evaluator that the analyser searches with."""
        evaluator = self.study.evaluator
        run = evaluator.run(coded(self.study.program, values))
        try:
            total, grade = evaluator.total(run)
        except NotComputed:
            raise AssertionError("the analyser has no total") from None
        self.count.evaluations["analyser"] += 1
        assert total == result.total
        graded = not (self.study.program.total.grade_index or self.study.program.total.grade_cases)
        assert not graded or grade == result.grade
        for name, node in zip(self.study.program.headings, result.nodes, strict=True):
            if name in self.study.nodes:
                assert evaluator.score(run, name) == node.score, name

    # Facts

    def varied(self, starts: list[dict[str, Any]], most: int) -> Iterator[dict[str, Any]]:
        """The fact sets to start from, then each with one fact changed."""
        random, inputs = self.random, {item.name: item for item in self.agreement.program.inputs}
        sound: list[dict[str, Any]] = []
        whole = self.study.fill({})
        plain = [] if whole is None else [self.plain(self.study.facts(whole))]
        for values in (*plain, *starts):
            yield values
            if self.good:
                sound.append(values)
        sound = sound or starts
        current = dict(random.choice(sound))
        for _ in range(most - len(starts) - len(plain)):
            if random.random() < 0.1:
                current = dict(random.choice(sound))
            changed = self.changed(current, inputs)
            if random.random() < 0.04 and changed:
                yield {**changed, random.choice(sorted(changed)): random.choice(FLAWS)}
            else:
                yield changed
                current = changed if self.good else current

    def plain(self, facts: Facts) -> dict[str, Any]:
        """A fact set of the program as values of the facts; rows are left to those that are drawn."""
        inputs = {item.name: item for item in self.agreement.program.inputs}
        found: dict[str, Any] = {}
        for name, value in facts.items():
            if inputs[name].kind == "label":
                found[name] = inputs[name].labels[int(value)]  # type: ignore[arg-type]
            elif inputs[name].kind == "date":
                found[name] = date.fromordinal(int(value))  # type: ignore[arg-type]
            elif inputs[name].kind not in ("rows", "text"):
                found[name] = value
        return found

    def changed(self, values: dict[str, Any], inputs: Mapping[str, ir.Input]) -> dict[str, Any]:
        random = self.random
        if not inputs:
            return values
        if self.reads and random.random() < 0.6:
            number = random.randrange(len(self.reads))
            if self.reads[number]:
                item = random.choice(self.reads[number])
                figure = Solver(self.agreement.program, item.name, values).solve(self.agreement.edges[number])
                if figure is not None:
                    value = random.choice(near(item, figure))
                    if abs(value - figure) <= (item.grid or FINE):
                        self.met.add((number, (value > figure) - (value < figure)))
                    return {**values, item.name: value}
        item = inputs[random.choice(list(inputs))]
        if random.random() < 0.03:
            return {name: value for name, value in values.items() if name != item.name}
        if item.kind == "flag":
            return {**values, item.name: random.random() < 0.5}
        if item.kind == "label":
            return {**values, item.name: random.choice(item.labels)}
        if item.kind != "quantity":
            return values
        same = [value for value in values.values() if isinstance(value, Fraction)]
        figures = [Fraction(n) for n in (0, 0, 1, 2, 5, 10, 100, 1000000, -1)]
        return {**values, item.name: random.choice(near(item, random.choice([*figures, *same])))}


def drawn(strategy: st.SearchStrategy[Any], number: int, most: int, use: Callable[[Any], None]) -> None:
    """Hand on what a strategy draws, the same for the same number."""

    @seed(number)
    @settings(
        max_examples=most,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def one(value: Any) -> None:
        use(value)

    one()


def generated(evaluations: int, number: int, until: float, count: Count) -> None:
    """Generated rubrics, every kind of them in turn, until so many evaluations were made."""
    kinds, batch = [None, None, *FOCUSES], 0

    def one(data: st.DataObject) -> None:
        text = data.draw(rubrics(kinds[batch % len(kinds)]))
        try:
            agreement = Agreement(perfrules.loads(text))
        except Exception as error:  # whatever it is, the text shows it again, and the others go on
            count.tell(text, error)
            return
        strategy = fact_sets(agreement.program, agreement.edges)
        starts = [data.draw(strategy) for _ in range(SEEDS)]
        if count.all < evaluations and time.monotonic() < until:
            Comparison(agreement, "generated", Random(f"{number}/{count.rubrics}"), count).run(starts, EACH)

    while count.all < evaluations and time.monotonic() < until:
        drawn(st.data(), 1_000_003 * number + batch, 6, one)
        batch += 1


def of_shipped(most: int, number: int, count: Count) -> None:
    """Every shipped rubric on so many fact sets."""
    for name in shipped():
        agreement = Agreement(perfrules.load(name))
        starts: list[dict[str, Any]] = []
        drawn(fact_sets(agreement.program, agreement.edges, flawed=False, whole=True), number, SEEDS, starts.append)
        Comparison(agreement, name, Random(f"{number}/{name}"), count).run(starts, max(most, len(starts)))


def work(job: tuple[int, int, int, float]) -> Count:
    """One process: a share of the shipped rubrics' fact sets, then generated rubrics."""
    evaluations, number, shipped_facts, until = job
    warnings.simplefilter("ignore")
    count = Count()
    if shipped_facts:
        of_shipped(shipped_facts, number, count)
    generated(evaluations, number, until, count)
    return count


def compare(
    evaluations: int,
    *,
    cores: int = 1,
    shipped_facts: int | None = None,
    first: int = 0,
    seconds: float = float("inf"),
) -> Count:
    """So many evaluations (fewer where time runs out), shared between processes; the same ones for the same arguments."""
    until = time.monotonic() + seconds
    of_each = max(20, min(2000, evaluations // 2000)) if shipped_facts is None else shipped_facts
    jobs = [(evaluations // cores, first + k, of_each // cores, until) for k in range(cores)]
    total = Count()
    if cores == 1:
        return work(jobs[0])
    with ProcessPoolExecutor(cores) as pool:
        for found in pool.map(work, jobs):
            total.add(found)
    return total


def main() -> None:
    """Print what was compared."""
    parser = argparse.ArgumentParser(description="the reference evaluator against every other one")
    parser.add_argument("evaluations", type=int)
    parser.add_argument("--cores", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so many")
    options = parser.parse_args()
    start = time.perf_counter()
    count = compare(options.evaluations, cores=options.cores, first=options.seed, seconds=options.seconds)
    seconds = time.perf_counter() - start
    each = ", ".join(f"{name} {number}" for name, number in count.evaluations.most_common())
    print(f"{count.rubrics} rubrics, {count.facts} fact sets ({count.scored} scored), {count.edges} edges met")
    print(f"from {count.sides} sides, {count.all} evaluations ({each})")
    print(f"{seconds:.0f} s, {count.all / seconds:.0f} evaluations a second, {len(count.wrong)} mismatches")
    for text in count.wrong[:MOST_SHOWN]:
        print("-" * 100, text, sep="\n")
    sys.exit(bool(count.wrong))


if __name__ == "__main__":
    main()
