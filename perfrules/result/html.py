"""The score table as HTML, for notebooks and reports: self-contained, every text escaped."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from perfrules.result.result import NodeResult, Result
from perfrules.result.wording import assumptions, called, finding, outcome, remark, shown_points, shown_score
from perfrules.source import Words, many

_HEAD = (
    Words("指标", "Indicator"),
    Words("分值", "Points"),
    Words("得分", "Score"),
    Words("指标值", "Value"),
    Words("扣分原因", "Points lost"),
)
_STYLE = (
    ".perfrules{border-collapse:collapse;font-size:90%}"
    ".perfrules th,.perfrules td{border:1px solid #bbb;padding:.2em .5em;text-align:left;vertical-align:top}"
    ".perfrules .figure{text-align:right;white-space:nowrap}"
    ".perfrules .sum td{font-weight:bold}"
    ".perfrules .lost td:nth-child(3){color:#b00}"
)


def result_html(result: Result, lang: str = "zh") -> str:
    """The table with its total and grade, and what the reader should know besides."""
    return "".join(_parts(result, lang))


def _parts(result: Result, lang: str) -> Iterator[str]:
    zh = lang == "zh"
    title = result.title or result.rubric
    if result.subject:
        title += f"：{result.subject}" if zh else f": {result.subject}"
    yield f'<style>{_STYLE}</style><table class="perfrules" lang="{"zh-CN" if zh else "en"}">'
    yield f"<caption>{escape(title)}</caption><thead><tr>"
    yield from (f"<th>{escape(words[lang])}</th>" for words in _HEAD)
    yield "</tr></thead><tbody>"
    for node in result.nodes:
        yield _row(node, lang)
    yield f'</tbody><tfoot><tr><td colspan="5"><b>{escape(outcome(result, lang))}</b></td></tr></tfoot></table>'
    count = assumptions(result)
    if count:
        text = f"得分用到{count}条假定。" if zh else f"The score rests on {many(count, 'assumption')}."
        yield f"<p>{escape(text)}</p>"
    for item in result.findings:
        text = finding(item, lang)
        yield f"<p>{escape(f'核对提示：{text}' if zh else f'Verification: {text}')}</p>"


def _row(node: NodeResult, lang: str) -> str:
    kind = " ".join(name for name, so in (("sum", not node.is_leaf), ("lost", node.lost > 0)) if so)
    why = escape(remark(node, lang))
    # What a score rests on is a hover away: it would drown the table.
    rest = escape("\n".join(note.text for note in (*node.assumptions(), *node.bases())))
    return (
        f'<tr class="{kind}"><td style="padding-left:{0.5 + 1.2 * max(0, node.depth - 1):.1f}em" title="{rest}">'
        f'{escape(called(node, lang))}</td><td class="figure">{shown_points(node)}</td>'
        f'<td class="figure">{escape(shown_score(node))}</td><td class="figure">{escape(node.shown_value)}</td>'
        f"<td>{why}</td></tr>"
    )
