"""The score of one fact set: total and grade at once, everything else when it is asked for."""

from __future__ import annotations

from perfrules.runtime.reading import Reader, numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from fractions import Fraction
    from typing import Any

Ratio = int | tuple[int, int]
"""A figure as a function gives it: a whole number of steps, or what stands above and below."""


def ratio(figure: Any, factor: tuple[int, int]) -> Fraction:
    """A figure of a built function as the exact number that it is."""
    above, below = factor
    Fraction = numbers().Fraction
    if type(figure) is tuple:
        return Fraction(figure[0] * above, figure[1] * below)
    return Fraction(figure * above, below)


class Score:
    """What one subject scores. `grade` is None where the rubric has no grades."""

    __slots__ = ("_evaluator", "_facts", "_found", "_result", "_scores", "_values")

    def __init__(self, evaluator: Evaluator, facts: Any, values: Any, found: Any) -> None:
        self._evaluator = evaluator
        self._facts = facts
        self._values = values
        self._found = found

    @property
    def total(self) -> Fraction:
        """The total, exact; NoTotal where the rubric has none, UnknownTotal where it hangs on parts that are 未录."""
        if not self._evaluator.has_total or self._found[0] is None:
            return self.result.total  # type: ignore[no-any-return]
        return ratio(self._found[0], self._evaluator.total_factor)

    @property
    def grade(self) -> str | None:
        """The grade; None where it hangs on parts that are 未录."""
        return self._found[1]  # type: ignore[no-any-return]

    @property
    def scores(self) -> dict[str, Fraction]:
        """The score of every heading and leaf, by its path."""
        try:
            return self._scores  # type: ignore[no-any-return, has-type]
        except AttributeError:
            evaluator = self._evaluator
            figures = evaluator.nodes(self._values)
            found = {path: ratio(f, factor) for (path, factor), f in zip(evaluator.headings, figures[2:], strict=True)}
            self._scores = found
            return found

    @property
    def result(self) -> Any:
        """Everything about the score: each node with its value and reasons, the stages of the total, findings."""
        try:
            return self._result  # type: ignore[has-type]
        except AttributeError:
            again = self._again()
            if again is None or list(again) != list(self._values):
                raise RuntimeError("the facts have been changed since they were scored") from None
            result = self._evaluator.full(self._in_units())
            known = self._evaluator.has_total and self._found[0] is not None
            if (known and result.total != self.total) or result.grade != self.grade:
                raise RuntimeError("the functions and the table of this module do not agree") from None
            self._result = result
            return result

    def _in_units(self) -> Any:
        return self._facts

    def _again(self) -> Any:
        """The values of the facts as they are now; None where they cannot be read at once any more."""
        evaluator, facts = self._evaluator, self._facts
        values = evaluator.reader.read(facts)
        return evaluator.partly(facts) if values is None else values

    def explain(self, lang: str = "zh", lost_only: bool = False) -> str:
        """The whole score in words: each leaf with its figures, and why points were lost."""
        return self.result.explain(lang, lost_only)  # type: ignore[no-any-return]

    def __getitem__(self, path: str) -> Fraction:
        """The score of a heading by its path, shortened while it stays unique, or by its name in code."""
        found = self.scores
        path = self._evaluator.names.get(path, path)
        if path in found:
            return found[path]
        near = [name for name in found if name.endswith("·" + path)]
        if len(near) == 1:
            return found[near[0]]
        raise KeyError(f"{path}: {', '.join(near)}" if near else path)

    def __iter__(self) -> Iterator[str]:
        return iter(self.scores)

    def __repr__(self) -> str:
        known = self._evaluator.has_total and self._found[0] is not None
        total = f"total={self.total}, " if known else ""
        return f"Score({total}grade={self.grade!r})"


class _OnGrid(Score):
    """The score of facts that were given in steps of their grids."""

    __slots__ = ()

    def _in_units(self) -> Any:
        return self._evaluator.reader.in_units(self._facts)

    def _again(self) -> Any:
        evaluator, facts = self._evaluator, self._facts
        values = evaluator.reader.on_grid(facts)
        return evaluator.partly(facts, True) if values is None else values


class _OneByOne(Score):
    """The score of facts that were read one by one: what was read stays as it is."""

    __slots__ = ()

    def _again(self) -> Any:
        return self._values


class _Told(Score):
    """The score by way of the full result."""

    __slots__ = ()

    @property
    def total(self) -> Fraction:
        """The total, exact; UnknownTotal where parts of the table are 未录."""
        return self._found.total  # type: ignore[no-any-return]

    @property
    def grade(self) -> str | None:
        return self._found.grade  # type: ignore[no-any-return]

    @property
    def scores(self) -> dict[str, Fraction]:
        nodes = [node for node in self._found.nodes if node.status not in ("unused", "unpublished")]
        return {path: node.score for (path, _), node in zip(self._evaluator.headings, nodes, strict=True)}

    @property
    def result(self) -> Any:
        return self._found


class Evaluator:
    """The functions of a built rubric, and how their figures are to be read.

    `total` gives (total, grade) of the values of a fact set, or None where the set is not sound; `nodes` gives these
    and the score of every heading. `table` is the rubric as data: it explains scores and tells which are wrong. Without
    `has_total` the total is None, or stands for a result that is no figure. Where parts are 未录, `total` counts
    nothing for them, and `most` is what counts them in full, with the factor of its total. `whole` tells of values,
    some of which stand in for absent ones, whether none of the absent is needed. `names` has the paths of headings
    that have a name in code, by that name.
    """

    def __init__(
        self,
        reader: Reader,
        total: Callable[[Any], Any],
        nodes: Callable[[Any], Any],
        total_factor: tuple[int, int],
        headings: tuple[tuple[str, tuple[int, int]], ...],
        table: str,
        slow: Callable[[str], Any],
        has_total: bool = True,
        most: tuple[Callable[[Any], Any], tuple[int, int]] | None = None,
        whole: Callable[[Any, Any], Any] | None = None,
        names: Mapping[str, str] | None = None,
    ) -> None:
        self.reader = reader
        self.total = total if most is None else self._known
        self._least = total
        self.most = most
        self.nodes = nodes
        self.total_factor = total_factor
        self.headings = headings
        self._table = table
        self._slow = slow
        self.has_total = has_total
        self.whole = whole
        self.names = names or {}
        self._scorer: Any = None

    def found(self, values: Any) -> tuple[Fraction | None, Fraction | None, str | None] | None:
        """The least and the greatest total, and the grade, of values; None where they are not sound."""
        try:
            found = None if values is None else self._ends(values)
        except KeyError:  # no label of its fact
            return None
        if found is None:
            return None
        least, most = found
        low = None if least[0] is None else ratio(least[0], self.total_factor)
        high = low if self.most is None or low is None else ratio(most[0], self.most[1])
        return low, high, least[1] if least[1] == most[1] else None

    def _ends(self, values: Any) -> tuple[Any, Any] | None:
        """Total and grade with nothing for parts that are 未录, and with all of their points."""
        least = self._least(values)
        most = least if self.most is None else self.most[0](values)
        return None if least is None or most is None else (least, most)

    def _known(self, values: Any) -> tuple[Any, str | None] | None:
        """The total and the grade, as far as they do not hang on parts that are 未录."""
        ends = self._ends(values)
        if ends is None or self.most is None:
            return None
        least, most = ends
        known = least[0] is None or ratio(least[0], self.total_factor) == ratio(most[0], self.most[1])
        return least[0] if known else None, least[1] if least[1] == most[1] else None

    def score(self, facts: Mapping[str, Any]) -> Score:
        """The score of facts in their units; DataError with every problem where they cannot be scored."""
        values = self.reader.read(facts)
        if values is None:
            values = self.partly(facts)
        if values is not None:
            try:
                found = self.total(values)
            except KeyError:
                found = None
            if found is not None:
                return Score(self, facts, values, found)
        return self.one_by_one(facts)

    def on_grid(self, facts: Mapping[str, Any]) -> Score:
        """The score of facts whose figures are whole numbers of steps of their grids: money in 分, say."""
        values = self.reader.on_grid(facts)
        if values is None:
            values = self.partly(facts, True)
        if values is not None:
            try:
                found = self.total(values)
            except KeyError:
                found = None
            if found is not None:
                return _OnGrid(self, facts, values, found)
        return self.one_by_one(self.reader.in_units(facts))

    def one_by_one(self, facts: Mapping[str, Any]) -> Score:
        """The score of facts that are read one by one; by way of the full result where the functions cannot tell it."""
        read = self.scorer.read(facts)
        values = None if read.problems else self.values(read.values)
        if values is not None:
            try:
                found = self.total(values)
            except KeyError:
                found = None
            if found is not None:
                return _OneByOne(self, read, values, found)
        return _Told(self, read, None, self.full(read))

    def partly(self, facts: Mapping[str, Any], on_grid: bool = False) -> Any:
        """The values of plain facts some of which may be absent, but none that is needed; else None."""
        return self._needed(self.reader.partly(facts, on_grid))

    def values(self, read: Mapping[str, Any]) -> Any:
        """The same of facts read and checked before."""
        return self._needed(self.reader.stood(read))

    def _needed(self, stood: tuple[Any, frozenset[str]] | None) -> Any:
        if stood is None or (stood[1] and (self.whole is None or not self._is_whole(*stood))):
            return None
        return stood[0]

    def _is_whole(self, values: Any, absent: frozenset[str]) -> bool:
        try:
            return self.whole is not None and self.whole(values, absent) is True
        except KeyError:  # no label of its fact
            return False

    @property
    def scorer(self) -> Any:
        """What reads, scores and explains one by one; made by the first use of it."""
        if self._scorer is None:
            self._scorer = self._slow(self._table)
        return self._scorer

    @property
    def error(self) -> Any:
        """The class of what is raised where facts cannot be scored."""
        return self.scorer.error

    def full(self, facts: Any) -> Any:
        """The full result of facts in their units."""
        return self.scorer.score(facts)
