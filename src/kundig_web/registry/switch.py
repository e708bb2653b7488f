"""Which purposes the company does without: a file beside `company.toml`.

A company's choice, like its name and currency, so it lies in KUNDIG_HOME (`purposes.toml`), comes
back with a backup and needs no database. Read before every step; a file that cannot be read means
that nothing may run that could be switched off.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from kundig.store import durable
from kundig_web import company
from kundig_web.registry import witness
from kundig_web.registry.purposes import PURPOSES, switchable

FILE = "purposes.toml"
HEAD = "# Purposes that this company does without. Written by `kundig records` and the pages of rights.\n"
_READ: dict[Path, tuple[tuple[int, int, int], Mapping[str, str]]] = {}


class NotSwitchableError(Exception):
    """A purpose that a law or the site itself needs, or that there is none of."""


def switched_off(folder: Path | None = None) -> Mapping[str, str]:
    """Purpose -> since when (ISO) it is off; a file that cannot be read switches everything off."""
    path = (folder or company.home().folder) / FILE
    try:
        stat = path.stat()
    except FileNotFoundError:
        return {}
    except OSError:
        return {p.key: "" for p in switchable()}
    mark = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
    known = _READ.get(path)
    if known is None or known[0] != mark:
        known = _READ[path] = (mark, _read(path))
    return known[1]


def switch(*, purpose: str, on: bool, now: datetime, folder: Path | None = None) -> None:
    """Do without a purpose from now on, or take it up again; the audit log says so.

    Raises:
        NotSwitchableError: if it is not for the company to choose.
    """
    if purpose not in {p.key for p in switchable()}:
        raise NotSwitchableError(purpose)
    home = folder or company.home().folder
    off = dict(switched_off(home))
    if on:
        off.pop(purpose, None)
    else:
        off.setdefault(purpose, now.isoformat(timespec="seconds"))
    lines = [HEAD, "[off]\n", *(f'{key} = "{off[key]}"\n' for key in PURPOSES if key in off)]
    home.mkdir(parents=True, exist_ok=True)
    durable.replace(home / FILE, "".join(lines).encode())
    verb = "registry.purpose_taken_up" if on else "registry.purpose_left"
    witness.tell(verb, now=now, details={"purpose": purpose})


def _read(path: Path) -> Mapping[str, str]:
    everything = {p.key: "" for p in switchable()}
    try:
        off = tomllib.loads(path.read_text(encoding="utf-8")).get("off", {})
    except (OSError, ValueError):
        return everything
    if not isinstance(off, dict) or not set(off) <= set(everything):
        return everything
    return {str(key): str(since) for key, since in off.items()}
