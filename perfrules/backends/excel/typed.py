"""The formula that turns what is typed for a fact into its whole number, and an error where the rubric forbids it.

A figure is taken as the value on its grid next to it within a billionth of its size and a tenth of a step, as it
is when a workbook is read: 3296.75万元 in a cell is a binary float beside 3296750000 steps of 0.01元.
"""

from __future__ import annotations

from fractions import Fraction

from perfrules.backends.excel.cells import ERROR
from perfrules.backends.excel.from_ir import Typed

_EPOCH = 693594
"""The number of day 0 of a spreadsheet."""
_FINER = 10**4
"""How much finer than its grid a fact may be typed that is first rounded to it."""
_MOST_FINE = 10**10


def typed_formula(fact: Typed, cell: str, factor: Fraction = Fraction(1), first: str | None = None) -> str:
    """The formula for a fact typed into a cell in a unit of `factor` base units; `first` rounds a finer figure."""
    empty = ERROR if fact.default is None else str(fact.default)
    return f'IF(TRIM({cell})="",{empty},{_given(fact, cell, factor, first)})'


def reasoned_formula(formula: str, fact: Typed, cell: str, reason: str) -> str:
    """The formula for a fact that needs a reason where it is given; a yes/no only where it is yes."""
    bare = f'TRIM({reason})="",TRIM({cell})<>""'
    if fact.input.kind == "flag":
        bare += f',{cell}<>"否",{cell}<>"no",{cell}<>FALSE'
    return f"IF(AND({bare}),{ERROR},{formula})"


def suffixed_formula(fact: Typed, cell: str, factor: Fraction, suffix: str) -> str:
    """The formula for a figure of a row, typed with its unit behind it or bare: 80人, 88% or 0.88."""
    times = "*100" if suffix == "%" else ""
    bare = f'SUBSTITUTE({cell},{quoted(suffix)},"")' if suffix else cell
    figure = f"IF(ISNUMBER({cell}),{cell}{times},VALUE({bare}))"
    scaled = _scaled(figure, factor / fact.grid)
    near = f"ABS({scaled}-ROUND({scaled},0))<=0.1"
    within = f"AND({near},ROUND({scaled},0)>={fact.low},ROUND({scaled},0)<={fact.high})"
    return f'IF(TRIM({cell})="",{ERROR},IFERROR(IF({within},ROUND({scaled},0),{ERROR}),{ERROR}))'


def _given(fact: Typed, cell: str, factor: Fraction, first: str | None) -> str:
    match fact.input.kind:
        case "flag":
            yes = f'OR({cell}="是",{cell}="yes",{cell}=TRUE)'
            no = f'OR({cell}="否",{cell}="no",{cell}=FALSE)'
            return f"IF({yes},1,IF({no},0,{ERROR}))"
        case "label":
            text = ERROR
            for code, label in enumerate(fact.input.labels):
                text = f"IF(EXACT({cell},{quoted(label)}),{code},{text})"
            return text
        case "text" | "rows":
            return "1"
        case "date":
            return _within(fact, f"INT({cell})", f"{cell}=INT({cell})", cell, _EPOCH)
    steps = factor / fact.grid
    scaled = _scaled(cell, steps)
    if first is not None:
        return _rounded_first(fact, cell, steps, first)
    near = f"ABS({scaled}-ROUND({scaled},0))<=MIN(0.1,ABS(ROUND({scaled},0))*1E-9)"
    return _within(fact, f"ROUND({scaled},0)", near, cell, 0)


def _within(fact: Typed, whole: str, fits: str, cell: str, more: int) -> str:
    """The whole number of a figure that fits the grid and lies between its ends."""
    found = f"{whole}+{more}" if more else whole
    return f"IF(ISNUMBER({cell}),IF(AND({fits},{found}>={fact.low},{found}<={fact.high}),{found},{ERROR}),{ERROR})"


def _rounded_first(fact: Typed, cell: str, steps: Fraction, first: str) -> str:
    fine = _scaled(cell, steps * _FINER)
    near = f"AND(ABS({fine}-ROUND({fine},0))<=0.1,ABS({fine})<{_MOST_FINE * _FINER})"
    half = f"+{_FINER // 2}" if first == "half-up" else ""
    whole = f"SIGN({cell})*INT((ROUND(ABS({fine}),0){half})/{_FINER})"
    return _within(fact, whole, near, cell, 0)


def _scaled(cell: str, steps: Fraction) -> str:
    text = cell if steps.numerator == 1 else f"{cell}*{steps.numerator}"
    return text if steps.denominator == 1 else f"{text}/{steps.denominator}"


def unchanged_formula(cell: str, written: int | float | str | None) -> str:
    """Whether a cell holds what was written there."""
    if written is None:
        return f'TRIM({cell})=""'
    if isinstance(written, str):
        return f"AND(LEN({cell})={len(written)},EXACT(LEFT({cell},200),{quoted(written[:200])}))"
    return f"{cell}={str(written).upper()}"


def quoted(text: str) -> str:
    """A text in a formula."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
