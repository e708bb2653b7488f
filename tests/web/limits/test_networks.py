"""Whose request it is: only what trusted proxies said counts, the rest is the client's invention."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from kundig_web.limits import networks
from kundig_web.limits.counting import Limit
from kundig_web.limits.networks import UNKNOWN, address, network, take_network, wait_for_network
from kundig_web.limits.ready import PUBLIC_FORM, public_form
from tests.web.conftest import NOW

TWENTY = Limit("test.network", 20, 60)


def request(forwarded: str | None = None, remote: str = "203.0.113.9") -> Any:
    more = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return RequestFactory().get("/", REMOTE_ADDR=remote, **more)


@given(st.text(st.characters(codec="ascii", exclude_characters="\r\n"), max_size=60))
def test_without_proxies_no_header_changes_the_address(forged: str) -> None:
    assert address(request(forged)) == "203.0.113.9"


@pytest.mark.parametrize(
    ("proxies", "header", "found"),
    [
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "1.1.1.1, 198.51.100.7", "198.51.100.7"),
        (2, "1.1.1.1, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        (2, "198.51.100.7", UNKNOWN),  # it came past the second proxy
        (1, None, UNKNOWN),
        (1, "", UNKNOWN),
        (1, "nobody", UNKNOWN),
        (1, "198.51.100.7:4711", "198.51.100.7"),
        (1, "[2001:db8::7]:4711", "2001:db8::7"),
        (1, "::ffff:198.51.100.7", "198.51.100.7"),
        (1, "fe80::1%eth0", "fe80::1"),
    ],
)
def test_the_nth_entry_from_the_right_counts(
    settings: Any, proxies: int, header: str | None, found: str
) -> None:
    settings.KUNDIG_PROXIES = proxies
    assert address(request(header)) == found


@given(st.lists(st.ip_addresses().map(str), max_size=5))
def test_behind_a_proxy_nothing_that_the_client_adds_changes_the_network(forged: list[str]) -> None:
    from django.test import override_settings

    with override_settings(KUNDIG_PROXIES=1):
        assert network(request(", ".join([*forged, "198.51.100.7"]))) == "198.51.100.7"


def test_one_customer_of_ipv6_is_one_network() -> None:
    one, other = "2001:db8:1:2:3::1", "2001:db8:1:2:ffff::9"
    assert network(request(remote=one)) == network(request(remote=other)) == "2001:db8:1:2::/64"
    assert network(request(remote="2001:db8:1:3::1")) != network(request(remote=one))
    assert network(request(remote="203.0.113.9")) == "203.0.113.9"


@pytest.mark.django_db
def test_those_who_cannot_be_told_apart_share_a_tenth() -> None:
    passed = [take_network(TWENTY, request(remote=r), now=NOW) for r in ("", "unix:", "x")]
    assert passed[:2] == [0, 0]
    assert passed[2] > 0
    assert wait_for_network(TWENTY, request(remote=""), now=NOW) > 0
    assert wait_for_network(TWENTY, request(), now=NOW) == 0
    assert networks._for(Limit("test.few", 3, 60), UNKNOWN).tries == 1


@pytest.mark.django_db
def test_a_form_for_strangers_is_limited_per_network() -> None:
    answers = [public_form(request(f"10.0.0.{i}"), now=NOW) for i in range(PUBLIC_FORM.tries + 1)]
    assert answers[:-1] == [0] * PUBLIC_FORM.tries
    assert answers[-1] > 0
    assert public_form(request(remote="203.0.113.10"), now=NOW) == 0
