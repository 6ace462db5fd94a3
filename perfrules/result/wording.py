"""Words that every text of a result shares."""

from __future__ import annotations

from fractions import Fraction

from perfrules.result.result import (
    LEFT_OUT,
    NOT_APPLICABLE,
    NOT_CHOSEN,
    NOT_COMPUTED,
    OVERRIDDEN,
    SCORED,
    SHARED_OUT,
    UNPUBLISHED,
    UNRECORDED,
    UNUSED,
    Finding,
    NodeResult,
    Result,
    Stage,
)
from perfrules.result.steps import groups, in_one
from perfrules.source import Words
from perfrules.types.show import decimal, percent

_STAGES = {
    "sum": Words("各项相加", "sum"),
    "judged": Words("评议", "judged"),
    "rescaled": Words("按适用分值折算", "scaled to the points that apply"),
    "adjusted": Words("加减分后", "with what is added and taken"),
    "clipped": Words("不低于0分、不超过满分", "within 0 and the full marks"),
    "capped": Words("总分封顶后", "after the cap"),
    "vetoed": Words("否决后", "after the veto"),
    "rounded": Words("舍入后", "rounded"),
}


UNSCORED = {
    LEFT_OUT: Words("不计入", "left out"),
    SHARED_OUT: Words("不计入，分值由同级分担", "left out, its points shared by the parts beside it"),
    NOT_CHOSEN: Words("未选", "not chosen"),
    UNUSED: Words("空", "not used"),
    UNPUBLISHED: Words("分值未公布", "points not published"),
    UNRECORDED: Words("未录", "not transcribed"),
    NOT_COMPUTED: Words("未计算", "not computed"),
}
"""What a heading without a score of its own is called."""


def called(node: NodeResult, lang: str) -> str:
    """The name of a heading; of one that has only a word of the language for a name, that word."""
    if lang == "en" and node.adjusts and node.depth == 0:
        return "Adjustments"
    return "Not transcribed" if lang == "en" and node.status == UNRECORDED and node.name == "未录" else node.name


def unscored(node: NodeResult, lang: str) -> str:
    """Why a heading has no score; empty where it has one."""
    words = UNSCORED.get(node.status)
    return words[lang] if words is not None else ""


def between(low: Fraction, high: Fraction, lang: str) -> str:
    """Points, or between what they lie where they are not known."""
    if low == high:
        return points(low, lang)
    return f"{points(low, lang)}至{points(high, lang)}" if lang == "zh" else f"{decimal(low)} to {points(high, lang)}"


def points(value: Fraction, lang: str) -> str:
    """Points with their unit: 6.6分, 6.6 points."""
    if lang == "zh":
        return f"{decimal(value)}分"
    return f"{decimal(value)} point" + ("" if abs(value) == 1 else "s")


def share(score: Fraction, full: Fraction) -> str:
    """得分率 as people read it; empty where there are no points."""
    return percent(score / full) if full else ""


def outcome(result: Result, lang: str) -> str:
    """The result and the grade, in one sentence without its full stop."""
    zh = lang == "zh"
    if result.status != SCORED:
        return result.why[lang]
    text = ""
    if result.results:
        return f"结果“{result.grade}”" if zh else f"Result {result.grade}"
    if result.index is not None:
        text = f"{result.index.name}{result.index.shown}" if zh else f"{result.index.name} {result.index.shown}"
        if result.has_total:
            text += "，" + _total(result, lang) if zh else ", " + _total(result, lang)
    elif result.has_total:
        text = _total(result, lang)
    if result.grade:
        text += f"，等级“{result.grade}”" if zh else f", grade {result.grade}"
    elif result.grades:
        text += f"，等级未定（{'、'.join(result.grades)}）" if zh else f", grade not known ({', '.join(result.grades)})"
    if result.judged:
        text += "，总分由评议得出，不是逐项计算" if zh else ", the total judged and not computed"
    if result.has_total and not result.is_known:
        text += "，有未录的部分" if zh else ", parts being not transcribed"
    return text


def _total(result: Result, lang: str) -> str:
    """The total out of the full marks."""
    zh = lang == "zh"
    if zh:
        text = f"总分{between(result.low, result.high, lang)}（满分{points(result.points, lang)}）"
    elif result.is_known:
        text = f"Total {decimal(result.low)}/{decimal(result.points)}"
    else:
        text = f"Total between {decimal(result.low)} and {decimal(result.high)}, of {decimal(result.points)}"
    if result.lower_is_better:
        text += "，分低为优" if zh else ", lower is better"
    return text


def stage(item: Stage, lang: str) -> str:
    """One stage on the way to the total."""
    name = _STAGES[item.name][lang] if item.name in _STAGES else item.name
    if item.grade is not None:
        return f"等级：{item.grade}（{item.why.zh}）" if lang == "zh" else f"grade: {item.grade} ({item.why.en})"
    figure = between(item.total, item.high, lang)
    text = f"{name}：{figure}" if lang == "zh" else f"{name}: {figure}"
    if item.why[lang]:
        text += f"（{item.why.zh}）" if lang == "zh" else f" ({item.why.en})"
    return text


def remark(node: NodeResult, lang: str) -> str:
    """What a score table says beside a score: why points were lost, what gave the score instead, how parts counted."""
    if not node.counted:
        return unused(node, lang).strip(" （）()")
    if not node.is_leaf:
        return in_one(node.reasons, lang)
    if node.status in (NOT_CHOSEN, UNUSED, UNPUBLISHED, UNRECORDED, NOT_COMPUTED):
        notes = [note.text for note in node.notes if note.kind == "remark"]
        return ("：" if lang == "zh" else ": ").join([unscored(node, lang), *notes[:1]])
    if node.lower_is_better or node.label:
        return in_one(node.reasons, lang)
    parts = [part for part in groups(node.reasons) if part.lost > 0]
    if not parts and node.status in (OVERRIDDEN, NOT_APPLICABLE, LEFT_OUT, SHARED_OUT):
        return in_one(node.reasons, lang)
    return ("；" if lang == "zh" else "; ").join(part.text(lang) for part in parts)


def shown_points(node: NodeResult) -> str:
    """The points of a heading in a table; none below 加减分, nor where none are published."""
    bare = node.adjusts or node.label or only_valued(node) or node.status in (UNUSED, UNPUBLISHED)
    bare = bare or not (node.has_score or node.points)
    return "" if bare else decimal(node.points)


def only_valued(node: NodeResult) -> bool:
    """Whether it is 不计分 without points: it has a value, and no score."""
    return node.apart and node.points == 0


def shown_score(node: NodeResult) -> str:
    """A score in a table; a dash where there is none."""
    if not node.has_score or node.label or only_valued(node):
        return node.label or "—"
    return decimal(node.score) if node.is_known else f"{decimal(node.score)}~{decimal(node.high)}"


def unused(node: NodeResult, lang: str) -> str:
    """What is said behind a score that counts nowhere, since another alternative was taken."""
    if node.counted:
        return ""
    if node.apart:
        return "（不计分）" if lang == "zh" else " (not counted)"
    return "（未采用）" if lang == "zh" else " (not taken)"


def assumptions(result: Result) -> int:
    """On how many 假定 the score rests."""
    return sum(len(node.assumptions()) for node in result.nodes if node.is_leaf or node.has_score)


def finding(item: Finding, lang: str) -> str:
    """What a 核对 line found."""
    zh = lang == "zh"
    if not item.checked:
        text = f"{item.text}：缺数据，无法核对" if zh else f"{item.text}: cannot be verified, facts are missing"
    elif item.left:
        sides = f"左边 {item.left}，右边 {item.right}" if zh else f"{item.left} against {item.right}"
        text = f"{item.text}：{sides}" if zh else f"{item.text}: {sides}"
        if item.difference:
            text += f"，相差 {item.difference}" if zh else f", off by {item.difference}"
    else:
        text = f"{item.text}：不成立" if zh else f"{item.text}: does not hold"
    if item.remark:
        text += f"（{item.remark}）" if zh else f" ({item.remark})"
    return text
