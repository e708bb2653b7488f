"""A customer as somebody here knows or changed it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from kundig.tables import Personal
from kundig_web.registry.declared import NOBODY, About, Forget, Keep, Kept
from kundig_web.registry.purposes import YEAR


class Person(models.Model):
    """A customer (a person, a household or a firm) as somebody here knows or changed it.

    Most customers live in the record store alone; a row is made by the first act that needs one
    (`workflows.person_for`). `key` is the customer of the ground floor, `source:record_id`;
    customers that were written down here have the source `kundig`. Empty fields mean: as the
    records say. A merge keeps every row: which customer it belongs to follows from the decisions
    (`identity_models`). There is no owner; who cares for a customer is a team of departments.
    """

    class Kind(models.TextChoices):
        """What kind of customer."""

        PERSON = "person"
        HOUSEHOLD = "household"
        FIRM = "firm"

    #: How close each text is to a person (see kundig.tables.Personal).
    personal: ClassVar = {
        "key": Personal.PSEUDONYM,
        "salutation": Personal.DIRECT,
        "title": Personal.DIRECT,
        "first_name": Personal.DIRECT,
        "last_name": Personal.DIRECT,
        "company_name": Personal.DIRECT,
        "language": Personal.NONE,
    }
    kept: ClassVar = Kept(About.BOTH, ("care",), forget=Forget.DELETE, person="key")

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, blank=True)
    salutation = models.CharField(max_length=20, blank=True)  # frau | herr | family | neutral
    title = models.CharField(max_length=60, blank=True)
    first_name = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=120, blank=True)
    company_name = models.CharField(max_length=160, blank=True)
    language = models.CharField(max_length=2, blank=True)
    restricted = models.BooleanField(default=False)  # no sending, scoring, export
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    edited_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["last_name", "first_name", "key"]
        indexes: ClassVar = [
            models.Index(
                fields=["key"], condition=models.Q(restricted=True), name="person_restricted"
            )
        ]  # pages ask for them all the time, and they are few

    def __str__(self) -> str:
        return self.key


class KeyCounter(models.Model):
    """The last number given to a customer that was written down here; none is given twice."""

    kept: ClassVar = NOBODY

    name = models.CharField(max_length=20, primary_key=True)
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.last}"


class Membership(models.Model):
    """Who belongs to a household or a firm, and as what ("Einkauf", "Tochter")."""

    personal: ClassVar = {"role": Personal.FREE_TEXT}
    kept: ClassVar = Kept(
        About.BOTH, ("care",), Keep(3 * YEAR, after="ended_on"), Forget.DELETE, "member__key"
    )

    member = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="belongs_to")
    group = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="members")
    role = models.CharField(max_length=120, blank=True)
    since = models.DateField()
    ended_on = models.DateField(null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "group"],
                condition=models.Q(ended_on__isnull=True),
                name="member_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.group_id}"


class CareMember(models.Model):
    """A department that cares for a customer, and for what. Never a person."""

    personal: ClassVar = {"task": Personal.FREE_TEXT}
    kept: ClassVar = Kept(
        About.CUSTOMER, ("care",), Keep(3 * YEAR, after="ended_on"), Forget.DELETE, "person__key"
    )

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="care_team")
    department = models.ForeignKey("access.Department", on_delete=models.PROTECT, related_name="+")
    task = models.CharField(max_length=160, blank=True)
    since = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "department"],
                condition=models.Q(ended_on__isnull=True),
                name="care_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.department_id} for {self.person_id}"
