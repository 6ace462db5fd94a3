"""What a name means: facts share one space, formulas belong to headings, headings go by path.

A path may be shortened while it stays unique: its last names in a row, or some of its names in order ending
with the last. A full path always wins over a shortened one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from attrs import define, field

from perfrules.model.model import Fact, Formula, Indicator
from perfrules.syntax.folding import name_key

Target = Fact | Formula | Indicator
Path = tuple[str, ...]


def key_path(parts: Sequence[str]) -> Path:
    """A path as it compares: its parts, split at ·, folded."""
    return tuple(name_key(part) for text in parts for part in str(text).replace("・", "·").split("·"))


@define
class NameIndex:
    """Everything that has a path. `find` gives all that a shortened path can mean."""

    entries: list[tuple[Path, Target]] = field(factory=list)
    whole: set[int] = field(factory=set)
    """Identities of the targets whose last name alone does not mean them: the values of a 列."""
    by_last: dict[str, list[tuple[Path, Target]]] = field(factory=dict)
    _found: dict[Any, list[Target]] = field(factory=dict)

    def add(self, path: Sequence[str], target: Target) -> None:
        """Enter a target under its full path."""
        key = key_path(path)
        if isinstance(target, Fact) and target.is_item:
            self.whole.add(id(target))
        self.entries.append((key, target))
        self.by_last.setdefault(key[-1], []).append((key, target))
        self._found.clear()

    def find(self, parts: Sequence[str], kinds: type | tuple[type, ...] = (Fact, Formula, Indicator)) -> list[Target]:
        """The targets of given kinds that a path means: one if it is clear, several if not, none if unknown."""
        query = key_path(parts)
        key = (query, kinds)
        if key not in self._found:
            self._found[key] = self._find(query, kinds)
        return self._found[key]

    def _find(self, query: Path, kinds: type | tuple[type, ...]) -> list[Target]:
        found = [(path, target) for path, target in self.by_last.get(query[-1], ()) if isinstance(target, kinds)]
        if len(query) == 1:
            found = [(path, target) for path, target in found if id(target) not in self.whole]
        for fits in (_equal, _suffix, _in_order):
            matches = [target for path, target in found if fits(path, query)]
            if matches:
                return matches
        return []

    def names(self, kinds: type | tuple[type, ...] = (Fact, Formula, Indicator)) -> Iterable[str]:
        """The last names of everything of given kinds, as written; what did-you-mean chooses from."""
        for _, target in self.entries:
            if isinstance(target, kinds) and target.name:
                yield target.name


def _equal(path: Path, query: Path) -> bool:
    return path == query


def _suffix(path: Path, query: Path) -> bool:
    return path[-len(query) :] == query


def _in_order(path: Path, query: Path) -> bool:
    rest = iter(path)
    return path[-1] == query[-1] and all(part in rest for part in query)


def shown_path(target: Target) -> str:
    """The full path of a target, for messages."""
    if isinstance(target, Fact):
        return target.path
    if isinstance(target, Formula):
        return "·".join((*target.owner.path, target.name or ""))
    return "·".join(target.path)
