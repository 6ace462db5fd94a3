"""A judged score with its 档 → its points: 部分达成 65%, 部分达成 6.5分, 65%, 6.5分.

The level and the figure say the same thing twice on purpose: where they disagree, one of them is a slip.
"""

from __future__ import annotations

import re
from fractions import Fraction

from attrs import evolve

from perfrules.diagnostics import suggest
from perfrules.diagnostics.diagnostic import Diagnostic, Kind
from perfrules.facts import errors
from perfrules.facts.given import Given
from perfrules.facts.plain import cut, is_empty, shown
from perfrules.facts.values import BadValue, ValueReader, show_bounds, told_path
from perfrules.model.model import Fact, Scale
from perfrules.source import Words
from perfrules.syntax.folding import name_key
from perfrules.types.interval import Interval
from perfrules.types.show import in_both, show
from perfrules.types.types import RATIO, Domain, Value

_GRADED = re.compile(r"(?P<grade>[^\W\d].*?|)[\s,，:：(（]*(?P<figure>[-+−－＋]?[\d０-９].*?)?[)）\s]*", re.S)
_POINTS = re.compile(r"(.*\d)\s*[Pp]oints?\s*", re.S)
_RATE = re.compile(r".*[%％]\s*", re.S)


def read_graded(reader: ValueReader, given: Given, fact: Fact) -> tuple[Value, Diagnostic | None]:
    """The points of a judged score; BadValue where they, the rate or the level do not fit."""
    scale = fact.scale
    assert scale is not None
    raw, grade = given.value, given.grade.strip()
    if isinstance(raw, str):
        found, figure = _apart(raw.strip()[:1000], scale)
        if found:
            if grade and name_key(grade) != name_key(found):
                raise _bad(errors.TWO_LEVELS, given, fact, first=cut(found), second=cut(grade))
            raw, grade = figure, found
    known = _grade(grade, scale, given, fact) if grade else None
    if is_empty(raw):
        assert known is not None
        only = known[1].constant
        if only is None:
            raise _bad(errors.LEVEL_WITHOUT_FIGURE, given, fact, level=known[0], expected=show_rates(known[1]))
        return only * fact.full, None
    if isinstance(raw, str) and (spelled := _POINTS.fullmatch(raw)):
        raw = f"{spelled.group(1)}分"
    if isinstance(raw, str) and _RATE.fullmatch(raw):
        rates = Domain(Interval(Fraction(0), Fraction(1)))
        rate, note = reader.read(raw, evolve(fact, type=RATIO, unit=None, domain=rates, scale=None), given.value_span)
        assert isinstance(rate, Fraction)
        points, told = rate * fact.full, show(rate * fact.full, fact.type)
        if fact.domain.grid is not None and (points / fact.domain.grid).denominator != 1:
            grid = in_both(show(fact.domain.grid, fact.type))
            as_read = Words(f"{raw}（{told}）", f"{raw} ({told})")
            raise BadValue(
                Diagnostic(
                    errors.OFF_FACT_GRID,
                    given.value_span,
                    {"name": told_path(fact.path), "given": as_read, "grid": grid},
                )
            )
    else:
        value, note = reader.read(raw, fact, given.value_span, given.unit)
        assert isinstance(value, Fraction)
        points = value
        rate = points / fact.full
    if known is not None and rate not in known[1]:
        expected = show_rates(known[1])
        raise _bad(errors.RATE_OUTSIDE_LEVEL, given, fact, level=known[0], rate=show(rate, RATIO), expected=expected)
    if scale.grade_of(rate) is None:
        levels = [f"{label} {show_rates(interval)}" for label, interval in scale.grades]
        raise _bad(errors.RATE_WITHOUT_LEVEL, given, fact, rate=show(rate, RATIO), levels=levels)
    return points, note


def _apart(text: str, scale: Scale) -> tuple[str, str]:
    """The level and the figure of a text; no level where it is a figure only."""
    labels = sorted((label for label, _ in scale.grades), key=len, reverse=True)
    known = next((label for label in labels if text.startswith(label)), "")
    match = _GRADED.fullmatch(text[len(known) :].lstrip())
    if match is None:
        return "", text
    figure = match["figure"] or ""
    if known and not match["grade"]:
        return known, figure
    return f"{known}{match['grade']}", figure


def _grade(text: str, scale: Scale, given: Given, fact: Fact) -> tuple[str, Interval]:
    for label, interval in scale.grades:
        if name_key(label) == name_key(text):
            return label, interval
    labels = [label for label, _ in scale.grades]
    near = suggest(cut(text), labels)
    raise _bad(errors.UNKNOWN_LEVEL, given, fact, near, level=cut(text), scale=scale.name, levels=labels)


def _bad(kind: Kind, given: Given, fact: Fact, near: tuple[str, ...] = (), **args: object) -> BadValue:
    return BadValue(
        Diagnostic(
            kind,
            given.value_span,
            {"name": told_path(fact.path), "given": shown(given.value), **args},
            suggestions=near,
        )
    )


def show_rates(interval: Interval) -> str:
    """The rates of a 档."""
    return show(interval.low, RATIO) if interval.constant is not None else show_bounds(interval, RATIO, None)  # type: ignore[arg-type]
