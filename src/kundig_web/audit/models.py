"""What the audit log remembers: entries in a chain, its head, and the keys that open sealed values.

Names, values and actors stand in an entry only as ciphertext. The hash of an entry covers the
ciphertext, so that destroying a key erases what it opens and the chain still verifies.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kundig.tables import Personal
from kundig_web.registry.declared import NOBODY, About, Forget, Kept


class AuditEntry(models.Model):
    """One thing that happened. Written once; the database refuses change and deletion.

    Every column is kept exactly as it is hashed, on SQLite and PostgreSQL alike: the moment as
    text, the details as canonical JSON.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.CharField(max_length=27)  # UTC to the microsecond: 2026-11-20T09:00:00.000000Z
    verb = models.CharField(max_length=80)
    about = models.CharField(max_length=64, blank=True)  # the customer, as `SubjectKey.token` says
    of = models.CharField(max_length=240, blank=True)  # the object: contact.promise:17
    department = models.CharField(max_length=20, blank=True)  # of the actor, as its number
    details = models.TextField(default="{}")
    sealed = models.BinaryField(default=b"")  # values, under the customer's key
    sealed_actor = models.BinaryField(default=b"")  # who, under a key of that person and week
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    append_only: ClassVar = "always"  # not even erasure opens it
    kept: ClassVar = Kept(
        About.BOTH,
        ("accountability",),
        forget=Forget.KEY,
        why=(
            "Namen und Werte stehen nur verschlüsselt darin; mit dem Schlüssel sind sie gelöscht.",
            "Names and values stand in it as ciphertext only; without the key they are erased.",
        ),
    )
    personal: ClassVar = {
        "about": Personal.PSEUDONYM,
        "of": Personal.PSEUDONYM,
        "at": Personal.NONE,
        "verb": Personal.NONE,
        "department": Personal.NONE,
        "details": Personal.NONE,
        "previous": Personal.NONE,
        "hash": Personal.NONE,
    }

    class Meta:
        db_table = "audit_entry"
        ordering: ClassVar = ["-seq"]
        indexes: ClassVar = [
            models.Index(fields=["about"], name="audit_entry_about"),
            models.Index(fields=["of"], name="audit_entry_of"),
            models.Index(fields=["verb", "-seq"], name="audit_entry_verb"),
            models.Index(fields=["at"], name="audit_entry_at"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.verb}"


class Head(models.Model):
    """The last entry: one row, locked by whoever writes the next one, so that none is skipped."""

    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    kept: ClassVar = NOBODY

    class Meta:
        db_table = "audit_head"

    def __str__(self) -> str:
        return str(self.seq)


class SubjectKey(models.Model):
    """The key of one customer, or of one employee in one week. Destroying the row is the erasure.

    The row alone opens nothing: the company's own key, a file outside the database, is the other
    half. When it was made is not kept.
    """

    kind = models.CharField(max_length=10)  # "customer", "actor", or "door": a typed address
    subject = models.CharField(max_length=64)  # keyed hash
    period = models.CharField(max_length=10, blank=True)  # a week's Monday, not for customers
    token = models.CharField(max_length=32, unique=True)  # how entries name a customer
    secret = models.BinaryField()

    kept: ClassVar = Kept(About.BOTH, ("accountability",), forget=Forget.DELETE)
    personal: ClassVar = {
        "kind": Personal.NONE,
        "subject": Personal.PSEUDONYM,
        "period": Personal.NONE,
        "token": Personal.PSEUDONYM,
    }

    class Meta:
        db_table = "audit_subject_key"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "subject", "period"], name="audit_key_once_per_subject"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.period}".strip()


class Opened(models.Model):
    """While a row stands here, append-only tables may be changed; seen by its own transaction."""

    reason = models.CharField(max_length=80)  # a code: "erasure"

    kept: ClassVar = NOBODY

    class Meta:
        db_table = "audit_opened"

    def __str__(self) -> str:
        return self.reason
