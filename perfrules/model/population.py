"""Figures of all subjects together, each a fact of its own for one subject: 支出率·全体均值."""

from __future__ import annotations

from fractions import Fraction

from attrs import evolve

from perfrules.model.model import Fact, Population
from perfrules.model.names import shown_path
from perfrules.source import Span
from perfrules.types.interval import Interval, at_least
from perfrules.types.types import PLAIN, Domain, Quantity

KINDS = {"全体均值": "mean", "全体最大": "max", "全体最小": "min", "名次": "rank"}
ENDS = ("HIGH_FIRST", "LOW_FIRST")
TIES = {"TIES_SKIP": "skip", "TIES_DENSE": "dense", "TIES_MEAN": "mean"}
STAND_IN = "补缺均值"


def population_fact(word: str, figure: Population, type_: Quantity, bounds: Interval, span: Span) -> Fact:
    """The fact of such a figure: a place from 1 on, or a value of what it is of."""
    assert figure.target is not None
    path = "·".join((shown_path(figure.target), *(("得分",) if figure.score else ()), word))
    if figure.kind == "rank":
        grid = Fraction(1, 2) if figure.ties == "mean" else Fraction(1)
        place = evolve(PLAIN, whole=grid == 1)
        return Fact(path, path, place, None, Domain(at_least(Fraction(1)), grid), span=span, population=figure)
    value = evolve(type_, whole=False)
    return Fact(path, path, value, type_.unit, Domain(bounds), span=span, population=figure)


def stand_in(fact: Fact) -> Fact:
    """可缺 按均值: the mean that stands for a fact which is absent, rounded to the fact's grid."""
    path = f"{fact.path}·{STAND_IN}"
    figure = Population("mean", fact)
    return Fact(path, path, fact.type, fact.unit, fact.domain, first="half-up", span=fact.span, population=figure)
