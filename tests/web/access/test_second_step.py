"""The second step: a code that works once, spare codes that work once, and no way around it."""

from __future__ import annotations

import re
import threading
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pyotp
import pytest
from django.db import DatabaseError, connections
from django.test import Client

from kundig_web.access import brakes, steps
from kundig_web.access.models import Factor, Session, SpareCode, Token, User, site
from kundig_web.access.seal import seal, unseal
from kundig_web.access.workflows import second_step
from kundig_web.limits.counting import Limit
from kundig_web.limits.models import Tries
from tests.web.conftest import NOW, PASSWORD, make_cast

STEP = "/account/second-step/"
CODE = "/login/code/"


class Clock:
    """The company's clock, which a test moves."""

    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(autouse=True)
def clock(own_home: Any, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """An empty company whose clock stands still."""
    found = Clock()
    monkeypatch.setattr("kundig_web.company.now", found)
    return found


def set_up(client: Client, clock: Clock) -> tuple[str, list[str]]:
    """Through the pages: secret and spare codes."""
    assert client.post(f"{STEP}begin/")["Location"] == f"{STEP}new/"
    page = unescape(client.get(f"{STEP}new/").content.decode())
    assert "<svg" in page
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert secret is not None
    plain = secret[1].replace(" ", "")
    done = client.post(f"{STEP}new/", {"code": code_of(plain, clock)})
    assert done.status_code == 200
    codes = re.findall(r"<code>([A-Z2-7-]{19})</code>", done.content.decode())
    assert len(codes) == second_step.SPARE_CODES
    clock.now += timedelta(minutes=5)
    return plain, codes


def code_of(secret: str, clock: Clock, steps_off: int = 0) -> str:
    return pyotp.TOTP(secret).at(int(clock.now.timestamp()) + 30 * steps_off)


def half(name: str = "dora", **more: Any) -> Client:
    client = Client(**more)
    form = {"email": f"{name}@nordhang.example", "password": PASSWORD, "next": "/more/"}
    assert client.post("/login/", form)["Location"] == f"{CODE}?next=%2Fmore%2F"
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_password_and_code_let_one_in(client_of: Any, clock: Clock) -> None:
    secret, _ = set_up(client_of("dora"), clock)
    dora = half()
    assert not is_in(dora)
    answer = dora.post(CODE, {"code": code_of(secret, clock), "next": "/more/"})
    assert answer["Location"] == "/more/"
    assert is_in(dora)
    assert steps.HALF not in dora.session


def test_half_way_in_opens_nothing(client_of: Any, clock: Clock) -> None:
    set_up(client_of("dora"), clock)
    dora = half()
    for page in ("/", "/account/", "/customers/", "/settings/people/", "/login/again/"):
        assert dora.get(page)["Location"].startswith("/login/"), page
    assert dora.get("/api/measures").status_code == 401


@pytest.mark.parametrize(
    ("off", "lets_in"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_half_a_minute_wrong_is_near_enough(
    client_of: Any, clock: Clock, off: int, lets_in: bool
) -> None:
    secret, _ = set_up(client_of("dora"), clock)
    dora = half()
    dora.post(CODE, {"code": code_of(secret, clock, off)})
    assert is_in(dora) is lets_in


def test_a_code_works_once(client_of: Any, clock: Clock) -> None:
    secret, _ = set_up(client_of("dora"), clock)
    code = code_of(secret, clock)
    for offset, lets_in in ((0, True), (1, False), (20, False), (29, False)):
        clock.now += timedelta(seconds=offset)
        dora = half()
        dora.post(CODE, {"code": f" {code[:3]} {code[3:]} "})
        assert is_in(dora) is lets_in
    dora = half()
    dora.post(CODE, {"code": code_of(secret, clock, 1)})
    assert is_in(dora)


def test_the_code_that_set_it_up_does_not_let_one_in(client_of: Any, clock: Clock) -> None:
    dora = client_of("dora")
    begun = clock.now
    secret, _ = set_up(dora, clock)
    clock.now = begun
    again = half()
    again.post(CODE, {"code": code_of(secret, clock)})
    assert not is_in(again)


def test_a_spare_code_works_once_however_it_is_typed(client_of: Any, clock: Clock) -> None:
    _, codes = set_up(client_of("dora"), clock)
    for typed, lets_in in (
        (codes[0].lower().replace("-", " "), True), (codes[0], False), (codes[1], True),
        ("AAAA-BBBB-CCCC-DDDD", False), ("", False), ("-", False),
    ):  # fmt: skip
        dora = half()
        dora.post(CODE, {"code": typed})
        assert is_in(dora) is lets_in, typed
    assert SpareCode.objects.count() == second_step.SPARE_CODES - 2


def test_another_persons_codes_let_nobody_in(client_of: Any, clock: Clock) -> None:
    set_up(client_of("dora"), clock)
    secret, codes = set_up(client_of("emil"), clock)
    dora = half()
    for code in (code_of(secret, clock), codes[0]):
        dora.post(CODE, {"code": code})
        assert not is_in(dora)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["spare", "code"])
def test_of_twenty_at_once_one_gets_in_with_a_code(kind: str, clock: Clock) -> None:
    dora = make_cast()["dora"]
    second_step.begin(actor=dora, now=NOW)
    secret = second_step.secret_of(dora)
    assert secret is not None
    plain = secret.text.replace(" ", "")
    codes = second_step.confirm(actor=dora, code=code_of(plain, clock), now=NOW)
    clock.now += timedelta(minutes=5)
    code = codes[0] if kind == "spare" else code_of(plain, clock)
    gate = threading.Barrier(20)
    passed: list[bool] = []

    def run() -> None:
        gate.wait(30)
        try:
            passed.append(second_step.passes(person=dora, code=code, now=clock.now))
        except DatabaseError:  # SQLite in memory turns writers away: refused
            passed.append(False)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(passed) == 20
    assert sum(passed) == 1


def test_codes_cannot_be_guessed(
    client_of: Any, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, codes = set_up(client_of("dora"), clock)
    tried: list[str] = []
    real = second_step.passes
    monkeypatch.setattr(
        second_step, "passes", lambda **given: tried.append(given["code"]) or real(**given)
    )
    for i in range(30):
        half(REMOTE_ADDR=f"198.51.100.{i}").post(CODE, {"code": f"{i:06d}"})
    assert len(tried) == brakes.CODE.tries
    for right in (code_of(secret, clock), codes[0]):
        dora = half()
        dora.post(CODE, {"code": right})
        assert not is_in(dora)


def test_a_known_device_is_not_kept_out_by_others_guesses(client_of: Any, clock: Clock) -> None:
    secret, _ = set_up(client_of("dora"), clock)
    dora = half()
    dora.post(CODE, {"code": code_of(secret, clock)})
    dora.post("/logout/")
    for i in range(12):
        half(REMOTE_ADDR=f"198.51.100.{i}").post(CODE, {"code": "000000"})
    clock.now += timedelta(minutes=5)
    form = {"email": "dora@nordhang.example", "password": PASSWORD}
    dora.post("/login/", form)
    dora.post(CODE, {"code": code_of(secret, clock)})
    assert is_in(dora)


def test_the_half_ends_after_ten_minutes_and_with_the_account(
    client_of: Any, cast: Any, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, _ = set_up(client_of("dora"), clock)
    dora = half()
    User.objects.filter(pk=cast["dora"].pk).update(is_active=False)
    assert dora.post(CODE, {"code": code_of(secret, clock)})["Location"] == "/"
    User.objects.filter(pk=cast["dora"].pk).update(is_active=True)
    from kundig_web.access import sessions

    later = sessions.clock() + timedelta(minutes=10)
    monkeypatch.setattr(sessions, "clock", lambda: later)
    assert dora.post(CODE, {"code": code_of(secret, clock)})["Location"] == "/"
    assert not is_in(dora)


def test_a_password_that_changed_meanwhile_ends_the_half(
    client_of: Any, cast: Any, clock: Clock
) -> None:
    secret, _ = set_up(client_of("dora"), clock)
    dora = half()
    person = User.objects.get(pk=cast["dora"].pk)
    person.set_password("ein anderes Passwort 99")
    person.save()
    dora.post(CODE, {"code": code_of(secret, clock)})
    assert not is_in(dora)


def test_the_secret_lies_sealed_and_opens_for_its_person_alone(
    client_of: Any, cast: Any, clock: Clock, own_home: Any
) -> None:
    secret, codes = set_up(client_of("dora"), clock)
    row = Factor.objects.get()
    assert secret not in row.sealed
    assert unseal(row.sealed, about=f"second-step:{cast['dora'].pk}") == secret
    assert unseal(row.sealed, about=f"second-step:{cast['emil'].pk}") is None
    assert unseal("nonsense", about="x") is None
    kept = set(SpareCode.objects.values_list("code_hash", flat=True))
    assert not any(code.replace("-", "") in kept for code in codes)
    (own_home.keys / "seal").write_bytes(b"\x00" * 32)
    assert unseal(row.sealed, about=f"second-step:{cast['dora'].pk}") is None
    assert not second_step.passes(person=cast["dora"], code=code_of(secret, clock), now=clock.now)


def test_two_seals_of_one_text_differ() -> None:
    assert seal("a", about="b") != seal("a", about="b")


def test_nothing_says_when_somebody_used_it_last(client_of: Any, clock: Clock) -> None:
    secret, _ = set_up(client_of("dora"), clock)
    before = list(Factor.objects.values())
    Tries.objects.all().delete()
    half().post(CODE, {"code": code_of(secret, clock)})
    assert list(Factor.objects.values()) == before
    assert all(len(t.subject) == 64 for t in Tries.objects.all())


def test_a_wrong_first_code_turns_nothing_on(client_of: Any, clock: Clock) -> None:
    dora = client_of("dora")
    dora.post(f"{STEP}begin/")
    assert dora.post(f"{STEP}new/", {"code": "000000"}).status_code == 422
    assert not Factor.objects.get().confirmed
    client = Client()
    form = {"email": "dora@nordhang.example", "password": PASSWORD}
    assert client.post("/login/", form)["Location"] == "/"


def test_the_secret_is_shown_while_it_is_set_up_and_never_again(
    client_of: Any, clock: Clock
) -> None:
    dora = client_of("dora")
    assert dora.get(f"{STEP}new/")["Location"] == STEP
    set_up(dora, clock)
    assert dora.get(f"{STEP}new/")["Location"] == STEP
    assert dora.post(f"{STEP}begin/")["Location"] == STEP
    assert Factor.objects.get().confirmed


def test_turning_it_on_or_off_ends_the_sessions_elsewhere(client_of: Any, clock: Clock) -> None:
    here, there = client_of("dora"), client_of("dora")
    set_up(here, clock)
    assert (is_in(here), is_in(there)) == (True, False)
    there = client_of("dora")
    assert here.post(f"{STEP}off/")["Location"] == STEP
    assert (is_in(here), is_in(there)) == (True, False)
    assert not Factor.objects.exists()
    assert not SpareCode.objects.exists()


@pytest.mark.parametrize("path", ["begin/", "codes/", "off/"])
def test_changing_it_needs_the_password_just_now(client_of: Any, clock: Clock, path: str) -> None:
    if path != "begin/":
        set_up(client_of("dora"), clock)
    before = (list(Factor.objects.values()), list(SpareCode.objects.values()))
    dora = client_of("dora", fresh=False)
    assert dora.post(f"{STEP}{path}").status_code == 403
    assert (list(Factor.objects.values()), list(SpareCode.objects.values())) == before


def test_a_code_serves_as_the_password_once_more(client_of: Any, clock: Clock) -> None:
    secret, _ = set_up(client_of("dora"), clock)
    dora = client_of("dora", fresh=False)
    code = code_of(secret, clock)
    assert dora.post("/login/again/", {"given": code}).status_code == 302
    assert client_of("dora", fresh=False).post("/login/again/", {"given": code}).status_code == 422


def test_new_spare_codes_end_the_old_ones(client_of: Any, clock: Clock) -> None:
    dora = client_of("dora")
    _, old = set_up(dora, clock)
    page = dora.post(f"{STEP}codes/").content.decode()
    new = re.findall(r"<code>([A-Z2-7-]{19})</code>", page)
    assert len(set(new) | set(old)) == 2 * second_step.SPARE_CODES
    for code, lets_in in ((old[0], False), (new[0], True)):
        client = half()
        client.post(CODE, {"code": code})
        assert is_in(client) is lets_in
    assert "9 Ersatzcodes gelten noch" in dora.get(STEP).content.decode()


def test_there_are_no_spare_codes_without_the_step(client_of: Any) -> None:
    assert client_of("dora").post(f"{STEP}codes/")["Location"] == STEP
    assert not SpareCode.objects.exists()


def test_a_link_for_a_new_password_does_not_get_around_it(
    client_of: Any, cast: Any, clock: Clock
) -> None:
    secret, _ = set_up(client_of("emil"), clock)
    page = client_of("dora").post(f"/settings/people/{cast['emil'].pk}/link/").content.decode()
    path = "/invitation/" + page.split("/invitation/")[1].split("/")[0] + "/"
    emil, new = Client(), "Regen am Morgen 1912"
    assert emil.post(path, {"password": new, "again": new})["Location"].startswith(CODE)
    assert not is_in(emil)
    emil.post(CODE, {"code": code_of(secret, clock)})
    assert is_in(emil)


def test_a_link_from_the_machine_takes_it_away_once_it_is_used(
    client_of: Any, cast: Any, clock: Clock
) -> None:
    from kundig_web.access.workflows.invitations import link_from_the_machine

    set_up(client_of("dora"), clock)
    made = link_from_the_machine(email="dora@nordhang.example", now=clock.now)
    assert Factor.objects.exists()
    dora, new = Client(), "Regen am Morgen 1912"
    dora.post(f"/invitation/{made.token}/", {"password": new, "again": new})
    assert is_in(dora)
    assert not Factor.objects.exists()


def test_an_owner_resets_it_for_somebody_who_lost_all(
    client_of: Any, cast: Any, clock: Clock
) -> None:
    emil = client_of("emil")
    set_up(emil, clock)
    person = f"/settings/people/{cast['emil'].pk}/"
    assert "Zweiten Schritt zurücksetzen" in client_of("dora").get(person).content.decode()
    assert client_of("lena").post(f"{person}second-step/").status_code == 403
    assert Factor.objects.exists()
    assert client_of("dora").post(f"{person}second-step/").status_code == 302
    assert not Factor.objects.exists()
    assert not is_in(emil)
    assert "Zweiten Schritt zurücksetzen" not in client_of("dora").get(person).content.decode()


def test_nobody_resets_it_for_somebody_with_more_rights(cast: Any, clock: Clock) -> None:
    from kundig_web.access.errors import RefusedError
    from kundig_web.access.permissions import Permission

    factor = Factor.objects.create(user=cast["dora"], sealed="x", confirmed=True)
    lena = cast["lena"]
    lena.permissions = lena.permissions | {Permission.MANAGE_PEOPLE}
    from django.core.exceptions import PermissionDenied

    with pytest.raises((RefusedError, PermissionDenied)):
        second_step.reset(actor=lena, person=cast["dora"], now=NOW)
    assert Factor.objects.filter(pk=factor.pk).exists()


def test_where_the_company_demands_it_the_powerful_get_no_further_without(
    client_of: Any, cast: Any, clock: Clock
) -> None:
    dora = client_of("dora")
    assert dora.post("/settings/company/second-step/", {"on": "1"}).status_code == 302
    for name in ("dora", "dana", "lena"):
        client = client_of(name)
        assert client.get("/account/")["Location"] == STEP, name
        assert "Ihr Betrieb verlangt" in client.get(STEP).content.decode()
        assert client.get("/api/measures").status_code in {401, 403}
    for name in ("emil", "ana", "konrad", "petra"):
        assert is_in(client_of(name)), name
    set_up(dora, clock)
    assert is_in(dora)
    assert dora.get("/api/measures").status_code != 403
    dora.post("/settings/company/second-step/", {"on": "0"})
    assert not site().second_step
    assert is_in(client_of("lena"))


def test_a_program_needs_no_second_step(cast: Any, clock: Clock) -> None:
    from kundig_web.access.workflows.tokens import create_token

    site()
    type(site()).objects.update(second_step=True)
    made = create_token(
        actor=cast["dora"], name="Kasse", scopes=["see_figures"], now=NOW,
        expires_on=(NOW + timedelta(days=30)).date(),
    )  # fmt: skip
    assert Token.objects.exists()
    answer = Client().get("/api/measures", HTTP_AUTHORIZATION=f"Bearer {made.value}")
    assert answer.status_code == 200


def test_whoever_is_signed_in_and_begins_anew_is_nobody_until_the_code(
    client_of: Any, clock: Clock
) -> None:
    set_up(client_of("dora"), clock)
    emil = client_of("emil")
    emil.post("/logout/")
    emil.post("/login/", {"email": "dora@nordhang.example", "password": PASSWORD})
    assert not is_in(emil)
    assert not Session.objects.filter(user__name="Emil Sander").exists()


def test_the_limit_for_codes_is_in_the_database() -> None:
    assert isinstance(brakes.CODE, Limit)
    assert second_step.ONCE.seconds > second_step.SECONDS * (len(second_step.OFF_BY) + 1)
