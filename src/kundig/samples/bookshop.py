"""Buchhandlung Lesezeichen: a till, a customer card, 180 people."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final

import numpy as np

from kundig.samples import small_layouts as shared
from kundig.samples.cells import money
from kundig.samples.files import SampleFiles
from kundig.samples.layout import Layout
from kundig.samples.small import Ledger, neighbours, start, write_small

NAME: Final = "Buchhandlung Lesezeichen"
CUSTOMERS: Final = 180
DAYS: Final = 913  # two and a half years
FIRST_ID: Final = 501
CARD_SHARE: Final = 0.58  # sales at the till with a customer card
TILL = Layout(
    "kasse.csv",
    f"{NAME} Kasse",
    "order_lines",
    {
        "order_id": "Bon",
        "ordered_at": "Zeit",
        "record_id": "Kundenkarte",
        "product_id": "Artikelnummer",
        "product_name": "Titel",
        "category": "Warengruppe",
        "quantity": "Anzahl",
        "amount": "Betrag",
    },
    ("Bon", "Zeit", "Kundenkarte", "Artikelnummer", "Titel", "Warengruppe", "Anzahl", "Betrag"),
    encoding="cp1252",
    constants={"currency": "EUR"},
)
SURVEY = shared.survey(
    NAME,
    {
        "Empfehlen Sie uns? (0-10)": shared.asked("nps", "nps", scale=(0, 10)),
        "Wie zufrieden? (1-5)": shared.asked("csat", "csat", scale=(1, 5)),
        "Was möchten Sie uns sagen?": shared.asked("worte", "text"),
    },
)
_FIRST = (
    "Der lange Weg nach",
    "Ein Sommer in",
    "Die Gärten von",
    "Das Haus am Ende von",
    "Nachts in",
)
_LAST = ("Immerloh", "Sandau", "Weitenfeld", "Klein-Orla", "Marienkoog", "Tannrode")
_GROUPS = (
    ("Roman", 1400, 2600), ("Krimi", 1200, 1900), ("Kinderbuch", 900, 1800), ("Sachbuch", 1800, 3400),
    ("Reise", 1500, 2800), ("Kalender & Karten", 300, 1600),
)  # fmt: skip
_GOOD = (
    "Sie haben mir ein Buch empfohlen, das ich nie gefunden hätte.", "Bestellt am Abend, da am Morgen.",
    "Hier kennt man meinen Geschmack besser als ich.", "Die Lesung im März war ein Geschenk.",
    "Die Kinder dürfen auf dem Teppich blättern, das ist Gold wert.", "Ruhig, freundlich, belesen.",
)  # fmt: skip
_SO = (
    "Mehr Hörbücher wären schön.",
    "Mittags geschlossen, das passt mir selten.",
    "Englische Titel fehlen mir.",
)
_BAD = (
    "Das bestellte Buch lag eine Woche da, und niemand rief an.",
    "Zweimal falsche Ausgabe bestellt.",
)


def write_bookshop(folder: Path, *, today: dt.date, seed: int = 7) -> SampleFiles:
    """Write the files of the bookshop."""
    book = start(today, days=DAYS, seed=seed, company=2)
    left = _sales(book)
    _people(book)
    _answers(book)
    _talks(book)
    book.facts |= {
        "customers": CUSTOMERS,
        "silently_left": {str(k): book.calendar.date(v).isoformat() for k, v in left.items()},
        "card_share": CARD_SHARE,
        "story": {"due_promise": "Z12", "voice": "F1", "silent_regular": "501"},
    }
    layouts = (shared.customers(NAME), TILL, SURVEY, shared.contacts(NAME), shared.promises(NAME))
    return write_small(folder, layouts, book, name=NAME, source="lesezeichen", seed=seed)


def _people(book: Ledger) -> None:
    made = neighbours(book.rng, FIRST_ID, CUSTOMERS, household=0.12, firm=0.03)
    for i in range(CUSTOMERS):
        cells = [column[i] for column in made.columns]
        since = int(book.rng.integers(-2500, 40))
        book.add("kunden", *cells, book.date(since), book.pick(("ja", "ja", "nein", "")))


def _sales(book: Ledger) -> dict[int, int]:
    rng, left = book.rng, {}
    receipts: list[tuple[int, int]] = []
    for k in range(CUSTOMERS):
        gap = float(rng.gamma(2.2, 30)) + 18
        at = float(rng.random() * 200)
        stays = k % 6 != 0
        stop = DAYS if stays else int(300 + rng.random() * 420)
        last = int(at)
        while at < stop:
            last = _open_day(book, int(at))
            receipts.append((last, FIRST_ID + k))
            at += float(rng.exponential(gap))
        if not stays:
            left[FIRST_ID + k] = last
    strangers = int(len(receipts) * (1 / CARD_SHARE - 1))
    receipts += [(_open_day(book, int(d)), 0) for d in rng.integers(0, DAYS, strangers)]
    titles = [f"{a} {b}" for a in _FIRST for b in _LAST]
    for number, (at, who) in enumerate(sorted(receipts), 1):
        time = book.when(at, first=9, last=18)
        for _ in range(1 + int(rng.poisson(0.5))):
            group = int(rng.choice(6, p=[0.3, 0.2, 0.19, 0.12, 0.08, 0.11]))
            name, low, high = _GROUPS[group]
            title = int(rng.integers(0, len(titles)))
            cents = int(rng.integers(low, high)) // 100 * 100 + int(rng.choice([0, 50, 90, 99]))
            article = f"{group + 1}{title:03d}"
            card = who if who else ""
            book.add(
                "kasse",
                f"T{number:05d}",
                time,
                card,
                article,
                titles[title],
                name,
                1,
                money(cents),
                at=at,
            )
    return left


def _open_day(book: Ledger, at: int) -> int:
    """The day itself, or on a Sunday the Saturday before (on the first day the Monday after)."""
    sunday = (at + book.calendar.start.weekday()) % 7 == 6
    return at if not sunday else at - 1 if at else 1


def _answers(book: Ledger) -> None:
    book.add("umfrage", "F1", book.ago(1, "17:20"), 503, 3, 2, "Das bestellte Buch war da, als die Feier vorbei war.",
             at=DAYS)  # fmt: skip
    who = book.rng.choice(np.arange(FIRST_ID + 4, FIRST_ID + CUSTOMERS), 62, replace=False)
    for k, person in enumerate(who):
        nps = book.score((1, 0, 1, 1, 1, 4, 5, 12, 22, 25, 28), 0)
        words = (
            book.pick(_GOOD if nps > 8 else _SO if nps > 6 else _BAD) if book.chance(0.6) else ""
        )
        at = int(book.rng.integers(DAYS - 300, DAYS))
        csat = min(5, max(1, round(nps / 2.2 + 0.6)))
        book.add(
            "umfrage",
            f"F{k + 2}",
            book.when(at),
            int(person),
            "" if k % 20 == 7 else nps,
            csat,
            words,
            at=at,
        )


def _talks(book: Ledger) -> None:
    notes = (
        (3, "Wunsch", "ein", "Wünscht sich einen Abend mit Übersetzerinnen."),
        (9, "Wunsch", "ein", "Sucht Bücher in großer Schrift für die Mutter."),
        (15, "Gespräch", "ein", "Früher jede Woche da, jetzt liest der Mann am Bildschirm."),
        (22, "Wunsch", "ein", "Möchte Bücher ins Pflegeheim gebracht haben."),
        (38, "Nachfassen", "aus", "Hat das Sachbuch verschenkt, kam gut an."),
        (64, "Gespräch", "ein", "Erzählt von der Lesegruppe; zwölf Leute, suchen einen Raum."),
        (120, "Wunsch", "ein", "Mehr Comics für Zehnjährige."),
    )
    for k, (ago, purpose, way, note) in enumerate(notes):
        at = DAYS - ago
        book.add(
            "gespraeche",
            f"G{k + 1}",
            510 + 7 * k,
            "Laden",
            way,
            book.when(at),
            purpose,
            "nein",
            "ja",
            note,
            at=at,
        )
    what = (
        "Buch vergriffen: im Antiquariat suchen",
        "Anruf, wenn die Bestellung da ist",
        "Signiertes Exemplar",
    )
    for k in range(1, 12):
        made = DAYS - 12 * (13 - k)
        due = made + 7
        kept = "" if k == 8 else book.date(due - k % 3)
        state = "gebrochen" if k == 8 else "gehalten"
        book.add(
            "zusagen",
            f"Z{k}",
            505 + 9 * k,
            "",
            book.date(made),
            book.date(due),
            what[k % 3],
            kept,
            state,
            at=made,
        )
    book.add("zusagen", "Z12", 508, "", book.ago(6), book.ago(0), what[1], "", "offen", at=DAYS)
    book.add("zusagen", "Z13", 530, "", book.ago(4), book.ago(-2), what[0], "", "offen", at=DAYS)
