"""In the demo company one looks on as somebody else, and sees what that person would see."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.serving import Serving, Visits
from tests.journeys.visit import Visit, both_ways
from tests.journeys.watch import Watch


def look_on(v: Visit, face: str) -> list[str]:
    """Press a word of the banner; the words of the menu afterwards."""
    word = v.t(f"access.face_{face}")
    banner = v.page.get_by_role("complementary", name=v.t("access.view_as"))
    banner.get_by_role("button", name=word, exact=True).click()
    expect(banner.locator("[aria-current]")).to_have_text(word)
    return v.offered()


@both_ways
def test_the_banner_changes_who_looks_on(
    visits: Visits, showroom: Serving, watch: Watch, lang: str, width: int
) -> None:
    watch.expected = {403}
    v = visits(showroom, lang=lang, width=width)
    v.page.goto("/")  # no password, no form
    for face, name in (
        ("owner", "Dora Berger"),
        ("council", "Konrad Busch"),
        ("service", "Emil Sander"),
    ):
        offered = look_on(v, face)
        expect(v.page.get_by_role("heading", level=1)).to_contain_text(name)
        words = {key: v.t(f"site.menu_{key}") for key in ("today", "customers", "figures", "more")}
        sees = {"owner": words.keys(), "council": {"today", "more"}, "service": words.keys()}[face]
        assert {key for key, word in words.items() if word in offered} == set(sees)
        never = v.main.get_by_role("heading", name=v.t("site.today_never"))
        expect(never).to_have_count(1 if face == "council" else 0)
        status = v.page.goto("/settings/people/")
        assert status is not None
        assert status.status == (200 if face == "owner" else 403)
        status = v.page.goto("/customers/")
        assert status is not None
        assert status.status == (403 if face == "council" else 200)
