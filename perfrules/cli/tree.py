"""Any tree of attrs objects as text, one node a line, children set in under their field."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from fractions import Fraction
from typing import Any

import attrs

from perfrules.source import NOWHERE, Source, Span
from perfrules.types.show import exact


def print_tree(node: Any) -> str:
    """The tree below a node, each with its place in the text; what is as it is by default is left out."""
    return "\n".join(_node(node, ""))


def _node(node: Any, indent: str, label: str = "") -> Iterator[str]:
    plain, below = [], []
    for attribute in attrs.fields(type(node)):
        value = getattr(node, attribute.name)
        if not attribute.repr or (attribute.default is not attrs.NOTHING and value == attribute.default):
            continue
        if _is_tree(value):
            below.append((attribute.name, value))
        else:
            plain.append(f"{attribute.name}={_plain(value)}")
    head = f"{type(node).__name__}({', '.join(plain)})"
    yield f"{indent}{label}{head}{_place(getattr(node, 'span', None))}"
    for name, value in below:
        if attrs.has(type(value)):
            yield from _node(value, indent + "  ", f"{name}: ")
            continue
        yield f"{indent}  {name}:"
        for item in value:
            if attrs.has(type(item)):
                yield from _node(item, indent + "    ")
            else:
                yield f"{indent}    {_plain(item)}"


def _is_tree(value: Any) -> bool:
    if isinstance(value, (Span, Source)):
        return False
    if isinstance(value, (tuple, list)):
        return any(attrs.has(type(item)) for item in value)
    return attrs.has(type(value))


def _plain(value: Any) -> str:
    if isinstance(value, Fraction):
        return exact(value)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple):
        return "(" + ", ".join(map(_plain, value)) + ")"
    return repr(value)


def _place(span: Any) -> str:
    if not isinstance(span, Span) or span == NOWHERE:
        return ""
    line, column = span.position
    return f"  @{line}:{column}"
