"""Writes docs/reference/{de,en}/ from the code: tables, measures, commands, remarks.

`python scripts/reference.py` writes the pages; with `--check` it writes nothing and exits with 1
when a page is stale. The words around the facts stand in reference.toml beside this file.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path

from kundig.answers import measures
from kundig.cli.main import COMMANDS
from kundig.facts.frame import TIME
from kundig.glossary import LANGUAGES, text
from kundig.glossary.sentences import texts
from kundig.tables import TABLES, Personal, Table, Type

HERE = Path(__file__).parent
ROOT = HERE.parent
FOLDER = ROOT / "docs" / "reference"
WORDS = tomllib.loads((HERE / "reference.toml").read_text(encoding="utf-8"))
#: Commands of the upper floor.
UPPER = {
    "serve": "kundig_web.site.serve",
    "guard": "kundig_web.guard.commands",
    "backup": "kundig_web.backups.commands:configure_backup",
    "restore": "kundig_web.backups.commands:configure_restore",
}
CODES = (0, 1, 2, 70, 130)
VARIABLES = ("KUNDIG_HOME", "KUNDIG_LANG", "KUNDIG_SPARK_REMOTE", "KUNDIG_SPARK_MASTER")


class Page:
    """Markdown of one page in one language."""

    def __init__(self, lang: str, title: str) -> None:
        self.lang = lang
        self.lines = [self.word("generated"), f"# {self.word(title)}", ""]

    def word(self, key: str) -> str:
        """A word of reference.toml."""
        told: str = WORDS[key][self.lang]
        return told

    def add(self, *lines: str) -> None:
        """Lines as they stand."""
        self.lines += lines

    def table(self, heads: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
        """A table and the blank line below it."""
        heads = list(heads)
        self.add("| " + " | ".join(heads) + " |", "|" + "---|" * len(heads))
        self.lines += ["| " + " | ".join(map(cell, row)) + " |" for row in rows]
        self.add("")

    def done(self) -> str:
        """The page with one newline at its end."""
        return "\n".join(self.lines).rstrip() + "\n"


def cell(words: str) -> str:
    """Text that a table of Markdown holds: one line, no bars."""
    return " ".join(words.split()).replace("|", "\\|") or "–"


def code(names: Iterable[str]) -> str:
    """Names as code, with commas."""
    return ", ".join(f"`{n}`" for n in names)


def tables_page(lang: str) -> str:
    """Every table: grain, key, columns with type, meaning and personal-data class."""
    page = Page(lang, "tables_title")
    page.add(page.word("tables_intro"), "", page.word("required"), "")
    page.add(f"## {page.word('types')}")
    page.table(
        (page.word("type"), page.word("meaning")),
        ((f"`{t.value}`", page.word(f"type_{t.value}")) for t in Type),
    )
    page.add(f"## {page.word('classes')}")
    page.table(
        (page.word("personal"), page.word("meaning")),
        ((page.word(f"personal_{p.value}"), page.word(f"class_{p.value}")) for p in Personal),
    )
    for table in TABLES.values():
        _table(page, table)
    return page.done()


def _table(page: Page, table: Table) -> None:
    lang = page.lang
    grain = table.grain_de if lang == "de" else table.grain_en
    page.add(f"## {table.name}", f"**{getattr(table, lang)}.**", "")
    page.add(f"{page.word('grain')}: {grain}. {page.word('key')}: {code(table.key)}.", "")
    valued = any(c.one_of for c in table.columns)
    page.table(
        (
            page.word("column"), page.word("type"), page.word("meaning"),
            *((page.word("values"),) if valued else ()), page.word("personal"),
        ),
        (
            (
                f"`{c.name}`{' *' if c.required else ''}", c.type.value, getattr(c, lang),
                *((code(c.one_of),) if valued else ()), page.word(f"personal_{c.personal.value}"),
            )
            for c in table.columns
        ),
    )  # fmt: skip
    if table.checks:
        page.add(f"{page.word('checks')}:", "")
        page.add(*(f"- `{c.name}`: {getattr(c, lang)}" for c in table.checks), "")


def measures_page(lang: str) -> str:
    """Every measure: question, formula, source, decision, caveat, dimensions, options."""
    page = Page(lang, "measures_title")
    page.add(page.word("measures_intro"), "")
    element = ""
    for m in measures().values():
        if m.element != element:
            element = m.element
            page.add(f"## {text(f'cli.element_{element}', lang)}", "")
        page.add(f"### [{m.key}](../measures/{m.key}.md)", f"**{m.say('name', lang)}.**", "")
        page.add(f"- {page.word('question')}: {m.say('question', lang)}")
        page.add(f"- {page.word('formula')}: {m.say('formula', lang)}")
        page.add(f"- {page.word('source')}: {m.source}")
        page.add(f"- {page.word('unit')}: {page.word(f'unit_{m.unit.value}')}")
        page.add(f"- {page.word('decides')}: {m.say('decides', lang)}")
        if m.say("caveat", lang):
            page.add(f"- {page.word('caveat')}: {m.say('caveat', lang)}")
        by = (*m.dimensions, *TIME) if m.dimensions else ()
        page.add(f"- {page.word('by')}: {code(by) or page.word('none')}")
        page.add(f"- {page.word('options')}: {code(m.options) or page.word('none')}")
        page.add(f"- {page.word('reads')}: {code(m.reads)}", "")
    return page.done()


def parser_of(name: str, lang: str) -> argparse.ArgumentParser:
    """The parser of a command, without the program around it."""
    parser = argparse.ArgumentParser(prog=f"kundig {name}", add_help=False)
    parser.add_argument("-h", "--help", action="help", help=text("cli.arg_help", lang))
    parser.add_argument("--home", metavar="DIR", help=text("cli.arg_home", lang))
    say: Callable[[str], str] = lambda key: text(f"cli.{key}", lang)  # noqa: E731
    if name in UPPER:
        module, _, function = UPPER[name].partition(":")
        getattr(import_module(module), function or "configure")(parser, lang)
    else:
        import_module(f"kundig.cli.{COMMANDS[name]}").configure(parser, say)
    return parser


def commands_page(lang: str) -> str:
    """Every command with its arguments, the exit codes and the environment variables."""
    page = Page(lang, "commands_title")
    page.add(page.word("commands_intro"), "")
    for name in (*COMMANDS, *UPPER):
        page.add(f"## kundig {name}", text(f"cli.help_{name}", lang) + ".", "")
        actions = [a for a in parser_of(name, lang)._actions if a.help != argparse.SUPPRESS]
        page.table((page.word("argument"), page.word("meaning")), map(_argument(page), actions))
    page.add(f"## {page.word('codes')}")
    page.table(("", ""), ((str(c), page.word(f"code_{c}")) for c in CODES))
    page.add(f"## {page.word('variables')}")
    page.table(("", ""), ((f"`{v}`", page.word(f"var_{v}")) for v in VARIABLES))
    return page.done()


def _argument(page: Page) -> Callable[[argparse.Action], tuple[str, str]]:
    def told(action: argparse.Action) -> tuple[str, str]:
        names = list(action.option_strings)
        value = action.metavar or ("" if action.nargs == 0 else action.dest.upper())
        if action.choices:
            value = "{" + ",".join(map(str, action.choices)) + "}"
        shown = " ".join([", ".join(names), str(value)]).strip()
        meaning = action.help or ""
        default = action.default
        known = isinstance(default, str | int) and not isinstance(default, bool)
        if known and default != argparse.SUPPRESS:
            meaning += f" ({page.word('default')} `{default}`)"
        return f"`{shown}`", meaning

    return told


def remarks_page(lang: str) -> str:
    """Every reason to refuse a row, every remark, every note and everything that stops an import."""
    page = Page(lang, "remarks_title")
    page.add(page.word("remarks_intro"), "", f"## {page.word('refused_title')}")
    heads = (page.word("key_name"), page.word("told"))
    page.add(f"### {page.word('refused_reader')}")
    page.table(heads, _said("readers", sorted(reader_reasons()), lang))
    page.add(f"### {page.word('refused_judge')}")
    page.table(heads, _said("intake", _named("intake", "reason_"), lang, "reason_"))
    page.add(f"## {page.word('marked_title')}")
    page.table(heads, _said("intake", _named("intake", "remark_"), lang, "remark_"))
    page.add(f"## {page.word('notes_title')}")
    page.table(
        heads, _said("readers", [*_named("readers", "note_"), *_named("readers", "till_")], lang)
    )
    page.add(f"## {page.word('asks_title')}")
    page.table(heads, _said("readers", _named("readers", "ask_"), lang))
    page.add(f"## {page.word('stops_title')}")
    stops = [*_stops("readers"), *_stops("intake")]
    page.table(heads, ((f"`{key}`", texts(room)[key][lang]) for room, key in stops))
    return page.done()


def reader_reasons() -> set[str]:
    """The reasons for which a reader refuses a record, as its source says them."""
    words = set()
    for name in ("records.py", "excel_file.py", "parquet_file.py"):
        source = (ROOT / "src" / "kundig" / "readers" / name).read_text(encoding="utf-8")
        words |= set(re.findall(r'"([a-z_]+)"', source))
    known = texts("readers")
    return {w for w in words if w in known and "{" not in known[w]["en"]}


def _named(room: str, prefix: str) -> Iterator[str]:
    return (key for key in texts(room) if key.startswith(prefix))


def _said(room: str, keys: Iterable[str], lang: str, prefix: str = "") -> Iterator[tuple[str, str]]:
    for key in keys:
        yield f"`{key.removeprefix(prefix)}`", texts(room)[key][lang].rstrip(".")


def _stops(room: str) -> Iterator[tuple[str, str]]:
    return (
        (room, key)
        for key, told in texts(room).items()
        if "Nothing was changed" in told["en"] or key in {"unknown_table", "unknown_import", "busy"}
    )


def personal_page(lang: str) -> str:
    """Every purpose, step and table about people, from the registry of the upper floor."""
    from django.apps import apps

    if not apps.ready:
        import tempfile

        os.environ["KUNDIG_HOME"] = tempfile.mkdtemp(prefix="kundig-reference-")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kundig_web.site.settings")
        import django

        django.setup()
    from kundig_web.registry.record import records

    page = Page(lang, "personal_title")
    page.add(page.word("personal_intro"), "")
    told = records(lang)
    for p in told["purposes"]:
        page.add(f"## {p['name']}", p["text"], "")
        laws = f" ({', '.join(p['laws'])})" if p["laws"] else ""
        page.add(
            f"- {page.word('key_name')}: `{p['key']}`",
            f"- {page.word('personal_basis')}: {'; '.join(p['bases'])}{laws}",
            f"- {page.word('personal_people')}: {', '.join(p['people'])}",
            f"- {page.word('personal_data')}: {p['data']}",
            f"- {page.word('personal_recipients')}: {'; '.join(p['recipients'])}",
        )
        page.add(
            *([f"- {page.word('personal_objection')}: {p['objection']}"] if p["objection"] else [])
        )
        page.add(f"- {page.word('personal_steps')}: {'; '.join(p['steps']) or '–'}", "")
    page.add(f"## {page.word('personal_tables')}")
    heads = (
        "personal_where",
        "meaning",
        "personal_purposes",
        "personal_period",
        "personal_forgotten",
    )
    rows = [(t["table"], t) for t in told["tables"]] + [(t["place"], t) for t in told["places"]]
    page.table(
        map(page.word, heads),
        (
            (f"`{where}`" if where else "", t["name"], code(t["purposes"]), "; ".join(t["retention"]), t["forgotten"])
            for where, t in rows
        ),
    )  # fmt: skip
    return page.done()


PAGES = {
    "tables": tables_page,
    "personal": personal_page,
    "measures": measures_page,
    "commands": commands_page,
    "remarks": remarks_page,
}


def pages() -> Iterator[tuple[Path, str]]:
    """Every generated page: where it stands and what it must say."""
    for lang in LANGUAGES:
        for name, make in PAGES.items():
            yield FOLDER / lang / f"{name}.md", make(lang)


def stale() -> list[Path]:
    """Pages that say something else than the code."""
    return [
        path
        for path, told in pages()
        if not path.exists() or path.read_text(encoding="utf-8") != told
    ]


def main() -> int:
    """Write the pages, or only say which are stale."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if stale")
    if parser.parse_args().check:
        old = stale()
        for path in old:
            sys.stderr.write(f"stale: {path.relative_to(ROOT)}\n")
        if old:
            sys.stderr.write("run: python scripts/reference.py\n")
        return 1 if old else 0
    for path, told in pages():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(told, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
