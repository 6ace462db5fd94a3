"""What is printed above and below a table: its title and year, how scores are rounded, the grades."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from attrs import field, frozen

from perfrules.drafting.outcomes import folded
from perfrules.drafting.ranges import Range, meet, range_of

_MOST_TITLE = 80
_TITLE = re.compile(r"[^，。；]{4,}?(?:表|体系|办法|细则|标准)(?:[（(][^（）()]{1,12}[)）])?")
_NO_TITLE = re.compile(r"附\s*[件表]|单位|填报|项目名称|金额|日期|[(（].*[)）]$")
_PLACE = re.compile("[省市县区州旗盟]|20\\d\\d")
_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*年")
_DIGITS = {"一": "1", "两": "2", "二": "2", "三": "3", "四": "4"}
_ROUNDED = re.compile(
    r"(?P<what>[^。;,]{0,20}?)(?:分数?|结果)(?:均|都|统一|按|一律|计算)*(?:四舍五入)?(?:保留|精确|取)(?:到|至)?(?:小数点后)?"
    r"(?P<places>[一两二三四1-4])位(?:小数)?"
)
_LABEL = "优秀|良好|优良|优|良|中等|中|一般|基本合格|不合格|合格|不及格|及格|较差|差"
_IS_LABEL = re.compile(
    rf"(?P<values>.*\d.*?)(?:的|者)?,?(?:评价|绩效|其)*(?:等级|等次|结果)?(?:评|定|确)*(?:为|属于|属|是|评)[“\"「]?(?P<label>{_LABEL})[”\"」]?(?:等次|等级|档次|档|级)?"
)
_LABEL_IS = re.compile(
    rf"[“\"「]?(?P<label>{_LABEL})[”\"」]?(?:等次|等级|档次|档|级)?[(:为](?P<values>[^();。]*?\d[^();。]*?)(?:\)|(?=[;。])|(?=[,、][“\"「]?(?:{_LABEL}))|$)"
)
_SCORING = re.compile("得分|扣分|总分|等级|满分|一票否决|不得评|评价结果|加分")
_FEWEST_GRADES = 3


@frozen
class Around:
    """The lines above and below a table, the nearest to it first and last."""

    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()


@frozen
class Read:
    """What was read around a table, each with the words that say so; what of them was not."""

    title: str = ""
    year: str = ""
    rounding: tuple[str, str] | None = None
    """The statement and the printed words."""
    grades: tuple[tuple[str, str], ...] = ()
    grades_said: str = ""
    doubts: tuple[str, ...] = ()
    left: tuple[str, ...] = field(default=())


def read_around(around: Around) -> Read:
    """What the lines around a table say of the whole rubric."""
    title = _title(around.above)
    year = _YEAR.search(title)
    rounding: tuple[str, str] | None = None
    grades: tuple[tuple[str, str], ...] = ()
    said, doubts, left = "", [], []
    for line in (*around.below, *(each for each in around.above if each != title)):
        for printed in re.findall(r"[^。]+。?", line):
            found_rounding, found_grades = _rounding(printed), _grades(printed)
            if found_rounding and rounding is None:
                rounding = (found_rounding, _shown(printed))
            if found_grades is not None and not grades:
                grades, said, doubts = found_grades[0], _shown(printed), found_grades[1]
            elif (
                not found_rounding
                and line in around.below
                and _SCORING.search(printed)
                and not _TITLE.fullmatch(printed)
            ):
                left.append(_shown(printed))
    return Read(title, year[1] if year else "", rounding, grades, said, tuple(doubts), tuple(left))


def _title(above: Sequence[str]) -> str:
    lines = [re.sub(r"\s+", "", line) for line in above]
    for i in range(len(lines) - 1, -1, -1):
        line = lines[i]
        if not _TITLE.fullmatch(line) or len(line) > _MOST_TITLE or _NO_TITLE.match(line):
            continue
        before = lines[i - 1] if i else ""
        # A long title is set in two lines.
        if not _PLACE.search(line) and _PLACE.search(before) and re.fullmatch(r"[^，。；：:]{4,40}", before):
            return before + line
        return line
    return ""


def _rounding(printed: str) -> str:
    match = _ROUNDED.search(folded(printed))
    if match is None:
        return ""
    places = _DIGITS.get(match["places"], match["places"])
    what = "总分" if re.search("总|最终|最后|综合", match["what"]) else "各项得分"
    return f"舍入 {what} {places}位小数"


def _grades(printed: str) -> tuple[tuple[tuple[str, str], ...], list[str]] | None:
    """Grades with their ranges, and what is not printed of them; None where there are none."""
    text = re.sub(r"\((不?含)(?:本数|\d+分?)?\)", r"\1", folded(printed))
    pairs = [*_pairs(text)]
    ranges = [range_of(_bare(values)) for _, values in pairs]
    known = [each for each in ranges if each is not None]
    labels = [label for label, _ in pairs]
    if len(known) < len(pairs) or len(pairs) < _FEWEST_GRADES or len(set(labels)) < len(labels):
        return None
    doubts = meet(known, [False] * len(known))
    rows = [Range("", r.low, r.high, r.low_end, r.high_end).row for r in known]
    return tuple(zip(labels, rows, strict=True)), doubts


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    found = [*_LABEL_IS.finditer(text)]
    if len(found) >= _FEWEST_GRADES:
        yield from ((match["label"], match["values"]) for match in found)
        return
    for stops in (";。、", ",;。、:"):
        matches = [_IS_LABEL.fullmatch(part) for part in re.split(f"[{stops}]", text)]
        kept = [match for match in matches if match is not None]
        if len(kept) >= _FEWEST_GRADES:
            yield from ((match["label"], match["values"]) for match in kept)
            return


def _bare(values: str) -> str:
    """A range of scores without the word for them."""
    values = re.sub(r"(?<=\d)分", "", values)
    values = re.sub(r"^[^\d]*?(?:得分|总分|评分|分数|分值|成绩|S|s)?(?:在|为)?(?=[\d≥≤＞＜<>大小高低不])", "", values)
    values = re.sub(r"(?<=[≤≥＜＞<>])(?:综合|评价)*(?:得分|总分|评分|分数|S|s)(?=[≤≥＜＞<>])", "得分", values)
    return re.sub(r"[,的]+$", "", values)


def _shown(printed: str) -> str:
    return re.sub(r"\s+", "", printed).rstrip("。；")
