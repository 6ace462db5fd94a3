"""LibreOffice, where it is there: workbooks worked out by it, documents as it prints them."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")

_PROFILE = tempfile.TemporaryDirectory(prefix="perfrules-libreoffice-")
"""Of this run alone: an open LibreOffice does not matter, and is not disturbed."""

needs_libreoffice = pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice is not installed (apt-get install libreoffice-calc libreoffice-writer)"
)


def converted(files: Sequence[Path], kind: str, folder: Path) -> list[Path]:
    """Files opened by LibreOffice, in a profile of their own, and written as another kind."""
    assert SOFFICE is not None
    folder.mkdir(parents=True, exist_ok=True)
    command = [
        SOFFICE,
        f"-env:UserInstallation={Path(_PROFILE.name).as_uri()}",
        "--headless",
        "--norestore",
        "--convert-to",
        kind,
    ]
    done = subprocess.run(
        [*command, "--outdir", os.fspath(folder), *map(os.fspath, files)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    found = [folder / f"{file.stem}.{kind.partition(':')[0]}" for file in files]
    lost = [path.name for path in found if not path.exists()]
    assert not lost, f"LibreOffice wrote no {lost}: {done.stdout} {done.stderr}"
    return found
