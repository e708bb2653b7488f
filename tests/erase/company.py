"""Files of a small company in which somebody stands whom nobody else resembles."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Iterable
from pathlib import Path

import pyarrow.parquet as pq

from kundig.intake.result import ImportResult
from kundig.intake.workflow import ImportRequest, import_file
from kundig.readers.mapping import parse_mapping
from kundig.store.home import Home

PEOPLE = """
name = "people"
table = "customer_records"
source = "shop"
[columns]
record_id = "Nr"
first_name = "Vorname"
last_name = "Nachname"
email = "Mail"
phone = "Telefon"
street = "Strasse"
city = "Ort"
birth_date = "Geburtstag"
contact_allowed = "Werbung"
"""
LINES = """
name = "lines"
table = "order_lines"
source = "shop"
[columns]
order_id = "Beleg"
ordered_at = "Datum"
"orders.record_id" = "Nr"
product_id = "Artikel"
quantity = "Menge"
unit_price = "Preis"
[rules]
cancellation = { field = "order_id", matches = "^ST" }
"""
CASES = """
name = "cases"
table = "complaints"
source = "shop"
[columns]
complaint_id = "Vorgang"
record_id = "Nr"
order_id = "Beleg"
received_at = "Datum"
status = "Stand"
text = "Worte"
"""
ANSWERS = """
name = "answers"
table = "survey_answers"
source = "shop"
[columns]
response_id = "Bogen"
record_id = "Nr"
answered_at = "Datum"
[constants]
survey_id = "herbst"
[questions]
"Empfehlung" = { question_id = "nps", kind = "nps", scale = [0, 10] }
"Warum" = { question_id = "why", kind = "text" }
"""

PEOPLE_CSV = """Nr;Vorname;Nachname;Mail;Telefon;Strasse;Ort;Geburtstag;Werbung
77123;Zenobia;Quitterling;zenobia.q@kanarie.example;0171 9988776;Falterweg 99;Vogelsbergen;14.03.1971;ja
200;Anna;Kern;anna@kern.example;030 111111;Hauptweg 1;Nord;02.02.1980;ja
201;Bernd;Kern;anna@kern.example;030 222222;Hauptweg 1;Nord;03.03.1981;nein
"""
#: She moved: the second version of her row, and a row of hers that nobody can read.
PEOPLE_LATER = PEOPLE_CSV.replace("Falterweg 99;Vogelsbergen", "Amselstieg 41;Drosselheim")
PEOPLE_BROKEN = PEOPLE_LATER + (
    "77123;Zenobia;Quitterling;zweitpost@kanarie.example;0171 9988776;Kranichufer 3;Reiherdorf;99.99.1971;ja\n"
    "202;Carl;Ohne;carl@ohne.example;030 333333;Nebenweg 2;Sued;88.88.1990;ja\n"
)
LINES_CSV = """Beleg;Datum;Nr;Artikel;Menge;Preis
BELEGXQ1;01.03.2026 10:00;77123;P1;2;100,50
BELEGXQ1;01.03.2026 10:00;77123;P2;1;49,50
BELEGXQ2;02.04.2026 11:00;77123;P1;1;100,50
STXQ3;05.04.2026 11:00;77123;P1;-1;100,50
A1;01.03.2026 10:00;200;P1;1;100,50
A2;07.05.2026 10:00;201;P2;3;49,50
"""
CASES_CSV = """Vorgang;Nr;Beleg;Datum;Stand;Worte
VORGANGXQ1;77123;BELEGXQ1;03.03.2026 09:00;closed;Mein Sohn Tassilo fiel damit vom Wipfelpfad.
V2;200;A1;04.03.2026 09:00;open;Die Naht ist auf.
"""
ANSWERS_CSV = """Bogen;Nr;Datum;Empfehlung;Warum
BOGENXQ1;77123;09.03.2026 09:00;3;Der Zwieselpfosten war krumm.
B2;200;10.03.2026 09:00;9;Schnell geliefert.
"""
KEYS = [("shop", "77123")]
#: What must stand nowhere afterwards.
CANARIES = (
    "77123", "Zenobia", "Quitterling", "zenobia.q@kanarie.example", "zweitpost@kanarie.example",
    "9988776", "Falterweg", "Vogelsbergen", "Amselstieg", "Drosselheim", "Kranichufer",
    "Reiherdorf", "BELEGXQ1", "BELEGXQ2", "STXQ3", "VORGANGXQ1", "BOGENXQ1", "Tassilo",
    "Wipfelpfad", "Zwieselpfosten",
)  # fmt: skip


def bring(home: Home, mapping: str, text: str, name: str = "file.csv") -> ImportResult:
    """Import a text as a file that lies outside of the company's folder."""
    folder = home.folder.parent / "sent"
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return import_file(
        ImportRequest(path, mapping=parse_mapping(mapping, file="test"), lang="de"), home=home
    )


def filled(home: Home) -> Home:
    """Everything that the files say, her row in two versions and one set aside."""
    bring(home, PEOPLE, PEOPLE_CSV)
    bring(home, LINES, LINES_CSV)
    bring(home, CASES, CASES_CSV)
    bring(home, ANSWERS, ANSWERS_CSV)
    bring(home, PEOPLE, PEOPLE_LATER)
    bring(home, PEOPLE, PEOPLE_BROKEN)
    return home


def hits(files: Iterable[Path], canaries: Iterable[str]) -> list[str]:
    """Where a canary stands: raw, in other encodings, packed, or as a value of a Parquet file."""
    wanted = {c: _spellings(c) for c in canaries}
    found = []
    for path in files:
        content = path.read_bytes()
        bodies = [content, content.lower()]
        if content[:2] == b"\x1f\x8b":
            bodies.append(gzip.decompress(content).lower())
        if content[:4] == b"PAR1":
            bodies.append(_parquet(path).lower())
        for canary, spellings in wanted.items():
            if any(s in body for body in bodies for s in spellings):
                found.append(f"{path}: {canary}")
    return found


def _parquet(path: Path) -> bytes:
    table = pq.read_table(path)
    said = [str(table.to_pydict())]
    meta = pq.ParquetFile(path).metadata
    for group in range(meta.num_row_groups):
        for column in range(meta.num_columns):
            said.append(str(meta.row_group(group).column(column).statistics))
    return "\n".join(said).encode()


def _spellings(canary: str) -> set[bytes]:
    found = set()
    for text in (canary, canary.lower(), canary.upper()):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp1252"):
            raw = text.encode(encoding)
            found.add(raw)
            if len(canary) >= 8:  # whole groups of three bytes, at each of three offsets
                for shift in range(3):
                    coded = base64.b64encode(b"\x00" * shift + raw)
                    inner = coded[4 if shift else 0 : -4]
                    found |= {inner, inner.lower()}
    return found
