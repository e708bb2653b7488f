"""What customers call themselves and write is shown on every page, and never runs."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Error, Page, Response

from kundig.store.home import Home
from kundig.tables import TABLES, Type
from tests.journeys.pages import catalogue
from tests.journeys.standing import Standing, standing_site
from tests.journeys.watch import Watch, context_of
from tests.web.hostile.vectors import PING, RUN

#: For every place where a page may put words: between tags, in attributes, in scripts, in addresses.
HOSTILE = (
    f"<script>{RUN}</script>", f"<img src={PING} onerror={RUN}>", f"\"><svg onload='{RUN}'>",
    f"'><iframe src={PING}></iframe>", f"' onmouseover='{RUN}' x='", f"javascript:{RUN}",
    f"</script><script>{RUN}</script>", f"</textarea><script>{RUN}</script>",
    f"</title><script>{RUN}</script>", "{{ 7*7 }}{% debug %}", "${7*7}<%= 7*7 %>#{7*7}",
    f"</style><img src={PING}>", f"--><img src={PING} onerror={RUN}>", "\u202egnirts\u202c\u200b",
    f"\\\"-({RUN})-\\\"", f"<meta http-equiv=refresh content='0;url={PING}'>", "<b>&amp;&lt;b&gt;</b>",
    f"<a href='javascript:{RUN}' hx-get='{PING}' hx-trigger=load>x</a>", f"]]><script>{RUN}</script>",
)  # fmt: skip
PEOPLE = tuple(range(10001, 10041))


def plant(home: Home) -> int:
    """Hostile rows of every table that a program may send; how many."""
    from kundig.intake.workflow import new_import_id
    from kundig_web import company
    from kundig_web.site.api.contracts import OPEN, texts_of
    from kundig_web.site.api.events import Facts, _written
    from tests.web.api.test_events import example

    planted = 0
    for table in OPEN:
        rows = []
        key = [k for k in TABLES[table].key if k not in {"source", "occurrence"}]
        for i, person in enumerate(PEOPLE):
            row: dict[str, Any] = example(table)
            for name in list(row):
                column = TABLES[table].by_name.get(name)
                free = column is None or (column.type is Type.TEXT and not column.one_of)
                if free and name not in {"country", "language", "currency", "kind"}:
                    row[name] = HOSTILE[(i + len(name)) % len(HOSTILE)]
                elif column is not None and column.type is Type.ID and name in key:
                    row[name] = f"{HOSTILE[i % len(HOSTILE)]} {i}"
            for name in ("record_id", "customer_id"):
                if name in row:
                    row[name] = str(person)
            rows.append(row)
        texts, faults = texts_of(table, rows, zone=company.zone())
        assert not faults, (table, faults)
        facts = Facts(table=table, source="nordhang", rows=rows)
        done = _written(facts, texts, new_import_id(company.now()))
        planted += done["taken"] + done["new_versions"]
    return planted


@pytest.fixture(scope="module")
def hostile_site(demo_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    from django.conf import settings

    folder = tmp_path_factory.mktemp("hostile")
    copy = folder / "planted"
    shutil.copytree(demo_home.folder, copy)
    before = settings.KUNDIG_HOME, settings.WEB_FOLDER
    settings.KUNDIG_HOME, settings.WEB_FOLDER = str(copy), folder / "web"
    try:
        assert plant(Home(copy)) > 300
    finally:
        settings.KUNDIG_HOME, settings.WEB_FOLDER = before
    with standing_site(copy, Path(folder)) as site:
        write(site)
        yield site


def write(site: Standing) -> None:
    """The same through forms, as somebody at the front line would copy it from a mail."""
    forms = [
        ("/hints/new/", "lena", {"kind": "wish", "text": words, "customer": "nordhang:10001"})
        for words in HOSTILE
    ]
    forms += [
        (
            "/promises/new/",
            "lena",
            {"what": words, "who": words, "customer": "new", "by": "tomorrow"},
        )
        for words in HOSTILE[:6]
    ]
    for path, name, values in forms:
        assert sent(site, path, name, values) in {201, 302}, (path, values)


def sent(site: Standing, path: str, name: str, values: dict[str, str]) -> int:
    line = HTTPConnection(urlsplit(site.url).netloc, timeout=60)
    cookie = site.sessions[name]
    line.request("GET", path, headers={"Cookie": cookie})
    answer = line.getresponse()
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', answer.read())
    given = [v.partition(";")[0] for k, v in answer.getheaders() if k.lower() == "set-cookie"]
    assert token, path
    body = urlencode(values | {"csrfmiddlewaretoken": token[1].decode()})
    headers = {
        "Cookie": "; ".join([cookie, *given]), "Content-Type": "application/x-www-form-urlencoded",
        "Origin": site.url,
    }  # fmt: skip
    line.request("POST", path, body, headers)
    status = line.getresponse().status
    line.close()
    return status


def test_no_page_runs_or_asks_for_what_customers_wrote(
    browser: Browser, hostile_site: Standing
) -> None:
    watch = Watch(expected={404})
    dialogs: list[str] = []
    shown: set[str] = set()
    opened = 0
    by_viewer: dict[str, list[str]] = {}
    for listed in catalogue():
        if listed.name in hostile_site.paths:
            by_viewer.setdefault(listed.viewer, []).append(listed.name)
    for viewer, names in by_viewer.items():
        session = hostile_site.sessions.get(viewer, "")
        context = context_of(browser, watch, hostile_site.url, session, "de", 1280)
        page = context.new_page()
        watch.see(page, hostile_site.url)
        page.on("dialog", lambda d: (dialogs.append(d.message), d.dismiss()))
        for name in names:
            answer = _opened(page, hostile_site.paths[name])
            if answer is None:
                continue
            assert answer.status < 500, name
            page.wait_for_function("!document.querySelector('.htmx-request')")
            assert page.evaluate("window.ran") is None, name
            text = page.content()
            assert "\u202e" not in text, name
            shown |= {words for words in HOSTILE if words in page.inner_text("body")}
            opened += 1
        context.close()
    assert opened > 40
    assert (dialogs, watch.csp, watch.foreign) == ([], [], [])
    assert len(shown) >= 8, "what was planted must be seen, or this proves nothing"


def _opened(page: Page, path: str) -> Response | None:
    try:
        return page.goto(path)
    except Error as error:
        if "Download" in error.message:
            return None
        raise


def test_the_pages_of_hostile_people_run_nothing(browser: Browser, hostile_site: Standing) -> None:
    from kundig_web.customers.addresses import customer_url

    watch, dialogs = Watch(expected={404}), []
    context = context_of(browser, watch, hostile_site.url, hostile_site.sessions["lena"], "de", 390)
    page = context.new_page()
    watch.see(page, hostile_site.url)
    page.on("dialog", lambda d: (dialogs.append(d.message), d.dismiss()))
    for person in PEOPLE[: len(HOSTILE)]:
        answer = page.goto(customer_url(f"nordhang:{person}"))
        assert answer is not None
        assert answer.status == 200
        assert page.evaluate("window.ran") is None
    context.close()
    assert (dialogs, watch.csp, watch.foreign) == ([], [], [])
