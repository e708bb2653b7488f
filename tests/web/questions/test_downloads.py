"""Python, command line and page give the same numbers; files hold what the page shows."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kundig.answers import ask, measures
from kundig.cli.main import main
from kundig.store.home import Home
from tests.satisfaction.scores import answers
from tests.world import world

Browser = Callable[..., Client]


@pytest.mark.parametrize("key", list(measures()))
def test_python_command_line_and_page_agree(
    demo: Home, client_of: Browser, capsys: Any, key: str
) -> None:
    by = next((d for d in ("branch", "segment") if d in measures()[key].dimensions), "")
    if key == "clv" or key == "rfm":
        by = ""
    python = ask(key, by=by or (), home=demo.folder, lang="en").to_dict()
    assert (
        main(
            [
                "ask",
                key,
                *(["--by", by] if by else []),
                "--home",
                str(demo.folder),
                "--json",
                "--lang",
                "en",
            ]
        )
        == 0
    )
    command = json.loads(capsys.readouterr().out)
    page = client_of("ana", "en").get(f"/figures/{key}/download.json" + (f"?by={by}" if by else ""))
    assert page["Content-Type"] == "application/json"
    assert python["rows"]
    assert python == command == json.loads(page.content)


def test_a_restricted_question_agrees_too(demo: Home, client_of: Browser, capsys: Any) -> None:
    python = ask(
        "response_time", by="channel", period="2026-01..2026-09", where={"branch": ["Nord", "Süd"]},
        home=demo.folder, lang="de", hours=48,
    ).to_dict()  # fmt: skip
    main([
        "ask", "response_time", "--by", "channel", "--period", "2026-01..2026-09", "--where", "branch=Nord,Süd",
        "--option", "hours=48", "--home", str(demo.folder), "--json", "--lang", "de",
    ])  # fmt: skip
    command = json.loads(capsys.readouterr().out)
    page = client_of("ana").get(
        "/figures/response_time/download.json?by=channel&period=2026-01..2026-09"
        "&where.branch=Nord&where.branch=S%C3%BCd&option.hours=48"
    )
    assert python == command == json.loads(page.content)


def test_csv_holds_the_rows_of_the_answer(demo: Home, client_of: Browser) -> None:
    response = client_of("ana").get("/figures/csat/download.csv?by=branch")
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    asked = ask("csat", by="branch", home=demo.folder).rows
    assert [r["branch"] for r in rows] == [r["branch"] or "" for r in asked]
    assert [float(r["csat"]) for r in rows if r["csat"]] == [r["csat"] for r in asked if r["csat"]]
    assert re.fullmatch(
        r'attachment; filename="kundig-csat-branch-v\d+\.csv"', response["Content-Disposition"]
    )


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(own_home: Home, client_of: Browser) -> None:
    evil = ('=HYPERLINK("http://x","y")', "+1+1", "@SUM(1)", "http://example.org/a")
    rows = [one for e in evil for one in answers("csat", {5: 2}, scale=(1, 5), branch=e)]
    world(own_home.folder, {"survey_answers": rows})
    file = client_of("ana").get("/figures/csat/download.xlsx?by=branch").content
    with zipfile.ZipFile(io.BytesIO(file)) as book:
        sheets = {n: book.read(n).decode() for n in book.namelist() if n.endswith(".xml")}
    assert not any("<f>" in s or "<hyperlink" in s for s in sheets.values())
    assert "HYPERLINK" in sheets["xl/sharedStrings.xml"]


def test_a_workbook_says_what_its_numbers_mean(demo: Home, client_of: Browser) -> None:
    file = client_of("ana").get("/figures/csat/download.xlsx").content
    with zipfile.ZipFile(io.BytesIO(file)) as book:
        words = book.read("xl/sharedStrings.xml").decode()
        names = book.read("xl/workbook.xml").decode()
    assert 'name="Zahlen"' in names
    assert 'name="Erklärung"' in names
    for part in ("question", "formula", "decides"):
        assert measures()["csat"].say(part, "de") in words
    assert "Spanne von" in words


@pytest.mark.parametrize(
    ("kind", "begins"), [("png", b"\x89PNG"), ("svg", b"<svg"), ("pdf", b"%PDF")]
)
def test_pictures_are_what_they_are_called(
    demo: Home, client_of: Browser, kind: str, begins: bytes
) -> None:
    response = client_of("ana").get(f"/figures/csat/download.{kind}?by=branch")
    assert response.status_code == 200
    assert response.content.startswith(begins)
    assert response["Content-Disposition"].endswith(f'.{kind}"')
