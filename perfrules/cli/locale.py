"""Which language to speak: what --lang says, else PERFRULES_LANG.

Where neither says, what is told of a file is in the language of the file, and all other text in that of the locale.
"""

from __future__ import annotations

import locale
from collections.abc import Mapping, Sequence

LANGS = ("zh", "en")
_LOCALE_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def stated(arguments: Sequence[str], environment: Mapping[str, str]) -> str | None:
    """The language that somebody asked for; it is needed before the arguments are parsed: usage errors speak it too."""
    said = environment.get("PERFRULES_LANG", "").lower()[:2]
    return _said(arguments) or (said if said in LANGS else None)


def of_locale(environment: Mapping[str, str]) -> str:
    """The language of the environment."""
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
