"""Late is what arrives after the promised day; what never arrived is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kundig.answers import ask
from tests.satisfaction.scores import keys
from tests.world import world


def parcels(n: int, name: str, **columns: Any) -> list[dict[str, Any]]:
    return [{"delivery_id": f"{name}-{i}", "order_id": f"{name}-{i}", **columns} for i in range(n)]


LATE = {"promised_date": "2026-05-03", "delivered_date": "2026-05-04", "status": "delivered"}
GOOD = {"promised_date": "2026-05-03", "delivered_date": "2026-05-03", "status": "delivered"}


def test_the_share_of_late_arrivals_has_wilsons_interval(tmp_path: Path) -> None:
    world(tmp_path, {"deliveries": parcels(25, "late", **LATE) + parcels(75, "good", **GOOD)})
    (row,) = ask("late_deliveries", home=tmp_path).rows
    assert [round(row[k], 2) for k in ("late_deliveries", "low", "high")] == [25.0, 17.55, 34.30]
    assert (row["late"], row["delivered"], row["n"]) == (25, 100, 100)


def test_the_evening_of_the_promised_day_is_not_late(tmp_path: Path) -> None:
    evening = GOOD | {"promised_at": "2026-05-03T00:00:00+02:00",
                      "delivered_at": "2026-05-03T20:00:00+02:00"}  # fmt: skip
    world(tmp_path, {"deliveries": parcels(30, "evening", **evening)})
    assert ask("late_deliveries", home=tmp_path).value == 0


def test_moments_decide_where_no_day_is_known(tmp_path: Path) -> None:
    moments = {"promised_at": "2026-05-03T18:00:00+02:00", "order_date": "2026-05-01",
               "delivered_at": "2026-05-03T18:00:01+02:00"}  # fmt: skip
    world(tmp_path, {"deliveries": parcels(30, "moment", **moments)})
    assert ask("late_deliveries", home=tmp_path).value == 100


def test_open_and_unpromised_deliveries_are_named_not_counted(tmp_path: Path) -> None:
    rows = [
        *parcels(40, "good", **GOOD),
        *parcels(3, "open", promised_date="2026-05-02", status="shipped"),
        *parcels(2, "due", promised_date="2026-06-02", status="shipped"),
        *parcels(4, "gone", promised_date="2026-05-02", status="cancelled"),
        *parcels(5, "free", delivered_date="2026-05-03"),
    ]
    world(tmp_path, {"deliveries": rows})
    answer = ask("late_deliveries", home=tmp_path)
    (row,) = answer.rows
    assert (row["late_deliveries"], row["n"], row["overdue"]) == (0, 40, 3)
    named = {c.key: c.values["n"] for c in answer.caveats}
    assert named == {"deliveries_overdue": 3, "deliveries_without_promise": 5}


def test_an_order_that_arrived_counts_whatever_its_status_says(tmp_path: Path) -> None:
    world(tmp_path, {"deliveries": parcels(30, "odd", **(LATE | {"status": "cancelled"}))})
    assert ask("late_deliveries", home=tmp_path).value == pytest.approx(100)


def test_29_deliveries_are_too_few(tmp_path: Path) -> None:
    world(tmp_path, {"deliveries": parcels(29, "good", **GOOD)})
    answer = ask("late_deliveries", home=tmp_path)
    assert answer.value is None
    assert keys(answer) == {"too_few"}
