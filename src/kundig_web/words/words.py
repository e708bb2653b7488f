"""Looking up a sentence: `say("customers.title")` reads `customers/texts*.toml`, key `title`.

A missing key, language or placeholder raises, so that a half translated page cannot reach a user.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from django.utils.translation import get_language

from kundig import glossary

LANGUAGES = ("de", "en")


def lang() -> str:
    """The language of this request: `de` or `en`."""
    return "en" if (get_language() or "de").startswith("en") else "de"


@cache
def texts(app: str) -> dict[str, dict[str, str]]:
    """All sentences of one app, from its `texts.toml` and `texts_*.toml`: key -> {"de", "en"}.

    Raises:
        ValueError: if two files of the app hold the same key.
    """
    found: dict[str, dict[str, str]] = {}
    folder = resources.files("kundig_web").joinpath(app)
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if not (path.name.startswith("texts") and path.name.endswith(".toml")):
            continue
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        if twice := found.keys() & told.keys():
            raise ValueError(f"{app}/{path.name}: {', '.join(sorted(twice))} stands twice")
        found |= told
    return found


def say(key: str, language: str | None = None, /, **values: Any) -> str:
    """The sentence `app.key`; `glossary:room.key` reaches the ground floor's sentences.

    Raises:
        KeyError: if the key, the language or a placeholder's value is missing.
    """
    language = language or lang()
    if key.startswith("glossary:"):
        return glossary.text(key.removeprefix("glossary:"), language, **values)
    app, _, name = key.partition(".")
    return texts(app)[name][language].format_map(values)


def say_n(key: str, n: int, language: str | None = None, /, **values: Any) -> str:
    """The sentence for a number: `key_one` for exactly 1, else `key`; `{n}` is written out."""
    from kundig.glossary.numbers import number

    language = language or lang()
    app, _, name = key.partition(".")
    one = f"{name}_one"
    name = one if n == 1 and one in texts(app) else name
    return texts(app)[name][language].format_map({"n": number(n, language), **values})
