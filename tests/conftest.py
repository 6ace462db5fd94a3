"""What every test shares: a cache folder of its own, so that no run depends on what an earlier one left behind."""

from __future__ import annotations

import os
import tempfile

import pytest

# Set before anything is imported, since tables are read when the first rubric is compiled.
_CACHE = tempfile.TemporaryDirectory(prefix="perfrules-test-cache-")
os.environ["PERFRULES_CACHE"] = _CACHE.name


@pytest.fixture(autouse=True)
def _no_user_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PERFRULES_LANG", raising=False)
