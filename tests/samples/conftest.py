import csv
import datetime as dt
import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kundig.samples import SampleFiles, write_sample

TODAY = dt.date(2026, 7, 15)


def day(text: str) -> dt.date:
    return dt.date(int(text[6:10]), int(text[3:5]), int(text[:2]))


def moment(text: str) -> dt.datetime:
    return dt.datetime.combine(day(text), dt.time.fromisoformat(text[11:]), tzinfo=dt.UTC)


@dataclass
class Written:
    files: SampleFiles
    truth: dict[str, Any]

    def text(self, name: str) -> str:
        path = self.files.folder / name
        raw = gzip.decompress(path.read_bytes()) if name.endswith(".gz") else path.read_bytes()
        return raw.decode("utf-8-sig" if raw.startswith(b"\xef\xbb\xbf") else "cp1252")

    def rows(self, name: str) -> list[dict[str, str]]:
        return list(csv.DictReader(self.text(name).splitlines(), delimiter=";"))


def written(folder: Path, company: str) -> Written:
    files = write_sample(folder, company=company, today=TODAY)
    return Written(files, json.loads(files.truth_path.read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def outdoor(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return written(tmp_path_factory.mktemp("outdoor"), "outdoor")


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Written]:
    names = ("bookshop", "supplier", "craftsman")
    return {name: written(tmp_path_factory.mktemp(name), name) for name in names}
