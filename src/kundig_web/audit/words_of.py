"""What an entry says in words: what happened, and to what."""

from __future__ import annotations

from kundig_web import words
from kundig_web.words.words import texts

_VERB, _THING = "verb_", "thing_"


def verb_in_words(verb: str, lang: str | None = None) -> str:
    """`customers.names_edited` -> `Namen geändert`; a verb of another version stands as it is."""
    key = _VERB + verb.replace(".", "_")
    return words.say(f"audit.{key}", lang) if key in texts("audit") else verb


def thing_in_words(of: str) -> str:
    """`contact.promise:17` -> `Zusage 17`; what has no word stands as it is."""
    kind, _, number = of.partition(":")
    key = _THING + kind.replace(".", "_")
    return f"{words.say(f'audit.{key}')} {number}".strip() if key in texts("audit") else of


def known_verbs() -> list[tuple[str, str]]:
    """(code, words) of everything that is noted, sorted by the words."""
    codes = [
        k.removeprefix(_VERB).replace("_", ".", 1) for k in texts("audit") if k.startswith(_VERB)
    ]
    return sorted(((code, verb_in_words(code)) for code in codes), key=lambda one: one[1].lower())
