"""On a phone with a weak network nothing typed is lost, and nothing is written twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.watch import Watch

pytestmark = pytest.mark.django_db(transaction=True)
WAITING = "Gespeichert auf diesem Gerät, wird gesendet, sobald das Netz da ist."
KEPT = """localStorage.getItem('kundig.kept') !== null && navigator.serviceWorker.controller !== null
  && caches.open('kundig-forms').then((c) => c.keys()).then((k) => k.length > 4)"""


@pytest.fixture
def phone(page_of: Callable[..., Page], demo: Any, watch: Watch) -> Any:
    """Emil's phone. What a missing network or a refusal writes to the console is no defect."""
    yield page_of("emil", "de", 390)
    watch.errors[:] = [e for e in watch.errors if not any(w in e for w in ("ERR_", "htmx:", "422"))]


def weak(context: BrowserContext, page: Page) -> None:
    """The forms have been kept; then the network goes."""
    keep(page)
    context.set_offline(True)


def keep(page: Page) -> None:
    """Wait until the device has the forms (not with wait_for_function: the policy forbids eval)."""
    page.goto("/talks/")
    for _ in range(100):
        if page.evaluate(KEPT):
            return
        page.wait_for_timeout(100)
    pytest.fail("the forms were not kept")


def test_what_was_typed_comes_back_and_can_be_thrown_away(phone: Page) -> None:
    phone.goto("/hints/new/")
    phone.fill("#id_text", "Halb getippt")
    phone.check("text=Wunsch")
    phone.goto("/talks/")
    phone.goto("/hints/new/")
    expect(phone.locator(".drafts")).to_contain_text("Entwurf wiederhergestellt.")
    expect(phone.locator("#id_text")).to_have_value("Halb getippt")
    expect(phone.locator("input[name=kind][value=wish]")).to_be_checked()
    phone.click("text=Verwerfen")
    expect(phone.locator("#id_text")).to_have_value("")
    phone.goto("/hints/new/")
    expect(phone.locator("#id_text")).to_have_value("")


def test_a_draft_about_one_customer_does_not_slip_into_the_form_of_another(phone: Page) -> None:
    phone.goto("/hints/new/?customer=nordhang:10001")
    phone.fill("#id_text", "Nur für Familie Yıldız")
    phone.goto("/hints/new/?customer=nordhang:10002")
    expect(phone.locator("#id_text")).to_have_value("")
    phone.goto("/hints/new/?customer=nordhang:10001")
    expect(phone.locator("#id_text")).to_have_value("Nur für Familie Yıldız")


def test_a_saved_form_leaves_no_draft(phone: Page) -> None:
    phone.goto("/hints/new/")
    phone.fill("#id_text", "Ganz getippt")
    phone.click("text=Hinweis speichern")
    expect(phone.get_by_text("Noch ein Hinweis")).to_be_visible()
    phone.goto("/hints/new/")
    expect(phone.locator("#id_text")).to_have_value("")
    assert phone.evaluate("Object.keys(localStorage).filter((k) => !k.endsWith('kept'))") == []


def test_without_a_network_it_waits_on_the_device_and_is_sent_once(phone: Page) -> None:
    from kundig_web.contact.models import Promise
    from kundig_web.needs.models import Hint

    context = phone.context
    weak(context, phone)
    phone.goto("/hints/new/")
    phone.fill("#id_text", "Im Keller gehört")
    phone.click("text=Hinweis speichern")
    expect(phone.locator(".drafts")).to_contain_text(WAITING)
    expect(phone.locator("#id_text")).to_have_value("")  # ready for the next one
    phone.goto("/promises/new/")
    phone.fill("#id_what", "Ersatzteil bestellen")
    phone.fill("#id_who", "Familie Kern")
    phone.click("text=Zusage speichern")
    expect(phone.locator(".drafts li")).to_have_count(2)
    phone.goto("/talks/")
    expect(phone.locator("h1")).to_have_text("Gerade kein Netz")
    context.set_offline(False)
    phone.goto("/talks/")
    expect(phone.locator(".drafts")).to_contain_text("Gesendet und gespeichert.")
    phone.goto("/talks/")
    expect(phone.locator(".drafts")).to_have_count(0)
    assert [h.text for h in Hint.objects.all()] == ["Im Keller gehört"]
    assert [p.what for p in Promise.objects.all()] == ["Ersatzteil bestellen"]


def test_an_answer_that_got_lost_does_not_write_twice(phone: Page) -> None:
    from kundig_web.needs.models import Hint

    phone.goto("/hints/new/")
    phone.fill("#id_text", "Angekommen, aber keine Antwort")
    lost: list[int] = []

    def lose(route: Any) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    phone.route("**/hints/new/", lose)
    phone.click("text=Hinweis speichern")
    expect(phone.locator(".drafts")).to_contain_text(WAITING)
    assert lost == [201]
    phone.click("text=Jetzt senden")
    expect(phone.locator(".drafts")).to_contain_text("Gesendet und gespeichert.")
    assert Hint.objects.count() == 1


def test_what_the_server_refuses_later_is_shown_and_not_lost(phone: Page) -> None:
    context = phone.context
    weak(context, phone)
    phone.goto("/promises/new/")
    phone.fill("#id_what", "Ohne Namen zugesagt")
    phone.click("text=Zusage speichern")
    expect(phone.locator(".drafts li")).to_have_count(1)
    context.set_offline(False)
    phone.goto("/talks/")
    expect(phone.locator(".drafts")).to_contain_text("Noch nicht gespeichert")
    phone.click(".drafts >> text=Ansehen")
    expect(phone.locator("#id_what")).to_have_value("Ohne Namen zugesagt")
    phone.fill("#id_who", "Frau Kern")
    phone.click("text=Zusage speichern")
    expect(phone.get_by_text("Noch eine Zusage")).to_be_visible()
    phone.goto("/talks/")
    expect(phone.locator(".drafts")).to_have_count(0)


def test_signing_out_leaves_nothing_on_the_device(phone: Page) -> None:
    keep(phone)
    phone.goto("/hints/new/")
    phone.fill("#id_text", "Geheim")
    phone.evaluate("document.querySelector('form[action=\"/logout/\"]').requestSubmit()")
    phone.wait_for_url("**/login/**")
    assert phone.evaluate("Object.keys(localStorage)") == []
    assert phone.evaluate("caches.keys()") == []


def test_signing_out_with_something_unsent_asks_first(phone: Page) -> None:
    context = phone.context
    weak(context, phone)
    phone.goto("/hints/new/")
    phone.fill("#id_text", "Noch nicht gesendet")
    phone.click("text=Hinweis speichern")
    expect(phone.locator(".drafts li")).to_have_count(1)
    asked: list[str] = []
    phone.on("dialog", lambda d: (asked.append(d.message), d.dismiss()))
    phone.evaluate("document.querySelector('form[action=\"/logout/\"]').requestSubmit()")
    phone.wait_for_timeout(500)
    assert len(asked) == 1
    assert "Ungesendetes" in asked[0]
    assert len(phone.evaluate("Object.keys(localStorage).filter((k) => k.includes('outbox'))")) == 1


def test_another_person_on_the_same_device_sees_no_draft(
    phone: Page, cast: dict[str, Any], live_server: Any
) -> None:
    from tests.journeys.watch import cookie_of, session_of

    phone.goto("/hints/new/")
    phone.fill("#id_text", "Emils Gedanke")
    phone.context.add_cookies([cookie_of(session_of(cast["lena"]), live_server.url)])
    phone.goto("/hints/new/")
    expect(phone.locator("#id_text")).to_have_value("")
    expect(phone.locator(".drafts")).to_have_count(0)


def test_twenty_seconds_are_enough_for_a_promise_with_a_date(phone: Page) -> None:
    """Counted in touches, which do not depend on the machine: three fields, four taps."""
    phone.goto("/talks/")
    phone.click("text=Zusage geben")
    expect(phone.locator("#id_what")).to_be_focused()
    phone.keyboard.type("Ersatzteil liegt bereit")
    phone.fill("#id_who", "Yıldız")
    phone.click("#matches >> text=Familie Yıldız")
    phone.click("text=nächsten Freitag")
    phone.click("text=Zusage speichern")
    expect(phone.get_by_text("Die Zusage ist gespeichert")).to_be_visible()
    expect(phone.get_by_role("link", name="Familie Yıldız")).to_be_visible()
