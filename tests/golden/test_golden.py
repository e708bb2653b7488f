"""Every measure says what plain SQL over the shared tables says.

A file `<element>/<measure>.sql` (or `<measure>.<variant>.sql`) is found by its name. Comment lines
at its top say what is asked:

    -- by: branch, month          -- period: 2026           -- as_of: 2026-07-01
    -- where: branch=north        -- option: months=6       -- key: segment
    -- without: clv               (the value itself cannot be written in SQL)

Every column of the SQL must stand in the answer, and every row, told apart by `by` and `key`.
Views of `views/` (such as `bought`) may be used.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from kundig.answers import ask, measures
from kundig.engines.duckdb import DuckDBEngine
from tests.golden.town import town

HERE = Path(__file__).parent
VIEWS = sorted((HERE / "views").glob("*.sql"))
FILES = sorted(f for f in HERE.glob("*/*.sql") if f not in VIEWS)


@dataclass
class Golden:
    """One file: its SQL and what it asks."""

    measure: str
    sql: str
    asked: dict
    key: list[str]
    value: bool

    @classmethod
    def read(cls, file: Path) -> Golden:
        sql = file.read_text(encoding="utf-8")
        said: dict[str, list[str]] = {}
        for line in sql.splitlines():
            name, colon, value = line.removeprefix("-- ").partition(": ")
            if line.startswith("-- ") and colon and name in HEADERS:
                said.setdefault(name, []).append(value.strip())
        by = [b.strip() for v in said.get("by", []) for b in v.split(",")]
        asked = {"by": by, "where": dict(v.split("=", 1) for v in said.get("where", []))}
        asked |= {name: said[name][0] for name in ("period", "as_of") if name in said}
        asked |= dict(v.split("=", 1) for v in said.get("option", []))
        measure = file.name.split(".")[0]
        return cls(measure, sql, asked, by + said.get("key", []), "without" not in said)


HEADERS = {"by", "period", "as_of", "where", "option", "key", "without"}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return town(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module")
def engine(home):
    with DuckDBEngine(threads=1) as opened:
        opened.attach(home.store.snapshot().tables)
        for view in VIEWS:
            opened.execute(f"CREATE TEMP VIEW {view.stem} AS {view.read_text(encoding='utf-8')}")
        yield opened


@pytest.mark.parametrize("file", FILES, ids=lambda f: f"{f.parent.name}/{f.stem}")
def test_measure_equals_plain_sql(file, home, engine):
    golden = Golden.read(file)
    assert measures()[golden.measure].element == file.parent.name
    expected = engine.run(golden.sql).to_pylist()
    answer = ask(golden.measure, home=home.folder, **golden.asked)
    assert expected, "the golden SQL finds nothing: it proves nothing"
    columns = list(expected[0])
    if golden.value:
        assert golden.measure in columns
    assert set(columns) <= {c for row in answer.rows for c in row}
    want, have = (_by_key(rows, golden.key) for rows in (expected, answer.rows))
    assert set(want) == set(have)
    for key, row in want.items():
        for column in columns:
            _same(have[key].get(column), row[column], f"{key} {column}")


def test_every_measure_has_its_golden_sql():
    told = {f.name.split(".")[0] for f in FILES}
    missing = [m for m in measures() if m not in told]
    assert not missing, f"no golden SQL for {missing}"


def _by_key(rows: list[dict], key: list[str]) -> dict[tuple, dict]:
    found = {tuple(_plain(row[k]) for k in key): row for row in rows}
    assert len(found) == len(rows), f"{key} do not tell the rows apart"
    return found


def _same(have, want, where: str) -> None:
    have, want = _plain(have), _plain(want)
    if isinstance(want, float) and isinstance(have, float):
        assert have == pytest.approx(want, rel=1e-9, abs=1e-9), where
    else:
        assert have == want, where


def _plain(value):
    """Numbers as floats, days as texts: engines differ in the types they return."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float | Decimal):
        return float(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value
