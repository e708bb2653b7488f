"""The quick test: the articles' two questions put to a report, a meeting, a form."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kundig.tables import Personal
from kundig_web.desk.owned import Owned
from kundig_web.registry.declared import About, Forget, Keep, Kept
from kundig_web.registry.purposes import YEAR


class QuickTest(Owned):
    """One thing that we do, asked whether it helps the customer. About things, never people."""

    personal: ClassVar = {"name": Personal.FREE_TEXT, "reason": Personal.FREE_TEXT}
    kept: ClassVar = Kept(
        About.EMPLOYEE, ("improve",), Keep(3 * YEAR, after="tested_on"), Forget.BLANK, "created_by"
    )

    class Subject(models.TextChoices):
        """What was tested."""

        REPORT = "report"
        MEETING = "meeting"
        FORM = "form"
        FIGURE = "figure"
        TASK = "task"

    class Helps(models.TextChoices):
        """Hilft das, was ich tue, dem Kunden, oder nur meinem Reporting?"""

        CUSTOMER = "customer"
        BOTH = "both"
        REPORTING = "reporting"

    class Eases(models.TextChoices):
        """Erleichtert es den Verkauf, oder verkompliziert es ihn?"""

        EASES = "eases"
        NEITHER = "neither"
        COMPLICATES = "complicates"

    class Verdict(models.TextChoices):
        """What to do with it."""

        KEEP = "keep"
        CHANGE = "change"
        DROP = "drop"

    subject = models.CharField(max_length=8, choices=Subject.choices)
    name = models.CharField(max_length=120)
    helps = models.CharField(max_length=9, choices=Helps.choices)
    eases = models.CharField(max_length=11, choices=Eases.choices)
    proposal = models.CharField(max_length=6, choices=Verdict.choices)
    reason = models.CharField(max_length=300, blank=True)
    tested_on = models.DateField()
    # What the department in charge decided; it may differ from the proposal.
    verdict = models.CharField(max_length=6, choices=Verdict.choices, blank=True)

    class Meta:
        ordering: ClassVar = ["-tested_on", "-pk"]
        indexes: ClassVar = [models.Index(fields=["answered_at", "answer_due"], name="test_open")]

    def __str__(self) -> str:
        return self.name


def proposed(helps: str, eases: str) -> str:
    """What the two answers suggest: what helps stays, what only costs goes, the rest changes.

    A thing that hinders selling is never proposed to stay as it is, and one that helps the
    customer is never proposed to go.
    """
    test = QuickTest
    if helps == test.Helps.REPORTING:
        return test.Verdict.CHANGE if eases == test.Eases.EASES else test.Verdict.DROP
    return test.Verdict.CHANGE if eases == test.Eases.COMPLICATES else test.Verdict.KEEP
