"""What is refused about somebody's rights, each with its sentence."""

from __future__ import annotations

from kundig_web.words import Refusal


class RefusedError(Refusal):
    """It cannot be done; the sentence says why and what to do instead."""

    words = "rights.refused_"
