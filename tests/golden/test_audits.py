"""The audits under docs/audits say what an audit says today; a new page is made with `perfrules audit … --format md`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import perfrules

ROOT = Path(__file__).parents[2]
AUDITS = ROOT / "docs" / "audits"
PAGES = sorted(page for page in AUDITS.glob("*.md") if page.name != "README.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_page_of_a_report(page: Path) -> None:
    rubric = perfrules.load(page.stem)
    (file,) = (ROOT / "rubric_defs" / page.stem).glob("*.case")
    audits = [rubric.audit(case) for case in perfrules.read_cases(file)]
    printed = "\n\n".join(audit.markdown("zh") for audit in audits) + "\n"
    assert printed == page.read_text(encoding="utf-8")
    row = next(line for line in (AUDITS / "README.md").read_text(encoding="utf-8").splitlines() if page.name in line)
    counts = [
        (a.printed, a.recomputed, a.agree, len(a.disagreements), len(a.changes_score), len(a.changes_grade))
        for a in audits
    ]
    assert list(map(int, re.findall(r"\| (\d+)(?= )", row))) == [sum(column) for column in zip(*counts, strict=True)]
