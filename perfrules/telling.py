"""What an analysis found, in the rubric's own words: facts with their units, headings, and where something holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import frozen

from perfrules.analysis import measures as m
from perfrules.analysis.findings import Shown
from perfrules.analysis.paths import Conditions
from perfrules.analysis.study import TOTAL, Study
from perfrules.analysis.together import FIRST, SECOND
from perfrules.analysis.verdicts import Row
from perfrules.ir.from_model import coded
from perfrules.model.model import Fact
from perfrules.source import Words
from perfrules.types.interval import Interval
from perfrules.types.show import MOST_EXTRA, decimal, exact, show, stated
from perfrules.types.types import TARGET_SIGNS, Choice, DateType, Flag, Quantity, Text, Type, Unit, Value

if TYPE_CHECKING:
    from perfrules.api import Rubric

EXTRA = 2
"""Decimals more than usual for the ends of a region."""


PLAIN = m.Scale(m.ONE)


@frozen
class Called:
    """What a measure is called: a formula or a fact, which is `scale` of the measure."""

    name: str
    type: Type
    unit: Unit | None
    scale: m.Scale = PLAIN


class InWords(Shown):
    """Facts and headings in the words of a rubric, or of two that are compared."""

    def __init__(self, *rubrics: Rubric) -> None:
        self.facts: dict[str, Fact] = {}
        self.nodes: dict[str, str] = {}
        self.formulas: dict[str, tuple[str, Type | None]] = {}
        names: list[str] = []
        for rubric in reversed(rubrics):
            model = rubric.model
            self.facts.update({item.path: item for fact in model.facts for item in (fact, *fact.items)})
            names = [fact.name for fact in model.facts]
            for node in model.walk():
                path = "·".join(node.path)
                self.nodes[path] = node.name
                self.formulas.update({f"{path}·{f.name or '公式'}": (f.title, f.type) for f in node.formulas})
        self.unique = {name for name in names if names.count(name) == 1}
        self._measures: dict[int, Mapping[m.Metric, Called]] = {}

    def value(self, fact: str, value: Any) -> str:
        """With its unit, every digit."""
        known = self.facts[fact]
        if isinstance(value, tuple):
            heads, rows = cells(known, value)
            texts = ["、".join(f"{h} {c}" for h, c in zip(heads[1:], row[1:], strict=True) if c) for row in rows]
            return f"{len(rows)}行（{'；'.join(texts)}）"
        return show(value_of(known, value), known.type, known.unit, extra=MOST_EXTRA)

    def fact(self, fact: str) -> str:
        """Its name; the heading before it where others have the same."""
        known = self.facts[fact]
        if known.name in self.unique or known.owner is None:
            return known.name
        return f"{known.owner.name}·{known.name}"

    def line(self, fact: str, value: Any) -> str:
        """A line of a case; of a 明细, its rows below it."""
        if isinstance(value, tuple):
            heads, rows = cells(self.facts[fact], value)
            return "\n".join([f"  {fact} ＝", *("    " + " | ".join(row) for row in (heads, *rows))])
        reason = ' 理由 "反例"' if self.facts[fact].needs_reason else ""
        return f"  {fact} ＝ {self.value(fact, value)}{reason}"

    def node(self, node: str) -> Words:
        """The name of a heading or a formula."""
        if node == TOTAL:
            return Words("总分", "the total")
        name = self.nodes.get(node) or self.formulas.get(node, ("", None))[0] or node.rpartition("·")[2]
        return Words(name, name)

    # Where something holds

    def region(self, study: Study, conditions: Conditions) -> Words:
        """The fact sets of a region; empty where it is all of them."""
        parts = [self.condition(study, metric, interval) for metric, interval in conditions.items()]
        return Words("，且".join(part.zh for part in parts), " and ".join(part.en for part in parts))

    def condition(self, study: Study, metric: m.Metric, interval: Interval) -> Words:
        """That a measure lies in an interval."""
        number = metric.top.terms[0][0] if metric.single else None
        if number is not None and study.space.inputs[number] is None:
            return self._absence(study, number, interval)
        interval = _wanted(study, metric, interval)
        called = self.called(study, metric)
        known = self.facts.get(called.name) if number is not None else None
        if known is not None:
            name = self.fact(known.path)
            labels = self._labels(known, interval)
            if labels:
                return Words(f"{name}为{'或'.join(labels)}", f"{name} is {' or '.join(labels)}")
            return _stretch(name, interval, lambda value: _same(self.value(known.path, value)))
        return _stretch(called.name, m.image((called.scale,), interval), lambda value: _figure(value, called))

    def called(self, study: Study, metric: m.Metric) -> Called:
        """What a measure is called: by its formula, as a fact, or written out."""
        if metric.single:
            path = study.space.names[metric.top.terms[0][0]]
            return Called(path, self.facts[path].type, self.facts[path].unit)
        known = self._known(study).get(metric)
        if known is not None:
            return known
        top, bottom = self._sum(study, metric.top), self._sum(study, metric.bottom)
        unit = self._unit(study, metric)
        if metric.plain:
            return Called(top, unit[0], unit[1])
        name = f"{_bracketed(top)} ÷ {_bracketed(bottom)}"
        return Called(name, Quantity(), None)

    def _known(self, study: Study) -> Mapping[m.Metric, Called]:
        if id(study) not in self._measures:
            found: dict[m.Metric, Called] = {}
            for value in study.program.values():
                name, type_ = self.formulas.get(value.name.removeprefix(FIRST).removeprefix(SECOND), ("", None))
                if value.kind != "quantity" or not name or type_ is None:
                    continue
                for branch in study.space.paths.of(value.body):
                    chain = branch.value.whole() if isinstance(branch.value, m.Term) else None
                    if chain is not None and chain.straight is not None:
                        found.setdefault(chain.metric, Called(name, type_, None, chain.straight))
            self._measures[id(study)] = found
        return self._measures[id(study)]

    def _labels(self, fact: Fact, interval: Interval) -> list[str]:
        if isinstance(fact.type, Flag):
            return [text for text, code in (("是", 1), ("否", 0)) if Fraction(code) in interval]
        if isinstance(fact.type, Choice):
            return [text for code, text in enumerate(coded(fact.type.labels)) if Fraction(code) in interval][::-1]
        return []

    def _absence(self, study: Study, number: int, interval: Interval) -> Words:
        name = next((fact for fact, own in study.space.absences.items() if own == number), "")
        name = self.fact(name) if name in self.facts else name
        if m.ONE in interval:
            return Words(f"没有给{name}", f"{name} is not given")
        return Words(f"给了{name}", f"{name} is given")

    def _unit(self, study: Study, metric: m.Metric) -> tuple[Type, Unit | None]:
        fact = self.facts.get(study.space.names[metric.top.terms[0][0]]) if metric.top.terms else None
        return (Quantity(), None) if fact is None else (fact.type, fact.unit)

    def _sum(self, study: Study, affine: m.Affine) -> str:
        found = ""
        for number, coefficient in affine.terms:
            path = study.space.names[number]
            name = self.fact(path) if path in self.facts else path
            size = abs(coefficient)
            text = name if size == 1 else f"{decimal(size)} × {name}"
            sign = " − " if coefficient < 0 else " ＋ "
            found += text if not found and coefficient > 0 else sign.lstrip() + text if not found else sign + text
        if affine.constant or not found:
            sign = " − " if affine.constant < 0 else " ＋ "
            found += (sign if found else "") + decimal(abs(affine.constant) if found else affine.constant)
        return found


def _wanted(study: Study, metric: m.Metric, interval: Interval) -> Interval:
    """An interval without an end that the measure never passes anyway, where another end is left."""
    known = study.space.bounds(metric)
    if interval.high is not None and interval.high == known.high:
        return Interval(interval.low, None, interval.low_open)
    if interval.low is not None and interval.low == known.low and interval.high is not None:
        return Interval(None, interval.high, False, interval.high_open)
    return interval


def _same(text: str) -> Words:
    return Words(text, text)


def _stretch(name: str, interval: Interval, figure: Callable[[Fraction], Words]) -> Words:
    low, high = (None if end is None else figure(end) for end in (interval.low, interval.high))
    if low is not None and interval.low == interval.high:
        return Words(f"{name}＝{low.zh}", f"{name} = {low.en}")
    if low is not None and high is not None:
        opening, closing = "(" if interval.low_open else "[", ")" if interval.high_open else "]"
        zh, en = (f"{opening}{low[lang]}, {high[lang]}{closing}" for lang in ("zh", "en"))
        return Words(f"{name}在 {zh}", f"{name} in {en}")
    if high is not None:
        sign = "＜" if interval.high_open else "≤"
        return Words(f"{name} {sign} {high.zh}", f"{name} {sign} {high.en}")
    if low is not None:
        sign = "＞" if interval.low_open else "≥"
        return Words(f"{name} {sign} {low.zh}", f"{name} {sign} {low.en}")
    return _same(name)


def cells(fact: Fact, rows: tuple[Row, ...]) -> tuple[list[str], list[list[str]]]:
    """Rows of the IR as a table to paste: the names of its columns, the row's name first, and a text for each cell."""
    detail = fact.detail
    assert detail is not None
    columns = [column for column in detail.columns if column is not detail.name]
    heads = [detail.name.name if detail.name is not None else "行"]
    for column in columns:
        judgement = detail.judged.get(column.name)
        heads += [column.name, *([f"{column.name}·理由"] if judgement is not None and judgement.needs_reason else [])]
    found = []
    for number, row in enumerate(rows, 1):
        texts = [f"行{number}"]
        for column in columns:
            text = _cell(column, row)
            judgement = detail.judged.get(column.name)
            texts += [text, *(["反例" if text else ""] if judgement is not None and judgement.needs_reason else [])]
        found.append(texts)
    return heads, found


def _cell(column: Fact, row: Row) -> str:
    value = row.get(column.name)
    if value is None:
        return ""
    sign = row.get(f"{column.name}·比较")
    if sign is not None:
        return f"{coded(TARGET_SIGNS)[int(sign)].replace('=', '＝')}{exact(Fraction(value))}"
    if isinstance(column.type, Quantity) and column.type.dimension is None:
        return exact(Fraction(value))
    return show(value_of(column, value), column.type, column.unit, extra=MOST_EXTRA)


def _figure(value: Fraction, called: Called) -> Words:
    text = show(value, called.type, called.unit, extra=EXTRA)
    exactly = stated(value, called.type, called.unit, EXTRA) == value
    return _same(text) if exactly else Words(f"约{text}", f"about {text}")


def _bracketed(text: str) -> str:
    return f"({text})" if " " in text else text


def value_of(fact: Fact, value: Fraction | bool | int) -> Value:
    """A value of the IR as a value of its fact."""
    match fact.type:
        case Choice(labels=labels):
            return coded(labels)[int(value)]
        case DateType():
            return date.fromordinal(int(value))
        case Text():
            return "…"
    return value if isinstance(value, bool) else Fraction(value)
