"""Public data sets through the ordinary import give their known figures, with nothing prepared."""

from __future__ import annotations

from pathlib import Path

import pytest

import kundig
from kundig.intake.result import ImportResult
from kundig.intake.workflow import ImportRequest, import_file
from kundig.store.home import Home
from tests.data import data_folder

MAPPINGS = Path(__file__).parents[1] / "mappings"


def bring_in(home: Home, *paths: Path, mapping: Path | None = None) -> list[ImportResult]:
    """Import files as a user would."""
    return [import_file(ImportRequest(p, mapping=mapping, lang="en"), home=home) for p in paths]


@pytest.fixture(scope="module")
def online_retail(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, ImportResult]:
    home = Home(tmp_path_factory.mktemp("uci"))
    file = data_folder("online_retail_1") / "online_retail_2010_2011.csv.gz"
    return home, bring_in(home, file)[0]


def test_online_retail_reports_its_defects(online_retail: tuple[Home, ImportResult]) -> None:
    _, result = online_retail
    assert (result.read, result.taken, result.refused) == (541_909, 541_909, 0)
    assert result.facts["customers"] == 4_372
    assert result.facts["documents"] == 25_900
    assert result.facts["countries"] == 38
    assert result.remarks["no_customer"] == 135_080
    assert result.remarks["cancellation"] == 9_288
    assert result.remarks["negative_quantity"] == 10_624
    assert result.remarks["exact_duplicate"] == 5_268
    assert result.remarks["price_zero"] == 2_515


def test_online_retail_purchases_are_the_known_ones(
    online_retail: tuple[Home, ImportResult],
) -> None:
    home, _ = online_retail
    [row] = kundig.ask("customers", home=home.folder).rows
    assert (row["customers"], row["purchases"]) == (4_338, 18_532)
    assert round(float(kundig.ask("revenue", home=home.folder).value), 2) == 8_911_407.90
    assert round(kundig.ask("repeat_rate", home=home.folder).value, 2) == 65.58


def test_online_retail_best_customer_has_the_known_rfm(
    online_retail: tuple[Home, ImportResult],
) -> None:
    home, _ = online_retail
    answer = kundig.ask(
        "rfm", by="customer", where={"customer": "12748"}, as_of="2011-12-10", home=home.folder
    )
    [row] = answer.rows
    assert (row["recency"], row["frequency"]) == (1, 209)
    assert round(float(row["monetary"]), 2) == 33_719.73


def test_the_same_file_again_changes_nothing(online_retail: tuple[Home, ImportResult]) -> None:
    home, first = online_retail
    file = data_folder("online_retail_1") / "online_retail_2010_2011.csv.gz"
    [again] = bring_in(home, file)
    assert (again.taken, again.new_versions, again.unchanged) == (0, 0, 541_909)
    assert again.version == first.version
    assert home.store.manifest().version == first.version


@pytest.fixture(scope="module")
def olist(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("olist"))
    bring_in(home, *sorted(data_folder("olist_sample").glob("*.csv*")))
    return home


def test_olist_knows_people_behind_customer_numbers(olist: Home) -> None:
    [row] = kundig.ask("customers", home=olist.folder).rows
    assert (row["customers"], row["purchases"]) == (8_016, 8_135)
    assert round(kundig.ask("repeat_rate", home=olist.folder).value / 100, 4) == 0.0091


def test_olist_deliveries_and_reviews_are_the_known_ones(olist: Home) -> None:
    [late] = kundig.ask("late_deliveries", home=olist.folder).rows
    assert (late["late"], late["n"]) == (343, 5_170)
    assert round(late["late_deliveries"], 2) == 6.63
    [csat] = kundig.ask("csat", home=olist.folder).rows
    assert csat["n"] == 8_225
    assert round(csat["mean"], 4) == 3.2716
    by_late = {r["late"]: r for r in kundig.ask("csat", by="late", home=olist.folder).rows}
    assert round(by_late["yes"]["mean"], 2) == 2.18
    assert round(by_late["no"]["mean"], 2) == 4.27
    [affected] = kundig.ask("affected_orders", home=olist.folder).rows
    assert round(affected["affected_orders"], 2) == 193.73


def test_airport_survey_gives_its_known_score(tmp_path: Path) -> None:
    home = Home(tmp_path)
    file = data_folder("sfo_survey_2017") / "2017_SFO_Customer_Survey.csv"
    [result] = bring_in(home, file, mapping=MAPPINGS / "sfo_survey_2017.toml")
    assert result.read == 2_831
    assert result.remarks["outside_scale"] == 84
    [nps] = kundig.ask("nps", home=home.folder).rows
    assert (round(nps["nps"], 1), nps["n"]) == (39.8, 2_746)
    [csat] = kundig.ask("csat", home=home.folder).rows
    assert round(csat["mean"], 2) == 4.06


def test_cdnow_gives_the_published_parameters(tmp_path: Path) -> None:
    home = Home(tmp_path)
    bring_in(home, data_folder("cdnow") / "CDNOW_sample.txt")
    answer = kundig.ask("clv", period="..1997-09-30", home=home.folder)
    model = answer.model
    assert [round(model[k], 3) for k in ("r", "alpha", "a", "b")] == [0.243, 4.414, 0.793, 2.426]
    assert round(model["log_likelihood"], 1) == -9582.4
    assert [round(model[k], 2) for k in ("p", "q", "gamma")] == [6.25, 3.74, 15.44]
