"""A mapping for a file that nobody knows, from the names and the contents of its columns.

The proposal says how sure it is of every field and what it has to ask; it never settles what the
file leaves open.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from typing import Any

from kundig.readers.batch import Remark
from kundig.readers.errors import say
from kundig.readers.fields import DATE_OF, field_name, missing_fields, tables_of
from kundig.readers.formats import NumberFormat
from kundig.readers.mapping import ColumnSpec, FileSpec, Mapping
from kundig.readers.profile import Profile, profiles
from kundig.readers.source import Source
from kundig.readers.survey import wide_questions
from kundig.tables import TABLES, Type

#: Tables that a file may be proposed for, in the order in which ties are broken.
_CANDIDATES = (
    "order_lines", "orders", "customer_records", "survey_answers", "complaints", "returns",
    "deliveries", "contacts", "mentions", "products",
)  # fmt: skip
#: Fields that make a file of a table what it is, with their weight.
_TELLING: dict[str, dict[str, int]] = {
    "order_lines": {
        "order_lines.product_id": 3, "order_lines.product_name": 2, "order_lines.quantity": 3,
        "order_lines.unit_price": 2, "order_lines.amount": 1, "orders.ordered_at": 2,
        "order_lines.order_id": 2,
    },
    "orders": {"orders.ordered_at": 3, "orders.total": 3, "orders.order_id": 2, "orders.record_id": 2},
    "customer_records": {
        "customer_records.last_name": 2, "customer_records.first_name": 3,
        "customer_records.email": 3, "customer_records.street": 2, "customer_records.postcode": 2,
        "customer_records.city": 1, "customer_records.birth_date": 2,
        "customer_records.record_id": 1,
    },
    "survey_answers": {
        "survey_answers.response_id": 4, "survey_answers.question_id": 4,
        "survey_answers.score": 3, "survey_answers.answered_at": 1,
    },
    "complaints": {
        "complaints.complaint_id": 5, "complaints.received_at": 2, "complaints.closed_at": 3,
        "complaints.cause": 2,
    },
    "returns": {"returns.return_id": 7, "returns.reason": 3, "returns.returned_at": 2},
    "deliveries": {
        "deliveries.delivered_at": 4, "deliveries.promised_at": 4, "deliveries.shipped_at": 2,
        "deliveries.order_id": 1,
    },
    "contacts": {
        "contacts.contact_id": 5, "contacts.direction": 3, "contacts.purpose": 2,
        "contacts.happened_at": 2,
    },
    "mentions": {"mentions.mention_id": 5, "mentions.rating": 3, "texts.text": 2},
    "products": {
        "products.product_id": 3, "products.product_name": 3, "products.category": 2,
        "products.unit_price": 2,
    },
}  # fmt: skip
_SURE = 0.7


@dataclass(frozen=True)
class OpenQuestion:
    """Something that only a person can say about the file."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)
    field: str | None = None
    choices: tuple[str, ...] = ()

    def text(self, lang: str) -> str:
        """The question in `lang`."""
        return say(self.key, lang, **self.values)


@dataclass(frozen=True)
class Proposal:
    """A mapping with what is still open about it."""

    mapping: Mapping
    questions: tuple[OpenQuestion, ...]
    confidence: dict[str, float]
    remarks: tuple[Remark, ...] = ()


def propose(source: Source, *, table: str | None) -> Proposal:
    """The best mapping that names and contents of the columns suggest.

    `table` is the main table if the user has named it; otherwise the columns decide.
    """
    known = profiles(source.sample(5_000))
    found = {t: _match(t, known) for t in ([table] if table else _CANDIDATES)}
    scores = {t: _score(t, matches) for t, matches in found.items()}
    questions: list[OpenQuestion] = []
    wide = wide_questions(known, source.path.stem)
    if table is None:
        if len(wide.questions) >= 3 and max(scores.values(), default=0) < 5.5:
            scores["survey_answers"] = 10
        best = max(_CANDIDATES, key=lambda t: (scores[t], -_CANDIDATES.index(t)))
        if scores[best] < 4:
            questions.append(OpenQuestion("ask_table", choices=_CANDIDATES))
        table = best
    matches = found[table]
    mapping = Mapping(
        name=_slug(source.path.name),
        table=table,
        source=_slug(source.path.name),
        columns={f: ColumnSpec((column,)) for f, (column, _) in matches.items()},
        recognise=source.columns if source.has_header else (),
    )
    confidence = {f: sure for f, (_, sure) in matches.items()}
    if table == "order_lines" and "product_id" not in matches and "product_name" in matches:
        mapping.columns["product_id"] = mapping.columns["product_name"]
        confidence["product_id"] = confidence["product_name"]
    if table == "survey_answers" and "question_id" not in matches and wide.questions:
        taken = {column for column, _ in matches.values()} - set(wide.questions)
        free = {c: q for c, q in wide.questions.items() if c not in taken}
        columns = {f: s for f, s in mapping.columns.items() if f not in {"score", "choice", "text"}}
        mapping = replace(mapping, questions=free, columns=columns)
        confidence = {f: c for f, c in confidence.items() if f in columns}
        questions += [
            OpenQuestion("ask_scale", {"column": c}, field=c, choices=("0-10", "1-10", "1-5"))
            for c in wide.unsure
            if c in free
        ]
    mapping = replace(mapping, file=_file_spec(mapping, known))
    questions += _open(mapping, known, confidence)
    return Proposal(mapping, tuple(questions), confidence, tuple(_limits(mapping)))


def _match(table: str, known: dict[str, Profile]) -> dict[str, tuple[str, float]]:
    """Field -> (column, confidence): every column once, the surest pairs first."""
    pairs = []
    for place, column, names in _fields(table):
        kind = TABLES[place].by_name[column].type
        own = place == table
        for profile in known.values():
            sure = _confidence(profile, names, kind, column)
            if sure:
                pairs.append((sure + (0.001 if own else 0), place, column, profile.name))
    pairs.sort(key=lambda p: -p[0])
    taken: set[str] = set()
    filled: set[tuple[str, str]] = set()
    result: dict[str, tuple[str, float]] = {}
    for sure, place, column, name in pairs:
        if name in taken or (place, column) in filled:
            continue
        taken.add(name)
        filled.add((place, column))
        result[field_name(table, place, column)] = (name, round(min(sure, 0.99), 2))
    return result


def _fields(table: str) -> Iterable[tuple[str, str, tuple[str, ...]]]:
    """The fields that names are known for: (table, column, compared names)."""
    words = _synonyms()
    seen: set[str] = set()
    for place in tables_of(table):
        own = place == table
        if not own and place in {"returns", "products"}:
            continue
        for column, names in words.get(place, {}).items():
            if column == "text" or column not in TABLES[place].by_name:
                continue
            if column == "record_id" and table != "customer_records":
                continue  # the number of the customer belongs to the document
            if column in seen:
                continue
            seen.add(column)
            yield place, column, names
    home = next((t for t in (table, *tables_of(table)) if "record_id" in TABLES[t].by_name), None)
    if home is not None and table != "customer_records":
        yield home, "record_id", words["customer_records"]["record_id"]


def _confidence(profile: Profile, names: tuple[str, ...], kind: Type, column: str) -> float:
    """How surely a column holds a field, from its name and its values."""
    said = plain(profile.name)
    if said in names:
        sure = 0.95 - 0.002 * names.index(said)
    elif any(len(n) > 3 and _compound(said, n) for n in names):
        sure = 0.75
    elif any(len(n) > 6 and n in said for n in names):
        sure = 0.6
    else:
        sure = 0.0
    if column == "email" and profile.mail_share > 0.8:
        return max(sure, 0.9)
    if not profile.filled:
        return sure * 0.5
    if kind in {Type.DATE, Type.INSTANT}:
        return sure if profile.is_date else 0.0
    if kind in {Type.AMOUNT, Type.QUANTITY, Type.INTEGER}:
        return sure if profile.is_number and not profile.mail_share else 0.0
    if column != "birth_date" and profile.is_date and profile.dates.order != "iso":
        return 0.0
    return sure


def _compound(said: str, name: str) -> bool:
    """Whether the name begins or ends with the word, the rest being letters: `Kaufdatum`."""
    rest = said.removesuffix(name) if said.endswith(name) else said.removeprefix(name)
    return rest != said and rest.isalpha()


def _score(table: str, matches: dict[str, tuple[str, float]]) -> float:
    telling = _TELLING.get(table, {})
    score = 0.0
    for name, weight in telling.items():
        place, _, column = name.partition(".")
        hit = matches.get(field_name(table, place, column))
        score += weight * hit[1] if hit else 0
    filled = {f: ColumnSpec((c,)) for f, (c, _) in matches.items()}
    missing = missing_fields(Mapping("", table, "", columns=filled))
    return score - 3 * len(missing)


def _file_spec(mapping: Mapping, known: dict[str, Profile]) -> FileSpec:
    """Decimal sign and order of the date as far as the values settle them."""
    dates, decimals = set(), set()
    for place, column, key in mapping.fields():
        spec = mapping.columns.get(key)
        profile = known.get(spec.columns[0]) if spec else None
        if profile is None:
            continue
        kind = TABLES[place].by_name[column].type
        if kind in {Type.DATE, Type.INSTANT}:
            dates.add(profile.dates.order)
        elif kind in {Type.AMOUNT, Type.QUANTITY}:
            decimals.add(profile.numbers)
    spoken = dates - {"none", "iso"}
    return FileSpec(
        dates=next(iter(spoken)) if len(spoken) == 1 and spoken <= {"dmy", "mdy"} else None,
        decimal="comma" if NumberFormat.COMMA in decimals else None,
    )


def _open(
    mapping: Mapping, known: dict[str, Profile], confidence: dict[str, float]
) -> list[OpenQuestion]:
    questions: list[OpenQuestion] = []
    for name in missing_fields(mapping):
        column = TABLES[mapping.table].by_name[name]
        label = {"de": column.de, "en": column.en}
        instant = DATE_OF.get(mapping.table, {}).get(name)
        questions.append(OpenQuestion("ask_field", {"label": label}, instant or name, tuple(known)))
    for place, column_name, key in mapping.fields():
        spec = mapping.columns.get(key)
        if spec is None:
            continue
        profile = known[spec.columns[0]]
        kind = TABLES[place].by_name[column_name].type
        examples = ", ".join(profile.dates.examples[:3])
        if kind in {Type.DATE, Type.INSTANT} and profile.dates.order == "ambiguous":
            asked = {"column": profile.name, "examples": examples}
            questions.append(OpenQuestion("ask_dates", asked, key, ("dmy", "mdy")))
        if kind is Type.AMOUNT and profile.numbers is NumberFormat.AMBIGUOUS:
            questions.append(
                OpenQuestion("ask_decimal", {"column": profile.name}, key, ("point", "comma"))
            )
        if confidence.get(key, 1) < _SURE:
            column = TABLES[place].by_name[column_name]
            label = {"de": column.de, "en": column.en}
            values: dict[str, Any] = {"column": profile.name, "label": label}
            questions.append(OpenQuestion("ask_sure", values, key, ("yes", "no")))
    return questions


def _limits(mapping: Mapping) -> Iterable[Remark]:
    """What a file without customer numbers can answer and what not."""
    if mapping.table not in {"order_lines", "orders"}:
        return
    if not any(column == "record_id" for _, column, _ in mapping.fields()):
        key = "till_lines" if mapping.table == "order_lines" else "till_orders"
        yield Remark(key)


@cache
def _synonyms() -> dict[str, dict[str, tuple[str, ...]]]:
    raw = resources.files("kundig.readers").joinpath("synonyms.toml").read_text(encoding="utf-8")
    return {
        table: {column: tuple(map(plain, names)) for column, names in fields.items()}
        for table, fields in tomllib.loads(raw).items()
    }


def plain(name: str) -> str:
    """A column name reduced to its letters and digits, without case and umlaut dots."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    folded = name.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    folded = unicodedata.normalize("NFKD", folded.replace("ß", "ss"))
    return re.sub(r"[^a-z0-9]", "", folded)


def _slug(name: str) -> str:
    stem = re.sub(r"(\.(csv|txt|tsv|xlsx|parquet|gz|zip))+$", "", name.casefold())
    folded = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", folded).strip("_") or "file"
