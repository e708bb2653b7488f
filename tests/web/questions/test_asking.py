"""Answers are kept by version of the store, and what is kept is what would be worked out anew."""

from __future__ import annotations

import threading
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kundig.answers import AskError, ask, measures
from kundig.glossary.measure import Caveat
from kundig.store.home import Home
from kundig_web.questions import asking, cache
from tests.satisfaction.scores import answers
from tests.world import world


def kept_files(settings: Any) -> list[Path]:
    folder = Path(settings.WEB_FOLDER) / "cache" / "questions"
    return [p for p in folder.rglob("*") if p.is_file()]


@pytest.mark.parametrize("key", list(measures()))
def test_a_kept_answer_equals_a_fresh_one_in_value_and_type(demo: Home, key: str) -> None:
    fresh = ask(key, home=demo.folder, lang="en")
    asking.answer(key, {}, "en")
    kept = asking.answer(key, {}, "en")
    assert repr(kept.rows) == repr(fresh.rows)
    assert kept.to_dict() == fresh.to_dict()
    assert kept.request == fresh.request


def test_the_second_question_asks_no_engine(demo: Home, monkeypatch: Any) -> None:
    first = asking.answer("csat", {"by": "branch"}, "de")
    monkeypatch.setattr(asking, "_asked", lambda *a: pytest.fail("asked again"))
    assert asking.answer("csat", {"by": ["branch"]}, "de").rows == first.rows
    assert asking.answer("csat", {"by": "branch"}, "en").lang == "en"


def test_an_import_makes_every_kept_answer_old(own_home: Home) -> None:
    world(own_home.folder, {"survey_answers": answers("csat", {5: 40}, scale=(1, 5))})
    assert asking.answer("csat", {}, "en").n == 40
    world(
        own_home.folder,
        {"survey_answers": answers("csat", {1: 30}, scale=(1, 5), survey_id="another")},
    )
    assert asking.answer("csat", {}, "en").n == 70


def test_the_folder_of_an_older_version_is_deleted(own_home: Home, settings: Any) -> None:
    world(own_home.folder, {"survey_answers": answers("csat", {5: 40}, scale=(1, 5))})
    asking.answer("csat", {}, "en")
    (old,) = {p.parent for p in kept_files(settings)}
    world(
        own_home.folder,
        {"survey_answers": answers("csat", {1: 30}, scale=(1, 5), survey_id="another")},
    )
    asking.answer("csat", {}, "en")
    assert not old.exists()


def test_what_names_a_customer_is_never_kept(demo: Home, tmp_path: Path, settings: Any) -> None:
    settings.WEB_FOLDER = tmp_path
    found = asking.answer("revenue", {"by": "customer"}, "de")
    assert len(found.rows) > 100
    asking.answer("revenue", {"where": {"customer": str(found.rows[0]["customer"])}}, "de")
    assert kept_files(settings) == []


def test_two_who_ask_the_same_at_once_work_once(
    demo: Home, tmp_path: Path, settings: Any, monkeypatch: Any
) -> None:
    settings.WEB_FOLDER = tmp_path
    calls, real = [], asking._asked

    def slow(*args: Any) -> Any:
        calls.append(1)
        time.sleep(0.2)
        return real(*args)

    monkeypatch.setattr(asking, "_asked", slow)
    found: list[Any] = []
    threads = [
        threading.Thread(target=lambda: found.append(asking.answer("ces", {}, "de").n))
        for _ in range(4)
    ]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(set(found)) == 1
    assert calls == [1]


def test_a_folder_that_cannot_be_written_costs_no_answer(
    demo: Home, tmp_path: Path, settings: Any
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    settings.WEB_FOLDER = blocked
    assert asking.answer("csat", {}, "de").n > 100


def test_the_cache_is_bounded(tmp_path: Path, settings: Any, monkeypatch: Any) -> None:
    settings.WEB_FOLDER = tmp_path
    monkeypatch.setattr(cache, "MOST_FILES", 20)
    for i in range(60):
        cache.kept("state", f"name {i}", lambda: b"x")
    assert len(kept_files(settings)) <= 21
    assert cache.kept("state", "name 59", lambda: b"made again") == b"x"


def test_a_correction_of_the_companys_currency_is_seen(own_home: Home) -> None:
    from dataclasses import replace

    rows = [{"order_id": "1", "record_id": "1", "order_date": "2026-05-01"}]
    world(own_home.folder, {"orders": rows})
    assert asking.answer("revenue", {}, "en").currency == "EUR"
    own_home.write_company(replace(own_home.company(), currency="CHF"))
    assert asking.answer("revenue", {}, "en").currency == "CHF"


def test_the_current_figure_looks_at_the_shortest_window_that_tells(own_home: Home) -> None:
    few = answers("csat", {5: 10}, scale=(1, 5), answer_date="2026-11-10")
    more = answers("csat", {4: 40}, scale=(1, 5), answer_date="2026-09-10")
    world(own_home.folder, {"survey_answers": few + more})
    now = asking.current("csat", today=date(2026, 11, 20), lang="de")
    assert now.period == "2026-08-22..2026-11-19"
    told = now.sentence.replace("\u00a0", " ")
    assert told == "50 von 50 gaben eine der zwei besten Noten: 100 % (93 bis 100 %)."


def test_a_figure_that_cannot_be_told_is_a_sentence_with_what_is_missing(own_home: Home) -> None:
    few = answers("csat", {5: 14}, scale=(1, 5), answer_date="2026-11-10")
    world(own_home.folder, {"survey_answers": few})
    now = asking.current("csat", today=date(2026, 11, 20), lang="de")
    assert not now.told
    assert "lässt sich noch nicht sagen (n = 14)" in now.sentence
    assert Caveat("too_few", {"n": 14, "missing": 16, "minimum": 30}) in now.answer.caveats


def test_a_measure_with_windows_of_its_own_keeps_them(demo: Home) -> None:
    now = asking.current("retention", today=date(2026, 11, 20), lang="en")
    assert (now.period, now.start) == ("", None)
    assert now.answer.request.as_of == date(2026, 11, 20)


@pytest.mark.parametrize(
    "asked",
    [
        {"by": "shoe"}, {"where": {"shoe": "42"}}, {"options": {"shoe": "42"}},
        {"period": "yesterday"}, {"as_of": "soon"}, {"period": "9999-12-31"},
        {"period": "0001"}, {"options": {"mapping": "?"}},
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_with_a_sentence(demo: Home, asked: dict[str, Any]) -> None:
    key = "retention" if asked.get("period", "").startswith("0") else "nps"
    with pytest.raises(AskError) as refused:
        asking.answer(key, asked, "de")
    assert len(refused.value.text("de")) > 20
    assert refused.value.text("de") != refused.value.text("en")


def test_an_unknown_measure_is_refused_with_the_one_that_was_meant(demo: Home) -> None:
    with pytest.raises(AskError, match="nps"):
        asking.answer("npss")
