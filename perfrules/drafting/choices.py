"""Points by labels or by degrees of one quality: 优秀 and 良好, 合理 and 较合理."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile

from attrs import define

from perfrules.drafting.bands import REST
from perfrules.drafting.guesses import label_of, name_of, tidy_name
from perfrules.drafting.measures import Measures
from perfrules.drafting.outcomes import Outcome, Unread, unfolded

_LABELS = (
    *("优秀", "良好", "合格", "基本合格", "一般", "中等", "较差", "不合格", "优", "良", "中", "差", "好", "较好"),
    *("高", "较高", "较低", "低", "达成预期", "部分达成", "未达成"),
)
_LABELLED = re.compile(
    rf"(?P<of>.*?)(?:被)?(?:评)?(?:定)?为?(?P<label>{'|'.join(sorted(_LABELS, key=len, reverse=True))})"
    r"(?:等次|等级|档次|档)?的?(?:部门|单位|项目)?"
)
_DEGREES = (
    *(
        "不完全",
        "未完全",
        "未全部",
        "大部分",
        "不够",
        "不太",
        "完全",
        "全部",
        "非常",
        "十分",
        "较为",
        "比较",
        "基本",
        "部分",
    ),
    *("一般", "没有", "很", "较", "不", "未", "无", "欠", ""),
)
"""How much of a quality there is, longer words before those they begin with."""
_BETWEEN = ("一般", "较差", "差")
"""Degrees that stand without the quality."""


@define
class Choices(Measures):
    """Rules that are a choice."""

    def _labels(self, plain: list[Outcome]) -> bool:
        matches = [_LABELLED.fullmatch(o.words) for o in plain]
        found = [match for match in matches if match]
        if len(found) < len(plain) or len(plain) < 2 or any(o.kind not in ("points", "full", "zero") for o in plain):
            return False
        labels = [match["label"] for match in found]
        if len(set(labels)) < len(labels):
            raise Unread("、".join(labels))
        self._choice(next((match["of"] for match in found if match["of"]), ""), labels, plain)
        return True

    def _degrees(self, plain: list[Outcome]) -> bool:
        """设定合理得4分，较合理得2分，不合理得0分: one quality in degrees, the best first."""
        if len(plain) < 2 or any(o.kind not in ("points", "full", "zero") for o in plain):
            return False
        worth = [self.points if o.kind == "full" else o.points for o in plain]
        if worth[0] != self.points or any(a <= b for a, b in pairwise(worth)):
            return False
        scale = [o.words for o in plain if not REST.fullmatch(o.words) and o.words not in _BETWEEN]
        subject = _shared_start(scale)
        first, *others = [words.removeprefix(subject) for words in scale]
        degrees = [_degree(words) for words in others]
        qualities = {words.removeprefix(degree) for words, degree in zip(others, degrees, strict=True)}
        if len(qualities) != 1:
            return False
        [quality] = qualities
        if (len(quality) < 2 and len(plain) < 3) or not quality or quality not in first:
            return False
        before = first[: first.index(quality)]
        best = next(degree for degree in _DEGREES if before.endswith(degree)) + quality
        if best not in (first, first.removeprefix(before)):
            self.found.doubts.append(f"「{unfolded(plain[0].words)}」简写作「{best}」")
        known = dict(zip(scale, [best, *others], strict=True))
        labels = [known.get(o.words) or (o.words if o.words in _BETWEEN else "其他") for o in plain]
        if len(set(labels)) < len(labels):
            return False
        if not any(re.match("不|未|没有|无|欠|其他|差", label) for label in labels):
            self.found.doubts.append("更差的情形没有印")
        self._choice("", labels, plain)
        return True

    def _choice(self, of: str, labels: list[str], plain: list[Outcome]) -> None:
        of = tidy_name(of) or f"{self.name}结果"
        self.found.facts[of] = f"选项 {' ＞ '.join(map(label_of, labels))}"
        self.found.lines.append(f"评分 {name_of(of)}")
        for outcome, label in zip(plain, labels, strict=True):
            self.found.lines.append(f"  {label_of(label)} ：{self._score(outcome)}")


def _shared_start(words: Sequence[str]) -> str:
    """What all begin with."""
    shared = takewhile(lambda each: len({*each}) == 1, zip(*words, strict=False))
    return "".join(first for first, *_ in shared)


def _degree(words: str) -> str:
    """The degree that words begin with: 较 of 较合理."""
    return next(degree for degree in _DEGREES if words.startswith(degree))
