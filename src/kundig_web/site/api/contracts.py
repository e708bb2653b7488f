"""JSON rows against the contracts of the shared tables: every fault with its place, or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from kundig.readers.fields import DATE_OF, RESERVED, WITH_TEXT
from kundig.tables import TABLES, Column, Type
from kundig_web import words

#: Tables that a program may send. Who is who, and what was decided, is for people to say.
OPEN = tuple(name for name in TABLES if name not in {"customer_links", "decisions", "texts"})
#: Longer texts are cut or refused by the readers.
LONGEST = 10_000
MOST_FAULTS = 50
_TEXT = "text"
_LIMITS = {Type.AMOUNT: (14, Decimal("0.0001")), Type.QUANTITY: (15, Decimal("0.001"))}


def columns_of(table: str) -> dict[str, Column | None]:
    """What a row may hold; None stands for the free text of a row."""
    found: dict[str, Column | None] = {
        c.name: c for c in TABLES[table].columns if c.name not in RESERVED
    }
    return found | ({_TEXT: None} if table in WITH_TEXT else {})


def needed(table: str) -> list[tuple[str, ...]]:
    """What a row must hold: of each group at least one."""
    dates = DATE_OF.get(table, {})
    groups = []
    for column in TABLES[table].columns:
        if not column.required or column.name in RESERVED:
            continue
        also = (dates[column.name],) if column.name in dates else ()
        if (table, column.name) == ("order_lines", "amount"):
            also = ("unit_price",)
        groups.append((column.name, *also))
    return groups


def texts_of(
    table: str, rows: Sequence[Mapping[str, Any]], *, zone: ZoneInfo
) -> tuple[list[dict[str, str | None]], list[tuple[str, str]]]:
    """The rows as texts that the intake reads, and the faults found (at most fifty).

    A row that gives an instant alone gets its business day in `zone`.
    """
    known, groups = columns_of(table), needed(table)
    dates = DATE_OF.get(table, {})
    written: list[dict[str, str | None]] = []
    faults: list[tuple[str, str]] = []
    for number, row in enumerate(rows):
        texts, wrong = _row(row, known, groups)
        for day, instant in dates.items():
            if day not in texts and texts.get(instant):
                texts[day] = _day_of(str(texts[instant]), zone)
        written.append(texts)
        faults += [(f"/rows/{number}/{_escaped(name)}", told) for name, told in wrong]
        if len(faults) >= MOST_FAULTS:
            break
    return written, faults[:MOST_FAULTS]


def _row(
    row: Mapping[str, Any], known: Mapping[str, Column | None], groups: list[tuple[str, ...]]
) -> tuple[dict[str, str | None], list[tuple[str, str]]]:
    texts: dict[str, str | None] = {}
    faults = []
    for name, value in row.items():
        if name not in known:
            faults.append((name, words.say("site.api_field_extra_forbidden")))
            continue
        if value is None or value == "":
            continue
        try:
            texts[name] = _text(value, known[name])
        except _WrongError as wrong:
            faults.append((name, words.say(f"site.api_field_{wrong.key}", **wrong.values)))
    faulty = {name for name, _ in faults}
    for group in groups:
        if not any(name in texts or name in faulty for name in group):
            faults.append((group[0], words.say("site.api_field_missing")))
    return texts, faults


class _WrongError(Exception):
    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key, self.values = key, values


def _text(value: Any, column: Column | None) -> str:
    kind = column.type if column is not None else Type.TEXT
    if kind in {Type.ID, Type.TEXT}:
        return _word(value, column)
    if kind is Type.BOOLEAN:
        if not isinstance(value, bool):
            raise _WrongError("bool_type")
        return "true" if value else "false"
    if kind is Type.INTEGER:
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**63:
            raise _WrongError("int_type")
        return str(value)
    if kind in _LIMITS:
        return _number(value, kind)
    return _moment(value, kind)


def _word(value: Any, column: Column | None) -> str:
    # A shop's order number is often a JSON number.
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**30:
        value = str(value)
    if not isinstance(value, str):
        raise _WrongError("string_type")
    if len(value) > LONGEST:
        raise _WrongError("string_too_long", max_length=LONGEST)
    if "\x00" in value or any(0xD800 <= ord(c) <= 0xDFFF for c in value):
        raise _WrongError("string_unicode")
    if not value.strip():
        raise _WrongError("blank")
    if column is not None and column.one_of and value not in column.one_of:
        raise _WrongError("one_of", expected=", ".join(column.one_of))
    return value


def _number(value: Any, kind: Type) -> str:
    whole, step = _LIMITS[kind]
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _WrongError("number")
    try:
        found = Decimal(value if isinstance(value, str) else repr(value))
    except InvalidOperation:
        raise _WrongError("number") from None
    if not found.is_finite() or found.adjusted() >= whole:
        raise _WrongError("number")
    return f"{found.quantize(step):f}"


def _moment(value: Any, kind: Type) -> str:
    if not isinstance(value, str) or not 10 <= len(value) <= 40:
        raise _WrongError("date" if kind is Type.DATE else "datetime")
    try:
        if kind is Type.DATE:
            found = date.fromisoformat(value)
            told = found.isoformat()
        else:
            moment = datetime.fromisoformat(value)
            found, told = moment.date(), moment.isoformat(sep=" ")
    except ValueError:
        raise _WrongError("date" if kind is Type.DATE else "datetime") from None
    if not 1900 <= found.year <= 2200:
        raise _WrongError("year")
    return told


def _day_of(moment: str, zone: ZoneInfo) -> str:
    found = datetime.fromisoformat(moment)
    return (found.astimezone(zone) if found.tzinfo else found).date().isoformat()


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")[:80]


def described() -> Iterator[dict[str, Any]]:
    """The tables and their fields in the reader's language, for the description of the API."""
    german = words.lang() == "de"
    for name in OPEN:
        table = TABLES[name]
        must = {group[0] for group in needed(name)}
        fields = [
            {
                "name": field,
                "type": column.type.value if column else Type.TEXT.value,
                "needed": field in must,
                "one_of": list(column.one_of) if column else [],
                "text": (column.de if german else column.en)
                if column
                else words.say("site.api_free_text"),
            }
            for field, column in columns_of(name).items()
        ]
        yield {"name": name, "text": table.de if german else table.en, "fields": fields}
