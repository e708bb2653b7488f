"""The manifest: which files make up the store at one version. One JSON file, replaced atomically."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kundig.store import durable

FORMAT = 1


@dataclass(frozen=True, slots=True)
class TablePart:
    """What one import contributes to one table. File names are relative to the table's folder."""

    files: tuple[str, ...] = ()
    superseded: tuple[str, ...] = ()  # (_import, _hash, _by): rows replaced, and by which row
    seen: tuple[str, ...] = ()  # (_import, _hash): rows of earlier imports that this one confirms
    columns: tuple[str, ...] = ()
    rows: int = 0
    new_versions: int = 0


@dataclass(frozen=True, slots=True)
class Import:
    """One published import."""

    id: str
    number: int  # stands in the rows as `_import`; unique, not ordered
    table: str
    source: str
    file: str
    sha256: str
    mapping: str
    zone: str
    imported_at: str
    counts: dict[str, int] = field(default_factory=dict)
    tables: dict[str, TablePart] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The state of the store: a version number and the imports in force, oldest first."""

    version: int = 0
    imports: tuple[Import, ...] = ()
    #: Numbers made of addresses and names are keyed hashes; plain ones in stores of before.
    keyed: bool = False

    def write(self, path: Path) -> None:
        """Replace the manifest so that a reader sees the old one or the new one, never a part."""
        plain = json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1)
        durable.replace(path, plain.encode(), durable.USUAL)

    @classmethod
    def read(cls, path: Path) -> Manifest:
        """Read the manifest; a store without one is at version 0.

        Raises:
            ValueError: if the manifest was written by a newer kundig.
        """
        try:
            raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls()
        if raw["format"] > FORMAT:
            raise ValueError(f"{path}: format {raw['format']} is newer than this kundig reads")
        return cls(
            version=raw["version"],
            imports=tuple(_import(entry) for entry in raw["imports"]),
            keyed=raw.get("keyed", False),
        )


def _import(raw: dict[str, Any]) -> Import:
    def part(values: dict[str, Any]) -> TablePart:
        plain: dict[str, Any] = {
            k: tuple(v) if isinstance(v, list) else v for k, v in values.items()
        }
        return TablePart(**plain)

    tables = {name: part(values) for name, values in raw.pop("tables").items()}
    return Import(**raw, tables=tables)
