"""A rubric → a module of tests that its user owns: what is true of it today, ready to be edited."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from attrs import frozen

from perfrules.analysis.study import TOTAL
from perfrules.analysis.verdicts import Proved
from perfrules.api import DataError, Rubric
from perfrules.source import Words
from perfrules.syntax import nodes as n
from perfrules.testing.ladder import named
from perfrules.testing.subject import Subject
from perfrules.types.show import exact

_WAYS = {1: Words("不减", "never falls"), -1: Words("不增", "never rises")}


@frozen
class Published:
    """A file of cases, as the module finds it (a path from its own folder), and its cases."""

    path: str
    cases: tuple[n.CaseDecl, ...]


def new_tests(rubric: Rubric, source: str, published: Iterable[Published] = ()) -> str:
    """The text of a module of tests.

    `source` is what `perfrules.load` takes in it, as Python text: an id or a path. Only what is proved, or computed, of
    the rubric as it stands is written down, so the module passes until somebody changes the rubric.
    """
    return _Writer(Subject.of(rubric), source, tuple(published)).text()


@frozen
class _Writer:
    subject: Subject
    source: str
    published: tuple[Published, ...]

    def say(self, zh: str, en: str) -> str:
        return Words(zh, en)[self.subject.rubric.lang]

    def text(self) -> str:
        parts = [self._head(), self._directions(), self._range(), self._grades(), self._edges(), self._drawn()]
        parts += [self._cases(found) for found in self.published]
        return "\n\n\n".join(part for part in parts if part) + "\n"

    def _head(self) -> str:
        title = self.subject.rubric.title
        about = self.say(
            f"{title}：改了评价表，先跑这些测试。\n\n"
            f"由 perfrules new-tests 写成，从此归你：可以改，可以删，可以加。要先装 perfrules[testing]。\n",
            f"{title}: run these tests after the rubric was changed.\n\n"
            f"Written by perfrules new-tests; yours from here on, to edit, cut and add to. Needs perfrules[testing].\n",
        )
        imports = ["assert_in_range", "assert_monotone", "edge_cases", "facts_for"]
        if self._labels():
            imports.insert(2, "assert_reaches")
        paths = any(found.cases for found in self.published) or "Path(" in self.source
        lines = [f'"""{about}"""', ""]
        lines += ["from fractions import Fraction"] if self.published else []
        lines += ["from pathlib import Path"] if paths else []
        lines += [""] if self.published or paths else []
        lines += ["import pytest", "from hypothesis import given, settings", "", "import perfrules"]
        lines += [f"from perfrules.testing import {', '.join(imports)}", ""]
        lines += ["HERE = Path(__file__).parent"] if paths else []
        return "\n".join([*lines, f"RUBRIC = perfrules.load({self.source})"])

    def _directions(self) -> str:
        rows = list(dict.fromkeys([*self._declared(), *self._proved()]))
        if not rows:
            return ""
        about = self.say(
            "一项数据变大、其余不变时得分的方向：先是评价表里的性质，再是今天已证明的。",
            "How scores go as one fact rises: the properties of the rubric, then what is proved today.",
        )
        lines = [f"    ({', '.join(_quoted(part) for part in row)})," for row in rows]
        return "\n".join(
            [
                f"# {about}",
                "@pytest.mark.parametrize(",
                '    ("heading", "fact", "direction"),',
                "    [",
                *(f"    {line}" for line in lines),
                "    ],",
                ")",
                "def test_directions(heading, fact, direction):",
                "    assert_monotone(RUBRIC, heading, fact, direction)",
            ]
        )

    def _declared(self) -> list[tuple[str, str, str]]:
        found = []
        for answer in self.subject.analysis.declared:
            item = answer.declared
            if item.fact is not None and isinstance(answer.verdict, Proved):
                found.append(self._row(item.node, item.fact, item.wanted))
        return found

    def _proved(self) -> list[tuple[str, str, str]]:
        found = []
        for direction in self.subject.analysis.directions:
            ways = [(direction.never_falls, 1), (direction.never_rises, -1)]
            proved = [wanted for verdict, wanted in ways if isinstance(verdict, Proved)]
            if len(proved) == 1:
                found.append(self._row(direction.node, direction.fact, proved[0]))
        return found

    def _row(self, node: str, fact: str, wanted: int) -> tuple[str, str, str]:
        lang = self.subject.rubric.lang
        heading = self.say("总分", "total") if node == TOTAL else self._shortest(node)
        return heading, self.subject.words.fact(fact), _WAYS[wanted][lang]

    def _shortest(self, node: str) -> str:
        """The name of a heading where it means that one alone, else its path."""
        name = named(self.subject, node)[self.subject.rubric.lang]
        try:
            return name if self.subject.node(name) == node else node
        except ValueError:
            return node

    def _range(self) -> str:
        if not self.subject.program.total.parts:
            return ""
        proof = ", require_proof=True" if self._sure_range() else ""
        return f"def test_totals_stay_in_range():\n    assert_in_range(RUBRIC{proof})"

    def _sure_range(self) -> bool:
        can = self.subject.analysis.findings.monotone.ranges.total
        full = self.subject.program.points
        return can.low is not None and can.high is not None and can.low >= 0 and can.high <= full

    def _labels(self) -> list[str]:
        total = self.subject.program.total
        if total.grade_index or not total.parts or self.subject.program.results:
            return []
        can = self.subject.analysis.findings.monotone.ranges.total
        return [grade.label for grade in total.grades if not can.meet(grade.interval).empty]

    def _grades(self) -> str:
        labels = self._labels()
        if not labels:
            return ""
        return "\n".join(
            [
                f'@pytest.mark.parametrize("grade", [{", ".join(_quoted(label) for label in labels)}])',
                "def test_every_grade_can_be_reached(grade):",
                "    assert_reaches(RUBRIC, grade)",
            ]
        )

    def _edges(self) -> str:
        about = self.say(
            "每个界限上、低一步、高一步，每个是否和选项，0，缺失：都要有得分。",
            "On every edge and a step to each side, every answer, 0, what is missing: all of it is scored.",
        )
        return "\n".join(
            [
                f"# {about}",
                '@pytest.mark.parametrize("case", edge_cases(RUBRIC), ids=str)',
                "def test_edges_are_scored(case):",
                "    result = RUBRIC.score(case.facts)",
                f"    {self._bounds()}",
            ]
        )

    def _bounds(self) -> str:
        if self.subject.program.total.parts and self._sure_range() and not self.subject.program.results:
            return "assert not result.has_total or 0 <= result.low <= result.high <= result.points"
        return "assert result.status"

    def _drawn(self) -> str:
        about = self.say(
            "hypothesis 抽的数据：每项得分都能说明来历。在这里加你自己的断言。",
            "Facts drawn by hypothesis: every score is explained. Add assertions of your own here.",
        )
        return "\n".join(
            [
                f"# {about}",
                "@settings(deadline=None)",
                "@given(facts_for(RUBRIC))",
                "def test_every_score_is_explained(facts):",
                "    result = RUBRIC.score(facts)",
                "    assert all(node.reason() for node in result.leaves() if node.has_score)",
            ]
        )

    def _cases(self, found: Published) -> str:
        rows = []
        for case in found.cases:
            if case.only_published:
                continue
            try:
                result = self.subject.rubric.score(case)
            except DataError:
                continue
            if result.has_total and result.is_known:
                rows.append(f'    ({_quoted(case.name)}, Fraction("{exact(result.total)}"), {_quoted(result.grade)}),')
        if not rows:
            return ""
        about = self.say(
            "已有案例今天算出的总分和等级。", "The totals and grades of the cases, as they come out today."
        )
        return "\n".join(
            [
                f"# {about}",
                "@pytest.mark.parametrize(",
                '    ("name", "total", "grade"),',
                "    [",
                *(f"    {row}" for row in rows),
                "    ],",
                ")",
                f"def test_{_identifier(found.path)}(name, total, grade):",
                f"    cases = {{case.name: case for case in perfrules.read_cases({found.path})}}",
                "    result = RUBRIC.score(cases[name])",
                "    assert (result.total, result.grade) == (total, grade)",
            ]
        )


def _quoted(text: str | None) -> str:
    """A text as Python writes it, in double quotes."""
    if text is None:
        return "None"
    plain = repr(text)
    return f'"{plain[1:-1]}"' if plain.startswith("'") and '"' not in text else plain


def _identifier(path: str) -> str:
    """A name for the test of a file of cases, which is given as Python text."""
    stem = Path(path.rpartition('"')[0].rpartition('"')[2]).stem
    return "cases_of_" + "".join(char if char.isalnum() else "_" for char in stem)
