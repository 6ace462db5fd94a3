"""The same scores by compiled C, with whatever compiler there is, and without one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import perfrules
from perfrules.backends.columnar import native
from perfrules.columns import NumpyInstead
from tests.columns.test_score_table import BIG, ROWS, TEXT, TOTALS, many_sizes, ties
from tests.support.tables import compare
from tests.surfaces.conftest import Run

needs_compiler = pytest.mark.skipif(native.compiler() is None, reason="no C compiler")


@pytest.fixture(autouse=True)
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A cache of its own, and a compiler that is looked for again."""
    monkeypatch.setenv("PERFRULES_CACHE", str(tmp_path / "cache"))
    native.compiler.cache_clear()
    yield
    native.compiler.cache_clear()


@needs_compiler
def test_products_and_quotients_of_every_size() -> None:
    rubric = perfrules.loads(BIG)
    compare(rubric, many_sizes(rubric), backend="native")


@needs_compiler
@pytest.mark.parametrize("most", [10**10, 10**14])
def test_halfway_between_two_scores(most: int) -> None:
    compare(*ties(most), backend="native")


@needs_compiler
def test_any_number_of_rows_and_threads() -> None:
    """Blocks are filled up: what stands behind the last row is no row."""
    rubric = perfrules.loads(TEXT)
    for rows in (0, 1, 1023, 1024, 1025, 70_000):
        count = -(-rows // 3)
        table = pa.table({name: (cells * count)[:rows] for name, cells in ROWS.items()}, schema=pa.table(ROWS).schema)
        found = rubric.score_table(table, keep=["单位"], backend="native", threads=2)
        assert found["total"].to_pylist() == (TOTALS * count)[:rows]
    # One for rows that are complete, one for any.
    assert len([name for name in os.listdir(os.environ["PERFRULES_CACHE"]) if name.endswith(".so")]) == 2


@needs_compiler
def test_figures_out_of_range_are_told() -> None:
    rubric = perfrules.loads(TEXT)
    steps = {"预算": np.array([10**9, 0, 10**14, 10**9]), "支出": np.array([10**9, 5, 5, -1])}
    columns = {"考核": ["优"] * 4, "有重大问题": [False] * 4, "差错": np.array([0, 1, 2, 2**31]), **steps}
    found = rubric.score_table(columns, on_grid=True, errors="collect", backend="native").to_pylist()
    assert [[e["fact"] for e in row["errors"]] for row in found] == [[], ["预算"], ["预算"], ["支出"]]


def without_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setenv("PATH", "/nowhere")


def test_without_a_compiler_numpy_does_it(monkeypatch: pytest.MonkeyPatch) -> None:
    without_compiler(monkeypatch)
    monkeypatch.setitem(sys.modules, "ziglang", None)
    with pytest.warns(NumpyInstead, match="没有用上 C"):
        found = perfrules.loads(TEXT).score_table(ROWS, keep=["单位"], backend="native")
    assert found["total"].to_pylist() == TOTALS


def test_a_compiler_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "false")
    with pytest.warns(NumpyInstead, match="false"):
        found = perfrules.loads(TEXT).score_table(ROWS, keep=["单位"], backend="native")
    assert found["total"].to_pylist() == TOTALS


@pytest.mark.slow
def test_the_wheel_that_carries_a_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ziglang")
    without_compiler(monkeypatch)
    found = perfrules.loads(TEXT).score_table(ROWS, keep=["单位"], backend="native")
    assert found["total"].to_pylist() == TOTALS


@needs_compiler
def test_a_library_that_others_could_have_written_is_not_run(tmp_path: Path) -> None:
    rubric = perfrules.loads(TEXT)
    rubric.score_table(ROWS, keep=["单位"], backend="native")
    (kept,) = (tmp_path / "cache").glob("native-*.so")
    kept.unlink()  # the library in use stays as it is
    kept.write_bytes(b"harm")
    kept.chmod(0o777)
    found = perfrules.loads(TEXT).score_table(ROWS, keep=["单位"], backend="native")
    assert found["total"].to_pylist() == TOTALS


@needs_compiler
def test_a_library_that_was_damaged_is_compiled_again(tmp_path: Path) -> None:
    """In processes of their own: what is half there would end them."""
    code = (
        "import sys, warnings, perfrules; warnings.simplefilter('error'); "
        "found = perfrules.loads(sys.argv[1]).score_table(eval(sys.argv[2]), keep=['单位'], backend='native'); "
        "print(*found['total'].to_pylist())"
    )
    kept = tmp_path / "cache"
    for size in (5_000, 100, -1, None):
        done = subprocess.run(
            [sys.executable, "-c", code, TEXT, repr(ROWS)], capture_output=True, encoding="utf-8", check=False
        )
        assert (done.returncode, done.stdout) == (0, "19.5 13.0 5.5\n"), done.stderr
        (library,) = kept.glob("native-*.so")
        library.write_bytes(library.read_bytes()[:size])


@needs_compiler
def test_a_library_to_ship(tmp_path: Path, folder: Path, perfrules: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import perfrules as package

    (folder / "t.rubric").write_text(TEXT, encoding="utf-8")
    assert perfrules("build", "t.rubric", "--native", "-o", "t.so", "--node", "执行").code == 0
    without_compiler(monkeypatch)
    rubric = package.load("t.rubric")
    found = rubric.score_table(ROWS, ["执行"], keep=["单位"], backend=str(folder / "t.so"))
    assert found["total"].to_pylist() == TOTALS
    # One of other columns, or of another rubric, is not taken for it.
    with pytest.warns(NumpyInstead):
        assert rubric.score_table(ROWS, keep=["单位"], backend=str(folder / "t.so"))["total"].to_pylist() == TOTALS
    assert perfrules("build", "t.rubric", "--native").code == 2
    assert perfrules("build", "t.rubric", "--native", "-o", "u.so").code == 2
