"""Promises: what we said a customer may rely on, and everything that became of it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models

from kundig.tables import Personal
from kundig_web import company
from kundig_web.access.models import User
from kundig_web.access.permissions import Permission
from kundig_web.customers.about import AboutCustomer
from kundig_web.customers.restriction import hidden_keys
from kundig_web.registry.declared import About, Forget, Keep, Kept
from kundig_web.registry.purposes import YEAR


class Promises(models.QuerySet["Promise"]):
    """Promises that somebody may see."""

    def visible_to(self, user: User) -> Promises:
        """Those who may see customers see all; everybody else what he promised himself.

        Nobody sees what was promised to a customer whose processing is restricted.
        """
        rows = self.exclude(customer__in=gone) if (gone := hidden_keys()) else self
        return rows if user.may(Permission.SEE_CUSTOMERS) else rows.filter(created_by=user)

    def open(self) -> Promises:
        """Promises that a customer still waits for, overdue ones included."""
        return self.filter(status=Promise.Status.OPEN)


class Promise(AboutCustomer):
    """One promise. Nothing but a person closes it; that it is overdue follows from the clock."""

    personal: ClassVar = {"what": Personal.FREE_TEXT, "draft_key": Personal.NONE}
    kept: ClassVar = Kept(
        About.BOTH, ("care",), Keep(3 * YEAR, after="closed_on"), Forget.BLANK, "customer"
    )

    class Status(models.TextChoices):
        """How it ended."""

        OPEN = "open"
        KEPT = "kept"
        BROKEN = "broken"
        WITHDRAWN = "withdrawn"  # taken back before the day came

    what = models.CharField(max_length=300)
    made_on = models.DateField()
    due_date = models.DateField()
    due_time = models.TimeField(null=True)  # in the company's zone; None: at the end of the day
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.OPEN)
    closed_on = models.DateField(null=True)
    kept_on = models.DateField(null=True)  # also of a broken one: the customer got it late
    department = models.ForeignKey(
        "access.Department", on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    draft_key = models.CharField(max_length=40, null=True, unique=True)

    objects = Promises.as_manager()

    class Meta:
        ordering: ClassVar = ["due_date", "due_time", "pk"]
        indexes: ClassVar = [models.Index(fields=["status", "due_date"], name="promise_due")]

    def __str__(self) -> str:
        return f"promise of {self.made_on}"

    @property
    def due_at(self) -> datetime:
        """The moment after which it is broken."""
        if self.due_time is not None:
            return datetime.combine(self.due_date, self.due_time, tzinfo=company.zone())
        return datetime.combine(self.due_date + timedelta(days=1), time(), tzinfo=company.zone())

    def overdue(self, now: datetime) -> bool:
        """True if the moment has passed and nobody has said what became of it."""
        return self.status == self.Status.OPEN and self.due_at <= now

    def near(self, now: datetime) -> bool:
        """True within 24 hours of the moment; a promise without an hour from the day before on."""
        if self.status != self.Status.OPEN or self.overdue(now):
            return False
        if self.due_time is not None:
            return self.due_at - now <= timedelta(hours=24)
        return self.due_date - now.astimezone(company.zone()).date() <= timedelta(days=1)


class Step(models.Model):
    """What happened to a promise, the last one last; nothing is ever overwritten."""

    personal: ClassVar = {"words": Personal.FREE_TEXT}
    kept: ClassVar = Kept(About.BOTH, ("care",), forget=Forget.BLANK, person="promise__customer")

    class Kind(models.TextChoices):
        """What happened."""

        MADE = "made"
        MOVED = "moved"  # with the customer's consent
        KEPT = "kept"
        LATE = "late"  # kept after the moment, so broken
        BROKEN = "broken"
        WITHDRAWN = "withdrawn"
        REOPENED = "reopened"  # closed by mistake

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    at = models.DateTimeField()
    day = models.DateField()  # on which it happened
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    words = models.TextField(blank=True)  # why it moved, what we do now
    due_before = models.DateField(null=True)
    due_after = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.promise_id}: {self.kind}"
