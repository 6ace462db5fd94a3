"""The five published tables as they are printed, nothing decided that they leave open: what is found in them.

Each expected message stands behind the line that it points at. What a document does not say, the shipped rubric decides
with a marked 假定, and then checks clean.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import perfrules
from perfrules.analysis.verdicts import Refuted
from perfrules.api import Rubric, from_compiled, shipped
from perfrules.compiler import compile_source
from perfrules.proving import findings_of
from perfrules.source import Source

FOLDER = Path(__file__).parent / "literal"
FILES = sorted(FOLDER.glob("*.rubric"))
_EXPECTED = re.compile(r"(error|warning): ([a-z-]+)(?: ([^;]+))?")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_is_found_in_a_printed_table(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    compiled = compile_source(Source(file.name, text))
    wanted = sorted(
        (number, severity, kind, (words or "").strip())
        for number, line in enumerate(text.split("\n"), 1)
        for severity, kind, words in _EXPECTED.findall(line.partition("   # ")[2])
    )
    told = [d for d in compiled.diagnostics if d.severity.value != "note"]
    found = sorted((d.span.position[0], d.severity.value, d.kind.name) for d in told)
    assert found == [(number, severity, kind) for number, severity, kind, _ in wanted]
    for number, _, kind, words in wanted:
        messages = [d.message("zh") for d in told if (d.span.position[0], d.kind.name) == (number, kind)]
        assert any(words in message for message in messages), (number, words, messages)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_shipped_rubric_decides_it(file: Path) -> None:
    rubric = perfrules.load(file.stem)
    told = [d for d in (*rubric.diagnostics, *findings_of(rubric).messages()) if d.severity.value != "note"]
    assert told == []
    assert "假定" in rubric.model.source.text


def _changed(*changes: tuple[str, str]) -> Rubric:
    """The shipped table of 子洲 with lines as they are printed."""
    text = shipped()["zizhou-2021"].read_text(encoding="utf-8")
    for shipped_line, printed in changes:
        assert text.count(shipped_line) == 1, shipped_line
        text = text.replace(shipped_line, printed)
    compiled = compile_source(Source("printed", text))
    return from_compiled(compiled)


def test_both_misprinted_formulas_are_found() -> None:
    """附件1 prints 结转结余率 in the formula of the 变动率, and 预算完成率 in that of the 政府采购预算执行率."""
    rubric = _changed(
        (
            '(5%, 15%) ：线性 满分 至 0分   假定 "表上的计分公式印作结转结余率，按本指标读作结转结余变动率"',
            "(5%, 15%) ：(15% − 结转结余率) ÷ (15% − 5%) × 满分 封顶 保底",
        ),
        (
            '(70%, 95%) ：线性 0分 至 满分   假定 "表上的计分公式印作预算完成率，按本指标读作政府采购预算执行率"',
            "(70%, 95%) ：(预算完成率 − 70%) ÷ (95% − 70%) × 满分 封顶 保底",
        ),
    )
    found = [d for d in findings_of(rubric).messages() if d.kind.name == "other-measure"]
    assert [d.message("zh") for d in found] == [
        "分行看的是「结转结余变动率」，这一行的分数却按「结转结余率」算",
        "分行看的是「政府采购执行率」，这一行的分数却按「预算完成率」算",
    ]
    # The fix that is offered is the reading of the shipped rubric.
    assert [fix.edits[0][1] for d in found for fix in d.fixes] == ["结转结余变动率", "政府采购执行率"]


@pytest.mark.parametrize(
    ("shipped_line", "printed", "node", "fact", "wanted", "scores"),
    [
        # 有无预算采购: with nothing bought and nothing budgeted full marks, and for the first fen none.
        (
            '特例 当 「存在无预算采购」 时 0分                              假定 "末句断作：有，无预算采购情况，不得分；即有无预算而采购的，不得分"\n',
            "",
            "过程·预算执行·政府采购预算执行率",
            "实际政府采购金额",
            1,
            (3, 0),
        ),
        # What is printed as falling debt is nowhere: the reading that it earns nothing pays for standing still.
        (
            '否则 ：1分                              假定 "有所减少而未还清，表上没有写：不应低于未变动的1分，又未到无债务余额的满分，得1分"',
            '否则 ：0分   假定 "没有写的不得分"',
            "过程·债权债务管理·债务管理",
            "年末债务余额",
            -1,
            (0, 1),
        ),
    ],
)
def test_readings_that_turn_a_direction(
    shipped_line: str, printed: str, node: str, fact: str, wanted: int, scores: tuple[int, int]
) -> None:
    found = findings_of(_changed((shipped_line, printed)))
    verdict = found.monotone.never(node, found.study.space.numbers[fact], wanted)
    assert isinstance(verdict, Refuted)
    assert verdict.witness.scores == scores
