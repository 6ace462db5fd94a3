"""Text → tree as written. Each statement is parsed by itself, so that one broken line hides no other."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, cast

import attrs
from attrs import define, field

from perfrules.diagnostics import Diagnostics, Fix
from perfrules.source import Source, Span, Words
from perfrules.syntax import declared, edits, errors, published, repair
from perfrules.syntax import nodes as n
from perfrules.syntax import shapes as shape_of
from perfrules.syntax.build import CORE, DATA_ERROR, Builder, NodeBuilder, trial_cell, value_text
from perfrules.syntax.cells import cells, is_rule
from perfrules.syntax.folding import Folded, fold, name_key
from perfrules.syntax.grammar import Stop, parser
from perfrules.syntax.lines import MOST_LINE, Line, bracket_end, lines, quote_end
from perfrules.syntax.nodes import Broken, Unknown
from perfrules.syntax.scanner import MOST_TOKENS, WHAT_TOKENS, Scanner, keys
from perfrules.syntax.tokens import Token
from perfrules.syntax.vocabulary import Vocabulary
from perfrules.types.units import standard_units

MOST_CHARACTERS = 2_000_000
MOST_STATEMENTS = 20_000
MOST_PUBLISHED = 1_000
"""The characters of a 公布 line before its remarks."""
MOST_BASES = 20
"""How many cases may take the facts of one another in a row."""
MOST_STRAY = 20
"""How many characters that no text has are pointed at."""
MOST_GLUED_NAME = 60
"""In a longer name no word glued on is looked for."""
MOST_REPAIRED = 300
"""A line of more characters is not searched for the slip in it."""
MOST_READINGS = 6_000
"""How much is spent on other readings of the broken lines of one file in search of the slip in each; a reading costs
more, the longer the line."""
MOST_NODES = 150
"""The depth of one formula; what is longer is split into named formulas."""
MOST_TITLE = 60
"""A first line of more characters is no title that lacks its word."""
MOST_UNREAD = 20
"""How many lines the language of a file is looked for in."""
_BELOW_EDIT = 9
"""The depth of what stands for the heading that an edit speaks of."""
_WITHDRAWN = ("CONSTRAINT", "VERIFY", "PROPERTY", "VETO", "TOTAL_CAP")
"""The lines without names that 删除 can repeat."""
_ONCE = ("AT_MOST", "LEFTOVER", "BUT", "EXCEPT_IF")

_HEADINGS = ("LEVEL1", "LEVEL2", "LEVEL3", "CRITERION")
_OPENERS = {
    "RUBRIC": "title",
    "FACTS": "facts",
    "GRADES": "grades",
    "CALENDAR": "calendar",
    "GRID_FACTS": "fact_grid",
    "SCALE": "scale",
    "CASE": "case",
    "TRIAL": "trial",
    "ADJUSTMENTS": "adjustments",
    "UNRECORDED": "unrecorded",
} | dict.fromkeys(_HEADINGS, "heading")
_SECTION_START = {
    "head": "head_line",
    "facts": "fact_line",
    "heading": "clause",
    "grades": "grade_line",
    "scale": "scale_line",
    "calendar": "calendar_line",
    "edits": "edit_line",
    "case": "case_line",
}
_PLACES = {
    "head": Words("文件开头", "the head of the file"),
    "facts": Words("「数据」部分", "the section `facts`"),
    "heading": Words("指标下面", "a heading"),
    "grades": Words("「等级」部分", "the section `grades`"),
    "scale": Words("「评议尺度」部分", "a judging scale"),
    "calendar": Words("「工作日历」部分", "the section `work calendar`"),
    "edits": Words("更名、删除的行下面", "behind `rename` or `remove`"),
    "case": Words("「案例」部分", "a case"),
    "trial": Words("「试算」部分", "a trial (`try`)"),
}
_SECTION_WORDS = {
    "facts": ("数据", "facts", Words("一项数据", "a fact")),
    "grades": ("等级", "grades", Words("一个等次", "a grade")),
}
_INTERVAL_SIGNS = tuple("≥≤≧≦<>[")
_GRADED_BY = re.compile(
    r"\s*(?:按|[Bb]y(?!\w))\s*(?:(?P<RATE>得分率|the +rate(?!\w))|(?P<INDEX>指数|the +result(?!\w)))"
)
"""What a grade scale is about, where that is no total."""
_A_VALUE = re.compile(r"[-−]?\d[\d.]*\s*(?:%|(?!分|points?)[^\W\d]{1,6})?")
_A_SCORE = re.compile(r"得?满分|不得分|得?\d[\d.]*\s*(?:分|points?)|full marks")
"""A figure that is no score, and a score, of a row whose sign is missing."""
_FREE_NAME_END = re.compile(r"\s*[\"“”]|\s+(?:假定|依据|[Aa]ssumption|[Bb]asis)\s*[:\"“”]")
"""Where the name of a heading without points ends: at what is said behind it."""
_LABEL_HEAD = re.compile(r"[≥≤≧≦⩾⩽<>=≠\[(\d-]|.*(?:以上|以下|以内|以外|\bor above\b|\bor below\b|[≥≤<>]|\d\s*[~—至-])")
_BRACKETED_GRADE = re.compile(
    r"(?P<label>[^()]+?)\s*\((?P<range>(?=[^()]*\d)(?:[^()]|\([^()]*\))+)\)(?=\s*(?:[\"“”]|假定|依据|[Aa]ssumption|[Bb]asis|$))"
)
"""优秀（S≥90）: a grade as reports print it."""
_LABEL_PARTS = re.compile(r"、| or (?=\S)")
_ONLY_PUBLISHED = re.compile(r"[\s,]\s*(?P<word>仅公布|[Pp]ublished +only)\s*$")
_BASE = re.compile(r"\s(?P<word>沿用|extends(?!\w))\s*(?P<case>案例|[Cc]ase(?!\w))?\s*")
_PUBLISHED_WORD = re.compile(r"公布|[Pp]ublished(?!\w)")
_POINTS_HEAD = re.compile(r"\s*(?:\d+(?:\.\d+)?\s*(?:分|[Pp]oints?)|满分|不得分|[Ff]ull +marks|[Nn]o +points)\s*")
_ROW_SECTIONS = ("TRIAL",)
"""Below these words each line is a row of cells."""
_HEAD_WORDS = (
    *("WHEN", "ELSE", "NONE_HOLDS", "MISSING", "LESS_THAN", "MORE_THAN", "CHANGE"),
    *("IS_WITHIN", "OUT_OF", "CHANGE_WITHIN", "UNDER", "FEWER", "GE", "LE", "GT", "LT"),
)
"""The keywords that a row can begin with."""
_MEASURE_WORDS = _HEAD_WORDS[4:]
"""What can stand behind the name of the measure at the head of a row, beside signs."""
_DASHED_LEVEL = re.compile(r"(?P<level>[—–―－ー-]|[1-3１-３])\s*级\s*指标")
"""A heading whose figure was typed as a dash, or as a digit."""
_LEVEL_SIGNS = dict(
    zip("—–―－ー-123１２３", [*["一级指标"] * 6, *["一级指标", "二级指标", "三级指标"] * 2], strict=True)
)
_LEVELS = ("一级指标", "二级指标", "三级指标", "评分点")
_GLUED_HEADING = re.compile(
    rf"(?P<level>{'|'.join(_LEVELS)})(?P<name>[^\d「」\"“”:：=＝\s][^「」\"“”:：=＝]*?)[（(]?(?P<points>\d+(?:\.\d+)?\s*分)[）)]?"
)
_TABLES = ("SCORE_BY", "AS_FOLLOWS", "DECIDE", "DETAIL")
"""The keywords of statements with rows."""
_OUTER_HEADS = ("WHEN", "ELSE", "NONE_HOLDS")
"""The keywords that begin a row with a table of its own."""
_STRAY_REASON = re.compile(r"(?:^|\s)(?P<word>原因)\s*$")
_CASE_NOTE = re.compile(
    r"[\"“”]|(?<=[\s」\"”])(?:佐证|理由|不符|来源|依据|假定"
    r"|[Ee]vidence|[Rr]eason|[Kk]nown +discrepancy|[Ss]ource|[Bb]asis|[Aa]ssumption)\s*(?=[\"“”])"
)
_BEFORE_REMARK = re.compile(r"\d[^\s\"“”「」]*\s+(?P<word>[^\W\d]+(?: [^\W\d]+)?)\s*(?=[\"“])")
_NOTE_WORDS = ("EVIDENCE", "REASON", "MISMATCH", "SOURCE", "BASIS", "ASSUMPTION")
_ROWS_FOLLOW = re.compile(
    r"[^\r\n#=:]*[=:] *(?:(?:佐证|[Ee]vidence) *[\"“][^\"”\r\n]*[\"”] *)?(?:#[^\r\n]*)?(?=[\r\n]|$)"
)
"""A line of a case that ends behind its sign: what it gives stands in the rows below."""
_QUOTES = '"“”'
_GRID_COLUMNS = re.compile(r"\s+(?P<word>列|with columns)\s+")
_GRID_PARTS = re.compile(r"[、,]")
_WORD = re.compile(r"\w+")
_BLANKS = re.compile(r"\s*")
_WORDS = re.compile(r"[^\W\d]+")
_QUOTED_TEXT = re.compile(r'"[^"]*"|「[^」]*」|`[^`]*`')
_DECIMALS = re.compile(
    r"(?:(?:保留|rounded to)\s*)?(?P<count>\d)\s*(?P<what>位小数|位百分数|decimals? of a percent|decimals?)"
)
_RATIO = re.compile(r"\s*(?:比率|ratio)")
_COUNT = Words("计数", "count")
_KIND_OF = {
    "元": Words("金额", "money"),
    "平方米": Words("面积", "area"),
    "秒": Words("时长", "duration"),
    "月": Words("时长", "duration"),
    "米": Words("长度", "length"),
    "立方米": Words("体积", "volume"),
    "千克": Words("重量", "weight"),
    "千瓦时": Words("用电量", "electricity"),
}
"""The kinds of fact whose figures have a unit, by its base unit; all others are counts."""
_LIKE_KINDS = frozenset(
    (
        *("数量", "数目", "个数", "人数", "件数", "次数", "数字", "质量", "时间", "时限", "天数", "距离", "里程"),
        *("容量", "电量", "资金", "费用", "number", "amount", "quantity", "time", "mass", "distance", "sum"),
    )
)
"""What may be typed for a kind before a unit."""
_TABLE_WORD = re.compile(r"评分|[Ss]core +by")
_TITLE_LIKE = re.compile(r"[^:：=＝\"“”「」，,。#]*[^\W\d][^:：=＝\"“”「」，,。#]*")
_BEHIND_POINTS = re.compile(r"\d\s*(?:分|[Pp]oints?),?\s+(?P<word>[^\W\d]+(?: [^\W\d]+)?)\s*$")
"""A word between two figures of points, of which the first is not the heading's: 20分 内安100分."""
_NEARLY_UNPUBLISHED = re.compile(
    r"(?:^|\s)(?:分值\s*[未末][^\s\d]{1,3}|分值\s*(?:没有|不)公布|[未末]公[布佈开示]"
    r"|(?:[Pp]oints +)?[Uu]n-?published)$"
)
"""What is typed for 分值 未公布 behind the name of a heading."""
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@define
class _Parser:
    source: Source
    folded: Folded
    diagnostics: Diagnostics
    fragments: tuple[str, ...]
    builder: NodeBuilder
    scanner: Scanner
    vocabulary: Vocabulary
    shapes: Mapping[str, Words]
    """How the statements of each first word are written."""
    functions: frozenset[str]
    """The keys of the names of functions."""
    title: str | None = None
    head: list[n.Node] = field(factory=list)
    facts: list[n.Node] = field(factory=list)
    headings: list[_OpenHeading] = field(factory=list)
    grades: n.GradesDecl | None = None
    grade_rows: list[n.Node] = field(factory=list)
    calendar: n.CalendarDecl | None = None
    calendar_lines: list[n.Node] = field(factory=list)
    scales: list[tuple[n.ScaleDecl, list[n.Node]]] = field(factory=list)
    cases: list[_OpenCase] = field(factory=list)
    trials: list[_OpenTrial] = field(factory=list)
    section: str = "head"
    statements: list[n.Statement] = field(factory=list)
    raw: list[n.RawLine] = field(factory=list)
    edits_from: int | None = None
    """How many headings stood before the first edit of a base."""
    lang: str = "zh"
    """The language that the first word of the file is written in."""
    grid: str | None = None
    """The name of the 数据表 that is open."""
    rows_of: int | None = None
    """The number of the name in the last case whose rows follow."""
    line: Line = field(factory=lambda: Line(0, 0, -1))
    """The statement that is being read."""
    tries: int = MOST_READINGS
    """What may still be spent on other readings of broken lines."""
    quiet: bool = False
    """Whether this is such a reading, of which only the outcome is asked."""

    @property
    def adjusting(self) -> bool:
        """Whether 加减分 has begun: it goes on to the end of the headings."""
        return any(heading.node.depth == 0 for heading in self.headings)

    @property
    def without_points(self) -> bool:
        """Whether the results of this rubric are no points: 结果等次, or 不予评分 for every subject."""
        return any(isinstance(item, n.ResultScale) for item in self.head)

    @property
    def open_heading(self) -> _OpenHeading:
        return self.headings[-1]

    # One statement

    def parse(self, start: str, tokens: list[Token], word: str, shape: Words) -> Any:
        """The node of a statement, or None where it is reported as broken."""
        if self.scanner.failed or not tokens or self._glued(tokens):
            return None
        if len(tokens) > MOST_TOKENS:
            place = Span(self.source, tokens[0].start_pos, tokens[0].end_pos)
            self.diagnostics.report(errors.TOO_MUCH, place, what=WHAT_TOKENS, most=MOST_TOKENS)
            return None
        twice = self._twice(tokens) if start == "clause" else None
        if twice is not None:
            place = Span(self.source, twice.start_pos, twice.end_pos)
            self.diagnostics.report(errors.DOUBLED, place, word=place.text)
            return None
        grammar, _ = parser(self.fragments)
        node = grammar.parse(start, tokens, self.builder.build)
        if isinstance(node, Stop):
            self._unexpected(start, tokens, node, word, shape)
            return None
        if len(tokens) > MOST_NODES and isinstance(node, n.Node) and _depth(node) > MOST_NODES:
            self.diagnostics.report(
                errors.TOO_MUCH,
                node.span,
                what=Words("一个算式的长度", "the length of one formula is"),
                most=MOST_NODES,
            )
            return None
        texts = tuple(Span(self.source, t.start_pos, t.end_pos) for t in tokens if t.type == "TEXT")
        place = Span(self.source, tokens[0].start_pos, tokens[-1].end_pos)
        self.statements.append(n.Statement(start, node, texts, span=place))
        return node

    def _twice(self, tokens: list[Token]) -> Token | None:
        """A word behind a rule that can be given once and is given again; the grammar takes such words in any order."""
        seen: set[str] = set()
        for token in tokens:
            if token.type in _ONCE and token.type in seen:
                return token
            seen.add(token.type)
        return None

    def _unexpected(self, start: str, tokens: list[Token], stop: Stop, word: str, shape: Words) -> None:
        at = stop.at
        if self.quiet or self.diagnostics.full:
            place = Span(self.source, tokens[-1].end_pos, tokens[-1].end_pos)
            self.diagnostics.report(errors.INCOMPLETE, place, statement=word, shape=_shape(shape))
            return
        if at < len(tokens) and tokens[at].type == "RANGE" and (tokens[at].value != "至" or _between(tokens, at)):
            if tokens[at].value == "to" and self._slipped(self.line) is not None:
                return
            place = Span(self.source, tokens[at].start_pos, tokens[at].end_pos)
            self.diagnostics.report(errors.RANGE_IN_FORMULA, place, sign=place.text)
            return
        grammar, _ = parser(self.fragments)
        accepted = grammar.expected(start, tokens[:at])
        if start in ("row", "grade_line") and self._slipped(self.line) is not None:
            return
        if self._turned_round(start, word, shape) or self._quoted_name(tokens[at : at + 1], accepted):
            return
        if self._unbracketed(tokens[max(0, at - 1) : at + 1]):
            return
        gaps = [repair.Gap(self._in_line(tokens, at), accepted)] if at else []
        if self.tries > 0:
            earlier = range(at - 1, max(0, at - 5), -1)
            gaps += [repair.Gap(self._in_line(tokens, k), grammar.expected(start, tokens[:k])) for k in earlier]
        if start in ("clause", "head_line", "fact_line"):
            # 得分 随 支出 不减 begins like 得分 ＝ …, but its own first word is missing.
            gaps = [*gaps[:4], repair.Gap(0, _first_terminals(self.fragments, start))]
        # Of a case line any words may be the name or the figure, so that moving them about explains nothing.
        if start in ("case", "case_line", "trial"):
            if self._slipped(self.line) is not None:
                return
        elif gaps and self._slip(gaps[0].at, gaps, word, shape):
            return
        expected = self.vocabulary.names(accepted, lang=self.lang)
        if at == len(tokens):
            place = Span(self.source, tokens[-1].end_pos, tokens[-1].end_pos)
            self.diagnostics.report(errors.INCOMPLETE, place, could_be=expected, statement=word, shape=_shape(shape))
            return
        token = tokens[at]
        place = Span(self.source, token.start_pos, token.end_pos)
        shown = place.text.strip()[:30]
        found = Words(f"「{shown}」", f"`{shown}`")
        spelled = self.vocabulary.first if self.lang == "zh" else self.vocabulary.english
        near = self.diagnostics.near(shown, [spelled.get(t, "") for t in accepted])
        args: dict[str, Any] = {"statement": word, "found": found, "shape": _shape(shape)}
        self.diagnostics.report(errors.UNEXPECTED, place, could_be=expected, suggestions=near, **args)

    # The slip in a broken line

    def _turned_round(self, start: str, word: str, shape: Words) -> bool:
        """Report 10分 ：优秀 and ≥ 90 ：优秀, a row with its two halves the wrong way round; whether it is one."""
        whole = self.folded.span(self.line.start, self.line.end)
        if start not in ("row", "grade_line") or self.line.colon < 0 or len(whole.text) > MOST_REPAIRED:
            return False
        colon = self.folded.offset(self.line.colon) - whole.start
        notes = _FREE_NAME_END.search(whole.text, colon)
        end = notes.start() if notes else len(whole.text)
        first, second = whole.text[:colon].strip(), whole.text[colon + 1 : end].strip()
        right = f"{second} ：{first}" if self.lang == "zh" else f"{second}: {first}"
        if _A_VALUE.fullmatch(first) and _A_SCORE.match(second):
            return False  # 0次 ：满分 lacks a sign; 满分 would only do for a name
        if not second or not self._reads(f"{right} {whole.text[end:]}"):
            return False
        place = Span(self.source, whole.start, whole.start + len(whole.text[:end].rstrip()))
        fix = Fix(Words("对调", "swap them"), ((place, right),))
        told: dict[str, Any] = {"first": first, "second": second, "right": right, "shape": _shape(shape)}
        self.diagnostics.report(errors.SWAPPED_WORDS, place, fixes=(fix,), **told)
        return True

    def _unbracketed(self, tokens: list[Token]) -> bool:
        """Report a function whose argument stands without brackets; whether it is one."""
        if [token.type for token in tokens] not in (["NAME", "NAME"], ["NAME", "QUOTED"], ["NAME", "NUMBER"]):
            return False
        function, argument = tokens
        if name_key(function.value) not in self.functions:
            return False
        place = Span(self.source, function.start_pos, argument.end_pos)
        right = f"{function.value}({Span(self.source, argument.start_pos, argument.end_pos).text})"
        fix = Fix(Words("加括号", "put in brackets"), ((place, right),))
        self.diagnostics.report(errors.UNBRACKETED, place, fixes=(fix,), name=function.value, right=right)
        return True

    def _quoted_name(self, tokens: list[Token], accepted: frozenset[str]) -> bool:
        """Report a name in the quotes of a remark; whether it is one."""
        if not tokens or tokens[0].type != "STRING" or "QUOTED" not in accepted:
            return False
        place = Span(self.source, tokens[0].start_pos, tokens[0].end_pos)
        right = f"「{tokens[0].value}」"
        fix = Fix(Words("改用「」", "use 「」"), ((place, right),))
        self.diagnostics.report(errors.QUOTED_NAME, place, fixes=(fix,), text=place.text, right=right)
        return True

    def _in_line(self, tokens: list[Token], index: int) -> int:
        """Where the gap before a token stands in the line; behind the last token at the end."""
        at = tokens[-1].end_pos if index == len(tokens) else tokens[index].start_pos
        return at - self.folded.offset(self.line.start)

    def _slip(self, stop: int, gaps: Sequence[repair.Gap], word: str, shape: Words) -> bool:
        """Report the one slip that explains why the line cannot be read; whether there is one."""
        whole = self.folded.span(self.line.start, self.line.end)
        if self.tries <= 0 or whole.end - whole.start > MOST_REPAIRED:
            return False
        found = repair.find(whole.text, stop, gaps, self._reads, self.vocabulary, self.lang, self.scanner.names)
        return found is not None and self._tell(found, word, shape)

    def _tell(self, found: repair.Repair, word: str, shape: Words) -> bool:
        whole = self.folded.span(self.line.start, self.line.end)
        place = Span(self.source, whole.start + found.start, whole.start + found.end)
        fixes = tuple(Fix(found.title, ((place, new),)) for new in found.news)
        args: dict[str, Any] = {"statement": word, "shape": _shape(shape), **found.args}
        self.diagnostics.report(found.kind, place, could_be=found.could_be, fixes=fixes, **args)
        return True

    def _reads(self, text: str) -> bool:
        """Whether a line would be a statement where the present one stands."""
        if self.tries <= 0:
            return False
        self.tries -= 1 + (len(text) // 40) ** 2
        source = Source("", text)
        folded, quiet = fold(source), Diagnostics()
        scanner = attrs.evolve(self.scanner, folded=folded, diagnostics=quiet, failed=False)
        trial = attrs.evolve(
            self,
            source=source,
            folded=folded,
            diagnostics=quiet,
            builder=attrs.evolve(self.builder, source=source),
            scanner=scanner,
            head=[item for item in self.head if isinstance(item, n.ResultScale)],
            facts=[],
            headings=[h.like() for h in self.headings[-1:]]
            or [_OpenHeading(n.Heading(1, "", None, span=Span(source, 0, 0), name_span=Span(source, 0, 0)))],
            grade_rows=[],
            calendar_lines=[],
            scales=[(scale, []) for scale, _ in self.scales[-1:]],
            cases=[_OpenCase(case.node) for case in self.cases[-1:]],
            statements=[],
            tries=0,
            quiet=True,
        )
        found = trial.lines()
        if len(found) != 1 or quiet.failed:
            return False
        trial.line = found[0]
        trial.statement(found[0])
        read: list[n.Statement] = trial.statements
        if quiet.errors:
            return False
        own = declared.names(folded.text)
        return all(self._known(statement.node, own) for statement in read)

    def _known(self, node: Any, own: Collection[str]) -> bool:
        """Whether every name used in a statement is one that the file declares, or the statement itself."""
        if not isinstance(node, n.Node):
            return True
        names = (name for name in n.walk(node) if isinstance(name, n.Name) and not name.spot)
        used = (name_key(part) for name in names for part in name.parts)
        return all(key in self.scanner.names or key in own for key in used)

    def lines(self) -> list[Line]:
        """The statements of the text."""
        starters = _statement_terminals(self.fragments)

        def begins(at: int) -> bool:
            keyword = self.scanner.word_at(at)
            return keyword is not None and keyword[1] in starters

        def connective(at: int) -> bool:
            keyword = self.scanner.word_at(at)
            return keyword is not None and keyword[1] in ("AND", "OR")

        in_case = False

        def rows(at: int) -> bool:
            nonlocal in_case
            keyword = self.scanner.word_at(at)
            if keyword is not None and keyword[1] in _OPENERS:
                in_case = keyword[1] == "CASE"
            if keyword is not None and keyword[1] in _ROW_SECTIONS:
                return True
            return in_case and bool(_ROWS_FOLLOW.match(self.folded.text, at))

        return lines(self.folded, begins, connective, rows)

    def _glued(self, tokens: list[Token]) -> bool:
        """Report names that are a declared name with a word glued on; whether there were any."""
        found = False
        for token in tokens:
            if token.type != "NAME" or name_key(token.value) in self.scanner.names:
                continue
            word = token.value
            if len(word) > MOST_GLUED_NAME or self.diagnostics.full:
                continue
            for cut in range(len(word) - 1, 1, -1):
                if name_key(word[:cut]) in self.scanner.names and self.scanner.split(word[cut:]):
                    place = Span(self.source, token.start_pos, token.end_pos)
                    apart = f"{word[:cut]} {word[cut:]}"
                    fix = Fix(Words("空一格", "put a space"), ((place, apart),))
                    self.diagnostics.report(errors.GLUED, place, fixes=(fix,), text=word, split=apart)
                    found = True
                    break
        return found

    # Lines

    def run(self, statements: list[Line]) -> None:
        for line in statements:
            if self.diagnostics.full:
                return  # nothing found in the rest would be told
            self.scanner.failed = False
            if line.end - line.start > MOST_LINE:
                what = Words("一行的字数", "the characters of one line are")
                span = self.folded.span(line.start, line.start + 20)
                self.diagnostics.report(errors.TOO_MUCH, span, what=what, most=MOST_LINE)
                continue
            self.line = line
            before, told = len(self.statements), len(self.diagnostics.items)
            self.statement(line)
            if self.scanner.failed:
                self._slip_instead(told)
            found = self.statements[before] if len(self.statements) > before else None
            self.raw.append(n.RawLine(self.folded.span(line.start, line.end), self.section, found))
        self._rows_given()

    def statement(self, line: Line) -> None:
        word, terminal = self._first(line)
        opener = _OPENERS.get(terminal)
        head = self.folded.text[line.start : line.colon].strip() if line.colon >= 0 else None
        if not line.is_row:
            self._rows_given()
        if line.is_row and self.section == "case":
            self.case_row(line)
        elif line.is_row:
            self.trial_row(line)
        elif opener and head != word:
            self.open(line, word, terminal, opener)
        elif self.section != "case" and head != word and terminal in _first_terminals(self.fragments, "total_line"):
            # What is said of the total may stand anywhere: most tables print it at their end.
            node = self.parse(
                "total_line", self.scanner.scan(line.start, line.end), word, self.shapes.get(terminal, shape_of.NONE)
            )
            self.head.append(node or Broken(terminal, span=self.folded.span(line.start, line.end)))
        elif terminal in edits.TERMINALS and head != word and self.section not in ("case", "trial"):
            self.edit(line, word, terminal)
        elif self.section == "case":
            self.case_line(line, word, terminal)
        elif self.section == "trial" and terminal not in _statement_terminals(self.fragments):
            self.diagnostics.report(errors.ROW_EXPECTED, self.folded.span(line.start, line.end))
        elif (section := self._missing_section(line, terminal)) is not None:
            self._enter(section, line)
            self.statement(line)
        elif self.section == "facts" and line.colon >= 0:
            self.fact(line)
        elif self.section in ("grades", "scale") and line.colon >= 0:
            self.grade(line)
        elif self.section == "grades" and (bracketed := _BRACKETED_GRADE.match(self.folded.text, line.start, line.end)):
            self.bracketed_grade(line, bracketed)
        elif self.section == "heading" and terminal in _OUTER_HEADS and self._opens_inner(line):
            self.inner(line, word)
        elif self.section == "heading" and self._is_row(line, word, terminal, head):
            self.row(line, word, terminal)
        elif self.section in _SECTION_START and terminal in _first_terminals(
            self.fragments, _SECTION_START[self.section]
        ):
            self.plain(line, word, terminal)
        else:
            self.lost(line, word, terminal)

    def _missing_section(self, line: Line, terminal: str) -> str | None:
        """The section that a line plainly belongs to though nothing has begun it."""
        if line.colon < 0 or self.tries <= 0:
            return None
        behind = re.compile(r"\s*").match(self.folded.text, line.colon + 1, line.end)
        at = behind.end() if behind else line.end
        if self.section == "head" and not self.facts:
            return "facts" if self._reads_in("facts") else None
        points = _POINTS_HEAD.fullmatch(self.folded.text, line.start, line.colon)
        if points is not None and self.section == "heading" and self.open_heading.table is not None:
            return None  # a row with its halves the wrong way round
        if self.section == "heading" and self.grades is None and self.folded.text[at : at + 1] in _INTERVAL_SIGNS:
            return "grades" if self._reads_in("grades") else None
        return None

    def _reads_in(self, section: str) -> bool:
        """Whether the line would be a statement of another section."""
        here, self.section = self.section, section
        try:
            return self._reads(self.folded.span(self.line.start, self.line.end).text)
        finally:
            self.section = here

    def _enter(self, section: str, line: Line) -> None:
        """Begin a section whose first line is missing."""
        zh, en, what = _SECTION_WORDS[section]
        place = self.folded.span(line.start, line.end)
        word = Words(zh, en)
        fix = Fix(Words("补上", "put it in"), ((place.head(), f"{word[self.lang]}\n"),))
        self.diagnostics.report(errors.MISSING_SECTION, place, fixes=(fix,), what=what, section=word)
        self.section = section
        if section == "grades":
            self.grades = n.GradesDecl(span=place.head())

    def _first(self, line: Line) -> tuple[str, str]:
        """The word that a line starts with and its terminal; "" where it is no keyword."""
        text = self.folded.text
        keyword = self.scanner.word_at(line.start)
        if keyword is not None:
            return text[line.start : keyword[0]], keyword[1]
        match = _WORD.match(text, line.start)
        if match is None or match.group()[0].isdigit():
            return text[line.start : line.start + 1], ""
        return match.group(), ""

    def _is_row(self, line: Line, word: str, terminal: str, head: str | None) -> bool:
        if head is None:
            return False
        if terminal in _first_terminals(self.fragments, "clause"):
            return head == word and self.open_heading.table is not None
        return True

    def plain(self, line: Line, word: str, terminal: str) -> None:
        start = _SECTION_START[self.section]
        if terminal == "CODE":
            at = line.start + len(word)
            after = line.colon + 1 if self.folded.text[at : line.colon + 1].strip() == ":" else at
            tokens = [self.scanner.token("CODE", line.start, at), *self._text("TEXT", after, line.end)]
        elif terminal in ("BASIS", "ASSUMPTION") and self._unquoted(line, word):
            tokens = []
        else:
            tokens = self.scanner.scan(line.start, line.end, in_fact=terminal == "CONVENTION")
        node = self.parse(start, tokens, word, self.shapes.get(terminal, shape_of.NONE))
        broken = node is None
        if node is None:
            node = Broken(terminal, span=self.folded.span(line.start, line.end))
            if terminal == "FORMULA":
                name = re.match(r"(?:公式|[Ff]ormula)\s*([^=:]*)[=:]", self.folded.text[line.start : line.end])
                node = attrs.evolve(node, name=name.group(1).strip(" 「」") if name else "")
        if self.section == "head":
            self.head.append(node)
        elif self.section == "facts":
            self.facts.append(node)
        elif self.section == "calendar":
            self.calendar_lines.append(node)
        elif self.section == "heading":
            self.open_heading.add(node, table=terminal in _TABLES and broken)

    def _unquoted(self, line: Line, word: str) -> bool:
        """Report what is said behind 依据 or 假定 without quotes; whether it is."""
        said = re.compile(r"\s*:?\s*(?=[^\s:\"“”])").match(self.folded.text, line.start + len(word), line.end)
        if said is None:
            return False
        place = self.folded.span(said.end(), line.end)
        bare = place.text.strip().strip('"“”')
        quoted = f"“{bare}”" if '"' in bare else f'"{bare}"'
        fixes = () if "“" in bare and '"' in bare else (Fix(Words("加引号", "put it in quotes"), ((place, quoted),)),)
        self.diagnostics.report(errors.UNQUOTED, place, fixes=fixes, word=word)
        return True

    def lost(self, line: Line, word: str, terminal: str) -> None:
        """A line that says nothing the language knows here."""
        shown = word if terminal else self.folded.span(line.start, line.end).text.split("\n")[0].strip()
        place = self.folded.span(line.start, line.start + max(1, len(word)))
        home = next(
            (s for s, start in _SECTION_START.items() if terminal in _first_terminals(self.fragments, start)),
            None,
        )
        if terminal and home:
            where = _PLACES[home]
            self.diagnostics.report(errors.MISPLACED, place, word=word, place=_PLACES[self.section], where=where)
        elif (not terminal and (self._glued_heading(line) or self._misspelled_start(line))) or self._slipped_row(line):
            pass
        elif self.section == "facts":
            self._missing_colon(line, Words("数据行", "a fact"), shape_of.STARTS["fact"])
            match = _WORD.match(self.folded.text, line.start)
            name = match.group()[: declared.MOST_NAME] if match else ""
            self.facts.append(Broken("FACT", name=name, span=self.folded.span(line.start, line.end)))
        elif self.section in ("grades", "scale"):
            self._missing_colon(line, Words("等级行", "a grade"), shape_of.STARTS["grade_line"])
            self._graded.append(Broken("GRADE", span=self.folded.span(line.start, line.end)))
        elif self.section == "heading" and line.colon < 0 and self._looks_like_row(line, terminal):
            self._missing_colon(line, Words("表格行", "a row"), shape_of.STARTS["row"])
            if self.open_heading.table is not None:
                self.open_heading.add_row(Broken("ROW", span=self.folded.span(line.start, line.end)), terminal)
        elif self._untitled(line):
            pass
        else:
            if not self._beginning(line):
                known = _statement_words(self.fragments, self.lang)
                text = shown.split(" ")[0][:20]
                near = self.diagnostics.near(text, known)
                near = near or tuple(k for k in known if text.startswith(k) and text != k)[:2]
                self.diagnostics.report(errors.UNKNOWN_STATEMENT, place, suggestions=near, word=text)
            if self.section != "heading":
                return
            span = self.folded.span(line.start, line.end)
            points = declared.points_of(self.folded.text, line.start, line.end)
            if points and points.start() > line.start and not self._is_clause(line):
                # A heading, likely enough: what stands below it is not told to stand below another.
                depth = self.open_heading.node.depth + (not self.open_heading.statements)
                name = self.folded.text[line.start : points.start()].strip()[: declared.MOST_NAME]
                broken = n.Heading(min(depth, 4), name, Unknown(span=span), span=span, name_span=span)
                self.headings.append(_OpenHeading(broken))
                return
            # It may be a 评分: the rows below it are not reported again.
            self.open_heading.add(Broken("", span=span), table=True)

    def _glued_heading(self, line: Line) -> bool:
        """Report a heading without its blanks (三级指标完成及时性5分), and take the line for one; whether it is one."""
        whole = self.folded.span(line.start, line.end)
        found = _GLUED_HEADING.fullmatch(whole.text)
        if found is None or self.quiet:
            return False
        apart = f"{found['level']} {found['name'].strip()} {found['points']}"
        fix = Fix(Words("空一格", "put a space"), ((whole, apart),))
        self.diagnostics.report(errors.GLUED, whole, fixes=(fix,), text=whole.text, split=apart)
        depth = _LEVELS.index(found["level"]) + 1
        # Its points are not held against others: the line is told once.
        broken = n.Heading(depth, found["name"].strip(), Unknown(span=whole), span=whole, name_span=whole)
        self.section = "heading"
        self.headings.append(_OpenHeading(broken))
        return True

    def _misspelled_start(self, line: Line) -> bool:
        """Report a first word that is misspelled, and take the line for what it should be; whether it is one."""
        whole = self.folded.span(line.start, line.end)
        dash = _DASHED_LEVEL.match(whole.text)
        if self.tries <= 0 or len(whole.text) > MOST_REPAIRED or self.quiet:
            return False
        if dash is not None:
            level = _LEVEL_SIGNS[dash["level"]]
            args: dict[str, str | Words] = {"word": dash.group(), "right": level}
            found: repair.Repair | None = repair.Repair(errors.MISSPELLED, 0, dash.end(), (level,), args)
            if not self._reads(level + whole.text[dash.end() :]):
                return False
        else:
            section = _SECTION_START.get(self.section)
            starts = frozenset(_OPENERS) | self._first_of("total_line") | frozenset(edits.TERMINALS)
            starts |= self._first_of(section) if section else frozenset()
            found = repair.misspelled_start(whole.text, starts, self._reads, self.vocabulary, self.lang)
        if found is None or found.start > 0:
            return False
        self._tell(found, "", shape_of.NONE)
        typed, right = whole.text[: found.end], found.news[0]
        known = self.vocabulary.phrase(right, 0)
        terminal = known[1] if known is not None else self.vocabulary.keywords[right]
        if terminal in _OPENERS:
            self.open(line, typed, terminal, _OPENERS[terminal])
        elif self.section == "heading":
            self.open_heading.add(Broken(terminal, span=whole), table=terminal in _TABLES)
        elif self.section == "head":
            self.head.append(Broken(terminal, span=whole))
        elif self.section == "facts":
            self.facts.append(Broken(terminal, span=whole))
        return True

    def _slipped(self, line: Line) -> repair.Repair | None:
        """Report a misspelled word of the language without which the line would be a statement here; what it is."""
        whole = self.folded.span(line.start, line.end)
        if self.tries <= 0 or self.quiet or len(whole.text) > MOST_REPAIRED:
            return None
        found = repair.slipped(whole.text, self._reads, self.vocabulary, self.lang, self.scanner.names)
        if found is not None:
            self._tell(found, "", shape_of.NONE)
        return found

    def _slipped_row(self, line: Line) -> bool:
        """The same of a row without a colon, which may open a table of its own; whether it is one."""
        found = self._slipped(line) if self.section == "heading" and self.open_heading.table is not None else None
        if found is None:
            return False
        row = Broken("ROW", span=self.folded.span(line.start, line.end))
        if _TABLE_WORD.fullmatch(found.news[0]):
            self.open_heading.add_inner(row)
        else:
            self.open_heading.add_row(row, "")
        return True

    def _slip_instead(self, told: int) -> None:
        """Say of a line with characters that cannot be read which word is misspelled, where that is why."""
        whole = self.folded.span(self.line.start, self.line.end)
        if self.tries <= 0 or self.quiet or self.diagnostics.full or len(whole.text) > MOST_REPAIRED:
            return
        found = repair.slipped(whole.text, self._reads, self.vocabulary, self.lang, self.scanner.names)
        if found is not None:
            self.diagnostics.forget(told)
            self._tell(found, "", shape_of.NONE)

    def _untitled(self, line: Line) -> bool:
        """Report a title whose word 评价表 is missing: the first line of a file, a few words; whether it is one."""
        place = self.folded.span(line.start, line.end)
        begun = self.title is not None or self.section != "head" or self.head or self.raw
        if self.quiet or begun or len(place.text) > MOST_TITLE or not _TITLE_LIKE.fullmatch(place.text):
            return False
        word = Words("评价表", "rubric")
        fix = Fix(Words("补上", "put it in"), ((place.head(), f"{word[self.lang]} "),))
        could_be = (Words("「评价表」", "`rubric`"),)
        self.diagnostics.report(errors.NO_STATEMENT_WORD, place, could_be=could_be, fixes=(fix,))
        self.title = place.text
        return True

    def _beginning(self, line: Line) -> bool:
        """Report a first word that is missing or misspelled; whether it is."""
        if self.section not in _SECTION_START:
            return False
        starts = set(_first_terminals(self.fragments, _SECTION_START[self.section]))
        if self.folded.text[line.start] in '"“”':
            starts = {"BASIS", "ASSUMPTION"}
        gaps = [repair.Gap(0, frozenset(starts)), repair.Gap(0, frozenset(_OPENERS) - {"CASE", "RUBRIC", "TRIAL"})]
        return self._slip(line.end - line.start, gaps, "", shape_of.NONE)

    def _is_clause(self, line: Line) -> bool:
        """Whether a line is a rule whose first word is missing."""
        text = self.folded.span(line.start, line.end).text
        words = (self.vocabulary.spelled(t, self.lang) for t in _first_terminals(self.fragments, "clause"))
        return any(self._reads(f"{word} {text}") for word in words if word)

    def _looks_like_row(self, line: Line, terminal: str) -> bool:
        if self.open_heading.table is None:
            return False
        if self._colon_fix(line):
            return True
        return terminal in ("WHEN", "ELSE", "NONE_HOLDS", "MISSING") or bool(
            _LABEL_HEAD.match(self.folded.text[line.start : line.end])
        )

    def _missing_colon(self, line: Line, what: Words, shape: Words) -> None:
        place = self.folded.span(line.start, line.end)
        self.diagnostics.report(errors.MISSING_COLON, place, fixes=self._colon_fix(line), line=what, shape=shape)

    def _colon_fix(self, line: Line) -> tuple[Fix, ...]:
        """Where a colon makes the line readable, if it does."""
        place = self.folded.span(line.start, line.end)
        if self.tries <= 0 or len(place.text) > MOST_REPAIRED:
            return ()
        for at in islice(repair.ends(place.text), 12):
            if self._reads(f"{place.text[:at]}：{place.text[at:]}"):
                spot = Span(self.source, place.start + at, place.start + at)
                return (Fix(Words("补上", "put it in"), ((spot, "：" if self.lang == "zh" else ":"),)),)
        return ()

    # Sections

    def open(self, line: Line, word: str, terminal: str, opener: str) -> None:
        at = line.start + len(word)
        if opener == "adjustments":
            self.section = "heading"
            tokens = [self.scanner.token(terminal, line.start, at), *self.scanner.scan(at, line.end)]
            node = self.parse(opener, tokens, word, shape_of.STARTS[opener])
            span = self.folded.span(line.start, line.end)
            self.headings.append(_OpenHeading(node or n.Heading(0, word, None, span=span, name_span=span)))
            return
        if opener == "fact_grid":
            self.section = "facts"
            node = self.parse(opener, self._grid_head(line, at, terminal), word, shape_of.STARTS[opener])
            self.grid = node.name if node is not None else ""
            if node is not None:
                self.facts.append(node)
            return
        if opener == "heading":
            self.section = "heading"
            self.heading(line, word, terminal)
            return
        if opener == "unrecorded":
            self.unrecorded(line, word)
            return
        token = self.scanner.token(terminal, line.start, at)
        if opener in ("title", "scale"):
            node = self.parse(opener, [token, *self._text("TEXT", at, line.end)], word, shape_of.STARTS[opener])
        elif opener == "case":
            node = self.parse(opener, [token, *self._case_head(at, line.end)], word, shape_of.STARTS[opener])
        elif opener == "trial":
            node = self.parse(opener, [token, *self._trial_head(at, line.end)], word, shape_of.STARTS[opener])
        elif opener == "grades":
            node = self.parse(opener, [token, *self._graded_by(at, line.end)], word, shape_of.STARTS[opener])
        else:
            node = self.parse(opener, [token, *self.scanner.scan(at, line.end)], word, shape_of.NONE)
        place = self.folded.span(line.start, at)
        if opener == "title":
            if self.title is not None or (not self.quiet and (self.headings or self.cases)):
                self.diagnostics.report(errors.DOUBLED, place, word=word)
            self.title = self.title or (node[0] if node else "")
            self.section = "head"
        elif opener == "facts":
            if self.section == "facts" and self.grid is None:
                self.diagnostics.report(errors.DOUBLED, place, word=word)
            self.section, self.grid = "facts", None
        elif opener == "grades":
            if self.grades is not None:
                self.diagnostics.report(errors.DOUBLED, place, word=word)
            self.grades = self.grades or node or n.GradesDecl(span=place)
            self.section = "grades"
        elif opener == "trial":
            self.section = "trial"
            self.trials.append(_OpenTrial(node or n.TrialDecl("", span=place), broken=node is None))
        elif opener == "scale":
            self.section = "scale"
            self.scales.append((node or n.ScaleDecl("", span=place), []))
        elif opener == "calendar":
            if self.calendar is not None:
                self.diagnostics.report(errors.DOUBLED, place, word=word)
            self.calendar = self.calendar or node or n.CalendarDecl(span=place)
            self.section = "calendar"
        else:
            self.section = "case"
            self.cases.append(_OpenCase(node or n.CaseDecl("", span=place)))

    def _graded_by(self, start: int, end: int) -> list[Token]:
        """What stands behind 等级: 得分率 and 指数 are words there only."""
        by = _GRADED_BY.match(self.folded.text, start, end)
        if by is None or by.lastgroup is None:
            return self.scanner.scan(start, end)
        first = by.start(by.lastgroup)
        token = self.scanner.token(by.lastgroup, first, by.end())
        return [*self.scanner.scan(start, first), token, *self.scanner.scan(by.end(), end)]

    def unrecorded(self, line: Line, word: str) -> None:
        """未录 on a line of its own: a part beside the heading above it, or of it where that has no rule yet."""
        span = self.folded.span(line.start, line.end)
        node = self.parse("unrecorded", self.scanner.scan(line.start, line.end), word, shape_of.STARTS["unrecorded"])
        if node is None:
            node = n.Heading(1, word, Unknown(span=span), state="unrecorded", span=span, name_span=span)
        elif self.adjusting:
            self.diagnostics.report(errors.POINTS_IN_ADJUSTMENTS, node.points.span, name=node.name)
            node = attrs.evolve(node, points=Unknown(span=span))
        depth = 1
        if self.headings:
            above = self.open_heading
            begun = not all(isinstance(item, (n.Note, n.Rounding, n.FormulaDecl)) for item in above.statements)
            depth = above.node.depth + (not begun and not above.node.state)
        node = attrs.evolve(node, depth=max(1, depth))
        if self.statements and self.statements[-1].start == "unrecorded":
            self.statements[-1] = attrs.evolve(self.statements[-1], node=node)
        self.section = "heading"
        self.headings.append(_OpenHeading(node))

    def heading(self, line: Line, word: str, terminal: str) -> None:
        at = line.start + len(word)
        text = self.folded.text
        points = declared.points_of(text, at, line.end)
        unscored = None if points else declared.unscored_of(text, at, line.end)
        ending = declared.name_end(text, at, line.end)
        token = self.scanner.token(terminal, line.start, at)
        span = self.folded.span(line.start, line.end)
        depth = _HEADINGS.index(terminal) + 1
        name = text[at:ending].strip()
        node = None
        if points and self._nearly(_BEHIND_POINTS.search(text, at, points.start()), ("INSIDE", "UNCOUNTED")):
            pass
        elif points and name:
            tokens = [token, *self._text("TEXT", at, ending)]
            if ending < points.start():
                tokens += self.scanner.scan(ending, points.start())
            tokens += self.scanner.scan(*points.span("a" if points.group("a") else "b"))
            tokens += self.scanner.scan(points.end(), line.end)
            node = self.parse("heading", tokens, word, shape_of.STARTS["heading"])
            if node is not None and self.adjusting:
                self.diagnostics.report(errors.POINTS_IN_ADJUSTMENTS, node.points.span, name=node.name)
                node = attrs.evolve(node, points=Unknown(span=span))
        elif not name:
            self.diagnostics.report(errors.EMPTY_NAME, span)
        elif unscored is not None:
            start, end = unscored.span()
            tokens = [token, *self._text("TEXT", at, start)]
            tokens.append(self.scanner.token(unscored.lastgroup or "", start + 1, end))
            tokens += self.scanner.scan(end, line.end)
            node = self.parse("unscored_heading", tokens, word, shape_of.STARTS["unscored_heading"])
        elif self.adjusting or self.without_points:
            behind = _FREE_NAME_END.search(text, at, line.end)
            end = behind.start() if behind else line.end
            tokens = [token, *self._text("TEXT", at, end), *self.scanner.scan(end, line.end)]
            node = self.parse("free_heading", tokens, word, shape_of.STARTS["heading"])
        else:
            node = self._unpublished(line, depth, name)
            if node is None and self._slipped(line) is None:
                self._pointless(span, name)
        if node is None:
            name = name[: declared.MOST_NAME] or word
            node = n.Heading(depth, name, Unknown(span=span), span=span, name_span=span)
        self.headings.append(_OpenHeading(node))

    def _unpublished(self, line: Line, depth: int, name: str) -> n.Heading | None:
        """A heading behind which 分值 未公布 is misspelled, which is reported; None where it has nothing like it."""
        typed = _NEARLY_UNPUBLISHED.search(name)
        if typed is None or not typed.start():
            return None
        right = Words("分值 未公布", "points not published")
        whole = self.folded.span(line.start, line.end)
        at = whole.text.find(typed.group().strip())
        place = Span(self.source, whole.start + at, whole.start + at + len(typed.group().strip()))
        fix = Fix(Words("改正", "mend it"), ((place, right[self.lang]),))
        self.diagnostics.report(errors.MISSPELLED, place, fixes=(fix,), word=place.text, right=right)
        kept = name[: typed.start()].strip()
        return n.Heading(depth, kept, None, state="unpublished", span=whole, name_span=whole)

    def _pointless(self, span: Span, name: str) -> None:
        """Report a heading without points; where it ends in a figure, only the word 分 is missing."""
        figure = re.search(r"(?<=[^\d.])\d+(?:\.\d+)?$", name)
        if figure is None or not name[: figure.start()].strip():
            self.diagnostics.report(errors.NO_POINTS, span, name=name)
            return
        fix = Fix(Words("补上", "put it in"), ((span.tail(), Words("分", " points")[self.lang]),))
        args: dict[str, Any] = {"name": name, "points": Words(f"{figure.group()}分", f"{figure.group()} points")}
        self.diagnostics.report(errors.BARE_POINTS, span, fixes=(fix,), **args)

    def edit(self, line: Line, word: str, terminal: str) -> None:
        """沿用, or an edit of its base; behind it stand the lines that it brings."""
        text, at, shape = self.folded.text, line.start + len(word), edits.SHAPES[terminal]
        first = self.scanner.token(terminal, line.start, at)
        if terminal == "EXTENDS":
            if any(isinstance(s.node, edits.Extends) for s in self.statements):
                self.diagnostics.report(errors.DOUBLED, self.folded.span(line.start, at), word=word)
            notes = _FREE_NAME_END.search(text, at, line.end)
            end = notes.start() if notes else line.end
            tokens = edits.extends_tokens(text, at, end, self._text)
            self.parse("edit_line", [first, *tokens, *self.scanner.scan(end, line.end)], word, shape)
            if self.section != "head":
                where, here = _PLACES["head"], _PLACES[self.section]
                place = self.folded.span(line.start, at)
                self.diagnostics.report(errors.MISPLACED, place, word=word, place=here, where=where)
            return
        if self.edits_from is None:
            self.edits_from = len(self.headings)
        self.section = "heading" if terminal in ("REVISE", "INSERT") else "edits"
        span = self.folded.span(line.start, line.end)
        if self._edited(line, at, terminal):
            pass
        elif terminal == "REVISE":
            self.parse("edit_line", [first, *self._revised(at, line.end)], word, shape)
        else:
            found = edits.edit_tokens(terminal, text, at, line.end, self._text)
            if found is None:
                self.diagnostics.report(errors.INCOMPLETE, span.tail(), statement=word, shape=_shape(shape))
            else:
                self.parse("edit_line", [first, *found], word, shape)
        if terminal in ("REVISE", "INSERT"):
            # What stands below is no heading of this file: it is put in its place when the base is at hand.
            self.headings.append(_OpenHeading(n.Heading(_BELOW_EDIT, "", None, span=span, name_span=span)))

    def _edited(self, line: Line, at: int, terminal: str) -> bool:
        """Whether it is 修改 or 删除 of a line that is written out, a fact, a formula, a 约束: then it is read here."""
        start = at
        while start < line.end and self.folded.text[start] == " ":
            start += 1
        word = self.scanner.word_at(start)
        kind = word[1] if word else ""
        formula = kind == "FORMULA" and "=" in self.folded.text[start : line.end]
        rest = Line(start, line.end, line.colon)
        before = len(self.statements)
        node: Any = None
        if terminal == "REVISE" and formula:
            node = self.parse("clause", self.scanner.scan(start, line.end), "公式", shape_of.STATEMENTS["FORMULA"])
        elif terminal == "REVISE" and line.colon >= 0 and self._text("TEXT", start, line.colon):
            node = self._fact_of(rest)
        elif terminal == "REMOVE" and kind in _WITHDRAWN:
            opens = next(s for s in ("total_line", "fact_line", "head_line") if kind in self._first_of(s))
            shape = shape_of.STATEMENTS.get(kind, self.shapes.get(kind, shape_of.NONE))
            node = self.parse(opens, self.scanner.scan(start, line.end), kind, shape)
        else:
            return False
        if node is None:
            return True
        statement = self.statements[before]
        del self.statements[before:]
        span = self.folded.span(line.start, line.end)
        made: n.Node = (edits.Restate if terminal == "REVISE" else edits.Withdraw)(node, span=span)
        place = Span(self.source, span.start, statement.span.end)
        self.statements.append(n.Statement(f"edit {statement.start}", made, statement.texts, span=place))
        return True

    def _first_of(self, start: str) -> frozenset[str]:
        return _first_terminals(self.fragments, start)

    def _revised(self, at: int, end: int) -> list[Token]:
        """The words behind 修改: a name, points, 上级随改, remarks."""
        text = self.folded.text
        follow = edits.follow_of(text, at, end)
        stop = follow.start() if follow else end
        points = declared.points_of(text, at, stop)
        notes = _FREE_NAME_END.search(text, at, stop) if points is None else None
        name_end = points.start() if points else notes.start() if notes else stop
        tokens, _ = edits.revise_tokens(text, at, name_end, self._text)
        if points:
            tokens += self.scanner.scan(*points.span("a" if points.group("a") else "b"))
            tokens += self.scanner.scan(points.end(), stop)
        elif notes:
            tokens += self.scanner.scan(name_end, stop)
        return tokens + (self._text("PARENTS_FOLLOW", stop, end) if follow else [])

    def _text(self, kind: str, start: int, end: int) -> list[Token]:
        """The characters as one token of any text, blanks around it dropped; none if nothing is left."""
        text = self.folded.text
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start == end:
            return []
        if text[start] == "「" and bracket_end(text, start, end) == end - 1:
            return [self.scanner.token(kind, start, end, self.folded.span(start + 1, end - 1).text.strip())]
        value = re.sub(r"\s+", " ", _clean(self.folded, start, end))
        if len(value) > declared.MOST_NAME:
            what = Words("名称的字数", "the length of a name is")
            self.scanner.report(errors.TOO_MUCH, start, start + 20, what=what, most=declared.MOST_NAME)
        return [self.scanner.token(kind, start, end, value)]

    def _grid_head(self, line: Line, at: int, terminal: str) -> list[Token]:
        """The name of a 数据表 and its columns."""
        tokens = [self.scanner.token(terminal, line.start, at)]
        behind = _FREE_NAME_END.search(self.folded.text, at, line.end)
        end = behind.start() if behind else line.end
        match = _GRID_COLUMNS.search(self.folded.text, at, end)
        if match is None:
            return [*tokens, *self._text("TEXT", at, end)]
        tokens += [*self._text("TEXT", at, match.start()), self.scanner.token("COLUMNS", *match.span("word"))]
        start = match.end()
        for part in _GRID_PARTS.finditer(self.folded.text, start, end):
            tokens += [*self._text("TEXT", start, part.start()), self.scanner.token("ENUM", *part.span())]
            start = part.end()
        return [*tokens, *self._text("TEXT", start, end), *self.scanner.scan(end, line.end)]

    def fact(self, line: Line) -> None:
        tokens = self._text("TEXT", line.start, line.colon)
        if not tokens:
            self.diagnostics.report(errors.EMPTY_NAME, self.folded.span(line.start, line.colon + 1))
            self.facts.append(Broken("FACT", span=self.folded.span(line.start, line.end)))
            return
        name = tokens[0].value
        node = None if self._kindless(line) or self._rounded(line, name) else self._fact_of(line)
        if isinstance(node, n.FactDecl) and self.grid:
            node = attrs.evolve(node, grid=self.grid)
        self.facts.append(node or Broken("FACT", name=name, span=self.folded.span(line.start, line.end)))

    def _rounded(self, line: Line, name: str) -> bool:
        """Report 金额 万元 保留2位小数, which is said of formulas; whether it is said here."""
        text = _QUOTED_TEXT.sub(lambda quoted: " " * len(quoted[0]), self.folded.text[line.colon + 1 : line.end])
        match = _DECIMALS.search(text)
        if match is None:
            return False
        place = self.folded.span(line.colon + 1 + match.start(), line.colon + 1 + match.end())
        step = "1" if match["count"] == "0" else f"0.{'0' * (int(match['count']) - 1)}1"
        unit = next((word for word in _WORDS.findall(text) if word in standard_units()), "")
        of_ratio = "percent" in match["what"] or "百分" in match["what"] or _RATIO.match(text) is not None
        grid = step + ("%" if of_ratio else unit)
        texts = (
            (Words("精确到", "to the nearest"), Words("给到这一位", "given so")),
            (Words("先四舍五入到", "first rounded to"), Words("先四舍五入", "rounded first")),
        )
        fixes = tuple(Fix(title, ((place, f"{word[self.lang]} {grid}"),)) for word, title in texts)
        self.diagnostics.report(errors.DECIMALS_OF_A_FACT, place, fixes=fixes, text=place.text, name=name, grid=grid)
        return True

    def _kindless(self, line: Line) -> bool:
        """Report 里程 ：公里, a unit with no kind before it; whether it is one."""
        blanks = _BLANKS.match(self.folded.text, line.colon + 1, line.end)
        match = _WORD.match(self.folded.text, blanks.end(), line.end) if blanks else None
        unit = standard_units().get(match.group()) if match else None
        if match is not None and unit is None:
            return self._unknown_kind(match, line)
        if match is None or unit is None or unit.name == "分" or match.group() in self.vocabulary.keywords:
            return False
        kind = _KIND_OF.get(unit.dimension[0][0], _COUNT)
        place = self.folded.span(*match.span())
        fix = Fix(Words("补上", "put it in"), ((place.head(), f"{kind[self.lang]} "),))
        args: dict[str, Any] = {"before": "：", "what": Words(f"「{kind.zh}」", f"`{kind.en}`")}
        shape = _shape(shape_of.STARTS["fact"])
        self.diagnostics.report(errors.MISSING_WORD, place, fixes=(fix,), shape=shape, **args)
        return True

    def _unknown_kind(self, match: re.Match[str], line: Line) -> bool:
        """Report 数量 份 and 质量 吨: no kind is called so, and the unit behind it says which is meant."""
        blanks = _BLANKS.match(self.folded.text, match.end(), line.end)
        behind = _WORD.match(self.folded.text, blanks.end(), line.end) if blanks else None
        unit = standard_units().get(behind.group()) if behind else None
        if unit is None or unit.name == "分" or match.group() not in _LIKE_KINDS:
            return False
        kind = _KIND_OF.get(unit.dimension[0][0], _COUNT)[self.lang]
        place = self.folded.span(*match.span())
        fix = Fix(Words("改正", "mend it"), ((place, kind),))
        self.diagnostics.report(errors.MISSPELLED, place, fixes=(fix,), word=place.text, right=kind)
        return True

    @property
    def _graded(self) -> list[n.Node]:
        """The rows that are open: of a 评议尺度, or of 等级."""
        return self.scales[-1][1] if self.section == "scale" else self.grade_rows

    def _fact_of(self, line: Line) -> n.FactDecl | None:
        tokens = self._text("TEXT", line.start, line.colon)
        name = tokens[0].value
        tokens += self.scanner.scan(line.colon, line.end, in_fact=True)
        found: n.FactDecl | None = self.parse("fact_line", tokens, name, shape_of.STARTS["fact"])
        return found

    def grade(self, line: Line) -> None:
        tokens = self._text("TEXT", line.start, line.colon)
        if not tokens:
            self.diagnostics.report(errors.EMPTY_NAME, self.folded.span(line.start, line.colon + 1))
            return
        tokens += self.scanner.scan(line.colon, line.end)
        self._grade(line, tokens)

    def bracketed_grade(self, line: Line, match: re.Match[str]) -> None:
        """优秀（S≥90）, which says the same as 优秀 ：S≥90."""
        opening = match.start("range") - 1
        tokens = [*self._text("TEXT", *match.span("label")), self.scanner.token("COLON", opening, opening + 1)]
        self._grade(line, tokens + self.scanner.scan(*match.span("range")) + self.scanner.scan(match.end(), line.end))

    def _grade(self, line: Line, tokens: list[Token]) -> None:
        start = _SECTION_START[self.section]
        if start == "grade_line" and len(tokens) > 2 and tokens[2].type in ("WHEN", "ELSE"):
            start = "grade_case"
        node = self.parse(start, tokens, tokens[0].value, shape_of.STARTS[start])
        self._graded.append(node or Broken("GRADE", name=tokens[0].value, span=self.folded.span(line.start, line.end)))

    def _opens_inner(self, line: Line) -> bool:
        """Whether a row goes on to a table of its own: 当 条件 时 按 x 评分, with no score behind it."""
        if line.colon >= 0 and self.folded.text[line.colon + 1 : line.end].strip():
            return False
        at, end = line.start, line.end if line.colon < 0 else line.colon
        return any(self._word_is("SCORE_BY", m.start()) for m in _TABLE_WORD.finditer(self.folded.text, at, end))

    def _word_is(self, terminal: str, at: int) -> bool:
        found = self.scanner.word_at(at)
        return found is not None and found[1] == terminal

    def inner(self, line: Line, word: str) -> None:
        """A row with a table of its own, which takes the rows that follow."""
        if self._no_table(line):
            return
        node = self.parse("row", self.scanner.scan(line.start, line.end), word, self.shapes.get("WHEN", shape_of.NONE))
        self.open_heading.add_inner(node or Broken("ROW", span=self.folded.span(line.start, line.end)))

    def _no_table(self, line: Line) -> bool:
        """Report a row that no 评分 stands above."""
        if self.open_heading.table is not None:
            return False
        if not self.open_heading.broken_table and not self._misspelled_start(line):
            span = self.folded.span(line.start, line.end)
            self.diagnostics.report(errors.ROW_WITHOUT_TABLE, span)
            self.open_heading.add(Broken("ROW", span=span), table=True)
        return True

    def row(self, line: Line, word: str, terminal: str) -> None:
        span = self.folded.span(line.start, line.end)
        if self._no_table(line):
            return
        if self.open_heading.row_start != "row":
            self.column(line)
            return
        head = self.folded.text[line.start : line.colon].strip()
        quoted = head.startswith("「") and head.endswith("」")
        if self._glued_measure(line):
            self.open_heading.add_row(Broken("ROW", span=span), terminal)
            return
        if not quoted and (terminal in _HEAD_WORDS or _LABEL_HEAD.match(head) or self._names_measure(line)):
            tokens = self.scanner.scan(line.start, line.colon)
        else:
            tokens = self._labels(line.start, line.colon)
        tokens += self.scanner.scan(line.colon, line.end)
        node = self.parse("row", tokens, head or "：", shape_of.STARTS["row"])
        self.open_heading.add_row(node or Broken("ROW", span=span), terminal)

    def _names_measure(self, line: Line) -> bool:
        """Whether a row begins with a name that the file declares, and a word of intervals behind it."""
        text = self.folded.text
        for blank in re.compile(r"\s+").finditer(text, line.start, line.colon):
            if name_key(text[line.start : blank.start()]) in self.scanner.names:
                word = self.scanner.word_at(blank.end())
                return text[blank.end()] == "=" or (word is not None and word[1] in _MEASURE_WORDS)
        return False

    def _glued_measure(self, line: Line) -> bool:
        """Report 率低于80%, a declared name with a word of intervals glued on; whether it is one."""
        run = _WORD.match(self.folded.text, line.start, line.colon)
        word = run.group() if run is not None else ""
        if len(word) > MOST_GLUED_NAME or name_key(word) in self.scanner.names:
            return False
        for cut in range(len(word) - 1, 0, -1):
            keyword = self.scanner.split(word[cut:]) if name_key(word[:cut]) in self.scanner.names else None
            if keyword and self.vocabulary.keywords[keyword] in _MEASURE_WORDS:
                place = self.folded.span(line.start, line.colon)
                apart = f"{word[:cut]} {place.text[cut:].strip()}"
                glued = self.folded.span(line.start, line.start + len(word))
                spaced = f"{glued.text[:cut]} {glued.text[cut:]}"
                fix = Fix(Words("空一格", "put a space"), ((glued, spaced),))
                self.diagnostics.report(errors.GLUED, place, fixes=(fix,), text=place.text.strip(), split=apart)
                return True
        return False

    def column(self, line: Line) -> None:
        """A column of 明细."""
        span = self.folded.span(line.start, line.end)
        tokens = self._text("TEXT", line.start, line.colon)
        if not tokens:
            self.diagnostics.report(errors.EMPTY_NAME, self.folded.span(line.start, line.colon + 1))
            return
        tokens += self.scanner.scan(line.colon, line.end, in_fact=True)
        node = self.parse("column", tokens, tokens[0].value, shape_of.STARTS["column"])
        self.open_heading.add_row(node or Broken("COLUMN", name=tokens[0].value, span=span), "")

    def _labels(self, start: int, end: int) -> list[Token]:
        """Labels at the head of a row, parted by 、 or the word or."""
        tokens: list[Token] = []
        text, at = self.folded.text, start
        while at < end:
            if text[at] == "「":
                at = max(at, bracket_end(text, at, end)) + 1
                continue
            part = _LABEL_PARTS.match(text, at, end)
            if part is None:
                at += 1
                continue
            tokens += self._text("TEXT", start, at)
            tokens.append(self.scanner.token("ENUM", at, part.end()))
            start = at = part.end()
        return tokens + self._text("TEXT", start, end)

    # Cases

    def _case_head(self, start: int, end: int) -> list[Token]:
        """The name of a case, the case whose facts it takes, and 仅公布."""
        text = self.folded.text
        after: list[Token] = []
        only = _ONLY_PUBLISHED.search(text, start, end)
        if only:
            comma = only.group().find(",")
            after = [self.scanner.token("COMMA", only.start() + comma, only.start() + comma + 1)] if comma >= 0 else []
            after.append(self.scanner.token("ONLY_PUBLISHED", *only.span("word")))
            end = only.start()
        base = _BASE.search(text, start, end)
        if base is None:
            return [*self._text("TEXT", start, end), *after]
        words = [self.scanner.token("EXTENDS", *base.span("word"))]
        if base.group("case"):
            words.append(self.scanner.token("CASE", *base.span("case")))
        return [*self._text("TEXT", start, base.start()), *words, *self._text("TEXT", base.end(), end), *after]

    def _trial_head(self, start: int, end: int) -> list[Token]:
        """What is tried: a heading, 总分 or 等级."""
        text = self.folded.text
        while start < end and text[start].isspace():
            start += 1
        keyword = self.scanner.word_at(start)
        if keyword is not None and keyword[1] in ("TOTAL", "GRADES") and not text[keyword[0] : end].strip():
            return [self.scanner.token(keyword[1], start, keyword[0])]
        return self._text("TEXT", start, end)

    def trial_row(self, line: Line) -> None:
        """A row of cells; they are told apart in the text as typed, where a tab is still a tab."""
        first, stop = self.folded.offset(line.start), self.folded.offset(line.end - 1) + 1
        trial = self.trials[-1]
        width = len(trial.rows[0].cells) if trial.rows else None
        found = cells(self.source, first - self.source.position(first)[1] + 1, stop, width)
        if is_rule(self.source.text[first:stop]):
            return
        texts = tuple(trial_cell(cell.text, not trial.rows) for cell in found)
        node = n.TrialRow(texts, not trial.rows, tuple(found), span=Span(self.source, first, stop))
        if width is not None and len(found) != width:
            told: dict[str, Any] = {"count": str(len(found)), "expected": str(width)}
            self.diagnostics.report(errors.ROW_WIDTH, node.span, name=trial.node.node, **told)
            return
        trial.rows.append(node)
        self.statements.append(n.Statement("trial_row", node, span=node.span))

    def case_row(self, line: Line) -> None:
        """A row of a 明细 or 数据表 that a case gives, below its name."""
        case = self.cases[-1]
        if self.rows_of is None:
            return  # the line above was reported as broken
        first, stop = self.folded.offset(line.start), self.folded.offset(line.end - 1) + 1
        if is_rule(self.source.text[first:stop]):
            return
        rows = case.rows[self.rows_of]
        width = len(rows[0].cells) if rows else None
        found = cells(self.source, first - self.source.position(first)[1] + 1, stop, width)
        if width is not None and "\t" in self.source.text[first:stop]:
            # Tabs behind the last cell that is filled are blanks at the end of the line.
            found += [Span(self.source, stop, stop)] * (width - len(found))
        texts = tuple(cell.text if not rows else value_text(cell.text) for cell in found)
        node = n.TrialRow(texts, not rows, tuple(found), span=Span(self.source, first, stop))
        if width is not None and len(found) != width:
            told: dict[str, Any] = {"count": str(len(found)), "expected": str(width)}
            self.diagnostics.report(errors.TABLE_WIDTH, node.span, name=case.given[self.rows_of].name, **told)
            return
        rows.append(node)
        self.statements.append(n.Statement("case_row", node, span=node.span))

    def _rows_given(self) -> None:
        """Report a name in a case that is given neither a value nor rows."""
        if self.rows_of is not None and self.cases:
            given = self.cases[-1].given[self.rows_of]
            if not self.cases[-1].rows[self.rows_of]:
                self.diagnostics.report(errors.NOTHING_GIVEN, given.span, name=given.name)
        self.rows_of = None

    def _misspelled_note(self, line: Line) -> bool:
        """Report 95% 佐正 "账面", a word between a figure and its remark that is nearly one of them; whether it is."""
        found = _BEFORE_REMARK.finditer(self.folded.text, line.start, line.end)
        return any(self._nearly(match, _NOTE_WORDS) for match in found)

    def _nearly(self, match: re.Match[str] | None, terminals: Collection[str]) -> bool:
        """Report a word that is one slip from one of some terminals; whether it is."""
        near = self.vocabulary.near_words(match["word"], terminals) if match is not None else ()
        if match is None or not near:
            return False
        place = self.folded.span(*match.span("word"))
        fix = Fix(Words("改正", "mend it"), ((place, near[0]),))
        self.diagnostics.report(errors.MISSPELLED, place, fixes=(fix,), word=place.text, right=near[0])
        return True

    def case_line(self, line: Line, word: str, terminal: str) -> None:
        text = self.folded.text
        if self._misspelled_note(line):
            self.cases[-1].broken = True
            return
        if terminal == "ONLY_PUBLISHED" and not text[line.start + len(word) : line.end].strip():
            where = Words("「案例」一行的末尾", "the end of the `case` line")
            place = self.folded.span(line.start, line.end)
            self.diagnostics.report(errors.MISPLACED, place, word=word, place=_PLACES["case"], where=where)
            return
        if terminal in ("PUBLISHED", "EXPECT"):
            tokens = self._published(line, word, terminal)
        elif terminal == "RECOMPUTE":
            tokens = self._recomputed(line, word)
        elif terminal in ("SOURCE", "ASSUMPTION", "BASIS") and text[line.start + len(word) : line.end].lstrip()[:1] in (
            '"',
            "“",
            "”",
        ):
            tokens = self.scanner.scan(line.start, line.end)
        else:
            tokens = self._given(line)
        shape = shape_of.STATEMENTS.get(terminal, shape_of.STARTS["given"])
        node = self.parse("case_line", tokens, word, shape) if tokens else None
        case = self.cases[-1]
        expects = isinstance(node, list) and node[0].expected
        if (isinstance(node, n.Given) or expects) and case.node.only_published:
            what = Words("期望", "expected figure") if expects else Words("数据", "fact")
            place = self.folded.span(line.start, line.end)
            self.diagnostics.report(errors.GIVEN_WITHOUT_FACTS, place, name=case.node.name, what=what)
        elif isinstance(node, n.Given):
            if node.rows is not None:
                self.rows_of = len(case.given)
                case.rows[self.rows_of] = []
            case.given.append(node)
        elif isinstance(node, list):
            case.published.extend(node)
        elif isinstance(node, n.Note):
            case.notes.append(node)
        else:
            case.broken = True

    def _given(self, line: Line) -> list[Token]:
        text = self.folded.text
        at, i = -1, line.start
        while i < line.end:
            if text[i] == "「":
                i = max(i, bracket_end(text, i, line.end))
            elif text[i] in '"“':
                i = max(i, quote_end(text, i, line.end))
            elif text[i] in "=:":
                at = i
                break
            i += 1
        name = self._text("TEXT", line.start, at) if at >= 0 else []
        first = _WORD.match(text, line.start, line.end)
        recomputed = first is not None and bool(self.vocabulary.near_words(first.group(), ("RECOMPUTE",)))
        if (not name or (recomputed and _PUBLISHED_WORD.search(text, at, line.end))) and self._misspelled_start(line):
            return []
        if not name:
            span = self.folded.span(line.start, line.end)
            shape = shape_of.STARTS["given"]
            self.diagnostics.report(errors.MISSING_COLON, span, line=Words("案例行", "this case line"), shape=shape)
            return []
        sign = self.scanner.token("EQ" if text[at] == "=" else "COLON", at, at + 1)
        start = at + 1
        while start < line.end and text[start].isspace():
            start += 1
        if start < line.end and text[start] in '"“':
            end = quote_end(text, start, line.end) + 1
            if end == 0:
                self.scanner.report(errors.UNCLOSED_QUOTE, start, start + 1, quote=text[start])
                return []
            value = [self.scanner.token("VALUE", start, end, self.folded.span(start + 1, end - 1).text)]
        else:
            match = _CASE_NOTE.search(text, start, line.end)
            end = match.start() if match else line.end
            value = self._text("VALUE", start, end)
            stray = _STRAY_REASON.search(text, start, end) if match else None
            if stray:
                place = self.folded.span(stray.start("word"), stray.end("word"))
                fix = Fix(Words("改成理由", "write reason"), ((place, "reason" if self.lang == "en" else "理由"),))
                self.diagnostics.report(errors.REASON_OF_MISMATCH, place, fixes=(fix,))
                return []
        return [*name, sign, *value, *self.scanner.scan(end, line.end)]

    def _notes_at(self, start: int, end: int) -> int:
        """Where the notes of a case line begin; “三公经费”变动率 is a name, its quotes touch it."""
        text, at = self.folded.text, start
        while match := _CASE_NOTE.search(text, at, end):
            first = match.start()
            close = quote_end(text, first, end) if text[first] in _QUOTES else -1
            behind = text[close + 1 : close + 2] if 0 <= close < end - 1 else " "
            apart = text[start:first].strip() and text[first - 1].isspace()
            if apart or close < 0 or behind.isspace() or behind in _QUOTES:
                return first
            at = close + 1
        return end

    def _recomputed(self, line: Line, word: str) -> list[Token]:
        """核算 name ＝ formula 公布 figure: the last 公布 that the words of the line know parts the two."""
        text = self.folded.text
        at = line.start + len(word)
        equals = _outside_corners(text, "=", at, line.end)
        end = self._notes_at(max(at, equals), line.end)
        head = [self.scanner.token("RECOMPUTE", line.start, at)]
        if equals < 0:
            return [*head, *self._text("TEXT", at, end)]
        head += [*self._text("TEXT", at, equals), self.scanner.token("EQ", equals, equals + 1)]
        for place in reversed([*_PUBLISHED_WORD.finditer(text, equals + 1, end)]):
            formula = self.scanner.scan(equals + 1, place.end())
            if formula and formula[-1].type == "PUBLISHED":
                return [*head, *formula, *self._text("VALUE", place.end(), end), *self.scanner.scan(end, line.end)]
        return [*head, *self.scanner.scan(equals + 1, end)]

    def _published(self, line: Line, word: str, terminal: str) -> list[Token]:
        text = self.folded.text
        at = line.start + len(word)
        end = self._notes_at(at, line.end)
        tokens = [self.scanner.token(terminal, line.start, at)]
        after = self.scanner.scan(end, line.end)
        while at < end and text[at].isspace():
            at += 1
        while end > at and text[end - 1].isspace():
            end -= 1
        if end - at > MOST_PUBLISHED:
            what = Words("公布行的字数", "the characters of a `published` line are")
            self.scanner.report(errors.TOO_MUCH, at, at + 20, what=what, most=MOST_PUBLISHED)
            return []
        error = DATA_ERROR.fullmatch(text, at, end) if terminal == "EXPECT" else None
        if error:
            tokens.append(self.scanner.token("DATA_ERROR", at, error.end("word")))
            return [*tokens, *self._text("TEXT", error.start("said"), end), *after]
        parts = published.split(text[at:end])

        def whole(kind: str, part: published.Part | None) -> list[Token]:
            return self._text(kind, at + part[0], at + part[1]) if part else []

        def keyword(part: published.Part | None) -> list[Token]:
            if part is None:
                return []
            if text[at + part[0] : at + part[1]].lower().split() in (["得分率"], ["score", "rate"]):
                return [self.scanner.token("RATE", at + part[0], at + part[1])]
            found = self.scanner.word_at(at + part[0])
            return [self.scanner.token(found[1], at + part[0], at + part[1])] if found else []

        name = " ".join(text[at + parts.name[0] : at + parts.name[1]].lower().split())
        is_total = name in ("总分", "total", "the total")
        tokens += keyword(parts.name) if is_total else whole("TEXT", parts.name)
        tokens += [*keyword(parts.what), *whole("VALUE", parts.value)]
        return [*tokens, *keyword(parts.grade_word), *whole("TEXT", parts.grade), *after]

    # The whole

    def document(self) -> n.Document:
        own = self.headings[: self.edits_from]
        below = (n.Heading,) if self.edits_from is not None else ()
        edited = tuple(
            s.node
            for s in self.statements
            if s.start.startswith("edit") or (below and (isinstance(s.node, below) or s.start in ("clause", "row")))
        )
        grades = self.grades and attrs.evolve(self.grades, rows=tuple(self.grade_rows))
        calendar = self.calendar and attrs.evolve(self.calendar, lines=tuple(self.calendar_lines))
        return n.Document(
            self.source,
            self.title,
            tuple(self.head),
            tuple(self.facts),
            tuple(_nest(own)),
            grades,
            calendar,
            tuple(attrs.evolve(scale, rows=tuple(rows)) for scale, rows in self.scales),
            tuple(self._inherit([case.close() for case in self.cases])),
            tuple(trial.close() for trial in self.trials),
            edited,
            is_rubric=bool(self.headings or self.facts or self.grades or edited or not (self.cases or self.trials)),
            statements=tuple(self.statements),
            lines=tuple(self.raw),
            lang=self.lang,
            is_word=self.scanner.is_word,
            near_words=self.vocabulary.near_words,
            span=Span(self.source, 0, len(self.source.text)),
        )

    def _inherit(self, cases: list[n.CaseDecl]) -> list[n.CaseDecl]:
        """The cases with the facts of those that they take them of."""
        by_name: dict[str, list[n.CaseDecl]] = {}
        for case in cases:
            by_name.setdefault(name_key(case.name), []).append(case)
        found = []
        for case in cases:
            chain = [case]
            while (name := chain[-1].base) is not None:
                bases = by_name.get(name_key(name), [])
                if len(bases) != 1:
                    if chain[-1] is case:
                        self._no_base(case, bool(bases), [other.name for other in cases if other is not case])
                    break
                if any(bases[0] is known for known in chain):
                    if bases[0] is case:
                        names = " → ".join([*(known.name for known in chain), case.name])
                        self.diagnostics.report(errors.CASE_RING, case.span, name=case.name, chain=names)
                    break
                if len(chain) > MOST_BASES:
                    what = Words("案例一个个沿用下去的个数", "the cases that take facts of one another are")
                    self.diagnostics.report(errors.TOO_MUCH, case.span, what=what, most=MOST_BASES)
                    break
                chain.append(bases[0])
            found.append(attrs.evolve(case, inherited=tuple(item for base in chain[1:] for item in base.given)))
        return found

    def _no_base(self, case: n.CaseDecl, several: bool, names: list[str]) -> None:
        base = case.base or ""
        if several:
            self.diagnostics.report(errors.CASE_BASE_DOUBLED, case.span, name=base)
        else:
            near = self.diagnostics.near(base, names)
            self.diagnostics.report(errors.NO_CASE_BASE, case.span, suggestions=near, name=base)


@define
class _OpenHeading:
    node: n.Heading
    statements: list[n.Node] = field(factory=list)
    table: list[n.Node] | None = None
    tables: dict[int, list[n.Node]] = field(factory=dict)
    broken_table: bool = False
    inner: list[n.Node] | None = None
    """The rows of the table inside a row that is open."""
    inners: dict[int, list[n.Node]] = field(factory=dict)
    """Those of every such row, by its identity."""
    row_start: str = "row"
    """What the rows of the table that is open are."""
    detail: int | None = None
    """The number of the last 明细, which takes the 每行 lines below it."""
    rules: dict[int, list[tuple[n.Node, list[n.Node]]]] = field(factory=dict)
    """Its 每行 lines with their rows."""

    def like(self) -> _OpenHeading:
        """A heading under which a line can be read without leaving a trace in this one."""
        return _OpenHeading(self.node, table=None if self.table is None else [], row_start=self.row_start)

    def add_row(self, node: n.Node, terminal: str) -> None:
        """Add a row to the table that is open: an inner one until its 否则, or until the next 当."""
        assert self.table is not None
        if terminal in ("WHEN", "NONE_HOLDS"):
            self.inner = None
        rows = self.table if self.inner is None else self.inner
        rows.append(node)
        if terminal == "ELSE":
            self.inner = None

    def add_inner(self, node: n.Node) -> None:
        """Add a row with a table of its own."""
        assert self.table is not None
        self.table.append(node)
        self.inner = self.inners[id(node)] = []

    def add(self, node: n.Node, *, table: bool) -> None:
        """Add a statement; one that has rows takes those that follow."""
        self.inner = None
        if getattr(node, "of_rows", False) and self.detail is not None:
            self.table, self.row_start = [], "row"
            self.rules[self.detail].append((node, self.table))
            return
        if hasattr(node, "rows"):
            self.row_start = getattr(node, "row_start", "row")
            if self.row_start == "column":
                self.detail = len(self.statements)
                self.rules[self.detail] = []
            self.table = self.tables[len(self.statements)] = []
            self.broken_table = False
        elif isinstance(node, Broken):
            self.table = None
            self.broken_table = table
        self.statements.append(node)

    def close(self) -> n.Heading:
        closed = [
            attrs.evolve(cast(Any, statement), rows=tuple(map(self._closed, self.tables[i])))
            if i in self.tables
            else statement
            for i, statement in enumerate(self.statements)
        ]
        for i, rules in self.rules.items():
            found = (attrs.evolve(cast(Any, rule), rows=tuple(map(self._closed, rows))) for rule, rows in rules)
            closed[i] = attrs.evolve(cast(Any, closed[i]), rules=tuple(found))
        return attrs.evolve(self.node, statements=tuple(closed))

    def _closed(self, row: n.Node) -> n.Node:
        """A row with the rows of its own table."""
        if id(row) not in self.inners or not isinstance(row, n.Row):
            return row
        return attrs.evolve(row, score=attrs.evolve(cast(Any, row.score), rows=tuple(self.inners[id(row)])))


@define
class _OpenCase:
    node: n.CaseDecl
    given: list[n.Given] = field(factory=list)
    published: list[n.Published] = field(factory=list)
    notes: list[n.Note] = field(factory=list)
    broken: bool = False
    rows: dict[int, list[n.TrialRow]] = field(factory=dict)
    """The rows of those that are given as tables, by their number."""

    def close(self) -> n.CaseDecl:
        source = next((note.text for note in self.notes if note.kind == "source"), None)
        return attrs.evolve(
            self.node,
            given=tuple(
                attrs.evolve(given, rows=tuple(self.rows[i])) if i in self.rows else given
                for i, given in enumerate(self.given)
            ),
            published=tuple(self.published),
            notes=self.node.notes + tuple(note for note in self.notes if note.kind != "source"),
            source=source,
        )


@define
class _OpenTrial:
    node: n.TrialDecl
    rows: list[n.TrialRow] = field(factory=list)
    broken: bool = False

    def close(self) -> n.TrialDecl:
        return attrs.evolve(self.node, rows=tuple(self.rows))


def _outside_corners(text: str, sign: str, start: int, end: int) -> int:
    """Where a sign stands outside 「」, or -1."""
    i = start
    while i < end:
        if text[i] == "「":
            i = max(i, bracket_end(text, i, end))
        elif text[i] == sign:
            return i
        i += 1
    return -1


def _nest(flat: list[_OpenHeading]) -> list[n.Heading]:
    """The headings as a tree: each under the nearest one above it with a smaller depth."""
    roots: list[n.Heading] = []
    stack: list[tuple[n.Heading, list[n.Heading]]] = []

    def pop() -> None:
        node, below = stack.pop()
        (stack[-1][1] if stack else roots).append(attrs.evolve(node, children=tuple(below)))

    for item in flat:
        node = item.close()
        while stack and stack[-1][0].depth >= node.depth:
            pop()
        stack.append((node, []))
    while stack:
        pop()
    return roots


def _depth(node: n.Node) -> int:
    deepest, stack = 0, [(node, 1)]
    while stack:
        current, depth = stack.pop()
        deepest = max(deepest, depth)
        stack.extend((child, depth + 1) for child in n.children(current))
    return deepest


def _clean(folded: Folded, start: int, end: int) -> str:
    """The words as typed, but for what folding takes away."""
    span = folded.span(start, end)
    return span.text if len(span.text) == end - start else folded.text[start:end]


def _between(tokens: Sequence[Token], at: int) -> bool:
    """Whether 至 stands between two figures, where only a range can be meant."""
    around = tokens[max(at - 1, 0)].type, tokens[min(at + 1, len(tokens) - 1)].type
    return around[0] in ("NUMBER", "UNIT") and around[1] == "NUMBER"


def _shape(shape: Words) -> Words:
    return Words(f"写法：{shape.zh}", f"it is written {shape.en}") if shape.zh else shape


@lru_cache
def _first_terminals(fragments: tuple[str, ...], start: str) -> frozenset[str]:
    return parser(fragments)[0].first(start)


@lru_cache
def _statement_terminals(fragments: tuple[str, ...]) -> frozenset[str]:
    """The keywords that begin a statement, whatever the section."""
    sections = ("title", "facts", "fact_grid", "grades", "calendar", "scale", "case", "trial")
    starts = (*sections, "heading", "adjustments", "unrecorded", "head_line", "clause", "total_line", "edit_line")
    found = frozenset().union(*(_first_terminals(fragments, start) for start in starts))
    return found | {"CONSTRAINT", "VERIFY", "PUBLISHED", "EXPECT", "RECOMPUTE"}


@lru_cache
def _statement_words(fragments: tuple[str, ...], lang: str) -> tuple[str, ...]:
    vocabulary = parser(fragments)[1]
    words = vocabulary.keywords if lang == "zh" else vocabulary.phrases
    return tuple(word for word, terminal in words.items() if terminal in _statement_terminals(fragments))


def parse(
    source: Source,
    fragments: Sequence[str],
    builders: Mapping[str, Builder],
    shapes: Mapping[str, Words],
    functions: Collection[str],
    diagnostics: Diagnostics,
    base: n.Document | None = None,
) -> n.Document:
    """The tree of a text as written. What is wrong is reported; the rest of the text is still in the tree.

    `fragments` names the idioms' grammar files, `builders` maps their rules to nodes, `shapes` their
    first words to how they are written; `functions` are the names of functions. Names and units that a `base`
    declares are known as if the text did.
    """
    if len(source.text) > MOST_CHARACTERS:
        what = Words("文件的字数", "the characters of the file are")
        diagnostics.report(errors.TOO_MUCH, Span(source, 0, 0), what=what, most=MOST_CHARACTERS)
        return n.Document(source, None, span=Span(source, 0, 0))
    folded = fold(source)
    for match in islice(_NO_TEXT.finditer(source.text), MOST_STRAY):
        code = f"U+{ord(match.group()):04X}"
        diagnostics.report(errors.STRAY_CHARACTER, Span(source, *match.span()), char="?", code=code)
    key = tuple(fragments)
    _, vocabulary = parser(key)
    builder = NodeBuilder(source, {**CORE, **edits.BUILDERS, **builders})
    texts = [folded.text] if base is None else [folded.text, fold(base.source).text]
    units = set(standard_units()).union(*(declared.counters(text, vocabulary) for text in texts))
    scanner = Scanner(folded, vocabulary, units, frozenset().union(*map(declared.names, texts)), diagnostics)
    written = {**shape_of.STATEMENTS, **shapes}
    work = _Parser(source, folded, diagnostics, key, builder, scanner, vocabulary, written, keys(functions))
    statements = work.lines()
    # The first line may be the one that is missing or broken: the first word that is one of the language tells.
    words = (scanner.word_at(line.start) for line in statements[:MOST_UNREAD])
    first = next((line for line, word in zip(statements, words, strict=False) if word is not None), None)
    if first is not None and vocabulary.phrase(folded.text, first.start) is not None:
        work.lang = "en"
    if len(statements) > MOST_STATEMENTS:
        what = Words("文件的行数", "the lines of the file are")
        diagnostics.report(errors.TOO_MUCH, Span(source, 0, 0), what=what, most=MOST_STATEMENTS)
        statements = statements[:MOST_STATEMENTS]
    work.run(statements)
    document = work.document()
    # A file of cases may leave its rubric to be the one beside it.
    if document.title is None and document.is_rubric:
        diagnostics.report(errors.NO_TITLE, Span(source, 0, 0))
    return document
