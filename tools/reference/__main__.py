"""`python -m tools.reference`: write every page that has changed."""

from tools.reference import FOLDER, PAGES

for name, page in PAGES.items():
    path, text = FOLDER / name, page()
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(f"docs/reference/{name}")
