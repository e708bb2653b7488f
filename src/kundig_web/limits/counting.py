"""How often something may be tried. Counted in the database, atomically; unsure means no.

LOGIN = limit("login.account", 10, HOUR)          # at import, beside its use
wait = take(LOGIN, email, now=now)                # counts this try
if wait: …                                        # refused for so many seconds

A window begins with a subject's first try and lasts for the limit's seconds: one row per subject,
one statement per try, no clean-up on the way. So within any span of that length at most twice the
tries pass, which is the price of not keeping a moment per try (nobody's habits can be read here).

Take before the work that the limit protects, and outside of its transaction: a transaction that is
rolled back would take the count back, too.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.utils.crypto import salted_hmac

HOUR = 3600
DAY = 24 * HOUR
#: What is answered when the database cannot count.
UNSURE = 60

log = logging.getLogger("kundig.limits")


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries in so many seconds for each subject."""

    name: str
    tries: int
    seconds: int


LIMITS: dict[str, Limit] = {}


def limit(name: str, tries: int, seconds: int) -> Limit:
    """Declare a limit; its name is unique.

    Raises:
        ValueError: if another limit has this name, or it would let nothing or everything pass.
    """
    made = Limit(name, tries, seconds)
    if LIMITS.setdefault(name, made) != made or tries < 1 or seconds < 1:
        raise ValueError(f"limit {name!r}: declared twice, or without tries or seconds")
    return made


_TAKE = """
INSERT INTO limits_tries (subject, tries, ends_at) VALUES (%(subject)s, 1, %(ends)s)
ON CONFLICT (subject) DO UPDATE SET
  tries = CASE WHEN limits_tries.ends_at <= %(now)s THEN 1 ELSE limits_tries.tries + 1 END,
  ends_at = CASE WHEN limits_tries.ends_at <= %(now)s THEN %(ends)s ELSE limits_tries.ends_at END
WHERE limits_tries.ends_at <= %(now)s OR limits_tries.tries < %(most)s
RETURNING tries
"""


def take(of: Limit, subject: str, *, now: datetime) -> int:
    """Count a try of this subject; 0 lets it pass, else the seconds to wait.

    A database that does not answer refuses.
    """
    begin = now.replace(microsecond=0)
    adapt = connection.ops.adapt_datetimefield_value
    values = {
        "subject": hidden(of, subject), "most": of.tries, "now": adapt(begin),
        "ends": adapt(begin + timedelta(seconds=of.seconds)),
    }  # fmt: skip
    try:
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, values)
            if cursor.fetchone() is not None:
                return 0
    except DatabaseError:
        log.exception("limit %s: cannot count, so it is refused", of.name)
        return UNSURE
    return wait_for(of, subject, now=now) or 1


def wait_for(of: Limit, subject: str, *, now: datetime) -> int:
    """The seconds until this subject may try again; 0 if it may now. Counts nothing."""
    from kundig_web.limits.models import Tries

    try:
        found = Tries.objects.filter(pk=hidden(of, subject), ends_at__gt=now).first()
    except DatabaseError:
        log.exception("limit %s: cannot be read, so it is refused", of.name)
        return UNSURE
    if found is None or found.tries < of.tries:
        return 0
    return max(1, int((found.ends_at - now).total_seconds()))


def forgive(of: Limit, subject: str) -> None:
    """Forget the tries of a subject: it was the right one after all."""
    from kundig_web.limits.models import Tries

    Tries.objects.filter(pk=hidden(of, subject)).delete()


def hidden(of: Limit, subject: str) -> str:
    """What the database keeps of a subject: a keyed hash, another one for each limit."""
    return salted_hmac(f"kundig.limits.{of.name}", subject, algorithm="sha256").hexdigest()


def sweep(now: datetime) -> int:
    """Delete windows that have ended."""
    from kundig_web.limits.models import Tries

    return Tries.objects.filter(ends_at__lte=now).delete()[0]
