"""Fuzzing with atheris: `python -m tests.fuzz.fuzz text corpus-folder… [options of libFuzzer]`.

What is found stands in the file that libFuzzer names; the committed corpus is where it starts, and is not added to. A run
that takes over a minute on one input (instrumented code is some ten times slower than plain), or over 2 GB, is a
finding too.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["perfrules", "lark"]):
    from tests.fuzz.targets import TARGETS


def main() -> None:
    """Fuzz one target until the options say stop."""
    target = TARGETS[sys.argv[1]]
    options = ["-timeout=60", "-rss_limit_mb=2048", "-max_len=4096"]
    atheris.Setup([sys.argv[0], *options, *sys.argv[2:]], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
