"""Every Markdown file in this folder is a chapter of the language that runs; README.md says how one is written."""

from __future__ import annotations

import atexit
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

import pytest
from attrs import define, evolve, field, fields, frozen, has

from perfrules.api import DataError, Rubric, from_compiled
from perfrules.cases.any import run_any
from perfrules.cases.audit import AuditedFigure
from perfrules.cases.report import CaseReport
from perfrules.cases.trial_report import TrialReport
from perfrules.compiler import Compiled, compile_source
from perfrules.diagnostics import Diagnostic, Severity
from perfrules.language import LANGUAGE
from perfrules.proving import findings_of
from perfrules.result import (
    AGGREGATED,
    LEFT_OUT,
    NOT_APPLICABLE,
    NOT_CHOSEN,
    NOT_COMPUTED,
    OVERRIDDEN,
    SCORED,
    SHARED_OUT,
    SUMMED,
    UNPUBLISHED,
    UNRECORDED,
    UNUSED,
    NodeResult,
    Result,
)
from perfrules.source import Source, Span
from perfrules.syntax import nodes as n
from perfrules.syntax.grammar import parser
from perfrules.types.types import Quantity
from tests.support.agreement import Agreement

TITLE = "评价表 试表"
HEADING = "三级指标 本项"
POINTS = "10分"
"""What a block that does not say it otherwise is wrapped in."""

NOT_LOWERED = "<!-- 尚未编译 -->"
"""Stands in a chapter whose meaning the IR cannot say yet."""

ANALYSED = "<!-- 连同分析 -->"
"""Stands in a chapter whose blocks also have the messages of the analysis of the whole rubric."""

_FENCE = re.compile(r"\s*```\s*(?P<info>.*)$")
_GRAMMAR, _VOCABULARY = parser(LANGUAGE.fragments)
_CLAUSES = _GRAMMAR.first("clause") - _GRAMMAR.first("head_line") | {"PROPERTY"}
_CLAUSE = re.compile(rf"\s*({'|'.join(word for word, key in _VOCABULARY.keywords.items() if key in _CLAUSES)})")
_HEADING = re.compile(r"\s*(?:([一二三])级指标|评分点)")
_DEPTH = {"一": 1, "二": 2, "三": 3, None: 4}
_HEADING_POINTS = re.compile(r"(\d+(?:\.\d+)?)\s*分\s*[)）]?\s*(?:[\"“#].*)?$")
_FULL = re.compile(r"\s*满分\s*(\d[\d.]*\s*分)")
_QUOTED = re.compile(r'「[^」]*」|"[^"]*"|“[^”]*”|#.*')
_EXPECTED = re.compile(
    r"(?:底表第(?P<base>\d+)行 )?(?P<severity>error|warning|note): *(?P<kind>[a-z-]+|PR\d{3})(?: +(?P<words>[^;；]+?))? *(?:[;；]|$)"
)
_OPEN_PIN = re.compile(r"^(?:沿用|extends) +(?P<base>\S+) +(?:校验码|checksum) +(?P<pin>…)", re.M)
_VERDICT = re.compile(r"# (?P<verdict>(?:(?:一致|截断|舍入差|约定值|文字|相容|不符)！?、?)+)(?: +(?P<words>.*))?$")
_RESULT = re.compile(r"→ *(?:(?P<node>.+?) +)?(?P<what>得分|指标值|状态|说明|总分|等级|核对|结果)$")
_FIGURE = re.compile(r"(-?\d+(?:\.\d+)?(?:/\d+)?)(.*)$")
_STATUS = {
    SCORED: "评分",
    OVERRIDDEN: "特例",
    NOT_APPLICABLE: "不适用",
    SUMMED: "合计",
    AGGREGATED: "汇总",
    LEFT_OUT: "不计入",
    SHARED_OUT: "同级分担",
    NOT_CHOSEN: "未选",
    UNUSED: "空",
    UNPUBLISHED: "未公布",
    UNRECORDED: "未录",
    NOT_COMPUTED: "未计算",
}
_NOT_COMPUTED = "未计算"


_CHANGE = re.compile(r"(?P<indent>\s*)# (?P<what>改成|加上|删去)(?: (?P<new>.*))?$")
"""How the line above is mended: `# 改成 …` in its place, `# 加上 …` below it, `# 删去` without it."""


class Disagreement(Exception):
    """What a chapter says and what the language does are two things, or the chapter cannot be understood."""


@frozen
class Expected:
    """A message that a line of a block should have; `words` stand somewhere in its sentence."""

    line: int
    severity: str
    kind: str
    words: str

    def fits(self, line: int, found: Diagnostic) -> bool:
        """Whether a message at a line is this one."""
        return (
            line == self.line
            and self.severity == found.severity.value
            and self.kind in (found.kind.code, found.kind.name)
            and self.words in found.message("zh")
        )


@define(slots=False)
class Bases:
    """The rubrics of a chapter that others are based on (沿用), as files of one folder."""

    blocks: dict[str, Block] = field(factory=dict)

    @cached_property
    def folder(self) -> Path:
        """The folder, with a file for each; a base of a base stands before it."""
        atexit.register(rmtree, self._place, ignore_errors=True)
        for name, block in self.blocks.items():
            self._file(name).write_text(self.pinned(block.plain), encoding="utf-8")
        return self._place

    @cached_property
    def _place(self) -> Path:
        return Path(mkdtemp())

    def _file(self, name: str) -> Path:
        return self._place / f"{name}.rubric"

    def pinned(self, text: str) -> str:
        """A text with the checksum of its base where it leaves that open: 校验码 …"""
        match = _OPEN_PIN.search(text)
        if match is None or match["base"] not in self.blocks:
            return text
        base = Source(str(self._file(match["base"])), self.pinned(self.blocks[match["base"]].plain))
        rubric = compile_source(base).rubric
        assert rubric is not None
        return text[: match.start("pin")] + rubric.hash[:16] + text[match.end("pin") :]


@define(slots=False)
class Block:
    """A fenced piece of rubric text: its lines with their numbers in the chapter, and the block it should equal."""

    line: int
    section: str
    lines: list[tuple[int, str]] = field(factory=list)
    same_as: Block | None = None
    lowered: bool = True
    analysed: bool = False
    """Whether the IR says what this rubric says; a chapter that it does not reach yet says 「尚未编译」."""
    bases: Bases = field(factory=Bases)
    name: str = "试表"
    """What others call it that are based on it."""

    @property
    def plain(self) -> str:
        """Its text."""
        return "\n".join(text for _, text in self.text)

    @property
    def derived(self) -> bool:
        """Whether it has a base, or speaks of one."""
        return bool(self.bases.blocks) and any(text.startswith(("沿用", "extends")) for _, text in self.lines)

    @cached_property
    def source(self) -> Source:
        """Its text, in the folder of its base where it has one."""
        if not self.derived:
            return Source(self.name, self.plain)
        return Source(str(self.bases.folder / f"{self.name}.rubric"), self.bases.pinned(self.plain))

    @cached_property
    def text(self) -> list[tuple[int, str]]:
        """The whole rubric; what was put around a fragment has the number of the fence."""
        texts = [text for _, text in self.lines]
        if any("评价表" in text or text.lower().startswith("rubric ") for text in texts[:1]):
            return self.lines
        heads = [match for text in texts if (match := _HEADING.match(text))]
        top = min((_DEPTH[match[1]] for match in heads), default=0)
        around = [(self.line, TITLE)]
        stated = next((match[1] for text in texts if (match := _FULL.match(text))), None)
        if stated is None:
            around.append((self.line, f"满分 {self._points(top) if heads else POINTS}"))
        if heads:
            return around + self.lines
        at = next((i for i, text in enumerate(texts) if _is_clause(text)), len(texts))
        return [*around, *self.lines[:at], (self.line, f"{HEADING} {stated or POINTS}"), *self.lines[at:]]

    def _points(self, top: int) -> str:
        total = Fraction(0)
        for _, text in self.lines:
            match = _HEADING.match(text)
            points = _HEADING_POINTS.search(text)
            if match and points and _DEPTH[match[1]] == top:
                total += Fraction(points.group(1))
        return f"{float(total):g}分"

    @cached_property
    def expected(self) -> list[Expected]:
        """The messages that its comments announce, each for its own line or, after ↑, for the line above."""
        found = []
        above = self.line
        for number, text in self.lines:
            comment = text[text.rfind("# ") :] if "# " in text else ""
            points_up = text.strip().startswith("# ↑")
            found += [
                Expected(
                    int(m["base"] or 0) * -1 or (above if points_up else number),
                    m["severity"],
                    m["kind"],
                    m["words"] or "",
                )
                for m in _EXPECTED.finditer(comment)
            ]
            above = above if points_up else number
        return found

    @cached_property
    def mended(self) -> Block | None:
        """The block with the changes that its comments say; None where they say none."""
        lines: list[tuple[int, str]] = []
        changed = False
        for number, text in self.lines:
            change = _CHANGE.match(text)
            if change is None:
                lines += [] if text.strip().startswith("# ↑") else [(number, bare(text))]
                continue
            changed = True
            new = change["new"] or ""
            indent = max(len(change["indent"]), len(new) - len(new.lstrip()))
            if change["what"] != "加上":
                replaced = lines.pop()[1]
                indent = len(replaced) - len(replaced.lstrip())
            if change["what"] != "删去":
                lines.append((number, " " * indent + new.strip()))
        return evolve(self, lines=lines) if changed else None

    @property
    def shown(self) -> str:
        """Its text for a reader: without the comments that announce messages or say how it is mended."""
        return "\n".join(bare(text) for _, text in self.lines if not text.strip().startswith("#"))

    @property
    def messages(self) -> list[Diagnostic]:
        """Everything that is said of it: of its text, its cases and 试算 and, in a chapter with the analysis, its rules."""
        found = [*self.compiled.diagnostics, *self._run()[0]]
        if self.analysed and not self.compiled.failed:
            found += self._analysis()
        return found

    @cached_property
    def compiled(self) -> Compiled:
        return compile_source(self.source)

    @cached_property
    def rubric(self) -> Rubric:
        if self.compiled.failed:
            raise Disagreement("the rubric above has errors, so nothing can be scored by it")
        return from_compiled(self.compiled)

    @cached_property
    def agreement(self) -> Agreement:
        """The rubric with its IR, which must say the same of every row."""
        return Agreement(self.rubric)

    @cached_property
    def case_rubric(self) -> Rubric:
        """The rubric of its cases."""
        return self.rubric

    def _line_of(self, span: Span) -> int:
        """The line of the chapter that a message stands at; of one in the base, how far down that is, below 0."""
        number = span.position[0]
        inherited = self.derived and span.source.name != self.source.name
        return -number if inherited else self.text[number - 1][0]

    def _run(self) -> tuple[list[Diagnostic], list[str]]:
        """What is wrong with its cases and 试算, and the figures whose verdict is another than announced."""
        document = self.compiled.document
        if self.compiled.failed or document is None or not (document.cases or document.trials):
            return [], []
        found: list[Diagnostic] = []
        verdicts: dict[int, list[str]] = {}
        told: dict[int, str] = {}
        for item in (*document.cases, *document.trials):
            report = run_any(self.case_rubric, item)
            found += report.problems
            for place, verdict, words in _verdicts(report, self.case_rubric):
                verdicts.setdefault(place, []).append(verdict)
                told[place] = f"{told.get(place, '')} {words}"
        numbered = [(number, line) for number, (_, line) in enumerate(self.text, 1)]
        wrong = []
        for number, line in numbered:
            announced = _VERDICT.search(line)
            expected = announced["verdict"] if announced else "一致" if number in verdicts else ""
            verdict = "、".join(dict.fromkeys(verdicts.get(number, ())))
            words = (announced["words"] or "").strip() if announced else ""
            if verdict != expected or words not in told.get(number, ""):
                wrong.append(f"{self.text[number - 1][0]}: {verdict} {told.get(number, '')}, not {expected} {words}")
        return found, wrong

    def _analysis(self) -> list[Diagnostic]:
        """What the analysis tells: by `check`, and beside it by `prove`."""
        findings = findings_of(self.rubric)
        return [*findings.messages(), *findings.remarks()]

    def _without_place(self) -> list[str]:
        """What is read of the text and does not stand in it, or not in what it belongs to: a message could not point there."""
        if self.derived:
            return []  # its parts stand in two files
        found = []
        for above, node in _nodes(self.compiled.document):
            inside = isinstance(node, n.Expr) and above is not None and not isinstance(above, (n.Document, n.Heading))
            around = above.span if inside and above is not None else Span(self.source, 0, len(self.source.text))
            held = around.start <= node.span.start <= node.span.end <= around.end
            if node.span.source is not self.source or not held:
                found.append(f"{self.line}: a {type(node).__name__} of a {type(above).__name__} has no place there")
        return found

    def check(self) -> None:
        """Raise where the messages differ from those announced, or the text from the one it should equal."""
        found, problems = self._run()
        diagnostics = [*self.compiled.diagnostics, *found]
        if self.analysed and not self.compiled.failed:
            diagnostics += self._analysis()
        silent = [item.kind.name for item in diagnostics if not (item.help("zh") and item.help("en"))]
        problems += [f"{self.line}: {name} does not say what to do" for name in silent]
        left = [(self._line_of(item.span.origin), item) for item in diagnostics]
        for wanted in self.expected:
            hit = next((pair for pair in left if wanted.fits(*pair)), None)
            if hit is None:
                problems.append(f"{wanted.line}: no {wanted.severity}: {wanted.kind} {wanted.words}".rstrip())
            else:
                left.remove(hit)
        for line, item in left:
            if item.severity is not Severity.NOTE:
                problems.append(f"{line}: {item.severity.value}: {item.kind.name} ({item.message('zh')})")
        if self.same_as is not None and not problems and self.rubric.hash != self.same_as.rubric.hash:
            problems.append(f"{self.line}: does not mean the same as line {self.same_as.line}")
        problems += self._without_place()
        if self.mended is not None:
            left_over = [item for item in self.mended.messages if item.severity is not Severity.NOTE]
            problems += [f"{self.line}: mended, and yet {item.kind.name} ({item.message('zh')})" for item in left_over]
        if problems:
            raise Disagreement("\n".join(problems))


def _nodes(found: Any, above: n.Node | None = None) -> Iterator[tuple[n.Node | None, n.Node]]:
    """Every node of a tree with the one that it belongs to."""
    if isinstance(found, n.Node):
        yield above, found
        above = found
    parts: Sequence[Any] = found if isinstance(found, tuple) else ()
    if has(type(found)) and not isinstance(found, (Span, Source)):
        parts = [getattr(found, field.name) for field in fields(type(found))]
    for part in parts:
        yield from _nodes(part, above)


@define(slots=False)
class CaseBlock(Block):
    """A fenced file of cases, for the rubric above it."""

    of: Block | None = None

    @cached_property
    def text(self) -> list[tuple[int, str]]:
        return self.lines

    @cached_property
    def case_rubric(self) -> Rubric:
        if self.of is None:
            raise Disagreement(f"{self.line}: cases with no rubric above them")
        return self.of.rubric


def _verdicts(report: CaseReport | TrialReport, rubric: Rubric) -> Iterator[tuple[int, str, str]]:
    """The line of each figure with its verdict, ！ where that is a failure, and what was computed: of one that is
    不符 also its likely causes and what hangs on it."""
    if isinstance(report, TrialReport):
        for row in report.rows:
            for outcome in row:
                verdict = "一致" if outcome.agrees else "不符！"
                yield outcome.place.position[0], verdict, outcome.found.zh
        return
    expected = [AuditedFigure(line, "") for line in report.lines if line.published.expected]
    for figure in (*rubric.audit(report.case).figures, *expected):
        line = figure.line
        causes = " ".join(f"{cause.name} {cause.words.zh}" for cause in figure.causes)
        effect = figure.effect.words.zh if figure.effect else ""
        shown = f"{line.computed.zh} {line.hint.zh if line.hint else ''} {causes} {effect}"
        yield line.place.position[0], line.verdict.words.zh + ("！" if line.fails else ""), shown


def bare(line: str) -> str:
    """A line without the comment that announces its messages or verdict."""
    at = line.rfind("# ")
    announces = at >= 0 and any(word in line[at:] for word in ("error:", "warning:", "note:"))
    return line[:at].rstrip() if announces or (at >= 0 and _VERDICT.search(line)) else line


def _is_clause(text: str) -> bool:
    first = re.search("折线|[：:]", _QUOTED.sub("", text))
    return bool(_CLAUSE.match(text)) and (first is None or first[0] == "折线")


@frozen
class Row:
    """One row of a table: facts by column, and the results that should come of them."""

    line: int
    block: Block
    cells: Sequence[tuple[str, str]]
    rows: Mapping[str, list[dict[str, str]]] = field(factory=dict)
    """The tables above it that are given as 明细 or 数据表, by name."""

    @property
    def facts(self) -> dict[str, Any]:
        """What is given."""
        facts: dict[str, Any] = dict(self.rows)
        for column, cell in self.cells:
            name, _, part = column.rpartition("·")
            if column.startswith("→"):
                continue
            if part in ("理由", "佐证", "档"):
                given = facts.get(name)
                facts[name] = {**(given if isinstance(given, dict) else {"值": given}), part: cell}
            elif cell:
                facts[column] = cell
        return facts

    def check(self) -> None:
        """Raise where a result differs from the one stated."""
        facts = self.facts
        wanted = [(column, cell) for column, cell in self.cells if column.startswith("→")]
        errors = [match for _, cell in wanted for match in _EXPECTED.finditer(cell)]
        if self.block.lowered:
            self.block.agreement.check(self.block.rubric.read(facts).values)
        try:
            result = self.block.rubric.score(facts)
        except DataError as error:
            self._refused(error, [Expected(self.line, m["severity"], m["kind"], m["words"] or "") for m in errors])
            return
        if errors:
            raise Disagreement(
                f"scored {_text(result.low) if result.has_total else result.why.zh}, not refused with {errors[0]['kind']}"
            )
        problems = [p for column, cell in wanted if (p := _differs(column, cell, result, self.block.rubric))]
        if problems:
            raise Disagreement("\n".join(problems))

    def _refused(self, error: DataError, expected: list[Expected]) -> None:
        left = list(error.diagnostics)
        problems = []
        for wanted in expected:
            hit = next((item for item in left if wanted.fits(self.line, item)), None)
            if hit is None:
                problems.append(f"no {wanted.severity}: {wanted.kind} {wanted.words}".rstrip())
            else:
                left.remove(hit)
        problems += [f"error: {item.kind.name} ({item.message('zh')})" for item in left]
        if problems or not error.diagnostics:
            raise Disagreement("\n".join(problems) or "refused without a message")


def _differs(column: str, cell: str, result: Result, rubric: Rubric) -> str:
    """How a result differs from its cell; empty where it does not."""
    match = _RESULT.match(column)
    if match is None:
        raise Disagreement(f"column `{column}` is no result")
    what = match["what"]
    if what == "结果":
        found_result = result.why.zh if result.index is None else f"{result.index.name}{result.index.shown}"
        return "" if found_result == cell else f"{column}: {found_result}, not {cell}"
    if what == "总分" and not result.has_total:
        return "" if cell == "—" else f"{column}: none, not {cell}"
    if what == "总分":
        return _compare(column, cell, result.low, result.high)
    if what == "等级":
        found_grade = result.grade or "、".join(result.grades)
        return "" if found_grade == cell else f"{column}: {found_grade}, not {cell}"
    if what == "核对":
        found = [f"差 {f.difference}" if f.difference else "不符" if f.checked else "无法核对" for f in result.findings]
        return "" if found == [cell] or (cell == "一致" and not found) else f"{column}: {found or '一致'}, not {cell}"
    node = _node(match["node"], result)
    if what == "得分":
        return _compare(column, cell, node.score, node.high)
    if what == "状态":
        return "" if _STATUS[node.status] == cell else f"{column}: {_STATUS[node.status]}, not {cell}"
    if what == "说明":
        return "" if cell in node.reason("zh") else f"{column}: {node.reason('zh')} does not hold {cell}"
    return _compare_value(column, cell, node, rubric)


def _node(name: str | None, result: Result) -> NodeResult:
    if name:
        return result[name]
    leaves = list(result.leaves())
    if len(leaves) != 1:
        raise Disagreement("the rubric has several leaves, so a column names the one it speaks of")
    return leaves[0]


def _compare(column: str, cell: str, low: Fraction, high: Fraction) -> str:
    """How a score differs from its cell: `8`, or `8至10` where it is not known."""
    least, _, most = cell.replace("−", "-").partition("至")
    wanted = [Fraction(text.removesuffix("分")) for text in (least, most or least)]
    shown = _text(low) if low == high else f"{_text(low)}至{_text(high)}"
    return "" if [low, high] == wanted else f"{column}: {shown}, not {cell}"


def _compare_value(column: str, cell: str, node: NodeResult, rubric: Rubric) -> str:
    found = node.value
    shown = f"{column}: {node.shown_value or _NOT_COMPUTED} ({found}), not {cell}"
    if found is None or cell == _NOT_COMPUTED:
        return "" if found is None and cell == _NOT_COMPUTED else shown
    match = _FIGURE.match(cell.replace("−", "-"))
    if not isinstance(node.value_type, Quantity) or match is None:
        return "" if node.shown_value == cell else shown
    unit = rubric.model.units.get(match[2]) if match[2] != "%" else None
    dimension, factor = (unit.dimension, unit.factor) if unit else ((), Fraction(1, 100 if match[2] else 1))
    fits = node.value_type.dimension == dimension and found == Fraction(match[1]) * factor
    return "" if fits else shown


def _text(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else f"{value} ({float(value):.6g})"


def chapter(text: str) -> Iterator[Block | Row]:
    """The blocks and table rows of a Markdown text, in their order; a row is scored by the block above it."""
    section, block, base, columns = "", None, None, None
    bases = Bases()
    lowered, analysed = NOT_LOWERED not in text, ANALYSED in text
    open_block: Block | None = None
    fenced = False
    given: dict[str, list[dict[str, str]]] = {}
    heads: list[str] | None = None
    filling = ""
    for number, line in enumerate(text.splitlines(), 1):
        fence = _FENCE.match(line)
        if fence and fenced:
            if open_block is not None:
                yield open_block
            open_block, fenced, filling = None, False, ""
        elif fence:
            fenced, columns = True, None
            info = fence["info"].split()
            if info == ["case"]:
                open_block = CaseBlock(number, section, [], of=block)
            elif info[:1] == ["rubric"]:
                same = info[1:] == ["同上"]
                named = info[2] if info[1:2] == ["底表"] and len(info) == 3 else ""
                if info[1:] and not same and not named:
                    raise Disagreement(f"{number}: `{fence['info']}` is no kind of block")
                given = {}
                block = open_block = Block(number, section, [], base if same else None, lowered, analysed, bases)
                base = base if same else block
                if named:
                    block.name = named
                    bases.blocks[named] = block
            elif info[:1] == ["明细"]:
                filling, heads = info[1], None
                given = {**given, filling: []}
        elif fenced and filling and line.startswith("|"):
            cells = [cell.strip() for cell in line.strip()[1:-1].split("|")]
            if heads is None:
                heads = cells
            elif not set(line) <= set("|-: "):
                given[filling].append(dict(zip(heads, cells, strict=True)))
        elif fenced:
            if open_block is not None:
                open_block.lines.append((number, line))
        elif line.startswith("|"):
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if columns is None:
                columns = cells
            elif set(line) <= set("|-: ") or not any(column.startswith("→") for column in columns):
                continue  # a table without results is one to be read
            elif block is None or len(cells) != len(columns):
                raise Disagreement(f"{number}: a table row with no rubric above it, or with cells too many or too few")
            else:
                yield Row(number, block, list(zip(columns, cells, strict=True)), given)
        else:
            columns = None
            if line.startswith("#"):
                section = line.lstrip("# ")


class SpecItem(pytest.Item):
    """One block or one row."""

    def __init__(self, *, part: Block | Row, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.part = part

    def runtest(self) -> None:
        self.part.check()

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, Disagreement):
            return f"{self.path}:{self.part.line}\n{excinfo.value}"
        return f"{self.path}:{self.part.line}\n{excinfo.getrepr(style='short')}"

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.part.line - 1, self.name


class SpecFile(pytest.File):
    """One chapter."""

    def collect(self) -> Iterator[SpecItem]:
        for part in chapter(self.path.read_text(encoding="utf-8")):
            block = part if isinstance(part, Block) else part.block
            name = f"{block.section}:{part.line}"
            yield SpecItem.from_parent(self, name=name, part=part)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> SpecFile | None:
    """Every Markdown file is a chapter."""
    return SpecFile.from_parent(parent, path=file_path) if file_path.suffix == ".md" else None


@pytest.fixture
def disagreements() -> Callable[[str], list[str]]:
    """What a chapter and the language disagree on, for the tests of this runner."""

    def run(text: str) -> list[str]:
        found = []
        for part in chapter(text):
            try:
                part.check()
            except Disagreement as error:
                found.append(str(error))
        return found

    return run
