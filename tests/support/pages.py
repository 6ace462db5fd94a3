"""Pages that a reader follows step by step: their files are written, their commands run, their output compared.

A fence says by its words what it is:

- `rubric 名.rubric`, `case 名.case`, `文件 名`: the whole of a file that the reader writes; `GBK 名`: in that encoding;
- `改 文件`: lines 「原来：」 and 「改成：」, a change that the reader makes in a file; 「后面加：」 puts lines below one;
- `填 文件.xlsx`: rows 「名称 | 值 | 理由」 that the reader fills into a workbook of facts, `填 文件.xlsx 工作表`: a table of
  明细 with its head;
- `console`: commands behind `$`, each with all of its output; a line of … stands for any lines left out;
- `python`: an interactive session.

A comment `<!-- 接 页.md -->` says that the page goes on where another one ended.
"""

from __future__ import annotations

import doctest
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import define, field, frozen
from click.testing import CliRunner
from openpyxl import load_workbook

from perfrules.cli.app import app

_FENCE = re.compile(r"^(?P<fence>`{3,})(?P<info>[^`\n]*)\n(?P<body>.*?)^(?P=fence)\s*$", re.M | re.S)
_GOES_ON = re.compile(r"<!-- 接 (?P<page>\S+) -->")
_MANY = "…"


class Differs(Exception):
    """What a page says and what comes of following it are two things."""


@frozen
class Step:
    """A fence of a page."""

    line: int
    kind: str
    file: str
    body: str


def steps(text: str) -> Iterator[Step]:
    """The fences that say something to do."""
    for match in _FENCE.finditer(text):
        kind, _, file = match["info"].strip().partition(" ")
        if file or kind in ("console", "python"):
            yield Step(text.count("\n", 0, match.start()) + 1, kind, file.strip(), match["body"])


@define
class Reader:
    """Somebody who follows pages in the current folder."""

    names: dict[str, Any] = field(factory=dict)
    done: int = 0

    def follow(self, page: Path) -> None:
        """Do all that a page says; Differs where something else comes of it."""
        text = page.read_text(encoding="utf-8")
        before = _GOES_ON.search(text)
        if before:
            self.follow(page.parent / before["page"])
        for step in steps(text):
            try:
                self._do(step)
            except Differs as error:
                raise Differs(f"{page.name}:{step.line}\n{error}") from None
            self.done += 1

    def _do(self, step: Step) -> None:
        """Do what a fence says."""
        if step.kind == "console":
            self._console(step.body)
        elif step.kind == "python":
            self._python(step)
        elif step.kind == "改":
            change(Path(step.file), step.body)
        elif step.kind == "填":
            file, _, sheet = step.file.partition(" ")
            (fill_rows if sheet else fill)(Path(file), step.body, *filter(None, [sheet]))
        else:
            Path(step.file).parent.mkdir(parents=True, exist_ok=True)
            Path(step.file).write_text(step.body, encoding="gbk" if step.kind == "GBK" else "utf-8")

    def _console(self, body: str) -> None:
        parts = re.split(r"^\$ ", body, flags=re.M)
        for part in parts[1:]:
            command, _, wanted = part.partition("\n")
            words = shlex.split(command)
            if words[0] != "perfrules":
                raise Differs(f"not a command of perfrules: {command}")
            result = CliRunner().invoke(app, words[1:], env={"PERFRULES_LANG": "", "LANG": "zh_CN.UTF-8"})
            if result.exception is not None and not isinstance(result.exception, SystemExit):
                raise result.exception
            if not alike(wanted, result.output):
                raise Differs(f"$ {command}\n{result.output}\nnot\n{wanted}")

    def _python(self, step: Step) -> None:
        test = doctest.DocTestParser().get_doctest(step.body, self.names, step.kind, None, step.line)
        if not test.examples:
            raise Differs("no >>> in a session")
        said: list[str] = []
        runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS)
        runner.run(test, out=said.append, clear_globs=False)
        self.names.update(test.globs)
        if said:
            raise Differs("".join(said))


def alike(wanted: str, found: str) -> bool:
    """Whether an output is as shown, blank lines at its ends and blanks at the ends of lines apart."""
    lines = [line.rstrip() for line in wanted.strip("\n").splitlines()]
    pattern = "".join(r"(?:.*\n)*" if line == _MANY else re.escape(line) + r"\n" for line in lines)
    text = "".join(line.rstrip() + "\n" for line in found.strip("\n").splitlines())
    return re.fullmatch(pattern, text) is not None


def change(path: Path, body: str) -> None:
    """Make the changes of a block in a file; a line that is not there just once is an error."""
    lines = path.read_text(encoding="utf-8").splitlines()
    at = -1
    for line in filter(str.strip, body.splitlines()):
        label, _, text = line.partition("：")
        if label == "原来":
            found = [i for i, known in enumerate(lines) if known.split() == text.split()]
            if len(found) != 1:
                raise Differs(f"{path}: {len(found)} lines are {text}")
            at = found[0]
        elif label == "改成":
            indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
            lines[at] = indent + text.strip()
        elif label == "后面加":
            at += 1
            lines.insert(at, text)
        else:
            raise Differs(f"{path}: not a change: {line}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def fill(path: Path, body: str) -> None:
    """Fill values into the workbook of facts, each beside its name."""
    book = load_workbook(path)
    wanted = {cells[0]: cells[1:] for cells in ([c.strip() for c in line.split("|")] for line in body.splitlines())}
    for sheet in book.worksheets:
        rows = list(sheet.iter_rows())
        head = next((row for row in rows if {"名称", "值"} <= {cell.value for cell in row}), None)
        if head is None:
            continue
        at = {cell.value: cell.column for cell in head}
        for row in rows:
            name = next((cell.value for cell in row if cell.column == at["名称"]), None)
            for column, text in zip(("值", "理由"), wanted.pop(name, ()), strict=False):
                cell = sheet.cell(row[0].row, at[column])
                # What a person types into a cell in percent is held as a figure.
                percent = text.endswith("%") and "%" in cell.number_format
                cell.value = float(text[:-1]) / 100 if percent else _typed(text)
    if wanted:
        raise Differs(f"{path}: nowhere to fill in {'、'.join(wanted)}")
    book.save(path)


def fill_rows(path: Path, body: str, name: str) -> None:
    """Fill the rows of a table into its sheet, below the head; rows that stood there go."""
    book = load_workbook(path)
    sheet = book[name]
    lines = [[cell.strip() for cell in line.split("|")] for line in body.splitlines()]
    head = next(row for row in sheet.iter_rows() if row[0].value == lines[0][0])
    at = {cell.value: cell.column for cell in head}
    for row in sheet.iter_rows(min_row=head[0].row + 1):
        for cell in row:
            cell.value = None
    for offset, cells in enumerate(lines[1:], 1):
        for column, text in zip(lines[0], cells, strict=True):
            sheet.cell(head[0].row + offset, at[column]).value = _typed(text) if text else None
    book.save(path)


def _typed(text: str) -> str | int | float:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
