"""Who is who: customer records become customers, by nothing but the decisions that people took.

Files bring records, one per source and number. Two records are one customer only because somebody
decided so; nothing is merged by likeness. A decision is "these two are the same" or "these two are
different", and the customers follow from the set of decisions alone: when or in which order they
were taken does not matter, and taking one back restores exactly what was before.

- In a merge the record that has been a customer for longest gives the customer its key; the others
  lead to it. A split revives them. A key is always that of one of the customer's own records, so
  none is ever given to somebody else.
- "Different" is never overruled: where a chain of "same" would join two records that somebody
  called different, the link of the chain between the youngest records is left out.
- Only records that a decision names can belong to somebody else; `touched` restricts the
  computation to the customers that a change concerns.

`proposals` names records that look alike, each with its reason, for a person to decide.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

#: A mail address or number that more records than this share is a switchboard, not a person.
MOST_SHARING = 6


class Kind(StrEnum):
    """What somebody decided about two records."""

    SAME = "same"
    DIFFERENT = "different"


class Reason(StrEnum):
    """Why two records look alike, the strongest first."""

    MAIL = "mail"
    PHONE = "phone"
    NAME_BIRTH = "name_birth"
    NAME_PLACE = "name_place"


@dataclass(frozen=True, slots=True)
class Record:
    """A customer record as far as identity looks at it."""

    source: str
    record_id: str
    since: date | None = None
    kind: str = ""
    first_name: str = ""
    last_name: str = ""
    company: str = ""
    email: str = ""
    phone: str = ""
    street: str = ""
    postcode: str = ""
    birth_date: date | None = None

    @property
    def key(self) -> str:
        """`source:record_id`, the customer that this record is while nobody decided otherwise."""
        return f"{self.source}:{self.record_id}"


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about the records with these keys."""

    kind: Kind
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two records that may be one customer; `left` is the older one."""

    left: str
    right: str
    reason: Reason


def customers_of(
    records: Iterable[Record],
    decisions: Iterable[Decision],
    *,
    touched: Iterable[str] | None = None,
) -> dict[tuple[str, str], str]:
    """The customer of every record: (source, record_id) -> key.

    Args:
        records: the records in force.
        decisions: the decisions in force, in any order.
        touched: if given, only records of customers that these keys belong to are told.
    """
    known = {r.key: r for r in records}
    same, different = _pairs(decisions)
    if touched is not None:
        wanted = set().union(*(_reached(key, same) for key in touched), set())
        known = {key: r for key, r in known.items() if key in wanted}
        same = {pair for pair in same if pair[0] in wanted}
        different = {pair for pair in different if wanted.issuperset(pair)}
    since = {key: r.since for key, r in known.items() if r.since is not None}
    found = {(r.source, r.record_id): key for key, r in known.items()}
    for members in _joined(same, different, since):
        alive = [m for m in members if m in known]
        for key in alive:
            found[known[key].source, known[key].record_id] = survivor(alive, since)
    return found


def customers(
    decisions: Iterable[Decision], since: Mapping[str, date] | None = None
) -> list[frozenset[str]]:
    """The groups of keys that decisions make one customer, each with at least two keys."""
    same, different = _pairs(decisions)
    return [m for m in _joined(same, different, since or {}) if len(m) > 1]


def survivor(keys: Iterable[str], since: Mapping[str, date]) -> str:
    """The key under which these go on: of the record that has been a customer for longest."""
    return min(keys, key=lambda k: _age(k, since))


def proposals(
    records: Iterable[Record], decisions: Iterable[Decision] = (), *, about: str | None = None
) -> list[Proposal]:
    """Records that look alike and about which nobody decided yet.

    Each pair stands once, with its strongest reason. `about` keeps the pairs of one key. A key may
    stand several times, once for each address or number that it is known by.
    """
    records = list(records)
    since: dict[str, date] = {}
    for r in records:
        if r.since is not None:
            since[r.key] = min(r.since, since.get(r.key, r.since))
    same, different = _pairs(decisions)
    customer = {r.key: r.key for r in records}
    for group in _joined(same, different, since):
        customer |= dict.fromkeys(group, survivor(group, since))
    apart = {frozenset((customer.get(a, a), customer.get(b, b))) for a, b in different}
    alike: dict[tuple[Reason, str], set[str]] = defaultdict(set)
    for record in records:
        for mark in _marks(record):
            alike[mark].add(record.key)
    found: dict[frozenset[str], Proposal] = {}
    for (reason, _), keys in sorted(alike.items(), key=lambda item: _ORDER[item[0][0]]):
        if not 1 < len(keys) <= MOST_SHARING or (about is not None and about not in keys):
            continue
        ordered = sorted(keys, key=lambda k: _age(k, since))
        for i, left in enumerate(ordered):
            for right in ordered[i + 1 :]:
                pair = frozenset((customer[left], customer[right]))
                if len(pair) < 2 or pair in apart or pair in found:
                    continue
                if about is None or about in (left, right):
                    found[pair] = Proposal(left, right, reason)
    return list(found.values())


def plain_mail(text: str) -> str:
    """A mail address as it is compared; empty if it is none."""
    text = text.strip().casefold()
    return text if "@" in text else ""


def plain_phone(text: str) -> str:
    """A number as it is compared: digits from the country's 0 on; empty if too short to tell."""
    digits = re.sub(r"\D", "", text.replace("(0)", ""))
    if text.strip().startswith("+"):
        digits = "00" + digits
    if digits.startswith("0049"):
        digits = "0" + digits[4:]
    return digits if len(digits) >= 6 else ""


def plain_name(text: str) -> str:
    """A name as it is compared: `Müller` and `MUELLER` are one, so are `Yıldız` and `Yildiz`."""
    text = text.casefold().translate(_LETTERS)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", text))


_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i", "ł": "l", "ø": "o"})
_ORDER = {reason: i for i, reason in enumerate(Reason)}


def _marks(record: Record) -> Iterator[tuple[Reason, str]]:
    if mail := plain_mail(record.email):
        yield Reason.MAIL, mail
    if phone := plain_phone(record.phone):
        yield Reason.PHONE, phone
    if record.company and record.kind == "firm":
        name = plain_name(record.company)
    elif record.first_name and record.last_name:
        name = plain_name(f"{record.first_name} {record.last_name}")
    elif record.last_name and record.street:  # a family of this name in this house
        name = plain_name(f"{record.last_name} {record.street}")
    else:
        return
    if record.birth_date is not None:
        yield Reason.NAME_BIRTH, f"{name}|{record.birth_date.isoformat()}"
    if record.postcode:
        yield Reason.NAME_PLACE, f"{name}|{record.postcode.strip()}"


Pair = tuple[str, str]


def _pairs(decisions: Iterable[Decision]) -> tuple[set[Pair], set[Pair]]:
    """The pairs called same and those called different; of one pair "different" counts."""
    pairs: dict[Kind, set[Pair]] = {Kind.SAME: set(), Kind.DIFFERENT: set()}
    for d in decisions:
        if d.left != d.right:
            pairs[Kind(d.kind)].add((min(d.left, d.right), max(d.left, d.right)))
    return pairs[Kind.SAME] - pairs[Kind.DIFFERENT], pairs[Kind.DIFFERENT]


def _age(key: str, since: Mapping[str, date]) -> tuple[date, str]:
    return since.get(key, date.max), key


def _reached(key: str, same: Iterable[Pair]) -> set[str]:
    """Every key that a chain of "same" leads to."""
    near: dict[str, set[str]] = defaultdict(set)
    for a, b in same:
        near[a].add(b)
        near[b].add(a)
    found, waiting = {key}, [key]
    while waiting:
        new = near[waiting.pop()] - found
        found |= new
        waiting.extend(new)
    return found


def _joined(
    same: Iterable[Pair], different: Iterable[Pair], since: Mapping[str, date]
) -> list[frozenset[str]]:
    """The groups that "same" makes, never with a "different" inside: oldest links first."""
    foes: dict[str, set[str]] = defaultdict(set)
    for a, b in different:
        foes[a].add(b)
        foes[b].add(a)
    group: dict[str, set[str]] = {}

    def order(pair: Pair) -> tuple[tuple[date, str], ...]:
        return tuple(sorted(_age(k, since) for k in pair))

    for a, b in sorted(same, key=order):
        one, other = group.setdefault(a, {a}), group.setdefault(b, {b})
        if one is other or any(foes[member] & other for member in one):
            continue
        if len(one) < len(other):
            one, other = other, one
        one |= other
        group.update(dict.fromkeys(other, one))
    return [frozenset(g) for g in {id(g): g for g in group.values()}.values()]
