"""What a criterion measures: by the formula that is printed of it, or as a fact to be filled in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from attrs import define, field

from perfrules.drafting.formulas import Formula, find_formula
from perfrules.drafting.guesses import Guess, label_of, name_of, tidy_name
from perfrules.drafting.outcomes import Outcome, Unread, unfolded
from perfrules.drafting.ranges import Range
from perfrules.types.show import decimal

_MOST_NAME = 12
"""The characters of a printed formula's name that is written for a short one: 资金到位率 for 到位率."""
_NOT_ASKED = re.compile(
    "[,的]*(?:不考核|不评价|不适用|不作评价|视为完成|视同完成|不扣分)(?:本项|该项|此项|本指标|该指标)?(?:指标)?$"
)
NONE = re.compile("(?:如|若|凡|对|本年|当年|年度)*(?P<what>(?:无|没有|不涉及|未涉及|未安排|未发生|未有).*)")


@define
class Measures:
    """The guess at the rule of a heading, as far as it is read."""

    name: str
    points: Fraction
    formulas: tuple[Formula, ...]
    own: frozenset[str]
    """Names of facts that mean another thing under each heading."""
    is_part: bool = False
    """Whether a sentence of the criterion was left out."""
    found: Guess = field(factory=Guess)
    absent: list[str] = field(factory=list)
    """What is said to be absent where all points are given."""
    part: str = ""
    """What is said of a part of a step: 进位, 不计, 按比例."""
    units: set[str] = field(factory=set)
    """The units of the ranges that the criterion speaks of."""
    partly: str = ""
    """What is said of an item that is met in part."""

    def _score(self, outcome: Outcome) -> str:
        return {"full": "满分", "zero": "0分"}.get(outcome.kind) or f"{decimal(outcome.points)}分"

    def _override(self, outcome: Outcome) -> None:
        score = {"full": "满分", "zero": "0分"}.get(outcome.kind)
        if score is None or not outcome.words or re.search(r"扣|%|得\d", outcome.words):
            raise Unread(outcome.words)
        words = label_of(_NOT_ASKED.sub("", outcome.words))
        if outcome.kind == "full" and NONE.fullmatch(words):
            self.absent.append(words)
        word = "不适用" if words != label_of(outcome.words) else "特例"
        self.found.lines.insert(0, f"{word} 当 「{words}」 时 {score}")
        self.found.doubts.append(f"「{unfolded(outcome.words)}」读作整个指标{score}")

    def _measured(self, known: Sequence[Range]) -> str:
        """What the ranges of a rule are about, as it is written in a rule."""
        unit = next((found.unit for found in known if found.unit), "")
        named = next((found for found in known if found.of), None)
        return self._value("", unit) if named is None else self._value(named.of, unit, named.changed)

    def _value(self, measure: str, unit: str = "%", changed: bool = False) -> str:
        """A measure as a formula with the facts of it, or as a fact."""
        measure = tidy_name(measure)
        formula = find_formula(self.formulas, measure or self.name)
        values = [each for each in self.formulas if not each.is_score]
        if formula is None and not measure and len(values) == 1:
            formula = values[0]
        if formula is not None and unit in ("", "%", "个百分点"):
            return self._calculated(formula, measure or formula.name)
        if not measure or (not changed and self.name.endswith(measure)):
            measure = self.name
        elif measure in self.own:
            measure = self.name + measure
        if measure not in self.found.facts:
            kinds = {"": "比率", "%": "比率", "个百分点": "比率", "万元": "金额 万元", "公里": "长度 公里"}
            kinds |= {"天": "时长 天", "日": "时长 日", "平方米": "面积 平方米"}
            kind = "比率 可负" if changed else kinds.get(unit, f"计数 {unit}")
            self.found.facts[measure] = kind
            how = "，没有变化填0，方向相反填负数" if changed else ""
            self.found.doubts.append(f"「{measure}」怎么算没有读到，作为一项数据填报{how}")
        return name_of(measure)

    def _calculated(self, formula: Formula, measure: str) -> str:
        short = formula.name.endswith(measure) and len(formula.name) <= _MOST_NAME and "(" not in formula.name
        name = formula.name if short else measure
        text = formula.text
        facts, renamed = dict(formula.facts), {}
        for fact in [each for each in facts if each in self.own]:
            renamed[fact] = self.name + fact
            facts = {renamed.get(each, each): kind for each, kind in facts.items()}
            text = re.sub(rf"「{re.escape(fact)}」|(?<![\w」]){re.escape(fact)}(?!\w)", name_of(renamed[fact]), text)
        line = f"公式 {name_of(name)} ＝ {text}"
        if line in self.found.lines:
            return name_of(name)
        self.found.lines.append(line)
        self.found.facts.update(facts)
        for divisor in (renamed.get(each, each) for each in formula.divisors):
            # 无政府采购预算的得满分: what is absent there is this divisor, so that it may be 0.
            said = next((words for words in self.absent if _speaks_of(words, divisor)), None)
            if said is not None:
                lines = self.found.lines
                lines[:] = [each.replace(f"当 「{said}」 时", f"当 {name_of(divisor)} ＝ 0 时") for each in lines]
                self.found.doubts.append(f"「{said}」读作{divisor}为0")
                continue
            kind = self.found.facts[divisor].removesuffix(" ≥0")
            self.found.facts[divisor] = kind if kind.endswith("＞0") else f"{kind} ＞0"
            self.found.doubts.append(f"「{divisor}」为0时怎么办没有印，先当作大于0")
        return name_of(name)

    def _not_below_0(self) -> None:
        """A score in proportion to a measure needs one that is not below 0."""
        for name, kind in self.found.facts.items():
            self.found.facts[name] = "比率 ≥0" if kind == "比率" else kind


def _speaks_of(words: str, divisor: str) -> bool:
    """Whether words about what is absent are about a divisor: 无已验收工程 of 已验收的单项工程数."""
    what = re.sub(r"^(?:无|没有|未安排|未发生|未有|不涉及|未涉及)", "", words)
    if what in divisor:
        return True
    of = re.sub("(?:的|总|个|项)*数$", "", divisor)
    rest = iter(divisor)
    return (len(of) > 2 and of in what) or (len(what) > 3 and all(char in rest for char in what))


def matches(words: str, measure: str) -> bool:
    """Whether a measure may be meant by words: its end, or nothing."""
    bare = measure.strip("「」")
    return not words or bare.endswith(words) or words.endswith(bare) or words[-2:] == bare[-2:]
