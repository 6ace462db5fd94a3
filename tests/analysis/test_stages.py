"""Where the stage of rounding changes a grade: what is found is scored by the very text that rounds elsewhere, and no fact
set is against what is proved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import perfrules
from perfrules.analysis.stages import BEFORE_THE_SUM, Stages
from perfrules.analysis.study import TOTAL
from perfrules.analysis.verdicts import NotApplicable, Proved, Refuted
from perfrules.api import shipped
from perfrules.cases.any import run_any
from perfrules.compiler import compile_source
from perfrules.proving import case_texts, findings_of
from perfrules.source import Source
from perfrules.testing.rubric_texts import rubrics
from tests.analysis.attack import HEAD, HIGH, PROVED, RAMPS, TENTHS, WHOLE, attack_stages
from tests.support.settings import LONG, drawing


def _stages(text: str) -> Stages:
    found = findings_of(perfrules.loads(text)).stages
    assert found is not None
    return found


@pytest.mark.parametrize("text", PROVED)
def test_what_is_proved_holds(text: str) -> None:
    assert isinstance(_stages(PROVED[text]).verdict, Proved)
    assert attack_stages(perfrules.loads(PROVED[text]), 10_000 if LONG else 60) > 50


@pytest.mark.parametrize(
    ("declared", "instead", "rules"),
    [
        (TENTHS, "舍入 总分 1位小数", RAMPS + HIGH),
        (TENTHS + " 舍去", "舍入 总分 1位小数 舍去", RAMPS + HIGH),
        (TENTHS + " 进位", "舍入 总分 1位小数 进位", RAMPS + HIGH),
        (
            f"舍入 各项得分 2位小数\n{WHOLE}",
            WHOLE,
            RAMPS.replace("乙率 × 满分", "乙率 ÷ 3 × 满分") + HIGH.replace("16", "12"),
        ),
        (TENTHS, "舍入 总分 1位小数", RAMPS + "否决 当 「弄虚作假」 时 总分 ＝ 0分\n" + HIGH),
        (TENTHS, "舍入 总分 1位小数", RAMPS.replace("满分\n一级", "满分 − 1分 封顶 保底\n一级") + HIGH),
        (WHOLE, "等级 按 未舍入总分", RAMPS + HIGH),
    ],
)
def test_what_is_found_is_so_of_the_other_text(declared: str, instead: str, rules: str) -> None:
    """The facts of the witness, as a case that was written out, scored by the two texts."""
    rubric = perfrules.loads(HEAD.format(rounding=declared) + rules)
    found = findings_of(rubric).stages
    assert found is not None and isinstance(found.verdict, Refuted) and found.other is not None
    if instead.startswith("等级"):
        other = HEAD.format(rounding=declared) + rules.replace("等级\n", instead + "\n")
    else:
        other = HEAD.format(rounding=instead) + rules
    text = case_texts(rubric, rubric.analyse())
    facts = dict(line.strip().split(" ＝ ", 1) for line in text.split("\n") if " ＝ " in line)
    mine, theirs = rubric.score(facts), perfrules.loads(other).score(facts)
    assert (mine.total, mine.grade) == (found.verdict.witness.scores[0], found.verdict.witness.grades[0])
    assert (theirs.total, theirs.grade) == (found.other.scores[TOTAL], found.other.grade)
    assert mine.grade != theirs.grade
    if found.declared == BEFORE_THE_SUM:
        assert all(mine[name].score == after for name, _, after in found.moved) and found.moved


@pytest.mark.parametrize("id_", sorted(shipped()))
def test_the_shipped_rubrics(id_: str) -> None:
    """Each hangs on the stage of rounding that it states, or assumes."""
    rubric = perfrules.load(id_)
    analysis = rubric.analyse()
    found = analysis.stages
    assert found is not None
    note = analysis.findings.stage_remark
    assert analysis.remarks == (() if analysis.findings.rounding_decided else (note,))
    assert note is not None and (note.kind.name, note.severity.value) == ("rounding-stage", "note")
    assert isinstance(found.verdict, Refuted) and found.other is not None
    assert found.other.grade != found.verdict.witness.grades[0]
    assert len(found.moved) <= 3
    case = case_texts(rubric, analysis)
    document = compile_source(Source("x.case", case)).document
    assert document is not None and [run_any(rubric, item).passed for item in document.cases] == [True]


def test_what_has_no_grade_or_no_rounding_is_not_asked() -> None:
    for text in (HEAD.format(rounding=TENTHS) + RAMPS, HEAD.format(rounding="舍入 无") + RAMPS + HIGH):
        assert isinstance(_stages(text).verdict, NotApplicable)


@drawing(8)
@given(rubrics(), st.integers(0, 10**6))
def test_generated_rubrics(text: str, seed: int) -> None:
    rubric = perfrules.loads(text)
    found = findings_of(rubric).stages
    if found is not None and isinstance(found.verdict, Proved):
        attack_stages(rubric, 60)
