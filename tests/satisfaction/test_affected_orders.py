"""An order is affected when it came late or not at all, and counts once."""

from __future__ import annotations

from pathlib import Path

import pytest

from kundig.answers import ask
from tests.satisfaction.test_late_deliveries import GOOD, LATE, parcels
from tests.world import world


def test_late_and_lost_orders_count_per_thousand(tmp_path: Path) -> None:
    rows = [
        *parcels(10, "late", **LATE),
        *parcels(5, "gone", promised_date="2026-05-03", status="cancelled"),
        *parcels(4, "none", promised_date="2026-05-03", status="unavailable"),
        *parcels(1, "both", **(LATE | {"status": "cancelled"})),
        *parcels(70, "good", **GOOD),
        *parcels(10, "open", promised_date="2026-05-03", status="shipped"),
    ]
    world(tmp_path, {"deliveries": rows})
    (row,) = ask("affected_orders", home=tmp_path).rows
    # Wilson of 20 in 100: .1334 to .2888
    told = [round(row[k], 1) for k in ("affected_orders", "low", "high")]
    assert told == [200.0, 133.4, 288.8]
    assert (row["n"], row["affected"], row["late"], row["cancelled"]) == (100, 20, 11, 10)


def test_an_order_in_several_parcels_counts_once(tmp_path: Path) -> None:
    rows = [
        {"delivery_id": f"{i}-{part}", "order_id": f"{i}", **(LATE if part and i < 3 else GOOD)}
        for i in range(30)
        for part in range(2)
    ]
    world(tmp_path, {"deliveries": rows})
    (row,) = ask("affected_orders", home=tmp_path).rows
    assert (row["n"], row["affected"]) == (30, 3)


def test_the_month_is_that_of_the_order(tmp_path: Path) -> None:
    late = LATE | {"order_date": "2026-04-29"}
    world(tmp_path, {"deliveries": parcels(30, "late", **late)})
    (row,) = ask("affected_orders", by="month", home=tmp_path).rows
    assert (row["month"], row["affected_orders"]) == ("2026-04", pytest.approx(1000))


def test_an_order_cancelled_before_any_delivery_counts_once(tmp_path: Path) -> None:
    gone = [
        {"order_id": number, "order_date": "2026-05-01", "status": "cancelled"}
        for number in ("never-planned", "good-0")
    ]
    sold = [{"order_id": "over-the-counter", "order_date": "2026-05-01"}]
    world(tmp_path, {"deliveries": parcels(30, "good", **GOOD), "orders": gone + sold})
    (row,) = ask("affected_orders", home=tmp_path).rows
    assert (row["n"], row["affected"], row["cancelled"]) == (31, 2, 2)
