"""Sphinx settings of the site that `make docs` builds."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "perfrules"
language = "zh_CN"
extensions = ["myst_parser", "sphinx.ext.autodoc", "repository_links", "highlighting", "chinese_search"]
exclude_patterns = ["_ext"]
html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_title = "perfrules"
html_show_sphinx = False
html_show_copyright = False
html_copy_source = False
html_search_language = "zh"
myst_enable_extensions = ["attrs_inline"]
myst_heading_anchors = 3
nitpicky = True
# Types of the library that have no page of their own.
nitpick_ignore_regex = [("py:.*", ".*")]
autodoc_typehints = "signature"
# A default as it is written, not as it prints.
autodoc_preserve_defaults = True
# An unlabelled block is a shape or a printed text, not Python.
highlight_language = "text"
