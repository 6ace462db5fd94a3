"""A case or a 试算, run."""

from __future__ import annotations

from perfrules.api import Rubric
from perfrules.cases.report import CaseReport
from perfrules.cases.run import run_case
from perfrules.cases.trial import run_trial
from perfrules.cases.trial_report import TrialReport
from perfrules.syntax import nodes as n


def run_any(rubric: Rubric, item: n.CaseDecl | n.TrialDecl) -> CaseReport | TrialReport:
    """The report of a case or a 试算."""
    return run_trial(rubric, item) if isinstance(item, n.TrialDecl) else run_case(rubric, item)
