"""A printed criterion → its sentences, each a row of outcomes with the words before it.

Outcomes are 得满分, 得2分, 不得分, 扣0.5分, 按比例得分.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from attrs import frozen

NUMBER = r"\d+(?:\.\d+)?"
_WHOLE = "(?:该项|本项|此项|指标|该指标|本指标|项目)?(?:分值|满分|权重分?|标准分)"
_OUTCOME = re.compile(
    r"(?:得|计|给|记|为)(?:该项|本项|此项|该指标|本指标)?(?:满|全)分|满分(?=$|[,;。、)])|"
    rf"(?:得|计|给|加|记|赋)(?:该项|本项)?(?P<points>{NUMBER})分|"
    rf"(?:得|计|给|记|赋){_WHOLE}的?(?P<share>{NUMBER})%|(?:得|计|给){_WHOLE}的?(?P<half>一半)|(?:得|计|给)(?P<half2>一半)分?|"
    r"不(?:得|计|给|予计|予得|能得)分|(?:得|计|记|为)[零0]分|"
    rf"(?:扣|扣减|扣除|减)(?:该项|本项)?(?P<taken>{NUMBER})分|"
    rf"(?:扣|扣减|扣除){_WHOLE}的?(?P<taken_share>{NUMBER})%|(?:扣|扣减|扣除)(?P<taken_share2>{NUMBER})%的?{_WHOLE}|"
    r"(?:按|按照|依)(?:其)?(?P<done>(?:实际)?完成)?(?:实际|相应|对应|同等|同比例)?"
    r"(?P<how>公式法?|(?:到位|执行|支付|支出)?比例|(?:线性|直线)?(?:内)?插值法?|直线法?|[\u4e00-\u9fff]{0,8}率|百分比)"
    rf"(?:进行)?(?:与|乘以|×|\*)?(?:分值|满分|权重|{NUMBER}分)?(?:之?积|的乘积)?(?:计算|折算|计|给|赋|扣|记|换算)?(?:得分|计分|给分|赋分|扣分|分数|分值|分)?(?=$|[,;。、)])|"
    rf"(?<![\d.~～—\-至到达扣满超高低过于减以前后第])(?P<bare>{NUMBER})分(?=$|[,;。、)])"
)
_NOTHING = re.compile(
    r"超过(?:满分|\d+分)的?,?按(?:满分|\d+分)计算?|(?:得分)?(?:最高|最多)?不超过(?:满分|本项分值|\d+分)|最高得?(?:满分|\d+分)(?=$|[,;。)])|"
    r"(?:直至|直到|至|以|最多)?(?:该项|本项|此项)?(?:指标)?(?:得分|分值|分数)?扣(?:完|至0分|到0分|至零分|光)(?:\d+(?:\.\d+)?分|本项|该项|此项|所有|全部)?(?:指标)?(?:分值|分数|得分|分)?(?:为止|止)?(?=$|[,;。)])|"
    r"(?:共|计|本项|该项|此项)?满分(?:为|共)?\d+(?:\.\d+)?分[,:]?|最低(?:得|为|计)?0分(?=$|[,;。)])"
)
_JUDGED = re.compile("酌情|视情(?:况)?|根据(?:实际)?情况")
_MORE = re.compile(r"计分|给分|赋分|得分(?=[,、]|$)|=(?!\d)|[×÷*]")
"""What says how points are given, within words that should say when."""
_TITLE = re.compile(r"[^。;,得扣\d=]{2,24}[。:](?=.)")
_TAIL = (
    "(?:[,、:]|的|(?<![及按准临])时|者|分别|情况|(?<!否)则|即可|方可|即|"
    ",?(?:该项|本项|此项|该指标|本指标|此指标)(?:指标)?)+"
)
_NUMERALS = {"一": "1", "两": "2", "二": "2", "三": "3", "四": "4", "五": "5", "十": "10"}


class Unread(Exception):
    """Words that are not understood."""


@frozen
class Outcome:
    """Words and what they give.

    Of the kinds full, zero, points, taken; between (by a rate, a proportion or a formula, which `how` names).
    `sentence` counts the sentences, `printed` is how the outcome itself reads.
    """

    words: str
    kind: str
    points: Fraction
    sentence: int
    aside: bool = False
    """Whether it stands in brackets."""
    how: str = ""
    printed: str = ""
    bare: bool = False
    """Whether its points stand without 得."""


def folded(text: str) -> str:
    """The text without the blanks of its layout, with one spelling for signs and small numbers."""
    text = re.sub(r"(?<=[分止])[\r\n\v]+", ";", text)
    text = re.sub(r"[\s　]+", "", text)
    text = text.translate(
        str.maketrans("，；：（）％【】［］０１２３４５６７８９．＝＋＊−﹣", ",;:()%[][]0123456789.=+*--")
    )
    text = re.sub(r"([×*]100%)(?=[\u4e00-\u9fff])", r"\1。", text).replace("*100%", "×100%")
    text = re.sub(r"\(得?(\d+(?:\.\d+)?)分\)", r"得\1分", text)
    text = re.sub(r"(?<!\d)0\.(\d)分", r"0.\1分", text)
    text = re.sub(
        r"(?<=[每现错有降低超差少期迟高生升加延缺减])([一两二三四五十])(?=个|处|次|项|人|天|日|起|例|份|笔|条|户|件|月|年)",
        lambda m: _NUMERALS[m[1]],
        text,
    )
    text = re.sub(
        r"(每[\u4e00-\u9fff]{1,5}?)([一两二三四五十])(?=个|处|次|项|人|天|起|例|份|笔|条|户|件)",
        lambda m: m[1] + _NUMERALS[m[2]],
        text,
    )
    return re.sub(r"(?<![一二三四五六七八九十\d])一(?=处|项|次(?!性)|人|个)", "1", text)


def unfolded(words: str) -> str:
    """Folded words in the punctuation of Chinese print."""
    return words.translate(str.maketrans(",;:()", "，；：（）"))


def without_title(text: str) -> str:
    """The text behind a name or a general remark that it begins with: 部门预算的完整性。…"""
    text = _NOTHING.sub("", text)
    match = _TITLE.match(text)
    return text if match is None or _JUDGED.search(match[0]) else text[match.end() :].lstrip("。;,")


def sentences(text: str) -> list[str]:
    """The sentences of a folded text, those in brackets kept within; words behind the last outcome are their own."""
    found = []
    for sentence in re.split(r"[;。](?![^()]*\))", text):
        rest = re.sub(r"\([^()]*\)|" + _NOTHING.pattern, lambda m: "\x00" * len(m[0]), sentence)
        *_, last = [0, *(match.end() for match in _OUTCOME.finditer(rest))]
        tail = trimmed(rest[last:].replace("\x00", ""))
        if last and tail:
            found += [sentence[:last], sentence[last:].strip(",、")]
        elif sentence.strip(",、"):
            found.append(sentence)
    return found


def outcomes(text: str, points: Fraction) -> Iterator[Outcome]:
    """The outcomes of a text for an indicator of so many points. Raises Unread where words have none."""
    for aside in re.findall(r"\(([^()]*)\)", text):
        if _OUTCOME.search(aside):
            yield from _of_sentence(aside, -1, points, True)
    text = re.sub(r"\((不?)(?:包?含)(?:本数)?(?:\d+(?:\.\d+)?%?)?\)", r"\1含", text)
    text = re.sub(r"\([^()]*\)", "", text)
    for number, sentence in enumerate(re.split(r"[;。]", text)):
        yield from _of_sentence(sentence, number, points, False)


def has_outcome(text: str) -> bool:
    """Whether words say what is given or taken."""
    return _OUTCOME.search(text) is not None


def is_judged(text: str) -> bool:
    """Whether somebody decides: 酌情扣分."""
    return _JUDGED.search(text) is not None


def _of_sentence(sentence: str, number: int, full: Fraction, aside: bool) -> Iterator[Outcome]:
    rest = _NOTHING.sub("", sentence)
    start = 0
    for match in _OUTCOME.finditer(rest):
        words = trimmed(rest[start : match.start()])
        start = match.end()
        if _JUDGED.search(words) or _MORE.search(words):
            raise Unread(words)
        kind, points = _given(match, full)
        each = re.fullmatch("(?P<listed>.*[、,].*)(?:各|均|都)", words) if kind == "points" else None
        for part in re.split("[、,]", each["listed"]) if each else (words,):
            how = (match["done"] or "") + (match["how"] or "")
            yield Outcome(part, kind, points, number, aside, how, match[0], match["bare"] is not None)
    left = trimmed(rest[start:])
    if left:
        raise Unread(left)


def _given(match: re.Match[str], full: Fraction) -> tuple[str, Fraction]:
    points = match["points"] or match["bare"]
    if points is not None:
        return ("points" if Fraction(points) else "zero"), Fraction(points)
    if match["share"] is not None:
        return "points", full * Fraction(match["share"]) / 100
    if match["half"] or match["half2"]:
        return "points", full / 2
    if match["taken"] is not None:
        return "taken", Fraction(match["taken"])
    share = match["taken_share"] or match["taken_share2"]
    if share is not None:
        return "taken", full * Fraction(share) / 100
    if ("满" in match[0] or "全分" in match[0]) and match["how"] is None:
        return "full", Fraction(0)
    if match["how"] is not None:
        return "between", Fraction(0)
    return "zero", Fraction(0)


def trimmed(words: str) -> str:
    """Words without what joins them to those around them."""
    words = re.sub(r"^(?:[,、:的]|另|或者?|其中|并且|[①②③④⑤⑥⑦⑧⑨⑩]|\(\d+\)|\d[.、](?!\d))+", "", words)
    return re.sub(f"{_TAIL}$", "", words)
