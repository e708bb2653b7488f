"""The secret of this site: made at the first start, readable by its owner alone."""

from __future__ import annotations

import secrets
from pathlib import Path

from kundig.store import durable


def secret_key(folder: Path) -> str:
    """The secret of the site in `folder`, made there if there is none (mode 0600).

    Two processes that start at once agree: whoever links the file first wins.
    """
    path = folder / "secret_key"
    if not path.exists():
        durable.write_once(path, secrets.token_urlsafe(64).encode("ascii"))
    return path.read_text(encoding="ascii").strip()
