"""The shipped table as a base: whatever gets a new name, and whatever is restated as it was, it scores the same."""

from __future__ import annotations

from pathlib import Path

import pytest

import perfrules
from perfrules.compiler import compile_source, flat_text
from perfrules.model.model import Fact
from perfrules.source import Source

BASE = perfrules.load("zizhou-2021")
CASE = Path(__file__).parents[2] / "rubric_defs" / "zizhou-2021" / "zizhou-yibaoju-2021.case"
HEAD = f"评价表 邻县表\n沿用 zizhou-2021 校验码 {BASE.hash[:16]}\n"


def _derived(edits: list[str]) -> perfrules.Rubric:
    return perfrules.loads(HEAD + "\n".join(edits))


def test_nothing_changed_is_the_base() -> None:
    found = _derived([])
    result, expected = found.score(found.read_file(CASE)), BASE.score(BASE.read_file(CASE))
    assert [(node.path, node.score, node.value) for node in result] == [
        (node.path, node.score, node.value) for node in expected
    ]
    assert [str(d.kind.code) for d in found.diagnostics] == [str(d.kind.code) for d in BASE.diagnostics]


def test_every_fact_renamed() -> None:
    declared = [fact.name for fact in BASE.model.facts if fact.owner is None]
    found = _derived([f"更名 {name} 为 新{name}" for name in declared])
    text = CASE.read_text(encoding="utf-8")
    for name in sorted(declared, key=len, reverse=True):
        text = text.replace(f"\n  {name} ", f"\n  新{name} ")
    lines = [line for line in text.splitlines() if not line.strip().startswith(("公布", "核算", "期望"))]
    source = Source("案例", "\n".join(lines))
    document = compile_source(source).document
    assert document is not None
    assert found.score(document.cases[0]).total == BASE.score(BASE.read_file(CASE)).total
    for fact in found.model.facts:
        assert fact.owner is not None or fact.name.startswith("新")


@pytest.mark.parametrize("kind", ["heading", "formula"])
def test_every_heading_and_formula_renamed(kind: str) -> None:
    edits = []
    for node in BASE.model.walk():
        path = "·".join(f"「{part}」" for part in node.path)
        if kind == "heading":
            edits.append(f"更名 {path} 为 新{node.name}")
        for formula in node.formulas if kind == "formula" else ():
            if formula.name is not None:
                edits.append(f"更名 公式 {path}·「{formula.name}」 为 新{formula.name}")
    found = _derived(edits)
    result = found.score(_moved(found))
    assert result.total == BASE.score(BASE.read_file(CASE)).total
    if kind == "heading":
        assert all(node.name.startswith("新") for node in result)
    else:
        assert all((f.name or "新").startswith("新") for node in found.model.walk() for f in node.formulas)


def _moved(found: perfrules.Rubric) -> dict[str, object]:
    """The facts of the published case under the paths that they have in a derived rubric, in the same order."""
    values, read = {}, BASE.read_file(CASE)
    units: dict[str, Fact] = {fact.path: fact for fact in BASE.model.facts}
    for old, new in zip(BASE.model.facts, found.model.facts, strict=True):
        if old.path in read.values:
            value = read.values[old.path]
            unit = units[old.path].unit
            shown = value / unit.factor if unit is not None and not isinstance(value, (bool, str)) else value  # type: ignore[operator]
            values[new.path] = {"值": shown, "理由": read.reasons.get(old.path, "如此")} if old.needs_reason else shown
    return values


def test_the_whole_text_is_the_same_rubric() -> None:
    found = _derived(["修改 预算完成率 12分", "修改 部门预算 10分"])
    text = flat_text(found.compiled)
    again = perfrules.loads(text)
    assert again.hash == found.hash
    assert "沿用" not in text
    assert flat_text(again.compiled) == text


def test_messages_stand_where_the_line_was_typed() -> None:
    compiled = compile_source(Source("邻县.rubric", HEAD + "修改 部门预算总额 ：金额 万元 ≥0\n"))
    (found,) = [item for item in compiled.diagnostics if item.severity.value == "error"]
    assert found.kind.name == "possible-zero-divisor"
    assert found.span.source.name == "zizhou-2021.rubric"
    line = found.span.source.line(found.span.position[0])
    assert line.strip() == "公式 预算其他科目占比 ＝ 预算其他科目金额 ÷ 部门预算总额"
    assert found.span.text == "部门预算总额"
