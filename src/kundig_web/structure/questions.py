"""What people ask of quick tests."""

from __future__ import annotations

from typing import Any

from kundig_web import words
from kundig_web.structure.models import QuickTest

MOST = 100


def waiting(most: int = MOST) -> Any:
    """Tests whose proposal nobody has decided on, the earliest due first."""
    rows = QuickTest.objects.filter(answered_at__isnull=True).select_related("department")
    return rows.order_by("answer_due", "pk")[:most]


def decided(most: int = MOST) -> dict[str, list[QuickTest]]:
    """What goes, what changes, what stays: the newest first."""
    rows = QuickTest.objects.filter(answered_at__isnull=False).select_related("department")
    found: dict[str, list[QuickTest]] = {"drop": [], "change": [], "keep": []}
    for row in rows.order_by("-answered_at", "-pk")[:most]:
        found[row.verdict].append(row)
    return found


def one_of(pk: int) -> QuickTest | None:
    """One quick test; everybody may read what was asked of a thing."""
    return QuickTest.objects.select_related("department").filter(pk=pk).first()


def sentence(test: QuickTest, language: str | None = None) -> str:
    """What the two answers say about a thing."""
    return words.say(
        "structure.sentence",
        language,
        name=test.name,
        helps=words.say(f"structure.says_helps_{test.helps}", language),
        eases=words.say(f"structure.says_eases_{test.eases}", language),
    )
