"""Sessions end in time, at once when something changes, and remember nothing of when one works."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.test import Client
from django.utils import timezone

from kundig_web.access import sessions
from kundig_web.access.devices import described
from kundig_web.access.jobs import clear_expired
from kundig_web.access.links import hash_of
from kundig_web.access.models import Session
from tests.web.conftest import PASSWORD

PAGE = "/account/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0"
HOUR = timedelta(hours=1)


class Clock:
    """The clock of sessions, which a test moves."""

    def __init__(self) -> None:
        self.now = timezone.now()

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(autouse=True)
def clock(own_home: Any, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """An empty company whose sessions have a clock of their own."""
    found = Clock()
    monkeypatch.setattr(sessions, "clock", found)
    monkeypatch.setattr("kundig_web.access.questions.clock", found)
    return found


def signed_in(name: str = "dora", agent: str = FIREFOX) -> Client:
    client = Client(HTTP_USER_AGENT=agent)
    form = {"email": f"{name}@nordhang.example", "password": PASSWORD}
    assert client.post("/login/", form).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


def test_three_hours_without_a_page_end_it(cast: Any, clock: Clock) -> None:
    dora = signed_in()
    clock.now += 3 * HOUR - timedelta(minutes=1)
    assert is_in(dora)
    clock.now += 3 * HOUR + timedelta(seconds=sessions.COARSE)
    assert not is_in(dora)


def test_twelve_hours_end_it_however_busy_one_is(cast: Any, clock: Clock) -> None:
    dora = signed_in()
    begun = clock.now
    while clock.now < begun + 12 * HOUR - timedelta(minutes=30):
        clock.now += timedelta(minutes=30)
        assert is_in(dora) is (clock.now < begun + 12 * HOUR)
    clock.now = begun + 12 * HOUR
    assert not is_in(dora)


def test_both_times_can_be_set(cast: Any, clock: Clock, settings: Any) -> None:
    settings.KUNDIG_SESSION_IDLE_SECONDS = 2 * 3600
    settings.KUNDIG_SESSION_SECONDS = 3 * 3600
    dora = signed_in()
    clock.now += 2 * HOUR - timedelta(minutes=1)
    assert is_in(dora)
    clock.now += HOUR + timedelta(minutes=1)
    assert not is_in(dora)


def test_what_a_page_asks_for_by_itself_keeps_no_session_alive(cast: Any, clock: Clock) -> None:
    dora = signed_in()
    begun = clock.now
    while clock.now <= begun + 3 * HOUR:
        clock.now += timedelta(minutes=20)
        dora.get(PAGE, HTTP_HX_REQUEST="true")
    assert not is_in(dora)


def test_the_last_use_is_kept_in_steps_of_ten_minutes_only(cast: Any, clock: Clock) -> None:
    clock.now = datetime.fromtimestamp(clock.now.timestamp() // 600 * 600 + 60, clock.now.tzinfo)
    dora = signed_in()
    kept = set()
    for _ in range(8):
        is_in(dora)
        kept.add(Session.objects.get(user=cast["dora"]).expire_date)
        clock.now += timedelta(seconds=60)
    assert len(kept) == 1
    assert kept.pop().timestamp() % sessions.COARSE == 0


def test_a_session_row_holds_no_moment_but_its_ends(cast: Any) -> None:
    signed_in()
    row = Session.objects.get(user=cast["dora"])
    names = {f.name for f in Session._meta.fields}
    assert names == {"session_key", "session_data", "expire_date", "user", "device", "day"}
    data = sessions.SessionStore().decode(row.session_data)
    assert set(data) == {
        "_auth_user_id", "_auth_user_backend", "_auth_user_hash", "_session_expiry",
        sessions.ENDS, sessions.FRESH, sessions.DEVICE, sessions.DAY,
    }  # fmt: skip


def test_what_has_ended_is_cleared_away(cast: Any, clock: Clock) -> None:
    signed_in()
    signed_in("emil")
    clock.now += 2 * HOUR
    signed_in("ana")
    clock.now += 2 * HOUR
    clear_expired(None)
    assert list(Session.objects.values_list("user__name", flat=True)) == ["Ana Kurz"]


def test_the_database_keeps_a_hash_of_the_key_alone(cast: Any) -> None:
    dora = signed_in()
    key = dora.cookies[site_settings.SESSION_COOKIE_NAME].value
    row = Session.objects.get(user=cast["dora"])
    assert row.pk == hash_of(key) != key
    thief = Client()
    thief.cookies[site_settings.SESSION_COOKIE_NAME] = row.pk
    assert not is_in(thief)


def test_signing_in_gives_a_new_key_and_kills_the_old_one(cast: Any) -> None:
    client = Client()
    session = client.session
    session["planted"] = "by an attacker"
    session.save()
    client.cookies[site_settings.SESSION_COOKIE_NAME] = before = session.session_key
    client.post("/login/", {"email": "dora@nordhang.example", "password": PASSWORD})
    assert client.cookies[site_settings.SESSION_COOKIE_NAME].value != before
    assert not Session.objects.filter(pk=hash_of(before)).exists()


def test_signing_out_ends_it_and_clears_the_browser(cast: Any) -> None:
    dora = signed_in()
    key = dora.cookies[site_settings.SESSION_COOKIE_NAME].value
    answer = dora.post("/logout/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    thief = Client()
    thief.cookies[site_settings.SESSION_COOKIE_NAME] = key
    assert not is_in(thief)
    assert not Session.objects.filter(user=cast["dora"]).exists()


def test_a_new_password_ends_all_other_sessions_at_once(cast: Any) -> None:
    here, there = signed_in(), signed_in()
    new = "Regen am Morgen 1912"
    form = {"old": PASSWORD, "password": new, "again": new}
    assert here.post("/account/password/", form).status_code == 302
    assert is_in(here)
    assert not is_in(there)
    assert Session.objects.filter(user=cast["dora"]).count() == 1


def test_closing_an_account_ends_its_sessions_at_once(cast: Any, client_of: Any) -> None:
    emil = signed_in("emil")
    client_of("dora").post(f"/settings/people/{cast['emil'].pk}/close/")
    assert not Session.objects.filter(user=cast["emil"]).exists()
    assert not is_in(emil)


def test_a_lost_role_ends_sessions_and_a_gained_one_does_not(cast: Any, client_of: Any) -> None:
    lena, dora = signed_in("lena"), client_of("dora")
    person = f"/settings/people/{cast['lena'].pk}/"
    dora.post(person, {"name": "Lena Vogt", "roles": ["lead", "people"]})
    assert is_in(lena)
    dora.post(person, {"name": "Lena Vogt", "roles": ["people"]})
    assert not is_in(lena)
    assert not Session.objects.filter(user=cast["lena"]).exists()


def test_whoever_takes_a_role_from_himself_is_signed_out(cast: Any, client_of: Any) -> None:
    cast["emil"].role_set.create(role="owner")
    dora = client_of("dora")
    answer = dora.post(
        f"/settings/people/{cast['dora'].pk}/", {"name": "Dora Berger", "roles": ["front"]}
    )
    assert answer["Location"] == "/login/"
    assert not is_in(dora)


def test_a_link_for_a_new_password_ends_the_sessions_of_the_old_one(
    cast: Any, client_of: Any
) -> None:
    emil = signed_in("emil")
    page = client_of("dora").post(f"/settings/people/{cast['emil'].pk}/link/").content.decode()
    path = "/invitation/" + page.split("/invitation/")[1].split("/")[0] + "/"
    assert is_in(emil)
    new = "Regen am Morgen 1912"
    assert Client().post(path, {"password": new, "again": new}).status_code == 302
    assert not is_in(emil)


def test_one_sees_ones_own_devices_alone_and_ends_them(cast: Any) -> None:
    here, there, emil = signed_in(), signed_in(agent="x"), signed_in("emil", "Chrome/1 (Android)")
    page = here.get("/account/devices/").content.decode()
    assert "Firefox, Windows" in page
    assert "dieses Gerät" in page
    assert "Ein Gerät" in page
    assert "Android" not in page
    foreign = Session.objects.get(user=cast["emil"]).pk[:32]
    assert here.post(f"/account/devices/{foreign}/end/").status_code == 404
    assert here.post(f"/account/devices/{foreign[:1]}/end/").status_code == 404
    assert is_in(emil)
    other = Session.objects.get(user=cast["dora"], device="").pk[:32]
    assert here.post(f"/account/devices/{other}/end/").status_code == 302
    assert not is_in(there)
    assert is_in(here)


def test_ending_this_device_is_signing_out(cast: Any) -> None:
    dora = signed_in()
    mark = Session.objects.get(user=cast["dora"]).pk[:32]
    assert dora.post(f"/account/devices/{mark}/end/")["Location"] == "/login/"
    assert not is_in(dora)


def test_everywhere_else_leaves_this_one(cast: Any) -> None:
    here, there, emil = signed_in(), signed_in(), signed_in("emil")
    here.post("/account/devices/end/")
    assert [is_in(c) for c in (here, there, emil)] == [True, False, True]


@pytest.mark.parametrize(
    ("agent", "word"),
    [
        (FIREFOX, "Firefox, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Version/19.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/150.0 Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (Macintosh) Chrome/150 Safari/537.36 Edg/150", "Edge, Mac"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_a_device_is_told_in_two_words_without_versions(agent: str, word: str) -> None:
    assert described(agent) == word


def test_what_a_signed_in_person_sees_is_stored_nowhere(cast: Any, client_of: Any) -> None:
    dora = client_of("dora")
    for page in (PAGE, "/settings/people/", "/more/", "/account/devices/"):
        assert "no-store" in dora.get(page)["Cache-Control"], page


def test_cookies_are_kept_from_scripts_and_other_sites(cast: Any) -> None:
    dora = signed_in()
    dora.get(PAGE)
    for name, cookie in dora.cookies.items():
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Lax", name
        assert cookie["path"] == "/", name
    assert any(n.endswith("-device") for n in dora.cookies)


def test_a_session_that_an_older_version_began_gets_its_ends(cast: Any, clock: Clock) -> None:
    old = Client(HTTP_USER_AGENT=FIREFOX)
    old.force_login(cast["dora"])
    assert is_in(old)
    assert sessions.ENDS in old.session
    assert sessions.FRESH not in old.session
    clock.now += 12 * HOUR
    assert not is_in(old)
