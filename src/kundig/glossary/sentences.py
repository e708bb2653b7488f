"""Sentences with named placeholders, one TOML file per room, both languages side by side.

A missing key, a missing language or a missing placeholder value raises: a page that is only half
translated must not get as far as a user.
"""

from __future__ import annotations

import os
import tomllib
from functools import cache
from importlib import resources
from typing import Any

LANGUAGES = ("de", "en")


@cache
def texts(room: str) -> dict[str, dict[str, str]]:
    """All sentences of one room: key -> {"de": …, "en": …}.

    Raises:
        FileNotFoundError: if the room has no texts.
    """
    raw = (
        resources.files("kundig.glossary")
        .joinpath("texts", f"{room}.toml")
        .read_text(encoding="utf-8")
    )
    return tomllib.loads(raw)


def text(key: str, lang: str, /, **values: Any) -> str:
    """The sentence `room.key` in `lang`, with its placeholders filled.

    Raises:
        KeyError: if the key, the language or a placeholder's value is missing.
    """
    room, _, name = key.partition(".")
    return texts(room)[name][lang].format_map(values)


def language(environ: dict[str, str] | None = None) -> str:
    """The user's language from KUNDIG_LANG, LC_ALL, LC_MESSAGES or LANG: `de` or `en`."""
    env = os.environ if environ is None else environ
    for name in ("KUNDIG_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = env.get(name, "")
        if value:
            return "de" if value.lower().startswith("de") else "en"
    return "en"
