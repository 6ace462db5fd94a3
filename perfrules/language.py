"""The language a compile uses: idioms, functions and units in one immutable value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from attrs import define, evolve

from perfrules.functions import FUNCTIONS
from perfrules.functions.population import POPULATION
from perfrules.idioms import IDIOMS
from perfrules.idioms.declare import Idiom
from perfrules.source import Words
from perfrules.syntax import nodes as n
from perfrules.syntax.build import Builder
from perfrules.syntax.formatter import Style
from perfrules.syntax.writer import Write
from perfrules.types.function import Function


@define(frozen=True, slots=False)
class Language:
    """Idioms and functions by explicit tuples; `extend` returns a new language and leaves this one as it is."""

    idioms: tuple[Idiom, ...]
    functions: tuple[Function, ...]

    def extend(self, idioms: Iterable[Idiom] = (), functions: Iterable[Function] = ()) -> Language:
        """A language with more idioms and functions."""
        return evolve(self, idioms=(*self.idioms, *idioms), functions=(*self.functions, *functions))

    @cached_property
    def fragments(self) -> tuple[str, ...]:
        """The names of the idioms' grammar fragments."""
        return tuple(idiom.name for idiom in self.idioms if idiom.fragment)

    @cached_property
    def builders(self) -> Mapping[str, Builder]:
        """The node builders of the idioms' grammar rules."""
        names = {name: function.names[0] for function in self.functions for name in function.names}
        names |= {english: chinese for chinese, english in POPULATION.items()}
        found: dict[str, Builder] = {"function": lambda items, span: names.get(str(items[0]), str(items[0]))}
        for idiom in self.idioms:
            for rule, builder in idiom.build.items():
                if rule in found:
                    raise ValueError(f"two idioms build the rule {rule}")
                found[rule] = builder
        return found

    @cached_property
    def shapes(self) -> Mapping[str, Words]:
        """How the idioms' statements are written, by the terminal that begins them."""
        return {terminal: shape for idiom in self.idioms for terminal, shape in idiom.shapes.items()}

    @cached_property
    def writers(self) -> Mapping[type, Write]:
        """What writes the nodes of the idioms."""
        found = {idiom.node: idiom.write for idiom in self.idioms if idiom.write is not None}
        return found | {node: write for idiom in self.idioms for node, write in idiom.writes.items()}

    @cached_property
    def english_functions(self) -> Mapping[str, str]:
        """The English name of every function that has one."""
        named = ((f.names[0], next((name for name in f.names if name.isascii()), "")) for f in self.functions)
        return {name: english for name, english in named if english} | dict(POPULATION)

    @cached_property
    def style(self) -> Style:
        """What its statements are written with."""
        return Style(self.writers, self.english_functions)

    @cached_property
    def _by_node(self) -> Mapping[type, Idiom]:
        found = {idiom.node: idiom for idiom in self.idioms}
        if len(found) != len(self.idioms):
            raise ValueError("two idioms have one node class")
        return found

    def idiom_of(self, node: n.Node) -> Idiom:
        """The idiom that a node belongs to."""
        return self._by_node[type(node)]

    def is_idiom(self, node: n.Node) -> bool:
        """Whether a node belongs to an idiom."""
        return type(node) in self._by_node

    def guards_and_rest(self, clauses: Iterable[n.Node]) -> tuple[list[n.Node], list[n.Node]]:
        """The clauses of a leaf that are tried first, in the order they are tried, and the others as written."""
        roles = [(self.idiom_of(clause).role, clause) for clause in clauses]
        first = [clause for role, clause in roles if role == "applicability"]
        then = [clause for role, clause in roles if role == "override"]
        return first + then, [clause for role, clause in roles if role not in ("applicability", "override")]

    @cached_property
    def functions_by_name(self) -> Mapping[str, Function]:
        """Every function under each of its names."""
        return {name: function for function in self.functions for name in function.names}


LANGUAGE = Language(IDIOMS, FUNCTIONS)
"""The language as shipped."""
