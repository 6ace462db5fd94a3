"""Formulas as tables print them: 预算完成率=本年预算支出合计数÷本年预算收入合计数×100%."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen

_EQUATION = re.compile(
    r"([^=。;,:()\d<>]{2,30}(?:\([^()=]*\)[^=。;,:()\d]{0,20})?)=([^=。;,]+?)(?=[。;,]|$|[^=。;,]{2,30}=)"
)
_MONEY = re.compile(r"金额|资金|总额|数额|额$|收入|支出|余额|预算|决算|结余|资产|投资|经费|负债|成本")
_COUNTED = re.compile(r"(?:个|项|户|次|件|人|台|所|家|单位|项目|企业|学校|机构|工程|问卷|份)数|人员|人次|项目总个数")
_SIZED = (("长度|里程", "长度 公里"), ("面积", "面积 平方米"))
_PLAIN = "数值 ≥0"
_OPERATORS = str.maketrans("/-－—+*", "÷−−−＋×")


@frozen
class Formula:
    """A printed formula: its name, its text in the language, the facts it reads by their kinds, what it divides by.

    A formula of 得分 `is_score`; `over` is then the figure that a measure is divided by, `ends` the two of a line.
    """

    name: str
    text: str
    facts: dict[str, str]
    divisors: tuple[str, ...]
    is_score: bool = False
    over: str = ""
    ends: tuple[str, ...] = ()


def formulas_in(text: str) -> tuple[str, tuple[Formula, ...]]:
    """The text without its formulas, and the formulas."""
    found: list[Formula] = []

    def take(match: re.Match[str]) -> str:
        made = _formula(match[1], match[2])
        if made is None:
            return match[0]
        found.append(made)
        # 得分=到位率×分值 is the rule itself.
        return match[0] if made.is_score and not made.ends else ""

    rest = _EQUATION.sub(take, text)
    return rest, tuple(found)


def formula_of(name: str, body: str) -> Formula | None:
    """A formula that is printed without a name: 实际支出数÷预算数."""
    return _formula(name, body)


def _formula(name: str, body: str) -> Formula | None:
    name = re.sub(r"^(?:某|该)?部门(?=.)|^某|^(?:其中|计算公式|公式)", "", name).strip()
    if not re.search(r"[÷/×*+\-−]", body):
        return None
    figures = tuple(re.findall(r"\d+(?:\.\d+)?%", body))
    if name.endswith("得分"):
        over = re.search(r"[÷/](\d+(?:\.\d+)?%)×", body)
        return Formula(name, "", {}, (), True, over[1] if over else "", figures)
    text = body.replace("[", "(").replace("]", ")")
    text = re.sub(r"(?<=%)\([^()]*\)$", "", text)
    text = re.sub(r"[×*]100%$", "", text)
    if text.startswith("(") and text.endswith(")") and _closed(text[1:-1]):
        text = text[1:-1]
    tokens = [*_tokens(text)]
    facts: dict[str, str] = {}
    written: list[str] = []
    divisors: list[str] = []
    for i, token in enumerate(tokens):
        if token in "÷/×*+＋-－—":
            written.append(token.translate(_OPERATORS))
        elif token in "()":
            written.append(token)
        elif re.fullmatch(r"\d+(?:\.\d+)?%?", token):
            written.append(token if token != "1" else "100%")
        else:
            fact = _fact(token)
            facts[fact] = _kind(fact)
            written.append(fact if re.fullmatch(r"[\u4e00-\u9fff]+", fact) else f"「{fact}」")
            before = [other for other in tokens[:i] if other != "("] if i and tokens[i - 1] == "(" else tokens[:i]
            if before and before[-1] in "÷/":
                divisors.append(fact)
    if not facts or (any(token in "÷/" for token in tokens) and not divisors):
        return None
    if not any(token in "×*" for token in tokens):
        _alike(facts)
    return Formula(name, _spaced(written), facts, tuple(divisors))


def _tokens(text: str) -> Iterator[str]:
    """Operators, brackets, and names, which may hold brackets of their own: 收入（支出）预算数."""
    name = ""
    i = 0
    while i < len(text):
        char = text[i]
        inside = re.match(r"\(([^()÷/×*+＋\-－—]*)\)", text[i:]) if char == "(" else None
        if inside and name:
            name += inside[0]
            i += len(inside[0])
            continue
        if char in "÷/×*+＋-－—()":
            if name:
                yield name
            yield char
            name = ""
        else:
            name += char
        i += 1
    if name:
        yield name


def _closed(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return False
    return not depth


def _spaced(tokens: Sequence[str]) -> str:
    text = ""
    for token in tokens:
        text += f" {token} " if token in "÷×−＋" else token
    return text.strip()


def _fact(token: str) -> str:
    return re.sub(r"^(?:该|某)部门|^该|^某|[\"“”]", "", token).replace("(", "（").replace(")", "）")


def _kind(name: str) -> str:
    if _COUNTED.search(name):
        return "计数 人" if "人" in name else "计数 个"
    sized = next((kind for words, kind in _SIZED if re.search(words, name)), None)
    return sized or ("金额 万元" if _MONEY.search(name) else _PLAIN)


def _alike(facts: dict[str, str]) -> None:
    """What is added, taken away and divided without a product is of one kind: 合格数÷工程总个数."""
    known = {kind for kind in facts.values() if kind != _PLAIN}
    one = next(iter(known)) if len(known) == 1 else "计数 个" if {each[:2] for each in known} == {"计数"} else ""
    if one or len(known) > 1:
        facts.update(dict.fromkeys(facts, one or _PLAIN))


def find_formula(formulas: Iterable[Formula], measure: str) -> Formula | None:
    """The formula of a measure: of its name, or the only one whose name ends as that does: 到位率 of 资金到位率."""
    values = [formula for formula in formulas if not formula.is_score]
    for found in (
        [formula for formula in values if formula.name == measure],
        [formula for formula in values if formula.name.endswith(measure) or measure.endswith(formula.name)],
        [formula for formula in values if len(values) == 1 and formula.name[-2:] == measure[-2:]],
    ):
        if len(found) == 1:
            return found[0]
    return None


def ratio_over(formulas: Iterable[Formula], low: str, high: str) -> bool:
    """Whether a printed formula of the score goes between two figures."""
    return any(formula.is_score and {low, high} <= set(formula.ends) for formula in formulas)
