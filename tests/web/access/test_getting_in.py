"""Guessing does not get in: limits by account, network and device, whatever headers are sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kundig_web.access import brakes, devices, passwords
from kundig_web.access.models import Invitation, Site
from kundig_web.limits.counting import Limit
from kundig_web.limits.models import Tries
from tests.web.conftest import NOW, PASSWORD

DORA = "dora@nordhang.example"


class Clock:
    """The company's clock, which a test moves."""

    now = NOW

    def __call__(self) -> Any:
        return self.now


@pytest.fixture(autouse=True)
def clock(own_home: Any, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """An empty company whose clock stands still."""
    found = Clock()
    monkeypatch.setattr("kundig_web.company.now", found)
    return found


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that reached the hasher; it only compares here, since it is slow on purpose."""
    seen: list[str] = []

    def verify(password: str, encoded: str) -> tuple[bool, bool]:
        seen.append(password)
        return password == PASSWORD and encoded != passwords.nobodys_hash(), False

    monkeypatch.setattr(passwords, "verify_password", verify)
    return seen


def tries(email: str, given: str = "falsch", client: Client | None = None, **more: Any) -> Any:
    form = {"email": email, "password": given}
    return (client or Client()).post("/login/", form, **more)


def test_a_thousand_tries_with_forged_headers_reach_the_hasher_ten_times(
    cast: Any, hashed: list[str], clock: Clock
) -> None:
    for i in range(1000):
        clock.now = NOW + timedelta(seconds=3 * i)  # fifty minutes
        forged = {"HTTP_X_FORWARDED_FOR": f"10.{i % 200}.{i % 251}.7", "HTTP_X_REAL_IP": "1.1.1.1"}
        email = DORA if i % 2 else DORA.upper()
        assert tries(email, f"g{i}", **forged).status_code == 422
    assert len(hashed) == brakes.ACCOUNT.tries == 10


def test_from_many_networks_one_account_is_tried_at_most_twenty_times_in_any_hour(
    cast: Any, hashed: list[str], clock: Clock
) -> None:
    moments: list[Any] = []
    for i in range(300):
        clock.now = NOW + timedelta(seconds=30 * i)
        before = len(hashed)
        tries(DORA, f"g{i}", REMOTE_ADDR=f"198.51.{i // 200}.{i % 200}")
        moments += [clock.now] * (len(hashed) - before)
    hour = timedelta(hours=1)
    assert max(sum(m <= n < m + hour for n in moments) for m in moments) <= 20


def test_one_network_may_try_a_hundred_times_whatever_the_address(
    cast: Any, hashed: list[str]
) -> None:
    for i in range(120):
        tries(f"p{i}@x.example")
    assert len(hashed) == 100
    tries("last@x.example", REMOTE_ADDR="198.51.100.7")
    assert len(hashed) == 101


def test_a_network_that_is_stopped_uses_up_nobody_elses_tries(
    cast: Any, hashed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(brakes, "NETWORK", Limit("login.network", 3, 3600))
    for _ in range(30):
        tries(DORA)
    assert len(hashed) == 3
    assert tries(DORA, PASSWORD, REMOTE_ADDR="198.51.100.7").status_code == 302


def test_everybody_together_is_braked(
    cast: Any, hashed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(brakes, "EVERYBODY", Limit("login.everybody", 5, 3600))
    for i in range(20):
        tries(f"p{i}@x.example", REMOTE_ADDR=f"198.51.100.{i}")
    assert len(hashed) == 5


def test_unknown_closed_wrong_and_limited_look_the_same(cast: Any, hashed: list[str]) -> None:
    type(cast["emil"]).objects.filter(pk=cast["emil"].pk).update(is_active=False)
    told = set()
    for email, password in (
        *[(DORA, "falsch")] * 12, (DORA, PASSWORD), *[("niemand@x.example", "falsch")] * 12,
        ("emil@nordhang.example", PASSWORD),
    ):  # fmt: skip
        answer = tries(email, password)
        text = answer.content.decode().replace(email, "…")
        told.add((answer.status_code, text.partition('role="alert"')[2].partition("</div>")[0]))
    assert len(told) == 1
    assert (len(hashed)) == 21  # ten of Dora's, ten of nobody's, one of Emil's


def test_limits_of_unknown_addresses_tell_nothing_either(cast: Any, hashed: list[str]) -> None:
    for _ in range(15):
        tries("niemand@x.example", REMOTE_ADDR="198.51.100.1")
    assert len(hashed) == 10


def test_whoever_signed_in_here_before_is_not_locked_out_by_others(
    cast: Any, hashed: list[str]
) -> None:
    dora = Client()
    assert tries(DORA, PASSWORD, dora).status_code == 302
    dora.post("/logout/")
    for i in range(200):
        tries(DORA, REMOTE_ADDR=f"198.51.100.{i % 50}")
    assert tries(DORA, PASSWORD).status_code == 422  # on an unknown device
    assert tries(DORA, PASSWORD, dora).status_code == 302


def test_a_known_device_has_a_limit_of_its_own(cast: Any, hashed: list[str]) -> None:
    dora = Client()
    tries(DORA, PASSWORD, dora)
    dora.post("/logout/")
    hashed.clear()
    for _ in range(30):
        tries(DORA, "falsch", dora)
    assert len(hashed) == brakes.DEVICE.tries


def test_the_mark_of_a_device_helps_its_account_alone(cast: Any, hashed: list[str]) -> None:
    emil = Client()
    tries("emil@nordhang.example", PASSWORD, emil)
    emil.post("/logout/")
    for _ in range(10):
        tries(DORA)
    assert tries(DORA, PASSWORD, emil).status_code == 422


def another_letter(value: str) -> str:
    """The mark with its last letter exchanged; it is never the mark itself."""
    return value[:-1] + ("B" if value[-1] == "A" else "A")


@pytest.mark.parametrize("spoil", [another_letter, lambda v: "x", lambda v: ""])
def test_a_forged_mark_is_none(cast: Any, hashed: list[str], spoil: Any) -> None:
    dora = Client()
    tries(DORA, PASSWORD, dora)
    dora.post("/logout/")
    for _ in range(10):
        tries(DORA)
    name = devices.cookie_name()
    dora.cookies[name] = spoil(dora.cookies[name].value)
    assert tries(DORA, PASSWORD, dora).status_code == 422


def test_a_new_password_makes_every_device_unknown(cast: Any, rf: Any) -> None:
    dora = Client()
    assert tries(DORA, PASSWORD, dora).status_code == 302
    asked = rf.get("/")
    asked.COOKIES = {k: m.value for k, m in dora.cookies.items()}
    person = type(cast["dora"]).objects.get(pk=cast["dora"].pk)
    assert devices.known(asked, person)
    assert not devices.known(asked, cast["emil"])
    person.set_password("ein anderes Passwort 99")
    assert not devices.known(asked, person)


def test_a_device_keeps_the_marks_of_three_people(cast: Any, hashed: list[str], rf: Any) -> None:
    one = Client()
    names = ["dora", "emil", "ana", "lena"]
    for name in names:
        assert tries(f"{name}@nordhang.example", PASSWORD, one).status_code == 302
        one.post("/logout/")
    asked = rf.get("/")
    asked.COOKIES = {k: m.value for k, m in one.cookies.items()}
    assert [bool(devices.known(asked, cast[n])) for n in names] == [False, True, True, True]


def test_the_right_password_leaves_no_trace_of_its_account(cast: Any, hashed: list[str]) -> None:
    before = Tries.objects.count()
    for i in range(12):
        assert tries(DORA, PASSWORD, REMOTE_ADDR=f"198.51.100.{i}").status_code == 302
    # What stays is a count per network and the one of all: nothing about Dora.
    assert Tries.objects.count() - before == 13


def test_wrong_links_are_limited_per_network_and_the_right_one_with_them(
    cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(brakes, "LINK", Limit("link.network", 3, 3600))
    found = [Client().get(f"/invitation/{i:032d}/") for i in range(5)]
    assert [f.status_code for f in found] == [404, 404, 404, 429, 429]
    assert int(found[-1]["Retry-After"]) > 0
    assert "Zu viele Versuche" in found[-1].content.decode()
    assert (
        Client().get("/invitation/" + "0" * 32 + "/", REMOTE_ADDR="198.51.100.7").status_code == 404
    )


def test_a_right_link_costs_no_try(cast: Any, client_of: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(brakes, "LINK", Limit("link.network", 1, 3600))
    page = client_of("dora").post(f"/settings/people/{cast['emil'].pk}/link/").content.decode()
    path = "/invitation/" + page.split("/invitation/")[1].split("/")[0] + "/"
    assert Invitation.objects.exists()
    for _ in range(5):
        assert Client().get(path).status_code == 200


def test_wrong_tokens_for_the_first_start_are_limited(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(brakes, "START", Limit("start.network", 2, 3600))
    Site.objects.create(pk=1, first_start_hash="0" * 64)
    form = {
        "mode": "alone", "company_name": "Laden", "name": "Eva", "email": "eva@x.example",
        "password": PASSWORD, "again": PASSWORD, "token": "falsch",
    }  # fmt: skip
    found = [Client().post("/start/", form).status_code for _ in range(4)]
    assert found == [422, 422, 429, 429]


def test_wrong_keys_of_programs_are_limited_and_right_ones_never(
    cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kundig_web.access.workflows.tokens import create_token

    monkeypatch.setattr("kundig_web.access.door.TOKEN", Limit("token.network", 2, 3600))
    made = create_token(
        actor=cast["dora"], name="Kasse", scopes=["see_figures"], now=NOW,
        expires_on=(NOW + timedelta(days=30)).date(),
    )  # fmt: skip
    asked = "/api/measures"

    def calls(key: str) -> Any:
        return Client().get(asked, HTTP_AUTHORIZATION=f"Bearer {key}")

    found = [calls(f"kundig_{i}") for i in range(4)]
    assert [f.status_code for f in found] == [401, 401, 429, 429]
    assert int(found[-1]["Retry-After"]) > 0
    assert calls(made.value).status_code == 200
