"""A whole table of zizhou-2021: columns against exact C by hand, numpy by hand, and only reading the bytes.

Every entry in turn with exact C by hand, medians of the ratios; beside each how many rows differ from the reference, on
rows of which many lie exactly on thresholds.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import types
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import frozen

import perfrules
from benchmarks.plain_float import A, B, C
from benchmarks.rows import rows
from perfrules.backends.columnar import native
from perfrules.backends.columnar.c_code import FLAGS
from perfrules.building import build

_P = "过程·预算管理·部门绩效评价·"
COLUMNS: tuple[str, ...] = (
    *(A + "部门预算的完整性·编报数据不齐全或有错误", A + "部门预算的及时性·报送超时"),
    *(B + "部门决算的完整性·编报数据不齐全或有错误", B + "部门决算的及时性·报送超时"),
    *(A + "部门预算的准确性·三项以外的错误", B + "部门决算的准确性·三项以外的错误"),
    *("投入·预算编制·绩效目标·绩效目标不明确未量化", "过程·预算管理·绩效目标的实现·未实现的目标"),
    C + "整体自评质量·整体自评指标标准不合理",
    *("实有人数", "机构改革超编人数", "编制数", "过程·预算执行·政府采购预算执行率·未按规定办理政府采购手续"),
    *("绩效自评项目个数", "应自评项目总个数", "", "", "", "", "", "", "", "", "", "", ""),
    "过程·预算执行·政府采购预算执行率·存在无预算采购",
    *(A + f"部门预算的准确性·{name}" for name in ("编报数据上下年度一致", "编报数据前后一致", "报表格式准确")),
    *(B + f"部门决算的准确性·{name}" for name in ("编报数据上下年度一致", "编报数据前后一致", "报表格式准确")),
    *(
        f"投入·预算编制·绩效目标·{name}"
        for name in ("未有专项资金", "编制整体绩效目标", "编制项目绩效目标", "绩效目标资金填报准确")
    ),
    *("过程·预算管理·绩效目标的实现·未公开绩效目标", C + "整体自评质量·报告内容完整"),
    "过程·预算管理·财政供养人员·人员变动超过三个月不办理工资手续",
    *(f"过程·预算管理·制度建设·{name}" for name in ("有内控制度和财务制度", "制度合规并且更新", "按制度规定运行")),
    *(C + f"部门评价开展情况·{name}" for name in ("开展部门评价", "部门评价在县政府门户网站公开")),
    *(C + f"部门评价开展情况·{name}" for name in ("部门评价按时报送财政部门", "部门评价档案完整齐全")),
    *(C + f"项目自评质量·{name}" for name in ("项目自评目标与预算绩效目标一致", "项目指标标准合理", "报告内容完整")),
    *("县委目标责任考核结果", "过程·资产管理·准确性·账面数与实际相符"),
    *(A + f"部门预算细化性·{name}" for name in ("按经济科目分类精准预算", "按功能科目分类精准预算")),
    *(B + f"部门决算细化性·{name}" for name in ("按经济科目分类精准编报", "按功能科目分类精准编报")),
    *("预算其他科目金额", "部门预算总额", "决算其他科目金额", "部门决算总额", "财政拨款预算数", "财政拨款决算数"),
    *("预算支出合计", "预算收入合计", "累计结转结余", "上年累计结转结余"),
    *(
        "公用经费决算数",
        "公用经费预算数",
        "上年公用经费决算数",
        "三公经费预算数",
        "上年三公经费预算数",
        "三公经费支出数",
    ),
    *("实际政府采购金额", "政府采购预算数", "已开展整体资金数", "应开展整体资金数", "账面净资产总额", "不用资产"),
    *("年末债权余额", "年初债权余额", "年末债务余额", "年初债务余额", "固定资产账面数", "资产年报固定资产数"),
)
"""The columns of exact.c in their order; an empty name is a place that it does not read."""

Outcome = tuple[Any, Any]


@frozen
class Entry:
    """One way to score a table: what is called, and its totals in tenths and codes of grades, if it has any."""

    name: str
    call: Callable[[], Any]
    outcome: Callable[[Any], Outcome] | None = None
    must: str = ""
    threads: int = 1


def table(module: Any, count: int) -> dict[str, Any]:
    """Columns as they stand in memory: money in 分, counts in 32 bits, flags and labels in bytes."""
    drawn = rows(module._reader.fields, 4000)
    places = np.random.default_rng(1).integers(0, len(drawn), count)
    found: dict[str, Any] = {}
    for field in module._reader.fields:
        cells = [row[field.name] for row in drawn]
        if field.kind == "label":
            codes = np.array([field.labels.index(cell) for cell in cells], np.int8)[places]
            found[field.name] = pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(field.labels))
        else:
            dtype = np.bool_ if field.kind == "flag" else np.int32 if field.scale == 1 else np.int64
            found[field.name] = np.array(cells, dtype)[places]
    return found


def by_hand(columns: Mapping[str, Any], count: int, folder: Path) -> Callable[[], Outcome]:
    """Exact C by hand on the same columns."""
    command = native.compiler()
    assert command is not None, "the comparison needs a C compiler"
    library, source = folder / "exact.so", Path(__file__).parent / "exact.c"
    subprocess.run([*command, *FLAGS, "-shared", "-fPIC", "-o", str(library), str(source), "-lm"], check=True)
    function = ctypes.CDLL(str(library)).exact
    function.argtypes = [ctypes.c_int64, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]
    arrays = [_bytes(columns[name]) if name else np.zeros(1, np.int8) for name in COLUMNS]
    pointers = np.array([array.ctypes.data for array in arrays], np.uintp)

    def run() -> Outcome:
        total, grade = np.empty(count, np.int16), np.empty(count, np.int8)
        function(count, pointers.ctypes.data, total.ctypes.data, grade.ctypes.data)
        return total, grade

    run.arrays = arrays  # type: ignore[attr-defined]
    return run


def _bytes(column: Any) -> Any:
    return column.indices.to_numpy() if isinstance(column, pa.DictionaryArray) else column


def float_numpy(columns: Mapping[str, Any]) -> Callable[[], Outcome]:
    """float64 numpy by hand, a whole column at a time."""
    f = {name: _bytes(column) for name, column in columns.items()}

    def ramp(rate: Any, low: float, high: float, points: float) -> Any:
        return np.floor(points * np.clip((rate - low) / (high - low), 0, 1) * 10 + 0.5) / 10

    def part(a: Any, b: Any, value: Any, both: float) -> Any:
        return np.where(b == 0, np.where(a == 0, both, 0.0), value)

    def run() -> Outcome:
        with np.errstate(all="ignore"):
            c = [f[name] if name else None for name in COLUMNS]
            s = np.maximum(0, 2 - 0.5 * c[0]) + np.maximum(0, 2 - c[1]) + np.maximum(0, 2 - 0.5 * c[2])
            s += np.maximum(0, 2 - c[3])
            s += np.maximum(0, c[27] * 1.0 + c[28] + c[29] - 0.5 * c[4]) + np.maximum(
                0, c[30] * 1.0 + c[31] + c[32] - 0.5 * c[5]
            )
            s += np.where(c[33], 6.0, 2 - np.minimum(2, 0.5 * c[6]) + c[34] + c[35] + 2.0 * c[36])
            s += np.where(c[37], 0.0, np.maximum(0, 2 - 0.5 * c[7])) + 1 - np.minimum(1, 0.5 * c[8]) + c[38]
            s += np.maximum(0, 2 - 0.5 * np.maximum(0, c[9] - c[10] - c[11]) - c[39])
            s += c[40] * 1.0 + c[41] + c[42] + 0.5 * (c[43] * 1.0 + c[44] + c[45] + c[46])
            s += 0.5 * (c[47] * 1.0 + c[48] + c[49]) + np.array([0.0, 5.0, 8.0, 10.0])[c[50]] + c[51]
            s += c[52] * 1.0 + c[53] + c[54] + c[55] + (c[56] / c[57] <= 0.1) + (c[58] / c[59] <= 0.1)
            rate = c[60] / c[61]
            s += np.where(rate >= 0.95, 8.0, np.floor(rate / 0.95 * 80 + 0.5) / 10)
            grown = c[64] - c[65]
            s += ramp(c[62] / c[63], 0.85, 0.95, 12) + ramp(grown / c[63], 0.15, 0.05, 4)
            s += part(c[64], c[65], ramp(grown / c[65], 0.15, 0.05, 5), 5)
            s += part(c[66], c[67], 2.0 * (c[66] / c[67] <= 1), 2)
            s += part(c[66], c[68], 2.0 * (np.abs((c[66] - c[68]) / c[68]) <= 0.15), 2)
            s += part(c[69], c[70], 1.5 * ((c[69] - c[70]) / c[70] <= 0), 1.5) + part(
                c[71], c[69], 1.5 * (c[71] / c[69] <= 1), 1.5
            )
            bought = 3 * np.clip((c[72] / c[73] - 0.7) / (0.95 - 0.7), 0, 1)
            bought = np.floor(np.maximum(0, bought - c[12]) * 10 + 0.5) / 10
            s += np.where(c[26], 0.0, part(c[72], c[73], bought, 3))
            for done, due in ((c[74], c[75]), (c[13], c[14])):
                rate = np.where(due == 0, 1.0, done / due)
                s += 1 - np.minimum(1, 0.5 * np.floor(np.maximum(0, 1 - rate) / 0.1))
            rate = 1 - c[77] / c[76]
            s += np.where(c[76] == 0, 3.0, np.maximum(0, 3 - 0.5 * np.floor((1 - rate) / 0.01)))
            change = np.abs((c[78] - c[79]) / c[79])
            s += part(c[78], c[79], 1.0 * (change <= 0.05) + (change <= 0.1), 2)
            s += np.where(c[80] == 0, 2.0, np.where(c[80] > c[81], 0.0, 1.0)) + (c[82] == c[83])
            grade = 3 - (s >= 70).astype(np.int8) - (s >= 80) - (s >= 90)
        return s, grade

    return run


def entries(rubric: perfrules.Rubric, columns: Mapping[str, Any], hand: Any) -> list[Entry]:
    """Everything that is measured."""

    def scored(backend: str, threads: int) -> Callable[[], Any]:
        scorer = rubric._table_scorer((), (), "raise", True, backend, threads)
        return lambda: scorer.table(columns)

    def read() -> int:
        return sum(int(np.bitwise_or.reduce(array)) for array in hand.arrays)

    return [
        Entry("exact C by hand", hand, lambda found: found, "1"),
        Entry("reading the bytes", read),
        Entry("columns, numpy", scored("numpy", 1), _outcome, "6"),
        Entry("columns, numpy, two threads", scored("numpy", 2), _outcome, threads=2),
        Entry("columns, native", scored("native", 1), _outcome, "1.5"),
        Entry("columns, native, two threads", scored("native", 2), _outcome, threads=2),
        Entry("float64 numpy by hand", float_numpy(columns), _of_float),
    ]


def _outcome(found: pa.Table) -> Outcome:
    totals = np.concatenate([np.frombuffer(c.buffers()[1], np.int64)[: 2 * len(c) : 2] for c in found["total"].chunks])
    grades = np.concatenate([c.indices.to_numpy() for c in found["grade"].chunks])
    return totals, grades


def _of_float(found: Outcome) -> Outcome:
    return found[0] * 10, found[1]


def measure(found: list[Entry], rounds: int) -> dict[str, tuple[list[float], list[float]]]:
    """Seconds of each entry and its ratio to the first, which runs right before and after it."""
    times: dict[str, tuple[list[float], list[float]]] = {entry.name: ([], []) for entry in found}
    base = found[0]
    gc.disable()
    for _ in range(rounds):
        for entry in found:
            # Of one thread the processor's time tells more than the clock's on a machine with other work.
            clock = time.perf_counter if entry.threads > 1 else time.process_time
            before, own, after = (_time(call, clock) for call in (base.call, entry.call, base.call))
            times[entry.name][0].append(own)
            times[entry.name][1].append(2 * own / (before + after))
    gc.enable()
    return times


def _time(call: Callable[[], Any], clock: Callable[[], float]) -> float:
    start = clock()
    call()
    return clock() - start


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    rubric = perfrules.load("zizhou-2021")
    module = types.ModuleType("built")
    exec(compile(build(rubric.model).text, "built", "exec"), module.__dict__)
    columns = table(module, options.rows)
    with tempfile.TemporaryDirectory() as folder:
        hand = by_hand(columns, options.rows, Path(folder))
        found = entries(rubric, columns, hand)
        size = sum(array.nbytes for array in hand.arrays) / options.rows
        about = f"numpy {np.__version__}, Python {sys.version.split()[0]}"
        print(f"{options.rows:,} rows of {size:.0f} bytes, {options.rounds} rounds, {about}")
        truth = reference(module, columns, min(4000, options.rows))
        peaks = {entry.name: _peak(entry) for entry in found}
        times = measure(found, options.rounds)
        print(f"{'':<32}{'ns/row':>9}{'ratio':>8}  {'[min-max]':<13}{'peak MB':>8}{'wrong totals/grades':>22}  must")
        for entry in found:
            own, ratios = times[entry.name]
            wrong = "-" if entry.outcome is None else _wrong(entry.outcome(entry.call()), truth)
            spread = f"[{min(ratios):.2f}-{max(ratios):.2f}]"
            print(
                f"{entry.name:<32}{statistics.median(own) / options.rows * 1e9:>9.1f}{statistics.median(ratios):>8.2f}"
                f"  {spread:<13}{peaks[entry.name]:>8.0f}{wrong:>22}  {entry.must}"
            )
    return 0


def reference(module: Any, columns: Mapping[str, Any], count: int) -> Outcome:
    """The first rows by the built functions, which the differential tests hold to the reference."""
    names = list(columns)
    cells = [
        columns[name][:count].to_pylist() if isinstance(columns[name], pa.Array) else columns[name][:count].tolist()
        for name in names
    ]
    scores = [module.score_on_grid(dict(zip(names, row, strict=True))) for row in zip(*cells, strict=True)]
    return np.array([int(s.total * 10) for s in scores]), np.array([module.GRADES.index(s.grade) for s in scores])


def _wrong(found: Outcome, truth: Outcome) -> str:
    count = len(truth[0])
    totals = int((np.abs(found[0][:count] - truth[0]) > 1e-6).sum())
    return f"{totals}/{int((found[1][:count] != truth[1]).sum())} of {count}"


def _peak(entry: Entry) -> float:
    """How much memory a run takes beyond what is there, in MB; the first run of all makes what is kept."""
    entry.call()
    with open("/proc/self/clear_refs", "w", encoding="ascii") as file:
        file.write("5")
    before = _high()
    held = entry.call()
    after = _high()
    del held
    return max(0.0, (after - before) / 1024)


def _high() -> int:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    sys.exit(main())
