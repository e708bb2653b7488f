from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kundig.letter import compose, voice
from kundig.letter.morning import Morning, dumps, gather, loads
from kundig.store.home import Home
from tests.letter.companies import TODAY, build, shop


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return build(tmp_path_factory.mktemp("morning"), shop())


@pytest.fixture(scope="module")
def morning(home: Home) -> Morning:
    return gather(home, home.store.snapshot(), today=TODAY)


@pytest.mark.parametrize("lang", ["de", "en"])
def test_both_languages_are_the_letters_that_are_composed_alone(
    home: Home, morning: Morning, lang: str
) -> None:
    assert morning.told[lang].letter == compose(home, lang=lang, today=TODAY)


def test_what_is_kept_comes_back_as_it_was(morning: Morning) -> None:
    back = loads(dumps(morning))
    assert back.told == morning.told
    assert (back.day, back.first, back.last, back.version) == (
        morning.day, morning.first, morning.last, morning.version,
    )  # fmt: skip
    for key, rows in morning.rows.items():
        assert len(back.rows[key]) == len(rows)
        for one, other in zip(back.rows[key], rows, strict=True):
            assert {
                k: v if not hasattr(v, "as_tuple") else float(v) for k, v in other.items()
            } == one


def test_an_empty_store_has_a_morning_too(tmp_path: Path) -> None:
    home = Home(tmp_path)
    back = loads(dumps(gather(home, home.store.snapshot(), today=TODAY)))
    assert back.rows == {}
    assert back.told["de"].letter.begin


def test_rows_become_words_at_any_hour_without_an_engine(home: Home, morning: Morning) -> None:
    at = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)

    def told(moment: datetime) -> str:
        ask = morning.asker(home, home.store.snapshot(), "de", moment)
        lead = voice.lead(ask, morning.rows["voices"], morning.rows["cases"],
                          morning.rows["promises"])  # fmt: skip
        assert lead is not None
        assert lead.case == "shop:C1"
        return " ".join(lead.followed)

    assert "Es bleiben 5\u00a0Stunden von 24." in told(at)
    assert "Es bleiben 2\u00a0Stunden von 24." in told(at + timedelta(hours=3))
    assert "die 24 Stunden sind vorbei" in told(at + timedelta(hours=6))


def test_figures_that_the_letter_leaves_out_carry_their_number(morning: Morning) -> None:
    known = {f.measure: f for f in morning.told["de"].figures}
    assert known["revenue_share"].n > 0
    assert known["revenue_share"].decides
    assert known["nps"].shown in known["nps"].sentence
    for figure in known.values():
        assert figure.value is None or figure.shown in figure.sentence
