"""How a customer is called, and who this is in one line. What is not known is not guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kundig.answers.listings import who
from kundig.register.folding import fold
from kundig_web import words
from kundig_web.customers.facts import Facts
from kundig_web.customers.person import Person
from kundig_web.customers.worth import when

#: A salutation chosen here -> as files write it.
SPOKEN = {"frau": "Frau", "herr": "Herr", "family": "Familie", "neutral": ""}
_NAMES = ("title", "first_name", "last_name", "company_name")
#: From so many purchases on somebody is a regular, unless he has probably left.
REGULAR_PURCHASES, STILL_HERE = 4, 0.5


def named(key: str, person: Person | None, row: Mapping[str, Any] | None) -> dict[str, Any]:
    """The parts of a name: what somebody wrote here, else what files say."""
    found = {n: (row or {}).get(n) for n in ("salutation", "person_kind", "language", *_NAMES)}
    found |= {"customer": key, "record_id": key.partition(":")[2]}
    if person is None:
        return found
    if person.salutation:
        found["salutation"] = SPOKEN.get(person.salutation, "")
    if person.kind:
        found["person_kind"] = person.kind
    if any(getattr(person, n) for n in _NAMES):  # a name is changed as a whole
        found |= {n: getattr(person, n) for n in _NAMES}
    if person.language:
        found["language"] = person.language
    return found


def name_of(parts: Mapping[str, Any]) -> str:
    """`Frau Dr. Weiß`, `Familie Yıldız`, `Kim Berger`, a firm's name, else the number."""
    return who(dict(parts), words.lang())


def of_record(records: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The parts of a name as the first of these records has them."""
    if not records:
        return None
    return {**records[0], "person_kind": records[0]["kind"], "company_name": records[0]["company"]}


def names(keys: Sequence[str], store: Facts) -> dict[str, str]:
    """How several customers are called; one query and one look into the register."""
    if not keys:
        return {}
    rows = store.customers(keys)
    persons = {p.key: p for p in Person.objects.filter(key__in=keys)}
    return {k: name_of(named(k, persons.get(k), rows.get(k))) for k in keys}


def full_name(parts: Mapping[str, Any]) -> str:
    """The name as on an envelope, where it says more than the salutation: `Dr. Anna Weiß`."""
    if parts.get("person_kind") in {"household", "firm"}:
        return ""
    full = " ".join(str(parts[n]) for n in ("title", "first_name", "last_name") if parts.get(n))
    return full if parts.get("first_name") and full != name_of(parts) else ""


def form_of(parts: Mapping[str, Any]) -> str:
    """`frau`, `herr`, `family`, `firm`, or `neutral` where nobody said."""
    kind = parts.get("person_kind")
    if kind == "household":
        return "family"
    if kind == "firm":
        return "firm"
    said = fold(str(parts.get("salutation") or "")).rstrip(".")
    return _FORMS.get(said, "neutral")


_FORMS = {
    "frau": "frau", "fr": "frau", "ms": "frau", "mrs": "frau", "herr": "herr", "hr": "herr",
    "mr": "herr", "familie": "family", "fam": "family", "family": "family",
}  # fmt: skip


def in_a_line(
    parts: Mapping[str, Any], row: Mapping[str, Any] | None, since: date | None,
    stand: date | None = None,
) -> str:  # fmt: skip
    """`Stammkundin seit 2019, Filiale Mitte, zuletzt vor 12 Tagen gekauft`.

    Where the data ended long ago (`stand`), the day of the last purchase is told instead of its age.
    """
    row = row or {}
    regular = (row.get("purchases") or 0) >= REGULAR_PURCHASES and (
        row.get("p_alive") is None or row["p_alive"] >= STILL_HERE
    )
    kind = "regular" if regular else "customer"
    told = []
    if since is not None:
        told.append(words.say(f"customers.{kind}_since_{form_of(parts)}", year=since.year))
    if row.get("branch"):
        told.append(words.say("customers.line_branch", branch=row["branch"]))
    if row.get("city"):
        told.append(words.say("customers.line_city", city=row["city"]))
    if row.get("last_day"):
        told.append(words.say("customers.line_bought", ago=when(row["last_day"], stand)))
    elif row:
        told.append(words.say("customers.line_never_bought"))
    line = ", ".join(told)
    return line[:1].upper() + line[1:]
