"""Every measure gives the same answer on DuckDB and on Spark."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import kundig
from kundig.answers import measures
from kundig.answers.listings import listing, listings
from kundig.engines.duckdb import DuckDBEngine
from kundig.engines.spark import SparkEngine
from kundig.glossary.measure import Request
from kundig.store.home import Home
from tests.golden.town import town

pytestmark = [
    pytest.mark.spark,
    # Py4J leaves sockets to the garbage collector and warns about it.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

if importlib.util.find_spec("pyspark") is None and not os.environ.get("KUNDIG_REQUIRE_SPARK"):
    pytest.skip(
        "PySpark is not installed: pip install 'kundig[spark-local]'", allow_module_level=True
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return town(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkEngine]:
    engine = SparkEngine()
    yield engine
    engine.session.stop()


def questions() -> list[tuple[str, dict[str, Any]]]:
    """Each measure whole, by its first two dimensions, by month, and for one customer list."""
    found: list[tuple[str, dict[str, Any]]] = []
    for key, measure in measures().items():
        found.append((key, {}))
        if key not in {"rfm", "clv", "retention"}:  # these have groups of their own, below
            found += [(key, {"by": d}) for d in measure.dimensions[:2]]
            found += [(key, {"by": "month", "period": "2025-03..2026-09"})]
    found.append(("rfm", {"by": "customer", "limit": 50}))
    found.append(("clv", {"by": "customer", "limit": 50}))
    found.append(("retention", {"by": "cohort"}))
    found.append(("nps", {"by": "late"}))
    return found


@pytest.mark.parametrize(("key", "question"), questions(), ids=lambda v: str(v))
def test_both_engines_give_the_same_answer(
    home: Home, spark: SparkEngine, key: str, question: dict[str, Any]
) -> None:
    one = kundig.ask(key, home=home.folder, **question)
    other = kundig.ask(key, home=home.folder, engine="spark", **question)
    assert one.n == other.n
    assert one.caveats == other.caveats
    assert len(one.rows) == len(other.rows)
    for mine, theirs in zip(one.rows, other.rows, strict=True):
        assert mine.keys() == theirs.keys()
        for name, value in mine.items():
            if isinstance(value, float):
                assert theirs[name] == pytest.approx(value, rel=1e-9, abs=1e-9)
            else:
                assert theirs[name] == value


@pytest.mark.parametrize("key", sorted(listings()))
def test_both_engines_list_the_same_people(home: Home, spark: SparkEngine, key: str) -> None:
    snapshot = home.store.snapshot()
    request = Request()
    with DuckDBEngine() as duck:
        one = listing(key, request, snapshot=snapshot, engine=duck, home=home)
    assert one == listing(key, request, snapshot=snapshot, engine=spark, home=home)


def test_corrections_are_in_force_on_spark_too(tmp_path: Path, spark: SparkEngine) -> None:
    from tests.intake.test_rows_are_judged import bring

    head = "Nr;Datum;Kunde;Summe\n"
    home, _ = bring(tmp_path, head + "1;01.02.2026;1;5,00\n2;02.02.2026;1;6,00\n")
    bring(tmp_path, head + "1;01.02.2026;1;7,00\n")
    for engine in ("duckdb", "spark"):
        [row] = kundig.ask("revenue", home=home.folder, engine=engine).rows
        assert float(row["revenue"]) == 13.0
