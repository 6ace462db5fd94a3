"""Each shipped rubric once more, in plain Python on Fractions: nothing of the language, its names or its evaluator.

A module has `leaves(fact)`, the points of every scored heading by its path, unrounded; `allowed(fact)`, whether the
facts keep what the rubric demands of them; `graded(total)`. `fact` gives a fact's value in base units (元, 1) by path.
"""
