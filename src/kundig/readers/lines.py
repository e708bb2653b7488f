"""What sales were for, which product and how many, where the names of columns leave it open."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from kundig.readers.batch import Remark
from kundig.readers.grain import money_column
from kundig.readers.mapping import Mapping
from kundig.readers.match import OWN_NUMBER, Match, named_like
from kundig.readers.names import plain
from kundig.readers.profile import Profile

#: In Amazon's reports of orders, the price of an item is that of the whole line.
_LINE_PRICES = {"itemprice": "amazonorderid"}


def with_amount(
    table: str, matches: dict[str, Match], known: dict[str, Profile], sample: pa.Table
) -> dict[str, Match]:
    """The matches of a file of sales with an amount, if only its values tell which column it is."""
    taken = {m.column for m in matches.values()}
    if table == "orders" and not {"order_id", "total"} & set(matches):
        column = money_column(known, taken)
        return {**matches, "total": Match(column, 0.5)} if column else matches
    if table != "order_lines" or "amount" in matches:
        return matches
    price, total = matches.get("unit_price"), matches.get("total")
    if price is not None:
        program = _LINE_PRICES.get(plain(price.column))
        of_line = program in {plain(c) for c in known}
        return _moved(matches, "unit_price") if of_line else matches
    if total is not None:
        number = matches.get("order_id")
        same = number is not None and _once_per_document(number.column, total.column, sample)
        return matches if same else _moved(matches, "total")
    column = money_column(known, taken)
    return {**matches, "amount": Match(column, 0.5)} if column else matches


def with_number(
    table: str, matches: dict[str, Match], known: dict[str, Profile]
) -> dict[str, Match]:
    """The matches of a file of orders with a mere `ID` as the number that it seems to be."""
    if table != "orders" or {"order_id", "record_id"} & set(matches):
        return matches
    taken = {m.column for m in matches.values()}
    for profile in known.values():
        if profile.name not in taken and plain(profile.name) in OWN_NUMBER:
            field = "order_id" if profile.unique == 1 else "record_id"
            return {field: Match(profile.name, 0.6), **matches}
    return matches


def with_products(
    mapping: Mapping, known: dict[str, Profile]
) -> tuple[Mapping, tuple[Remark, ...]]:
    """Order lines whose product has only a name, or that tell no quantity."""
    columns, constants = dict(mapping.columns), dict(mapping.constants)
    notes: tuple[Remark, ...] = ()
    if "product_id" not in columns and "product_name" in columns:
        columns["product_id"] = columns["product_name"]
    priced = {"amount", "unit_price"} & set(columns)
    if priced and "quantity" not in columns and not named_like("order_lines", "quantity", known):
        constants["quantity"] = "1"
        notes = (Remark("quantity_one"),)
    return replace(mapping, columns=columns, constants=constants), notes


def with_documents(
    mapping: Mapping, known: dict[str, Profile]
) -> tuple[Mapping, tuple[Remark, ...]]:
    """Order lines without document numbers: what belongs together, if the file tells it at all.

    The importer numbers them by customer and day. Where no customer is named, the lines of one
    moment belong together; a mere day would make one document of all its sales.
    """
    if mapping.table != "order_lines" or "order_id" in mapping.columns:
        return mapping, ()
    moment = mapping.columns.get("ordered_at")
    if moment is None:
        return mapping, ()
    if "record_id" in mapping.columns:
        return mapping, (Remark("documents_by_customer"),)
    if len(moment.columns) == 1 and not known[moment.columns[0]].has_clock:
        return mapping, ()
    return replace(mapping, columns={"order_id": moment, **mapping.columns}), (
        Remark("documents_by_moment"),
    )


def _moved(matches: dict[str, Match], field: str) -> dict[str, Match]:
    rest = {f: m for f, m in matches.items() if f != field}
    return {**rest, "amount": matches[field]}


def _once_per_document(number: str, total: str, sample: pa.Table) -> bool:
    """Whether documents of several lines repeat one total."""
    several = False
    first: dict[str, str] = {}
    for document, value in zip(sample[number].to_pylist(), sample[total].to_pylist(), strict=True):
        if document and document in first and value.strip():
            several = True
            if first[document] != value:
                return False
        first.setdefault(document, value)
    return several
