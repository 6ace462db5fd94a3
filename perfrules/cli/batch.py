"""`perfrules batch`: a file of subjects to a file of scores, however many there are."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from perfrules.cli.command import Argument, Command, Option, rubric_argument
from perfrules.cli.files import refuse_existing
from perfrules.cli.inputs import load_rubric
from perfrules.cli.session import FINDINGS, FINE, InputProblem, Session
from perfrules.diagnostics import Diagnostic
from perfrules.diagnostics.output import OUTPUT_KIND
from perfrules.source import NOWHERE, Words, pad

if TYPE_CHECKING:
    import pyarrow as pa

    from perfrules.api import Rubric

_ABOUT = Words(
    "给一个文件里的全部对象评分，一行一个对象，多少行都行：读 .parquet、.csv、.arrow，结果写成这几种之一",
    "score all subjects of a file, one a row, however many: reads and writes .parquet, .csv and .arrow",
)
_BAR = 24


def command(lang: str) -> Command:
    """The command in a language."""
    table = Words("每行一个对象、每列一项数据的文件", "a file with a row for each subject and a column for each fact")
    output = Words("结果写到哪个文件", "the file to write the scores to")
    bad = Words(
        "数据有问题的行写到哪个文件；缺省是结果旁边的 名称.bad.csv",
        "the file for rows whose facts are bad; by default NAME.bad.csv beside the output",
    )
    keep = Words(
        "不是数据、照样带到结果里的列，可写几次", "a column that is no fact and is carried along; may be repeated"
    )
    node = Words(
        "还要哪个指标的得分、指标值、情形，可写几次；all 是全部",
        "a heading whose score, value and reason are wanted too; may be repeated; all of them: all",
    )
    group = Words(
        "同组均分按哪一列分组；不写时全部对象是一组",
        "the column that tells the groups whose mean scores are taken; all subjects are one without it",
    )
    grid = Words(
        "整数列按最小精度的个数读，例如金额是分", "whole-number columns hold steps of their grids: money in fen"
    )
    backend = Words(
        "怎样算，缺省 auto；native 先编译成 C，也可写 build --native 的库，结果都一样",
        "how it is computed, auto by default; native compiles C, a library of build --native will do; same results",
    )
    threads = Words("用几个线程", "how many threads to use")
    force = Words("文件已有时覆盖", "overwrite files that are there")
    name, file = Words("名称", "NAME")[lang], Words("文件", "FILE")[lang]
    params = [
        rubric_argument(lang),
        Argument("table", Words("表", "TABLE")[lang], table[lang]),
        Option(["-o", "--output"], output[lang], file, required=True),
        Option(["--bad"], bad[lang], file),
        Option(["--keep"], keep[lang], name, multiple=True),
        Option(["--node"], node[lang], name, multiple=True),
        Option(["--group"], group[lang], name),
        Option(["--on-grid"], grid[lang], is_flag=True),
        Option(["--backend"], backend[lang], "auto|numpy|native", default="auto"),
        Option(["--threads"], threads[lang], "N", type=click.IntRange(1, 64), default=1),
        Option(["--force"], force[lang], is_flag=True),
    ]
    examples = [
        "perfrules batch zizhou-2021 facts.parquet -o scores.parquet --keep id",
        "perfrules batch my.rubric facts.csv -o scores.csv --node all",
    ]
    return Command("batch", lang, _ABOUT, run, params, examples)


def run(
    session: Session,
    rubric: str,
    table: str,
    output: str,
    bad: str | None,
    keep: tuple[str, ...],
    node: tuple[str, ...],
    group: str | None,
    on_grid: bool,
    backend: str,
    threads: int,
    force: bool,
) -> int:
    """Score the file; 1 where rows were bad."""
    loaded = load_rubric(session, rubric)
    from perfrules.columns import NumpyInstead, RowByRow, TableError, UnendedTable, scored

    bad = bad or f"{os.path.splitext(output)[0]}.bad.csv"
    if os.path.realpath(bad) == os.path.realpath(output):
        raise click.UsageError(session[Words("--bad 要另写一个文件", "--bad needs a file of its own")])
    for path in (output, bad):
        refuse_existing(path, force)
    counts: Counter[str] = Counter()
    try:
        scorer = loaded._table_scorer(node, keep, "collect", on_grid, backend, threads)
        bar = _Bar(session, table)
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always", NumpyInstead)
            warnings.simplefilter("always", UnendedTable)
            warnings.simplefilter("ignore", RowByRow)
            _score(session, bar.of(scored(scorer, table, group, bar.reading)), output, bad, keep, counts)
        for text in dict.fromkeys(str(item.message) for item in told):
            session.err(text)
        if scorer.alone > counts["error"]:
            session.err(scorer.said_of_rows())
    except ValueError:
        if backend in ("auto", "numpy", "native") or backend.endswith(".so"):
            raise
        words = Words(f"--backend 没有「{backend}」", f"there is no --backend `{backend}`")
        raise click.UsageError(session[words]) from None
    except TableError as error:
        raise InputProblem(*error.diagnostics) from None
    _report(session, loaded, counts, output, bad)
    return FINDINGS if counts["error"] else FINE


def _score(
    session: Session,
    batches: Iterator[pa.RecordBatch],
    output: str,
    bad: str,
    keep: tuple[str, ...],
    counts: Counter[str],
) -> None:
    """Write the scores and the bad rows; neither has its name before both are whole."""
    from perfrules.columns.files import KINDS, Rows

    for path in (output, bad):
        if os.path.splitext(path)[1].lower() not in KINDS:
            raise InputProblem(Diagnostic(OUTPUT_KIND, NOWHERE, {"file": path, "kinds": list(KINDS)}))
    with Rows(output) as scores, Rows(bad) as problems, interruptible() as check:
        for batch in batches:
            check()
            for told in _problems(batch, keep, scores.rows):
                problems.write(told)
            scores.write(batch.drop_columns(["errors"]))
            _count(batch, counts)
        check()
        problems.whole()
        scores.whole()
        if problems.rows:
            problems.finish()
        elif os.path.lexists(bad):
            os.unlink(bad)  # --force was given: those of another run are no rows of this one
        scores.finish()


@contextmanager
def interruptible() -> Iterator[Callable[[], None]]:
    """What ends the work where Ctrl-C was pressed and not obeyed, to be called now and then.

    Arrow tries to import what may not be there, and takes whatever is raised meanwhile, Ctrl-C too, for its absence.
    """
    pressed = False

    def press(*_: object) -> None:
        nonlocal pressed
        pressed = True
        raise KeyboardInterrupt

    def check() -> None:
        if pressed:
            raise KeyboardInterrupt

    # Elsewhere it is ignored, as behind nohup, or is another's.
    here = threading.current_thread() is threading.main_thread()
    if not here or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield check
        return
    signal.signal(signal.SIGINT, press)
    try:
        yield check
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _problems(batch: pa.RecordBatch, keep: tuple[str, ...], first: int) -> Iterator[pa.RecordBatch]:
    """What is wrong with the rows of a batch: the number of the row, counted from 1, what is kept of it, and why."""
    import pyarrow as pa
    import pyarrow.compute as pc

    errors = batch.column("errors")
    parents = pc.list_parent_indices(errors)
    if not len(parents):
        return
    told = errors.flatten()
    columns = {"row": pc.add(parents, first + 1)}
    columns |= {name: batch.column(name).take(parents) for name in keep}
    columns |= {name: pc.struct_field(told, name) for name in ("fact", "code", "reason")}
    yield pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))


def _count(batch: pa.RecordBatch, counts: Counter[str]) -> None:
    """How many rows have which status, and how many scored ones which grade."""
    counts["rows"] += batch.num_rows
    for item in batch.column("status").value_counts().to_pylist():
        counts[item["values"]] += item["counts"]
    if "grade" in batch.schema.names:
        for item in batch.column("grade").value_counts().to_pylist():
            counts[f"grade {item['values']}"] += item["counts"]


class _Bar:
    """On a terminal, how far the work is."""

    def __init__(self, session: Session, table: str) -> None:
        self.session = session
        self.here = sys.stderr is not None and sys.stderr.isatty()
        self.whole = _rows(table) if self.here else None
        self.started = self.last = time.monotonic()

    def reading(self, number: int, count: int, rows: int) -> None:
        """A reading before the scoring, for figures of all subjects."""
        self.started = time.monotonic()
        done, part = f"{rows:,}", f"{number}/{count}"
        self._show(
            rows, Words(f"先读一遍求全体的数（{part}），{done} 行", f"figures of all subjects ({part}), {done} rows")
        )

    def of(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The batches as they come."""
        rows = 0
        for batch in batches:
            rows += batch.num_rows
            speed = f"{rows / max(time.monotonic() - self.started, 0.001):,.0f}"
            self._show(rows, Words(f"已评 {rows:,} 行，每秒 {speed} 行", f"{rows:,} rows, {speed} a second"))
            yield batch
        if self.here:
            sys.stderr.write("\r\x1b[K")

    def _show(self, rows: int, said: Words) -> None:
        now = time.monotonic()
        if self.here and now - self.last > 0.2:
            self.last = now
            sys.stderr.write(f"\r{_bar(rows, self.whole)}{self.session[said]}  ")
            sys.stderr.flush()


def _bar(rows: int, whole: int | None) -> str:
    if not whole:
        return ""
    share = min(1.0, rows / whole)
    done = int(share * _BAR)
    return f"[{'#' * done}{'.' * (_BAR - done)}] {share:4.0%}  "


def _rows(table: str) -> int | None:
    """How many rows a file says that it has."""
    if not table.lower().endswith(".parquet"):
        return None
    from pyarrow import parquet

    return int(parquet.read_metadata(table).num_rows)


def _report(session: Session, rubric: Rubric, counts: Counter[str], output: str, bad: str) -> None:
    """How many subjects have which grade, and what was not scored."""
    rows, scored = counts["rows"], counts["scored"]
    done = Words(f"{rows:,} 行，评出 {scored:,} 行，写在 {output}。", f"{rows:,} rows, {scored:,} scored: {output}.")
    session.out(session[done])
    ranks = [*rubric.model.ranked_grades()]
    width = max((len(label) for label in ranks), default=0) * 2
    for label in ranks:
        count = counts[f"grade {label}"]
        share = count / scored if scored else 0
        session.out(f"  {pad(label, width)} {count:>12,}  {share:6.1%}  {'#' * round(share * _BAR)}".rstrip())
    names: dict[str, Any] = {
        "not-rated": Words("不予评分", "not rated"),
        "not-eligible": Words("不参评", "not eligible"),
    }
    for status, words in names.items():
        if counts[status]:
            session.out(f"{session[words]}: {counts[status]:,}")
    if counts["error"]:
        told = Words(
            f"{counts['error']:,} 行的数据有问题，没有评分，逐项写在 {bad}。",
            f"the facts of {counts['error']:,} rows are bad; they are not scored, and told in {bad}.",
        )
        session.err(session[told])
