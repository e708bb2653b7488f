"""The house checks itself: texts, sizes, measures, personal data, light starts, clean files."""

from __future__ import annotations

import io
import json
import re
import string
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import ibis
import pytest

from kundig.answers import measures
from kundig.answers.listings import listings
from kundig.glossary.measure import Request
from kundig.tables import TABLES, Column, Personal, Type

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"
TEXTS = sorted((SRC / "kundig" / "glossary" / "texts").glob("*.toml"))
MEASURES = SRC / "kundig" / "glossary" / "measures.toml"
MOST_LINES = 400
#: Names that would say which employee did something. Work is described by unit.
EMPLOYEE = re.compile(
    r"employee|agent(?!ur)|handler|staff|mitarbeiter|bearbeiter|sachbearbeit|verkaeufer|salesperson"
    r"|seller_name|user_name|assignee|advisor|clerk|operator|personnel|worker",
    re.IGNORECASE,
)
#: Columns of these names name or reach a person.
DIRECT = re.compile(
    r"^(salutation|title|first_name|last_name|full_name|company|e?mail|phone|mobile|street|postcode"
    r"|city|birth_date|address.*|iban|vat_.*|latitude|longitude)$"
)
#: The heading of a decision and the town of a branch are nobody's.
NOT_OF_A_PERSON = {("decisions", "title"), ("units", "city")}
FREE_TEXT = re.compile(r"^(text|note|notes|comment|comments|message|remark|quote|words)$")
HEAVY = {"numpy", "pyarrow", "ibis", "duckdb", "scipy", "pandas", "typst", "vl_convert", "pyspark"}


def pairs(file: Path) -> dict[str, dict[str, str]]:
    """What a texts file says: key -> its languages."""
    return tomllib.loads(file.read_text(encoding="utf-8"))


def placeholders(words: str) -> set[str]:
    """The named placeholders of a sentence."""
    return {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}


@pytest.mark.parametrize("file", TEXTS, ids=lambda f: f.stem)
def test_every_sentence_stands_in_both_languages_with_the_same_placeholders(file: Path) -> None:
    for key, told in pairs(file).items():
        assert set(told) == {"de", "en"}, f"{file.name} [{key}]"
        assert all(words.strip() for words in told.values()), f"{file.name} [{key}]: empty"
        assert placeholders(told["de"]) == placeholders(told["en"]), f"{file.name} [{key}]"


def test_placeholders_are_named() -> None:
    for file in TEXTS:
        for key, told in pairs(file).items():
            for words in told.values():
                names = placeholders(words)
                assert all(n.isidentifier() for n in names), f"{file.name} [{key}]: {names}"


def test_every_measure_is_told_in_both_languages() -> None:
    told = pairs(MEASURES)
    assert set(told) == set(measures()), "measures.toml and the catalogue differ"
    for key, words in told.items():
        names = {n.rpartition("_")[0] for n in words}
        assert names <= {"name", "question", "formula", "decides", "caveat"}, key
        assert {"name", "question", "formula", "decides"} <= names, key
        for name in names:
            for lang in ("de", "en"):
                assert words.get(f"{name}_{lang}", "").strip(), f"[{key}] lacks {name}_{lang}"


def test_no_file_is_too_long() -> None:
    for file in SRC.rglob("*"):
        if "migrations" in file.parts:  # written by Django, read by nobody
            continue
        if file.is_file() and file.suffix in {".py", ".toml", ".typ", ".html", ".css", ".sql"}:
            lines = len(file.read_text(encoding="utf-8").splitlines())
            name = file.relative_to(ROOT)
            assert lines <= MOST_LINES, f"{name}: {lines} lines. Split it by meaning"


@pytest.mark.parametrize("key", list(measures()))
def test_every_measure_has_page_golden_sql_and_tests(key: str) -> None:
    element = measures()[key].element
    page = ROOT / "docs" / "reference" / "measures" / f"{key}.md"
    assert page.exists(), f"no docs page {page.relative_to(ROOT)}"
    golden = ROOT / "tests" / "golden" / element
    assert [*golden.glob(f"{key}.sql"), *golden.glob(f"{key}.*.sql")], f"no golden SQL for {key}"
    test = ROOT / "tests" / element / f"test_{key}.py"
    assert test.exists(), f"no test file {test.relative_to(ROOT)}"


def test_no_docs_page_tells_of_a_measure_that_is_gone() -> None:
    pages = {f.stem for f in (ROOT / "docs" / "reference" / "measures").glob("*.md")}
    assert pages - {"README"} <= set(measures())


def columns() -> Iterator[tuple[str, Column]]:
    """Every column of every shared table."""
    for table in TABLES.values():
        for column in table.columns:
            yield table.name, column


def test_every_table_and_column_says_what_it_means() -> None:
    for table in TABLES.values():
        for words in (table.de, table.en, table.grain_de, table.grain_en):
            assert words.strip(), table.name
    for table_name, column in columns():
        assert column.de.strip(), f"{table_name}.{column.name}"
        assert column.en.strip(), f"{table_name}.{column.name}"
        assert isinstance(column.personal, Personal), f"{table_name}.{column.name}"


def test_direct_identifiers_stand_only_in_customer_records() -> None:
    for table, column in columns():
        name = f"{table}.{column.name}"
        assert column.personal is not Personal.DIRECT or table == "customer_records", name
        if table == "customer_records" and DIRECT.match(column.name):
            assert column.personal is Personal.DIRECT, name
        elif DIRECT.match(column.name) and (table, column.name) not in NOT_OF_A_PERSON:
            pytest.fail(f"{name} names or reaches a person")


def test_free_text_stands_only_in_texts() -> None:
    for table, column in columns():
        name = f"{table}.{column.name}"
        assert column.personal is not Personal.FREE_TEXT or table == "texts", name
        if FREE_TEXT.match(column.name) and column.type is Type.TEXT:
            assert table == "texts", name
            assert column.personal is Personal.FREE_TEXT, name


def test_customer_numbers_are_pseudonyms() -> None:
    for table, column in columns():
        if column.name in {"record_id", "customer_id"}:
            assert column.personal is Personal.PSEUDONYM, f"{table}.{column.name}"


def shown() -> Iterator[tuple[str, str]]:
    """Names that tables, measures and listings show: (where, name)."""
    for table, column in columns():
        yield f"table {table}", column.name
        for value in column.one_of:
            yield f"values of {table}.{column.name}", value
    unbound = {n: ibis.table(t.ibis_schema(), name=n) for n, t in TABLES.items()}
    request = Request(as_of=date(2026, 1, 1), start=date(2025, 1, 1), end=date(2025, 12, 31))
    for measure in measures().values():
        tables = {n: unbound[n] for n in measure.reads}
        names = measure.query(tables, request).columns
        for name in (measure.key, *measure.dimensions, *measure.options, *names):
            yield f"measure {measure.key}", name
    for listing in listings().values():
        tables = {n: unbound[n] for n in listing.reads}
        for name in (listing.key, *listing.query(tables, request).columns):
            yield f"listing {listing.key}", name


def test_nothing_names_an_employee() -> None:
    found = [f"{where}: {name}" for where, name in shown() if EMPLOYEE.search(name)]
    assert not found


def test_names_in_code_are_ascii() -> None:
    for file in [*SRC.rglob("*.py"), *(ROOT / "scripts").glob("*.py")]:
        source = io.StringIO(file.read_text(encoding="utf-8"))
        for token in tokenize.generate_tokens(source.readline):
            if token.type == tokenize.NAME:
                assert token.string.isascii(), f"{file}:{token.start[0]}: {token.string}"


@pytest.mark.parametrize(
    "code",
    [
        "import kundig",
        "from kundig.cli.main import main; main(['--help'])",
        "from kundig.cli.main import main; main(['--version'])",
    ],
)
def test_starting_is_light(code: str) -> None:
    told = f"import json, sys; {code}; sys.stderr.write(json.dumps(sorted(sys.modules)))"
    run = subprocess.run(
        [sys.executable, "-c", told], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = {name.partition(".")[0] for name in json.loads(run.stderr)}
    assert not loaded & HEAVY


#: Parts of the patterns are joined so that this file does not find itself.
FOREIGN = re.compile(
    "|".join(
        (
            r"(?<![\w.-])/(?:work|root|home/\w+|Users/\w+)" + r"/\w",
            r"https?://[^/\s\"']*(?:pypi|pythonhosted|npmjs|artifactory|nexus)" + r"[^/\s\"']*/",
            r"--(?:extra-)?index" + r"-url",
            r"--trusted" + r"-host",
            r"https?://(?:localhost|127\.0\.0\.1|10\.\d|192\.168)" + r"[.:\d]*/(?:simple|root|api)",
        )
    )
)


def committed() -> list[Path]:
    """Files that are or would be committed."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if run.returncode:
        pytest.skip("not a git checkout")
    return [f for name in run.stdout.split("\0") if name and (f := ROOT / name).is_file()]


def test_no_file_names_a_registry_host_or_a_place_on_one_machine() -> None:
    found = []
    for file in committed():
        try:
            words = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{file.relative_to(ROOT)}: {m.group()}" for m in FOREIGN.finditer(words)]
    assert not found
