"""Progress on a terminal: rows, share, rate, time left. Nothing where nobody looks."""

from __future__ import annotations

import sys
import time
from types import TracebackType

from kundig.glossary.sentences import text

#: Shorter work shows nothing.
AFTER_SECONDS = 1.0
EVERY_SECONDS = 0.2


class Progress:
    """Prints one line that replaces itself, on a terminal only."""

    def __init__(self, name: str, lang: str) -> None:
        self._name = name
        self._lang = lang
        self._started = time.monotonic()
        self._last = 0.0
        self._shown = False

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def __call__(self, step: str, done: int, total: int, rows: int) -> None:
        """Show where the work stands."""
        now = time.monotonic()
        spent = now - self._started
        if not sys.stderr.isatty() or spent < AFTER_SECONDS or now - self._last < EVERY_SECONDS:
            return
        self._last = now
        self._shown = True
        share = min(done / total, 1.0) if total else 0.0
        line = text(
            f"intake.progress_{step}",
            self._lang,
            file=self._name,
            rows=f"{rows:,}".replace(",", "." if self._lang == "de" else ","),
            percent=round(100 * share),
            rate=round(rows / spent),
            left=round(spent * (1 - share) / share) if share else "?",
        )
        sys.stderr.write(f"\r\x1b[K{line}")
        sys.stderr.flush()
