"""Somebody new: invited by a link, in by a password of their own, and out as soon as it is said."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.journeys.serving import Serving, Visits
from tests.journeys.visit import Visit, both_ways
from tests.journeys.watch import Watch

PASSWORD = "sieben Zelte am Hang"
NAMES = {("de", 1280): "Käthe Groß", ("en", 390): "Zoë Walsh", ("de", 390): "Jörn Ohm", ("en", 1280): "Ann Lee"}  # fmt: skip


def role(v: Visit, name: str) -> Locator:
    """The box of a role."""
    return v.main.get_by_role("checkbox", name=re.compile("^" + v.t(f"access.role_{name}")))


@both_ways
def test_a_link_brings_somebody_in_and_a_lost_role_is_felt_at_once(
    visits: Visits, shop: Serving, watch: Watch, lang: str, width: int
) -> None:
    watch.expected = {403, 404}
    name = NAMES[lang, width]
    mail = f"neu.{lang}.{width}@nordhang.example"
    owner = visits(shop, "dora", lang, width)
    owner.page.goto("/")
    owner.menu("more")
    owner.main.get_by_role("link", name=owner.t("site.more_people")).click()
    owner.link("access.invite").click()
    owner.field("access.label_email").fill(mail)
    role(owner, "front").check()
    owner.field("access.label_department").select_option(label="Service")
    owner.button("access.invite_make").click()
    owner.heads(owner.t("access.link_title", email=mail))
    expect(owner.field("access.link_label")).to_be_focused()
    link = owner.field("access.link_label").input_value()
    owner.link("access.link_done").click()
    expect(owner.main).to_contain_text(mail)

    guest = visits(shop, "", lang, width)
    guest.page.goto(link)
    guest.reads("access.accept_lead", by="Dora Berger")
    guest.reads("access.accept_roles", roles=guest.t("access.role_front"))
    guest.field("access.label_name").fill(name)
    guest.field("access.label_new_password").fill(PASSWORD)
    guest.field("access.label_again").fill(PASSWORD)
    guest.button("access.accept_go").click()
    guest.heads(re.compile(re.escape(name)))
    guest.menu("customers")
    guest.heads(guest.t("customers.list"))

    used = visits(shop, "", lang, width)
    answer = used.page.goto(link)
    assert answer is not None
    assert answer.status == 404
    used.heads(used.t("access.gone_title"))

    owner.page.reload()
    owner.main.get_by_role("link", name=name).click()
    owner.heads(name)
    role(owner, "front").uncheck()
    owner.button("access.save").click()
    owner.reads("access.person_saved", name=name)
    row = owner.main.get_by_role("row").filter(has_text=name)
    expect(row).to_contain_text(owner.t("access.people_no_role"))

    guest.page.reload()
    guest.field("access.label_email").fill(mail)  # whoever loses rights is signed out at once
    guest.field("access.label_password").fill(PASSWORD)
    guest.button("access.login").click()
    guest.heads(guest.t("site.error_403_title"))
    guest.reads("site.error_403_what")
    expect(guest.main).to_contain_text("Dora Berger")  # who can help
    assert guest.t("site.menu_customers") not in guest.offered()
