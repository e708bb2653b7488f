"""What people did with the entries of Heute: taken on, passed on, declined, done.

Nothing here adds up to what somebody did: a name stands beside an entry only while that person has
it, and the lines of what happened name departments.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from kundig.tables import Personal
from kundig_web.registry.declared import NOBODY, About, Forget, Keep, Kept
from kundig_web.registry.purposes import YEAR


class EntryState(models.Model):
    """Where one entry stands; there is no row for an entry that nobody has touched."""

    personal: ClassVar = {
        "kind": Personal.NONE,
        "ref": Personal.PSEUDONYM,
        "reason": Personal.FREE_TEXT,
    }
    kept: ClassVar = Kept(
        About.BOTH, ("concerns",), Keep(3 * YEAR, after="changed_at"), Forget.DELETE
    )

    class State(models.TextChoices):
        """What was done last."""

        OPEN = "open"
        TAKEN = "taken"
        PASSED = "passed"
        DECLINED = "declined"
        DONE = "done"

    kind = models.CharField(max_length=40)
    ref = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State.choices)
    # Who has it, while the state is "taken"; empty in every other state.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    department = models.ForeignKey("access.Department", on_delete=models.PROTECT, null=True)
    reason = models.CharField(max_length=300, blank=True)  # why it was declined or passed on
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "ref"], name="entry_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}: {self.state}"


class EntryLine(models.Model):
    """One line of what happened to an entry: the verb, the departments, the reason, no person."""

    personal: ClassVar = {
        "kind": Personal.NONE,
        "ref": Personal.PSEUDONYM,
        "verb": Personal.NONE,
        "reason": Personal.FREE_TEXT,
    }
    kept: ClassVar = Kept(About.CUSTOMER, ("concerns",), Keep(3 * YEAR, after="at"), Forget.DELETE)

    kind = models.CharField(max_length=40)
    ref = models.CharField(max_length=200)
    verb = models.CharField(max_length=12)  # taken | passed | declined | done | given_back
    department = models.ForeignKey(
        "access.Department", on_delete=models.PROTECT, null=True, related_name="+"
    )  # of whoever did it
    to = models.ForeignKey(
        "access.Department", on_delete=models.PROTECT, null=True, related_name="+"
    )  # whom it was passed on to
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        indexes: ClassVar = [models.Index(fields=["kind", "ref"], name="entry_line")]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}: {self.verb}"


class SetAside(models.Model):
    """An entry that one person does not want to see again; the others still see it."""

    personal: ClassVar = {"kind": Personal.NONE, "ref": Personal.PSEUDONYM}
    kept: ClassVar = Kept(About.BOTH, ("concerns",), forget=Forget.DELETE)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    ref = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "kind", "ref"], name="set_aside_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class Steward(models.Model):
    """Which department acts on a figure; without a row nobody has been named yet."""

    kept: ClassVar = NOBODY

    measure = models.CharField(max_length=60, unique=True)
    department = models.ForeignKey("access.Department", on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.measure}: {self.department_id}"


class KeptMorning(models.Model):
    """What a day began with at one state of the data, as JSON: a cache, made anew at any time.

    It holds names and words of customers: whoever erases a person empties this table, too.
    """

    personal: ClassVar = {
        "state": Personal.NONE,
        "imports": Personal.NONE,
        "content": Personal.FREE_TEXT,
    }
    kept: ClassVar = Kept(
        About.CUSTOMER, ("figures", "concerns"), Keep(31, after="made_at"), Forget.DELETE
    )

    state = models.CharField(max_length=64)  # a digest of everything that it was made of
    day = models.DateField()  # the day that was asked for
    imports = models.TextField()  # ids of the imports of files, a space between them
    made_at = models.DateTimeField()
    content = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["state", "day"], name="morning_once")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.state}"
