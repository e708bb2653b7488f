"""Which fields a mapping may fill: those of its own table and of the tables that ride along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kundig.readers.errors import ReadError
from kundig.tables import TABLES

if TYPE_CHECKING:
    from kundig.readers.mapping import Mapping

#: Main table -> other tables that the same file may fill, nearest first.
ALSO: dict[str, tuple[str, ...]] = {
    "order_lines": ("orders", "customer_records", "deliveries", "products", "returns"),
    "orders": ("customer_records", "deliveries"),
    "customer_records": ("customer_links",),
}
#: Tables whose rows may carry a free text, written as the pseudo field `text`.
WITH_TEXT = frozenset({"survey_answers", "complaints", "mentions", "contacts"})
#: Fields that no file fills: the mapping names the source, the importer counts the rest.
RESERVED = frozenset({"source", "occurrence"})
#: Table -> date column -> the instant that it is derived from when only the instant is given.
DATE_OF: dict[str, dict[str, str]] = {
    "orders": {"order_date": "ordered_at"},
    "returns": {"return_date": "returned_at"},
    "deliveries": {"promised_date": "promised_at", "delivered_date": "delivered_at"},
    "survey_answers": {"answer_date": "answered_at"},
    "complaints": {"received_date": "received_at"},
    "complaint_events": {"event_date": "happened_at"},
    "mentions": {"mention_date": "published_at"},
    "contacts": {"contact_date": "happened_at"},
    "promises": {"due_date": "due_at"},
    "texts": {"text_date": "written_at"},
}


def tables_of(table: str) -> tuple[str, ...]:
    """The tables that a mapping with this main table may fill, its own first."""
    also = ALSO.get(table, ())
    if "record_id" in TABLES[table].by_name and table != "customer_records":
        also = (*also, *(() if "customer_records" in also else ("customer_records",)))
    return (table, *also)


def target(table: str, field: str) -> tuple[str, str]:
    """The table and column that `field` names in a mapping whose main table is `table`.

    A bare name means the main table first, then `orders`, then the only other table that has it;
    `text` is the free text of a row. Raises `KeyError` with the allowed names otherwise.
    """
    if field == "text" and table in WITH_TEXT:
        return ("texts", "text")
    allowed = tables_of(table)
    place, _, column = field.rpartition(".")
    if place:
        if place in allowed and column in TABLES[place].by_name and column not in RESERVED:
            return (place, column)
        raise KeyError(field)
    homes = [t for t in allowed if field in TABLES[t].by_name]
    if not homes or field in RESERVED:
        raise KeyError(field)
    if homes[0] == table or homes[0] == "orders" or len(homes) == 1:
        return (homes[0], field)
    raise KeyError(field)


def field_name(table: str, place: str, column: str) -> str:
    """How a mapping of `table` writes the field: bare if that is unmistakable, else qualified."""
    if place == "texts":
        return "text"
    try:
        return column if target(table, column) == (place, column) else f"{place}.{column}"
    except KeyError:
        return f"{place}.{column}"


def allowed_fields(table: str) -> tuple[str, ...]:
    """Every field that a mapping of `table` may name, as it would write it."""
    names = [
        field_name(table, place, column.name)
        for place in tables_of(table)
        for column in TABLES[place].columns
        if column.name not in RESERVED
    ]
    return (*names, *(("text",) if table in WITH_TEXT else ()))


def check_field(table: str, field: str, where: dict[str, str]) -> str:
    """The canonical name of a field, or a `ReadError` that lists what is allowed."""
    try:
        return field_name(table, *target(table, field))
    except KeyError:
        homes = [p for p in tables_of(table) if field in TABLES[p].by_name]
        if homes and field not in RESERVED:
            both = " / ".join(f"{p}.{field}" for p in homes)
            raise ReadError("mapping_field_ambiguous", **where, field=field, choices=both) from None
        names = ", ".join(allowed_fields(table))
        raise ReadError(
            "mapping_field_unknown", **where, field=field, table=table, choices=names
        ) from None


#: Required columns that the importer can make up itself, and from what.
_DERIVED = frozenset(
    {
        ("orders", "order_id"),  # numbered by customer and day
        ("order_lines", "amount"),  # quantity times unit price
        ("deliveries", "delivery_id"),  # the order number
        ("survey_answers", "survey_id"),  # the name of the file
        ("survey_answers", "response_id"),  # the number of the row
        ("survey_answers", "question_id"),  # the questions of the mapping
    }
)


def missing_fields(mapping: Mapping) -> tuple[str, ...]:
    """Fields without which no row of the main table can come out of this mapping."""
    filled = {(table, column) for table, column, _ in mapping.fields()}
    missing = []
    dates = DATE_OF.get(mapping.table, {})
    for column in TABLES[mapping.table].columns:
        place = (mapping.table, column.name)
        if not column.required or column.name in RESERVED or place in _DERIVED:
            continue
        if place in filled or (mapping.table, dates.get(column.name, "")) in filled:
            continue
        if place == ("order_lines", "order_id") and _tells_documents(filled):
            continue
        missing.append(column.name)
    if (
        mapping.table == "order_lines"
        and not {
            ("order_lines", "amount"),
            ("order_lines", "unit_price"),
        }
        & filled
    ):
        missing.append("amount")
    return tuple(missing)


def _tells_documents(filled: set[tuple[str, str]]) -> bool:
    """Whether lines without document numbers can be numbered by customer and day."""
    days = {("orders", "order_date"), ("orders", "ordered_at")}
    return ("orders", "record_id") in filled and bool(days & filled)
