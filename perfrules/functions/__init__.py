"""The builtin functions, one declaration each; this tuple is the only list of them."""

from perfrules.functions import arithmetic, dates, irrational
from perfrules.types.function import Function

FUNCTIONS: tuple[Function, ...] = arithmetic.FUNCTIONS + irrational.FUNCTIONS + dates.FUNCTIONS
