"""Lists that somebody saved: a name for a filter, not a copy of its customers."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from kundig.tables import Personal
from kundig_web.access.models import User
from kundig_web.registry.declared import About, Forget, Kept


class SavedLists(models.QuerySet["SavedList"]):
    """Lists, restricted to what somebody may see."""

    def visible_to(self, user: User) -> SavedLists:
        """The own ones, and those that are shared with the own department."""
        seen = Q(owner=user)
        if user.department_id is not None:
            seen |= Q(departments=user.department_id)
        return self.filter(seen).distinct()


class SavedList(models.Model):
    """A filter of the customer list under a name, private unless shared with departments."""

    personal: ClassVar = {"name": Personal.FREE_TEXT, "query": Personal.FREE_TEXT}
    kept: ClassVar = Kept(About.BOTH, ("care",), forget=Forget.DELETE)

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="customer_lists"
    )
    name = models.CharField(max_length=80)
    query = models.JSONField(default=dict)  # what stands in the page's address: name -> values
    departments: Any = models.ManyToManyField("access.Department", related_name="+", blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = SavedLists.as_manager()

    class Meta:
        """One person has a name once."""

        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "name"], name="list_name_once")
        ]

    def __str__(self) -> str:
        return self.name
