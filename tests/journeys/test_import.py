"""A file with two broken rows comes in, tells what it did, and goes again without a trace."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.serving import Serving, Visits
from tests.journeys.visit import Visit, both_ways

#: Day first, decimal comma, a column that no file calls like this, and two rows that cannot be.
ROWS = """Kundennummer;Vorname;Nachname;E-Mail;Geburtsdatum;Zuhause in
{n}01;Jürgen;Weiß;j.weiss{n}@post.example;14.09.1968;Oberrodingen
{n}02;Renée;Böhm;r.boehm{n}@post.example;02.05.1991;Kirchwalden
{n}03;Anna;Groß;a.gross{n}@post.example;31.02.1980;Mittenrehen
{n}04;Zoë;Öztürk;z.oeztuerk{n}@post.example;23.12.2001;Mühlwalden
{n}05;Peer;Brandt;p.brandt{n}@post.example;45.13.1975;Rehenkogel
"""
PLACE = {"de": "Ort", "en": "City"}


@pytest.fixture
def file(tmp_path: Path, lang: str, width: int) -> Path:
    """A file of its own for each way, as a German till writes it."""
    path = tmp_path / f"kasse_{lang}_{width}.csv"
    number = {"de": 7, "en": 8}[lang] * 1000 + width % 1000
    path.write_text(ROWS.format(n=number), encoding="cp1252", newline="\r\n")
    return path


def settled(v: Visit, state: str) -> None:
    """The page follows the worker by itself until the file is in this state."""
    expect(v.main.locator(".lead")).to_contain_text(v.t(f"imports.state_{state}"), timeout=90_000)


@both_ways
def test_a_file_with_a_defect_comes_in_and_goes_again(
    visits: Visits, shop: Serving, file: Path, lang: str, width: int
) -> None:
    v = visits(shop, "ana", lang, width)
    v.page.goto("/")
    v.menu("more")
    v.main.get_by_role("link", name=v.t("site.more_import")).click()
    v.heads(v.t("imports.title"))
    with v.page.expect_file_chooser() as chooser:
        v.main.get_by_text(v.t("imports.drop"), exact=True).click()
    chooser.value.set_files(file)
    v.button("imports.send").click()

    # Recognised: German dates; the column nobody knows is not taken.
    settled(v, "ready")
    v.heads(file.name)
    day = v.main.get_by_role("row").filter(has_text="Geburtsdatum")
    expect(day).to_contain_text(v.t("imports.format_dmy"))
    home = v.main.get_by_role("row").filter(has_text="Zuhause in")
    expect(home).to_contain_text(v.t("imports.fills_nothing"))

    # Corrected.
    v.link("imports.edit").click()
    v.main.get_by_label("Zuhause in", exact=True).select_option(label=PLACE[lang])
    v.button("imports.edit_send").click()
    settled(v, "ready")
    expect(home).to_contain_text(PLACE[lang])
    expect(home).not_to_contain_text(v.t("imports.fills_nothing"))

    # Tried: nothing has changed yet.
    trial = v.main.get_by_role("region", name=v.t("imports.trial"))
    expect(trial).to_contain_text(f"2 {v.t('imports.count_refused')}")
    v.main.locator("summary").filter(has_text=v.t("imports.examples")).click()
    expect(trial.get_by_role("row").filter(has_text="31.02.1980")).to_contain_text("4")
    trial.get_by_label(v.t("imports.keep")).uncheck()
    v.button_n("imports.run", 3).click()

    # Done: how many, why, and the rows themselves.
    settled(v, "done")
    result = v.main.get_by_role("region", name=v.t("imports.result"))
    expect(result).to_contain_text(v.tn("imports.rows", 5))
    expect(result).to_contain_text(f"3 {v.t('imports.count_taken')}")
    expect(result).to_contain_text(f"2 {v.t('imports.count_refused')}")
    v.reads("imports.refused_because")
    with v.page.expect_download() as download:
        result.get_by_role("link", name=v.tn("imports.download_refused", 2)).click()
    aside = download.value.path().read_text(encoding="utf-8-sig")
    assert "31.02.1980" in aside
    assert "45.13.1975" in aside
    assert "Jürgen" not in aside

    # Undone as a whole.
    result.get_by_role("link", name=v.t("imports.undo"), exact=True).click()
    v.heads(v.t("imports.undo_title", file=file.name))
    v.button("imports.undo_now").click()
    v.reads("imports.withdrawn", file=file.name)
    expect(v.main.get_by_role("row").filter(has_text=file.name)).to_have_count(0)
