"""The customer list: rows of the register, with what people wrote here laid over them.

The register is some minutes old; what was written here since is in the database. So a page asks the
register for its rows, lays the names in force over them, leaves out customers that were merged into
others, and looks among those touched lately for what the register cannot know yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from kundig.register import Filter, Register, Wanted, fold
from kundig.register.folding import NUMBER, PHONE, phone
from kundig_web.customers.called import name_of, named
from kundig_web.customers.contact_points import ContactPoint
from kundig_web.customers.identities import all_links
from kundig_web.customers.list_query import ListQuery
from kundig_web.customers.person import Person
from kundig_web.customers.refusals import Refusal, refusing_here
from kundig_web.customers.restriction import objected_keys, whole
from kundig_web.registry.steps import has_basis

ROWS = 50
#: At most so many customers touched lately are looked through; a build follows within minutes.
TOUCHED = 1000
#: What was written here reaches the register by way of a mirror that runs once a minute.
MIRROR = timedelta(minutes=3)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Here:
    """What is known here and may not be in the register yet."""

    links: Mapping[str, str]  # merged: key -> the customer's name
    refusing: Mapping[str, Refusal]
    hidden: frozenset[str] = frozenset()  # processing is restricted
    unscored: frozenset[str] = frozenset()  # nothing computed about them is shown
    scored: bool = True  # False: the company does without values and segments

    @classmethod
    def read(cls) -> Here:
        """Read it; four queries."""
        links = all_links()
        refusing = refusing_here(links)
        closed = frozenset(k for k, why in refusing.items() if why is Refusal.RESTRICTED)
        hidden = whole(closed, links)
        unscored = hidden | whole(objected_keys(), links)
        return cls(links, refusing, hidden, unscored, has_basis("value.score"))


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the list."""

    rows: list[Row]
    total: int
    next: str | None


def filter_of(query: ListQuery, register: Register, here: Here) -> Filter:
    """The query as a filter that leaves out whoever does not belong in this list.

    Nobody whose processing is restricted is found at all, and nobody who objected to profiling is
    found by a score or sorted among scores.
    """
    chosen = query.filter(register.as_of)
    without = [*here.links, *here.hidden]
    if query.scores:
        without += here.unscored
    if chosen.refused is False:
        without += here.refusing
    return replace(chosen, without=tuple(dict.fromkeys(without)))


def listed(query: ListQuery, register: Register | None, here: Here) -> Listed:
    """The page of the list that the query asks for.

    Raises:
        ValueError: if the query names a page that the list cannot have.
    """
    if register is None:
        touched = (p for p in _touched(None) if p.key not in here.hidden)
        found = [_bare(p) for p in touched if _fits(p, query.text)]
        found = found if query.searching_only() else []
        return Listed(_laid_over(found, here), len(found), None)
    page = register.page(
        filter_of(query, register, here), query.sort, query.descending, ROWS, query.after or None
    )
    rows, extra = page.rows, []
    if query.searching_only() and not query.after:
        extra = _not_yet_there(query, register, here)
        rows = [*extra, *rows]
    return Listed(_laid_over(rows, here), page.total + len(extra), page.next)


def _not_yet_there(query: ListQuery, register: Register, here: Here) -> list[Row]:
    """Customers who fit, though the register does not know it yet: new, renamed, merged ones."""
    since = register.built_at - timedelta(seconds=register.seconds) - MIRROR
    people = {here.links.get(p.key, p.key): p for p in _touched(since) if _fits(p, query.text)}
    if query.text:
        merged = register.page(Filter(text=query.text, keys=tuple(here.links)), limit=ROWS)
        keys = [*people, *(here.links[row["key"]] for row in merged.rows)]
        asked = Filter(text=query.text, keys=tuple(keys))
        shown = {row["key"] for row in register.page(asked, limit=len(keys) + 1).rows}
    else:
        keys, shown = list(people), set()
    rows = {row["key"]: row for row in register.customers(keys)}
    shown |= set() if query.text else set(rows)
    wanted = dict.fromkeys(k for k in keys if k not in shown and k not in here.hidden)
    return [
        (rows[k] if k in rows else _bare(people[k])) | {"key": k}
        for k in wanted
        if k in rows or k in people
    ]


def _touched(since: Any) -> Iterable[Person]:
    """People somebody touched since a moment, the last one first; two queries."""
    found = Person.objects.prefetch_related("contact_points").order_by("-edited_at", "-pk")
    return (found if since is None else found.filter(edited_at__gte=since))[:TOUCHED]


def _fits(person: Person, text: str) -> bool:
    return not text or Wanted.of(text).fits(_searched(person))


def _searched(person: Person) -> str:
    """What is known here of a person, folded as the register folds."""
    told = [person.title, person.first_name, person.last_name, person.company_name]
    parts = [NUMBER.format(fold(person.key.partition(":")[2]))]
    for point in person.contact_points.all():
        if point.ended_on is not None:
            continue
        told += [point.value, point.postcode, point.city]
        if point.kind in {ContactPoint.Kind.PHONE, ContactPoint.Kind.MOBILE}:
            parts.append(PHONE.format(phone(point.value)))
    return " ".join([*parts, fold(" ".join(t for t in told if t))])


def _bare(person: Person) -> Row:
    """The row of a customer whom no file knows."""
    return dict.fromkeys(_COLUMNS) | {
        "key": person.key, "refused": False, "open_complaints": 0, "open_promises": 0,
        "purchases": 0, "value_why": "never_bought",
    }  # fmt: skip


_COLUMNS = (
    "city", "postcode", "branch", "segment", "value_12m", "value_low", "value_high", "p_alive",
    "last_day", "satisfaction_day", "mood", "last_nps", "last_nps_day", "last_csat",
    "last_csat_max", "last_contact", "currency", "revenue", "email",
)  # fmt: skip
#: What models say of a person.
SCORES = ("segment", "value_12m", "value_low", "value_high", "p_alive")


def _laid_over(rows: list[Row], here: Here) -> list[Row]:
    """Rows with the name in force (`name`), `refusal` and `person`; two queries."""
    people = people_of(row["key"] for row in rows)
    return [laid_over(row, people.get(row["key"]), here) for row in rows]


def people_of(keys: Iterable[str]) -> dict[str, Person]:
    """Key -> row here, for those whom somebody touched; with their ways to reach."""
    found = Person.objects.filter(key__in=list(keys)).prefetch_related("contact_points")
    return {person.key: person for person in found}


def laid_over(row: Row, person: Person | None, here: Here) -> Row:
    """One row with what was written here: name, city, refusal; no scores after an objection."""
    parts = named(row["key"], person, row)
    refusal = here.refusing.get(row["key"]) or (Refusal.FILE if row["refused"] else None)
    found = {**row, **{k: v for k, v in parts.items() if k != "customer"}}
    found |= {"name": name_of(parts), "refusal": refusal, "person": person}
    if row["key"] in here.unscored or not here.scored:
        found |= dict.fromkeys(SCORES) | {"value_why": "objected" if here.scored else "off"}
    for point in person.contact_points.all() if person is not None else ():
        if point.kind == ContactPoint.Kind.ADDRESS and point.ended_on is None and point.city:
            found |= {"street": point.value, "postcode": point.postcode, "city": point.city}
            break
    return found
