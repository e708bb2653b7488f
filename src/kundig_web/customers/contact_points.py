"""Ways to reach a customer: several of each kind, none of them overwritten."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from kundig.contact.identity import plain_mail, plain_phone
from kundig.tables import Personal
from kundig_web.customers.person import Person
from kundig_web.registry.declared import About, Forget, Keep, Kept
from kundig_web.registry.purposes import YEAR

#: After so many days without a confirmation a way is shown as old.
FRESH_DAYS = 730


class ContactPoint(models.Model):
    """One way to reach a customer. A way that no longer works is ended, not deleted.

    A way that a file brought stands here only once somebody confirmed or ended it; `source` then
    names the file's system.
    """

    class Kind(models.TextChoices):
        """What it is."""

        MAIL = "mail"
        PHONE = "phone"
        MOBILE = "mobile"
        ADDRESS = "address"
        OTHER = "other"

    personal: ClassVar = {
        "value": Personal.DIRECT,
        "postcode": Personal.DIRECT,
        "city": Personal.DIRECT,
        "plain": Personal.DIRECT,
        "label": Personal.FREE_TEXT,
        "source": Personal.NONE,
    }
    kept: ClassVar = Kept(
        About.BOTH, ("care",), Keep(3 * YEAR, after="ended_on"), Forget.DELETE, "person__key"
    )

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    value = models.CharField(max_length=300)  # of an address: street and number
    postcode = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=120, blank=True)
    plain = models.CharField(max_length=300, blank=True, db_index=True)  # as it is compared
    label = models.CharField(max_length=80, blank=True)  # "geschäftlich", "abends"
    preferred = models.BooleanField(default=False)
    source = models.CharField(max_length=120)
    confirmed_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-preferred", "kind", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"


def plain_value(kind: str, value: str, postcode: str = "") -> str:
    """What two ways have in common if they are the same one."""
    if kind == ContactPoint.Kind.MAIL:
        return plain_mail(value)
    if kind in {ContactPoint.Kind.PHONE, ContactPoint.Kind.MOBILE}:
        return plain_phone(value)
    return " ".join(f"{value} {postcode}".casefold().split())
