"""How often something was tried: one row per limit and subject, gone when its window ends."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kundig.tables import Personal
from kundig_web.registry.declared import About, Forget, Keep, Kept


class Tries(models.Model):
    """Tries within one window. `subject` is a keyed hash: nobody can read whose they are."""

    subject = models.CharField(max_length=64, primary_key=True)
    tries = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    personal: ClassVar = {"subject": Personal.PSEUDONYM}
    kept: ClassVar = Kept(
        About.BOTH, ("security",), Keep(days=1, after="ends_at"), Forget.STAY,
        why=(
            "Ein Hash mit Schlüssel, höchstens einen Tag lang: er schützt das Konto vor dem Erraten.",
            "A keyed hash, for a day at most: it protects the account from guessing.",
        ),
    )  # fmt: skip

    def __str__(self) -> str:
        return self.subject[:8]
