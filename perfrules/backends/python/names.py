"""Texts of a rubric in code: as names that Python takes, as literals, as remarks."""

from __future__ import annotations

import builtins
import json
import keyword
import unicodedata
from collections.abc import Iterable, Mapping

_TAKEN = (
    frozenset(keyword.kwlist)
    | frozenset(keyword.softkwlist)
    | frozenset(dir(builtins))
    | {"self", "facts", "values", "figures", "flags", "others", "named"}
    # What the types of fields are made of: within the class a field would stand for it.
    | {"Any", "Decimal", "Fraction", "Literal", "Mapping", "Number", "date"}
)


def identifier(text: str) -> str:
    """A Python name as near to a text as can be; never empty, never of the machinery (those begin with _)."""
    folded = unicodedata.normalize("NFKC", text)
    found = "".join(char if f"a{char}".isidentifier() else "_" for char in folded)
    found = unicodedata.normalize("NFKC", found.strip("_"))[:80].strip("_")
    if not found or not found.isidentifier():
        found = f"x_{found}".rstrip("_")
    if found in _TAKEN or not found.isidentifier():
        found = f"{found}_" if found.isidentifier() else "x"
    return found


def is_name(text: str) -> bool:
    """Whether a fact can be called so in code: plain ASCII, and nothing that Python or a module calls its own."""
    return text.isascii() and identifier(text) == text and not _own(text)


def identifiers(paths: Iterable[str], aliases: Mapping[str, str]) -> dict[str, str]:
    """A name for each path, all different: its last part where that is enough, more of it where it is not.

    `aliases` has the names of some of them.
    """
    found = dict(aliases)
    used = set(aliases.values())
    paths = tuple(path for path in paths if path not in aliases)
    last = [identifier(path.rpartition("·")[2]) for path in paths]
    for path, short in zip(paths, last, strict=True):
        name = short
        parts = path.split("·")
        for depth in range(2, len(parts) + 1):
            if last.count(short) == 1 and name not in used and not _own(name):
                break
            name = identifier("_".join(parts[-depth:]))
            if name not in used:
                break
        number = 1
        base = name
        while name in used or _own(name):
            number += 1
            name = f"{base}_n{number}"
        used.add(name)
        found[path] = name
    return found


def _own(name: str) -> bool:
    """Whether a name may be one that the function makes up: t_3, s_12d, x_given, c_4_none."""
    stem, _, rest = name.rpartition("_")
    return (len(stem) == 1 and rest.rstrip("d").isdigit()) or rest in ("given", "none", "d")


def printable(text: str) -> str:
    """A text of the rubric in a comment: on one line, nothing in it that a reader could not see."""
    return "".join(char if char.isprintable() else " " for char in text)


def literal(text: str) -> str:
    """A text of the rubric as a Python literal; what cannot be seen is escaped."""
    return json.dumps(text, ensure_ascii=False) if text.isprintable() else ascii(text)
