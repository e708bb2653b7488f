"""What is refused in importing, each with its sentence."""

from __future__ import annotations

from kundig_web.words import Refusal


class Refused(Refusal):
    """It cannot be done; the sentence says why and what to do instead."""

    words = "imports.refused_"
