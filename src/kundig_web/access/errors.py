"""What is refused in access, each with its sentence."""

from __future__ import annotations

from typing import Any

from kundig_web import words


class RefusedError(Exception):
    """It cannot be done; `str()` says why and what to do instead, in the reader's language."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        return words.say(f"access.refused_{self.key}", **self.values)
