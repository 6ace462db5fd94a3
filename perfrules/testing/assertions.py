"""What a test asserts of a rubric. Each asks the prover first and searches only where that leaves it open.

All of them take a rubric, the id of a shipped one, a path, or a text of several lines; headings and facts go by the
names of the rubric, 总分 (or total) is the total. They return the verdict. `require_proof` fails what was only
searched; `trials` and `seed` say how a search goes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from perfrules.analysis.cliffs import cliff
from perfrules.analysis.difference import SAME, Difference, NodeDifference
from perfrules.analysis.findings import CONTRADICTED
from perfrules.analysis.search import Draws, search, told
from perfrules.analysis.study import TOTAL
from perfrules.analysis.verdicts import Facts, NotApplicable, Proved, Refuted, Searched, Undecided, Verdict
from perfrules.api import Rubric, RubricError
from perfrules.compiler import compile_source
from perfrules.diagnostics import Diagnostic
from perfrules.source import Source, Words
from perfrules.testing.ladder import Refutation, named, refuted_by, settle
from perfrules.testing.subject import Subject
from perfrules.testing.suite import Place, sound, step
from perfrules.types.interval import Interval
from perfrules.types.show import decimal

AnyRubric = Rubric | str | os.PathLike[str]

TRIALS, SEED = 1000, 17
PASSES = 4
"""How often every place is moved nearer to a total."""
DIRECTIONS = {"never falls": 1, "不减": 1, "never rises": -1, "不增": -1}

BY_CHECK = Words("检查时逐段证明", "shown by the check, piece by piece")
SEARCH_ONLY = Words("这一条只能试", "this can only be tried")
GAPS = ("band-gap", "rows-undecided", "label-without-row", "grade-gap")
OVERLAPS = ("band-overlap", "rows-undecided", "label-with-two-rows", "grade-overlap")


def assert_monotone(
    rubric: AnyRubric,
    node: str,
    fact: str,
    direction: str = "never falls",
    *,
    require_proof: bool = False,
    trials: int = TRIALS,
    seed: int = SEED,
) -> Verdict:
    """The score of a heading, or the total, never goes against a direction as one fact rises and the rest stays.

    `direction` is `never falls` or 不减, `never rises` or 不增. Raises Refutation with the two fact sets.
    """
    if direction not in DIRECTIONS:
        raise ValueError(f"direction is one of {', '.join(DIRECTIONS)}, not {direction!r}")
    subject = Subject.of(rubric)
    name, number, wanted = subject.scored(node), subject.number(fact), DIRECTIONS[direction]
    verdict = monotone(subject, name, number, wanted, trials, seed)
    zh, en = ("不减", "never falls") if wanted > 0 else ("不增", "never rises")
    whose = named(subject, name)
    claim = Words(f"{whose.zh}得分 随 {fact} {zh}", f"the score of {whose.en} {en} as {fact} rises")
    return settle(subject, claim, verdict, require_proof)


def monotone(subject: Subject, node: str, number: int, wanted: int, trials: int, seed: int) -> Verdict:
    """The answer: by proof or witness, else by search."""
    if not subject.analysis.consistent:
        return NotApplicable(CONTRADICTED)
    verdict = subject.analysis.findings.monotone.never(node, number, wanted)
    if not isinstance(verdict, Undecided):
        return verdict
    found, searched = search(subject.study, node, number, wanted, trials, seed)
    return found or Undecided(verdict.reason, searched)


def assert_in_range(
    rubric: AnyRubric,
    node: str = "总分",
    low: int | str | Fraction = 0,
    high: int | str | Fraction | None = None,
    *,
    require_proof: bool = False,
    trials: int = TRIALS,
    seed: int = SEED,
) -> Verdict:
    """Every score of a heading, or every total, lies from `low` to `high` points; by default from 0 to 满分."""
    subject = Subject.of(rubric)
    name = subject.scored(node)
    full = subject.program.points if name == TOTAL else subject.study.nodes[name].points
    wanted = Interval(Fraction(low), full if high is None else Fraction(high))
    assert wanted.low is not None and wanted.high is not None
    can = subject.analysis.findings.monotone.ranges.of(name)
    verdict: Verdict
    if not subject.analysis.consistent:
        verdict = NotApplicable(CONTRADICTED)
    elif can.low is not None and can.high is not None and can.low >= wanted.low and can.high <= wanted.high:
        verdict = Proved(Words("各项得分的最低最高", "from the least and greatest score of every part"))
    else:
        verdict = _outside(subject, name, wanted, trials, seed)
    whose = named(subject, name)
    ends = decimal(wanted.low), decimal(wanted.high)
    claim = Words(
        f"{whose.zh}得分在{ends[0]}分至{ends[1]}分之间", f"the score of {whose.en} is from {ends[0]} to {ends[1]}"
    )
    return settle(subject, claim, verdict, require_proof)


def _outside(subject: Subject, name: str, wanted: Interval, trials: int, seed: int) -> Verdict:
    ends = [end for found in subject.analysis.ranges if found.node == name for end in (found.least, found.most)]
    for witness in ends:
        if witness is not None and witness.scores[0] not in wanted:
            return Refuted(witness)
    return _search(
        subject, name, trials, seed, lambda draws, facts, score: None if score in wanted else (facts,), SEARCH_ONLY
    )


Judge = Callable[[Draws, Facts, Fraction], Sequence[Facts] | None]
"""Looks at one scored fact set: the fact sets that go against a claim, or None."""


def _search(subject: Subject, name: str, trials: int, seed: int, judge: Judge, reason: Words) -> Verdict:
    """Edge-biased trials; what they find is scored in production before it is shown."""
    study = subject.study
    draws = Draws(study, name, seed)
    for _ in range(trials):
        whole = study.fill(draws.draw())
        facts = None if whole is None else study.facts(whole)
        score = None if facts is None else study.score(name, facts)
        against = None if facts is None or score is None else judge(draws, facts, score)
        if against is not None:
            changed = None
            if len(against) == 2:
                changed = next(n for n in against[0] if against[0][n] != against[1].get(n))
            witness = study.replayed(name, against, changed)
            if witness is not None:
                return Refuted(witness)
    return Undecided(reason, Searched(trials, told(study, draws.edges), seed))


def assert_max_jump(
    rubric: AnyRubric,
    node: str,
    points: int | str | Fraction,
    fact: str | None = None,
    *,
    require_proof: bool = False,
    trials: int = TRIALS,
    seed: int = SEED,
) -> Verdict:
    """One step of a fact's grid (of `fact`, else of any) never moves a score by more than `points`."""
    subject = Subject.of(rubric)
    name, most = subject.scored(node), Fraction(points)
    verdict = _jump(subject, name, most, None if fact is None else subject.number(fact), trials, seed)
    whose = named(subject, name)
    of_fact = (
        Words(f"{fact}一步之差", f"one step of {fact}") if fact else Words("任一数据一步之差", "one step of any fact")
    )
    claim = Words(
        f"{of_fact.zh}，{whose.zh}得分的变动不超过{decimal(most)}分",
        f"{of_fact.en} moves the score of {whose.en} by at most {decimal(most)}",
    )
    return settle(subject, claim, verdict, require_proof)


def _jump(subject: Subject, name: str, most: Fraction, number: int | None, trials: int, seed: int) -> Verdict:
    study = subject.study
    if not subject.analysis.consistent:
        return NotApplicable(CONTRADICTED)
    can = subject.analysis.findings.monotone.ranges.of(name)
    if can.low is not None and can.high is not None and can.high - can.low <= most:
        return Proved(Words("得分的全部变动就不超过它", "the score never moves by more at all"))
    if name in study.leaves and number is None:
        found = cliff(study, study.leaves[name])
        if found is not None and found.points > most:
            return Refuted(found.witness)
    items = {item.name: item for item in subject.program.inputs}

    def judge(draws: Draws, facts: Facts, score: Fraction) -> Sequence[Facts] | None:
        for v in draws.numbers if number is None else [number]:
            item = items.get(study.space.names[v])
            value = None if item is None else facts.get(item.name)
            if item is None or value is None or item.kind in ("rows", "text") or not study.rises_meaningfully(v):
                continue
            moved = step(item, value, draws.random.choice((-1, 1)))
            other = None if moved is None else sound(subject, facts, {item.name: moved})
            near = None if other is None else study.score(name, other)
            if other is not None and near is not None and abs(near - score) > most and _differ(facts, other) == 1:
                return (facts, other)
        return None

    return _search(
        subject, name, trials, seed, judge, Words("一步之差的落差没有全部算清", "not every step was worked out")
    )


def _differ(a: Facts, b: Facts) -> int:
    return sum(1 for name in a.keys() | b.keys() if a.get(name) != b.get(name))


def assert_total(rubric: AnyRubric) -> Verdict:
    """Every table and every grade scale covers whatever its measure can be: no fact set falls between the rows.

    The check of a rubric proves it, so a text that checks clean passes; one with a gap fails with the message and its
    witness. Raises RubricError where the text has other errors.
    """
    return _by_check(rubric, GAPS, Words("各评分表和等级没有缺口", "no table and no grade scale has a gap"))


def assert_disjoint(rubric: AnyRubric) -> Verdict:
    """No fact set fits two rows of a table that give different scores, not even where rows are tried in order.

    Tables without 按序 are disjoint by their check. A table 按序 is checked as if it were not: rows that overlap are
    a Refutation. Raises RubricError where the text has other errors.
    """
    claim = Words("各评分表的行互不重叠", "no two rows of a table overlap")
    verdict = _by_check(rubric, OVERLAPS, claim)
    subject = Subject.of(rubric)
    source = subject.rubric.model.source
    for start, end in reversed(_in_order(subject)):
        text = source.text[:start] + source.text[end:]
        found = [d for d in compile_source(Source(source.name, text)).diagnostics if d.kind.name in OVERLAPS]
        if found:
            open_ = Undecided(Words("分不清各行是否重叠", "whether rows overlap is open"))
            refuted = any(d.kind.name != "rows-undecided" for d in found)
            lang = subject.rubric.lang
            raise Refutation(f"{claim[lang]}：\n{refuted_by(found, lang)}", verdict if refuted else open_)
    return verdict


def _in_order(subject: Subject) -> list[tuple[int, int]]:
    """Where 按序 stands in the tables of a rubric, with the mark before it."""
    found = []
    for heading in subject.rubric.model.walk():
        for clause in heading.clauses:
            if getattr(clause, "policy", None) == "IN_ORDER":
                head = clause.span.text.split("\n")[0]
                for word in (", in order", "按序"):
                    if word in head:
                        start = clause.span.start + head.rindex(word)
                        found.append((start, start + len(word)))
                        break
    return sorted(found)


def _by_check(rubric: AnyRubric, kinds: Sequence[str], claim: Words) -> Verdict:
    try:
        Subject.of(rubric)
    except RubricError as error:
        found: list[Diagnostic] = [d for d in error.diagnostics if d.kind.name in kinds]
        if not found:
            raise
        lang = error.lang or "zh"
        text = f"{Words('不成立：', 'does not hold: ')[lang]}{claim[lang]}\n{refuted_by(found, lang)}"
        raise Refutation(text, Undecided(claim)) from None
    return Proved(BY_CHECK)


def assert_equivalent(
    old: AnyRubric,
    new: AnyRubric,
    on: Sequence[str] | None = None,
    *,
    require_proof: bool = False,
    trials: int = TRIALS,
    seed: int = SEED,
) -> Verdict:
    """Two rubrics give every fact set the same scores: on the headings named by `on`, else on all and the total.

    Headings are set side by side by path, else by name. Raises Refutation with facts and both scores.
    """
    first, second = Subject.of(old), Subject.of(new)
    difference = Difference(first.study, second.study)
    chosen = None if on is None else {first.scored(name) for name in on}
    titles = f"「{first.rubric.title}」与「{second.rubric.title}」", f"{first.rubric.title} and {second.rubric.title}"
    claim = Words(f"{titles[0]}得分相同", f"{titles[1]} give the same scores")
    lang = first.rubric.lang
    open_: list[NodeDifference] = []
    for node in (*difference.nodes, difference.total):
        if chosen is not None and node.first not in chosen:
            continue
        shift = node.higher or node.lower
        if node.first is None or node.second is None:
            name = named(first if node.second is None else second, str(node.first or node.second))
            text = Words(
                f"不成立：{claim.zh}：只有一份有「{name.zh}」", f"does not hold: {claim.en}: only one has {name.en}"
            )
            raise Refutation(text[lang], Undecided(claim))
        if shift is not None:
            raise Refutation(_differing(first, node.first, shift.facts, shift.scores)[lang], Undecided(claim))
        if node.status != SAME:
            open_.append(node)
    if chosen is None and difference.grades:
        change = difference.grades[0]
        text = Words(
            f"不成立：{claim.zh}：同一总分，等级一份是{change.first}，一份是{change.second}",
            f"does not hold: {claim.en}: one total is graded {change.first} by one and {change.second} by the other",
        )
        raise Refutation(text[lang], Undecided(claim))
    if not open_:
        return Proved(Words("两份评价表逐段对照", "both rubrics, piece by piece"))
    each = max(1, trials // (2 * len(open_)))
    for node in open_:
        assert node.first is not None and node.second is not None
        for one, other, names in (
            (first, second, (node.first, node.second)),
            (second, first, (node.second, node.first)),
        ):
            for facts in _probes(one, names[0], each, seed):
                if one.study.score(names[0], facts) == other.study.score(names[1], facts):
                    continue
                outcomes = first.study.replay(facts, node.first), second.study.replay(facts, node.second)
                ends = zip(outcomes, (node.first, node.second), strict=True)
                scores = [None if outcome is None else outcome.scores[name] for outcome, name in ends]
                if scores[0] != scores[1]:
                    raise Refutation(_differing(first, node.first, facts, scores)[lang], Undecided(claim))
    edges = told(first.study, Draws(first.study, str(open_[0].first), seed).edges)
    reason = open_[0].reason or SEARCH_ONLY
    return settle(first, claim, Undecided(reason, Searched(each * 2 * len(open_), edges, seed)), require_proof)


def _probes(subject: Subject, name: str, trials: int, seed: int) -> Iterator[Facts]:
    for place in [Place(subject, name)] if name == TOTAL or name in subject.study.leaves else []:
        yield from (facts for _, facts in place.around())
    draws = Draws(subject.study, name, seed)
    for _ in range(trials):
        whole = subject.study.fill(draws.draw())
        if whole is not None:
            yield subject.study.facts(whole)


def _differing(subject: Subject, node: str, facts: Facts, scores: Sequence[Fraction | None]) -> Words:
    """What to tell of facts on which two rubrics differ, as production has scored them."""
    whose = named(subject, node)
    zh = [f"{decimal(score)}分" if score is not None else "数据有错误，不计分" for score in scores]
    en = [decimal(score) if score is not None else "no score: an error of data" for score in scores]
    lines = "\n".join(f"    {line}" for line in subject.written(subject.given(facts)))
    return Words(
        f"得分不同：{whose.zh}，前一份 {zh[0]}，后一份 {zh[1]}\n{lines}",
        f"they differ: {whose.en}, the first gives {en[0]}, the second {en[1]}\n{lines}",
    )


def assert_reaches(
    rubric: AnyRubric,
    grade: str,
    *,
    facts: Mapping[str, Any] | None = None,
    changing: Sequence[str] | None = None,
    trials: int = TRIALS,
    seed: int = SEED,
) -> Verdict:
    """Some fact set gets a grade: any at all, or one that differs from `facts` in the facts of `changing` only.

    A fact set that is found is the proof (the verdict's `example`). Where none is found this fails and says what was
    tried, or that no total the rubric can give has the grade.
    """
    subject = Subject.of(rubric)
    scale = {item.label: item.interval for item in subject.program.total.grades}
    if grade not in scale:
        raise ValueError(f"{subject.rubric.title} has no grade {grade!r}; it has: {', '.join(scale)}")
    can = subject.analysis.findings.monotone.ranges.total
    lang = subject.rubric.lang
    claim = Words(f"能得到等级「{grade}」", f"grade {grade} can be reached")
    if can.meet(scale[grade]).empty and not subject.program.total.grade_index:
        words = Words(f"不成立：{claim.zh}：没有这样的总分", f"does not hold: {claim.en}: there is no such total")
        raise Refutation(words[lang], Undecided(claim))
    tried = 0
    for candidate in towards(subject, scale[grade], facts, changing, trials, seed):
        tried += 1
        total = subject.study.score(TOTAL, candidate)
        if total is None or total not in scale[grade]:
            continue
        witness = subject.study.replayed(TOTAL, (candidate,))
        if witness is not None and witness.grades == (grade,):
            return Proved(Words("找到了数据", "facts were found"), example=witness)
    words = Words(
        f"没有找到：{claim.zh}。试了{tried}组数据（种子 {seed}），没有一组得到。这不是证明。",
        f"not found: {claim.en}. None of {tried} fact sets (seed {seed}) gets it. This is not a proof.",
    )
    raise Refutation(words[lang], Undecided(SEARCH_ONLY, Searched(tried, (), seed)))


def towards(
    subject: Subject,
    wanted: Interval,
    facts: Mapping[str, Any] | None,
    changing: Sequence[str] | None,
    trials: int,
    seed: int,
) -> Iterator[Facts]:
    """Fact sets ever nearer to a total, then drawn ones; only the facts that may change differ from where it starts."""
    study = subject.study
    if facts is None:
        whole = study.fill({})
        starts = [*steps_of_total(subject), {} if whole is None else subject.graded(study.facts(whole))]
        yield from starts
        far = [(_distance(study.score(TOTAL, start), wanted), start) for start in starts]
        current = min((pair for pair in far if pair[0] is not None), key=lambda p: p[0] or 0, default=far[-1])[1]
    else:
        current = subject.coded(subject.rubric.read(facts).values)
    free = None if changing is None else {subject.fact(name).path for name in changing}
    all_places = [Place(subject, name) for name in (*study.leaves, TOTAL)]
    near = [place for place in all_places if free is None or any(item.name in free for item in place.inputs)]
    yield current
    distance = _distance(study.score(TOTAL, current), wanted)
    for _ in range(PASSES):
        before = distance
        for place in near:
            best = current
            for _, moved in place.moves(current):
                found = _distance(study.score(TOTAL, moved), wanted)
                nearer = found is not None and (distance is None or found < distance)
                if nearer and (free is None or _only(current, moved, free)):
                    best, distance = moved, found
                    yield moved
            current = best
        if distance == before:
            break
    draws = Draws(study, TOTAL, seed)
    for _ in range(trials):
        drawn = study.facts(draws.draw())
        kept = drawn if free is None else {name: value for name, value in drawn.items() if name in free}
        other = sound(subject, current, kept)
        if other is not None and (free is None or _only(current, other, free)):
            yield other


def _distance(total: Fraction | None, wanted: Interval) -> Fraction | None:
    if total is None:
        return None
    below = Fraction(0) if wanted.low is None else wanted.low - total
    above = Fraction(0) if wanted.high is None else total - wanted.high
    return max(below, above, Fraction(0))


def _only(start: Facts, found: Facts, free: set[str]) -> bool:
    return all(name in free or start.get(name) == found.get(name) for name in start.keys() | found.keys())


def steps_of_total(subject: Subject) -> Iterator[Facts]:
    """Fact sets from the best total to the worst: one leaf after another is brought down."""
    study = subject.study
    found = {name: study.candidates(name) for name in study.leaves}
    parts = {name: sorted(scored.items(), reverse=True) for name, scored in found.items() if scored}
    chosen = {name: scored[0][1] for name, scored in parts.items()}
    yield from _merged(subject, chosen)
    for name, scored in sorted(parts.items(), key=lambda pair: study.nodes[pair[0]].points):
        for _, facts in scored[1:]:
            chosen[name] = facts
            yield from _merged(subject, chosen)


def _merged(subject: Subject, chosen: Mapping[str, Facts]) -> Iterator[Facts]:
    study = subject.study
    found: dict[str, Any] = {}
    for name, facts in chosen.items():
        own = {study.space.names[v] for v in study.reads(name)}
        found.update({fact: value for fact, value in facts.items() if fact in own or fact not in found})
    if found:
        yield subject.graded(found)
