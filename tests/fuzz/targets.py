"""What is fuzzed: bytes in; nothing may come out but messages. Each target takes any bytes at all.

- text: a rubric or file of cases, read, checked, shown, formatted;
- facts: a file of facts, by its first byte JSON, YAML, TOML, CSV, xlsx or a case, read and scored;
- module: a rubric that reads well, built into a module that is run.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import perfrules
from perfrules.building import build
from perfrules.compiler import compile_source, format_source
from perfrules.diagnostics import Diagnostic
from perfrules.diagnostics.render.json import render_json
from perfrules.diagnostics.render.text import render_text
from perfrules.facts.files import read_file
from perfrules.files import read_source
from perfrules.language import LANGUAGE
from perfrules.source import Source

RUBRIC = """评价表 试
  满分 20分
  舍入 无
数据
  量 ：金额 万元
  率 ：比率 [0%, 100%]
  日 ：日期 可缺 按 2021-01-01
  果 ：选项 甲、乙
  满意度 ：一组3个比率
  约束 量 ≤ 100万元
一级指标 甲 10分
  评分 率
    ≥ 95%      ：满分
    (85%, 95%) ：线性 0分 至 满分
    ≤ 85%      ：0分
一级指标 乙 10分
  特例 当 日 ＞ 2021-01-01 时 满分
  特例 当 果 ＝ 甲 时 0分
  扣分 量 超过 5万元 每1万元 扣1分 零头不计
  扣分 均值(满意度) 低于 90% 每1个百分点 扣1分 零头进位
等级
  优 ：≥ 15
  差 ：＜ 15
"""
FORMATS = ("json", "yaml", "toml", "csv", "xlsx", "case")


@cache
def _folder() -> Path:
    shared = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="perfrules-fuzz-", dir=shared if shared.is_dir() else None))


@cache
def _rubric() -> perfrules.Rubric:
    return perfrules.loads(RUBRIC)


def _told(diagnostics: tuple[Diagnostic, ...]) -> None:
    """Messages can be shown, in both languages, and point into their texts."""
    for lang in ("zh", "en"):
        render_text(diagnostics, lang)
        render_json(diagnostics, lang)
    for item in diagnostics:
        assert 0 <= item.span.start <= item.span.end <= len(item.span.source.text)


def text(data: bytes) -> None:
    """Any text parses or gives messages; one without errors of syntax is formatted and means the same."""
    path = _folder() / "模糊.rubric"
    path.write_bytes(data)
    source = read_source(path)
    if isinstance(source, Diagnostic):
        _told((source,))
        return
    compiled = compile_source(source)
    _told(compiled.diagnostics)
    for lang in ("zh", "en"):
        found = format_source(source, lang)
        if isinstance(found, str) and not compiled.failed:
            again = compile_source(Source("模糊.rubric", found))
            assert not again.failed
            assert again.document is not None and compiled.document is not None
            assert again.document.canonical == compiled.document.canonical


def facts(data: bytes) -> None:
    """Any file of facts is scored or tells what is wrong."""
    suffix = FORMATS[data[0] % len(FORMATS)] if data else "json"
    path = _folder() / f"facts.{suffix}"
    path.write_bytes(data[1:])
    found = read_file(path, _rubric().model)
    _told((*found.problems, *found.notes))
    try:
        result = _rubric().score(found)
    except perfrules.DataError as error:
        problems = error.diagnostics
    else:
        assert 0 <= result.total <= 20
        result.explain("zh")
        return
    assert problems
    _told(problems)


def module(data: bytes) -> None:
    """A rubric without errors becomes a module; it says of no facts what the library says."""
    compiled = compile_source(Source("模糊.rubric", data.decode("utf-8", "replace")))
    if compiled.failed or compiled.rubric is None:
        return
    built = build(compiled.rubric, LANGUAGE)
    names: dict[str, object] = {"__name__": "fuzzed"}
    exec(compile(built.text, "fuzzed", "exec"), names)
    score = names["score"]
    assert callable(score)
    try:
        score({})
    except perfrules.DataError as error:
        _told(error.diagnostics)


TARGETS: dict[str, Callable[[bytes], None]] = {"text": text, "facts": facts, "module": module}
