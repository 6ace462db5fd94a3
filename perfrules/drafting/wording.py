"""The printed criterion of a heading → a first guess at its rule, or what of it cannot be read.

A criterion is taken as a row of outcomes (得满分, 得2分, 不得分, 扣0.5分, 按公式计算得分), each with the words before
it as its condition. What remains unread makes the whole of it unread: a guess is made of all of the words or of none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from attrs import define, field, frozen

from perfrules.drafting.formulas import Formula, find_formula, formulas_in, ratio_over
from perfrules.types.show import decimal

_OUTCOME = re.compile(
    r"得满分|(?:得|计|加)(?P<points>\d+(?:\.\d+)?)分|不得分|不计分|扣(?P<taken>\d+(?:\.\d+)?)分|按(?:公式|比例)计算?(?:得分)?"
)
_NOTHING = re.compile(
    r"(?:直至)?(?:该项)?(?:本项)?(?:指标)?(?:得分)?扣完(?:该项分值)?为止|(?:共|计)?满分\d+(?:\.\d+)?分"
)
_NUMERALS = {"一": "1", "两": "2", "二": "2", "三": "3", "五": "5", "十": "10"}
_COMPARED = (
    (r"大于等于|大于或等于|等于或大于|不低于|不小于|不少于|高于或等于|达到|达|≥|>=", "≥"),
    (r"小于等于|小于或等于|等于或小于|不超过|不高于|不大于|≤|<=", "≤"),
    (r"大于|超过|高于|多于|＞|>", "＞"),
    (r"小于|低于|少于|不足|不满|＜|<", "＜"),
    (r"等于|为|＝|=", "＝"),
)
_SIGN = "|".join(words for words, _ in _COMPARED)
_VALUE = r"-?\d+(?:\.\d+)?%?"
_ONE_END = re.compile(rf"(?P<of>[^\d%]*?)(?P<sign>{_SIGN})(?P<value>{_VALUE})(?P<after>以上|以下|以内|及以上|及以下)?")
_BARE = re.compile(rf"(?P<of>[^\d%]+?)(?P<value>{_VALUE})(?P<after>以上|及以上|以下|及以下)?")
_TWO_ENDS = re.compile(
    rf"(?P<of>[^\d%]*?)在?(?P<low_sign>{_SIGN})?(?P<low>{_VALUE})(?:-|—|－|~|～|至|到|和|、)"
    rf"(?P<high_sign>{_SIGN})?(?P<high>{_VALUE})(?:之间)?"
)
_UP_TO = re.compile(rf"(?P<of>[^\d%]*?)增减(?:率)?在?(?P<value>{_VALUE})以内")
_LABELS = ("优秀", "良好", "合格", "基本合格", "一般", "中等", "较差", "不合格", "优", "良", "中", "差")
_LABELLED = re.compile(
    rf"(?P<of>.*?)(?:被)?(?:评)?(?:定)?为?(?P<label>{'|'.join(_LABELS)})(?:等次|等级|档次|档)?的?(?:部门|单位|项目)?"
)
_MOST_ASIDE = 4
"""The characters of words in brackets that are part of a name: 收入（支出）预算数."""
_COUNTERS = "个工作日|工作日|个月|处|次|项|个|人|例|笔|份|条|户|件|天|日"
_EACH = re.compile(
    rf"(?P<what>.*?)的?[，,]?每?(?:发现|出现|出错|发生|有|存在)(?P<n>\d*)(?P<unit>{_COUNTERS})(?P<rest>[^，,]*)"
)
_PER = re.compile(
    r"(?P<what>.*?)[，,]?每(?P<verb>超过|超出|超|低于|低|下降|减少|少|增加|高|延迟|迟)?(?P<n>\d+(?:\.\d+)?)?"
    rf"(?P<unit>个百分点|百分点|%|{_COUNTERS})(?P<rest>[^，,]*)"
)
_GLUED = re.compile(rf"(?P<what>[^\d，,]*?)(?P<n>\d+)(?P<unit>{_COUNTERS})(?P<rest>[^，,]*)")


@frozen
class Outcome:
    """Words and what they give: full, zero, points, taken or formula. `sentence` counts the sentences."""

    words: str
    kind: str
    points: Fraction
    sentence: int
    aside: bool = False
    """Whether it stands in brackets."""


@frozen
class Range:
    """Some values of a measure as a row writes them, with the figures at its ends."""

    of: str
    row: str
    low: str = ""
    high: str = ""
    sign: str = ""


@define
class Guess:
    """The lines of a rule, the facts that it declares, and what an officer has to look at."""

    lines: list[str] = field(factory=list)
    facts: dict[str, str] = field(factory=dict)
    doubts: list[str] = field(factory=list)
    left: list[str] = field(factory=list)
    """Words beside the criterion that may change scores, and are in no line."""


class Unread(Exception):
    """Words that are not understood."""


def guess(name: str, points: Fraction, criterion: str, explanation: str) -> Guess:
    """The rule that a criterion seems to state. Raises Unread with the words that it leaves."""
    text, formulas = formulas_in(folded(criterion))
    _, more = formulas_in(folded(explanation))
    found = _Reading(name, points, (*formulas, *more)).rule(tuple(_outcomes(text)))
    for aside in re.findall(r"\(([^()]*)\)", text):
        if not _OUTCOME.search(aside) and len(aside) > _MOST_ASIDE:
            found.left.append(aside)
    found.left += unread_words(explanation)
    for fact in found.facts:
        if found.facts[fact].startswith("金额") and re.search(
            re.escape(fact) + "(?:是|为|等于|=)[^。;]*减", folded(criterion)
        ):
            found.facts[fact] += " 可负"
    return found


def folded(text: str) -> str:
    """The text without the blanks of its layout, with one spelling for signs and small numbers."""
    text = re.sub(r"[\s　]+", "", text)
    text = re.sub(r"([×*]100%)(?=[\u4e00-\u9fff])", r"\1。", text.replace("＊", "*"))
    text = text.translate(str.maketrans("，；：（）％【】［］", ",;:()%[][]")).replace("*100%", "×100%")
    text = re.sub(
        r"(?<=每|现|错|有|降|低|超|差|少)([一两二三五十])(?=个|处|次|项|人|天)", lambda m: _NUMERALS[m[1]], text
    )
    return re.sub(r"(?<![一二三四五六七八九十\d])一(?=处|项|次|人|个)", "1", text)


def _without_title(text: str) -> str:
    """The text behind a name that it begins with: 部门预算的完整性。…"""
    return re.sub(r"^[^。;,得扣\d]{2,24}。(?=.)", "", text).lstrip("。;,")


def _outcomes(text: str) -> Iterator[Outcome]:
    """The outcomes of a text in order. Raises Unread where words have none."""
    text = _without_title(_NOTHING.sub("", text))
    for aside in re.findall(r"\(([^()]*)\)", text):
        if _OUTCOME.search(aside):
            yield from (Outcome(o.words, o.kind, o.points, -1, True) for o in _of_sentence(aside, -1))
    text = re.sub(r"\([^()]*\)", "", text)
    for number, sentence in enumerate(re.split(r"[;。]", text)):
        yield from _of_sentence(sentence, number)


def _of_sentence(sentence: str, number: int) -> Iterator[Outcome]:
    rest = _NOTHING.sub("", sentence)
    start = 0
    for match in _OUTCOME.finditer(rest):
        words = _trimmed(rest[start : match.start()])
        start = match.end()
        if match["points"] is not None:
            given = Fraction(match["points"])
            yield Outcome(words, "points" if given else "zero", given, number)
        elif match["taken"] is not None:
            yield Outcome(words, "taken", Fraction(match["taken"]), number)
        elif "满分" in match[0]:
            yield Outcome(words, "full", Fraction(0), number)
        elif match[0].startswith("按"):
            yield Outcome(words, "formula", Fraction(0), number)
        else:
            yield Outcome(words, "zero", Fraction(0), number)
    left = _trimmed(rest[start:])
    if left:
        raise Unread(left)


def _trimmed(words: str) -> str:
    words = re.sub(r"^(?:[,、:的]|另|或者?|其中|并且)+", "", words)
    return re.sub(r"(?:[,、:]|的|时|者|分别|情况)+$", "", words)


def _sign(words: str) -> str:
    return next(sign for pattern, sign in _COMPARED if re.fullmatch(pattern, words))


def _range(words: str) -> Range | None:
    """The values that words speak of."""
    match = _UP_TO.fullmatch(words)
    if match:
        value = match["value"]
        return Range(_measure(match["of"]) or "变动率", f"[−{value}, {value}]", f"-{value}", value)
    match = _TWO_ENDS.fullmatch(words)
    if match:
        low, high = _ordered(match["low"], match["high"])
        shut = bool(match["low_sign"])
        row = f"{'[' if shut else '('}{_figure(low)}, {_figure(high)}{']' if shut else ')'}"
        return Range(_measure(match["of"]), row, low, high)
    match = _ONE_END.fullmatch(words)
    if match:
        sign = _sign(match["sign"])
        value = match["value"]
        low, high = (value, "") if sign in "≥＞" else ("", value) if sign in "≤＜" else (value, value)
        return Range(_measure(match["of"]), f"{sign} {_figure(value)}", low, high, sign)
    match = _BARE.fullmatch(words)
    if match and match["value"].endswith("%"):
        after = match["after"] or ""
        sign = "≤" if "下" in after else "≥"
        value = match["value"]
        return Range(_measure(match["of"]), f"{sign} {_figure(value)}", value if sign == "≥" else "", "", sign)
    return None


def _ordered(one: str, other: str) -> tuple[str, str]:
    if "%" in other and "%" not in one:
        one += "%"
    return (one, other) if _size(one) <= _size(other) else (other, one)


def _size(value: str) -> Fraction:
    return Fraction(value.rstrip("%")) / (100 if value.endswith("%") else 1)


def _figure(value: str) -> str:
    return value.replace("-", "−")


def _measure(words: str) -> str:
    return re.sub(r"^(?:该|某|其)|(?:在|的)$", "", words)


@define
class _Reading:
    name: str
    points: Fraction
    formulas: tuple[Formula, ...]
    found: Guess = field(factory=Guess)
    measure: str = ""

    def rule(self, outcomes: tuple[Outcome, ...]) -> Guess:
        if not outcomes:
            raise Unread("")
        labelled = [_LABELLED.fullmatch(outcome.words) for outcome in outcomes]
        if len(outcomes) > 1 and all(labelled) and all(o.kind in ("points", "full", "zero") for o in outcomes):
            return self._labels(outcomes, [match for match in labelled if match])
        asides = [o for o in outcomes if o.aside]
        plain = [o for o in outcomes if not o.aside]
        taken = [o for o in plain if o.kind == "taken"]
        given = [o for o in plain if o.kind != "taken"]
        ranges = {id(o): _range(o.words) for o in given}
        for outcome in asides:
            self._override(outcome)
        if any("百分点" in o.words or o.words.endswith("%") for o in taken):
            self._points_below(plain, ranges)
        elif any(o.kind == "formula" for o in given) or self._is_bands(given, ranges):
            self._bands(given, ranges)
            for outcome in taken:
                self._deduction(outcome)
        else:
            self._listed(given, taken, ranges)
        return self.found

    def _override(self, outcome: Outcome) -> None:
        score = {"full": "满分", "zero": "0分"}.get(outcome.kind)
        if score is None or not outcome.words:
            raise Unread(outcome.words)
        self.found.lines.insert(0, f"特例 当 「{_label(outcome.words)}」 时 {score}")
        self.found.doubts.append(f"「{outcome.words}」读作整个指标{score}")

    # A choice of labels

    def _labels(self, outcomes: tuple[Outcome, ...], matches: list[re.Match[str]]) -> Guess:
        of = tidy_name(next((match["of"] for match in matches if match["of"]), "") or f"{self.name}结果")
        labels = [match["label"] for match in matches]
        if len(set(labels)) < len(labels):
            raise Unread("、".join(labels))
        self.found.facts[of] = f"选项 {' ＞ '.join(labels)}"
        self.found.lines.append(f"评分 {_name(of)}")
        for outcome, label in zip(outcomes, labels, strict=True):
            self.found.lines.append(f"  {label} ：{self._score(outcome)}")
        return self.found

    def _score(self, outcome: Outcome) -> str:
        return {"full": "满分", "zero": "0分"}.get(outcome.kind) or f"{decimal(outcome.points)}分"

    # Bands of a measure

    def _is_bands(self, given: list[Outcome], ranges: dict[int, Range | None]) -> bool:
        """Whether every outcome is about the values of one measure, or what is left of them."""
        known = [ranges[id(o)] for o in given if o.words not in ("否则", "其他", "其余")]
        if (
            not known
            or any(item is None for item in known)
            or (all(o.kind == "points" for o in given) and len(given) > 1)
        ):
            return False
        return len({item.of for item in known if item is not None and item.of}) == 1 or self._same(known)

    def _same(self, known: list[Range | None]) -> bool:
        names = [item.of for item in known if item is not None and item.of]
        return bool(names) and all(names[0].endswith(name[-3:]) or name.endswith(names[0][-3:]) for name in names)

    def _bands(self, given: list[Outcome], ranges: dict[int, Range | None]) -> None:
        rows: list[tuple[Range, str]] = []
        last = ""
        measure = next((r.of for o in given if (r := ranges[id(o)]) is not None and r.of), "")
        if not measure:
            measure = self.name
        head = self._value(measure)
        for outcome in given:
            found = ranges[id(outcome)]
            if found is None:
                if outcome.words in ("否则", "其他", "其余"):
                    last = self._score(outcome)
                    continue
                if outcome.kind == "zero":
                    self.found.lines.insert(0, f"特例 当 「{_label(outcome.words)}」 时 0分")
                    self.found.doubts.append(f"「{outcome.words}」读作整个指标不得分")
                    continue
                raise Unread(outcome.words)
            if outcome.kind == "formula":
                rows.append((found, self._between(found, given, ranges, head)))
            else:
                rows.append((found, self._score(outcome)))
        self._meet(rows)
        width = max(len(row.row) for row, _ in rows)
        self.found.lines.append(f"评分 {head}")
        self.found.lines += [f"  {row.row:<{width}} ：{score}" for row, score in rows]
        if last:
            self.found.lines.append(f"  否则 ：{last}")

    def _between(self, row: Range, given: list[Outcome], ranges: dict[int, Range | None], head: str) -> str:
        """The score of a row that says 按公式: a straight line between the ends that its neighbours state."""
        ends: dict[str, str] = {}
        for outcome in given:
            other = ranges[id(outcome)]
            if other is None or outcome.kind not in ("full", "zero"):
                continue
            score = self._score(outcome)
            if other.high and other.high == row.low:
                ends["low"] = score
            if other.low and other.low == row.high:
                ends["high"] = score
        if row.low and row.high and len(ends) == 2:
            printed = ratio_over(self.formulas, row.low, row.high)
            if not printed:
                self.found.doubts.append("「按公式计算」读作两端之间的直线：没有读到印出的算式")
            return f"线性 {ends['low']} 至 {ends['high']}"
        over = next((f for f in self.formulas if f.is_score and f.over == (row.high or row.low)), None)
        if over is not None:
            return f"{head} ÷ {over.over} × 满分"
        raise Unread("按公式计算得分")

    def _meet(self, rows: list[tuple[Range, str]]) -> None:
        """Ends that no row takes: a stretch between two rows takes them, else the better row, with a doubt."""
        for i, (row, score) in enumerate(rows):
            if row.low and row.high and row.row.startswith("("):
                low = any(other.high == row.low and other.sign == "＜" for other, _ in rows)
                high = any(other.low == row.high and other.sign == "＞" for other, _ in rows)
                text = ("[" if low else "(") + row.row[1:-1] + ("]" if high else ")")
                rows[i] = (Range(row.of, text, row.low, row.high), score)
        for i, (row, score) in enumerate(rows):
            for other, _ in rows:
                if row.sign == "＞" and other.sign == "＜" and row.low == other.high:
                    rows[i] = (Range(row.of, row.row.replace("＞", "≥"), row.low, row.high, "≥"), score)
                    self.found.doubts.append(f"恰好{row.low}没有印，归到「{row.row}」一行")
                    return

    def _value(self, measure: str) -> str:
        """A measure as a formula with the facts of it, or as a fact."""
        measure = tidy_name(measure)
        formula = find_formula(self.formulas, measure)
        if formula is None:
            if measure not in self.found.facts:
                self.found.facts[measure] = "比率"
                self.found.doubts.append(f"「{measure}」怎么算没有读到，作为一项数据填报")
            return _name(measure)
        self.found.lines.append(f"公式 {_name(measure)} ＝ {formula.text}")
        self.found.facts.update(formula.facts)
        for divisor in formula.divisors:
            if not self.found.facts[divisor].endswith("＞0"):
                self.found.facts[divisor] += " ＞0"
            self.found.doubts.append(f"「{divisor}」为0时怎么办没有印，先当作大于0")
        return _name(measure)

    # Deductions

    def _points_below(self, outcomes: list[Outcome], ranges: dict[int, Range | None]) -> None:
        """每低10个百分点扣0.5分, from a base that the outcome before it states."""
        base: Outcome | None = None
        several = sum(o.kind == "points" for o in outcomes) > 1
        total = Fraction(0)
        for outcome in outcomes:
            if outcome.kind != "taken":
                base = outcome
                if outcome.kind not in ("full", "points"):
                    raise Unread(outcome.words)
                total += outcome.points if outcome.kind == "points" else self.points
                continue
            match = _PER.fullmatch(outcome.words)
            found = ranges.get(id(base)) if base is not None else None
            if match is None or found is None or ("点" not in match["unit"] and match["unit"] != "%"):
                self._deduction(outcome)
                continue
            side = "超过" if (match["verb"] or "").startswith(("超", "增", "高")) else "低于"
            head = self._value(found.of or self.name)
            most = f" 至多{decimal(base.points)}分" if several and base is not None else ""
            step = f"每{match['n'] or 1}个百分点"
            at = found.low or found.high
            self.found.lines.append(
                f"扣分 {head} {side} {_figure(at)} {step} 扣{decimal(outcome.points)}分 零头不计{most}"
            )
            self.found.doubts.append(f"不足{match['n'] or 1}个百分点的零头怎么算没有印，先不计")
        if total != self.points:
            raise Unread(f"各条相加{decimal(total)}分")

    def _deduction(self, outcome: Outcome) -> None:
        points = f"扣{decimal(outcome.points)}分"
        for pattern in (_EACH, _PER, _GLUED):
            match = pattern.fullmatch(outcome.words)
            if match is None:
                continue
            what = re.sub("^(?:发现|出现|每)", "", _trimmed(match["what"])) + _trimmed(match["rest"])
            unit = match["unit"]
            if not what or "百分点" in unit or unit == "%":
                continue
            unit = "个工作日" if unit == "工作日" else unit
            self.found.lines.append(f"扣分 「{_label(what)}」 每{match['n'] or 1}{unit} {points}")
            return
        if not outcome.words or re.search(r"\d", outcome.words):
            raise Unread(outcome.words)
        self.found.lines.append(f"扣分 「{_label(outcome.words)}」 {points}")
        self.found.doubts.append(f"「{outcome.words}」不论多少，共扣一次")

    # Items

    def _listed(self, given: list[Outcome], taken: list[Outcome], ranges: dict[int, Range | None]) -> None:
        items: list[Outcome] = []
        for outcome in given:
            if outcome.kind == "points" and outcome.words != "否则":
                items.append(outcome)
            elif outcome.kind == "full":
                items.append(Outcome(outcome.words, "points", self.points, outcome.sentence))
            elif outcome.kind == "zero" and self._is_rest(outcome, items, ranges):
                continue
            elif outcome.kind == "zero" and outcome.words:
                self.found.lines.insert(0, f"特例 当 「{_label(outcome.words)}」 时 0分")
                self.found.doubts.append(f"「{outcome.words}」读作整个指标不得分")
            else:
                raise Unread(outcome.words)
        total = sum((item.points for item in items), Fraction(0))
        if taken and (not items or (len(items) == 1 and total == self.points)):
            for outcome in taken:
                self._deduction(outcome)
            return
        if len(items) > 1 and max(item.points for item in items) == self.points:
            raise Unread("；".join(item.words for item in items))
        if total != self.points:
            raise Unread(f"各条相加{decimal(total)}分，不是{decimal(self.points)}分")
        if len(items) == 1:
            raise Unread(items[0].words)
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
                self.found.lines.append(f"满足 {self._value(found.of)} {found.row} 得{decimal(item.points)}分")
            else:
                self.found.lines.append(f"满足 「{_label(item.words)}」 得{decimal(item.points)}分")
        for outcome, owner in zip(taken, owners, strict=True):
            self._deduction(outcome)
            if owner is not None:
                most = f"{decimal(owner.points)}分"
                self.found.lines[-1] += f" 至多{most}"
                self.found.doubts.append(f"「{outcome.words}」只从「{owner.words}」的{most}中扣")

    def _is_rest(self, outcome: Outcome, items: list[Outcome], ranges: dict[int, Range | None]) -> bool:
        """Whether a 不得分 only says what the item before it leaves: 否则, 未按此分类, 大于10%的."""
        if not items:
            return False
        if outcome.words in ("否则", "") or outcome.sentence == items[-1].sentence:
            return True
        found, before = ranges.get(id(outcome)), ranges.get(id(items[-1]))
        return found is not None and before is not None and (found.low, found.high) == (before.high, before.low)


def _owner(taken: Outcome, items: list[Outcome]) -> Outcome | None:
    """The item whose points a deduction takes away: the only one that says what the deduction denies."""
    denied = re.findall(r"(?:不|未)([\u4e00-\u9fff]{2})", taken.words)
    owners = [item for item in items if any(word in item.words for word in denied)]
    return owners[0] if len(owners) == 1 else None


def unread_words(explanation: str) -> list[str]:
    """Sentences of an explanation, beside its formulas, that say what counts: such as 机构改革超编不算."""
    text, _ = formulas_in(folded(explanation))
    return [part.strip(",") for part in re.split(r"[;。]", text) if _COUNTS.search(part)]


_COUNTS = re.compile(
    r"不算|算(?:作|入|超)|不计|不含|不包括|除外|扣除|剔除|视为|视同|减去|折算|为准|只计|仅计|按.{1,12}计算|不得超过|最高"
)


def tidy_name(words: str) -> str:
    """A name for a fact or formula."""
    return re.sub(r"[,，、;。\s\"“”「」]", "", words)


def _label(words: str) -> str:
    """Words as a fact on the spot."""
    return re.sub(r"[「」\"“”]", "", words).replace(",", "，")


def _name(name: str) -> str:
    """A name in an expression."""
    return name if re.fullmatch(r"[\u4e00-\u9fff]+", name) else f"「{name}」"
