from __future__ import annotations

from pathlib import Path

import pytest

from kundig.readers import open_source, propose
from kundig.readers.survey import heading_scale


@pytest.mark.parametrize(
    ("heading", "scale"),
    [
        ("Weiterempfehlung (0-10)", (0, 10)),
        ("Zufriedenheit 1-5", (1, 5)),
        ("Zufriedenheit 1 - 5", (1, 5)),
        ("Wie war die Beratung? (1 bis 7)", (1, 7)),
        ("Auf einer Skala von 1 bis 10", (1, 10)),
        ("Weiterempfehlung 0–10", (0, 10)),
        ("Preis [1..5]", (1, 5)),
        ("Preis [1…5]", (1, 5)),
        ("Overall satisfaction (1 to 5)", (1, 5)),
        ("Note (1 = sehr gut, 6 = ungenügend)", (1, 6)),
        ("Zufriedenheit (0-100)", (0, 100)),
        ("Zufriedenheit", None),
        ("Alter (18-99)", None),
        ("Umsatz 2024-2025", None),
        ("Woche 01.03.-10.03.", None),
        ("Punkte (10-1)", None),
        ("Version 1.5-2.0", None),
    ],
)
def test_a_heading_names_its_scale(heading: str, scale: tuple[float, float] | None) -> None:
    assert heading_scale(heading) == scale


def survey(tmp_path: Path, heading: str, *values: str) -> Path:
    path = tmp_path / "umfrage.csv"
    lines = [f"{i};{12 + i}.03.2026;{v}" for i, v in enumerate(values)]
    path.write_text("\n".join([f"Zettel;Datum;{heading}", *lines]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("heading", "values", "scale"),
    [
        ("Weiterempfehlung (0-10)", "98877", (0.0, 10.0)),
        ("Zufriedenheit 1-5", "44343", (1.0, 5.0)),
        ("Zufriedenheit 1-5", ["4", "99", "3", "0", "4"], (1.0, 5.0)),
        ("Zufriedenheit (1 bis 7)", ["4", "4,5", "3", "7", "9"], (1.0, 7.0)),
    ],
)
def test_a_scale_in_the_heading_is_not_asked_and_outlasts_other_values(
    heading: str, values: list[str], scale: tuple[float, float], tmp_path: Path
) -> None:
    proposal = propose(open_source(survey(tmp_path, heading, *values)))
    assert proposal.mapping.table == "survey_answers"
    assert proposal.mapping.questions[heading].scale == scale
    assert proposal.questions == ()


def test_without_a_scale_in_the_heading_values_that_allow_several_are_asked(
    tmp_path: Path,
) -> None:
    proposal = propose(open_source(survey(tmp_path, "Weiterempfehlung", *"98877")))
    assert [q.key for q in proposal.questions] == ["ask_scale"]


def test_words_for_no_opinion_are_no_bad_cells(tmp_path: Path) -> None:
    path = survey(tmp_path, "Zufriedenheit (1-5)", "4", "k.A.", "3", "weiß nicht", "5")
    question = propose(open_source(path)).mapping.questions["Zufriedenheit (1-5)"]
    assert question.no_answer == ("k.A.", "weiß nicht")


def test_school_marks_never_count_as_satisfaction(tmp_path: Path) -> None:
    heading = "Zufriedenheit (1 = sehr zufrieden, 6 = gar nicht)"
    proposal = propose(open_source(survey(tmp_path, heading, *"12162")))
    assert proposal.mapping.questions[heading].kind == "rating"
    assert "scale_upside_down" in [r.key for r in proposal.remarks]
