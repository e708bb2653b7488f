"""Why something was not done, as a sentence for whoever wanted it."""

from __future__ import annotations

from typing import Any, ClassVar

from kundig_web.words.words import say


class Refusal(Exception):  # noqa: N818 - it is an answer, not a defect
    """A wish that cannot be fulfilled; nothing was changed. `key` names the sentence.

    Attributes:
        words: what the names of the room's sentences begin with, as "access.refused_".
    """

    words: ClassVar[str]

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values

    def text(self, lang: str | None = None) -> str:
        """What is refused and what to do instead, in that language or the reader's."""
        return say(f"{self.words}{self.key}", lang, **self.values)

    def __str__(self) -> str:
        return self.text()
