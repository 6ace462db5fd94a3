"""The printed criterion of a heading → a first guess at its rule, or what of it cannot be read.

A sentence that is not understood is left to be written with its words as printed; where it says what is given, the
whole criterion is, since the rest would be another rule without it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, pairwise, takewhile

from attrs import define, evolve, field

from perfrules.drafting.formulas import Formula, find_formula, formula_of, formulas_in, ratio_over
from perfrules.drafting.outcomes import (
    Outcome,
    Unread,
    folded,
    has_outcome,
    is_judged,
    outcomes,
    sentences,
    trimmed,
    unfolded,
    without_title,
)
from perfrules.drafting.ranges import End, Range, meet, range_of, related, size
from perfrules.types.show import decimal

_NUMBER = r"\d+(?:\.\d+)?"
_LABELS = (
    *("优秀", "良好", "合格", "基本合格", "一般", "中等", "较差", "不合格", "优", "良", "中", "差", "好", "较好"),
    *("高", "较高", "较低", "低", "达成预期", "部分达成", "未达成"),
)
_LABELLED = re.compile(
    rf"(?P<of>.*?)(?:被)?(?:评)?(?:定)?为?(?P<label>{'|'.join(sorted(_LABELS, key=len, reverse=True))})"
    r"(?:等次|等级|档次|档)?的?(?:部门|单位|项目)?"
)
_DEGREES = (
    *(
        "不完全",
        "未完全",
        "未全部",
        "大部分",
        "不够",
        "不太",
        "完全",
        "全部",
        "非常",
        "十分",
        "较为",
        "比较",
        "基本",
        "部分",
    ),
    *("一般", "没有", "很", "较", "不", "未", "无", "欠", ""),
)
"""How much of a quality there is, longer words before those they begin with."""
_BETWEEN = ("一般", "较差", "差")
"""Degrees that stand without the quality."""
_REST = re.compile(
    "否则|反之|其他(?:情形|情况)?|其余(?:情形|情况)?|其它|未达到?(?:要求|标准|目标|上述要求|以上要求)?|达不到(?:要求|标准)?|未达标|不达标"
)
_DENIED = re.compile("未|不|没有|无|否则|反之|其他|其余|其它|缺")
_MOST_ASIDE = 4
"""The characters of words in brackets that are part of a name: 收入（支出）预算数."""
_MOST_NAME = 12
"""The characters of a printed formula's name that is written for a short one: 资金到位率 for 到位率."""
_COUNTERS = "个工作日|工作日|个月|项次|人次|处|次|项|个|人|例|笔|份|条|户|件|起|天|日"
_TARGET = re.compile(
    r"(?P<of>[^\d%]*?)(?:≥|>=|不少于|不低于|达到|达|完成)?(?P<value>\d+(?:\.\d+)?)"
    r"(?P<unit>人次|万人次|万人|公里|平方米|万平方米|%|[人次个项户件场期家所份台套辆亩株座处条名批吨])(?:及?以上)?"
)
_SCORE = re.compile(
    rf"(?:(?P<of>.+?)(?:×100%)?[×*](?:(?P<points>{_NUMBER})分?|(?:该?本?项?指标)?(?:分值|满分|权重分?|标准分))|"
    rf"(?:(?P<points2>{_NUMBER})分?|(?:该?本?项?指标)?(?:分值|满分|权重分?|标准分))[×*](?P<of2>.+?)(?:×100%)?)"
)
_EQUATION = re.compile(
    r"(?:^|(?<=[,;。]))(?:则?(?:该项|本项|本指标|该指标|指标|某部门))?(?:实际)?得分(?:=|为|:)(?P<body>[^,;。]+)"
)
_EACH_ITEM = re.compile(
    r"每?(?:符合|达到|满足|具备|做到|完成|有)(?:其中|上述|以上)?(?:一|1|任一)[项条个](?:要求|条件|要点|标准|内容)?的?,?得(?P<points>\d+(?:\.\d+)?)分"
)
_NUMBERED = re.compile(r"(?:[①②③④⑤⑥⑦⑧⑨⑩]|\(\d+\)|(?<!\d)\d[.、])")
_EACH = re.compile(
    rf"(?P<what>.*?)的?[，,]?每?(?:发现|出现|出错|发生|有|存在)(?P<n>\d*)(?P<unit>{_COUNTERS})(?P<rest>[^，,]*)"
)
_DOWN = "低于|降低|下降|下滑|减少|偏低|低|少|相差|差|缺少|缺|欠"
_UP = "超过|超出|高出|高于|超支|超|增加|增长|上升|上浮|提高|高|多|升高|升"
_PER = re.compile(
    rf"(?P<what>.*?)[，,]?每(?P<verb>{_UP}|逾期|延期|延迟|推迟|滞后|延误|拖延|迟|晚|{_DOWN}|偏离|偏差)?(?:(?P<from>\d+(?:\.\d+)?%)的?)?(?P<n>\d+(?:\.\d+)?)?"
    rf"(?P<unit>个百分点|百分点|%|{_COUNTERS})(?P<rest>[^，,]*)"
)
_GLUED = re.compile(rf"(?P<what>[^\d，,]*?)(?P<n>\d+)(?P<unit>{_COUNTERS})(?P<rest>[^，,]*)")
_AT_MOST = re.compile("(?:累计|合计)?(?:最多|至多|最高)")
"""Said of all that a deduction takes."""
_PART = re.compile(
    rf"[,;。(]?(?P<said>[^,;。()\d]{{0,8}}(?:不足|不满|未满)(?P<n>{_NUMBER})(?P<unit>个百分点|%|{_COUNTERS})的?,?(?:部分)?"
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
_NOT_ASKED = re.compile(
    "[,的]*(?:不考核|不评价|不适用|不作评价|视为完成|视同完成|不扣分)(?:本项|该项|此项|本指标|该指标)?(?:指标)?$"
)
_NONE = re.compile("(?:如|若|凡|对|本年|当年|年度)*(?P<what>(?:无|没有|不涉及|未涉及|未安排|未发生|未有).*)")
_ALL_DONE = re.compile("(?:全部|全面|按计划|按时|足额|任务|目标)*(?:完成|达到)(?:年度|全部|计划|目标|任务)*(?:100%)?")
_SAME_AGAIN = re.compile(
    "(?:每?有|每|缺|每缺|每少)?(?:其中)?(?:任一|1)?[项条个]?(?:不符合|不满足|未达到|不具备|未做到|不达标)?(?:要求)?(?:的)?"
)
_LINE = ("插值", "直线")


@define
class Guess:
    """The lines of a rule, the facts that it declares, and what an officer has to look at."""

    lines: list[str] = field(factory=list)
    facts: dict[str, str] = field(factory=dict)
    doubts: list[str] = field(factory=list)
    left: list[str] = field(factory=list)
    """Printed words that may change scores, and are in no line."""


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
        if found.facts[fact].startswith("金额") and re.search(
            re.escape(fact) + "(?:是|为|等于|=)[^。;]*减", folded(criterion)
        ):
            found.facts[fact] = found.facts[fact].removesuffix(" ＞0") + " 可负"
    return found


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
class _Row:
    """Values, and the scores that they may get: the likelier reading first."""

    values: Range
    scores: list[str]


@define
class _Reading:
    name: str
    points: Fraction
    formulas: tuple[Formula, ...]
    own: frozenset[str]
    is_part: bool = False
    """Whether a sentence of the criterion was left out."""
    found: Guess = field(factory=Guess)
    absent: list[str] = field(factory=list)
    """What is said to be absent where all points are given."""
    part: str = ""
    """What is said of a part of a step: 进位, 不计, 按比例."""
    partly: str = ""
    """What is said of an item that is met in part."""

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
        self.found.lines += [f"满足 「{_label(item)}」 得{each['points']}分" for item in items]
        rest = re.sub(r"[,;。]?(?:全部|均|都)(?:符合|达到|满足|具备)的?,?得满分", "", text[each.end() :]).strip("。;,")
        for part in sentences(rest):
            try:
                also = [*outcomes(part, self.points)]
            except Unread:
                also = []
            if also and all(o.kind == "zero" and o.words and not _DENIED.match(o.words) for o in also):
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
        if any(_is_step(o) for o in taken):
            self._steps(plain, ranges)
        elif any(o.kind == "between" for o in told) or (
            self._is_bands(told, ranges) and not (taken and len(told) == 1)
        ):
            self._bands(told, ranges)
            for outcome in taken:
                self._deduction(outcome)
        else:
            self._listed(told, taken, ranges)

    # What concerns the whole indicator

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
        of = _label(re.sub("^(?:实际|全年)", "", match["of"])) or self.name
        self.found.lines.append(f"目标 「{of}」 ≥ {match['value']}{match['unit']} 未达 按完成比例")
        return ()

    def _aside(self, given: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
        """What a sentence of its own says of those whom the others do not concern: 无政府采购预算的得满分."""
        kept: list[Outcome] = []
        for place, outcome in enumerate(given):
            alone = sum(other.sentence == outcome.sentence for other in given) == 1
            none = _NONE.fullmatch(outcome.words)
            if place and alone and none and outcome.kind == "full" and not outcome.aside:
                self._override(evolve(outcome, words=none["what"]))
            elif none and outcome.kind == "zero" and outcome.printed.startswith("不计") and "涉及" in outcome.words:
                # 不涉及的不计分 leaves the indicator out: it is not a score of 0.
                raise Unread(outcome.words)
            else:
                kept.append(outcome)
        return tuple(kept)

    def _override(self, outcome: Outcome) -> None:
        score = {"full": "满分", "zero": "0分"}.get(outcome.kind)
        if score is None or not outcome.words or re.search(r"扣|%|得\d", outcome.words):
            raise Unread(outcome.words)
        words = _label(_NOT_ASKED.sub("", outcome.words))
        if outcome.kind == "full" and _NONE.fullmatch(words):
            self.absent.append(words)
        word = "不适用" if words != _label(outcome.words) else "特例"
        self.found.lines.insert(0, f"{word} 当 「{words}」 时 {score}")
        self.found.doubts.append(f"「{unfolded(outcome.words)}」读作整个指标{score}")

    def _proportional(self, measure: str) -> None:
        """按完成率得分: all points are given by a rate."""
        head = self._value(measure)
        self._not_below_0()
        self.found.lines.append(f"得分 ＝ {head} × 满分 封顶")
        self.found.doubts.append("超过100%的，先按满分封顶")

    # A choice of labels

    def _labels(self, plain: list[Outcome]) -> bool:
        matches = [_LABELLED.fullmatch(o.words) for o in plain]
        found = [match for match in matches if match]
        if len(found) < len(plain) or len(plain) < 2 or any(o.kind not in ("points", "full", "zero") for o in plain):
            return False
        labels = [match["label"] for match in found]
        if len(set(labels)) < len(labels):
            raise Unread("、".join(labels))
        self._choice(next((match["of"] for match in found if match["of"]), ""), labels, plain)
        return True

    def _degrees(self, plain: list[Outcome]) -> bool:
        """设定合理得4分，较合理得2分，不合理得0分: one quality in degrees, the best first."""
        if len(plain) < 2 or any(o.kind not in ("points", "full", "zero") for o in plain):
            return False
        worth = [self.points if o.kind == "full" else o.points for o in plain]
        if worth[0] != self.points or any(a <= b for a, b in pairwise(worth)):
            return False
        scale = [o.words for o in plain if not _REST.fullmatch(o.words) and o.words not in _BETWEEN]
        subject = _shared_start(scale)
        first, *others = [words.removeprefix(subject) for words in scale]
        degrees = [_degree(words) for words in others]
        qualities = {words.removeprefix(degree) for words, degree in zip(others, degrees, strict=True)}
        if len(qualities) != 1:
            return False
        [quality] = qualities
        if (len(quality) < 2 and len(plain) < 3) or not quality or quality not in first:
            return False
        before = first[: first.index(quality)]
        best = next(degree for degree in _DEGREES if before.endswith(degree)) + quality
        if best not in (first, first.removeprefix(before)):
            self.found.doubts.append(f"「{unfolded(plain[0].words)}」简写作「{best}」")
        known = dict(zip(scale, [best, *others], strict=True))
        labels = [known.get(o.words) or (o.words if o.words in _BETWEEN else "其他") for o in plain]
        if len(set(labels)) < len(labels):
            return False
        if not any(re.match("不|未|没有|无|欠|其他|差", label) for label in labels):
            self.found.doubts.append("更差的情形没有印")
        self._choice("", labels, plain)
        return True

    def _choice(self, of: str, labels: list[str], plain: list[Outcome]) -> None:
        of = tidy_name(of) or f"{self.name}结果"
        self.found.facts[of] = f"选项 {' ＞ '.join(map(_label, labels))}"
        self.found.lines.append(f"评分 {_name(of)}")
        for outcome, label in zip(plain, labels, strict=True):
            self.found.lines.append(f"  {_label(label)} ：{self._score(outcome)}")

    def _score(self, outcome: Outcome) -> str:
        return {"full": "满分", "zero": "0分"}.get(outcome.kind) or f"{decimal(outcome.points)}分"

    # Bands of a measure

    def _is_bands(self, told: list[Outcome], ranges: dict[int, Range | None]) -> bool:
        """Whether every outcome is about the values of one measure, or what is left of them."""
        known = [ranges[id(o)] for o in told if not _REST.fullmatch(o.words)]
        if (
            not known
            or any(item is None for item in known)
            or (all(o.kind == "points" for o in told) and len(told) > 1 and not self._is_scale(told))
        ):
            return False
        if self._is_scale(told) and not any(item.of for item in known if item is not None):
            return True
        return len({item.of for item in known if item is not None and item.of}) == 1 or self._same(known)

    def _is_scale(self, told: list[Outcome]) -> bool:
        """Whether several outcomes are steps of one scale and not items that add up."""
        points = [o.points if o.kind == "points" else self.points if o.kind == "full" else Fraction(0) for o in told]
        return len(told) > 1 and max(points) == self.points and sum(points) != self.points

    def _same(self, known: list[Range | None]) -> bool:
        names = [item.of for item in known if item is not None and item.of]
        return bool(names) and all(names[0].endswith(name[-3:]) or name.endswith(names[0][-3:]) for name in names)

    def _bands(self, told: list[Outcome], ranges: dict[int, Range | None]) -> None:
        known = [found for o in told if (found := ranges[id(o)]) is not None]
        if len({found.unit for found in known if found.unit}) > 1:
            raise Unread("；".join(o.words for o in told if o.kind == "between") or told[0].words)
        head = self._measured(known)
        rows: list[_Row] = []
        formulas: list[tuple[int, Outcome]] = []
        last = ""
        for outcome in told:
            found = ranges[id(outcome)]
            if found is None and _REST.fullmatch(outcome.words) and outcome is told[-1]:
                last = self._score(outcome) if outcome.kind != "between" else ""
                if not last:
                    rest = _complement([row.values for row in rows])
                    formulas.append((len(rows), outcome))
                    rows.append(_Row(rest, []))
            elif found is None:
                if outcome.kind != "zero" or not outcome.words:
                    raise Unread(outcome.words)
                self._override(outcome)
            else:
                if outcome.kind == "between":
                    formulas.append((len(rows), outcome))
                rows.append(_Row(found, [self._score(outcome)]))
        for place, outcome in formulas:
            rows[place].scores = self._between(rows[place].values, outcome, rows, head)
        self._table(head, rows, last)

    def _measured(self, known: Sequence[Range]) -> str:
        """What the ranges of a rule are about, as it is written in a rule."""
        unit = next((found.unit for found in known if found.unit), "")
        named = next((found for found in known if found.of), None)
        head = self._value(named.of if named is not None else "", unit, named is not None and named.changed)
        return head

    def _table(self, head: str, rows: list[_Row], last: str, added: bool = False) -> None:
        """Write the rows, in the order of the print; from the top down where one is `added` that is not printed."""
        if added:
            rows.sort(key=lambda row: (not row.values.high, size(row.values.low or row.values.high)), reverse=True)
        values = [row.values for row in rows]
        best = [row.scores[0] in ("满分", f"{decimal(self.points)}分") for row in rows]
        self.found.doubts += meet(values, best)
        width = max(len(value.row) for value in values)
        self.found.lines.append(f"评分 {head}")
        for value, row in zip(values, rows, strict=True):
            self.found.lines.append(f"  {value.row:<{width}} ：{row.scores[0]}")
            self.found.lines += [f"  # 或 {value.row} ：{score}" for score in row.scores[1:]]
        if last:
            self.found.lines.append(f"  否则 ：{last}")

    def _between(self, row: Range, outcome: Outcome, rows: list[_Row], head: str) -> list[str]:
        """The readings of a row that says 按比例得分 or 按公式计算得分, the likelier first."""
        printed = f"「{unfolded(outcome.printed)}」"
        above = next((r for r in rows if r.values is not row and r.values.low and _equal(r.values.low, row.high)), None)
        below = next(
            (r for r in rows if r.values is not row and r.values.high and _equal(r.values.high, row.low)), None
        )
        if (
            row.low
            and row.high
            and above is not None
            and below is not None
            and ratio_over(self.formulas, row.low, row.high)
        ):
            return [f"线性 {below.scores[0]} 至 {above.scores[0]}"]
        over = next((f for f in self.formulas if f.is_score and f.over == (row.high or row.low)), None)
        if over is not None:
            self._not_below_0()
            return [f"{head} ÷ {over.over} × 满分"]
        if not row.high or (row.low and (above is None or below is None)):
            raise Unread(unfolded(outcome.words + outcome.printed))
        top = above.scores[0] if above is not None else "满分"
        rising = above is None or below is None or self._worth(above.scores[0]) > self._worth(below.scores[0])
        shares = [f"{head} ÷ {row.high} × {top}"] if row.high != "100%" else []
        if row.high.endswith("%") and (top == "满分" or self._worth(top) == self.points):
            shares.insert(0, f"{head} × {top}")
        lines = [f"线性 {below.scores[0]} 至 {above.scores[0]}"] if above is not None and below is not None else []
        if outcome.how.startswith(_LINE) or any(word in outcome.how for word in _LINE) or (lines and not rising):
            shares = []
        elif outcome.how.endswith("率"):
            if not _matches(outcome.how, head):
                raise Unread(unfolded(outcome.words + outcome.printed))
            shares, lines = shares[:1], []
        joins = below is not None and (below.values.high_end is End.IN or self._worth(below.scores[0]) != 0)
        readings = [*lines, *shares] if outcome.how.startswith("公式") or joins else [*shares, *lines]
        if not readings:
            raise Unread(unfolded(outcome.words + outcome.printed))
        if shares:
            self._not_below_0()
        if len(readings) > 1:
            ways = "、".join(f"「{each}」" for each in readings[1:])
            self.found.doubts.append(
                f"{printed}没有印算式，先写作「{readings[0]}」，也可能是{ways}（下面「# 或」的行），对照原文选一种"
            )
        elif readings == lines:
            self.found.doubts.append(f"{printed}读作两端之间的直线：没有读到印出的算式")
        else:
            self.found.doubts.append(f"{printed}读作「{readings[0]}」")
        return readings

    def _worth(self, score: str) -> Fraction:
        figure = re.fullmatch(rf"({_NUMBER})分", score)
        return Fraction(figure[1]) if figure else self.points

    def _not_below_0(self) -> None:
        """A score in proportion to a measure needs one that is not below 0."""
        for name, kind in self.found.facts.items():
            self.found.facts[name] = "比率 ≥0" if kind == "比率" else kind

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
        return _name(measure)

    def _calculated(self, formula: Formula, measure: str) -> str:
        short = formula.name.endswith(measure) and len(formula.name) <= _MOST_NAME and "(" not in formula.name
        name = formula.name if short else measure
        text = formula.text
        facts, renamed = dict(formula.facts), {}
        for fact in [each for each in facts if each in self.own]:
            renamed[fact] = self.name + fact
            facts = {renamed.get(each, each): kind for each, kind in facts.items()}
            text = re.sub(rf"「{re.escape(fact)}」|(?<![\w」]){re.escape(fact)}(?!\w)", _name(renamed[fact]), text)
        line = f"公式 {_name(name)} ＝ {text}"
        if line in self.found.lines:
            return _name(name)
        self.found.lines.append(line)
        self.found.facts.update(facts)
        for divisor in (renamed.get(each, each) for each in formula.divisors):
            # 无政府采购预算的得满分: what is absent there is this divisor, so that it may be 0.
            said = next((words for words in self.absent if _speaks_of(words, divisor)), None)
            if said is not None:
                lines = self.found.lines
                lines[:] = [each.replace(f"当 「{said}」 时", f"当 {_name(divisor)} ＝ 0 时") for each in lines]
                self.found.doubts.append(f"「{said}」读作{divisor}为0")
                continue
            kind = self.found.facts[divisor].removesuffix(" ≥0")
            self.found.facts[divisor] = kind if kind.endswith("＞0") else f"{kind} ＞0"
            self.found.doubts.append(f"「{divisor}」为0时怎么办没有印，先当作大于0")
        return _name(name)

    # The score as a formula

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
            if values is None or outcome.kind not in ("full", "zero", "points") or not _matches(values.of, measure):
                raise Unread(outcome.words)
            rows.append(_Row(values, [self._score(outcome)]))
        between = _complement([row.values for row in rows])
        cap = "" if between.high and size(between.high) <= 1 else " 封顶"
        rows.append(_Row(between, [f"{measure} × 满分{cap}"]))
        self._table(measure, rows, "", added=True)

    # Deductions

    def _steps(self, plain: list[Outcome], ranges: dict[int, Range | None]) -> None:
        """每低10个百分点扣0.5分: from a base that the outcome before it states, or within a row of a table."""
        told = [o for o in plain if o.kind != "taken"]
        steps = [o for o in plain if _is_step(o)]
        bases = [o for o in told if o.kind in ("full", "points")]
        others = [o for o in told if ranges[id(o)] is not None and o not in bases[:1]]
        lone = [o for o in told if o.kind == "zero" and ranges[id(o)] is None and o.words]
        if len(steps) == 1 and others and any(o.kind == "zero" or self._is_scale(bases) for o in others):
            for outcome in lone:
                self._override(outcome)
            self._stepped(steps[0], [o for o in told if o not in lone], ranges)
        else:
            for outcome in lone:
                self._override(outcome)
            self._from_bases(
                [o for o in plain if o not in lone and not (_is_step(o) is False and o.kind == "taken")], ranges
            )
        for outcome in plain:
            if outcome.kind == "taken" and outcome not in steps:
                self._deduction(outcome)

    def _step(self, outcome: Outcome) -> tuple[re.Match[str], str, str, str]:
        """What a step says: its words, its size, its points, and what happens to a part of one."""
        match = _PER.fullmatch(outcome.words)
        assert match is not None
        n = match["n"] or "1"
        if match["unit"] == "%":
            self.found.doubts.append(f"「{n}%」读作{n}个百分点")
        part = self.part or "不计"
        if not self.part:
            self.found.doubts.append(_part_doubt(f"{n}个百分点"))
        return match, n, f"扣{decimal(outcome.points)}分", f"零头{part}"

    def _from_bases(self, plain: list[Outcome], ranges: dict[int, Range | None]) -> None:
        base: Outcome | None = None
        several = sum(o.kind == "points" for o in plain) > 1
        total = Fraction(0)
        for outcome in plain:
            if outcome.kind != "taken":
                base = outcome
                if outcome.kind not in ("full", "points"):
                    raise Unread(outcome.words)
                total += outcome.points if outcome.kind == "points" else self.points
                continue
            match, n, points, part = self._step(outcome)
            found = ranges.get(id(base)) if base is not None else None
            said = _base_of(match["what"])
            at = said if said is not None else found
            if match["from"]:
                at = Range(found.of if found is not None else "", match["from"], match["from"], End.IN, End.IN)
            if at is None or (at.low and at.high and at.low != at.high) or match["rest"]:
                raise Unread(outcome.words)
            if found is not None and said is not None and not said.of:
                at = evolve(said, of=found.of)
            side = _side(match["verb"] or "", at, said is not None)
            if side is None:
                raise Unread(outcome.words)
            head = self._value(at.of, at.unit or "%", at.changed)
            most = f" 至多{decimal(base.points)}分" if several and base is not None else ""
            edge = (at.low or at.high).replace("-", "−")
            self.found.lines.append(f"扣分 {head} {side} {edge} 每{n}个百分点 {points} {part}{most}")
        if total != self.points and not (not total and base is None):
            raise Unread(f"各条相加{decimal(total)}分")

    def _stepped(self, step: Outcome, told: list[Outcome], ranges: dict[int, Range | None]) -> None:
        """≥95%得满分，每低1个百分点扣0.5分，80%以下不得分: the step is a row of its own."""
        match, n, points, part = self._step(step)
        known = [found for o in told if (found := ranges[id(o)]) is not None]
        if len(known) < len(told) or match["rest"]:
            raise Unread(step.words)
        values = range_of(match["what"])
        down = re.fullmatch(_DOWN, match["verb"] or "") is not None
        if values is None or not (values.low and values.high):
            if match["what"] and values is None:
                raise Unread(step.words)
            values = _complement(known)
        if not values.low and not values.high:
            raise Unread(step.words)
        head = self._measured(known)
        rows = [_Row(found, [self._score(o)]) for o, found in zip(told, known, strict=True)]
        start = next(
            (r for r in rows if _equal(r.values.low if down else r.values.high, values.high if down else values.low)),
            None,
        )
        if start is None:
            raise Unread(step.words)
        verb = "低" if down else "高"
        rows.append(_Row(values, [f"{start.scores[0]} 起 每{verb}{n}个百分点 {points} {part}"]))
        self._table(head, rows, "", added=True)

    def _deduction(self, outcome: Outcome) -> None:
        points = f"扣{decimal(outcome.points)}分"
        if _AT_MOST.fullmatch(outcome.words):
            if not self.found.lines or not re.match("扣分 [^至]*$", self.found.lines[-1]):
                raise Unread(outcome.words)
            self.found.lines[-1] += f" 至多{decimal(outcome.points)}分"
            return
        if "百分点" in outcome.words:
            raise Unread(outcome.words)
        for pattern in (_EACH, _PER, _GLUED):
            match = pattern.fullmatch(outcome.words)
            if match is None:
                continue
            what = re.sub("^(?:发现|出现|每)(?!的)", "", trimmed(match["what"])) + trimmed(match["rest"])
            unit = match["unit"]
            if not what or "百分点" in unit or unit == "%":
                continue
            what = what if len(what) > 1 else f"{self.name}{what}"
            unit = "个工作日" if unit == "工作日" else unit
            part = ""
            if (match["n"] or "1") != "1":
                part = f" 零头{self.part or '不计'}"
                if not self.part:
                    self.found.doubts.append(_part_doubt(f"{match['n']}{unit}"))
            self.found.lines.append(f"扣分 「{_label(what)}」 每{match['n'] or 1}{unit} {points}{part}")
            return
        if not outcome.words or re.search(r"\d|每", outcome.words):
            raise Unread(outcome.words)
        self.found.lines.append(f"扣分 「{_label(outcome.words)}」 {points}")
        self.found.doubts.append(f"「{unfolded(outcome.words)}」不论多少，共扣一次")

    # Items

    def _listed(self, told: list[Outcome], taken: list[Outcome], ranges: dict[int, Range | None]) -> None:
        items: list[Outcome] = []
        zeros: list[Outcome] = []
        for outcome in told:
            if outcome.kind == "points" and outcome.words != "否则":
                items.append(outcome)
            elif outcome.kind == "full":
                items.append(evolve(outcome, kind="points", points=self.points))
            elif outcome.kind == "zero" and self._is_rest(outcome, items, ranges):
                continue
            elif outcome.kind == "zero" and outcome.words:
                zeros.append(outcome)
            else:
                raise Unread(outcome.words)
        total = sum((item.points for item in items), Fraction(0))
        single = len(items) == 1 and total == self.points and not taken
        for outcome in zeros if items or taken else ():
            if single and _DENIED.match(outcome.words):
                self.found.doubts.append(f"「{unfolded(outcome.words)}」读作「{unfolded(items[0].words)}」的反面")
            else:
                self._override(outcome)
        if not items and not taken and zeros and len(zeros) == len(told) and not self.is_part:
            for outcome in zeros:
                self.found.lines.append(f"扣分 「{_label(outcome.words)}」 扣{decimal(self.points)}分")
            self.found.doubts.append("得满分的条件没有印，读作没有这种情形得满分")
            return
        if taken and (not items or (len(items) == 1 and total == self.points)):
            for outcome in taken:
                self._deduction(outcome)
            return
        if len(items) > 1 and max(item.points for item in items) == self.points:
            raise Unread("；".join(item.words for item in items))
        if total != self.points:
            raise Unread(f"各条相加{decimal(total)}分，不是{decimal(self.points)}分")
        if self.partly and not zeros:
            self._judged(items, taken)
            return
        said = [o for o in taken if _SAME_AGAIN.fullmatch(o.words) and all(o.points == item.points for item in items)]
        if said and len(items) > 1:
            self.found.doubts.append(f"「{unfolded(said[0].words)}」说的就是各条不得分，没有另扣")
            taken = [o for o in taken if o not in said]
        owners = [_owner(outcome, items) for outcome in taken]
        base = sum(
            (item.points for item in {id(item): item for item in owners if item is not None}.values()), Fraction(0)
        )
        if taken:
            self.found.lines.append(f"基础分 {decimal(base)}分")
        if None in owners:
            self.found.doubts.append("既有得分又有扣分：同一错误只在一处扣，还是两处都扣，没有印")
        for item in items:
            if any(item is owner for owner in owners):
                continue
            if not item.words:
                raise Unread(f"得{decimal(item.points)}分")
            found = ranges.get(id(item))
            if found is not None and found.of:
                rows = [found]
                self.found.doubts += meet(rows, [True])
                self.found.lines.append(
                    f"满足 {self._value(found.of, found.unit)} {rows[0].row} 得{decimal(item.points)}分"
                )
            else:
                self.found.lines.append(f"满足 「{_label(item.words)}」 得{decimal(item.points)}分")
        for outcome, owner in zip(taken, owners, strict=True):
            self._deduction(outcome)
            if owner is not None:
                most = f"{decimal(owner.points)}分"
                self.found.lines[-1] += f" 至多{most}"
                self.found.doubts.append(f"「{unfolded(outcome.words)}」只从「{unfolded(owner.words)}」的{most}中扣")

    def _judged(self, items: list[Outcome], taken: list[Outcome]) -> None:
        """部分符合的酌情扣分: somebody decides of each item."""
        if taken or any(not item.words for item in items):
            raise Unread(self.partly)
        if len(items) == 1:
            self.found.lines.append(f"评议 0分至{decimal(self.points)}分")
            self.found.doubts.append(f"「{self.partly}」读作由评价组在0分到满分之间评定")
            self.partly = ""
            return
        for item in items:
            points = f"{decimal(item.points)}分"
            self.found.lines += [f"评分点 {_heading(item.words)} {points}", f"  评议 0分至{points}"]
        self.found.doubts.append(f"「{self.partly}」读作各条由评价组在0分到该条分值之间评定")
        self.partly = ""

    def _is_rest(self, outcome: Outcome, items: list[Outcome], ranges: dict[int, Range | None]) -> bool:
        """Whether a 不得分 only says what the item before it leaves: 否则, 未按此分类, 大于10%的."""
        if not items:
            return False
        if outcome.words == "" or _REST.fullmatch(outcome.words):
            return True
        if outcome.sentence == items[-1].sentence and _DENIED.match(outcome.words):
            self.found.doubts.append(f"「{unfolded(outcome.words)}」读作没有做到「{unfolded(items[-1].words)}」")
            return True
        found, before = ranges.get(id(outcome)), ranges.get(id(items[-1]))
        return found is not None and before is not None and (found.low, found.high) == (before.high, before.low)


def step_in_band(score: str, part: str) -> str:
    """The score of a row that says 每少1个百分点扣1.6分, with what a part of a step counts; "" where it does not."""
    match = re.fullmatch(rf"(?P<words>每.*)扣(?P<points>{_NUMBER})分", score)
    per = _PER.fullmatch(match["words"]) if match else None
    if match is None or per is None or per["what"] or per["rest"] or per["from"]:
        return ""
    verb = "高" if re.fullmatch(_UP, per["verb"] or "") else "低" if re.fullmatch(_DOWN, per["verb"] or "") else ""
    unit = "个百分点" if per["unit"] in ("%", "百分点") else per["unit"]
    return f"满分 起 每{verb}{per['n'] or 1}{unit} 扣{match['points']}分 零头{part}" if verb else ""


def _part_doubt(step: str) -> str:
    return f"不足{step}的零头怎么算没有印，先写「零头不计」，也可能是「零头按比例」「零头进位」，对照原文选一种"


def _is_step(outcome: Outcome) -> bool:
    """Whether points are taken by the distance of a rate: 每低1个百分点."""
    match = _PER.fullmatch(outcome.words)
    return outcome.kind == "taken" and match is not None and match["unit"] in ("个百分点", "百分点", "%")


def _base_of(what: str) -> Range | None:
    """What the words before 每低1个百分点 measure from: 低于95%的, 以100%为基准."""
    if not what:
        return None
    words = re.sub("[,的]+$", "", what)
    found = range_of(words)
    if found is not None:
        return found
    from_ = re.fullmatch(rf"(?:以|与|较|比)?(?P<value>{_NUMBER}%)(?:为基准|为基数|为标准|相比|为目标值?)?", words)
    return Range("", from_["value"], "", End.IN) if from_ else None


def _side(verb: str, at: Range, denied: bool) -> str | None:
    """Which way points are taken: 低于 or 超过 the edge of a range, as the verb says; None where they disagree."""
    down, up = re.fullmatch(_DOWN, verb) is not None, re.fullmatch(_UP, verb) is not None
    if verb in ("偏离", "偏差"):
        return "偏离"
    if at.low == at.high:
        return "低于" if down else "超过" if up else None
    # 低于95%的，每低1个百分点 names what is below the edge; 达到95%得满分 what is above it.
    below = (not at.low) if denied and at.low_end is not End.IN else bool(at.low)
    if (down and not below) or (up and below):
        return None
    return "低于" if below else "超过"


def _complement(known: Sequence[Range]) -> Range:
    """The one stretch that rows leave between, above or below them. Raises Unread where there is none, or two."""
    ordered = sorted(known, key=lambda each: (bool(each.low), size(each.low or "0")))
    edges = [("", ordered[0].low), *((a.high, b.low) for a, b in pairwise(ordered))]
    edges.append((ordered[-1].high, ""))
    gaps = [(low, high) for low, high in edges if (low or high) and not _equal(low, high)]
    # Before the first row and behind the last there is a stretch only where they have an end.
    if len(gaps) != 1:
        raise Unread("")
    [(low, high)] = gaps
    return Range("", low, high, End.REST if low else End.OUT, End.REST if high else End.OUT)


def _shared_start(words: Sequence[str]) -> str:
    """What all begin with."""
    shared = takewhile(lambda each: len({*each}) == 1, zip(*words, strict=False))
    return "".join(first for first, *_ in shared)


def _degree(words: str) -> str:
    """The degree that words begin with: 较 of 较合理."""
    return next(degree for degree in _DEGREES if words.startswith(degree))


def _owner(taken: Outcome, items: list[Outcome]) -> Outcome | None:
    """The item whose points a deduction takes away: the only one that says what the deduction denies."""
    denied = re.findall(r"(?:不|未)([\u4e00-\u9fff]{2})", taken.words)
    owners = [item for item in items if any(word in item.words for word in denied)]
    return owners[0] if len(owners) == 1 else None


def _speaks_of(words: str, divisor: str) -> bool:
    """Whether words about what is absent are about a divisor: 无已验收工程 of 已验收的单项工程数."""
    what = re.sub(r"^(?:无|没有|未安排|未发生|未有|不涉及|未涉及)", "", words)
    if what in divisor:
        return True
    of = re.sub("(?:的|总|个|项)*数$", "", divisor)
    rest = iter(divisor)
    return (len(of) > 2 and of in what) or (len(what) > 3 and all(char in rest for char in what))


def _matches(words: str, measure: str) -> bool:
    """Whether a measure may be meant by words: its end, or nothing."""
    bare = measure.strip("「」")
    return not words or bare.endswith(words) or words.endswith(bare) or words[-2:] == bare[-2:]


def _equal(one: str, other: str) -> bool:
    return bool(one) and bool(other) and size(one) == size(other)


def unread_words(explanation: str) -> list[str]:
    """Sentences of an explanation, beside its formulas, that say what counts: such as 机构改革超编不算."""
    text, _ = formulas_in(folded(explanation))
    return [unfolded(part.strip(",")) for part in re.split(r"[;。]", text) if _COUNTS.search(part)]


_COUNTS = re.compile(
    r"不算|算(?:作|入|超)|不计|不含|不包括|除外|扣除|剔除|视为|视同|减去|折算|为准|只计|仅计|按.{1,12}计算|不得超过|最高"
)


def tidy_name(words: str) -> str:
    """A name for a fact or formula."""
    return re.sub(r"[,，、;。\s\"“”「」]", "", words)


def _label(words: str) -> str:
    """Words as a fact on the spot."""
    return re.sub(r"[「」\"“”]", "", words).replace(",", "，")


def _heading(words: str) -> str:
    """Words as the name of a heading."""
    return re.sub(r"[「」\"“”:：=]", "", words).replace(",", "，")


def _name(name: str) -> str:
    """A name in an expression."""
    return name if re.fullmatch(r"[\u4e00-\u9fff]+", name) else f"「{name}」"
