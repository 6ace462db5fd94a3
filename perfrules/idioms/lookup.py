"""查表: the results of the parts, in any order, are looked up in a table of all their combinations. Needs 结果等次.

一级指标 综合
  查表
    优、优 ：优
    优、差 ：差
    差、差 ：差
  二级指标 制度      # 差
  二级指标 执行      # 优 → 综合 差
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations_with_replacement
from math import comb
from typing import Any

from attrs import frozen

from perfrules.diagnostics.diagnostic import Kind, Label
from perfrules.idioms.category import Labels
from perfrules.idioms.declare import Idiom
from perfrules.ir import nodes as ir
from perfrules.model.errors_above import NEEDS_RESULTS
from perfrules.model.protocols import Aggregation, Check, LoweringAbove, ReasonKind
from perfrules.source import Span, Words
from perfrules.syntax import build
from perfrules.syntax import nodes as n
from perfrules.syntax.folding import name_key
from perfrules.syntax.writer import Writer

MOST_COMBINATIONS = 500
SHOWN = 5

Ranks = tuple[int, ...]


@frozen(eq=False, repr=False)
class Lookup(n.Node):
    """查表 and its rows, 优、良 ：良."""

    rows: tuple[n.Node, ...] = ()
    notes: tuple[n.Note, ...] = ()


WRONG_ROW = Kind(
    "PR544",
    "lookup-row-misfit",
    "「{text}」不是查表的一行：左边写 {count} 个结果，右边写一个",
    "`{text}` is no row of a lookup: {count} results on the left and one on the right",
    "结果有：{results}",
    "the results are {results}",
    about="A row under `look up the results` names one result for each part, and what they come to.",
)
DOUBLED_ROW = Kind(
    "PR545",
    "combination-twice",
    "「{text}」这一组合已有一行，次序不同也是同一组合",
    "the combination `{text}` has a row already, whatever the order",
    "删去一行，或改正其中一行",
    "take one out, or mend one of them",
    about="Each combination of the parts' results is looked up in one row.",
)
MISSING_ROWS = Kind(
    "PR546",
    "combinations-missing",
    "查表缺 {count} 种组合：{some}",
    "the lookup lacks {count:combination}: {some}",
    "每种组合写一行",
    "write a row for each of them",
    about="All combinations of the parts' results are present, so that every subject has a result.",
)
TOO_MANY = Kind(
    "PR547",
    "too-many-combinations",
    "{count} 种组合太多，查表至多 {most} 种",
    "{count:combination} are too many for a lookup, at most {most}",
    "把下级分成几组，或改用木桶、择劣",
    "group the parts, or use `worst of the parts`, raised by one step or not",
    about="A lookup that nobody can read through is no table.",
)
MAY_BE_OUT = Kind(
    "PR548",
    "lookup-of-what-may-be-left-out",
    "「{name}」可能不计入，那时查不到它的结果",
    "`{name}` can be left out, and has no result to look up then",
    "去掉它的「不计入」，或改用木桶、择劣",
    "take its `left out` out, or use `worst of the parts`, raised by one step or not",
    about="A lookup needs a result of every part.",
)

FOUND = ReasonKind("looked-up", "查表：{scores}，得{score}", "{scores} give {score}")


def _row(row: n.Node, results: tuple[str, ...]) -> tuple[Ranks, int] | None:
    """The ranks of a row, the lowest first, and what they come to; None where it names something else."""
    if not isinstance(row, n.Row) or not isinstance(row.head, Labels):
        return None
    known = {name_key(label): len(results) - 1 - place for place, label in enumerate(results)}
    ranks = [known.get(name_key(label)) for label in row.head.labels]
    found = row.score.expression if isinstance(row.score, n.ScoreExpr) else None
    to = known.get(name_key(found.parts[0])) if isinstance(found, n.Name) and len(found.parts) == 1 else None
    if to is None or None in ranks:
        return None
    return tuple(sorted(rank for rank in ranks if rank is not None)), to


def _table(node: Lookup, results: tuple[str, ...]) -> dict[Ranks, int]:
    found = (_row(row, results) for row in node.rows)
    return dict(item for item in found if item is not None)


def check(node: Lookup, check: Check) -> None:
    results, parts = check.typing.results, check.leaf.parts
    if not results:
        check.report(NEEDS_RESULTS, node.span, word=Words("查表", "look up the results"))
        return
    for part in parts:
        if part.loses_points and not check.leaf.may_be_unchosen:
            check.report(MAY_BE_OUT, part.span, name=part.name)
    count = comb(len(results) + len(parts) - 1, len(parts))
    if count > MOST_COMBINATIONS:
        check.report(TOO_MANY, node.span.head(), count=str(count), most=str(MOST_COMBINATIONS))
        return
    seen: dict[Ranks, n.Node] = {}
    whole = True
    for row in node.rows:
        if not isinstance(row, n.Row):
            whole = False
            continue
        found = _row(row, results)
        if found is None or len(found[0]) != len(parts):
            args: dict[str, Any] = {"text": " ".join(row.span.text.split()), "count": str(len(parts))}
            check.report(WRONG_ROW, row.span, results=list(results), **args)
            whole = False
        elif found[0] in seen:
            label = Label(seen[found[0]].span, Words("先写的", "the first"))
            check.report(DOUBLED_ROW, row.span, labels=(label,), text=" ".join(row.head.span.text.split()))
        else:
            seen[found[0]] = row
    missing = [ranks for ranks in _all(len(results), len(parts)) if ranks not in seen]
    if whole and missing:
        some = [[results[len(results) - 1 - rank] for rank in reversed(ranks)] for ranks in missing[:SHOWN]]
        listed = Words("；".join("、".join(each) for each in some), "; ".join(", ".join(each) for each in some))
        check.report(MISSING_ROWS, node.span.head(), count=str(len(missing)), some=listed)


def _all(results: int, parts: int) -> Iterator[Ranks]:
    return combinations_with_replacement(range(results), parts)


def evaluate(node: Lookup, ev: Aggregation) -> Fraction:
    ranks = tuple(sorted(int(member.score) for member in ev.members))
    score = Fraction(_table(node, ev.results)[ranks])
    ev.say(FOUND, score, node.notes, scores=ev.listed(), score=ev.points(score))
    return score


def lower(node: Lookup, ctx: LoweringAbove) -> ir.Node:
    """The row of which every result has just so many parts."""
    members = ctx.members
    one, none = ir.Literal(Fraction(1)), ir.Literal(Fraction(0))

    def count(rank: int) -> ir.Node:
        here = ir.Literal(Fraction(rank))
        return ir.Sum(tuple(ir.Select((ir.Case(ir.Compare("=", m.score, here), one),), none) for m in members))

    cases = []
    for ranks, to in _table(node, ctx.results).items():
        tests = tuple(
            ir.Compare("=", count(rank), ir.Literal(Fraction(ranks.count(rank)))) for rank in sorted(set(ranks))
        )
        when = tests[0] if len(tests) == 1 else ir.Logic("and", tests)
        cases.append(ir.Case(when, ir.Literal(Fraction(to))))
    return ir.Select(tuple(cases), none)


def describe(node: Lookup) -> Words:
    rows = [row for row in node.rows if isinstance(row, n.Row)]
    pairs = [(row.head.labels, row.score.span.text.strip()) for row in rows if isinstance(row.head, Labels)]
    zh = "；".join(f"{'、'.join(labels)}得{result}" for labels, result in pairs)
    en = "; ".join(f"{', '.join(labels)}: {result}" for labels, result in pairs)
    return Words(f"按下列各项的结果查表，不分次序：{zh}", f"looked up by the results of these, in any order: {en}")


def write(node: Lookup, w: Writer) -> str:
    return w.pick("查表", "look up the results")


def _build(items: list[Any], span: Span) -> Lookup:
    return Lookup((), build.notes(items), span=span)


IDIOM = Idiom(
    name="lookup",
    role="aggregate",
    node=Lookup,
    title=Words("查表", "lookup"),
    about=Words("按各项的结果查表，不分次序，组合齐全", "the results of the parts, in any order, are looked up"),
    wordings=("两项均为优的评为优，一优一良的评为良……",),
    build={"lookup": _build},
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    shapes={
        "LOOKUP": Words(
            "查表，下面每行「优、良 ：良」", "look up the results; each line below it is like `good, fair: fair`"
        ),
    },
    write=write,
    kinds=(WRONG_ROW, DOUBLED_ROW, MISSING_ROWS, TOO_MANY, MAY_BE_OUT),
    reasons=(FOUND,),
)
