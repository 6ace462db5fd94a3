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
    r"得满分|(?:得|计|加)(?P<points>\d+(?:\.\d+)?)分|不得分|不计分|扣(?P<taken>\d+(?:\.\d+)?)分|"
    r"按(?P<done>(?:实际)?完成)?(?:公式|比例|线性插值法?|插值法?)(?:计算?|给)?(?:得分|计分|给分)?"
)
_NOTHING = re.compile(
    r"超过(?:满分|\d+分)的?,?按(?:满分|\d+分)计算?|最高不超过(?:满分|\d+分)|"
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
_ONE_END = re.compile(
    rf"(?P<of>[^\d%]*?)(?P<sign>{_SIGN})(?P<value>{_VALUE})(?P<shut>含)?(?P<after>以上|以下|以内|及以上|及以下)?"
)
_BARE = re.compile(
    rf"(?P<of>[^\d%]*?)(?P<value>{_VALUE})(?P<shut>不?含)?(?P<after>以上|及以上|以下|及以下)?(?P<shut2>不?含)?"
)
_CHAIN = re.compile(rf"(?P<low>{_VALUE})(?P<low_sign>≤|＜|<)(?P<of>[^\d%]+?)(?P<high_sign>≤|＜|<)(?P<high>{_VALUE})")
_TWO_ENDS = re.compile(
    rf"(?P<of>[^\d%]*?)在?(?P<low_sign>{_SIGN})?(?P<low>{_VALUE})(?P<low_shut>不?含)?(?:-|—|－|~|～|至|到|和|、)+"
    rf"(?P<high_sign>{_SIGN})?(?P<high>{_VALUE})(?P<high_shut>不?含)?(?:之间)?"
)
_UP_TO = re.compile(rf"(?P<of>[^\d%]*?)增减(?:率)?在?(?P<value>{_VALUE})以内")
_LABELS = ("优秀", "良好", "合格", "基本合格", "一般", "中等", "较差", "不合格", "优", "良", "中", "差")
_LABELLED = re.compile(
    rf"(?P<of>.*?)(?:被)?(?:评)?(?:定)?为?(?P<label>{'|'.join(_LABELS)})(?:等次|等级|档次|档)?的?(?:部门|单位|项目)?"
)
_MOST_ASIDE = 4
"""The characters of words in brackets that are part of a name: 收入（支出）预算数."""
_COUNTERS = "个工作日|工作日|个月|处|次|项|个|人|例|笔|份|条|户|件|起|天|日"
_TARGET = re.compile(
    r"(?P<of>[^\d%]*?)(?:≥|>=|不少于|不低于|达到|达|完成)?(?P<value>\d+(?:\.\d+)?)(?P<unit>人次|万人次|万人|公里|平方米|%|[人次个项户件场期家所份])"
    r"(?:及?以上)?"
)
_SCORE = re.compile(r"(?P<of>[^×*÷/+\-−()\d]+)[×*](?:(?P<points>\d+(?:\.\d+)?)分?|(?:该?指标)?(?:分值|满分|权重分?))")
_EACH_ITEM = re.compile(
    r"每(?:符合|达到|满足|具备|做到|完成|有)(?:其中)?(?:一|1)[项条个]的?,?得(?P<points>\d+(?:\.\d+)?)分"
)
_NUMBERED = re.compile(r"(?:[①②③④⑤⑥⑦⑧⑨⑩]|\(\d+\)|(?<!\d)\d[.、])")
_EACH = re.compile(
    rf"(?P<what>.*?)的?[，,]?每?(?:发现|出现|出错|发生|有|存在)(?P<n>\d*)(?P<unit>{_COUNTERS})(?P<rest>[^，,]*)"
)
_PER = re.compile(
    r"(?P<what>.*?)[，,]?每(?P<verb>超过|超出|超|逾期|延期|低于|低|下降|减少|少|增加|高|延迟|迟|晚)?(?P<n>\d+(?:\.\d+)?)?"
    rf"(?P<unit>个百分点|百分点|%|{_COUNTERS})(?P<rest>[^，,]*)"
)
_GLUED = re.compile(rf"(?P<what>[^\d，,]*?)(?P<n>\d+)(?P<unit>{_COUNTERS})(?P<rest>[^，,]*)")


_AT_MOST = re.compile("(?:累计|合计)?(?:最多|至多|最高)")
"""Said of all that a deduction takes."""


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
    whole = folded(criterion)
    text, formulas = formulas_in(whole)
    _, more = formulas_in(folded(explanation))
    reading = _Reading(name, points, (*formulas, *more))
    found = reading.numbered(whole) or reading.as_formula(whole)
    if found is None:
        found = reading.rule(tuple(_outcomes(text)))
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
    text = text.translate(str.maketrans("，；：（）％【】［］０１２３４５６７８９．", ",;:()%[][]0123456789.")).replace(
        "*100%", "×100%"
    )
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
    text = re.sub(r"\((不?含)(?:本数)?\)", r"\1", text)
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
            yield Outcome(words, "done" if match["done"] else "formula", Fraction(0), number)
        else:
            yield Outcome(words, "zero", Fraction(0), number)
    left = _trimmed(rest[start:])
    if left:
        raise Unread(left)


def _trimmed(words: str) -> str:
    words = re.sub(r"^(?:[,、:的]|另|或者?|其中|并且)+", "", words)
    return re.sub(r"(?:[,、:]|的|(?<![及按准])时|者|分别|情况)+$", "", words)


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
        signs = match["low_sign"], match["high_sign"]
        ends = [bool(signs[0]) if shut is None else shut == "含" for shut in (match["low_shut"], match["high_shut"])]
        if (low, high) != (match["low"], match["high"]) and low != match["low"] + "%":
            ends.reverse()
        return Range(_measure(match["of"]), _between(low, high, *ends), low, high)
    match = _CHAIN.fullmatch(words)
    if match:
        row = _between(match["low"], match["high"], match["low_sign"] == "≤", match["high_sign"] == "≤")
        return Range(_measure(match["of"]), row, match["low"], match["high"])
    match = _ONE_END.fullmatch(words)
    if match:
        sign = _sign(match["sign"])
        value = match["value"]
        low, high = (value, "") if sign in "≥＞" else ("", value) if sign in "≤＜" else (value, value)
        return Range(_measure(match["of"]), f"{sign} {_figure(value)}", low, high, sign)
    match = _BARE.fullmatch(words)
    if match and match["value"].endswith("%"):
        after = match["after"] or ""
        open_ = "不含" in (match["shut"], match["shut2"])
        sign = ("＜" if open_ else "≤") if "下" in after else "＞" if open_ else "≥"
        low, high = ("", match["value"]) if "下" in after else (match["value"], "")
        return Range(_measure(match["of"]), f"{sign} {_figure(match['value'])}", low, high, sign)
    return None


def _between(low: str, high: str, low_shut: bool, high_shut: bool) -> str:
    return f"{'[' if low_shut else '('}{_figure(low)}, {_figure(high)}{']' if high_shut else ')'}"


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
    absent: list[str] = field(factory=list)
    """What is said to be absent where all points are given."""

    def rule(self, outcomes: tuple[Outcome, ...]) -> Guess:
        if not outcomes:
            raise Unread("")
        outcomes = self._aside(self._target(outcomes))
        if not outcomes:
            return self.found
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

    def numbered(self, text: str) -> Guess | None:
        """①…②…③… 每符合一项得1分; None where it is not written so, or the points do not add up."""
        each = _EACH_ITEM.search(text)
        if each is None or not _NUMBERED.search(text[: each.start()]):
            return None
        items = [_trimmed(part.strip("。;,")) for part in _NUMBERED.split(text[: each.start()])]
        first, items = items[0], [item for item in items[1:] if item]
        rest = re.sub(r"[,;。]?(?:全部|均|都)(?:符合|达到|满足|具备)的?,?得满分", "", text[each.end() :]).strip("。;,")
        if first or _NOTHING.sub("", rest).strip("。;,"):
            return None
        total = Fraction(each["points"]) * len(items)
        if total != self.points:
            raise Unread(f"各条相加{decimal(total)}分，不是{decimal(self.points)}分")
        for item in items:
            self.found.lines.append(f"满足 「{_label(item)}」 得{each['points']}分")
        return self.found

    def as_formula(self, text: str) -> Guess | None:
        """得分=资金到位率×分值; None where it is not written so."""
        equation = re.match(r"(?:该项|本项|指标|某部门)?得分[=＝:](?P<body>[^,;。]+)", text)
        found = _SCORE.fullmatch(equation["body"]) if equation is not None else None
        if equation is None or found is None or Fraction(found["points"] or self.points) != self.points:
            return None
        rest = _NOTHING.sub("", text[equation.end() :]).strip(",;。")
        if rest:
            raise Unread(rest)
        capped = rest != text[equation.end() :].strip(",;。")
        measure = self._value(found["of"])
        for name, kind in self.found.facts.items():
            self.found.facts[name] = "比率 ≥0" if kind == "比率" else kind
        self.found.lines.append(f"得分 ＝ {measure} × 满分 封顶")
        if not capped:
            self.found.doubts.append("超过满分怎么办没有印，先封顶")
        return self.found

    def _target(self, outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
        """≥200人次得满分，未完成的按完成比例得分."""
        done = [o for o in outcomes if o.kind == "done"]
        if not done:
            return outcomes
        match = _TARGET.fullmatch(outcomes[0].words)
        full = outcomes[0].kind == "full" or outcomes[0].points == self.points
        missed = re.fullmatch(r"(?:未|没有)(?:完成|达到|达标|达)(?:目标|的)?|否则|其他|其余|", done[0].words)
        if len(outcomes) != 2 or match is None or not full or missed is None:
            raise Unread("；".join(o.words for o in done) or "按完成比例得分")
        of = _label(re.sub("^(?:实际|全年)", "", match["of"])) or self.name
        self.found.lines.append(f"目标 「{of}」 ≥ {match['value']}{match['unit']} 未达 按完成比例")
        return ()

    def _aside(self, outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
        """What a sentence of its own says of those whom the others do not concern: 无政府采购预算的得满分."""
        kept: list[Outcome] = []
        for place, outcome in enumerate(outcomes):
            alone = sum(other.sentence == outcome.sentence for other in outcomes) == 1
            none = re.match(r"(?:无|没有|不涉及|未安排)", outcome.words)
            if place and alone and none and outcome.kind == "full" and not outcome.aside:
                self.absent.append(_label(outcome.words))
                self._override(outcome)
            else:
                kept.append(outcome)
        return tuple(kept)

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
            or (all(o.kind == "points" for o in given) and len(given) > 1 and not self._is_scale(given))
        ):
            return False
        if self._is_scale(given) and not any(item.of for item in known if item is not None):
            return True
        return len({item.of for item in known if item is not None and item.of}) == 1 or self._same(known)

    def _is_scale(self, given: list[Outcome]) -> bool:
        """Whether several outcomes are steps of one scale and not items that add up."""
        points = [o.points if o.kind == "points" else self.points if o.kind == "full" else Fraction(0) for o in given]
        return len(given) > 1 and max(points) == self.points and sum(points) != self.points

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
            if other is None or outcome.kind not in ("full", "zero", "points"):
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
        self._shared_ends(rows)
        for i, (row, score) in enumerate(rows):
            for other, _ in rows:
                if row.sign == "＞" and other.sign == "＜" and row.low == other.high:
                    rows[i] = (Range(row.of, row.row.replace("＞", "≥"), row.low, row.high, "≥"), score)
                    self.found.doubts.append(f"恰好{row.low}没有印，归到「{row.row}」一行")
                    return

    def _shared_ends(self, rows: list[tuple[Range, str]]) -> None:
        """An end that two rows share: where none takes it, the upper row does; where both do, 以下 does not."""
        for i, (row, score) in enumerate(rows):
            for j, (other, theirs) in enumerate(rows):
                if i == j or not row.low or row.low != other.high:
                    continue
                low_in, high_in = row.row.startswith(("[", "≥")), other.row.endswith("]") or other.sign == "≤"
                if low_in and high_in and other.sign == "≤":
                    text = other.row.replace("≤", "＜")
                    rows[j] = (Range(other.of, text, other.low, other.high, "＜"), theirs)
                    self.found.doubts.append(f"恰好{row.low}归「{row.row}」一行，「以下」不含它")
                elif not low_in and not high_in and row.row.startswith("(") and other.row.endswith(")"):
                    text = "[" + row.row[1:]
                    rows[i] = (Range(row.of, text, row.low, row.high, row.sign), score)
                    self.found.doubts.append(f"恰好{row.low}没有印归哪一行，先归「{text}」")

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
            # 无政府采购预算的得满分: what is absent there is this divisor, so that it may be 0.
            said = next((words for words in self.absent if re.sub(r"^(?:无|没有|未安排)", "", words) in divisor), None)
            if said is not None:
                lines = self.found.lines
                lines[:] = [line.replace(f"当 「{said}」 时", f"当 {_name(divisor)} ＝ 0 时") for line in lines]
                self.found.doubts.append(f"「{said}」读作{divisor}为0")
                continue
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
            if match["unit"] == "%":
                self.found.doubts.append(f"「{match['n'] or 1}%」读作{match['n'] or 1}个百分点")
        if total != self.points:
            raise Unread(f"各条相加{decimal(total)}分")

    def _deduction(self, outcome: Outcome) -> None:
        points = f"扣{decimal(outcome.points)}分"
        if _AT_MOST.fullmatch(outcome.words):
            if not self.found.lines or not re.match("扣分 [^至]*$", self.found.lines[-1]):
                raise Unread(outcome.words)
            self.found.lines[-1] += f" 至多{decimal(outcome.points)}分"
            return
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
