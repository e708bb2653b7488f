"""Why something was not done, as a sentence for whoever wanted it."""

from __future__ import annotations

from typing import Any

from kundig_web import words


class RefusedError(Exception):
    """A wish that cannot be fulfilled; nothing was changed. `key` names the sentence."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        return words.say(f"rights.refused_{self.key}", **self.values)
