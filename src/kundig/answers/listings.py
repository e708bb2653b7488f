"""Lists of people and cases: which there are, and asking them.

They are asked of the same snapshot and engine as measures. A person is called as his record says;
`who(row, lang)` makes the name with the right salutation.
"""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache
from typing import Any

from kundig import glossary
from kundig.answers.asking import AskError
from kundig.answers.catalogue import loaded, measures
from kundig.answers.compiling import to_sql, unbound
from kundig.engines.files import Engine
from kundig.glossary.listing import Listing
from kundig.glossary.measure import Request
from kundig.store import Snapshot
from kundig.store.home import Home
from kundig.store.restricted import Restricted

#: Element -> modules, each with a LISTING. A new listing is one line here.
CATALOGUE: dict[str, tuple[str, ...]] = {
    "contact": ("promises_due",),
    "needs": ("people_to_call",),
    "structure": ("decisions_made",),
    "satisfaction": ("voices", "open_complaints", "goes_wrong", "answers_given"),
}
#: Listings that choose people by what they did: nobody who objected to profiling stands in them.
PROFILING = frozenset({"people_to_call"})


@cache
def listings() -> dict[str, Listing]:
    """Key -> listing."""
    return loaded(CATALOGUE, "LISTING")


def listing(
    key: str, request: Request, *, snapshot: Snapshot, engine: Engine, home: Home
) -> list[dict[str, Any]]:
    """The rows of a listing; `request.as_of` must say which day is today.

    Args:
        key: key of the listing, as `listings()` has them.
        request: as_of, start, end, limit and the listing's options.
        snapshot: the store at one version.
        engine: an open engine; many questions may share it.
        home: the company; a listing shows nothing that another company's folder holds.

    Raises:
        AskError: if there is no such listing or option.
    """
    known = listings()
    if key not in known:
        raise AskError("unknown_measure", measure=key, measures=", ".join(known))
    one = known[key]
    options = tuple(name for name, _ in one.options)
    for name in request.options:
        if name not in options:
            raise AskError(
                "unknown_option", measure=key, option=name, options=", ".join(options) or "–"
            )
    if not any(snapshot.tables[name].files for name in one.about):
        return []
    engine.attach({name: snapshot.tables[name] for name in one.reads})
    asked = (request.as_of, request.start, request.end, request.limit)
    sql = _sql(key, engine.dialect, *asked, tuple(sorted(request.options.items())))
    rows: list[dict[str, Any]] = engine.run(sql).to_pylist()
    return _allowed(key, rows, snapshot.restricted)


def _allowed(key: str, rows: list[dict[str, Any]], restricted: Restricted) -> list[dict[str, Any]]:
    """The rows without customers whose processing is restricted, or who objected to profiling."""
    if not restricted:
        return rows
    gone = restricted.hidden | (restricted.unscored if key in PROFILING else frozenset())
    return [
        row
        for row in rows
        if row.get("customer") not in gone
        and f"{row.get('source')}:{row.get('record_id')}" not in gone
    ]


@lru_cache(maxsize=256)
def _sql(
    key: str,
    dialect: str,
    as_of: date | None,
    start: date | None,
    end: date | None,
    limit: int,
    options: tuple[tuple[str, Any], ...],
) -> str:
    """The SQL of a listing; the same question on the same day is compiled once."""
    one = listings()[key]
    request = Request(as_of=as_of, start=start, end=end, limit=limit, options=dict(options))
    return to_sql(one.query(unbound(one.reads), request), dialect=dialect)


def known_days(
    snapshot: Snapshot, *, engine: Engine, until: date | None = None
) -> dict[str, tuple[date, date]]:
    """The first and last day of which each table that sets a measure's clock knows anything.

    Args:
        snapshot: the store at one version.
        engine: an open engine.
        until: facts after this day do not count.
    """
    clocks = sorted({m.clock for m in measures().values() if m.clock is not None})
    clocks = [c for c in clocks if snapshot.tables[c[0]].files]
    engine.attach({table: snapshot.tables[table] for table, _ in clocks})
    known: dict[str, tuple[date, date]] = {}
    for table, column in clocks:
        limit = f" WHERE {column} <= DATE '{until.isoformat()}'" if until is not None else ""
        sql = f"SELECT min({column}) AS first_day, max({column}) AS last_day FROM {table}{limit}"
        row = engine.run(sql).to_pylist()[0]
        if row["first_day"] is not None:
            first, last = known.get(table, (row["first_day"], row["last_day"]))
            known[table] = min(first, row["first_day"]), max(last, row["last_day"])
    return known


def who(row: dict[str, Any], lang: str) -> str:
    """How a person of a listing is called: `Frau Dr. Weiß`, `Familie Yıldız`, a firm's name.

    Without a known salutation it is first and last name; without a name the customer number.
    """
    number = row.get("record_id") or str(row.get("customer") or "").partition(":")[2]
    last, firm = row.get("last_name"), row.get("company_name")
    if firm and (row.get("person_kind") == "firm" or not last):
        return str(firm)
    if not last:
        key = "names.number" if number else "names.unknown"
        return glossary.text(key, lang, number=number)
    title = str(row.get("title") or "")
    form = _form(row)
    if form is None:
        return " ".join(p for p in (title, row.get("first_name") or "", last) if p)
    key = f"names.{form}_title" if title and form != "family" else f"names.{form}"
    return " ".join(glossary.text(key, lang, title=title, name=last).split())


_FORMS = {
    "frau": "ms", "herr": "mr", "familie": "family", "fam.": "family", "hr.": "mr", "fr.": "ms",
    "mr": "mr", "mr.": "mr", "mrs": "ms", "mrs.": "ms", "ms": "ms", "ms.": "ms", "family": "family",
}  # fmt: skip


def _form(row: dict[str, Any]) -> str | None:
    if row.get("person_kind") == "household":
        return "family"
    return _FORMS.get(str(row.get("salutation") or "").strip().lower())
