"""Writing a letter to files."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kundig.letter.compose import compose
from kundig.letter.model import Letter
from kundig.letter.page import page
from kundig.letter.sheet import sheet
from kundig.store.home import Home


@dataclass(frozen=True, slots=True)
class LetterFiles:
    """Where the letter stands; None for the form that was not wanted."""

    html: Path | None
    pdf: Path | None

    @property
    def all(self) -> tuple[Path, ...]:
        """The files that were written."""
        return tuple(p for p in (self.html, self.pdf) if p is not None)


def write_letter(
    home: Home, *, lang: str, out: Path | None = None, today: date | None = None
) -> LetterFiles:
    """Compose the letter and write it as HTML and PDF.

    Args:
        home: the company's folder.
        lang: `de` or `en`.
        out: a file ending in .html or .pdf (only that form is written), or a folder; by default
            `letters` in the company's folder.
        today: the day that counts as today (see `compose`).
    """
    letter = compose(home, lang=lang, today=today)
    wanted = out.suffix.lower() if out is not None else ""
    if out is not None and wanted in {".html", ".htm"}:
        return LetterFiles(_put(out, page(letter).encode()), None)
    if out is not None and wanted == ".pdf":
        return LetterFiles(None, _put(out, sheet(letter)))
    folder = out if out is not None else home.letters
    name = _name(letter)
    return LetterFiles(
        _put(folder / f"{name}.html", page(letter).encode()),
        _put(folder / f"{name}.pdf", sheet(letter)),
    )


def _name(letter: Letter) -> str:
    """`lagebrief-2026-11-22`, `letter-2026-11-22`."""
    return ("lagebrief-" if letter.lang == "de" else "letter-") + letter.pdf_date


def _put(path: Path, content: bytes) -> Path:
    """Write beside and rename, so that nobody reads half a letter."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(path)
    return path
