"""Reports of cases and 试算 as JUnit XML, which the services that run tests read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from perfrules.types.show import decimal

if TYPE_CHECKING:
    from perfrules.cases.report import CaseReport
    from perfrules.cases.trial_report import TrialReport
    from perfrules.diagnostics import Diagnostic
    from perfrules.testing.coverage.report import Coverage


def junit(
    reports: Sequence[CaseReport | TrialReport],
    covered: Sequence[Coverage],
    problems: Sequence[Diagnostic],
    lang: str,
) -> str:
    """One testcase for each case and 试算; a file that cannot be used is an error; coverage stands in properties."""
    from perfrules.diagnostics.render.text import render_one

    failed = sum(1 for report in reports if not report.passed)
    count = str(len(reports) + len(problems))
    suite = ET.Element(
        "testsuite", name="perfrules", tests=count, failures=str(failed), errors=str(len(problems)), skipped="0"
    )
    if covered:
        properties = ET.SubElement(suite, "properties")
        for item in covered:
            name, value = f"coverage {item.rubric.id}", decimal(item.rate * 100, 1, 1)
            ET.SubElement(properties, "property", name=name, value=value)
    for report in reports:
        span = report.case.span if hasattr(report, "case") else report.trial.span
        file, line = span.origin.source.name, str(span.origin.position[0])
        case = ET.SubElement(suite, "testcase", classname=file, name=report.name, file=file, line=line)
        if not report.passed:
            failure = ET.SubElement(case, "failure", message=report.summary(lang))
            failure.text = report.render(lang)
    for problem in problems:
        file = problem.span.origin.source.name
        case = ET.SubElement(suite, "testcase", classname=file, name=problem.kind.name, file=file)
        ET.SubElement(case, "error", message=problem.message(lang)).text = render_one(problem, lang)
    suites = ET.Element("testsuites")
    suites.append(suite)
    ET.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(suites, encoding="unicode")
