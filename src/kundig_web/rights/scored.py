"""What was computed about a customer, each figure with its reasons in plain words.

Nobody has to trust a figure about himself (Art. 15 (1) h; EuGH C-203/22): which facts made it, what
it is used for, and what it never decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kundig import register
from kundig_web import company, words
from kundig_web.customers.portrait import combined
from kundig_web.customers.worth import worth_of
from kundig_web.registry.subjects import Section, Told

_SCORES = ("value_12m", "value_low", "value_high", "p_alive", "segment", "mood")


def section(keys: Sequence[str], *, objected: bool) -> Section:
    """Value, range, chance of still being a customer, group and mood; or why there is none."""
    title = words.say("rights.tell_scores")
    known = register.current(company.home())
    row = combined(known.customers(list(keys))) if known is not None else None
    if row is None:
        return Section("scores", title, "value", [])
    if objected:
        why = words.say("rights.tell_score_objected")
        return Section(
            "scores", title, "value", [Told(title, words.say("rights.tell_none"), why=why)]
        )
    return Section("scores", title, "value", _rows(row, known.as_of if known else None))


def _rows(row: Mapping[str, Any], on: Any) -> list[Told]:
    worth = worth_of(row, currency=company.company().currency)
    found, source = [], words.say("rights.tell_computed")

    def add(key: str, value: str, data: Any) -> None:
        why = words.say(f"rights.tell_why_{key}", bought=worth.bought or "–")
        label = words.say(f"rights.tell_score_{key}")
        found.append(Told(label, value, source=source, on=on, why=why, data=data))

    if row["value_12m"] is not None:
        spread = {k: row[k] for k in ("value_12m", "value_low", "value_high", "currency")}
        add("value", f"{worth.value} {worth.range}".strip(), spread)
    else:
        add("value", worth.unknown, {"why": row["value_why"]})
    if row["p_alive"] is not None:
        add("alive", worth.alive, {"p_alive": row["p_alive"]})
    if row["segment"]:
        add("segment", worth.segment, {"segment": row["segment"]})
    if row["mood"] is not None:
        add("mood", worth.mood, {
            k: row[k] for k in ("mood", "last_nps", "last_csat", "last_csat_max", "satisfaction_day")
        })  # fmt: skip
    return found
