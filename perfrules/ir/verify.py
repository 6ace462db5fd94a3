"""What every program must satisfy, each rule with its reason. Run in tests and before a program is handed on.

A program that breaks a rule comes from a defect of lowering or folding, never from an author's slip.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import assert_never

from attrs import define, evolve, field, frozen

from perfrules.ir import nodes as ir
from perfrules.ir.printer import interval_text
from perfrules.types.interval import Interval


@frozen
class Violation:
    """A rule that does not hold, where, and what is wrong there."""

    rule: str
    where: str
    what: str


def verify(program: ir.Program) -> list[Violation]:
    """Everything that is wrong with a program; nothing where it is sound."""
    known = _Known.of(program)
    return [
        Violation(rule.__name__.strip("_").replace("_", "-"), where, what)
        for rule in RULES
        for where, what in rule(program, known)
    ]


@define
class _Known:
    """What the names of a program stand for."""

    inputs: dict[str, ir.Input] = field(factory=dict)
    values: dict[str, ir.Value] = field(factory=dict)
    scores: dict[str, ir.Leaf | ir.Heading] = field(factory=dict)
    read: dict[str, frozenset[str]] = field(factory=dict)
    """The inputs that each value reads, through those above it."""
    cells: dict[str, str] = field(factory=dict)
    """The kinds of the columns of the row at hand."""

    def inside(self, rows: ir.Input) -> _Known:
        """The same, with a row of these rows at hand."""
        return evolve(self, cells={column.name: column.kind for column in rows.columns})

    @staticmethod
    def of(program: ir.Program) -> _Known:
        known = _Known({item.name: item for item in program.inputs})
        for item in program.definitions:
            if isinstance(item, ir.Value):
                known.values[item.name] = item
                known.read[item.name] = known.reads(item.body)
            else:
                known.scores[item.name] = item
        return known

    def reads(self, node: ir.Node) -> frozenset[str]:
        """The inputs that evaluating a node can read."""
        found: set[str] = set()
        for part in ir.walk(node):
            if isinstance(part, ir.Input):
                found.add(part.name)
            elif isinstance(part, ir.Ref):
                found |= self.read.get(part.name, frozenset())
        return frozenset(found)


Found = Iterator[tuple[str, str]]
"""Where, and what is wrong there."""


def _roots(program: ir.Program) -> Iterator[tuple[str, ir.Node]]:
    """Every topmost node, with the name of what it belongs to."""
    for item in program.definitions:
        for node in ir.children(item):
            yield item.name, node
    for node in program.total.nodes():
        yield "total", node
    for number, constraint in enumerate(program.constraints, 1):
        yield f"constraint {number}", constraint.holds


def _nodes(program: ir.Program) -> Iterator[tuple[str, ir.Node]]:
    for where, root in _roots(program):
        for node in ir.walk(root):
            yield where, node


def _names_are_unique(program: ir.Program, known: _Known) -> Found:
    """A name is how nodes refer: two things under one name would be taken for each other."""
    groups = (
        [item.name for item in program.inputs],
        [item.name for item in program.values()],
        [item.name for item in program.definitions if not isinstance(item, ir.Value)],
        [*program.total.ranks],
    )
    for names in groups:
        for name in {name for name in names if names.count(name) > 1}:
            yield name, "two of this name"


def _names_come_first(program: ir.Program, known: _Known) -> Found:
    """Definitions stand in dependency order, so that one pass from the top evaluates or emits them all."""
    values: set[str] = set()
    scores: set[str] = set()
    for item in program.definitions:
        for root in ir.children(item):
            for node in ir.walk(root):
                if isinstance(node, ir.Ref) and node.name not in values:
                    yield item.name, f"reads the value {node.name}, which is not defined above"
                if isinstance(node, (ir.ScoreOf, ir.Applies)) and node.name not in scores:
                    yield item.name, f"reads the score of {node.name}, which is not defined above"
        if isinstance(item, ir.Heading):
            for part in item.parts:
                if part not in scores:
                    yield item.name, f"sums {part}, which is not defined above"
        if isinstance(item, ir.Value):
            values.add(item.name)
        else:
            scores.add(item.name)
    for root in program.total.nodes():
        for node in ir.walk(root):
            if isinstance(node, ir.Ref) and node.name not in values:
                yield "total", f"reads the value {node.name}, which is not defined"
            if isinstance(node, (ir.ScoreOf, ir.Applies)) and node.name not in scores:
                yield "total", f"reads the score of {node.name}, which is not defined"
    for where, root in _roots(program):
        yield from _cells(where, root, None)
    for given in program.inputs:
        of = None if given.population is None else given.population.of
        for node in ir.walk(of) if of is not None else ():
            defined = values if isinstance(node, ir.Ref) else scores
            if isinstance(node, (ir.Ref, ir.ScoreOf)) and node.name not in defined:
                yield given.name, f"is of {node.name}, which is not defined"
        if given.stand_in is not None and given.stand_in not in known.inputs:
            yield given.name, f"has {given.stand_in} to stand for it, which is not among the inputs"
    for where, node in _nodes(program):
        if isinstance(node, ir.Input) and known.inputs.get(node.name) != node:
            yield where, f"reads {node.name}, which is not among the inputs"
        if isinstance(node, ir.IsMissing) and node.input not in known.inputs:
            yield where, f"asks for {node.input}, which is not among the inputs"


def _cells(where: str, node: ir.Node, rows: ir.Input | None) -> Found:
    """Report a cell outside rows, or of a column that the nearest rows around it do not have."""
    if isinstance(node, (ir.Cell, ir.CellMissing)):
        if rows is None:
            yield where, f"reads the cell {node.column} outside rows"
        elif node.column not in {column.name for column in rows.columns}:
            yield where, f"reads the cell {node.column}, which is not among the columns of {rows.name}"
    inner = node.rows if isinstance(node, ir.OverRows) else rows
    for child in ir.children(node):
        yield from _cells(where, child, inner)


def _parts_make_a_tree(program: ir.Program, known: _Known) -> Found:
    """Each leaf and heading counts once: it is a part of one heading or of the total, and listed once in the table."""
    parts = list(program.total.parts)
    if program.total.adjustments is not None:
        parts.append(program.total.adjustments)
    for item in program.definitions:
        if isinstance(item, ir.Heading):
            parts += item.parts
            points = sum((known.scores[part].points for part in item.parts if part in known.scores), Fraction(0))
            if not item.aggregated and points != item.points:
                yield item.name, f"parts of {points} points in {item.points}"
    for name, item in known.scores.items():
        if parts.count(name) != item.counts:
            yield name, f"part of {parts.count(name)} headings"
    unscored = [name for name, _ in program.unscored]
    if sorted(program.headings) != sorted([*known.scores, *unscored]):
        yield "headings", "not just the leaves and headings, and what is not scored"
    for name in unscored:
        if name in known.scores or name in parts:
            yield name, "is not scored, and counts"
    made = bool(program.total.parts) + (program.total.judged is not None)
    refused = any(guard.when == ir.Literal(True) for guard in program.total.refusals)
    if made > 1 or (not made and program.total.index is None and not refused):
        yield "total", "is made of parts, or judged: one of the two"


def _kinds_fit(program: ir.Program, known: _Known) -> Found:
    """Operators are defined on one kind of value; a backend picks a carrier by the kind and never converts."""
    for item in program.definitions:
        if isinstance(item, ir.Value):
            yield from _kind(item.name, item.body, item.kind, known)
        elif isinstance(item, ir.Leaf):
            for guard in item.guards:
                yield from _kind(item.name, guard.when, "flag", known)
                if guard.score is not None:
                    yield from _kind(item.name, guard.score, "quantity", known)
                if (guard.score is None) != (guard.status == "reached"):
                    yield item.name, f"a guard of status {guard.status} with the score {guard.score}"
            for node in (item.base, *item.awards, *item.deductions):
                yield from _kind(item.name, node, "quantity", known)
            if item.measure is not None:
                yield from _kind(item.name, item.measure, None, known)
        else:
            for node in ir.children(item):
                yield from _kind(item.name, node, "quantity", known)
    if program.total.judged is not None:
        yield from _kind("total", program.total.judged, "quantity", known)
    for guard in (*program.total.caps, *program.total.vetoes):
        for node, want in zip(ir.children(guard), ("flag", "quantity"), strict=True):
            yield from _kind("total", node, want, known)
    for guard in program.total.refusals:
        yield from _kind("total", guard.when, "flag", known)
        if guard.score is not None or guard.status not in ("not-rated", "not-eligible"):
            yield "total", f"a refusal of status {guard.status} with the score {guard.score}"
    if program.total.index is not None:
        yield from _kind("total", program.total.index.value, "quantity", known)
    for case in program.total.grade_cases:
        if case.when is not None:
            yield from _kind("total", case.when, "flag", known)
    for veto in program.total.grade_vetoes:
        yield from _kind("total", veto.when, "flag", known)
        if veto.label not in program.total.ranks:
            yield "total", f"no grade {veto.label}"
    for constraint in program.constraints:
        yield from _kind("constraint", constraint.holds, "flag", known)


def _kind(where: str, node: ir.Node, want: str | None, known: _Known) -> Found:
    """Report a node below or at this one that is not of the kind that is wanted."""
    if isinstance(node, ir.OverRows):
        yield from _kind(where, node.rows, "rows", known)
        known = known.inside(node.rows)
    found = kind(node, known)
    if want is not None and found != want:
        yield where, f"{type(node).__name__} is of kind {found}, and {want} is needed"
    match node:
        case ir.Compare(op=op, left=left, right=right):
            same = kind(left, known)
            if same == "flag" and op not in "=≠":
                yield where, f"flags have no order {op}"
            yield from _kind(where, left, None, known)
            yield from _kind(where, right, same, known)
        case ir.Select(cases=cases, otherwise=otherwise):
            for case in cases:
                yield from _kind(where, case.when, "flag", known)
                yield from _kind(where, case.then, found, known)
            if otherwise is not None:
                yield from _kind(where, otherwise, found, known)
        case ir.Piecewise(subject=subject, bands=bands, otherwise=otherwise):
            yield from _kind(where, subject, "quantity", known)
            for band in bands:
                yield from _kind(where, band.value, found, known)
            if otherwise is not None:
                yield from _kind(where, otherwise, found, known)
        case ir.Logic() | ir.Not():
            for child in ir.children(node):
                yield from _kind(where, child, "flag", known)
        case ir.Arith(op="-", left=left, right=right) if kind(left, known) == "date":
            yield from _kind(where, left, "date", known)
            yield from _kind(where, right, "date", known)
        case ir.Call():
            for child in ir.children(node):
                yield from _kind(where, child, None, known)
        case ir.OverRows(body=body):
            yield from _kind(where, body, "quantity", known)
        case _:
            for child in ir.children(node):
                yield from _kind(where, child, "quantity", known)


def kind(node: ir.Node, known: _Known) -> str:
    """The kind of the values of a node."""
    match node:
        case ir.Literal(value=value):
            return "flag" if isinstance(value, bool) else "quantity"
        case ir.Day():
            return "date"
        case ir.Label():
            return "label"
        case ir.Input(kind=found):
            return found
        case ir.Ref(name=name):
            return known.values[name].kind if name in known.values else "unknown"
        case ir.Cell(column=column):
            return known.cells.get(column, "unknown")
        case ir.IsMissing() | ir.CellMissing() | ir.Compare() | ir.Logic() | ir.Not():
            return "flag"
        case ir.Select(cases=cases):
            return kind(cases[0].then, known) if cases else "unknown"
        case ir.Piecewise(bands=bands):
            return kind(bands[0].value, known) if bands else "unknown"
        case (
            ir.ScoreOf()
            | ir.Applies()
            | ir.Arith()
            | ir.Sum()
            | ir.Max()
            | ir.Min()
            | ir.Abs()
            | ir.Clamp()
            | ir.Floor()
            | ir.Ceil()
            | ir.Round()
            | ir.Call()
            | ir.Trimmed()
            | ir.OverRows()
        ):
            return "quantity"
    assert_never(node)


def _needs_are_complete(program: ir.Program, known: _Known) -> Found:
    """What is read is asked for before: an evaluator looks at the requirement sets only, never at each reading."""
    for item in program.definitions:
        if isinstance(item, ir.Leaf):
            # What a rule goes into only where something holds is needed there only.
            reached: tuple[str, ...] = ()
            for guard in item.guards:
                yield from _needs(item.name, guard.when, guard.requires + reached, known)
                if guard.score is None:
                    reached += guard.then_requires
                else:
                    yield from _needs(item.name, guard.score, guard.requires + guard.then_requires, known)
            for node in (item.base, *item.awards, *item.deductions):
                yield from _needs(item.name, node, item.requires + reached, known)
        elif isinstance(item, ir.Value):
            for name in known.reads(item.body) - set(item.reads):
                yield item.name, f"reads {name}, which is not in its list"
    if program.total.judged is not None:
        yield from _needs("total", program.total.judged, program.total.judged_requires, known)
    for guard in (*program.total.caps, *program.total.vetoes):
        yield from _needs("total", guard.when, guard.requires, known)
        for node in ir.children(guard):
            yield from _needs("total", node, guard.requires + guard.then_requires, known)
    for guard in program.total.refusals:
        yield from _needs("total", guard.when, guard.requires, known)
    for asked in (program.total.index, *program.total.grade_cases):
        if asked is not None:
            for node in ir.children(asked):
                yield from _needs("total", node, asked.requires, known)
    for veto in program.total.grade_vetoes:
        yield from _needs("total", veto.when, veto.requires, known)
    for constraint in program.constraints:
        for name in known.reads(constraint.holds) - set(constraint.reads):
            yield "constraint", f"reads {name}, which is not in its list"


def _needs(where: str, node: ir.Node, names: tuple[str, ...], known: _Known) -> Found:
    for name in names:
        if name not in known.inputs:
            yield where, f"needs {name}, which is not among the inputs"
    for name in known.reads(node) - set(names):
        if name in known.inputs and not known.inputs[name].optional:
            yield where, f"reads {name}, which it does not need"


def _optional_inputs_are_never_needed(program: ir.Program, known: _Known) -> Found:
    """A fact that may be absent must not stop a leaf; its rule says what then."""
    optional = {item.name for item in program.inputs if item.optional}
    for leaf in program.leaves():
        for names in (leaf.requires, *(guard.requires + guard.then_requires for guard in leaf.guards)):
            for name in optional & set(names):
                yield leaf.name, f"needs {name}, which may be absent"


def _bands_are_disjoint_and_ascending(program: ir.Program, known: _Known) -> Found:
    """One band holds a value at most, and a search by halves finds it."""
    for where, node in _nodes(program):
        if isinstance(node, ir.Piecewise):
            if not node.bands:
                yield where, "a piecewise function without bands"
            for band in node.bands:
                if band.interval.empty:
                    yield where, f"an empty band: {interval_text(band.interval)}"
            for first, second in zip(node.bands, node.bands[1:], strict=False):
                if not _below(first.interval, second.interval):
                    yield where, f"{interval_text(first.interval)} is not below {interval_text(second.interval)}"
    labels = [grade.label for grade in program.total.grades] + [case.label for case in program.total.grade_cases]
    if sorted(labels) != sorted(program.total.ranks):
        yield "grades", "not just those that are ranked"
    for case in program.total.grade_cases[:-1]:
        if case.when is None:
            yield "grades", f"nothing comes behind {case.label}"
    if program.total.grade_index and program.total.index is None:
        yield "grades", "about an index that is not there"
    intervals = [grade.interval for grade in program.total.grades]
    for i, interval in enumerate(intervals):
        for other in intervals[:i]:
            if not interval.meet(other).empty:
                yield "grades", f"{interval_text(interval)} and {interval_text(other)} share values"


def _below(first: Interval, second: Interval) -> bool:
    if first.high is None or second.low is None:
        return False
    return first.high < second.low or (first.high == second.low and (first.high_open or second.low_open))


def _figures_are_exact(program: ir.Program, known: _Known) -> Found:
    """Every figure is a Fraction: a float anywhere would decide a band by its rounding error."""
    for where, node in _nodes(program):
        figures: tuple[object, ...] = ()
        match node:
            case ir.Literal(value=value):
                figures = (value,)
            case ir.Day(number=number):
                figures = (number,)
            case ir.Clamp(low=low, high=high):
                figures = (low, high)
                if low is not None and high is not None and low > high:
                    yield where, f"nothing lies between {low} and {high}"
            case ir.Round(step=step):
                figures = (step,)
            case ir.Input(kind="label", default=default, labels=labels):
                if default is not None and default not in range(len(labels)):
                    yield where, f"{default!r} is no code of {node.name}"
            case ir.Input(bounds=bounds, grid=grid, default=default):
                figures = (bounds.low, bounds.high, grid, default)
            case ir.Piecewise(bands=bands):
                figures = tuple(end for band in bands for end in (band.interval.low, band.interval.high))
        for figure in figures:
            if figure is not None and not isinstance(figure, (Fraction, bool)):
                yield where, f"{figure!r} is no exact figure"


def _what_is_not_known_is_not_read(program: ir.Program, known: _Known) -> Found:
    """A rule that rests on a score which is not known could fall where that rises; only headings above may read it."""
    unknown = {leaf.name for leaf in program.leaves() if leaf.unrecorded}
    for item in program.definitions:
        if isinstance(item, ir.Heading) and unknown & set(item.parts):
            unknown.add(item.name)
    for where, root in _roots(program):
        if isinstance(known.scores.get(where), ir.Heading):
            continue
        for node in ir.walk(root):
            if isinstance(node, ir.ScoreOf) and node.name in unknown:
                yield where, f"reads the score of {node.name}, which is not known"
    for leaf in program.leaves():
        if leaf.unrecorded and (leaf.awards or leaf.deductions or leaf.base != ir.Literal(Fraction(0))):
            yield leaf.name, "is not transcribed, and has a rule"


def _operators_are_known(program: ir.Program, known: _Known) -> Found:
    """The core is closed: an operator, rounding or status outside these has no meaning in any backend."""
    for where, node in _nodes(program):
        match node:
            case ir.Arith(op=op) if op not in ("+", "-", "×", "÷"):
                yield where, f"arithmetic {op}"
            case ir.Arith(op="÷", right=ir.Literal(value=value)) if value == 0:
                yield where, "a division by the figure 0"
            case ir.Compare(op=op) if op not in ("=", "≠", "<", "≤", ">", "≥"):
                yield where, f"comparison {op}"
            case ir.Logic(op=op, items=items) if op not in ("and", "or") or len(items) < 2:
                yield where, f"logic {op} over {len(items)}"
            case ir.Round(step=step, mode=mode) if step <= 0 or mode not in ir.MODES:
                yield where, f"rounding {step} {mode}"
            case ir.Trimmed(items=items, low=low, high=high) if low < 0 or high < 0 or low + high >= len(items):
                yield where, f"{len(items)} items without {low + high}"
            case ir.OverRows(op=op) if op not in ir.OVER:
                yield where, f"{op} over rows"
            case ir.Sum(items=()) | ir.Max(items=()) | ir.Min(items=()) | ir.Select(cases=()):
                yield where, f"{type(node).__name__} of nothing"
    for item in program.inputs:
        if item.kind not in ir.KINDS:
            yield item.name, f"kind {item.kind}"
        figure = item.population
        if figure is not None and figure.kind not in ir.POPULATION_KINDS:
            yield item.name, f"a {figure.kind} of all"
        if figure is not None and (figure.ties in ir.TIES) != (figure.kind == "rank"):
            yield item.name, f"a {figure.kind} of all with ties {figure.ties!r}"
        if (item.kind == "rows") != bool(item.columns):
            yield item.name, "rows and columns go together"
        for column in item.columns:
            if column.kind not in ir.KINDS or column.kind == "rows":
                yield item.name, f"a column of kind {column.kind}"
    roundings = [(leaf.name, leaf.rounding) for leaf in program.leaves()] + [("total", program.total.rounding)]
    for where, rounding in roundings:
        if rounding is not None and (rounding.step <= 0 or rounding.mode not in ir.MODES):
            yield where, f"rounding {rounding.step} {rounding.mode}"
    for leaf in program.leaves():
        for guard in leaf.guards:
            if guard.status not in ir.STATUSES:
                yield leaf.name, f"status {guard.status}"


def _everything_has_a_place(program: ir.Program, known: _Known) -> Found:
    """A finding or a trace is told in the rubric's words, so every node knows where it comes from."""
    for item in (*program.inputs, *program.definitions, *program.constraints):
        if item.origin is ir.UNKNOWN:
            yield getattr(item, "name", "constraint"), "has no place"
    for where, node in _nodes(program):
        if node.origin is ir.UNKNOWN:
            yield where, f"{type(node).__name__} has no place"


Rule = Callable[[ir.Program, _Known], Found]
RULES: tuple[Rule, ...] = (
    _names_are_unique,
    _names_come_first,
    _parts_make_a_tree,
    _kinds_fit,
    _needs_are_complete,
    _optional_inputs_are_never_needed,
    _bands_are_disjoint_and_ascending,
    _figures_are_exact,
    _what_is_not_known_is_not_read,
    _operators_are_known,
    _everything_has_a_place,
)
