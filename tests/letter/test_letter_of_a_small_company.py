"""With few data a letter still says whom to talk to, and hardly ever that it cannot tell."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kundig.glossary.sentences import texts
from kundig.intake.workflow import ImportRequest, import_file
from kundig.letter import Letter, compose
from kundig.letter.page import page
from kundig.letter.sheet import sheet
from kundig.letter.words import ROOMS
from kundig.samples import write_sample
from kundig.store.home import Company, Home
from kundig.tables import TABLES
from tests.letter.companies import TODAY, answer, build, day, person, shop

CANNOT = {"de": "lässt sich noch nicht sagen", "en": "cannot be told yet"}


@pytest.fixture(scope="module", params=["bookshop", "supplier", "craftsman"])
def small(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder = tmp_path_factory.mktemp(request.param)
    sample = write_sample(folder / "files", company=request.param, today=date(2026, 11, 22))
    home = Home(folder / "home")
    home.write_company(Company(name=sample.company, zone=sample.zone, currency=sample.currency))
    for file in sample.files:
        import_file(ImportRequest(file.path, mapping=file.mapping_path, lang="de"), home=home)
    return home


@pytest.mark.parametrize("lang", ["de", "en"])
def test_small_samples_have_three_actions_and_at_most_one_cannot_tell(
    small: Home, lang: str
) -> None:
    letter = compose(small, lang=lang, today=TODAY)
    assert page(letter).lower().count(CANNOT[lang]) <= 1
    assert actions(letter) >= 3
    assert len(letter.calls) == 3
    assert letter.voice is not None
    assert 1 <= len(letter.figures) <= 7


def actions(letter: Letter) -> int:
    voice = 1 if letter.voice is not None and letter.voice.act else 0
    return voice + len(letter.calls) + len(letter.promises)


def test_an_empty_store_gets_a_friendly_page(tmp_path: Path) -> None:
    for lang, word in (("de", "kundig import DATEI"), ("en", "kundig import FILE")):
        letter = compose(Home(tmp_path), lang=lang, today=TODAY)
        assert word in page(letter)
        assert letter.pack is None
        assert not letter.figures
        assert len(letter.begin) >= 3
        assert sheet(letter).startswith(b"%PDF")


@pytest.mark.parametrize("part", [0, 1, 2])
def test_no_table_may_be_missed(tmp_path: Path, part: int) -> None:
    tables = {name: rows for k, (name, rows) in enumerate(sorted(shop().items())) if k % 3 != part}
    assert page(compose(build(tmp_path, tables), lang="de", today=TODAY))


@pytest.mark.parametrize(
    "table", ["orders", "survey_answers", "contacts", "promises", "units", "decisions"]
)
def test_one_table_is_enough(tmp_path: Path, table: str) -> None:
    rows = (
        shop().get(table)
        or {
            "contacts": [{"contact_id": "1", "record_id": "7", "contact_date": day(2)}],
            "units": [{"unit_id": "Nord", "unit_name": "Nord"}],
        }[table]
    )
    assert table in TABLES
    letter = compose(build(tmp_path, {table: rows}), lang="en", today=TODAY)
    assert page(letter)
    assert letter.question


def test_one_talk_and_one_promise_make_a_letter(tmp_path: Path) -> None:
    tables = {
        "customer_records": [person("7", "Sommer")],
        "contacts": [{"contact_id": "g", "record_id": "7", "contact_date": day(1), "direction": "in"}],
        "texts": [{"about_table": "contacts", "about_id": "g", "field": "text", "record_id": "7",
                   "text": "Sucht Bücher in großer Schrift.", "text_date": day(1)}],
        "promises": [{"promise_id": "z", "record_id": "7", "due_date": day(-2), "subject": "Anrufen"}],
    }  # fmt: skip
    letter = compose(build(tmp_path, tables), lang="de", today=TODAY)
    assert [c.who for c in letter.calls] == ["Frau Sommer"]
    assert "Sucht Bücher in großer Schrift." in letter.calls[0].because
    assert [p.what for p in letter.promises] == ["Anrufen"]


def test_few_answers_are_counted_not_scored(tmp_path: Path) -> None:
    rows = [answer(k, str(k), 10, 5 + k) for k in range(12)]
    letter = compose(build(tmp_path, {"survey_answers": rows}), lang="de", today=TODAY)
    nps = next(f for f in letter.figures if f.measure == "nps")
    assert (nps.value, nps.n, nps.bar) == (None, 12, "")
    assert "12 von 12 gaben" in nps.sentence
    assert "12\u00a0Antworten" in letter.thin


def test_old_data_are_read_on_the_day_after_them(tmp_path: Path) -> None:
    rows = [answer(k, str(k), 9, 4000 + k) for k in range(40)]
    letter = compose(build(tmp_path, {"survey_answers": rows}), lang="en")
    assert letter.pdf_date == day(3999)
    assert next(f for f in letter.figures if f.measure == "nps").n > 0


def test_nothing_after_today_is_told(tmp_path: Path) -> None:
    rows = [answer(k, str(k), 9, -5) for k in range(40)] + [answer(99, "99", 9, 5)]
    letter = compose(build(tmp_path, {"survey_answers": rows}), lang="en", today=TODAY)
    assert next(f for f in letter.figures if f.measure == "nps").n == 1


def test_a_till_that_records_no_returns_is_not_praised_for_none(tmp_path: Path) -> None:
    lines = [
        {"order_id": f"O{k}", "product_id": "p", "occurrence": 1, "quantity": 1, "amount": 9}
        for k in range(60)
    ]
    orders = [
        {"order_id": f"O{k}", "record_id": str(k % 40), "order_date": day(3 + k)} for k in range(60)
    ]
    letter = compose(
        build(tmp_path, {"orders": orders, "order_lines": lines}), lang="de", today=TODAY
    )
    assert "returns_rate" not in {f.measure for f in letter.figures}


def test_both_languages_have_every_sentence() -> None:
    import string

    keys = [key for room in ROOMS for key in texts(room)]
    assert len(keys) == len(set(keys))
    for room in (*ROOMS, "names"):
        for key, sentence in texts(room).items():
            assert set(sentence) == {"de", "en"}, key
            fields = [
                sorted({f for _, f, _, _ in string.Formatter().parse(sentence[lang]) if f})
                for lang in ("de", "en")
            ]
            assert fields[0] == fields[1], key
