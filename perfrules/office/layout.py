"""A table as an office prints it: a column for each level, a heading's cell over the rows of its parts.

Made once of a result or of a rubric; every format then writes the same cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

from attrs import field, frozen

from perfrules.source import Words

LEVELS = (
    Words("一级指标", "Level 1"),
    Words("二级指标", "Level 2"),
    Words("三级指标", "Level 3"),
    Words("评分点", "Criterion"),
)


@frozen
class Box:
    """A cell and how far it reaches. `key` says what it is of, for a format that writes more than a text there."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1
    style: str = "text"
    """text, name (of a row), heading (of several), figure or total."""
    key: tuple[str, object] | None = field(default=None, eq=False)

    @property
    def last_row(self) -> int:
        return self.row + self.rows - 1

    @property
    def last_column(self) -> int:
        return self.column + self.columns - 1


@frozen
class Layout:
    """A table with its title above and its notes below. `widths` are parts of the width of a page."""

    title: str
    subtitle: str
    heads: tuple[str, ...]
    widths: tuple[int, ...]
    boxes: tuple[Box, ...]
    rows: int
    notes: tuple[str, ...] = ()


N = TypeVar("N")


@frozen
class Tree(Generic[N]):
    """A heading of a table with what stands below it; `own_row` gives it a row of its own behind its parts."""

    node: N
    depth: int
    parts: tuple[Tree[N], ...] = ()
    own_row: bool = False

    def count(self) -> int:
        """How many rows it has."""
        return sum(part.count() for part in self.parts) + self.own_row if self.parts else 1


def level_heads(depths: Iterable[int], lang: str) -> tuple[dict[int, int], tuple[str, ...]]:
    """The columns of the levels that a table uses, and their heads."""
    used = sorted({max(1, depth) for depth in depths}) or [1]
    return {depth: column for column, depth in enumerate(used)}, tuple(
        LEVELS[min(depth, len(LEVELS)) - 1][lang] for depth in used
    )


def boxes(
    trees: Sequence[Tree[N]],
    columns: dict[int, int],
    name: Callable[[N, bool], str],
    cells: Callable[[N], Iterable[Box]],
    own: str,
) -> tuple[tuple[Box, ...], int]:
    """The cells of headings and of the rows beside them, and how many rows there are.

    `name` is given a heading and whether it has parts; `cells` are those of a row, placed in row 0 from column 0; `own`
    is what the row of a heading itself is called.
    """
    found: list[Box] = []
    last = max(columns.values())

    def place(tree: Tree[N], row: int, left: int) -> int:
        column = left
        right = last if not tree.parts else max(column, columns[max(1, tree.depth)])
        count = tree.count()
        text = name(tree.node, bool(tree.parts))
        found.append(Box(row, column, text, count, right - column + 1, "heading" if tree.parts else "name"))
        if not tree.parts:
            beside(tree.node, row)
            return row + 1
        for part in tree.parts:
            row = place(part, row, min(right + 1, last))
        if tree.own_row:
            start = min(right + 1, last)
            found.append(Box(row, start, own, 1, last - start + 1, "name"))
            beside(tree.node, row)
            row += 1
        return row

    def beside(node: N, row: int) -> None:
        for box in cells(node):
            found.append(Box(row, last + 1 + box.column, box.text, 1, box.columns, box.style, box.key))

    row = 0
    for tree in trees:
        row = place(tree, row, 0)
    return tuple(found), row
