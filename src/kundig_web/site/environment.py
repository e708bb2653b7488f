"""Reading `KUNDIG_*` variables: each has a `_FILE` variant; a wrong value fails loudly."""

from __future__ import annotations

import os
from pathlib import Path


class SettingError(Exception):
    """A variable has a value that cannot be used; the message names it and says what would do."""


def value(name: str, default: str = "") -> str:
    """The variable, or the content of the file that `<name>_FILE` names."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingError(f"{name}_FILE: cannot read {path}: {error.strerror}") from None
    return os.environ.get(name, default)


def flag(name: str, *, default: bool = False) -> bool:
    """`1`, `true`, `yes`, `on` or `0`, `false`, `no`, `off`."""
    raw = value(name).lower()
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    if raw:
        raise SettingError(f"{name}={raw}: expected 1 or 0")
    return default


def words(name: str, default: str = "") -> list[str]:
    """A list, separated by commas."""
    return [w.strip() for w in value(name, default).split(",") if w.strip()]


def number(name: str, default: int, *, least: int = 0, most: int) -> int:
    """A whole number between two bounds."""
    raw = value(name) or str(default)
    if not raw.isdecimal() or not least <= int(raw) <= most:
        raise SettingError(f"{name}={raw}: expected a whole number from {least} to {most}")
    return int(raw)
