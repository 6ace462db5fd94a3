"""Words that every text of a result shares."""

from __future__ import annotations

from fractions import Fraction

from perfrules.result.result import (
    LEFT_OUT,
    NOT_APPLICABLE,
    OVERRIDDEN,
    SHARED_OUT,
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
    "rescaled": Words("按适用分值折算", "scaled to the points that apply"),
    "adjusted": Words("加减分后", "with what is added and taken"),
    "clipped": Words("不低于0分、不超过满分", "within 0 and the full marks"),
    "capped": Words("总分封顶后", "after the cap"),
    "vetoed": Words("否决后", "after the veto"),
    "rounded": Words("舍入后", "rounded"),
}


def points(value: Fraction, lang: str) -> str:
    """Points with their unit: 6.6分, 6.6 points."""
    if lang == "zh":
        return f"{decimal(value)}分"
    return f"{decimal(value)} point" + ("" if abs(value) == 1 else "s")


def share(score: Fraction, full: Fraction) -> str:
    """得分率 as people read it; empty where there are no points."""
    return percent(score / full) if full else ""


def outcome(result: Result, lang: str) -> str:
    """The total and the grade, in one sentence without its full stop."""
    total = f"{decimal(result.total)}/{decimal(result.points)}"
    if lang == "zh":
        text = f"总分{points(result.total, lang)}（满分{points(result.points, lang)}）"
        return text + (f"，等级“{result.grade}”" if result.grade else "")
    return f"Total {total}" + (f", grade {result.grade}" if result.grade else "")


def stage(item: Stage, lang: str) -> str:
    """One stage on the way to the total."""
    name = _STAGES[item.name][lang] if item.name in _STAGES else item.name
    if item.grade is not None:
        return f"等级：{item.grade}（{item.why.zh}）" if lang == "zh" else f"grade: {item.grade} ({item.why.en})"
    text = f"{name}：{points(item.total, lang)}" if lang == "zh" else f"{name}: {points(item.total, lang)}"
    if item.why[lang]:
        text += f"（{item.why.zh}）" if lang == "zh" else f" ({item.why.en})"
    return text


def remark(node: NodeResult, lang: str) -> str:
    """What a score table says beside a score: why points were lost, what gave the score instead, how parts counted."""
    if not node.counted:
        return unused(node, lang).strip(" （）()")
    if not node.is_leaf:
        return in_one(node.reasons, lang)
    parts = [part for part in groups(node.reasons) if part.lost > 0]
    if not parts and node.status in (OVERRIDDEN, NOT_APPLICABLE, LEFT_OUT, SHARED_OUT):
        return in_one(node.reasons, lang)
    return ("；" if lang == "zh" else "; ").join(part.text(lang) for part in parts)


def shown_points(node: NodeResult) -> str:
    """The points of a heading in a table; none below 加减分."""
    return "" if node.adjusts else decimal(node.points)


def shown_score(node: NodeResult) -> str:
    """A score in a table; a dash where there is none."""
    return "—" if node.left_out else decimal(node.score)


def unused(node: NodeResult, lang: str) -> str:
    """What is said behind a score that counts nowhere, since another alternative was taken."""
    if node.counted:
        return ""
    return "（未采用）" if lang == "zh" else " (not taken)"


def assumptions(result: Result) -> int:
    """On how many 假定 the score rests."""
    return sum(len(node.assumptions()) for node in result.leaves())


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
