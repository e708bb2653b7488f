"""Words for a device, as few as tell one's own devices apart; and the mark of a known device.

Whoever signed in on a device before is not locked out there by somebody else's tries: the device
carries a signed mark for up to three accounts. It ends with the password, and says nothing of when.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from kundig_web.access.links import new_token

SALT = "kundig.device"
DAYS = 180
MOST = 3
#: What stands in the header -> the word; the first that fits. Chrome calls itself Safari too.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Macintosh", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def described(agent: str) -> str:
    """Browser and system, as `Firefox, Windows`; no version, nothing that tells more."""
    found = [next((w for mark, w in kinds if mark in agent), "") for kinds in (_BROWSERS, _SYSTEMS)]
    return ", ".join(w for w in found if w)


def cookie_name() -> str:
    """Beside the session's cookie, with its prefix."""
    return f"{settings.SESSION_COOKIE_NAME}-device"


def known(request: HttpRequest, person: Any) -> str:
    """What this device is called for this account; empty if nobody signed in here with it."""
    mark = _account(person)
    for account, name in _read(request):
        if constant_time_compare(account, mark):
            return name
    return ""


def remember(request: HttpRequest, response: HttpResponse, person: Any) -> None:
    """Mark the device as one on which this person signed in."""
    mark = _account(person)
    here = [(a, n) for a, n in _read(request) if a != mark]
    here.append((mark, new_token()))
    response.set_cookie(
        cookie_name(), signing.dumps(here[-MOST:], salt=SALT), max_age=DAYS * 86_400,
        secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
    )  # fmt: skip


def _account(person: Any) -> str:
    """Another password makes it another account."""
    return salted_hmac(SALT, f"{person.pk}:{person.password}", algorithm="sha256").hexdigest()[:32]


def _read(request: HttpRequest) -> list[tuple[str, str]]:
    value = request.COOKIES.get(cookie_name(), "")
    if not value:
        return []
    try:
        found = signing.loads(value, salt=SALT, max_age=DAYS * 86_400)
        return [(str(account), str(name)) for account, name in found]
    except (signing.BadSignature, ValueError, TypeError):
        return []
