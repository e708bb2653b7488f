"""What columns are called: names as they are compared, and how surely a name says a field."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib import resources

EXACT, HEAD, LAST_WORDS, COMPOUND, FIRST_WORD, WITHIN = 0.95, 0.85, 0.8, 0.75, 0.65, 0.6

#: What is said of a heading in passing: units, gross and net, remarks in brackets.
_ASIDE = re.compile(
    r"\([^)]*\)|\[[^\]]*\]|[€$£]|\b(?:inkl|incl|exkl|excl|zzgl|ohne|mit)\b\.?\s*(?:mwst|ust|vat|tax)\b\.?"
    r"|\b(?:in\s+)?(?:eur|euro|usd|chf|gbp)\b|\b(?:brutto|netto|gross|net|stk|stck)\b\.?",
    re.IGNORECASE,
)
_NET = re.compile(r"netto|\bnet\b|\b(?:ohne|exkl|excl|zzgl)\b", re.IGNORECASE)
_PREPOSITIONS = frozenset(
    {"des", "der", "von", "vom", "fuer", "pro", "je", "in", "am", "of", "for", "per", "laut"}
)
#: Words that turn a name into that of something else: a `Fälligkeitsdatum` is no day of a sale.
_FOREIGN = (
    "update", "geaendert", "aenderung", "druck", "faellig", "due", "bezahl", "paid", "payment",
    "zahlung", "export", "mahn", "geburt", "birth", "liefer", "deliver", "ship", "versand",
    "steuer", "tax", "mwst", "ust", "rabatt", "discount", "porto", "gebuehr", "fee", "bestand",
    "lager", "vorjahr", "einkauf", "skonto", "trinkgeld", "pfand", "storno", "letzt", "last",
    "kosten", "cost", "valuta", "wartung", "austritt", "ende", "end", "nutzer", "mitarbeiter",
    "bediener", "verkaeufer", "employee", "seller", "cancel", "refund", "gutschein", "coupon",
)  # fmt: skip
#: Words too general to stand for a field at the end of a longer name.
_GENERAL = frozenset(
    {
        "name", "id", "nr", "no", "nummer", "number", "title", "titel", "text", "status", "state",
        "stand", "items", "item", "value", "wert", "source", "first", "last", "order", "account",
        "units", "count", "note", "notes", "grund", "reason", "issue", "created", "registered",
        "kasse", "quelle", "art", "time", "zeit", "uhrzeit", "tag", "termin", "bon", "member",
    }
)  # fmt: skip
#: Words that tell whose the rest of the name is: `Kunde Ort` is no customer.
_OWNERS = frozenset(
    {"kunde", "kundin", "kaeufer", "customer", "buyer", "client", "user", "member", "mitglied",
     "artikel", "produkt", "product", "item", "article", "order", "invoice", "auftrag",
     "bestellung", "rechnung", "beleg", "bon", "firma", "company", "review", "survey"}
)  # fmt: skip
#: Parts of an address that a parcel has as well as a customer.
_ADDRESS = frozenset(
    {"street", "address", "postcode", "zip", "zipcode", "postalcode", "city", "town", "country",
     "strasse", "plz", "ort", "land", "phone"}
)  # fmt: skip


@cache
def synonyms() -> dict[str, dict[str, tuple[str, ...]]]:
    """Table -> column -> compared names, most usual first; `clock.time` is the time of a day."""
    raw = resources.files("kundig.readers").joinpath("synonyms.toml").read_text(encoding="utf-8")
    return {
        table: {column: tuple(map(plain, names)) for column, names in fields.items()}
        for table, fields in tomllib.loads(raw).items()
    }


def plain(name: str) -> str:
    """A column name reduced to its letters and digits, without case and umlaut dots."""
    return "".join(words_of(name))


@cache
def words_of(name: str) -> tuple[str, ...]:
    """The words of a column name, each reduced to letters and digits."""
    name = re.sub(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])", " ", name)
    folded = name.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    folded = unicodedata.normalize("NFKD", folded.replace("ß", "ss"))
    folded = "".join(c for c in folded if not unicodedata.combining(c))
    return tuple(re.findall(r"[a-z0-9]+", folded))


def closeness(name: str, names: tuple[str, ...]) -> float:
    """How surely a column called `name` is meant by one of `names` (compared names)."""
    said = plain(name)
    if said in names:
        return EXACT - 0.002 * names.index(said)
    bare = words_of(_ASIDE.sub(" ", name)) or words_of(name)
    less = 0.03 if _NET.search(name) else 0.0
    joined = "".join(bare)
    if joined in names:
        return 0.92 - 0.002 * names.index(joined) - less
    head = _head(bare)
    if len(head) < len(bare) and "".join(head) in names and not _foreign(bare[len(head) :], ()):
        return HEAD - less
    for i in range(1, len(head)):
        end = "".join(head[i:])
        if end in names and end not in _GENERAL and not _foreign(head[:i], (end,)):
            return LAST_WORDS - less
    last = head[-1] if head else ""
    for known in names:
        rest = last.removesuffix(known)
        if len(known) < 4 or rest == last or known in _GENERAL or len(rest) < 2:
            continue
        if rest.isalpha() and not _foreign((*head[:-1], rest), ()):
            return COMPOUND - less
    first = head[0] if len(head) > 1 else ""
    if first in names and first not in _GENERAL | _OWNERS and not _foreign(head[1:], ()):
        return FIRST_WORD
    if any(len(n) > 6 and n in said and not _foreign((said.replace(n, ""),), ()) for n in names):
        return WITHIN
    return 0.0


def _head(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words before the first preposition: `Name des Käufers` is a name."""
    for i, word in enumerate(words):
        if i and word in _PREPOSITIONS:
            return words[:i]
    return words


def _foreign(words: Iterable[str], ends: tuple[str, ...]) -> bool:
    if any(end in _ADDRESS for end in ends):
        return False
    return any(word.startswith(_FOREIGN) or word.endswith(_FOREIGN) for word in words)
