"""Files of facts that nobody hands in, in every format, by name; each is scored through the command line.

Run by itself, it scores the named ones (all, if none is named) under a limit of memory and prints one JSON line each:
the name, the processor seconds, the exit code and what was said, or the traceback.
"""

from __future__ import annotations

import io
import json
import random
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Callable
from pathlib import Path

MEGABYTES = 1024

RUBRIC = """评价表 试
  舍入 无
数据
  量 ：金额 万元 ≥0
  日 ：日期
  果 ：选项 甲、乙
一级指标 甲 100分
  扣分 量 超过 5万元 每1万元 扣1分 零头不计
  特例 当 日 ＞ 2021-01-01 时 满分
  特例 当 果 ＝ 甲 时 0分
"""

FILES: dict[str, tuple[str, Callable[[], bytes | str]]] = {}
_FORMATS = {
    "json": lambda value: f'{{"量": {value}, "日": "2021-01-01", "果": "乙"}}',
    "yaml": lambda value: f"量: {value}\n日: 2021-01-01\n果: 乙\n",
    "toml": lambda value: f'"量" = {value}\n"日" = 2021-01-01\n"果" = "乙"\n',
    "csv": lambda value: f"量,日,果\n{value},2021-01-01,乙\n",
    "case": lambda value: f"案例 一\n  量 ＝ {value}\n  日 ＝ 2021-01-01\n  果 ＝ 乙\n",
}
_VALUES = {
    "a million digits": "9" * 1_000_000,
    "a huge exponent": "1e999999999",
    "a tiny exponent": "1e-999999999",
    "a million zeros behind the point": "0." + "0" * 1_000_000 + "1",
    "no number": "NaN",
    "infinity": "Infinity",
    "minus infinity": "-inf",
    "hexadecimal": "0x10",
    "a fraction": "1/0",
    "code": '"__import__(\\"os\\").system(\\"x\\")"',
    "a template": '"{0.__class__} %s ${x}"',
    "a lone surrogate": '"\\ud800"',
    "a NUL escape": '"\\u0000"',
    "a raw NUL": "\0",
    "a million letters": '"' + "甲" * 1_000_000 + '"',
    "an object": "{}",
    "a list": "[]",
    "nothing": "null",
    "100,000 brackets": "[" * 100_000,
    "100,000 bracket pairs": "[" * 100_000 + "]" * 100_000,
    "100,000 braces": '{"a":' * 100_000,
    "a python object": "!!python/object/apply:os.system ['x']",
    "a merge of itself": "&a [*a]",
    "a date out of the calendar": "9999-99-99",
    "control characters": '"\x1b[2J\x07"',
    "right-to-left marks": '"\u202e万元5\u202c"',
}
for label, value in _VALUES.items():
    for suffix, write in _FORMATS.items():
        FILES[f"{label} in {suffix}"] = (suffix, lambda w=write, v=value: w(v))


def _bomb() -> str:
    lines = ["a0: &a0 [甲, 甲, 甲, 甲, 甲, 甲, 甲, 甲, 甲]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    return "\n".join([*lines, "量: *a11"])


def _workbook(sheet: bytes, size: int = 1) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", sheet * size)
    return buffer.getvalue()


_BLOBS: dict[str, Callable[[], bytes | str]] = {
    "an empty file": lambda: b"",
    "zeros": lambda: bytes(100_000),
    "random bytes": lambda: random.Random(1).randbytes(100_000),
    "UTF-16": lambda: RUBRIC.encode("utf-16"),
    "UTF-16 without a mark": lambda: RUBRIC.encode("utf-16-le"),
    "UTF-32": lambda: RUBRIC.encode("utf-32"),
    "overlong UTF-8": lambda: b"\xc0\xaf\xed\xa0\x80",
    "a lone surrogate in UTF-8": lambda: b"\xed\xa0\x80 = 1",
    "a picture": lambda: b"\x89PNG\r\n\x1a\n" + random.Random(2).randbytes(1000),
    "a zip cut short": lambda: b"PK\x03\x04" + random.Random(3).randbytes(1000),
    "a workbook of nothing": lambda: _workbook(b""),
    "a workbook of garbage": lambda: _workbook(b"<worksheet><sheetData><row><c>"),
    "a workbook that swells": lambda: _workbook(b" " * 1_000_000, 200),
    "a megabyte on one line": lambda: "甲" * 400_000,
    "a hundred thousand lines": lambda: "甲\n" * 100_000,
    "a hundred thousand commas": lambda: "," * 100_000 + "\n" + "," * 100_000,
    "quotes without partners": lambda: '"' * 100_001,
    "only line ends": lambda: "\r\n" * 1000,
    "nine million bytes": lambda: b"#" * 9_000_000,
}
for label, make in _BLOBS.items():
    for suffix in (*_FORMATS, "xlsx"):
        FILES[f"{label} as {suffix}"] = (suffix, make)
FILES["aliases of aliases in yaml"] = ("yaml", _bomb)
FILES["a key many times in json"] = ("json", lambda: "{" + ", ".join('"量": 1' for _ in range(50_000)) + "}")
FILES["a key many times in csv"] = ("csv", lambda: ",".join(["量"] * 20_000) + "\n" + ",".join(["1"] * 20_000))
FILES["100,000 keys in json"] = ("json", lambda: json.dumps({f"甲{i}": i for i in range(100_000)}))
FILES["tables within tables in toml"] = ("toml", lambda: "[" + ".".join(["a"] * 50_000) + "]\n量 = 1")
FILES["dotted keys in toml"] = ("toml", lambda: ".".join(["a"] * 50_000) + " = 1")


def paths(folder: Path) -> dict[str, str]:
    """Each file written, and the paths that are none."""
    found = {
        "a directory": str(folder),
        "a missing file": str(folder / "none.json"),
        "a path with NUL": "a\0b.json",
        "a very long path": "x" * 5000 + ".json",
        "an empty path": "",
        "no suffix": str(folder / "facts"),
    }
    (folder / "facts").write_bytes(b"{}")
    return found


def run(name: str, folder: Path, known: dict[str, str]) -> dict[str, object]:
    """Score one file and tell what came of it."""
    from click.testing import CliRunner

    from perfrules.cli.app import app

    path = known.get(name)
    if path is None:
        suffix, make = FILES[name]
        content = make()
        file = folder / f"facts.{suffix}"
        file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
        path = str(file)
    start = time.process_time()
    # Each format is read in both languages and both forms of output, each file in one.
    lang, form = (("zh", "text"), ("en", "json"))[sum(map(ord, name)) % 2]
    arguments = ["--lang", lang, "score", str(folder / "rubric.rubric"), path, "--format", form]
    result = CliRunner().invoke(app, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    seconds = time.process_time() - start
    return {"name": name, "seconds": seconds, "code": result.exit_code, "said": result.output[:2000]}


def main(names: list[str]) -> int:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES * 2**20, MEGABYTES * 2**20))
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root)
        (folder / "rubric.rubric").write_text(RUBRIC, encoding="utf-8")
        known = paths(folder)
        for name in names or [*FILES, *known]:
            try:
                done = run(name, folder, known)
            except BaseException:
                done = {"name": name, "error": traceback.format_exc(limit=-8)}
            print(json.dumps(done), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
