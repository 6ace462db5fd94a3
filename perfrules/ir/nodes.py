"""The nodes of the core: what a score is computed from once idioms, units and names are gone.

Values are of four kinds. A *quantity* is an exact Fraction in base units (元, 1, 秒), a *flag* a boolean, a *date* the
Fraction of its day number (1 for 0001-01-01), so that comparing and counting days is arithmetic, and a *label* of a
choice a small integer: 0 for the label declared last, one more for each before it. Declared best first, an ordered
choice so has its greater label at the greater number and compares like a quantity; columns hold a byte instead of a
text; the texts stand once, in the `labels` of the input.

Every node is evaluated only where something asks for it, and then all of it is, in the order of its fields:
`Logic` does not stop at the first side that decides. Only `Select` and `Piecewise` choose, so a division is
reached exactly where the guards around it let it, and dividing by 0 never happens in a program made from a rubric
that checks clean.

`origin` says where a node comes from and is no part of what it is: equal nodes mean the same. The exact intervals
are those of the whole project (perfrules.types.interval): two kinds of interval would have to agree on open ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any, TypeVar

import attrs
from attrs import field, frozen

from perfrules.source import NOWHERE, Span
from perfrules.types.interval import ANY, Interval

KINDS = ("quantity", "flag", "label", "date", "text", "rows")
"""What an input can hold; a text is never read, only asked for (`IsMissing`), and rows are gone over (`OverRows`)."""


@frozen
class Origin:
    """The heading that a node comes from (its path, empty above all headings) and its place in the text."""

    path: tuple[str, ...] = ()
    span: Span = NOWHERE


UNKNOWN = Origin()


@frozen(kw_only=True)
class Located:
    """Anything that comes from a place in the rubric."""

    origin: Origin = field(default=UNKNOWN, eq=False, repr=False)


# Values


@frozen
class Literal(Located):
    """A fixed quantity or flag."""

    value: Fraction | bool


@frozen
class Day(Located):
    """A fixed date, by its number."""

    number: Fraction


@frozen
class Label(Located):
    """A fixed label of a choice, by its code; `text` is for readers."""

    code: int
    text: str = field(eq=False)


@frozen
class Column(Located):
    """A column of rows: its name among them, and what is known of its cells, as for an input; no cell has a default."""

    name: str
    kind: str
    bounds: Interval = ANY
    grid: Fraction | None = None
    labels: tuple[str, ...] = ()
    optional: bool = False


POPULATION_KINDS = ("mean", "max", "min", "rank", "group-mean")
TIES = ("skip", "dense", "mean")


@frozen
class Population:
    """That an input is a figure of all subjects: `kind` (one of POPULATION_KINDS) of what `of` is for each of them.

    For one subject it is given like any other fact. Over a batch it is computed from the subjects that are eligible and
    have a value of `of` (of None, for a group-mean: the score of the leaf that the input belongs to, over those it
    applies to). A rank counts from 1, from the highest where `high_first`; equal values take places as `ties` says:
    skip 1 2 2 4, dense 1 2 2 3, mean 1 2.5 2.5 4.
    """

    kind: str
    of: Node | None = None
    high_first: bool = True
    ties: str = ""


@frozen
class Input(Located):
    """A fact by its path, with all that is known of its values beforehand.

    `bounds` and `grid` in base units (a grid of None is none); `labels` by code. An absent fact has the value
    `default`, a label by its code; where there is none it must not be read: it is required before, or its absence
    is tested before. One of kind `rows` holds one row or more, each with a value for every column of `columns`, but for
    absent cells of optional ones; `sums` tells the figures that columns add up to, which is checked as data.

    A `population` figure may also be computed. Where `stand_in` names another input, that one's value is read where
    this one is absent: what needs this one then needs the other, which alone is told as missing where both are.
    """

    name: str
    kind: str
    bounds: Interval = ANY
    grid: Fraction | None = None
    labels: tuple[str, ...] = ()
    optional: bool = False
    default: Fraction | bool | int | None = None
    columns: tuple[Column, ...] = ()
    sums: tuple[tuple[str, Fraction], ...] = ()
    population: Population | None = None
    stand_in: str | None = None


@frozen
class IsMissing(Located):
    """Whether the fact of a name was not given. Asking is not reading."""

    input: str


@frozen
class Ref(Located):
    """The value of a named formula."""

    name: str


@frozen
class ScoreOf(Located):
    """The final score of a leaf or heading."""

    name: str


# Operators


@frozen
class Arith(Located):
    """`op` is one of + - × ÷."""

    op: str
    left: Node
    right: Node


@frozen
class Compare(Located):
    """`op` is one of = ≠ < ≤ > ≥, over two values of one kind; flags have = and ≠ only."""

    op: str
    left: Node
    right: Node


@frozen
class Logic(Located):
    """`op` is `and` or `or` over two or more flags, all of them evaluated."""

    op: str
    items: tuple[Node, ...]


@frozen
class Not(Located):
    operand: Node


@frozen
class Sum(Located):
    items: tuple[Node, ...]


@frozen
class Max(Located):
    items: tuple[Node, ...]


@frozen
class Min(Located):
    items: tuple[Node, ...]


@frozen
class Trimmed(Located):
    """The sum of the items without the `low` least and the `high` greatest; of equal ones as many as are to go."""

    items: tuple[Node, ...]
    low: int
    high: int


@frozen
class Abs(Located):
    operand: Node


@frozen
class Clamp(Located):
    """The value, not above `high` and then not below `low`; an end of None does not cut."""

    value: Node
    low: Fraction | None
    high: Fraction | None


@frozen
class Floor(Located):
    """The greatest whole number that is not above the value."""

    operand: Node


@frozen
class Ceil(Located):
    """The least whole number that is not below the value."""

    operand: Node


MODES = ("half-up", "down", "up")


@frozen
class Round(Located):
    """To a multiple of `step`: the nearest, halves away from 0 (half-up); towards 0 (down); away from it (up)."""

    value: Node
    step: Fraction
    mode: str


@frozen
class Call(Located):
    """A declared function that has no form of its own here; its meaning is the function's `evaluate`."""

    function: str
    arguments: tuple[Node, ...]


# Rows


OVER = ("sum", "max", "min")


@frozen
class OverRows(Located):
    """A quantity of each row, added up, or the greatest or least of them; `op` is one of OVER.

    `body` is evaluated for every row of `rows` in their order, with its cells at hand. How many rows keep a condition
    is the sum of 1 or 0.
    """

    op: str
    rows: Input
    body: Node


@frozen
class Cell(Located):
    """A column of the row at hand, that of the nearest `OverRows` around it. An absent cell must not be read."""

    column: str


@frozen
class CellMissing(Located):
    """Whether the row at hand has no value in a column. Asking is not reading."""

    column: str


# Choices


@frozen
class Case(Located):
    """One guarded alternative."""

    when: Node
    then: Node


@frozen
class Select(Located):
    """The first case whose `when` holds, else `otherwise`; None says that one of the cases always holds.

    Cases are tried in order, and neither a later condition nor a `then` that is not taken is evaluated.
    """

    cases: tuple[Case, ...]
    otherwise: Node | None


@frozen
class Band(Located):
    """The value of a piecewise function over one interval."""

    interval: Interval
    value: Node


@frozen
class Piecewise(Located):
    """A function of one quantity: the value of the band that holds it, else `otherwise`.

    Bands are disjoint and ascending. None says that the bands hold every value the subject can take.
    """

    subject: Node
    bands: tuple[Band, ...]
    otherwise: Node | None

    def tests(self) -> list[tuple[Interval, Band]]:
        """The bands in order, each with what tells it from those behind it, once those before it are ruled out.

        Where nothing lies between two bands one end does, and where nothing is left, any value.
        """
        touching = all(a.interval.touches(b.interval) for a, b in pairwise(self.bands))
        if self.otherwise is not None and not (self.bands[0].interval.low is None and touching):
            return [(band.interval, band) for band in self.bands]
        found = [(Interval(None, band.interval.high, False, band.interval.high_open), band) for band in self.bands]
        if self.otherwise is None:
            found[-1] = (ANY, self.bands[-1])
        return found


@frozen
class Applies(Located):
    """Out of how many points a leaf or heading is scored: 0 where it is left out."""

    name: str


Node = (
    Literal
    | Day
    | Label
    | Input
    | IsMissing
    | Ref
    | ScoreOf
    | Applies
    | Arith
    | Compare
    | Logic
    | Not
    | Sum
    | Max
    | Min
    | Trimmed
    | Abs
    | Clamp
    | Floor
    | Ceil
    | Round
    | Call
    | Select
    | Piecewise
    | OverRows
    | Cell
    | CellMissing
)
"""Every node; closed, so that a `match` over it ends in assert_never."""


_NODES = frozenset(Node.__args__)


_FIELDS: dict[type, tuple[str, ...]] = {}


def _parts(node: Located) -> dict[str, Any]:
    """The fields of a node but for its place; their names are looked up once a class, since every pass walks."""
    cls = type(node)
    if cls not in _FIELDS:
        _FIELDS[cls] = tuple(attribute.name for attribute in attrs.fields(cls) if attribute.name != "origin")
    return {name: getattr(node, name) for name in _FIELDS[cls]}


def children(node: Located) -> Iterator[Node]:
    """The nodes right below one in the order of their evaluation; cases, bands and guards are looked through."""
    for value in _parts(node).values():
        yield from _below(value)


def _below(value: Any) -> Iterator[Node]:
    if type(value) in _NODES:
        yield value
    elif isinstance(value, (Case, Band, Guard)):
        yield from children(value)
    elif isinstance(value, tuple):
        for item in value:
            yield from _below(item)


L = TypeVar("L", bound=Located)


def map_children(node: L, change: Callable[[Node], Node]) -> L:
    """The same node with each node right below it changed."""
    found = _parts(node)
    changed = {name: _changed(value, change) for name, value in found.items()}
    return attrs.evolve(node, **{name: value for name, value in changed.items() if value is not found[name]})


def _changed(value: Any, change: Callable[[Node], Node]) -> Any:
    if type(value) in _NODES:
        return change(value)
    if isinstance(value, (Case, Band, Guard)):
        return map_children(value, change)
    if isinstance(value, tuple) and any(isinstance(item, Located) for item in value):
        return tuple(_changed(item, change) for item in value)
    return value


def walk(node: Node) -> Iterator[Node]:
    """A node and everything below it, parents first; named values are not entered."""
    stack = [node]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(list(children(node))))


# Programs


@frozen
class Value(Located):
    """A formula or another value with a name: computed once, and only if something that is reached reads it.

    `reads` names every input that its body can read, through other values too.
    """

    name: str
    kind: str
    body: Node
    reads: tuple[str, ...]


STATUSES = (
    *("override", "not-applicable", "left-out", "shared-out", "not-chosen", "reached"),
    *("total-cap", "veto", "not-rated", "not-eligible"),
)
"""How a guard settles a leaf (left out, its points shared, or not chosen, it has points no more) or the total.

A guard of status `reached` settles nothing: it only tells what else the rule needs where it holds.
"""


@frozen
class Guard(Located):
    """A condition that is tried before a leaf's rule, and the final score where it holds.

    `status` is one of STATUSES: how the leaf then came to its score. `requires` names the facts that must be there to
    try it, `then_requires` those of its score, wanted only where it holds. Guards without a score (`reached`) are all
    tried; what is not there of what they want is missed all at once.
    """

    when: Node
    score: Node | None
    status: str
    requires: tuple[str, ...] = ()
    then_requires: tuple[str, ...] = ()


@frozen
class Rounding:
    """To the nearest multiple of `step`, by a mode of `Round`."""

    step: Fraction
    mode: str


@frozen
class Leaf(Located):
    """A scored leaf.

    Guards are tried in order: a required fact that is absent is a data error (all that this guard requires are
    told), and the leaf has no score; the first guard that holds gives the score, and nothing below is evaluated.
    Else every fact of `requires` must be there, and the score is base + Σ awards − Σ deductions inside `clip`. Any
    score is rounded last. `measure` is its 指标值, known where the rule was evaluated and no fact it reads is absent.

    An `unrecorded` leaf (未录) has guards at most. Where none holds, its status is `unrecorded` and its score not
    known: a program that has such a leaf is run twice, with each of them at 0 (its base) and at its `points`. Nothing
    falls as a leaf rises, so these are the ends of every score and of the total; a grade is known where both have it.
    """

    name: str
    points: Fraction
    guards: tuple[Guard, ...]
    base: Node
    awards: tuple[Node, ...]
    deductions: tuple[Node, ...]
    clip: Interval
    rounding: Rounding | None
    requires: tuple[str, ...]
    measure: Node | None = None
    unrecorded: bool = False
    counts: bool = True
    """Whether it is part of a heading or of the total."""


@frozen
class Heading(Located):
    """A heading above leaves.

    `score` is made of the scores of its parts; None is their sum. `applies` is out of how many points it is scored,
    made of those of its parts; None is all of `points`. `aggregated` tells a heading that counts its parts in another
    way from one that adds them up and scales or cuts the sum. A heading that applies for 0 points is left out; it is
    not chosen where all its parts are so.
    """

    name: str
    points: Fraction
    parts: tuple[str, ...]
    score: Node | None = None
    applies: Node | None = None
    aggregated: bool = False
    counts: bool = True
    """Whether it is part of a heading or of the total."""


Definition = Value | Leaf | Heading


@frozen
class Grade(Located):
    """A label of the grade scale and the totals that have it."""

    label: str
    interval: Interval


@frozen
class Scale:
    """The sum out of `points` where fewer apply, rounded; where none applies, the data has an error."""

    points: Fraction
    rounding: Rounding | None


@frozen
class GradeVeto(Located):
    """A condition under which the grade is not better than `label`."""

    when: Node
    label: str
    requires: tuple[str, ...]


@frozen
class GradeCase(Located):
    """A grade that a condition gives; the last of several has none."""

    label: str
    when: Node | None
    requires: tuple[str, ...] = ()


@frozen
class Index(Located):
    """What a rubric comes to beside or instead of a total: the value of a formula, in base units."""

    name: str
    value: Node
    requires: tuple[str, ...] = ()


@frozen
class Total:
    """The total in its stages: the topmost headings added up, scaled, clipped, capped, vetoed, rounded; then the grade.

    `scale` is None where every point always applies. The least of the `caps` that hold, rounded as `cap_rounding` says,
    is the most that the total can be; the least of the `vetoes` that hold is the total. Guards of the total are all
    tried. `grade_unrounded` grades the total before its rounding; a grade veto never betters a grade.

    Where no part is scored, `parts` is empty and `judged` stands for their sum; `judged_requires` names its facts. With
    neither there is no total, only an `index`.

    The `refusals` come before anything else, in order: where one holds, nothing at all is computed, and the result is
    its status (not-rated, not-eligible); one whose facts are absent is a data error, and goes on.

    `grades` are about the total, or the `index` where `grade_index` says so; where they are empty, the first of the
    `grade_cases` that holds gives the grade, and a case is tried, and its facts wanted, only behind those before it.
    `ranks` names every grade, best first: a grade veto goes down that list. With `lower_is_better` the greatest of the
    vetoes that hold is the total.
    """

    parts: tuple[str, ...]
    clip: Interval
    rounding: Rounding | None
    grades: tuple[Grade, ...]
    grade_unrounded: bool
    scale: Scale | None = None
    caps: tuple[Guard, ...] = ()
    cap_rounding: Rounding | None = None
    vetoes: tuple[Guard, ...] = ()
    grade_vetoes: tuple[GradeVeto, ...] = ()
    adjustments: str | None = None
    """The leaf or heading whose score is added to the sum once that is scaled."""
    judged: Node | None = None
    judged_requires: tuple[str, ...] = ()
    refusals: tuple[Guard, ...] = ()
    index: Index | None = None
    grade_index: bool = False
    grade_cases: tuple[GradeCase, ...] = ()
    ranks: tuple[str, ...] = ()
    lower_is_better: bool = False

    def nodes(self) -> Iterator[Node]:
        """The topmost nodes of its judged sum, its caps and vetoes."""
        if self.judged is not None:
            yield self.judged
        for item in (*self.refusals, self.index, *self.caps, *self.vetoes, *self.grade_cases):
            if item is not None:
                yield from children(item)
        yield from (veto.when for veto in self.grade_vetoes)

    def change(self, change: Callable[[Node], Node]) -> Total:
        """The same total with each of those nodes changed."""
        return attrs.evolve(
            self,
            judged=None if self.judged is None else change(self.judged),
            caps=tuple(map_children(guard, change) for guard in self.caps),
            vetoes=tuple(map_children(guard, change) for guard in self.vetoes),
            refusals=tuple(map_children(guard, change) for guard in self.refusals),
            index=None if self.index is None else map_children(self.index, change),
            grade_cases=tuple(map_children(case, change) for case in self.grade_cases),
            grade_vetoes=tuple(map_children(veto, change) for veto in self.grade_vetoes),
        )


@frozen
class Constraint(Located):
    """A condition over facts, checked where all of `reads` are there.

    A breach of a `fatal` one is a data error, found before anything is scored: rules rely on it, so its facts count as
    given wrongly, that is as absent without being told. A breach of another is a finding beside the score.
    """

    holds: Node
    reads: tuple[str, ...]
    fatal: bool


@frozen
class Program:
    """A whole rubric.

    `definitions` stand in dependency order: none reads one below it. Their names are unique among the values, and
    among leaves and headings together; `headings` names the latter in the order of the table. Among them stand the
    names of what is printed and not scored (空, 分值 未公布), which have no definition: `unscored` gives their status,
    for every subject the same.
    """

    id: str
    title: str
    hash: str
    points: Fraction
    inputs: tuple[Input, ...] = field(repr=False)
    definitions: tuple[Definition, ...] = field(repr=False)
    headings: tuple[str, ...] = field(repr=False)
    total: Total = field(repr=False)
    constraints: tuple[Constraint, ...] = field(repr=False)
    unscored: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    results: tuple[str, ...] = field(default=(), repr=False)
    """结果等次 by their codes: every score is then the code of a result, 0 the worst, and the grade is the result."""

    def leaves(self) -> Iterator[Leaf]:
        """The leaves, in dependency order."""
        return (item for item in self.definitions if isinstance(item, Leaf))

    def values(self) -> Iterator[Value]:
        """The named values, in dependency order."""
        return (item for item in self.definitions if isinstance(item, Value))
