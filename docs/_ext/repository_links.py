"""A link from a page to a file of the repository that is no page of the site becomes the name of that file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

_LOG = logging.getLogger(__name__)
_LINK = re.compile(r"\[(?P<text>[^\]\n]*)\]\((?P<target>(?:\.\./)+[^)\s]*)\)")


def _source_read(app: Sphinx, docname: str, content: list[str]) -> None:
    root = Path(str(app.srcdir)).resolve()
    page = Path(app.env.doc2path(docname)).resolve()

    def named(match: re.Match[str]) -> str:
        target = (page.parent / match["target"].partition("#")[0]).resolve()
        if root in target.parents:
            return match[0]
        if not target.exists():
            _LOG.warning("no such file: %s", match["target"], location=docname)
        text = match["text"].strip("`")
        return f"`{text}`"

    content[0] = _LINK.sub(named, content[0])


def setup(app: Sphinx) -> dict[str, Any]:
    """Before a page is parsed."""
    app.connect("source-read", _source_read)
    return {"parallel_read_safe": True}
