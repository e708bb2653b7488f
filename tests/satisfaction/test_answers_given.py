from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kundig.answers.asking import AskError, open_engine
from kundig.answers.listings import listing
from kundig.glossary.measure import Request
from tests.world import world

TODAY = date(2026, 11, 22)


def asked(tmp_path: Path, tables: dict[str, Any], **options: Any) -> list[dict[str, Any]]:
    home = world(tmp_path / "home", tables)
    with open_engine("duckdb") as engine:
        return listing(
            "answers_given", Request(as_of=TODAY, options=options),
            snapshot=home.store.snapshot(), engine=engine, home=home,
        )  # fmt: skip


def row(response: str, kind: str, score: int | None, best: int, **more: Any) -> dict[str, Any]:
    return {
        "survey_id": "s", "response_id": response, "question_id": kind, "kind": kind,
        "score": score, "scale_min": 0 if best == 10 else 1, "scale_max": best,
        "answer_date": "2026-11-20", "record_id": "1", "branch": "Mitte",
    } | more  # fmt: skip


def text(response: str, field: str, said: str) -> dict[str, Any]:
    return {"about_table": "survey_answers", "about_id": response, "field": field, "record_id": "1",
            "text": said, "text_date": "2026-11-20"}  # fmt: skip


def test_several_questions_of_one_person_are_one_row_with_the_longest_words(tmp_path: Path) -> None:
    tables = {
        "survey_answers": [row("R1", "nps", 3, 10), row("R1", "csat", 5, 5),
                           row("R1", "text", None, 10, scale_max=None, scale_min=None)],
        "texts": [text("R1", "nps", "kurz"), text("R1", "text", "viel länger")],
        "customer_records": [{"record_id": "1", "last_name": "Weiß", "salutation": "Herr"}],
    }  # fmt: skip
    [one] = asked(tmp_path, tables)
    assert (one["nps"], one["csat"], one["ces"]) == (3, 5, None)
    assert one["words"] == "viel länger"
    assert one["last_name"] == "Weiß"
    assert one["branch"] == "Mitte"
    assert one["mood"] == "bad"  # the worst of several scores counts


@pytest.mark.parametrize(
    ("kind", "score", "best", "mood"),
    [
        ("nps", 6, 10, "bad"), ("nps", 7, 10, "middle"), ("nps", 8, 10, "middle"),
        ("nps", 9, 10, "good"), ("csat", 2, 5, "bad"), ("csat", 3, 5, "middle"),
        ("csat", 4, 5, "good"), ("ces", 3, 7, "bad"), ("ces", 4, 7, "middle"),
        ("ces", 5, 7, "good"), ("ces", 4, 5, "bad"), ("ces", 3, 5, "middle"), ("ces", 2, 5, "good"),
    ],
)  # fmt: skip
def test_the_mood_follows_from_the_scale(
    tmp_path: Path, kind: str, score: int, best: int, mood: str
) -> None:
    [one] = asked(tmp_path, {"survey_answers": [row("R1", kind, score, best)]})
    assert one["mood"] == mood


def test_who_skipped_everything_answered_nothing(tmp_path: Path) -> None:
    skipped = row("R1", "nps", None, 10, no_answer="skipped")
    assert asked(tmp_path, {"survey_answers": [skipped]}) == []


def test_newest_first_within_the_days_asked_for(tmp_path: Path) -> None:
    tables = {
        "survey_answers": [
            row("old", "nps", 5, 10, answer_date="2026-10-01"),
            row("older", "nps", 5, 10, answer_date="2026-09-01"),
            row("new", "nps", 5, 10, answer_date="2026-11-21"),
            row("tomorrow", "nps", 5, 10, answer_date="2026-11-23"),
        ]
    }
    assert [r["response_id"] for r in asked(tmp_path / "1", tables)] == ["new"]
    found = [r["response_id"] for r in asked(tmp_path / "2", tables, days=365)]
    assert found == ["new", "old", "older"]


def test_what_is_asked_for_narrows_down(tmp_path: Path) -> None:
    tables = {
        "survey_answers": [row("A", "nps", 2, 10), row("B", "csat", 5, 5, branch="Süd"),
                           row("C", "nps", 9, 10)],
        "texts": [text("C", "nps", "gern wieder")],
    }  # fmt: skip

    def ids(folder: str, **options: Any) -> list[str]:
        return [r["response_id"] for r in asked(tmp_path / folder, tables, **options)]

    assert ids("1", kind="nps") == ["A", "C"]
    assert ids("2", mood="bad") == ["A"]
    assert ids("3", branch="Süd") == ["B"]
    assert ids("4", told=1) == ["C"]
    with pytest.raises(AskError):
        ids("5", nonsense=1)
