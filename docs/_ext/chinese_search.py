"""Chinese search without a dictionary: text and query are cut into pairs of neighbouring characters alike.

A dictionary cuts the text but not the query, which the browser looks up whole: 一票否决 would be found only if the
dictionary happened to hold it. Every pair of the query has to be on the page, so a longer word finds its own pages.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from sphinx.application import Sphinx
from sphinx.search import SearchLanguage

_RUN = re.compile(r"[\u3400-\u9fff]+|[^\W\u3400-\u9fff]+")

_SPLIT_QUERY = """
function splitQuery(query) {
  const terms = [];
  for (const [run] of query.matchAll(/[\\u3400-\\u9fff]+|(?:(?![\\u3400-\\u9fff])[\\p{L}\\p{N}_])+/gu)) {
    if (!/^[\\u3400-\\u9fff]/.test(run) || run.length === 1) terms.push(run);
    else for (let i = 0; i + 1 < run.length; i++) terms.push(run.slice(i, i + 2));
  }
  return terms;
}
"""


class Pairs(SearchLanguage):
    """Chinese, and words of other letters as they stand."""

    lang = "zh"
    language_name = "Chinese"
    js_splitter_code = _SPLIT_QUERY

    def split(self, input: str) -> list[str]:
        """The terms of a text; single characters too, so that one can be looked for."""
        found: list[str] = []
        for run in _RUN.findall(input):
            if "\u3400" <= run[0] <= "\u9fff":
                found += [a + b for a, b in pairwise(run)]
                found += run
            else:
                found.append(run)
        return found


def setup(app: Sphinx) -> dict[str, Any]:
    """Take the place of the search language that Sphinx has for zh."""
    app.add_search_language(Pairs)
    return {"parallel_read_safe": True}
