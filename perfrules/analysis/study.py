"""One program under study: its space, its leaves taken apart, and the way from a suspicion to a witness.

A witness is never shown before the production evaluator has scored it: `replay` is handed in from above.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from attrs import define, field, frozen

from perfrules.analysis import measures as m
from perfrules.analysis.direction import Pair
from perfrules.analysis.evaluate import Evaluator, Functions, NotComputed
from perfrules.analysis.leaves import Group, LeafView, always_required
from perfrules.analysis.paths import Conditions
from perfrules.analysis.space import Met, Rule, Space
from perfrules.analysis.tables import plain_row, table_of, tables
from perfrules.analysis.verdicts import Facts, Refuted, Row, Witness
from perfrules.ir import nodes as ir
from perfrules.source import Words
from perfrules.types.interval import Interval, exactly

TOTAL = ""
"""The name of the total among the names of leaves and headings."""


@frozen
class Outcome:
    """What the production evaluator says of a fact set: scores by the names of the IR, total under TOTAL."""

    scores: Mapping[str, Fraction]
    grade: str | None


Replay = Callable[[Facts, str], Outcome | None]
"""Scores a node (TOTAL: all of them) from facts; None where they have an error of data."""

MOST_FILLINGS = 8


@define(slots=False)
class Study:
    """What all questions about one program share."""

    program: ir.Program
    replay: Replay
    functions: Functions
    units: Mapping[str, Fraction] = field(factory=dict)
    admits: Callable[[str, tuple[Row, ...]], bool] = lambda name, table: True
    """Whether a fact of rows may be this table; handed in from above, where data are read."""
    cases: Callable[[str], Sequence[Mapping[str, Interval]]] = lambda name: ({},)
    """What the cells of a row are without a data error, case by case, for a fact of rows; handed in like `admits`."""
    unordered: frozenset[str] = frozenset()
    """Choices whose labels have no order, so that none is above another."""

    @cached_property
    def space(self) -> Space:
        return Space(self.program, self.units)

    @cached_property
    def evaluator(self) -> Evaluator:
        return Evaluator(self.program, self.functions)

    @cached_property
    def always(self) -> frozenset[str]:
        return always_required(self.program)

    @cached_property
    def leaves(self) -> Mapping[str, LeafView]:
        return {leaf.name: LeafView(self.space, leaf, self.always) for leaf in self.program.leaves()}

    @cached_property
    def nodes(self) -> Mapping[str, ir.Leaf | ir.Heading]:
        return {item.name: item for item in self.program.definitions if not isinstance(item, ir.Value)}

    @cached_property
    def _reads(self) -> dict[str, frozenset[int]]:
        return {}

    def reads(self, name: str) -> frozenset[int]:
        """The facts that a score can depend on, by number."""
        if name not in self._reads:
            total = self.program.total
            if name == TOTAL:
                found = frozenset(v for part in self.top for v in self.reads(part))
                for node in total.nodes():
                    found |= self.space.paths.reads(node)
            elif name in self.leaves:
                found = self.leaves[name].reads
            else:
                found = self.space.paths.reads(ir.ScoreOf(name))
            self._reads[name] = found
        return self._reads[name]

    @cached_property
    def inputs(self) -> Mapping[str, ir.Input]:
        """The facts of the program by name."""
        return {item.name: item for item in self.program.inputs}

    def read_names(self, name: str) -> frozenset[str]:
        """The facts that a score can depend on, by name."""
        return frozenset(self.space.names[v] for v in self.reads(name) if self.space.inputs[v] is not None)

    def leaves_of(self, name: str) -> list[str]:
        """The leaves that a score is made of."""
        if name == TOTAL:
            return [leaf for part in self.top for leaf in self.leaves_of(part)]
        item = self.nodes[name]
        return [name] if isinstance(item, ir.Leaf) else [leaf for part in item.parts for leaf in self.leaves_of(part)]

    def adds(self, name: str) -> bool:
        """Whether a score is the plain sum of its leaves, but for how the total is cut and rounded."""
        if name == TOTAL:
            total = self.program.total
            plain = total.scale is None and not total.caps and not total.vetoes and total.judged is None
            return plain and all(self.adds(part) for part in self.top)
        item = self.nodes[name]
        return isinstance(item, ir.Leaf) or (item.score is None and all(self.adds(part) for part in item.parts))

    @property
    def top(self) -> tuple[str, ...]:
        """The topmost headings, 加减分 among them."""
        total = self.program.total
        return total.parts if total.adjustments is None else (*total.parts, total.adjustments)

    def rises_meaningfully(self, number: int) -> bool:
        """Whether one value of a fact is above another: not for unordered choices, texts, absences."""
        item = self.space.inputs[number]
        return item is not None and item.kind != "rows" and item.name not in self.unordered

    # From numbers to fact sets

    def facts(self, values: Mapping[int, Fraction]) -> Facts:
        """Values by number → a fact set of the IR; what is absent is left out."""
        found: dict[str, Fraction | bool | int | tuple[Row, ...]] = {}
        for number, value in values.items():
            item = self.space.inputs[number]
            if item is None:
                continue
            if item.kind == "rows":
                # Its number is that of a table; 0 is the plainest.
                found[item.name] = self.tables(item.name)[int(value)] if value else table_of(item, plain_row(item))
                continue
            absent = self.space.absences.get(item.name)
            if absent is not None and values.get(absent, m.ZERO) == 1:
                continue
            found[item.name] = bool(value) if item.kind == "flag" else int(value) if item.kind == "label" else value
        for name, number in self.space.absences.items():
            if name not in self.space.numbers and values.get(number, m.ZERO) == 0:
                found[name] = True
        return found

    @cached_property
    def _tables(self) -> dict[str, tuple[tuple[Row, ...], ...]]:
        return {}

    def tables(self, name: str) -> tuple[tuple[Row, ...], ...]:
        """Tables that stand for all that a fact of rows can be; drawn when they are first asked for."""
        if name not in self._tables:
            whole = self.fill({})
            base = {} if whole is None else self.facts(whole)
            self._tables[name] = tables(self, self.inputs[name], base)
        return self._tables[name]

    def rows_of(self, name: str) -> list[int]:
        """The facts of rows that a score can depend on."""
        items = ((v, self.space.inputs[v]) for v in sorted(self.reads(name)))
        return [v for v, item in items if item is not None and item.kind == "rows"]

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every 约束 in normal form: all are checked where all facts are given."""
        return tuple(self.space.rules)

    def fill(self, given: Mapping[int, Fraction]) -> dict[int, Fraction] | None:
        """A whole fact set around what is given."""
        return self.space.complete(given, self.rules)

    def fillings(self, view: LeafView | None, given: Mapping[int, Fraction]) -> Iterator[Mapping[int, Fraction]]:
        """What is given, with different values of the leaf's other facts, so that the rest of its score varies."""
        yield given
        if view is None:
            return
        free = [g for g in view.groups if g.variables and not g.variables & given.keys()]
        samples = [self._samples(group) for group in free]
        if not free:
            return
        for i in range(MOST_FILLINGS):
            found = dict(given)
            for k, options in enumerate(samples):
                if options:
                    found.update(options[(i if k % 2 == 0 else i // 2) % len(options)])
            yield found

    @cached_property
    def _sampled(self) -> dict[int, list[Mapping[int, Fraction]]]:
        return {}

    def _samples(self, group: Group) -> list[Mapping[int, Fraction]]:
        """Values of a group's facts, from what gives most to what gives least."""
        if id(group) not in self._sampled:
            found: list[tuple[Fraction, Mapping[int, Fraction]]] = []
            for branch in group.branches:
                for conditions, score in self.spread(branch.conditions, branch.value):
                    met = self.space.feasible(conditions, self.rules)
                    if isinstance(met, Met):
                        found.append((score, met.values))
            found.sort(key=lambda pair: pair[0], reverse=True)
            self._sampled[id(group)] = [values for _, values in found]
        return self._sampled[id(group)]

    def spread(self, conditions: Conditions, value: object) -> list[tuple[Conditions, Fraction]]:
        """Conditions under which a value is at its most, its least and between."""
        if not isinstance(value, m.Term):
            return [(conditions, m.ZERO)]
        if value.fixed is not None:
            return [(conditions, value.fixed)]
        chain = value.whole()
        if chain is None:
            return [(conditions, value.constant)]
        paths = self.space.paths
        ends = paths.range_of(value, conditions)
        low = ends.low if ends.low is not None else (ends.high or m.ZERO) - 10
        high = ends.high if ends.high is not None else low + 10
        found = []
        most, least, middle = Interval(high, None), exactly(low), Interval(None, (low + high) / 2)
        for wanted in (most, least, Interval((3 * high + low) / 4, None), middle):
            met = paths.meet(conditions, {chain.metric: chain.before(wanted)})
            if met is not None:
                found.append((met, wanted.low if wanted.low is not None else (low + high) / 2))
        return found or [(conditions, low)]

    @cached_property
    def _candidates(self) -> dict[str, Mapping[Fraction, Facts]]:
        return {}

    def candidates(self, name: str) -> Mapping[Fraction, Facts]:
        """Scores of a leaf that were found, the ends of its range among them where they could be, with their facts."""
        if name not in self._candidates:
            self._candidates[name] = dict(self._scored(name))
        return self._candidates[name]

    def _scored(self, name: str) -> Iterator[tuple[Fraction, Facts]]:
        view = self.leaves[name]
        starts: list[dict[int, Fraction]] = [{}]
        for piece in view.pieces(next((v for g in view.groups[:1] for v in g.variables), None)):
            for conditions, _ in self.spread(piece.conditions, piece.value):
                met = self.space.feasible(conditions, self.rules)
                if isinstance(met, Met):
                    starts.append(dict(met.values))
        for start in starts:
            for given in self.fillings(view, start):
                whole = self.fill(given)
                if whole is None:
                    continue
                facts = self.facts(whole)
                score = self.score(name, facts)
                if score is not None:
                    yield score, facts
        for number in self.rows_of(name):
            for k in range(len(self.tables(self.space.names[number]))):
                whole = self.fill({number: Fraction(k)})
                facts = {} if whole is None else self.facts(whole)
                score = self.score(name, facts)
                if score is not None:
                    yield score, facts

    # Witnesses

    def show_pair(self, name: str, pair: Pair, wanted: int, view: LeafView | None) -> Refuted | None:
        """Two fact sets that differ in one fact and whose scores go against `wanted`, scored in production."""
        for facts, scores in self.scored_pairs(name, pair, view):
            if (scores[1] - scores[0]) * wanted < 0:
                found = self.replayed(name, facts, self.space.names[pair.changed])
                if found is not None and (found.scores[1] - found.scores[0]) * wanted < 0:
                    return Refuted(found)
        return None

    def scored_pairs(
        self, name: str, pair: Pair, view: LeafView | None
    ) -> Iterator[tuple[tuple[Facts, Facts], tuple[Fraction, Fraction]]]:
        """The pair as whole fact sets, with different values of what it leaves open, and both scores."""
        changed = pair.changed
        for given in self.fillings(view, pair.before):
            for base in (pair.before, pair.after):
                whole = self.fill({**given, changed: base[changed]})
                if whole is None:
                    continue
                before = self.facts({**whole, changed: pair.before[changed]})
                after = self.facts({**whole, changed: pair.after[changed]})
                scores = self.score(name, before), self.score(name, after)
                if scores[0] is None or scores[1] is None:
                    continue
                yield (before, after), (scores[0], scores[1])
                break

    def score(self, name: str, facts: Facts) -> Fraction | None:
        """The score of a node by the analyser's own evaluator; None where the facts give none."""
        run = self.evaluator.run(facts)
        try:
            if name == TOTAL:
                return self.evaluator.total(run)[0] if self.evaluator.admits(run) else None
            # Who is not to be scored at all has no total; what a rule gives is asked of the rule alone.
            return self.evaluator.score(run, name) if self.evaluator.keeps(run) else None
        except NotComputed:
            return None

    def replayed(self, name: str, facts: Sequence[Facts], changed: str | None = None) -> Witness | None:
        """Fact sets scored in production; None where one has an error of data."""
        outcomes = []
        for one in facts:
            outcome = self.replay(one, name)
            if outcome is None:
                return None
            outcomes.append(outcome)
        relevant = tuple(sorted({self.space.names[v] for v in self.reads(name) if self.space.inputs[v] is not None}))
        scores = tuple(outcome.scores[name] for outcome in outcomes)
        return Witness(tuple(facts), scores, relevant, changed, tuple(outcome.grade for outcome in outcomes))

    def assumptions(self, variables: frozenset[int], required: frozenset[str]) -> tuple[Words, ...]:
        """The 约束 that an answer about some facts relies on, in the author's words."""
        found = []
        for rule in self.space.reliable(required):
            if rule.variables & variables:
                text = rule.source.origin.span.text.strip()
                found.append(Words(text, text))
        return tuple(dict.fromkeys(found))
