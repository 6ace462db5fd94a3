"""加权: each part counts with a weight, and the weights make 100%. What counts is the rate of a part (得分÷分值).

一级指标 综合评价 20分
  加权
    内部评价 ：40%
    外部评价 ：60%
  二级指标 内部评价 100分      # 90分
  二级指标 外部评价 100分      # 80分 → 综合评价 (90%×40%＋80%×60%)×20分＝16.8分
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from attrs import frozen

from perfrules.diagnostics import suggest
from perfrules.diagnostics.diagnostic import Kind, Label
from perfrules.idioms.category import Labels
from perfrules.idioms.declare import Idiom
from perfrules.ir import nodes as ir
from perfrules.model.model import Indicator
from perfrules.model.protocols import Aggregation, Check, LoweringAbove, ReasonKind
from perfrules.source import Span, Words
from perfrules.syntax import build
from perfrules.syntax import nodes as n
from perfrules.syntax.folding import name_key
from perfrules.syntax.writer import Writer
from perfrules.types.show import percent


@frozen(eq=False, repr=False)
class Weighted(n.Node):
    """加权 and its rows, 部分 ：权重."""

    rows: tuple[n.Node, ...] = ()
    notes: tuple[n.Note, ...] = ()


WEIGHTS_NOT_CLOSED = Kind(
    "PR482",
    "weights-not-closed",
    "各项权重共 {sum}，不是 100%",
    "the weights add up to {sum}, not to 100%",
    "改各项的权重，使合计为 100%",
    "mend the weights so that they add up to 100%",
    about="The weights under `weighted as follows` make the whole.",
)
WRONG_WEIGHT = Kind(
    "PR483",
    "not-a-weight",
    "「{text}」不是权重",
    "`{text}` is no weight",
    "写作「名称 ：60%」，大于 0，不超过 100%",
    "write `name: 60%`, above 0 and at most 100%",
    about="A row under `weighted as follows` gives one part its weight, a fixed percentage.",
)
NO_SUCH_PART = Kind(
    "PR484",
    "no-such-part",
    "「{name}」不是「{above}」的下级",
    "`{name}` is no part of `{above}`",
    "写「{above}」下面的指标；它若写在别处，移到「{above}」下面",
    "name a heading below `{above}`, or move it there",
    about="A row under `weighted as follows` names a part of the heading.",
)
NO_WEIGHT = Kind(
    "PR485",
    "part-without-weight",
    "「{name}」没有权重",
    "`{name}` has no weight",
    "在「加权」下面加一行「{name} ：…%」",
    "add a row `{name}: …%` under `weighted as follows`",
    about="Every part of a heading with `weighted as follows` has its weight.",
)
DOUBLED_WEIGHT = Kind(
    "PR486",
    "part-with-two-weights",
    "「{name}」有两个权重",
    "`{name}` has two weights",
    "只留一行",
    "keep one",
    about="A part has one weight.",
)

WEIGHTED = ReasonKind("weighted", "加权：{worked}＝{score}", "weighted: {worked} = {score}")


def _rows(node: Weighted) -> Iterator[tuple[n.Row, str, Fraction | None]]:
    """Each row with the part that it names and its weight, None where it gives none."""
    for row in node.rows:
        if not isinstance(row, n.Row):
            continue
        head, score = row.head, row.score
        name = head.labels[0] if isinstance(head, Labels) and len(head.labels) == 1 else ""
        found = score.expression if isinstance(score, n.ScoreExpr) else None
        plain = isinstance(found, n.Number) and found.unit in ("%", None)
        weight = None
        if isinstance(found, n.Number) and plain:
            weight = found.value / 100 if found.unit == "%" else found.value
        yield row, name, weight if weight is not None and 0 < weight <= 1 else None


def weights(node: Weighted, parts: list[Indicator]) -> tuple[Fraction, ...]:
    """The weights of the parts, in their order."""
    known = {name_key(name): weight for _, name, weight in _rows(node)}
    return tuple(known.get(name_key(part.name)) or Fraction(0) for part in parts)


def check(node: Weighted, check: Check) -> None:
    above = check.leaf
    parts = {name_key(part.name): part for part in above.parts}
    seen: dict[str, n.Row] = {}
    whole = all(isinstance(row, n.Row) for row in node.rows)
    for row, name, weight in _rows(node):
        key = name_key(name)
        if not name or weight is None:
            check.report(WRONG_WEIGHT, row.span, text=row.span.text.strip())
            whole = False
        if name and key not in parts:
            near = suggest(name, [part.name for part in above.parts])
            check.report(NO_SUCH_PART, row.head.span, suggestions=near, name=name, above=above.name)
            whole = False
        elif key in seen:
            label = Label(seen[key].span, Words("先写的", "the first"))
            check.report(DOUBLED_WEIGHT, row.span, labels=(label,), name=name)
            whole = False
        seen.setdefault(key, row)
    for part in above.parts:
        if whole and name_key(part.name) not in seen:
            check.report(NO_WEIGHT, part.span, name=part.name)
            whole = False
    total = sum((weight for _, _, weight in _rows(node) if weight is not None), Fraction(0))
    if whole and total != 1:
        check.report(WEIGHTS_NOT_CLOSED, node.span.head(), sum=percent(total))


def evaluate(node: Weighted, ev: Aggregation) -> Fraction:
    weight = weights(node, ev.heading.parts)
    total = sum((weight[member.place] for member in ev.members), Fraction(0))
    rate = sum((weight[member.place] * member.score / member.points for member in ev.members), Fraction(0))
    score = rate * ev.full / total
    terms = [f"{percent(member.score / member.points)}×{percent(weight[member.place])}" for member in ev.members]
    zh, en = (f"({sign.join(terms)})" if len(terms) > 1 else terms[0] for sign in ("＋", " + "))
    full = ev.points(ev.full)
    rest = f"÷{percent(total)}" if total != 1 else ""
    shown = Words(f"{zh}×{full.zh}{rest}", f"{en} × {full.en}{rest}")
    ev.say(WEIGHTED, score, node.notes, worked=shown, score=ev.points(score))
    return score


def lower(node: Weighted, ctx: LoweringAbove) -> ir.Node:
    weight = weights(node, ctx.heading.parts)
    terms = []
    for member, part in zip(ctx.members, weight, strict=True):
        terms.append(ir.Arith("×", member.score, ir.Literal(part * ctx.heading.scale / member.points)))
    return ctx.ratio(
        ir.Sum(tuple(terms)), ir.Sum(tuple(m.counted(w) for m, w in zip(ctx.members, weight, strict=True)))
    )


def describe(node: Weighted) -> Words:
    zh = "、".join(f"{name}占{percent(weight)}" for _, name, weight in _rows(node) if weight is not None)
    en = ", ".join(f"{name} {percent(weight)}" for _, name, weight in _rows(node) if weight is not None)
    return Words(f"按得分率加权：{zh}", f"weighted by rates: {en}")


def _build(items: list[Any], span: Span) -> Weighted:
    return Weighted((), build.notes(items), span=span)


def write(node: Weighted, w: Writer) -> str:
    return w.pick("加权", "weighted as follows")


IDIOM = Idiom(
    name="weighted",
    role="aggregate",
    node=Weighted,
    title=Words("加权", "weighted"),
    about=Words("各项按得分率加权，权重共 100%", "the parts count by rate and weight; the weights make 100%"),
    wordings=("内部评价占40%，外部评价占60%",),
    build={"weighted": _build},
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    shapes={
        "WEIGHTED": Words("加权，下面每行「名称 ：60%」", "weighted as follows; each line below it is `name: 60%`"),
    },
    write=write,
    rounds=True,
    kinds=(WEIGHTS_NOT_CLOSED, WRONG_WEIGHT, NO_SUCH_PART, NO_WEIGHT, DOUBLED_WEIGHT),
    reasons=(WEIGHTED,),
)
