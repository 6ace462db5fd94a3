"""`check --format sarif`: what is a property of which object is the object model's to say, the rest is SARIF 2.1.0."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import attrs
import pytest
import sarif_om

from perfrules.catalogue import catalogue
from perfrules.diagnostics.render.sarif import page_of

WRONG = """评价表 试😀表
  满分 10分
  舍入 各项得分 1位小数
数据
  率 ：比率 ≥0
一级指标 完成 10分
  依据 "😀😀" 评分 率
  评分 率
    ＞ 95%      ：满分
    (85%, 95%) ：线性 0分 至 满分
    ≤ 85%      ：0分
"""

CLASSES = {
    "runs": "Run",
    "tool": "Tool",
    "driver": "ToolComponent",
    "rules": "ReportingDescriptor",
    "defaultConfiguration": "ReportingConfiguration",
    "shortDescription": "MultiformatMessageString",
    "help": "MultiformatMessageString",
    "artifacts": "Artifact",
    "location": "ArtifactLocation",
    "results": "Result",
    "message": "Message",
    "description": "Message",
    "locations": "Location",
    "relatedLocations": "Location",
    "physicalLocation": "PhysicalLocation",
    "artifactLocation": "ArtifactLocation",
    "region": "Region",
    "deletedRegion": "Region",
    "snippet": "ArtifactContent",
    "insertedContent": "ArtifactContent",
    "fixes": "Fix",
    "artifactChanges": "ArtifactChange",
    "replacements": "Replacement",
}
"""The class of what a property holds, or of each item of its list."""


def _complaints(value: Any, of: str, path: str = "") -> Iterator[str]:
    """Properties that a class does not have, and those that it needs and are not there."""
    fields = {item.metadata["schema_property_name"]: item for item in attrs.fields(getattr(sarif_om, of))}
    for name in value:
        if name not in fields:
            yield f"{path}: {of} has no {name}"
    for name, item in fields.items():
        if item.default is attrs.NOTHING and name not in value:
            yield f"{path}: {of} needs {name}"
    for name, inner in value.items():
        items = inner if isinstance(inner, list) else [inner]
        for i, item in enumerate(items):
            if name in CLASSES:
                yield from _complaints(item, CLASSES[name], f"{path}/{name}[{i}]")
            elif isinstance(item, dict):
                yield f"{path}: {name} holds an object of no known class"


@pytest.fixture
def log(perfrules: Callable[..., Any], folder: Path) -> Any:
    (folder / "错 表.rubric").write_text(WRONG, encoding="utf-8")
    outcome = perfrules("check", "错 表.rubric", "--format", "sarif", "--site", "https://example.org/perfrules/")
    assert outcome.code == 1
    return outcome.json


def test_every_property_is_of_the_object_model(log: Any) -> None:
    assert list(_complaints(log, "SarifLog")) == []
    assert log["version"] == "2.1.0"
    assert log["runs"][0]["results"]


def test_levels_and_rules_belong_together(log: Any) -> None:
    run = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
    for rule in rules:
        assert "{" not in rule["shortDescription"]["text"]
        assert rule["helpUri"] == f"https://example.org/perfrules/{page_of(catalogue()[rule['id']])}"


def test_regions_are_the_text_in_characters(log: Any) -> None:
    run = log["runs"][0]
    assert run["columnKind"] == "unicodeCodePoints"
    lines = WRONG.splitlines()
    for result in run["results"]:
        for place in (*result["locations"], *result.get("relatedLocations", ())):
            region = place["physicalLocation"]["region"]
            assert unquote(place["physicalLocation"]["artifactLocation"]["uri"]) == "错 表.rubric"
            assert region["startLine"] == region["endLine"]
            line = lines[region["startLine"] - 1]
            assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == region["snippet"]["text"]


def test_a_fix_can_be_made_from_its_regions(log: Any, perfrules: Callable[..., Any], folder: Path) -> None:
    gap = next(item for item in log["runs"][0]["results"] if item["ruleId"] == "PR430")
    change = gap["fixes"][0]["artifactChanges"][0]
    lines = WRONG.splitlines()
    for replaced in change["replacements"]:
        region = replaced["deletedRegion"]
        line = lines[region["startLine"] - 1]
        new = replaced["insertedContent"]["text"]
        lines[region["startLine"] - 1] = line[: region["startColumn"] - 1] + new + line[region["endColumn"] - 1 :]
    (folder / "改.rubric").write_text("\n".join(lines), encoding="utf-8")
    left = perfrules("check", "改.rubric", "--format", "sarif").json["runs"][0]["results"]
    assert "PR430" not in [item["ruleId"] for item in left]


def test_a_clean_file_gives_no_result(perfrules: Callable[..., Any], folder: Path) -> None:
    outcome = perfrules("check", "small.rubric", "--format", "sarif")
    assert outcome.code == 0
    run = outcome.json["runs"][0]
    assert run["results"] == [] and run["tool"]["driver"]["rules"] == []
    assert list(_complaints(outcome.json, "SarifLog")) == []


def test_without_a_site_no_rule_points_anywhere(perfrules: Callable[..., Any], folder: Path) -> None:
    (folder / "错.rubric").write_text(WRONG, encoding="utf-8")
    rules = perfrules("check", "错.rubric", "--format", "sarif").json["runs"][0]["tool"]["driver"]["rules"]
    assert rules and all("helpUri" not in rule for rule in rules)


def test_the_page_of_every_message_has_its_anchor() -> None:
    reference = Path(__file__).resolve().parents[2] / "docs"
    for kind in catalogue().values():
        page, _, anchor = page_of(kind).partition("#")
        text = (reference / page.replace(".html", ".md")).read_text(encoding="utf-8")
        assert re.search(rf"^## {kind.code} {re.escape(kind.name)}$", text, re.M), kind.code
        assert anchor == f"{kind.code} {kind.name}".lower().replace(" ", "-")
