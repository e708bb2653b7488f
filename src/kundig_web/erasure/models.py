"""Erasures by number, and what a law wants kept as ciphertext until its day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kundig.tables import Personal
from kundig_web.registry.declared import NOBODY, About, Forget, Keep, Kept


class Erasure(models.Model):
    """One erasure: where it stands, and its certificate. It says nothing about whom.

    Between the change of the database and the last file `work` holds what is still to be found, as
    ciphertext; it is emptied as soon as the files are done.
    """

    class State(models.TextChoices):
        """How far it is."""

        FILES = "files"  # the database is done, files are being searched
        PAGES = "pages"  # what is left are the freed pages of the database
        DONE = "done"

    class Ground(models.TextChoices):
        """Why, Art. 17 (1)."""

        REQUEST = "request"  # the person asked for it
        PURPOSE = "purpose"  # no longer needed
        CONSENT = "consent"  # consent was withdrawn
        OBJECTION = "objection"  # the person objected
        UNLAWFUL = "unlawful"
        DUTY = "duty"  # a law demands it

    personal: ClassVar = {
        "reference": Personal.NONE, "step": Personal.NONE, "language": Personal.NONE, "what": Personal.NONE,
        "stays": Personal.NONE, "certificate": Personal.NONE,
    }  # fmt: skip
    kept: ClassVar = NOBODY

    reference = models.CharField(max_length=20, unique=True)  # given to the person, says nothing
    ground = models.CharField(max_length=9, choices=Ground.choices)
    state = models.CharField(max_length=5, choices=State.choices, default=State.FILES)
    step = models.CharField(max_length=12, blank=True)  # of running.STEPS, for whoever waits
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=2)
    what = models.JSONField(default=dict)  # name in words -> how many
    stays = models.JSONField(default=dict)  # name in words -> why, in words
    work = models.BinaryField(default=b"")
    certificate = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return self.reference


class Sealed(models.Model):
    """Something that a law wants kept about a person who was forgotten: ciphertext with an end.

    The key "seal" is a file outside the database. `traces` lead from an address that somebody asks
    about to the row; they are keyed hashes.
    """

    class Kind(models.TextChoices):
        """What it is."""

        CONSENT = "consent"  # proof of a consent to calls, § 7a UWG
        ORDERS = "orders"  # vouchers, § 147 AO
        LETTERS = "letters"  # business letters, § 257 HGB

    personal: ClassVar = {"reference": Personal.NONE, "traces": Personal.PSEUDONYM}
    kept: ClassVar = Kept(
        About.CUSTOMER,
        ("proof",),
        Keep(0, after="until", hold="§ 7a UWG, § 147 AO, § 257 HGB"),
        Forget.STAY,
        why=(
            "Ein Gesetz will es aufbewahrt; es ist verschlüsselt, niemand arbeitet damit, und an seinem Ende wird es vernichtet.",
            "A law wants it kept; it is ciphertext, nobody works with it, and it is destroyed at its end.",
        ),
    )

    kind = models.CharField(max_length=8, choices=Kind.choices)
    reference = models.CharField(max_length=20, db_index=True)
    traces = models.TextField(blank=True)  # of each address and number, a space between them
    content = models.BinaryField()
    sealed_at = models.DateTimeField()
    until = models.DateField()

    class Meta:
        ordering: ClassVar = ["until", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} until {self.until}"
