"""Which column holds which field of a table: names decide, contents confirm."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kundig.readers.fields import WITH_TEXT, field_name, tables_of
from kundig.readers.names import closeness, synonyms
from kundig.readers.profile import Profile
from kundig.tables import TABLES, Type

DATES = frozenset({Type.DATE, Type.INSTANT})
NUMBERS = frozenset({Type.AMOUNT, Type.QUANTITY, Type.INTEGER})
#: A column keeps the meaning that its name says while this share of its values fits it.
ENOUGH = 0.5
#: Numbers of documents and cases: at least half of them hold a digit.
_DOCUMENTS = frozenset(
    {"order_id", "complaint_id", "return_id", "delivery_id", "contact_id", "mention_id"}
)
#: Names that mean the number of whatever the row of the table is, and so nobody else's.
OWN_NUMBER = frozenset({"nr", "lfdnr", "laufendenummer", "nummer", "id", "no"})


@dataclass(frozen=True)
class Match:
    """The column that holds a field, and how surely."""

    column: str
    sure: float


def match(table: str, known: dict[str, Profile]) -> dict[str, Match]:
    """Field -> column: every column once, the surest pairs first."""
    pairs = []
    for place, column, names in _fields(table):
        own = 0.06 if place in {table, "texts"} else 0.0
        if table == "order_lines" and place == "orders":
            own = 0.03
        for profile in known.values():
            sure = _confidence(profile, names, place, column)
            if sure:
                pairs.append((sure + own, sure, place, column, profile.name))
    pairs.sort(key=lambda p: -p[0])
    taken: set[str] = set()
    filled: set[tuple[str, str]] = set()
    result: dict[str, Match] = {}
    for _, sure, place, column, name in pairs:
        if name in taken or (place, column) in filled:
            continue
        taken.add(name)
        filled.add((place, column))
        result[field_name(table, place, column)] = Match(name, round(min(sure, 0.99), 2))
    return result


def home_of(table: str, column: str) -> str | None:
    """The nearest table that has the column, of those that a file of `table` may fill."""
    return next((t for t in tables_of(table) if column in TABLES[t].by_name), None)


def named_like(table: str, column: str, known: dict[str, Profile]) -> Profile | None:
    """The column whose name says the field, whatever its values look like."""
    best: tuple[float, Profile] | None = None
    for _, name, names in _fields(table):
        if name != column:
            continue
        for profile in known.values():
            sure = closeness(profile.name, names)
            if sure >= 0.7 and (best is None or sure > best[0]):
                best = (sure, profile)
    return best[1] if best else None


def _fields(table: str) -> Iterable[tuple[str, str, tuple[str, ...]]]:
    """The fields that names are known for: (table, column, compared names)."""
    words = synonyms()
    seen: set[str] = set()
    for place in tables_of(table):
        if place != table and place in {"returns", "products"}:
            continue
        for column, names in words.get(place, {}).items():
            if column == "text":
                if place == table and table in WITH_TEXT:
                    yield "texts", "text", names
                continue
            if column not in TABLES[place].by_name or column in seen:
                continue
            if column == "record_id" and table != "customer_records":
                continue  # the number of the customer belongs to the document
            seen.add(column)
            yield place, column, names
    home = home_of(table, "record_id")
    if home is not None and table != "customer_records":
        names = words["customer_records"]["record_id"]
        yield home, "record_id", tuple(n for n in names if n not in OWN_NUMBER)


def _confidence(profile: Profile, names: tuple[str, ...], place: str, column: str) -> float:
    """How surely a column holds a field: from its name, unless most of its values speak against."""
    sure = closeness(profile.name, names)
    kind = TABLES[place].by_name[column].type
    if column == "email" and profile.mail_share > 0.8:
        return max(sure, 0.9)
    if not sure or not profile.filled:
        return sure * 0.5
    if kind in DATES:
        return sure if profile.date_share >= ENOUGH else 0.0
    if kind in NUMBERS:
        dated = profile.date_share >= ENOUGH
        return sure if profile.number_share >= ENOUGH and not dated else 0.0
    if profile.is_date and profile.dates.order != "iso":
        return 0.0
    if profile.clock_share > ENOUGH or (profile.mail_share > ENOUGH and column != "record_id"):
        return 0.0
    if column in _DOCUMENTS and profile.digit_share < ENOUGH:
        return 0.0
    if column == "text" and profile.is_number:
        return 0.0
    return sure
