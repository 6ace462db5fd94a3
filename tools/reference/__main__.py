"""`python -m tools.reference`: write every page, and every stub of a shipped rubric, that has changed."""

from pathlib import Path

from tools.reference import FOLDER, PAGES
from tools.reference.stubs import FOLDER as STUBS
from tools.reference.stubs import stubs


def write(path: Path, text: str) -> None:
    """Write a file that is to be another."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


for name, page in PAGES.items():
    write(FOLDER / name, page())
for name, text in stubs().items():
    write(STUBS / name, text)
