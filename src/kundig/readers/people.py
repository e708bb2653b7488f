"""Customers in files that give them no number: known by e-mail address, else by name."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from kundig.readers.batch import Remark
from kundig.readers.fields import field_name, tables_of
from kundig.readers.mapping import ColumnSpec, Mapping
from kundig.readers.match import home_of
from kundig.readers.names import plain
from kundig.readers.profile import Profile

_NAMES = ("first_name", "last_name")
#: A share of values that are names in full, so that the importer knows them for names.
_MOSTLY = 0.5
#: Ends of headings that speak of numbers, whatever the numbers look like.
_NUMBERED = ("nummer", "nr", "id", "no", "number", "code", "karte", "konto")


def with_people(
    mapping: Mapping, known: dict[str, Profile], sample: pa.Table
) -> tuple[Mapping, dict[str, float], tuple[Remark, ...]]:
    """The mapping with whatever tells customers apart; confidences and remarks about it."""
    table = mapping.table
    home = home_of(table, "record_id")
    if home is None or "customer_records" not in tables_of(table):
        return mapping, {}, ()
    key = field_name(table, home, "record_id")
    names = {n: field_name(table, "customer_records", n) for n in (*_NAMES, "email")}
    numbered = mapping.columns.get(key)
    if numbered is not None:
        profile = known[numbered.columns[0]]
        if _is_number(profile):
            return mapping, {}, ()
        if profile.name_share < _MOSTLY:
            return mapping, {key: 0.6}, ()  # a single word may be a name or a number
        columns = dict(mapping.columns)
        if not any(names[n] in columns for n in _NAMES):
            columns[names["last_name"]] = numbered
        remark = Remark("known_by_name", {"columns": profile.name})
        return replace(mapping, columns=columns), {names["last_name"]: 0.8}, (remark,)
    unique = table == "customer_records"
    mail = mapping.columns.get(names["email"])
    if mail is not None and _tells(mail, sample, unique=unique):
        columns = {key: mail, **mapping.columns}
        remark = Remark("known_by_mail", {"columns": mail.columns[0]})
        return replace(mapping, columns=columns), {key: 0.8}, (remark,)
    spec = _full_name(mapping, names, known)
    if spec is not None and _tells(spec, sample, unique=unique):
        columns = {key: spec, **mapping.columns}
        remark = Remark("known_by_name", {"columns": ", ".join(spec.columns)})
        return replace(mapping, columns=columns), {key: 0.75}, (remark,)
    if table == "customer_records":
        return mapping, {}, ()
    # Facts about a customer whom nothing tells apart belong to nobody.
    nobody = {k for place, _, k in mapping.fields() if place == "customer_records"}
    columns = {f: s for f, s in mapping.columns.items() if f not in nobody}
    return replace(mapping, columns=columns), {}, ()


def _is_number(profile: Profile) -> bool:
    """Whether the column that says who the customer is holds numbers, not names."""
    if profile.name_share >= _MOSTLY:
        return False
    return (
        profile.digit_share > 0.2
        or profile.mail_share > 0.2
        or profile.words < 3
        or plain(profile.name).endswith(_NUMBERED)
    )


def _full_name(
    mapping: Mapping, names: dict[str, str], known: dict[str, Profile]
) -> ColumnSpec | None:
    first, last = (mapping.columns.get(names[n]) for n in _NAMES)
    if last is None:
        return None
    if first is not None:
        return ColumnSpec((*first.columns, *last.columns), " ")
    return last if known[last.columns[0]].name_share >= _MOSTLY else None


def _tells(spec: ColumnSpec, sample: pa.Table, *, unique: bool) -> bool:
    """Whether nearly every row has a value, and (if wanted) no two rows the same."""
    parts = [sample[c].to_pylist() for c in spec.columns]
    values = [" ".join(filter(None, map(str.strip, row))) for row in zip(*parts, strict=True)]
    given = [v for v in values if v]
    if unique and (len(given) < len(values) or len(set(given)) < len(given)):
        return False
    return bool(given) and len(given) >= 0.5 * len(values)
