"""Makes mutants, as mutmut changes a function: one operator, literal, argument, branch or assignment at a time."""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.file_mutation import Mutation, create_mutations

from tests.mutation.mutants import Mutant, files


def sample(size: int, seed: int) -> list[Mutant]:
    """So many of all mutants, drawn by chance but the same for one seed; each has the same chance."""
    every = {path: _Mutated(path) for path in files()}
    numbers = [(path, i) for path, file in every.items() for i in range(len(file.mutations))]
    return [every[path].mutant(number) for path, number in sorted(Random(seed).sample(numbers, size))]


class _Mutated:
    """A file and the changes that can be made to its functions."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.text = Path(path).read_text(encoding="utf-8")
        self.module, found, _, _ = create_mutations(path, self.text)
        self.mutations = [m for m in found if isinstance(m.contained_by_top_level_function, cst.FunctionDef)]
        self._starts = [0, *accumulate(len(line) for line in self.text.splitlines(keepends=True))]
        self._spans: Any = None

    def mutant(self, number: int) -> Mutant:
        """The mutant by one of the changes."""
        mutation = self.mutations[number]
        function = mutation.contained_by_top_level_function
        assert function is not None
        if self._spans is None:
            self._spans = MetadataWrapper(self.module, unsafe_skip_copy=True).resolve(PositionProvider)
        whole = self._spans[function]
        own = self._spans.get(mutation.original_node, whole)
        start = self._starts[whole.start.line - 1] + whole.start.column
        written, name = self._written(function, function)
        assert self.text.startswith(written, start), f"{self.path}:{whole.start.line} is written otherwise"
        blank = cst.Module([])
        return Mutant(
            name=f"{self.path}:{number}",
            path=self.path,
            function=name,
            lines=(own.start.line, own.end.line),
            whole=(whole.start.line, whole.end.line),
            old=blank.code_for_node(mutation.original_node),
            new=blank.code_for_node(mutation.mutated_node),
            start=start,
            end=start + len(written),
            put=self._written(function, function.visit(_Replacement(mutation)))[0],
        )

    def _written(self, original: cst.FunctionDef, function: Any) -> tuple[str, str]:
        """The text of a function from its `def` on, and its qualified name."""
        function = function.with_changes(leading_lines=[], decorators=[], lines_after_decorators=[])
        inside = next((c for c in self.module.body if isinstance(c, cst.ClassDef) and original in c.body.body), None)
        if inside is None:
            return cst.Module([function]).code.strip(), original.name.value
        block = cst.ClassDef(name=inside.name, body=cst.IndentedBlock([function]))
        return cst.Module([block]).code.partition("\n")[2].strip(), f"{inside.name.value}.{original.name.value}"


class _Replacement(cst.CSTTransformer):
    def __init__(self, mutation: Mutation) -> None:
        self.mutation = mutation

    def on_leave(self, original_node: Any, updated_node: Any) -> Any:
        return self.mutation.mutated_node if original_node is self.mutation.original_node else updated_node
