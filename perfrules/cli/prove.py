"""`perfrules prove`: what holds of a rubric for every subject, what does not, and what is left open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from attrs import define

from perfrules.cli.command import Command, Option, format_option, rubric_argument
from perfrules.cli.inputs import load_rubric, solver_of
from perfrules.cli.session import FINDINGS, FINE, UNDECIDED, Session
from perfrules.source import Words, many, pad, wrap

if TYPE_CHECKING:
    from fractions import Fraction

    from perfrules.analysis.analysis import Analysis, Answer, ScoreRange
    from perfrules.analysis.findings import Shown
    from perfrules.analysis.monotone import Direction
    from perfrules.analysis.stages import Stages
    from perfrules.analysis.verdicts import Verdict, Witness

_ABOUT = Words(
    "证明一份评价表的性质：约束、性质、每项得分的最低最高、随每项数据的方向、最大的落差；不成立的举出数据",
    "prove what holds of a rubric: properties, ranges, directions, largest jumps; or show facts against it",
)
_WAYS = {
    "constant": Words("不变", "constant"),
    "never-falls": Words("不减", "never falls"),
    "never-rises": Words("不增", "never rises"),
    "neither": Words("有升有降", "rises and falls"),
    "open": Words("未证明", "not proved"),
}


def command(lang: str) -> Command:
    """The command in a language."""
    cases = Words(
        "把不成立的性质的数据写成案例，写入这个文件", "write the facts against refuted properties to a file of cases"
    )
    shown = Words("文件", "FILE")
    smt = Words(
        "没有定论的再问求解器 z3（要装 perfrules[smt]），它的结论另有标记",
        "ask the solver z3 about what is left open (needs perfrules[smt]); its answers are marked",
    )
    params = [
        rubric_argument(lang),
        Option(["--cases"], cases[lang], shown[lang]),
        Option(["--smt"], smt[lang], is_flag=True),
        format_option(lang, "text", "json"),
    ]
    return Command("prove", lang, _ABOUT, run, params, ["perfrules prove zizhou-2021"])


def run(session: Session, rubric: str, cases: str | None, smt: bool, format: str) -> int:
    """Print every answer; the exit code tells refuted from left open."""
    from perfrules.proving import case_texts

    loaded = load_rubric(session, rubric)
    analysis = loaded.analyse()
    if smt:
        analysis.findings.monotone.solver = solver_of(session, analysis.study)
    if format == "json":
        session.json(_data(analysis, session.lang))
    else:
        for line in _Text(analysis, session).lines():
            session.out(line)
    if cases is not None:
        with open(cases, "w", encoding="utf-8") as file:
            file.write(case_texts(loaded, analysis))
    return FINDINGS if analysis.refuted else UNDECIDED if analysis.undecided else FINE


@define
class _Text:
    """The answers as lines."""

    analysis: Analysis
    session: Session

    @property
    def shown(self) -> Shown:
        return self.analysis.findings.shown

    def lines(self) -> Iterator[str]:
        session, analysis = self.session, self.analysis
        if not analysis.consistent:
            from perfrules.cli.messages import as_text

            yield as_text(list(analysis.messages), session.lang)
            return
        if analysis.declared:
            yield session[Words("性质：", "Properties:")]
            for answer in analysis.declared:
                yield from self._answer(answer.declared.span.text.strip(), answer.verdict, answer.declared.node)
            yield ""
        yield session[Words("得分的最低和最高：", "Least and greatest scores:")]
        width = max(len(self._name(r.node)) for r in analysis.ranges) * 2
        for found in analysis.ranges:
            yield f"  {pad(self._name(found.node), min(width, 44))}  {self._range(found)}"
        directions = (*analysis.directions, *analysis.total_directions)
        if directions:
            yield ""
            yield session[Words("随每项数据变大，其余不变，得分：", "As one fact rises and the rest stays, the score:")]
        for direction in directions:
            yield from self._direction(direction)
        if analysis.cliffs:
            yield ""
            yield session[Words("一步之差的最大落差：", "Largest jumps for one step of a fact:")]
            for found_cliff in analysis.cliffs:
                what = f"{self._points(found_cliff.points)}　{self._witness(found_cliff.witness)}"
                yield f"  {self._name(found_cliff.node)}：{what}"
        yield from self._stages()
        yield ""
        yield self._summary()

    def _stages(self) -> Iterator[str]:
        """Whether the stage of rounding changes a grade."""
        from perfrules.analysis.verdicts import NotApplicable, Proved, Undecided

        found, lang = self.analysis.stages, self.session.lang
        if found is None or isinstance(found.verdict, NotApplicable):
            return
        yield ""
        yield self.session[
            Words("先舍入还是后舍入，等级会不会不同：", "Whether the stage of rounding changes a grade:")
        ]
        match found.verdict:
            case Proved(method=method):
                text = Words(f"已证明不会：{method.zh}", f"proved that it does not: {method.en}")[lang]
            case Undecided(reason=reason, searched=searched):
                tried = 0 if searched is None else searched.trials
                zh = f"未证明：{reason.zh}；试了{tried}组数据，这不是证明"
                text = Words(zh, f"not proved: {reason.en}; {many(tried, 'fact set')} tried, which is no proof")[lang]
            case _:
                remark = self.analysis.findings.stage_remark
                text = ("" if remark is None else remark.message(lang)) + self._of(found.verdict.witness)
        yield from (f"  {line}" for line in wrap(text, self.session.width - 2))

    def _of(self, witness: Witness) -> str:
        """The facts of the scores that are spoken of."""
        (facts,) = witness.facts
        named = [(self.shown.fact(n), self.shown.value(n, facts[n])) for n in witness.relevant if n in facts]
        if not named:
            return ""
        zh = "；数据：" + "、".join(f"{name}＝{value}" for name, value in named)
        return Words(zh, "; facts: " + ", ".join(f"{name} = {value}" for name, value in named))[self.session.lang]

    def _name(self, node: str) -> str:
        return self.shown.node(node)[self.session.lang]

    def _points(self, value: Fraction | None) -> str:
        from perfrules.types.show import decimal

        if value is None:
            return "∞"
        return decimal(value) + self.session[Words("分", " points")]

    def _range(self, found: ScoreRange) -> str:
        low, high = self._points(found.scores.low), self._points(found.scores.high)
        open_ends = [found.least is None, found.most is None]
        text = f"{low} – {high}"
        if any(open_ends):
            text += self.session[
                Words("（两端之外不可能；未找到恰好取到的数据）", " (nothing beyond; no facts found at an end)")
            ]
        return text

    def _answer(self, text: str, verdict: Verdict, node: str) -> Iterator[str]:
        from perfrules.analysis.analysis import status
        from perfrules.analysis.verdicts import NotApplicable, Proved, Refuted, Undecided

        yield f"  {text}：{status(verdict)[self.session.lang]}"
        lang = self.session.lang
        detail = ""
        match verdict:
            case Proved(method=method, assumptions=assumptions, solver=solver) if assumptions or solver:
                told = "、".join(words[lang] for words in assumptions)
                relied = Words(f"依靠：{told}", f"relying on: {told}")[lang] if told else ""
                detail = "；".join(part for part in (method[lang] if solver else "", relied) if part)
            case Refuted(witness=witness):
                detail = self._witness(witness)
            case Undecided(reason=reason, searched=searched):
                detail = reason[lang]
                if searched is not None:
                    edges = "".join(f"{words[lang]}{Words('；', '; ')[lang]}" for words in searched.edges[:6])
                    zh = f"。在界限及两侧试了{searched.trials}组（{edges}种子{searched.seed}），没有反例，这不是证明"
                    en = f". {searched.trials} trials around edges ({edges}seed {searched.seed}): no proof"
                    detail += Words(zh, en)[lang]
            case NotApplicable(because=because):
                detail = because[lang]
            case _:
                return
        for line in wrap(detail, self.session.width - 6):
            yield f"      {line}"

    def _witness(self, witness: Witness) -> str:
        slots = self.analysis.findings.pair("", witness)
        lang = self.session.lang
        texts = {k: v[lang] if isinstance(v, Words) else str(v) for k, v in slots.items()}
        zh = "{fact}从{before}到{after}，得分从{low}到{high}{others}"
        en = "{fact} from {before} to {after}: {low} to {high}{others}"
        return Words(zh, en)[lang].format_map(texts)

    def _direction(self, direction: Direction) -> Iterator[str]:
        from perfrules.analysis.verdicts import Refuted

        way = _WAYS[direction.summary][self.session.lang]
        yield f"  {self._name(direction.node)} · {self.shown.fact(direction.fact)}：{way}"
        if direction.summary == "neither":
            for verdict in (direction.never_falls, direction.never_rises):
                assert isinstance(verdict, Refuted)
                for line in wrap(self._witness(verdict.witness), self.session.width - 6):
                    yield f"      {line}"

    def _summary(self) -> str:
        from collections import Counter

        counted = Counter(d.summary for d in (*self.analysis.directions, *self.analysis.total_directions))
        parts = [f"{_WAYS[way][self.session.lang]} {n}" for way, n in sorted(counted.items())]
        total = sum(counted.values())
        if not total:
            return self.session[
                Words(
                    "没有要比较方向的数据：明细各行的数不比较。",
                    "no fact to compare: figures in rows are not compared.",
                )
            ]
        listed = self.session[Words("、", ", ")].join(parts)
        return Words(f"共{total}个方向：{listed}。", f"{many(total, 'direction')}: {listed}.")[self.session.lang]


def _data(analysis: Analysis, lang: str) -> dict[str, Any]:
    """Every answer for programs: exact figures as text."""
    from perfrules.types.show import exact

    def end(value: Fraction | None) -> str | None:
        return None if value is None else exact(value)

    shown = analysis.findings.shown
    data: dict[str, Any] = {
        "consistent": analysis.consistent,
        "properties": [_answer(a, shown, lang) for a in analysis.declared],
    }
    if not analysis.consistent:
        return data
    data["ranges"] = [
        {"node": r.node or None, "points": end(r.points), "least": end(r.scores.low), "greatest": end(r.scores.high)}
        | {"least_reached": r.least is not None, "greatest_reached": r.most is not None}
        for r in analysis.ranges
    ]
    data["directions"] = [
        {
            "node": d.node or None,
            "fact": d.fact,
            "direction": d.summary,
            "never_falls": _verdict(d.never_falls, shown, lang),
            "never_rises": _verdict(d.never_rises, shown, lang),
        }
        for d in (*analysis.directions, *analysis.total_directions)
    ]
    data["cliffs"] = [
        {"node": c.node, "fact": c.fact, "step": exact(c.step), "points": exact(c.points), "greatest": c.greatest}
        | {"witness": _witness(c.witness, shown)}
        for c in analysis.cliffs
    ]
    if analysis.stages is not None:
        data["rounding"] = _stages(analysis.stages, shown, lang)
    return data


def _stages(found: Stages, shown: Shown, lang: str) -> dict[str, Any]:
    """Whether the stage of rounding changes a grade."""
    from perfrules.analysis.verdicts import Refuted
    from perfrules.types.show import exact

    data = {"rounded_before": found.declared, "compared_with": found.instead, **_verdict(found.verdict, shown, lang)}
    if isinstance(found.verdict, Refuted) and found.other is not None:
        data["grades"] = [found.verdict.witness.grades[0], found.other.grade]
        data["read_from"] = [exact(figure) for figure in found.read]
        data["rounded"] = {name: [exact(a), exact(b)] for name, a, b in found.moved}
    return data


def _answer(answer: Answer, shown: Shown, lang: str) -> dict[str, Any]:
    span = answer.declared.span
    return {"property": span.text.strip(), "line": span.position[0], **_verdict(answer.verdict, shown, lang)}


def _verdict(verdict: Verdict, shown: Shown, lang: str) -> dict[str, Any]:
    from perfrules.analysis.certificate import check
    from perfrules.analysis.verdicts import NotApplicable, Proved, Refuted, Undecided

    match verdict:
        case Proved(method=method, assumptions=assumptions, certificate=certificate, solver=solver):
            return {
                "verdict": "solver-proved" if solver else "proved",
                "method": method[lang],
                "assumptions": [words[lang] for words in assumptions],
                "claims": len(certificate),
                "claims_checked": not solver and not check(certificate),
            }
        case Refuted(witness=witness):
            return {"verdict": "refuted", "witness": _witness(witness, shown)}
        case Undecided(reason=reason, searched=searched):
            found: dict[str, Any] = {"verdict": "undecided", "reason": reason[lang]}
            if searched is not None:
                edges = [words[lang] for words in searched.edges]
                found["searched"] = {"trials": searched.trials, "seed": searched.seed, "edges": edges}
            return found
        case NotApplicable(because=because):
            return {"verdict": "not-applicable", "because": because[lang]}


def _witness(witness: Witness, shown: Shown) -> dict[str, Any]:
    from perfrules.types.show import exact

    sets = [
        {name: shown.value(name, facts[name]) for name in witness.relevant if name in facts} for facts in witness.facts
    ]
    return {"changed": witness.changed, "facts": sets, "scores": [exact(score) for score in witness.scores]}
