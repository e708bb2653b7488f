"""The open story that runs through all five elements, with the same numbers in every sample.

Familie Yıldız (10001) waits for an answer, Herr Dr. Weiß (10002) has gone quiet, Frau Prof. Dr.
Nowak (10003) got goodwill, Herr Brandt (10004) and Familie Okafor (10005) hold promises, Frau Lê
(10006) thanks for one that was kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from kundig.samples.cells import Calendar, day, money
from kundig.samples.files import line
from kundig.samples.products import CATEGORIES, Range

PEOPLE: Final = 6
YILDIZ, WEISS, NOWAK, BRANDT, OKAFOR, LE = range(10001, 10007)
#: Segment (0 adventure, 1 family) and home branch of the six.
SEGMENTS: Final = (1, 0, 0, 0, 1, 1)
HOMES: Final = (2, 0, 2, 1, 4, 2)
BOOTS: Final = "B100001"
VOICE: Final = "Die Stiefel kamen zwei Tage nach der Abreise."
#: Dr. Weiß bought every nine weeks or so, and then no more.
WEISS_DAYS_AGO: Final = (1010, 948, 887, 820, 761, 690, 634, 566, 508, 441, 380, 322, 261, 204)
_NAMES: Final = (
    ("Familie", "Familie", "", "", "Yıldız", "Quellenweg 12", "62014", "Hinterbachtal", "", "ja"),
    ("Person", "Herr", "Dr.", "Matthias", "Weiß", "Bergallee 3", "62021", "Obermoosen", "14.09.1968", "ja"),
    ("Person", "Frau", "Prof. Dr.", "Katarzyna", "Nowak", "Lindenstraße 41", "62028", "Kirchwalden", "", "ja"),
    ("Person", "Herr", "", "Jonas", "Brandt", "Uferweg 7 b", "62035", "Rehenkogel", "02.05.1991", ""),
    ("Familie", "Familie", "", "", "Okafor", "Schlehensteig 5", "62042", "Ammerlohe", "", "ja"),
    ("Person", "Frau", "", "Thị Hạnh", "Lê", "Ringstraße 88", "62049", "Schönfurthof", "", "nein"),
)  # fmt: skip
_BRANCH: Final = ("Nord", "Ost", "Mitte", "West", "Süd", "Online")


@dataclass(slots=True)
class Story:
    """Rows per file; order rows come with their minute so that they stand where they belong."""

    rows: dict[str, list[str]]
    orders: list[tuple[int, str]]
    facts: dict[str, Any]


class _Teller:
    def __init__(self, calendar: Calendar, goods: Range) -> None:
        self.calendar = calendar
        self.goods = goods
        self.story = Story({}, [], {})
        self.next = 100001

    def ago(self, days: int, clock: str = "") -> str:
        shown = day(self.calendar.ago(days))
        return f"{shown} {clock}" if clock else shown

    def add(self, file: str, *cells: object) -> None:
        self.story.rows.setdefault(file, []).append(line(*cells))

    def order(
        self, who: int, days: int, clock: str, articles: tuple[str, ...], *, online: bool = True,
        dear: bool = False, promised: int | None = None, arrived: int | None = None,
    ) -> str:  # fmt: skip
        """A purchase with its lines and its delivery; days count back from today."""
        number = f"B{self.next}"
        self.next += 1
        branch = "Online" if online else _BRANCH[HOMES[who - YILDIZ]]
        hour, minute = clock.split(":")
        at = (self.calendar.days - days) * 1440 + int(hour) * 60 + int(minute)
        home = arrived is not None
        names = self.goods.names.tolist()
        for article in articles:
            found = [i for i, name in enumerate(names) if name.startswith(article + " ")]
            k = found[-1 if dear else 0]
            row = line(
                *(number, self.ago(days, clock), who, self.goods.numbers[k], names[k]),
                *(CATEGORIES[int(self.goods.group[k])], 1, money(int(self.goods.cents[k])), branch),
                *("online" if online else "Filiale", "Geliefert" if home else "Mitgenommen"),
            )
            self.story.orders.append((at, row))
        if arrived is not None:
            self.add(
                "lieferungen",
                *(f"L{number[1:]}", number, who, self.ago(days), self.ago(promised or arrived)),
                *(self.ago(arrived), "zugestellt", branch, "Talpost"),
            )
        return number


def tell(calendar: Calendar, goods: Range) -> Story:
    """The story's rows for this day."""
    t = _Teller(calendar, goods)
    _customers(t)
    _yildiz(t)
    _weiss(t)
    _nowak(t)
    _others(t)
    _relation(
        t,
        3,
        12,
        NOWAK,
        9,
        "Der Rückruf kam nach zwei Stunden, das neue Zelt vier Tage später. So geht das.",
        5,
        5,
    )
    _relation(t, 4, 18, WEISS + 4, 10, "Zusage gehalten, auf den Tag genau. Danke!", 4, 5)
    return t.story


def _customers(t: _Teller) -> None:
    for k, (
        kind,
        salutation,
        title,
        first,
        last,
        street,
        postcode,
        city,
        born,
        allowed,
    ) in enumerate(_NAMES):
        mail = (
            "familie.yildiz",
            "m.weiss",
            "k.nowak",
            "jonas.brandt",
            "familie.okafor",
            "hanh.le",
        )[k]
        t.add(
            "kunden",
            *(YILDIZ + k, kind, salutation, title, first, last, "", f"{mail}@post.example"),
            *(f"030 23125 {101 + k}", street, postcode, city, "DE", born, "de", _BRANCH[HOMES[k]]),
            *(t.ago(1015 - 40 * k), allowed),
        )


def _yildiz(t: _Teller) -> None:
    boots = t.order(YILDIZ, 16, "19:42", ("Wanderstiefel", "Kinder-Wanderstiefel"),
                    promised=10, arrived=6)  # fmt: skip
    t.order(YILDIZ, 742, "11:05", ("Kinder-Regenjacke", "Matschhose"), online=False)
    t.order(YILDIZ, 401, "10:20", ("Familienzelt 4 P",), promised=397, arrived=398)
    t.order(YILDIZ, 133, "16:31", ("Kinder-Winterstiefel",), online=False)
    t.add("zusagen", "Z10001", YILDIZ, boots, t.ago(16), t.ago(10), "Wanderstiefel zwei Tage vor der Abreise",
          t.ago(6), "gebrochen", "Online", "Kundendienst")  # fmt: skip
    _relation(t, 1, 1, YILDIZ, 2, VOICE, 4, 3, clock="13:48")
    t.add("beschwerden", "V10001", YILDIZ, boots, "Online", "E-Mail", "Beschwerde", "Lieferung zu spät", "Lieferung",
          t.ago(1, "14:00"), "offen", "", "Kundendienst", "",
          VOICE + " Die Kinder sind in Turnschuhen gelaufen. Was nun?")  # fmt: skip
    t.add("beschwerde_verlauf", "V10001", 1, t.ago(1, "14:00"), "eingegangen", "Kunde", "")
    t.add(
        "beschwerde_verlauf", "V10001", 2, t.ago(1, "14:02"), "automatische Antwort", "Automat", ""
    )
    t.story.facts["10001"] = {
        "who": "Familie Yıldız",
        "order": boots,
        "promised": t.calendar.ago(10).isoformat(),
        "departure": t.calendar.ago(8).isoformat(),
        "arrived": t.calendar.ago(6).isoformat(),
        "answer": {"response": "U10001", "nps": 2, "words": VOICE},
        "complaint": "V10001",
        "received": f"{t.calendar.ago(1).isoformat()} 14:00",
        "hours_left_at_nine_today": 5,
    }


def _weiss(t: _Teller) -> None:
    bought = (
        "Hardshelljacke", "Bergstiefel", "Tourenrucksack 38 l", "Kletterseil 60 m", "Schlafsack Winter",
        "Tourenbindung", "Daunenjacke", "LVS-Gerät", "Skijacke", "Kuppelzelt 2 P", "Trekkingschuh",
        "Merinoshirt", "Klettersteigset", "Regenjacke",
    )  # fmt: skip
    for ago, article in zip(WEISS_DAYS_AGO, bought, strict=True):
        t.order(
            WEISS,
            ago,
            "18:15",
            (article, "Stirnlampe"),
            dear=True,
            promised=ago - 4,
            arrived=ago - 4,
        )
    t.add("kontakte", "C10002", WEISS, "Telefon", "aus", t.ago(196, "16:40"), "Nachfassen nach Kauf", "nein", "ja",
          "Vertrieb", "Plant im Sommer eine Hochtour. Fragt, ob wir Steigeisen anpassen; Antwort steht aus.")  # fmt: skip
    t.story.facts["10002"] = {
        "who": "Herr Dr. Weiß",
        "orders": len(WEISS_DAYS_AGO),
        "last_order": t.calendar.ago(WEISS_DAYS_AGO[-1]).isoformat(),
        "usual_gap_days": 62,
        "ask": "Haben wir Ihnen eine Antwort zu den Steigeisen geschuldet?",
    }


def _nowak(t: _Teller) -> None:
    tent = t.order(NOWAK, 47, "20:10", ("Kuppelzelt 2 P",), dear=True, promised=42, arrived=43)
    t.add("beschwerden", "V10003", NOWAK, tent, "Online", "Telefon", "Beschwerde", "Ware mangelhaft", "Einkauf",
          t.ago(24, "09:20"), "geschlossen", t.ago(16, "10:00"), "Kundendienst", "20,00",
          "Am neuen Zelt ist in der ersten Nacht die Naht aufgegangen; es hat hineingeregnet.")  # fmt: skip
    steps = (
        (24, "09:20", "eingegangen", "Kunde", ""), (24, "11:25", "beantwortet", "Mensch", "Kundendienst"),
        (24, "11:40", "Vorschlag gemacht", "Mensch", "Kundendienst"), (20, "15:10", "gelöst", "Mensch", "Kundendienst"),
        (16, "10:00", "geschlossen", "Mensch", "Kundendienst"),
    )  # fmt: skip
    for k, (ago, clock, activity, actor, unit) in enumerate(steps, 1):
        t.add("beschwerde_verlauf", "V10003", k, t.ago(ago, clock), activity, actor, unit)
    t.add("zusagen", "Z10003", NOWAK, tent, t.ago(24), t.ago(20), "Ersatzzelt innerhalb von vier Tagen", t.ago(20), "gehalten",
          "Online", "Kundendienst")  # fmt: skip
    t.story.facts["10003"] = {
        "who": "Frau Prof. Dr. Nowak",
        "complaint": "V10003",
        "goodwill": 20,
        "nps": 9,
    }


def _others(t: _Teller) -> None:
    seat = t.order(BRANDT, 9, "17:25", ("Klettergurt",), online=False)
    t.add("zusagen", "Z10004", BRANDT, seat, t.ago(9), t.ago(-1), "Rückruf: Termin für die Anpassung des Gurts", "",
          "offen", "Ost", "Werkstatt")  # fmt: skip
    coat = t.order(OKAFOR, 30, "10:50", ("Kinder-Regenjacke",), online=False)
    t.add("zusagen", "Z10005", OKAFOR, coat, t.ago(7), t.ago(0), "Antwort, ob es mitwachsende Jacken gibt", "", "offen",
          "Süd", "Einkauf")  # fmt: skip
    t.add("kontakte", "C10005", OKAFOR, "Filiale", "ein", t.ago(12, "11:15"), "Kundengespräch", "nein", "ja", "Vertrieb",
          "„Nach einem Winter ist jede Jacke zu klein. Wir brauchen eine, die mitwächst.“ Würde dafür mehr zahlen.")  # fmt: skip
    shoes = t.order(LE, 33, "14:05", ("Kinder-Sandale",), online=False)
    t.add("zusagen", "Z10006", LE, shoes, t.ago(33), t.ago(26), "Zweites Paar in Größe 29 zurücklegen", t.ago(26),
          "gehalten", "Mitte", "Vertrieb")  # fmt: skip
    t.story.facts["10004"] = {
        "who": "Herr Brandt",
        "promise": "Z10004",
        "due": t.calendar.ago(-1).isoformat(),
    }
    t.story.facts["10005"] = {
        "who": "Familie Okafor",
        "promise": "Z10005",
        "due": t.calendar.today.isoformat(),
    }
    t.story.facts["10006"] = {
        "who": "Frau Lê",
        "promise": "Z10006",
        "kept": t.calendar.ago(26).isoformat(),
    }


def _relation(
    t: _Teller,
    k: int,
    ago: int,
    who: int,
    score: int,
    words: str,
    liked: int,
    advised: int,
    *,
    clock: str = "19:05",
) -> None:
    branch = _BRANCH[HOMES[who - YILDIZ]]
    t.add(
        "umfrage_beziehung",
        f"U{10000 + k}",
        t.ago(ago, clock),
        who,
        branch,
        score,
        words,
        liked,
        advised,
        "",
    )
