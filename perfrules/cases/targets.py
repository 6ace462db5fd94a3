"""What a 公布 line speaks of: a formula, the 指标值 or the score of a heading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from attrs import define

from perfrules.diagnostics import Fix, suggest
from perfrules.diagnostics.diagnostic import Diagnostic
from perfrules.facts import errors
from perfrules.facts.read import FactIndex
from perfrules.model.model import Formula, Indicator, Rubric
from perfrules.model.names import NameIndex, shown_path
from perfrules.source import Words
from perfrules.syntax import nodes as n
from perfrules.syntax.near_words import NearWords
from perfrules.syntax.published import split

_T = TypeVar("_T", Formula, Indicator)


FIXED_NAMES = NearWords.of(
    ("总分", "等级", "得分", "小计", "得分率", "total", "grade", "score", "subtotal", "score rate")
)
"""What a figure can be of that has no name of its own."""


@define
class Targets:
    """What can be published of a rubric, by path: headings for their scores, and whatever has a value."""

    headings: NameIndex
    valued: NameIndex
    facts: FactIndex

    @staticmethod
    def of(rubric: Rubric) -> Targets:
        """The headings and formulas of a rubric."""
        headings, valued = NameIndex(), NameIndex()
        for indicator in rubric.walk():
            headings.add(indicator.path, indicator)
            if indicator.measure is not None:
                valued.add(indicator.path, indicator)
            for formula in indicator.formulas:
                if formula.name is not None:
                    valued.add((*indicator.path, formula.name), formula)
        return Targets(headings, valued, FactIndex.of(rubric))

    def value(self, line: n.Published) -> Formula | Indicator | Diagnostic:
        """What `公布 X v` gives the value of: the formula X, or the heading X that has a 指标值."""
        found = self.valued.find([line.name])
        formulas = [target for target in found if isinstance(target, Formula)]
        if formulas:
            return self._only(line, formulas)
        measured = [target for target in found if isinstance(target, Indicator)]
        if measured:
            return self._only(line, measured)
        if self.headings.find([line.name]):
            return Diagnostic(errors.NO_MEASURE, line.span, {"name": line.name})
        return self._unknown(line)

    def score(self, line: n.Published) -> Indicator | Diagnostic:
        """What `公布 X 得分 s` and `公布 X 小计 s` give the points of; a 小计 is that of a heading with parts."""
        found = [target for target in self.headings.find([line.name]) if isinstance(target, Indicator)]
        if line.what == "subtotal":
            found = [target for target in found if target.parts] or found
        if not found:
            return self._unknown(line)
        return self._only(line, found)

    def _only(self, line: n.Published, found: Sequence[_T]) -> _T | Diagnostic:
        if len(found) == 1:
            return found[0]
        paths = [shown_path(target) for target in found]
        args = {"name": line.name, "candidates": paths, "first": paths[0]}
        return Diagnostic(errors.AMBIGUOUS_PUBLISHED, line.span, args)

    def _two(self, line: n.Published) -> Diagnostic | None:
        """公布 X 94.5% 得分 28.5: two figures on one line."""
        parts = split(line.name)
        if line.what == "value" or parts.value is None:
            return None
        name, value = line.name[slice(*parts.name)], line.name[slice(*parts.value)]
        if not (self.headings.find([name]) or self.valued.find([name])):
            return None
        line_text = line.span.text.rstrip()
        at = line_text.find(value, line_text.find(name) + len(name))
        first, rest = line_text[: at + len(value)], line_text[at + len(value) :].lstrip()
        second = f"{line_text[: line_text.find(name)]}{name} {rest}"
        fix = Fix(Words("写成两行", "write two lines"), ((line.span, f"{first}\n  {second}"),))
        return Diagnostic(errors.TWO_PUBLISHED, line.span, {"first": first, "second": second}, fixes=(fix,))

    def _unknown(self, line: n.Published) -> Diagnostic:
        if self.facts.find(line.name):
            args = {"name": line.name, "given": line.value}
            return Diagnostic(errors.PUBLISHED_FACT, line.span, args)
        two = self._two(line)
        if two is not None:
            return two
        names = (*self.headings.names(), *self.valued.names())
        near = suggest(line.name.split("·")[-1], names)
        above, _, word = line.name.rpartition(" ")
        if not above or self.headings.find([above]):
            # 投入 得份 9.5
            near = tuple(f"{above} {right}".strip() for right in FIXED_NAMES.near(word)) or near
        return Diagnostic(errors.UNKNOWN_PUBLISHED, line.span, {"name": line.name}, suggestions=near)
