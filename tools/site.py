"""`python -m tools.site FOLDER`: what a reader looks for is found by the search of the built site."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "docs" / "_ext"))

SOUGHT: Mapping[str, str] = {
    "一票否决": "how-to/index",
    "每发现一处扣": "how-to/index",
    "无此项得满分": "how-to/index",
    "扣完为止": "how-to/index",
    "酌情": "how-to/index",
    "零头进位": "reference/language.zh",
    "没有一行管": "reference/diagnostics",
    "PR430": "reference/diagnostics",
    "band-gap": "reference/diagnostics",
    "第一个得分": "tutorial/index",
    "校验码": "tutorial/county-table",
    "Rubric": "developers/api",
}
"""Words and the page that has to be among those found."""


def pages(index: Mapping[str, Any], terms: Iterable[str]) -> set[str]:
    """The pages that have every term, in text or title, as the browser looks them up."""
    names = index["docnames"]
    found: set[int] = set(range(len(names)))
    for term in terms:
        hits: set[int] = set()
        for table in (index["terms"], index["titleterms"]):
            at = table.get(term.lower(), [])
            hits.update([at] if isinstance(at, int) else at)
        found &= hits
    return {names[i] for i in found}


def main(folder: Path) -> int:
    """Say what is not found; 1 where something is not."""
    from chinese_search import Pairs

    text = (folder / "searchindex.js").read_text(encoding="utf-8")
    index = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))
    split = Pairs({}).split
    missing = [(words, page) for words, page in SOUGHT.items() if page not in pages(index, split(words))]
    for words, page in missing:
        print(f"searching for {words} does not find {page}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
