"""Which language to speak: what --lang says, else PERFRULES_LANG, else what the environment's locale says."""

from __future__ import annotations

import locale
from collections.abc import Mapping, Sequence

LANGS = ("zh", "en")
_LOCALE_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def choose(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The language; it is needed before the arguments are parsed, since usage errors speak it too."""
    said = _said(arguments)
    if said is not None:
        return said
    stated = environment.get("PERFRULES_LANG", "").lower()[:2]
    if stated in LANGS:
        return stated
    for variable in _LOCALE_VARIABLES:
        value = environment.get(variable)
        if value:
            return _of(value.split(":")[0])
    return _of(_system())


def _said(arguments: Sequence[str]) -> str | None:
    found = None
    for i, argument in enumerate(arguments):
        if argument == "--":
            break
        value = arguments[i + 1] if argument == "--lang" and i + 1 < len(arguments) else ""
        if argument.startswith("--lang="):
            value = argument.removeprefix("--lang=")
        if value.lower() in LANGS:
            found = value.lower()
    return found


def _of(name: str) -> str:
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"


def _system() -> str:
    """The locale of a system that sets no variables, as Windows."""
    try:
        return locale.getlocale()[0] or ""
    except ValueError:
        return ""
