"""What is remembered of a file between its arrival and its import; afterwards only the numbers."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models

from kundig.tables import Personal
from kundig_web.registry.declared import About, Forget, Keep, Kept

FOLDER = "uploads"


class Upload(models.Model):
    """One file that somebody sent in; it is imported once, or discarded.

    The bytes lie below `WEB_FOLDER/uploads` under a name of our own until the import is done; `look`
    and `outcome` quote rows of the file and are emptied with it. What was imported is told by the
    store's manifest, for this import as for those of the command line.
    """

    personal: ClassVar = {
        "name": Personal.FREE_TEXT,
        "folder": Personal.NONE,
        "language": Personal.NONE,
        "choices": Personal.NONE,
        "look": Personal.FREE_TEXT,
        "mapping": Personal.NONE,
        "outcome": Personal.FREE_TEXT,
        "result": Personal.NONE,
        "problem": Personal.FREE_TEXT,
        "import_id": Personal.NONE,
    }
    kept: ClassVar = Kept(
        About.BOTH,
        ("imports",),
        Keep(90, after="changed_at", when=(("state", "done"),)),
        Forget.DELETE,
        also=(Keep(14, after="changed_at", when=(("state__in", ("open", "ready", "failed")),)),),
    )

    class State(models.TextChoices):
        """Where it stands."""

        CHECKING = "checking"  # being looked at and tried
        OPEN = "open"  # something must be answered or corrected
        READY = "ready"  # tried; importing waits for a person
        IMPORTING = "importing"
        DONE = "done"
        FAILED = "failed"  # no table that can be read; nothing has been changed

    name = models.CharField(max_length=160)
    folder = models.CharField(max_length=32, unique=True)
    size = models.BigIntegerField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.CHECKING)
    language = models.CharField(max_length=2)
    #: Counts the corrections, so that a check of an older state cannot overwrite a newer one.
    revision = models.PositiveIntegerField(default=1)
    job_id = models.BigIntegerField(null=True)
    choices = models.JSONField(default=dict)
    look = models.JSONField(default=dict)
    mapping = models.TextField(blank=True)
    outcome = models.JSONField(default=dict)  # of the trial
    result = models.JSONField(default=dict)  # of the import: numbers alone
    problem = models.JSONField(default=dict)  # {"de": …, "en": …}
    keep_mapping = models.BooleanField(default=False)
    import_id = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["state", "changed_at"], name="upload_state")]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"

    @property
    def path(self) -> Path:
        """Where the bytes lie."""
        return uploads() / self.folder / self.name


def uploads() -> Path:
    """The folder of files that wait for their import."""
    return Path(settings.WEB_FOLDER) / FOLDER
