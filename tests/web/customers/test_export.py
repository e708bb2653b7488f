"""A list as a file: complete, without those who may not be written to, and without a formula."""

import csv
import io
import zipfile

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from kundig import register
from kundig.glossary.cells import guarded
from kundig_web.customers.consents import Channel, Consent, Purpose
from kundig_web.customers.person import Person
from kundig_web.customers.workflows import edit_names
from tests.web.conftest import NOW
from tests.web.customers.conftest import ADA, KERN, YILDIZ
from tests.world import world

DANGEROUS = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\x00=1", "＝1+1", "＋1", "－1", "＠x", "  =1",
    "\u00a0=1", "\u200b=1", "\ufeff=1", "\u3000＝1", " \n=cmd|' /C calc'!A0",
)  # fmt: skip


@pytest.fixture
def take(town, client_of):
    """`take("csv", "?q=x")` is the file that Dora takes out."""

    def taken(kind, query="", *, who="dora", language="de"):
        answer = client_of(who, language).get(reverse(f"customers:export_{kind}") + query)
        assert answer.status_code == 200
        return b"".join(answer.streaming_content)

    return taken


def table(data, *, delimiter=","):
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=delimiter))
    return [dict(zip(rows[0], r, strict=True)) for r in rows[1:]]


@pytest.mark.django_db
class TestFiles:
    def test_a_csv_holds_everybody_who_may_be_written_to(self, take):
        rows = table(take("csv"))
        assert [r["Name"] for r in rows] == [
            "Kern GmbH", "Frau Lenz", "Stumm", "Herr Dr. Weiß", "Herr Dr. Weiß", "Familie Yıldız",
        ]  # fmt: skip
        weiss = next(r for r in rows if r["Kundennummer"] == "1")
        assert (weiss["Straße"], weiss["Postleitzahl"], weiss["Ort"]) == (
            "Bergallee 3",
            "62021",
            "Obermoosen",
        )
        assert (weiss["Bisheriger Umsatz"], weiss["Käufe"], weiss["Letzter Kauf"]) == (
            "3000", "30", "2026-10-14",
        )  # fmt: skip

    def test_the_list_keeps_its_filter_and_order(self, take):
        rows = table(take("csv", "?bought=month&sort=last_purchase&dir=up"))
        assert [r["Name"] for r in rows] == ["Familie Yıldız", "Herr Dr. Weiß"]

    def test_who_may_not_be_written_to_is_left_out_and_counted(self, take, client_of, cast):
        person = Person.objects.create(key=ADA, created_at=NOW, edited_at=NOW)
        Consent.objects.create(
            person=person, purpose=Purpose.ADVERTISING, channel=Channel.POST, at=NOW, recorded_at=NOW,
            said=Consent.Said.WITHDRAWN, source="phone", wording="Nein",
        )  # fmt: skip
        Person.objects.create(key=KERN, created_at=NOW, edited_at=NOW, restricted=True)
        names = [r["Name"] for r in table(take("csv"))]
        assert names == ["Stumm", "Herr Dr. Weiß", "Herr Dr. Weiß", "Familie Yıldız"]
        page = client_of("dora").get(reverse("customers:export")).content.decode()
        assert "Die Datei enthält 4 Kunden." in page
        assert "3 Kunden dieser Liste sind nicht darin" in page
        for reason in (
            "bei einem sagt es eine eingelesene Datei", "einer hat hier widersprochen",
            "bei einem ist die Verarbeitung eingeschränkt",
        ):  # fmt: skip
            assert reason in page
        assert "Bei 4 Kunden der Datei ist keine Einwilligung" in page

    def test_who_refused_is_never_in_a_file_even_if_asked_for(self, take, client_of):
        assert table(take("csv", "?writing=refused")) == []
        page = (
            client_of("dora").get(reverse("customers:export") + "?writing=refused").content.decode()
        )
        assert "niemand, der angeschrieben werden darf" in page

    def test_a_yes_with_proof_is_told(self, take, cast):
        person = Person.objects.create(key=YILDIZ, created_at=NOW, edited_at=NOW)
        Consent.objects.create(
            person=person, purpose=Purpose.ADVERTISING, channel=Channel.MAIL, at=NOW, recorded_at=NOW,
            said=Consent.Said.GIVEN, source="form", wording="Ja",
        )  # fmt: skip
        column = "Einwilligung Werbung per E-Mail nachgewiesen"
        assert {r["Name"]: r[column] for r in table(take("csv"))}["Familie Yıldız"] == "ja"

    def test_names_in_the_file_are_those_in_force(self, take, cast):
        edit_names(
            actor=cast["dora"], now=NOW, key=ADA, names={"salutation": "frau", "last_name": "Neu"}
        )
        assert "Frau Neu" in [r["Name"] for r in table(take("csv"))]

    def test_german_excel_gets_semicolons_commas_days_and_a_mark(self, take):
        data = take("csv", "?excel=1")
        assert data.startswith(b"\xef\xbb\xbf")
        weiss = next(r for r in table(data, delimiter=";") if r["Kundennummer"] == "1")
        assert weiss["Letzter Kauf"] == "14.10.2026"
        assert weiss["Weiterempfehlung (0 bis 10)"] == ""
        assert weiss["Bisheriger Umsatz"] == "3000"

    def test_the_file_speaks_the_language_of_whoever_takes_it(self, take):
        rows = table(take("csv", language="en"))
        assert "Customer number" in rows[0]
        assert {"Ms Lenz", "Family Yıldız"} <= {r["Name"] for r in rows}

    def test_an_excel_file_holds_the_same_with_typed_cells(self, take):
        data = take("xlsx")
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
        heads = list(sheet[0])
        weiss = next(dict(zip(heads, r, strict=True)) for r in sheet[1:] if r[0] == "1")
        assert weiss["Postleitzahl"] == "62021"
        assert weiss["Bisheriger Umsatz"] == 3000.0
        assert weiss["Letzter Kauf"].isoformat() == "2026-10-14"
        assert len(sheet) == 7
        assert not any("<f>" in zipfile.ZipFile(io.BytesIO(data)).read(n).decode("utf-8", "replace")
                       for n in zipfile.ZipFile(io.BytesIO(data)).namelist() if n.endswith(".xml"))  # fmt: skip

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_planted_formulas_become_text(self, town, take, kind):
        world(
            town.folder,
            {"customer_records": [
                {"source": "evil", "record_id": f"{i}", "last_name": text.replace("\x00", ""),
                 "email": text.replace("\x00", ""), "phone": "+49 30 1", "city": "-12,50"}
                for i, text in enumerate(DANGEROUS)
            ]},
        )  # fmt: skip
        register.build(town, today=NOW.date())
        data = take(kind, "?q=-12%2C50")
        if kind == "csv":
            cells = [v for r in table(data) for v in r.values()]
        else:
            sheet = (
                CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
            )
            cells = [v for r in sheet for v in r if isinstance(v, str)]
        assert len([c for c in cells if c.startswith("'")]) > len(DANGEROUS)
        for cell in cells:
            assert not cell.lstrip(" \t\r\n\x00\u00a0\u200b\ufeff\u3000").startswith(
                tuple("=+-@＝＋－＠")
            ), cell
        assert "0049 30 1" in cells

    def test_a_list_too_long_for_excel_says_so(self, town, client_of, monkeypatch):
        monkeypatch.setattr("kundig_web.customers.exports.XLSX_MOST", 3)
        client = client_of("dora")
        page = client.get(reverse("customers:export")).content.decode()
        assert "Eine Excel-Datei gibt es bis 3 Kunden" in page
        assert reverse("customers:export_xlsx") not in page
        answer = client.get(reverse("customers:export_xlsx"))
        assert answer["Location"] == reverse("customers:export") + "?"

    def test_nothing_is_left_on_the_disk(self, town, take, settings):
        take("xlsx")
        assert list((town.folder / "web" / "exports").iterdir()) == []

    @pytest.mark.parametrize("way", ["export", "export_csv", "export_xlsx"])
    @pytest.mark.parametrize(
        ("who", "status"), [("ana", 200), ("lena", 200), ("emil", 403), ("dana", 403)]
    )
    def test_only_who_may_take_customers_out_does(self, town, client_of, way, who, status):
        answer = client_of(who).get(reverse(f"customers:{way}"))
        assert answer.status_code == status
        if way != "export" and status == 200:
            assert answer["Content-Disposition"].startswith(
                'attachment; filename="Kunden-2026-11-20.'
            )
            assert answer["Cache-Control"] == "no-store"
            b"".join(answer.streaming_content)

    def test_who_may_not_take_out_is_not_offered_it(self, town, client_of):
        assert (
            reverse("customers:export")
            not in client_of("emil").get(reverse("customers:list")).content.decode()
        )

    def test_without_a_register_there_is_no_file(self, own_home, client_of):
        assert client_of("dora").get(reverse("customers:export_csv")).status_code == 404


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert guarded(text).startswith("'")


@pytest.mark.parametrize(
    "text", ["Anna", "3-4", "a=b", "12,50", "", "  Anna", "Müller & Söhne", "(030) 1"]
)
def test_plain_text_stays_as_it_is(text):
    assert guarded(text) == text


@settings(max_examples=500, deadline=None)
@given(st.text(st.sampled_from("=+-@＝＋－＠\t\r\n\x00 \u00a0\u200b\ufeff'a1"), max_size=6))
def test_no_text_begins_like_a_formula(text):
    told = guarded(text)
    bare = told.lstrip("".join(c for c in set(told) if c.isspace() or c in "\u200b\ufeff\x00"))
    assert not bare.startswith(tuple("=+-@＝＋－＠"))
