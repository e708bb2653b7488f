"""Which parts Heute has for whom: people first, then figures, then what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kundig_web.access.permissions import Role


@dataclass(frozen=True, slots=True)
class Plan:
    """Parts of the page and figures, each in its order."""

    parts: tuple[str, ...]
    figures: tuple[str, ...] = ()


PLANS: Mapping[str, Plan] = {
    Role.OWNER: Plan(
        ("voice", "due", "calls", "answers", "imports", "figures", "question"),
        ("csat", "retention", "nps", "response_time", "late_deliveries"),
    ),
    Role.LEAD: Plan(
        ("voice", "due", "calls", "answers", "imports", "figures", "question"),
        ("response_time", "late_deliveries", "csat", "nps"),
    ),
    Role.FRONT: Plan(
        ("voice", "due", "calls", "answers", "figures"), ("response_time", "late_deliveries")
    ),
    # Conditions for employees come first: who is hindered cannot serve anybody well.
    Role.PEOPLE: Plan(
        ("conditions", "quotes", "due", "figures", "question"), ("response_time", "late_deliveries")
    ),
    Role.ANALYST: Plan(
        ("voice", "figures", "answers", "imports", "due", "question"),
        ("rfm", "retention", "nps", "repeat_rate", "revenue_share", "csat"),
    ),
    Role.PRIVACY: Plan(("privacy", "imports")),
    Role.COUNCIL: Plan(("council",)),
}


def plan_for(roles: Iterable[str]) -> Plan:
    """The plan of one role, or of several: their union without repeats, the owner's order first."""
    had = frozenset(roles)
    plans = [plan for role, plan in PLANS.items() if role in had]
    return Plan(
        tuple(dict.fromkeys(part for plan in plans for part in plan.parts)),
        tuple(dict.fromkeys(key for plan in plans for key in plan.figures)),
    )
