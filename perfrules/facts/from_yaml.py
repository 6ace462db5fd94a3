"""A YAML file → names with values, every value as the text it is written in.

Only the tree of nodes is made, never objects: YAML 1.1 would read 010 as eight, 12:30 as 750 and 1_000 as a
thousand. The fact's own reader says what a text means. References (&, *) are refused, so that a small file cannot
stand for a huge one.
"""

from __future__ import annotations

from typing import Any

from attrs import define, field

from perfrules.diagnostics.diagnostic import Diagnostic
from perfrules.facts import errors
from perfrules.facts.content import text_of, unreadable
from perfrules.facts.given import place
from perfrules.facts.tree import MOST_DEPTH, Pairs

_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}" for name in (*("null", "bool", "int", "float", "str", "timestamp", "map", "seq"),)
)
_NULL = "tag:yaml.org,2002:null"


class _Refused(Exception):
    """Something that a file of facts has no use for, and where."""

    def __init__(self, zh: str, en: str, mark: Any) -> None:
        self.zh, self.en, self.line = zh, en, mark.line + 1


def tree_of_yaml(data: bytes, file: str) -> Any | Diagnostic:
    """The names and values of a YAML file."""
    try:
        import yaml
    except ImportError:
        args = {"file": file, "package": "PyYAML", "extra": "yaml"}
        return Diagnostic(errors.MISSING_EXTRA, place(file), args)
    text = text_of(data, file)
    if isinstance(text, Diagnostic):
        return text
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        return _Tree(yaml).of(node, 0) if node is not None else Pairs(())
    except _Refused as refused:
        return unreadable(file, refused.zh, refused.en, refused.line)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        problem = getattr(error, "problem", None) or "it is broken"
        zh = f"第 {line} 行附近不合 YAML 的写法" if line else "不合 YAML 的写法"
        return unreadable(file, zh, f"it is no YAML: {problem}" + (f" at line {line}" if line else ""), line)
    except RecursionError:
        return unreadable(file, "层次太深", "it nests too deep")


@define
class _Tree:
    yaml: Any
    seen: set[int] = field(factory=set)

    def of(self, node: Any, depth: int) -> Any:
        if id(node) in self.seen:
            raise _Refused("不能用 & 和 * 引用别处的内容", "references (& and *) are not read", node.start_mark)
        self.seen.add(id(node))
        if depth > 2 * MOST_DEPTH:
            raise _Refused("层次太深", "it nests too deep", node.start_mark)
        if node.tag not in _TAGS:
            raise _Refused(f"不读标签 {node.tag[:40]}", f"the tag {node.tag[:40]} is not read", node.start_mark)
        if isinstance(node, self.yaml.MappingNode):
            items = ((self.of(k, depth + 1), self.of(v, depth + 1), k.start_mark.line + 1) for k, v in node.value)
            return Pairs(tuple(items))
        if isinstance(node, self.yaml.SequenceNode):
            return [self.of(item, depth + 1) for item in node.value]
        return None if node.tag == _NULL else node.value
