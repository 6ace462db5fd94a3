"""Every shipped rubric and case in English keywords: the same verdicts, and the two evaluations compare as equal."""

from __future__ import annotations

from pathlib import Path

import pytest

import perfrules
from perfrules.cases.any import run_any
from perfrules.cases.report import CaseReport
from perfrules.compiler import compile_source, format_source
from perfrules.source import Source
from perfrules.syntax import nodes as n
from tests.support.published import SHIPPED

CASES = sorted(SHIPPED.glob("*/*.case"))


def english(path: Path) -> Source:
    text = format_source(Source(str(path), path.read_text(encoding="utf-8")), "en")
    assert isinstance(text, str)
    return Source(str(path), text)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_in_english(path: Path) -> None:
    rubric = perfrules.load(path.parent.name)
    (file,) = path.parent.glob("*.rubric")
    translated = perfrules.loads(english(file).text)
    found = [compile_source(source).document for source in (Source(str(path), path.read_text("utf-8")), english(path))]
    chinese, other = (document for document in found if document is not None)
    assert len(chinese.cases) + len(chinese.trials) == len(other.cases) + len(other.trials) > 0
    for one, two in zip((*chinese.cases, *chinese.trials), (*other.cases, *other.trials), strict=True):
        ours, theirs = run_any(rubric, one), run_any(translated, two)
        assert ours.passed and theirs.passed
        if isinstance(ours, CaseReport) and isinstance(theirs, CaseReport):
            assert ours.counts == theirs.counts
        if isinstance(one, n.CaseDecl) and isinstance(two, n.CaseDecl):
            compared = rubric.compare(one, two)
            assert compared.one_rubric
            assert [row.difference for row in compared.rows if row.difference] == []
            assert compared.first.total == compared.second.total
