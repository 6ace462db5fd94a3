"""What a score is, and how it is told: tables and sentences made of a result alone."""

from perfrules.result.result import (
    NOT_APPLICABLE,
    OVERRIDDEN,
    SCORED,
    SUMMED,
    Finding,
    NodeResult,
    Result,
    Stage,
)

__all__ = ["NOT_APPLICABLE", "OVERRIDDEN", "SCORED", "SUMMED", "Finding", "NodeResult", "Result", "Stage"]
