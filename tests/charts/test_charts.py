"""Charts say what they show, with n and range, and are drawn without a network."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kundig.answers import Answer, ask
from kundig.charts import RendererMissing, to_png, to_svg
from tests.satisfaction.scores import answers
from tests.world import world


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = []
    for month, fans in (("04", 30), ("05", 20), ("06", 35)):
        for branch in ("Köln", "Bonn"):
            rows += answers(
                "nps", {10: fans, 5: 15}, scale=(0, 10), branch=branch,
                answer_date=f"2026-{month}-10",
            )  # fmt: skip
    rows += answers("nps", {10: 4}, scale=(0, 10), branch="Ulm & <b>", answer_date="2026-06-01")
    folder = tmp_path_factory.mktemp("charts")
    world(folder, {"survey_answers": rows})
    return folder


def nps(home: Path, *by: str, lang: str = "de") -> Answer:
    return ask("nps", by=by, home=home, lang=lang)


def words(spec: dict) -> str:
    return json.dumps(spec, ensure_ascii=False)


def test_groups_are_dots_with_their_range(home: Path) -> None:
    spec = nps(home, "branch").chart()
    assert [layer["mark"] for layer in spec["layer"][:2]] == ["rule", "point"]
    told = {r["label"]: r["told"] for r in spec["data"]["values"]}
    assert told["Bonn"].endswith("n = 130")
    assert told["Ulm & <b>"] == "lässt sich noch nicht sagen, n = 4"


def test_time_makes_a_line_with_a_band(home: Path) -> None:
    spec = nps(home, "month").chart()
    assert [layer["mark"] for layer in spec["layer"][:2]] == ["area", "line"]
    assert spec["data"]["values"][0]["when"] == "2026-04-01"


def test_time_and_groups_make_small_charts(home: Path) -> None:
    spec = nps(home, "month", "branch").chart()
    assert spec["facet"]["field"] == "label"


def test_counts_are_ranked_bars(home: Path) -> None:
    orders = [{"order_id": str(i), "record_id": str(i), "order_date": "2026-05-01",
               "country": "DE" if i % 3 else "AT"} for i in range(40)]  # fmt: skip
    folder = home / "bars"
    world(folder, {"orders": orders})
    spec = ask("customers", by="country", home=folder).chart()
    assert [r["label"] for r in spec["data"]["values"]] == ["DE", "AT"]


def test_too_few_answers_are_words_not_marks(home: Path) -> None:
    folder = home / "few"
    world(folder, {"survey_answers": answers("nps", {10: 5}, scale=(0, 10))})
    spec = ask("nps", home=folder, lang="de").chart()
    assert spec["mark"]["type"] == "text"
    assert "lässt sich noch nicht sagen" in words(spec)


@pytest.mark.parametrize("by", [(), ("branch",), ("month",), ("month", "branch")])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_chart_names_its_n_and_its_question(
    home: Path, by: tuple[str, ...], lang: str
) -> None:
    answer = nps(home, *by, lang=lang)
    subtitle = " ".join(answer.chart()["title"]["subtitle"])
    assert answer.question in subtitle
    assert f"n = {answer.n}" in subtitle


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("by", [(), ("branch",), ("month",), ("month", "branch")])
def test_charts_are_drawn_offline(home: Path, by: tuple[str, ...], dark: bool) -> None:
    pytest.importorskip("vl_convert")
    svg = to_svg(nps(home, *by).chart(dark=dark), "de")
    assert svg.startswith("<svg")
    assert to_png(nps(home, *by).chart(dark=dark), "de")[:4] == b"\x89PNG"


def test_german_charts_have_a_decimal_comma(home: Path) -> None:
    assert nps(home).chart()["config"]["locale"]["number"]["decimal"] == ","
    assert nps(home, lang="en").chart()["config"]["locale"]["number"]["decimal"] == "."


def test_a_missing_renderer_gives_the_line_to_type() -> None:
    assert "pip install 'kundig[charts]'" in RendererMissing().text("de")
