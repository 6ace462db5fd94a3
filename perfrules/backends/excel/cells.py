"""Cells of a workbook: what each holds, how it is written as a formula, and what it comes to.

A cell holds a whole number below LIMIT in size, or an error: a fact is absent or wrong, or a figure is too large to be
exact. Formulas are made of the forms here and of no others, and each is worked out here as a spreadsheet does, so that
what is stored beside a formula is what it gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import assert_never

from attrs import define, field, frozen

from perfrules.backends.excel.whole import LIMIT, Whole, largest, one, span

ERROR = "NA()"
_MOST_CASES = 40
"""Cases of one formula; a spreadsheet takes 64 functions inside each other."""
_MOST_TERMS = 24


class NotHeld(Exception):
    """What a formula cannot hold exactly."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


# Conditions


@frozen
class Test:
    """How a whole number compares with 0; `op` is one of = <> < <= > >=."""

    whole: Whole
    op: str


@frozen
class Every:
    items: tuple[Condition, ...]


@frozen
class Some:
    items: tuple[Condition, ...]


@frozen
class Negated:
    item: Condition


@frozen
class Always:
    holds: bool


@frozen
class Blank:
    """Whether the cell of a fact is empty."""

    fact: str


@frozen
class Unchanged:
    """Whether the cell of a fact holds what it held when the workbook was written."""

    fact: str


@frozen
class Lacking:
    """Whether any of some cells holds an error."""

    cells: tuple[int, ...]


Condition = Test | Every | Some | Negated | Always | Blank | Unchanged | Lacking


# Formulas


@frozen
class Entered:
    """The whole number of a fact that somebody typed."""

    fact: str


@frozen
class Total:
    """A whole number as it stands."""

    whole: Whole


@frozen
class Pick:
    """The first case that holds, else `otherwise`; None is an error."""

    cases: tuple[tuple[Condition, Whole | None], ...]
    otherwise: Whole | None


@frozen
class Quotient:
    """The greatest whole number that is not above one cell by another (or by a fixed number), which is above 0."""

    top: int
    bottom: Whole


@frozen
class Extreme:
    """The greatest (MAX) or the least (MIN)."""

    op: str
    items: tuple[Whole, ...]


@frozen
class Kept:
    """The sum of neighbouring cells without the `low` least and the `high` greatest."""

    first: int
    last: int
    low: int
    high: int


@frozen
class Size:
    """Without its sign."""

    whole: Whole


@frozen
class Sign:
    """-1, 0 or 1."""

    whole: Whole


@frozen
class Errors:
    """How many of some cells hold an error."""

    cells: tuple[int, ...]


@frozen
class Wrong:
    """How many of some facts were typed and cannot be taken: each by its name and the cell of its whole number."""

    facts: tuple[tuple[str, int], ...]


Formula = Entered | Total | Pick | Quotient | Extreme | Kept | Size | Sign | Errors | Wrong


@frozen
class Cell:
    """A cell: its number, what it is about, and its formula."""

    number: int
    about: str
    formula: Formula


@frozen
class Fact:
    """What a formula asks of the cell of a fact: the whole number typed there, whether it is empty or as before."""

    whole: int | None
    blank: bool
    unchanged: bool = True


Values = Mapping[int, int | None]


@define
class Cells:
    """The cells of a sheet in the order of their computation: none reads one below it."""

    cells: list[Cell] = field(factory=list)
    bounds: dict[int, tuple[int, int]] = field(factory=dict)
    _known: dict[Formula, int] = field(factory=dict)

    def add(self, about: str, formula: Formula, bounds: tuple[int, int] | None = None, *, fresh: bool = False) -> Whole:
        """A cell of a formula: the one that is there where the formula is, unless it has to be a `fresh` one."""
        found = None if fresh else self._known.get(formula)
        if found is None:
            found = len(self.cells)
            self.cells.append(Cell(found, about, formula))
            self._known[formula] = found
            low, high = bounds or self._span(formula)
            self.bounds[found] = (max(low, 1 - LIMIT), min(high, LIMIT - 1))
        return one(found)

    def exact(self, whole: Whole, about: str) -> Whole:
        """The same number such that adding it up cannot lose a digit: where it could, a cell that tells so instead."""
        if largest(whole, self.bounds) < LIMIT and len(whole.terms) <= _MOST_TERMS:
            return whole
        if len(whole.terms) > 4 * _MOST_TERMS:
            raise NotHeld("算式太长", "the formula is too long")
        for _, factor in whole.terms:
            if abs(factor) >= LIMIT:
                raise NotHeld("系数超过15位", "a factor has more than 15 digits")
        return self.add(about, Total(whole))

    def in_one(self, whole: Whole, about: str) -> int:
        """The number of a cell that holds a whole number."""
        found = whole.cell
        return found if found is not None else _number(self.add(about, Total(whole)))

    def pick(self, about: str, cases: tuple[tuple[Condition, Whole | None], ...], otherwise: Whole | None) -> Whole:
        """The first case that holds, in one cell or in a chain of them."""
        for i, (condition, then) in enumerate(cases):
            if condition == Always(False):
                return self.pick(about, (*cases[:i], *cases[i + 1 :]), otherwise)
            if condition == Always(True):
                return self.pick(about, cases[:i], then)
        if not cases and otherwise is not None:
            return otherwise
        if len(cases) > _MOST_CASES:
            otherwise = self.pick(about, cases[_MOST_CASES:], otherwise)
            cases = cases[:_MOST_CASES]
        kept = tuple((c, None if w is None else self.exact(w, about)) for c, w in cases)
        return self.add(about, Pick(kept, None if otherwise is None else self.exact(otherwise, about)))

    def _span(self, formula: Formula) -> tuple[int, int]:
        match formula:
            case Total(whole=whole):
                return span(whole, self.bounds)
            case Pick(cases=cases, otherwise=otherwise):
                found = [span(whole, self.bounds) for whole in (*(w for _, w in cases), otherwise) if whole is not None]
                return (min(low for low, _ in found), max(high for _, high in found)) if found else (0, 0)
            case Extreme(op=op, items=items):
                ends = [span(item, self.bounds) for item in items]
                choose: Callable[..., int] = max if op == "MAX" else min
                return choose(low for low, _ in ends), choose(high for _, high in ends)
            case Quotient(top=top, bottom=bottom):
                low, high = self.bounds[top]
                least = max(1, span(bottom, self.bounds)[0])
                return min(low // least, 0), max(high // least, 0)
            case Kept(first=first, last=last):
                reach = sum(max(abs(end) for end in self.bounds[cell]) for cell in range(first, last + 1))
                return -reach, reach
            case Size(whole=whole):
                low, high = span(whole, self.bounds)
                return 0, max(abs(low), abs(high))
            case Sign():
                return -1, 1
            case Errors(cells=cells):
                return 0, len(cells)
            case Wrong(facts=facts):
                return 0, len(facts)
            case Entered():
                return 1 - LIMIT, LIMIT - 1
        assert_never(formula)

    # What they come to

    def values(self, facts: Mapping[str, Fact]) -> dict[int, int | None]:
        """What every cell comes to; None is an error."""
        found: dict[int, int | None] = {}
        for cell in self.cells:
            value = self._value(cell.formula, found, facts)
            found[cell.number] = None if value is None or abs(value) >= LIMIT else value
        return found

    def _value(self, formula: Formula, values: Values, facts: Mapping[str, Fact]) -> int | None:
        match formula:
            case Entered(fact=fact):
                return facts[fact].whole
            case Total(whole=whole):
                return worked(whole, values)
            case Pick(cases=cases, otherwise=otherwise):
                for condition, then in cases:
                    holds = self.holds(condition, values, facts)
                    if holds is None:
                        return None
                    if holds:
                        return None if then is None else worked(then, values)
                return None if otherwise is None else worked(otherwise, values)
            case Quotient(top=top, bottom=bottom):
                above, below = values[top], worked(bottom, values)
                return None if above is None or not below else above // below
            case Extreme(op=op, items=items):
                found = [worked(item, values) for item in items]
                known = [value for value in found if value is not None]
                if len(known) < len(found):
                    return None
                return max(known) if op == "MAX" else min(known)
            case Kept(first=first, last=last, low=low, high=high):
                inside = [values[cell] for cell in range(first, last + 1)]
                there = sorted(value for value in inside if value is not None)
                return sum(there[low : len(there) - high]) if len(there) == len(inside) else None
            case Size(whole=whole):
                value = worked(whole, values)
                return None if value is None else abs(value)
            case Sign(whole=whole):
                value = worked(whole, values)
                return None if value is None else (value > 0) - (value < 0)
            case Errors(cells=cells):
                return sum(values[cell] is None for cell in cells)
            case Wrong(facts=pairs):
                return sum(values[cell] is None and not facts[name].blank for name, cell in pairs)
        assert_never(formula)

    def holds(self, condition: Condition, values: Values, facts: Mapping[str, Fact]) -> bool | None:
        """Whether a condition holds; None is an error."""
        match condition:
            case Test(whole=whole, op=op):
                value = worked(whole, values)
                return None if value is None else COMPARE[op](value)
            case Every(items=items) | Some(items=items):
                found = [self.holds(item, values, facts) for item in items]
                if None in found:
                    return None
                return all(found) if isinstance(condition, Every) else any(found)
            case Negated(item=item):
                inner = self.holds(item, values, facts)
                return None if inner is None else not inner
            case Always(holds=holds):
                return holds
            case Blank(fact=fact):
                return facts[fact].blank
            case Unchanged(fact=fact):
                return facts[fact].unchanged
            case Lacking(cells=cells):
                return any(values[cell] is None for cell in cells)
        assert_never(condition)


def _number(whole: Whole) -> int:
    cell = whole.cell
    assert cell is not None
    return cell


COMPARE: dict[str, Callable[[int], bool]] = {
    "=": lambda value: value == 0,
    "<>": lambda value: value != 0,
    "<": lambda value: value < 0,
    "<=": lambda value: value <= 0,
    ">": lambda value: value > 0,
    ">=": lambda value: value >= 0,
}


def worked(whole: Whole, values: Values) -> int | None:
    """What a whole number comes to; None where a cell of it has an error or a step of it is too large."""
    total = size = 0
    for cells, factor in whole.terms:
        product = factor
        for cell in cells:
            value = values[cell]
            if value is None:
                return None
            product *= value
        total += product
        size += abs(product)
    return total if size < LIMIT else None


# As text


@frozen
class Writer:
    """How cells are named in formulas. `typed` is where a fact is typed, `same` where it says that it is unchanged."""

    cell: Callable[[int], str]
    typed: Callable[[str], str]
    same: Callable[[str], str]
    entered: Callable[[str], str]
    """The formula of the whole number of a fact."""

    def formula(self, formula: Formula, bounds: Mapping[int, tuple[int, int]]) -> str:
        """A formula without its = sign; one whose steps may be too large says so before it gives a wrong figure."""
        match formula:
            case Entered(fact=fact):
                return self.entered(fact)
            case Total(whole=whole):
                return self._guarded(whole, bounds)
            case Pick(cases=cases, otherwise=otherwise):
                text = self._or_error(otherwise)
                for condition, then in reversed(cases):
                    text = f"IF({self.condition(condition)},{self._or_error(then)},{text})"
                return text
            case Quotient(top=top, bottom=bottom):
                above, below = self.cell(top), self.product(bottom)
                steps = f"INT({above}/{below})"
                # A spreadsheet may take a quotient just below a whole number for it, so it is tried by multiplying.
                return f"{steps}-({steps}*{below}>{above})+(({steps}+1)*{below}<={above})"
            case Extreme(op=op, items=items):
                return f"{op}({','.join(self.whole(item) for item in items)})"
            case Kept(first=first, last=last, low=low, high=high):
                around = f"{self.cell(first)}:{self.cell(last)}"
                parts = [f"SUM({around})"]
                parts += [f"SMALL({around},{place})" for place in range(1, low + 1)]
                parts += [f"LARGE({around},{place})" for place in range(1, high + 1)]
                return "-".join(parts)
            case Size(whole=whole):
                return f"ABS({self.whole(whole)})"
            case Sign(whole=whole):
                return f"SIGN({self.whole(whole)})"
            case Errors(cells=cells):
                return self._summed([f"ISERROR({self.cell(cell)})" for cell in cells])
            case Wrong(facts=facts):
                return self._summed(
                    [f'AND(TRIM({self.typed(name)})<>"",ISERROR({self.cell(cell)}))' for name, cell in facts]
                )
        assert_never(formula)

    def _summed(self, parts: list[str]) -> str:
        return "+".join(f"IF({part},1,0)" for part in parts) or "0"

    def _or_error(self, whole: Whole | None) -> str:
        return ERROR if whole is None else self.whole(whole)

    def _guarded(self, whole: Whole, bounds: Mapping[int, tuple[int, int]]) -> str:
        text = self.whole(whole)
        if largest(whole, bounds) < LIMIT:
            return text
        sizes = []
        for cells, factor in whole.terms:
            names = [self.cell(c) if bounds[c][0] >= 0 else f"ABS({self.cell(c)})" for c in cells]
            sizes.append("*".join([*([str(abs(factor))] if abs(factor) != 1 or not names else []), *names]))
        return f"IF({'+'.join(sizes)}<1E+15,{text},{ERROR})"

    def condition(self, condition: Condition) -> str:
        """A condition."""
        match condition:
            case Test(whole=whole, op=op):
                left = Whole(tuple((cells, factor) for cells, factor in whole.terms if factor > 0))
                right = Whole(tuple((cells, -factor) for cells, factor in whole.terms if factor < 0))
                return f"{self.whole(left)}{op}{self.whole(right)}"
            case Every(items=items):
                return f"AND({','.join(self.condition(item) for item in items)})"
            case Some(items=items):
                return f"OR({','.join(self.condition(item) for item in items)})"
            case Negated(item=item):
                return f"NOT({self.condition(item)})"
            case Always(holds=holds):
                return "TRUE" if holds else "FALSE"
            case Blank(fact=fact):
                return f'TRIM({self.typed(fact)})=""'
            case Unchanged(fact=fact):
                return self.same(fact)
            case Lacking(cells=cells):
                return f"COUNT({','.join(self.cell(cell) for cell in cells)})<{len(cells)}"
        assert_never(condition)

    def product(self, whole: Whole) -> str:
        """A whole number as a factor: in brackets where it is a sum."""
        text = self.whole(whole)
        return text if whole.cell is not None or (whole.fixed or -1) >= 0 else f"({text})"

    def whole(self, whole: Whole) -> str:
        """A whole number."""
        return "".join(self._terms(whole)) or "0"

    def _terms(self, whole: Whole) -> Iterator[str]:
        # What is taken away comes last, so that no figure begins with a sign where it can be helped.
        ordered = sorted(whole.terms, key=lambda term: (term[1] < 0, not term[0], term[0]))
        for i, (cells, factor) in enumerate(ordered):
            sign = "-" if factor < 0 else "+" if i else ""
            names = [self.cell(cell) for cell in cells]
            size = abs(factor)
            yield sign + "*".join([*([str(size)] if size != 1 or not names else []), *names])
