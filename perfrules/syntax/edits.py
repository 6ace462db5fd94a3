"""沿用: the nodes of a rubric that is another one with edits, and how their lines are cut into words.

What stands between the words of an edit (为, 在 … 后) is cut out here, before anything is parsed: as words of the
language they would take ordinary names apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from attrs import field, frozen

from perfrules.source import NOWHERE, Span, Words
from perfrules.syntax import declared
from perfrules.syntax import nodes as n
from perfrules.syntax.lines import bracket_end
from perfrules.syntax.tokens import Token
from perfrules.syntax.writer import Writer

TERMINALS = ("EXTENDS", "RENAME", "REMOVE", "REVISE", "INSERT")
"""The words that these lines begin with."""


@frozen(eq=False, repr=False)
class Extends(n.Node):
    """沿用 base 校验码 …: the id or path of the base, and the start of its content hash."""

    base: str
    pin: str | None
    notes: tuple[n.Note, ...] = ()
    base_span: Span = field(default=NOWHERE, eq=False, repr=False)
    pin_span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Named(n.Node):
    """What an edit speaks of: a path, and whether it is said to be a fact or a formula (FACTS, FORMULA, or "")."""

    path: tuple[str, ...]
    kind: str = ""


@frozen(eq=False, repr=False)
class Rename(n.Node):
    """更名 甲 为 乙."""

    target: Named
    new: str
    new_span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Remove(n.Node):
    """删除 甲 [上级随改]."""

    target: Named
    follow: bool = False


@frozen(eq=False, repr=False)
class Revise(n.Node):
    """修改 甲 [points] [上级随改]; the lines below it are the new rule."""

    target: Named
    points: n.Expr | None
    follow: bool = False
    notes: tuple[n.Note, ...] = ()


@frozen(eq=False, repr=False)
class Restate(n.Node):
    """修改 and a fact or formula that is written anew."""

    statement: n.FactDecl | n.FormulaDecl


@frozen(eq=False, repr=False)
class Withdraw(n.Node):
    """删除 and a line of the base as it stands there, where it has no name: 约束, 核对, 性质, 否决."""

    statement: n.Node


@frozen(eq=False, repr=False)
class Insert(n.Node):
    """增加 在 甲 后｜前｜下; the headings below it are new. `place` is after, before or below."""

    target: Named
    place: str
    follow: bool = False


Edit = Rename | Remove | Revise | Restate | Withdraw | Insert

SHAPES = {
    "EXTENDS": Words("沿用 底表代码或文件 校验码 0123456789ab", "extends base id or file checksum 0123456789ab"),
    "RENAME": Words("更名 旧名称 为 新名称", "rename old name to new name"),
    "REMOVE": Words("删除 名称 [上级随改]", "remove name [, parents follow]"),
    "REVISE": Words(
        "修改 名称 [5分] [上级随改]，下面可写新的评分办法",
        "revise name [5 points] [, parents follow], with a new rule below it where there is one",
    ),
    "INSERT": Words(
        "增加 在 名称 后｜前｜下 [上级随改]，下面写新的指标",
        "insert after｜before｜below name [, parents follow], with the new indicators below it",
    ),
}
_PIN = re.compile(r"\s(?:校验码|[Cc]hecksum(?!\w))\s*(?P<pin>\w+)\s*")
_TO = re.compile(r"\s+(?:改?为|to(?!\w))\s*")
_FOLLOW = re.compile(r"(?:\s*,\s*|\s+)(?:上级随改|[Pp]arents +follow(?!\w))\s*$")
_KIND = re.compile(r"\s*(?:(?P<FORMULA>公式|[Ff]ormula(?!\w))|(?P<FACTS>数据|[Ff]acts(?!\w)))(?=[\s「])\s*(?=\S)")
_PLACE = re.compile(
    r"\s*在?\s*(?P<name>.+?)\s*(?:(?P<AFTER>之?后)|(?P<BEFORE>之?前)|(?P<BELOW>之?下))\s*$"
    r"|\s*(?:(?P<after>after)|(?P<before>before)|(?P<below>below))\s+(?P<english>.+?)\s*$"
)

Cut = Callable[[str, int, int], list[Token]]
"""Makes a token of a kind of any text between two places."""


def base_of(text: str) -> re.Match[str] | None:
    """The line 沿用 of a folded text, if it has one before its sections."""
    for line in _LINE.finditer(text):
        found = _BASE_LINE.match(text, *line.span())
        if found and ":" not in found.group():
            return found
        if declared.opens_section(text, *line.span()):
            return None
    return None


_LINE = re.compile(r"[^\r\n]+")
_BASE_LINE = re.compile(r" *(?:沿用|[Ee]xtends(?!\w)) *(?P<base>[^\n\r#\"“”]*)")


def extends_tokens(text: str, start: int, end: int, cut: Cut) -> list[Token]:
    """The words behind 沿用."""
    pin = _PIN.search(text, start, end)
    tokens = cut("TEXT", start, pin.start() if pin else end)
    if pin:
        tokens += [*cut("PIN", pin.start() + 1, pin.start("pin")), *cut("TEXT", *pin.span("pin"))]
    return tokens


def edit_tokens(terminal: str, text: str, start: int, end: int, cut: Cut) -> list[Token] | None:
    """The words behind 更名, 删除, 增加; None where they are not to be told apart."""
    follow = _FOLLOW.search(text, start, end)
    behind = cut("PARENTS_FOLLOW", follow.start(), end) if follow and terminal != "RENAME" else []
    if behind and follow:
        end = follow.start()
    if terminal == "RENAME":
        to = next(_outside(_TO, text, start, end), None)
        if to is None:
            return None
        return [*_named(text, start, to.start(), cut), *cut("AS", *to.span()), *cut("TEXT", to.end(), end)]
    if terminal == "INSERT":
        place = _PLACE.match(text, start, end)
        if place is None:
            return None
        name = place.span("name" if place.group("name") else "english")
        kind = next(k for k in ("AFTER", "BEFORE", "BELOW", "after", "before", "below") if place.group(k))
        return [*cut(kind.upper(), *place.span(kind)), *cut("TEXT", *name), *behind]
    return [*_named(text, start, end, cut), *behind]


def revise_tokens(text: str, start: int, end: int, cut: Cut) -> tuple[list[Token], int]:
    """The name behind 修改, and where its points or notes begin."""
    return _named(text, start, end, cut), end


def follow_of(text: str, start: int, end: int) -> re.Match[str] | None:
    """上级随改 at the end of a line."""
    return _FOLLOW.search(text, start, end)


def _named(text: str, start: int, end: int, cut: Cut) -> list[Token]:
    kind = _KIND.match(text, start, end)
    if kind is None or not text[kind.end() : end].strip():
        return cut("TEXT", start, end)
    return [*cut(str(kind.lastgroup), *kind.span(str(kind.lastgroup))), *cut("TEXT", kind.end(), end)]


def _outside(pattern: re.Pattern[str], text: str, start: int, end: int) -> Any:
    """The matches outside 「」."""
    for match in pattern.finditer(text, start, end):
        opened = text.rfind("「", start, match.start())
        if opened < 0 or bracket_end(text, opened, end) < match.start():
            yield match


def path_of(text: str) -> tuple[str, ...]:
    """The parts of a path as written: 甲·乙, 「甲·乙」·丙."""
    return tuple(part for start, end in parts_of(text) if (part := text[start:end].strip(" 「」『』`")))


def parts_of(text: str) -> list[tuple[int, int]]:
    """Where each part of a path stands in it, with its corner brackets."""
    found, depth, start = [], 0, 0
    for i, char in enumerate(text):
        depth += (char in "「『") - (char in "」』")
        if depth == 0 and char in "·・•∙":
            found.append((start, i))
            start = i + 1
    return [*found, (start, len(text))]


# Nodes from the grammar


def _tokens(items: list[Any], kind: str) -> list[Token]:
    return [item for item in items if isinstance(item, Token) and item.type == kind]


def _place(span: Span, token: Token) -> Span:
    return Span(span.source, token.start_pos or 0, token.end_pos or 0)


def _extends(items: list[Any], span: Span) -> Extends:
    base, *pin = _tokens(items, "TEXT")
    notes = tuple(item for item in items if isinstance(item, n.Note))
    return Extends(
        str(base),
        str(pin[0]).lower() if pin else None,
        notes,
        span=span,
        base_span=_place(span, base),
        pin_span=_place(span, pin[0] if pin else base),
    )


def _target(items: list[Any], span: Span) -> Named:
    name = _tokens(items, "TEXT")[0]
    kind = next((item.type for item in items if isinstance(item, Token) and item.type in ("FACTS", "FORMULA")), "")
    return Named(path_of(_place(span, name).text), kind, span=_place(span, name))


def _follows(items: list[Any]) -> bool:
    return bool(_tokens(items, "PARENTS_FOLLOW"))


def _rename(items: list[Any], span: Span) -> Rename:
    new = _tokens(items, "TEXT")[1]
    return Rename(_target(items, span), str(new), span=span, new_span=_place(span, new))


def _revise(items: list[Any], span: Span) -> Revise:
    points = next((item for item in items if isinstance(item, n.Expr)), None)
    notes = tuple(item for item in items if isinstance(item, n.Note))
    return Revise(_target(items, span), points, _follows(items), notes, span=span)


def _insert(items: list[Any], span: Span) -> Insert:
    place = next(item.type.lower() for item in items if item.type in ("AFTER", "BEFORE", "BELOW"))
    return Insert(_target(items, span), place, _follows(items), span=span)


BUILDERS = {
    "extends": _extends,
    "rename": _rename,
    "remove": lambda items, span: Remove(_target(items, span), _follows(items), span=span),
    "revise": _revise,
    "insert": _insert,
}

# Nodes → text

_PLACES = {"after": Words("后", "after"), "before": Words("前", "before"), "below": Words("下", "below")}
_KINDS = {"": Words("", ""), "FACTS": Words("数据 ", "facts "), "FORMULA": Words("公式 ", "formula ")}


def edit_text(node: Any, w: Writer, inner: Callable[[n.Node], str]) -> str:
    """An edit in the language of the writer; `inner` writes a statement that stands in it."""
    follow = w.pick(" 上级随改", ", parents follow") if getattr(node, "follow", False) else ""
    match node:
        case Extends():
            pin = f" {w.pick('校验码', 'checksum')} {node.pin}" if node.pin else ""
            return f"{w.pick('沿用', 'extends')} {_typed(node.base_span)}{pin}"
        case Rename():
            return (
                f"{w.pick('更名', 'rename')} {_named_text(node.target, w)} {w.pick('为', 'to')} {_typed(node.new_span)}"
            )
        case Remove():
            return f"{w.pick('删除', 'remove')} {_named_text(node.target, w)}{follow}"
        case Revise():
            points = f" {w.expr(node.points)}" if node.points is not None else ""
            return f"{w.pick('修改', 'revise')} {_named_text(node.target, w)}{points}{follow}"
        case Insert():
            place, name = _PLACES[node.place][w.lang], _named_text(node.target, w)
            return f"增加 在 {name} {place}{follow}" if not w.english else f"insert {place} {name}{follow}"
        case Restate():
            return f"{w.pick('修改', 'revise')} {inner(node.statement)}"
        case Withdraw():
            return f"{w.pick('删除', 'remove')} {inner(node.statement)}"
    raise AssertionError(f"no edit: {node}")


def _typed(span: Span) -> str:
    return " ".join(span.text.split())


def _named_text(node: Named, w: Writer) -> str:
    return _KINDS[node.kind][w.lang] + _typed(node.span)
