"""`perfrules batch`: a file of subjects in, a file of scores out, whole or not at all."""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import signal
import subprocess
import sys
import time
import warnings
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import csv, parquet

from perfrules import load
from perfrules.cli.batch import interruptible
from perfrules.columns import UnendedTable
from perfrules.columns.files import KINDS, Rows
from tests.surfaces.conftest import CHECKOUT, Run

COLUMNS: dict[str, list[Any]] = {
    "单位": ["甲", "乙", "丙"],
    "支出": ["90", "950000元", "80"],
    "收入": ["100", "100", "100"],
    "账目错误": [1, 0, 2],
}
TOTALS = [Decimal("5.5"), Decimal("10.0"), Decimal("1.0")]


def read(path: Path) -> pa.Table:
    if path.suffix == ".arrow":
        return pa.ipc.open_file(path).read_all()
    return parquet.read_table(path) if path.suffix == ".parquet" else csv.read_csv(path)


def write(table: pa.Table, path: Path) -> None:
    if path.suffix == ".arrow":
        with pa.ipc.new_file(path, table.schema) as writer:
            writer.write_table(table)
    else:
        (parquet.write_table if path.suffix == ".parquet" else csv.write_csv)(table, path)


@pytest.fixture
def rubric(folder: Path) -> Path:
    return folder / "small.rubric"


def left(folder: Path) -> set[str]:
    """The names in a folder, hidden ones too."""
    return set(os.listdir(folder))


@pytest.mark.parametrize("given", ["a.parquet", "a.csv", "a.arrow"])
@pytest.mark.parametrize("output", ["b.parquet", "b.csv", "b.arrow"])
def test_scores_a_file(rubric: Path, tmp_path: Path, perfrules: Run, given: str, output: str) -> None:
    write(pa.table(COLUMNS), tmp_path / given)
    ran = perfrules(
        "batch", rubric, tmp_path / given, "-o", tmp_path / output, "--keep", "单位", "--node", "执行.score"
    )
    assert ran.code == 0
    found = read(tmp_path / output)
    assert found.column_names == ["单位", "total", "status", "执行.score"]
    assert found["单位"].to_pylist() == ["甲", "乙", "丙"]
    assert [Decimal(str(total)) for total in found["total"].to_pylist()] == TOTALS
    assert left(tmp_path) >= {given, output} and not [name for name in left(tmp_path) if "perfrules-" in name]


def test_grades_at_the_end(tmp_path: Path, perfrules: Run) -> None:
    text = "评价表 试\n满分 10分\n一级指标 甲 10分\n  扣分 「错」 每1处 扣1分\n等级\n  好 ：≥ 8\n  差 ：＜ 8\n"
    (tmp_path / "t.rubric").write_text(text, encoding="utf-8")
    write(pa.table({"错": [0, 1, 2, 9]}), tmp_path / "a.csv")
    ran = perfrules("batch", tmp_path / "t.rubric", tmp_path / "a.csv", "-o", tmp_path / "b.csv")
    assert ran.out.splitlines()[0].startswith("4 行，评出 4 行")
    assert [line.split()[:3] for line in ran.out.splitlines()[1:]] == [["好", "3", "75.0%"], ["差", "1", "25.0%"]]


def test_rows_scored_one_by_one_are_told(tmp_path: Path, perfrules: Run) -> None:
    text = "评价表 试\n满分 10分\n数据\n  甲 ：数值 ≥0\n一级指标 根 10分\n  得分 ＝ 平方根(甲, 1位小数) × 1分 封顶\n"
    (tmp_path / "t.rubric").write_text(text, encoding="utf-8")
    write(pa.table({"甲": [4, 9]}), tmp_path / "a.csv")
    ran = perfrules("batch", tmp_path / "t.rubric", tmp_path / "a.csv", "-o", tmp_path / "b.csv")
    assert ran.code == 0
    assert "每一行都单独评分，慢得多：根（函数 平方根） 不能按列计算" in ran.err


def test_bad_rows_have_a_file(rubric: Path, tmp_path: Path, perfrules: Run) -> None:
    columns = COLUMNS | {"支出": ["90", "很多", "80"], "收入": ["100", "0", None]}
    write(pa.table(columns), tmp_path / "a.parquet")
    command = ("batch", rubric, tmp_path / "a.parquet", "-o", tmp_path / "b.csv", "--keep", "单位")
    ran = perfrules(*command)
    assert ran.code == 1
    assert "2 行的数据有问题" in ran.err
    assert read(tmp_path / "b.csv")["status"].to_pylist() == ["scored", "error", "error"]
    assert read(tmp_path / "b.bad.csv").to_pylist() == [
        {"row": 2, "单位": "乙", "fact": "支出", "code": "PR605", "reason": "「支出」要写数，给的是「很多」"},
        {
            "row": 2,
            "单位": "乙",
            "fact": "收入",
            "code": "PR607",
            "reason": "「收入」应在 ＞ 0万元，给的是 0（0万元）",
        },
        {"row": 3, "单位": "丙", "fact": "收入", "code": "PR601", "reason": "缺数据「收入」（执行要用）"},
    ]
    assert perfrules(*command).code == 2
    write(pa.table(COLUMNS), tmp_path / "a.parquet")
    assert perfrules(*command, "--force").code == 0
    assert left(tmp_path) >= {"b.csv"} and "b.bad.csv" not in left(tmp_path)


@pytest.mark.parametrize(
    ("given", "output", "name"),
    [
        ("a.parquet", "there.csv", "output-exists"),
        ("a.parquet", "b.doc", "output-kind"),
        ("nowhere.parquet", "b.csv", "table-unreadable"),
        ("short.parquet", "b.csv", "table-unreadable"),
        ("short.arrow", "b.csv", "table-unreadable"),
        ("short.csv", "b.csv", "table-unreadable"),
        ("other.csv", "b.csv", "unknown-column"),
    ],
)
def test_nothing_is_left_behind(
    rubric: Path, tmp_path: Path, perfrules: Run, given: str, output: str, name: str
) -> None:
    (tmp_path / "there.csv").write_text("mine", encoding="utf-8")
    many = pa.table({column: cells * 40_000 for column, cells in COLUMNS.items() if column != "单位"})
    for file in ("a.parquet", "short.parquet", "short.arrow", "short.csv"):
        write(many if file != "a.parquet" else many.slice(0, 3), tmp_path / file)
    for file in ("short.parquet", "short.arrow", "short.csv"):
        data = (tmp_path / file).read_bytes()
        (tmp_path / file).write_bytes(data[: len(data) * 9 // 10 - 3])
    write(pa.table({"支处": [1]}), tmp_path / "other.csv")
    before = left(tmp_path)
    ran = perfrules("batch", rubric, tmp_path / given, "-o", tmp_path / output)
    assert (ran.code, name in ran.err) == (2, True), ran.err
    assert left(tmp_path) == before
    assert (tmp_path / "there.csv").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("last", ["1", "10", "100"])
def test_a_figure_may_be_cut_short(rubric: Path, tmp_path: Path, perfrules: Run, last: str) -> None:
    """The last row has as many cells as it should, but nobody can tell whether 10 was to be 100."""
    (tmp_path / "a.csv").write_text(f"账目错误,支出,收入\n1,90,100\n0,90,{last}", encoding="utf-8")
    command = ("batch", rubric, tmp_path / "a.csv", "-o", tmp_path / "b.csv", "--force")
    ran = perfrules(*command)
    assert (ran.code, ran.err.count("最后一行没有换行")) == (0, 1), ran.err
    with pytest.warns(UnendedTable, match="最后一行没有换行"):
        load(rubric).score_table(tmp_path / "a.csv")
    for end in ("\n", "\r\n"):
        (tmp_path / "a.csv").write_bytes(f"账目错误,支出,收入{end}1,90,100{end}".encode())
        ran = perfrules(*command)
        assert (ran.code, "换行" in ran.err) == (0, False)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            load(rubric).score_table(tmp_path / "a.csv")


def start(
    rubric: Path,
    tmp_path: Path,
    limit: int | None = None,
    rows: int = 30_000,
    output: str = "b.csv",
    cells: list[str] | None = None,
) -> subprocess.Popen[bytes]:
    """A run that takes its time: every row is bad, or, where the size of files is limited, the output too long."""
    cells = cells or (["?"] if limit is None else ["90"]) * rows
    table = pa.table({"支出": cells, "收入": ["100"] * rows, "账目错误": [1] * rows})
    write(table, tmp_path / "a.parquet")

    def limited() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    command = [sys.executable, "-m", "perfrules", "batch", rubric, tmp_path / "a.parquet", "-o", tmp_path / output]
    return subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=limited)


def at_work(tmp_path: Path) -> None:
    """Wait until a run writes."""
    for _ in range(600):
        if any("perfrules-" in name for name in left(tmp_path)):
            return
        time.sleep(0.1)
    raise AssertionError("it never began")


@pytest.mark.skipif(sys.platform == "win32", reason="signals of another kind")
@pytest.mark.parametrize(
    ("number", "code", "hidden"), [(signal.SIGINT, 130, 0), (signal.SIGKILL, -9, 2)], ids=["Ctrl-C", "kill -9"]
)
def test_an_end_in_the_middle(rubric: Path, tmp_path: Path, number: int, code: int, hidden: int) -> None:
    """Ctrl-C leaves nothing; what kill -9 leaves has no name that anyone reads."""
    running = start(rubric, tmp_path)
    at_work(tmp_path)
    running.send_signal(number)
    _, told = running.communicate(timeout=60)
    assert running.returncode == code, told.decode()
    assert "Traceback" not in told.decode()
    rest = left(tmp_path) - {"a.parquet", "small.rubric", "facts.json"}
    assert len([name for name in rest if name.startswith(".perfrules-")]) == hidden
    assert not [name for name in rest if not name.startswith(".perfrules-")]


def test_ctrl_c_is_obeyed_where_a_library_took_it_for_its_own() -> None:
    with interruptible() as check:
        check()
        with contextlib.suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            check()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of this kind")
def test_a_full_disk(rubric: Path, tmp_path: Path) -> None:
    running = start(rubric, tmp_path, limit=100_000)
    _, told = running.communicate(timeout=60)
    assert running.returncode == 2
    assert "读写失败" in told.decode() and "文件太大" in told.decode()
    assert "Traceback" not in told.decode()
    assert left(tmp_path) == {"small.rubric", "facts.json", "a.parquet"}


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of this kind")
def test_a_disk_that_is_full_at_the_end(rubric: Path, tmp_path: Path) -> None:
    """The bad rows would fit, the scores do not: neither has its name."""
    running = start(rubric, tmp_path, limit=400, rows=3, output="b.parquet", cells=["90", "?", "90"])
    _, told = running.communicate(timeout=60)
    assert running.returncode == 2, told.decode()
    assert left(tmp_path) == {"small.rubric", "facts.json", "a.parquet"}


@pytest.mark.parametrize("ending", KINDS)
def test_a_file_is_given_up_quietly(tmp_path: Path, ending: str) -> None:
    """A writer of Arrow that nobody closes complains of its closed file, in words of Python, when it is thrown away."""
    with contextlib.suppress(KeyboardInterrupt), Rows(str(tmp_path / f"a{ending}")) as rows:
        rows.write(pa.record_batch({"支出": [1, 2]}))
        raise KeyboardInterrupt
    del rows
    gc.collect()
    assert left(tmp_path) == set()
