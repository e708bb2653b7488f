"""The one error of this room: what happened to a file, in the language of whoever reads it."""

from __future__ import annotations

from typing import Any

from kundig import glossary


class ReadError(Exception):
    """A file or a mapping that cannot be read as it stands; nothing has been changed.

    `key` names a sentence of `glossary/texts/readers.toml`; `values` fill its placeholders. A value
    may itself be a dictionary `{"de": …, "en": …}` where a part of the sentence has two languages.
    """

    def __init__(self, key: str, /, **values: Any) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    def text(self, lang: str) -> str:
        """The whole message in `lang` (`de` or `en`)."""
        return say(self.key, lang, **self.values)

    def __str__(self) -> str:
        return self.text(glossary.language())

    def __reduce__(self) -> tuple[Any, ...]:
        return (_again, (self.key, self.values))


def _again(key: str, values: dict[str, Any]) -> ReadError:
    return ReadError(key, **values)


def say(key: str, lang: str, /, **values: Any) -> str:
    """A sentence of this room; values with two languages are resolved first."""
    chosen = {
        name: value[lang] if isinstance(value, dict) else value for name, value in values.items()
    }
    return glossary.text(f"readers.{key}", lang, **chosen)
