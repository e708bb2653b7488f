"""The documentation is true: generated pages are fresh, links resolve, commands exist."""

from __future__ import annotations

import argparse
import ast
import importlib.util
import io
import re
import shlex
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from kundig.answers import measures
from kundig.answers.period import parse_period
from kundig.facts.frame import TIME
from kundig.readers import parse_mapping
from kundig.tables import TABLES

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
FENCE = re.compile(r"^(?P<fence>`{3,})(?P<kind>[\w-]*)\n(?P<body>.*?)^(?P=fence)$", re.M | re.S)
LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)(?:\s\"[^\"]*\")?\)")
COMMAND = re.compile(r"kundig [a-z]")
PLACEHOLDER = re.compile(r"[{}<>…]|^[A-Z_]{3,}$")


@cache
def reference() -> ModuleType:
    """scripts/reference.py as a module."""
    path = ROOT / "scripts" / "reference.py"
    spec = importlib.util.spec_from_file_location("reference", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def blocks(page: Path, kind: str) -> Iterator[str]:
    """The fenced blocks of a kind."""
    for match in FENCE.finditer(page.read_text(encoding="utf-8")):
        if match["kind"] == kind:
            yield match["body"]


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def test_the_generated_reference_is_fresh() -> None:
    assert not reference().stale(), "run: python scripts/reference.py"


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    prose = FENCE.sub("", page.read_text(encoding="utf-8"))
    prose = re.sub(r"`[^`\n]*`", "", prose)
    for match in LINK.finditer(prose):
        target, _, anchor = match["target"].partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        found = (page.parent / target).resolve() if target else page
        assert found.exists(), f"{named(page)}: {match['target']}"
        assert ROOT in found.parents, f"{named(page)}: {match['target']} leaves the repository"
        if anchor:
            assert anchor in anchors(found), f"{named(page)}: {match['target']}"


def anchors(page: Path) -> set[str]:
    """The headings of a page as a link names them."""
    prose = FENCE.sub("", page.read_text(encoding="utf-8"))
    heads = re.findall(r"^#+ (.+)$", prose, re.M)
    plain = (re.sub(r"\[([^\]]*)\]\([^)]*\)|[`*]", r"\1", h) for h in heads)
    return {re.sub(r"[^\w\- ]", "", h.lower()).strip().replace(" ", "-") for h in plain}


def commands(block: str) -> Iterator[list[str]]:
    """The commands of a block: one per line or `&&`, without what is piped or written to files."""
    lines = iter(block.replace("\\\n", " ").splitlines())
    for line in lines:
        if heredoc := re.search(r"<<-?\s*'?(\w+)'?", line):
            for inner in lines:
                if inner.strip() == heredoc[1]:
                    break
            continue
        words: list[str] = []
        for word in shlex.split(line, comments=True):
            if word in {"&&", ";", "|", ">", ">>", "2>&1"}:
                if words:
                    yield words
                words = []
                if word in {"|", ">", ">>"}:
                    break
            elif words or "=" not in word:
                words.append(word)
        if words:
            yield words


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_commands_exist(page: Path) -> None:
    plain = "".join(
        line for b in blocks(page, "") for line in b.splitlines(True) if COMMAND.match(line)
    )
    for block in [*blocks(page, "console"), plain]:
        assert not block.lstrip().startswith("$"), f"{named(page)}: commands are copied as they are"
        for words in commands(block):
            program, *rest = words
            if program in {"bash", "python", "python3", "python3.11"} or program.endswith(
                "/python"
            ):
                scripts = [w for w in rest if w.endswith(".py") or w.startswith("scripts/")]
                for script in scripts:
                    own = script.startswith(("scripts/", "benchmarks/", "tests/"))
                    assert not own or (ROOT / script).exists(), f"{named(page)}: {script}"
            elif program == "kundig" or program.endswith("/kundig"):
                check(rest, where=f"{named(page)}: {' '.join(words)}")


def check(arguments: list[str], *, where: str) -> None:
    """One command line of kundig: the command, its options, and what they name."""
    while "--lang" in arguments:
        place = arguments.index("--lang")
        assert arguments[place + 1] in {"de", "en"}, where
        del arguments[place : place + 2]
    if not arguments or arguments[0] in {"--help", "--version"}:
        return
    name, *rest = arguments
    assert name in {*reference().COMMANDS, *reference().UPPER}, where
    if "--help" in rest:
        return
    parser = reference().parser_of(name, "en")
    told = io.StringIO()
    try:
        with redirect_stderr(told), redirect_stdout(told):
            args = parser.parse_args(rest)
    except SystemExit:
        pytest.fail(f"{where}\n{told.getvalue()}")
    if name == "ask":
        _check_question(args, where)
    if name == "measures" and args.measure and not PLACEHOLDER.search(args.measure):
        assert args.measure in measures(), where
    table = getattr(args, "table", None)
    if table and table != "auto" and not PLACEHOLDER.search(table):
        assert table in TABLES, where


def _check_question(args: argparse.Namespace, where: str) -> None:
    if PLACEHOLDER.search(args.measure):
        return
    assert args.measure in measures(), where
    measure = measures()[args.measure]
    allowed = {*measure.dimensions, *(TIME if measure.dimensions else ())}
    by = [d for part in args.by for d in part.split(",")]
    assert {*by, *(w.partition("=")[0] for w in args.where)} <= allowed, where
    assert {o.partition("=")[0] for o in args.option} <= set(measure.options), where
    parse_period(args.period)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_python_asks_for_what_there_is(page: Path) -> None:
    for block in blocks(page, "python"):
        for node in ast.walk(ast.parse(block)):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            first = node.args[0]
            if name == "ask" and isinstance(first, ast.Constant):
                assert first.value in measures(), f"{named(page)}: ask({first.value!r})"


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_mappings_can_be_read(page: Path) -> None:
    for block in blocks(page, "toml"):
        if re.search(r"^table = ", block, re.M) and "[[hold]]" not in block:
            parse_mapping(block, file=named(page))


def test_both_languages_of_a_page_show_the_same_commands() -> None:
    for english, german in TWINS.items():
        first, second = (
            [w for b in blocks(ROOT / "docs" / p, "console") for w in commands(b)]
            for p in (english, german)
        )
        verbs = [
            [w[1] for w in c if w[0].endswith("kundig") and len(w) > 1] for c in (first, second)
        ]
        assert verbs[0] == verbs[1], f"{english} and {german} show other commands"


#: Pages that users read in either language.
TWINS = {
    "tutorials/first-letter.md": "tutorials/erster-lagebrief.md",
    "tutorials/notebook.md": "tutorials/notizbuch.md",
    "how-to/wide-survey.md": "how-to/breite-umfrage.md",
    "how-to/mapping.md": "how-to/zuordnung.md",
    "how-to/dates-and-numbers.md": "how-to/datum-und-zahlen.md",
    "how-to/quarantine.md": "how-to/beiseite-gelegt.md",
    "how-to/withdraw.md": "how-to/zuruecknehmen.md",
    "how-to/several-sources.md": "how-to/mehrere-quellen.md",
    "how-to/till-without-customers.md": "how-to/kasse-ohne-kunden.md",
    "how-to/freeze-the-day.md": "how-to/stichtag.md",
    "how-to/password.md": "how-to/passwort.md",
    "how-to/sign-in-safely.md": "how-to/sicher-anmelden.md",
    "how-to/answer-rights.md": "how-to/rechte-beantworten.md",
    "how-to/works-council.md": "how-to/betriebsrat.md",
    "how-to/install.md": "how-to/installieren.md",
    "how-to/backup.md": "how-to/sichern.md",
    "how-to/upgrade.md": "how-to/aktualisieren.md",
    "reference/import.md": "reference/einlesen.md",
}
