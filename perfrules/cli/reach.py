"""`perfrules reach`: what would have to change for a subject to come to a score or a grade."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import define

from perfrules.cli.command import Command, Option, format_option, rubric_argument
from perfrules.cli.inputs import load_rubric, read_sound, solver_of
from perfrules.cli.score import case_option, facts_argument
from perfrules.cli.session import FINDINGS, FINE, UNDECIDED, Session
from perfrules.cli.usage import UsageProblem
from perfrules.source import Words

if TYPE_CHECKING:
    from perfrules.analysis.inverse import Change, Inverse, Several, Target
    from perfrules.api import Rubric
    from perfrules.facts.factset import FactSet
    from perfrules.telling import InWords

_ABOUT = Words(
    "要到某个等级或总分，单改一项数据至少要改到多少：准确到数据的最小单位，别的数据都不变",
    "the least change of one fact that reaches a grade or a total, exactly and on the fact's grid, all else as it is",
)


def command(lang: str) -> Command:
    """The command in a language."""
    grade = Words("要到的等级，或更好", "the grade to reach, or a better one")
    score = Words("要到的总分", "the total to reach")
    change = Words("只看这一项数据，可写几次；缺省看每一项", "look at this fact only, may be given several times")
    smt = Words(
        "把写出的几项数据一起改，由求解器 z3 找（要装 perfrules[smt]）",
        "change the facts that are named together, as the solver z3 finds (needs perfrules[smt])",
    )
    params = [
        rubric_argument(lang),
        facts_argument(lang),
        Option(["--grade"], grade[lang], Words("等级", "GRADE")[lang]),
        Option(["--score"], score[lang], Words("分数", "POINTS")[lang]),
        Option(["--change"], change[lang], Words("数据", "FACT")[lang], multiple=True),
        Option(["--smt"], smt[lang], is_flag=True),
        case_option(lang),
        format_option(lang, "text", "json"),
    ]
    examples = [
        Words(
            "perfrules reach zizhou-2021 zizhou-yibaoju-2021.case --grade 优秀",
            "perfrules reach my.rubric facts.json --grade good",
        )[lang],
        Words(
            "perfrules reach zizhou-2021 facts.json --score 88 --change 预算支出合计",
            "perfrules reach my.rubric facts.json --score 88 --change spending",
        )[lang],
    ]
    return Command("reach", lang, _ABOUT, run, params, examples)


def run(
    session: Session,
    rubric: str,
    facts: str,
    grade: str | None,
    score: str | None,
    change: tuple[str, ...],
    smt: bool,
    case: str | None,
    format: str,
) -> int:
    """Print the changes; the exit code tells whether any will do."""
    from perfrules.proving import inverse_of
    from perfrules.telling import InWords

    if (grade is None) == (score is None):
        raise UsageProblem(
            Words("要写 --grade 或 --score，写一个", "one of --grade and --score is needed"), session.lang
        )
    loaded = load_rubric(session, rubric)
    target = _target(session, loaded, grade, score)
    given = read_sound(session, loaded, facts, case)
    inverse = inverse_of(loaded, given, target)
    names = [_fact(session, loaded, given, name) for name in change]
    text = _Text(session, InWords(loaded), inverse)
    wanted = grade or f"{score}{session[Words('分', ' points')]}"
    if smt and not inverse.reached:
        return _together(session, text, names, wanted, format)
    changes = [] if inverse.reached else list(inverse.changes(names))
    if format == "json":
        session.json(text.data(changes))
    else:
        for line in text.lines(changes, wanted):
            session.out(line)
    return FINE if inverse.reached or any(one.value is not None for one in changes) else FINDINGS


def _together(session: Session, text: _Text, names: Sequence[str], wanted: str, format: str) -> int:
    """Several facts changed together."""
    if len(names) < 2:
        raise UsageProblem(
            Words("--smt 要写出至少两项 --change", "--smt needs two facts or more by --change"), session.lang
        )
    found = text.inverse.several(names, solver_of(session, text.inverse.study))
    if format == "json":
        session.json(text.several_data(found))
    else:
        for line in text.several(found, wanted):
            session.out(line)
    if found.values:
        return FINE
    return FINDINGS if found.least else UNDECIDED


def _target(session: Session, rubric: Rubric, grade: str | None, score: str | None) -> Target:
    from perfrules.analysis.inverse import graded, scored
    from perfrules.proving import study_of

    program = study_of(rubric).program
    if grade is not None:
        found = graded(program, grade)
        if found is None:
            known = "、".join(program.total.ranks)
            zh, en = f"没有等级「{grade}」（有：{known}）", f"no grade `{grade}` (there are: {known})"
            raise UsageProblem(Words(zh, en), session.lang)
        return found
    assert score is not None
    try:
        return scored(program, Fraction(score.removesuffix("分")))
    except (ValueError, ZeroDivisionError):
        raise UsageProblem(Words(f"「{score}」不是分数", f"`{score}` is no figure"), session.lang) from None


def _fact(session: Session, rubric: Rubric, given: FactSet, name: str) -> str:
    from perfrules.diagnostics.suggest import suggest
    from perfrules.facts.read import FactIndex
    from perfrules.types.types import DateType, RowsType, Text

    index = FactIndex.of(rubric.model)
    found = index.find(name)
    if len(found) == 1 and found[0].path in given.values and not isinstance(found[0].type, (DateType, RowsType, Text)):
        return found[0].path
    if len(found) == 1:
        zh, en = f"「{name}」没有给，或不是能改大改小的", f"`{name}` was not given, or is nothing that can be moved"
    elif found:
        several = "、".join(fact.path for fact in found)
        zh, en = f"「{name}」不止一项：{several}", f"`{name}` is several facts: {several}"
    else:
        near = suggest(name, [fact.name for fact in rubric.model.facts])
        zh, en = f"没有数据「{name}」", f"no fact `{name}`"
        if near:
            zh, en = f"{zh}，是不是要写「{near[0]}」？", f"{en}; did you mean `{near[0]}`?"
    raise UsageProblem(Words(zh, en), session.lang)


@define
class _Text:
    """Changes as lines and as data."""

    session: Session
    shown: InWords
    inverse: Inverse

    def lines(self, changes: Sequence[Change], wanted: str) -> Iterator[str]:
        zh = self.session.lang == "zh"
        now = self.inverse.now
        assert now is not None
        yield f"现在{self.outcome(*now)}；要到{wanted}。" if zh else f"Now {self.outcome(*now)}; wanted: {wanted}."
        if self.inverse.reached:
            yield "已经到了。" if zh else "Reached already."
            return
        found = [one for one in changes if one.value is not None]
        never = [one for one in changes if one.value is None and one.least]
        open_ = [one for one in changes if one.value is None and not one.least]
        if found:
            yield "单改一项，至少改到：" if zh else "One fact changed, at least to:"
        for one in found:
            assert one.outcome is not None
            score = one.outcome.scores[""]
            line = f"  {self.shown.fact(one.fact)}：{self.value(one, one.before)} → {self.value(one, one.value)}"
            line += (
                f"（{self.outcome(score, one.outcome.grade)}）"
                if zh
                else f" ({self.outcome(score, one.outcome.grade)})"
            )
            if not one.least:
                line += "，没有证明是最小的改动" if zh else "; not shown to be the least change"
            yield line
        if never:
            stop, more = ("、", "……") if zh else (", ", " …")
            names = stop.join(self.shown.fact(one.fact) for one in never[:6]) + (more if len(never) > 6 else "")
            zh_, en = (
                f"单改这些，改到多少都不行（{len(never)}项）：{names}",
                f"No value of these will do ({len(never)}): {names}",
            )
            yield zh_ if zh else en
        for one in open_:
            name = self.shown.fact(one.fact)
            yield f"  {name}：试得不够，没有定论" if zh else f"  {name}: not decided"

    def several(self, found: Several, wanted: str) -> Iterator[str]:
        from perfrules.types.show import decimal

        zh = self.session.lang == "zh"
        now = self.inverse.now
        assert now is not None
        yield f"现在{self.outcome(*now)}；要到{wanted}。" if zh else f"Now {self.outcome(*now)}; wanted: {wanted}."
        if found.outcome is None or found.change is None:
            never = Words(
                "这几项怎么改都不行（求解器的结论）。", "No values of these will do, by the word of the solver."
            )
            yield self.session[never if found.reason is None else found.reason]
            return
        yield "一起改：" if zh else "Changed together:"
        for name, value in found.values.items():
            before = self.shown.value(name, self.inverse.facts[name])
            yield f"  {self.shown.fact(name)}：{before} → {self.shown.value(name, value)}"
        outcome = self.outcome(found.outcome.scores[""], found.outcome.grade)
        size = decimal(found.change)
        sure = Words("求解器判定再小就不够", "the solver rules a smaller one out")
        open_ = Words("没有证明是最小的", "not shown to be the least")
        what = self.session[sure if found.least else open_]
        yield (
            f"得{outcome}；各项的改动按各自的单位相加是{size}，{what}。"
            if zh
            else f"That gives {outcome}; the changes, each in its unit, add up to {size}: {what}."
        )

    def several_data(self, found: Several) -> dict[str, Any]:
        from perfrules.types.show import exact

        return {
            "method": "solver",
            "values": {name: self.shown.value(name, value) for name, value in found.values.items()},
            "change": None if found.change is None else exact(found.change),
            "least": found.least,
            "total": None if found.outcome is None else exact(found.outcome.scores[""]),
            "grade": None if found.outcome is None else found.outcome.grade,
            "reason": None if found.reason is None else found.reason[self.session.lang],
        }

    def outcome(self, total: Fraction, grade: str | None) -> str:
        from perfrules.types.show import decimal

        text = decimal(total) + self.session[Words("分", " points")]
        return text if grade is None else f"{text} {grade}"

    def value(self, one: Change, value: Any) -> str:
        return self.shown.value(one.fact, value)

    def data(self, changes: Sequence[Change]) -> dict[str, Any]:
        from perfrules.types.show import exact

        now = self.inverse.now
        assert now is not None
        return {
            "total": exact(now[0]),
            "grade": now[1],
            "reached": self.inverse.reached,
            "changes": [
                {
                    "fact": one.fact,
                    "before": self.value(one, one.before),
                    "after": None if one.value is None else self.value(one, one.value),
                    "least": one.least if one.value is not None else None,
                    "impossible": one.value is None and one.least,
                    "total": None if one.outcome is None else exact(one.outcome.scores[""]),
                    "grade": None if one.outcome is None else one.outcome.grade,
                }
                for one in changes
            ],
        }
