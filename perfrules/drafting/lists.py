"""Items that add up to the points of a heading, with what is taken from them."""

from __future__ import annotations

import re
from fractions import Fraction

from attrs import define, evolve

from perfrules.drafting.bands import REST
from perfrules.drafting.guesses import heading_of, label_of
from perfrules.drafting.outcomes import Outcome, Unread, unfolded
from perfrules.drafting.ranges import Range, meet
from perfrules.drafting.steps import Steps
from perfrules.types.show import decimal

DENIED = re.compile("未|不|没有|无|否则|反之|其他|其余|其它|缺")
_ABSENT = re.compile(r"(?:无|没有|未发现|未出现|未发生|不存在)(?P<what>[^\d]{2,20})")
_SAME_AGAIN = re.compile(
    "(?:每?有|每|缺|每缺|每少)?(?:其中)?(?:任一|1)?[项条个]?(?:不符合|不满足|未达到|不具备|未做到|不达标)?(?:要求)?(?:的)?"
)


@define
class Lists(Steps):
    """Rules that are a checklist."""

    def _listed(self, told: list[Outcome], taken: list[Outcome], ranges: dict[int, Range | None]) -> None:
        items: list[Outcome] = []
        zeros: list[Outcome] = []
        for outcome in told:
            if outcome.kind == "points" and outcome.words != "否则":
                items.append(outcome)
            elif outcome.kind == "full":
                items.append(evolve(outcome, kind="points", points=self.points))
            elif outcome.kind == "zero" and self._is_rest(outcome, items, ranges):
                continue
            elif outcome.kind == "zero" and outcome.words:
                zeros.append(outcome)
            else:
                raise Unread(outcome.words)
        total = sum((item.points for item in items), Fraction(0))
        single = len(items) == 1 and total == self.points and not taken
        for outcome in zeros if items or taken else ():
            if single and DENIED.match(outcome.words):
                self.found.doubts.append(f"「{unfolded(outcome.words)}」读作「{unfolded(items[0].words)}」的反面")
            else:
                self._override(outcome)
        if not items and not taken and zeros and len(zeros) == len(told) and not self.is_part:
            for outcome in zeros:
                self.found.lines.append(f"扣分 「{label_of(outcome.words)}」 扣{decimal(self.points)}分")
            self.found.doubts.append("得满分的条件没有印，读作没有这种情形得满分")
            return
        if taken and (not items or (len(items) == 1 and total == self.points)):
            # 无超标准接待得4分，发现1例扣2分
            absent = _ABSENT.fullmatch(items[0].words) if items else None
            for outcome in taken:
                self._deduction(outcome, absent["what"] if absent is not None else "")
            return
        if len(items) > 1 and max(item.points for item in items) == self.points:
            raise Unread("；".join(item.words for item in items))
        if total != self.points:
            raise Unread(f"各条相加{decimal(total)}分，不是{decimal(self.points)}分")
        if self.partly and not zeros:
            self._judged(items, taken)
            return
        said = [o for o in taken if _SAME_AGAIN.fullmatch(o.words) and all(o.points == item.points for item in items)]
        if said and len(items) > 1:
            self.found.doubts.append(f"「{unfolded(said[0].words)}」说的就是各条不得分，没有另扣")
            taken = [o for o in taken if o not in said]
        owners = [_owner(outcome, items) for outcome in taken]
        base = sum(
            (item.points for item in {id(item): item for item in owners if item is not None}.values()), Fraction(0)
        )
        if taken:
            self.found.lines.append(f"基础分 {decimal(base)}分")
        if None in owners:
            self.found.doubts.append("既有得分又有扣分：同一错误只在一处扣，还是两处都扣，没有印")
        for item in items:
            if any(item is owner for owner in owners):
                continue
            if not item.words:
                raise Unread(f"得{decimal(item.points)}分")
            found = ranges.get(id(item))
            if found is not None and found.of:
                rows = [found]
                self.found.doubts += meet(rows, [True])
                self.found.lines.append(
                    f"满足 {self._value(found.of, found.unit)} {rows[0].row} 得{decimal(item.points)}分"
                )
            else:
                self.found.lines.append(f"满足 「{label_of(item.words)}」 得{decimal(item.points)}分")
        for outcome, owner in zip(taken, owners, strict=True):
            self._deduction(outcome)
            if owner is not None:
                most = f"{decimal(owner.points)}分"
                self.found.lines[-1] += f" 至多{most}"
                self.found.doubts.append(f"「{unfolded(outcome.words)}」只从「{unfolded(owner.words)}」的{most}中扣")

    def _judged(self, items: list[Outcome], taken: list[Outcome]) -> None:
        """部分符合的酌情扣分: somebody decides of each item."""
        if taken or any(not item.words for item in items):
            raise Unread(self.partly)
        if len(items) == 1:
            self.found.lines.append(f"评议 0分至{decimal(self.points)}分")
            self.found.doubts.append(f"「{self.partly}」读作由评价组在0分到满分之间评定")
            self.partly = ""
            return
        for item in items:
            points = f"{decimal(item.points)}分"
            self.found.lines += [f"评分点 {heading_of(item.words)} {points}", f"  评议 0分至{points}"]
        self.found.doubts.append(f"「{self.partly}」读作各条由评价组在0分到该条分值之间评定")
        self.partly = ""

    def _is_rest(self, outcome: Outcome, items: list[Outcome], ranges: dict[int, Range | None]) -> bool:
        """Whether a 不得分 only says what the item before it leaves: 否则, 未按此分类, 大于10%的."""
        if not items:
            return False
        if outcome.words == "" or REST.fullmatch(outcome.words):
            return True
        if outcome.sentence == items[-1].sentence and DENIED.match(outcome.words):
            self.found.doubts.append(f"「{unfolded(outcome.words)}」读作没有做到「{unfolded(items[-1].words)}」")
            return True
        found, before = ranges.get(id(outcome)), ranges.get(id(items[-1]))
        return found is not None and before is not None and (found.low, found.high) == (before.high, before.low)


def _owner(taken: Outcome, items: list[Outcome]) -> Outcome | None:
    """The item whose points a deduction takes away: the only one that says what the deduction denies."""
    denied = re.findall(r"(?:不|未)([\u4e00-\u9fff]{2})", taken.words)
    owners = [item for item in items if any(word in item.words for word in denied)]
    return owners[0] if len(owners) == 1 else None
