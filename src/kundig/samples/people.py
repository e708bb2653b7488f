"""Names, addresses and ways to reach people who do not exist.

E-mail addresses end in `.example`, telephone numbers lie in the ranges that the German regulator
keeps free for films and books, and the postcodes begin with figures that are not given out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kundig.samples import names
from kundig.samples.cells import Bools, Floats, Ints, Rng, Strings, choose, cumulative, strings

PERSON, HOUSEHOLD, FIRM = 0, 1, 2
KINDS = strings(["Person", "Familie", "Verein/Firma"])
MAIL = strings(["post.example", "brief.example", "mail-nord.example", "talnetz.example"])
#: Number ranges reserved for fiction: prefix and how many figures follow.
PHONES = (
    ("030 23125 ", 3),
    ("040 66969 ", 3),
    ("069 90009 ", 3),
    ("089 99998 ", 3),
    ("0221 4710 ", 3),
    ("0171 39200 ", 2),
    ("0176 040690 ", 2),
)
_ASCII = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ß": "ss",
        "Ä": "ae",
        "Ö": "oe",
        "Ü": "ue",
        **dict(
            zip(
                "ığşçİĞŞÇłńśźżćóąęáéèíñăâțșŁŚŻČčŠšŽžđ",
                "igscigscl" + "nszzcoae" + "aeeinaats" + "lszccsszzd",
                strict=True,
            )
        ),
    }
)


@dataclass(frozen=True, slots=True)
class People:
    """One block of customers, a column of cells each."""

    kind: Ints
    columns: tuple[Strings, ...]
    last_name: Strings


def latin(text: str) -> str:
    """A name in the letters of an e-mail address: Yıldız -> yildiz."""
    folded = text.translate(_ASCII).lower()
    return "".join(c for c in folded if c.isascii() and c.isalnum())


def people(
    rng: Rng, ids: Ints, *, household: Floats, firm: Floats, home: Ints, towns: Strings
) -> People:
    """Draw people for these customer numbers.

    Args:
        rng: The generator of the block.
        ids: Customer numbers; they make e-mail addresses unique.
        household: Share of households per customer.
        firm: Share of clubs and firms per customer.
        home: Index of the branch in whose region the customer lives.
        towns: Table of `postcode;town` cells, one row per branch.

    Returns:
        Columns: Kundennummer, Art, Anrede, Titel, Vorname, Nachname, Firma, E-Mail, Telefon,
        Straße, PLZ, Ort, Land, Geburtsdatum is left to the caller.
    """
    n = len(ids)
    r = rng.random(n)
    kind = np.where(r < firm, FIRM, np.where(r < firm + household, HOUSEHOLD, PERSON))
    origin = choose(rng, cumulative(names.SHARES), n=n)
    woman = rng.random(n) < 0.53
    first, last = _first(rng, origin, woman), _pick(rng, names.LAST_TABLE, origin)
    is_person, is_firm = kind == PERSON, kind == FIRM
    salutation = np.where(is_person, np.where(woman, "Frau", "Herr"), "")
    salutation = np.where(kind == HOUSEHOLD, "Familie", salutation)
    salutation = np.where(is_person & (rng.random(n) < 0.015), "", salutation)
    t = rng.random(n)
    title = np.where(t < 0.028, "Dr.", np.where(t < 0.033, "Prof. Dr.", ""))
    title = np.where(is_person, title, "").astype(object)
    company = np.where(is_firm, _firms(rng, n), "").astype(object)
    mail_first, mail_last = _latin_table(first), _latin_table(last)
    local = np.where(is_person, mail_first + "." + mail_last, "familie." + mail_last)
    local = np.where(is_firm, "kontakt", local).astype(object)
    number = strings([str(i) for i in ids])
    mail = local + number + "@" + MAIL[rng.integers(0, len(MAIL), n)]
    mail = np.where(rng.random(n) < 0.09, "", mail).astype(object)
    place = towns[home, rng.integers(0, towns.shape[1], n)]
    columns = (
        number,
        KINDS[kind],
        salutation.astype(object),
        title,
        np.where(is_person, first, "").astype(object),
        np.where(is_firm, "", last).astype(object),
        company,
        mail,
        _phones(rng, n),
        _streets(rng, n),
        strings([p.partition(";")[0] for p in place]),
        strings([p.partition(";")[2] for p in place]),
    )
    return People(kind, columns, last)


def town_table(seed: Rng, *, groups: int, each_group: int) -> Strings:
    """Fictional towns with postcodes, a row per region."""
    made = [a + b for a in names.TOWN_HEADS for b in names.TOWN_TAILS]
    order = seed.permutation(len(made))[: groups * each_group]
    cells = [f"{62000 + 7 * k:05d};{made[i]}" for k, i in enumerate(order)]
    return strings(cells).reshape(groups, each_group)


def _pick(rng: Rng, table: tuple[Strings, ...], row: Ints) -> Strings:
    out = np.empty(len(row), dtype=object)
    for k, options in enumerate(table):
        mine = np.flatnonzero(row == k)
        # Frequent names first: squaring draws the head of the list more often.
        at = (rng.random(len(mine)) ** 1.6 * len(options)).astype(np.int64)
        out[mine] = options[at]
    return out


def _first(rng: Rng, origin: Ints, woman: Bools) -> Strings:
    table = names.FIRST_WOMEN + names.FIRST_MEN
    return _pick(rng, table, np.where(woman, origin, origin + len(names.FIRST_WOMEN)))


def _latin_table(column: Strings) -> Strings:
    known: dict[str, str] = {}
    return strings([known.setdefault(c, latin(c)) if c not in known else known[c] for c in column])


def _firms(rng: Rng, n: int) -> Strings:
    kinds, places = strings(names.CLUBS), strings(names.TOWN_HEADS)
    tails = strings(names.TOWN_TAILS)
    a = kinds[rng.integers(0, len(kinds), n)]
    town = places[rng.integers(0, len(places), n)] + tails[rng.integers(0, len(tails), n)]
    return np.asarray(a + " " + town, dtype=object)


def _phones(rng: Rng, n: int) -> Strings:
    which = rng.integers(0, len(PHONES), n)
    heads = strings([p for p, _ in PHONES])
    short = np.array([w for _, w in PHONES])[which] == 2
    number = rng.integers(0, 1000, n)
    tails = strings([f"{i:03d}" for i in range(1000)] + [f"{i:02d}" for i in range(100)])
    phone = heads[which] + tails[np.where(short, 1000 + number % 100, number)]
    return np.where(rng.random(n) < 0.28, "", phone).astype(object)


def _streets(rng: Rng, n: int) -> Strings:
    streets = strings([a + b for a in names.STREET_HEADS for b in names.STREET_TAILS])
    numbers = strings([str(i) for i in range(1, 90)])
    letter = strings(["", "", "", "", "", "", "", "a", "b", " c"])
    street = streets[rng.integers(0, len(streets), n)]
    number = numbers[(rng.random(n) ** 2 * 89).astype(np.int64)]
    return np.asarray(street + " " + number + letter[rng.integers(0, 10, n)], dtype=object)
