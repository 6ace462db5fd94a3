"""加分: points added for each thing reached, for each step beyond a mark, or for a thing that is so.

Three shapes, the same as those of 扣分:

    加分 「获得县级以上表彰」 每1项 加0.5分 至多2分              # 3项 → 1.5分
    加分 完成率 超过 100% 每1个百分点 加0.2分 零头不计 至多1分    # 103.5% → three whole steps → 0.6分
    加分 「被列为试点」 加1分

What is counted in steps has no end of its own, so 至多 says the most that it gives. Alone in a leaf the awards
(加分 at its 至多, a condition at its points, 满足) add up to its 满分.
"""

from __future__ import annotations

from fractions import Fraction

from attrs import frozen

from perfrules.diagnostics.diagnostic import Fix, Kind
from perfrules.idioms import counted
from perfrules.idioms.counted import Counted, Direction
from perfrules.idioms.declare import Idiom
from perfrules.ir import nodes as ir
from perfrules.model.protocols import Check, Evaluation, Lowering
from perfrules.source import Words
from perfrules.syntax.writer import Writer
from perfrules.types.show import decimal
from perfrules.types.show import points as shown_points


@frozen(eq=False, repr=False)
class Bonus(Counted):
    """加分."""


AT_MOST_NEEDED = Kind(
    "PR464",
    "bonus-without-most",
    "「加分」没有写至多加几分",
    "nothing says how much this `add` gives at most",
    "在后面写「至多2分」这样的话",
    "write `, at most 2 points` behind it",
    about="An amount can be of any size, so what is added in steps states the most that it gives.",
)
MAY_BE_NEGATIVE = Kind(
    "PR465",
    "bonus-may-be-negative",
    "「{amount}」可能小于 0，加分会变成扣分",
    "`{amount}` can be below 0, and the award would take points",
    "写「{amount} 超过 0」，或在「数据」里写明「≥0」",
    "write `that {amount} exceeds 0`, or declare it ≥ 0",
    about="The amount that is counted in steps is never negative.",
)

UP = Direction("bonus", "加", 1, MAY_BE_NEGATIVE)


def check(node: Bonus, check: Check) -> None:
    counted.check(node, UP, check)
    if node.step is not None and node.at_most is None:
        check.report(AT_MOST_NEEDED, node.span, fixes=_fixes(node, check))


def _fixes(node: Bonus, check: Check) -> tuple[Fix, ...]:
    """至多 with the points that the leaf's other awards leave; none beside a base rule or another without it."""
    others = [clause for clause in check.leaf.clauses if clause is not node]
    roles = [check.idiom_of(clause).role for clause in others]
    known = [check.idiom_of(c).award(c, check) for c, role in zip(others, roles, strict=True) if role == "award"]
    if "base" in roles or any(points is None for points in known):
        return ()
    left = check.leaf.points - (check.leaf.base_points or 0) - sum(known, Fraction(0))
    if left <= 0:
        return ()
    most = Words(f"至多{decimal(left)}分", f"at most {shown_points(left).en}")
    # In English what it is given for stands behind the points.
    spans = [part.span for part in (node.points, node.amount, node.base, node.step) if part is not None]
    last = max(spans, key=lambda span: span.end)
    text = f" {most.zh}" if check.typing.lang == "zh" else f", {most.en}"
    return (Fix(Words(f"写「{most.zh}」", f"write {most.en}"), ((last.tail(), text),)),)


def evaluate(node: Bonus, ev: Evaluation) -> Fraction:
    return counted.evaluate(node, UP, ev)


def lower(node: Bonus, ctx: Lowering) -> ir.Node:
    return counted.lower(node, ctx)


def describe(node: Bonus) -> Words:
    return counted.describe(node, UP, Words("", ""))


def write(node: Bonus, w: Writer) -> str:
    return w.pick(" ", ", ").join(counted.write(node, w, ("加分", "加"), "add"))


_SHAPE = Words(
    "加分 「事项」 每1项 加0.5分 至多2分｜加分 「情况」 加1分｜加分 甲 超过 乙 每1人 加0.5分 至多2分",
    "add 0.5 points per 1 item of matters, at most 2 points｜add 1 point if 「condition」｜"
    "add 0.5 points per 1 person that a exceeds b, at most 2 points",
)

IDIOM = Idiom(
    name="bonus",
    role="award",
    node=Bonus,
    title=Words("加分", "bonus"),
    about=Words(
        "每做到一项、每超过一步、出现某种情况就加",
        "points added per thing reached, per step, or for a condition",
    ),
    wordings=("每达到1项加0.5分，最多加2分", "每超过1个百分点加0.2分", "被列为试点的加1分"),
    build={
        "bonus": lambda items, span: Bonus(**counted.parts(items, span)),
        "add": lambda items, span: Bonus(**counted.english_parts(items, span)),
    },
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    write=write,
    spots=counted.spots,
    award=counted.most,
    shapes={
        "BONUS": _SHAPE,
        "ADD_POINTS": _SHAPE,
    },
    kinds=(AT_MOST_NEEDED, MAY_BE_NEGATIVE),
    reasons=UP.reasons,
)
