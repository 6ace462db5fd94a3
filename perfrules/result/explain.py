"""The score in words, as published reports put it: leaf by leaf under the headings, with the figures worked out.

预算完成率：共12分。预算完成率＝3296.75÷3642.94×100%＝90.5%；属于「(85%, 95%)」；
得分＝(90.5%－85%)÷(95%－85%)×12分＝6.6分。扣5.4分。
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from attrs import frozen

from perfrules.result.result import SUMMED, NodeResult, Result
from perfrules.result.steps import Group, groups
from perfrules.result.wording import (
    between,
    called,
    finding,
    only_valued,
    outcome,
    points,
    share,
    stage,
    unscored,
    unused,
)
from perfrules.source import many, wrap
from perfrules.types.show import decimal

_DIGITS = "〇一二三四五六七八九"
_STEP, _DETAIL = 2, 4
"""Cells that a level of headings is set in by, and what stands below a leaf."""


@frozen
class Line:
    """A paragraph and how far it is set in, in cells; `heading` of the title and of what has parts."""

    text: str
    indent: int = 0
    heading: bool = False

    def shown(self, width: int | None) -> Iterator[str]:
        """Its lines; one line where there is no width."""
        if width is None or not self.text:
            yield " " * self.indent + self.text
            return
        for i, line in enumerate(wrap(self.text, width - self.indent - 2)):
            yield " " * (self.indent + (2 if i else 0)) + line


def explain(result: Result, lang: str = "zh", lost_only: bool = False, width: int | None = None) -> str:
    """The whole score in words; with `lost_only`, the leaves that lost points. `width` wraps for a terminal."""
    return "\n".join(text for line in _lines(result, lang, lost_only) for text in line.shown(width))


def paragraphs(result: Result, lang: str = "zh") -> Iterator[Line]:
    """The whole score in words, paragraph by paragraph; there are no empty ones."""
    return (line for line in _lines(result, lang, False) if line.text)


def _lines(result: Result, lang: str, lost_only: bool) -> Iterator[Line]:
    zh = lang == "zh"
    yield Line(result.title or result.rubric, heading=True)
    if result.subject:
        yield Line(f"被评价对象：{result.subject}" if zh else f"Subject: {result.subject}")
    end = "。" if zh else "."
    head = outcome(result, lang) + end
    if lost_only and result.has_total and not result.lower_is_better:
        head += _all_lost(result, lang)
    yield Line(head)
    if len(result.stages) > 1 and not result.results:
        yield Line(("；" if zh else "; ").join(stage(item, lang) for item in result.stages) + end)
    numbers = _Numbers(lang)
    for node in result.nodes:
        shown = not lost_only or (node.lost > 0 and node.counted)
        number = "" if node.is_leaf and node.depth > 1 else numbers.next(max(1, node.depth))
        if not shown:
            continue
        if number:
            yield Line("")
        if node.is_leaf:
            yield from _leaf(node, lang, number)
        else:
            yield Line(number + _heading(node, lang), _indent(node), heading=True)
            if node.reasons:
                yield Line(node.reason(lang), _indent(node) + _STEP)
            if node.has_score:
                yield from _said(node, lang)
    if result.findings:
        yield Line("")
        yield Line("核对提示（不影响得分）：" if zh else "Verification (no effect on the score):")
        for item in result.findings:
            yield Line(finding(item, lang), _STEP)


def _all_lost(result: Result, lang: str) -> str:
    lost = [node.lost for node in result.leaves() if node.lost > 0 and node.counted]
    if not lost:
        return "没有扣分。" if lang == "zh" else " No points were lost."
    # Where parts are not added up, what the leaves lost is not what the total lost.
    summed = all(node.status == SUMMED for node in result.nodes if not node.is_leaf)
    total = points(sum(lost, Fraction(0)) if summed else result.points - result.high, lang)
    en = f" {total} lost on {many(len(lost), 'indicator')}."
    return f"{len(lost)}项扣分，共扣{total}。" if lang == "zh" else en


def _heading(node: NodeResult, lang: str) -> str:
    if not node.has_score:
        return (
            f"{called(node, lang)}：{_apart(node, lang)}。"
            if lang == "zh"
            else f"{called(node, lang)}: {_apart(node, lang)}."
        )
    if node.adjusts:
        return (
            f"{called(node, lang)}：{points(node.score, lang)}。"
            if lang == "zh"
            else f"{called(node, lang)}: {points(node.score, lang)}."
        )
    if node.label:
        return f"{called(node, lang)}：{node.label}。" if lang == "zh" else f"{called(node, lang)}: {node.label}."
    if not node.is_known:
        full, score = points(node.points, lang), between(node.score, node.high, lang)
        return (
            f"{called(node, lang)}：共{full}，得{score}。"
            if lang == "zh"
            else f"{called(node, lang)}: {score}, of {full}."
        )
    rate = share(node.score, node.applicable)
    if node.applicable != node.points:
        full, applies = points(node.points, lang), decimal(node.applicable)
        if lang == "zh":
            return f"{called(node, lang)}：共{full}，适用{applies}分，得{points(node.score, lang)}（占{rate}）。"
        return f"{called(node, lang)}: {decimal(node.score)} of {applies} that apply ({rate}), {full} in all."
    if lang == "zh":
        return f"{called(node, lang)}：共{points(node.points, lang)}，得{points(node.score, lang)}（占{rate}）。"
    return f"{called(node, lang)}: {decimal(node.score)} of {points(node.points, lang)} ({rate})."


def _leaf(node: NodeResult, lang: str, number: str = "") -> Iterator[Line]:
    zh = lang == "zh"
    indent = _indent(node)
    parts = groups(node.reasons)
    steps = node.reason(lang)
    full = points(node.points, lang)
    if unscored(node, lang):
        text = f"{number}{called(node, lang)}"
        yield Line(f"{text}：{_apart(node, lang)}。" if zh else f"{text}: {_apart(node, lang)}.", indent)
        if steps:
            yield Line(steps, indent + _DETAIL)
        return
    if only_valued(node):
        yield Line(
            f"{number}{called(node, lang)}：不计分。" if zh else f"{number}{called(node, lang)}: not counted.", indent
        )
        if steps:
            yield Line(steps, indent + _DETAIL)
        yield from _said(node, lang)
        return
    if node.label:
        yield Line(
            f"{number}{called(node, lang)}：{node.label}。" if zh else f"{number}{called(node, lang)}: {node.label}.",
            indent,
        )
        yield Line(steps, indent + _DETAIL)
        yield from _said(node, lang)
        return
    text = f"{number}{called(node, lang)}：共{full}。" if zh else f"{number}{called(node, lang)}: {full}. "
    if node.adjusts:
        text = f"{number}{called(node, lang)}：" if zh else f"{number}{called(node, lang)}: "
    verdict = (_verdict(node, parts, lang) + unused(node, lang)).strip()
    yield Line((text + steps + ("" if zh or not steps else " ") + verdict).strip(), indent)
    for text in _why(node, parts, lang):
        yield Line(text, indent + _DETAIL)
    yield from _said(node, lang)


def _said(node: NodeResult, lang: str) -> Iterator[Line]:
    """What the author says of a heading and its rules, and what they rest on."""
    zh = lang == "zh"
    for label, notes in (
        ("备注" if zh else "Note", node.remarks()),
        ("假定" if zh else "Assumption", node.assumptions()),
        ("依据" if zh else "Basis", node.bases() if node.lost > 0 else ()),
    ):
        for note in notes:
            yield Line(f"{label}：{note.text}" if zh else f"{label}: {note.text}", _indent(node) + _DETAIL)


def _apart(node: NodeResult, lang: str) -> str:
    """The points of a heading without a score, why it has none, and what the author says of it."""
    full = points(node.points, lang) if node.points else ""
    said = [note.text for note in node.notes if note.kind == "remark"]
    parts = [f"共{full}" if lang == "zh" and full else full, unscored(node, lang), *said]
    return ("，" if lang == "zh" else ", ").join(part for part in parts if part)


def _indent(node: NodeResult) -> int:
    """The first two levels are numbered and not set in."""
    return max(0, node.depth - 2) * _STEP


def _verdict(node: NodeResult, parts: tuple[Group, ...], lang: str) -> str:
    """The score and the points lost, as far as the steps have not said them."""
    counted = [part for part in parts if part.amount is not None]
    said = len(counted) == 1 and counted[0].amount == node.unrounded
    score, lost = points(node.score, lang), points(node.lost, lang)
    found = []
    if not said:
        together = len(counted) > 1
        found.append((f"合计得{score}" if together else f"得{score}") if lang == "zh" else f"{score} in all")
    if node.lost > 0 and not node.adjusts and not node.lower_is_better:
        found.append(f"扣{lost}" if lang == "zh" else f"{lost} lost")
    return ("，" if lang == "zh" else ", ").join(found) + ("。" if lang == "zh" else ".") if found else ""


def _why(node: NodeResult, parts: tuple[Group, ...], lang: str) -> Iterator[str]:
    """Each point lost with its reason and 佐证; where the steps gave one reason only, its 佐证."""
    zh = lang == "zh"
    losing = [part for part in parts if part.lost > 0 and not node.lower_is_better]
    for part in losing:
        evidence = ("；" if zh else "; ").join(part.evidence)
        if len(parts) == 1:
            if evidence:
                yield f"佐证：{evidence}" if zh else f"Evidence: {evidence}"
            continue
        lost, text = points(part.lost, lang), part.text(lang)
        if zh:
            yield f"扣{lost}：{text}" + (f"（佐证：{evidence}）" if evidence else "") + "。"
        else:
            yield f"{lost} lost: {text}" + (f" (evidence: {evidence})" if evidence else "") + "."


class _Numbers:
    """The numbers of headings as reports print them: 一、 for the first level, （一） for the second."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.counts: dict[int, int] = {}

    def next(self, depth: int) -> str:
        self.counts = {d: c for d, c in self.counts.items() if d <= depth}
        self.counts[depth] = self.counts.get(depth, 0) + 1
        if depth > 2:
            return ""
        if self.lang == "zh":
            numeral = chinese(self.counts[depth])
            return f"{numeral}、" if depth == 1 else f"（{numeral}）"
        above = f"{self.counts[1]}." if depth == 2 and 1 in self.counts else ""
        return f"{above}{self.counts[depth]}{'' if above else '.'} "


def chinese(number: int) -> str:
    """A number below 100 as headings are numbered."""
    tens, ones = divmod(number, 10)
    if number >= 100:
        return str(number)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")
