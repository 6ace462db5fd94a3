"""Facts from Python, files and cases: read, checked against the rubric, all errors of a set together."""
