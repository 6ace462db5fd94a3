"""IR → the text of one Python module: `Facts`, `score`, `explain`, and two functions of plain arithmetic.

Nothing of a rubric's text stands in the module but as a literal, in a comment, or as a name that Python takes as
one; the code itself is made of the forms that `body` writes, and of no others.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from types import CodeType

import attrs
from attrs import frozen

from perfrules.backends.python.algebra import Quantity, code
from perfrules.backends.python.body import Body, NotEmitted
from perfrules.backends.python.fields import Field
from perfrules.backends.python.names import literal, printable
from perfrules.ir import nodes as ir
from perfrules.runtime.reading import LARGE, MOST

_WIDTH = 100
_SLICE = 4000


@frozen
class Module:
    """The text of a module and its stubs; `left` is what is not emitted, and why it scores the slow way throughout."""

    text: str
    stubs: str
    left: NotEmitted | None = None
    code: CodeType | None = attrs.field(default=None, eq=False, repr=False)
    """The text, compiled; None where the module scores by the table or stands alone."""


def emit(program: ir.Program, fields: Sequence[Field], year: str, table: str, headings: Mapping[str, str]) -> Module:
    """The module of a program. `table` is the rubric as data, which explains scores and tells what is wrong with facts.

    `headings` are the names in code of some headings, by their paths. Where the program holds something that this
    backend cannot say, the module scores by the table alone, and says so.
    """
    stubs = "\n".join(_stubs(program, fields))
    try:
        text = _text(program, fields, year, table, headings, _functions(program, fields))
        return Module(text, stubs, code=compile(text, f"<{printable(program.id)}>", "exec", dont_inherit=True))
    except (NotEmitted, RecursionError, SyntaxError, MemoryError) as error:
        # Otherwise Python takes no text that nests so deep.
        left = error if isinstance(error, NotEmitted) else NotEmitted("层层相套的算式")
        functions = [_by_table("_total", left), _by_table("_nodes", left), _by_table("_whole", left, ", absent: Any")]
        return Module(_text(program, fields, year, table, headings, functions), stubs, left)


_Function = tuple[list[str], Fraction, list[Fraction]]


def _by_table(name: str, left: NotEmitted, more: str = "") -> _Function:
    """A function that leaves every fact set to the table."""
    about = f"{printable(left.what)}还没有编成算式，逐项按评价表算。"
    return (
        [f"def {name}(values: Any{more}) -> Any:", f'    """{_docstring(about)}"""', "    return None"],
        Fraction(1),
        [],
    )


def _text(
    program: ir.Program,
    fields: Sequence[Field],
    year: str,
    table: str,
    headings: Mapping[str, str],
    functions: Sequence[_Function],
) -> str:
    most = functions[3] if len(functions) > 3 else None
    lines = [
        *_head(program),
        "",
        *_constants(program, year),
        "",
        "",
        *_facts(_as_declared(program, fields)),
        "",
        *_names_of(headings),
        "",
        "",
        *_surface(),
        "",
        "",
        *(line for function in functions for line in (*function[0], "", "")),
        *_labels(fields),
        "",
        *_reader(fields),
        "",
        *_evaluator(program, functions[0][1], functions[1][2]),
        "",
        *_table(table, has_total(program), None if most is None else most[1]),
        "",
    ]
    return "\n".join(lines)


def _head(program: ir.Program) -> Iterator[str]:
    title = _docstring(f"{program.title}：{program.id}")
    yield f'"""{title}'
    yield ""
    yield "由评价表生成，改评价表后重新生成，不要改这里。score(facts) 打分，explain(facts) 说明每一分的来历。"
    yield "Generated from the rubric; do not edit. score(facts) scores one subject, explain(facts) tells it in words."
    yield '"""'
    yield ""
    yield "from __future__ import annotations"
    yield ""
    yield "from perfrules import runtime as _runtime"
    yield ""
    yield "TYPE_CHECKING = False"
    yield "if TYPE_CHECKING:"
    yield "    from collections.abc import Mapping"
    yield "    from datetime import date"
    yield "    from decimal import Decimal"
    yield "    from fractions import Fraction"
    yield "    from typing import Any, Literal"
    yield ""
    yield "    Number = int | str | float | Decimal | Fraction"


def _stubs(program: ir.Program, fields: Sequence[Field]) -> Iterator[str]:
    """What a type checker needs to know of the module."""
    yield from _head(program)
    yield from (
        "",
        "ID: str",
        "TITLE: str",
        "YEAR: str",
        "HASH: str",
        "GRADES: tuple[str, ...]",
        "NAMES: dict[str, str]",
        "HEADINGS: dict[str, str]",
    )
    yield ""
    lines = list(_facts(_as_declared(program, fields)))
    start = lines.index("    )") + 1
    body = lines.index("    ) -> None:")
    yield from [
        lines[0],
        lines[1],
        *lines[start:body],
        "    ) -> None: ...",
        "    def named(self) -> dict[str, Any]: ...",
        "",
    ]
    for line in _surface():
        if line.startswith("def ") and not line.startswith("def __"):
            yield line.rstrip() + " ..."
    yield "class DataError(Exception):"
    yield '    """The facts cannot be scored: missing, unknown, of another kind, out of range, contradictory."""'
    yield "    diagnostics: tuple[Any, ...]"


def _constants(program: ir.Program, year: str) -> Iterator[str]:
    for name, value in (("ID", program.id), ("TITLE", program.title), ("YEAR", year), ("HASH", program.hash)):
        yield f"{name} = {literal(value)}"
    yield f"GRADES = ({''.join(literal(label) + ', ' for label in program.total.ranks).rstrip()})"


def _docstring(text: str) -> str:
    """A text that can stand between triple quotes."""
    return printable(text).replace("\\", "＼").replace('"', "”")


def _as_declared(program: ir.Program, fields: Sequence[Field]) -> list[Field]:
    """The fields in the order of the rubric, as people look for them."""
    by_name = {field.input.name: field for field in fields}
    return [by_name[item.name] for item in program.inputs]


def _facts(fields: Sequence[Field]) -> Iterator[str]:
    yield "class Facts:"
    yield '    """一个对象的数据，各按其单位。The facts of one subject, each in its unit; not given is missing."""'
    yield ""
    yield "    __slots__ = ("
    for field in fields:
        yield f"        {literal(field.name)},"
    yield "    )"
    yield ""
    for field in fields:
        yield f"    {field.name}: {field.type} | None"
        yield f'    """{_docstring(field.input.name)}：{_docstring(field.about)}"""'
    yield ""
    yield "    def __init__("
    yield "        self,"
    if fields:
        yield "        *,"
    for field in fields:
        yield f"        {field.name}: {field.type} | None = None,"
    yield "    ) -> None:"
    for field in fields:
        yield f"        self.{field.name} = {field.name}"
    if not fields:
        yield "        pass"
    yield ""
    yield "    def named(self) -> dict[str, Any]:"
    yield '        """The facts that are given, by their names in the rubric."""'
    yield "        found = {name: getattr(self, own) for own, name in NAMES.items()}"
    yield "        return {name: value for name, value in found.items() if value is not None}"
    yield ""
    yield ""
    yield "NAMES = {"
    for field in fields:
        yield f"    {literal(field.name)}: {literal(field.input.name)},"
    yield "}"
    yield '"""The name of each fact in the rubric, by its name in code."""'


def _names_of(headings: Mapping[str, str]) -> Iterator[str]:
    yield f"HEADINGS: dict[str, str] = {'{' if headings else '{}'}"
    for path, name in headings.items():
        yield f"    {literal(name)}: {literal(path)},"
    if headings:
        yield "}"
    yield '"""The path of each heading that has a name in code, by that name: score[name] is its score."""'


def _surface() -> Iterator[str]:
    yield from (
        textwrap.dedent(
            '''
        def score(facts: Facts | Mapping[str, Any]) -> _runtime.Score:
            """The total and grade of one subject, exact; node scores and reasons when they are asked for.

            `facts` are in their units: int, str, Decimal, Fraction, or a float by its shortest decimal text.
            Raises DataError with every problem of the facts.
            """
            return _evaluator.score(facts.named() if isinstance(facts, Facts) else facts)


        def score_on_grid(facts: Facts | Mapping[str, Any]) -> _runtime.Score:
            """The same of facts whose figures are whole numbers of steps of their grids: money in 分, say."""
            return _evaluator.on_grid(facts.named() if isinstance(facts, Facts) else facts)


        def explain(facts: Facts | Mapping[str, Any], lang: str = "zh", lost_only: bool = False) -> str:
            """The whole score in words: each leaf with its figures, and why points were lost."""
            return score(facts).explain(lang, lost_only)


        def __getattr__(name: str) -> Any:
            # Loaded with what makes its messages, by the first use of it.
            if name == "DataError":
                return _evaluator.error
            raise AttributeError(name)
        '''
        )
        .strip()
        .splitlines()
    )


def _functions(program: ir.Program, fields: Sequence[Field]) -> list[_Function]:
    """The functions of the values of all facts, and what their figures are multiples of.

    Where parts are 未录 the table is gone through twice, as the reference does: nothing falls as a part rises.
    """
    total, nodes = _both(program, fields, False)
    found = [total, nodes, _whole(program, fields)]
    if any(leaf.unrecorded for leaf in program.leaves()):
        found.append(_both(program, fields, True)[0])
    return found


def _whole(program: ir.Program, fields: Sequence[Field]) -> _Function:
    """The function that tells whether what a subject lacks is nothing that it needs."""
    body = Body(program, {field.input.name: field.name for field in fields})
    head = [
        "def _whole(values: Any, absent: Any) -> Any:",
        '    """缺的数据这个对象用不着，返回 True；缺的那些在 values 里另有数顶着，不算数。"""',
    ]
    if not body.says_what_is_needed():
        return [*head, "    return None"], Fraction(1), []
    _unpack(body, fields)
    body.needs()
    return [*head, *body.lines, "    return True"], Fraction(1), []


def _both(program: ir.Program, fields: Sequence[Field], most: bool) -> tuple[_Function, _Function]:
    names = {field.input.name: field.name for field in fields}
    body = Body(program, names, most)
    _unpack(body, fields)
    body.constraints()
    body.refusals()
    body.define(_uses(program))
    found, before = body.total()
    found, total = body.held(found), program.total
    graded = body.index() if total.grade_index else before if total.grade_unrounded else found
    assert graded is not None
    made = total.parts or total.judged is not None
    figures, factors = [_figure(found) if made else "None", body.grade(graded)], []
    for heading in _scored(program):
        score = body.find("score", heading)
        assert isinstance(score, Quantity)
        figures.append(_figure(score))
        factors.append(score.factor)

    def function(name: str, about: str, given: Sequence[str], factors: list[Fraction]) -> _Function:
        head = [f"def {name}(values: Any) -> Any:", f'    """{about}；超出范围、约束不成立的返回 None。"""']
        return [*head, *body.lines, f"    return {', '.join(given)}"], found.factor, factors

    return (
        function(*(("_most", "未录的部分得满分时的总分和等级") if most else ("_total", "总分和等级")), figures[:2], []),
        function("_nodes", "总分、等级，再是每个指标的得分", figures, factors),
    )


def _scored(program: ir.Program) -> list[str]:
    """The headings that have a score."""
    unscored = {name for name, _ in program.unscored}
    return [name for name in program.headings if name not in unscored]


def _figure(quantity: Quantity) -> str:
    above = code(quantity.above if quantity.factor else 0).text
    return above if quantity.below == 1 or not quantity.factor else f"({above}, {code(quantity.below).text})"


def _uses(program: ir.Program) -> Counter[str]:
    """How often each named value is read; the 指标值 of a leaf is not read here."""
    found: Counter[str] = Counter()
    for item in program.definitions:
        roots = list(ir.children(item))
        if isinstance(item, ir.Leaf) and item.measure is not None:
            roots.remove(item.measure)
        for root in roots:
            found.update(node.name for node in ir.walk(root) if isinstance(node, ir.Ref))
    for root in (*program.total.nodes(), *(constraint.holds for constraint in program.constraints if constraint.fatal)):
        found.update(node.name for node in ir.walk(root) if isinstance(node, ir.Ref))
    return found


def _unpack(body: Body, fields: Sequence[Field]) -> None:
    names = "".join(f"{field.name}, " for field in fields).rstrip()
    lines = textwrap.wrap(names, _WIDTH, break_long_words=False, break_on_hyphens=False)
    for number, line in enumerate(lines):
        body.say(f"{' ' if number else '('}{line}{') = values' if number == len(lines) - 1 else ''}")
    _in_range(body, fields)
    for field in fields:
        if field.input.kind == "label" and not field.input.optional:
            body.say(f"{field.name} = _labels_{field.name}[{field.name}]")
    for field in fields:
        name, item = field.name, field.input
        whole = field.is_steps or item.kind != "quantity"
        if item.optional:
            body.say(f"{name}_given = {name} is not None")
            body.say(f"if {name} is None:")
            for line in _default(field, whole):
                body.say(f"    {line}")
            if not whole or item.kind == "label":
                body.say("else:")
                body.say(f"    {_pair(field) if not whole else f'{name} = _labels_{name}[{name}]'}")
        elif not whole:
            body.say(_pair(field))


def _pair(field: Field) -> str:
    """The statement that takes a figure in base units apart: steps of its grid, or what stands above and below."""
    name, grid = field.name, field.input.grid
    if grid is None:
        return f"{name}, {name}_d = {name}.as_integer_ratio()"
    return f"{name} = {name}.numerator * {grid.denominator} // ({name}.denominator * {grid.numerator})"


def _default(field: Field, whole: bool) -> Iterator[str]:
    """The statements that put something in the place of an absent fact."""
    default, grid = field.input.default, field.input.grid
    value = default if isinstance(default, Fraction) else Fraction(int(default or 0))
    if isinstance(default, Fraction) and grid is not None:
        value = default / grid
    if field.input.kind == "flag":
        yield f"{field.name} = {bool(default)}"
    elif field.input.kind == "rows":
        yield f"{field.name} = ()"
    elif whole or grid is not None:
        yield f"{field.name} = {int(value)}"
    else:
        yield f"{field.name}, {field.name}_d = {value.numerator}, {value.denominator}"


def _fraction(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"({value.numerator}, {value.denominator})"


def _in_range(body: Body, fields: Sequence[Field]) -> None:
    """Every figure on a grid is in its range; the reader sees large ends of figures that are not below 0."""
    ends = [(field.name, *_ends(field)) for field in fields if field.swept and field.is_steps]
    wrong = [f"{name} < {low}" for name, low, _ in ends]
    wrong += [f"{name} > {high}" for name, low, high in ends if high < LARGE or low < 0]
    for test in _ored(wrong):
        body.say(f"if {test}:")
        body.say("    return None")


def _ends(field: Field) -> tuple[int, int]:
    """The least and greatest value of a figure on a grid."""
    low, high = field.ends
    return -MOST if low is None else int(low), MOST if high is None else int(high)


def _ored(tests: Sequence[str]) -> Iterator[str]:
    """Tests joined by `or`, as many as fit a line."""
    line = ""
    for test in tests:
        if line and len(line) + len(test) > _WIDTH:
            yield line
            line = ""
        line += f" or {test}" if line else test
    if line:
        yield line


def _labels(fields: Sequence[Field]) -> Iterator[str]:
    """The codes of labels; the functions find them by name."""
    for field in fields:
        if field.input.kind == "label":
            codes = ", ".join(f"{literal(label)}: {code}" for code, label in enumerate(field.input.labels))
            yield f"_labels_{field.name} = {{{codes}}}"
        for number, column in enumerate(field.input.columns):
            if column.labels:
                codes = ", ".join(f"{literal(label)}: {code}" for code, label in enumerate(column.labels))
                yield f"_labels_{field.name}_{number} = {{{codes}}}"


def _reader(fields: Sequence[Field]) -> Iterator[str]:
    yield "_reader = _runtime.Reader("
    for field in fields:
        yield f"    _runtime.Field({', '.join(_field(field))}),"
    yield ")"


def _field(field: Field) -> Iterator[str]:
    item = field.input
    yield literal(item.name)
    yield literal(item.kind)
    if field.is_steps:
        yield f"scale={field.scale}"
    low, high = field.ends
    if item.kind == "quantity":
        if low is not None:
            yield f"low={_fraction(low)}"
        if high is not None:
            yield f"high={_fraction(high)}"
        if not field.is_steps:
            if item.bounds.low_open:
                yield "open_low=True"
            if item.bounds.high_open:
                yield "open_high=True"
            if item.grid is not None:
                yield f"grid=({item.grid.numerator}, {item.grid.denominator})"
        if field.unit:
            yield f"unit={literal(field.unit)}"
        if field.factor != 1:
            yield f"factor=({field.factor.numerator}, {field.factor.denominator})"
    if item.labels:
        yield f"labels=({''.join(literal(label) + ', ' for label in item.labels).rstrip()})"
    if item.optional:
        yield "optional=True"
    if field.levels:
        yield "levels=True"
    if field.reason:
        yield "reason=True"


def _evaluator(program: ir.Program, factor: Fraction, factors: Sequence[Fraction]) -> Iterator[str]:
    yield f"_FACTOR = ({factor.numerator}, {factor.denominator})"
    yield "_headings = ("
    for heading, own in zip(_scored(program), factors or [Fraction(1)] * len(program.headings), strict=False):
        yield f"    ({literal(heading)}, ({own.numerator}, {own.denominator})),"
    yield ")"


def has_total(program: ir.Program) -> bool:
    """Whether a rubric comes to a total of points."""
    return bool(program.total.parts or program.total.judged is not None) and not program.results


def _table(table: str, has_total: bool, most: Fraction | None) -> Iterator[str]:
    yield "# 评价表本身，说明得分、检查数据用。The rubric itself: it explains scores and tells what facts are wrong."
    yield "_table = ("
    for line in table.splitlines(keepends=True):
        for start in range(0, len(line), _SLICE):
            part = line[start : start + _SLICE]
            yield f"    {repr(part) if part.strip(chr(10)).isprintable() else ascii(part)}"
    yield ")"
    yield ""
    last = "_runtime.slow" if has_total else "_runtime.slow, False"
    last += ", whole=_whole, names=HEADINGS"
    if most is not None:
        last += f", most=(_most, ({most.numerator}, {most.denominator}))"
    yield f"_evaluator = _runtime.Evaluator(_reader, _total, _nodes, _FACTOR, _headings, _table, {last})"
