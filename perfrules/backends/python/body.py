"""A program as straight-line statements: values, leaves, headings, total, grade.

Everything is computed where it stands, needed or not, so every step is total: dividing by what may be 0 gives 0, and a
fact that is absent counts as 0. Nothing ever reads such a figure, since in a program made from a rubric that checks
clean a guard stands before it. So there is no laziness, no exception, and each value is computed once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from itertools import pairwise
from typing import assert_never

from attrs import define, evolve, field

from perfrules.backends.python import algebra
from perfrules.backends.python.algebra import (
    ATOM,
    CHOICE,
    PRODUCT,
    SUM,
    Code,
    Quantity,
    Term,
    add,
    code,
    compare,
    fixed,
    minus,
    mul,
    neg,
    opposite,
    plus,
    steps,
    times,
)
from perfrules.backends.python.names import literal, printable
from perfrules.ir import nodes as ir
from perfrules.types.interval import Interval, at_least, at_most
from perfrules.types.step import common_step

Truth = Code | bool
_LEFT_OUT = ("left-out", "shared-out", "not-chosen")
_INDENT = "    "
_SHORT = 60
"""A choice between two short figures is written in the expression where it is needed."""


class NotEmitted(Exception):
    """The program uses something that this backend cannot say; `what` names it."""

    def __init__(self, what: str, origin: ir.Origin = ir.UNKNOWN) -> None:
        super().__init__(what)
        self.what = what
        self.line = origin.span.position[0] if origin is not ir.UNKNOWN else 0


def truth_not(a: Truth) -> Truth:
    """Whether something does not hold."""
    return (not a) if isinstance(a, bool) else Code(f"not {a.within(ATOM)}", CHOICE)


def truth_all(parts: Sequence[Truth]) -> Truth:
    """Whether all of them hold."""
    if any(part is False for part in parts):
        return False
    return _joined(" and ", [part for part in parts if isinstance(part, Code)], True)


def truth_any(parts: Sequence[Truth]) -> Truth:
    """Whether one of them holds."""
    if any(part is True for part in parts):
        return True
    return _joined(" or ", [part for part in parts if isinstance(part, Code)], False)


def _joined(word: str, parts: list[Code], nothing: bool) -> Truth:
    if len(parts) < 2:
        return parts[0] if parts else nothing
    bare = word == " and "
    texts = [part.text if bare and not _is_choice(part.text) else part.within(ATOM) for part in parts]
    return Code(word.join(texts), CHOICE)


def _is_choice(text: str) -> bool:
    return any(word in text for word in (" and ", " or ", " if ", "not "))


Choice = tuple[Truth, Callable[[], Quantity]]


@define
class Body:
    """The statements of one function, and what their names hold."""

    program: ir.Program
    names: Mapping[str, str]
    """The Python name of every input."""
    most: bool = False
    """Whether parts that are 未录 get their full points; else they get nothing."""
    lines: list[str] = field(factory=list)
    depth: int = 1
    known: list[dict[tuple[str, str], Quantity | Truth | Term]] = field(factory=lambda: [{}])
    """Values and scores by name, innermost choice last."""
    temporaries: int = 0
    values: dict[str, ir.Value] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.values = {item.name: item for item in self.program.values()}

    # Statements

    def say(self, text: str) -> None:
        """A statement."""
        self.lines.append(_INDENT * self.depth + text)

    def fresh(self, stem: str = "t") -> str:
        """A name that nothing has yet."""
        self.temporaries += 1
        return f"{stem}_{self.temporaries}"

    def bound(self, term: Term, stem: str = "t") -> Term:
        """A term that can be written twice: a name for what is more than one."""
        if isinstance(term, int) or term.text.isidentifier():
            return term
        name = self.fresh(stem)
        self.say(f"{name} = {term.text}")
        return Code(name)

    def held(self, quantity: Quantity, stem: str = "t") -> Quantity:
        """A quantity whose two integers can be written more than once."""
        return evolve(quantity, above=self.bound(quantity.above, stem), below=self.bound(quantity.below, stem))

    @contextmanager
    def branch(self) -> Iterator[list[str]]:
        """Statements of one alternative; what they define is not known outside it."""
        outer, self.lines = self.lines, []
        self.known.append({})
        self.depth += 1
        try:
            yield self.lines
        finally:
            self.depth -= 1
            self.known.pop()
            self.lines = outer

    def find(self, kind: str, name: str) -> Quantity | Truth | Term | None:
        """What is known under a name."""
        for scope in reversed(self.known):
            if (kind, name) in scope:
                return scope[kind, name]
        return None

    # Choices

    def choose(self, choices: Sequence[Choice], last: Callable[[], Quantity] | None, stem: str = "t") -> Quantity:
        """The quantity of the first choice whose condition holds, else the last one."""
        found: list[tuple[Truth, Quantity, list[str]]] = []
        for when, then in [*choices, *([(True, last)] if last is not None else [])]:
            if when is False:
                continue
            with self.branch() as lines:
                quantity = then()
            found.append((when, quantity, lines))
            if when is True:
                break
        if not found:
            return fixed(Fraction(0))
        found[-1] = (True, *found[-1][1:])
        if len(found) == 1:
            self.lines += [line[len(_INDENT) :] for line in found[0][2]]
            return found[0][1]
        return self._joined(found, stem)

    def _joined(self, found: Sequence[tuple[Truth, Quantity, list[str]]], stem: str) -> Quantity:
        """One quantity for alternatives, each of which is computed only where it is taken."""
        quantities = [quantity for _, quantity, _ in found]
        factor = common_step(quantity.factor for quantity in quantities)
        bounds = quantities[0].bounds
        for quantity in quantities[1:]:
            bounds = bounds.hull(quantity.bounds)
        whole = all(quantity.below == 1 for quantity in quantities)
        sure = all(quantity.sure for quantity in quantities)
        above = [steps(q, factor) if q.factor else 0 for q in quantities]
        if whole and not any(lines for _, _, lines in found):
            if all(item == above[0] for item in above):
                return Quantity(factor, above[0], 1, bounds)
            short = sum(len(code(term).text) for term in above) + len(tested(found[0][0])) <= _SHORT
            if len(found) == 2 and short:
                text = "".join(
                    f"{code(term).within(SUM)} if {tested(when)} else "
                    for (when, _, _), term in zip(found[:-1], above, strict=False)
                )
                return Quantity(factor, Code(text + code(above[-1]).within(SUM), CHOICE), 1, bounds)
        name = self.fresh(stem)
        below = Code(f"{name}d") if not whole else 1
        for number, (when, quantity, lines) in enumerate(found):
            word = "else" if number == len(found) - 1 else f"{'elif' if number else 'if'} {code_of(when).text}"
            self.say(f"{word}:")
            self.lines += lines
            self.say(f"{_INDENT}{name} = {code(above[number]).text}")
            if not whole:
                self.say(f"{_INDENT}{name}d = {code(quantity.below if quantity.factor else 1).text}")
        return Quantity(factor, Code(name), below, bounds, sure)

    # Nodes

    def quantity(self, node: ir.Node) -> Quantity:
        """A quantity or a date."""
        match node:
            case ir.Literal(value=value):
                return fixed(Fraction(value))
            case ir.Day(number=number):
                return fixed(number)
            case ir.Input():
                return self._input(node)
            case ir.Ref(name=name):
                found = self.find("value", name)
                return found if isinstance(found, Quantity) else self._value(self.values[name])
            case ir.ScoreOf(name=name):
                return self._known("score", name)
            case ir.Applies(name=name):
                return self._known("applies", name)
            case ir.Arith(op=op, left=left, right=right):
                return self._arithmetic(op, self.quantity(left), self.quantity(right))
            case ir.Sum(items=items):
                total = fixed(Fraction(0))
                for item in items:
                    total = self._plus(total, self.quantity(item))
                return total
            case ir.Max(items=items) | ir.Min(items=items):
                sign = ">" if isinstance(node, ir.Max) else "<"
                best = self.quantity(items[0])
                for item in items[1:]:
                    best = self._better(sign, self.held(best), self.held(self.quantity(item)))
                return best
            case ir.Trimmed(items=items, low=low, high=high):
                return self._trimmed([self.quantity(item) for item in items], low, high)
            case ir.Abs(operand=operand):
                return self._absolute(self.quantity(operand))
            case ir.Clamp(value=value, low=low, high=high):
                return self.clamped(self.quantity(value), Interval(low, high))
            case ir.Floor(operand=operand):
                return self._whole(self.quantity(operand), False)
            case ir.Ceil(operand=operand):
                return self._whole(self.quantity(operand), True)
            case ir.Round(value=value, step=step, mode=mode):
                return self.rounded(self.quantity(value), step, mode)
            case ir.Select() | ir.Piecewise():
                return self.spread(node, lambda quantity: quantity)
            case ir.Call(function="个数", arguments=arguments):
                return fixed(Fraction(len(arguments)))
            case ir.Call():
                return self._called(node)
            case ir.OverRows(op=op, rows=rows, body=body):
                return self._over_rows(op, rows, body)
            case ir.Cell(column=column):
                return self._known("cell", column)
            case ir.Compare() | ir.Logic() | ir.Not() | ir.IsMissing() | ir.Label() | ir.CellMissing():
                raise AssertionError(f"no quantity: {node}")
        assert_never(node)

    def spread(self, node: ir.Node, finish: Callable[[Quantity], Quantity], stem: str = "t") -> Quantity:
        """A quantity, finished inside each of its alternatives, where the most is known of it."""
        match node:
            case ir.Select(cases=cases, otherwise=otherwise):
                choices: list[Choice] = [
                    (self.truth(case.when), self._later(case.then, finish, stem)) for case in cases
                ]
                return self.choose(choices, None if otherwise is None else self._later(otherwise, finish, stem), stem)
            case ir.Piecewise():
                return self._bands(node, finish, stem)
        return finish(self.quantity(node))

    def _later(self, node: ir.Node, finish: Callable[[Quantity], Quantity], stem: str) -> Callable[[], Quantity]:
        return lambda: self.spread(node, finish, stem)

    def _bands(self, node: ir.Piecewise, finish: Callable[[Quantity], Quantity], stem: str) -> Quantity:
        subject = self._measured(self.held(self.quantity(node.subject), "v"), node)
        key = self._key(node.subject)

        def within(band: ir.Band) -> Callable[[], Quantity]:
            def found() -> Quantity:
                if key is not None:
                    self.known[-1][key] = subject.within(band.interval)
                return self.spread(band.value, finish, stem)

            return found

        choices: list[Choice] = [(inside(subject, left), within(band)) for left, band in node.tests()]
        otherwise = node.otherwise
        return self.choose(choices, None if otherwise is None else self._later(otherwise, finish, stem), stem)

    def _measured(self, subject: Quantity, node: ir.Piecewise) -> Quantity:
        """A subject in steps that the ends of bands are whole numbers of too, where several are to be compared."""
        ends = [end for band in node.bands for end in (band.interval.low, band.interval.high) if end]
        steps_of = [common_step((subject.factor, end)) for end in dict.fromkeys(ends)]
        if len(steps_of) < 2 or subject.constant is not None:
            return subject
        factor = common_step(steps_of)
        return evolve(subject, factor=factor, above=self.bound(steps(subject, factor), "v"))

    def _key(self, node: ir.Node) -> tuple[str, str] | None:
        match node:
            case ir.Ref(name=name):
                return ("value", name)
            case ir.Input(name=name):
                return ("input", name)
        return None

    def _known(self, kind: str, name: str) -> Quantity:
        found = self.find(kind, name)
        assert isinstance(found, Quantity), f"{kind} {name} is read before it is there"
        return found

    def _input(self, node: ir.Input) -> Quantity:
        found = self.find("input", node.name)
        if isinstance(found, Quantity):
            return found
        name, bounds = self.names[node.name], node.bounds
        if node.optional:
            # What stands for an absent fact is its default or 0, which may lie outside the bounds of the given ones.
            default = node.default if isinstance(node.default, Fraction) else Fraction(0)
            bounds = bounds.hull(Interval(default, default))
        if node.kind == "date":
            return Quantity(Fraction(1), Code(name), 1, bounds)
        if node.grid is None:
            return Quantity(Fraction(1), Code(name), Code(f"{name}_d"), bounds)
        return Quantity(node.grid, Code(name), 1, bounds)

    def _arithmetic(self, op: str, a: Quantity, b: Quantity) -> Quantity:
        if op == "+":
            return self._plus(a, b)
        if op == "-":
            return self._plus(a, opposite(b))
        if op == "×":
            return times(a, b)
        return self._divided(a, b)

    def _plus(self, a: Quantity, b: Quantity) -> Quantity:
        if a.below != b.below:
            a, b = evolve(a, below=self.bound(a.below)), evolve(b, below=self.bound(b.below))
        return plus(a, b)

    def _divided(self, a: Quantity, b: Quantity) -> Quantity:
        fixed_divisor = b.constant
        if fixed_divisor is not None:
            if fixed_divisor == 0:
                return fixed(Fraction(0))
            return times(a, fixed(1 / fixed_divisor))
        bounds = a.bounds / b.bounds
        factor, above = (b.factor, b.above) if b.factor > 0 else (-b.factor, neg(b.above))
        low, high = b.bounds.low, b.bounds.high
        positive = low is not None and low >= 0
        negative = high is not None and high <= 0
        sure = Fraction(0) not in b.bounds and b.sure and a.sure
        if positive:
            inverse = Quantity(1 / factor, b.below, above)
        elif negative:
            inverse = Quantity(-1 / factor, b.below, neg(above))
        else:
            # What stands below is kept positive, so that comparisons keep their direction.
            above = self.bound(above)
            sign = self.bound(Code(f"-1 if {code(above).text} < 0 else 1", CHOICE))
            inverse = Quantity(1 / factor, mul(sign, b.below), mul(sign, above))
        found = times(a, inverse)
        return evolve(found, bounds=bounds, sure=sure) if found.factor else found

    def _called(self, node: ir.Call) -> Quantity:
        """A function whose results have no end, to its decimals; powers with a whole exponent are exact."""
        first, *rest = [self.quantity(argument) for argument in node.arguments]
        fixed_ones = [quantity.constant for quantity in rest]
        last = fixed_ones[-1] if fixed_ones else None
        match node.function:
            case "平方根" if last is not None:
                return self._root(first, 2, last)
            case "自然对数" if last is not None:
                return self._steps("logarithm", first, "", last, Interval(None, None))
            case "几何均值" if last is not None:
                for quantity in rest[:-1]:
                    first = times(first, self.held(quantity))
                return self._root(first, len(rest), last)
            case "乘方" if (exponent := fixed_ones[0]) is not None:
                found = self._power(first, exponent.numerator)
                if len(rest) < 2 or last is None:
                    return found
                if exponent.denominator == 1:
                    return self.rounded(found, Fraction(1, 10 ** int(last)), "half-up")
                return self._root(found, exponent.denominator, last)
        raise NotEmitted(node.function, node.origin)

    def _root(self, a: Quantity, degree: int, digits: Fraction) -> Quantity:
        return self._steps("root", a, f"{degree}, ", digits, at_least(Fraction(0)))

    def _steps(self, function: str, a: Quantity, more: str, digits: Fraction, bounds: Interval) -> Quantity:
        """What the runtime makes of a figure: a whole number of steps."""
        scale = 10 ** int(digits)
        above, below = code(mul(a.factor.numerator, a.above)), code(mul(a.factor.denominator, a.below))
        text = f"_runtime.{function}({above.text}, {below.text}, {more}{scale})"
        return Quantity(Fraction(1, scale), self.bound(Code(text)), 1, bounds)

    def _power(self, a: Quantity, exponent: int) -> Quantity:
        """A figure to a whole power; one of 0 to a power below 0 is never read."""
        value = a.constant
        if value is not None or exponent == 0:
            return fixed(Fraction(1) if exponent == 0 else value**exponent if value else Fraction(0))
        if exponent < 0:
            a = self._divided(fixed(Fraction(1)), self.held(a))
        a, exponent = self.held(a), abs(exponent)
        above, below = (
            term**exponent if isinstance(term, int) else Code(f"{term.text} ** {exponent}", PRODUCT)
            for term in (a.above, a.below)
        )
        low = a.bounds.low
        bounds = at_least(Fraction(0)) if exponent % 2 == 0 or (low is not None and low >= 0) else Interval(None, None)
        return Quantity(a.factor**exponent, self.bound(above), self.bound(below), bounds, a.sure)

    def _over_rows(self, op: str, rows: ir.Input, body: ir.Node) -> Quantity:
        """A loop over the rows, which adds up what the body gives for each, or keeps the greatest or least."""
        row, name = self.fresh("r"), self.fresh()
        with self.branch() as lines:
            read = {node.column for node in ir.walk(body) if isinstance(node, (ir.Cell, ir.CellMissing))}
            for number, column in enumerate(rows.columns):
                if column.name in read:
                    self._cell(row, f"_labels_{self.names[rows.name]}_{number}", column)
            one = self.held(self.quantity(body))
            if one.factor == 0:
                return one
            above, below, is_whole = code(one.above), code(one.below), one.below == 1
            if op == "sum" and is_whole:
                self.say(f"{name} += {above.text}")
            elif op == "sum":
                total = f"{name} * {below.within(ATOM)} + {above.within(PRODUCT)} * {name}d"
                self.say(f"{name}, {name}d = {total}, {name}d * {below.within(ATOM)}")
            else:
                left, right = mul(one.above, Code(f"{name}d")), mul(Code(name), one.below)
                better = f"{code(left).text} {'>' if op == 'max' else '<'} {code(right).text}"
                self.say(f"if {name} is None or {better}:")
                self.say(f"{_INDENT}{name}, {name}d = {above.text}, {below.text}")
        self.say(f"{name}, {name}d = {'0' if op == 'sum' else 'None'}, 1")
        self.say(f"for {row} in {self.names[rows.name]}:")
        self.lines += lines
        if op != "sum" and rows.optional:
            self.say(f"if {name} is None:")
            self.say(f"{_INDENT}{name} = 0")
        bounds = one.bounds
        if op == "sum":
            low, high = bounds.low, bounds.high
            bounds = Interval(Fraction(0) if low is not None and low >= 0 else None, None)
            if high is not None and high <= 0:
                bounds = Interval(bounds.low, Fraction(0))
        below_all: Term = 1 if op == "sum" and is_whole else Code(f"{name}d")
        return Quantity(one.factor, Code(name), below_all, bounds, one.sure)

    def _cell(self, row: str, labels: str, column: ir.Column) -> None:
        """The names that hold a cell of the row at hand; one that is absent is not read, and holds anything."""
        name = self.fresh("c")
        self.say(f"{name} = {row}.get({literal(column.name)})")
        known: Quantity | Truth | Term = Code(name)
        missing: Truth = False
        if column.optional:
            missing = Code(f"{name}_none")
            self.say(f"{name}_none = {name} is None")
            self.say(f"if {name} is None:")
            self.say(f"{_INDENT}{name} = {literal(column.labels[0]) if column.labels else 0}")
        if column.kind == "label":
            self.say(f"{name} = {labels}[{name}]")
        elif column.kind == "date":
            # A number stands for no day at all.
            self.say(f"{name} = {name} and {name}.toordinal()")
            known = Quantity(Fraction(1), Code(name), 1, column.bounds)
        elif column.kind == "quantity":
            self.say(f"{name}, {name}d = {name}.as_integer_ratio()")
            # 0 in the place of an absent cell may lie outside.
            bounds = column.bounds.hull(Interval(Fraction(0), Fraction(0))) if column.optional else column.bounds
            known = Quantity(Fraction(1), Code(name), Code(f"{name}d"), bounds)
        self.known[-1]["cell", column.name] = known
        self.known[-1]["cell-missing", column.name] = missing
        self.known[-1]["cell-kind", column.name] = Code(column.kind)

    def _better(self, sign: str, a: Quantity, b: Quantity) -> Quantity:
        found = self.choose([(compare(a, sign, b), lambda: a)], lambda: b)
        known = (a.bounds, b.bounds)
        lows = [i.low for i in known if i.low is not None]
        highs = [i.high for i in known if i.high is not None]
        if sign == ">" and lows:
            return found.within(at_least(max(lows)))
        if sign == "<" and highs:
            return found.within(at_most(min(highs)))
        return found

    def _trimmed(self, items: list[Quantity], low: int, high: int) -> Quantity:
        """The sum without the least and the greatest, over one figure below all of them."""
        factor = common_step(item.factor for item in items)
        known = list(dict.fromkeys(item.below for item in items))
        below = self.bound(_product(known))
        above = []
        for item in items:
            others = _product([other for other in known if other != item.below])
            above.append(code(mul(steps(item, factor), others) if item.factor else 0).text)
        end = f"-{high}" if high else ""
        found = Code(f"sum(sorted([{', '.join(above)}])[{low or ''}:{end}])")
        kept = len(items) - low - high
        lows, highs = [item.bounds.low for item in items], [item.bounds.high for item in items]
        least = None if None in lows else kept * min(end for end in lows if end is not None)
        most = None if None in highs else kept * max(end for end in highs if end is not None)
        bounds = Interval(least, most)
        return Quantity(factor, found, below, bounds, all(item.sure for item in items))

    def _absolute(self, a: Quantity) -> Quantity:
        low, high = a.bounds.low, a.bounds.high
        if low is not None and low >= 0:
            return a
        if high is not None and high <= 0:
            return opposite(a)
        return evolve(a, factor=abs(a.factor), above=Code(f"abs({code(a.above).text})"), bounds=a.bounds.abs())

    def clamped(self, a: Quantity, ends: Interval) -> Quantity:
        """A quantity inside two ends; what its bounds keep anyway is not written."""
        value = a.constant
        if value is not None:
            value = value if ends.high is None else min(value, ends.high)
            return fixed(value if ends.low is None else max(value, ends.low))
        low, high = a.bounds.low, a.bounds.high
        cut_high = ends.high is not None and (high is None or high > ends.high)
        cut_low = ends.low is not None and (low is None or low < ends.low)
        if not cut_high and not cut_low:
            return a
        a = self.held(a)
        choices: list[Choice] = []
        # An end below the other is what remains: not above the upper one first, and then not below the lower one.
        if cut_low and ends.low is not None:
            least = fixed(ends.low)
            choices.append((compare(a, "<", least), lambda: least))
        if cut_high and ends.high is not None:
            most = fixed(ends.high if ends.low is None else max(ends.low, ends.high))
            choices.append((compare(a, ">", fixed(ends.high)), lambda: most))
        return self.choose(choices, lambda: a).within(Interval(ends.low, ends.high))

    def _quotient(self, above: Term, below: Term, sure: bool) -> Code:
        text = f"{code(above).within(PRODUCT)} // {code(below).within(ATOM)}"
        if sure or isinstance(below, int):
            return Code(text, PRODUCT)
        return Code(f"{text} if {code(below).text} else 0", CHOICE)

    def _whole(self, a: Quantity, up: bool) -> Quantity:
        above, below = mul(a.factor.numerator, a.above), mul(a.factor.denominator, a.below)
        if below == 1:
            return evolve(a, factor=Fraction(1), above=above, below=1)
        if isinstance(above, int) and isinstance(below, int):
            return fixed(Fraction(-(-above // below) if up else above // below))
        below = below if a.sure else self.bound(below)
        found = self._quotient(neg(above) if up else above, below, a.sure)
        low = None if a.bounds.low is None else Fraction(a.bounds.low.__floor__())
        high = None if a.bounds.high is None else Fraction(a.bounds.high.__ceil__())
        bounds = Interval(low, high)
        if not a.sure:
            bounds = bounds.hull(Interval(Fraction(0), Fraction(0)))
        return Quantity(Fraction(1), neg(found) if up else found, 1, bounds)

    def rounded(self, a: Quantity, step: Fraction, mode: str) -> Quantity:
        """A quantity as a whole number of steps."""
        value = a.constant
        if value is not None:
            return fixed(_rounded(value, step, mode))
        share = a.factor / step
        above, below = mul(share.numerator, a.above), mul(share.denominator, a.below)
        if below == 1:
            return a  # as it is: what is added up is multiplied once, with others that count in the same steps
        if not a.sure:
            below = self.bound(below)
        low, high = a.bounds.low, a.bounds.high
        if low is not None and low >= 0:
            found: Term = self._round_up_from_0(above, below, mode, a.sure)
        elif high is not None and high <= 0:
            found = neg(self._round_up_from_0(neg(above), below, mode, a.sure))
        else:
            above, below = self.bound(above), self.bound(below)
            one = self._round_up_from_0(above, below, mode, a.sure)
            two = neg(self._round_up_from_0(neg(above), below, mode, a.sure))
            text = f"{one.within(SUM)} if {code(above).text} >= 0 else {code(two).within(SUM)}"
            found = Code(text, CHOICE)
        ends = [None if end is None else _rounded(end, step, mode) for end in (low, high)]
        bounds = Interval(ends[0], ends[1])
        if not a.sure:
            bounds = bounds.hull(Interval(Fraction(0), Fraction(0)))
        return Quantity(step, found, 1, bounds)

    def _round_up_from_0(self, above: Term, below: Term, mode: str, sure: bool) -> Code:
        """A figure that is not below 0, in whole steps."""
        if mode == "down":
            return self._quotient(above, below, sure)
        if mode == "up":
            return code(neg(self._quotient(neg(above), below, sure)))
        if isinstance(below, int) and below % 2 == 0:
            return self._quotient(add(above, below // 2), below, sure)
        return self._quotient(add(mul(2, above), below), mul(2, below), sure)

    # Flags and labels

    def truth(self, node: ir.Node) -> Truth:
        """A flag."""
        match node:
            case ir.Literal(value=value):
                return bool(value)
            case ir.Input(name=name):
                return Code(self.names[name])
            case ir.Cell(column=name) | ir.CellMissing(column=name):
                cell = self.find("cell" if isinstance(node, ir.Cell) else "cell-missing", name)
                assert isinstance(cell, (Code, bool)), name
                return cell
            case ir.IsMissing(input=name):
                optional = next(item.optional for item in self.program.inputs if item.name == name)
                return Code(f"not {self.names[name]}_given", CHOICE) if optional else False
            case ir.Ref(name=name):
                found = self.find("value", name)
                if found is None:
                    self._value(self.values[name])
                    found = self.find("value", name)
                assert isinstance(found, (Code, bool))
                return found
            case ir.Compare(op=op, left=left, right=right):
                return self._compare(op, left, right)
            case ir.Logic(op=op, items=items):
                parts = [self.truth(item) for item in items]
                return truth_all(parts) if op == "and" else truth_any(parts)
            case ir.Not(operand=operand):
                return truth_not(self.truth(operand))
            case ir.Select(cases=cases, otherwise=otherwise):
                found_last = False if otherwise is None else self.truth(otherwise)
                for case in reversed(cases):
                    found_last = _either(self.truth(case.when), self.truth(case.then), found_last)
                return found_last
            case ir.Piecewise(bands=bands, otherwise=otherwise):
                subject = self.held(self.quantity(node.subject), "v")
                rest = False if otherwise is None else self.truth(otherwise)
                for band in reversed(bands):
                    rest = _either(inside(subject, band.interval), self.truth(band.value), rest)
                return rest
            case ir.Call(function=function):
                raise NotEmitted(function, node.origin)
        raise AssertionError(f"no flag: {node}")

    def _compare(self, op: str, left: ir.Node, right: ir.Node) -> Truth:
        kind = self.kind(left)
        if kind == "flag":
            a, b = self.truth(left), self.truth(right)
            if isinstance(b, bool) and isinstance(a, bool):
                return (a == b) is (op == "=")
            if isinstance(a, bool):
                a, b = b, a
            if isinstance(b, bool):
                return a if b is (op == "=") else truth_not(a)
            return Code(f"bool({code_of(a).text}) {algebra.SIGNS[op]} bool({b.text})", CHOICE)
        if kind == "label":
            one, two = self.label(left), self.label(right)
            if isinstance(one, int) and isinstance(two, int):
                return compare(fixed(Fraction(one)), op, fixed(Fraction(two)))
            return Code(f"{code(one).within(SUM)} {algebra.SIGNS[op]} {code(two).within(SUM)}", CHOICE)
        a_side, b_side = self.quantity(left), self.quantity(right)
        return compare(a_side, op, b_side)

    def label(self, node: ir.Node) -> Term:
        """The code of a label."""
        match node:
            case ir.Label(code=number):
                return number
            case ir.Input(name=name):
                return Code(self.names[name])
            case ir.Cell(column=name):
                cell = self.find("cell", name)
                assert isinstance(cell, Code), name
                return cell
            case ir.Ref(name=name):
                found = self.find("value", name)
                if found is None:
                    self._value(self.values[name])
                    found = self.find("value", name)
                assert isinstance(found, (Code, int))
                return found
            case ir.Select(cases=cases, otherwise=otherwise):
                last: Term = 0 if otherwise is None else self.label(otherwise)
                for case in reversed(cases):
                    last = _picked(self.truth(case.when), self.label(case.then), last)
                return last
            case ir.Piecewise(bands=bands, otherwise=otherwise):
                subject = self.held(self.quantity(node.subject), "v")
                last = 0 if otherwise is None else self.label(otherwise)
                for band in reversed(bands):
                    last = _picked(inside(subject, band.interval), self.label(band.value), last)
                return last
            case ir.Call(function=function):
                raise NotEmitted(function, node.origin)
        raise AssertionError(f"no label: {node}")

    def kind(self, node: ir.Node) -> str:
        """The kind of a node's values."""
        match node:
            case ir.Literal(value=bool()) | ir.Compare() | ir.Logic() | ir.Not() | ir.IsMissing() | ir.CellMissing():
                return "flag"
            case ir.Cell(column=name):
                kind = self.find("cell-kind", name)
                assert isinstance(kind, Code), name
                return kind.text
            case ir.Label():
                return "label"
            case ir.Input(kind=kind):
                return kind
            case ir.Ref(name=name):
                return self.values[name].kind
            case ir.Select(cases=cases):
                return self.kind(cases[0].then)
            case ir.Piecewise(bands=bands):
                return self.kind(bands[0].value)
        return "quantity"

    # Definitions

    def _value(self, item: ir.Value) -> Quantity:
        """A named value, computed once in the scope that first needs it."""
        match item.kind:
            case "flag":
                found = self.truth(item.body)
                known: Quantity | Truth | Term = found
                if isinstance(found, Code) and not found.text.isidentifier():
                    name = self.fresh("v")
                    self.say(f"{name} = {found.text}")
                    known = Code(name)
                self.known[-1]["value", item.name] = known
                return fixed(Fraction(0))
            case "label":
                self.known[-1]["value", item.name] = self.bound(self.label(item.body), "v")
                return fixed(Fraction(0))
        quantity = self.held(self.spread(item.body, lambda q: q, "v"), "v")
        self.known[-1]["value", item.name] = quantity
        return quantity

    # Scores

    def define(self, uses: Mapping[str, int]) -> None:
        """Every definition in its order; a value with one use stands where it is used."""
        for item in self.program.definitions:
            match item:
                case ir.Value(name=name):
                    if uses.get(name, 0) > 1:
                        self._value(item)
                case ir.Leaf():
                    self._leaf(item)
                case ir.Heading():
                    self._heading(item)
                case _:
                    assert_never(item)

    def remark(self, item: ir.Leaf | ir.Heading) -> None:
        """Which heading the next statements score."""
        self.say(f"# {printable(item.name)}（{_figure(item.points)}分）")

    def _leaf(self, leaf: ir.Leaf) -> None:
        self.remark(leaf)
        # A guard without a score only tells what is needed, and here everything is there.
        guards = [(self.truth(guard.when), guard) for guard in leaf.guards if guard.score is not None]

        def settled(score: ir.Node) -> Callable[[], Quantity]:
            return lambda: self.spread(score, lambda quantity: self._final(leaf, quantity), "s")

        choices: list[Choice] = [(when, settled(guard.score)) for when, guard in guards if guard.score is not None]
        found = self.choose(choices, lambda: self._rule(leaf), "s")
        self.known[-1]["score", leaf.name] = self.held(found, "s")
        if any(guard.status in _LEFT_OUT for guard in leaf.guards):
            points = fixed(leaf.points)
            out = [(when, _none if guard.status in _LEFT_OUT else lambda: points) for when, guard in guards]
            self.known[-1]["applies", leaf.name] = self.held(self.choose(out, lambda: points, "a"), "a")
        else:
            self.known[-1]["applies", leaf.name] = fixed(leaf.points)

    def _rule(self, leaf: ir.Leaf) -> Quantity:
        if leaf.unrecorded:
            return fixed(leaf.points) if self.most else self.quantity(leaf.base)

        def ended(base: Quantity) -> Quantity:
            total = base
            for award in leaf.awards:
                total = self._plus(total, self.quantity(award))
            for deduction in leaf.deductions:
                total = self._plus(total, opposite(self.quantity(deduction)))
            return self._final(leaf, self.clamped(total, leaf.clip))

        if leaf.awards or leaf.deductions:
            return ended(self.quantity(leaf.base))
        return self.spread(leaf.base, ended, "s")

    def _final(self, leaf: ir.Leaf, score: Quantity) -> Quantity:
        return score if leaf.rounding is None else self.rounded(score, leaf.rounding.step, leaf.rounding.mode)

    def _heading(self, heading: ir.Heading) -> None:
        if heading.score is not None:
            self.remark(heading)
            found = self.held(self.quantity(heading.score), "s")
        else:
            found = self.added([self._known("score", part) for part in heading.parts])
        self.known[-1]["score", heading.name] = found
        applies = fixed(heading.points) if heading.applies is None else self.held(self.quantity(heading.applies), "a")
        self.known[-1]["applies", heading.name] = applies

    def added(self, parts: Sequence[Quantity]) -> Quantity:
        """The sum, over the fewest steps that all of them are whole numbers of; those alike in steps come first."""
        alike: dict[tuple[Fraction, Term], Quantity] = {}
        for part in parts:
            kind = part.factor, part.below
            alike[kind] = self._plus(alike[kind], part) if kind in alike else part
        total = fixed(Fraction(0))
        for part in alike.values():
            total = self._plus(total, part)
        return total

    def _apart(self, names: Sequence[str]) -> Iterator[Quantity]:
        """The scores that add up to those of some headings."""
        headings = {item.name: item for item in self.program.definitions if isinstance(item, ir.Heading)}
        for name in names:
            heading = headings.get(name)
            if heading is None or heading.score is not None:
                yield self._known("score", name)
            else:
                yield from self._apart(heading.parts)

    def total(self) -> tuple[Quantity, Quantity]:
        """The total as it ends, and as it is graded. Where no point applies, the function gives nothing."""
        total = self.program.total
        self.say("# 总分")
        found = self.added(list(self._apart(total.parts)))
        if total.judged is not None:
            found = self.quantity(total.judged)
        if total.scale is not None:
            found = self._scaled(self.held(found), total.parts, total.scale)
        if total.adjustments is not None:
            found = self._plus(found, self._known("score", total.adjustments))
        found = self.clamped(found, total.clip)
        for guard in total.caps:
            assert guard.score is not None
            when, most = self.truth(guard.when), self.quantity(guard.score)
            if total.cap_rounding is not None:
                most = self.rounded(most, total.cap_rounding.step, total.cap_rounding.mode)
            found, most = self.held(found), self.held(most)
            before, low = found, truth_all((when, compare(most, "<", found)))
            found = self.choose([(low, _is(most))], _is(before))
        found = self._vetoed(found)
        if total.rounding is None:
            return (found, found)
        before = self.held(found)
        return self.rounded(before, total.rounding.step, total.rounding.mode), before

    def index(self) -> Quantity | None:
        """结果为, where the rubric has one."""
        index = self.program.total.index
        return None if index is None else self.held(self.quantity(index.value))

    def _scaled(self, found: Quantity, parts: Sequence[str], scale: ir.Scale) -> Quantity:
        applies = self.held(self.added([self._known("applies", part) for part in parts]), "a")
        nothing = compare(applies, "=", fixed(Fraction(0)))
        if nothing is not False:
            self.say(f"if {code_of(nothing).text}:")
            self.say(f"{_INDENT}return None")

        def rescaled() -> Quantity:
            value = self._divided(times(found, fixed(scale.points)), applies)
            return value if scale.rounding is None else self.rounded(value, scale.rounding.step, scale.rounding.mode)

        return self.choose([(compare(applies, "=", fixed(scale.points)), _is(found))], rescaled)

    def _vetoed(self, found: Quantity) -> Quantity:
        """The least of the vetoes that hold; where a lower total is better, the greatest."""
        worse = ">" if self.program.total.lower_is_better else "<"
        any_holds: Truth = False
        least = found
        for guard in self.program.total.vetoes:
            assert guard.score is not None
            when, score = self.truth(guard.when), self.held(self.quantity(guard.score))
            least = self.held(least)
            lower = truth_all((when, truth_any((truth_not(any_holds), compare(score, worse, least)))))
            least = self.choose([(lower, _is(score))], _is(least))
            any_holds = truth_any((any_holds, when))
        return least

    def grade(self, graded: Quantity) -> str:
        """The expression of the grade."""
        total = self.program.total
        grades, vetoes, ranks = total.grades, total.grade_vetoes, list(total.ranks)
        if not grades and not total.grade_cases:
            return "None"
        name = self.fresh("g")

        def written(label: str) -> str:
            return str(ranks.index(label)) if vetoes else literal(label)

        if total.grade_cases:
            self._grade_cases(name, written)
        else:
            self._grade_of(self.held(graded), name, written)
        if not vetoes:
            return name
        table = "(" + ", ".join(literal(label) for label in ranks) + ",)"
        for veto in vetoes:
            better = Code(f"{name} is not None and {name} < {ranks.index(veto.label)}")
            held = truth_all((self.truth(veto.when), better))
            self.say(f"if {code_of(held).text}:")
            self.say(f"{_INDENT}{name} = {ranks.index(veto.label)}")
        return f"None if {name} is None else {table}[{name}]"

    def _grade_cases(self, name: str, written: Callable[[str], str]) -> None:
        """The grade of the first condition that holds."""
        cases = [
            (True if case.when is None else self.truth(case.when), case) for case in self.program.total.grade_cases
        ]
        self.say(f"{name} = None")
        for number, (when, case) in enumerate(cases):
            self.say(f"{'elif' if number else 'if'} {code_of(when).text}:")
            self.say(f"{_INDENT}{name} = {written(case.label)}")

    def _grade_of(self, graded: Quantity, name: str, written: Callable[[str], str]) -> None:
        """The grade whose interval holds the total."""
        grades = self.program.total.grades
        best_first = sorted(grades, key=lambda g: (g.interval.low is not None, g.interval.low or 0), reverse=True)
        touching = all(b.interval.touches(a.interval) for a, b in pairwise(best_first))
        whole = touching and best_first[0].interval.high is None and best_first[-1].interval.low is None
        for number, item in enumerate(best_first):
            test = inside(graded, item.interval)
            if touching and item.interval.low is not None and (number or item.interval.high is None):
                test = inside(graded, Interval(item.interval.low, None, item.interval.low_open))
            word = f"{'elif' if number else 'if'} {code_of(test).text}"
            self.say("else:" if whole and number and number == len(best_first) - 1 else f"{word}:")
            self.say(f"{_INDENT}{name} = {written(item.label)}")
        if not whole or len(best_first) == 1:
            self.say("else:")
            self.say(f"{_INDENT}{name} = None")

    def refusals(self) -> None:
        """A subject that gets no score is told by the full result."""
        for guard in self.program.total.refusals:
            when = self.truth(guard.when)
            if when is not False:
                self.say(f"if {code_of(when).text}:")
                self.say(f"{_INDENT}return None")

    def says_what_is_needed(self) -> bool:
        """Whether what a leaf needs can be told by the facts alone, without the scores of others."""
        waiting = [guard.when for leaf in self.program.leaves() for guard in leaf.guards]
        seen: set[str] = set()
        while waiting:
            for node in ir.walk(waiting.pop()):
                if isinstance(node, (ir.ScoreOf, ir.Applies)):
                    return False
                if isinstance(node, ir.Ref) and node.name not in seen:
                    seen.add(node.name)
                    waiting.append(self.values[node.name].body)
        return True

    def needs(self) -> None:
        """Nothing is given back where something is absent that has to be there: what each leaf needs, by its guards."""
        always = dict.fromkeys(self._needed_by_all())
        for leaf in self.program.leaves():
            scoring = [guard for guard in leaf.guards if guard.score is not None]
            first = [name for guard in leaf.guards[:1] for name in guard.requires]
            always.update(dict.fromkeys(first if scoring else leaf.requires))
        self._lacks(tuple(always), ())
        for leaf in self.program.leaves():
            asked = [
                *leaf.requires,
                *(name for guard in leaf.guards for name in (*guard.requires, *guard.then_requires)),
            ]
            if always.keys() >= set(asked):
                continue
            self.remark(leaf)
            with self.branch() as lines:
                self.depth -= 1
                self._needs_of(leaf, leaf.guards, always)
                self.depth += 1
            self.lines += lines

    def _needs_of(self, leaf: ir.Leaf, guards: Sequence[ir.Guard], known: Collection[str]) -> None:
        """The guards of a leaf that are still to be tried, then its rule."""
        if not guards:
            self._lacks(leaf.requires, known)
            return
        guard, *rest = guards
        self._lacks(guard.requires, known)
        when = code_of(self.truth(guard.when)).text
        with self.branch() as held:
            self._lacks(guard.then_requires, known)
        with self.branch() as passed:
            self.depth -= guard.score is None
            self._needs_of(leaf, rest, known)
            self.depth += guard.score is None
        if held:
            self.lines += [f"{_INDENT * self.depth}if {when}:", *held]
        if guard.score is None:
            self.lines += passed
        elif passed:
            self.lines += [f"{_INDENT * self.depth}{'else' if held else f'if not ({when})'}:", *passed]

    def _needed_by_all(self) -> Iterator[str]:
        """The facts that the total may need, and those that are not simply absent: what stands in for them is told."""
        total = self.program.total
        yield from total.judged_requires
        for guard in (*total.refusals, *total.caps, *total.vetoes):
            yield from (*guard.requires, *guard.then_requires)
        for item in (*total.grade_vetoes, *total.grade_cases, *((total.index,) if total.index is not None else ())):
            yield from item.requires
        yield from (item.name for item in self.program.inputs if item.stand_in is not None)
        roots = [root for item in self.program.definitions for root in ir.children(item)]
        asked = {node.input for root in roots for node in ir.walk(root) if isinstance(node, ir.IsMissing)}
        yield from (item.name for item in self.program.inputs if item.name in asked and not item.optional)

    def _lacks(self, names: Sequence[str], known: Collection[str]) -> None:
        asked = [name for name in names if name not in known]
        if asked:
            self.say(f"if not absent.isdisjoint(({', '.join(map(literal, asked))},)):")
            self.say(f"{_INDENT}return None")

    def constraints(self) -> None:
        """Facts that contradict each other are told by whoever reads the facts one by one."""
        optional = {item.name for item in self.program.inputs if item.optional}
        for constraint in self.program.constraints:
            if not constraint.fatal:
                continue
            there: list[Truth] = [Code(f"{self.names[name]}_given") for name in constraint.reads if name in optional]
            broken = truth_all((*there, truth_not(self.truth(constraint.holds))))
            if broken is not False:
                self.say(f"if {code_of(broken).text}:")
                self.say(f"{_INDENT}return None")


def _is(quantity: Quantity) -> Callable[[], Quantity]:
    return lambda: quantity


def _none() -> Quantity:
    return fixed(Fraction(0))


def _figure(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"


def _product(terms: Sequence[Term]) -> Term:
    found: Term = 1
    for term in terms:
        found = mul(found, term)
    return found


def code_of(truth: Truth) -> Code:
    """A truth value as code."""
    return truth if isinstance(truth, Code) else Code(str(truth))


def tested(when: Truth) -> str:
    """The text of a condition behind `if` in an expression."""
    text = code_of(when).text
    return f"({text})" if " if " in text else text


def _either(when: Truth, then: Truth, last: Truth) -> Truth:
    """`then` where a condition holds, else `last`."""
    if isinstance(when, bool):
        return then if when else last
    if then is True and last is False:
        return when
    if last is False:
        return truth_all((when, then))
    if then is True:
        return truth_any((when, last))
    if then is False:
        return truth_all((truth_not(when), last))
    return Code(f"{code_of(then).within(ATOM)} if {tested(when)} else {code_of(last).within(ATOM)}", CHOICE)


def _picked(when: Truth, then: Term, last: Term) -> Term:
    if isinstance(when, bool):
        return then if when else last
    if then == last:
        return then
    return Code(f"{code(then).within(SUM)} if {tested(when)} else {code(last).within(SUM)}", CHOICE)


def _rounded(value: Fraction, step: Fraction, mode: str) -> Fraction:
    count, rest = divmod(abs(value), step)
    if (mode == "up" and rest) or (mode == "half-up" and 2 * rest >= step):
        count += 1
    return count * step if value >= 0 else -count * step


def inside(subject: Quantity, interval: Interval) -> Truth:
    """Whether a quantity lies in an interval."""
    parts: list[Truth] = []
    if interval.low is not None and interval.low == interval.high:
        return compare(subject, "=", fixed(interval.low))
    if interval.low is not None:
        parts.append(compare(subject, ">" if interval.low_open else "≥", fixed(interval.low)))
    if interval.high is not None:
        parts.append(compare(subject, "<" if interval.high_open else "≤", fixed(interval.high)))
    return truth_all(parts)


__all__ = ["Body", "NotEmitted", "minus"]
