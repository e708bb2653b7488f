"""The letter as PDF: typst lays out two A4 pages; what people wrote goes in as data, never as markup."""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime
from importlib import resources
from typing import Any

from kundig.letter.model import Letter


def sheet(letter: Letter) -> bytes:
    """A tagged PDF with title and language."""
    import typst

    source = resources.files("kundig.letter").joinpath("letter.typ").read_bytes()
    made: bytes = typst.compile(
        source,
        format="pdf",
        sys_inputs={"letter": json.dumps(_data(letter), ensure_ascii=False)},
        timestamp=int(datetime.fromisoformat(letter.pdf_date + "T12:00:00+00:00").timestamp()),
    )
    return made


def _data(letter: Letter) -> dict[str, Any]:
    data = dataclasses.asdict(letter)
    data["labels"] = dict(letter.labels)
    for call in data["calls"]:
        call["asks"] = letter.labels["asks"] if call["ask"].startswith(("„", "“")) else ""
    return data
