"""A question is found by a word of either language."""

from __future__ import annotations

import pytest

from kundig.answers import measures
from kundig_web.questions.search import folded, search


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("NPS", "nps"), ("Weiterempfehlung", "nps"), ("recommendation", "nps"), ("weiterempf", "nps"),
        ("csat", "csat"), ("Retouren", "returns_rate"), ("kundenwert", "clv"), ("retention", "retention"),
        ("bindung", "retention"), ("verspaetete", "late_deliveries"), ("verspatete", "late_deliveries"),
        ("VERSPÄTETE", "late_deliveries"), ("effort", "ces"), ("best customers", "revenue_share"),
    ],
)  # fmt: skip
def test_the_measure_that_is_meant_comes_first(query: str, first: str) -> None:
    assert search(query)[0].key == first


def test_every_word_must_be_found() -> None:
    assert search("nps giraffe") == []


def test_nothing_asked_is_the_whole_catalogue_in_its_order() -> None:
    assert [m.key for m in search("  ?! ")] == list(measures())


def test_names_of_both_languages_find_their_measure() -> None:
    for key, measure in measures().items():
        for lang in ("de", "en"):
            assert key in {m.key for m in search(measure.say("name", lang))}


def test_folding_writes_umlauts_out() -> None:
    assert folded("Größe, Ärger & Café") == "groesse aerger cafe"
