"""Figures of a rule held against the words of the table that its heading quotes as 依据: what is not printed there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from fractions import Fraction

from perfrules.diagnostics import Diagnostics, Fix, Kind, Severity
from perfrules.source import Words
from perfrules.syntax import nodes as n
from perfrules.types.show import exact

UNLIKE_BASIS = Kind(
    "PR914",
    "figure-unlike-basis",
    "这里写的是 {written}，依据里印的是 {printed}",
    "`{written}` is written here, `{printed}` is quoted in the basis",
    "照依据改，或改依据",
    "follow the basis, or mend it",
    about="The basis of an indicator quotes a figure with a percent sign that the rule lacks, or without one it has.",
    severity=Severity.WARNING,
)
NOT_IN_BASIS = Kind(
    "PR915",
    "points-not-in-basis",
    "依据里没有“{written}”",
    "the basis prints no `{written}`",
    "照依据改；依据没有写的读法，标上假定",
    "follow the basis; what it does not say is marked as an assumption",
    about="A rule awards or takes points that the basis of its indicator, which states points, does not print.",
    severity=Severity.WARNING,
)
PERCENT_NOT_IN_BASIS = Kind(
    "PR920",
    "percent-not-in-basis",
    "依据里没有“{written}”",
    "the basis prints no `{written}`",
    "照依据改；依据没有写的界限，标上假定",
    "follow the basis; a limit that it does not say is marked as an assumption",
    about="A rule has a percentage that the basis of its indicator, which prints percentages, does not print: an edge "
    "may have been moved when the table was written off. 100% needs no basis.",
    severity=Severity.WARNING,
)
KINDS = (UNLIKE_BASIS, NOT_IN_BASIS, PERCENT_NOT_IN_BASIS)

_PRINTED = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)%")
_BARE = frozenset("时的,。;；，、)）则得") | {"", " "}
"""What stands behind a figure without a unit."""


def check(heading: n.Heading, diagnostics: Diagnostics) -> None:
    """Report figures of the rules below a heading that its 依据 does not print; what is marked 假定 stands."""
    notes = [p for node in heading.statements for p in n.walk(node) if isinstance(p, n.Note) and p.kind == "basis"]
    quoted = unicodedata.normalize("NFKC", " ".join(note.text for note in notes))
    if not quoted:
        return
    assumed = any(isinstance(node, n.Note) and node.kind == "assumption" for node in heading.statements)
    _points(heading, quoted, assumed, diagnostics)
    _percents(heading, quoted, assumed, diagnostics)


def _points(heading: n.Heading, quoted: str, assumed: bool, diagnostics: Diagnostics) -> None:
    if assumed or re.search(r"\d分", quoted) is None:
        return
    full = heading.points.value if isinstance(heading.points, n.Number) else None
    for node in heading.statements:
        quotes = [p.text for p in n.walk(node) if isinstance(p, n.Note) and p.kind != "basis"]
        if _assumed(node):
            continue
        for figure in _numbers(node):
            counts = figure.unit == "分" and figure.value not in (0, full)
            if counts and "分" not in _behind(figure.value, " ".join((quoted, *quotes))):
                diagnostics.report(NOT_IN_BASIS, figure.span, written=figure.span.text.strip())


def _percents(heading: n.Heading, quoted: str, assumed: bool, diagnostics: Diagnostics) -> None:
    figures = [f for node in heading.statements for f in _numbers(node) if f.unit in (None, "%") and f.value]
    left = {Fraction(text) for text in _PRINTED.findall(quoted)}
    states_percents = bool(left)
    left -= {f.value for f in figures if f.unit == "%"}
    left = left - {100} or left  # × 100% stands in most formulas
    doubted = () if assumed or not states_percents else tuple(f for s in heading.statements for f in _unassumed(s))
    for figure in figures:
        alike = [f for f in figures if (f.value, f.unit) == (figure.value, figure.unit)]
        behind, written = _behind(figure.value, quoted), figure.span.text.strip()
        printed = None
        # A figure that is printed both ways, or counts something, says nothing of this one.
        if figure.unit == "%" and behind and behind <= _BARE:
            printed = exact(figure.value)
        elif figure.unit is None and behind == {"%"}:
            printed = f"{exact(figure.value)}%"
        if printed is not None:
            fixes = _as_printed(alike, printed)
            diagnostics.report(UNLIKE_BASIS, figure.span, fixes=fixes, written=written, printed=printed)
        elif figure.unit == "%" and not behind and figure.value != 100 and any(f is figure for f in doubted):
            fixes = _as_printed(alike, f"{exact(min(left))}%") if len(left) == 1 else ()
            diagnostics.report(PERCENT_NOT_IN_BASIS, figure.span, fixes=fixes, written=written)


def _as_printed(figures: Sequence[n.Number], printed: str) -> tuple[Fix, ...]:
    return (Fix(Words("照依据改", "as in the basis"), tuple((figure.span, printed) for figure in figures)),)


def _behind(value: Fraction, quoted: str) -> set[str]:
    """What stands right behind a figure, wherever it is printed."""
    digits = re.escape(exact(value))
    return {match.group(1) for match in re.finditer(rf"(?<![\d.件第表附]){digits}(?![\d.])(.?)", quoted)}


def _numbers(node: n.Node) -> Iterator[n.Number]:
    return (part for part in n.walk(node) if isinstance(part, n.Number))


def _assumed(node: n.Node) -> bool:
    return any(isinstance(part, n.Note) and part.kind == "assumption" for part in n.walk(node))


def _unassumed(node: n.Node) -> Iterator[n.Number]:
    """The figures of a statement, without those of rows that are marked 假定."""
    rows = [part for part in n.walk(node) if isinstance(part, n.Row)]
    if not rows:
        yield from () if _assumed(node) else _numbers(node)
    for row in rows:
        yield from () if _assumed(row) else _numbers(row)
