"""Places that hold data of people and are no tables: folders, files, logs, other people's devices.

A path is relative to KUNDIG_HOME. The start-up check looks into the folder and names what lies
there undeclared; the retention run deletes files that are past their period.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kundig_web import words
from kundig_web.registry.declared import NOBODY, WHILE_THERE, About, Forget, Keep, Kept
from kundig_web.registry.purposes import YEAR


@dataclass(frozen=True, slots=True)
class Place:
    """A place.

    Args:
        key: stable; its words are `place_<key>`.
        path: below KUNDIG_HOME: a file, a folder, or a beginning with `*`; "" lies elsewhere.
        kept: what it keeps. Of files with a period the days count from their last change.
        files: which files below the path have a period of their own; "" none.
    """

    key: str
    path: str
    kept: Kept
    files: str = ""

    @property
    def name(self) -> str:
        """`Lagebriefe`, in the language of this request."""
        return words.say(f"registry.place_{self.key}")


def _both(*purposes: str, keep: Keep = WHILE_THERE, forget: Forget = Forget.DELETE) -> Kept:
    return Kept(About.BOTH, purposes, keep, forget)


def _customers(*purposes: str, keep: Keep = WHILE_THERE, forget: Forget = Forget.DELETE) -> Kept:
    return Kept(About.CUSTOMER, purposes, keep, forget)


PLACES: dict[str, Place] = {
    p.key: p
    for p in (
        Place("store", "store", _customers("care", "trade", "concerns", "figures")),
        Place("quarantine", "quarantine", _customers("imports", keep=Keep(90)), "*.csv"),
        Place("letters", "letters", _customers("figures", "concerns", keep=Keep(YEAR)), "*"),
        Place("register", "register", _customers("care", "value")),
        Place("database", "web/kundig.sqlite3*", _both("care", "concerns", "accounts")),
        Place("uploads", "web/uploads", _customers("imports")),
        Place("exports", "web/exports", _customers("advertising", keep=Keep(1)), "**/*"),
        Place("answers", "web/cache", _customers("figures", keep=Keep(35)), "**/*"),
        Place("spill", "web/spill", _customers("figures", keep=Keep(1)), "**/*"),
        Place("received", "web/batches", _customers("imports", keep=Keep(30)), "**/*"),
        Place("log", "web/kundig.log*", NOBODY),
        Place("drafts", "", _both("concerns", "care", keep=Keep(31))),
        Place("sent_lists", "", _customers("advertising")),
        Place("keys", "keys", NOBODY),
        Place("mappings", "mappings", NOBODY),
        Place("demo", "files", NOBODY),
        Place("running", "web/*.lock", NOBODY),
        Place("reports", "web/retention", NOBODY),
        Place("settings", "*.toml", NOBODY),
        Place(
            "backups", "",
            Kept(
                About.BOTH, ("backups",), Keep(35), Forget.STAY,
                why=(
                    "Verschlüsselt, nach 35 Tagen überschrieben; Löschungen werden bei jeder Wiederherstellung wiederholt.",
                    "Encrypted, overwritten after 35 days; erasures are repeated with every restore.",
                ),
            ),
        ),
    )
}  # fmt: skip
#: Single files beside the folders that hold nothing about people: path -> place that they belong to.
SMALL = {
    "demo.json": "demo", "web/secret_key": "keys", "web/serve.json": "running", "web": "database",
}  # fmt: skip

#: Tables of packages, which carry no declaration of their own.
FOREIGN: Mapping[str, Kept] = {
    "sessions.session": Kept(
        About.EMPLOYEE, ("accounts",), Keep(0, after="expire_date"), Forget.DELETE
    ),
    "auth.permission": NOBODY,
    "auth.group": NOBODY,
    "contenttypes.contenttype": NOBODY,
}


def register_place(place: Place) -> None:
    """Add a place of a room that comes later; called in `AppConfig.ready`."""
    PLACES[place.key] = place


def declared(relative: str) -> bool:
    """True if this path below KUNDIG_HOME belongs to a declared place."""
    path = Path(relative)
    if relative in SMALL or path.name.startswith("."):  # drafts that are renamed when complete
        return True
    for place in PLACES.values():
        if place.path and any(p.match(place.path) for p in (path, *path.parents) if p.name):
            return True
    return False


def undeclared(folder: Path) -> Iterator[str]:
    """What lies in a company's folder, or in its folder `web`, and nobody declared."""
    for base in (folder, folder / "web"):
        if not base.is_dir():
            continue
        with os.scandir(base) as found:
            names = sorted(e.name for e in found)
        for name in names:
            relative = (base / name).relative_to(folder).as_posix()
            if not declared(relative):
                yield relative
