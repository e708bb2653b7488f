"""Everything that is held about a customer, gathered once for people and for machines (Art. 15, 20)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils import translation

from kundig_web import company, words
from kundig_web.customers import called, finding
from kundig_web.customers.identities import identity_of
from kundig_web.customers.person import Person
from kundig_web.customers.restriction import unscored_keys
from kundig_web.registry.purposes import PURPOSES, Purpose
from kundig_web.registry.subjects import TELL, Section
from kundig_web.rights import recorded, scored
from kundig_web.rights.masking import mask_for
from kundig_web.rights.models import Recipient
from kundig_web.words.templatetags.words import day

#: Version of the JSON; raised when a name in it changes its meaning.
FORM = 1
RIGHTS = (
    "correction", "erasure", "restriction", "objection", "portability", "withdrawal", "complaint",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """What is handed out."""

    key: str
    keys: tuple[str, ...]
    name: str
    lang: str
    made_at: datetime
    sections: tuple[Section, ...]
    purposes: tuple[Purpose, ...]
    recipients: tuple[Recipient, ...]

    @property
    def rows(self) -> int:
        """How many single things are told."""
        return sum(len(s.rows) for s in self.sections)


def gather(key: str, *, now: datetime, lang: str) -> Answer:
    """Ask every app and the record store; nothing is left out because it is awkward."""
    identity = identity_of(key)
    keys = tuple(_all_keys(identity.keys))
    with translation.override(lang):
        found = [s for app in sorted(TELL) for s in TELL[app](keys, now=now, lang=lang)]
        found += recorded.sections(keys, company.snapshot(), lang)
        found.append(scored.section(identity.keys, objected=identity.key in unscored_keys()))
        name, own = _called(keys)
        mask = mask_for(keys, own)
        sections = tuple(mask.section(s) for s in found if s.rows)
    named = dict.fromkeys(s.purpose for s in sections)
    return Answer(
        key=identity.key, keys=keys, name=name, lang=lang, made_at=now, sections=sections,
        purposes=tuple(PURPOSES[p] for p in named if p in PURPOSES),
        recipients=tuple(Recipient.objects.all()),
    )  # fmt: skip


def as_json(answer: Answer) -> dict[str, Any]:
    """The answer for machines; described in docs/reference/rights-json.md."""
    lang = answer.lang
    return {
        "form": FORM,
        "kind": "subject_access",
        "company": company.company().name,
        "made_at": answer.made_at.isoformat(),
        "language": lang,
        "customer": {"key": answer.key, "keys": list(answer.keys), "name": answer.name},
        "sections": [
            {
                "key": s.key, "title": s.title, "purpose": s.purpose,
                "rows": [
                    {
                        "label": t.label, "value": t.value, "source": t.source, "on": _plain(t.on),
                        "why": t.why, "data": _plain(t.data),
                    }
                    for t in s.rows
                ],
            }
            for s in answer.sections
        ],
        "purposes": [
            {
                "key": p.key, "name": p.say("", lang), "text": p.say("text", lang),
                "bases": [f"Art. 6 (1) {b.value}" for b in p.bases], "laws": list(p.laws),
                "retention_days": p.days, "objection": p.objection.value,
                "recipients": [words.say(f"registry.recipient_{r}", lang) for r in p.recipients],
            }
            for p in answer.purposes
        ],
        "recipients": [
            {"name": r.name, "what_for": r.what_for, "country": r.country}
            for r in answer.recipients
        ],
        "rights": {r: words.say(f"rights.right_{r}", lang) for r in RIGHTS},
        "automated_decisions": words.say("rights.tell_automated", lang),
    }  # fmt: skip


def retention(purpose: Purpose, lang: str) -> str:
    """How long data of this purpose are kept, in words."""
    if purpose.days is None:
        return words.say("rights.tell_kept_while", lang)
    years = purpose.days / 365
    if years >= 1:
        return words.say_n("rights.tell_kept_years", round(years), lang)
    return words.say_n("rights.tell_kept_days", purpose.days, lang)


def told_day(value: date | datetime | None, lang: str) -> str:
    """A day in words; empty for none."""
    with translation.override(lang):
        return day(value) if value is not None else ""


def _all_keys(keys: Sequence[str]) -> list[str]:
    """The customer's keys, and the numbers of all records that files know him by."""
    from kundig import register

    known = register.current(company.home())
    records = [r for key in keys for r in known.records(key)] if known is not None else []
    return list(dict.fromkeys([*keys, *(f"{r['source']}:{r['record_id']}" for r in records)]))


def _called(keys: Sequence[str]) -> tuple[str, list[str]]:
    """How he is called, and every name that he goes by."""
    from kundig import register

    known = register.current(company.home())
    row = next(iter(known.customers(list(keys))), None) if known is not None else None
    persons = list(Person.objects.filter(key__in=keys))
    parts = called.named(keys[0], persons[0] if persons else None, row)
    own = [parts.get("first_name") or "", parts.get("last_name") or ""]
    for person in persons:
        own += [person.first_name, person.last_name, f"{person.first_name} {person.last_name}"]
    own += [" ".join(p for p in own[:2] if p)]
    own += finding.addresses_of(keys).mails
    return called.name_of(parts), own


def _plain(value: Any) -> Any:
    """A value that JSON knows."""
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    return str(value)
