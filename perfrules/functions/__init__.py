"""The builtin functions, one declaration each; this tuple is the only list of them."""

from perfrules.functions import arithmetic, dates
from perfrules.types.function import Function

FUNCTIONS: tuple[Function, ...] = arithmetic.FUNCTIONS + dates.FUNCTIONS
