"""docs/reference/functions.md, from the declarations of functions."""

from __future__ import annotations

from perfrules.functions import FUNCTIONS
from perfrules.types.function import Function
from perfrules.types.irrational import MOST_POWER
from tools.reference.markdown import WRITTEN_BY, both, code, table

_HEAD = f"""# 函数 · Functions

{WRITTEN_BY}
在算式里写「名称(参数, …)」，参数之间用逗号。结果都是准确值；算不尽的函数要写明保留几位
（如 `2位小数`、`1位百分数`），得到的是准确值四舍五入到这一位。
In a formula: `name(argument, …)`. Results are exact; a function whose results have no end is told to how many decimals,
and gives the exact value rounded to them.

"""


def page() -> str:
    """The page."""
    return _HEAD + "\n".join(_section(function) for function in FUNCTIONS)


def _section(function: Function) -> str:
    facts = [both(function.about), "", f"参数 · arguments: {_arguments(function)}.  "]
    if function.over_lists:
        facts.append("也可以是一列数，每个值都算。 A list counts as each of its values.")
    if function.stated:
        facts.append("一定写明保留几位。 The decimals have to be stated.")
    elif function.decimals:
        facts.append("最后可以写保留几位。 The last argument may be a number of decimals.")
    if function.refuses is not None:
        facts.append(
            "参数要在有结果的范围之内，由数据的范围看得出来。 "
            f"Arguments lie where there is a result, by the ranges of facts; powers and roots up to {MOST_POWER}."
        )
    if function.calendar:
        facts.append("要有「工作日历」一节。 Needs a section 工作日历.")
    rows = [(code(text), code(result)) for text, result in function.examples]
    examples = table(("例 · example", "结果 · result"), rows)
    return f"## {' · '.join(function.names)}\n\n" + "\n".join(facts) + f"\n\n{examples}"


def _arguments(function: Function) -> str:
    if function.most is None:
        return f"{function.least} 个或更多 · {function.least} or more"
    return str(function.least) if function.most == function.least else f"{function.least}–{function.most}"
