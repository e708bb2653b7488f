"""What an import tells a user when it stops; nothing has been changed then."""

from __future__ import annotations

from typing import Any

from kundig import glossary


class IntakeError(Exception):
    """The import stopped before anything changed; `key` names the sentence in texts/intake.toml."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values

    def text(self, lang: str) -> str:
        """The message in `lang`."""
        return glossary.text(f"intake.{self.key}", lang, **self.values)

    def __str__(self) -> str:
        return self.text(glossary.language())
