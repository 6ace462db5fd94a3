"""Rubric → program: names become inputs and named values, units are folded into figures, and each idiom lowers itself.

A heading's values and scores are defined when something first reads them, so that definitions come out in
dependency order. What a leaf needs is collected while its clauses are lowered, not read off the result: a row that
an earlier one covers leaves no band, and its facts are needed all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from fractions import Fraction
from typing import Any, Protocol, cast

import attrs
from attrs import define, evolve, field

from perfrules.ir import nodes as ir
from perfrules.ir.divisions import BY_ZERO, ZERO_BY_ZERO, first_zero
from perfrules.model.infer import kept_step, match_label
from perfrules.model.model import Constraint, Fact, Formula, Indicator, Population, Rubric
from perfrules.model.protocols import LoweredMember, Table
from perfrules.model.reads import columns
from perfrules.source import Span
from perfrules.syntax import nodes as n
from perfrules.syntax.folding import name_key
from perfrules.types.interval import Interval
from perfrules.types.types import (
    RATIO,
    TARGET_SIGNS,
    Choice,
    DateType,
    Flag,
    Quantity,
    RowsType,
    TargetType,
    Text,
    Type,
    Value,
)

_NONE = ir.Literal(Fraction(0))
_LOGIC = {"且": "and", "或": "or"}


class LanguageLike(Protocol):
    """What lowering needs of a language."""

    @property
    def functions_by_name(self) -> Mapping[str, Any]: ...
    def idiom_of(self, node: n.Node) -> Any: ...
    def guards_and_rest(self, clauses: Iterable[n.Node]) -> tuple[list[n.Node], list[n.Node]]: ...


def lower(rubric: Rubric, language: LanguageLike) -> ir.Program:
    """The program of a rubric that checks clean."""
    work = _Lowering(rubric, language)
    for node in rubric.walk():
        if node.is_scored:
            work.heading(node)
    rounding, limits = rubric.total_rounding, _Leaf(work, rubric.top)
    total = ir.Total(
        tuple(work.heading(top) for top in rubric.parts),
        rubric.range,
        _rounding(rounding),
        tuple(_grades(rubric)),
        rubric.grade_unrounded,
        ir.Scale(rubric.points, _rounding(rubric.rounding)) if any(t.loses_points for t in rubric.parts) else None,
        tuple(limits.guards("total-cap")),
        _rounding(rubric.rounding),
        tuple(limits.guards("veto")),
        tuple(limits.grade_vetoes()),
        None if rubric.adjustments is None else work.heading(rubric.adjustments),
        *limits.total_judged(),
        tuple(limits.guards("refusal")),
        limits.index(),
        rubric.grades_by == "index",
        tuple(limits.grade_cases()),
        tuple(rubric.ranked_grades()),
        rubric.lower_is_better,
    )
    headings = tuple(work.heading(node) for node in rubric.walk())
    constraints = tuple(work.constraint(item) for item in rubric.constraints)
    return ir.Program(
        rubric.called,
        rubric.title,
        rubric.hash,
        rubric.points,
        tuple(work.input(fact) for fact in rubric.facts),
        tuple(work.definitions),
        headings,
        total,
        constraints,
        tuple(work.unscored),
        coded(rubric.results),
    )


def _grades(rubric: Rubric) -> Iterator[ir.Grade]:
    """Grades over intervals; those of the 得分率 as intervals of the total."""
    if rubric.grades_by == "order":
        return
    factor = rubric.points if rubric.grades_by == "rate" else Fraction(1)
    for grade in rubric.grades:
        low, high = (None if end is None else end * factor for end in (grade.interval.low, grade.interval.high))
        interval = Interval(low, high, grade.interval.low_open, grade.interval.high_open)
        yield ir.Grade(grade.label, interval, origin=ir.Origin((), grade.span))


def _rounding(rounding: n.Rounding | None) -> ir.Rounding | None:
    if rounding is None or rounding.digits is None:
        return None
    return ir.Rounding(Fraction(1, 10**rounding.digits), rounding.mode)


def _limits(section: Indicator) -> Interval:
    """What 加减分 can come to."""
    low = None if section.most_taken is None else -section.most_taken
    return Interval(low, section.most_added)


def _kept(node: ir.Node, keep: n.Keep | None, type_: Type | None) -> ir.Node:
    return node if keep is None else ir.Round(node, kept_step(keep, type_), keep.mode)


def kind_of(type_: Type | None) -> str:
    """The kind of the values of a type."""
    match type_:
        case Quantity():
            return "quantity"
        case Flag():
            return "flag"
        case Choice():
            return "label"
        case DateType():
            return "date"
        case Text():
            return "text"
        case RowsType():
            return "rows"
    raise AssertionError(f"no kind for {type_}: the rubric does not check clean")


def coded(labels: tuple[str, ...]) -> tuple[str, ...]:
    """The labels of a choice by their codes: declared best first, the greater is the better."""
    return labels[::-1]


def fixed(value: Value, type_: Type | None) -> ir.Node:
    """A value that reads no fact."""
    if isinstance(value, date):
        return ir.Day(Fraction(value.toordinal()))
    if isinstance(value, str):
        return label(value, cast(Choice, type_))
    return ir.Literal(value)


def held(value: Value, type_: Type | None) -> Fraction | bool | int:
    """A value as the IR holds it: a label by its code, a day by its number."""
    match fixed(value, type_):
        case ir.Label(code=code):
            return code
        case ir.Day(number=number):
            return number
        case ir.Literal(value=figure):
            return figure
    raise AssertionError(f"no value of the IR: {value}")


def label(text: str, choice: Choice) -> ir.Label:
    """A label of a choice, in one of its spellings."""
    found = match_label(text, choice)
    assert found is not None
    return ir.Label(coded(choice.labels).index(found), found)


def _columns(fact: Fact) -> Iterator[ir.Column]:
    """The columns of a 明细, a target as its figure and its sign; the name of a row is for people."""
    detail = fact.detail
    for column in detail.columns if detail is not None else ():
        origin = ir.Origin(fact.owner.path if fact.owner is not None else (), column.span)
        if isinstance(column.type, TargetType):
            yield ir.Column(column.name, "quantity", optional=True, origin=origin)
            if detail is not None and column is detail.target:
                yield ir.Column(f"{column.name}·比较", "label", labels=coded(TARGET_SIGNS), origin=origin)
        elif not isinstance(column.type, Text):
            yield ir.Column(
                column.name,
                kind_of(column.type),
                column.domain.bounds,
                column.domain.grid,
                coded(column.type.labels) if isinstance(column.type, Choice) else (),
                column.left_to_rules,
                origin=origin,
            )


def _sums(fact: Fact) -> tuple[tuple[str, Fraction], ...]:
    """What the columns of a 明细 add up to: the points of its rows to those of the leaf, weights in percent to 1."""
    detail = fact.detail
    if detail is None or detail.weight is None:
        return ()
    if detail.share == "points":
        return ((detail.weight.name, detail.full),)
    return ((detail.weight.name, Fraction(1)),) if detail.weight.type == RATIO else ()


def _count(conditions: Sequence[ir.Node]) -> ir.Node:
    """How many conditions hold."""
    one = ir.Literal(Fraction(1))
    return ir.Sum(tuple(ir.Select((ir.Case(item, one),), _NONE) for item in conditions))


def placed(node: ir.Node, origin: ir.Origin) -> ir.Node:
    """The node, with every part of it that has no place yet put here; what has one is placed all through."""
    if node.origin is not ir.UNKNOWN:
        return node
    return evolve(ir.map_children(node, lambda child: placed(child, origin)), origin=origin)


def _outside_rows(node: n.Node) -> Iterator[n.Node]:
    """A node and what is below it, but for the rules of rows: there each row has measures of its own."""
    if not getattr(node, "of_rows", False):
        yield node
        for child in n.children(node):
            yield from _outside_rows(child)


@define
class _Lowering:
    """The tables of one lowering: what is defined so far, under which names."""

    rubric: Rubric
    language: LanguageLike
    definitions: list[ir.Definition] = field(factory=list)
    inputs: dict[str, ir.Input] = field(factory=dict)
    values: dict[str, ir.Value] = field(factory=dict)
    value_names: dict[int, str] = field(factory=dict)
    """The names of values, by the identity of their formula or the id of their expression."""
    zeros: dict[str, str | None] = field(factory=dict)
    """The names of the values that tell which division by 0 a value meets."""
    headings: dict[int, str] = field(factory=dict)
    names: set[tuple[bool, str]] = field(factory=set)
    subjects: dict[int, tuple[Indicator, n.Expr]] = field(factory=dict)
    """The measures of tables that are more than a name, by the id of the expression."""
    scope: tuple[str, ...] = ()
    """The path of the heading whose text is being lowered."""
    nth: int = 0
    """Which value of a 列 is read just now, inside what goes over it."""
    unscored: list[tuple[str, str]] = field(factory=list)
    reading: dict[str, None] = field(factory=dict)
    """The names of the inputs that what is being lowered has read so far."""

    def __attrs_post_init__(self) -> None:
        for leaf in self.rubric.leaves():
            for node in (x for clause in leaf.clauses for x in _outside_rows(clause)):
                table = self.rubric.tables.get(id(node))
                if table is not None and table.subject is not None and not isinstance(table.subject, n.Name):
                    self.subjects[table.subject.id] = (leaf, table.subject)

    @contextmanager
    def collect(self, scope: tuple[str, ...]) -> Iterator[dict[str, None]]:
        """Lower something that stands under a heading; gives the inputs that are read meanwhile."""
        around = self.scope, self.reading
        self.scope, self.reading = scope, {}
        yield self.reading
        self.scope, self.reading = around

    def required(self, names: Iterable[str]) -> tuple[str, ...]:
        """Those of the inputs that must be there."""
        return tuple(name for name in names if not self.inputs[name].optional)

    def unique(self, path: Iterable[str], is_value: bool) -> str:
        """A name for a value or a heading that no other has."""
        name = base = "·".join(path)
        number = 1
        while (is_value, name) in self.names:
            number += 1
            name = f"{base}#{number}"
        self.names.add((is_value, name))
        return name

    # Facts and formulas

    def input(self, fact: Fact) -> ir.Input:
        """A fact."""
        if fact.path not in self.inputs:
            population = None if fact.population is None else self.population(fact.population)
            if fact.stand_in is not None:
                self.input(fact.stand_in)
            self.inputs[fact.path] = ir.Input(
                fact.path,
                kind_of(fact.type),
                fact.domain.bounds,
                fact.domain.grid,
                coded(fact.type.labels) if isinstance(fact.type, Choice) else (),
                fact.may_be_absent,
                None if fact.missing_value is None else held(fact.missing_value, fact.type),
                tuple(_columns(fact)),
                _sums(fact),
                population=population,
                stand_in=None if fact.stand_in is None else fact.stand_in.path,
                origin=ir.Origin(fact.owner.path if fact.owner is not None else (), fact.span),
            )
        return self.inputs[fact.path]

    def population(self, figure: Population) -> ir.Population:
        """What a figure of all subjects is of."""
        of: ir.Node | None = None
        target = figure.target
        if target is not None and figure.kind != "group-mean":
            with self.collect(()):
                if isinstance(target, Fact):
                    # Its own stand-in is made of what was given only.
                    of = ir.Input(target.path, kind_of(target.type), target.domain.bounds, target.domain.grid)
                elif figure.score and isinstance(target, Indicator):
                    of = ir.ScoreOf(self.heading(target))
                else:
                    of = self._target(target)
        return ir.Population(figure.kind, of, figure.high_first, figure.ties)

    def read(self, fact: Fact) -> ir.Node:
        """A fact where it is read, of a 列 the value that is read just now."""
        fact = fact.items[self.nth] if fact.items else fact
        found = self.input(fact)
        self.reading[found.name] = None
        return evolve(found, origin=ir.UNKNOWN)

    def named(self, key: int, name: str, owner: Indicator, type_: Type | None, lower: Callable[[], ir.Node]) -> ir.Ref:
        """A reference to a named value, which is defined on first use."""
        if key not in self.value_names:
            with self.collect(owner.path) as reads:
                body = lower()
            self.value_names[key] = self.define((*owner.path, name), kind_of(type_), body, tuple(reads)).name
        found = self.values[self.value_names[key]]
        self.reading.update(dict.fromkeys(found.reads))
        return ir.Ref(found.name)

    def define(self, path: Iterable[str], kind: str, body: ir.Node, reads: tuple[str, ...]) -> ir.Value:
        """A new named value."""
        value = ir.Value(self.unique(path, True), kind, body, reads, origin=body.origin)
        self.definitions.append(value)
        self.values[value.name] = value
        return value

    def zero_of(self, name: str) -> ir.Ref | None:
        """Which division by 0 a named value meets first (see ir.divisions); None where it meets none."""
        if name not in self.zeros:
            value = self.values[name]
            number = first_zero((value.body,), self.zero_of)
            self.zeros[name] = None
            if number is not None:
                body = placed(number, value.origin)
                self.zeros[name] = self.define((name, "除以零"), "quantity", body, value.reads).name
        found = self.zeros[name]
        return None if found is None else ir.Ref(found)

    def formula(self, formula: Formula) -> ir.Node:
        """A formula where it is read."""

        def lower() -> ir.Node:
            return placed(self._formula(formula), self.at(formula.span))

        return self.named(id(formula), formula.name or "公式", formula.owner, formula.type, lower)

    def _formula(self, formula: Formula) -> ir.Node:
        if isinstance(formula.expression, n.Decision):
            decision, table = formula.expression, self.rubric.tables[id(formula.expression)]
            return cast(ir.Node, self.language.idiom_of(decision).lower(decision, _Leaf(self, formula.owner), table))
        cases = tuple(
            ir.Case(
                self.value(guard.condition),
                _kept(self.value(guard.value), guard.keep or formula.keep, formula.type),
                origin=self.at(guard.span),
            )
            for guard in formula.guards
        )
        body = _kept(self.value(formula.expression), formula.keep, formula.type)
        return ir.Select(cases, body) if cases else body

    # Expressions

    def value(self, expr: n.Expr) -> ir.Node:
        """An expression, at its place."""
        owned = self.subjects.get(expr.id)
        if owned is not None:
            leaf, subject = owned
            type_ = self.rubric.types.get(expr.id)
            found: ir.Node = self.named(expr.id, "指标值", leaf, type_, lambda: self._value(subject))
            return placed(found, self.at(expr.span))
        return self._value(expr)

    def at(self, span: Span) -> ir.Origin:
        """A place under the heading whose text is being lowered."""
        return ir.Origin(self.scope, span)

    def _value(self, expr: n.Expr) -> ir.Node:
        return placed(self._lowered(expr), self.at(expr.span))

    def _lowered(self, expr: n.Expr) -> ir.Node:
        constant = self.rubric.constants.get(expr.id)
        if constant is not None:
            return fixed(constant, self.rubric.types.get(expr.id))
        match expr:
            case n.Name():
                return self._target(self.rubric.refs[expr.id])
            case n.ScoreOf():
                return ir.ScoreOf(self.heading(cast(Indicator, self.rubric.refs[expr.id])))
            case n.Negative(operand=operand):
                return ir.Arith("-", ir.Literal(Fraction(0)), self.value(operand))
            case n.Arithmetic(op=op, left=left, right=right):
                return ir.Arith(op, self.value(left), self.value(right))
            case n.Compare(op=op, left=left, right=right):
                return ir.Compare(op, self.value(left), self.value(right))
            case n.Logic(op=op, items=items):
                return ir.Logic(_LOGIC[op], tuple(self.value(item) for item in items))
            case n.Limited(operand=operand, low=low, high=high):
                ends = [cast(ir.Literal, self.value(end)).value for end in (low, high)]
                return ir.Clamp(self.value(operand), Fraction(ends[0]), Fraction(ends[1]))
            case n.Rescaled(operand=operand, factor=factor):
                return ir.Arith("×", self.value(operand), self.value(factor))
            case n.AtLeast(least=least, items=items):
                return self._at_least(least.value, items)
            case n.Not(operand=operand):
                return ir.Not(self.value(operand))
            case n.IsMissing(operand=operand):
                absent = tuple(ir.IsMissing(item.name) for item in self._items(operand))
                return absent[0] if len(absent) == 1 else ir.Logic("or", absent)
            case n.FewerThan(operand=operand, least=least):
                given = tuple(ir.Not(ir.IsMissing(item.name)) for item in self._items(operand))
                return ir.Compare("<", _count(given), ir.Literal(least.value))
            case n.Call() if isinstance(figure := self.rubric.refs.get(expr.id), Fact):
                return self.read(figure)
            case n.Call(function=name, arguments=arguments):
                return self._call(name, arguments)
        raise AssertionError(f"no value for {expr}")

    def _at_least(self, least: Fraction, items: Sequence[n.Expr]) -> ir.Node:
        """Whether so many conditions hold: any one is 或, else they are counted."""
        counted = tuple(self._holding_rows(item) for item in items if item.id in self.rubric.rows_over)
        items = [item for item in items if item.id not in self.rubric.rows_over]
        found = tuple(condition for item in items for condition in self._each(item, self._if_given))
        if counted:
            return ir.Compare("≥", ir.Sum((*counted, *((_count(found),) if found else ()))), ir.Literal(least))
        if least == 1:
            return ir.Logic("or", found)
        return ir.Compare("≥", _count(found), ir.Literal(least))

    def _holding_rows(self, condition: n.Expr) -> ir.Node:
        """In how many rows a condition holds."""
        rows = cast(ir.Input, placed(self.read(self.rubric.rows_over[condition.id]), self.at(condition.span)))
        one = ir.Select((ir.Case(self.value(condition), ir.Literal(Fraction(1))),), _NONE)
        return ir.OverRows("sum", rows, one)

    def _if_given(self, condition: n.Expr) -> ir.Node:
        """A condition over one value of a 列, which does not hold where that value was not given."""
        lowered = self.value(condition)
        absent = [
            ir.Case(ir.IsMissing(item.name), ir.Literal(False))
            for item in (part for part in ir.walk(lowered) if isinstance(part, ir.Input))
            if item.optional and item.default is None
        ]
        return ir.Select(tuple(dict.fromkeys(absent)), lowered) if absent else lowered

    def _call(self, name: str, arguments: Sequence[n.Expr]) -> ir.Node:
        function = self.language.functions_by_name[name]
        if arguments and arguments[0].id in self.rubric.rows_over:
            return self._over_rows(function.over_rows, arguments[0])
        lowered = tuple(value for argument in arguments for value in self._each(argument, self.value))
        if function.trims and not n.drops(tuple(arguments)):
            lowered += (ir.Literal(Fraction(1)),)
        context = (self.rubric.calendar,) if function.calendar else ()
        found = function.lower((*lowered, *context)) if function.lower is not None else None
        return cast(ir.Node, found) if found is not None else ir.Call(function.names[0], lowered)

    def _over_rows(self, what: str, expr: n.Expr) -> ir.Node:
        """What a function makes of an expression in each row of a 明细."""
        rows = cast(ir.Input, placed(self.read(self.rubric.rows_over[expr.id]), self.at(expr.span)))
        count = ir.OverRows("sum", rows, ir.Literal(Fraction(1)))
        if what == "count":
            return count
        body = self.value(expr)
        match what:
            case "mean":
                return ir.Arith("÷", ir.OverRows("sum", rows, body), count)
        return ir.OverRows(what, rows, body)

    def _each(self, expr: n.Expr, lower: Callable[[n.Expr], ir.Node]) -> Iterator[ir.Node]:
        """An expression, once for each value of the 列 that it goes over."""
        if expr.id not in self.rubric.spread:
            yield self.value(expr)
            return
        around = self.nth
        for nth in range(self.rubric.spread[expr.id]):
            self.nth = nth
            yield lower(expr)
        self.nth = around

    def _items(self, name: n.Expr) -> list[ir.Input]:
        """A fact by its values."""
        fact = cast(Fact, self.rubric.refs[name.id])
        return [self.input(item) for item in fact.items or (fact,)]

    def _target(self, target: object) -> ir.Node:
        if isinstance(target, Indicator):
            measure = target.measure
            return self.value(measure) if isinstance(measure, n.Expr) else self._target(measure)
        if isinstance(target, Fact) and target.rows is not None:
            return ir.Cell(target.name)
        if isinstance(target, Fact):
            return self.read(target)
        return self.formula(cast(Formula, target))

    # Scores

    def heading(self, indicator: Indicator) -> str:
        """The name of a leaf or heading, which is defined on first use; what is not scored has a name only."""
        if not indicator.is_scored:
            if id(indicator) not in self.headings:
                self.headings[id(indicator)] = self.unique(indicator.path, False)
                self.unscored.append((self.headings[id(indicator)], indicator.state))
        elif id(indicator) not in self.headings:
            if indicator.is_leaf:
                definition: ir.Definition = _Leaf(self, indicator).define()
            else:
                definition = _Heading(self, indicator).define()
            self.headings[id(indicator)] = definition.name
            self.definitions.append(definition)
        return self.headings[id(indicator)]

    def constraint(self, item: Constraint) -> ir.Constraint:
        """A 约束 or 核对."""
        condition = item.condition
        with self.collect(()) as reads:
            holds = self.value(condition)
        if item.tolerance and isinstance(holds, ir.Compare):
            off = ir.Abs(ir.Arith("-", holds.left, holds.right))
            holds = ir.Logic("or", (holds, ir.Compare("≤", off, ir.Literal(item.tolerance))))
        origin = self.at(item.span)
        return ir.Constraint(placed(holds, origin), tuple(reads), item.fatal, origin=origin)


@define
class _Heading:
    """The lowering of a heading with parts, and what an aggregate can ask meanwhile (protocols.LoweringAbove)."""

    work: _Lowering
    heading: Indicator
    names: list[str] = field(factory=list)

    @property
    def lower_is_better(self) -> bool:
        return self.work.rubric.lower_is_better

    @property
    def results(self) -> tuple[str, ...]:
        return self.work.rubric.results

    @property
    def full(self) -> ir.Node:
        return ir.Literal(self.heading.scale)

    @property
    def members(self) -> tuple[LoweredMember, ...]:
        return tuple(self._member(child, name) for child, name in zip(self.heading.parts, self.names, strict=True))

    def define(self) -> ir.Heading:
        heading, work = self.heading, self.work
        self.names = [work.heading(child) for child in heading.parts]
        origin = ir.Origin(heading.path, heading.span)
        score = self._score()
        applies = self._applies() if heading.loses_points else None
        return ir.Heading(
            work.unique(heading.path, False),
            heading.points,
            tuple(self.names),
            None if score is None else placed(score, origin),
            None if applies is None else placed(applies, origin),
            not heading.adds_up,
            counts=not heading.uncounted,
            origin=origin,
        )

    def _score(self) -> ir.Node | None:
        heading = self.heading
        if not heading.adds_up:
            found: ir.Node = ir.Sum(tuple(ir.ScoreOf(name) for name in self.names))
            if heading.aggregate is not None:
                idiom = self.work.language.idiom_of(heading.aggregate)
                found = idiom.lower(heading.aggregate, self)
                found = self._rounded(heading, found) if idiom.rounds else found
            found = self._scaled(found)
            if not heading.loses_points:
                return found
            return ir.Select((ir.Case(ir.Compare("=", self._points(), _NONE), _NONE),), found)
        shared = self._shared()
        if not shared:
            limits = _limits(heading)
            if limits.low is None and limits.high is None:
                return None
            return ir.Clamp(ir.Sum(tuple(ir.ScoreOf(name) for name in self.names)), limits.low, limits.high)
        # Where a part shares its points, the others are scaled to them; a sum that is not scaled is not rounded.
        total = ir.Sum(tuple(ir.ScoreOf(name) for name in self.names))
        points = self._points()
        scaled = ir.Arith("÷", ir.Arith("×", total, ir.Sum((points, *shared))), points)
        unshared = ir.Compare("=", ir.Sum(shared), _NONE)
        cases = (ir.Case(ir.Compare("=", points, _NONE), _NONE), ir.Case(unshared, total))
        return ir.Select(cases, self._rounded(heading, scaled))

    def _scaled(self, found: ir.Node) -> ir.Node:
        """内按: brought from the scale of the parts, or the points of those that apply, to those of the heading."""
        heading = self.heading
        if heading.inner is None:
            return found
        applies: ir.Node = self.full
        if heading.aggregate is None and heading.loses_points:
            applies = self._points()
        return self._rounded(heading, ir.Arith("÷", ir.Arith("×", found, ir.Literal(heading.points)), applies))

    def _points(self) -> ir.Node:
        return ir.Sum(tuple(ir.Applies(name) for name in self.names))

    def _shared(self) -> tuple[ir.Node, ...]:
        """The points that each part that can share its own gives to the others."""
        found = []
        for child, name in zip(self.heading.parts, self.names, strict=True):
            if child.is_leaf and child.left_out is not None and child.left_out.shared:
                found.append(ir.Arith("-", ir.Literal(child.points), ir.Applies(name)))
        return tuple(found)

    def _applies(self) -> ir.Node:
        points, shared = self._points(), self._shared()
        if self.heading.adds_up and not shared:
            return points
        whole = ir.Sum((points, *shared)) if self.heading.adds_up else ir.Literal(self.heading.points)
        return ir.Select((ir.Case(ir.Compare("=", points, _NONE), _NONE),), whole)

    def _member(self, child: Indicator, name: str) -> LoweredMember:
        """A part; one that has lost points inside is brought back to its full points."""
        score: ir.Node = ir.ScoreOf(name)
        if not child.loses_points:
            return LoweredMember(score, child.points, None)
        applies = ir.Applies(name)
        if not child.is_leaf:
            scaled = ir.Arith("÷", ir.Arith("×", score, ir.Literal(child.points)), applies)
            whole = ir.Compare("=", applies, ir.Literal(child.points))
            cases = (ir.Case(ir.Compare("=", applies, _NONE), _NONE), ir.Case(whole, score))
            score = ir.Select(cases, self._rounded(child, scaled))
        return LoweredMember(score, child.points, ir.Compare(">", applies, _NONE))

    def _rounded(self, heading: Indicator, value: ir.Node) -> ir.Node:
        rounding = _rounding(self.work.rubric.rounding_of(heading))
        return value if rounding is None else ir.Round(value, rounding.step, rounding.mode)

    def ratio(self, value: ir.Node, weight: ir.Node) -> ir.Node:
        if isinstance(weight, ir.Sum) and all(isinstance(item, ir.Literal) for item in weight.items):
            total = sum((Fraction(cast(ir.Literal, item).value) for item in weight.items), Fraction(0))
            return ir.Arith("÷", value, ir.Literal(total))
        return ir.Arith("÷", value, weight)


@define
class _Leaf:
    """The lowering of one leaf, and what an idiom can ask meanwhile (protocols.Lowering)."""

    work: _Lowering
    leaf: Indicator
    reached: list[ir.Guard] = field(factory=list)
    """What tables inside rows need where they give the score."""
    reads_inside: dict[str, None] = field(factory=dict)
    """The inputs that such tables read."""

    @property
    def full(self) -> Fraction:
        return self.leaf.points

    def define(self) -> ir.Leaf:
        """The leaf with its guards, its rule in parts, and what each of them needs."""
        work, leaf = self.work, self.leaf
        first, rest = work.language.guards_and_rest(leaf.clauses)
        guards = [*self._unchosen(), *(self._guard(clause) for clause in first)]
        if leaf.state:
            return self._unrecorded(guards)
        with work.collect(leaf.path) as reads:
            parts: dict[str, list[ir.Node]] = {"base": [], "award": [], "deduction": []}
            for clause in rest:
                table = work.rubric.tables.get(id(clause))
                idiom = work.language.idiom_of(clause)
                lowered = idiom.lower(clause, self, table) if table is not None else idiom.lower(clause, self)
                parts[idiom.role].append(placed(lowered, self.at(clause)))
            if not rest and isinstance(leaf.measure, Formula):
                work.formula(leaf.measure)
        requires = work.required(reads)
        guards += [attrs.evolve(guard, requires=requires) for guard in self.reached]
        base = self._base(parts)
        rule = (base, *parts["award"], *parts["deduction"])
        with work.collect(leaf.path):
            guards += self._by_convention(rule, tuple(reads))
            measure = self._measure()
        return ir.Leaf(
            work.unique(leaf.path, False),
            leaf.points,
            tuple(guards),
            base,
            tuple(parts["award"]),
            tuple(parts["deduction"]),
            _limits(leaf) if leaf.adjusts else Interval(leaf.least, leaf.ceiling),
            _rounding(work.rubric.rounding_of(leaf)),
            requires,
            measure,
            counts=not leaf.uncounted,
            origin=ir.Origin(leaf.path, leaf.span),
        )

    def _unchosen(self) -> Iterator[ir.Guard]:
        """Where it stands in a part that a heading with 只可择其一 does not choose."""
        for heading, part in self.leaf.choices():
            fact = self.work.rubric.declared[id(heading.aggregate)][0]
            origin = ir.Origin(heading.path, heading.span)
            with self.work.collect(heading.path):
                chosen = label(part.name, cast(Choice, fact.type))
                when = placed(ir.Compare("≠", self.work.read(fact), chosen), origin)
            yield ir.Guard(when, placed(_NONE, origin), "not-chosen", self._reads(when), origin=origin)

    def _unrecorded(self, guards: Sequence[ir.Guard]) -> ir.Leaf:
        """未录: its score is not known."""
        leaf = self.leaf
        origin = ir.Origin(leaf.path, leaf.span)
        return ir.Leaf(
            self.work.unique(leaf.path, False),
            leaf.points,
            tuple(guards),
            placed(_NONE, origin),
            (),
            (),
            Interval(Fraction(0), leaf.points),
            None,
            (),
            unrecorded=True,
            origin=origin,
        )

    def total_judged(self) -> tuple[ir.Node | None, tuple[str, ...]]:
        """总分 评议: what stands for the sum of the parts, and what it needs."""
        clause = self.work.rubric.judged
        if clause is None:
            return None, ()
        with self.work.collect(self.leaf.path):
            found = placed(self.work.language.idiom_of(clause).lower(clause, self), self.at(clause))
        return found, self._reads(found)

    def index(self) -> ir.Index | None:
        """结果为."""
        formula = self.work.rubric.index
        if formula is None:
            return None
        origin = ir.Origin((), formula.span)
        with self.work.collect(()):
            found = placed(self.work.formula(formula), origin)
        return ir.Index(formula.title, found, self._reads(found), origin=origin)

    def grade_cases(self) -> Iterator[ir.GradeCase]:
        """Grades that are conditions in order."""
        rubric = self.work.rubric
        if rubric.grades_by != "order":
            return
        for grade in rubric.grades:
            origin = ir.Origin((), grade.span)
            if grade.condition is None:
                yield ir.GradeCase(grade.label, None, (), origin=origin)
                continue
            with self.work.collect(self.leaf.path):
                when = placed(self.work.value(grade.condition), origin)
            yield ir.GradeCase(grade.label, when, self._reads(when), origin=origin)

    def guards(self, role: str) -> Iterator[ir.Guard]:
        """The guards of its clauses of one role."""
        for clause in self.leaf.clauses:
            if self.work.language.idiom_of(clause).role == role:
                yield self._guard(clause)

    def grade_vetoes(self) -> Iterator[ir.GradeVeto]:
        """Where the grade has a ceiling."""
        ranked = {name_key(label): label for label in self.work.rubric.ranked_grades()}
        for clause in self.leaf.clauses:
            idiom = self.work.language.idiom_of(clause)
            if idiom.role == "grade-veto":
                with self.work.collect(self.leaf.path):
                    when = placed(idiom.lower(clause, self), self.at(clause))
                label = ranked[name_key(cast(Any, clause).label)]
                yield ir.GradeVeto(when, label, self._reads(when), origin=self.at(clause))

    def _guard(self, clause: n.Node) -> ir.Guard:
        with self.work.collect(self.leaf.path):
            lowered: ir.Guard = self.work.language.idiom_of(clause).lower(clause, self)
        origin = self.at(clause)
        when = placed(lowered.when, origin)
        score = None if lowered.score is None else placed(lowered.score, origin)
        needs, then_needs = self._reads(when), () if score is None else self._reads(score)
        return attrs.evolve(lowered, when=when, score=score, requires=needs, then_requires=then_needs, origin=origin)

    def _reads(self, node: ir.Node) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for part in ir.walk(node):
            if isinstance(part, ir.Input):
                found[part.name] = None
            elif isinstance(part, ir.Ref):
                found.update(dict.fromkeys(self.work.values[part.name].reads))
        return self.work.required(found)

    def _base(self, parts: Mapping[str, list[ir.Node]]) -> ir.Node:
        """The base rule; else what awards add to, or deductions take from."""
        if parts["base"]:
            return parts["base"][0]
        points = (self.leaf.base_points or Fraction(0)) if parts["award"] else self.full
        return ir.Literal(points, origin=ir.Origin(self.leaf.path, self.leaf.base_points_span or self.leaf.span))

    def _by_convention(self, rule: Sequence[ir.Node], reads: tuple[str, ...]) -> list[ir.Guard]:
        """约定 零除零 and 非零除零: what the leaf gets where the first division that its rule reaches has no value."""
        work, conventions = self.work, self.work.rubric.conventions
        zero, nonzero = conventions.zero_by_zero, conventions.nonzero_by_zero
        number = first_zero(rule, work.zero_of) if zero is not None and nonzero is not None else None
        if number is None or zero is None or nonzero is None:
            return []
        every = tuple(dict.fromkeys((*reads, *self.reads_inside)))
        found = work.define((*self.leaf.path, "除以零"), "quantity", placed(number, self.at(self.leaf)), every)
        guards = []
        for figure, expr in ((ZERO_BY_ZERO, zero), (BY_ZERO, nonzero)):
            score = ir.Literal(self.full) if isinstance(expr, n.FullMarks) else work.value(expr)
            when = placed(ir.Compare("=", ir.Ref(found.name), figure), self.at(self.leaf))
            origin = self.at(expr)
            needs = work.required(reads)
            guards.append(ir.Guard(when, placed(score, origin), "override", needs, origin=origin))
        return guards

    def _measure(self) -> ir.Node | None:
        measure = self.leaf.measure
        if measure is None:
            return None
        found = self.work.value(measure) if isinstance(measure, n.Expr) else self.work.formula(measure)
        if isinstance(measure, Formula) and not self._always_read(measure) and first_zero((found,), self.work.zero_of):
            return None  # where nothing reads it, nothing keeps its divisors from 0
        return placed(found, self.at(self.leaf))

    def _always_read(self, formula: Formula) -> bool:
        """Whether the rule reads a formula whatever the facts are: as the measure of its table, or in no row of one."""
        refs = self.work.rubric.refs
        if not self.leaf.clauses:
            return True  # 不计分: nothing but its value is asked for
        for clause in self.work.language.guards_and_rest(self.leaf.clauses)[1]:
            table = self.work.rubric.tables.get(id(clause))
            roots = [clause] if table is None else [table.subject] if table.subject is not None else []
            if any(isinstance(x, n.Name) and refs.get(x.id) is formula for root in roots for x in n.walk(root)):
                return True
        return False

    # What idioms ask

    def value(self, expr: n.Expr) -> ir.Node:
        return self.work.value(expr)

    def interval(self, node: n.IntervalNode) -> Interval:
        return self.work.rubric.intervals[node.id]

    def leftover(self) -> str | None:
        return self.work.rubric.conventions.leftover

    def judged(self, clause: n.Node) -> ir.Node:
        return self.work.read(self.work.rubric.declared[id(clause)][0])

    def absent(self, expr: n.Expr) -> tuple[ir.Node, ...]:
        with self.work.collect(self.leaf.path) as reads:
            self.work.value(expr)
        inputs = (self.work.inputs[name] for name in reads)
        cells = (column for _, column in columns(self.work.rubric, expr) if column.left_to_rules)
        return (
            *(ir.IsMissing(i.name) for i in inputs if i.optional and i.default is None),
            *(ir.CellMissing(column.name) for column in dict.fromkeys(cells)),
        )

    def table(self, node: n.Node) -> Table:
        return cast(Table, self.work.rubric.tables[id(node)])

    def declared(self, clause: n.Node) -> tuple[Fact, ...]:
        return self.work.rubric.declared[id(clause)]

    def fact(self, fact: Fact) -> ir.Node:
        return self.work.read(fact)

    def rows_of(self, fact: Fact) -> ir.Input:
        return cast(ir.Input, placed(self.work.read(fact), self.at(self.leaf)))

    def in_row(self, fact: Fact, only: ir.Node | None = None) -> _Row:
        assert fact.detail is not None
        return _Row(self.work, fact.detail.scope, above=self, rows=self.rows_of(fact), only=only)

    def reach(self, when: Callable[[], ir.Node], score: Callable[[], ir.Node]) -> ir.Node:
        condition = when()
        with self.work.collect(self.leaf.path) as reads:
            found = score()
        origin = found.origin
        self.reads_inside |= reads
        self.reached.append(
            ir.Guard(placed(condition, origin), None, "reached", (), self.work.required(reads), origin=origin)
        )
        return found

    def score(self, score: n.Node, table: Table | None, row: n.Row | None) -> ir.Node:
        return placed(self.work.language.idiom_of(score).lower(score, self, table, row), self.at(score))

    def head(self, head: n.Node, table: Table) -> ir.Node:
        return placed(self.work.language.idiom_of(head).lower(head, self, table), self.at(head))

    def label(self, text: str, choice: Choice) -> ir.Label:
        return label(text, choice)

    def at(self, node: n.Node | Indicator) -> ir.Origin:
        return ir.Origin(self.leaf.path, node.span)


@define(kw_only=True)
class _Row(_Leaf):
    """The lowering of what stands in a row of a 明细: of all its rows, or of those where `only` holds."""

    above: _Leaf
    rows: ir.Input
    only: ir.Node | None

    def reach(self, when: Callable[[], ir.Node], score: Callable[[], ir.Node]) -> ir.Node:
        """What any row goes into is needed."""

        def in_any() -> ir.Node:
            holds = when() if self.only is None else ir.Logic("and", (self.only, when()))
            one = ir.Literal(Fraction(1))
            count = ir.OverRows("sum", self.rows, ir.Select((ir.Case(holds, one),), _NONE))
            return ir.Compare("≥", count, one)

        return self.above.reach(in_any, score)
