"""What a printed table says around its rows: rounding, conventions and grades."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from perfrules.backends.render.criterion import LanguageLike, criterion, rounded
from perfrules.model.model import Grade, Rubric
from perfrules.source import Words
from perfrules.syntax import nodes as n
from perfrules.types.interval import Interval
from perfrules.types.show import decimal, show
from perfrules.types.types import Quantity


def full_marks(rubric: Rubric, lang: str) -> str:
    """What the best subject gets: full marks, or the first of the 结果等次."""
    if rubric.results:
        return f"结果等次 {' ＞ '.join(rubric.results)}" if lang == "zh" else f"results {' > '.join(rubric.results)}"
    return f"满分 {decimal(rubric.points)}分" if lang == "zh" else f"full marks {decimal(rubric.points)}"


def rounding(rubric: Rubric, lang: str) -> str:
    """How scores and the total are rounded; empty where the rubric does not say."""
    nowhere = rubric.total_rounding is None and rubric.rounding is not None and rubric.rounding.digits is None
    stated = (
        (rubric.rounding, Words("", "") if nowhere else Words("各项得分", "each score")),
        (rubric.total_rounding, Words("总分", "the total")),
    )
    found = [rounded(item, what)[lang].strip() for item, what in stated if item is not None]
    return ("；" if lang == "zh" else "; ").join(found)


_LEFTOVERS = {
    "whole": Words("零头不计", "part steps are ignored"),
    "started": Words("零头进位", "part steps count whole"),
    "pro-rata": Words("零头按比例", "part steps count in proportion"),
}
_ENDS = {
    "LOW_END": Words("区间含下不含上", "intervals hold their lower end only"),
    "HIGH_END": Words("区间含上不含下", "intervals hold their upper end only"),
    "BOTH_ENDS": Words("区间两端都含", "intervals hold both ends"),
}


def conventions(rubric: Rubric, lang: str) -> str:
    """What holds for the whole table unless a rule says otherwise; empty where nothing is stated."""
    stated = rubric.conventions
    found: list[Words] = []
    if stated.leftover is not None:
        found.append(_LEFTOVERS[stated.leftover])
    if stated.ends is not None:
        found.append(_ENDS[stated.ends])
    for divided, score in (
        (Words("零除零", "0 ÷ 0"), stated.zero_by_zero),
        (Words("非零除零", "x ÷ 0"), stated.nonzero_by_zero),
    ):
        if score is not None:
            zh, en = ("满分", "full marks") if isinstance(score, n.FullMarks) else (score.span.text.strip(),) * 2
            found.append(Words(f"{divided.zh}得{zh}", f"{divided.en} scores {en}"))
    return ("；" if lang == "zh" else "; ").join(words[lang] for words in found)


def scales(rubric: Rubric, lang: str) -> str:
    """The 评议尺度 that judgements are made by; empty where there is none."""
    details = [fact.detail for fact in rubric.facts if fact.detail is not None]
    judged = [judgement.scale for detail in details for judgement in detail.judged.values()]
    found = {scale.name: scale for scale in (*(fact.scale for fact in rubric.facts), *judged) if scale is not None}
    zh = lang == "zh"
    told = []
    for scale in found.values():
        levels = ("，" if zh else ", ").join(f"{label} {rates(interval)}" for label, interval in scale.grades)
        told.append(f"{scale.name}（{levels}）" if zh else f"{scale.name} ({levels})")
    return ("；" if zh else "; ").join(told)


def below(rubric: Rubric, language: LanguageLike, lang: str, *, total: bool = True) -> tuple[tuple[str, str], ...]:
    """What is said below the table: names with their lines; of the total only if it has no row of its own."""
    found = (
        (Words("舍入", "Rounding"), rounding(rubric, lang)),
        (Words("约定", "Conventions"), conventions(rubric, lang)),
        (Words("评议尺度", "Judging scales"), scales(rubric, lang)),
        (Words("总分", "Total"), limits(rubric, language, lang) if total else ""),
        (Words("等级", "Grades"), grades(rubric, lang)),
    )
    return tuple((name[lang], text) for name, text in found if text)


def limits(rubric: Rubric, language: LanguageLike, lang: str) -> str:
    """What is said of the total: that it may go above its full marks, its caps and vetoes."""
    found = []
    if rubric.lower_is_better:
        found.append(Words("分低为优", "lower is better"))
    if rubric.range.high is None:
        found.append(Words("可超过满分", "it may be above the full marks"))
    elif rubric.range != Interval(Fraction(0), rubric.points):
        found.append(Words(f"在{bounds(rubric.range)}之间", f"within {bounds(rubric.range)}"))
    found += [statement.text for statement in criterion(rubric.top, language)]
    return ("；" if lang == "zh" else "; ").join(words[lang] for words in found)


def limit_notes(rubric: Rubric) -> tuple[n.Note, ...]:
    """The 依据, 假定 and remarks of the range, the caps and the vetoes of the total."""
    return (*rubric.range_notes, *(note for clause in rubric.top.clauses for note in getattr(clause, "notes", ())))


def other_notes(rubric: Rubric) -> tuple[n.Note, ...]:
    """Those of all else that is said below the table."""
    roundings = (item.notes for item in (rubric.rounding, rubric.total_rounding) if item is not None)
    return (
        *(note for notes in roundings for note in notes),
        *rubric.conventions.notes,
        *rubric.grade_notes,
        *(note for grade in rubric.grades for note in grade.notes),
    )


def grades(rubric: Rubric, lang: str) -> str:
    """The grade scale on one line; empty where there is none."""
    if rubric.results:  # they are the grades
        return ""
    stop = "；" if lang == "zh" else "; "
    return stop.join(f"{grade.label} {grade_words(rubric, grade)[lang]}" for grade in rubric.grades)


def grade_words(rubric: Rubric, grade: Grade) -> Words:
    """When a grade is given: its interval, or its condition."""
    if rubric.grades_by == "order":
        if grade.condition is None:
            return Words("否则", "otherwise")
        text = " ".join(grade.condition.span.text.split())
        return Words(f"当{text}", f"when {text}")
    if rubric.grades_by == "rate":
        text = rates(grade.interval)
        return Words(f"得分率{text}", f"rate {text}")
    if rubric.grades_by == "index" and rubric.index is not None:
        of = rubric.index.type or Quantity()
        text = bounds(grade.interval, lambda value: show(value, of))
        return Words(f"{rubric.index.title}{text}", f"{rubric.index.title} {text}")
    text = bounds(grade.interval)
    return Words(text, text)


def rates(interval: Interval) -> str:
    """Rates as a table prints them."""
    return bounds(interval, lambda rate: f"{decimal(rate * 100)}%")


def bounds(interval: Interval, shown: Callable[[Fraction], str] = decimal) -> str:
    """Figures between two ends, or on one side of one."""

    def figure(value: Fraction | None) -> str:
        return "" if value is None else shown(value)

    low, high = figure(interval.low), figure(interval.high)
    if interval.low is None and interval.high is None:
        return ""
    if interval.low is None:
        return f"{'＜' if interval.high_open else '≤'}{high}"
    if interval.high is None:
        return f"{'＞' if interval.low_open else '≥'}{low}"
    return f"{'(' if interval.low_open else '['}{low}, {high}{')' if interval.high_open else ']'}"
