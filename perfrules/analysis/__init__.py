"""What can be said of a rubric before anybody is scored: proved, refuted by facts, or honestly left open.

Everything here reads the IR alone and works on exact fractions. docs/explanation/proofs.md tells the method.
"""
