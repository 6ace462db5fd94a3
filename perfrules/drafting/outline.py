"""The rows of a printed table → headings with their points, the criterion of each as it is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from attrs import define, field

from perfrules.drafting.heads import Heads, is_heads
from perfrules.drafting.tables import Grid

_POINTS = re.compile(r"[(（]?\s*(\d+(?:\.\d+)?)\s*(?:分|%)?\s*[)）]?")
_NAME_POINTS = re.compile(r"(.*?)[(（]\s*(?:共|计)?(\d+(?:\.\d+)?)\s*分\s*[)）]", re.DOTALL)
_TOTAL = ("总分", "合计", "总计", "总得分")
_LEAD = re.compile(r"([^。；：:，,得扣]{2,24}?)[。：:]")
_MOST_NAME = 24


@define
class Item:
    """A heading: its name, what is printed of its points, and its parts, or the texts that say how it is scored."""

    name: str
    depth: int
    points: Fraction | None = None
    parts: list[Item] = field(factory=list)
    criterion: str = ""
    explanation: str = ""
    others: list[tuple[str, str]] = field(factory=list)
    named: bool = True
    """Whether its name is printed; else it is made up."""

    def leaves(self) -> Iterator[Item]:
        """The headings without parts."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()

    @property
    def worth(self) -> Fraction | None:
        """Its points as printed, else those of its parts, where all are known."""
        if self.points is not None or not self.parts:
            return self.points
        found = [part.worth for part in self.parts]
        known = [worth for worth in found if worth is not None]
        return sum(known, Fraction(0)) if len(known) == len(found) else None


def outline(grid: Grid, heads: Heads) -> tuple[list[Item], Fraction | None]:
    """The headings of a table from the top, and its total where that is printed."""
    top: list[Item] = []
    path: list[Item] = []
    total: Fraction | None = None
    for row in grid:
        cells = [*row, *[""] * (1 + max(heads.points, *heads.levels, *heads.criteria, *heads.explained, 0) - len(row))]
        names = [_name(cells[column]) for column in heads.levels]
        if is_heads(row, heads) or not any(cells):
            continue
        if re.sub(r"\s", "", "".join(cells[:2])).startswith(_TOTAL):
            total = _figure(cells[heads.points]) or total
            continue
        for level, (name, worth) in enumerate(names):
            if not name:
                continue
            known = path[level] if level < len(path) else None
            if known is not None and known.name == name and level < len(names) - 1:
                continue  # printed again at the top of a page
            item = Item(name, level + 1, worth)
            path = [*path[:level], item]
            above = path[level - 1] if level else None
            (top if above is None else above.parts).append(item)
        if path:
            _fill(path, cells, heads)
    for item in top:
        _name_parts(item)
    return top, total


def _fill(path: list[Item], cells: list[str], heads: Heads) -> None:
    """What a row says of the last heading of its path; a second row of a heading makes both its parts."""
    worth = _figure(cells[heads.points])
    criterion = " ".join(cells[column] for column in heads.criteria if cells[column])
    explanation = " ".join(cells[column] for column in heads.explained if cells[column])
    if worth is None and not criterion:
        return
    last = path[-1]
    others = [(name, cells[column]) for column, name in heads.other if column < len(cells) and cells[column]]
    if last.criterion or last.parts:
        if not last.parts:
            first = Item("", last.depth + 1, last.points, criterion=last.criterion, named=False)
            first.explanation, first.others = last.explanation, last.others
            last.parts.append(first)
            last.points, last.criterion, last.explanation, last.others = None, "", "", []
        part = Item("", last.depth + 1, worth, criterion=criterion, explanation=explanation, others=others, named=False)
        last.parts.append(part)
        return
    last.criterion, last.explanation, last.others = criterion, explanation, others
    last.points = worth if worth is not None else last.points


def _name_parts(item: Item) -> None:
    """Parts without a name of their own take the one that their texts begin with."""
    used: set[str] = set()
    for number, part in enumerate(item.parts, 1):
        _name_parts(part)
        if part.name:
            continue
        name = _leading(part.criterion) or _measured(part.criterion) or _leading(part.explanation)
        if name and name not in used and len(name) <= _MOST_NAME:
            part.name, part.named = name, True
        else:
            part.name = f"{item.name}之{number}"
        used.add(part.name)


def _leading(text: str) -> str:
    match = _LEAD.match(text.strip())
    return re.sub(r"满分\d.*", "", tidy(match.group(1))) if match else ""


def _measured(text: str) -> str:
    """What a criterion measures first: 结转结余率小于或等于5%的 begins with a rate."""
    match = re.match(r"([\u4e00-\u9fff]{2,16}?(?:率|比例|额|数))(?=[大小等低高超不在达为\d])", re.sub(r"\s", "", text))
    return match.group(1) if match else ""


def _name(text: str) -> tuple[str, Fraction | None]:
    """A name and the points printed behind it: 投入 (24分)."""
    match = _NAME_POINTS.fullmatch(text.strip())
    if match:
        return tidy(match.group(1)), Fraction(match.group(2))
    return tidy(text), None


def _figure(text: str) -> Fraction | None:
    match = _POINTS.fullmatch(text.strip())
    return Fraction(match.group(1)) if match else None


def tidy(text: str) -> str:
    """A name as it is meant: without the blanks and numbers that layout puts into it."""
    text = re.sub(r"(?<=[^\x00-\x7f])[\s　]+|[\s　]+(?=[^\x00-\x7f])", "", text.strip())
    text = re.sub(r"^(?:\d+(?:\.\d+)*[.、．]|[（(]?[一二三四五六七八九十]+[)）、])", "", text)
    return text.strip().rstrip("。.；;，,：:")
