"""KUNDIG_HOME: the one folder that holds everything a company has."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

from kundig.store.store import Store

DEFAULT_HOME = "kundig"


@dataclass(frozen=True, slots=True)
class Company:
    """What the company said about itself."""

    name: str = ""
    zone: str = "Europe/Berlin"
    currency: str = "EUR"
    language: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one company."""

    folder: Path

    @classmethod
    def find(cls, path: str | Path | None = None) -> Home:
        """The home given, else `KUNDIG_HOME`, else the folder `kundig` below the current one."""
        return cls(Path(path or os.environ.get("KUNDIG_HOME") or DEFAULT_HOME).absolute())

    @property
    def store(self) -> Store:
        """The record store."""
        return Store(self.folder / "store")

    @property
    def quarantine(self) -> Path:
        """Where rows that were refused are kept for the user."""
        return self.folder / "quarantine"

    @property
    def letters(self) -> Path:
        """Where letters are written unless told otherwise."""
        return self.folder / "letters"

    @property
    def keys(self) -> Path:
        """The company's keys; never part of a backup of the data."""
        return self.folder / "keys"

    def company(self) -> Company:
        """The company's settings from `company.toml`; defaults where it says nothing."""
        path = self.folder / "company.toml"
        if not path.exists():
            return Company()
        known = {k: str(v) for k, v in tomllib.loads(path.read_text(encoding="utf-8")).items()}
        return Company(**{k: v for k, v in known.items() if k in Company.__dataclass_fields__})

    def write_company(self, company: Company) -> None:
        """Write `company.toml`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lines = [
            f'{name} = "{value}"'
            for name in Company.__dataclass_fields__
            if (value := str(getattr(company, name)).replace("\\", "\\\\").replace('"', '\\"'))
        ]
        (self.folder / "company.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
