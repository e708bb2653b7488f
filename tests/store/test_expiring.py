"""What is past its period leaves the record store: every version, in every file, nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kundig.engines.duckdb import DuckDBEngine
from kundig.store.expiring import Period, expire, past
from kundig.store.home import Home
from tests.erase.company import LINES, bring, hits

FIRST = date(2014, 1, 1)
PEOPLE = ("101", "102", "103")


def sheet(orders: dict[str, tuple[int, str]]) -> str:
    """Order -> day after the first one, customer; two lines each."""
    head = "Beleg;Datum;Nr;Artikel;Menge;Preis\n"
    return head + "".join(
        f"{order};{FIRST + timedelta(days=day):%d.%m.%Y};{who};{product};1;10,00\n"
        for order, (day, who) in orders.items()
        for product in ("A1", "B2")
    )


def rows(home: Home, sql: str) -> set[str]:
    with DuckDBEngine(threads=1) as engine:
        engine.attach(home.store.snapshot().tables)
        return {str(r[0]) for r in engine.execute(sql)}


def orders(home: Home) -> set[str]:
    return rows(home, "SELECT order_id FROM orders")


def until(day: int) -> list[Period]:
    return [Period("orders", "order_date", FIRST + timedelta(days=day))]


@pytest.fixture
def shop(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    bring(home, LINES, sheet({"ALT1": (0, "101"), "ALT2": (5, "102"), "NEU1": (900, "101")}))
    return home


def test_old_orders_go_with_their_lines_and_no_byte_of_them_stays(shop: Home) -> None:
    assert past(shop, until(100)) == {"orders": 2, "order_lines": 4}
    assert orders(shop) == {"ALT1", "ALT2", "NEU1"}  # looking changes nothing
    version = shop.store.snapshot().version
    assert expire(shop, until(100)) == {"orders": 2, "order_lines": 4}
    assert orders(shop) == rows(shop, "SELECT order_id FROM order_lines") == {"NEU1"}
    assert shop.store.snapshot().version == version + 1
    files = [p for p in shop.store.folder.rglob("*") if p.is_file()]
    assert hits(files, ["ALT1", "ALT2"]) == []


def test_a_second_run_changes_nothing(shop: Home) -> None:
    expire(shop, until(100))
    version = shop.store.snapshot().version
    assert expire(shop, until(100)) == {"orders": 0, "order_lines": 0}
    assert shop.store.snapshot().version == version


def test_the_day_itself_is_still_in_time(shop: Home) -> None:
    assert past(shop, until(5))["orders"] == 1
    assert past(shop, until(6))["orders"] == 2


def test_what_is_held_stays_with_its_lines(shop: Home) -> None:
    assert expire(shop, until(100), held=[("shop", "102")]) == {"orders": 1, "order_lines": 2}
    assert orders(shop) == {"ALT2", "NEU1"}
    assert rows(shop, "SELECT order_id FROM order_lines") == {"ALT2", "NEU1"}


def test_a_corrected_order_leaves_in_all_its_versions(shop: Home) -> None:
    bring(shop, LINES, sheet({"ALT1": (1, "103")}))  # the file was wrong about day and customer
    assert expire(shop, until(100))["orders"] == 2
    assert orders(shop) == {"NEU1"}
    assert hits([p for p in shop.store.folder.rglob("*") if p.is_file()], ["ALT1"]) == []


def test_an_order_whose_newest_version_is_in_time_stays(shop: Home) -> None:
    bring(shop, LINES, sheet({"ALT1": (800, "101")}))
    assert expire(shop, until(100))["orders"] == 1
    assert orders(shop) == {"ALT1", "NEU1"}


def test_reading_the_file_again_brings_them_back_until_the_next_run(shop: Home) -> None:
    expire(shop, until(100))
    bring(shop, LINES, sheet({"ALT1": (0, "101"), "ALT2": (5, "102"), "NEU1": (900, "101")}))
    assert orders(shop) == {"ALT1", "ALT2", "NEU1"}
    assert expire(shop, until(100))["orders"] == 2


DAYS = st.dictionaries(
    st.sampled_from(["O1", "O2", "O3", "O4"]),
    st.tuples(st.integers(0, 20), st.sampled_from(PEOPLE)),
    min_size=1,
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(DAYS, min_size=1, max_size=3), st.integers(0, 21), st.sets(st.sampled_from(PEOPLE)))
def test_what_stays_is_what_a_plain_model_keeps(
    tmp_path_factory: pytest.TempPathFactory,
    files: list[dict[str, tuple[int, str]]],
    day: int,
    held: set[str],
) -> None:
    home = Home(tmp_path_factory.mktemp("model") / "home")
    known: dict[str, tuple[int, str]] = {}
    for file in files:
        bring(home, LINES, sheet(file))
        known |= file
    expire(home, until(day), held=[("shop", who) for who in held])
    kept = {order for order, (when, who) in known.items() if when >= day or who in held}
    assert orders(home) == rows(home, "SELECT order_id FROM order_lines") == kept
