"""What people asked for, links with which they object, and breaches that must be reported."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import ClassVar

from django.db import models

from kundig.tables import Personal
from kundig_web.customers.person import Person
from kundig_web.registry.declared import NOBODY, About, Forget, Keep, Kept
from kundig_web.rights.clock import months_after

#: Art. 12 (3): an answer within one month, and two more where it is complicated.
MONTHS, MORE_MONTHS = 1, 2
#: Art. 33: the authority within 72 hours of knowing.
BREACH = timedelta(hours=72)
YEAR = 365


class Request(models.Model):
    """Somebody asked for one of his rights. The clock runs from the day it came in."""

    class Kind(models.TextChoices):
        """Which right."""

        ACCESS = "access"  # Art. 15
        CORRECTION = "correction"  # Art. 16
        ERASURE = "erasure"  # Art. 17
        RESTRICTION = "restriction"  # Art. 18
        PORTABILITY = "portability"  # Art. 20
        OBJECTION = "objection"  # Art. 21
        WITHDRAWAL = "withdrawal"  # Art. 7 (3)
        COMPLAINT = "complaint"  # of somebody whose data are restricted

    class Way(models.TextChoices):
        """By which way it came."""

        MAIL = "mail"
        LETTER = "letter"
        PHONE = "phone"
        DESK = "desk"
        PAGE = "page"

    class Identity(models.TextChoices):
        """How we made sure who asks."""

        OPEN = "open"  # not yet
        KNOWN = "known"  # known in person
        ADDRESS = "address"  # wrote from an address that we know
        CALLED_BACK = "called_back"  # called back under a number that we know
        DOCUMENT = "document"  # showed a document; no copy is kept
        LINK = "link"  # used a link that only he has

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open"
        ANSWERED = "answered"
        REFUSED = "refused"  # with a reason, Art. 12 (4)

    personal: ClassVar = {
        "customer": Personal.PSEUDONYM,
        "who": Personal.DIRECT,
        "words": Personal.FREE_TEXT,
        "extended_because": Personal.FREE_TEXT,
        "answer": Personal.FREE_TEXT,
        "draft_key": Personal.NONE,
    }
    kept: ClassVar = Kept(
        About.CUSTOMER, ("rights",), Keep(3 * YEAR, after="answered_at"), Forget.BLANK, "customer"
    )

    kind = models.CharField(max_length=12, choices=Kind.choices)
    customer = models.CharField(max_length=200, blank=True, db_index=True)  # key
    who = models.CharField(max_length=160, blank=True)  # as long as nobody found the customer
    words = models.TextField(blank=True)  # what exactly is wanted
    way = models.CharField(max_length=8, choices=Way.choices)
    received_on = models.DateField()
    identity = models.CharField(max_length=12, choices=Identity.choices, default=Identity.OPEN)
    due_on = models.DateField()
    extended_because = models.CharField(max_length=400, blank=True)
    extended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    answer = models.TextField(blank=True)  # what was done, or why not
    answered_at = models.DateTimeField(null=True)
    department = models.ForeignKey(
        "access.Department", on_delete=models.SET_NULL, null=True, related_name="+"
    )  # that took it, or that looks after it
    created_at = models.DateTimeField()
    draft_key = models.CharField(max_length=40, null=True, unique=True)

    class Meta:
        db_table = "rights_request"
        ordering: ClassVar = ["due_on", "pk"]
        indexes: ClassVar = [models.Index(fields=["state", "due_on"], name="request_due")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.received_on}"

    @property
    def is_open(self) -> bool:
        """True until somebody answered or refused it."""
        return self.state == self.State.OPEN

    @property
    def was_extended(self) -> bool:
        """True if the two further months were taken; they may be taken once."""
        return self.extended_at is not None

    def days_left(self, today: date) -> int:
        """Days until the deadline; negative once it is over."""
        return (self.due_on - today).days

    @staticmethod
    def deadline(received_on: date) -> date:
        """One month after it came in."""
        return months_after(received_on, MONTHS)


class ObjectionLink(models.Model):
    """A link with which one person objects without signing in. Only its fingerprint is kept."""

    personal: ClassVar = {"token_sha256": Personal.NONE}
    kept: ClassVar = Kept(
        About.CUSTOMER, ("rights",), Keep(3 * YEAR, after="made_at"), Forget.DELETE, "person__key"
    )

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="objection_links")
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "rights_objection_link"

    def __str__(self) -> str:
        return f"link of {self.person_id}"


class Breach(models.Model):
    """Data got lost, or to somebody who must not have them. Kept also if nobody had to be told."""

    class Risk(models.TextChoices):
        """For the people concerned; what follows from it."""

        UNKNOWN = "unknown"
        NONE = "none"  # nobody need be told, but it is written down (Art. 33 (5))
        RISK = "risk"  # the authority
        HIGH = "high"  # the authority and the people concerned (Art. 34)

    personal: ClassVar = {
        "what": Personal.FREE_TEXT,
        "data": Personal.FREE_TEXT,
        "done": Personal.FREE_TEXT,
        "reason": Personal.FREE_TEXT,
    }
    kept: ClassVar = Kept(
        About.BOTH, ("accountability",), Keep(5 * YEAR, after="closed_at"), Forget.STAY,
        why=(
            "Art. 33 Abs. 5 DSGVO verlangt, Verletzungen zu dokumentieren; Namen gehören nicht hinein.",
            "Art. 33(5) GDPR demands that breaches are documented; names do not belong in it.",
        ),
    )  # fmt: skip

    what = models.TextField()  # what happened
    known_at = models.DateTimeField()  # when we knew: the 72 hours run from here
    data = models.TextField(blank=True)  # which data
    people = models.PositiveIntegerField(null=True)  # about how many
    risk = models.CharField(max_length=8, choices=Risk.choices, default=Risk.UNKNOWN)
    done = models.TextField(blank=True)  # against it
    reason = models.TextField(blank=True)  # why nobody was told, or why later than 72 hours
    authority_told_at = models.DateTimeField(null=True)
    people_told_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "rights_breach"
        ordering: ClassVar = ["-known_at", "-pk"]

    def __str__(self) -> str:
        return f"breach of {self.known_at:%Y-%m-%d}"

    @property
    def due_at(self) -> datetime:
        """Until when the authority must know."""
        return self.known_at + BREACH

    @property
    def waits(self) -> bool:
        """True while the authority may have to be told and has not been."""
        return (
            self.closed_at is None
            and self.authority_told_at is None
            and self.risk != self.Risk.NONE
        )


class Recipient(models.Model):
    """Somebody outside the company who gets customers' data: told by name (EuGH C-154/21)."""

    personal: ClassVar = {
        "name": Personal.NONE,
        "what_for": Personal.NONE,
        "country": Personal.NONE,
    }
    kept: ClassVar = NOBODY

    name = models.CharField(max_length=160, unique=True)
    what_for = models.CharField(max_length=300)
    country = models.CharField(max_length=80, blank=True)

    class Meta:
        db_table = "rights_recipient"
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name
