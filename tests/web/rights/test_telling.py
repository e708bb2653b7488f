"""One click tells everything: forty canaries in JSON and PDF, none of anybody else, in time."""

from __future__ import annotations

import io
import json
import time
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from kundig import register
from kundig_web.contact.workflows import make_promise
from kundig_web.customers.consent_workflows import give_consent, withdraw_consent
from kundig_web.customers.contact_workflows import add_contact_point
from kundig_web.customers.knowledge_workflows import hear_need, state_fact
from kundig_web.customers.workflows import edit_names, join_group, set_care_team
from kundig_web.needs.workflows import note_hint, note_talk
from kundig_web.rights import packing, requests, telling
from kundig_web.rights.models import Recipient
from kundig_web.rights.restricting import restrict
from tests.web.conftest import NOW, TODAY
from tests.web.pdf import text_of
from tests.world import world

pytestmark = pytest.mark.django_db
KEY, OTHER = "shop:70001", "shop:70002"
FIELDS = {
    # Files: who it is, what was bought, said and promised.
    "first_name": "Quintus", "last_name": "Zwölfer", "title": "Dr.", "email": "quintus@zw.example",
    "phone": "0171 5550199", "street": "Kanarienweg 7", "postcode": "62099", "city": "Pieperhausen",
    "birth_date": "1971-02-03", "branch": "Filiale-Q7",
}  # fmt: skip


def files(tmp_path: Path):
    """Two customers with something in every table."""

    def of(record: str, mark: str) -> dict[str, list[dict]]:
        return {
            "orders": [{
                "order_id": f"B-{mark}", "record_id": record, "order_date": "2026-10-01",
                "branch": f"Laden-{mark}", "currency": "EUR", "status": "delivered",
            }],
            "order_lines": [{
                "order_id": f"B-{mark}", "product_id": f"P-{mark}", "occurrence": 1,
                "product_name": f"Zelt-{mark}", "quantity": 1, "amount": 321, "currency": "EUR",
            }],
            "deliveries": [{
                "delivery_id": f"L-{mark}", "order_id": f"B-{mark}", "record_id": record,
                "status": "delivered", "promised_date": "2026-10-05", "delivered_date": "2026-10-09",
                "carrier": f"Bote-{mark}",
            }],
            "returns": [{
                "return_id": f"R-{mark}", "order_id": f"B-{mark}", "record_id": record,
                "product_id": f"P-{mark}", "occurrence": 1, "return_date": "2026-10-20",
                "kind": "return", "quantity": 1, "amount": 321, "product_name": f"Zelt-{mark}",
                "currency": "EUR", "reason": f"zu klein {mark}",
            }],
            "complaints": [{
                "complaint_id": f"V-{mark}", "record_id": record, "received_date": "2026-11-01",
                "kind": "complaint", "status": "open", "cause": f"Naht-{mark}",
            }],
            "texts": [{
                "about_table": "complaints", "about_id": f"V-{mark}", "field": "text",
                "record_id": record, "text": f"Die Naht riss, Wort-{mark}.",
                "text_date": "2026-11-01",
            }],
            "promises": [{
                "promise_id": f"Z-{mark}", "record_id": record, "made_date": "2026-11-02",
                "due_date": "2026-11-25", "status": "open", "subject": f"Naht nähen {mark}",
            }],
            "contacts": [{
                "contact_id": f"C-{mark}", "record_id": record, "contact_date": "2026-11-03",
                "channel": "Telefon", "direction": "in", "personal": True,
                "department": "Werkstatt", "purpose": f"Rückfrage-{mark}",
            }],
            "survey_answers": [{
                "survey_id": "kauf", "response_id": f"U-{mark}", "question_id": "nps",
                "record_id": record, "kind": "nps", "score": 3, "scale_min": 0, "scale_max": 10,
                "answer_date": "2026-11-04", "branch": f"Antwort-{mark}",
            }],
        }  # fmt: skip

    mine, theirs = of("70001", "QX"), of("70002", "FREMD")
    tables = {name: mine[name] + theirs[name] for name in mine}
    tables["customer_records"] = [
        {**FIELDS, "record_id": "70001", "kind": "person", "customer_since": "2020-05-06"},
        {
            "record_id": "70002", "kind": "person", "first_name": "Fremda", "last_name": "Andersson",
            "email": "fremd@fremd.example", "street": "Fremdgasse 1", "city": "Fremdstadt",
        },
    ]  # fmt: skip
    home = world(tmp_path, tables, lang="de")
    register.build(home, today=TODAY)
    return home


STORED = (
    "Quintus", "Zwölfer", "quintus@zw.example", "0171 5550199", "Kanarienweg 7", "62099",
    "Pieperhausen", "1971-02-03", "Filiale-Q7", "2020-05-06", "B-QX", "Laden-QX", "P-QX", "Zelt-QX",
    "L-QX", "Bote-QX", "R-QX", "zu klein QX", "V-QX", "Naht-QX", "Wort-QX", "Z-QX", "Naht nähen QX",
    "C-QX", "Rückfrage-QX", "U-QX", "Antwort-QX",
)  # fmt: skip
WRITTEN = (
    "neu@zw.example", "abends-QX", "Schuhgröße-QX", "44,5-QX", "zum Beraten QX", "Bedarf-QX",
    "Versprechen-QX", "Gespräch-QX", "Hinweis-QX", "Betreuung-QX", "Formular-QX", "Wortlaut-QX",
    "Nachname-QX", "Anliegen-QX", "Rolle-QX",
)  # fmt: skip
FOREIGN = ("FREMD", "Fremda", "Andersson", "fremd@fremd.example", "Fremdgasse", "Fremdstadt")
STAFF = ("Lena Vogt", "Emil Sander")


@pytest.fixture
def asked(tmp_path, settings, cast, clock):
    """The person of whom everything is known, and a stranger beside him."""
    home = files(tmp_path / "known")
    settings.KUNDIG_HOME = str(home.folder)
    settings.WEB_FOLDER = home.folder / "web"
    by = {"actor": cast["lena"], "now": NOW, "today": TODAY}
    edit_names(
        key=KEY, actor=cast["lena"], now=NOW,
        names={"first_name": "Quintus", "last_name": "Nachname-QX"},
    )  # fmt: skip
    add_contact_point(
        key=KEY, actor=cast["lena"], now=NOW, kind="mail", value="neu@zw.example", source="kundig",
        label="abends-QX",
    )  # fmt: skip
    state_fact(key=KEY, **by, name="Schuhgröße-QX", value="44,5-QX", purpose="zum Beraten QX")
    hear_need(key=KEY, **by, words="Bedarf-QX, sagte er zu Lena Vogt")
    set_care_team(key=KEY, **by, team=[(cast["lena"].department, "Betreuung-QX")])
    join_group(member=KEY, group=OTHER, **by, role="Rolle-QX")
    for key, mark in ((KEY, "QX"), (OTHER, "FREMD")):
        more = {**by, "department": cast["lena"].department}
        make_promise(**more, what=f"Versprechen-{mark}", customer=key, due_date=TODAY)
        note_talk(**more, day=TODAY, channel="phone", offered=False, customer=key,
                  quote=f"Gespräch-{mark} mit Fremda Andersson")  # fmt: skip
        note_hint(**more, day=TODAY, customer=key, text=f"Hinweis-{mark} von Emil Sander")
        about = {"key": key, "actor": None, "now": NOW, "purpose": "advertising", "channel": "mail"}
        give_consent(**about, source="form", wording=f"Wortlaut-{mark}", form=f"Formular-{mark}")
    requests.take_request(
        actor=cast["emil"], now=NOW, today=TODAY, kind="access", way="mail", received_on=TODAY,
        customer=KEY, words="Anliegen-QX",
    )  # fmt: skip
    Recipient.objects.create(name="Paketdienst Nord GmbH", what_for="Versand", country="Norwegen")
    return home


def made(form: str, cast, lang: str = "de") -> bytes:
    with packing.tell(key=KEY, actor=cast["dana"], now=NOW, lang=lang, form=form) as file:
        return file.read()


def squeezed(text: str) -> str:
    """Without spaces and hyphens: a line may break anywhere."""
    return "".join(c for c in text if not c.isspace() and c not in "-\u00ad\u2010")


def test_every_canary_is_in_json_and_pdf_and_nobody_elses(asked, cast) -> None:
    assert len(STORED) + len(WRITTEN) >= 40
    told = json.dumps(json.loads(made("json", cast)), ensure_ascii=False)
    missing = [c for c in (*STORED, *WRITTEN) if c not in told]
    assert missing == []
    assert [c for c in (*FOREIGN, *STAFF) if c in told] == []
    page = squeezed(text_of(made("pdf", cast)))
    assert [c for c in (*STORED, *WRITTEN) if squeezed(c) not in page] == []
    assert [c for c in (*FOREIGN, *STAFF) if squeezed(c) in page] == []


def test_scores_come_with_their_reasons_and_recipients_by_name(asked, cast) -> None:
    told = json.loads(made("json", cast))
    scores = next(s for s in told["sections"] if s["key"] == "scores")
    assert scores["rows"]
    assert all(r["why"] for r in scores["rows"])
    assert any("wie oft Sie gekauft haben" in r["why"] for r in scores["rows"])
    assert told["recipients"][0]["name"] == "Paketdienst Nord GmbH"
    assert {p["key"] for p in told["purposes"]} >= {"care", "trade", "concerns", "value", "proof"}
    assert all(p["bases"] and p["recipients"] for p in told["purposes"])
    assert set(told["rights"]) == set(telling.RIGHTS)
    page = text_of(made("pdf", cast, "en"))
    assert "What we know about you" in page
    assert "Paketdienst Nord GmbH" in page


def test_every_row_of_a_file_names_file_and_day(asked, cast) -> None:
    told = json.loads(made("json", cast))
    rows = [r for s in told["sections"] if s["key"].startswith("store_") for r in s["rows"]]
    filed = [r for r in rows if r["source"] != "hier aufgeschrieben"]
    assert len(filed) >= 10
    assert all(r["on"] and "Zeile" in r["source"] for r in filed)


def test_whoever_objected_to_scoring_is_told_that_there_is_none(asked, cast) -> None:
    withdraw_consent(
        key=KEY, actor=None, now=NOW, purpose="profile", channel="none", source="letter"
    )
    told = json.loads(made("json", cast))
    scores = next(s for s in told["sections"] if s["key"] == "scores")
    assert [r["value"] for r in scores["rows"]] == ["nichts"]


def test_a_restricted_person_is_told_everything_as_well(asked, cast) -> None:
    restrict(key=KEY, actor=cast["dana"], now=NOW, reason="claims")
    told = json.dumps(json.loads(made("json", cast)), ensure_ascii=False)
    assert [c for c in (*STORED, *WRITTEN) if c not in told] == []


def test_it_is_handed_out_once_noted_and_leaves_nothing_behind(asked, cast, client_of) -> None:
    url = reverse("rights:tell", kwargs={"key": KEY})
    before = {p for p in Path(settings.KUNDIG_HOME).rglob("*") if p.is_file()}
    client = client_of("dana")
    begun = time.monotonic()
    answer = client.post(url, {"language": "de", "form": "zip"})
    if answer.status_code == 403:  # the password is asked for first
        from tests.web.conftest import PASSWORD

        data = {"language": "de", "form": "zip", "kundig_password_again": PASSWORD}
        answer = client.post(url, data)
    body = b"".join(answer.streaming_content)
    assert time.monotonic() - begun < 60
    assert "no-store" in answer["Cache-Control"]
    assert "QX" not in answer["Content-Disposition"]
    names = zipfile.ZipFile(io.BytesIO(body)).namelist()
    assert names == ["auskunft.pdf", "auskunft.json"]
    after = {p for p in Path(settings.KUNDIG_HOME).rglob("*") if p.is_file()}
    assert {p.name for p in after - before if p.suffix in {".zip", ".pdf", ".json"}} == set()
    for name in ("lena", "emil", "ana", "konrad", "petra"):
        assert client_of(name).get(url).status_code == 403


def test_looking_at_the_page_hands_out_nothing(asked, client_of) -> None:
    answer = client_of("dana").get(reverse("rights:tell", kwargs={"key": KEY}))
    assert answer.status_code in {200, 302}
    assert b"QX" not in answer.content.replace(b"Nachname-QX", b"")


def test_a_long_history_is_told_in_time(asked, cast) -> None:
    more = {"actor": cast["lena"], "now": NOW, "today": TODAY, "department": None}
    for i in range(1500):
        note_hint(**more, day=TODAY - timedelta(days=i % 300), customer=KEY, text=f"Notiz {i} " * 9)
    begun = time.monotonic()
    found = made("zip", cast)
    assert time.monotonic() - begun < 60
    assert len(found) > 10_000
