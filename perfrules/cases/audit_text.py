"""An audit as text, as a Markdown page and as data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from perfrules.cases.compare import Verdict
from perfrules.cases.report import where
from perfrules.diagnostics.render.json import render_json
from perfrules.diagnostics.render.text import render_text
from perfrules.result.result import figure_data
from perfrules.result.wording import finding, outcome
from perfrules.source import Words, cell_width, many, pad, wrap
from perfrules.types.show import exact

if TYPE_CHECKING:
    from perfrules.cases.audit import Audit, AuditedFigure

_HEAD = (
    Words("判定", "Verdict"),
    Words("项目", "Figure"),
    Words("公布", "Printed"),
    Words("计算", "Computed"),
    Words("位置", "Place"),
)
_MOST_NAME = 34


def summary(audit: Audit, lang: str) -> list[str]:
    """How many figures were printed, recomputed, agree and disagree, and whether anything hangs on those that do."""
    zh, counts = lang == "zh", audit.counts
    disagree = len(audit.disagreements)
    parts = [f"{verdict.words[lang]} {counts[verdict]}" for verdict in Verdict if verdict in counts]
    if zh:
        lines = [f"公布 {audit.printed} 个数，复算 {audit.recomputed} 个：相符 {audit.agree}，不符 {disagree}"]
        lines += [f"其中：{'，'.join(parts)}"] if parts else []
    else:
        told = f"{audit.agree} agree, {disagree} disagree"
        lines = [f"{many(audit.printed, 'figure')} printed, {audit.recomputed} recomputed: {told}"]
        lines += [f"Of these: {', '.join(parts)}"] if parts else []
    if audit.result is not None and disagree:
        score, grade = len(audit.changes_score), len(audit.changes_grade)
        if zh:
            lines.append(f"不符的数中，影响得分的 {score} 个，影响等级的 {grade} 个")
        else:
            lines.append(f"Of those that disagree, a score hangs on {score}, the grade on {grade}")
    if audit.result is not None:
        told = outcome(audit.result, lang)
        lines.append(f"复算{told}" if zh else f"Recomputed: {told}")
    return lines


def _title(audit: Audit, lang: str) -> list[str]:
    zh = lang == "zh"
    lines = [f"{audit.subject}：公布数的核对" if zh else f"Audit of {audit.subject}"]
    lines.append(f"{'评价表' if zh else 'Rubric'} {audit.title} ({audit.rubric}, {audit.hash[:12]})")
    if audit.report.case.source:
        lines.append(f"{'来源' if zh else 'Source'} {audit.report.case.source}")
    return lines


def _detail(figure: AuditedFigure, lang: str) -> Iterator[str]:
    """What is said below a figure that disagrees."""
    zh = lang == "zh"
    for cause in figure.causes:
        yield f"{'可能的原因：' if zh else 'Likely cause: '}{cause.words[lang]}"
    if figure.line.reason is not None:
        yield f"{'案例已说明：' if zh else 'Known: '}{figure.line.reason}"
    if figure.line.hint is not None and not figure.causes:
        yield figure.line.hint[lang]
    if figure.effect is not None:
        yield f"{'影响：' if zh else 'What hangs on it: '}{figure.effect.words[lang]}"


def _row(figure: AuditedFigure, lang: str) -> tuple[str, str, str, str, str]:
    line = figure.line
    name = line.title(lang) or line.name
    return line.verdict.words[lang], name, line.printed, line.computed[lang], figure.place


def audit_text(audit: Audit, lang: str, width: int) -> str:
    """The audit on a page of text: what disagrees first, with its causes; then every other figure."""
    zh = lang == "zh"
    lines = [*(part for text in _title(audit, lang) for part in wrap(text, width)), ""]
    lines += [*summary(audit, lang), ""]
    apart = [figure for figure in audit.figures if figure.verdict is Verdict.DIFFERS]
    rest = [figure for figure in audit.figures if figure.verdict is not Verdict.DIFFERS]
    for title, group in (
        (Words("不符的数", "Figures that disagree"), apart),
        (Words("其余的数", "The others"), rest),
    ):
        if group:
            lines += [title[lang], *_table(group, lang, width), ""]
    for item in audit.result.findings if audit.result is not None else ():
        lines += wrap(f"{'核对提示：' if zh else 'Verification: '}{finding(item, lang)}", width)
    if audit.problems:
        lines.append(render_text(audit.problems, lang))
    return "\n".join(lines).rstrip()


def _table(figures: list[AuditedFigure], lang: str, width: int) -> Iterator[str]:
    rows = [tuple(words[lang] for words in _HEAD), *(_row(figure, lang) for figure in figures)]
    widths = [max(cell_width(row[i]) for row in rows) for i in range(4)]
    widths[1] = min(widths[1], _MOST_NAME)
    place = max(12, width - sum(widths) - 10)
    indent = " " * (widths[0] + 4)
    for i, row in enumerate(rows):
        names, places = wrap(row[1], widths[1]), wrap(row[4], place)
        for k in range(max(len(names), len(places))):
            cells = (
                pad(row[0] if k == 0 else "", widths[0]),
                pad(names[k] if k < len(names) else "", widths[1]),
                pad(row[2] if k == 0 else "", widths[2], right=True),
                pad(row[3] if k == 0 else "", widths[3], right=True),
                places[k] if k < len(places) else "",
            )
            yield ("  " + "  ".join(cells)).rstrip()
        if i > 0:
            for text in _detail(figures[i - 1], lang):
                yield from (indent + part for part in wrap(text, width - len(indent)))


def audit_markdown(audit: Audit, lang: str) -> str:
    """The audit as a Markdown page."""
    zh = lang == "zh"
    title, *about = _title(audit, lang)
    lines = [f"# {title}", "", *(f"- {text}" for text in (*about, *summary(audit, lang))), ""]
    apart = [figure for figure in audit.figures if figure.verdict is Verdict.DIFFERS]
    rest = [figure for figure in audit.figures if figure.verdict is not Verdict.DIFFERS]
    if apart:
        cause = Words("可能的原因", "Likely cause")
        effect = Words("影响", "What hangs on it")
        heads = [words[lang] for words in (*_HEAD[1:], cause, effect)]
        lines += [f"## {'不符的数' if zh else 'Figures that disagree'}", "", *_md_head(heads)]
        for figure in apart:
            said = [c.words[lang] for c in figure.causes]
            if figure.line.reason:
                said.append(f"{'案例已说明：' if zh else 'Known: '}{figure.line.reason}")
            cells = [*_row(figure, lang)[1:], "<br>".join(said), figure.effect.words[lang] if figure.effect else ""]
            lines.append(_md_row(cells))
        lines.append("")
    if rest:
        lines += [f"## {'其余的数' if zh else 'The others'}", "", *_md_head([words[lang] for words in _HEAD])]
        lines += [_md_row(list(_row(figure, lang))) for figure in rest]
        lines.append("")
    found = audit.result.findings if audit.result is not None else ()
    if found:
        lines += [f"## {'核对提示' if zh else 'Verification'}", "", *(f"- {finding(item, lang)}" for item in found), ""]
    if audit.problems:
        lines += ["```", render_text(audit.problems, lang), "```"]
    return "\n".join(lines).rstrip()


def _md_head(heads: list[str]) -> list[str]:
    return [_md_row(heads), "|" + "---|" * len(heads)]


def _md_row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def audit_dict(audit: Audit, lang: str) -> dict[str, Any]:
    """The audit as data."""
    result = audit.result
    return {
        "subject": audit.subject,
        "rubric": audit.rubric,
        "hash": audit.hash,
        "source": audit.report.case.source,
        "total": None if result is None or not result.has_total else figure_data(result.low, result.high),
        "grade": None if result is None else result.grade,
        "printed": audit.printed,
        "recomputed": audit.recomputed,
        "agree": audit.agree,
        "disagree": len(audit.disagreements),
        "changes_score": len(audit.changes_score),
        "changes_grade": len(audit.changes_grade),
        "counts": {verdict.value: count for verdict, count in audit.counts.items()},
        "figures": [_figure(figure, lang) for figure in audit.figures],
        "findings": [] if result is None else result.to_dict(lang)["findings"],
        "problems": render_json(audit.problems, lang),
    }


def _figure(figure: AuditedFigure, lang: str) -> dict[str, Any]:
    line = figure.line
    return {
        "name": line.name,
        "what": line.what,
        "printed": line.printed,
        "computed": line.computed[lang],
        "exact": None if line.exact is None else exact(line.exact),
        "verdict": line.verdict.value,
        "place": figure.place,
        "known": line.reason,
        "causes": [{"name": cause.name, "text": cause.words[lang]} for cause in figure.causes],
        "effect": None
        if figure.effect is None
        else {"score": figure.effect.score, "grade": figure.effect.grade, "text": figure.effect.words[lang]},
        "at": where(line.place),
    }
