"""A look at a file in the reader's words: questions as form fields, columns with what they fill."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kundig.glossary.numbers import SIGNS
from kundig.intake.choices import QUESTION
from kundig.intake.quarantine import told_reason
from kundig.readers.fields import RESERVED, WITH_TEXT, field_name, tables_of, target
from kundig.readers.grain import CANDIDATES
from kundig.tables import TABLES
from kundig_web import company, words
from kundig_web.access.forms import CURRENCIES
from kundig_web.imports.models import Upload
from kundig_web.imports.questions import table_label

#: Columns on one page of corrections; a select for each makes pages heavy.
EDITED = 25
SCALES = ("0-10", "1-10", "1-5", "1-6", "1-7", "0-5", "1-4", "1-3")
ENCODINGS = ("utf-8", "cp1252", "iso-8859-15", "utf-16", "cp850", "mac-roman")


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that may be chosen."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Options that belong together."""

    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a form field."""

    name: str
    text: str
    hint: str
    options: tuple[Option, ...]
    few: bool  # as radio buttons


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """One column of the file."""

    number: int
    name: str
    fills: str  # in words; empty for none
    table: str
    format: str
    examples: tuple[str, ...]
    field: str


def asked(upload: Upload) -> list[Asked]:
    """The open questions of a file, as form fields named `q` and their number."""
    return [_asked(i, q, upload) for i, q in enumerate(upload.look.get("questions", []))]


def columns(upload: Upload) -> list[ShownColumn]:
    """The columns of the file, in its order."""
    table = upload.look.get("table", "")
    return [_column(i, c, table) for i, c in enumerate(upload.look.get("columns", []))]


def fields(table: str, chosen: str, *, question: bool) -> list[Group]:
    """Everything that a column may fill, table by table."""
    lang = words.lang()
    first = [Option("", words.say("imports.fills_nothing"), chosen == "")]
    if question or chosen == QUESTION:
        first.append(Option(QUESTION, words.say("imports.fills_question"), chosen == QUESTION))
    groups = [Group("", tuple(first))]
    for place in tables_of(table):
        options = [
            Option(name, _label(c, lang), name == chosen)
            for c in TABLES[place].columns
            if c.name not in RESERVED
            for name in (field_name(table, place, c.name),)
        ]
        groups.append(Group(table_label(place, lang), tuple(options)))
    if table in WITH_TEXT:
        text = Option("text", field_label(table, "text"), chosen == "text")
        groups.append(Group(table_label("texts", lang), (text,)))
    return groups


def table_options(chosen: str) -> list[Option]:
    """What a row of a file may be; the usual things first."""
    lang = words.lang()
    names = (*CANDIDATES, *(n for n in TABLES if n not in CANDIDATES and n != "texts"))
    return [Option(n, _grain(n, lang), n == chosen) for n in names]


def encoding_options(chosen: str | None) -> list[Option]:
    """Encodings that occur, the one in use among them."""
    names = list(dict.fromkeys([*([chosen] if chosen else []), *ENCODINGS]))
    return [
        Option(n, n.upper().replace("CP", "Windows-/DOS-").replace("_", "-"), n == chosen)
        for n in names
    ]


def field_label(table: str, field: str) -> str:
    """What a field is called; empty if there is none of that name."""
    try:
        place, column = target(table, field)
    except KeyError:
        return ""
    return _label(TABLES[place].by_name[column], words.lang())


def currencies() -> list[str]:
    """The currencies that can be chosen, the company's own first."""
    return list(dict.fromkeys((company.company().currency, *CURRENCIES)))


def currency(upload: Upload) -> dict[str, Any]:
    """In which currency the amounts are read, with the choice; empty where a column says it."""
    told = upload.look.get("currency")
    if not told:
        return {}
    code, own = told["code"], company.company().currency
    names = dict.fromkeys((*currencies(), code))
    return {
        "text": words.say(
            f"imports.currency_{told['by']}", currency=_sign(code), own=_sign(own),
            name=upload.look.get("name") or "",
        ),
        "other": code != own,
        "options": [Option(c, _sign(c), c == code) for c in names],
    }  # fmt: skip


def _sign(code: str) -> str:
    sign = SIGNS.get(code, code)
    return code if sign == code else f"{sign} ({code})"


def reasons(told: dict[str, int]) -> list[tuple[str, int]]:
    """Why rows were refused, the most frequent first."""
    lang = words.lang()
    return sorted(((told_reason(k, lang), n) for k, n in told.items()), key=lambda r: (-r[1], r[0]))


def examples(upload: Upload) -> list[dict[str, str]]:
    """Some refused rows of the trial, their reasons in the reader's language."""
    outcome = upload.outcome
    same = {
        told_reason(key, upload.language): told_reason(key, words.lang())
        for key in outcome.get("reasons", {})
    }
    found = []
    for example in outcome.get("examples", []):
        reason = example["reason"]
        place, _, column = example["field"].rpartition(".")
        label = ""
        if place in TABLES and column in TABLES[place].by_name:
            label = _label(TABLES[place].by_name[column], words.lang())
        found.append({**example, "reason": same.get(reason, reason), "label": label})
    return found


def remarks(upload: Upload) -> list[str]:
    """What is remarkable about the file, in the reader's language; what the columns show is left out."""
    told = upload.look.get("remarks", [])
    own = {"numbers_repeat"}  # the command line's option has no place on a page
    found = []
    for r in told:
        said = words.say(f"imports.remark_{r['key']}") if r["key"] in own else r[words.lang()]
        # Not an alarm: the name of this encoding says nothing to whoever saved a file in Excel.
        more = words.say("imports.remark_cp1252_why") if r["key"] == "note_cp1252" else ""
        found.append(f"{said} {more}".rstrip())
    return found


def marked(told: dict[str, int]) -> list[tuple[str, int]]:
    """Rows that are taken and marked."""
    return [(words.say(f"glossary:intake.remark_{k}"), n) for k, n in told.items()]


def facts(told: dict[str, int]) -> list[tuple[str, int]]:
    """What the file holds: documents, customers, countries."""
    return [(words.say(f"glossary:intake.fact_{k}"), n) for k, n in told.items()]


def _asked(number: int, question: dict[str, Any], upload: Upload) -> Asked:
    lang = words.lang()
    values = {
        k: v[lang] if isinstance(v, dict) else v for k, v in question.get("values", {}).items()
    }
    key, field = question["key"], question.get("field") or ""
    values.setdefault("column", "")
    values.setdefault("label", field_label(upload.look.get("table", ""), field))
    values.setdefault("examples", "")
    options = tuple(_options(key, field, question, upload))
    return Asked(
        name=f"q{number}",
        text=words.say(f"imports.{key}", **values),
        hint=words.say(f"imports.{key}_hint", **values),
        options=options,
        few=len(options) <= 4,
    )


def _options(key: str, field: str, question: dict[str, Any], upload: Upload) -> Iterator[Option]:
    if key in {"ask_table", "ask_repeated", "ask_day_totals"}:
        names = question["choices"] if key != "ask_day_totals" else ["orders"]
        if key == "ask_table":
            yield from table_options("")
            return
        for name in names:
            yield Option(name, words.say(f"imports.{key}_{name}"))
        return
    if key in {"ask_dates", "ask_decimal", "ask_sure"}:
        for choice in question["choices"]:
            yield Option(choice, words.say(f"imports.{key}_{choice}"))
        return
    if key == "ask_scale":
        for scale in SCALES:
            low, _, high = scale.partition("-")
            yield Option(scale, words.say("imports.scale", low=low, high=high))
        return
    seen = {c["name"]: c for c in upload.look["columns"]}
    for name in question["choices"]:
        shown = ", ".join(seen.get(name, {}).get("examples", [])[:2])
        yield Option(name, f"{name} ({shown})" if shown else name)
    if may_be_absent(key, field):
        yield Option("", words.say(f"imports.absent_{'day' if key == 'ask_day' else 'quantity'}"))


def may_be_absent(key: str, field: str) -> bool:
    """Whether "no column holds it" is an answer."""
    return key == "ask_day" or (key == "ask_field" and field == "quantity")


def _column(number: int, column: dict[str, Any], table: str) -> ShownColumn:
    field = column["field"]
    fills, place = "", ""
    if field == QUESTION:
        kind, _, scale = column["question"].partition(" ")
        fills = words.say(f"imports.kind_{kind}")
        place = words.say("imports.fills_question")
        if scale:
            low, _, high = scale.partition("-")
            fills += f", {words.say('imports.scale', low=low, high=high)}"
    elif field:
        name, _ = target(table, field)
        fills = field_label(table, field)
        place = table_label(name, words.lang()) if name != table else ""
    style = column["format"]
    return ShownColumn(
        number=number,
        name=column["name"],
        fills=fills,
        table=place,
        format=words.say(f"imports.format_{style}") if style else "",
        examples=tuple(column["examples"]),
        field=field,
    )


def _label(column: Any, lang: str) -> str:
    return str(column.de if lang == "de" else column.en)


def _grain(name: str, lang: str) -> str:
    table = TABLES[name]
    grain = table.grain_de if lang == "de" else table.grain_en
    return f"{table_label(name, lang)} ({grain})"
