"""What customers said: talks with what they mean for our assumptions, and hints in passing."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from kundig.tables import Personal
from kundig_web.access.models import User
from kundig_web.access.permissions import Permission, Role
from kundig_web.customers.about import AboutCustomer
from kundig_web.customers.restriction import hidden_keys
from kundig_web.desk.owned import Owned
from kundig_web.registry.declared import About, Forget, Keep, Kept
from kundig_web.registry.purposes import YEAR


class Seen(models.QuerySet["models.Model"]):
    """Rows that somebody may see."""

    def visible_to(self, user: User) -> Seen:
        """What customers said is for those who may see customers; one's own words always are.

        Nobody sees what was said by a customer whose processing is restricted.
        """
        rows = self.exclude(customer__in=gone) if (gone := hidden_keys()) else self
        return rows if user.may(Permission.SEE_CUSTOMERS) else rows.filter(created_by=user)


class SeenHints(Seen):
    """Hints; what hinders us is also for those who look after conditions, some for one alone."""

    def visible_to(self, user: User) -> SeenHints:
        """A private hint: its author and the people lead."""
        mine = Q(created_by=user)
        if Role.PEOPLE in user.roles:
            mine |= Q(private=True) | Q(kind=Hint.Kind.OBSTACLE)
        if user.may(Permission.SEE_CONDITIONS):
            mine |= Q(kind=Hint.Kind.OBSTACLE, private=False)
        if user.may(Permission.SEE_CUSTOMERS):
            mine |= Q(private=False)
        rows = self.exclude(customer__in=gone) if (gone := hidden_keys()) else self
        return rows.filter(mine)


class Assumption(models.Model):
    """Something that we believe about customers; talks say whether it holds."""

    personal: ClassVar = {"text": Personal.FREE_TEXT}
    kept: ClassVar = Kept(About.EMPLOYEE, ("improve",), forget=Forget.BLANK, person="created_by")

    class Status(models.TextChoices):
        """What the last talk about it said."""

        OPEN = "open"
        HELD = "held"
        FALLEN = "fallen"

    text = models.CharField(max_length=300, unique=True)
    status = models.CharField(max_length=6, choices=Status.choices, default=Status.OPEN)
    next_check = models.DateField()  # by then somebody asks a customer again
    department = models.ForeignKey(
        "access.Department", on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["next_check", "pk"]

    def __str__(self) -> str:
        return self.text

    def overdue(self, today: date) -> bool:
        """True if nobody has asked for too long."""
        return self.next_check < today


class Talk(Owned, AboutCustomer):
    """A conversation with a customer, his words first."""

    personal: ClassVar = {
        "quote": Personal.FREE_TEXT,
        "need": Personal.FREE_TEXT,
        "follows": Personal.FREE_TEXT,
    }
    kept: ClassVar = Kept(
        About.BOTH, ("care", "concerns"), Keep(3 * YEAR, after="day"), Forget.BLANK, "customer"
    )

    class Channel(models.TextChoices):
        """How we spoke."""

        FACE = "face"
        PHONE = "phone"
        VIDEO = "video"
        WRITTEN = "written"
        VISIT = "visit"  # watching how he uses what we sold

    day = models.DateField()
    channel = models.CharField(max_length=8, choices=Channel.choices)
    quote = models.TextField()
    need = models.TextField(blank=True)
    follows = models.TextField(blank=True)
    offered = models.BooleanField()  # whether we tried to sell something, asked each time

    objects = Seen.as_manager()

    class Meta:
        ordering: ClassVar = ["-day", "-pk"]
        indexes: ClassVar = [models.Index(fields=["answered_at", "answer_due"], name="talk_open")]

    def __str__(self) -> str:
        return f"talk of {self.day}"


class Verdict(models.Model):
    """What one talk said about one assumption."""

    kept: ClassVar = Kept(
        About.CUSTOMER, ("improve",), forget=Forget.BLANK, person="talk__customer"
    )

    class Says(models.TextChoices):
        """Held or fell."""

        HELD = "held"
        FALLEN = "fallen"

    talk = models.ForeignKey(Talk, on_delete=models.CASCADE, related_name="verdicts")
    assumption = models.ForeignKey(Assumption, on_delete=models.CASCADE, related_name="verdicts")
    says = models.CharField(max_length=6, choices=Says.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["talk", "assumption"], name="verdict_once")
        ]

    def __str__(self) -> str:
        return f"{self.assumption_id}: {self.says}"


class Hint(Owned, AboutCustomer):
    """Kunde sagte …: what somebody heard in passing."""

    personal: ClassVar = {"text": Personal.FREE_TEXT}
    kept: ClassVar = Kept(
        About.BOTH, ("concerns", "improve"), Keep(3 * YEAR, after="day"), Forget.BLANK, "customer"
    )

    class Kind(models.TextChoices):
        """What it is, if the writer took the time to say so."""

        PRAISE = "praise"
        WISH = "wish"
        OBSTACLE = "obstacle"  # something that keeps us from helping customers
        COMPLAINT = "complaint"

    day = models.DateField()
    text = models.TextField()
    kind = models.CharField(max_length=9, choices=Kind.choices, blank=True)
    private = models.BooleanField(default=False)  # for the people lead alone

    objects = SeenHints.as_manager()

    class Meta:
        ordering: ClassVar = ["-day", "-pk"]
        indexes: ClassVar = [models.Index(fields=["answered_at", "answer_due"], name="hint_open")]

    def __str__(self) -> str:
        return f"hint of {self.day}"
