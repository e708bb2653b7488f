"""What a backup or a restore refuses, each with its sentence."""

from __future__ import annotations

from kundig_web.words import Refusal


class BackupError(Refusal):
    """It cannot be done; the sentence says why and what to do instead."""

    words = "backups.error_"
