"""What a law wants kept about somebody who was forgotten: ciphertext until its day, then nothing.

| what | law | until |
|---|---|---|
| proof of a consent to calls | § 7a UWG | five years after the last word on it |
| vouchers (orders) | § 147 (3) AO | end of the eighth year after the year of the order |

Vouchers are sealed only where the company has said that its accounting does not hold them anyway
(`[erasure] vouchers = "here"` in `company.toml`); by default it does, and nothing is sealed. Business
letters of six years (§ 257 HGB) are not written by kundig; the kind stands ready for who writes them.
Opening needs a reason and leaves an entry in the audit log.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from cryptography.exceptions import InvalidTag

from kundig.store.suppression import plain_mail, plain_phone
from kundig_web import company
from kundig_web.access.models import User
from kundig_web.audit.log import audited
from kundig_web.customers.consents import Channel, Consent
from kundig_web.erasure import box
from kundig_web.erasure.errors import Refused
from kundig_web.erasure.models import Sealed
from kundig_web.erasure.subject import Subject

CONSENT_YEARS, VOUCHER_YEARS = 5, 8
LEAST_REASON = 10


def seal(subject: Subject, reference: str, now: datetime, *, dry_run: bool) -> dict[str, int]:
    """Seal what must be kept, before the rows go: kind -> how many."""
    rows = [(Sealed.Kind.CONSENT, told, until) for told, until in _consents(subject)]
    if vouchers_here():
        rows += [(Sealed.Kind.ORDERS, told, until) for told, until in _orders(subject)]
    rows = [row for row in rows if row[2] > now.date()]
    found: dict[str, int] = {}
    for kind, told, until in rows:
        found[kind] = found.get(kind, 0) + 1
        if not dry_run:
            row = Sealed(
                kind=kind,
                reference=reference,
                traces=_traces(subject),
                sealed_at=now,
                until=until,
            )
            text = json.dumps(told, ensure_ascii=False, default=str).encode()
            row.content = box.close(text, _bound(row))
            row.save()
    return found


@audited("erasure.seal_opened", of="row", details=("kind",))
def open_row(*, row: Sealed, actor: User, now: datetime, reason: str, kind: str) -> dict[str, Any]:
    """Read one sealed thing; who did it, and that, stands in the audit log.

    Raises:
        Refused: without a reason, or if it was changed or sealed with another key.
    """
    if len(reason.strip()) < LEAST_REASON:
        raise Refused("no_reason")
    try:
        found: dict[str, Any] = json.loads(box.open_(bytes(row.content), _bound(row)))
    except InvalidTag:
        raise Refused("unreadable") from None
    return found


def asked_about(text: str) -> Iterable[Sealed]:
    """What is sealed under a reference number, an address or a telephone number."""
    plain = plain_mail(text) or plain_phone(text)
    by_trace = (
        Sealed.objects.filter(traces__contains=box.trace(plain)) if plain else Sealed.objects.none()
    )
    return by_trace | Sealed.objects.filter(reference=text.strip().upper())


def destroy_due(now: datetime) -> int:
    """Destroy what has reached its end; how many."""
    return Sealed.objects.filter(until__lte=now.date()).delete()[0]


def vouchers_here() -> bool:
    """Whether kundig is the only place that holds the vouchers; by default the accounting does."""
    path = company.home().folder / "company.toml"
    if not path.exists():
        return False
    told = tomllib.loads(path.read_text(encoding="utf-8")).get("erasure", {})
    return isinstance(told, dict) and told.get("vouchers") == "here"


def _consents(subject: Subject) -> list[tuple[dict[str, Any], date]]:
    """Every word on calls, while the last of them is not five years old."""
    events = list(
        Consent.objects.filter(person__key__in=subject.keys, channel=Channel.PHONE)
        .select_related("text")
        .order_by("at")
    )
    if not events:
        return []
    until = years_after(max(e.at.date() for e in events), CONSENT_YEARS)
    return [
        (
            {
                "names": subject.names, "phones": subject.phones, "purpose": e.purpose,
                "said": e.said, "text": e.text.text if e.text else "", "wording": e.wording,
                "source": e.source, "form": e.form, "at": e.at, "recorded_at": e.recorded_at,
            },
            until,
        )
        for e in events
    ]  # fmt: skip


def _orders(subject: Subject) -> list[tuple[dict[str, Any], date]]:
    from kundig.store.erasing import vouchers

    found = []
    for order in vouchers(company.home(), subject.pairs):
        until = date(order["order_date"].year + VOUCHER_YEARS + 1, 1, 1)
        found.append(({"names": subject.names, **order}, until))
    return found


def years_after(day: date, years: int) -> date:
    """The same day so many years later; the 29th of February becomes the 1st of March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _traces(subject: Subject) -> str:
    ways = [*map(plain_phone, subject.phones), *map(plain_mail, subject.mails)]
    return " ".join(box.trace(way) for way in ways if way)


def _bound(row: Sealed) -> str:
    return f"sealed/{row.kind}/{row.reference}/{row.until}"


__all__ = [
    "asked_about", "destroy_due", "open_row", "seal", "vouchers_here", "years_after",
]  # fmt: skip
