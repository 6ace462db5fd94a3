"""Measurements of the shipped 子洲 table: entries in turn with their baseline, on the same rows, checked row by row."""
