"""沿用: a rubric that is another one with edits, made into one text that remembers where each part was typed."""
