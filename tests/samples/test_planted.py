import collections
import datetime as dt
import math
from typing import Any

import numpy as np
import pytest

from .conftest import TODAY, Written, day, moment


@pytest.fixture(scope="module")
def late_orders(outdoor: Written) -> dict[str, bool]:
    found = {}
    for row in outdoor.rows("lieferungen.csv.gz"):
        if row["Stand"] == "zugestellt" and not row["Geliefert"].startswith("31.02"):
            found[row["Bestellnummer"]] = day(row["Geliefert"]) > day(row["Zugesagt"])
    return found


@pytest.fixture(scope="module")
def csat(outdoor: Written) -> list[dict[str, str]]:
    return [r for r in outdoor.rows("umfrage_kauf_service.csv") if r["Art"] == "Zufriedenheit"]


def mean(values: list[int]) -> tuple[float, float]:
    a = np.array(values, dtype=float)
    return float(a.mean()), float(a.std(ddof=1) / math.sqrt(len(a)))


def test_a_late_delivery_costs_the_planted_satisfaction(
    outdoor: Written, late_orders: dict[str, bool], csat: list[dict[str, str]]
) -> None:
    groups: dict[bool, list[int]] = {True: [], False: []}
    for row in csat:
        if row["Filiale"] != "West":
            groups[late_orders.get(row["Bestellnummer"], False)].append(int(row["Wert"]))
    (on_time, se1), (late, se2) = mean(groups[False]), mean(groups[True])
    drop = outdoor.truth["satisfaction"]["csat"]["drop_when_late"]
    assert abs((on_time - late) - drop) < 3.5 * math.hypot(se1, se2)
    assert len(groups[True]) > 300


def test_fewer_deliveries_are_late_since_the_decision(
    outdoor: Written, late_orders: dict[str, bool]
) -> None:
    truth, effective = outdoor.truth["lateness"], TODAY - dt.timedelta(days=35)
    told = {"before": [0, 0], "after": [0, 0]}
    for row in outdoor.rows("lieferungen.csv.gz"):
        number = row["Bestellnummer"]
        if number in late_orders and number >= "B100101" and "-2" not in row["Lieferschein"]:
            side = told["after" if day(row["Bestellt am"]) >= effective else "before"]
            side[0] += late_orders[number]
            side[1] += 1
    assert told["before"] == [truth["late_before"], truth["deliveries_before"]]
    assert told["after"] == [truth["late_after"], truth["deliveries_after"]]
    assert abs(told["before"][0] / told["before"][1] - truth["planted_before"]) < 0.015
    assert abs(told["after"][0] / told["after"][1] - truth["planted_after"]) < 0.04
    decision = next(r for r in outdoor.rows("entscheidungen.csv") if r["Entscheidung"] == "E4")
    assert decision["Was"] == "Liefertag erst zusagen, wenn die Ware im Haus ist"


def test_late_customers_leave_more_often(outdoor: Written, late_orders: dict[str, bool]) -> None:
    orders: dict[str, dict[str, dt.date]] = collections.defaultdict(dict)
    for row in outdoor.rows("bestellungen.csv"):
        who, number = row["Kundennummer"].strip(), row["Bestellnummer"]
        if who and number.startswith("B") and row["Bestelldatum"][:2] not in ("00", "31"):
            orders[who][number] = day(row["Bestelldatum"])
    counts = {False: [0, 0], True: [0, 0]}
    for who, mine in orders.items():
        state = outdoor.truth["customers"][who]
        if state.get("story"):
            continue
        by_day = sorted(mine.items(), key=lambda x: (x[1], x[0]))
        for k, (number, at) in enumerate(by_day[1:], 1):
            gone = state["left"] == at.isoformat() and k == len(by_day) - 1
            side = counts[late_orders.get(number, False)]
            side[0] += gone
            side[1] += 1
    on_time, late = (counts[k][0] / counts[k][1] for k in (False, True))
    assert 1.6 < late / on_time < 2.4


def test_west_is_really_worse(csat: list[dict[str, str]]) -> None:
    west = [int(r["Wert"]) for r in csat if r["Filiale"] == "West"]
    rest = [int(r["Wert"]) for r in csat if r["Filiale"] not in ("West", "Süd", "Online")]
    (a, se1), (b, se2) = mean(west), mean(rest)
    assert len(west) > 150
    assert b - a > 5 * math.hypot(se1, se2)


def test_sued_only_looks_worse(outdoor: Written, csat: list[dict[str, str]]) -> None:
    quarter = TODAY - dt.timedelta(days=90)
    for rows, column, when in (
        (csat, "Wert", "Beantwortet am"),
        (outdoor.rows("umfrage_beziehung.csv"), "Weiterempfehlung (0-10)", "Ausgefüllt am"),
    ):
        sued = [r for r in rows if r["Filiale"] == "Süd"]
        recent = [int(r[column]) for r in sued if day(r[when]) >= quarter]
        month = [r for r in sued if day(r[when]) >= TODAY - dt.timedelta(days=30)]
        others = [r for r in rows if r["Filiale"] in ("Nord", "Ost", "Mitte")]
        now = [int(r[column]) for r in others if day(r[when]) >= quarter and r[column].isdigit()]
        (a, se1), (b, se2) = mean(recent), mean(now)
        assert len(recent) == len(month) == 14
        assert a < b - 0.4
        assert b - a < 1.96 * math.hypot(se1, se2) * 1.15
        ever = [int(r[column]) for r in sued if day(r[when]) < quarter and r[column].isdigit()]
        always = [int(r[column]) for r in others if r[column].isdigit()]
        (c, se3), (d, se4) = mean(ever), mean(always)
        assert abs(c - d) < 3 * math.hypot(se3, se4)


def test_dirty_rows_are_as_many_as_the_truth_says(outdoor: Written) -> None:
    truth: dict[str, dict[str, int]] = outdoor.truth["dirty"]
    lines = outdoor.text("bestellungen.csv").split("\r\n")[1:-1]
    cells = [line.split(";") for line in lines]
    whole = [c for c in cells if len(c) == 11]
    repeated = sum(n - 1 for n in collections.Counter(lines).values())
    assert len(cells) == outdoor.truth["rows"]["bestellungen.csv"]
    found = {
        "exact_duplicates": repeated,
        "price_zero": sum(c[7] == "0,00" for c in whole),
        "trailing_blanks": sum(any(x != x.rstrip() for x in c) for c in whole),
        "impossible_dates": sum(c[1].startswith("31.02") for c in whole),
        "unreadable_amounts": sum(c[7] == "k.A." for c in whole),
        "placeholder_dates": sum(c[1] == "00.00.0000" for c in whole),
        "ragged_rows": len(cells) - len(whole),
        "no_customer": sum(c[2] == "" for c in whole),
        "cancellations": sum(c[0].startswith("ST") and c[6].startswith("-") for c in whole),
    }
    assert found == truth["bestellungen.csv"]
    nps = [r["Weiterempfehlung (0-10)"] for r in outdoor.rows("umfrage_beziehung.csv")]
    assert nps.count("11") == truth["umfrage_beziehung.csv"]["nps_outside_scale"]
    assert nps.count("") == truth["umfrage_beziehung.csv"]["nps_blank"]
    assert outdoor.truth["refused_rows"]["all"] == 24


def test_there_are_enough_customers_and_the_segments_are_told_apart_by_what_they_buy(
    outdoor: Written,
) -> None:
    customers: dict[str, Any] = outdoor.truth["customers"]
    assert len(customers) == outdoor.truth["rows"]["kunden.csv"] >= 5_000
    spent: dict[str, list[float]] = collections.defaultdict(list)
    for row in outdoor.rows("bestellungen.csv"):
        who, price = row["Kundennummer"].strip(), row["Einzelpreis"] or "k.A."
        if who and price != "k.A." and row["Bestellnummer"].startswith("B"):
            child = row["Warengruppe"].startswith("Kinder")
            spent[who].append(-200.0 if child else float(price.replace(".", "").replace(",", ".")))
    hits = total = 0
    for who, values in spent.items():
        segment = customers[who]["segment"]
        if segment != "other" and len(values) >= 5:
            total += 1
            hits += (sum(values) / len(values) > 55) == (segment == "adventure")
    assert total > 2_000
    assert hits / total > 0.95


def test_return_reasons_follow_the_product_group(outdoor: Written) -> None:
    rows = [r for r in outdoor.rows("retouren.csv") if r["Warengruppe"] == "Kinderschuhe"]
    share = sum(r["Grund"] == "passt nicht" for r in rows) / len(rows)
    assert abs(share - outdoor.truth["returns"]["Kinderschuhe"]["reasons"]["passt nicht"]) < 0.09


def test_complaint_courses_agree_with_the_counted_answers(outdoor: Written) -> None:
    kinds = {r["Vorgang"]: r["Art"] for r in outdoor.rows("beschwerden.csv")}
    steps: dict[str, dict[str, dt.datetime]] = collections.defaultdict(dict)
    for row in outdoor.rows("beschwerde_verlauf.csv"):
        at = moment(row["Zeitpunkt"])
        steps[row["Vorgang"]].setdefault(row["Ereignis"], at)
    told = [v for v, k in kinds.items() if k == "Beschwerde" and v not in ("V10001", "V10003")]
    soon = [
        v
        for v in told
        if "beantwortet" in steps[v]
        and steps[v]["beantwortet"] - steps[v]["eingegangen"] <= dt.timedelta(hours=24)
    ]
    truth = outdoor.truth["complaints"]
    assert len(told) == truth["complaints"]
    assert len(soon) == truth["complaints_human_answer_within_24h"]
    assert 0.5 < len(soon) / len(told) < 0.75


def test_the_open_story_stands_in_the_files(outdoor: Written) -> None:
    yildiz = outdoor.rows("kunden.csv")[0]
    assert (yildiz["Kundennummer"], yildiz["Nachname"]) == ("10001", "Yıldız")
    answer = next(r for r in outdoor.rows("umfrage_beziehung.csv") if r["Kundennummer"] == "10001")
    assert answer["Warum?"] == "Die Stiefel kamen zwei Tage nach der Abreise."
    assert (answer["Weiterempfehlung (0-10)"], answer["Ausgefüllt am"][:10]) == ("2", "14.07.2026")
    case = next(r for r in outdoor.rows("beschwerden.csv") if r["Vorgang"] == "V10001")
    assert (case["Eingegangen"], case["Stand"]) == ("14.07.2026 14:00", "offen")
    course = [r for r in outdoor.rows("beschwerde_verlauf.csv") if r["Vorgang"] == "V10001"]
    assert [r["Ereignis"] for r in course] == ["eingegangen", "automatische Antwort"]
    promise = next(r for r in outdoor.rows("zusagen.csv") if r["Zusage"] == "Z10001")
    assert promise["Stand"] == "gebrochen"
    parcel = next(
        r
        for r in outdoor.rows("lieferungen.csv.gz")
        if r["Bestellnummer"] == promise["Bestellnummer"]
    )
    left_home = dt.date.fromisoformat(outdoor.truth["story"]["10001"]["departure"])
    assert day(parcel["Zugesagt"]) == left_home - dt.timedelta(days=2)
    assert day(parcel["Geliefert"]) == left_home + dt.timedelta(days=2)
    weiss = [r for r in outdoor.rows("bestellungen.csv") if r["Kundennummer"] == "10002"]
    assert max(day(r["Bestelldatum"]) for r in weiss) < TODAY - dt.timedelta(days=200)
    open_today = [
        r for r in outdoor.rows("beschwerden.csv") if r["Eingegangen"][:10] == "14.07.2026"
    ]
    assert [r["Vorgang"] for r in open_today] == ["V10001"]
