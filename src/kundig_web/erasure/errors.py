"""What erasure refuses, each with its sentence."""

from __future__ import annotations

from kundig_web import words


class Refused(Exception):  # noqa: N818 - it is an answer, not a defect
    """It cannot be done; the text says why and what to do."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        return words.say(f"erasure.refused_{self.key}", **self.values)
