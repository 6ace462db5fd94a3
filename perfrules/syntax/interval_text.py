"""Intervals as text: each in the form its author chose (≥ 95%, 95%以上, 60%（含）至75%), or in one plain form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from perfrules.source import Words
from perfrules.syntax import nodes as n

if TYPE_CHECKING:
    from perfrules.syntax.writer import Writer

_ONE_SIDED = {
    "from_and_above": Words("{}以上", "{} or above"),
    "up_to": Words("{}以下", "{} or below"),
    "within": Words("{}以内", "within {}"),
    "outside": Words("{}以外", "beyond {}"),
    "change_within": Words("增减{}以内", "change within {}"),
    "less_than": Words("不满{}", "less than {}"),
    "more_than": Words("超过{}", "more than {}"),
}
_OPEN = {"≤": "<", "≥": ">"}
_SCORES = {"SCORE": Words("得分", "score"), "TOTAL": Words("总分", "the total")}


def interval_text(node: n.IntervalNode, writer: Writer) -> str:
    """An interval in the language of the writer."""
    form, _, score = node.form.partition(" ")
    one_end = node.low is None or node.high is None or node.absolute or node.low == node.high
    if one_end and (node.middle is not None or (score and not writer.plain)):
        name = writer.name(node.middle) if node.middle is not None else _SCORES[score][writer.lang]
        if form == "behind" and not writer.plain:
            end = node.low or node.high
            assert end is not None
            sign = "=" if node.low and node.high else "≤" if node.low else "≥"
            return f"{_end(end, writer)} {writer.sign(sign if end.included else _OPEN[sign])} {name}"
        return f"{name} {interval_text(evolve(node, middle=None, form='' if score else node.form), writer)}"
    if writer.plain:
        return _plain(node, writer)
    if node.form in _ONE_SIDED:
        end = node.low or node.high
        assert end is not None
        return _ONE_SIDED[node.form][writer.lang].format(_end(end, writer))
    if node.form == "joined" or node.clash:
        return writer.pick("、", " and ").join(interval_text(part, writer) for part in node.parts)
    if node.form.startswith(("rising", "falling")):
        return _chain(node, writer)
    return _plain(node, writer)


def _plain(node: n.IntervalNode, writer: Writer) -> str:
    low, high = node.low, node.high
    if node.clash:
        return "、".join(_plain(part, writer) for part in node.parts)
    if node.absolute and high is not None:
        return _ONE_SIDED["change_within"][writer.lang].format(_end(high, writer))
    if node.middle is not None:
        return _chain(node, writer)
    if high is None:
        assert low is not None
        return f"{writer.sign('≥' if low.included else '>')} {_end(low, writer)}"
    if node.within:
        within = _ONE_SIDED["within"][writer.lang].format(_end(high, writer))
        if low is None:
            return within
        word = _ONE_SIDED["from_and_above" if low.included else "more_than"][writer.lang]
        return f"{word.format(_end(low, writer))}{writer.pick('、', ' and ')}{within}"
    if low is None:
        return f"{writer.sign('≤' if high.included else '<')} {_end(high, writer)}"
    ranged = node.form == "range" and not writer.plain
    if node.form == "turned_range" and not writer.plain:
        return writer.range(high.value, low.value, _mark(high, writer), _mark(low, writer))
    if low.included is None or high.included is None or ranged:
        return writer.range(low.value, high.value, _mark(low, writer), _mark(high, writer))
    if low == high and low.included:
        return f"{writer.sign('=')} {_end(low, writer)}"
    ends = f"{_end(low, writer)}, {_end(high, writer)}"
    return f"{'[' if low.included else '('}{ends}{']' if high.included else ')'}"


def _chain(node: n.IntervalNode, writer: Writer) -> str:
    low, high = node.low, node.high
    assert low is not None and high is not None
    form, _, score = node.form.partition(" ")
    middle = writer.name(node.middle) if node.middle is not None else _SCORES[score][writer.lang]
    if form == "falling" and not writer.plain:
        first, second = ("≥" if high.included else ">"), ("≥" if low.included else ">")
        low, high = high, low
    else:
        first, second = ("≤" if low.included else "<"), ("≤" if high.included else "<")
    return f"{_end(low, writer)} {writer.sign(first)} {middle} {writer.sign(second)} {_end(high, writer)}"


def _end(end: n.End, writer: Writer) -> str:
    value = end.value
    figure = value.operand if isinstance(value, n.Negative) else value
    if isinstance(figure, (n.Number, n.Name, n.FullMarks)):
        return writer.expr(value)
    return f"({writer.expr(value)})"


def _mark(end: n.End, writer: Writer) -> str:
    if end.included is None:
        return ""
    return writer.pick("（含）", " (included)") if end.included else writer.pick("（不含）", " (excluded)")
