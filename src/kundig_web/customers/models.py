"""What the centre remembers of a customer beyond what files say."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Person(models.Model):
    """A customer (a person, a household or a firm) as somebody here knows or changed it.

    Most customers live in the record store alone; a row is made by the first act that needs one
    (`workflows.person_for`). `key` is the customer of the ground floor, `source:record_id`;
    customers that were written down here have the source `kundig`. Empty fields mean: as the
    records say.
    """

    class Kind(models.TextChoices):
        """What kind of customer."""

        PERSON = "person"
        HOUSEHOLD = "household"
        FIRM = "firm"

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

    def __str__(self) -> str:
        return self.key
