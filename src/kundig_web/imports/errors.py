"""What is refused in importing, each with its sentence."""

from __future__ import annotations

from typing import Any

from kundig_web import words


class Refused(Exception):  # noqa: N818 - named as a sentence
    """It cannot be done; `str()` says why and what to do instead, in the reader's language."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        return words.say(f"imports.refused_{self.key}", **self.values)
