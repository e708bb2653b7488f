"""Files beside the store: rows of a person go, letters that name somebody go, others stay."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from kundig.erase import Traces, forget_files
from kundig.erase.traces import texts
from kundig.store.home import Home

ZENOBIA = Traces.of(
    ["77123"], ["Zenobia.Q@kanarie.example"], ["+49 171 9988776"], [("Zenobia", "Quitterling", "")]
)


@pytest.mark.parametrize(
    "row",
    [
        "12;77123;x",
        "1,77123,x",
        'a;" 77123 ";b',
        "mail an ZENOBIA.q@KANARIE.example bitte",
        "Tel. 0171/99 88 776",
        "0049171 9988776;x",
        "Frau Quitterling, Zenobia",
        "ZENOBIA QUITTERLING",
    ],
)
def test_a_row_is_about_the_person(row: str) -> None:
    assert ZENOBIA.in_row(row)


@pytest.mark.parametrize(
    "row",
    [
        "12;771234;x",
        "177123",
        "Zenobia Meier",
        "Herr Quitterling",
        "andere@kanarie.example",
        "0171 9988777",
        "Quitterlingweg, Zenobiastadt",
        "",
    ],
)
def test_a_row_is_about_somebody_else(row: str) -> None:
    assert not ZENOBIA.in_row(row)


def test_numbers_count_only_where_they_are_asked_for() -> None:
    assert ZENOBIA.in_text("a\n1;77123;b")
    assert not ZENOBIA.in_text("a\n1;77123;b", numbers=False)
    assert ZENOBIA.in_text("a\nzenobia.q@kanarie.example", numbers=False)


def test_name_and_first_name_must_stand_in_one_row() -> None:
    assert not ZENOBIA.in_text("Zenobia\nQuitterling")


def test_a_firm_is_known_by_all_its_words() -> None:
    firm = Traces.of(names=[("", "", "Quitterling & Co. KG")])
    assert firm.in_row("an: quitterling co kg, Hof 3")
    assert not firm.in_row("Quitterling AG")


def test_a_last_name_alone_counts_where_no_first_name_is_known() -> None:
    assert Traces.of(names=[("", "Quitterling", "")]).in_row("Herr Quitterling")


def test_a_first_name_alone_names_nobody() -> None:
    assert not Traces.of(names=[("Zenobia", "", "")]).in_row("Zenobia")


def test_nothing_known_finds_nothing() -> None:
    assert not Traces.of([""], ["keine"], ["12"], [("", "", "")]).in_row(";;12 keine")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_files_are_read_in_every_usual_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes("Nr;Name\n1;Zenobia Quitterling, Föhr\n".encode(encoding))
    assert ZENOBIA.in_file(path)


def test_packed_files_are_looked_into(tmp_path: Path) -> None:
    row = b"1;Zenobia Quitterling\n" * 40
    (tmp_path / "a.gz").write_bytes(gzip.compress(row))
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("deep/file.csv", row)
    for name in ("a.gz", "a.zip"):
        assert b"Quitterling" not in (tmp_path / name).read_bytes()
        assert ZENOBIA.in_file(tmp_path / name), name


def test_a_damaged_pack_is_no_error(tmp_path: Path) -> None:
    for name, content in (("a.gz", b"\x1f\x8bgarbage"), ("a.zip", b"PK\x03\x04garbage")):
        (tmp_path / name).write_bytes(content)
        assert list(texts(tmp_path / name))
        assert not ZENOBIA.in_file(tmp_path / name)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A company with files of every kind."""
    home = Home(tmp_path / "home")
    home.quarantine.mkdir(parents=True)
    (home.quarantine / "a.csv").write_text(
        '\ufeff"Zeile";"Feld";"Grund";"Wert";"Original"\n'
        '"2";"Tag";"kein Datum";"99.99.1971";"77123;Zenobia;Quitterling;99.99.1971"\n'
        '"3";"Tag";"kein Datum";"x";"200;Anna;Kern;x"\n',
        encoding="utf-8",
    )
    home.letters.mkdir()
    for name, text in (("with", "Zenobia Quitterling"), ("without", "Anna Kern, 77123 Euro")):
        (home.letters / f"{name}.html").write_text(text)
        (home.letters / f"{name}.pdf").write_bytes(b"%PDF")
    (home.letters / "alone.pdf").write_bytes(b"%PDF")
    raw = home.folder / "web" / "exports"
    (raw / "deep").mkdir(parents=True)
    (raw / "deep" / "with.csv").write_text("77123;x")
    (raw / "without.csv").write_text("200;x")
    (raw / "with.lock").write_text("77123")
    cache = home.folder / "web" / "cache"
    cache.mkdir()
    (cache / "x").write_text("anything")
    return home


def listed(home: Home) -> set[str]:
    return {str(p.relative_to(home.folder)) for p in home.folder.rglob("*") if p.is_file()}


def forget(home: Home, *, dry_run: bool) -> tuple[int, int, int]:
    web = home.folder / "web"
    found = forget_files(
        home, ZENOBIA, raw=[web / "exports", web / "none"], caches=[web / "cache"], dry_run=dry_run
    )
    return found.rows, found.letters, found.files


def test_what_is_about_the_person_goes_and_the_rest_stays(home: Home) -> None:
    before = listed(home)
    assert forget(home, dry_run=False) == (1, 3, 1)
    gone = {
        "letters/with.html", "letters/with.pdf", "letters/alone.pdf", "web/exports/deep/with.csv",
        "web/cache/x",
    }  # fmt: skip
    assert listed(home) == before - gone
    left = (home.quarantine / "a.csv").read_text(encoding="utf-8-sig").splitlines()
    assert left == [
        '"Zeile";"Feld";"Grund";"Wert";"Original"',
        '"3";"Tag";"kein Datum";"x";"200;Anna;Kern;x"',
    ]


def test_looking_counts_the_same_and_changes_nothing(home: Home) -> None:
    before = {name: (home.folder / name).read_bytes() for name in listed(home)}
    assert forget(home, dry_run=True) == (1, 3, 1)
    assert {name: (home.folder / name).read_bytes() for name in listed(home)} == before


def test_a_second_run_finds_nothing(home: Home) -> None:
    forget(home, dry_run=False)
    assert forget(home, dry_run=False) == (0, 0, 0)


def test_a_company_without_files_is_no_error(tmp_path: Path) -> None:
    assert forget(Home(tmp_path / "none"), dry_run=False) == (0, 0, 0)
