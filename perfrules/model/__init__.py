"""The rubric with names, types and units known: unlike the tree as written, nothing in it can be misunderstood."""
