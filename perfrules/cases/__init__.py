"""案例 against their rubric: what a document printed, set against what the rules give."""
