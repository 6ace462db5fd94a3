"""What a check says of a rubric that is otherwise in order: the fast part of the analysis, as messages.

Only what is certain is told: what cannot be reached was shown to be out of reach, and a 性质 that is refuted comes with
facts that production has scored. A 性质 that could not be decided is told as just that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

from attrs import define, evolve, field, frozen

from perfrules.analysis import along, errors
from perfrules.analysis.monotone import Monotone
from perfrules.analysis.reach import Reach, contradiction
from perfrules.analysis.stages import BEFORE_THE_GRADE, BEFORE_THE_SUM, BEHIND_THE_GRADE, Stages
from perfrules.analysis.study import TOTAL, Study
from perfrules.analysis.suspicions import Suspicion, Suspicions
from perfrules.analysis.verdicts import NotApplicable, Proved, Refuted, Undecided, Verdict, Witness
from perfrules.diagnostics import Diagnostic
from perfrules.diagnostics.diagnostic import Fix, Label, in_words
from perfrules.source import Span, Words
from perfrules.types.show import decimal, percent


@frozen
class Declared:
    """A 性质 line: a node never goes against `wanted` as a fact rises.

    Instead of a fact `measure` names a formula, for readers, and `value` is that of the program.
    """

    node: str
    fact: str | None
    wanted: int
    span: Span
    measure: str | None = None
    value: str | None = None


class Shown:
    """How facts and headings are written for readers; handed in from above, where kinds and units are known."""

    def value(self, fact: str, value: Any) -> str:
        """A value of a fact."""
        return str(value)

    def fact(self, fact: str) -> str:
        """A fact, by the name that tells it from every other."""
        return fact

    def node(self, node: str) -> Words:
        """A heading or the total."""
        return Words("总分", "the total") if node == TOTAL else Words(node, node)


CONTRADICTED = Words("约束互相矛盾", "the constraints contradict each other")


@define(slots=False)
class Findings:
    """The fast part of the analysis of one rubric."""

    study: Study
    declared: Sequence[Declared] = ()
    shown: Shown = field(factory=Shown)
    told: frozenset[int] = frozenset()
    """Where a message stands already; what cannot be reached there is not told twice."""
    rounding: Span | None = None
    """The first 舍入 of the rubric, where it has one."""
    rounding_decided: bool = False
    """Whether 依据 or 假定 stands behind it, so that the author knows of the choice."""
    compare: Callable[[], Stages] | None = None
    """Sets the rubric beside itself with another stage of rounding; handed in from above, where rubrics are made."""
    monotone: Monotone = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.monotone = Monotone(self.study)

    def verdict(self, item: Declared) -> Verdict:
        """The answer to a declared 性质."""
        if contradiction(self.study) is not None:
            return NotApplicable(CONTRADICTED)
        if item.fact is None:
            assert item.value is not None
            return along.never_along(self.monotone, item.node, item.value, item.wanted)
        return self.monotone.never(item.node, self.study.space.numbers[item.fact], item.wanted)

    def messages(self) -> Iterator[Diagnostic]:
        """Everything that a check tells."""
        clash = contradiction(self.study)
        if clash is not None:
            texts = [f"「{rule.source.origin.span.text.strip()}」" for rule in clash]
            labels = tuple(Label(rule.source.origin.span, Words("与它合不到一起", "clashes")) for rule in clash[1:])
            yield Diagnostic(errors.CONTRADICTION, clash[0].source.origin.span, {"constraints": texts}, labels)
            return
        for item in self.declared:
            found = self._property(item)
            if found is not None:
                yield found
        yield from self._reach()
        yield from map(self._suspicion, Suspicions(self.study).all())

    def of_rules(self) -> Iterator[Diagnostic]:
        """What is told of single rules, whatever becomes of the others: slips, and what nothing reaches."""
        if contradiction(self.study) is None:
            yield from self._reach(whole=False)
            yield from map(self._suspicion, Suspicions(self.study).all())

    @cached_property
    def stages(self) -> Stages | None:
        """Whether the stage of rounding changes a grade; None where that cannot be asked."""
        return None if self.compare is None or contradiction(self.study) is not None else self.compare()

    def remarks(self) -> Iterator[Diagnostic]:
        """What is told beside the messages of a check, by `health`: it is true, and no fault."""
        found = self.stage_remark
        if found is not None and not self.rounding_decided:
            yield found

    @cached_property
    def stage_remark(self) -> Diagnostic | None:
        """Facts whose grade hangs on the stage of rounding, in words."""
        found = self.stages
        if found is None or not isinstance(found.verdict, Refuted) or self.rounding is None or found.other is None:
            return None
        witness = found.verdict.witness
        texts = [
            _STAGES[stage](decimal(figure))
            for stage, figure in zip((found.declared, found.instead), found.read, strict=True)
        ]
        moved = [(self.shown.node(name), f"{decimal(a, 4)}→{decimal(b)}") for name, a, b in found.moved]
        zh = "、".join(f"{name.zh} {by}" for name, by in moved)
        en = ", ".join(f"{name.en} {by}" for name, by in moved)
        args: dict[str, object] = {
            "mine": texts[0],
            "theirs": texts[1],
            "grade": witness.grades[0] or "—",
            "other": found.other.grade or "—",
            "moved": Words(f"（舍入改了：{zh}）" if moved else "", f" (rounded: {en})" if moved else ""),
        }
        return Diagnostic(errors.ROUNDING_STAGE, self.rounding, args)

    def _property(self, item: Declared) -> Diagnostic | None:
        verdict = self.verdict(item)
        text = item.span.text.strip()
        match verdict:
            case Proved() | NotApplicable():
                return None
            case Refuted(witness=witness):
                args = {"property": text, **self.pair(item.node, witness)}
                return Diagnostic(errors.PROPERTY_REFUTED, item.span, args, fixes=self._other_way(item))
            case Undecided(reason=reason, searched=searched):
                trials = str(searched.trials if searched is not None else 0)
                args = {"property": text, "reason": reason, "trials": trials}
                return Diagnostic(errors.PROPERTY_OPEN, item.span, args)

    def _other_way(self, item: Declared) -> tuple[Fix, ...]:
        """A 性质 turned round, where that is proved."""
        way = next((word for word in _OTHER_WAY if word in item.span.text), None)
        if way is None or not isinstance(self.verdict(evolve(item, wanted=-item.wanted)), Proved):
            return ()
        at, other = item.span.start + item.span.text.rindex(way), _OTHER_WAY[way]
        title = Words(f"改为「{other}」，这是证得出的", f"`{other}`, which is proved")
        return (Fix(title, ((Span(item.span.source, at, at + len(way)), other),)),)

    def pair(self, node: str, witness: Witness) -> dict[str, object]:
        """The slots of a message about two fact sets."""
        changed = witness.changed
        if changed is None:
            return self._several(node, witness)
        first, second = witness.facts
        others = [
            (self.shown.fact(name), self.shown.value(name, first[name]))
            for name in witness.relevant
            if name != changed and name in first
        ]
        zh = "、".join(f"{name}＝{value}" for name, value in others[:4]) + ("等" if len(others) > 4 else "")
        en = ", ".join(f"{name} = {value}" for name, value in others[:4]) + (" …" if len(others) > 4 else "")
        return {
            "fact": self.shown.fact(changed),
            "before": self.shown.value(changed, first[changed]),
            "after": self.shown.value(changed, second[changed]),
            "node": self.shown.node(node),
            "low": Words(f"{decimal(witness.scores[0])}分", f"{decimal(witness.scores[0])}"),
            "high": Words(f"{decimal(witness.scores[1])}分", f"{decimal(witness.scores[1])} points"),
            "others": Words(f"（{zh}）" if zh else "", f" ({en})" if en else ""),
        }

    def _suspicion(self, item: Suspicion) -> Diagnostic:
        args: dict[str, object] = {}
        for name, value in item.args.items():
            if item.kind == "reversed-ramp" and name in ("before", "after"):
                continue
            if isinstance(value, Fraction):
                figure = decimal(value)
                args[name] = figure if name == "edge" else Words(f"{figure}分", figure)
            else:
                text = name == "text" or item.kind == "same-condition-twice"
                args[name] = self._called("text" if text else name, str(value))
        edge = item.args.get("edge")
        if isinstance(edge, Fraction):
            args["percent"] = percent(edge)
        if item.kind == "reversed-ramp":
            args["beside"] = _beside(item.args)
        if item.kind == "override-changes-nothing":
            args["score"] = decimal(item.args["score"])  # type: ignore[arg-type]
        fixes = (Fix(_MENDED[item.kind](args), item.edits),) if item.edits else ()
        return Diagnostic(_SUSPICIONS[item.kind], item.span, args, fixes=fixes)

    def _called(self, slot: str, name: str) -> object:
        """A fact, or a heading or formula, by its name; a text as it is."""
        return (
            name if slot == "text" else self.shown.fact(name) if slot in ("fact", "unused") else self.shown.node(name)
        )

    def _several(self, node: str, witness: Witness) -> dict[str, object]:
        """The slots of a message about two fact sets that differ in several facts."""
        first, second = witness.facts
        moved = [name for name in witness.relevant if name in first and first[name] != second.get(name)]
        sides = [
            "、".join(f"{self.shown.fact(name)}＝{self.shown.value(name, facts[name])}" for name in moved)
            for facts in (first, second)
        ]
        low, high = (decimal(score) for score in witness.scores)
        return {
            "fact": Words("数据", "facts"),
            "before": sides[0],
            "after": sides[1],
            "node": self.shown.node(node),
            "low": Words(f"{low}分", low),
            "high": Words(f"{high}分", f"{high} points"),
            "others": Words("", ""),
        }

    def _reach(self, whole: bool = True) -> Iterator[Diagnostic]:
        reach = Reach(self.study, self.monotone.ranges)
        unmoved = list(reach.unmoved())
        still = {leaf.name for leaf, _ in unmoved}
        for leaf, score in unmoved:
            args = {"name": leaf.origin.path[-1], "score": decimal(score)}
            yield Diagnostic(errors.NEVER_MOVES, leaf.origin.span.head(), args)
        for item in reach.unreached():
            if item.leaf in still or item.span.start in self.told:
                continue
            if item.kind == "guard":
                yield Diagnostic(errors.UNREACHED_GUARD, item.span.head())
            elif item.kind == "clause":
                yield Diagnostic(errors.CLAUSE_NEVER_COUNTS, item.span.head())
            else:
                why = Words("数据到不了这里", "no facts lead here")
                yield Diagnostic(errors.UNREACHED_ROW, item.span.head(), {"why": why})
        for leaf, most in reach.short_of_full():
            if leaf.name not in still:
                args = {"name": leaf.origin.path[-1], "most": decimal(most), "points": decimal(leaf.points)}
                yield Diagnostic(errors.FULL_MARKS_UNREACHED, leaf.origin.span.head(), args)
        if not whole:
            return
        total = self.monotone.ranges.total
        for grade in reach.grades_out_of_reach():
            ends = {"low": _end(total.low), "high": _end(total.high)}
            yield Diagnostic(errors.GRADE_UNREACHED, grade.origin.span.head(), {"label": grade.label, **ends})


_STAGES: dict[str, Callable[[str], Words]] = {
    BEFORE_THE_SUM: lambda n: Words(f"各项先舍入再相加得{n}分，", f"each score rounded before the sum: {n},"),
    BEFORE_THE_GRADE: lambda n: Words(f"只舍入总分得{n}分，", f"only the total rounded: {n},"),
    BEHIND_THE_GRADE: lambda n: Words(f"按未舍入的总分{n}分，", f"by the total before rounding, {n}:"),
}
_OTHER_WAY = {"不减": "不增", "不增": "不减", "never falls": "never rises", "never rises": "never falls"}
_SUSPICIONS = {kind.name: kind for kind in errors.KINDS}


_MENDED: dict[str, Callable[[Mapping[str, object]], Words]] = {
    "reversed-ramp": lambda args: Words("两头对调", "turn its ends round"),
    "other-measure": lambda args: Words(
        f"改用「{in_words(args['own'], 'zh')}」", f"use `{in_words(args['own'], 'en')}`"
    ),
    "other-fact": lambda args: Words(
        f"改用「{in_words(args['unused'], 'zh')}」", f"use `{in_words(args['unused'], 'en')}`"
    ),
    "score-dips": lambda args: Words("两行的分数对调", "change the scores of two rows over"),
    "grades-of-rates": lambda args: Words("按得分率分等级", "grade by the rate"),
    "hundred-left-over": lambda args: Words("写成「× 100%」", "write × 100%"),
    "hundred-in-score": lambda args: Words("写成「× 100%」", "write × 100%"),
}
"""What the change of a text does that mends a slip."""


def _beside(args: Mapping[str, object]) -> Words:
    """The scores of the rows below and above a ramp."""
    rows = []
    for name, where in (("before", Words("下面一行", "the row below")), ("after", Words("上面一行", "the row above"))):
        score = args[name]
        if isinstance(score, Fraction):
            rows.append(Words(f"{where.zh}是{decimal(score)}分", f"{where.en} gives {decimal(score)}"))
    return Words("、".join(row.zh for row in rows), ", ".join(row.en for row in rows))


def _end(value: Fraction | None) -> str:
    return "∞" if value is None else decimal(value)
