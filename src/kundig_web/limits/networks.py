"""Where a request comes from, as far as that can be trusted, and limits for a network.

`KUNDIG_PROXIES` says how many proxies of one's own stand before the site. Each of them appends to
`X-Forwarded-For` whom it heard, so the n-th entry from the right is true; what stands further left
was sent by the client and is worth nothing. Without proxies the header is not read at all.
"""

from __future__ import annotations

from datetime import datetime
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

from kundig_web.limits.counting import Limit, take, wait_for

UNKNOWN = "unknown"
#: All whose address is not known share one tenth of a limit.
STRICTER = 10


def address(request: HttpRequest) -> str:
    """The address of whoever asks; `UNKNOWN` if it cannot be trusted."""
    proxies = settings.KUNDIG_PROXIES
    if not proxies:
        return _read(request.META.get("REMOTE_ADDR", ""))
    told = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    # Fewer entries than proxies: the request came past them.
    return _read(told[-proxies]) if len(told) >= proxies else UNKNOWN


def network(request: HttpRequest) -> str:
    """An IPv4 address, or the /64 that one IPv6 customer has for himself."""
    found = address(request)
    if found == UNKNOWN or ":" not in found:
        return found
    return str(ip_network(f"{found}/64", strict=False))


def take_network(of: Limit, request: HttpRequest, *, now: datetime) -> int:
    """Count a try of the network; those who cannot be told apart share a stricter limit."""
    subject = network(request)
    return take(_for(of, subject), subject, now=now)


def wait_for_network(of: Limit, request: HttpRequest, *, now: datetime) -> int:
    """The seconds until this network may try again; counts nothing."""
    subject = network(request)
    return wait_for(_for(of, subject), subject, now=now)


def _for(of: Limit, subject: str) -> Limit:
    if subject != UNKNOWN:
        return of
    return Limit(of.name, max(1, of.tries // STRICTER), of.seconds)


def _read(text: str) -> str:
    """The address in `1.2.3.4`, `1.2.3.4:80`, `2001:db8::1`, `[2001:db8::1]:80`."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found: IPv4Address | IPv6Address = ip_address(text.partition("%")[0])
    except ValueError:
        return UNKNOWN
    return str(getattr(found, "ipv4_mapped", None) or found)
