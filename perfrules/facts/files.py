"""A file of facts → a checked fact set, whatever its format. What cannot be read says why; nothing is raised.

The ending of the name tells the format: .json, .yaml, .toml, .csv, .xlsx, and .case or .rubric for cases in the
language of rubrics.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perfrules.diagnostics.diagnostic import Diagnostic, Severity
from perfrules.facts.choose import choose
from perfrules.facts.content import MOST_BYTES, MOST_TOML_BYTES, MOST_YAML_BYTES, read_bytes, unreadable
from perfrules.facts.factset import FactSet, unread
from perfrules.facts.from_csv import table_of_csv
from perfrules.facts.from_json import tree_of_json
from perfrules.facts.from_toml import tree_of_toml
from perfrules.facts.from_xlsx import facts_sheet, sheet_names, table_of_xlsx
from perfrules.facts.from_yaml import tree_of_yaml
from perfrules.facts.given import Given
from perfrules.facts.read import FactIndex, from_case, read_facts
from perfrules.facts.row_table import given_rows, tables, titles
from perfrules.facts.table import Supplied, Table, every_subject, from_table, subject_of
from perfrules.facts.tree import from_tree
from perfrules.files import read_source
from perfrules.model.model import Rubric
from perfrules.source import Source
from perfrules.syntax.folding import name_key

if TYPE_CHECKING:
    from perfrules.compiler import Compiled

_TREES: Mapping[str, tuple[Callable[[bytes, str], Any], int]] = {
    ".json": (tree_of_json, MOST_BYTES),
    ".yaml": (tree_of_yaml, MOST_YAML_BYTES),
    ".yml": (tree_of_yaml, MOST_YAML_BYTES),
    ".toml": (tree_of_toml, MOST_TOML_BYTES),
}
_KNOWN = ".json .yaml .toml .csv .xlsx .case"


def read_file(
    path: str | os.PathLike[str],
    rubric_model: Rubric,
    case: str | None = None,
    *,
    index: FactIndex | None = None,
    sheet: str | None = None,
) -> FactSet:
    """The fact set of a file; its `problems` say what is wrong with the file or its facts.

    `case` chooses among several cases of one file, `sheet` among the worksheets of a workbook (by default the
    first; a `case` that is a worksheet's name means that one). `index` saves building the rubric's index again.
    """
    file = Path(path)
    ending = file.suffix.lower()
    index = index or FactIndex.of(rubric_model)
    if ending in _TREES:
        return _from_tree(file, rubric_model, index, case, *_TREES[ending])
    if ending in (".csv", ".tsv", ".txt"):
        data = read_bytes(file)
        table = data if isinstance(data, Diagnostic) else table_of_csv(data, str(file))
        return _from_table(table, rubric_model, index, case, [*_beside(file, rubric_model)], spreadsheet=False)
    if ending in (".xlsx", ".xlsm"):
        return _from_xlsx(file, rubric_model, index, case, sheet)
    if ending in (".case", ".rubric"):
        return _from_cases(file, rubric_model, index, case)
    data = read_bytes(file)  # says first of all that a file is not there
    if isinstance(data, Diagnostic):
        return unread(data)
    if ending in (".xls", ".et", ".ods", ".numbers"):
        zh, en = f"不读 {ending} 文件，请另存为 .xlsx 或 .csv", f"{ending} is not read; save it as .xlsx or .csv"
        return unread(unreadable(str(file), zh, en))
    what = f"「{ending}」" if ending else "没有后缀"
    zh = f"看不出格式（{what}），可以是 {_KNOWN}"
    return unread(unreadable(str(file), zh, f"its ending tells no format that is read: {_KNOWN}"))


def read_subjects(path: str | os.PathLike[str], rubric_model: Rubric) -> tuple[FactSet, ...]:
    """The fact sets of all subjects of a file: rows of a table with one subject a row, cases of a file of cases."""
    file, index = Path(path), FactIndex.of(rubric_model)
    ending = file.suffix.lower()
    if ending in (".csv", ".tsv", ".txt", ".xlsx", ".xlsm"):
        data = read_bytes(file)
        if isinstance(data, Diagnostic):
            return (unread(data),)
        spreadsheet = ending.startswith(".xls")
        table = table_of_xlsx(data, str(file), None) if spreadsheet else table_of_csv(data, str(file))
        if isinstance(table, Diagnostic):
            return (unread(table),)
        found = every_subject(table, index, rubric_model.units)
        return tuple(_supplied(one, rubric_model, index, spreadsheet) for one in found)
    if ending in (".case", ".rubric"):
        source = read_source(file)
        compiled = None if isinstance(source, Diagnostic) else _compiled(source)
        if compiled is not None and not compiled.failed and compiled.document is not None:
            cases = compiled.document.cases
            return tuple(read_facts(rubric_model, from_case(case), index, name=case.name) for case in cases)
    return (read_file(file, rubric_model, index=index),)


def _supplied(found: Supplied | Diagnostic, rubric: Rubric, index: FactIndex, spreadsheet: bool) -> FactSet:
    if isinstance(found, Diagnostic):
        return unread(found)
    return read_facts(rubric, found.given, index, name=found.name, spreadsheet=spreadsheet, problems=found.problems)


def _from_tree(
    file: Path, rubric: Rubric, index: FactIndex, case: str | None, read: Callable[[bytes, str], Any], most: int
) -> FactSet:
    data = read_bytes(file, most)
    tree = data if isinstance(data, Diagnostic) else read(data, str(file))
    if isinstance(tree, Diagnostic):
        return unread(tree)
    given, problems = from_tree(tree, str(file))
    given, name = subject_of(given, index)
    if case is not None:
        chosen = choose([name], case, str(file))
        if isinstance(chosen, Diagnostic):
            return unread(chosen)
    return read_facts(rubric, given, index, name=name, problems=problems)


def _from_table(
    table: Table | Diagnostic | None,
    rubric: Rubric,
    index: FactIndex,
    case: str | None,
    rows: Sequence[Given | Diagnostic] = (),
    *,
    spreadsheet: bool,
) -> FactSet:
    """The facts of a table (None: it has only rows), with the rows that stand beside it."""
    if table is None:
        found: Supplied | Diagnostic = Supplied((), ())
    else:
        found = table if isinstance(table, Diagnostic) else from_table(table, index, rubric.units, case)
    if isinstance(found, Diagnostic):
        return unread(found)
    given = (*found.given, *(item for item in rows if isinstance(item, Given)))
    problems = (*found.problems, *(item for item in rows if isinstance(item, Diagnostic)))
    return read_facts(rubric, given, index, name=found.name, spreadsheet=spreadsheet, problems=problems)


def _beside(file: Path, rubric: Rubric) -> Iterator[Given | Diagnostic]:
    """The rows in the files beside a CSV file: those of 产出 beside facts.csv in facts.产出.csv."""
    for fact in tables(rubric):
        for title in titles(fact):
            beside = file.with_name(f"{file.stem}.{title}{file.suffix}")
            if not beside.is_file():
                continue
            data = read_bytes(beside)
            table = data if isinstance(data, Diagnostic) else table_of_csv(data, str(beside))
            yield table if isinstance(table, Diagnostic) else given_rows(fact, table)
            break


def _sheets(data: bytes, file: str, rubric: Rubric) -> Iterator[tuple[str, Given | Diagnostic]]:
    """The worksheets that hold rows, which have the name of their fact."""
    known = {name_key(name): name for name in sheet_names(data)}
    for fact in tables(rubric):
        sheet = next((known[name_key(t)] for t in titles(fact) if name_key(t) in known), None)
        if sheet is not None:
            table = table_of_xlsx(data, file, sheet)
            yield sheet, table if isinstance(table, Diagnostic) else given_rows(fact, table)


def _from_xlsx(file: Path, rubric: Rubric, index: FactIndex, case: str | None, sheet: str | None) -> FactSet:
    data = read_bytes(file)
    if isinstance(data, Diagnostic):
        return unread(data)
    if case is not None and sheet is None and name_key(case) in map(name_key, sheet_names(data)):
        case, sheet = None, case
    rows = dict(_sheets(data, str(file), rubric))
    if sheet is None and rows:
        sheet = facts_sheet([name for name in sheet_names(data, visible=True) if name not in rows])
        if sheet is None:
            return _from_table(None, rubric, index, case, [*rows.values()], spreadsheet=True)
    table = table_of_xlsx(data, str(file), sheet)
    return _from_table(table, rubric, index, case, [*rows.values()], spreadsheet=True)


def _compiled(source: Source) -> Compiled:
    from perfrules.compiler import compile_source  # only where facts are cases: it loads the parser

    return compile_source(source)


def _from_cases(file: Path, rubric: Rubric, index: FactIndex, case: str | None) -> FactSet:
    source = read_source(file)
    if isinstance(source, Diagnostic):
        return unread(source)
    compiled = _compiled(source)
    cases = compiled.document.cases if compiled.document is not None else ()
    if compiled.failed:
        return unread(*(item for item in compiled.diagnostics if item.severity is Severity.ERROR))
    if not cases:
        return unread(unreadable(str(file), "里面没有案例", "it holds no case"))
    chosen = choose([item.name for item in cases], case, str(file))
    if isinstance(chosen, Diagnostic):
        return unread(chosen)
    return read_facts(rubric, from_case(cases[chosen]), index, name=cases[chosen].name)
