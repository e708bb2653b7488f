"""What does not depend on customers: units with headcounts, and the decisions of two years."""

from __future__ import annotations

from kundig.samples.cells import Calendar, day
from kundig.samples.files import line
from kundig.samples.outdoor import planted as p

_UNITS = (
    ("Nordhang", "Nordhang Outdoor", "Betrieb", "", "Mittenrehen", 134),
    ("Nord", "Filiale Nord", "Filiale", "Nordhang", "Hinterbachtal", 16),
    ("Ost", "Filiale Ost", "Filiale", "Nordhang", "Oberrodingen", 11),
    ("Mitte", "Filiale Mitte", "Filiale", "Nordhang", "Mittenrehen", 19),
    ("West", "Filiale West", "Filiale", "Nordhang", "Altenkogel", 9),
    ("Süd", "Filiale Süd", "Filiale", "Nordhang", "Ammerlohe", 12),
    ("Online", "Onlineladen", "Filiale", "Nordhang", "Mittenrehen", 8),
    ("Vertrieb", "Vertrieb", "Abteilung", "Nordhang", "Mittenrehen", 5),
    ("Kundendienst", "Kundendienst", "Abteilung", "Nordhang", "Mittenrehen", 9),
    ("Lager", "Lager und Versand", "Abteilung", "Nordhang", "Rehenwalden", 17),
    ("Einkauf", "Einkauf", "Abteilung", "Nordhang", "Mittenrehen", 6),
    ("Marketing", "Marketing", "Abteilung", "Nordhang", "Mittenrehen", 5),
    ("Buchhaltung", "Buchhaltung", "Abteilung", "Nordhang", "Mittenrehen", 4),
    ("Werkstatt", "Werkstatt", "Abteilung", "Nordhang", "Mittenrehen", 6),
    ("IT", "IT", "Abteilung", "Nordhang", "Mittenrehen", 3),
    ("Personal", "Personal", "Abteilung", "Nordhang", "Mittenrehen", 2),
    ("Lager-Wareneingang", "Wareneingang", "Team", "Lager", "Rehenwalden", 7),
    ("Lager-Packen", "Packen", "Team", "Lager", "Rehenwalden", 10),
    ("Dienst-Telefon", "Telefon und Post", "Team", "Kundendienst", "Mittenrehen", 5),
    ("Dienst-Reklamation", "Reklamation", "Team", "Kundendienst", "Mittenrehen", 4),
)


def unit_rows() -> list[str]:
    """Branches, departments and teams; nobody is named."""
    return [line(*unit) for unit in _UNITS]


def decision_rows(calendar: Calendar) -> list[str]:
    """Decisions with the evidence they rest on; only E4 has an effect planted in the data."""

    def ago(days: int) -> str:
        return day(calendar.ago(days))

    return [
        line("E1", ago(612), "Rückgabe ohne Kassenbon mit Kundenkarte",
             "„Den Bon habe ich nie, die Karte immer.“", "Umtausch ohne Suchen", "Vertrieb", "returns_rate",
             "", "", ago(600), ago(420), ago(598)),
        line("E2", ago(341), "Kinderschuhe mit Maßband zum Nachmessen",
             "Kinderschuhe kommen am häufigsten zurück: passt nicht.", "Seltener die falsche Größe", "Einkauf",
             "returns_rate", "category", "Kinderschuhe", ago(320), ago(140), ago(318)),
        line("E3", ago(158), "Reklamationen am selben Tag anrufen statt schreiben",
             "„Auf meine E-Mail habe ich bis heute keine Antwort.“", "Eine Antwort von einem Menschen",
             "Kundendienst", "response_time", "", "", ago(150), ago(60), ""),
        line("E4", ago(p.DECIDED_AGO), "Liefertag erst zusagen, wenn die Ware im Haus ist",
             "„Bitte nur versprechen, was geht.“", "Ein Liefertag, auf den man sich verlassen kann", "Lager",
             "late_deliveries", "", "", ago(p.EFFECTIVE_AGO), ago(0), ago(p.EFFECTIVE_AGO)),
        line("E5", ago(20), "Jacken, die mitwachsen: drei Muster bestellen",
             "„Nach einem Winter ist jede Jacke zu klein.“ (Kundengespräch)", "Eine Jacke für zwei Winter",
             "Einkauf", "csat", "category", "Kinderbekleidung", ago(-40), ago(-160), ""),
    ]  # fmt: skip
