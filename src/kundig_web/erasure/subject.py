"""Who is meant: every key of a customer, and everything that leads to the person."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from kundig.erase import Traces
from kundig.store import erasing
from kundig_web import company
from kundig_web.customers.contact_points import ContactPoint
from kundig_web.customers.identities import identity_of
from kundig_web.customers.person import Person

MAILS = (ContactPoint.Kind.MAIL,)
PHONES = (ContactPoint.Kind.PHONE, ContactPoint.Kind.MOBILE)


@dataclass(frozen=True, slots=True)
class Subject:
    """A customer who is to be forgotten. Only kept as ciphertext, and only until it is done."""

    keys: tuple[str, ...]
    mails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    names: tuple[tuple[str, str, str], ...] = ()
    refs: tuple[str, ...] = field(default=())  # documents, as entries of Heute name them

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Source and number of each record."""
        return [(k.partition(":")[0], k.partition(":")[2]) for k in self.keys]

    @property
    def traces(self) -> Traces:
        """What leads to the person in a file."""
        numbers = [n for _, n in self.pairs] + list(self.keys)
        return Traces.of(numbers, self.mails, self.phones, self.names)

    def dumps(self) -> bytes:
        """As bytes, to be sealed."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def loads(cls, text: bytes) -> Subject:
        """The way back."""
        raw = json.loads(text)
        names = tuple((a, b, c) for a, b, c in raw.pop("names"))
        return cls(names=names, **{k: tuple(v) for k, v in raw.items()})


def subject_of(key: str) -> Subject:
    """The customer of this key with everything that is known to lead to him."""
    home = company.home()
    keys = set(identity_of(key).keys)
    while True:  # what files link, and what people decided about those
        more = set(erasing.linked(home, sorted(keys)))
        more |= {k for one in more for k in identity_of(one).keys}
        if more == keys:
            break
        keys = more
    # A changed customer of a file is mirrored under a record of its own.
    keys |= {f"kundig:{k}" for k in keys if not k.startswith("kundig:")}
    found = Subject((key, *sorted(keys - {key})))
    known = erasing.known_names(home, found.pairs)
    people = Person.objects.filter(key__in=found.keys)
    points = ContactPoint.objects.filter(person__key__in=found.keys)
    names = {(p.first_name, p.last_name, p.company_name) for p in people}
    refs = {
        f"{source}{between}{number}"
        for _, source, number in erasing.document_ids(home, found.pairs)
        for between in (":", "/")
    }
    return Subject(
        found.keys,
        tuple(sorted({*known.mails, *(p.value for p in points if p.kind in MAILS)})),
        tuple(sorted({*known.phones, *(p.value for p in points if p.kind in PHONES)})),
        tuple(sorted({*known.names, *names} - {("", "", "")})),
        tuple(sorted(refs)),
    )
