"""What came of a case: every published figure with its verdict, told in one line where all agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from attrs import field, frozen

from perfrules.cases.compare import Printed, Verdict
from perfrules.diagnostics.diagnostic import Diagnostic
from perfrules.diagnostics.render.json import render_json
from perfrules.diagnostics.render.text import render_text
from perfrules.result import Result
from perfrules.result.wording import between, outcome
from perfrules.source import Span, Words, cell_width, many, pad
from perfrules.syntax import nodes as n
from perfrules.types.types import Type

_WHAT = {
    "value": Words("", ""),
    "score": Words("得分", "score"),
    "subtotal": Words("小计", "subtotal"),
    "rate": Words("得分率", "score rate"),
    "recomputed": Words("", ""),
    "total": Words("总分", "total"),
    "grade": Words("等级", "grade"),
    "error": Words("数据错误", "data error"),
}
_GAP = "  "


@frozen
class Line:
    """One published figure: as printed, as computed, and how the two stand to each other.

    `hint` is what is probably wrong with a figure that differs. `figure` and `exact` are the two as numbers, in base
    units where exact; None where one is no number. `type` is that of the computed one.
    """

    published: n.Published = field(repr=False)
    verdict: Verdict
    computed: Words
    hint: Words | None = None
    figure: Printed | None = field(default=None, repr=False)
    exact: Fraction | None = field(default=None, repr=False)
    type: Type | None = field(default=None, repr=False)

    @property
    def printed(self) -> str:
        """The figure as the document prints it; for a data error what its message says, … where any will do."""
        return self.published.value or "…"

    @property
    def word(self) -> Words:
        """Whether it was published or is expected."""
        return Words("期望", "expected") if self.published.expected else Words("公布", "published")

    @property
    def name(self) -> str:
        """What it is the figure of, as the line says it; empty for the total and the grade."""
        return "" if self.published.what in ("total", "grade", "error") else self.published.name

    @property
    def what(self) -> str:
        """value, score, subtotal, rate, total, grade, recomputed or error."""
        return self.published.what

    @property
    def source(self) -> str:
        """The 来源 of the line; empty where it has none."""
        return self.published.source or ""

    @property
    def reason(self) -> str | None:
        """Why the document's figure is known to be wrong; None where the line does not say so."""
        return self.published.mismatch

    @property
    def place(self) -> Span:
        """Where the figure stands in the file."""
        return self.published.value_span

    @property
    def fails(self) -> bool:
        """Whether it is not as the line says: different, or said to be different and is not."""
        if self.verdict is Verdict.DIFFERS:
            return self.reason is None
        return self.reason is not None and self.verdict not in (Verdict.TEXT, Verdict.CONVENTION)

    def title(self, lang: str) -> str:
        """The name with what is printed of it: 预算完成率 得分."""
        return " ".join(part for part in (self.name, _WHAT[self.what][lang]) if part)


@frozen
class CaseReport:
    """The outcome of one case. `result` is None where its facts cannot be scored; `problems` say why.

    `problems` also hold what is wrong with the 公布 lines themselves; `notes` how some facts were read.
    """

    name: str
    case: n.CaseDecl = field(repr=False)
    result: Result | None = field(repr=False)
    problems: tuple[Diagnostic, ...]
    lines: tuple[Line, ...]
    notes: tuple[Diagnostic, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether it was scored, or could not be as the case says, and everything published is as the case says."""
        unscored = self.case.only_published or any(line.what == "error" for line in self.lines)
        scored = self.result is not None or unscored
        return scored and not self.problems and not any(line.fails for line in self.lines)

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """How many figures have each verdict."""
        found = Counter(line.verdict for line in self.lines)
        return {verdict: found[verdict] for verdict in Verdict if found[verdict]}

    def render(self, lang: str = "zh", verbose: bool = False) -> str:
        """One line where all agrees; below it what does not, or with `verbose` every figure."""
        shown = [line for line in self.lines if verbose or line.fails or line.verdict is not Verdict.AGREES]
        parts = [self.summary(lang)]
        parts += self._table(shown, lang)
        parts += self._findings(lang)
        if self.problems or self.notes:
            parts.append(indented(render_text((*self.problems, *self.notes), lang)))
        return "\n".join(parts)

    def summary(self, lang: str = "zh") -> str:
        """The outcome in one line."""
        zh = lang == "zh"
        head = ("通过" if self.passed else "不通过") if zh else ("passed" if self.passed else "FAILED")
        text = f"{head}{_GAP}{self.name}"
        said: list[str] = []
        if self.result is not None:
            said.append(_outcome(self.result, lang))
            said.append(self._counted(lang))
        elif self.case.only_published:
            said.append("没有数据，只看公布的数是否相容" if zh else "no facts, published figures only")
            said.append(self._counted(lang))
        elif self.lines:
            said.append(self._counted(lang))
        if self.problems:
            count = len(self.problems)
            said.append(f"{count} 处错误" if zh else many(count, "error"))
        return text + ("：" if zh else ": ") + ("；" if zh else "; ").join(said)

    def _counted(self, lang: str) -> str:
        zh, total = lang == "zh", len(self.lines)
        if not total:
            return "没有公布数" if zh else "nothing published"
        words = list(dict.fromkeys(line.word for line in self.lines))
        what_zh, what_en = "、".join(word.zh for word in words), " or ".join(word.en for word in words)
        figures = many(total, f"{what_en} figure")
        if self.counts == {Verdict.AGREES: total}:
            agree = f"the {figures} agrees" if total == 1 else f"all {figures} agree"
            return f"{what_zh}的 {total} 个数全部一致" if zh else agree
        each = ("，" if zh else ", ").join(f"{verdict.words[lang]} {count}" for verdict, count in self.counts.items())
        return f"{what_zh}的 {total} 个数：{each}" if zh else f"{figures}: {each}"

    def _table(self, lines: list[Line], lang: str) -> list[str]:
        zh = lang == "zh"
        rows = [
            (
                line.verdict.words[lang],
                line.title(lang),
                f"{line.word[lang]} {line.printed}",
                f"{'计算' if zh else 'computed'} {line.computed[lang]}",
            )
            for line in lines
        ]
        widths = [max(map(cell_width, column), default=0) for column in zip(*rows, strict=True)]
        found = []
        for line, row in zip(lines, rows, strict=True):
            cells = [pad(cell, width) for cell, width in zip(row, widths, strict=True)]
            found.append(("  " + _GAP.join([*cells, line.source])).rstrip())
            found += [f"      {text}" for text in self._under(line, lang)]
        return found

    def _under(self, line: Line, lang: str) -> list[str]:
        """What stands below a figure that is not simply as computed."""
        zh, found = lang == "zh", []
        if line.reason is not None and line.verdict is Verdict.DIFFERS:
            found.append(f"已说明：{line.reason}" if zh else f"known: {line.reason}")
        if line.reason is not None and line.fails:
            verdict = line.verdict.words[lang]
            found.append(
                f"写了「不符」，其实{verdict}：删去「不符」" if zh else f"said to differ, but {verdict}: take 不符 out"
            )
        if line.hint is not None:
            found.append(line.hint[lang])
        if line.fails:
            found.append(f"--> {where(line.place)}")
        return found

    def _findings(self, lang: str) -> list[str]:
        """The 核对 lines that do not hold: shown, never a failure."""
        zh, found = lang == "zh", []
        for finding in self.result.findings if self.result is not None else ():
            if not finding.checked:
                told = "无法核对：缺数据" if zh else "cannot be verified: facts are missing"
            elif finding.left:
                zh_words = f"左边 {finding.left}，右边 {finding.right}"
                en_words = f"left {finding.left}, right {finding.right}"
                if finding.difference:
                    zh_words, en_words = (
                        f"{zh_words}，相差 {finding.difference}",
                        f"{en_words}, off by {finding.difference}",
                    )
                told = zh_words if zh else en_words
            else:
                told = "不成立" if zh else "does not hold"
            found.append(f"  {'核对' if zh else 'verify'}{_GAP}{finding.text}{'：' if zh else ': '}{told}")
            if finding.remark:
                found.append(f"      {finding.remark}")
        return found

    def to_dict(self, lang: str = "zh") -> dict[str, Any]:
        """A JSON-ready mapping; exact figures as strings."""
        result = self.result
        return {
            "name": self.name,
            "passed": self.passed,
            "total": None if result is None else result.to_dict(lang).get("total"),
            "grade": None if result is None else result.grade,
            "counts": {verdict.value: count for verdict, count in self.counts.items()},
            "lines": [
                {
                    "name": line.name,
                    "what": line.what,
                    "expected": line.published.expected,
                    "printed": line.printed,
                    "computed": line.computed[lang],
                    "verdict": line.verdict.value,
                    "fails": line.fails,
                    "reason": line.reason,
                    "hint": None if line.hint is None else line.hint[lang],
                    "source": line.source,
                    "file": line.place.source.name,
                    "line": line.place.position[0],
                }
                for line in self.lines
            ],
            "findings": [] if result is None else result.to_dict(lang)["findings"],
            "problems": render_json(self.problems, lang),
            "notes": render_json(self.notes, lang),
        }


def where(span: Span) -> str:
    """A place as file:line:column."""
    line, column = span.position
    return f"{span.source.name}:{line}:{column}"


def indented(text: str) -> str:
    """A text below the line it belongs to."""
    return "\n".join(f"  {line}" if line else "" for line in text.splitlines())


def _outcome(result: Result, lang: str) -> str:
    """The result of a case in a few words."""
    zh = lang == "zh"
    if not result.has_total:
        return outcome(result, lang)
    total = between(result.low, result.high, lang)
    grade = f" {result.grade}" if result.grade else ""
    return f"总分 {total}{grade}" if zh else f"total {total.removesuffix(' points')}{grade}"
