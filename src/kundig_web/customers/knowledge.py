"""What we know of a customer: facts with their age, and needs in the customer's own words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models

from kundig.tables import Personal
from kundig_web.customers.person import Person
from kundig_web.registry.declared import About, Forget, Keep, Kept
from kundig_web.registry.purposes import YEAR

STALE_DAYS = 365


class Origin(models.TextChoices):
    """Where we know something from."""

    TALK = "talk"
    COMPLAINT = "complaint"
    SURVEY = "survey"
    PHONE = "phone"
    VISIT = "visit"
    MESSAGE = "message"
    SELF = "self"  # the customer wrote it on a page of ours
    FILE = "file"
    OTHER = "other"


class Known(models.Model):
    """Base: something that was said on a day and may have changed since."""

    source = models.CharField(max_length=12, choices=Origin.choices)
    ref = models.CharField(max_length=80, blank=True)  # the talk or case it was said in
    confirmed_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)  # no longer true, or replaced by a newer fact
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        abstract: ClassVar = True


class Fact(Known):
    """A fact about a customer: a new value ends the old one and overwrites nothing."""

    personal: ClassVar = {
        "name": Personal.FREE_TEXT,
        "value": Personal.FREE_TEXT,
        "purpose": Personal.FREE_TEXT,
        "ref": Personal.NONE,
    }
    kept: ClassVar = Kept(
        About.BOTH, ("care",), Keep(3 * YEAR, after="ended_on"), Forget.DELETE, "person__key"
    )

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="facts")
    name = models.CharField(max_length=80)  # "Schuhgröße", "Anlass", "Allergie"
    value = models.CharField(max_length=400)
    purpose = models.CharField(max_length=160, blank=True)  # what it is kept for
    said_on = models.DateField()
    stale_days = models.PositiveIntegerField(default=STALE_DAYS)

    class Meta:
        ordering: ClassVar = ["name", "-said_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} of {self.person_id}"

    @property
    def known_on(self) -> date:
        """The last day on which somebody made sure."""
        return max(self.said_on, self.confirmed_on or self.said_on)

    def stale(self, today: date) -> bool:
        """True if nobody has made sure for too long."""
        return today > self.known_on + timedelta(days=self.stale_days)


class Need(Known):
    """What a customer needs, in his own words."""

    personal: ClassVar = {"words": Personal.FREE_TEXT, "ref": Personal.NONE}
    kept: ClassVar = Kept(
        About.BOTH, ("care",), Keep(3 * YEAR, after="ended_on"), Forget.DELETE, "person__key"
    )

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="needs")
    words = models.TextField()
    heard_on = models.DateField()
    department = models.ForeignKey(
        "access.Department", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-heard_on", "-pk"]

    def __str__(self) -> str:
        return f"need of {self.person_id}"

    @property
    def known_on(self) -> date:
        """The last day on which somebody made sure."""
        return max(self.heard_on, self.confirmed_on or self.heard_on)

    def stale(self, today: date) -> bool:
        """True if nobody has asked for too long whether it is still so."""
        return today > self.known_on + timedelta(days=STALE_DAYS)
