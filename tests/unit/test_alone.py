"""What a module that stands alone brings along: classes as attrs makes them, and the library as text."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from perfrules.runtime import classes
from perfrules.runtime.alone import Library

CLASSES = '''
@define
class Plain:
    """Two fields and a made one."""
    a: int
    b: list = field(factory=list)
    c: int = 3

@frozen
class Point:
    x: int
    y: int = 0
    place: str = field(default="", eq=False, repr=False)

@frozen
class Solid(Point):
    z: int = 7

@frozen
class Moved(Point):
    y: int = 5
    w: int = 1

@frozen(kw_only=True)
class Named:
    first: int
    second: int = 2

@frozen
class Mixed:
    a: int
    said: str = field(default="", kw_only=True)
    b: int = 9

@frozen(eq=False)
class Lone:
    a: int

@define
class Kept:
    _hidden: int = 1
    seen: dict = field(factory=dict, init=False)
    twice: int = field(init=False)
    own: int = field(default=Factory(lambda self: self._hidden + 1, takes_self=True))

    @twice.default
    def _of(self):
        return 2 * self._hidden

@define
class Told:
    a: int
    log: list = field(factory=list)

    def __attrs_post_init__(self):
        self.log.append(self.a)

@frozen
class Problem(Exception):
    text: str
    code: int = 4

@frozen
class Own:
    a: int

    def __init__(self, a):
        object.__setattr__(self, "a", a + 1)
'''

SAID = """
Plain(1).b; Plain(1).c; Plain(1, [2], 4).b; Plain(a=1, c=5).c; Plain(1).b is Plain(1).b; Plain(1, c=2).a
Plain(1, 2, 3, 4); Plain(1, d=2); Plain(1) == Plain(1); Plain(1) == Plain(2); Plain(1) == 1; hash(Plain(1)) and 0
Point(1, 2) == Point(1, 2, "here"); Point(1, 2) == Point(2, 2); Point(1) != Point(1, 1); Point(1) == Moved(1, 0)
len({Point(1), Point(1, place="there"), Point(2)}); {Point(1): 5}[Point(1)]; hash(Point(1)) == hash(Point(1, 0, "x"))
Solid(1, 2).z; Solid(1, 2, "p", 3).z; Solid(1).place; Solid(1) == Solid(1, z=7); Solid(1) == Solid(1, z=8); Solid(1) == Point(1)
Moved(1).y; Moved(1, "p").place; Moved(1, "p", 3).y; Moved(1, "p", 3, 4).w; [f.name for f in fields(Moved)]
Named(first=1).second; Named(second=3, first=1).second; Named(1); Named(first=1, third=1); Named(first=1) == Named(first=1)
Mixed(1, 2).b; Mixed(1, 2).said; Mixed(1, said="s").said; Mixed(1, 2, "s"); Mixed(1, b=3).b
Lone(1) == Lone(1); len({Lone(1), Lone(1)}); Lone(1).a
Kept()._hidden; Kept(5)._hidden; Kept(hidden=6)._hidden; Kept(_hidden=6); Kept(5).twice; Kept(5).own; Kept(5, 8).own; Kept().seen
Kept(seen={}); Kept(3) == Kept(3); Kept().seen is Kept().seen; [f.alias for f in fields(Kept)]
Told(4).log; Told(4, [1]).log; evolve(Told(4), a=5).log
Problem("no").text; Problem("no").code; Problem("no", 5).args; str(Problem("no")); isinstance(Problem("no"), Exception)
Problem("no") == Problem("no"); len({Problem("no"), Problem("no")})
Own(1).a; Own(1) == Own(1)
evolve(Point(1, 2), y=5).y; evolve(Point(1, 2), y=5).x; evolve(Point(1, 2, "here"), x=0).place; evolve(Kept(5), hidden=6)._hidden
evolve(Solid(1), z=2).z; evolve(Point(1), q=2)
[f.name for f in fields(Solid)]; [f.name for f in fields(Kept) if f.init]; [f.name for f in fields(Mixed) if f.kw_only]
[f.name for f in fields(Point) if f.eq]; has(Point); has(int); has(Problem); Plain.__doc__
"""


def _made(names: dict[str, Any]) -> dict[str, Any]:
    wanted = ("define", "frozen", "field", "Factory", "evolve", "fields", "has")
    found = {name: names[name] for name in wanted}
    exec(CLASSES, found)
    return found


@pytest.fixture(scope="module")
def both() -> tuple[dict[str, Any], dict[str, Any]]:
    return _made(vars(attrs)), _made(vars(classes))


def _came_of(expression: str, names: dict[str, Any]) -> Any:
    try:
        return eval(expression, names)
    except Exception as error:  # which one is what is compared
        return type(error)


@pytest.mark.parametrize(
    "expression", [text.strip() for line in SAID.splitlines() for text in line.split(";") if text.strip()]
)
def test_classes_are_as_attrs_makes_them(expression: str, both: tuple[dict[str, Any], dict[str, Any]]) -> None:
    theirs, ours = both
    assert _came_of(expression, ours) == _came_of(expression, theirs)


TEXTS = {
    "perfrules.one": "from perfrules.two import double\nfrom perfrules.inner import part\nimport json\nVALUE = double(part.N)\n",
    "perfrules.two": "from made import sign\n\ndef double(n):\n    from importlib import import_module\n    "
    "return sign * 2 * n + import_module('perfrules.late').MORE\n",
    "perfrules.inner.part": "N = 20\nNAME = __name__\n",
    "perfrules.late": "MORE = 2\n",
    "perfrules.broken": "1 / 0\n",
}


def test_a_library_of_texts() -> None:
    library = Library(TEXTS, {"made": {"sign": 1}})
    one = library.load("perfrules.one")
    assert one.VALUE == 42
    assert one.json.dumps([1]) == "[1]"
    assert library.load("perfrules.one") is one
    assert library.load("perfrules.inner.part").NAME == "perfrules.inner.part"
    assert one.__name__ == "perfrules.one"
    assert library.known["made"].__name__ == "made"
    with pytest.raises(ZeroDivisionError) as told:
        library.load("perfrules.broken")
    assert str(told.traceback[-1].path) == "<perfrules.broken>"


def test_a_library_of_texts_is_seen_by_nobody_else() -> None:
    import sys

    Library(TEXTS, {"made": {"sign": 1}}).load("perfrules.one")
    assert not {"perfrules.one", "perfrules.late", "made"} & sys.modules.keys()
    with pytest.raises(ImportError):
        Library({"perfrules.x": "import made_by_nobody"}, {}).load("perfrules.x")
