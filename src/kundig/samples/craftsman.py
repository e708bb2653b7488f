"""Holzbau Sander: 40 jobs a year, a checklist at the end of some of them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final

from kundig.samples import small_layouts as shared
from kundig.samples.cells import money
from kundig.samples.files import SampleFiles
from kundig.samples.layout import Layout
from kundig.samples.small import Ledger, neighbours, start, write_small

NAME: Final = "Holzbau Sander"
DAYS: Final = 913
JOBS: Final = 100  # 40 a year
CUSTOMERS: Final = 82
FIRST_ID: Final = 301
LATE_SHARE: Final = 0.25
STORY_JOB: Final = "A2093"
VOICE: Final = "Der Carport steht prima, aber auf die Rechnung mit der Gutschrift warte ich noch."
ORDERS = Layout(
    "auftraege.csv",
    f"{NAME} Aufträge",
    "orders",
    {
        "order_id": "Auftrag",
        "order_date": "Erteilt",
        "record_id": "Kundennummer",
        "status": "Stand",
        "total": "Summe",
    },
    ("Auftrag", "Erteilt", "Kundennummer", "Arbeit", "Stand", "Summe"),
    encoding="cp1252",
    constants={"currency": "EUR", "channel": "Handwerk"},
    codes={"status": {"fertig": "delivered", "in Arbeit": "placed", "storniert": "cancelled"}},
)
DELIVERIES = Layout(
    "fertigstellung.csv",
    f"{NAME} Fertigstellung",
    "deliveries",
    {
        "delivery_id": "Auftrag",
        "order_id": "Auftrag",
        "record_id": "Kundennummer",
        "order_date": "Erteilt",
        "promised_date": "Zugesagt",
        "delivered_date": "Fertig",
        "status": "Stand",
    },
    ("Auftrag", "Kundennummer", "Erteilt", "Zugesagt", "Fertig", "Stand"),
    codes={"status": {"fertig": "delivered", "in Arbeit": "placed", "storniert": "cancelled"}},
)
SURVEY = shared.survey(
    NAME,
    {
        "Zufrieden? (1-5)": shared.asked("csat", "csat", scale=(1, 5)),
        "Alles erledigt? (1 ja, 0 nein)": shared.asked("solved", "solved", scale=(0, 1)),
        "Was fehlte, was war gut?": shared.asked("worte", "text"),
    },
    order=True,
)
_WORK = (
    "Dachstuhl",
    "Gaube",
    "Carport",
    "Terrasse",
    "Holzfassade",
    "Dachfenster",
    "Treppe",
    "Gartenhaus",
)
_PRICE = (2_400_000, 1_150_000, 780_000, 620_000, 1_900_000, 260_000, 540_000, 430_000)
_GOOD = (
    "Sauber gearbeitet, besenrein hinterlassen.",
    "Pünktlich und freundlich.",
    "Gern wieder, saubere Arbeit.",
)
_BAD = (
    "Kam zwei Wochen später, ohne Anruf.",
    "Die Tropfkante fehlt noch.",
    "Absprachen musste ich dreimal wiederholen.",
)


def write_craftsman(folder: Path, *, today: dt.date, seed: int = 7) -> SampleFiles:
    """Write the files of the craftsman."""
    book = start(today, days=DAYS, seed=seed, company=4)
    made = neighbours(book.rng, FIRST_ID, CUSTOMERS, household=0.45, firm=0.1)
    for i in range(CUSTOMERS):
        cells = [column[i] for column in made.columns]
        book.add("kunden", *cells, book.date(i * 10), book.pick(("ja", "", "")))
    late = _jobs(book)
    _promises(book)
    book.facts |= {
        "customers": CUSTOMERS,
        "jobs": JOBS,
        "planted_late_share": LATE_SHARE,
        "late_jobs": late,
        "story": {"voice": VOICE, "due_promise": "Z9", "broken_promise": "Z8"},
    }
    layouts = (
        shared.customers(NAME),
        ORDERS,
        DELIVERIES,
        SURVEY,
        shared.promises(NAME),
        shared.contacts(NAME),
    )
    return write_small(folder, layouts, book, name=NAME, source="sander", seed=seed)


def _jobs(book: Ledger) -> int:
    rng, late_jobs = book.rng, 0
    answers = 0
    for k in range(JOBS):
        at = int(k * DAYS / JOBS + rng.integers(0, 7))
        who = FIRST_ID + (k if k < CUSTOMERS else int(rng.integers(0, 60)))
        work = int(rng.integers(0, len(_WORK)))
        cents = int(_PRICE[work] * (0.7 + 0.7 * rng.random())) // 1000 * 1000
        promised = at + int(rng.integers(14, 60))
        late = book.chance(LATE_SHARE)
        ready = promised + (int(rng.integers(2, 21)) if late else -int(rng.integers(0, 6)))
        number = f"A{2001 + k}"
        if number == STORY_JOB:
            who, work, late, promised, ready = FIRST_ID + 70, 2, False, DAYS - 10, DAYS - 11
        done = ready < DAYS
        state = "storniert" if k in (31, 77) else "fertig" if done else "in Arbeit"
        shown = book.date(ready) if state == "fertig" else ""
        book.add("auftraege", number, book.date(at), who, _WORK[work], state, money(cents), at=at)
        book.add(
            "fertigstellung", number, who, book.date(at), book.date(promised), shown, state, at=at
        )
        if state != "fertig":
            continue
        late_jobs += late
        if answers < 21 and (k % 4 == 1 or k > 88) and ready < DAYS - 3:
            answers += 1
            csat = book.score((10, 20, 35, 25, 10) if late else (1, 2, 9, 38, 50), 1)
            words = book.pick(_GOOD if csat > 3 else _BAD) if book.chance(0.7) else ""
            solved = 1 if csat > 2 or book.chance(0.4) else 0
            book.add(
                "umfrage",
                f"C{answers}",
                book.when(ready + 2),
                who,
                number,
                csat,
                solved,
                words,
                at=ready,
            )
    book.add("umfrage", "C99", book.ago(1, "12:40"), FIRST_ID + 70, STORY_JOB, 3, 0, VOICE, at=DAYS)
    return late_jobs


def _promises(book: Ledger) -> None:
    what = (
        "Angebot bis Ende der Woche",
        "Restarbeit: Tropfkante",
        "Rückruf zum Termin",
        "Muster vorbeibringen",
    )
    for k in range(1, 8):
        made = DAYS - 40 * (9 - k)
        state = "gebrochen" if k == 3 else "gehalten"
        kept = "" if k == 3 else book.date(made + 4)
        book.add("zusagen", f"Z{k}", FIRST_ID + 60 - 5 * k, "", book.date(made), book.date(made + 5), what[k % 4], kept,
                 state, at=made)  # fmt: skip
    book.add("zusagen", "Z8", FIRST_ID + 70, STORY_JOB, book.ago(9), book.ago(3), "Rechnung mit Gutschrift schicken", "",
             "gebrochen", at=DAYS)  # fmt: skip
    book.add(
        "zusagen",
        "Z9",
        FIRST_ID + 75,
        "",
        book.ago(5),
        book.ago(0),
        "Rückruf zum Termin",
        "",
        "offen",
        at=DAYS,
    )
    book.add(
        "zusagen",
        "Z10",
        FIRST_ID + 77,
        "",
        book.ago(2),
        book.ago(-3),
        what[0],
        "",
        "offen",
        at=DAYS,
    )
    talks = (
        (4, 40, "ein", "Fragt nach einer Pergola zum Carport von damals."),
        (11, 22, "aus", "Nach einem Jahr angerufen: Terrasse hält, Öl empfohlen."),
        (25, 12, "ein", "Nachbar hat uns empfohlen; will im Frühjahr eine Gaube."),
    )
    for k, (ago, who, way, note) in enumerate(talks):
        book.add("gespraeche", f"G{k + 1}", FIRST_ID + who, "Telefon", way, book.when(DAYS - ago), "Gespräch", "nein",
                 "ja", note, at=DAYS - ago)  # fmt: skip
