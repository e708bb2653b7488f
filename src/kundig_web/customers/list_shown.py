"""A row of the customer list in words, and what an empty list says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from kundig.glossary import numbers
from kundig_web import company, words
from kundig_web.customers.addresses import customer_url
from kundig_web.customers.called import full_name
from kundig_web.customers.jobs import State
from kundig_web.customers.list_query import ListQuery
from kundig_web.customers.worth import most_spend


@dataclass(frozen=True, slots=True)
class Shown:
    """What the list says of a customer."""

    url: str
    name: str
    under: str  # full name, place, number
    segment: str
    branch: str
    value: str
    spread: str
    unknown: str  # why there is no value
    alive: str
    last_day: date | None
    score: str
    score_day: date | None
    last_contact: date | None
    open: tuple[str, ...]  # what is still owed
    refusal: str  # why he may not be written to


def shown(row: dict[str, Any]) -> Shown:
    """The row in the language of this request."""
    lang = words.lang()
    value = spread = unknown = ""
    currency = row["currency"] or company.company().currency
    if row["value_12m"] is None:
        unknown = words.say(f"customers.worth_{row['value_why'] or 'refused'}")
    else:
        value = numbers.money(row["value_12m"], lang, currency, 0)
        low = numbers.number(row["value_low"], lang)
        high = numbers.money(row["value_high"], lang, currency, 0)
        spread = words.say("customers.list_spread", low=low, high=high)
        if most := most_spend(row, currency):
            value, spread = most, words.say("customers.list_average", average=value)
    owed = tuple(
        words.say_n(f"customers.list_{what}", row[what])
        for what in ("open_complaints", "open_promises")
        if row[what]
    )
    refusal = row["refusal"]
    return Shown(
        url=customer_url(row["key"]), name=row["name"], under=_under(row),
        segment=words.say(f"glossary:needs.segment_{row['segment']}") if row["segment"] else "",
        branch=row["branch"] or "", value=value, spread=spread, unknown=unknown,
        alive=_alive(row["p_alive"], lang), last_day=row["last_day"],
        score=_score(row, lang), score_day=row["satisfaction_day"],
        last_contact=row["last_contact"], open=owed,
        refusal=words.say(f"customers.list_refusal_{refusal}") if refusal else "",
    )  # fmt: skip


def _under(row: dict[str, Any]) -> str:
    """`Dr. Anna Weiß · 62021 Obermoosen · 4711`: what tells people of one name apart."""
    place = " ".join(p for p in (row["postcode"], row["city"]) if p)
    return " · ".join(p for p in (full_name(row), place, row["key"].partition(":")[2]) if p)


def _alive(p: float | None, lang: str) -> str:
    """Nothing is certain: the figure stays between 1 and 99."""
    return "" if p is None else numbers.percent(min(99, max(1, round(100 * p))), lang)


def _score(row: dict[str, Any], lang: str) -> str:
    """`9 von 10`: a score never stands without its scale."""
    if row["mood"] is None:
        return ""
    by_nps = row["last_nps"] is not None and row["satisfaction_day"] == row["last_nps_day"]
    score, high = (row["last_nps"], 10) if by_nps else (row["last_csat"], row["last_csat_max"])
    digits = 0 if score == int(score) else 1
    return words.say(
        "customers.list_score", score=numbers.number(score, lang, digits),
        high=numbers.number(high, lang),
    )  # fmt: skip


def empty_state(query: ListQuery, state: State, total: int) -> str:
    """Which words an empty list says: `begin`, `building`, `nobody`; empty if it is not empty."""
    if total:
        return ""
    if query.given:
        return "nobody"
    return "building" if state.behind else "begin"
