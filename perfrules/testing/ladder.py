"""From a verdict to a passing or failing test: proved passes, refuted fails with the case, undecided says so."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

from perfrules.analysis.study import TOTAL
from perfrules.analysis.verdicts import NotApplicable, Proved, Refuted, Searched, Undecided, Verdict, Witness
from perfrules.diagnostics import Diagnostic
from perfrules.diagnostics.render.text import render_text
from perfrules.source import Words
from perfrules.testing.subject import Subject
from perfrules.types.show import decimal


class UndecidedWarning(UserWarning):
    """A claim about a rubric was neither proved nor refuted; the text says what was tried."""


class Refutation(AssertionError):
    """A claim about a rubric does not hold, or was not proved where a proof was required.

    The text is for the author of the rubric, in the language of its file; `verdict` is the answer behind it.
    """

    def __init__(self, text: str, verdict: Verdict) -> None:
        super().__init__(text)
        self.verdict = verdict


def settle(subject: Subject, claim: Words, verdict: Verdict, require_proof: bool) -> Verdict:
    """The verdict, where the test passes; raises Refutation where it fails; warns where it was left open."""
    lang = subject.rubric.lang
    if isinstance(verdict, Proved):
        return verdict
    text = told(subject, claim, verdict)[lang]
    if isinstance(verdict, (Refuted, NotApplicable)) or require_proof:
        raise Refutation(text, verdict)
    # Level 3: whoever called the assertion that called this.
    warnings.warn(text, UndecidedWarning, stacklevel=3)
    return verdict


def told(subject: Subject, claim: Words, verdict: Verdict) -> Words:
    """What became of a claim."""
    match verdict:
        case Proved(method=method):
            return Words(f"已证明：{claim.zh}（{method.zh}）", f"proved: {claim.en} ({method.en})")
        case Refuted(witness=witness):
            return Words(
                "\n".join([f"不成立：{claim.zh}", *_witness(subject, witness, "zh")]),
                "\n".join([f"does not hold: {claim.en}", *_witness(subject, witness, "en")]),
            )
        case NotApplicable(because=because):
            return Words(f"无从谈起：{claim.zh}：{because.zh}", f"not applicable: {claim.en}: {because.en}")
        case Undecided(reason=reason, searched=searched):
            zh, en = _searched(searched)
            return Words(f"没有证明：{claim.zh}：{reason.zh}。{zh}", f"not proved: {claim.en}: {reason.en}. {en}")


def _searched(searched: Searched | None) -> tuple[str, str]:
    if searched is None:
        return "没有试过。", "Nothing was tried."
    shown = searched.edges[:6]
    zh, en = "；".join(edge.zh for edge in shown), "; ".join(edge.en for edge in shown)
    more = len(searched.edges) > len(shown)
    zh, en = f"（{zh}{'等' if more else ''}）" if zh else "", f" ({en}{' …' if more else ''})" if en else ""
    return (
        f"在各界限{zh}两侧试了{searched.trials}组数据（种子 {searched.seed}），没有找到反例。这不是证明。",
        f"{searched.trials} trials around the edges{en}, seed {searched.seed}, found no counterexample. "
        "This is not a proof.",
    )


def _witness(subject: Subject, witness: Witness, lang: str) -> list[str]:
    """Fact sets as cases, each with its score; of a second one only what differs."""
    zh = lang == "zh"
    lines: list[str] = []
    given = [subject.given({n: v for n, v in facts.items() if n in witness.relevant}) for facts in witness.facts]
    names = [("数据", "facts")] if len(given) == 1 else [("前", "before"), ("后", "after")]
    for number, (facts, score, name) in enumerate(zip(given, witness.scores, names, strict=True)):
        grade = witness.grades[number] if number < len(witness.grades) else None
        points = (f"{decimal(score)}分" if zh else f"{decimal(score)} points") + (f" {grade}" if grade else "")
        shown = facts if number == 0 else {n: v for n, v in facts.items() if given[0].get(n) != v}
        lines.append(f"  {name[not zh]}：{points}" if zh else f"  {name[not zh]}: {points}")
        lines += [f"    {line}" for line in subject.written(shown)]
    return lines


def refuted_by(diagnostics: Sequence[Diagnostic], lang: str) -> str:
    """Messages of a check as the text of a failure."""
    return render_text(diagnostics, lang)


def named(subject: Subject, node: str) -> Words:
    """A heading or the total in a claim."""
    return Words("总分", "the total") if node == TOTAL else subject.words.node(node)
