"""The health page of a rubric: what the analysis found, the score curve of each measure, the directions.

One HTML file without scripts or anything from elsewhere; the curves are SVG drawn from exact figures.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from html import escape
from typing import TYPE_CHECKING

from attrs import define

from perfrules.analysis.analysis import Analysis, status
from perfrules.analysis.curves import Curve, Stretch, curves
from perfrules.analysis.monotone import Direction
from perfrules.analysis.study import TOTAL
from perfrules.analysis.verdicts import Proved, Refuted, Undecided, Witness
from perfrules.source import Words
from perfrules.telling import Called, InWords
from perfrules.types.interval import Interval
from perfrules.types.show import decimal, show

if TYPE_CHECKING:
    from perfrules.api import Rubric

_STYLE = """
:root{color-scheme:light}
body{font-family:"Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC","Heiti SC",sans-serif;
 line-height:1.6;color:#1d2430;max-width:72rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;margin-bottom:0}h2{font-size:1.15rem;margin-top:2.2rem;border-bottom:1px solid #d5dae3}
.sub{color:#5a6472;margin-top:.2rem}
.counts{display:flex;gap:.8rem;flex-wrap:wrap}
.counts div{border:1px solid #d5dae3;border-radius:.4rem;padding:.4rem 1rem}
.counts b{font-size:1.4rem;display:block}
.found{list-style:none;padding:0}.found li{border-left:.3rem solid #8a93a3;padding:.2rem .8rem;margin:.4rem 0}
.found .error{border-color:#b3261e}.found .warning{border-color:#b26a00}.found .good{border-color:#2e7d32}
.curves{display:grid;grid-template-columns:repeat(auto-fill,minmax(26rem,1fr));gap:1rem}
figure{margin:0;border:1px solid #e3e7ee;border-radius:.4rem;padding:.6rem .8rem;break-inside:avoid}
figcaption{font-weight:600}figcaption span{font-weight:400;color:#5a6472;font-size:.9rem}
svg{width:100%;height:auto;display:block}svg text{font-size:11px;fill:#3a4350}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #d5dae3;padding:.25rem .6rem;text-align:left;
 vertical-align:top}td:first-child{white-space:nowrap}th{background:#f3f5f9}.num{text-align:right;white-space:nowrap}
.way{white-space:nowrap}.neither,.open{color:#b26a00}.small{color:#5a6472;font-size:.85rem}
@media print{body{margin:0;max-width:none}}
"""
_WAYS = {
    "constant": ("＝", Words("不变", "constant")),
    "never-falls": ("↗", Words("不减", "never falls")),
    "never-rises": ("↘", Words("不增", "never rises")),
    "neither": ("↕", Words("有升有降", "rises and falls")),
    "open": ("？", Words("未证明", "not proved")),
}
_WIDTH, _HEIGHT = 460, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 14, 12, 38
_MOST_TICKS = 8
_MOST_NAMES = 60
_MOST_DOTS = 40


def health_page(rubric: Rubric, lang: str) -> str:
    """The page as HTML text."""
    return "".join(_Page(rubric, rubric.analyse(), InWords(rubric), lang).parts())


@define
class _Page:
    rubric: Rubric
    analysis: Analysis
    shown: InWords
    lang: str

    def say(self, zh: str, en: str) -> str:
        return escape(Words(zh, en)[self.lang])

    def name(self, node: str) -> str:
        return escape(self.shown.node(node)[self.lang])

    def points(self, value: Fraction | None) -> str:
        if value is None:
            return "∞"
        return decimal(value) + self.say("分", " points")

    def parts(self) -> Iterator[str]:
        title = escape(self.rubric.title)
        head = self.say("体检", "health")
        language = "zh-CN" if self.lang == "zh" else "en"
        yield f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title} · {head}</title>'
        yield f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>'
        yield f"<h1>{title}</h1>"
        yield f'<p class="sub">{escape(self.rubric.id)} · {self.rubric.hash[:12]} · {head}</p>'
        yield from self.counts()
        yield from self.found()
        if self.analysis.consistent:
            yield from self.drawn()
            yield from self.jumps()
            yield from self.directions()
            yield from self.ranges()
        yield "</body></html>\n"

    def counts(self) -> Iterator[str]:
        found = [m for m in (*self.rubric.diagnostics, *self.analysis.messages) if m.severity.value != "note"]
        proved = sum(isinstance(a.verdict, Proved) for a in self.analysis.declared)
        boxes = [(str(len(found)), self.say("处提醒和错误", "warnings and errors"))]
        if self.analysis.declared:
            of = f"{proved} / {len(self.analysis.declared)}"
            boxes.append((of, self.say("条性质已证明", "properties proved")))
        if self.analysis.consistent:
            ways = [d.summary for d in (*self.analysis.directions, *self.analysis.total_directions)]
            decided = sum(way != "open" for way in ways)
            boxes.append((f"{decided} / {len(ways)}", self.say("个方向有定论", "directions decided")))
            boxes.append((str(ways.count("neither")), self.say("个有升有降", "rise and fall")))
        yield '<div class="counts">' + "".join(f"<div><b>{n}</b>{text}</div>" for n, text in boxes) + "</div>"

    def found(self) -> Iterator[str]:
        yield f"<h2>{self.say('发现', 'Findings')}</h2><ul class='found'>"
        messages = [*self.rubric.diagnostics, *self.analysis.messages, *self.analysis.remarks]
        order = {"error": 0, "warning": 1, "note": 2}
        told = [m for m in messages if m.severity.value != "note" or m.kind.code.startswith("PR7")]
        for message in sorted(told, key=lambda m: (order[m.severity.value], m.span.start)):
            line = message.span.position[0]
            where = self.say(f"第{line}行", f"line {line}")
            text = escape(message.message(self.lang))
            place = f'<span class="small">{where} · {message.kind.code}</span>'
            yield f'<li class="{message.severity.value}">{text} {place}</li>'
        if not told:
            yield f'<li class="good">{self.say("没有可说的。", "Nothing to tell.")}</li>'
        for answer in self.analysis.declared:
            kind = {Proved: "good", Refuted: "error", Undecided: "warning"}.get(type(answer.verdict), "warning")
            text = escape(" ".join(answer.declared.span.text.split()))
            line = answer.declared.span.position[0]
            where = self.say(f"第{line}行", f"line {line}")
            of = self.name(answer.declared.node)
            yield f'<li class="{kind}">{of}：{text}：<b>{escape(status(answer.verdict)[self.lang])}</b>'
            yield f' <span class="small">{where}</span></li>'
        yield "</ul>"

    # Curves

    def drawn(self) -> Iterator[str]:
        figures = [self.figure(curve) for view in self.analysis.study.leaves.values() for curve in curves(view)]
        if not figures:
            return
        yield f"<h2>{self.say('得分曲线', 'Score curves')}</h2>"
        note = self.say(
            "由评分规则准确画出，未经舍入；特例另计。实心点属于这一段，空心点不属于；竖虚线是落差。",
            "Drawn exactly from the rules, before rounding and without overrides. A filled dot belongs to its stretch, "
            "a hollow one does not; a dashed upright is a jump.",
        )
        yield f'<p class="small">{note}</p><div class="curves">{"".join(figures)}</div>'

    def figure(self, curve: Curve) -> str:
        called = self.shown.called(self.analysis.study, curve.metric)
        number = curve.metric.top.terms[0][0] if curve.metric.single else None
        measure = called.name if number is None else self.shown.facts[called.name].name
        if measure == self.shown.node(curve.leaf)[self.lang]:
            measure = ""
        what = escape(measure if len(measure) <= _MOST_NAMES else measure[: _MOST_NAMES - 1] + "…")
        if not curve.whole:
            what += self.say("（只是其中一款）", " (one clause of several)")
        name = self.name(curve.leaf)
        grid = None if number is None else self.analysis.study.space.grids.get(number)
        picture = _Drawing(curve, called, grid, self.lang).svg(f"{name} {what}")
        return f"<figure><figcaption>{name} <span>{what}</span></figcaption>{picture}</figure>"

    # Tables

    def jumps(self) -> Iterator[str]:
        if not self.analysis.cliffs:
            return
        yield f"<h2>{self.say('一步之差的最大落差', 'Largest jumps for one step of a fact')}</h2><table><tr>"
        for head in (("指标", "Node"), ("落差", "Jump"), ("数据的一步", "One step of a fact")):
            yield f"<th>{self.say(*head)}</th>"
        yield "</tr>"
        for cliff in self.analysis.cliffs:
            text = escape(self.witness(cliff.witness))
            size = f'<td class="num">{self.points(cliff.points)}</td>'
            yield f"<tr><td>{self.name(cliff.node)}</td>{size}<td>{text}</td></tr>"
        yield "</table>"

    def witness(self, witness: Witness) -> str:
        slots = self.analysis.findings.pair("", witness)
        texts = {k: v[self.lang] if isinstance(v, Words) else str(v) for k, v in slots.items()}
        zh = "{fact}从{before}到{after}：{low} → {high}{others}"
        return Words(zh, "{fact} from {before} to {after}: {low} → {high}{others}")[self.lang].format_map(texts)

    def directions(self) -> Iterator[str]:
        heading = self.say("随每项数据变大，其余不变，得分", "As one fact rises and the rest stays, the score")
        yield f"<h2>{heading}</h2><table><tr>"
        for head in (("指标", "Node"), ("数据", "Fact"), ("方向", "Direction")):
            yield f"<th>{self.say(*head)}</th>"
        yield "</tr>"
        last = None
        for direction in (*self.analysis.directions, *self.analysis.total_directions):
            node = self.name(direction.node) if direction.node != last else ""
            last = direction.node
            yield f"<tr><td>{node}</td><td>{escape(self.shown.fact(direction.fact))}</td>{self.way(direction)}</tr>"
        yield "</table>"

    def way(self, direction: Direction) -> str:
        sign, words = _WAYS[direction.summary]
        text = f'<td class="{direction.summary}"><span class="way">{sign} {escape(words[self.lang])}</span>'
        for verdict in (direction.never_falls, direction.never_rises):
            if direction.summary == "neither" and isinstance(verdict, Refuted):
                text += f'<div class="small">{escape(self.witness(verdict.witness))}</div>'
        return text + "</td>"

    def ranges(self) -> Iterator[str]:
        yield f"<h2>{self.say('得分的最低和最高', 'Least and greatest scores')}</h2><table><tr>"
        for head in (("指标", "Node"), ("满分", "Full"), ("最低", "Least"), ("最高", "Greatest")):
            yield f"<th>{self.say(*head)}</th>"
        yield "</tr>"
        for found in self.analysis.ranges:
            name = self.name(found.node) if found.node != TOTAL else f"<b>{self.name(TOTAL)}</b>"
            cells = (found.points, found.scores.low, found.scores.high)
            yield f"<tr><td>{name}</td>" + "".join(f'<td class="num">{self.points(c)}</td>' for c in cells) + "</tr>"
        yield "</table>"


@define
class _Drawing:
    """One curve as SVG. Figures are exact until they are written as places on the page."""

    curve: Curve
    called: Called
    grid: Fraction | None
    """The step of the measure, where it is one fact on a grid."""
    lang: str

    def svg(self, what: str) -> str:
        """The picture."""
        low, high = self.span
        bottom, top = self.levels
        label = f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{what}">'
        return label + "".join((*self.axes(low, high, bottom, top), *self.lines(low, high, bottom, top))) + "</svg>"

    @property
    def span(self) -> tuple[Fraction, Fraction]:
        """The figures between which the measure is drawn: all edges, and some room on either side."""
        edges = [edge for edge in self.curve.edges if abs(edge) < 10**9]
        if not edges:
            edges = [Fraction(0), Fraction(1)]
        low, high = min(edges), max(edges)
        room = (high - low) / 3 or max(abs(low) / 3, Fraction(1))
        first, last = self.curve.stretches[0].domain.low, self.curve.stretches[-1].domain.high
        start = low - room if first is None or abs(first) >= 10**9 else max(first, low - room)
        end = high + room if last is None or abs(last) >= 10**9 else min(last, high + room)
        return start, end

    @property
    def levels(self) -> tuple[Fraction, Fraction]:
        low, high = self.span
        found = [value for s in self.curve.stretches for x in _ends(s, low, high) for value in (s.at(x),)]
        bottom, top = min(*found, Fraction(0)), max(*found, Fraction(0))
        return bottom, top if top > bottom else bottom + 1

    def x(self, value: Fraction, low: Fraction, high: Fraction) -> str:
        share = (value - low) / (high - low)
        if self.called.scale.factor < 0:
            share = 1 - share
        return f"{float(_LEFT + share * (_WIDTH - _LEFT - _RIGHT)):.1f}"

    def y(self, value: Fraction, bottom: Fraction, top: Fraction) -> str:
        share = (value - bottom) / (top - bottom)
        return f"{float(_HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)):.1f}"

    def figure(self, value: Fraction) -> str:
        shown = self.called.scale.factor * value + self.called.scale.addend
        return show(shown, self.called.type, self.called.unit)

    def axes(self, low: Fraction, high: Fraction, bottom: Fraction, top: Fraction) -> Iterator[str]:
        floor = _HEIGHT - _BOTTOM
        unit = "分" if self.lang == "zh" else ""
        base = self.y(Fraction(0), bottom, top)
        yield f'<line x1="{_LEFT}" y1="{base}" x2="{_WIDTH - _RIGHT}" y2="{base}" stroke="#8a93a3"/>'
        yield f'<line x1="{_LEFT}" y1="{_TOP - 6}" x2="{_LEFT}" y2="{floor}" stroke="#8a93a3"/>'
        values = {s.at(x) for s in self.curve.stretches for x in _ends(s, low, high)} | {Fraction(0)}
        plain = sorted(v for v in values if v.denominator <= 100)
        if len(plain) > _MOST_TICKS:
            plain = [plain[0], plain[-1]]
        for value in plain:
            y = self.y(value, bottom, top)
            yield f'<line x1="{_LEFT}" y1="{y}" x2="{_WIDTH - _RIGHT}" y2="{y}" stroke="#eef1f5"/>'
            text = decimal(value) + (unit if value == plain[-1] else "")
            yield f'<text x="{_LEFT - 6}" y="{float(y) + 4:.1f}" text-anchor="end">{text}</text>'
        edges = [edge for edge in self.curve.edges if low <= edge <= high]
        if len(edges) > _MOST_TICKS:
            edges = [*edges[:: max(1, len(edges) // _MOST_TICKS)]]
        taken: list[tuple[float, int]] = []
        for edge in edges:
            x = self.x(edge, low, high)
            text = escape(self.figure(edge))
            wide = 7 * len(text)
            # Labels that would stand on one another go to a second line.
            row = 0 if all(abs(float(x) - at) > wide for at, r in taken if r == 0) else 1
            taken.append((float(x), row))
            yield f'<line x1="{x}" y1="{floor}" x2="{x}" y2="{floor + 4}" stroke="#8a93a3"/>'
            yield f'<text x="{x}" y="{floor + 16 + 13 * row}" text-anchor="middle">{text}</text>'

    def lines(self, low: Fraction, high: Fraction, bottom: Fraction, top: Fraction) -> Iterator[str]:
        for edge, below, above in self.curve.jumps:
            if low <= edge <= high:
                x = self.x(edge, low, high)
                y1, y2 = self.y(below, bottom, top), self.y(above, bottom, top)
                yield f'<line x1="{x}" y1="{y1}" x2="{x}" y2="{y2}" stroke="#b26a00" stroke-dasharray="3 3"/>'
        jumps = {edge for edge, _, _ in self.curve.jumps}
        whole = self.grid is not None and (high - low) / self.grid <= _MOST_DOTS
        for stretch in self.curve.stretches:
            a, b = _ends(stretch, low, high)
            if a > b:
                continue
            xa, xb = self.x(a, low, high), self.x(b, low, high)
            ya, yb = self.y(stretch.at(a), bottom, top), self.y(stretch.at(b), bottom, top)
            look = 'stroke="#b9cdea"' if whole else 'stroke="#1f5fbf" stroke-width="2"'
            yield f'<line x1="{xa}" y1="{ya}" x2="{xb}" y2="{yb}" {look}/>'
            if whole and self.grid is not None:
                # A count is nothing between its whole figures.
                for k in range(math.ceil(a / self.grid), math.floor(b / self.grid) + 1):
                    x, y = self.x(k * self.grid, low, high), self.y(stretch.at(k * self.grid), bottom, top)
                    if k * self.grid in stretch.domain:
                        yield f'<circle cx="{x}" cy="{y}" r="3" fill="#1f5fbf"/>'
                continue
            for x, y, end, open_ in (
                (xa, ya, stretch.domain.low, stretch.domain.low_open),
                (xb, yb, stretch.domain.high, stretch.domain.high_open),
            ):
                if end is not None and (end in jumps or stretch.domain.low == stretch.domain.high):
                    fill = "#fff" if open_ else "#1f5fbf"
                    yield f'<circle cx="{x}" cy="{y}" r="3.2" fill="{fill}" stroke="#1f5fbf" stroke-width="1.5"/>'


def _ends(stretch: Stretch, low: Fraction, high: Fraction) -> tuple[Fraction, Fraction]:
    """The ends of a stretch as far as it is drawn."""
    domain: Interval = stretch.domain
    first = low if domain.low is None else max(low, domain.low)
    last = high if domain.high is None else min(high, domain.high)
    return first, last
