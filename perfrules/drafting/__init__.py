"""A first draft of a rubric: from answers, from a framework, from a printed table."""
