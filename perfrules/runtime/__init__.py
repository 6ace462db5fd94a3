"""What a built module stands on: facts read in one sweep, scores told only when asked; nothing of the compiler."""

from perfrules.runtime.irrational import logarithm, root
from perfrules.runtime.reading import Field, Reader
from perfrules.runtime.scoring import Evaluator, Score
from perfrules.runtime.slow import slow

__all__ = ["Evaluator", "Field", "Reader", "Score", "logarithm", "root", "slow"]
