"""仅公布: scores without facts. Nothing can be computed again, but what contradicts itself or the rules shows.

Each score is held against what its rule can give at all, against the value published beside it, and against the sum
of its parts; the grade against the total. What stands every trial is consistent, which is less than reproduced.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from attrs import define, field, frozen

from perfrules.api import Rubric
from perfrules.backends import reference
from perfrules.backends.above import combine, place_of, plain, result_of
from perfrules.backends.reference import Instead
from perfrules.cases.attainable import Attainable, Piece, Reach, meets
from perfrules.cases.compare import Printed, Verdict, compare, computed, is_text
from perfrules.cases.printed import read_printed, terms_of
from perfrules.cases.recompute import worth
from perfrules.cases.report import CaseReport, Line
from perfrules.cases.targets import Targets
from perfrules.diagnostics.diagnostic import Diagnostic
from perfrules.facts import errors
from perfrules.facts.factset import FactSet
from perfrules.ir.from_model import lower
from perfrules.ir.nodes import Leaf
from perfrules.ir.simplify import simplify
from perfrules.model.above import STATES
from perfrules.model.model import Formula, Indicator
from perfrules.source import Words
from perfrules.syntax import nodes as n
from perfrules.syntax.folding import name_key
from perfrules.types.show import decimal, show
from perfrules.types.types import POINTS_TYPE, RATIO, Quantity

NO_FACTS = FactSet({})


def check_published(rubric: Rubric, case: n.CaseDecl) -> CaseReport:
    """Whether the figures of a 仅公布 case can stand together under the rules."""
    work = _Consistency(rubric, case)
    work.gather()
    for line in case.published:
        work.take(line)
    return CaseReport(case.name, case, None, tuple(work.problems), tuple(work.lines))


@frozen
class PublishedScores:
    """What a 仅公布 case prints: scores by path, the total and the grade."""

    scores: Mapping[tuple[str, ...], Fraction]
    total: Fraction | None
    grade: str | None


def published_scores(rubric: Rubric, case: n.CaseDecl) -> PublishedScores:
    """The scores that a 仅公布 case prints; of two prints the one that is not said to be wrong."""
    work = _Consistency(rubric, case)
    work.gather()
    scores = {
        node.path: printed.exact for node in rubric.model.walk() if (printed := work.scores.get(id(node))) is not None
    }
    grade = next((line.value for line in case.published if line.what == "grade"), None)
    return PublishedScores(scores, None if work.total is None else work.total.exact, grade)


@define
class _Consistency:
    rubric: Rubric
    case: n.CaseDecl
    targets: Targets = field(init=False)
    attainable: Attainable = field(init=False)
    leaves: dict[str, Leaf] = field(factory=dict)
    names: dict[int, str] = field(factory=dict)
    """The name of each heading in the program, by identity."""
    scores: dict[int, Printed] = field(factory=dict)
    """The score printed of each heading, by identity; the first one that is not said to be wrong."""
    values: dict[int, Printed] = field(factory=dict)
    """The value printed of each formula, by identity."""
    total: Printed | None = None
    lines: list[Line] = field(factory=list)
    problems: list[Diagnostic] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        self.targets = Targets.of(self.rubric.model)
        program = simplify(lower(self.rubric.model, self.rubric.language))
        self.attainable = Attainable(program)
        self.leaves = {leaf.name: leaf for leaf in program.leaves()}
        self.names = {id(node): name for node, name in zip(self.rubric.model.walk(), program.headings, strict=True)}

    def gather(self) -> None:
        """What is printed of each heading and formula, before any of it is judged by the rest."""
        for line in sorted(self.case.published, key=lambda line: line.mismatch is not None):
            if line.what == "total":
                self.total = self.total or self._figure(line, POINTS_TYPE)
            elif line.what in ("score", "subtotal"):
                target = self.targets.score(line)
                found = self._figure(line, POINTS_TYPE)
                if isinstance(target, Indicator) and found is not None:
                    self.scores.setdefault(id(target), found)
            elif line.what == "value":
                measure = self._measure(line)
                if isinstance(measure, Formula) and isinstance(measure.type, Quantity):
                    found = self._figure(line, measure.type)
                    if found is not None:
                        self.values.setdefault(id(measure), found)

    def _figure(self, line: n.Published, type_: Quantity) -> Printed | None:
        if self.rubric.model.results and type_ is POINTS_TYPE:
            place = place_of(self.rubric.model, line.value)
            return None if place is None else Printed(place, 0)
        found = read_printed(line, type_, self.rubric.model.units)
        return None if isinstance(found, Diagnostic) or is_text(line.value) else found

    def _measure(self, line: n.Published) -> Formula | n.Expr | Diagnostic | None:
        target = self.targets.value(line)
        return target.measure if isinstance(target, Indicator) else target

    # Lines

    def take(self, line: n.Published) -> None:
        """The verdict of one line."""
        match line.what:
            case "grade":
                self.grade(line)
            case "total":
                self.points(line, None)
            case "value":
                self.value(line)
            case "recomputed":
                self.recomputed(line)
            case _:
                target = self.targets.score(line)
                if isinstance(target, Diagnostic):
                    self.problems.append(target)
                elif line.what == "rate":
                    self.rate(line, target)
                else:
                    self.points(line, target)

    def say(self, line: n.Published, verdict: Verdict, words: Words) -> None:
        self.lines.append(Line(line, verdict, words))

    def printed(self, line: n.Published, type_: Quantity) -> Printed | None:
        """The figure of a line; None where it is a text or reported as none."""
        if is_text(line.value):
            self.say(line, Verdict.TEXT, Words("—", "—"))
            return None
        found = read_printed(line, type_, self.rubric.model.units)
        if isinstance(found, Diagnostic):
            self.problems.append(found)
            return None
        return found

    def judge(self, line: n.Published, objections: Iterable[Words], within: Words) -> None:
        """The first objection to a figure, or that it is consistent."""
        objection = next(iter(objections), None)
        self.say(line, Verdict.CONSISTENT if objection is None else Verdict.DIFFERS, objection or within)

    # Results

    def result(self, line: n.Published, target: Indicator) -> None:
        """One of the 结果等次, for a heading or as the grade."""
        place = self.place(line)
        if place is None:
            return
        reach = self.attainable.score(self.names[id(target)])
        can = [label for label in self.rubric.model.results if meets(reach, *[self._place(label)] * 2)]
        within = Words(f"得{'、'.join(can)}", f"{', '.join(can)} can be")
        impossible = Words(f"按规则得不到，只能{within.zh}", f"its rule cannot give it, {within.en}")
        objections = [] if meets(reach, place, place) else [impossible]
        self.judge(line, [*objections, *self._by_parts(Printed(place, 0), target)], within)

    def place(self, line: n.Published) -> Fraction | None:
        """The place of a printed result; None where the rubric has none such, which is said."""
        results, place = self.rubric.model.results, place_of(self.rubric.model, line.value)
        if place is None:
            words = Words(f"结果只有{'、'.join(results)}", f"the results are {', '.join(results)}")
            self.say(line, Verdict.DIFFERS, words)
        return place

    def _place(self, label: str) -> Fraction:
        place = place_of(self.rubric.model, label)
        assert place is not None, "one of the results"
        return place

    def final(self, line: n.Published) -> None:
        """The grade of a rubric of results: that of its topmost heading, unless something is vetoed."""
        model = self.rubric.model
        (top,) = (root for root in model.roots() if root.counts)
        if model.top.clauses:
            if self.place(line) is not None:
                self.say(line, Verdict.CONSISTENT, Words("有否决，看不出", "a veto may have held"))
        elif id(top) in self.scores:
            place, printed = self.place(line), self.scores[id(top)]
            if place is not None:
                label = result_of(model, printed.exact)
                told = Words(f"公布的「{top.name}」是{label}", f"`{top.name}` is published as {label}")
                self.say(line, Verdict.CONSISTENT if place == printed.exact else Verdict.DIFFERS, told)
        else:
            self.result(line, top)

    def _by_parts(self, printed: Printed, target: Indicator) -> Iterable[Words]:
        """A score that its heading's clause (择优, 加权, 木桶 …) does not give for those published of its parts."""
        model, known = self.rubric.model, [self.scores.get(id(part)) for part in target.parts]
        if target.adds_up or target.chooses or not target.parts or any(part.loses_points for part in target.parts):
            return
        scores = [score.exact for score in known if score is not None]
        if len(scores) < len(known):
            return
        parts = [plain(model, part, score) for part, score in zip(target.parts, scores, strict=True)]
        found, _ = combine(model, self.rubric.language, target, parts)
        if compare(printed, found.score, may_be_cut=False) is Verdict.DIFFERS:
            told = result_of(model, found.score) if model.results else decimal(found.score)
            yield Words(f"按公布的各项应得{told}{'' if model.results else '分'}", f"the published parts give {told}")

    # Scores

    def points(self, line: n.Published, target: Indicator | None) -> None:
        if self.rubric.model.results and target is not None and target.is_scored:
            self.result(line, target)
            return
        printed = self.printed(line, POINTS_TYPE)
        if printed is None:
            return
        if target is None:
            # A total that is rescaled, capped or vetoed is no plain sum.
            parts = self.sum_of([root for root in self.rubric.model.roots() if root.counts])
            free = not self.rubric.model.top.clauses and not any(n_.loses_points for n_ in self.rubric.model.roots())
            high = self.rubric.model.points
            reach: Reach = (Piece(Fraction(0), None if self.rubric.model.beyond_full else high),)
            self.judge(line, self.objections(line, printed, reach, parts if free else None), _span(reach))
            return
        if not target.is_scored:
            words = STATES[target.state]
            self.say(line, Verdict.CONSISTENT, words)
            return
        reach = self.attainable.score(self.names[id(target)])
        parts = self.sum_of(target.parts) if target.parts and target.adds_up else None
        found = [*self.objections(line, printed, reach, parts), *self._by_value(printed, target)]
        found += self._by_parts(printed, target)
        self.judge(line, found, _span(reach))

    def objections(
        self, line: n.Published, printed: Printed, reach: Reach, parts: tuple[Fraction, int] | None
    ) -> Iterable[Words]:
        if not meets(reach, printed.exact - printed.half, printed.exact + printed.half):
            yield Words(f"按规则得不到，只能{_span(reach).zh}", f"its rule cannot give it, only {_span(reach).en}")
        if parts is not None:
            total, count = parts
            terms = count if line.what == "subtotal" else 1
            if compare(printed, total, terms=terms, may_be_cut=False) is Verdict.DIFFERS:
                yield Words(f"公布的各项相加是{decimal(total)}分", f"the published parts add up to {decimal(total)}")

    def sum_of(self, parts: list[Indicator]) -> tuple[Fraction, int] | None:
        """What the published scores of parts add up to, and how many they are; None where one is not known."""
        found = Fraction(0)
        for part in parts:
            printed = self.scores.get(id(part))
            if printed is not None:
                found += printed.exact
                continue
            below = self.sum_of(part.parts) if part.parts and part.adds_up else None
            if below is None:
                return None
            found += below[0]
        return found, len(parts)

    def _by_value(self, printed: Printed, target: Indicator) -> Iterable[Words]:
        """A score that the value published beside it does not give, whatever was rounded in printing it."""
        measure = target.measure
        if not target.is_leaf or not isinstance(measure, Formula) or id(measure) not in self.values:
            return
        value, model = self.values[id(measure)], self.rubric.model
        found = []
        for tried in (value.exact - value.half, value.exact, value.exact + value.half):
            instead = Instead({id(measure): tried}, offered=frozenset())
            node, _ = reference.evaluate_node(
                model, NO_FACTS, self.rubric.language, errors.MISSING_FACT, target, instead
            )
            if node is None or node.left_out:
                return  # the score needs more than the value
            found.append(node.score)
        # Between the two ends a rule may rise or fall, but a step in it can only lie at what was printed.
        if not min(found) - printed.half <= printed.exact <= max(found) + printed.half:
            assert isinstance(measure.type, Quantity)
            shown, score = show(value.exact, measure.type), decimal(found[1])
            yield Words(f"按公布的{shown}应得{score}分", f"the published {shown} gives {score} points")

    def rate(self, line: n.Published, target: Indicator) -> None:
        printed = self.printed(line, RATIO)
        if printed is None:
            return
        score = self.scores.get(id(target))
        if score is not None and target.points:
            rate = score.exact / target.points
            self.say(line, compare(printed, rate), Words(computed(printed, rate), computed(printed, rate)))
            return
        reach: Reach = (Piece(Fraction(0), Fraction(1)),)
        self.judge(line, self.objections(line, printed, reach, None), Words("0%至100%", "0% to 100%"))

    def grade(self, line: n.Published) -> None:
        model = self.rubric.model
        if model.results:
            self.final(line)
            return
        labels = [grade.label for grade in model.grades]
        if not labels:
            self.problems.append(Diagnostic(errors.NO_GRADE_SCALE, line.span, {"given": line.value}))
            return
        if name_key(line.value) not in map(name_key, labels):
            words = Words(f"等级只有{'、'.join(labels)}", f"the grades are {', '.join(labels)}")
            self.say(line, Verdict.DIFFERS, words)
            return
        total = self.total
        if total is None:
            self.say(line, Verdict.CONSISTENT, Words("没有公布总分", "no total is published"))
            return
        if model.grades_by in ("index", "order"):
            self.say(line, Verdict.CONSISTENT, Words("等级不看总分", "grades are not about the total"))
            return
        half = total.half if model.grade_unrounded else Fraction(0)
        fits = [
            grade.label
            for grade in model.grades
            if any(x in grade.interval for x in (total.exact - half, total.exact, total.exact + half))
        ]
        lowered = any(self.rubric.language.idiom_of(clause).role == "grade-veto" for clause in model.top.clauses)
        if lowered and fits:
            # A veto of the grade may have held.
            ranked = model.ranked_grades()
            fits = ranked[min(ranked.index(label) for label in fits) :]
        same = name_key(line.value) in map(name_key, fits)
        told = Words(f"{decimal(total.exact)}分是{'、'.join(fits)}", f"{decimal(total.exact)} is {', '.join(fits)}")
        self.say(line, Verdict.CONSISTENT if same else Verdict.DIFFERS, told)

    # Values

    def value(self, line: n.Published) -> None:
        measure = self._measure(line)
        if isinstance(measure, Diagnostic):
            self.problems.append(measure)
            return
        type_ = measure.type if isinstance(measure, Formula) else None
        if not isinstance(type_, Quantity) or not isinstance(measure, Formula):
            self.say(line, Verdict.CONSISTENT, Words("没有数据可算", "nothing to compute it from"))
            return
        printed = self.printed(line, type_)
        if printed is None:
            return
        leaf = self.leaves.get(self.names[id(measure.owner)])
        if leaf is not None and leaf.measure is not None and measure.owner.measure is measure:
            reach = self.attainable.measure(leaf.measure)
            if not meets(reach, printed.exact - printed.half, printed.exact + printed.half):
                self.say(line, Verdict.DIFFERS, Words("这个公式得不到这样的值", "its formula cannot give it"))
                return
        self.say(line, Verdict.CONSISTENT, Words("没有数据可算", "nothing to compute it from"))

    def recomputed(self, line: n.Published) -> None:
        """核算 of bare figures can be computed."""
        assert line.expression is not None
        found = worth(self.rubric, NO_FACTS, line.name, line.expression)
        self.problems += found.problems
        if found.problems or not isinstance(found.type, Quantity):
            return
        printed = self.printed(line, found.type)
        if printed is None:
            return
        if found.value is None:
            self.say(line, Verdict.CONVENTION, Words("除数为 0，算不出", "no value: the divisor is 0"))
            return
        assert isinstance(found.value, Fraction)
        told = computed(printed, found.value)
        self.say(line, compare(printed, found.value, terms=terms_of(line.expression)), Words(told, told))


def _span(reach: Reach) -> Words:
    """The scores that can be: a few listed, else from where to where."""
    points = sorted({piece.offset for piece in reach if piece.is_point})
    if len(points) <= 6 and all(piece.is_point for piece in reach):
        listed = [decimal(value) for value in points]
        return Words(f"得{'、'.join(listed)}分", f"{', '.join(listed)} points")
    lows = [piece.low for piece in reach]
    highs = [piece.high for piece in reach]
    low = "−∞" if None in lows else decimal(min(value for value in lows if value is not None))
    high = "∞" if None in highs else decimal(max(value for value in highs if value is not None))
    steps = {piece.step for piece in reach if not piece.is_point}
    step = min((value for value in steps if value), default=Fraction(0)) if Fraction(0) not in steps else Fraction(0)
    if step:
        by = decimal(step)
        return Words(f"在{low}分至{high}分、每{by}分一档", f"{low} to {high} points in steps of {by}")
    return Words(f"在{low}分至{high}分", f"{low} to {high} points")
