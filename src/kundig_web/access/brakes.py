"""How often one may try to get in, by each of the doors. All of it is counted in the database."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from kundig_web.access.models import User
from kundig_web.limits.counting import HOUR, forgive, limit, take
from kundig_web.limits.networks import take_network, wait_for_network

#: Passwords tried for one address, wherever they come from.
ACCOUNT = limit("login.account", 10, HOUR)
#: Passwords tried on a device on which this person signed in before: nobody else uses it up.
DEVICE = limit("login.device", 10, HOUR)
#: Passwords tried from one network.
NETWORK = limit("login.network", 100, HOUR)
#: Passwords tried by everybody together on unknown devices.
EVERYBODY = limit("login.everybody", 1000, HOUR)
#: Codes of the second step.
CODE = limit("login.code", 10, HOUR)
#: The password once more, by somebody who is signed in.
AGAIN = limit("login.again", 10, HOUR)
#: Links that do not exist (any more).
LINK = limit("link.network", 60, HOUR)
#: Wrong tokens for the first start.
START = limit("start.network", 20, HOUR)
#: Wrong keys of programs.
TOKEN = limit("token.network", 60, HOUR)


def may_try(
    request: HttpRequest, *, email: str, person: User | None, device: str, now: datetime
) -> bool:
    """Count a password; False if it may not even be looked at.

    The network comes first, so that one that is stopped cannot use up what others have.
    """
    if device:
        return not take(DEVICE, device, now=now)
    return not (
        take_network(NETWORK, request, now=now)
        or take(ACCOUNT, _account(email, person), now=now)
        or take(EVERYBODY, "", now=now)
    )


def got_in(*, email: str, person: User, device: str) -> None:
    """It was the right password: the tries before it are forgotten, and so is this one."""
    forgive(*((DEVICE, device) if device else (ACCOUNT, _account(email, person))))


def _account(email: str, person: User | None) -> str:
    # The number where there is one: an address may be written in several ways.
    return f"user:{person.pk}" if person is not None else f"mail:{email.casefold()}"


def link_waits(request: HttpRequest, *, now: datetime) -> int:
    """The seconds for which links from this network are not looked up."""
    return wait_for_network(LINK, request, now=now)


def wrong_link(request: HttpRequest, *, now: datetime) -> int:
    """Count a link that leads nowhere."""
    return take_network(LINK, request, now=now)
