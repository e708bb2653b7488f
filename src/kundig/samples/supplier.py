"""Bergwerk Zulieferung: 60 firms that build with our parts and wait for them on time."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final

from kundig.samples import small_layouts as shared
from kundig.samples.cells import money
from kundig.samples.files import SampleFiles
from kundig.samples.layout import Layout
from kundig.samples.names import TOWN_HEADS, TOWN_TAILS
from kundig.samples.people import latin
from kundig.samples.small import Ledger, neighbours, start, write_small

NAME: Final = "Bergwerk Zulieferung"
DAYS: Final = 1096
ACCOUNTS: Final = 60
FIRST_ID: Final = 7001
LATE_SHARE: Final = 0.12
LATE_FIRM, LATE_FIRM_SHARE = 7004, 0.6  # one good customer is let down again and again
VOICE: Final = "Zum dritten Mal stand unsere Linie, weil die Bolzen fehlten."
ORDERS = Layout(
    "auftraege.csv",
    f"{NAME} Aufträge",
    "order_lines",
    {
        "order_id": "Auftrag",
        "ordered_at": "Erfasst",
        "record_id": "Kundennummer",
        "product_id": "Teilenummer",
        "product_name": "Teil",
        "category": "Gruppe",
        "quantity": "Menge",
        "unit_price": "Preis",
        "margin": "Deckungsbeitrag",
    },
    (
        *("Auftrag", "Erfasst", "Kundennummer", "Teilenummer", "Teil", "Gruppe", "Menge"),
        *("Preis", "Deckungsbeitrag"),
    ),
    encoding="cp1252",
    constants={"currency": "EUR", "channel": "Auftrag"},
)
DELIVERIES = Layout(
    "lieferungen.csv",
    f"{NAME} Lieferungen",
    "deliveries",
    {
        "delivery_id": "Lieferschein",
        "order_id": "Auftrag",
        "record_id": "Kundennummer",
        "order_date": "Bestellt",
        "promised_date": "Zugesagt",
        "delivered_date": "Geliefert",
        "status": "Stand",
    },
    ("Lieferschein", "Auftrag", "Kundennummer", "Bestellt", "Zugesagt", "Geliefert", "Stand"),
    codes={"status": {"geliefert": "delivered", "offen": "placed"}},
)
COMPLAINTS = Layout(
    "reklamationen.csv",
    f"{NAME} Reklamationen",
    "complaints",
    {
        "complaint_id": "Fall",
        "record_id": "Kundennummer",
        "order_id": "Auftrag",
        "kind": "Art",
        "cause": "Ursache",
        "received_at": "Eingang",
        "status": "Stand",
        "text": "Beschreibung",
    },
    ("Fall", "Kundennummer", "Auftrag", "Art", "Ursache", "Eingang", "Stand", "Beschreibung"),
    codes={
        "kind": {"Reklamation": "complaint"},
        "status": {"offen": "open", "erledigt": "closed"},
    },
)
COURSE = Layout(
    "reklamation_verlauf.csv",
    f"{NAME} Reklamationsverlauf",
    "complaint_events",
    {
        "complaint_id": "Fall",
        "event_id": "Nr",
        "happened_at": "Zeitpunkt",
        "activity": "Ereignis",
        "actor": "Wer",
    },
    ("Fall", "Nr", "Zeitpunkt", "Ereignis", "Wer"),
    codes={
        "activity": {"Eingang": "received", "Antwort": "answered", "Lösung": "solved"},
        "actor": {"Kunde": "customer", "wir": "human"},
    },
)
SURVEY = shared.survey(
    NAME,
    {
        "Empfehlung (0-10)": shared.asked("nps", "nps", scale=(0, 10)),
        "Zusammenarbeit (1-5)": shared.asked("csat", "csat", scale=(1, 5)),
        "Anmerkung": shared.asked("worte", "text"),
    },
)
_PARTS = (
    ("B-100", "Ankerbolzen M16", "Befestigung", 185), ("B-110", "Ankerbolzen M24", "Befestigung", 340),
    ("L-200", "Lagerschale 60 mm", "Lager", 2490), ("L-210", "Gleitlager 80 mm", "Lager", 3980),
    ("H-300", "Hydraulikkupplung", "Hydraulik", 8950), ("H-310", "Dichtsatz", "Hydraulik", 1275),
    ("S-400", "Schutzgitter", "Blech", 6400), ("S-410", "Konsole verzinkt", "Blech", 1830),
)  # fmt: skip
_TRADES = ("Maschinenbau", "Fördertechnik", "Metallbau", "Anlagentechnik", "Hebezeuge", "Stahlbau")
_FORMS = ("GmbH", "GmbH & Co. KG", "AG", "KG")
_GOOD = (
    "Zusagen halten, Technik versteht uns.",
    "Ansprechpartner seit Jahren derselbe.",
    "Teile passen, Papiere auch.",
)
_BAD = (
    "Termine rutschen, und wir erfahren es als Letzte.",
    "Rückfragen dauern zu lange.",
    "Preise steigen ohne Gespräch.",
)


def write_supplier(folder: Path, *, today: dt.date, seed: int = 7) -> SampleFiles:
    """Write the files of the supplier."""
    book = start(today, days=DAYS, seed=seed, company=3)
    _accounts(book)
    left = _orders(book)
    _voices(book)
    book.facts |= {
        "customers": ACCOUNTS,
        "planted_late_share": LATE_SHARE,
        "let_down": {str(LATE_FIRM): LATE_FIRM_SHARE},
        "silently_left": left,
        "story": {"voice": VOICE, "account": str(LATE_FIRM), "due_promise": "Z9"},
    }
    layouts = (
        *(shared.customers(NAME), ORDERS, DELIVERIES, SURVEY, COMPLAINTS, COURSE),
        *(shared.contacts(NAME), shared.promises(NAME)),
    )
    return write_small(folder, layouts, book, name=NAME, source="bergwerk", seed=seed)


def _accounts(book: Ledger) -> None:
    made = neighbours(book.rng, FIRST_ID, ACCOUNTS, household=0.0, firm=1.0)
    for i in range(ACCOUNTS):
        cells = [str(column[i]) for column in made.columns]
        head, trade = TOWN_HEADS[i % 20], _TRADES[i % 6]
        cells[6] = f"{head}{TOWN_TAILS[(i * 5) % 12]} {trade} {_FORMS[i % 4]}"
        cells[7] = f"einkauf@{latin(cells[6].split(' ')[0])}-{latin(trade)}.example"
        book.add(
            "kunden", *cells, book.date(int(book.rng.integers(-3000, 100))), "ja" if i % 3 else ""
        )


def _orders(book: Ledger) -> dict[str, str]:
    rng, left = book.rng, {}
    placed: list[tuple[int, int, float]] = []
    for k in range(ACCOUNTS):
        size = float(rng.lognormal(0, 0.9))
        gap, at = 20 + float(rng.gamma(2, 28)), float(rng.random() * 60)
        stop = int(DAYS * 0.72) if k % 9 == 5 else DAYS
        last = 0
        while at < stop:
            weekday = (int(at) + book.calendar.start.weekday()) % 7
            last = min(max(int(at) + {5: -1, 6: 1}.get(weekday, 0), 0), DAYS - 1)
            placed.append((last, FIRST_ID + k, size))
            at += float(rng.exponential(gap)) + 2
        if stop < DAYS:
            left[str(FIRST_ID + k)] = book.calendar.date(last).isoformat()
    for number, (at_day, who, size) in enumerate(sorted(placed), 40_001):
        _order(book, number, at_day, who, size)
    return left


def _order(book: Ledger, number: int, at: int, who: int, size: float) -> None:
    rng = book.rng
    time, promised = book.when(at, first=7, last=16), at + int(rng.integers(7, 29))
    late = book.chance(LATE_FIRM_SHARE if who == LATE_FIRM else LATE_SHARE)
    came = promised + (int(rng.integers(1, 15)) if late else -int(rng.integers(0, 3)))
    for part in rng.choice(len(_PARTS), 1 + int(rng.integers(0, 3)), replace=False):
        code, name, group, cents = _PARTS[int(part)]
        many = max(1, int(size * rng.integers(4, 120)))
        margin = money(int(cents * many * (0.12 + 0.2 * rng.random())))
        book.add(
            "auftraege",
            f"AB{number}",
            time,
            who,
            code,
            name,
            group,
            many,
            money(cents),
            margin,
            at=at,
        )
    there = came < DAYS
    book.add("lieferungen", f"LS{number}", f"AB{number}", who, book.date(at), book.date(promised),
             book.date(came) if there else "", "geliefert" if there else "offen", at=at)  # fmt: skip


def _voices(book: Ledger) -> None:
    book.add("umfrage", "P1", book.ago(1, "15:05"), LATE_FIRM, 3, 2, VOICE, at=DAYS)
    for k in range(24):
        at, nps = (
            int(book.rng.integers(DAYS - 360, DAYS)),
            book.score((0, 1, 1, 2, 2, 6, 8, 18, 26, 20, 16), 0),
        )
        words = book.pick(_GOOD if nps > 7 else _BAD) if book.chance(0.65) else ""
        csat = min(5, max(1, round(nps / 2.2 + 0.4)))
        book.add(
            "umfrage", f"P{k + 2}", book.when(at), FIRST_ID + 5 + 2 * k, nps, csat, words, at=at
        )
    texts = (
        "Bolzen ohne Prüfzeugnis geliefert.",
        "Gitter verzogen, Maß 12 mm daneben.",
        "Lieferung fehlt seit Montag.",
    )
    causes = ("Papiere", "Maß", "Termin")
    for k in range(9):
        at, who = DAYS - 20 - 31 * k, LATE_FIRM if k % 4 == 0 else FIRST_ID + 6 * k + 1
        when = book.when(at, first=8, last=11)
        book.add(
            "reklamationen",
            f"R{90 - k}",
            who,
            "",
            "Reklamation",
            causes[k % 3],
            when,
            "erledigt",
            texts[k % 3],
            at=at,
        )
        for step, (event, actor, wait) in enumerate(
            (("Eingang", "Kunde", 0), ("Antwort", "wir", 1 + k % 2), ("Lösung", "wir", 6))
        ):
            moment = when if wait == 0 else book.when(at + wait, first=8, last=11)
            book.add("reklamation_verlauf", f"R{90 - k}", step + 1, moment, event, actor, at=at)
    now = book.ago(2, "10:15")
    book.add(
        "reklamationen", "R99", LATE_FIRM, "", "Reklamation", "Termin", now, "offen", VOICE, at=DAYS
    )
    book.add("reklamation_verlauf", "R99", 1, now, "Eingang", "Kunde", at=DAYS)
    notes = ("Plant neue Linie, braucht feste Termine ab Herbst.", "Jahresgespräch: zufrieden mit der Technik.",
             "Fragt nach Konsignationslager.", "Neuer Einkaufsleiter; sucht zweite Quelle.")  # fmt: skip
    for k in range(14):
        at = DAYS - 6 - 23 * k
        book.add("gespraeche", f"G{k + 1}", FIRST_ID + 4 * k, "Besuch" if k % 3 else "Telefon", "aus", book.when(at),
                 "Jahresgespräch" if k % 2 else "Anruf", "nein", "ja", notes[k % 4], at=at)  # fmt: skip
    what = (
        "Prüfzeugnis nachreichen",
        "Fester Liefertermin für die neue Linie",
        "Muster der Konsole",
    )
    for k in range(1, 9):
        made, state = DAYS - 25 * (10 - k), "gebrochen" if k in (2, 6) else "gehalten"
        kept = book.date(made + 6) if state == "gehalten" else ""
        book.add(
            "zusagen",
            f"Z{k}",
            FIRST_ID + 5 * k,
            "",
            book.date(made),
            book.date(made + 7),
            what[k % 3],
            kept,
            state,
            at=made,
        )
    book.add(
        "zusagen", "Z9", LATE_FIRM, "", book.ago(6), book.ago(0), what[1], "", "offen", at=DAYS
    )
    book.add(
        "zusagen",
        "Z10",
        FIRST_ID + 20,
        "",
        book.ago(3),
        book.ago(-4),
        what[2],
        "",
        "offen",
        at=DAYS,
    )
