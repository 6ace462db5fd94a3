"""What an idiom is: one declaration that ties its grammar fragment, its checks, its meaning and its words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from attrs import field, frozen

from perfrules.diagnostics.diagnostic import Kind
from perfrules.model.protocols import ReasonKind
from perfrules.source import Span, Words
from perfrules.syntax import nodes as n
from perfrules.syntax.build import Builder
from perfrules.syntax.writer import Write
from perfrules.types.types import FLAG, Domain, Type, Unit

ROLES = (
    "applicability",
    "override",
    "base",
    "award",
    "deduction",
    "aggregate",
    "refusal",
    "total",
    "total-cap",
    "veto",
    "grade-veto",
    "head",
    "score",
    "value",
)
"""What an idiom is, in the order of evaluation. To a leaf: whether it applies, then overrides, then the one base rule,
awards and deductions. To a heading: `aggregate` is how its parts count where that is not their sum. To the total: when
a subject gets none, what it is where no parts make it, caps, vetoes, and vetoes of the grade. `head` and `score` are
the two halves of a table row, `value` is a named value."""


Spot = tuple[str, Span, Type, Domain, bool]
"""A fact declared on the spot: its text and place, type and values, and whether it needs a reason."""
Units = Callable[[str, Span], Unit | None]


def no_spots(node: Any, units: Units) -> Iterator[Spot]:
    """For idioms in which nothing can be declared on the spot."""
    return iter(())


@frozen
class Idiom:
    """A scoring idiom.

    `name` is also the name of its grammar fragment and its page; `node` the class of its nodes; `words` the
    printed wordings it stands for. The functions, by role:

    check(node, check): types and rules of one node (heads and scores also get the table and row).
    evaluate(node, evaluation): what it gives: None or the final score (override), points (base, award, deduction,
    score), whether it fits (head).
    lower(node, lowering): the same as IR nodes (an override as an ir.Guard); what `evaluate` says stays the meaning.
    describe(node): the criterion in words, for the printed table.
    write(node, writer): the statement in the language of the writer, without its remarks and rows.
    award(node, check): the most that an award gives or a deduction takes.
    coverage(table, check): for heads, gaps and overlaps.
    extent(node, check): for base rules and scores, the points that can come of one (an interval), for leaves with a
    范围; without it, 0 to the full marks.
    explain(node, evaluation, table, value): for values, record how one came about.
    reached(node, evaluation, table): for base rules, the parts that are `apart` (tables inside rows) and give the
    score: what such a part alone reads is needed only where it is gone into.
    narrows(head, check, holds): for heads, what is known of values where one holds or does not: (form, interval) pairs.
    score_at(node, check, table, band, point): for scores, the points at a value of the measure (None: over all of its
    band), None where they are not known; two rows that agree wherever both hold may meet there.
    """

    name: str
    role: str
    node: type
    title: Words
    about: Words
    wordings: tuple[str, ...]
    build: Mapping[str, Builder]
    check: Callable[..., Any]
    evaluate: Callable[..., Any]
    lower: Callable[..., Any]
    describe: Callable[..., Words]
    spots: Callable[[Any, Units], Iterator[Spot]] = no_spots
    write: Write | None = None
    writes: Mapping[type, Write] = field(factory=dict)
    """What writes lines below its statement that are nodes of their own."""
    columns: Callable[..., Any] | None = None
    """columns(node, fact, reader, leaf, scales): the columns of the rows that a clause declares; `scales` by column."""
    award: Callable[..., Any] | None = None
    coverage: Callable[..., None] | None = None
    narrows: Callable[..., Any] | None = None
    score_at: Callable[..., Any] | None = None
    extent: Callable[..., Any] | None = None
    reached: Callable[..., Iterable[n.Node]] | None = None
    explain: Callable[..., None] | None = None
    rounds: bool = False
    """Whether what an aggregate gives is rounded again: not what it picks, but what it computes."""
    fragment: bool = True
    """Whether a grammar fragment of its name exists; the two idioms built into the core grammar have none."""
    shapes: Mapping[str, Words] = field(factory=dict)
    """How its statement is written, by the terminal that begins it: what a message about a broken one shows.
    The English is what `fmt --lang en` writes; a statement that begins with another word in English is named twice."""
    kinds: tuple[Kind, ...] = field(default=())
    reasons: tuple[ReasonKind, ...] = field(default=())


def flag_spots(expr: n.Expr) -> Iterator[Spot]:
    """The 「…」 of a condition that stand where a yes or no is needed: each declares a flag."""
    match expr:
        case n.Name(spot=True):
            yield expr.text, expr.span, FLAG, Domain(), False
        case n.Logic():
            for item in expr.items:
                yield from flag_spots(item)
        case n.AtLeast():
            for item in expr.items:
                yield from flag_spots(item)
        case n.Not():
            yield from flag_spots(expr.operand)
