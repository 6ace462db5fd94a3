"""`perfrules diff`: how two rubrics differ in meaning, and who changes grade by it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from attrs import define

from perfrules.cli.command import Argument, Command, Option, format_option
from perfrules.cli.inputs import load_rubric
from perfrules.cli.session import FINDINGS, FINE, UNDECIDED, InputProblem, Session
from perfrules.source import Words, wrap

if TYPE_CHECKING:
    from fractions import Fraction

    from perfrules.analysis.difference import Difference, NodeDifference, Shift
    from perfrules.proving import Regraded
    from perfrules.telling import InWords

_ABOUT = Words(
    "两份评价表（如两个年度）在得分上差在哪里：逐个指标证明相同、不低、不高，或举出两边的数据；给了数据还列出谁的等级变了",
    "how two rubrics (of two years, say) differ in meaning: node by node, with facts; and who changes grade",
)
_STATUS = {
    "same": Words("相同", "same"),
    "never-lower": Words("不低于前一份", "never lower"),
    "never-higher": Words("不高于前一份", "never higher"),
    "incomparable": Words("有高有低", "higher and lower"),
    "undecided": Words("未定", "not decided"),
    "added": Words("新增", "added"),
    "removed": Words("取消", "removed"),
    "not-compared": Words("没有比", "not compared"),
}
_MOST_REGIONS = 4
_MOST_FACTS = 6
_MOST_SUBJECTS = 60


def command(lang: str) -> Command:
    """The command in a language."""
    shown = Words("评价表", "RUBRIC")
    first = Words(
        "前一份：自带评价表的代码，或 .rubric 文件", "the first: the id of a shipped rubric, or a .rubric file"
    )
    second = Words("后一份", "the second")
    facts = Words(
        "各对象的数据，可写几次：一行一个对象的 .csv、.xlsx，.case，或一个对象的文件；列出谁的总分、等级变了",
        "facts of subjects, may be given several times: .csv or .xlsx with one a row, .case, or a file of one; "
        "lists whose total or grade changes",
    )
    params = [
        Argument("first", shown[lang], first[lang]),
        Argument("second", shown[lang], second[lang]),
        Option(["--facts"], facts[lang], Words("文件", "FILE")[lang], multiple=True),
        format_option(lang, "text", "json"),
    ]
    examples = [
        "perfrules diff zizhou-2021 zizhou-2022.rubric",
        "perfrules diff a.rubric b.rubric --facts all.csv",
    ]
    return Command("diff", lang, _ABOUT, run, params, examples)


def run(session: Session, first: str, second: str, facts: tuple[str, ...], format: str) -> int:
    """Print the differences; the exit code tells whether there are any."""
    from perfrules.api import DataError
    from perfrules.proving import regraded
    from perfrules.telling import InWords

    a, b = load_rubric(session, first), load_rubric(session, second)
    difference = a.diff(b)
    try:
        subjects = regraded(a, b, facts)
    except DataError as error:
        raise InputProblem(*error.diagnostics) from None
    text = _Text(difference, InWords(a, b), session)
    if format == "json":
        session.json(text.data(subjects))
    else:
        session.out(f"{a.title}（{a.id}，{a.hash[:12]}）" if session.lang == "zh" else f"{a.title} ({a.hash[:12]})")
        session.out(f"{b.title}（{b.id}，{b.hash[:12]}）" if session.lang == "zh" else f"{b.title} ({b.hash[:12]})")
        for line in text.lines(subjects):
            session.out(line)
    if difference.same:
        return FINE
    return UNDECIDED if difference.undecided and not _certain(difference) else FINDINGS


def _certain(difference: Difference) -> bool:
    """Whether something surely differs."""
    nodes = (*difference.nodes, difference.total)
    return bool(difference.grades) or any(
        node.higher or node.lower or None in (node.first, node.second) for node in nodes
    )


@define
class _Text:
    """Differences as lines and as data."""

    difference: Difference
    shown: InWords
    session: Session

    def lines(self, subjects: Sequence[Regraded]) -> Iterator[str]:
        found = self.difference
        yield ""
        for names, words in zip(
            found.facts,
            (
                Words("只有前一份要的数据：", "Facts of the first only: "),
                Words("只有后一份要的数据：", "Of the second only: "),
            ),
            strict=True,
        ):
            if names:
                listed = ("、" if self.session.lang == "zh" else ", ").join(self.shown.fact(name) for name in names)
                yield from wrap(self.session[words] + listed, self.session.width)
        same = sum(node.status == "same" for node in found.nodes)
        for node in (*found.nodes, found.total):
            if node.status != "same":
                yield from self.node(node)
        for change in found.grades:
            low, high = self.totals(change.totals.low), self.totals(change.totals.high)
            ends = f"{'(' if change.totals.low_open else '['}{low}, {high}{')' if change.totals.high_open else ']'}"
            zh = f"等级：总分在 {ends} 的，从“{change.first}”变为“{change.second}”"
            yield self.session[Words(zh, f"grades: a total in {ends} goes from {change.first} to {change.second}")]
        if found.same:
            zh = f"两份评价表的得分处处相同（{len(found.nodes)}个指标，和总分、等级）。"
            yield self.session[Words(zh, f"No score ever differs ({len(found.nodes)} nodes, the total, grades).")]
        else:
            yield ""
            zh, en = f"另有{same}个指标处处相同。", f"{same} more nodes are the same everywhere."
            yield self.session[Words(zh, en)]
        if subjects:
            yield ""
            yield from self.subjects(subjects)

    def totals(self, end: Fraction | None) -> str:
        from perfrules.types.show import decimal

        return "" if end is None else decimal(end)

    def node(self, node: NodeDifference) -> Iterator[str]:
        from perfrules.types.show import decimal

        name = node.first if node.first is not None else node.second
        assert name is not None
        line = f"{self.shown.node(name)[self.session.lang]}：{_STATUS[node.status][self.session.lang]}"
        a, b = (None if p is None else decimal(p) for p in node.points)
        if a is None or b is None:
            line += self.session[Words(f"（{a or b}分）", f" ({a or b} points)")]
        elif a != b:
            line += self.session[Words(f"（满分从{a}分到{b}分）", f" (full marks from {a} to {b})")]
        yield line
        if node.reason is not None:
            yield f"    {node.reason[self.session.lang]}"
        for shift in (node.higher, node.lower):
            if shift is not None:
                yield from self.shift(shift)

    def shift(self, shift: Shift) -> Iterator[str]:
        from perfrules.types.show import decimal

        zh = self.session.lang == "zh"
        size = decimal(abs(shift.points))
        if zh:
            line = f"{'高' if shift.points > 0 else '低'}的地方：最多{'高' if shift.points > 0 else '低'}{size}分"
        else:
            line = f"{'higher' if shift.points > 0 else 'lower'}: by {size} points at most"
        if not shift.greatest:
            line = line.replace("最多", "至少") if zh else line.replace(" at most", " at least")
            if shift.limit is not None:
                line += f"，不会超过{decimal(shift.limit)}分" if zh else f", never by more than {decimal(shift.limit)}"
        regions = [self.shown.region(self.difference.both, region)[self.session.lang] for region in shift.regions]
        if any(regions):
            more = f"；等{len(regions)}处" if zh else f"; {len(regions)} stretches in all"
            line += ("。在：" if zh else ", where ") + ("；" if zh else "; ").join(regions[:_MOST_REGIONS])
            line += more if len(regions) > _MOST_REGIONS else ""
        for i, part in enumerate(wrap(line, self.session.width - 6)):
            yield ("    " if i == 0 else "      ") + part
        for part in wrap(self.witness(shift), self.session.width - 6):
            yield "      " + part

    def witness(self, shift: Shift) -> str:
        from perfrules.types.show import decimal

        zh = self.session.lang == "zh"
        sign, stop, more = ("＝", "、", "……") if zh else (" = ", ", ", " …")
        facts = [
            f"{self.shown.fact(name)}{sign}{self.shown.value(name, shift.facts[name])}"
            for name in shift.relevant
            if name in shift.facts
        ]
        listed = stop.join(facts[:_MOST_FACTS]) + (more if len(facts) > _MOST_FACTS else "")
        a, b = (decimal(score) for score in shift.scores)
        return self.session[Words(f"例：{listed}：{a}分 → {b}分", f"e.g. {listed}: {a} → {b} points")]

    def subjects(self, subjects: Sequence[Regraded]) -> Iterator[str]:
        zh = self.session.lang == "zh"
        changed = [one for one in subjects if one.changed]
        grades = [one for one in changed if one.grades[0] != one.grades[1]]
        failed = [one for one in subjects if one.problems]
        counts = (len(subjects), len(grades), len(changed), len(failed))
        yield (
            "{}个对象：{}个等级变了，{}个总分或等级变了，{}个没有算。"
            if zh
            else "{} subjects: {} change grade, {} change total or grade, {} not scored."
        ).format(*counts)
        order = sorted(changed, key=lambda one: (one.grades[0] == one.grades[1], one.name))
        for one in order[:_MOST_SUBJECTS]:
            yield f"  {one.name}：{self.outcome(one, 0)} → {self.outcome(one, 1)}"
        if len(order) > _MOST_SUBJECTS:
            yield f"  …… {len(order) - _MOST_SUBJECTS}"
        for one in failed[:_MOST_SUBJECTS]:
            yield f"  {one.name}：{one.problems[0].message(self.session.lang)}"

    def outcome(self, one: Regraded, side: int) -> str:
        from perfrules.types.show import decimal

        total, grade = one.totals[side], one.grades[side]
        text = "－" if total is None else decimal(total)
        return text if grade is None else f"{text} {grade}"

    # As data

    def data(self, subjects: Sequence[Regraded]) -> dict[str, Any]:
        from perfrules.types.show import exact

        found = self.difference
        data: dict[str, Any] = {
            "same": found.same,
            "facts": {"first_only": list(found.facts[0]), "second_only": list(found.facts[1])},
            "nodes": [self.node_data(node) for node in (*found.nodes, found.total)],
            "grades": [
                {"low": None if g.totals.low is None else exact(g.totals.low)}
                | {"high": None if g.totals.high is None else exact(g.totals.high)}
                | {"low_open": g.totals.low_open, "high_open": g.totals.high_open}
                | {"first": g.first, "second": g.second}
                for g in found.grades
            ],
        }
        if subjects:
            data["subjects"] = [
                {
                    "name": one.name,
                    "totals": [None if total is None else exact(total) for total in one.totals],
                    "grades": list(one.grades),
                    "changed": one.changed,
                    "problems": [problem.message(self.session.lang) for problem in one.problems],
                }
                for one in subjects
            ]
        return data

    def node_data(self, node: NodeDifference) -> dict[str, Any]:
        from perfrules.types.show import exact

        found: dict[str, Any] = {
            "first": node.first or None,
            "second": node.second or None,
            "total": node.first == "",
            "status": node.status,
            "points": [None if p is None else exact(p) for p in node.points],
            "higher": None if node.higher is None else self.shift_data(node.higher),
            "lower": None if node.lower is None else self.shift_data(node.lower),
        }
        if node.reason is not None:
            found["reason"] = node.reason[self.session.lang]
        return found

    def shift_data(self, shift: Shift) -> dict[str, Any]:
        from perfrules.types.show import exact

        return {
            "points": exact(shift.points),
            "greatest": shift.greatest,
            "limit": None if shift.limit is None else exact(shift.limit),
            "regions": [self.shown.region(self.difference.both, r)[self.session.lang] for r in shift.regions],
            "facts": {
                name: self.shown.value(name, shift.facts[name]) for name in shift.relevant if name in shift.facts
            },
            "scores": [exact(score) for score in shift.scores],
            "grades": list(shift.grades),
        }
