"""The reference evaluator: walks the rubric on exact fractions, one subject at a time, plain and slow.

It defines what every other evaluator must give. It never sees the IR: each idiom says here what it means
(`evaluate`), in longhand, so that a wrong lowering cannot fool every evaluator at once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Protocol, cast

from attrs import define, evolve, field, frozen

from perfrules.backends import above, total
from perfrules.diagnostics.diagnostic import Diagnostic, Kind
from perfrules.model import errors
from perfrules.model.model import Fact, Formula, Indicator, Label, Population, Rubric
from perfrules.model.protocols import Evaluation, Reason, ReasonKind, Table
from perfrules.model.reads import columns, reads, reads_scores
from perfrules.result import (
    LEFT_OUT,
    NOT_APPLICABLE,
    NOT_CHOSEN,
    NOT_COMPUTED,
    OVERRIDDEN,
    SCORED,
    SHARED_OUT,
    UNPUBLISHED,
    UNRECORDED,
    UNUSED,
    Finding,
    Index,
    NodeResult,
    Result,
)
from perfrules.source import NOWHERE, Words, many
from perfrules.syntax import nodes as n
from perfrules.syntax.folding import name_key
from perfrules.types.interval import Interval
from perfrules.types.rounding import rounded
from perfrules.types.show import MOST_EXTRA, decimal, in_both, show, shown, shown_unit, stated, told
from perfrules.types.show import points as shown_points
from perfrules.types.types import FLAG, Choice, Flag, Form, Quantity, Type, Unit, Value


class LanguageLike(Protocol):
    """What evaluation needs of a language."""

    @property
    def functions_by_name(self) -> Mapping[str, Any]: ...
    def idiom_of(self, node: n.Node) -> Any: ...
    def guards_and_rest(self, clauses: Iterable[n.Node]) -> tuple[list[n.Node], list[n.Node]]: ...


class FactsLike(Protocol):
    """What evaluation needs of a fact set: values, 理由 and 佐证 by path, what was given wrongly, whose they are."""

    @property
    def values(self) -> Mapping[str, Value]: ...
    @property
    def reasons(self) -> Mapping[str, str]: ...
    @property
    def evidence(self) -> Mapping[str, str]: ...
    @property
    def bad(self) -> frozenset[str]: ...
    @property
    def name(self) -> str: ...


FORMULA = ReasonKind("formula", "{name}＝{worked}＝{value}", "{name} = {worked} = {value}")
GIVEN_VALUE = ReasonKind("given-value", "{name}按{value}", "{name} taken as {value}")
GUARDED = ReasonKind("formula-guard", "{name}：{condition}时按{value}", "{name}: {value}, since {condition}")
ZERO_CONVENTION = ReasonKind("zero-convention", "除数为 0，按约定得{score}", "the divisor is 0, by convention {score}")
BASE = ReasonKind("base-points", "基础分{score}", "base {score}")
REACHING = ReasonKind(
    "reaching", "各项最多得{most}，分值是{full}", "all of the awards come to {most}, the full marks to {full}"
)
LIMITED = ReasonKind("adjustments-limited", "加减分以{score}为限", "adjustments stop at {score}")
FLOORED = ReasonKind("floored", "扣完为止，得0分", "not below 0")
CAPPED = ReasonKind("capped", "不超过满分，得{score}", "not above the full {score}")
ROUNDED = ReasonKind("rounded", "{before}{how}，得{score}", "{before} {how}: {score}")

_HOW = {
    "half-up": Words("四舍五入保留{digits}位小数", "rounded to {decimals}"),
    "down": Words("舍去到{digits}位小数", "cut to {decimals}"),
    "up": Words("进位到{digits}位小数", "raised to {decimals}"),
}


class _Unscorable(Exception):
    """A leaf needs a fact that is missing or bad; what is missing has been recorded."""


class _ZeroDivisor(Exception):
    """A division by 0 that a 约定 speaks of; `zero` tells 0 ÷ 0 from x ÷ 0."""

    def __init__(self, zero: bool) -> None:
        self.zero = zero


@frozen
class Instead:
    """What stands for parts of an evaluation: a figure that is tried, or that a document printed.

    `values` are values of formulas and `scores` scores of headings, by identity. `offered` are the facts that a
    trial has a column for, None in any other evaluation: a 不适用 or 特例 that asks for none of them does not hold.
    """

    values: Mapping[int, Value] = field(factory=dict)
    scores: Mapping[int, Fraction] = field(factory=dict)
    offered: frozenset[str] | None = None


@define
class Run:
    """One evaluation: values of formulas and scores of headings as they are needed, problems as they are met."""

    rubric: Rubric
    facts: FactsLike
    language: LanguageLike
    missing_kind: Kind
    problems: list[Diagnostic] = field(factory=list)
    values: dict[int, Value] = field(factory=dict)
    results: dict[int, NodeResult] = field(factory=dict)
    order: list[NodeResult] = field(factory=list)
    failed: set[int] = field(factory=set)
    at: int = 0
    """Which value of a 列 is read just now, inside what goes over it."""
    row: Mapping[str, Any] = field(factory=dict)
    """The row of a 明细 that is at hand, by its columns."""
    picked: dict[int, Indicator] = field(factory=dict)
    """The part that counts, by the identity of its heading, where the heading takes one of its parts."""
    instead: Instead = field(factory=Instead)

    def __attrs_post_init__(self) -> None:
        self.values.update(self.instead.values)

    # Facts that are needed

    def require(self, node: n.Node, leaf: Indicator) -> bool:
        """Whether every fact that a node reads is there; records those that are not.

        What only a part that stands apart reads (a table inside a row) is required where that part is gone into.
        """
        there = True
        for fact in reads(self.rubric, node, self.instead.values, inside=False):
            if fact.path in self.facts.values or fact.may_be_absent:
                continue
            if fact.stand_in is not None and fact.path not in self.facts.bad:
                fact = fact.stand_in
                if fact.path in self.facts.values:
                    continue
            if fact.path not in self.facts.bad:
                self._missing(fact, leaf)
            there = False
        return there

    def passes_over(self, guard: Any) -> bool:
        """Whether a trial says nothing of what a 不适用 or 特例 asks."""
        if self.instead.offered is None or not self.instead.values:
            return False
        asked = {fact.path for fact in reads(self.rubric, guard.condition, self.instead.values)}
        return bool(asked) and not asked & self.instead.offered

    def _missing(self, fact: Fact, leaf: Indicator) -> None:
        reader = Words("总分", "the total") if leaf is self.rubric.top else Words(leaf.name, leaf.name)
        where = Words(f"（{reader.zh}要用）", f" (needed by {reader.en})")
        if fact.population is not None:
            what = fact.population.words
            zh, en = f"（{what.zh}，填公布的数；{reader.zh}要用）", f" ({what.en}, as published; needed by {reader.en})"
            where = Words(zh, en)
        problem = Diagnostic(self.missing_kind, NOWHERE, {"name": fact.path, "where": where})
        if not any(known.args.get("name") == fact.path for known in self.problems):
            self.problems.append(problem)

    # Values

    def value(self, expr: n.Expr, leaf: _Leaf | None) -> Value:
        """The exact value of an expression."""
        constant = self.rubric.constants.get(expr.id)
        if constant is not None:
            return constant
        match expr:
            case n.Name():
                return self.target(self.rubric.refs[expr.id], leaf)
            case n.ScoreOf():
                return self.score_of(cast(Indicator, self.rubric.refs[expr.id]))
            case n.Negative(operand=operand):
                return -self.number(operand, leaf)
            case n.Arithmetic():
                return self._arithmetic(expr, leaf)
            case n.Compare():
                return self._compare(expr, leaf)
            case n.Logic(op=op, items=items):
                # Both sides count as evaluated: a rule's value is not to depend on which of them comes first.
                found = [bool(self.value(item, leaf)) for item in items]
                return all(found) if op == "且" else any(found)
            case n.Limited(operand=operand, low=low, high=high):
                return max(self.number(low, leaf), min(self.number(operand, leaf), self.number(high, leaf)))
            case n.Rescaled(operand=operand, factor=factor):
                return self.number(operand, leaf) * self.number(factor, leaf)
            case n.AtLeast(least=least, items=items):
                held = [bool(value) for item in items for value in self.each(item, leaf) if value is not None]
                return held.count(True) >= least.value
            case n.Not(operand=operand):
                return not self.value(operand, leaf)
            case n.IsMissing(operand=operand):
                return self.there(operand) < self.size(operand)
            case n.FewerThan(operand=operand, least=least):
                return self.there(operand) < least.value
            case n.Call() if isinstance(figure := self.rubric.refs.get(expr.id), Fact):
                return self.target(figure, leaf)
            case n.Call(function=name, arguments=arguments):
                return self.call(name, arguments, leaf)
        raise AssertionError(f"no value for {expr}")

    def call(self, name: str, arguments: Sequence[n.Expr], leaf: _Leaf | None) -> Value:
        """What a function gives; a 列 among its arguments counts as each of its values."""
        function = self.language.functions_by_name[name]
        values: list[Any] = [value for argument in arguments for value in self.each(argument, leaf)]
        if function.trims and not n.drops(tuple(arguments)):
            values.append(Fraction(1))
        if function.calendar:
            values.append(self.rubric.calendar)
        return cast(Value, function.evaluate(values))

    def each(self, expr: n.Expr, leaf: _Leaf | None) -> list[Value | None]:
        """The values of an expression that may go over a 列; None for one that was not given."""
        if expr.id in self.rubric.rows_over:
            return self.each_row(expr, leaf)
        if expr.id not in self.rubric.spread:
            return [self.value(expr, leaf)]
        around, found = self.at, list[Value | None]()
        for at in range(self.rubric.spread[expr.id]):
            self.at = at
            found.append(None if self.lacks(expr) else self.value(expr, leaf))
        self.at = around
        return found

    def each_row(self, expr: n.Expr, leaf: _Leaf | None) -> list[Value | None]:
        """The value of an expression in each row of the 明细 that it goes over."""
        rows = cast(Sequence[Mapping[str, Any]], self.facts.values[self.rubric.rows_over[expr.id].path])
        around, found = self.row, list[Value | None]()
        for row in rows:
            self.row = row
            found.append(self.value(expr, leaf))
        self.row = around
        return found

    def lacks(self, expr: n.Expr) -> bool:
        """Whether a 列 in an expression was given no value where it is read just now."""
        names = (x for x in n.walk(expr) if isinstance(x, n.Name))
        lists = (target for x in names if isinstance(target := self.rubric.refs.get(x.id), Fact) and target.items)
        items = (fact.items[self.at] for fact in lists if self.at < len(fact.items))
        return any(item.left_to_rules and item.path not in self.facts.values for item in items)

    def size(self, name: n.Expr) -> int:
        """How many values a fact has."""
        return len(cast(Fact, self.rubric.refs[name.id]).items) or 1

    def there(self, name: n.Expr) -> int:
        """How many values of a fact were given."""
        fact = cast(Fact, self.rubric.refs[name.id])
        return sum(item.path in self.facts.values for item in fact.items or (fact,))

    def number(self, expr: n.Expr, leaf: _Leaf | None) -> Fraction:
        """The exact value of a quantity, in base units."""
        return cast(Fraction, self.value(expr, leaf))

    def target(self, target: object, leaf: _Leaf | None) -> Value:
        """The value of what a name means."""
        if isinstance(target, Indicator):
            measure = target.measure
            return self.value(measure, leaf) if isinstance(measure, n.Expr) else self.target(measure, leaf)
        if isinstance(target, Fact):
            if target.rows is not None:
                return cast(Value, self.row[target.name])
            if target.detail is not None:
                return cast(Value, self.row["·名称"])
            target = target.items[self.at] if target.items else target
            found = self.facts.values.get(target.path)
            if found is None and target.stand_in is not None:
                found = self.facts.values.get(target.stand_in.path)
            if found is None:
                found = target.missing_value
            if found is None:
                raise _Unscorable
            return found
        return self.formula(cast(Formula, target), leaf)

    def formula(self, formula: Formula, leaf: _Leaf | None) -> Value:
        """The value of a formula: the first guard that holds, else the expression; rounded where it says so."""
        known = self.values.get(id(formula))
        if known is not None:
            if leaf is not None:
                leaf.worked_formula(formula, None)
            return known
        guard = next((g for g in formula.guards if self.value(g.condition, leaf)), None)
        if isinstance(formula.expression, n.Decision):
            found = self._decided(formula, formula.expression)
        else:
            found = self.value(guard.value if guard else formula.expression, leaf)
        keep = (guard.keep if guard else None) or formula.keep
        if keep is not None:
            found = self._keep(cast(Fraction, found), keep, formula.type)
        self.values[id(formula)] = found
        if leaf is not None:
            leaf.worked_formula(formula, guard)
        return found

    def _decided(self, formula: Formula, decision: n.Decision) -> Value:
        found = self.language.idiom_of(decision).evaluate(
            decision, _Leaf(self, formula.owner), self.rubric.tables[id(decision)]
        )
        return cast(Value, found)

    def _keep(self, value: Fraction, keep: n.Keep, type_: Type | None) -> Fraction:
        unit = shown_unit(type_) if isinstance(type_, Quantity) and type_.dimension else None
        factor = unit.factor if unit else Fraction(1)
        digits = keep.digits + (2 if keep.percent else 0)
        return rounded(value / factor, digits, keep.mode) * factor

    def _arithmetic(self, expr: n.Arithmetic, leaf: _Leaf | None) -> Fraction:
        left, right = self.number(expr.left, leaf), self.number(expr.right, leaf)
        if expr.op == "÷":
            if right == 0:
                raise _ZeroDivisor(left == 0)
            return left / right
        if expr.op == "×":
            return left * right
        return left + right if expr.op == "+" else left - right

    def _compare(self, expr: n.Compare, leaf: _Leaf | None) -> bool:
        left, right = self.value(expr.left, leaf), self.value(expr.right, leaf)
        type_ = self.rubric.types.get(expr.left.id)
        if isinstance(type_, Choice) and expr.op not in "=≠":
            # Ordered labels are declared best first: the earlier one is the greater.
            left, right = Fraction(-type_.labels.index(str(left))), Fraction(-type_.labels.index(str(right)))
        return compares(expr.op, cast(Fraction, left), cast(Fraction, right))

    # Scores

    def score_of(self, indicator: Indicator) -> Fraction:
        """The final score of a heading."""
        if id(indicator) in self.failed:
            raise _Unscorable
        if id(indicator) not in self.results:
            self.score(indicator)
        if id(indicator) in self.failed:
            raise _Unscorable
        return self.results[id(indicator)].score

    def score(self, indicator: Indicator) -> None:
        """Score a heading and all below it that is not scored yet."""
        if id(indicator) in self.results or id(indicator) in self.failed:
            return
        for child in indicator.children:
            self.score(child)
        if indicator.is_leaf:
            leaf = _Leaf(self, indicator)
            try:
                self.results[id(indicator)] = self._instead(indicator, leaf.run())
            except _Unscorable:
                self.failed.add(id(indicator))
            return
        if any(id(part) in self.failed for part in indicator.parts):
            self.failed.add(id(indicator))
            return
        parts = [self.results[id(part)] for part in indicator.parts]
        found, picked = above.combine(self.rubric, self.language, indicator, parts)
        self.results[id(indicator)] = self._instead(indicator, found)
        if picked is not None:
            self.picked[id(indicator)] = picked

    def _instead(self, indicator: Indicator, found: NodeResult) -> NodeResult:
        score = self.instead.scores.get(id(indicator))
        return found if score is None else evolve(found, score=score, high=score)


_PRECEDENCE = {"+": 1, "-": 1, "×": 2, "÷": 2}
_SIGN = {"-": "－", "+": "＋"}


@define
class _Leaf:
    """The evaluation of one leaf, and what an idiom can ask meanwhile (protocols.Evaluation)."""

    run_: Run
    leaf: Indicator
    reasons: list[Reason] = field(factory=list)
    shown: set[int] = field(factory=set)
    status: str = SCORED
    scale: Fraction = Fraction(1)
    """The points that one of full stands for: those of a row, in a row."""
    row: Mapping[str, Any] = field(factory=dict)
    english: bool = False
    """The language that a formula is being told in."""

    @property
    def full(self) -> Fraction:
        return self.leaf.points

    @property
    def rubric(self) -> Rubric:
        return self.run_.rubric

    def run(self) -> NodeResult:
        """Data → 不适用 and 特例 from the top → rule, awards, deductions → clip → round."""
        language = self.run_.language
        if not self.leaf.is_scored:
            self.status = UNUSED if self.leaf.state == "unused" else UNPUBLISHED
            return self._result(Fraction(0))
        if self._is_unchosen():
            self.status = NOT_CHOSEN
            return self._result(Fraction(0))
        if self.leaf.state:
            self.status = UNRECORDED
            return evolve(self._result(Fraction(0)), high=self.full)
        guards, rest = language.guards_and_rest(self.leaf.clauses)
        for clause in guards:
            if self.run_.passes_over(clause):
                continue
            if not self._ready(clause):
                raise _Unscorable
            final = language.idiom_of(clause).evaluate(clause, self)
            if final is not None:
                left_out = self.status in (LEFT_OUT, SHARED_OUT)
                self._account(clause, 0, Fraction(0) if left_out else self._lost_at(cast(Fraction, final)))
                if self.status == SCORED:
                    self.status = OVERRIDDEN
                return self._result(cast(Fraction, final))
        if not self.leaf.clauses and isinstance(self.leaf.measure, Formula):
            return self._valued(self.leaf.measure)
        ready = [self.run_.require(clause, self.leaf) for clause in rest]
        if not all(ready):
            raise _Unscorable
        if not all(self._inside(clause) for clause in rest):
            raise _Unscorable
        try:
            score = self._sum(rest)
        except _ZeroDivisor as division:
            score = self._by_convention(division.zero)
        return self._result(score)

    def _is_unchosen(self) -> bool:
        """Whether it stands in a part that a heading with 只可择其一 does not choose."""
        for heading, part in self.leaf.choices():
            fact = self.rubric.declared[id(heading.aggregate)][0]
            if not self.run_.require(cast(n.Node, heading.aggregate), heading):
                raise _Unscorable
            if name_key(str(self.run_.target(fact, self))) != name_key(part.name):
                return True
        return False

    def _ready(self, guard: Any) -> bool:
        """Whether a 不适用 or 特例 has its facts: those of its condition, and where that holds, of its score."""
        there = self.run_.require(guard.condition, self.leaf)
        return there and (not self.truth(guard.condition) or self.run_.require(guard.score, self.leaf))

    def _valued(self, formula: Formula) -> NodeResult:
        """不计分 without points: its 指标值 is worked out, and nothing scored."""
        ready = [self.run_.require(part, self.leaf) for part in (formula.expression, *formula.guards)]
        if not all(ready):
            raise _Unscorable
        self.run_.formula(formula, self)
        return self._result(Fraction(0))

    def _inside(self, clause: n.Node) -> bool:
        """Whether the tables inside the rows that give the score have their facts."""
        idiom, table = self.run_.language.idiom_of(clause), self.rubric.tables.get(id(clause))
        if idiom.reached is None:
            return True
        parts = idiom.reached(clause, _Leaf(self.run_, self.leaf), table)
        there = [self.run_.require(part, self.leaf) for part in parts]
        return all(there)

    def _sum(self, clauses: list[n.Node]) -> Fraction:
        idioms = [(self.run_.language.idiom_of(clause), clause) for clause in clauses]
        by_role = {role: [c for i, c in idioms if i.role == role] for role in ("base", "award", "deduction")}
        total = self.full
        if by_role["base"]:
            clause = by_role["base"][0]
            table = self.rubric.tables.get(id(clause))
            arguments = (clause, self, table) if table is not None else (clause, self)
            total = self.run_.language.idiom_of(clause).evaluate(*arguments)
            self._account(clause, 0, self._lost_at(total))
        elif by_role["award"] or self.leaf.adjusts:
            total = self._start(by_role["award"])
        elif self.rubric.lower_is_better:
            self._say_losing(BASE, total, total, score=self.points(total))
        # Awards that make up the full marks: what of them was not got is lost. Any other award gives some back.
        closing = not (by_role["base"] or self.leaf.adjusts or self.rubric.lower_is_better)
        for clause in by_role["award"]:
            start, idiom = len(self.reasons), self.run_.language.idiom_of(clause)
            given = cast(Fraction, idiom.evaluate(clause, self))
            most = cast(Fraction, idiom.award(clause, self)) if closing else Fraction(0)
            self._account(clause, start, most + self._lost_by(given))
            total += given
        for clause in by_role["deduction"]:
            start = len(self.reasons)
            taken = cast(Fraction, self.run_.language.idiom_of(clause).evaluate(clause, self))
            self._account(clause, start, self._lost_by(-taken))
            total -= taken
        if self.leaf.adjusts:
            cut = self.leaf.within(total)
            if cut != total:
                self._say_losing(LIMITED, None, self._lost_by(cut - total), score=self.points(cut))
            return cut
        clipped = min(max(total, self.leaf.least), self.leaf.ceiling)
        if total < self.leaf.least:
            self.say(FLOORED)
        elif total > self.leaf.ceiling:
            self.say(CAPPED, None, (), score=self.points(self.full))
        if clipped != total:
            self.reasons[-1] = evolve(self.reasons[-1], lost=self._lost_by(clipped - total))
        return clipped

    def _start(self, awards: list[n.Node]) -> Fraction:
        """What a leaf without a rule of its own starts from, told where that is not 0."""
        total = self.leaf.base_points or Fraction(0)
        lower = self.rubric.lower_is_better
        if total:
            self._say_losing(BASE, total, total if lower else Fraction(0), score=self.points(total))
        if self.leaf.range_span is not None and not lower:
            most = sum((self.run_.language.idiom_of(c).award(c, self) for c in awards), total)
            if most != self.full:
                self._say_losing(REACHING, None, self.full - most, most=self.points(most), full=self.points(self.full))
        return total

    def _lost_at(self, score: Fraction) -> Fraction:
        """What is lost where this is all that was scored."""
        return score if self.rubric.lower_is_better else self.full - score

    def _lost_by(self, change: Fraction) -> Fraction:
        """What is lost by a change of the score."""
        return change if self.rubric.lower_is_better else -change

    def _say_losing(self, kind: ReasonKind, amount: Fraction | None, lost: Fraction, **args: Any) -> None:
        self.say(kind, amount, (), **args)
        self.reasons[-1] = evolve(self.reasons[-1], lost=lost)

    def constant(self, expr: n.Expr) -> Fraction:
        """A fixed figure of the leaf's, as the check of an award reads it."""
        return self.run_.number(expr, self)

    def _account(self, clause: n.Node, start: int, lost: Fraction) -> None:
        """Put what a clause lost, and the 佐证 of the facts it read, on the step since `start` that gave its points."""
        steps = range(start, len(self.reasons))
        found = [i for i in steps if self.reasons[i].amount is not None] or list(steps)
        lost -= sum((self.reasons[i].lost for i in steps), Fraction(0))
        if not found or (not lost and any(self.reasons[i].lost for i in steps)):
            return
        lost += self.reasons[found[-1]].lost
        read = {fact.path for fact in reads(self.rubric, clause)}
        evidence = tuple(dict.fromkeys(text for path, text in self.run_.facts.evidence.items() if path in read))
        self.reasons[found[-1]] = evolve(self.reasons[found[-1]], lost=lost, evidence=evidence)

    def _by_convention(self, zero: bool) -> Fraction:
        conventions = self.rubric.conventions
        expr = conventions.zero_by_zero if zero else conventions.nonzero_by_zero
        assert expr is not None, "a divisor can be 0 in a rubric that checks clean"
        score = self.full if isinstance(expr, n.FullMarks) else self.run_.number(expr, self)
        self.reasons.clear()
        self.say(ZERO_CONVENTION, score, conventions.notes, score=self.points(score))
        self.reasons[-1] = evolve(self.reasons[-1], lost=self._lost_at(score))
        self.status = OVERRIDDEN
        return score

    def _result(self, score: Fraction) -> NodeResult:
        rounding = self.rubric.rounding_of(self.leaf)
        final = score
        if rounding is not None and rounding.digits is not None:
            final = rounded(score, rounding.digits, rounding.mode)
            if final != score and len([r for r in self.reasons if r.amount is not None]) > 1:
                how = _HOW[rounding.mode]
                digits = rounding.digits
                words = Words(how.zh.format(digits=digits), how.en.format(decimals=many(digits, "decimal")))
                about = {"before": shown_points(score), "how": words, "score": shown_points(final)}
                self.say(ROUNDED, None, rounding.notes, **about)
            if final != score and self.reasons:
                last = self.reasons[-1]
                self.reasons[-1] = evolve(last, lost=last.lost + self._lost_by(final - score))
        value, type_, unit = self._measure()
        return NodeResult(
            self.leaf.name,
            self.leaf.path,
            self.leaf.depth,
            self.leaf.points,
            final,
            score,
            value,
            type_,
            unit,
            self.status,
            tuple(self.reasons),
            tuple(self.leaf.notes),
            True,
            Fraction(0) if self.status in (LEFT_OUT, SHARED_OUT, NOT_CHOSEN) else self.full,
            adjusts=self.leaf.adjusts,
            lower_is_better=self.rubric.lower_is_better,
        )

    def _measure(self) -> tuple[Value | None, Type | None, Unit | None]:
        """The 指标值, where it was computed on the way to the score."""
        measure = self.leaf.measure
        if isinstance(measure, Formula):
            type_ = measure.type
            return self.run_.values.get(id(measure)), type_, _unit(type_)
        if isinstance(measure, n.Expr) and self.status == SCORED and not self.missing(measure):
            type_ = self.rubric.types.get(measure.id)
            return self.run_.value(measure, None), type_, _unit(type_)
        return None, None, None

    # What idioms ask

    def value(self, expr: n.Expr) -> Fraction:
        return self.run_.number(expr, self)

    def label(self, expr: n.Expr) -> str:
        found = self.run_.value(expr, self)
        return ("是" if found else "否") if isinstance(found, bool) else str(found)

    def truth(self, expr: n.Expr) -> bool:
        return bool(self.run_.value(expr, self))

    def missing(self, expr: n.Expr) -> bool:
        values = self.run_.facts.values
        read = reads(self.rubric, expr, self.run_.instead.values)
        cells = columns(self.rubric, expr)
        return any(fact.left_to_rules and fact.path not in values for fact in read) or any(
            column.left_to_rules and column.name not in self.run_.row for _, column in cells
        )

    def type(self, expr: n.Expr) -> Type:
        return self.rubric.types.get(expr.id, FLAG)

    def interval(self, node: n.IntervalNode) -> Interval:
        return self.rubric.intervals[node.id]

    def score(self, score: n.Node, table: Table | None, row: n.Row | None) -> Fraction:
        return cast(Fraction, self.run_.language.idiom_of(score).evaluate(score, self, table, row))

    def head_holds(self, head: n.Node, table: Table) -> bool:
        return bool(self.run_.language.idiom_of(head).evaluate(head, self, table))

    def declared(self, clause: n.Node) -> tuple[Fact, ...]:
        return self.rubric.declared[id(clause)]

    def rows_of(self, fact: Fact) -> Sequence[Mapping[str, Any]]:
        return cast(Sequence[Mapping[str, Any]], self.run_.facts.values[fact.path])

    def in_row(self, fact: Fact, row: Mapping[str, Any], points: Fraction) -> _Leaf:
        assert fact.detail is not None
        self.run_.row = row
        return _Leaf(self.run_, fact.detail.scope, scale=points, row=row)

    def take_over(self, inner: Evaluation, score: Fraction) -> None:
        assert isinstance(inner, _Leaf)
        lost = score if self.rubric.lower_is_better else inner.scale - score
        step = inner.reasons[-1]
        amount = None if step.amount is None else step.amount * inner.scale
        evidence = (inner.row["·佐证"],) if inner.row.get("·佐证") else ()
        self.reasons.append(evolve(step, amount=amount, lost=lost, evidence=evidence))

    def cell(self, column: str, default: Any = None) -> Any:
        return self.row[column] if default is None else self.row.get(column, default)

    def column(self, name: str) -> str:
        return next(column for column in self.row if name_key(column) == name_key(name))

    def row_name(self) -> str:
        return str(self.row["·名称"])

    def row_points(self) -> Fraction:
        return self.scale

    def said(self) -> Words:
        texts = [[step.text(lang) for step in self.reasons] for lang in ("zh", "en")]
        self.reasons.clear()
        return Words("，".join(texts[0]), ", ".join(texts[1]))

    def head_words(self, head: n.Node, table: Table) -> Words:
        return cast(Words, self.run_.language.idiom_of(head).describe(head))

    def table(self, node: n.Node) -> Table:
        return cast(Table, self.rubric.tables[id(node)])

    def not_applicable(self) -> None:
        self.status = NOT_APPLICABLE

    def leave_out(self, shared: bool) -> None:
        self.status = SHARED_OUT if shared else LEFT_OUT

    def leftover(self) -> str | None:
        return self.rubric.conventions.leftover

    def is_points(self, expr: n.Expr) -> bool:
        type_ = self.type(expr)
        return isinstance(type_, Quantity) and type_.form is Form.POINT

    def judged(self, clause: n.Node) -> Fact:
        return self.rubric.declared[id(clause)][0]

    def value_of(self, fact: Fact) -> Fraction:
        return cast(Fraction, self.run_.target(fact, self))

    def reason_of(self, fact: Fact) -> str:
        return self.run_.facts.reasons.get(fact.path, "")

    def say(
        self, kind: ReasonKind, amount: Fraction | None = None, notes: tuple[n.Note, ...] = (), /, **args: Any
    ) -> None:
        self.reasons.append(Reason(kind, args, amount, notes))

    # Words

    def worked_formula(self, formula: Formula, guard: n.Guard | None) -> None:
        """State a formula once in each leaf that reads it."""
        if id(formula) in self.shown:
            return
        self.shown.add(id(formula))
        value = shown(self.run_.values[id(formula)], formula.type or FLAG, _unit(formula.type))
        if id(formula) in self.run_.instead.values:
            self.say(GIVEN_VALUE, None, (), name=formula.title, value=value)
            return
        guard = guard or next((g for g in formula.guards if self.run_.value(g.condition, self)), None)
        if guard is not None:
            condition = guard.condition.span.text.strip()
            self.say(GUARDED, None, formula.notes, name=formula.title, condition=condition, value=value)
            return
        if isinstance(formula.expression, n.Decision):
            decision = formula.expression
            explain = self.run_.language.idiom_of(decision).explain
            explain(decision, self, self.rubric.tables[id(decision)], value)
            return
        worked = self.worked(formula.expression)
        self.say(FORMULA, None, formula.notes, name=formula.title, worked=worked, value=value)

    def show(self, expr: n.Expr, holds: Callable[[Fraction], bool] | None = None) -> Words:
        type_ = self.type(expr)
        if isinstance(expr, n.Number):
            return in_both(expr.span.text.strip())
        text = told(self.run_.value(expr, self), type_, _unit(type_), holds or (lambda _: True))
        return in_both(text) if isinstance(type_, Quantity) else Words(text, text)

    def name(self, expr: n.Expr) -> str:
        target = self.rubric.refs.get(expr.id)
        if isinstance(target, Formula):
            return target.title
        if isinstance(target, (Fact, Indicator)):
            return target.name
        return expr.span.text.strip()

    def label_of(self, fact: Fact) -> str:
        return str(self.run_.target(fact, self))

    def is_result(self, expr: n.Expr) -> bool:
        return bool(self.rubric.results) and isinstance(self.rubric.refs.get(expr.id), Label)

    def points(self, value: Fraction) -> Words:
        if self.rubric.results:
            result = above.result_of(self.rubric, value)
            return Words(result, result)
        value *= self.scale
        rounding = self.rubric.rounding_of(self.leaf)
        if rounding is not None and rounding.digits is not None:
            value = rounded(value, rounding.digits, rounding.mode)
        return shown_points(value)

    def worked(self, expr: n.Expr) -> Words:
        """The formula with the figures put in; a unit of all that it does not write is left out, a ratio gets ×100%."""
        self.english = False
        zh = self._in_figures(expr)
        self.english = True
        return Words(zh, self._in_figures(expr))

    def _in_figures(self, expr: n.Expr) -> str:
        figures = {
            (type(x), unit.name)
            for x in n.walk(expr)
            if isinstance(x, (n.Name, n.Number))
            and isinstance(type_ := self.type(x), Quantity)
            and type_.dimension
            and (unit := shown_unit(type_)) is not None
        }
        # A figure of the rubric has its unit as written; beside it the others have theirs.
        with_unit = len({unit for _, unit in figures}) > 1 or any(kind is n.Number for kind, _ in figures)
        text = self._worked(expr, 0, with_unit)
        type_ = self.type(expr)
        ratio = isinstance(type_, Quantity) and type_.is_number and type_.form is Form.PERCENT
        if ratio and isinstance(expr, n.Arithmetic) and "%" not in text and "％" not in text:
            # ×100% is of the whole, so a sum or difference is bracketed.
            text = f"({text})×100%" if _PRECEDENCE[expr.op] == 1 else f"{text}×100%"
        return text

    def _worked(self, expr: n.Expr, outer: int, with_unit: bool, extra: int = 0) -> str:
        match expr:
            case n.Arithmetic(op=op, left=left, right=right):
                level = _PRECEDENCE[op]
                text = (
                    self._worked(left, level, with_unit)
                    + self._pick(_SIGN.get(op, op), op.replace("-", "−"))
                    + self._worked(right, level + (op in "-÷"), with_unit)
                )
                return f"({text})" if level < outer else text
            case n.Negative(operand=operand):
                return self._pick("－", "−") + self._worked(operand, 3, with_unit)
            case n.Compare(op=op, left=left, right=right):
                sign = self._pick({"=": "＝", ">": "＞", "<": "＜"}.get(op, op), f" {op} ")
                extra = self._decimals(expr)
                return f"{self._worked(left, 1, True, extra)}{sign}{self._worked(right, 1, True, extra)}"
            case n.Logic(op=op, items=items):
                word = self._pick(op, " and " if op == "且" else " or ")
                return word.join(self._worked(item, 0, with_unit) for item in items)
            case n.Limited(operand=operand, low=low, high=high):
                ends = f"[{self._worked(low, 0, True)}, {self._worked(high, 0, True)}]"
                return self._worked(operand, 0, with_unit) + self._pick(f"（限于 {ends}）", f" (limited to {ends})")
            case n.Rescaled(operand=operand):
                target = cast(Fact, self.rubric.refs[operand.id])
                return f"{self._worked(operand, 2, with_unit)}÷{decimal(target.full)}×{decimal(self.full)}"
            case n.AtLeast(items=items):
                values = [value for item in items for value in self.run_.each(item, self)]
                held = sum(bool(value) for value in values)
                each = list(self._worked_each(items, with_unit))
                counted = f"{held}/{len(values)}"
                return self._pick(f"{'、'.join(each)}（{counted}）", f"{', '.join(each)} ({counted})")
            case n.Not(operand=n.Name() as flag) if isinstance(self.type(flag), Flag):
                return self._worked(flag, 3, with_unit)  # 公开＝是: what it is, not 非公开＝是
            case n.Not(operand=operand):
                return self._pick("非", "not ") + self._worked(operand, 3, with_unit)
            case n.Call(function=function, arguments=arguments) if expr.id not in self.rubric.refs:
                listed = self._pick("，", ", ").join(self._worked_each(arguments, with_unit))
                return f"{self._function(function)}({listed})"
            case n.FullMarks():
                return self._points(self.full * self.scale)
            case n.Number(value=figure, unit="分") if self.english:
                return self._points(figure)
            case n.Number() | n.Places():
                return expr.span.text.strip()
        type_ = self.type(expr)
        value = self.run_.value(expr, self)
        if isinstance(type_, Flag):
            return self._pick(f"{self.name(expr)}＝", f"{self.name(expr)} = ") + shown(value, type_)[self._lang]
        text = show(value, type_, _unit(type_), with_unit=with_unit, extra=extra)
        return in_both(text)[self._lang] if isinstance(type_, Quantity) else text

    @property
    def _lang(self) -> str:
        return "en" if self.english else "zh"

    def _pick(self, zh: str, en: str) -> str:
        """What stands in the language that a formula is being told in."""
        return en if self.english else zh

    def _points(self, value: Fraction) -> str:
        return shown_points(value)[self._lang]

    def _function(self, name: str) -> str:
        """What a function is called."""
        names = self.run_.language.functions_by_name[name].names
        return next((other for other in names if other.isascii()), name) if self.english else name

    def _worked_each(self, items: Iterable[n.Expr], with_unit: bool) -> Iterator[str]:
        """Expressions with the figures put in, one that goes over a 列 once for each value."""
        for item in items:
            if item.id in self.rubric.rows_over:
                held = self.run_.row
                for row in self.rows_of(self.rubric.rows_over[item.id]):
                    self.run_.row = row
                    yield self._worked(item, 0, with_unit)
                self.run_.row = held
                continue
            if item.id not in self.rubric.spread:
                yield self._worked(item, 0, with_unit)
                continue
            around = self.run_.at
            for at in range(self.rubric.spread[item.id]):
                self.run_.at = at
                lacks = self.run_.lacks(item)
                yield self._pick("缺", "missing") if lacks else self._worked(item, 0, with_unit)
            self.run_.at = around

    def _decimals(self, expr: n.Compare) -> int:
        """How many decimals more the sides need for the comparison to be as true as shown as it is."""
        truth = self.run_.value(expr, self)
        for extra in range(MOST_EXTRA):
            left, right = (self._stated(side, extra) for side in (expr.left, expr.right))
            if left is None or right is None or compares(expr.op, left, right) == truth:
                return extra
        return MOST_EXTRA

    def _stated(self, expr: n.Expr, extra: int) -> Fraction | None:
        """The figure that a side of a comparison is shown as; None where it is none."""
        value, type_ = self.run_.value(expr, self), self.type(expr)
        if not isinstance(value, Fraction) or not isinstance(expr, n.Name):
            return value if isinstance(value, Fraction) else None
        return stated(value, type_, _unit(type_), extra)


def compares(op: str, a: Fraction, b: Fraction) -> bool:
    """Whether a comparison of two figures holds."""
    match op:
        case "=":
            return a == b
        case "≠":
            return a != b
        case "≥":
            return a >= b
        case "≤":
            return a <= b
        case ">":
            return a > b
    return a < b


def _unit(type_: Type | None) -> Unit | None:
    return type_.unit if isinstance(type_, Quantity) else None


def evaluate(
    rubric: Rubric, facts: FactsLike, language: LanguageLike, missing_kind: Kind, instead: Instead | None = None
) -> tuple[Result | None, tuple[Diagnostic, ...]]:
    """The score of one fact set; None with the missing facts where it cannot be scored.

    Nothing is scored from bad facts: where anything is missing or was given wrongly, there is no result at all.
    `instead` puts figures in the place of computed ones.
    """
    run = Run(rubric, facts, language, missing_kind, instead=instead or Instead())
    refused = _refused(run)
    if refused is not None and not run.problems and not facts.bad:
        return _without_score(rubric, facts, refused), ()
    for indicator in rubric.roots():
        run.score(indicator)
    limits = _limits(run)
    index, label = _index(run), _condition_grade(run)
    if run.problems or run.failed or facts.bad:
        return None, tuple(run.problems)
    unused = above.uncounted(run.picked, rubric)
    nodes = tuple(
        evolve(run.results[id(node)], counted=id(node) not in unused, apart=node.stands_apart) for node in rubric.walk()
    )
    if rubric.results:
        nodes = tuple(
            evolve(node, label=above.result_of(rubric, node.score))
            if node.has_score
            else evolve(node, points=Fraction(0))
            for node in nodes
        )
    tops = [run.results[id(top)] for top in rubric.parts]
    adjusted = None if rubric.adjustments is None else run.results[id(rubric.adjustments)].score
    stages = total.stages(rubric, tops, adjusted, limits)
    if stages is None:
        return None, (Diagnostic(errors.NOTHING_APPLIES, NOWHERE, {}),)
    final: Fraction | Interval | None = None
    if stages:
        low, high = stages[-1].total, stages[-1].high
        final = low if low == high else Interval(low, high)
    ends = total.graded(rubric, stages, None if index is None else index.value)
    grade = total.grade(rubric, ends, label, stages, limits)
    if grade.limited is not None:
        stages.append(grade.limited)
    findings = tuple(f for c in rubric.constraints if not c.fatal and (f := _finding(run, c)) is not None)
    result = Result(
        rubric.called,
        rubric.title,
        rubric.hash,
        rubric.points,
        final,
        grade.label,
        nodes,
        tuple(stages),
        findings,
        facts.name,
        rubric.judged is not None,
        grade.possible,
        index=index,
        lower_is_better=rubric.lower_is_better,
        results=rubric.results,
        index_name=rubric.index.title if rubric.index is not None else "",
        lang=rubric.lang,
    )
    return result, ()


@frozen
class Asked:
    """The facts that a leaf can ask for, by path; `scores` tells that it asks for scores of headings too."""

    leaf: Indicator
    paths: frozenset[str]
    scores: bool


def asked(rubric: Rubric) -> tuple[Asked, ...]:
    """What each leaf can ask for, in the order of evaluation."""
    found = []
    for leaf in rubric.walk():
        if not leaf.is_leaf:
            continue
        measure = leaf.measure
        nodes = [*leaf.clauses, *(cast(n.Node, heading.aggregate) for heading, _ in leaf.choices())]
        if isinstance(measure, Formula):
            nodes += [measure.expression, *measure.guards]
        facts = [fact for node in nodes for fact in reads(rubric, node)]
        facts += [fact.stand_in for fact in facts if fact.stand_in is not None]
        scores = any(reads_scores(rubric, node) for node in nodes)
        found.append(Asked(leaf, frozenset(fact.path for fact in facts), scores))
    return tuple(found)


def missing(
    rubric: Rubric, facts: FactsLike, language: LanguageLike, missing_kind: Kind, leaves: Sequence[Asked]
) -> tuple[Diagnostic, ...]:
    """The missing facts that `evaluate` tells of a fact set, found by evaluating the leaves that can ask for one.

    `leaves` are those of `asked`. The others neither miss anything nor ask others for their scores.
    """
    run = Run(rubric, facts, language, missing_kind)
    refused = _refused(run)
    if refused is not None and not run.problems and not facts.bad:
        return ()
    for item in leaves:
        if item.scores or not all(path in facts.values or path in facts.bad for path in item.paths):
            run.score(item.leaf)
    _limits(run), _index(run), _condition_grade(run)
    return tuple(run.problems)


def _refused(run: Run) -> tuple[str, Words] | None:
    """Why the subject gets no score at all: the first 不予评分 or 参评 that says so, as its status and in words."""
    for clause in run.rubric.top.clauses:
        idiom = run.language.idiom_of(clause)
        if idiom.role != "refusal" or not run.require(clause, run.rubric.top):
            continue
        ev = _Leaf(run, run.rubric.top)
        try:
            status = idiom.evaluate(clause, ev)
        except _Unscorable:
            continue
        if status is not None:
            return status, Words(ev.reasons[-1].text("zh"), ev.reasons[-1].text("en"))
    return None


def _without_score(rubric: Rubric, facts: FactsLike, refused: tuple[str, Words]) -> Result:
    """The result of a subject that gets no score: nothing is computed."""
    status, why = refused
    nothing = Fraction(0)
    nodes = tuple(
        NodeResult(
            node.name,
            node.path,
            node.depth,
            nothing if rubric.results else node.points,
            nothing,
            nothing,
            None,
            None,
            None,
            {"unused": UNUSED, "unpublished": UNPUBLISHED}.get(node.state, NOT_COMPUTED),
            (),
            tuple(node.notes),
            node.is_leaf,
            nothing,
            adjusts=node.adjusts,
        )
        for node in rubric.walk()
    )
    name = rubric.called
    return Result(
        name,
        rubric.title,
        rubric.hash,
        rubric.points,
        None,
        None,
        nodes,
        (),
        (),
        facts.name,
        status=status,
        why=why,
        lower_is_better=rubric.lower_is_better,
        results=rubric.results,
        index_name=rubric.index.title if rubric.index is not None else "",
        lang=rubric.lang,
    )


def _index(run: Run) -> Index | None:
    """What 结果为 states; None where nothing is, or what it needs was not given."""
    formula = run.rubric.index
    if formula is None:
        return None
    ev = _Leaf(run, run.rubric.top)
    ready = [run.require(node, ev.leaf) for node in (formula.expression, *formula.guards)]
    if not all(ready):
        return None
    try:
        value = cast(Fraction, run.formula(formula, ev))
    except _Unscorable:
        return None
    type_ = formula.type or FLAG
    return Index(formula.title, value, type_, _unit(type_))


def _condition_grade(run: Run) -> str | None:
    """The grade whose condition holds, where the grades are conditions in order."""
    if run.rubric.grades_by != "order":
        return None
    for grade in run.rubric.grades:
        if grade.condition is None:
            return grade.label
        ev = _Leaf(run, run.rubric.top)
        try:
            if not run.require(grade.condition, ev.leaf):
                return None
            if ev.truth(grade.condition):
                return grade.label
        except _Unscorable:
            return None
    return None


def _limits(run: Run) -> tuple[total.Limit, ...]:
    """The caps and vetoes that hold, each with its step; what they need and was not given is recorded."""
    found: list[total.Limit] = []
    for clause in run.rubric.top.clauses:
        ev, idiom = _Leaf(run, run.rubric.top), run.language.idiom_of(clause)
        if idiom.role == "refusal":
            continue
        condition, score = getattr(clause, "condition", None), getattr(clause, "score", None)
        try:
            if condition is not None and (not run.require(condition, ev.leaf) or not ev.truth(condition)):
                continue
            if run.require(clause if score is None else score, ev.leaf):
                value = idiom.evaluate(clause, ev)
                found.append(total.Limit(idiom.role, value, ev.reasons[-1]))
        except _Unscorable:
            continue  # what is missing has been recorded where it was missed
    return tuple(found)


def formula_values(
    rubric: Rubric, facts: FactsLike, language: LanguageLike, missing_kind: Kind
) -> Mapping[Formula, Value]:
    """The value of every formula that the score of one fact set needs; one that nothing needed is not there."""
    run = Run(rubric, facts, language, missing_kind)
    for indicator in rubric.roots():
        run.score(indicator)
    formulas = (formula for indicator in rubric.walk() for formula in indicator.formulas)
    return {formula: run.values[id(formula)] for formula in formulas if id(formula) in run.values}


def evaluate_node(
    rubric: Rubric,
    facts: FactsLike,
    language: LanguageLike,
    missing_kind: Kind,
    node: Indicator,
    instead: Instead | None = None,
) -> tuple[NodeResult | None, tuple[Diagnostic, ...]]:
    """The score of one heading alone, of the facts that it reads; None with the missing ones."""
    run = Run(rubric, facts, language, missing_kind, instead=instead or Instead())
    run.score(node)
    return run.results.get(id(node)), tuple(run.problems)


def expression_value(
    rubric: Rubric, facts: FactsLike, language: LanguageLike, missing_kind: Kind, name: str, expr: n.Expr
) -> tuple[Value | None, tuple[Diagnostic, ...]]:
    """The value of an expression over facts, formulas and scores, for its reader's `name`.

    None without a diagnostic where it divides by 0, and with the missing facts where some are not there.
    """
    run = Run(rubric, facts, language, missing_kind)
    there = run.require(expr, Indicator(name, 0, None, expr.span))
    try:
        return (run.value(expr, None) if there else None), tuple(run.problems)
    except (_Unscorable, _ZeroDivisor):
        return None, tuple(run.problems)


def shares(
    rubric: Rubric,
    facts: FactsLike,
    language: LanguageLike,
    missing_kind: Kind,
    wanted: Iterable[Fact],
    computed: Collection[str],
) -> Mapping[str, Fraction]:
    """What one subject adds to figures of all subjects, by their paths: its values of what they are of.

    Nothing where it gets no score, or where its facts are bad as far as that can be told by the figures that are
    given: those of `computed` are no facts of its own, and may yet be missing. A figure is not there where the subject
    has no value: a fact that was not given, a formula that divides by 0, and of a 同组均分 a leaf that does not apply.
    """
    run = Run(rubric, facts, language, missing_kind)
    refused = _refused(run)
    for indicator in rubric.roots():
        run.score(indicator)
    _limits(run), _index(run), _condition_grade(run)
    missing = {problem.args.get("name") for problem in run.problems}
    if refused is not None or facts.bad or not missing <= set(computed):
        return {}
    found = {}
    for fact in wanted:
        value = _share(run, fact.population)
        if value is not None:
            found[fact.path] = value
    return found


def _share(run: Run, figure: Population | None) -> Fraction | None:
    """The value of what a figure of all subjects is of; None where there is none."""
    assert figure is not None
    target = figure.target
    if isinstance(target, Fact):
        return cast("Fraction | None", run.facts.values.get(target.path))
    if isinstance(target, Indicator) and (figure.score or figure.kind == "group-mean"):
        node = run.results.get(id(target))
        applies = node is not None and node.has_score and (figure.score or node.status != NOT_APPLICABLE)
        return node.score if node is not None and applies else None
    try:
        return cast(Fraction, run.target(target, None))
    except (_Unscorable, _ZeroDivisor):
        return None


def _finding(run: Run, constraint: Any) -> Finding | None:
    """What a 核对 line finds: None where it holds within its tolerance."""
    text = constraint.condition.span.text.strip()
    remark = next((note.text for note in constraint.notes if note.kind == "remark"), "")
    if any(fact.path not in run.facts.values for fact in constraint.facts):
        return Finding(text, "", "", "", False, remark)
    condition = constraint.condition
    if not isinstance(condition, n.Compare):
        return None if run.value(condition, None) else Finding(text, "", "", "", True, remark)
    left, right = run.value(condition.left, None), run.value(condition.right, None)
    type_ = run.rubric.types.get(condition.left.id, FLAG)
    unit = _unit(type_)
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        difference = left - right
        if run.value(condition, None) or (constraint.tolerance and abs(difference) <= constraint.tolerance):
            return None
        return Finding(
            text,
            show(left, type_, unit),
            show(right, type_, unit),
            show(difference, type_, unit),
            True,
            remark,
        )
    return None if run.value(condition, None) else Finding(text, str(left), str(right), "", True, remark)


def holds(rubric: Rubric, facts: FactsLike, language: LanguageLike, missing_kind: Kind) -> Callable[[n.Expr], bool]:
    """A function that tells whether a condition over facts holds; for 约束, checked when facts are read."""
    run = Run(rubric, facts, language, missing_kind)
    return lambda condition: bool(run.value(condition, None))


def score_of(
    rubric: Rubric, facts: FactsLike, language: LanguageLike, missing_kind: Kind, indicator: Indicator
) -> Fraction | None:
    """The score of one leaf or heading as `evaluate` gives it; None where something that it needs is missing."""
    run = Run(rubric, facts, language, missing_kind)
    run.score(indicator)
    found = run.results.get(id(indicator))
    return None if found is None or run.problems else found.score
