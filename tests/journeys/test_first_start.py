"""Somebody types `kundig serve` in an empty folder, opens the link and has a company."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.serving import Visits, serving
from tests.journeys.visit import both_ways
from tests.journeys.watch import Watch

PASSWORD = "drei gelbe Zelte im Regen"
#: Which of the three ways of working is chosen: alone in German, with departments in English.
MODES = {"de": "alone", "en": "departments"}


@both_ways
def test_one_command_one_link_one_form_and_the_first_page_is_there(
    visits: Visits, watch: Watch, tmp_path: Path, lang: str, width: int
) -> None:
    watch.expected = {404, 422}
    with serving(tmp_path / "company", lang=lang) as site:
        link = site.first_link()
        v = visits(site, lang=lang, width=width)
        v.page.goto("/")
        v.heads(v.t("access.start_title"))  # without the key there is a field for it
        expect(v.field("access.label_token")).to_be_visible()

        v.page.goto(link)
        v.heads(v.t("access.start_title"))
        expect(v.field("access.label_token")).to_have_count(0)
        mode = v.t(f"access.mode_{MODES[lang]}")
        v.main.get_by_role("radio", name=re.compile(f"^{mode}")).check()
        v.field("access.label_company_name").fill("Bäckerei Ährenkranz")
        v.field("access.label_name").fill("Ida Öztürk")
        v.field("access.label_email").fill("ida@aehrenkranz.example")
        v.field("access.label_new_password").fill(PASSWORD)
        v.field("access.label_again").fill(PASSWORD[:-1])
        v.button("access.start_go").click()

        expect(v.main.get_by_role("alert")).to_be_visible()
        v.reads("access.error_again")
        expect(v.field("access.label_company_name")).to_have_value("Bäckerei Ährenkranz")
        expect(v.main.get_by_role("radio", name=re.compile(f"^{mode}"))).to_be_checked()
        v.field("access.label_new_password").fill(PASSWORD)
        v.field("access.label_again").fill(PASSWORD)
        v.button("access.start_go").click()

        v.heads(v.t("access.doors_title", company="Bäckerei Ährenkranz"))
        for door in ("file", "names", "talks"):
            expect(v.main.get_by_role("link", name=v.t(f"access.doors_{door}"))).to_be_visible()
        v.link("access.doors_today").click()
        v.heads(re.compile("Ida Öztürk"))
        v.menu("more")
        works_alone = MODES[lang] == "alone"  # then nobody is to be managed: one may grow
        people = v.t("site.more_grow" if works_alone else "site.more_people")
        v.main.get_by_role("link", name=people).click()
        v.heads(v.t("access.company" if works_alone else "access.people"))

        stranger = visits(site, lang=lang, width=width)
        answer = stranger.page.goto(link)
        assert answer is not None
        assert answer.status == 404  # it worked once
        stranger.page.goto("/")
        stranger.field("access.label_email").fill("ida@aehrenkranz.example")
        stranger.field("access.label_password").fill(PASSWORD)
        stranger.button("access.login").click()
        stranger.heads(re.compile("Ida Öztürk"))

        for one in (v, stranger):
            one.page.close()  # a page that still loads would note that the site has gone
        code, printed = site.interrupt()
    assert code == 130
    assert "Traceback" not in printed
    assert {"de": "Beendet.", "en": "Ended."}[lang] in printed
