"""Choosing a customer in a form, and what customers are called: for every app above the centre."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kundig.answers.asking import open_engine
from kundig.intake.own import OWN_SOURCE
from kundig.register.folding import fold, fold_sql
from kundig_web import company, words
from kundig_web.access.models import User
from kundig_web.access.permissions import Permission
from kundig_web.customers import alike, called
from kundig_web.customers.facts import Facts
from kundig_web.customers.identities import survivors
from kundig_web.customers.models import Person
from kundig_web.customers.restriction import hidden_keys

MOST = 8
SHORTEST = 2  # letters


@dataclass(frozen=True, slots=True)
class Match:
    """A customer who may be meant."""

    key: str
    name: str
    detail: str = ""  # what tells two of one name apart: town, number


def find(text: str, *, user: User) -> list[Match]:
    """Customers whose name, mail, phone or number fits, at most eight; nobody for short texts."""
    text = " ".join(text.split())
    if len(text) < SHORTEST or not user.may(Permission.SEE_CUSTOMERS):
        return []
    store = Facts()
    found = [Match(a.key, a.name, a.detail) for a in alike.search(text, store, without=())]
    if not store.known:  # nobody has built the register yet: ask the records themselves
        found += _delivered(text)
    gone = hidden_keys()
    return [m for m in found if m.key not in gone][:MOST]


def names_of(keys: Iterable[str]) -> dict[str, str]:
    """Key -> how the customer is called; a few queries however many keys.

    From the register; of whom it does not know yet, from the records themselves.
    """
    asked = {k for k in keys if k}
    if not asked:
        return {}
    current = survivors(asked)
    wanted = sorted(set(current.values()))
    rows = Facts().customers(wanted)
    unknown = tuple(k for k in wanted if k not in rows and not k.startswith(f"{OWN_SOURCE}:"))
    if unknown:
        home = company.home()
        rows |= _records(str(home.folder), home.store.manifest().version, unknown)
    persons = {p.key: p for p in Person.objects.filter(key__in=wanted)}
    names = {k: called.name_of(called.named(k, persons.get(k), rows.get(k))) for k in wanted}
    closed = words.say("customers.restricted_name")
    names |= dict.fromkeys(hidden_keys() & names.keys(), closed)
    return {k: names[current[k]] for k in asked}


def name_of(key: str) -> str:
    """How one customer is called."""
    return names_of([key]).get(key, "")


def exists(key: str) -> bool:
    """True if the store or the centre knows a customer of that key, and work with him is allowed."""
    if key in hidden_keys():
        return False
    if Person.objects.filter(key=key).exists() or Facts().customers([key]):
        return True
    home = company.home()
    return key in _records(str(home.folder), home.store.manifest().version, (key,))


def _delivered(text: str) -> list[Match]:
    records = company.snapshot().tables["customer_records"]
    if not records.files:
        return []
    said = "concat_ws(' ', first_name, last_name, company, email, phone, city, record_id)"
    wanted = " AND ".join(
        f"contains({fold_sql(said)}, '{word}')" for word in fold(text).replace("'", " ").split()
    )
    with open_engine("duckdb") as engine:
        engine.attach({"customer_records": records})
        rows = engine.run(
            "SELECT source || ':' || record_id AS key, city FROM customer_records "
            f"WHERE {wanted or 'false'} ORDER BY last_name, first_name, key LIMIT {MOST}"
        ).to_pylist()
    names = names_of(r["key"] for r in rows)
    return [Match(r["key"], names[r["key"]], r["city"] or "") for r in rows]


@lru_cache(maxsize=64)
def _records(folder: str, version: int, keys: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """What files say of these customers; the store at one version never changes."""
    snapshot = company.snapshot()
    records = snapshot.tables["customer_records"]
    if not records.files:
        return {}
    with open_engine("duckdb") as engine:
        engine.attach({"customer_records": records})
        listed = ", ".join("'" + k.replace("'", "''") + "'" for k in keys)
        rows = engine.run(
            "SELECT source || ':' || record_id AS customer, kind AS person_kind, salutation, title, "
            "first_name, last_name, company AS company_name, city FROM customer_records "
            f"WHERE source || ':' || record_id IN ({listed})"
        ).to_pylist()
    return {r["customer"]: r for r in rows}
