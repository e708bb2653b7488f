"""Whatever a customer wrote stays words, in both renderers."""

from __future__ import annotations

import re
from pathlib import Path

from kundig.letter import compose, write_letter
from kundig.letter.page import page
from kundig.letter.sheet import sheet
from kundig.letter.words import clean
from kundig.store.home import Home
from tests.letter.companies import TODAY, build, person, shop, words

HOSTILE = [
    "<script>alert(1)</script> & 'quotes' \"double\" </style><img src=x onerror=alert(1)>",
    '#import "@preview/x:1.0.0" #read("/etc/passwd") $ x $ *bold* _it_ \\ ] } `raw` <label> @ref',
    "abc \u202egnp.exe\u202c \u2066x\u2069 \x00\x07\x1b[31m end of words",
    "{today} %s {0} {{}} percent %d \u200b\ufeff zero width",
]


def test_words_are_words(tmp_path: Path) -> None:
    tables = shop(HOSTILE[0])
    for k, said in enumerate(HOSTILE[1:]):
        tables["texts"].append(words(f"R{10 + k}", "survey_answers", str(20 + k), said, 2, "nps"))
    tables["customer_records"][0] |= {"last_name": "<b>#panic()</b>", "company": None}
    tables["complaints"][0] |= {"cause": "<i>#x[</i>"}
    tables["promises"][0] |= {"subject": '#eval("1") <u>'}
    tables["decisions"][0] |= {"title": "<s>#strike()"}
    letter = compose(build(tmp_path, tables), lang="de", today=TODAY)
    shown = page(letter)
    assert letter.voice is not None
    assert letter.pack is not None
    assert HOSTILE[1] in " ".join(q.words for q in letter.pack.quotes)  # taken as they are
    assert "{today} %s {0} {{}} percent %d zero width" in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    for tag in ("<script", "<img", "<b>#", "<i>#", "<u>", "<s>", "</style><"):
        assert tag not in shown
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x1b\u200b\ufeff]", shown)
    made = sheet(letter)
    assert made.startswith(b"%PDF")
    assert pages(made) == 2


def test_the_company_name_is_escaped(tmp_path: Path) -> None:
    home = build(tmp_path, shop())
    home.write_company(type(home.company())(name="Müller & <Söhne> #1"))
    shown = page(compose(home, lang="en", today=TODAY))
    assert "Müller &amp; &lt;Söhne&gt; #1" in shown
    assert "<Söhne>" not in shown


def test_clean_keeps_words_and_cuts_long_ones() -> None:
    assert clean("  Zwei\nZeilen\t mit  Leerraum ") == "Zwei Zeilen mit Leerraum"
    assert clean("Wort " * 100, 30) == "Wort Wort Wort Wort Wort Wort …"
    assert len(clean("x" * 999, 30)) <= 32
    assert clean("नमस्ते Thị Hạnh 日本") == "नमस्ते Thị Hạnh 日本"
    assert clean(None) == ""


def test_long_words_of_anybody_do_not_break_the_two_pages(tmp_path: Path) -> None:
    tables = shop("Sehr langes Anliegen mit vielen Worten. " * 60)
    tables["customer_records"][0] |= {"last_name": "Wolkenkuckucksheimerburg" * 6}
    letter = compose(build(tmp_path, tables), lang="de", today=TODAY)
    assert letter.voice is not None
    assert len(letter.voice.words) < 300
    assert pages(sheet(letter)) == 2


def test_the_page_needs_nothing_from_outside(tmp_path: Path) -> None:
    files = write_letter(
        build(tmp_path / "home", shop()), lang="en", out=tmp_path / "out", today=TODAY
    )
    assert files.html is not None
    shown = files.html.read_text(encoding="utf-8")
    outside = shown.replace("http://www.w3.org/2000/svg", "").replace("http-equiv", "")
    assert "http" not in outside
    assert "<script" not in shown
    assert "url(" not in shown
    assert "<link" not in shown
    assert "@import" not in shown
    assert '<html lang="en">' in shown
    assert shown.count("<h1>") == 1


def test_out_chooses_the_form(tmp_path: Path) -> None:
    home = build(tmp_path / "home", {"promises": shop()["promises"]})
    one = write_letter(home, lang="de", out=tmp_path / "a.html", today=TODAY)
    assert (one.html, one.pdf) == (tmp_path / "a.html", None)
    two = write_letter(
        Home(tmp_path / "empty"), lang="de", out=tmp_path / "deep" / "b.PDF", today=TODAY
    )
    assert two.html is None
    assert two.pdf is not None
    both = write_letter(home, lang="de", today=TODAY)
    assert {p.name for p in both.all} == {"lagebrief-2026-11-22.html", "lagebrief-2026-11-22.pdf"}
    assert both.html is not None
    assert both.html.parent == home.letters


def test_the_same_company_gives_the_same_bytes(tmp_path: Path) -> None:
    home = build(tmp_path / "home", shop())
    one = compose(home, lang="de", today=TODAY)
    two = compose(home, lang="de", today=TODAY)
    assert page(one) == page(two)
    assert sheet(one) == sheet(two)


def test_the_sheet_says_what_it_is(tmp_path: Path) -> None:
    home = build(tmp_path, {"promises": shop()["promises"]})
    made = sheet(compose(home, lang="de", today=TODAY))
    assert b"<dc:language><rdf:Bag><rdf:li>de</rdf:li>" in made
    assert "Lagebrief, November\u00a02026 · Test".encode() in made
    assert b"/StructParents" in made
    assert pages(made) == 2


def pages(made: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", made))


def test_people_with_strange_names_can_be_called(tmp_path: Path) -> None:
    tables = shop(
        customer_records=[person("1", "O'Brien \u202e", salutation=None, first_name="Seán")]
    )
    voice = compose(build(tmp_path, tables), lang="en", today=TODAY).voice
    assert voice is not None
    assert voice.who == "Seán O'Brien"
