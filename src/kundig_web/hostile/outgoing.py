"""The only place from which this site calls others. Off unless `KUNDIG_OUTGOING` is set.

An address from outside (a shop's webhook, a picture) must not lead inside: the name is resolved
once, every address found must be public, and the connection goes to that very address, with the
name in TLS and in `Host`. Nothing is followed, nothing is long, nothing takes long.
"""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 10.0
MOST_BYTES = 2**20
PORTS = {"http": 80, "https": 443}
AGENT = "kundig"
_NAT64 = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))
_SIX_TO_FOUR = ip_network("2002::/16")
_TEREDO = ip_network("2001::/32")
#: Beyond what the standard library calls global.
_INNER = tuple(
    ip_network(n)
    for n in (
        "0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15",
        "224.0.0.0/4", "240.0.0.0/4", "100::/64", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        "2001:db8::/32", "3fff::/20", "5f00::/16",
    )
)  # fmt: skip
_METHOD = re.compile(r"GET|HEAD|POST|PUT")
_HEADER = re.compile(r"[A-Za-z0-9-]{1,60}")
Resolve = Callable[[str, int], Sequence[str]]


class OutgoingError(Exception):
    """`key`: off, address, inner, unreachable, slow, large, broken."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said; a redirect is an answer like any other."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def is_public(given: str) -> bool:
    """True if an address belongs to the open internet, whatever it is wrapped in."""
    try:
        found = ip_address(given.partition("%")[0])
    except ValueError:
        return False
    if "%" in given:
        return False
    if isinstance(found, IPv6Address):
        inner = _wrapped(found)
        if inner is not None:
            return is_public(str(inner))
    if any(found in net for net in _INNER if net.version == found.version):
        return False
    return found.is_global and not (
        found.is_private or found.is_loopback or found.is_link_local or found.is_multicast
        or found.is_reserved or found.is_unspecified
    )  # fmt: skip


def _wrapped(found: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that another one stands for."""
    if found.ipv4_mapped is not None:
        return found.ipv4_mapped
    number = int(found)
    if any(found in net for net in _NAT64):
        return IPv4Address(number & 0xFFFFFFFF)
    if found in _SIX_TO_FOUR:
        return IPv4Address((number >> 80) & 0xFFFFFFFF)
    if found in _TEREDO:
        return IPv4Address((number & 0xFFFFFFFF) ^ 0xFFFFFFFF)
    if number >> 32 == 0 and number > 1:  # the old "compatible" form
        return IPv4Address(number & 0xFFFFFFFF)
    return None


def _resolve(host: str, port: int) -> list[str]:
    return [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True)
class Outgoing:
    """A way out; the parts are replaced by tests alone."""

    resolve: Resolve = _resolve
    public: Callable[[str], bool] = is_public
    ports: Mapping[str, int] = field(default_factory=lambda: dict(PORTS))
    connect_seconds: float = CONNECT_SECONDS
    total_seconds: float = TOTAL_SECONDS
    trust: Callable[[], ssl.SSLContext] = ssl.create_default_context

    def request(
        self, url: str, *, method: str = "GET", body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:  # fmt: skip
        """Ask once.

        Raises:
            OutgoingError: if this is off, leads inside, or does not come back soon and small.
        """
        if not getattr(settings, "KUNDIG_OUTGOING", False):
            raise OutgoingError("off")
        end = time.monotonic() + self.total_seconds
        scheme, host, port, target = self._parts(url)
        sent = _headers(headers or {})
        if not _METHOD.fullmatch(method):
            raise OutgoingError("address")
        address = self._address(host, port)
        raw = self._connect(address, port, end)
        line = raw
        # Whoever sends one byte a second must not keep us: at the end the line is cut. TLS takes the
        # socket over, so a second handle of the same line does it.
        handle = raw.dup()
        watch = threading.Timer(max(0.01, end - time.monotonic()), _cut, (handle,))
        watch.daemon = True
        watch.start()
        try:
            if scheme == "https":
                line = self.trust().wrap_socket(raw, server_hostname=host)
            found = _spoken(line, host, method, target, body, sent)
            if time.monotonic() >= end:  # cut in the middle looks like an end
                raise OutgoingError("slow")
            return found
        except (OSError, HTTPException, ValueError) as error:
            key = "slow" if time.monotonic() >= end else "broken"
            raise OutgoingError(key) from error
        finally:
            watch.cancel()
            for one in (line, raw, handle):
                one.close()

    def _parts(self, url: str) -> tuple[str, str, int, str]:
        if re.search(r"[\x00-\x20\x7f\\]", url) or len(url) > 2000:
            raise OutgoingError("address")
        try:
            parts = urlsplit(url)
            port = parts.port
            host = (parts.hostname or "").rstrip(".").encode("idna").decode("ascii").lower()
        except (ValueError, UnicodeError):
            raise OutgoingError("address") from None
        allowed = self.ports.get(parts.scheme)
        if allowed is None or not host or parts.username or parts.password:
            raise OutgoingError("address")
        if port not in {None, allowed}:
            raise OutgoingError("address")
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            target.encode("ascii")
        except UnicodeEncodeError:
            raise OutgoingError("address") from None
        return parts.scheme, host, allowed, target

    def _address(self, host: str, port: int) -> str:
        """The address to call: resolved once, and every one found must be public."""
        found: list[str] = []

        def ask() -> None:
            with contextlib.suppress(OSError, UnicodeError):
                found.extend(self.resolve(host, port))

        # The system's resolver knows no limit of time.
        asking = threading.Thread(target=ask, daemon=True)
        asking.start()
        asking.join(self.connect_seconds)
        addresses = list(dict.fromkeys(found))
        if not addresses:
            raise OutgoingError("unreachable")
        if not all(map(self.public, addresses)):
            raise OutgoingError("inner")
        return addresses[0]

    def _connect(self, address: str, port: int, end: float) -> socket.socket:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        raw = socket.socket(family, socket.SOCK_STREAM)
        raw.settimeout(max(0.01, min(self.connect_seconds, end - time.monotonic())))
        try:
            raw.connect((address, port))
        except OSError as error:
            raw.close()
            raise OutgoingError("unreachable") from error
        raw.settimeout(max(0.01, end - time.monotonic()))
        return raw


def _headers(given: Mapping[str, str]) -> dict[str, str]:
    for name, value in given.items():
        if not _HEADER.fullmatch(name) or re.search(r"[^\x20-\x7e]", value):
            raise OutgoingError("address")
        if name.lower() in {"host", "connection", "transfer-encoding", "content-length"}:
            raise OutgoingError("address")
    return {"User-Agent": AGENT, "Accept-Encoding": "identity", "Connection": "close", **given}


def _spoken(
    line: socket.socket, host: str, method: str, target: str, body: bytes | None,
    headers: dict[str, str],
) -> Answer:  # fmt: skip
    with contextlib.closing(HTTPConnection(host)) as connection:
        connection.sock = line
        connection.request(method, target, body=body, headers=headers)
        with contextlib.closing(connection.getresponse()) as response:
            told = response.read(MOST_BYTES + 1)
    if len(told) > MOST_BYTES:
        raise OutgoingError("large")
    return Answer(response.status, dict(response.getheaders()), told)


def _cut(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
