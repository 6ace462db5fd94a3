"""What a score is: the total, the grade, and every node with its value, its points and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

from attrs import Factory, field, fields, frozen

from perfrules.model.names import key_path
from perfrules.model.protocols import Reason
from perfrules.result.steps import in_one, sentences
from perfrules.source import Words
from perfrules.syntax import nodes as n
from perfrules.types.interval import Interval
from perfrules.types.show import decimal, exact, show
from perfrules.types.types import Type, Unit, Value

SCORED, OVERRIDDEN, NOT_APPLICABLE, SUMMED = "scored", "override", "not-applicable", "sum"
"""How a node came to its score: by its rule, by a 特例, by 不适用, or as the sum of its children."""
AGGREGATED = "aggregate"
"""By what counts its children in another way: 择优, 择劣, 取均值, 取第k, 加权, 只可择其一, 内按."""
LEFT_OUT, SHARED_OUT = "left-out", "shared-out"
"""不计入: it has no score and its points count nowhere; or the parts beside it share them."""
NOT_CHOSEN = "not-chosen"
"""It stands in a part of a 只可择其一 that was not chosen: it has no score, and its points count nowhere."""
UNUSED, UNPUBLISHED = "unused", "unpublished"
"""空 and 分值 未公布: printed, with neither points nor a score."""
UNRECORDED = "unrecorded"
"""未录: it has points, and what it scores is not known."""
NOT_COMPUTED = "not-computed"
"""未计算: nothing was asked of it, since the subject gets no score."""
NOT_RATED, NOT_ELIGIBLE = "not-rated", "not-eligible"
"""不予评分 and 不参评: a subject that gets no score at all, which is not 0."""


@frozen
class NodeResult:
    """One heading of one subject.

    `points` is its full marks and `score` what it got, both in 分; `value` its 指标值 (None where it has none, or
    it was not needed), held in base units and shown by `shown_value`; `status` one of scored, override,
    not-applicable, sum, aggregate, left-out, shared-out, not-chosen, unused, unpublished, unrecorded; `reasons` the
    steps of its score in order; `notes` its 依据 and 假定. `applicable` is out of how many points it was scored: fewer
    than `points` where parts are 不计入, 0 where it is so itself. `counted` is False for an alternative that was not
    taken, and all below it. Where a part is 未录, `score` is the least that it can be and `high` the most; elsewhere
    they are one.
    """

    name: str
    path: tuple[str, ...]
    depth: int
    points: Fraction
    score: Fraction
    unrounded: Fraction
    value: Value | None
    value_type: Type | None
    value_unit: Unit | None
    status: str
    reasons: tuple[Reason, ...]
    notes: tuple[n.Note, ...]
    is_leaf: bool
    applicable: Fraction = field(default=Factory(lambda self: self.points, takes_self=True), repr=False)
    counted: bool = field(default=True, repr=False)
    adjusts: bool = field(default=False, repr=False)
    """Whether it is 加减分 or below it: it has no points, its score comes on top."""
    high: Fraction = field(default=Factory(lambda self: self.score, takes_self=True), repr=False)
    lower_is_better: bool = field(default=False, repr=False)
    apart: bool = field(default=False, repr=False)
    """Whether it is 不计分, or below what is: it has a score, which is part of nothing."""
    label: str = field(default="", repr=False)
    """Its result, where results are 结果等次 and not points; `score` is then its place from the worst, 0."""

    @property
    def left_out(self) -> bool:
        """Whether its points count nowhere for this subject: 不计入, or not chosen."""
        return self.status in (LEFT_OUT, SHARED_OUT, NOT_CHOSEN)

    @property
    def has_score(self) -> bool:
        """Whether it is scored at all."""
        return not self.left_out and self.status not in (UNUSED, UNPUBLISHED, NOT_COMPUTED)

    @property
    def is_known(self) -> bool:
        """Whether its score is known; it is not where a part is 未录."""
        return self.high == self.score

    @property
    def lost(self) -> Fraction:
        """How much worse its score is than the best it is meant to be, as far as it is known: the points short of its
        full marks; where a lower score is better, the points scored. Below 0 where it has more than its full marks
        (范围, 加减分). The steps of a leaf (`Reason.lost`) add up to it."""
        return self.score if self.lower_is_better else self.applicable - self.high

    @property
    def rate(self) -> Fraction | None:
        """得分率: score by the points that apply."""
        return self.score / self.applicable if self.applicable else None

    @property
    def shown_value(self) -> str:
        """The 指标值 as people read it; empty where there is none."""
        if self.value is None or self.value_type is None:
            return ""
        return show(self.value, self.value_type, self.value_unit)

    def reason(self, lang: str = "zh") -> str:
        """Every step of the score, in one text."""
        text = in_one(self.reasons, lang)
        return text + ("。" if lang == "zh" else ".") if text else ""

    def assumptions(self) -> tuple[n.Note, ...]:
        """The 假定 that this score rests on: those of the heading and of the rules that were used."""
        return self._notes("assumption")

    def bases(self) -> tuple[n.Note, ...]:
        """The 依据 of the heading and of the rules that were used."""
        return self._notes("basis")

    def remarks(self) -> tuple[n.Note, ...]:
        """What the author says ("…") of the heading and of the rules that were used."""
        return self._notes("remark")

    def _notes(self, kind: str) -> tuple[n.Note, ...]:
        found = [*self.notes, *(note for reason in self.reasons for note in reason.notes)]
        return tuple(dict.fromkeys(note for note in found if note.kind == kind))


NOTHING_SAID = Words("", "")


@frozen
class Stage:
    """One stage on the way to the total: its name (as `wording` lists them), the figure after it, and why."""

    name: str
    total: Fraction
    why: Words = NOTHING_SAID
    grade: str | None = None
    """The grade, where the stage is one of the grade."""
    high: Fraction = field(default=Factory(lambda self: self.total, takes_self=True), repr=False)
    """The most that the figure can be, where parts are 未录."""


@frozen
class Finding:
    """A 核对 that does not hold, or cannot be checked: its text and both sides as people read them."""

    text: str
    left: str
    right: str
    difference: str
    checked: bool
    remark: str = ""


class NoTotal(ValueError):
    """The total is asked for where there is none: 不予评分, 不参评, or a result that is no total of points."""


class UnknownTotal(NoTotal):
    """The total is asked for where parts of the table are 未录; `low` and `high` say between what it lies."""

    def __init__(self, low: Fraction, high: Fraction) -> None:
        self.low, self.high = low, high
        text = f"{decimal(low)} – {decimal(high)}"
        super().__init__(f"有未录的部分，总分不定：{text}。 parts are not transcribed, the total is not known: {text}.")


@frozen
class Index:
    """结果为: what a rubric comes to beside or instead of a total; the value in base units."""

    name: str
    value: Fraction
    type: Type
    unit: Unit | None

    @property
    def shown(self) -> str:
        """The value as people read it."""
        return show(self.value, self.type, self.unit)


@frozen
class Result:
    """The score of one subject by one rubric.

    `total` is exact; where parts of the table are 未录 it is not known, and `low` and `high` say between what it
    lies. `grade` is None where the rubric has no grades, or where that leaves several, which `grades` then names.
    `nodes` holds every heading, parents first; `stages` each figure on the way to the total; `findings` the 核对 lines
    that do not hold; `hash` the content hash of the rubric used; `subject` who was scored, where the facts say so.
    `judged` says that the total was given by a person (总分 评议) and not computed. `status` is scored, not-rated
    (不予评分) or not-eligible (不参评): then there is no score at all, and `why` says why. `index` is what 结果为
    states; a rubric may have that and no total. `lower_is_better` is 分低为优.
    """

    rubric: str
    title: str
    hash: str
    points: Fraction
    _total: Fraction | Interval | None
    grade: str | None
    nodes: tuple[NodeResult, ...] = field(repr=False)
    stages: tuple[Stage, ...] = field(repr=False)
    findings: tuple[Finding, ...] = field(default=(), repr=False)
    subject: str = ""
    judged: bool = False
    grades: tuple[str, ...] = ()
    """The grades that the total can have, best first, where it is not known which."""
    status: str = SCORED
    why: Words = NOTHING_SAID
    index: Index | None = None
    lower_is_better: bool = False
    results: tuple[str, ...] = ()
    """The 结果等次 of the rubric, best first: `grade` is then the result, and there is no total."""
    index_name: str = ""
    """What 结果为 states, by its name, also where there is no score at all."""
    lang: str = field(default="zh", repr=False)
    """The language of the rubric's file, in which it is told unless another is asked for."""
    _rest: Callable[[], Result] | None = field(default=None, init=False, eq=False, repr=False)
    """Works out all that is not filled in yet."""

    @staticmethod
    def of_total(
        total: Fraction | Interval | None, grade: str | None, rest: Callable[[], Result], results: tuple[str, ...] = ()
    ) -> Result:
        """A result whose total and grade are known; `rest` gives the whole of it, and is asked when more is wanted."""
        found = object.__new__(Result)
        put = object.__setattr__
        put(found, "_total", total)
        put(found, "grade", grade)
        put(found, "results", results)
        put(found, "_rest", rest)
        return found

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            rest = None if name == "_rest" else self._rest
            if rest is not None and any(name == item.name for item in fields(Result)):
                whole = rest()
                if (whole._total, whole.grade, whole.results) != (self._total, self.grade, self.results):
                    raise RuntimeError("a score is not what the definition says; please report it with its rubric")
                for item in fields(Result):
                    object.__setattr__(self, item.name, getattr(whole, item.name))
            # Another thread may have filled it in meanwhile.
            return object.__getattribute__(self, name)

    @property
    def total(self) -> Fraction:
        """The exact total. Raises NoTotal where there is none, UnknownTotal where it lies from `low` to `high`."""
        if not self.is_known:
            raise UnknownTotal(self.low, self.high)
        return self.low

    @property
    def low(self) -> Fraction:
        """The least that the total can be."""
        return self._ends[0]

    @property
    def high(self) -> Fraction:
        """The most that the total can be."""
        return self._ends[1]

    @property
    def _ends(self) -> tuple[Fraction, Fraction]:
        if self._total is None or self.results:
            why = self.why if self.why.zh else Words("结果不是总分", "the result is none")
            raise NoTotal(f"没有总分：{why.zh}。 there is no total: {why.en}.")
        if isinstance(self._total, Fraction):
            return self._total, self._total
        return cast(Fraction, self._total.low), cast(Fraction, self._total.high)

    @property
    def has_total(self) -> bool:
        """Whether there is a total of points at all."""
        return self._total is not None and not self.results

    @property
    def is_known(self) -> bool:
        """Whether the total is known."""
        return isinstance(self._total, Fraction)

    def __getitem__(self, path: str) -> NodeResult:
        """A heading by its path, shortened while it stays unique; KeyError names what could be meant."""
        query = key_path([path])
        for fits in (
            lambda p: p == query,
            lambda p: p[-len(query) :] == query,
            lambda p: _in_order(p, query),
        ):
            found = [node for node in self.nodes if fits(key_path(node.path))]
            # A heading and its only part may share a name: the part holds the rule.
            if len(found) > 1 and all(found[0].path == node.path[: len(found[0].path)] for node in found):
                found = [node for node in found if node.is_leaf] or found
            if len(found) == 1:
                return found[0]
            if found:
                raise KeyError(f"{path}: " + ", ".join("·".join(node.path) for node in found))
        raise KeyError(path)

    def __iter__(self) -> Iterator[NodeResult]:
        return iter(self.nodes)

    def leaves(self) -> Iterator[NodeResult]:
        """The leaves only, in the order of the table."""
        return (node for node in self.nodes if node.is_leaf)

    def explain(self, lang: str | None = None, lost_only: bool = False) -> str:
        """The whole score in words, as reports put it: each leaf with its figures, and why points were lost; in the
        language of the rubric, or in zh or en."""
        from perfrules.result.explain import explain

        return explain(self, lang or self.lang, lost_only)

    def to_dict(self, lang: str | None = None) -> dict[str, Any]:
        """A JSON-ready mapping; exact figures as strings, texts in the language of the rubric, or in zh or en."""
        lang = lang or self.lang
        return {
            "rubric": self.rubric,
            "title": self.title,
            "hash": self.hash,
            "subject": self.subject,
            "points": exact(self.points),
            "status": self.status,
            **({"why": self.why[lang]} if self.why[lang] else {}),
            **({"total": figure_data(self.low, self.high)} if self.has_total else {}),
            **({"index": _index(self.index)} if self.index is not None else {}),
            **({"lower_is_better": True} if self.lower_is_better else {}),
            "judged": self.judged,
            "grade": self.grade,
            **({"grades": list(self.grades)} if self.grades else {}),
            "stages": [
                {"name": stage.name, "total": figure_data(stage.total, stage.high), "why": stage.why[lang]}
                for stage in self.stages
            ],
            "nodes": [_node(node, lang) for node in self.nodes],
            "findings": [
                {
                    "text": f.text,
                    "left": f.left,
                    "right": f.right,
                    "difference": f.difference,
                    "checked": f.checked,
                    "remark": f.remark,
                }
                for f in self.findings
            ],
        }

    def _repr_html_(self) -> str:
        """The score table, for notebooks."""
        from perfrules.result.html import result_html

        return result_html(self, self.lang)


def _in_order(path: tuple[str, ...], query: tuple[str, ...]) -> bool:
    rest = iter(path)
    return path[-1] == query[-1] and all(part in rest for part in query)


def exact_value(value: Value | None) -> str | bool | None:
    """A value for programs: figures exact as strings, flags as booleans, dates in ISO form."""
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, (str, bool)):
        return value
    return exact(value)


def _index(index: Index) -> dict[str, str]:
    return {"name": index.name, "value": exact(index.value), "shown": index.shown}


def figure_data(low: Fraction, high: Fraction) -> str | dict[str, str]:
    """A figure for programs; where it is not known, between what it lies."""
    return exact(low) if low == high else {"low": exact(low), "high": exact(high)}


def _node(node: NodeResult, lang: str) -> Mapping[str, Any]:
    return {
        "path": "·".join(node.path),
        "name": node.name,
        "depth": node.depth,
        "points": exact(node.points),
        "applicable": exact(node.applicable),
        "score": figure_data(node.score, node.high) if node.has_score and not node.label else None,
        **({"result": node.label} if node.label else {}),
        "unrounded": exact(node.unrounded),
        "lost": exact(node.lost),
        "value": exact_value(node.value),
        "shown": node.shown_value,
        "status": node.status,
        "counted": node.counted,
        "adjusts": node.adjusts,
        "apart": node.apart,
        "reason": node.reason(lang),
        "steps": [
            {
                "text": text,
                "amount": None if reason.amount is None else exact(reason.amount),
                "lost": exact(reason.lost),
                "evidence": list(reason.evidence),
            }
            for reason, text in zip(node.reasons, sentences(node.reasons, lang), strict=True)
        ],
        "remarks": [note.text for note in node.remarks()],
        "assumptions": [note.text for note in node.assumptions()],
        "basis": [note.text for note in node.bases()],
    }
