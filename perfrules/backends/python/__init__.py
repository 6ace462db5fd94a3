"""The IR as a Python module: straight-line code over whole numbers, one function a rubric.

Where the IR says what is computed, this says in which order and on which integers: every fact is a whole number of
steps of its grid, a ratio is never divided but kept as two integers, and a band is a comparison of two products.
"""
