"""A rubric as text and back, without parsing: what a built module and the cache keep of it, and of facts.

JSON, one object a line: its class, then its fields. Objects are told apart, as the tables of a rubric need it, and
two that refer to each other stay so. The ids of expressions are counted anew, so that the text does not tell what else
its process had read, and are new ones again when it is read. Only classes of the project come out of it, and no code.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from fractions import Fraction
from importlib import import_module
from pathlib import PurePath
from typing import Any
from zlib import crc32

import attrs

from perfrules.model.model import Rubric
from perfrules.source import Source
from perfrules.syntax.nodes import Node, new_id

FORMAT = 2
_OBJECT, _TUPLE, _LIST, _FRACTION, _DATE, _PAIRS, _ENUM, _BY_OBJECT, _SET, _BY_EXPRESSION = range(10)
_BY_IDENTITY = ("tables", "declared")
"""The tables of a rubric whose keys are the identities of nodes."""
_BY_ID = ("types", "refs", "constants", "intervals", "rows_over", "spread")
"""Those whose keys are the ids of expressions."""
_LEFT_OUT = {"cases": (), "properties": ()}
"""What no score and no message of one needs."""


class _Writer:
    def __init__(self) -> None:
        self.places: dict[int, int] = {}
        self.kept: list[Any] = []
        self.lines: list[list[Any]] = []
        self.classes: dict[type, int] = {}
        self.ids: dict[int, int] = {}

    def value(self, value: Any) -> Any:
        if value is None or (isinstance(value, (bool, str, int)) and not isinstance(value, Enum)):
            return value
        if isinstance(value, Fraction):
            return [_FRACTION, str(value)]
        if isinstance(value, date):
            return [_DATE, value.isoformat()]
        if isinstance(value, Enum):
            return [_ENUM, self.cls(type(value)), value.name]
        if isinstance(value, (tuple, list)):
            return [_TUPLE if isinstance(value, tuple) else _LIST, *(self.value(item) for item in value)]
        if isinstance(value, (set, frozenset)):
            return [_SET, *sorted((self.value(item) for item in value), key=json.dumps)]
        if isinstance(value, Mapping):
            return [_PAIRS, *([self.value(key), self.value(item)] for key, item in value.items())]
        if attrs.has(type(value)):
            return [_OBJECT, self.object(value)]
        raise TypeError(f"cannot be stored: {value!r}")

    def cls(self, cls: type) -> int:
        return self.classes.setdefault(cls, len(self.classes))

    def object(self, found: Any) -> int:
        known = self.places.get(id(found))
        if known is not None:
            return known
        place = self.places[id(found)] = len(self.lines)
        self.kept.append(found)
        line: list[Any] = [self.cls(type(found))]
        self.lines.append(line)
        for name in _fields(type(found)):
            value = getattr(found, name)
            if isinstance(found, Rubric) and name in (*_BY_IDENTITY, *_BY_ID):
                line.append(None)
            elif name == "id" and isinstance(found, Node):
                line.append(self.ids.setdefault(value, len(self.ids) + 1))
            elif name == "name" and isinstance(found, Source):
                line.append(PurePath(value).name)  # the same wherever the file lies
            elif name in _LEFT_OUT and isinstance(value, (tuple, list)):
                line.append([_TUPLE] if isinstance(value, tuple) else [_LIST])
            else:
                line.append(self.value(value))
        if isinstance(found, Rubric):
            told = self.told_of_nodes(found)
            for number, name in enumerate(_fields(Rubric), 1):
                if name in told:
                    tag = _BY_OBJECT if name in _BY_IDENTITY else _BY_EXPRESSION
                    line[number] = [tag, *([key, item] for key, item in told[name].items())]
        return place

    def told_of_nodes(self, rubric: Rubric) -> dict[str, dict[int, Any]]:
        """What the tables tell of the nodes that are kept; it may lead to more of them."""
        found: dict[str, dict[int, Any]] = {name: {} for name in (*_BY_IDENTITY, *_BY_ID)}
        known = -1
        while known != len(self.places) + len(self.ids):
            known = len(self.places) + len(self.ids)
            for name, told in found.items():
                keys = self.places if name in _BY_IDENTITY else self.ids
                for key, item in getattr(rubric, name).items():
                    if key in keys and keys[key] not in told:
                        told[keys[key]] = self.value(item)
        return found


_known: dict[type, tuple[str, ...]] = {}


def _fields(cls: type) -> tuple[str, ...]:
    if cls not in _known:
        _known[cls] = tuple(attribute.name for attribute in attrs.fields(cls))
    return _known[cls]


def _shape(classes: Iterable[type]) -> str:
    """What tells classes from those of the same names in another version: their fields."""
    fields = [",".join(_fields(cls)) if attrs.has(cls) else "" for cls in classes]
    return f"{crc32(';'.join(fields).encode()):08x}"


def dumps(found: Any) -> str:
    """A rubric, or another object of the project, as text; the same text for the same rubric."""
    writer = _Writer()
    writer.object(found)
    classes = [f"{cls.__module__}:{cls.__qualname__}" for cls in writer.classes]
    lines = [[f"{FORMAT}:{_shape(writer.classes)}", *classes], *writer.lines]
    return "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)


def loads(text: str) -> Any:
    """The object of a text that `dumps` wrote. ValueError where it is no such text, or of another version."""
    head, *lines = [json.loads(line) for line in text.split("\n") if line]
    try:
        classes = [_class(name) for name in head[1:]]
        known = head[0] == f"{FORMAT}:{_shape(classes)}"
    except (ImportError, AttributeError):
        known = False
    if not known:
        raise ValueError("this was built by another version of perfrules: build it again")
    objects = [classes[line[0]].__new__(classes[line[0]]) for line in lines]
    ids: defaultdict[int, int] = defaultdict(new_id)

    def value(found: Any) -> Any:
        if type(found) is not list:
            return found
        match found[0]:
            case 0:
                return objects[found[1]]
            case 1:
                return tuple([value(item) for item in found[1:]])
            case 2:
                return [value(item) for item in found[1:]]
            case 3:
                return Fraction(found[1])
            case 4:
                return date.fromisoformat(found[1])
            case 5:
                return {value(key): value(item) for key, item in found[1:]}
            case 6:
                return classes[found[1]][found[2]]
            case 8:
                return frozenset([value(item) for item in found[1:]])
            case 9:
                return {ids[key]: value(item) for key, item in found[1:]}
        return {id(objects[key]): value(item) for key, item in found[1:]}

    put = object.__setattr__
    for made, line in zip(objects, lines, strict=True):
        for name, item in zip(_fields(type(made)), line[1:], strict=True):
            put(made, name, ids[item] if name == "id" and isinstance(made, Node) else value(item))
    return objects[0]


def _class(name: str) -> type[Any]:
    module, _, own = name.partition(":")
    if not module.startswith("perfrules."):
        raise ValueError(f"no class of a rubric: {name}")
    found = getattr(import_module(module), own)
    if not (isinstance(found, type) and (attrs.has(found) or issubclass(found, Enum))):
        raise ValueError(f"no class of a rubric: {name}")
    return found
