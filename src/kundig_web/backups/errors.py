"""What a backup or a restore refuses, each with its sentence."""

from __future__ import annotations

from typing import Any

from kundig_web.words import say


class BackupError(Exception):
    """It cannot be done; `key` names the sentence of `texts_errors.toml` that says why."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values

    def text(self, lang: str) -> str:
        """The sentence in that language."""
        return say(f"backups.error_{self.key}", lang, **self.values)

    def __str__(self) -> str:
        return say(f"backups.error_{self.key}", **self.values)
