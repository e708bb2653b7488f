"""At most so many requests a minute per key or person: a program that runs wild says so early.

Counted in each process. This protects the site from mistakes, not from attackers: whoever has no
key is refused before anything is computed.
"""

from __future__ import annotations

import threading
import time
from collections import deque

from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from kundig_web.access.door import Caller

MINUTE = 60.0
#: Requests a minute.
LIMIT = 600


class PerCaller(BaseThrottle):
    """A sliding minute for each caller."""

    def __init__(self, clock: object = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: dict[str, deque[float]] = {}
        self._wait = threading.local()

    def allow_request(self, request: HttpRequest) -> bool:
        """False if the last minute was full."""
        caller = getattr(request, "auth", None)
        if not isinstance(caller, Caller):
            return True
        name = f"t{caller.token.pk}" if caller.token else f"u{caller.user.pk}"
        now = self._clock()  # type: ignore[operator]
        with self._lock:
            seen = self._seen.setdefault(name, deque())
            while seen and seen[0] <= now - MINUTE:
                seen.popleft()
            if len(seen) >= LIMIT:
                self._wait.seconds = seen[0] + MINUTE - now
                return False
            seen.append(now)
        return True

    def wait(self) -> float:
        """Seconds until the next request is welcome."""
        return float(getattr(self._wait, "seconds", MINUTE))
