"""Who is who, as people decided it: kept for good, taken back by a mark, never deleted."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from kundig.contact.identity import Kind
from kundig.tables import Personal
from kundig_web.registry.declared import About, Forget, Kept


class IdentityDecision(models.Model):
    """Somebody decided that two records are one customer, or that they are not.

    What follows from all decisions in force is computed by `kundig.contact.identity`. How long
    each record has been a customer is noted when the decision is taken, so that the key of the
    customer does not change when files are imported or withdrawn.
    """

    personal: ClassVar = {
        "left": Personal.PSEUDONYM,
        "right": Personal.PSEUDONYM,
        "reason": Personal.FREE_TEXT,
    }
    kept: ClassVar = Kept(About.BOTH, ("care",), forget=Forget.DELETE, person="left")

    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in Kind])
    left = models.CharField(max_length=200, db_index=True)  # the smaller of the two
    right = models.CharField(max_length=200, db_index=True)
    left_since = models.DateField(null=True)
    right_since = models.DateField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["left", "right"],
                condition=models.Q(undone_at__isnull=True),
                name="decided_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.left} {self.kind} {self.right}"
