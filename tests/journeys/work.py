"""Some work of the cast, so that pages have something to show. Grows with the pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kundig_web import company

FAMILY = "nordhang:10001"  # waits for an answer
SILENT = "nordhang:10002"  # bought often, has gone quiet
CLEAN = "Kundennummer;Name;E-Mail;Ort\n90001;Jana Beispiel;jana@example.org;Mittenrehen\n"
BROKEN = "Bestellung;Datum;Kunde;Betrag\nX1;31.02.2026;10001;12,50\nX2;01.03.2026;10002;abc\n"


def work(people: dict[str, Any]) -> None:
    """What people of the demo company have written by the time the pages are looked at."""
    from kundig_web.contact import workflows as promises
    from kundig_web.customers import consent_workflows, knowledge_workflows
    from kundig_web.customers import workflows as centre
    from kundig_web.jobs.leases import fire_schedules
    from kundig_web.jobs.worker import work_off
    from kundig_web.needs import workflows as needs
    from kundig_web.rights import breaches, requests
    from kundig_web.site.demo import fill
    from kundig_web.structure import workflows as structure

    now, today = company.now(), company.today()
    lena, emil, dora = people["lena"], people["emil"], people["dora"]
    by = {"actor": lena, "now": now, "today": today, "department": lena.department}
    needs.note_talk(
        **by, day=today - timedelta(days=2), channel="phone", offered=False, customer=SILENT,
        quote="Ich plane im Sommer eine Hochtour. Steigeisen müssen zu meinen Schuhen passen, sonst kaufe ich sie woanders.",
        need="Vor dem Kauf wissen, ob Steigeisen und Schuhe zusammenpassen",
        follows="Werkstatt fragen, ob wir Anpassung anbieten",
        judged=[needs.Judged(says="fallen", text="Bergsteiger kaufen nach dem Preis")],
    )  # fmt: skip
    needs.note_hint(
        **by | {"actor": emil}, day=today, customer=FAMILY, kind="wish",
        text="Kundin sagte, mitwachsende Jacken für Kinder fände sie gut.",
    )  # fmt: skip
    needs.note_hint(
        **by | {"actor": emil}, day=today, kind="obstacle",
        text="Ich sehe an der Kasse nicht, ob eine Lieferung unterwegs ist, und muss jedes Mal anrufen.",
    )  # fmt: skip
    promises.make_promise(
        **by, what="Rückruf: Termin für die Anpassung des Gurts", customer=FAMILY,
        due_date=today + timedelta(days=1),
    )  # fmt: skip
    structure.ask_quickly(
        **by, subject="report", name="Wochenbericht Retouren", helps="reporting",
        eases="complicates", reason="Niemand hat ihn dieses Jahr gelesen.",
    )  # fmt: skip
    centre.set_care_team(
        key=FAMILY, actor=lena, now=now, today=today, team=[(lena.department, "Antworten")]
    )
    dana = people["dana"]
    requests.take_request(
        actor=emil, now=now, today=today, kind="access", way="desk",
        received_on=today - timedelta(days=3), customer=FAMILY, words="Was haben Sie über uns?",
    )  # fmt: skip
    breaches.note_breach(
        actor=dana, now=now,
        values={"what": "Liste an eine falsche Adresse geschickt", "known_at": now, "risk": "unknown"},
    )  # fmt: skip
    knowledge_workflows.state_fact(
        key=FAMILY, actor=lena, now=now, today=today, name="Schuhgröße der Kinder",
        value="31 und 34", said_on=today - timedelta(days=900),
    )  # fmt: skip
    consent_workflows.write_consent_text(
        actor=dora, now=now, purpose="advertising", language="de",
        text="Ja, Nordhang darf mir einmal im Monat Post zu meinen Touren schicken.",
    )  # fmt: skip
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(dora)
    browser.post(reverse("customers:list_save"), {"name": "Filiale Süd", "query": "?branch=Süd"})
    for name, text in (("kunden_neu.csv", CLEAN), ("kasse_maerz.csv", BROKEN)):
        file = SimpleUploadedFile(name, text.encode(), content_type="text/csv")
        browser.post(reverse("imports:send"), {"files": file})
    fill(now)
    # What the worker would do within the next minutes: publish, then read the day anew.
    later = now + timedelta(minutes=2)
    work_off(later)
    fire_schedules(later)
    work_off(later)
