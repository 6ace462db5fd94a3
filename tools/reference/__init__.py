"""Writes the pages of docs/reference that say what stands in the declarations: idioms, functions, messages, words.

`make reference` writes them; a test fails when one is stale. Whoever adds an idiom, a function, a message or a word
changes no page by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from tools.reference import diagnostics, functions, idioms, keywords

FOLDER = Path(__file__).parents[2] / "docs" / "reference"
PAGES: Mapping[str, Callable[[], str]] = {
    "idioms.md": idioms.page,
    "functions.md": functions.page,
    "diagnostics.md": diagnostics.page,
    "keywords.md": keywords.page,
    **diagnostics.pages(),
}
