"""The Python API: load a rubric, score facts, read the result."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property, lru_cache, partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from attrs import define, field

from perfrules.backends.reference import Instead
from perfrules.compiler import Compiled, compile_source, flat_text
from perfrules.diagnostics import Diagnostic, Severity
from perfrules.facts import errors as fact_errors
from perfrules.facts.factset import FactSet
from perfrules.facts.files import read_file
from perfrules.facts.read import FactIndex
from perfrules.files import find_source as find_source
from perfrules.files import read_source
from perfrules.files import shipped as shipped
from perfrules.language import LANGUAGE, Language
from perfrules.model import errors
from perfrules.model.model import Fact
from perfrules.model.model import Rubric as Model
from perfrules.result import Result
from perfrules.scoring import DataError, PerfrulesError, Scorer
from perfrules.source import Source, Span
from perfrules.syntax import nodes as n
from perfrules.types.interval import Interval

if TYPE_CHECKING:
    import pyarrow

    from perfrules.analysis.analysis import Analysis
    from perfrules.analysis.difference import Difference
    from perfrules.cases.audit import Audit
    from perfrules.cases.comparison import Comparison
    from perfrules.columns.scorer import TableScorer
    from perfrules.facts.described import FactInfo
    from perfrules.runtime import Evaluator

_LIBRARY = (".so", ".dylib", ".dll")
_FEW = 8
"""So many subjects are scored sooner one by one than the functions for more of them are built."""


_KEPT = 8
"""So many ways of scoring tables are kept."""


class RubricError(PerfrulesError):
    """The text of a rubric has errors, or no such rubric is there."""


__all__ = [
    "DataError",
    "PerfrulesError",
    "Rubric",
    "RubricError",
    "find_source",
    "from_compiled",
    "load",
    "loads",
    "shipped",
]


@define(eq=False, slots=False, frozen=True)
class Rubric:
    """A rubric that checks clean: immutable, safe to share between threads."""

    model: Model = field(repr=False)
    compiled: Compiled = field(repr=False)
    language: Language = field(default=LANGUAGE, repr=False)

    @property
    def id(self) -> str:
        """The 代码, or the file's name where it states none."""
        return self.model.called

    @property
    def title(self) -> str:
        """The 评价表 line."""
        return self.model.title

    @property
    def hash(self) -> str:
        """The sha256 of the canonical text: no comments, remarks, cases or layout."""
        return self.model.hash

    @property
    def lang(self) -> str:
        """The language of its file: zh or en."""
        return self.compiled.lang

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Warnings and notes of its check."""
        return self.compiled.diagnostics

    @property
    def cases(self) -> tuple[n.CaseDecl, ...]:
        """The 案例 written in the rubric's own file."""
        return self.model.cases

    @cached_property
    def _scorer(self) -> Scorer:
        return Scorer(self.model, self.language, self.lang)

    @property
    def index(self) -> FactIndex:
        """Its facts by their names."""
        return self._scorer.index

    @cached_property
    def facts(self) -> tuple[FactInfo, ...]:
        """The facts that it asks for: names, kinds, units, allowed values, and the headings that read them."""
        from perfrules.facts.described import described

        return described(self.model, self.language)

    def read(self, facts: Mapping[str, Any] | n.CaseDecl | FactSet) -> FactSet:
        """The fact set of a mapping of names to values, or of a case; its problems are not raised."""
        return self._scorer.read(facts)

    def read_file(self, path: str | os.PathLike[str], case: str | None = None, sheet: str | None = None) -> FactSet:
        """The fact set of a JSON, YAML, TOML, CSV, xlsx or case file; what is wrong stands in its problems.

        `case` chooses one of several cases in the file, `sheet` a worksheet.
        """
        return read_file(path, self.model, case, index=self._scorer.index, sheet=sheet)

    def score(
        self, facts: Mapping[str, Any] | n.CaseDecl | FactSet, *, evaluator: Literal["built", "reference"] | None = None
    ) -> Result:
        """The exact score of one subject.

        `facts` maps names (shortened paths where unique) to int, str, Decimal, Fraction, float (by its shortest
        decimal text), bool, date or pint quantities; or is a case, or a fact set read from a file. A bare number has
        the unit of its fact. Raises DataError with every problem of the set; nothing is scored from bad facts.

        Whoever scores many subjects gets the total and grade by what `perfrules build` writes, and the rest of a
        result when it is asked for. `evaluator` says by what from the first score on: built, or the reference, which
        is the definition of the language. The result is the same.
        """
        if evaluator not in ("built", "reference", None):
            raise ValueError(f"evaluator={evaluator!r}: built, reference or None")
        if evaluator == "built" or (evaluator is None and next(self._scored) >= _FEW):
            found = self._by_built(facts)
            if found is not None:
                return found
        return self._scorer.score(facts)

    @cached_property
    def _scored(self) -> Iterator[int]:
        """How many scores there were."""
        return count()

    @cached_property
    def _built(self) -> Evaluator | None:
        from perfrules.building import evaluator

        return evaluator(self.model, self.language)

    def _by_built(self, facts: Mapping[str, Any] | n.CaseDecl | FactSet) -> Result | None:
        """The result by the built functions, or the reference where only that can tell it; None where they cannot.

        Raises DataError.
        """
        built = self._built
        if built is None:
            return None
        if isinstance(facts, Mapping):
            copied = built.reader.copied(facts)  # whatever becomes of the caller's
            if copied is None:
                return None
            facts = copied
            values = built.reader.read(facts)
            found = built.found(built.partly(facts) if values is None else values)
            if found is not None:
                return self._of_total(*found, facts)
        factset = self.read(facts)
        values = None if factset.problems else built.values(factset.values)
        found = built.found(values)
        if found is None:
            return self._scorer.score(factset)
        return self._of_total(*found, factset)

    def _of_total(self, low: Fraction | None, high: Fraction | None, grade: str | None, facts: Any) -> Result:
        total = low if low is None or low == high else Interval(low, high)
        return Result.of_total(total, grade, partial(self._scorer.score, facts), self.model.results)

    def score_table(
        self,
        table: Any,
        nodes: Sequence[str] = (),
        *,
        keep: Sequence[str] = (),
        errors: str = "raise",
        on_grid: bool = False,
        group: str | None = None,
        backend: str = "auto",
        threads: int = 1,
    ) -> pyarrow.Table:
        """The scores of all subjects of a table, one row each, exactly as `score` gives them one by one.

        `table` is anything that hands out Arrow (pyarrow, polars, duckdb, pandas), a dict of numpy arrays or lists, the
        path of a .parquet, .csv or .arrow file, or an iterable of such batches. It has a column for each fact, by its
        name or path, with X·理由, X·佐证 and X·档 beside X; a heading may print the unit: 预算支出合计（元）. Cells
        mean what they mean to `score`; an empty cell or null is missing. `keep` names the columns that are no facts:
        they are carried along. With `on_grid`, whole-number columns of figures hold steps of their facts' grids (money
        in 分).

        The result has a row for each row, in order: the columns of `keep`; total (and low, high or index, where the
        rubric has them), grade, status; then, for each heading of `nodes` (a path, shortened while it is unique;
        "all" alone for every one; "X.score" for one column), X.score, X.value, X.reason. Scores are decimals, or
        exact fractions as text where not all of them end; X.value is a 指标值 in base units, a float that is for
        reading only; X.reason is the status of the heading: scored, override, not-applicable, sum and so on.
        Without a score (不予评分, 不参评, a heading 不计入) cells are null, and status or reason says why.

        Figures of all subjects (全体均值, 名次, 同组均分, 可缺 按均值) that the table has no column for are worked out
        from its rows, exactly, and each is a column of the result; so the table has to hold all subjects. A row takes
        part if it is eligible, its facts are sound as far as that can be told beforehand, and it has the value.
        同组均分 is taken among the rows that are alike in the column `group`; without one all rows are one group.

        `backend` is numpy, or native: C compiled once for the rubric and kept, by a compiler that the machine has or
        the extra `native` brings, or the path of a library that `perfrules build --native` wrote; where it cannot be, a
        warning says so and numpy does it. "auto" is native where it was compiled before or saves more time than it
        takes. `threads` share the rows. Neither changes a result.

        Bad facts raise DataError for the first row that has some, or with errors="collect" stand in the column
        errors (fact, code, reason) of their row, whose status is error and whose other cells are null.
        Raises TableError where the table itself cannot be used. Needs the extra `columns`.
        """
        how: dict[str, Any] = {"on_grid": on_grid, "group": group, "backend": backend, "threads": threads}
        found = list(self.score_batches(table, nodes, keep=keep, errors=errors, **how))
        import pyarrow

        return pyarrow.Table.from_batches(found)

    def score_batches(
        self,
        table: Any,
        nodes: Sequence[str] = (),
        *,
        keep: Sequence[str] = (),
        errors: str = "raise",
        on_grid: bool = False,
        group: str | None = None,
        backend: str = "auto",
        threads: int = 1,
    ) -> Iterator[pyarrow.RecordBatch]:
        """The same batch by batch, for tables that do not fit into memory.

        Where figures of all subjects are computed the table is read several times; what can be read only once (an
        iterator, a stream) is put aside in a temporary file.
        """
        from perfrules.columns import scored

        return scored(self._table_scorer(nodes, keep, errors, on_grid, backend, threads), table, group)

    @property
    def row_by_row(self) -> Mapping[str, str]:
        """The headings that columns cannot compute, by path, and what they use: 明细, 未录, a root …

        Where there is one, every row of a table is scored by itself: with the same result, in about a millisecond a
        row. What is not in a heading stands under "". Needs the extra `columns`.
        """
        scorer = self._table_scorer((), (), "raise", False, "numpy", 1)
        return {name: what[self.lang] for name, what in scorer.why.items()}

    def _table_scorer(
        self, nodes: Sequence[str], keep: Sequence[str], errors: str, on_grid: bool, backend: str, threads: int
    ) -> TableScorer:
        # One name is no list of its letters.
        nodes, keep = ((part,) if isinstance(part, str) else part for part in (nodes, keep))
        if errors not in ("raise", "collect"):
            raise ValueError('errors is "raise" or "collect"')
        backend = str(backend)  # a path is as good
        if backend not in ("auto", "numpy", "native") and not backend.endswith(_LIBRARY):
            raise ValueError('backend is "auto", "numpy", "native" or a library that was built')
        if type(threads) is not int or threads < 1:
            raise ValueError("threads is a whole number from 1 on")
        from perfrules.columns import table_scorer

        how = (tuple(nodes), tuple(keep), errors == "collect", on_grid, backend, threads)
        found = self._table_scorers.get(how)
        if found is None or found.fell_back:
            found = table_scorer(self, *how)
            if len(self._table_scorers) >= _KEPT:
                self._table_scorers.clear()
            self._table_scorers[how] = found
        return found

    @cached_property
    def _table_scorers(self) -> dict[tuple[Any, ...], TableScorer]:
        """What scored tables before, by how: making it anew takes as long as half a million rows."""
        return {}

    def score_instead(self, facts: Mapping[str, Any] | n.CaseDecl | FactSet, instead: Instead) -> Result:
        """The score with some figures put in the place of computed ones; raises DataError as `score` does."""
        return self._scorer.score(facts, instead)

    def shares(
        self, facts: Mapping[str, Any] | FactSet, wanted: Iterable[Fact], computed: Collection[str]
    ) -> Mapping[str, Fraction]:
        """What one subject adds to figures of all subjects some of which are computed; nothing from bad facts."""
        return self._scorer.shares(facts, wanted, computed)

    def sound(self, facts: FactSet) -> tuple[FactSet, tuple[Diagnostic, ...]]:
        """The facts without those that break a 约束, and what is broken: rules rely on 约束."""
        return self._scorer.sound(facts)

    def audit(self, case: n.CaseDecl) -> Audit:
        """Every published figure of a case, recomputed: verdicts, likely causes, what hangs on those that disagree.

        Cases come from `cases` or `read_cases`. Nothing is raised: facts that cannot be scored are told in the
        `problems` of the audit.
        """
        from perfrules.cases.audit import audit_case

        return audit_case(self, case)

    def compare(self, first: n.CaseDecl, second: n.CaseDecl) -> Comparison:
        """Two evaluations of one subject side by side: scores, differences, and the facts that they come from.

        Raises DataError where a case with facts cannot be scored.
        """
        from perfrules.cases.comparison import compare_cases

        return compare_cases((self, first), (self, second))

    def analyse(self, smt: bool = False, seconds: float = 10) -> Analysis:
        """What holds of the rubric whatever the facts are: properties, ranges, directions, jumps.

        With `smt` directions that the exact analysis leaves open are put to z3, each for so many seconds at most; such
        answers say so. Raises ImportError where the extra perfrules[smt] is not installed.
        """
        from perfrules.analysis.analysis import Analysis
        from perfrules.proving import findings_of

        findings = findings_of(self)
        if smt:
            from perfrules.analysis.smt import Solver

            findings.monotone.solver = Solver(findings.study, seconds)
        return Analysis(findings)

    def diff(self, other: Rubric) -> Difference:
        """How another rubric differs from this one in meaning, over all facts that both admit.

        For every node, and the total: same, never lower, never higher, or either way, with facts that show it.
        """
        from perfrules.proving import difference_of

        return difference_of(self, other)

    def __reduce__(self) -> tuple[Any, ...]:
        """Its text, so that other processes can score by it; each reads it once."""
        if self.language is not LANGUAGE:
            raise TypeError(f"{self.title} is read in a language of its own, which no other process knows")
        text, name = self.compiled.source.text, self.compiled.source.name
        if self.compiled.whole is not self.compiled.source:  # the other process may not find the base
            text = "\n".join([flat_text(self.compiled), *map(_own_text, self.cases)])
        return _again, (text, name)

    def _repr_html_(self) -> str:
        """The printed table, for notebooks."""
        from perfrules.backends.render.html import rubric_table

        return rubric_table(self.model, self.language)


def from_compiled(compiled: Compiled, language: Language = LANGUAGE) -> Rubric:
    """The rubric of a compile; RubricError with every message where it has errors or is a file of cases."""
    if compiled.rubric is None and not compiled.failed:
        source = compiled.source
        only = Diagnostic(errors.CASES_ONLY, Span(source, 0, 0), {"file": Path(source.name).name})
        raise RubricError((only,), compiled.lang)
    if compiled.failed or compiled.rubric is None:
        raise RubricError(tuple(d for d in compiled.diagnostics if d.severity is Severity.ERROR), compiled.lang)
    return Rubric(compiled.rubric, compiled, language)


def loads(text: str, name: str = "rubric", language: Language = LANGUAGE) -> Rubric:
    """The rubric of a text. Raises RubricError with every error of the text."""
    return from_compiled(compile_source(Source(name, text), language), language)


def load(id_or_path: str | os.PathLike[str], language: Language = LANGUAGE) -> Rubric:
    """A shipped rubric by id, or the rubric of a file. Raises RubricError with every error."""
    found = find_source(id_or_path)
    if isinstance(found, Diagnostic):
        raise RubricError((found,))
    return from_compiled(compile_source(found, language), language)


@lru_cache(16)
def _again(text: str, name: str) -> Rubric:
    """The rubric that another process sent: `pool.map(rubric.score, …)` sends it with every piece of work."""
    return loads(text, name)


def _own_text(case: n.CaseDecl) -> str:
    """The lines of a case, from its name to its last statement."""
    text = case.span.source.text
    rows = [row for given in case.given for row in given.rows or ()]
    last = max(part.span.end for part in (case, *case.given, *rows, *case.published, *case.notes))
    end = text.find("\n", last)
    return text[case.span.start : end if end >= 0 else None]


def read_cases(path: str | os.PathLike[str], language: Language = LANGUAGE) -> tuple[n.CaseDecl, ...]:
    """The 案例 of a .case or .rubric file. Raises RubricError where it cannot be read or holds none."""
    source = read_source(Path(path))
    if isinstance(source, Diagnostic):
        raise RubricError((source,))
    compiled = compile_source(source, language)
    if compiled.failed:
        raise RubricError(tuple(d for d in compiled.diagnostics if d.severity is Severity.ERROR), compiled.lang)
    cases = compiled.document.cases if compiled.document is not None else ()
    if not cases:
        args = {"file": os.fspath(path)}
        raise RubricError((Diagnostic(fact_errors.NOTHING_PUBLISHED, Span(source, 0, 0), args),))
    return cases
