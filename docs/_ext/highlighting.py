"""Colours for rubric text, by the keywords that the grammar has."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from pygments.lexer import RegexLexer
from pygments.lexers.special import TextLexer
from pygments.token import Comment, Keyword, Literal, Number, Operator, String, Text
from sphinx.application import Sphinx

from perfrules.language import LANGUAGE
from perfrules.syntax.grammar import parser

_, _VOCABULARY = parser(LANGUAGE.fragments)
_KEYWORDS = "|".join(re.escape(word) for word in sorted(_VOCABULARY.keywords, key=len, reverse=True))


class RubricLexer(RegexLexer):
    """Rubrics and cases in Chinese keywords."""

    name = "rubric"
    aliases: ClassVar[list[str]] = ["rubric", "case"]
    tokens: ClassVar[dict[str, list[Any]]] = {
        "root": [
            (r"#.*", Comment),
            (r'"[^"\n]*"|“[^”\n]*”', String),
            (r"「[^」\n]*」", Literal),
            (r"\d[\d.]*(?:%|个百分点|分(?!\w)|分(?=至))?", Number),
            # A name may begin like a keyword: 满意度. What is keywords to its end is keywords: 得满分.
            (rf"(?:{_KEYWORDS})+(?![^\W\d])", Keyword),
            (r"[＝＞＜≥≤≠＋−×÷=<>]", Operator),
            (r"[^\W\d]\w*", Text),
            (r"\s+|.", Text),
        ]
    }


def setup(app: Sphinx) -> dict[str, Any]:
    """Every kind of block that the pages use has a lexer."""
    app.add_lexer("rubric", RubricLexer)
    app.add_lexer("case", RubricLexer)
    for name in ("明细", "改", "填", "文件", "GBK"):
        app.add_lexer(name, TextLexer)
    return {"parallel_read_safe": True}
