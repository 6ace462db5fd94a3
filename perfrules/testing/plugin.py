"""The pytest plugin: rubrics and files of cases as tests.

One item for the check of a file, for each 案例, each row of a 试算, each 性质, and the edges of each leaf. A project
asks for it with `perfrules_collect = true` or --perfrules; a file named on the command line is always collected.

pytest loads this module in every run of every project, so it imports nothing heavy before a rubric is collected:
neither the compiler nor hypothesis.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from perfrules.cases.collect import Collection
    from perfrules.testing.items import Check

SUFFIXES = (".rubric", ".case")
UNDECIDED = "perfrules-undecided"
"""The name of the property of a report that tells what was left open."""

_collection = pytest.StashKey["Collection"]()
_passed_over = pytest.StashKey[list[Path]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """What a project or a run may choose."""
    group = parser.getgroup("perfrules", "rubrics as tests")
    group.addoption("--perfrules", action="store_true", help="collect *.rubric and *.case")
    group.addoption(
        "--perfrules-require-proof",
        action="store_true",
        help="a declared property (性质) that is only tried and not proved fails",
    )
    group.addoption(
        "--perfrules-trials",
        type=int,
        default=1000,
        metavar="N",
        help="how many fact sets to try where a property is left open (1000)",
    )
    group.addoption("--perfrules-seed", type=int, default=17, metavar="N", help="the seed of these trials (17)")
    parser.addini("perfrules_collect", "collect *.rubric and *.case", type="bool", default=False)


def pytest_configure(config: pytest.Config) -> None:
    """Nothing is loaded yet."""
    config.stash[_passed_over] = []


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.File | None:
    """A rubric or file of cases, where it is asked for."""
    if file_path.suffix.lower() not in SUFFIXES:
        return None
    config = parent.config
    if config.getoption("--perfrules") or config.getini("perfrules_collect") or parent.session.isinitpath(file_path):
        return RubricFile.from_parent(parent, path=file_path)
    config.stash[_passed_over].append(file_path)
    return None


def pytest_report_teststatus(report: pytest.CollectReport | pytest.TestReport) -> tuple[str, str, str] | None:
    """A property that was neither proved nor refuted passes, with a letter of its own."""
    if report.when == "call" and report.passed and UNDECIDED in dict(report.user_properties):
        return "undecided", "u", "UNDECIDED"
    return None


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """What was left open; and, where nothing was collected at all, that rubrics were passed over."""
    reports = terminalreporter.getreports("undecided")
    if reports:
        terminalreporter.section("undecided properties")
        for report in reports:
            terminalreporter.write_line(f"{report.nodeid}: {dict(report.user_properties)[UNDECIDED]}")
    passed_over = config.stash[_passed_over]
    if passed_over and not terminalreporter.stats:
        terminalreporter.write_line(
            f"perfrules: {len(passed_over)} rubric or case files were not collected; "
            "say --perfrules, or perfrules_collect = true in the configuration"
        )


class RubricFile(pytest.File):
    """A .rubric or .case file."""

    def collect(self) -> Iterable[pytest.Item]:
        """One item for each thing that can fail by itself."""
        from perfrules.testing.items import checks_of

        for check in checks_of(self._collection(), self.path, self._options()):
            yield RubricItem.from_parent(self, name=check.name, check=check)

    def _collection(self) -> Collection:
        from perfrules.cases.collect import Collection

        return self.config.stash.setdefault(_collection, Collection())

    def _options(self) -> dict[str, Any]:
        names = ("require_proof", "trials", "seed")
        return {name: self.config.getoption(f"--perfrules-{name.replace('_', '-')}") for name in names}


class RubricItem(pytest.Item):
    """One check of a rubric."""

    def __init__(self, *, check: Check, **more: Any) -> None:
        super().__init__(**more)
        self.check = check

    def runtest(self) -> None:
        """Passes in silence; what was left open is kept with the report."""
        open_ = self.check.run()
        if open_ is not None:
            self.user_properties.append((UNDECIDED, open_))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The words for the author of the rubric; a traceback only where the program itself broke down."""
        if isinstance(excinfo.value, AssertionError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The place of what is checked, for the reader's editor."""
        return self.path, self.check.line - 1, self.name
