"""The printed criterion of a heading → a first guess at its rule, or what of it cannot be read.

A sentence that is not understood is left to be written with its words as printed; where it says what is given, the
whole criterion is, since the rest would be another rule without it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

from attrs import define, evolve

from perfrules.drafting.bands import Row, complement
from perfrules.drafting.choices import Choices
from perfrules.drafting.formulas import Formula, formula_of, formulas_in
from perfrules.drafting.guesses import Guess, label_of
from perfrules.drafting.lists import DENIED, Lists
from perfrules.drafting.measures import NONE, matches
from perfrules.drafting.outcomes import (
    NUMBER,
    Outcome,
    Unread,
    folded,
    has_outcome,
    is_judged,
    outcomes,
    sentences,
    unfolded,
    without_title,
)
from perfrules.drafting.ranges import range_of, related, size
from perfrules.drafting.steps import COUNTERS
from perfrules.types.show import decimal

_MOST_ASIDE = 4
"""The characters of words in brackets that are part of a name: 收入（支出）预算数."""
_TARGET = re.compile(
    r"(?P<of>[^\d%]*?)(?:≥|>=|不少于|不低于|达到|达|完成)?(?P<value>\d+(?:\.\d+)?)"
    r"(?P<unit>人次|万人次|万人|公里|平方米|万平方米|%|[人次个项户件场期家所份台套辆亩株座处条名批吨])(?:及?以上)?"
)
_SCORE = re.compile(
    rf"(?:(?P<of>.+?)(?:×100%)?[×*](?:(?P<points>{NUMBER})分?|(?:该?本?项?指标)?(?:分值|满分|权重分?|标准分))|"
    rf"(?:(?P<points2>{NUMBER})分?|(?:该?本?项?指标)?(?:分值|满分|权重分?|标准分))[×*](?P<of2>.+?)(?:×100%)?)"
)
_EQUATION = re.compile(
    r"(?:^|(?<=[,;。]))(?:则?(?:该项|本项|本指标|该指标|指标|某部门)|[\u4e00-\u9fff]{2,12}(?=得分=))?(?:实际)?得分(?:=|为|:)(?P<body>[^,;。]+)"
)
_EACH_ITEM = re.compile(
    r"每?(?:符合|达到|满足|具备|做到|完成|有)(?:其中|上述|以上)?(?:一|1|任一)[项条个](?:要求|条件|要点|标准|内容)?的?,?得(?P<points>\d+(?:\.\d+)?)分"
)
_NUMBERED = re.compile(r"(?:[①②③④⑤⑥⑦⑧⑨⑩]|\(\d+\)|(?<!\d)\d[.、])")
_PART = re.compile(
    rf"[,;。(]?(?P<said>[^,;。()\d]{{0,8}}(?:不足|不满|未满)(?P<n>{NUMBER})(?P<unit>个百分点|%|{COUNTERS})的?,?(?:部分)?"
    r"(?:(?:均|都)?(?P<up>(?:按|以|算|作|视同|视为|计为|记为|按照)为?(?P=n)(?P=unit)(?:计算|计扣|计|算|扣分|扣)?)"
    r"|(?P<none>不扣分|不计算?|忽略不计|不予扣分|舍去)|(?P<share>按比例(?:计算|扣分|扣减|计)?)))\)?(?=$|[,;。)])"
)
_PARTLY = re.compile(
    r"(?:^|(?<=[,;。]))(?P<said>(?:部分|基本|不|未|否则|缺|发现|存在|出现|有)[^;。得]{0,16}(?:酌情|视情况?|根据情况)"
    r"(?:扣|扣减|给|得|计|打)(?:\d[\d.]*[-—~～至]\d[\d.]*)?分?)(?=$|[,;。])"
)
_JUDGED = re.compile(
    "[^,;。得扣\\d]{0,30},?(?:酌情|视情况?|根据(?:实际)?情况)[^,;。\\d]{0,6}(?:打分|评分|给分|得分|计分|赋分|扣分|评定)"
)
_ALL_DONE = re.compile("(?:全部|全面|按计划|按时|足额|任务|目标)*(?:完成|达到)(?:年度|全部|计划|目标|任务)*(?:100%)?")
_COUNTS = re.compile(
    r"不算|算(?:作|入|超)|不计|不含|不包括|除外|扣除|剔除|视为|视同|减去|折算|为准|只计|仅计|按.{1,12}计算|不得超过|最高"
)


def guess(name: str, points: Fraction, criterion: str, explanation: str, own: frozenset[str] = frozenset()) -> Guess:
    """The rule that a criterion seems to state.

    `own` are names of facts that mean another thing under each heading: the heading's name is put before them.
    Raises Unread with the words that it leaves.
    """
    whole = folded(criterion)
    text, formulas = formulas_in(whole)
    _, more = formulas_in(folded(explanation))
    known = (*formulas, *more)
    found = _Reading(name, points, known, own).numbered(whole) or _with_less(
        name, points, without_title(text), known, own
    )
    for aside in re.findall(r"\(([^()]*)\)", text):
        if not has_outcome(aside) and len(aside) > _MOST_ASIDE and not _PART.fullmatch(aside):
            found.left.append(unfolded(aside))
    found.left += unread_words(explanation)
    for fact in found.facts:
        if found.facts[fact].startswith("金额") and re.search(re.escape(fact) + "(?:是|为|等于|=)[^。;]*减", whole):
            found.facts[fact] = found.facts[fact].removesuffix(" ＞0") + " 可负"
    return found


def unread_words(explanation: str) -> list[str]:
    """Sentences of an explanation, beside its formulas, that say what counts: such as 机构改革超编不算."""
    text, _ = formulas_in(folded(explanation))
    return [unfolded(part.strip(",")) for part in re.split(r"[;。]", text) if _COUNTS.search(part)]


def _with_less(name: str, points: Fraction, text: str, formulas: Sequence[Formula], own: frozenset[str]) -> Guess:
    """The guess at a text, or at what is left of it without a sentence or two that are not understood."""
    parts = sentences(text)
    try:
        return _Reading(name, points, tuple(formulas), own).whole(text)
    except Unread as unread:
        first = unread
    odd = [i for i, part in enumerate(parts) if not _gives(part, points)]
    for few in (1, 2, 3):
        for dropped in combinations(odd, few):
            kept = ";".join(part for i, part in enumerate(parts) if i not in dropped)
            try:
                found = _Reading(name, points, tuple(formulas), own, is_part=True).whole(kept)
            except Unread:
                continue
            found.left += [unfolded(parts[i]) for i in dropped]
            return found
    raise first


def _gives(sentence: str, points: Fraction) -> bool:
    """Whether a sentence says what is given, so that without it the rest would be another rule."""
    if re.search(r"得[^,;。扣]{0,6}\d", sentence):
        return True
    try:
        return any(each.kind not in ("taken", "zero") for each in outcomes(sentence, points))
    except Unread:
        return has_outcome(sentence) and not is_judged(sentence)


@define
class _Reading(Choices, Lists):
    """The guess at a whole criterion."""

    def whole(self, text: str) -> Guess:
        """The guess at a text without formulas."""
        text = self._part(text)
        partly = _PARTLY.search(text)
        if partly is not None:
            self.partly = unfolded(partly["said"])
            text = (text[: partly.start()] + text[partly.end() :]).strip(",;。")
        equation = _EQUATION.search(text)
        if equation is not None and text[equation.start() - 1 : equation.start()] == ",":
            score = _SCORE.fullmatch(equation["body"])
            of = score and (score["of"] or score["of2"])
            if not of or re.search(r"[÷/×*+\-(]", of) or not of.endswith("率"):
                raise Unread(f"得分={equation['body']}")
            text, equation = f"{text[: equation.start()]}按{of}得分{text[equation.end() :]}", None
        if equation is not None:
            self._formula(equation["body"], (text[: equation.start()] + text[equation.end() :]).strip(",;。"))
        elif _JUDGED.fullmatch(text.strip(",;。")):
            self.found.lines.append(f"评议 0分至{decimal(self.points)}分")
            self.found.doubts.append("由评价组在0分到满分之间评定")
        else:
            self._rule(tuple(outcomes(text, self.points)))
        if self.partly:
            raise Unread(self.partly)
        return self.found

    def numbered(self, text: str) -> Guess | None:
        """①…②…③… 每符合一项得1分; None where it is not written so. Raises Unread where the points do not add up."""
        each = _EACH_ITEM.search(text)
        if each is None or not _NUMBERED.search(text[: each.start()]):
            return None
        items = [part.strip("。;,的") for part in _NUMBERED.split(text[: each.start()])]
        first, items = items[0], [re.sub("[。;,]?(?:以上|上述)?(?:各项)?$", "", item) for item in items[1:] if item]
        if first and not re.fullmatch("[^。;,]{0,8}(?:要点|内容|标准|包括)[:,]?", first):
            return None
        total = Fraction(each["points"]) * len(items)
        if total != self.points:
            raise Unread(f"各条相加{decimal(total)}分，不是{decimal(self.points)}分")
        self.found.lines += [f"满足 「{label_of(item)}」 得{each['points']}分" for item in items]
        rest = re.sub(r"[,;。]?(?:全部|均|都)(?:符合|达到|满足|具备)的?,?得满分", "", text[each.end() :]).strip("。;,")
        for part in sentences(rest):
            try:
                also = [*outcomes(part, self.points)]
            except Unread:
                also = []
            if also and all(o.kind == "zero" and o.words and not DENIED.match(o.words) for o in also):
                for outcome in also:
                    self._override(outcome)
            elif not re.fullmatch("(?:都|均|全部|各项)?不(?:符合|具备|满足)[^得]*不得分", part):
                self.found.left.append(unfolded(part))
        return self.found

    def _part(self, text: str) -> str:
        match = _PART.search(text)
        if match is None:
            return text
        self.part = "进位" if match["up"] else "不计" if match["none"] else "按比例"
        if "百分点" not in match["unit"] and match["unit"] != "%":
            if self.part == "按比例" and match["n"] == "1":
                raise Unread(unfolded(match["said"]))
            step = f"{match['n']}{match['unit']}"
            if match["n"] != "1":
                return text[: match.start()] + text[match.end() :]
            how = f"不足{step}的填{step}" if self.part == "进位" else f"不足{step}的不填"
            self.found.doubts.append(f"「{unfolded(match['said'])}」：填报的是整数，{how}")
        return text[: match.start()] + text[match.end() :]

    def _rule(self, given: tuple[Outcome, ...]) -> None:
        if not given:
            raise Unread("")
        given = self._aside(self._target(given))
        plain = [o for o in given if not o.aside]
        for outcome in (o for o in given if o.aside):
            self._override(outcome)
        if not plain:
            return
        if len(plain) == 1 and not plain[0].words and plain[0].kind == "between" and plain[0].how.endswith("率"):
            self._proportional(plain[0].how)
            return
        if self._labels(plain) or self._degrees(plain):
            return
        taken = [o for o in plain if o.kind == "taken"]
        told = [o for o in plain if o.kind != "taken"]
        ranges = dict(zip(map(id, told), related([(o.words, range_of(o.words)) for o in told]), strict=True))
        self.units = {found.unit for found in ranges.values() if found is not None and found.unit}
        if any(self._is_step(o) for o in taken):
            self._steps(plain, ranges)
        elif any(o.kind == "between" for o in told) or (
            self._is_bands(told, ranges) and not (taken and len(told) == 1)
        ):
            self._bands(told, ranges)
            for outcome in taken:
                self._deduction(outcome)
        else:
            self._listed(told, taken, ranges)

    def _target(self, given: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
        """≥200人次得满分，未完成的按完成比例得分."""
        done = [o for o in given if o.kind == "between"]
        if not done or len(given) != 2 or given[0] in done:
            return given
        match = _TARGET.fullmatch(given[0].words)
        full = given[0].kind == "full" or given[0].points == self.points
        share = done[0].how.removeprefix("实际").removeprefix("完成") in ("比例", "率", "百分比")
        missed = re.fullmatch(
            r"(?:未|没有|不能)(?:按时|全部|足额|全面)*(?:完成|达到|达标|达)(?:目标|任务|计划|100%)*的?|否则|其他|其余|不足的?|",
            done[0].words,
        )
        if not full or missed is None or not share:
            return given
        if _ALL_DONE.fullmatch(given[0].words):
            self._proportional("" if self.name.endswith("率") else f"{self.name}完成率")
            return ()
        if match is None or match["unit"] == "%":
            return given
        of = label_of(re.sub("^(?:实际|全年)", "", match["of"])) or self.name
        self.found.lines.append(f"目标 「{of}」 ≥ {match['value']}{match['unit']} 未达 按完成比例")
        return ()

    def _aside(self, given: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
        """What a sentence of its own says of those whom the others do not concern: 无政府采购预算的得满分."""
        kept: list[Outcome] = []
        for place, outcome in enumerate(given):
            alone = sum(other.sentence == outcome.sentence for other in given) == 1
            none = NONE.fullmatch(outcome.words)
            if place and alone and none and outcome.kind == "full" and not outcome.aside:
                self._override(evolve(outcome, words=none["what"]))
            elif none and outcome.kind == "zero" and outcome.printed.startswith("不计") and "涉及" in outcome.words:
                # 不涉及的不计分 leaves the indicator out: it is not a score of 0.
                raise Unread(outcome.words)
            else:
                kept.append(outcome)
        return tuple(kept)

    def _formula(self, body: str, rest: str) -> None:
        """得分=资金到位率×分值，超过100%不得分."""
        found = _SCORE.fullmatch(body)
        points = found and (found["points"] or found["points2"])
        if found is None or (points and Fraction(points) != self.points):
            raise Unread(f"得分={body}")
        of = found["of"] or found["of2"]
        made = formula_of(self.name, of) if re.search(r"[÷/]", of) else None
        others = tuple(outcomes(rest, self.points)) if rest else ()
        if others and any(o.kind == "taken" or o.aside for o in others):
            raise Unread(rest)
        others = self._aside(others)
        if re.search(r"[÷/×*+\-(]", of) and made is None:
            raise Unread(f"得分={body}")
        measure = self._calculated(made, made.name) if made is not None else self._value(of)
        self._not_below_0()
        if not others:
            self.found.lines.append(f"得分 ＝ {measure} × 满分 封顶")
            self.found.doubts.append("超过满分的，先按满分封顶")
            return
        ranges = related([(o.words, range_of(o.words)) for o in others])
        rows = []
        for outcome, values in zip(others, ranges, strict=True):
            if values is None or outcome.kind not in ("full", "zero", "points") or not matches(values.of, measure):
                raise Unread(outcome.words)
            rows.append(Row(values, [self._score(outcome)]))
        between = complement([row.values for row in rows])
        cap = "" if between.high and size(between.high) <= 1 else " 封顶"
        rows.append(Row(between, [f"{measure} × 满分{cap}"]))
        self._table(measure, rows, "", added=True)
