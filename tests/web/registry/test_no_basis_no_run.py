"""Without a purpose the site refuses, with a sentence, whatever serves it: page, export, job, API."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kundig_web.access.permissions import Permission
from kundig_web.customers.listing import Here
from kundig_web.customers.worth import worth_of
from kundig_web.imports.models import Upload
from kundig_web.registry.switch import switch
from tests.web.conftest import NOW

pytestmark = pytest.mark.django_db
PAGES = {
    "figures": ["questions:index", "questions:position", "reports:letter", "reports:pdf"],
    "advertising": ["customers:export", "customers:export_csv", "customers:export_xlsx"],
}


@pytest.mark.parametrize(
    ("purpose", "name"), [(p, name) for p, names in PAGES.items() for name in names]
)
def test_a_page_without_its_purpose_says_so_and_nothing_else(
    client_of, demo_copy, purpose, name
) -> None:
    browser = client_of("dora")
    switch(purpose=purpose, on=False, now=NOW)
    answer = browser.get(reverse(name))
    assert answer.status_code == 403
    told = answer.content.decode()
    assert "verzichtet auf den Zweck" in told
    assert "Das geschieht hier nicht" in told


def test_other_pages_go_on(client_of, demo_copy) -> None:
    for purpose in ("figures", "advertising", "surveys", "value", "improve"):
        switch(purpose=purpose, on=False, now=NOW)
    browser = client_of("dora")
    for name in ("site:more", "customers:list", "contact:promises", "imports:start"):
        assert browser.get(reverse(name)).status_code == 200, name


def test_no_file_is_received_for_a_purpose_that_is_off(client_of, own_home) -> None:
    own_home.folder.mkdir(parents=True, exist_ok=True)
    switch(purpose="imports", on=False, now=NOW)
    file = SimpleUploadedFile("kunden.csv", b"Name\nJana", content_type="text/csv")
    answer = client_of("dora").post(reverse("imports:send"), {"files": file})
    assert answer.status_code == 403
    assert not Upload.objects.exists()
    assert not list((own_home.folder / "web").rglob("kunden.csv"))


def test_without_profiling_nobody_has_a_value(demo_copy) -> None:
    row = {"value_12m": 100, "value_why": None}
    assert Here.read().scored
    switch(purpose="value", on=False, now=NOW)
    assert not Here.read().scored
    told = worth_of(row, currency="EUR")
    assert told.value == told.segment == told.range == ""
    assert "verzichtet" in told.unknown


def test_a_program_gets_a_problem_that_says_why(client, cast, demo_copy) -> None:
    from datetime import timedelta

    from kundig_web.access.workflows.tokens import create_token

    made = create_token(
        actor=cast["dora"], name="BI", scopes=[Permission.SEE_FIGURES.value],
        expires_on=(NOW + timedelta(days=3000)).date(), now=NOW,
    )  # fmt: skip
    switch(purpose="figures", on=False, now=NOW)
    answer = client.get(
        "/api/measures/nps/answer",
        headers={"authorization": f"Bearer {made.value}", "accept-language": "en"},
    )
    assert answer.status_code == 403, answer.content
    assert "without the purpose" in json.loads(answer.content)["detail"]
