"""Who is signed in where: Django's sessions in a table of ours, ended in time and from afar.

A session ends three hours after the last page and twelve hours after signing in
(`KUNDIG_SESSION_IDLE_HOURS`, `KUNDIG_SESSION_HOURS`). Both stand in one column, the moment at which
the row dies; it is rounded up to ten minutes, so that nobody can read from it when somebody worked,
and goes with the row. The table keeps the sha256 of the cookie's value: whoever reads it cannot
sign in with it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, login
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.http import HttpRequest
from django.utils import timezone

from kundig_web.access import devices
from kundig_web.access.links import hash_of

BACKEND = "django.contrib.auth.backends.ModelBackend"
#: After so long the password is asked for again where a page wants it fresh.
FRESH_FOR = timedelta(minutes=10)
#: The last use is remembered no finer than this.
COARSE = 600

ENDS, FRESH, DEVICE, DAY = "kundig_ends", "kundig_fresh", "kundig_device", "kundig_day"


def clock() -> datetime:
    """The moment, as Django's own sessions take it: not the company's, which tests may set."""
    return timezone.now()


class SessionStore(DatabaseStore):
    """Sessions in `access.Session`, found by the hash of their key."""

    @classmethod
    def get_model_class(cls) -> Any:
        """The table."""
        from kundig_web.access.sign_in_models import Session

        return Session

    def _get_session_from_db(self) -> Any:
        found = self.model.objects.filter(
            pk=hash_of(self.session_key or ""), expire_date__gt=clock()
        ).first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        """True if there is such a session."""
        return bool(self.model.objects.filter(pk=hash_of(session_key)).exists())

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row; what the list of one's own sessions shows is copied from the session."""
        return self.model(
            session_key=hash_of(self._get_or_create_session_key()),
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            user_id=data.get(SESSION_KEY),
            device=data.get(DEVICE, ""),
            day=data.get(DAY),
        )

    def delete(self, session_key: str | None = None) -> None:
        """End it."""
        key = session_key or self.session_key
        if key is not None:
            self.model.objects.filter(pk=hash_of(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        """Delete what has run out."""
        cls.get_model_class().objects.filter(expire_date__lte=clock()).delete()


def begin(request: HttpRequest, person: Any) -> None:
    """Sign in: a new session under a new key; the password has been given just now."""
    login(request, person, backend=BACKEND)
    _mark(request)
    request.session[FRESH] = (clock() + FRESH_FOR).timestamp()


def _mark(request: HttpRequest) -> None:
    now = clock()
    request.session[ENDS] = (now + timedelta(seconds=settings.KUNDIG_SESSION_SECONDS)).timestamp()
    request.session[DEVICE] = devices.described(request.headers.get("User-Agent", ""))
    request.session[DAY] = now.date().isoformat()
    request.session.set_expiry(_until(request, now))


def _until(request: HttpRequest, now: datetime) -> datetime:
    """When the session dies if nothing more happens: idle, in coarse steps, or at its end."""
    idle = now.timestamp() + settings.KUNDIG_SESSION_IDLE_SECONDS
    idle = -(-idle // COARSE) * COARSE
    return datetime.fromtimestamp(min(idle, request.session[ENDS]), UTC)


def keep_alive(request: HttpRequest) -> None:
    """Somebody opened a page. What a page asks for by itself keeps no session alive."""
    if ENDS not in request.session:  # begun by an older version, or by a tool
        _mark(request)
    elif request.method == "GET" and "HX-Request" in request.headers:
        return
    until = _until(request, clock())
    if until > request.session.get_expiry_date():
        request.session.set_expiry(until)


def is_fresh(request: HttpRequest) -> bool:
    """True if the password was given a short while ago."""
    return float(request.session.get(FRESH, 0)) > clock().timestamp()


def refresh(request: HttpRequest) -> None:
    """The password was given once more: fresh again, and under a new key."""
    request.session.cycle_key()
    request.session[FRESH] = (clock() + FRESH_FOR).timestamp()


def end_all(person: Any, *, but: str | None = "") -> int:
    """End the sessions of a person; `but` is the key of the one that stays."""
    found = SessionStore.get_model_class().objects.filter(user_id=person.pk)
    if but:
        found = found.exclude(pk=hash_of(but))
    return int(found.delete()[0])
