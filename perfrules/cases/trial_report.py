"""What came of a 试算: every row that did not come to what its table says; one line where all did."""

from __future__ import annotations

from typing import Any

from attrs import field, frozen

from perfrules.cases.report import indented, where
from perfrules.diagnostics.diagnostic import Diagnostic
from perfrules.diagnostics.render.json import render_json
from perfrules.diagnostics.render.text import render_text
from perfrules.source import Span, Words, many
from perfrules.syntax import nodes as n


@frozen
class Outcome:
    """One result of one row: what the table says, what came of the row, and whether they are the same."""

    column: str
    expected: str
    found: Words
    agrees: bool
    place: Span


@frozen
class TrialReport:
    """The outcome of one 试算. `problems` say what is wrong with the table itself; then nothing was tried."""

    trial: n.TrialDecl = field(repr=False)
    rows: tuple[tuple[Outcome, ...], ...]
    problems: tuple[Diagnostic, ...] = ()

    @property
    def name(self) -> str:
        """What was tried."""
        return self.trial.node

    @property
    def passed(self) -> bool:
        """Whether every row came to what its table says."""
        return not self.problems and all(outcome.agrees for row in self.rows for outcome in row)

    def summary(self, lang: str = "zh") -> str:
        """The outcome in one line."""
        zh, total = lang == "zh", len(self.rows)
        wrong = sum(1 for row in self.rows if not all(outcome.agrees for outcome in row))
        head = ("通过" if self.passed else "不通过") if zh else ("passed" if self.passed else "FAILED")
        if self.problems:
            count = len(self.problems)
            said = f"{count} 处错误" if zh else many(count, "error")
        elif wrong:
            said = (
                f"{total} 行，{wrong} 行不符"
                if zh
                else f"{many(total, 'row')}, {wrong} differ{'s' if wrong == 1 else ''}"
            )
        else:
            said = f"{total} 行全部一致" if zh else ("its row agrees" if total == 1 else f"all {total} rows agree")
        return f"{head}  试算 {self.name}：{said}" if zh else f"{head}  try {self.name}: {said}"

    def render(self, lang: str = "zh", verbose: bool = False) -> str:
        """One line where all agrees; below it the rows that do not, or with `verbose` every row."""
        zh, parts = lang == "zh", [self.summary(lang)]
        for row, cells in zip(self.rows, (row.cells for row in self.trial.rows[1:]), strict=False):
            for outcome in row:
                if outcome.agrees and not verbose:
                    continue
                verdict = ("一致" if zh else "agrees") if outcome.agrees else ("不符" if zh else "differs")
                given = "，".join(cells[: len(cells) - len(row)]) if zh else ", ".join(cells[: len(cells) - len(row)])
                expected = f"{'期望' if zh else 'expected'} {outcome.expected or '—'}"
                found = f"{'计算' if zh else 'computed'} {outcome.found[lang]}"
                parts.append(f"  {verdict}  {given}  {outcome.column}  {expected}  {found}")
                if not outcome.agrees:
                    parts.append(f"      --> {where(outcome.place)}")
        if self.problems:
            parts.append(indented(render_text(self.problems, lang)))
        return "\n".join(parts)

    def to_dict(self, lang: str = "zh") -> dict[str, Any]:
        """A JSON-ready mapping."""
        return {
            "name": self.name,
            "passed": self.passed,
            "rows": [
                [
                    {
                        "column": outcome.column,
                        "expected": outcome.expected,
                        "computed": outcome.found[lang],
                        "agrees": outcome.agrees,
                        "file": outcome.place.source.name,
                        "line": outcome.place.position[0],
                    }
                    for outcome in row
                ]
                for row in self.rows
            ],
            "problems": render_json(self.problems, lang),
        }
